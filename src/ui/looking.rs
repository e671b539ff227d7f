//! What the screen does for somebody who reads: the brief, one thing in full, whether a log is intact.

use super::copying::copy_text;
use super::desk::Proof;
use super::doing::Doing;
use super::effect::Effect;
use super::filling;
use super::keyboard::Key;
use super::keys::Action;
use super::layout::{Pane, Rect};
use super::lists;
use super::model::{Model, Tickable};
use super::overlays::briefing::{self, Briefing};
use super::overlays::detail::{self, Detail};
use super::overlays::measures::{self, Measures};
use super::overlays::register::{Register, Turn};
use super::overlays::{Overlay, page};
use super::panes::{self, full};
use super::room;
use super::update::open;
use crate::brief::{Seen, brief};
use crate::incident::IncidentId;
use crate::metrics::Metrics;

/// Lays the brief over the panes, unless something else lies there by now.
pub(super) fn show_brief(model: &mut Model, incident: IncidentId, seen: Option<&Seen>) {
    let now = model.now;
    let Some(room) = model.rooms.iter().find(|room| room.id() == incident) else { return };
    if model.overlay.is_some() {
        return;
    }
    let brief = brief(&room.incident, &room.readings, seen, now);
    let seen = Seen::all_of(&room.incident, now);
    model.overlay = Some(Overlay::Brief(Box::new(Briefing { brief, seen, now, top: 0 })));
}

/// Lays the metrics over the panes, unless something else lies there by now.
pub(super) fn show_measures(model: &mut Model, metrics: Metrics) {
    if model.overlay.is_none() {
        model.overlay = Some(Overlay::Metrics(Box::new(Measures { metrics, top: 0 })));
    }
}

/// What a key does to the metrics: they are turned, copied and left, and stay for any other.
pub(super) fn in_measures(model: &mut Model, shown: Measures, key: Key) -> Vec<Effect> {
    let action = model.keymap.action(key).map(|binding| binding.action);
    if key == Key::ctrl('c') || matches!(action, Some(Action::Back | Action::Quit)) {
        return Vec::new();
    }
    let area = model.layout().body;
    let rows = measures::rows(&shown, area).len();
    let top = page::turned(key, &model.keymap, (shown.top, rows), area).unwrap_or(shown.top);
    let text = copies(model, key).then(|| measures::text(&shown.metrics));
    model.overlay = Some(Overlay::Metrics(Box::new(Measures { top, ..shown })));
    text.map(|text| copy_text(model, &text)).unwrap_or_default()
}

/// Whether a key copies, on this desk.
fn copies(model: &Model, key: Key) -> bool {
    model.keymap.action(key).is_some_and(|binding| binding.action == Action::Copy)
}

/// What a key does to the brief; when it closes it, its reader has looked.
pub(super) fn in_brief(model: &mut Model, briefing: Briefing, key: Key) -> Vec<Effect> {
    if copies(model, key) {
        let text = briefing::text(&briefing, model.setting.zone);
        model.overlay = Some(Overlay::Brief(Box::new(briefing)));
        return copy_text(model, &text);
    }
    let area = model.layout().body;
    let rows = briefing::rows(&briefing, model.setting.zone, area).len();
    if let Some(top) = page::turned(key, &model.keymap, (briefing.top, rows), area) {
        model.overlay = Some(Overlay::Brief(Box::new(Briefing { top, ..briefing })));
        return Vec::new();
    }
    let Briefing { brief, seen, .. } = briefing;
    vec![Effect::Saw { incident: brief.incident, seen }]
}

/// What a key does to something in full.
pub(super) fn in_detail(model: &mut Model, detail: Detail, key: Key) -> Vec<Effect> {
    if copies(model, key) {
        let text = detail::text(&detail);
        model.overlay = Some(Overlay::Detail(detail));
        return copy_text(model, &text);
    }
    let area: Rect = model.layout().body;
    let rows = detail::rows(&detail, area).len();
    let top = page::turned(key, &model.keymap, (detail.top, rows), area);
    model.overlay = top.map(|top| Overlay::Detail(Detail { top, ..detail }));
    Vec::new()
}

/// What a key does to the register.
pub(super) fn in_register(model: &mut Model, register: Register, key: Key) -> Vec<Effect> {
    match register.key(model, key) {
        Turn::Stay(register) => model.overlay = Some(Overlay::Register(register)),
        Turn::Close => {}
        Turn::Copy(register, text) => {
            model.overlay = Some(Overlay::Register(register));
            return copy_text(model, &text);
        }
        Turn::Edit(register, incident) => return lists::edit(model, register, incident),
        Turn::Open(_, row) if model.rooms.iter().any(|room| room.id() == row.id) => {
            open(model, row.id);
        }
        Turn::Open(register, row) => {
            model.overlay = Some(Overlay::Register(register));
            let remedy = format!("`warroom show {}` shows it", row.id);
            model.complain("it is not going on", &remedy);
        }
    }
    Vec::new()
}

