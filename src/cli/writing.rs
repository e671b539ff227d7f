//! Commands that write: each becomes one command of the domain, and answers with its entry.

use super::args::{Do, HoldOf, LinkTo, PrivilegeOf, RedactOf};
use super::desk::Desk;
use super::failure::{Failure, REFUSED, USAGE};
use super::reading::moment;
use super::{declaring, handing, preserving, responding};
use crate::incident::{Command, Decision, Declared, Evidence, IncidentId, Instead, Link};
use crate::intent::{briefing_for, correction, waiving};
use crate::journal::{Wish, Written};
use crate::telling::tell;
use crate::time::Moment;
use crate::wire::Entered;
use serde_json::{Map, Value, json};
use std::io::{IsTerminal, Read};
use std::path::Path;

/// The most that is read from standard input, in bytes: more than any entry may hold.
const LONGEST_INPUT: u64 = 512 * 1024;

/// Does what a writing command asks.
pub async fn write(desk: &Desk, command: Do) -> Result<(), Failure> {
    let privileged = match &command {
        Do::Note { legal, .. } | Do::Decide { legal, .. } | Do::Evidence { legal, .. } => {
            legal.privileged
        }
        _ => false,
    };
    let (id, command) = match command {
        Do::Declare {
            title,
            sev,
            category,
            near_miss,
            detected_by,
            users_affected,
            system,
            assess,
        } => {
            let declared = Declared {
                title,
                severity: sev,
                category,
                near_miss,
                detected_by,
                users_affected,
                system,
                ..Declared::default()
            };
            return declaring::declare(desk, declared, &assess).await;
        }
        Do::Sev { on, level, reason, assess } => {
            let id = desk.named(&on.id).await?;
            return declaring::sev(desk, id, level, reason, &assess).await;
        }
        Do::Respond(what) => return responding::respond(desk, what).await,
        Do::Handover { on, role, to, dry_run } => {
            let id = desk.named(&on.id).await?;
            let incident = desk.open(id).await?.incident;
            let briefing = Some(briefing_for(&incident, &role, desk.journal.clock().now()));
            if dry_run {
                return handing::preview(desk, briefing.as_deref());
            }
            (id, Command::Handover { role, to, briefing })
        }
        Do::Accept { on, role } => {
            return handing::accept(desk, desk.named(&on.id).await?, role).await;
        }
        Do::Waive { on, item, because } => {
            let id = desk.named(&on.id).await?;
            let incident = desk.open(id).await?.incident;
            (id, waiving(&incident, item, because.reason))
        }
        Do::Evidence { on, file, reference, name, legal: _ } => {
            let id = desk.named(&on.id).await?;
            desk.open(id).await?;
            (id, evidence(desk, id, file.as_deref(), reference, name).await?)
        }
        Do::Redact(RedactOf { on, entry, because, instead, yes }) => {
            let id = desk.named(&on.id).await?;
            let instead = instead.map(|text| object(&text)).transpose()?;
            let question = format!("Remove the content of entry {entry} for good?");
            confirm(yes, "a redaction", &question)?;
            (id, Command::Redact { entry, reason: because.reason, instead })
        }
        Do::Link { on, to } => (desk.named(&on.id).await?, Command::Link(link(desk, to).await?)),
        other => plain(desk, other).await?,
    };
    let wish = Wish { privileged, ..desk.wish(command)? };
    let written = desk.run(id, wish).await?;
    answer(desk, &written)
}

