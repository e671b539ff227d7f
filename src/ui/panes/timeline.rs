//! Pane 4: what happened, the newest first. It follows until somebody goes back.
//!
//! ```text
//!  14:29  ops4  decision  Route dosage questions to people until evals pass
//!  14:21  ⚙     clock     ML specialist reached: met, 21:00 to spare
//! ```

use super::{framed, has_keys, teach};
use crate::clocks::State;
use crate::text::Shown;
use crate::time::Precision;
use crate::ui::canvas::Canvas;
use crate::ui::keys::Action;
use crate::ui::layout::{Pane, Rect};
use crate::ui::looks::{Look, look};
use crate::ui::model::Model;
use crate::ui::room::{Room, Told};
use crate::ui::theme::Shade;
use chrono::NaiveDate;

/// How many rows of text an entry gets, while one screen shows all panes.
const MOST_ROWS: usize = 2;
/// How many rows of text an entry gets in a pane that has the whole screen.
const MOST_ROWS_ZOOMED: usize = 12;

/// What is said where there is no room to say who carried it: the entry in full says it.
const UNCONFIRMED: &str = "unconfirmed";

/// The widths of the columns before the text.
fn columns(width: u16) -> (u16, u16, u16) {
    match width {
        ..36 => (6, 6, 0),
        36..60 => (6, 6, 9),
        60..70 => (6, 7, 10),
        70..100 => (7, 7, 10),
        _ => (7, 10, 11),
    }
}

/// From which width on a timeline with the whole screen tells seconds, ids and who wrote for whom.
const WHOLE: u16 = 100;

/// The widths of the columns before the text, and of the one behind it.
fn places(model: &Model, width: u16) -> (u16, u16, u16, u16) {
    if model.is_full(Pane::Timeline) && width >= WHOLE {
        return (10, 18, 11, 8);
    }
    let (when, who, kind) = columns(width);
    (when, who, kind, 0)
}

fn text_width(model: &Model, width: u16) -> usize {
    let (when, who, kind, id) = places(model, width);
    usize::from(width.saturating_sub(1 + when + who + kind + id)).max(1)
}

/// How many rows fit, seen from the cursor upwards.
pub fn fits(model: &Model, inside: Rect) -> usize {
    let Some(room) = model.room() else { return 1 };
    let at = model.scroll(Pane::Timeline).at.min(room.story.len().saturating_sub(1));
    let mut height = 0;
    let mut fits = 0;
    for place in (0..=at).rev() {
        height += rows_of(model, room, place, inside.width).len()
            + usize::from(day_before(model, room, place).is_some());
        if height > usize::from(inside.height) {
            break;
        }
        fits += 1;
    }
    fits.max(1)
}

/// The row that is drawn so many cells below the first.
pub(super) fn row_at(model: &Model, inside: Rect, down: usize) -> Option<usize> {
    let room = model.room()?;
    let mut below = 0;
    for place in model.scroll(Pane::Timeline).top..room.story.len() {
        below += usize::from(day_before(model, room, place).is_some());
        below += rows_of(model, room, place, inside.width).len();
        if down < below {
            return Some(place);
        }
    }
    None
}

fn rows_of(model: &Model, room: &Room, place: usize, width: u16) -> Vec<Shown> {
    let Some(row) = room.story.get(place) else { return Vec::new() };
    let most = if model.zoomed { MOST_ROWS_ZOOMED } else { MOST_ROWS };
    wrapped(&text_of(model, room, *row, width), text_width(model, width), most)
}

/// A text on at most so many rows; what does not fit ends in `…`.
fn wrapped(text: &str, width: usize, most: usize) -> Vec<Shown> {
    // No more is looked at than can be shown, however long the text is.
    let looked_at = text.char_indices().nth(width * most * 2 + 8).map_or(text.len(), |(at, _)| at);
    let whole = looked_at == text.len();
    let lines = Shown::lines(&text[..looked_at]).into_iter().filter(|line| !line.is_empty());
    let mut rows: Vec<Shown> = lines.flat_map(|line| line.wrap(width)).collect();
    if rows.is_empty() {
        rows.push(Shown::default());
    }
    if rows.len() > most || !whole {
        let last = most.min(rows.len()).saturating_sub(1);
        let rest = Shown::join(&rows[last..], &Shown::fixed(" "));
        rows.truncate(last);
        let more = Shown::fixed(if whole { "" } else { " …" });
        rows.push(Shown::concat([&rest, &more]).cut(width));
    }
    rows
}

