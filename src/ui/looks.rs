//! How an entry looks on the timeline: its kind, its words, and what is odd about it.

use super::room::Room;
use super::theme::Shade;
use super::when;
use crate::incident::{Event, Field, ItemState, Line, Standing};
use crate::telling;
use crate::text::Shown;
use chrono::{DateTime, TimeDelta, Utc};

/// From when on it is told that an entry was written after it happened.
const NOTICEABLE: TimeDelta = TimeDelta::minutes(5);

/// A row of the timeline, ready to be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The kind, in one word of at most nine letters.
    pub kind: &'static str,
    /// How the kind looks.
    pub shade: Shade,
    /// What it says.
    pub text: String,
    /// How the text looks.
    pub text_shade: Shade,
    /// What is odd about it: a clock that is wrong, another value at the same time, written much later.
    pub mark: Option<String>,
}

/// How an entry looks.
pub fn look(room: &Room, line: &Line, now: DateTime<Utc>) -> Look {
    let told = telling::tell(&room.incident, line);
    let gone = line.fact.event == Event::Unknown || matches!(line.standing, Standing::Reversed(_));
    let shade = if gone { Shade::Muted } else { shade_of(&line.fact.event) };
    let text = match &line.fact.event {
        // The row begins with this very time.
        Event::StampSet { stamp, time, note: None, .. } if *time == line.when() && !gone => {
            stamp_title(room, stamp)
        }
        _ => told.text,
    };
    let text_shade = if shade == Shade::Muted { Shade::Muted } else { Shade::Calm };
    Look { kind: told.kind, shade, text, text_shade, mark: mark(room, line, now) }
}

fn shade_of(event: &Event) -> Shade {
    match event {
        Event::DecisionMade(_) | Event::Declared(_) | Event::StageEntered { .. } => Shade::Strong,
        Event::SeverityChanged { .. } | Event::Reopened { .. } => Shade::Warning,
        Event::ItemDone { .. }
        | Event::TaskDone { .. }
        | Event::Resolved { .. }
        | Event::Closed { .. } => Shade::Done,
        Event::PlanPinned(_) | Event::Redacted { .. } | Event::Reversed { .. } => Shade::Muted,
        _ => Shade::Calm,
    }
}

/// What is odd about an entry.
fn mark(room: &Room, line: &Line, now: DateTime<Utc>) -> Option<String> {
    let mut marks = Vec::new();
    let ahead = (line.entry.at - now).num_minutes();
    if ahead > 0 {
        marks.push(format!("clock +{ahead} min"));
    }
    for conflict in room.incident.conflicts.values() {
        if conflict.later.entry == line.entry.id {
            marks.push(format!("{} set {} at once", conflict.earlier.by, conflict.earlier.value));
        }
    }
    let historic = room.incident.declaration.as_ref().is_some_and(|d| d.historic);
    let behind = line.entry.at - line.when().end();
    if !historic && behind >= NOTICEABLE {
        marks.push(format!("written {} later", when::age(behind)));
    }
    (!marks.is_empty()).then(|| marks.join(", "))
}

fn stamp_title(room: &Room, stamp: &str) -> String {
    let plan = room.incident.plan.as_deref();
    let named = plan.and_then(|plan| plan.stamps.iter().find(|s| s.id == stamp));
    named.map_or_else(|| sentence(stamp), |stamp| stamp.title.clone())
}

/// A name as people write it: `War room open` for `war_room_open`.
pub fn sentence(id: &str) -> String {
    let mut words = id.replace('_', " ");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}

/// Names a thing that has one value at a time, for people.
pub fn field_words(room: &Room, field: &Field) -> String {
    let incident = &room.incident;
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
        Field::Seat(role) => telling::name_of_role(incident, role),
        Field::Item(id) => {
            let item = incident.items.iter().find(|item| item.id == *id);
            item.map_or_else(|| id.clone(), |item| item.text.clone())
        }
        Field::Task(id) => {
            let task = incident.tasks.iter().find(|task| task.id == *id);
            task.map_or_else(|| id.short(), |task| task.text.clone())
        }
        Field::Stamp(stamp) => format!("the time {}", stamp_title(room, stamp)),
        other => other.words(),
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
