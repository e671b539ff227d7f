//! Pane 2: what is due, what is late on top, with a gauge of the time that is used.
//!
//! ```text
//!  ‼ Internal update         every 15 min     LATE 02:14 ██████████
//!    Contained               within 1 h            18:53 ███████░░░
//!  ✓ ML specialist reached   within 30 min  met, 21:00 to spare
//! ```

use super::full::{self, reasons};
use super::{framed, has_keys, teach};
use crate::clocks::{Reading, State, durations};
use crate::text::Shown;
use crate::time::Span;
use crate::ui::canvas::Canvas;
use crate::ui::keys::Action;
use crate::ui::layout::{Pane, Rect};
use crate::ui::model::Model;
use crate::ui::room::{Room, Urgency, urgency};
use crate::ui::theme::Shade;
use crate::ui::when;
use chrono::{DateTime, Utc};

/// How many clocks fit.
pub fn fits(model: &Model, inside: Rect) -> usize {
    usize::from(inside.height - u16::from(has_spans(model, inside)))
}

/// Whether a line at the bottom tells how long things took.
fn has_spans(model: &Model, inside: Rect) -> bool {
    let known = model.room().is_some_and(|room| spans(room).any(|(_, span)| is_known(span)));
    known && inside.width >= 60 && inside.height >= 10
}

/// Draws the pane.
pub fn draw(model: &Model, area: Rect, canvas: &mut Canvas) {
    let readings = model.room().map_or(&[][..], |room| room.readings.as_slice());
    let late = readings.iter().filter(|r| matches!(r.state, State::Late)).count();
    let running = readings.iter().filter(|r| r.is_counting()).count() - late;
    let met = readings.iter().filter(|r| matches!(r.state, State::Met { .. })).count();
    let mut notes = Vec::new();
    if late > 0 {
        notes.push((format!("{late} late"), Shade::Danger));
    }
    if running > 0 && (late == 0 || area.width >= 48) {
        notes.push((format!("{running} running"), Shade::Calm));
    }
    if met > 0 && area.width >= 60 {
        notes.push((format!("{met} met"), Shade::Muted));
    }
    let scroll = model.scroll(Pane::Clocks);
    let space =
        Rect { width: area.width.saturating_sub(2), height: area.height.saturating_sub(2), ..area };
    if let Some(blocks) = full::blocks(model, Pane::Clocks, space) {
        full::draw(model, Pane::Clocks, &blocks, area, &notes, canvas);
        return;
    }
    let fits = fits(model, space);
    let below = readings.len().saturating_sub(scroll.top + fits);
    let inside = framed(model, Pane::Clocks, area, &notes, below, canvas);
    let Some(room) = model.room() else { return };
    draw_not_assessed(model, room, area, canvas);
    if readings.is_empty() {
        let historic = room.incident.declaration.as_ref().is_some_and(|d| d.historic);
        let words = match (historic, room.incident.severity.is_none()) {
            (true, _) => "It was over before it was written down: no clock runs.".to_owned(),
            (_, true) => {
                let press = model.keymap.press(Action::Severity);
                format!("No severity is set, so no clock runs. {press} to set one.")
            }
            _ => "Nothing is due.".to_owned(),
        };
        return teach(canvas, inside, &words);
    }
    let keys = has_keys(model, Pane::Clocks);
    let shown = readings.iter().enumerate().skip(scroll.top).take(fits);
    for (index, (place, reading)) in (0..inside.height).zip(shown) {
        draw_row(reading, model.now, keys && place == scroll.at, inside, index, canvas);
    }
    if has_spans(model, inside) {
        draw_spans(room, inside, canvas);
    }
}

/// Says on the frame, where it takes no clock its place, how many clocks of the law wait for an answer.
fn draw_not_assessed(model: &Model, room: &Room, area: Rect, canvas: &mut Canvas) {
    let way = model.keymap.way_to(Action::Focus(Pane::Classification));
    if let Some(text) = reasons::not_assessed(room, &way)
        && usize::from(area.width) >= text.width() + 12
    {
        let line = Rect { x: area.x + 2, y: area.bottom() - 1, width: area.width - 4, height: 1 };
        canvas.row(line, 0).put(&text, Shade::Warning);
    }
}

/// The sign of an urgency and how it looks.
pub fn sign(urgency: Urgency) -> (&'static str, Shade) {
    match urgency {
        Urgency::Late => ("‼", Shade::Danger),
        Urgency::Last => ("!", Shade::Danger),
        Urgency::Soon => ("◕", Shade::Warning),
        Urgency::Runs => (" ", Shade::Calm),
        Urgency::Waits => ("·", Shade::Muted),
        Urgency::Paused => ("¦", Shade::Muted),
        Urgency::Open => ("?", Shade::Muted),
        Urgency::Met => ("✓", Shade::Done),
        Urgency::Off => ("–", Shade::Muted),
    }
}

