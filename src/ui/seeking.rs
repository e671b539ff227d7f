//! Looks for words in a pane: incidents and the timeline keep only the rows that have them. Clocks, roles
//! and checklists stay whole, so that what is missing is not hidden; there the cursor goes to such a row.

use super::effect::Effect;
use super::keyboard::{Code, Key};
use super::layout::Pane;
use super::model::{Model, Scroll};
use super::overlays::Overlay;
use super::panes;
use super::panes::words::{of_told, words};

/// The longest text that is looked for.
const LONGEST: usize = 60;

/// Opens the line in which the words are typed; what was looked for before stands in it.
pub fn open(model: &mut Model) {
    model.overlay = Some(Overlay::Filter);
}

/// Takes a key while the words are typed.
pub fn key(model: &mut Model, key: Key) -> Vec<Effect> {
    let pane = model.focus;
    let mut typed = model.filter(pane).to_owned();
    match (key.code, key.typed()) {
        (Code::Enter, _) => {
            if !typed.is_empty() && count(model, pane) == 0 {
                model.complain(&format!("nothing here has `{typed}`"), "");
            }
            return Vec::new();
        }
        (Code::Esc, _) => {
            clear(model, pane);
            return Vec::new();
        }
        _ if key == Key::ctrl('c') => {
            clear(model, pane);
            return Vec::new();
        }
        (Code::Backspace, _) if typed.is_empty() => return Vec::new(),
        (Code::Backspace, _) => {
            typed.pop();
        }
        _ if key == Key::ctrl('u') => typed.clear(),
        (Code::Down, _) => next(model, true),
        (Code::Up, _) => next(model, false),
        (_, Some(c)) if typed.len() < LONGEST => typed.push(c),
        _ => {}
    }
    model.overlay = Some(Overlay::Filter);
    if typed != model.filter(pane) {
        seek(model, &typed);
    }
    Vec::new()
}

/// Looks for words in the pane that has the keys.
pub fn seek(model: &mut Model, typed: &str) {
    let pane = model.focus;
    let typed: String = typed.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    let under = model.under_cursor();
    model.filters[pane.index()] = typed;
    if pane == Pane::Timeline {
        // The newest row that has the words is looked at first.
        model.anchor = None;
        model.scrolls[pane.index()] = Scroll::default();
        narrow(model);
    } else if pane == Pane::Incidents {
        // The cursor stays on its incident while that has the words.
        model.scrolls[pane.index()] = Scroll::default();
        model.go_to_incident(under);
    } else if !has(model, pane, model.scroll(pane).at) {
        next(model, true);
    }
}

/// Forgets what is looked for in a pane; whether there was something.
pub fn clear(model: &mut Model, pane: Pane) -> bool {
    let there_was = !model.filter(pane).is_empty();
    let under = model.under_cursor();
    model.filters[pane.index()].clear();
    model.go_to_incident(under);
    if pane == Pane::Timeline {
        narrow(model);
    }
    there_was
}

/// Goes to the next row that has the words, or to the one before, round and round.
pub fn next(model: &mut Model, forward: bool) {
    let pane = model.focus;
    if model.filter(pane).is_empty() {
        let way = model.keymap.way_to(super::keys::Action::Filter);
        model.complain("nothing is looked for in this pane", &format!("{way} looks for words"));
        return;
    }
    let rows = panes::rows(model, pane);
    let at = model.scroll(pane).at;
    let places = (1..=rows).map(|step| if forward { at + step } else { at + rows - step } % rows);
    let found = places.into_iter().find(|place| has(model, pane, *place));
    match found {
        Some(place) if pane == Pane::Timeline => model.go_to_row(place),
        Some(place) => model.scrolls[pane.index()].at = place,
        None => {
            let typed = model.filter(pane).to_owned();
            model.complain(&format!("nothing here has `{typed}`"), "");
        }
    }
}

/// How many rows of a pane have the words.
pub fn count(model: &Model, pane: Pane) -> usize {
    (0..panes::rows(model, pane)).filter(|at| has(model, pane, *at)).count()
}

fn has(model: &Model, pane: Pane, at: usize) -> bool {
    let wanted = model.filter(pane).to_lowercase();
    words(model, pane, at).is_some_and(|words| words.to_lowercase().contains(&wanted))
}

/// Keeps on the timeline only the rows that have the words; in all other rooms, every row.
pub fn narrow(model: &mut Model) {
    let wanted = model.filter(Pane::Timeline).to_lowercase();
    for room in &mut model.rooms {
        room.tell_all();
    }
    if wanted.is_empty() {
        return;
    }
    let Some(room) = model.room() else { return };
    let fits = |words: String| words.to_lowercase().contains(&wanted);
    let kept = room.story.iter().copied();
    let kept = kept.filter(|told| of_told(model, room, *told).is_some_and(fits)).collect();
    let open = model.open;
    if let Some(room) = model.rooms.iter_mut().find(|room| Some(room.id()) == open) {
        room.tell_only(kept);
    }
}
