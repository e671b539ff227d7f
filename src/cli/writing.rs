//! Commands that write: each becomes one command of the domain, and answers with its entry.

use super::args::{Do, Fact, LinkTo};
use super::desk::Desk;
use super::failure::{Failure, REFUSED, USAGE};
use super::preserving;
use super::reading::moment;
use crate::incident::{
    Assessed, Command, Correction, Decision, Declared, Evidence, IncidentId, Instead, Link,
};
use crate::journal::Written;
use crate::telling::tell;
use crate::time::Moment;
use crate::wire::Entered;
use serde_json::json;
use std::io::{IsTerminal, Read};
use std::path::Path;

/// The most that is read from standard input, in bytes: more than any entry may hold.
const LONGEST_INPUT: u64 = 512 * 1024;

/// Does what a writing command asks.
pub async fn write(desk: &Desk, command: Do) -> Result<(), Failure> {
    let (id, command) = match command {
        Do::Declare { title, sev, category, near_miss, detected_by, users_affected } => {
            let declared = Declared {
                title,
                severity: sev,
                category,
                near_miss,
                detected_by,
                users_affected,
                ..Declared::default()
            };
            return declare(desk, declared).await;
        }
        Do::Evidence { on, file, reference, name } => {
            let id = desk.named(&on.id).await?;
            desk.open(id).await?;
            (id, evidence(desk, id, file.as_deref(), reference, name).await?)
        }
        Do::Redact { on, entry, because, instead, yes } => {
            let id = desk.named(&on.id).await?;
            let instead = instead.map(|text| object(&text)).transpose()?;
            confirm(yes, &entry)?;
            (id, Command::Redact { entry, reason: because.reason, instead })
        }
        Do::Link { on, to } => (desk.named(&on.id).await?, Command::Link(link(desk, to).await?)),
        other => plain(desk, other).await?,
    };
    let written = desk.journal.run(id, desk.wish(command)?).await?;
    answer(desk, &written)
}

/// The commands that need nothing but their words.
async fn plain(desk: &Desk, command: Do) -> Result<(IncidentId, Command), Failure> {
    let (on, command) = match command {
        Do::Note { on, text } => (on, Command::Note { text: text_or_input(text)? }),
        Do::Decide { on, text, option, by, reason, objection } => {
            let text = text_or_input(text)?;
            let (options, decider, objections) = (option, by, objection);
            (on, Command::Decide(Decision { text, options, decider, reason, objections }))
        }
        Do::Set { on, field, value } => (on, Command::Correct(correction(field, value)?)),
        Do::Sev { on, level, reason } => {
            (on, Command::SetSeverity { level, reason, assessed: Assessed::new() })
        }
        Do::Stage { on, stage } => (on, Command::EnterStage { stage }),
        Do::Stamp { on, name, time, note } => {
            let at = time.as_ref().or(desk.global.at.as_ref());
            let time = match at {
                Some(typed) => desk.time(typed)?,
                None => Moment::second(desk.journal.clock().now()),
            };
            (on, Command::Stamp { stamp: name, time, note })
        }
        Do::Assign { on, role, person } => (on, Command::Assign { role, person }),
        Do::Release { on, role } => (on, Command::Release { role }),
        Do::Handover { on, role, to } => (on, Command::Handover { role, to, briefing: None }),
        Do::Accept { on, role } => (on, Command::Accept { role }),
        Do::Tick { on, item } => (on, Command::Tick { item }),
        Do::Untick { on, item } => (on, Command::Untick { item }),
        Do::Waive { on, item, because } => (on, Command::Waive { item, reason: because.reason }),
        Do::Item { on, text, stage } => (on, Command::AddItem { stage, text }),
        Do::Task { on, text, to, minutes } => (on, Command::GiveTask { text, to, minutes }),
        Do::Ack { on, task } => (on, Command::Acknowledge { task }),
        Do::Done { on, task } => (on, Command::FinishTask { task }),
        Do::Resolve { on, because } => (on, Command::Resolve { reason: because.reason }),
        Do::Reopen { on, because } => (on, Command::Reopen { reason: because.reason }),
        Do::Close { on, because } => (on, Command::Close { reason: because.reason }),
        Do::Undo { on, entry } => (on, Command::Undo { entry }),
        other => {
            let what = format!("{other:?} is not a writing command");
            return Err(Failure::new(super::failure::INTERNAL, what, "please report this"));
        }
    };
    Ok((desk.named(&on.id).await?, command))
}

async fn declare(desk: &Desk, declared: Declared) -> Result<(), Failure> {
    let plan = desk.plan()?;
    let wish = desk.wish(Command::Note { text: String::new() })?;
    let pinned = Some(plan.to_pinned());
    let with = |command| crate::journal::Wish { command, ..wish.clone() };
    let written = desk.journal.declare(declared, pinned, false, with).await?;
    let incident = &written.incident;
    if desk.out.json {
        return desk.out.json(&json!({ "id": incident.id }));
    }
    let level = incident.severity.as_deref().unwrap_or("no severity yet");
    desk.out.say(&format!("declared {} {level}: {}", incident.id, incident.title))?;
    let empty = incident.empty_seats();
    if !empty.is_empty() {
        let seats: Vec<&str> = empty.iter().map(|role| role.short.as_str()).collect();
        desk.out.say(&format!("empty seats: {}", seats.join(", ")))?;
    }
    Ok(())
}

