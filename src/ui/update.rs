//! What a message changes, and what is asked of the world because of it. It never waits.

use super::doing::Doing;
use super::effect::{Asked, Effect};
use super::filling;
use super::keyboard::Key;
use super::keymap::Keymap;
use super::keys::{Action, When, binding};
use super::layout::Pane;
use super::message::{Configured, Message, Told};
use super::model::{Model, Tickable};
use super::overlays::actions::Actions;
use super::overlays::asking::Ask;
use super::overlays::register::Register;
use super::overlays::{Overlay, help, palette};
use super::panes;
use super::room::Room;
use super::{copying, deputy, mouse, seeking, sharing};
use super::{lists, looking};
use crate::incident::{Command, Incident, IncidentId, ItemState, Status};
use crate::store::index::Summary;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Takes in a message.
pub fn update(model: &mut Model, message: Message) -> Vec<Effect> {
    let mut effects = match message {
        Message::Key(key) => pressed(model, key),
        Message::Paste(text) => {
            pasted(model, &text);
            Vec::new()
        }
        Message::Mouse(did) => {
            mouse::moved(model, did);
            Vec::new()
        }
        Message::Resize(width, height) => {
            model.size = (width, height);
            Vec::new()
        }
        Message::Tick(now) => {
            tick(model, now);
            Vec::new()
        }
        Message::Authors(authors) => {
            lists::vouched(model, authors);
            Vec::new()
        }
        Message::Loaded(incidents) => {
            model.loaded = true;
            model.rooms = incidents
                .into_iter()
                .filter(|i| is_listed(i))
                .map(|i| lists::authored(model, i))
                .collect();
            model.sort();
            if model.room().is_none() {
                model.open = model.rooms.first().map(Room::id);
            }
            model.go_to_incident(model.open);
            Vec::new()
        }
        Message::Plans(plans) => {
            model.plans = plans;
            Vec::new()
        }
        Message::Overview(overview) => {
            model.overview = overview;
            vec![Effect::Plans]
        }
        Message::Seen(incident, seen) => {
            looking::show_brief(model, incident, seen.as_ref());
            Vec::new()
        }
        Message::Measured(metrics) => {
            looking::show_measures(model, *metrics);
            Vec::new()
        }
        Message::Verified(incident, proof) => {
            looking::proved(model, incident, &proof);
            Vec::new()
        }
        Message::Grown(incident) => vec![Effect::Reload(incident)],
        Message::Changed(incident) => {
            changed(model, incident);
            Vec::new()
        }
        Message::Fetched(incident) => {
            lists::fetched(model, incident);
            Vec::new()
        }
        Message::Done { asked, incident, words } => {
            done(model, asked, incident, &words);
            Vec::new()
        }
        Message::Failed { asked, text, remedy } => {
            failed(model, asked, &text, &remedy);
            Vec::new()
        }
        Message::Edited(text) => {
            filling::edited(model, &text);
            vec![Effect::Repaint]
        }
        Message::Arranged { keys, mouse, bell } => {
            model.bell = bell;
            arrange(model, &keys, mouse)
        }
        Message::Configured(configured) => configure(model, &configured),
        heard @ (Message::Shared(_)
        | Message::Present(_)
        | Message::Purged(_)
        | Message::Named(_)) => {
            sharing::heard(model, heard);
            Vec::new()
        }
        Message::Resumed => vec![Effect::Repaint],
        Message::Told(Told::Suspend) => vec![Effect::Suspend],
        Message::Told(Told::End(code)) => vec![Effect::Quit(code)],
    };
    model.uncover();
    model.settle();
    if deputy::rings(model) {
        effects.push(Effect::Ring);
    }
    effects.extend(sharing::look(model));
    effects
}

/// Whether an incident is listed: it is declared, it goes on or was resolved, and it is not history.
fn is_listed(incident: &Incident) -> bool {
    let going_on = incident.declaration.as_ref().is_some_and(|d| !d.historic);
    going_on && incident.status != Status::Closed
}