/// The commands that need nothing but their words.
async fn plain(desk: &Desk, command: Do) -> Result<(IncidentId, Command), Failure> {
    let (on, command) = match command {
        Do::Note { on, text, legal: _ } => (on, Command::Note { text: text_or_input(text)? }),
        Do::Decide { on, text, option, by, reason, objection, legal: _ } => {
            let text = text_or_input(text)?;
            let (options, decider, objections) = (option, by, objection);
            (on, Command::Decide(Decision { text, options, decider, reason, objections }))
        }
        Do::Set { on, field, value } => (on, Command::Correct(correction(field.name(), value)?)),
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
        Do::Tick { on, item } => (on, Command::Tick { item }),
        Do::Untick { on, item } => (on, Command::Untick { item }),
        Do::Item { on, text, stage } => (on, Command::AddItem { stage, text }),
        Do::Task { on, text, to, minutes } => (on, Command::GiveTask { text, to, minutes }),
        Do::Ack { on, task } => (on, Command::Acknowledge { task }),
        Do::Done { on, task } => (on, Command::FinishTask { task }),
        Do::Resolve { on, because } => (on, Command::Resolve { reason: because.reason }),
        Do::Reopen { on, because } => (on, Command::Reopen { reason: because.reason }),
        Do::Close { on, because, without_outputs } => {
            (on, Command::Close { reason: because.reason, without_outputs })
        }
        Do::Undo { on, entry } => (on, Command::Undo { entry }),
        Do::Privilege(PrivilegeOf { on, entry, because, lift }) => {
            (on, Command::SetPrivilege { entry, privileged: !lift, reason: because.reason })
        }
        Do::Hold(HoldOf { on, because, lift: false }) => {
            (on, Command::Hold { reason: because.reason })
        }
        Do::Hold(HoldOf { on, because, lift: true }) => {
            (on, Command::LiftHold { reason: because.reason })
        }
        other => {
            let what = format!("{other:?} is not a writing command");
            return Err(Failure::new(super::failure::INTERNAL, what, "please report this"));
        }
    };
    Ok((desk.named(&on.id).await?, command))
}

/// Tells what was written.
pub fn answer(desk: &Desk, written: &Written) -> Result<(), Failure> {
    answer_with(desk, written, Vec::new())
}

/// Tells what was written; the data has more keys beside the entry.
pub fn answer_with(
    desk: &Desk,
    written: &Written,
    more: Vec<(&str, Value)>,
) -> Result<(), Failure> {
    if let Some(problem) = &written.pending {
        super::out::complain(&format!(
            "warning: hidden everywhere, but its content is still in the file: {problem}"
        ));
    }
    let new = |line: &&crate::incident::Line| written.entries.iter().any(|e| e.id == line.entry.id);
    let Some(line) = written.incident.timeline.iter().rfind(new) else { return Ok(()) };
    if desk.out.json {
        let mut answer = Map::new();
        answer.insert(
            "entry".to_owned(),
            json!(Entered::of(&written.incident, &desk.authors(written.incident.id), line)),
        );
        answer.extend(more.into_iter().map(|(key, value)| (key.to_owned(), value)));
        return desk.out.json(&Value::Object(answer));
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

/// A text as it was typed; `-` reads standard input.
pub fn text_or_input(text: String) -> Result<String, Failure> {
    if text == "-" { input() } else { Ok(text) }
}

/// What stands on standard input.
pub fn input() -> Result<String, Failure> {
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
pub fn confirm(yes: bool, what: &str, question: &str) -> Result<(), Failure> {
    if yes {
        return Ok(());
    }
    if !std::io::stdin().is_terminal() {
        let what = format!("{what} cannot be undone, and there is nobody to ask");
        return Err(Failure::new(USAGE, what, "add --yes when it is meant"));
    }
    super::out::complain(&format!("{question} Type yes:"));
    let mut answer = String::new();
    let read = std::io::stdin().read_line(&mut answer);
    read.map_err(|error| Failure::io("cannot read the answer", &error))?;
    if answer.trim().eq_ignore_ascii_case("yes") {
        Ok(())
    } else {
        Err(Failure::new(REFUSED, "not confirmed; nothing was removed", "type yes, or add --yes"))
    }
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
    let collected_by = desk.global.said_by.clone().map_or_else(|| desk.writer(), Ok)?;
    let Some(file) = file else {
        let kept_at = reference.unwrap_or_default();
        let name = name.unwrap_or_else(|| kept_at.clone());
        let (sha256, size) = (None, None);
        return Ok(Command::AddEvidence(Evidence { name, kept_at, sha256, size, collected_by }));
    };
    preserving::copy(desk.journal.store(), id, file, name, reference, collected_by).await
}
