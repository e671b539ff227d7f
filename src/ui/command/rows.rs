//! What may stand after a name that does something about the response: questions, fields, lines of the
//! ledger, clocks, seats.

use super::values::{Value, people, value};
use crate::clocks::Reading;
use crate::plan::Takes;
use crate::telling::contained_how;
use crate::ui::doing::Doing;
use crate::ui::model::Model;
use crate::ui::room::Room;

/// The words that may stand at a place, from 0.
pub fn rows(model: &Model, room: &Room, doing: Doing, place: usize) -> Vec<Value> {
    let Some(plan) = room.incident.plan.as_deref() else { return Vec::new() };
    let response = &room.incident.response;
    let text = |text: Option<&String>| text.cloned().unwrap_or_default();
    match (doing, place) {
        (Doing::Classify, 0) => plan.questions.iter().map(|q| value(&q.id, &*q.text)).collect(),
        (Doing::Classify, 1) if plan.questions.iter().all(|q| q.takes == Takes::Number) => {
            vec![value("unknown", "nobody knows")]
        }
        (Doing::Classify, 1) => ["yes", "no", "unknown"].map(|answer| value(answer, "")).to_vec(),
        (Doing::Record, 0) => {
            let now = |id: &str| text(response.record.get(id).map(|said| &said.value));
            plan.record.iter().map(|field| value(&field.id, now(&field.id))).collect()
        }
        (Doing::Section, 0) => {
            let title = |section: &crate::plan::Section| value(&section.id, &*section.title);
            plan.report.iter().map(title).collect()
        }
        (Doing::Contain, 0) => plan.verbs.iter().map(|verb| value(&verb.id, &*verb.what)).collect(),
        (Doing::Verify | Doing::Lift, 0) => {
            let numbered = (1..).zip(&response.containments);
            let in_force = numbered.filter(|(_, line)| line.lifted.is_none());
            in_force
                .map(|(number, line): (usize, _)| {
                    let how = contained_how(Some(plan), &line.verb);
                    value(&number.to_string(), format!("{how} {}", line.what))
                })
                .collect()
        }
        (Doing::Page | Doing::Authority, 0) => {
            let holder = |id: &str| room.incident.holder(id).unwrap_or("nobody").to_owned();
            plan.roles.iter().map(|role| value(&role.id, holder(&role.id))).collect()
        }
        (Doing::Page, 1) => people(model, room).iter().map(|name| value(name, "")).collect(),
        (Doing::Authority, 1) => {
            let mut may: Vec<&String> = plan.roles.iter().flat_map(|role| &role.may).collect();
            may.sort();
            may.dedup();
            may.into_iter().map(|may| value(may, "")).collect()
        }
        (Doing::Adopt, 0) => {
            let ids = crate::catalog::built_in_ids().into_iter();
            ids.filter(|id| *id != plan.id).map(|id| value(id, "built in")).collect()
        }
        (doing, 0) if doing.follows() && doing != Doing::AddAction => {
            let numbered = (1..).zip(&room.incident.actions);
            numbered
                .map(|(number, action): (usize, _)| {
                    let owed = &action.owed;
                    let note = format!("{}: {}, {}", owed.owner, owed.text, action.state.word());
                    value(&number.to_string(), note)
                })
                .collect()
        }
        (doing, _) if doing.follows() => Vec::new(),
        (Doing::Snooze, 1) => vec![value("15", "minutes"), value("30", "minutes")],
        (
            Doing::Adopt
            | Doing::Contain
            | Doing::Record
            | Doing::Section
            | Doing::Verify
            | Doing::Lift,
            _,
        ) => Vec::new(),
        (_, 0) => {
            let all = room.readings.iter().chain(&room.ended);
            let note =
                |reading: &Reading| format!("{}: {}", reading.title, reading.words(model.now));
            all.map(|reading| value(&reading.clock, note(reading))).collect()
        }
        _ => Vec::new(),
    }
}