fn tick(model: &mut Model, now: chrono::DateTime<chrono::Utc>) {
    model.now = now;
    let open = model.open;
    for room in &mut model.rooms {
        if Some(room.id()) == open {
            room.read_in_turn(now);
        } else {
            room.read_if_needed(now);
        }
    }
}

fn changed(model: &mut Model, incident: Arc<Incident>) {
    let id = incident.id;
    if incident.declaration.is_some() {
        model.overview.take_in(Summary::of(&incident));
    }
    if model.guest.as_ref().is_some_and(|guest| guest.id() == id) {
        model.guest = Some(Box::new(lists::authored(model, Arc::clone(&incident))));
    }
    let is_open = model.open == Some(id);
    let place = model.rooms.iter().position(|room| room.id() == id);
    // What was deleted for good leaves the screen, also when somebody looks at it.
    let is_here = incident.declaration.is_some();
    match (place, is_listed(&incident) || (is_open && is_here)) {
        (Some(place), true) => {
            let mut room = lists::authored(model, incident);
            room.succeeds(&model.rooms[place]);
            model.rooms[place] = room;
        }
        (None, true) => model.rooms.push(lists::authored(model, incident)),
        (Some(place), false) => {
            model.rooms.remove(place);
        }
        (None, false) => {}
    }
    model.sort();
    if model.room().is_none() {
        model.open = model.rooms.first().map(Room::id);
    }
}

/// What changes while the screen is open, when the configuration does.
fn configure(model: &mut Model, configured: &Configured) -> Vec<Effect> {
    if let Some(zone) = configured.zone {
        model.setting.zone = zone;
    }
    model.bell = configured.bell;
    model.say("the configuration was read again");
    let mut effects = vec![Effect::Dress(configured.look)];
    effects.extend(arrange(model, &configured.keys, configured.mouse));
    effects
}

/// Takes the keys and the mouse as the configuration says; what is wrong with a key is told.
fn arrange(model: &mut Model, keys: &BTreeMap<String, Vec<String>>, mouse: bool) -> Vec<Effect> {
    let (keymap, problems) = Keymap::of(keys);
    model.keymap = keymap;
    if let Some(problem) = problems.first() {
        let more = match problems.len() - 1 {
            0 => String::new(),
            more => format!(" (and {more} more)"),
        };
        model.complain(&format!("keys.{}: {}{more}", problem.entry, problem.text), &problem.remedy);
    }
    if std::mem::replace(&mut model.mouse, mouse) == mouse {
        return Vec::new();
    }
    vec![Effect::Mouse(mouse)]
}

fn done(model: &mut Model, asked: Asked, incident: IncidentId, words: &str) {
    if asked == Asked::Form
        && let Some(Overlay::Form(form)) =
            model.overlay.take_if(|o| matches!(o, Overlay::Form(f) if f.sending))
        && form.incident.is_none()
    {
        open(model, incident);
    }
    if asked == Asked::Line {
        model.overlay.take_if(|o| matches!(o, Overlay::Palette(line) if line.sending));
    }
    if asked == Asked::Form {
        // A form that was left while it was being saved is no draft any more.
        model.drafts.retain(|draft| !draft.sending);
    }
    let name = model.name(incident);
    model.say(&format!("{words} · {name}"));
}

fn failed(model: &mut Model, asked: Option<Asked>, text: &str, remedy: &str) {
    let shown = filling::refused(model, asked, text, remedy)
        || palette::refused(model, asked, text, remedy);
    if !shown {
        model.complain(text, remedy);
    }
}

fn pasted(model: &mut Model, text: &str) {
    match model.overlay.take() {
        Some(Overlay::Form(mut form)) => {
            form.paste(text);
            model.overlay = Some(Overlay::Form(form));
        }
        Some(Overlay::Palette(mut line)) => {
            palette::paste(model, &mut line, text);
            model.overlay = Some(Overlay::Palette(line));
        }
        Some(Overlay::Actions(mut actions)) => {
            if actions.sought.typing {
                actions.paste(text);
            }
            model.overlay = Some(Overlay::Actions(actions));
        }
        Some(Overlay::Register(mut register)) => {
            if register.sought.typing {
                register.paste(text);
            }
            model.overlay = Some(Overlay::Register(register));
        }
        other => model.overlay = other,
    }
}

