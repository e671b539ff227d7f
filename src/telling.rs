//! An entry in words: one telling for the timeline on the screen, for `log` and for reports.
//!
//! The words may hold text from outside; who shows them makes them safe.

mod following;
mod response;

pub use following::title_of_message;
pub use response::{done as contained_how, title_of_clock};

use crate::incident::{Correction, EntryId, Event, Incident, Line, Link, Standing};

/// What an entry says, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    /// The kind of entry in one word.
    pub kind: &'static str,
    /// What it says, perhaps over several lines.
    pub text: String,
}

/// Tells an entry of an incident.
pub fn tell(incident: &Incident, line: &Line) -> Telling {
    let (kind, text) = match &line.standing {
        Standing::Redacted { by, reason } if line.fact.event == Event::Unknown => {
            ("redacted", format!("removed by {by}: {reason}"))
        }
        Standing::Blank => ("redacted", "removed; the reason has not arrived yet".to_owned()),
        _ => event(incident, line),
    };
    let text = match &line.standing {
        Standing::Reversed(_) => format!("(undone) {text}"),
        Standing::Again(_) => format!("(written twice) {text}"),
        Standing::Redacted { .. } if line.fact.event != Event::Unknown => {
            format!("(redacted) {text}")
        }
        _ => text,
    };
    let text =
        if incident.is_privileged(line.entry.id) { format!("(privileged) {text}") } else { text };
    Telling { kind, text }
}

/// Whether an entry is for lawyers only, or says again what such a one says: its undoing, its cleaning.
pub fn is_privileged(incident: &Incident, line: &Line) -> bool {
    let of = match &line.fact.event {
        Event::Reversed { target } | Event::Redacted { target, .. } => *target,
        _ => line.entry.id,
    };
    incident.is_privileged(of)
}

fn event(incident: &Incident, line: &Line) -> (&'static str, String) {
    let role = |id: &String| name_of_role(incident, id);
    match &line.fact.event {
        Event::PlanPinned(_) => {
            let title = incident.plan.as_ref().map_or("not known here", |plan| &plan.title);
            ("plan", format!("plan in force: {title}"))
        }
        Event::Declared(declared) => {
            let level = declared.severity.as_deref().unwrap_or("no severity yet");
            ("declared", format!("{level}: {}", declared.title))
        }
        Event::Corrected { to, .. } => ("corrected", correction(to)),
        Event::SeverityChanged { severity, reason, over, .. } => {
            let before = (*over).and_then(|over| level_of(incident, over));
            let before = before.map(|level| format!("{level} → ")).unwrap_or_default();
            let why = if reason.is_empty() { String::new() } else { format!(": {reason}") };
            ("severity", format!("{before}{severity}{why}"))
        }
        Event::StageEntered { stage, .. } => {
            let plan = incident.plan.as_ref();
            let title = plan.and_then(|plan| plan.stage(stage)).map(|stage| stage.title.clone());
            ("stage", format!("now: {}", title.unwrap_or_else(|| stage.clone())))
        }
        Event::RoleAssigned { role: id, person, .. } => {
            ("role", format!("{} is {person}", role(id)))
        }
        Event::RoleReleased { role: id, .. } => ("role", format!("{} is nobody", role(id))),
        Event::HandoverOffered { role: id, to, .. } => {
            ("handover", format!("{} offered to {to}", role(id)))
        }
        Event::HandoverAccepted { role: id, person, .. } => {
            ("handover", format!("{} → {person}", role(id)))
        }
        Event::Noted { text } => ("note", text.clone()),
        Event::DecisionMade(decision) => {
            let mut text = decision.text.clone();
            let parts =
                [("because", decision.reason.iter()), ("decided by", decision.decider.iter())];
            for (word, part) in parts {
                text.extend(part.map(|part| format!("; {word} {part}")));
            }
            for (word, parts) in
                [("instead of", &decision.options), ("against it", &decision.objections)]
            {
                if !parts.is_empty() {
                    text.extend(["; ", word, ": ", &parts.join(", ")]);
                }
            }
            ("decision", text)
        }
        Event::EvidenceAdded(evidence) => {
            let sum = evidence.sha256.map(|sum| format!(" · sha256 {}", sum.short()));
            ("evidence", format!("{}{}", evidence.name, sum.unwrap_or_default()))
        }
        Event::ItemAdded { stage, text } => ("step", format!("added to {stage}: {text}")),
        Event::ItemDone { item, .. } => ("step", format!("done: {}", text_of_item(incident, item))),
        Event::ItemUndone { item, .. } => {
            ("step", format!("open again: {}", text_of_item(incident, item)))
        }
        Event::ItemWaived { item, reason, .. } => {
            ("step", format!("waived: {}: {reason}", text_of_item(incident, item)))
        }
        Event::TaskGiven { text, to, minutes } => {
            ("task", format!("{to}: {text} (within {minutes} min)"))
        }
        Event::TaskAcknowledged { task, .. } => {
            ("task", format!("accepted: {}", text_of_task(incident, *task)))
        }
        Event::TaskDone { task, .. } => {
            ("task", format!("done: {}", text_of_task(incident, *task)))
        }
        Event::StampSet { stamp, time, note, .. } => {
            let note = note.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
            // A line stands where the moment was; only a line that stands elsewhere must say when.
            let elsewhere = (line.when() != *time).then(|| format!(" at {time}"));
            let name = stamp.replace('_', " ");
            ("time", format!("{name}{}{note}", elsewhere.unwrap_or_default()))
        }
        Event::Linked(link) => ("link", link_in_words(link)),
        Event::Redacted { target, reason, .. } => {
            ("redacted", format!("removed {}: {reason}", target.short()))
        }
        Event::Reversed { target } => ("undo", undone(incident, *target)),
        Event::Reopened { reason, .. } => ("reopened", reason.clone()),
        Event::Resolved { reason, .. } => ("resolved", reason.clone()),
        Event::Closed { reason, without_outputs, .. } => {
            let without =
                without_outputs.as_ref().map(|why| format!("; no fix or prevention: {why}"));
            ("closed", format!("{reason}{}", without.unwrap_or_default()))
        }
        other => {
            let told = response::tell(incident, other).or_else(|| following::tell(incident, other));
            told.unwrap_or_else(|| {
                ("unknown", format!("`{}`, written by a newer version", line.entry.kind))
            })
        }
    }
}

