//! A message on its way: checked, into a file or to a command, then written down as sent. Nothing is
//! written down that did not go out.

use super::args::SendOf;
use super::desk::Desk;
use super::failure::{Failure, REFUSED, USAGE};
use super::filing;
use super::messaging::{typed, warn};
use super::writing::answer_with;
use crate::incident::{Command, Occasion, Sending, whole};
use crate::intent::{findings, finished, would_go_out};
use crate::wire::Wording;
use serde_json::json;
use std::io::{ErrorKind, Read, Seek, Write};
use std::path::Path;
use std::process::{Child, Command as Program, ExitStatus, Stdio};
use std::time::Duration;

/// How long a command may take to bring a message on its way.
const LONGEST_RUN: Duration = Duration::from_secs(60);
/// How often is looked whether it has ended.
const LOOK_EVERY: Duration = Duration::from_millis(10);
/// How much of what a command complains about is read, in bytes.
const MOST_SAID: u64 = 16 * 1024;

/// Brings a message on its way and writes down that it went out.
pub async fn send(desk: &Desk, of: SendOf) -> Result<(), Failure> {
    let id = desk.named(&of.on.id).await?;
    let incident = desk.open(id).await?.incident;
    let words = of.hand_to.as_deref().map(split).transpose()?;
    let channel = of.channel.clone().or_else(|| usual_channel(&of, words.as_deref()));
    let Some(channel) = channel else {
        let remedy = "add --channel, such as --channel email, or --hand-to or -o";
        return Err(Failure::new(USAGE, "nothing says by which way it went out", remedy));
    };
    let text = typed(&of.words)?.map(|text| (of.words.subject.clone(), text));
    if text.is_none() && of.words.subject.is_some() {
        let remedy = "draft it anew with that --subject, or give the whole --text";
        return Err(Failure::new(USAGE, "a draft goes out with the subject it has", remedy));
    }
    let mut sending = Sending {
        item: of.item.clone(),
        draft: of.draft.clone(),
        text,
        channel,
        audience: of.audience.clone(),
        reference: of.reference.clone(),
        clock: of.clock.clone(),
        unapproved: of.unapproved.clone(),
    };
    let wish = desk.wish(Command::Send(sending.clone()))?;
    let on = Occasion {
        by: wish.by,
        now: desk.journal.clock().now(),
        happened_at: wish.happened_at,
        said_by: wish.said_by,
        privileged: wish.privileged,
        authors: desk.authors(id),
    };
    let gone = would_go_out(&incident, &sending, &on)?;
    // What was looked at is what is written down, whatever somebody drafts in the meantime.
    sending.draft = gone.draft.or(sending.draft);
    if !of.unfinished {
        finished(&gone.message)?;
    }
    let (subject, text) = (gone.message.subject.as_deref(), gone.message.text.as_str());
    let message = whole(subject, text);
    if let Some(file) = &of.output {
        write(file, &message)?;
    }
    if let Some(words) = &words {
        hand(words, &message)?;
    }
    let command = Command::Send(sending);
    let written = desk.run(id, desk.wish(command)?).await.map_err(|error| {
        let failure = Failure::from(error);
        if of.output.is_none() && words.is_none() {
            return failure;
        }
        let what = format!("it went out, and could not be written down: {}", failure.error);
        Failure::new(
            failure.code,
            what,
            format!("{}; then send it again without --hand-to and -o", failure.remedy),
        )
    })?;
    let found = findings(&incident, &gone.audience, subject, text);
    let more = vec![("wording", json!(Wording::all(subject, text, &found)))];
    answer_with(desk, &written, more)?;
    warn(&found);
    Ok(())
}

fn usual_channel(of: &SendOf, words: Option<&[String]>) -> Option<String> {
    let program = words.and_then(<[String]>::first).map(Path::new);
    let program = program.and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    program.or_else(|| of.output.as_ref().map(|file| format!("file {}", file.display())))
}

/// The words of a command as a shell would read them.
pub fn split(command: &str) -> Result<Vec<String>, Failure> {
    match shlex::split(command) {
        Some(words) if !words.is_empty() => Ok(words),
        _ => {
            let what = format!("`{command}` is no command");
            Err(Failure::new(USAGE, what, "its quotes must match; name a program first"))
        }
    }
}

/// Writes the message to a new file.
pub fn write(file: &Path, message: &str) -> Result<(), Failure> {
    filing::create(file, &format!("{message}\n")).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            let what = format!("{} is there already", file.display());
            Failure::new(REFUSED, what, "choose another file; nothing was sent")
        }
        _ => Failure::io(&format!("cannot write {}", file.display()), &error),
    })
}

/// Gives the message to a command on its standard input, and waits until it has ended well. What it says
/// on standard error is told when it fails; it never reaches the screen by itself.
pub fn hand(words: &[String], message: &str) -> Result<(), Failure> {
    let failed = |what: String| Failure::new(REFUSED, what, "nothing was written down as sent");
    let Some((program, arguments)) = words.split_first() else {
        return Err(failed("no command is named".to_owned()));
    };
    let cannot = |error: std::io::Error| failed(format!("cannot start {program}: {error}"));
    let mut said = tempfile::tempfile().map_err(cannot)?;
    let mut running = Program::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(said.try_clone().map_err(cannot)?)
        .spawn()
        .map_err(cannot)?;
    // A command that does not read must not hold up whoever waits for its end.
    let (input, text) = (running.stdin.take(), format!("{message}\n"));
    let given = std::thread::spawn(move || {
        input.map_or(Ok(()), |mut input| input.write_all(text.as_bytes()))
    });
    let ended = wait(&mut running).map_err(|error| failed(format!("{program} {error}")))?;
    if ended.success() {
        // One that has read enough may close its end; how it ended says whether it was enough.
        return match given.join() {
            Ok(Err(error)) if error.kind() != ErrorKind::BrokenPipe => {
                Err(failed(format!("cannot give the message to {program}: {error}")))
            }
            _ => Ok(()),
        };
    }
    let mut words = String::new();
    let read = said.rewind().and_then(|()| said.take(MOST_SAID).read_to_string(&mut words));
    let last = words.lines().rfind(|line| !line.trim().is_empty()).filter(|_| read.is_ok());
    let last = last.map(|line| format!(": {}", line.trim())).unwrap_or_default();
    Err(failed(format!("{program} ended with {ended}{last}")))
}

/// Waits for a command, but not for ever.
fn wait(running: &mut Child) -> Result<ExitStatus, String> {
    for _ in 0..LONGEST_RUN.as_millis() / LOOK_EVERY.as_millis() {
        match running.try_wait() {
            Ok(Some(ended)) => return Ok(ended),
            Ok(None) => std::thread::sleep(LOOK_EVERY),
            Err(error) => return Err(format!("cannot be waited for: {error}")),
        }
    }
    _ = running.kill();
    _ = running.wait();
    Err(format!("had not ended after {} s and was stopped", LONGEST_RUN.as_secs()))
}