fn pressed(model: &mut Model, key: Key) -> Vec<Effect> {
    model.notice = None;
    // These two work whatever lies over the panes, unless their keys are ones that write.
    match model.keymap.action(key).filter(|_| key.typed().is_none()) {
        Some(binding) if binding.action == Action::Repaint => return vec![Effect::Repaint],
        Some(binding) if binding.action == Action::Suspend => return vec![Effect::Suspend],
        _ => {}
    }
    match model.overlay.take() {
        Some(Overlay::Form(form)) => filling::key(model, *form, key),
        Some(Overlay::Help(help)) => {
            model.overlay = help.key(key, &model.keymap, model.size).map(Overlay::Help);
            Vec::new()
        }
        Some(Overlay::Palette(line)) => palette::key(model, *line, key),
        Some(Overlay::Filter) => seeking::key(model, key),
        Some(Overlay::Detail(detail)) => looking::in_detail(model, detail, key),
        Some(Overlay::Metrics(shown)) => looking::in_measures(model, *shown, key),
        Some(Overlay::Brief(brief)) => looking::in_brief(model, *brief, key),
        Some(Overlay::Register(register)) => looking::in_register(model, register, key),
        Some(Overlay::Actions(actions)) => lists::in_actions(model, actions, key),
        None if key == Key::ctrl('c') => vec![Effect::Quit(130)],
        None => match model.keymap.action(key) {
            Some(binding) => act_on(model, binding.action),
            None => Vec::new(),
        },
    }
}

/// Does what an action's key does, where it makes sense.
pub(super) fn act_on(model: &mut Model, action: Action) -> Vec<Effect> {
    if binding(action).when == When::InRoom && model.room().is_none() {
        let way = model.keymap.way_to(Action::Declare);
        model.complain("no incident is open", &format!("{way} declares one"));
        return Vec::new();
    }
    act(model, action)
}

/// Opens the command line with an action's name in it: what follows the name is typed there.
fn type_on(model: &mut Model, action: Action) {
    let line = format!("{} ", binding(action).id);
    model.overlay = Some(Overlay::Palette(Box::new(palette::open(model, &line))));
}

fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let leaving = std::mem::take(&mut model.leaving);
    if let Some(ask) = Ask::of(action) {
        filling::open(model, ask, &[]);
        return Vec::new();
    }
    match action {
        Action::Tick => return tick_line(model),
        Action::Focus(pane) => looking::turn_to(model, pane),
        Action::NextPane => model.focus = model.focus.next(true),
        Action::PaneBefore => model.focus = model.focus.next(false),
        Action::Zoom if model.focus.is_page() => looking::leave_page(model),
        Action::Zoom => looking::zoom(model, !model.zoomed),
        Action::Down => go(model, |at, _| at + 1),
        Action::Up => go(model, |at, _| at.saturating_sub(1)),
        Action::PageDown => go(model, |at, page| at + page),
        Action::PageUp => go(model, usize::saturating_sub),
        Action::First => go(model, |_, _| 0),
        Action::Last => go(model, |_, _| usize::MAX),
        Action::Open => return looking::open_selected(model),
        Action::Metrics => return vec![Effect::Measure],
        Action::Brief => return model.open.map(Effect::Brief).into_iter().collect(),
        Action::Back if seeking::clear(model, model.focus) => {}
        Action::Back if model.focus.is_page() => looking::leave_page(model),
        Action::Back => looking::zoom(model, false),
        Action::Zone => {
            model.setting.zone = model.setting.zone.switched();
            let name = model.setting.zone.name(model.now);
            model.say(&format!("times are shown in {name}"));
        }
        Action::Help => model.overlay = Some(Overlay::Help(help::Help::default())),
        Action::Actions => model.overlay = Some(Overlay::Actions(Actions::default())),
        Action::Register => model.overlay = Some(Overlay::Register(Register::default())),
        Action::Palette => {
            model.overlay = Some(Overlay::Palette(Box::new(palette::open(model, ""))));
        }
        Action::Filter => seeking::open(model),
        Action::NextMatch => seeking::next(model, true),
        Action::MatchBefore => seeking::next(model, false),
        Action::Copy => return copying::copy(model),
        Action::Mouse => return mouse::switch(model, !model.mouse),
        Action::Accept | Action::Untick | Action::Reopen | Action::Close => type_on(model, action),
        Action::Repaint => return vec![Effect::Repaint],
        Action::Suspend => return vec![Effect::Suspend],
        Action::Quit if model.drafts.is_empty() || leaving => return vec![Effect::Quit(0)],
        Action::Quit => {
            model.leaving = true;
            let way = model.keymap.way_to(Action::Quit);
            model.complain("a draft is not saved", &format!("{way} once more leaves without it"));
        }
        // The others open a form.
        _ => {}
    }
    Vec::new()
}

