//! What an entry says, in a word for its kind and a line of text.

use super::room::Room;
use super::theme::Shade;
use crate::incident::{Correction, Event, Field, ItemState, Line, Link, Standing};
use crate::text::Shown;
use chrono::{DateTime, Utc};

/// A row of the timeline in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    /// The kind, in one word of at most nine letters.
    pub kind: &'static str,
    /// How the kind looks.
    pub shade: Shade,
    /// What it says.
    pub text: String,
    /// How the text looks.
    pub text_shade: Shade,
    /// What is odd about it: undone, a clock that is wrong, another value at the same time.
    pub mark: Option<String>,
}

/// Says what an entry says.
pub fn tell(room: &Room, line: &Line, now: DateTime<Utc>) -> Telling {
    let (kind, shade, text) = words(room, line);
    let (kind, text_shade, text) = match &line.standing {
        Standing::Redacted { by, reason } if line.fact.event == Event::Unknown => {
            ("redacted", Shade::Muted, format!("content removed by {by}: {reason}"))
        }
        Standing::Blank => {
            let text = "content removed; the entry that says why is not here yet".to_owned();
            ("redacted", Shade::Muted, text)
        }
        Standing::Reversed(_) => (kind, Shade::Muted, text),
        _ => (kind, if shade == Shade::Muted { Shade::Muted } else { Shade::Calm }, text),
    };
    let shade = if text_shade == Shade::Muted { Shade::Muted } else { shade };
    Telling { kind, shade, text, text_shade, mark: mark(room, line, now) }
}

/// What is odd about an entry.
fn mark(room: &Room, line: &Line, now: DateTime<Utc>) -> Option<String> {
    let mut marks = Vec::new();
    match &line.standing {
        Standing::Reversed(_) => marks.push("undone".to_owned()),
        Standing::Redacted { by, .. } if line.fact.event != Event::Unknown => {
            marks.push(format!("redacted by {by}"));
        }
        _ => {}
    }
    let ahead = (line.entry.at - now).num_minutes();
    let behind = line.entry.hlc.ahead_of(line.entry.at) / 60_000;
    if ahead > 0 {
        marks.push(format!("clock +{ahead} min"));
    } else if behind > 0 {
        marks.push(format!("clock -{behind} min"));
    }
    for conflict in room.incident.conflicts.values() {
        if conflict.later.entry == line.entry.id {
            marks.push(format!("at once {} set {}", conflict.earlier.by, conflict.earlier.value));
        }
    }
    if line.fact.said_by.is_some() {
        marks.push(format!("written by {}", line.entry.by));
    }
    (!marks.is_empty()).then(|| marks.join(", "))
}

fn words(room: &Room, line: &Line) -> (&'static str, Shade, String) {
    let because = |words: String, reason: &str| {
        if reason.is_empty() { words } else { format!("{words}: {reason}") }
    };
    match &line.fact.event {
        Event::PlanPinned(_) => {
            let title = room.incident.plan.as_ref().map_or("a plan", |plan| &plan.title);
            ("plan", Shade::Muted, format!("in force: {title}"))
        }
        Event::Declared(declared) => {
            let level = declared.severity.as_deref().map(|l| format!("{l}: ")).unwrap_or_default();
            let from = declared.detected_by.as_deref().map(|how| format!(", noticed by {how}"));
            let text = format!("{level}{}{}", declared.title, from.unwrap_or_default());
            ("declared", Shade::Strong, text)
        }
        Event::Corrected { to, .. } => ("corrected", Shade::Calm, correction(to)),
        Event::SeverityChanged { severity, reason, .. } => {
            let words = match room.level_before(line) {
                Some(before) => format!("{before} → {severity}"),
                None => severity.clone(),
            };
            ("severity", Shade::Warning, because(words, reason))
        }
        Event::StageEntered { stage, .. } => {
            ("stage", Shade::Strong, format!("→ {}", stage_title(room, stage)))
        }
        Event::RoleAssigned { role, person, .. } => {
            ("role", Shade::Calm, format!("{}: {person}", role_title(room, role)))
        }
        Event::RoleReleased { role, .. } => {
            ("role", Shade::Calm, format!("{}: nobody", role_title(room, role)))
        }
        Event::HandoverOffered { role, to } => {
            ("handover", Shade::Calm, format!("{} offered to {to}", role_title(room, role)))
        }
        Event::HandoverAccepted { role, person, .. } => {
            ("handover", Shade::Calm, format!("{} → {person}", role_title(room, role)))
        }
        Event::Noted { text } => ("note", Shade::Calm, text.clone()),
        Event::DecisionMade(decision) => {
            let decider = decision.decider.as_deref().map(|who| format!(" ({who} decided)"));
            let text = format!("{}{}", decision.text, decider.unwrap_or_default());
            ("decision", Shade::Strong, because(text, decision.reason.as_deref().unwrap_or("")))
        }
        Event::EvidenceAdded(evidence) => {
            let sum = evidence.sha256.map(|sum| format!(" · sha256 {}", sum.short()));
            ("evidence", Shade::Calm, format!("{}{}", evidence.name, sum.unwrap_or_default()))
        }
        Event::ItemAdded { stage, text } => {
            ("checklist", Shade::Calm, format!("{}: + {text}", stage_title(room, stage)))
        }
        Event::ItemDone { item, .. } => ("done", Shade::Done, format!("[x] {}", item_text(room, item))),
        Event::ItemUndone { item, .. } => ("open", Shade::Calm, format!("[ ] {}", item_text(room, item))),
        Event::ItemWaived { item, reason, .. } => {
            ("waived", Shade::Calm, because(format!("[-] {}", item_text(room, item)), reason))
        }
        Event::TaskGiven { text, to, minutes } => {
            ("task", Shade::Calm, format!("{to}, within {minutes} min: {text}"))
        }
        Event::TaskAcknowledged { task, .. } => ("task", Shade::Calm, format!("yes: {}", task_text(room, *task))),
        Event::TaskDone { task, .. } => ("task", Shade::Done, format!("[x] {}", task_text(room, *task))),
        Event::StampSet { stamp, time, note, .. } => {
            let words = format!("{} at {time}", stamp_title(room, stamp));
            ("time", Shade::Calm, because(words, note.as_deref().unwrap_or("")))
        }
        Event::Linked(link) => ("link", Shade::Calm, link_words(link)),
        Event::Redacted { target, reason, .. } => {
            ("redacted", Shade::Muted, format!("entry {}: {reason}", target.short()))
        }
        Event::Reversed { target } => {
            let undone = room.incident.timeline.iter().find(|line| line.entry.id == *target);
            let text = undone.map_or_else(|| target.short(), |line| words(room, line).2);
            ("undo", Shade::Muted, text)
        }
        Event::Reopened { reason, .. } => ("reopened", Shade::Warning, reason.clone()),
        Event::Resolved { reason, .. } => ("resolved", Shade::Done, reason.clone()),
        Event::Closed { reason, .. } => ("closed", Shade::Done, reason.clone()),
        Event::Unknown => {
            let text = format!("`{}`, written by a newer version", line.entry.kind);
            ("unknown", Shade::Muted, text)
        }
    }
}