/// Says in an entry that is shown in full whether the logs around it are intact.
pub(super) fn proved(model: &mut Model, incident: IncidentId, proof: &Proof) {
    if let Some(Overlay::Detail(detail)) = &mut model.overlay
        && detail.checked == Some(incident)
    {
        detail.prove(proof);
    }
}

/// Opens what is under the cursor: an incident, or one thing in full.
pub(super) fn open_selected(model: &mut Model) -> Vec<Effect> {
    let at = model.scroll(model.focus).at;
    let (zone, now) = (model.setting.zone, model.now);
    let room = model.room();
    let found = match model.focus {
        Pane::Incidents => {
            if let Some(id) = model.under_cursor() {
                open(model, id);
            }
            None
        }
        Pane::Clocks => {
            room.and_then(|room| Some(detail::of_clock(room, room.clock(at)?, zone, now)))
        }
        Pane::Roles => panes::roles::chosen(model)
            .zip(room)
            .map(|(role, room)| detail::of_role(room, role, zone)),
        Pane::Timeline => room.and_then(|room| match *room.story.get(at)? {
            room::Told::Entry(place) => Some(detail::of_entry(room, room.line(place)?, zone, now)),
            room::Told::Clock(place, _) => {
                Some(detail::of_clock(room, room.readings.get(place)?, zone, now))
            }
        }),
        Pane::Comms => room.and_then(|room| match model.tickable().get(at)? {
            Tickable::Item(item) => Some(detail::of_item(room, item, zone)),
            Tickable::Task(task) => Some(detail::of_task(task, zone, now)),
            Tickable::Message(item) => Some(detail::of_message(room, item, zone, now)),
        }),
        Pane::Classification | Pane::Record | Pane::Ledger | Pane::Report => {
            open_form(model);
            return Vec::new();
        }
    };
    let Some(detail) = found else { return Vec::new() };
    let check = detail.checked.map(Effect::Verify);
    model.overlay = Some(Overlay::Detail(detail));
    check.into_iter().collect()
}

/// Opens the form for the row under the cursor of a page: it answers, fills, verifies or lifts.
fn open_form(model: &mut Model) {
    let at = model.scroll(model.focus).at;
    let Some(room) = model.room() else { return };
    let meant = match model.focus {
        Pane::Classification => {
            let question = full::classification::questions(room).get(at).map(|q| q.id.clone());
            question.map(|id| (Doing::Classify, id))
        }
        Pane::Record => {
            full::record::fields(room).get(at).map(|field| (Doing::Record, field.id.clone()))
        }
        Pane::Report => {
            full::report::sections(room).get(at).map(|section| (Doing::Section, section.id.clone()))
        }
        _ => match full::ledger::lines(room).get(at) {
            None => Some((Doing::Contain, String::new())),
            Some(line) if line.lifted.is_some() => None,
            Some(line) if line.verified.is_none() => Some((Doing::Verify, line.id.to_string())),
            Some(line) => Some((Doing::Lift, line.id.to_string())),
        },
    };
    if let Some((doing, subject)) = meant {
        filling::open_about(model, doing, &subject);
    } else if model.focus == Pane::Ledger {
        let way = model.keymap.way_to(Action::Respond(Doing::Contain));
        model.complain("it was lifted already", &format!("{way} contains it again"));
    }
}

/// Gives a pane the keys, or opens a page; the key of the page that is open leaves it.
pub(super) fn turn_to(model: &mut Model, pane: Pane) {
    if pane.is_page() && model.focus == pane {
        return leave_page(model);
    }
    if pane.is_page() && !model.focus.is_page() {
        model.behind = model.focus;
    }
    model.focus = pane;
}

/// Goes back to the pane that was there before the page.
pub(super) fn leave_page(model: &mut Model) {
    model.focus = model.behind;
}

/// Gives a pane the whole screen, or takes it back; the cursor stays on its role, which stands elsewhere.
pub(super) fn zoom(model: &mut Model, yes: bool) {
    let role = panes::roles::chosen(model).map(|role| role.id.clone());
    model.zoomed = yes;
    // Where nobody has moved it, it begins with what is empty.
    if yes && model.scroll(Pane::Roles).at == 0 {
        return;
    }
    let place = (0..panes::rows(model, Pane::Roles)).find(|place| {
        model.scrolls[Pane::Roles.index()].at = *place;
        panes::roles::chosen(model).map(|role| &role.id) == role.as_ref()
    });
    model.scrolls[Pane::Roles.index()].at = place.unwrap_or(0);
}