/// Moves the cursor of the pane that has the keys.
fn go(model: &mut Model, to: impl Fn(usize, usize) -> usize) {
    let pane = model.focus;
    let page = model.layout().inside(pane).map_or(1, |inside| usize::from(inside.height)).max(1);
    let last = panes::rows(model, pane).saturating_sub(1);
    let page = page.saturating_sub(1).max(1);
    if pane == Pane::Comms {
        let seen = to(model.seen_at(model.scroll(pane).at), page).min(last);
        model.scrolls[pane.index()].at = model.row_seen_at(seen);
        return;
    }
    let at = to(model.scroll(pane).at, page).min(last);
    if pane == Pane::Timeline {
        model.go_to_row(at);
    } else {
        model.scrolls[pane.index()].at = at;
    }
}

pub(super) fn open(model: &mut Model, incident: IncidentId) {
    if model.open != Some(incident) {
        model.open = Some(incident);
        model.anchor = None;
        for pane in Pane::every().filter(|pane| *pane != Pane::Incidents) {
            seeking::clear(model, pane);
            model.scrolls[pane.index()] = super::model::Scroll::default();
        }
        let now = model.now;
        if let Some(room) = model.rooms.iter_mut().find(|room| room.id() == incident) {
            room.read(now);
        }
    }
    model.go_to_incident(Some(incident));
}

/// Ticks the line under the checklist's cursor, or opens it again; a task is acknowledged by whom it
/// was given to, then done.
fn tick_line(model: &mut Model) -> Vec<Effect> {
    let Some(incident) = model.open else { return Vec::new() };
    if model.focus.is_page() {
        model.complain("the checklist is not in sight", "esc leaves the page");
        return Vec::new();
    }
    let at = model.scroll(Pane::Comms).at;
    let command = match model.tickable().get(at) {
        Some(Tickable::Item(item)) if item.state == ItemState::Open => {
            Command::Tick { item: item.id.clone() }
        }
        Some(Tickable::Item(item)) => Command::Untick { item: item.id.clone() },
        Some(Tickable::Task(task))
            if task.to == model.setting.me && task.acknowledged.is_none() =>
        {
            Command::Acknowledge { task: task.id.to_string() }
        }
        Some(Tickable::Message(_)) => {
            let way = model.keymap.way_to(Action::Respond(Doing::Compose));
            model.complain("a message is not ticked", &format!("{way} writes it"));
            return Vec::new();
        }
        Some(Tickable::Task(task)) => Command::FinishTask { task: task.id.to_string() },
        None => {
            let way = model.keymap.way_to(Action::Stage);
            let remedy = format!("{way} enters a stage, which brings its checklist");
            model.complain("there is nothing to tick", &remedy);
            return Vec::new();
        }
    };
    vec![Effect::Run { incident, command, asked: Asked::Key }]
}
