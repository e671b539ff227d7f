//! What may stand after an action's name, as far as it is known here: levels, roles, people, times.

use super::rows::rows;
use super::words::quoted;
use crate::incident::{ItemState, Line};
use crate::plan::STAMPS;
use crate::ui::keys::Action;
use crate::ui::looks::sentence;
use crate::ui::model::Model;
use crate::ui::room::Room;

/// The facts that can be corrected.
const FACTS: [&str; 7] =
    ["title", "category", "system", "users_affected", "detected_by", "public_report", "near_miss"];

/// A word that may stand there, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// The word, as it is typed.
    pub word: String,
    /// What it means.
    pub note: String,
}

/// A word, in quotes where it holds blanks.
pub(super) fn value(word: &str, note: impl Into<String>) -> Value {
    Value { word: quoted(word), note: note.into() }
}

/// The words that may stand at a place, from 0, that fit what was typed of one.
pub fn values(model: &Model, action: Action, place: usize, typed: &str) -> Vec<Value> {
    let Some(room) = model.room() else { return of_no_room(action, place) };
    let typed = typed.trim_start_matches(['"', '\'']).to_lowercase();
    let mut found = all(model, room, action, place);
    let fits = |text: &str| text.to_lowercase().contains(&typed);
    found.retain(|value| fits(&value.word) || fits(&value.note));
    found.sort_by_key(|value| !value.word.to_lowercase().starts_with(&typed));
    found
}

fn of_no_room(action: Action, place: usize) -> Vec<Value> {
    match (action, place) {
        (Action::Mouse, 0) => vec![value("on", ""), value("off", "")],
        _ => Vec::new(),
    }
}

fn all(model: &Model, room: &Room, action: Action, place: usize) -> Vec<Value> {
    let incident = &room.incident;
    let plan = incident.plan.as_deref();
    match (action, place) {
        (Action::Severity, 0) => plan.map_or_else(Vec::new, |plan| {
            plan.levels.iter().map(|level| value(&level.id, level.means.as_str())).collect()
        }),
        (Action::Stage, 0) => plan.map_or_else(Vec::new, |plan| {
            plan.stages.iter().map(|stage| value(&stage.id, stage.goal.as_str())).collect()
        }),
        (Action::Assign, 0) => roles(room, |_| true),
        (Action::Release | Action::Handover, 0) => {
            roles(room, |role| incident.holder(role).is_some())
        }
        (Action::Accept, 0) => {
            roles(room, |role| incident.seats.get(role).is_some_and(|seat| seat.offer.is_some()))
        }
        (Action::Assign | Action::Handover, 1) | (Action::Task, 0) => {
            people(model, room).into_iter().map(|person| value(&person, "")).collect()
        }
        (Action::Task, 1) => vec![value("15", "minutes"), value("30", "minutes")],
        (Action::Tick | Action::Waive, 0) => lines(room, |state| *state == ItemState::Open),
        (Action::Untick, 0) => lines(room, |state| *state != ItemState::Open),
        (Action::Ack | Action::Done, 0) => {
            let numbered = (1..).zip(&incident.tasks).filter(|(_, task)| task.done.is_none());
            numbered
                .map(|(number, task)| {
                    value(&number.to_string(), format!("{}: {}", task.to, task.text))
                })
                .collect()
        }
        (Action::Stamp, 0) => stamps(room),
        (Action::Stamp, 1) => vec![value("now", "")],
        (Action::Link, 0) => {
            let others = model.rooms.iter().filter(|other| other.id() != room.id());
            let other = |other: &Room| value(&model.name(other.id()), &*other.incident.title);
            let kinds = [value("duplicate", "of an incident"), value("alert", "system and key")];
            others.map(other).chain(kinds).collect()
        }
        (Action::Respond(doing), place) => rows(model, room, doing, place),
        (Action::Correct, 0) => FACTS.map(|fact| value(fact, sentence(fact))).to_vec(),
        _ => of_no_room(action, place),
    }
}

fn roles(room: &Room, wanted: impl Fn(&str) -> bool) -> Vec<Value> {
    let roles = room.roles().iter().filter(|role| wanted(&role.id));
    roles.map(|role| value(&role.id, room.incident.holder(&role.id).unwrap_or("nobody"))).collect()
}

fn lines(room: &Room, wanted: impl Fn(&ItemState) -> bool) -> Vec<Value> {
    let stage = room.incident.stage.as_deref().unwrap_or_default();
    let numbered = (1..).zip(room.incident.checklist(stage));
    numbered
        .filter(|(_, item)| wanted(&item.state))
        .map(|(number, item): (usize, _)| value(&number.to_string(), item.text.as_str()))
        .collect()
}

fn stamps(room: &Room) -> Vec<Value> {
    let named = room.incident.plan.as_deref().map_or(&[][..], |plan| plan.stamps.as_slice());
    let mut found: Vec<Value> = Vec::new();
    for id in STAMPS.into_iter().chain(named.iter().map(|stamp| stamp.id.as_str())) {
        let known = room.incident.stamp(id);
        let note = known.map_or_else(|| sentence(id), |time| format!("is {time}"));
        if found.iter().all(|value| value.word != id) {
            found.push(value(id, note));
        }
    }
    found
}

/// The people that were seen in an incident, and who sits here.
pub fn people(model: &Model, room: &Room) -> Vec<String> {
    let incident = &room.incident;
    let seats = incident.seats.values().flat_map(|seat| {
        [seat.holder.as_ref(), seat.from.as_ref(), seat.offer.as_ref().map(|offer| &offer.to)]
    });
    let told = incident.timeline.iter().map(Line::who);
    let plan = incident.plan.as_deref().map_or(&[][..], |plan| plan.roles.as_slice());
    let paged = plan.iter().flat_map(|role| [role.contact.as_deref(), role.backup.as_deref()]);
    let tasks = incident.tasks.iter().map(|task| task.to.as_str());
    let mut found: Vec<String> = vec![model.setting.me.clone()];
    let all = seats.flatten().map(String::as_str).chain(told).chain(tasks);
    for person in all.chain(paged.flatten()) {
        if !person.is_empty() && found.iter().all(|known| known != person) {
            found.push(person.to_owned());
        }
    }
    found
}