/// Tells what was written.
pub fn answer(desk: &Desk, written: &Written) -> Result<(), Failure> {
    if let Some(problem) = &written.pending {
        super::out::complain(&format!(
            "warning: hidden everywhere, but its content is still in the file: {problem}"
        ));
    }
    let new = |line: &&crate::incident::Line| written.entries.iter().any(|e| e.id == line.entry.id);
    let Some(line) = written.incident.timeline.iter().rfind(new) else { return Ok(()) };
    if desk.out.json {
        return desk.out.json(&json!({ "entry": Entered::of(&written.incident, line) }));
    }
    let told = tell(&written.incident, line);
    let first = told.text.lines().next().unwrap_or_default();
    // What was understood of a typed time is worth a look.
    let when = line.fact.happened_at.map(|when| format!(", {}", moment(desk, when)));
    desk.out.say(&format!(
        "{} {} {}: {first}{} ({})",
        written.incident.id.short(),
        line.who(),
        told.kind,
        when.unwrap_or_default(),
        line.entry.id.short()
    ))
}

fn text_or_input(text: String) -> Result<String, Failure> {
    if text == "-" { input() } else { Ok(text) }
}

fn input() -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().take(LONGEST_INPUT).read_to_end(&mut bytes);
    read.map_err(|error| Failure::io("cannot read standard input", &error))?;
    String::from_utf8(bytes)
        .map_err(|_| Failure::new(USAGE, "standard input is not UTF-8", "convert it to UTF-8"))
}

fn object(text: &str) -> Result<Instead, Failure> {
    let text = text_or_input(text.to_owned())?;
    serde_json::from_str(&text).map_err(|error| {
        let what = format!("--instead: {error}");
        Failure::new(USAGE, what, "give a JSON object, such as '{\"title\":\"…\"}'")
    })
}

/// What destroys asks on a terminal, and needs to be told `--yes` elsewhere.
fn confirm(yes: bool, entry: &str) -> Result<(), Failure> {
    if yes {
        return Ok(());
    }
    if !std::io::stdin().is_terminal() {
        let what = "a redaction cannot be undone, and there is nobody to ask";
        return Err(Failure::new(USAGE, what, "add --yes when it is meant"));
    }
    super::out::complain(&format!("Remove the content of entry {entry} for good? Type yes:"));
    let mut answer = String::new();
    let read = std::io::stdin().read_line(&mut answer);
    read.map_err(|error| Failure::io("cannot read the answer", &error))?;
    if answer.trim().eq_ignore_ascii_case("yes") {
        Ok(())
    } else {
        Err(Failure::new(REFUSED, "not confirmed; nothing was removed", "type yes, or add --yes"))
    }
}

fn correction(field: Fact, value: String) -> Result<Correction, Failure> {
    let yes = |value: &str| match value.trim().to_ascii_lowercase().as_str() {
        "yes" | "y" | "true" => Ok(true),
        "no" | "n" | "false" => Ok(false),
        other => {
            let what = format!("`{other}` is neither yes nor no");
            Err(Failure::new(USAGE, what, "type yes or no"))
        }
    };
    Ok(match field {
        Fact::Title => Correction::Title(value),
        Fact::Category => Correction::Category(value),
        Fact::UsersAffected => {
            let many = value.trim().parse().map_err(|_| {
                let what = format!("`{value}` is not a number of users");
                Failure::new(USAGE, what, "type a whole number")
            })?;
            Correction::UsersAffected(many)
        }
        Fact::DetectedBy => Correction::DetectedBy(value),
        Fact::PublicReport => Correction::PublicReport(yes(&value)?),
        Fact::NearMiss => Correction::NearMiss(yes(&value)?),
    })
}

async fn link(desk: &Desk, to: LinkTo) -> Result<Link, Failure> {
    let LinkTo { duplicate_of, to, alert } = to;
    if let Some(typed) = duplicate_of {
        return Ok(Link::DuplicateOf { incident: desk.named(&typed).await? });
    }
    if let Some(typed) = to {
        return Ok(Link::Incident { incident: desk.named(&typed).await? });
    }
    let [source, key] = alert.unwrap_or_default().try_into().map_err(|_| {
        Failure::new(USAGE, "an alert has a source and a key", "--alert SOURCE KEY")
    })?;
    Ok(Link::Alert { source, key })
}

async fn evidence(
    desk: &Desk,
    id: IncidentId,
    file: Option<&Path>,
    reference: Option<String>,
    name: Option<String>,
) -> Result<Command, Failure> {
    let collected_by = desk.global.said_by.clone().unwrap_or_else(|| desk.name.clone());
    let Some(file) = file else {
        let kept_at = reference.unwrap_or_default();
        let name = name.unwrap_or_else(|| kept_at.clone());
        let (sha256, size) = (None, None);
        return Ok(Command::AddEvidence(Evidence { name, kept_at, sha256, size, collected_by }));
    };
    preserving::copy(desk.journal.store(), id, file, name, reference, collected_by).await
}