fn correction(to: &Correction) -> String {
    let yes = |yes: bool| if yes { "yes" } else { "no" };
    match to {
        Correction::Title(title) => format!("title: {title}"),
        Correction::Category(category) => format!("category: {category}"),
        Correction::UsersAffected(many) => format!("users affected: {many}"),
        Correction::DetectedBy(how) => format!("noticed by: {how}"),
        Correction::PublicReport(is) => format!("reported in public: {}", yes(*is)),
        Correction::NearMiss(is) => format!("near miss: {}", yes(*is)),
    }
}

fn link_words(link: &Link) -> String {
    match link {
        Link::Alert { source, key } => format!("alert {key} of {source}"),
        Link::DuplicateOf { incident } => format!("duplicate of {incident}"),
        Link::Incident { incident } => format!("see {incident}"),
    }
}

/// The short name of a role, where the plan has it.
pub fn role_title<'a>(room: &'a Room, role: &'a str) -> &'a str {
    room.roles().iter().find(|r| r.id == role).map_or(role, |role| &role.short)
}

fn stage_title<'a>(room: &'a Room, stage: &'a str) -> &'a str {
    let plan = room.incident.plan.as_deref();
    plan.and_then(|plan| plan.stages.iter().find(|s| s.id == stage)).map_or(stage, |s| &s.title)
}

fn item_text<'a>(room: &'a Room, item: &'a str) -> &'a str {
    room.incident.items.iter().find(|i| i.id == item).map_or(item, |item| &item.text)
}

fn task_text(room: &Room, task: crate::incident::EntryId) -> String {
    let task = room.incident.tasks.iter().find(|t| t.id == task);
    task.map_or_else(|| "a task that is not here yet".to_owned(), |task| task.text.clone())
}

fn stamp_title(room: &Room, stamp: &str) -> String {
    let plan = room.incident.plan.as_deref();
    let named = plan.and_then(|plan| plan.stamps.iter().find(|s| s.id == stamp));
    named.map_or_else(|| stamp.replace('_', " "), |stamp| stamp.title.clone())
}

/// Names a thing that has one value at a time, for people.
pub fn field_words(room: &Room, field: &Field) -> String {
    match field {
        Field::Title => "the title".to_owned(),
        Field::Severity => "the severity".to_owned(),
        Field::Category => "the category".to_owned(),
        Field::DetectedBy => "how it was noticed".to_owned(),
        Field::UsersAffected => "how many users are affected".to_owned(),
        Field::PublicReport => "whether it was reported in public".to_owned(),
        Field::NearMiss => "whether it is a near miss".to_owned(),
        Field::Status => "the status".to_owned(),
        Field::Stage => "the stage".to_owned(),
        Field::Seat(role) => role_title(room, role).to_owned(),
        Field::Item(item) => item_text(room, item).to_owned(),
        Field::Task(task) => task_text(room, *task),
        Field::Stamp(stamp) => format!("the time {}", stamp_title(room, stamp)),
    }
}

/// The sign of a checklist line and how it looks.
pub fn box_of(state: &ItemState) -> (Shown, Shade) {
    match state {
        ItemState::Open => (Shown::fixed("[ ]"), Shade::Calm),
        ItemState::Done(..) => (Shown::fixed("[x]"), Shade::Done),
        ItemState::Waived(..) => (Shown::fixed("[-]"), Shade::Muted),
    }
}