/// How the words of a reading look.
pub fn words_shade(urgency: Urgency) -> Shade {
    match urgency {
        Urgency::Late => Shade::Late,
        Urgency::Last => Shade::Danger,
        Urgency::Soon => Shade::Warning,
        Urgency::Runs => Shade::Strong,
        Urgency::Waits | Urgency::Paused | Urgency::Open | Urgency::Off => Shade::Muted,
        Urgency::Met => Shade::Done,
    }
}

/// The column of the time that is left, in cells: `LATE 02:14`.
const FIGURE: u16 = 10;

fn draw_row(
    reading: &Reading,
    now: DateTime<Utc>,
    selected: bool,
    inside: Rect,
    index: u16,
    canvas: &mut Canvas,
) {
    let urgency = urgency(reading, now);
    let (sign, sign_shade) = sign(urgency);
    let words = Shown::of(&reasons::state_words(reading, now));
    let words_width = u16::try_from(words.width()).unwrap_or(u16::MAX);
    let mut row = canvas.row(inside, index).selected(selected);
    row.gap(1).say(sign, sign_shade).gap(1);
    let quiet = urgency >= Urgency::Waits;
    let title_shade = if quiet { Shade::Muted } else { Shade::Calm };
    // Time left, a gauge beside it, and the rule where there is room for it.
    let gauge = match row.left() {
        ..34 => 0,
        34..60 => 10,
        60..110 => (row.left() - 34) / 3,
        _ => 26,
    };
    let rule = if row.left() >= 58 { 16 } else { 0 };
    // What counts has its figure before the gauge; the longer words of what does not take both places.
    let tail = if gauge > 0 { gauge + 1 } else { 0 };
    // Words that are wider than that take the place of the rule, so that rules stand below each other.
    let rule = if quiet && words_width > FIGURE + tail { 0 } else { rule };
    let figure = if quiet { (FIGURE + tail).max(words_width) } else { words_width.max(FIGURE) };
    let after = if quiet { figure } else { figure + tail };
    let title = row.keep_free(1).left().saturating_sub(rule + after + 1);
    row.column(title, &Shown::of(&reading.title), title_shade).gap(1);
    if rule > 0 {
        row.column(rule, &Shown::of(&reading.rule).cut(usize::from(rule) - 1), Shade::Muted);
    }
    row.figure(figure, &words, words_shade(urgency));
    if gauge > 0 && !quiet {
        row.gap(1);
        if reading.snoozed_until.is_some() {
            row.column(gauge, &Shown::fixed("put off"), Shade::Muted);
        } else {
            draw_gauge(&mut row, reading.used(now).unwrap_or(0), gauge, urgency);
        }
    }
}

/// Draws how much of the time is used, in thousandths.
pub fn draw_gauge(row: &mut crate::ui::canvas::Row<'_>, used: u16, width: u16, urgency: Urgency) {
    let shade = match urgency {
        Urgency::Late | Urgency::Last => Shade::Danger,
        Urgency::Soon => Shade::Warning,
        _ => Shade::Gauge,
    };
    // A line, not a wall: half a cell is the smallest step.
    let halves = usize::from(used.min(1000)) * usize::from(width) * 2 / 1000;
    let (full, half) = (halves / 2, halves % 2);
    let [line, end, rest] = if row.is_ascii() { ["#", "=", "."] } else { ["━", "╸", "─"] };
    row.put(&Shown::fixed(line).repeat(full), shade);
    row.put(&Shown::fixed(end).repeat(half), shade);
    row.put(&Shown::fixed(rest).repeat(usize::from(width) - full - half), Shade::GaugeRest);
}

/// How long things took, of what fits into a line.
fn spans(room: &Room) -> impl Iterator<Item = (&'static str, Span)> {
    let shown = ["detect", "declare", "contain", "resolve"];
    let all = durations(&room.incident).into_iter().filter(move |took| shown.contains(&took.id));
    all.map(|took| (took.id, took.span))
}

fn is_known(span: Span) -> bool {
    span != Span::NotRecorded
}

fn draw_spans(room: &Room, inside: Rect, canvas: &mut Canvas) {
    let line = Rect { y: inside.bottom() - 1, height: 1, ..inside };
    let mut row = canvas.row(line, 0);
    row.gap(3);
    for (index, (name, span)) in spans(room).enumerate() {
        if index > 0 {
            row.say(" · ", Shade::Muted);
        }
        row.put(&Shown::fixed(name), Shade::Muted).gap(1);
        row.put(&Shown::of(&when::span(span)), Shade::Calm);
    }
}
