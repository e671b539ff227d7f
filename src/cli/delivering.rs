//! A message on its way: checked, into a file or to a command, then written down as sent. Nothing is
//! written down that did not go out.

use super::args::SendOf;
use super::desk::Desk;
use super::failure::{Failure, REFUSED, USAGE};
use super::filing;
use super::messaging::{findings, refuse_unfinished, shapes, typed, warn};
use super::writing::answer_with;
use crate::comms::Rendered;
use crate::incident::{Command, Incident, Occasion, Sending, whole};
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::{Command as Program, Stdio};

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
    let gone = would_go_out(desk, &incident, &sending)?;
    // What was looked at is what is written down, whatever somebody drafts in the meantime.
    sending.draft = gone.draft.or(sending.draft);
    if !of.unfinished {
        let (subject, text) = (gone.subject.clone(), gone.text.clone());
        refuse_unfinished(&Rendered { subject, text, missing: Vec::new() })?;
    }
    let message = whole(gone.subject.as_deref(), &gone.text);
    if let Some(file) = &of.output {
        write(file, &message)?;
    }
    if let Some(words) = &words {
        hand(words, &message)?;
    }
    let command = Command::Send(sending);
    let written = desk.journal.run(id, desk.wish(command)?).await.map_err(|error| {
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
    let found = findings(&incident, &gone.audience, gone.subject.as_deref(), &gone.text);
    let more = vec![("wording", shapes(gone.subject.as_deref(), &gone.text, &found))];
    answer_with(desk, &written, more)?;
    warn(&found);
    Ok(())
}

/// What would go out.
struct Gone {
    draft: Option<String>,
    audience: String,
    subject: Option<String>,
    text: String,
}

/// Checks that it may be written down before anything goes out, and says what that is.
fn would_go_out(desk: &Desk, incident: &Incident, sending: &Sending) -> Result<Gone, Failure> {
    let wish = desk.wish(Command::Send(sending.clone()))?;
    let on = Occasion {
        by: wish.by,
        now: desk.journal.clock().now(),
        happened_at: wish.happened_at,
        said_by: wish.said_by,
        privileged: wish.privileged,
    };
    let facts = incident.decide(wish.command, &on)?;
    let sent = facts.into_iter().find_map(|fact| match fact.event {
        crate::incident::Event::MessageSent(sent) => Some(sent),
        _ => None,
    });
    let sent = sent.ok_or_else(|| {
        Failure::new(super::failure::INTERNAL, "sending comes to no message", "please report this")
    })?;
    Ok(Gone {
        draft: sent.draft.map(|draft| draft.to_string()),
        audience: sent.audience,
        subject: sent.subject,
        text: sent.text,
    })
}

fn usual_channel(of: &SendOf, words: Option<&[String]>) -> Option<String> {
    let program = words.and_then(<[String]>::first).map(Path::new);
    let program = program.and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    program.or_else(|| of.output.as_ref().map(|file| format!("file {}", file.display())))
}

fn split(command: &str) -> Result<Vec<String>, Failure> {
    match shlex::split(command) {
        Some(words) if !words.is_empty() => Ok(words),
        _ => {
            let what = format!("--hand-to: `{command}` is no command");
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

/// Gives the message to a command on its standard input, and waits until it has ended well.
pub fn hand(words: &[String], message: &str) -> Result<(), Failure> {
    let (program, arguments) = words.split_first().unwrap_or((&words[0], &[]));
    let failed = |what: String| Failure::new(REFUSED, what, "nothing was written down as sent");
    let mut running = Program::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .spawn()
        .map_err(|error| failed(format!("cannot start {program}: {error}")))?;
    let given = running.stdin.take().map_or(Ok(()), |mut input| {
        // A command that has read enough may close its end; how it ends says whether it was enough.
        match input.write_all(format!("{message}\n").as_bytes()) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            other => other,
        }
    });
    let ended =
        running.wait().map_err(|error| failed(format!("cannot wait for {program}: {error}")))?;
    given.map_err(|error| failed(format!("cannot give the message to {program}: {error}")))?;
    if ended.success() { Ok(()) } else { Err(failed(format!("{program} ended with {ended}"))) }
}
