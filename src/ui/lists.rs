//! Lists over the panes are edited through forms that lie over them: the list comes back when the form
//! goes. What is edited may be over, and then its incident is read for it.

use super::copying::copy_text;
use super::desk::Authors;
use super::effect::Effect;
use super::keyboard::Key;
use super::model::Model;
use super::overlays::Overlay;
use super::overlays::actions::{Actions, Turn, Wanted};
use super::overlays::asking;
use super::overlays::register::{Cell, Register};
use super::room::Room;
use crate::incident::{Incident, IncidentId};
use std::sync::Arc;

impl Model {
    /// An incident that somebody writes about: one that goes on, or the one that was read for a list.
    pub fn about(&self, incident: Option<IncidentId>) -> Option<&Room> {
        let is_meant = |room: &&Room| Some(room.id()) == incident;
        self.rooms.iter().find(is_meant).or(self.guest.as_deref().filter(is_meant))
    }

    /// Whether the work that follows is on the screen.
    pub(super) fn shows_actions(&self) -> bool {
        let all = self.overlay.iter().chain(self.beneath.as_deref());
        all.into_iter().any(|overlay| matches!(overlay, Overlay::Actions(_)))
    }

    /// Brings back the list that lay under what has gone.
    pub(super) fn uncover(&mut self) {
        if self.overlay.is_none() {
            self.overlay = self.beneath.take().map(|beneath| *beneath);
        }
    }
}

/// Opens the form for a cell of the register; an incident that is over is read first.
pub(super) fn edit(model: &mut Model, register: Register, incident: IncidentId) -> Vec<Effect> {
    let cell = register.cell;
    if model.about(Some(incident)).is_some() || cell == Cell::Number {
        ask(model, register, incident, cell);
        return Vec::new();
    }
    model.overlay = Some(Overlay::Register(register.wanting(Some((incident, cell)))));
    vec![Effect::Fetch(incident)]
}

/// An incident with what is known of who wrote it.
pub(super) fn authored(model: &Model, incident: Arc<Incident>) -> Room {
    let authors = model.authors.get(&incident.id).cloned().unwrap_or_default();
    Room::by(incident, authors, model.now)
}

/// Takes in what is known of who wrote incidents.
pub(super) fn vouched(model: &mut Model, authors: Authors) {
    let now = model.now;
    for room in model.rooms.iter_mut().chain(model.guest.as_deref_mut()) {
        if let Some(known) = authors.get(&room.id()).filter(|known| **known != room.authors) {
            room.authors = Arc::clone(known);
            room.read(now);
        }
    }
    model.authors.extend(authors);
}

/// Takes in an incident that was read for a list.
pub(super) fn fetched(model: &mut Model, incident: Arc<Incident>) {
    let id = incident.id;
    model.guest = Some(Box::new(authored(model, incident)));
    match model.overlay.take() {
        Some(Overlay::Register(register)) if register.wanted.is_some_and(|(of, _)| of == id) => {
            let cell = register.wanted.map_or(register.cell, |(_, cell)| cell);
            ask(model, register.wanting(None), id, cell);
        }
        Some(Overlay::Actions(actions)) => match actions.wanted.filter(|of| of.incident == id) {
            Some(wanted) => ask_about(model, actions.wanting(None), wanted),
            None => model.overlay = Some(Overlay::Actions(actions)),
        },
        other => model.overlay = other,
    }
}

/// What a key does to the work that follows.
pub(super) fn in_actions(model: &mut Model, actions: Actions, key: Key) -> Vec<Effect> {
    match actions.key(model, key) {
        Turn::Close => {}
        Turn::Stay(actions) => model.overlay = Some(Overlay::Actions(actions)),
        Turn::Copy(actions, text) => {
            model.overlay = Some(Overlay::Actions(actions));
            return copy_text(model, &text);
        }
        Turn::Refuse(actions, why_not) => {
            model.overlay = Some(Overlay::Actions(actions));
            model.complain(why_not, "");
        }
        Turn::Do(actions, wanted) if model.about(Some(wanted.incident)).is_some() => {
            ask_about(model, actions, wanted);
        }
        Turn::Do(actions, wanted) => {
            model.overlay = Some(Overlay::Actions(actions.wanting(Some(wanted))));
            return vec![Effect::Fetch(wanted.incident)];
        }
    }
    Vec::new()
}

fn ask_about(model: &mut Model, actions: Actions, wanted: Wanted) {
    let subject = wanted.action.map(|id| id.to_string()).unwrap_or_default();
    let form = match model.about(Some(wanted.incident)) {
        Some(room) => asking::about_action(wanted.doing, model, room, &subject),
        None => Err("the incident was not read".to_owned()),
    };
    match form {
        Ok(form) => {
            model.beneath = Some(Box::new(Overlay::Actions(actions)));
            model.take_up(form);
        }
        Err(why_not) => {
            model.overlay = Some(Overlay::Actions(actions));
            model.complain(&why_not, "");
        }
    }
}

fn ask(model: &mut Model, register: Register, incident: IncidentId, cell: Cell) {
    let number = model.overview.all.iter().find(|of| of.id == incident);
    let number = number.and_then(|of| of.number.clone()).unwrap_or_else(|| model.name(incident));
    let form = match model.about(Some(incident)) {
        Some(room) => asking::cell(cell, model, room, &number),
        None => Err("the incident was not read".to_owned()),
    };
    match form {
        Ok(form) => {
            model.beneath = Some(Box::new(Overlay::Register(register)));
            model.take_up(form);
        }
        Err(why_not) => {
            model.overlay = Some(Overlay::Register(register));
            model.complain(&why_not, "the right arrow goes on to what can be edited");
        }
    }
}