fn look_of(model: &Model, room: &Room, row: Told) -> Look {
    match row {
        Told::Entry(place) => match room.line(place) {
            Some(line) => look(room, line, model.now),
            None => nothing(),
        },
        Told::Clock(place, _) => {
            let Some(reading) = room.readings.get(place) else { return nothing() };
            let late = matches!(reading.state, State::Late);
            // The countdown stands in its pane; here stands what happened at that moment.
            let words = if late { "ran out".to_owned() } else { reading.words(model.now) };
            let missed =
                matches!(&reading.state, State::Met { margin, .. } if margin.num_seconds() < 0);
            let text_shade = if late || missed { Shade::Danger } else { Shade::Machine };
            let text = format!("{}: {words}", reading.title);
            Look { kind: "clock", shade: Shade::Machine, text, text_shade, mark: None }
        }
    }
}

fn nothing() -> Look {
    Look {
        kind: "",
        shade: Shade::Muted,
        text: String::new(),
        text_shade: Shade::Muted,
        mark: None,
    }
}

fn text_of(model: &Model, room: &Room, row: Told, width: u16) -> String {
    let told = look_of(model, room, row);
    let mut marks: Vec<String> = scribe(room, row)
        .filter(|_| !(model.is_full(Pane::Timeline) && width >= WHOLE))
        .map(|by| format!("by {by}"))
        .into_iter()
        .collect();
    marks.extend(told.mark);
    let whole = model.is_full(Pane::Timeline) && width >= WHOLE;
    marks.extend(doubt(room, row).map(|doubt| if whole { doubt } else { UNCONFIRMED.to_owned() }));
    if marks.is_empty() { told.text } else { format!("({}) {}", marks.join(", "), told.text) }
}

/// What is to be said of the author of an entry.
fn doubt(room: &Room, row: Told) -> Option<String> {
    let Told::Entry(place) = row else { return None };
    room.authors.doubt(&room.line(place)?.entry)
}

/// Who wrote it down, where somebody else said or did it.
fn scribe(room: &Room, row: Told) -> Option<&str> {
    let Told::Entry(place) = row else { return None };
    let line = room.line(place)?;
    (line.who() != line.entry.by).then_some(line.entry.by.as_str())
}

/// When a row happened, and by whom.
fn when_and_who(model: &Model, room: &Room, row: Told, whole: bool) -> Option<(String, Shown)> {
    let zone = model.setting.zone;
    let exact = |at| zone.shown(at).format("%H:%M:%S").to_string();
    match row {
        Told::Entry(place) => {
            let line = room.line(place)?;
            let when = line.when();
            let to_the_second = whole && when.precision() == Precision::Second;
            let when = if to_the_second { exact(when.earliest()) } else { zone.brief(when) };
            let who = match scribe(room, row).filter(|_| whole) {
                Some(by) => format!("{} (by {by})", line.who()),
                None => line.who().to_owned(),
            };
            Some((when, Shown::of(&who)))
        }
        Told::Clock(_, at) if whole => Some((exact(at), Shown::fixed("⚙"))),
        Told::Clock(_, at) => Some((zone.clock(at), Shown::fixed("⚙"))),
    }
}

fn day_of(model: &Model, room: &Room, place: usize) -> Option<NaiveDate> {
    let at = match room.story.get(place)? {
        Told::Entry(entry) => room.line(*entry)?.when().earliest(),
        Told::Clock(_, at) => *at,
    };
    Some(model.setting.zone.shown(at).date())
}

