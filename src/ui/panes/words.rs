//! The words of a row as they are shown: what a search looks at, and what is copied.

use super::full;
use crate::clocks::State;
use crate::incident::ItemState;
use crate::ui::layout::Pane;
use crate::ui::looks::look;
use crate::ui::model::{Model, Tickable};
use crate::ui::room::{Room, Told};

/// The words of a row of a pane.
pub fn words(model: &Model, pane: Pane, at: usize) -> Option<String> {
    let room = model.room();
    match pane {
        Pane::Incidents => model.listed().get(at).map(|room| of_incident(model, room)),
        Pane::Clocks => room.and_then(|room| of_clock(model, room, at)),
        Pane::Roles => {
            let fits = model.layout().inside(pane).map_or(0, |inside| usize::from(inside.height));
            let fits = if model.is_full(pane) { 0 } else { fits };
            let room = room?;
            let role = super::roles::ordered(room, fits).get(at).copied()?;
            let seat = room.incident.seats.get(&role.id);
            let holder = seat.and_then(|seat| seat.holder.as_deref()).unwrap_or("nobody");
            Some(format!("{} ({}): {holder}", role.title, role.short))
        }
        Pane::Timeline => room.and_then(|room| of_told(model, room, *room.story.get(at)?)),
        Pane::Comms => match model.tickable().get(at)? {
            Tickable::Item(item) => Some(match &item.state {
                ItemState::Open => format!("[ ] {}", item.text),
                ItemState::Done(by, _) => format!("[x] {} ({by})", item.text),
                ItemState::Waived(by, _) => format!("[-] {} ({by})", item.text),
            }),
            Tickable::Task(task) => Some(format!("[ ] {}: {}", task.to, task.text)),
            Tickable::Message(item) => Some(super::messages::words(model, room?, item)),
        },
        Pane::Classification => full::classification::words(room?, at),
        Pane::Record => full::record::words(room?, at),
        Pane::Ledger => full::ledger::words(model, room?, at),
        Pane::Report => full::report::words(room?, at),
    }
}

/// The words of an incident, without what changes by itself.
pub fn of_incident(model: &Model, room: &Room) -> String {
    let incident = &room.incident;
    let level = incident.severity.as_deref().unwrap_or("SEV-?");
    let commander = incident.holder("commander").unwrap_or("nobody");
    let stage = incident.stage.as_deref().unwrap_or("no stage");
    let (name, status) = (model.name(room.id()), incident.status.word());
    let next = room.next().map_or_else(String::new, |next| next.title.clone());
    format!("{level} {name} {} {status} {stage} {commander} {next} {}", incident.title, room.id())
}

fn of_clock(model: &Model, room: &Room, at: usize) -> Option<String> {
    let reading = room.readings.iter().chain(&room.ended).nth(at)?;
    Some(format!("{} {}: {}", reading.title, reading.rule, reading.words(model.now)))
}

/// The words of a row of the timeline.
pub fn of_told(model: &Model, room: &Room, told: Told) -> Option<String> {
    let zone = model.setting.zone;
    match told {
        Told::Entry(place) => {
            let line = room.line(place)?;
            let look = look(room, line, model.now);
            let mark = look.mark.map_or_else(String::new, |mark| format!("({mark}) "));
            let (when, who) = (zone.brief(line.when()), line.who());
            Some(format!("{when}  {who}  {}  {mark}{}", look.kind, look.text))
        }
        Told::Clock(place, at) => {
            let reading = room.readings.get(place)?;
            let words = if matches!(reading.state, State::Late) {
                "ran out".to_owned()
            } else {
                reading.words(model.now)
            };
            Some(format!("{}  clock  {}: {words}", zone.clock(at), reading.title))
        }
    }
}