/// The level that an entry set.
fn level_of(incident: &Incident, entry: EntryId) -> Option<&str> {
    let line = incident.timeline.iter().find(|line| line.entry.id == entry)?;
    match &line.fact.event {
        Event::Declared(declared) => declared.severity.as_deref(),
        Event::SeverityChanged { severity, .. } => Some(severity),
        _ => None,
    }
}

fn correction(to: &Correction) -> String {
    let yes = |yes: &bool| if *yes { "yes" } else { "no" };
    match to {
        Correction::Title(title) => format!("title: {title}"),
        Correction::Category(category) => format!("category: {category}"),
        Correction::UsersAffected(many) => format!("users affected: {many}"),
        Correction::DetectedBy(how) => format!("detected by: {how}"),
        Correction::PublicReport(is) => format!("reported publicly: {}", yes(is)),
        Correction::NearMiss(is) => format!("near miss: {}", yes(is)),
        Correction::System(name) => format!("system: {name}"),
    }
}

/// What an incident is tied to, in words.
pub fn link_in_words(link: &Link) -> String {
    match link {
        Link::Alert { source, key } => format!("alert {key} of {source}"),
        Link::DuplicateOf { incident } => format!("duplicate of {incident}"),
        Link::Incident { incident } => format!("has to do with {incident}"),
    }
}

/// The plan's name of a role, or its id.
pub fn name_of_role(incident: &Incident, id: &str) -> String {
    let role = incident.plan.as_ref().and_then(|plan| plan.roles.iter().find(|role| role.id == id));
    role.map_or_else(|| id.to_owned(), |role| role.short.clone())
}

fn text_of_item(incident: &Incident, id: &str) -> String {
    let item = incident.items.iter().find(|item| item.id == id);
    item.map_or_else(|| id.to_owned(), |item| item.text.clone())
}

fn text_of_task(incident: &Incident, id: EntryId) -> String {
    let task = incident.tasks.iter().find(|task| task.id == id);
    task.map_or_else(|| id.short(), |task| task.text.clone())
}

fn undone(incident: &Incident, target: EntryId) -> String {
    let line = incident.timeline.iter().find(|line| line.entry.id == target);
    match line {
        Some(line) if !matches!(line.fact.event, Event::Reversed { .. }) => {
            let told = event(incident, line);
            format!("{}: {}", told.0, told.1)
        }
        _ => target.short(),
    }
}