/// The day that begins at a row, going back in time, when it is not the day of the row above or of now.
fn day_before(model: &Model, room: &Room, place: usize) -> Option<NaiveDate> {
    let day = day_of(model, room, place)?;
    let above = match place.checked_sub(1) {
        Some(above) => day_of(model, room, above)?,
        None => model.setting.zone.shown(model.now).date(),
    };
    (day != above).then_some(day)
}

/// Draws the pane.
pub fn draw(model: &Model, area: Rect, canvas: &mut Canvas) {
    let room = model.room();
    let entries = room.map_or(0, |room| room.entries);
    let mut notes = vec![(entries.to_string(), Shade::Calm)];
    let first = model.keymap.way_to(Action::First);
    notes.push(match (&model.anchor, model.unseen()) {
        (None, _) => ("following".to_owned(), Shade::Muted),
        (Some(_), 0) => (format!("{first} follows"), Shade::Muted),
        (Some(_), new) => (format!("{new} new, {first}"), Shade::Warning),
    });
    let scroll = model.scroll(Pane::Timeline);
    let inside = framed(model, Pane::Timeline, area, &notes, 0, canvas);
    let Some(room) = room else { return };
    if room.story.is_empty() {
        let words = if model.filter(Pane::Timeline).is_empty() {
            format!("Nothing happened yet. {} to write a note.", model.keymap.press(Action::Note))
        } else {
            "No row has these words.".to_owned()
        };
        return teach(canvas, inside, &words);
    }
    let keys = has_keys(model, Pane::Timeline) && model.anchor.is_some();
    let mut y = 0;
    for place in scroll.top..room.story.len() {
        if y >= inside.height {
            break;
        }
        if let Some(day) = day_before(model, room, place) {
            let year = model.setting.zone.shown(model.now).date().format("%Y").to_string();
            let format =
                if year == day.format("%Y").to_string() { "%a %-d %b" } else { "%a %-d %b %Y" };
            let name = Shown::of(&format!("── {} ", day.format(format)));
            let mut row = canvas.row(inside, y);
            row.gap(1).put(&name, Shade::Muted);
            let rest = Shown::fixed("─").repeat(usize::from(row.left().saturating_sub(1)));
            row.put(&rest, Shade::Border);
            y += 1;
        }
        y += draw_row(model, room, place, keys && place == scroll.at, (inside, y), canvas);
    }
}

fn draw_row(
    model: &Model,
    room: &Room,
    place: usize,
    selected: bool,
    (inside, y): (Rect, u16),
    canvas: &mut Canvas,
) -> u16 {
    let row = room.story[place];
    let told = look_of(model, room, row);
    let (when_width, who_width, kind_width, id_width) = places(model, inside.width);
    let Some((when, who)) = when_and_who(model, room, row, id_width > 0) else { return 0 };
    let machine = matches!(row, Told::Clock(..));
    let quiet = told.shade == Shade::Muted;
    let who_shade = match () {
        () if machine => Shade::Machine,
        () if quiet => Shade::Muted,
        () => Shade::Strong,
    };
    let rows = rows_of(model, room, place, inside.width);
    for (index, text) in (0..).zip(&rows) {
        let mut line = canvas.row(inside, y + index).selected(selected);
        line.gap(1);
        if id_width > 0 {
            let id = match row {
                Told::Entry(place) if index == 0 => {
                    room.line(place).map(|line| line.entry.id.short()).unwrap_or_default()
                }
                _ => String::new(),
            };
            line.right(&Shown::of(&id).fit(usize::from(id_width) - 1), Shade::Muted);
            line.right(&Shown::fixed(" "), Shade::Calm);
        }
        if index == 0 {
            line.column(when_width, &Shown::of(&when), Shade::Muted);
            line.column(who_width, &who.cut(usize::from(who_width) - 1), who_shade);
            if kind_width > 0 {
                let kind = Shown::fixed(told.kind).cut(usize::from(kind_width) - 1);
                line.column(kind_width, &kind, told.shade);
            }
        } else {
            line.gap(when_width + who_width + kind_width);
        }
        line.put(text, told.text_shade);
    }
    u16::try_from(rows.len()).unwrap_or(u16::MAX)
}
