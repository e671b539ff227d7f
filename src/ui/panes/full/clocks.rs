//! Pane 2 on the whole screen: every clock with its rule, what it counts from, when it is due and who
//! answers for it, and the reasons: what was decided about it, by whom and why, and where the duty comes
//! from. After them what nobody has assessed, with the questions that are open, and what does not apply.

use super::reasons::{self, state_words};
use super::{Block, Piece, Pieces, at, column, heading, packed, put, wrapped};
use crate::clocks::{Reading, State, durations, moment_words};
use crate::telling::name_of_role;
use crate::text::Shown;
use crate::ui::keys::Action;
use crate::ui::layout::{Pane, Rect};
use crate::ui::model::Model;
use crate::ui::panes::clocks::{sign, words_shade};
use crate::ui::room::{Room, Urgency, urgency};
use crate::ui::theme::Shade;

/// From which width on a clock is one line of a table.
const TABLE: u16 = 130;

/// The clocks, what is late first, and what does not apply any more last.
pub fn blocks(model: &Model, room: &Room, inside: Rect) -> Vec<Block> {
    let table = inside.width >= TABLE;
    let mut blocks: Vec<Block> = Vec::with_capacity(room.readings.len() + room.ended.len());
    for reading in &room.readings {
        let mut lines = if table {
            vec![row(model, room, reading)]
        } else {
            several(model, room, reading, inside.width)
        };
        lines.extend(reasons::lines(model, room, reading, !table, inside.width));
        blocks.push(Block { lines, ..Block::default() });
    }
    if let Some(last) = blocks.last_mut() {
        last.below = spans(room, inside.width);
    }
    for (place, reading) in room.ended.iter().enumerate() {
        let over = matches!(reading.state, State::NotApplicable { .. });
        let way = model.keymap.way_to(Action::Focus(Pane::Classification));
        let (title, note) = if over {
            ("Do not apply", String::new())
        } else {
            ("Not assessed", format!("{way} shows the questions; none of this is legal advice"))
        };
        let before = place.checked_sub(1).and_then(|before| room.ended.get(before));
        let first = before.is_none_or(|before| {
            std::mem::discriminant(&before.state) != std::mem::discriminant(&reading.state)
        });
        let mut line = vec![Piece::Gap(3), column(32, &reading.title, Shade::Muted)];
        line.push(column(18, &reading.rule, Shade::Muted));
        line.push(put(&state_words(reading, model.now), Shade::Muted));
        let above = if first { vec![Vec::new(), heading(title, &note)] } else { Vec::new() };
        let mut lines = vec![line];
        lines.extend(reasons::lines(model, room, reading, false, inside.width));
        blocks.push(Block { above, lines, ..Block::default() });
    }
    if table && let Some(first) = blocks.first_mut() {
        first.above.insert(0, head(model));
    }
    blocks
}

/// How long things took; what was not recorded is said to be so, and an end before its start too.
fn spans(room: &Room, width: u16) -> Vec<Pieces> {
    let all = durations(&room.incident);
    let spans: Vec<String> = all
        .iter()
        .map(|took| {
            let what = took.title.strip_prefix("Time to ").unwrap_or(took.title);
            format!("{} {}", what.to_lowercase(), took.words())
        })
        .collect();
    let mut lines = vec![Vec::new(), heading("How long it took", "")];
    lines.extend(packed(&spans, 3, width, Shade::Calm));
    lines
}

/// The column of who answers: where there is room, it says whom that one tells.
fn answers_width(model: &Model) -> u16 {
    24 + model.size.0.saturating_sub(160).min(40)
}

fn head(model: &Model) -> Pieces {
    let zone = model.setting.zone.name(model.now);
    let mut line = vec![Piece::Gap(3)];
    line.extend([
        column(32, "clock", Shade::Muted),
        column(18, "rule", Shade::Muted),
        column(28, "counts from", Shade::Muted),
        column(20, &format!("due, {zone}"), Shade::Muted),
        column(answers_width(model), "answers", Shade::Muted),
        put("state", Shade::Muted),
    ]);
    line
}

fn row(model: &Model, room: &Room, reading: &Reading) -> Pieces {
    let urgency = urgency(reading, model.now);
    let (sign, sign_shade) = sign(urgency);
    let quiet = urgency >= Urgency::Waits;
    let title = if quiet { Shade::Muted } else { Shade::Strong };
    let (answers, answers_shade) = answers(room, reading, urgency, model.size.0 >= 190);
    let mut line = vec![Piece::Gap(1), Piece::Column(2, Shown::fixed(sign), sign_shade)];
    line.extend([
        column(32, &reading.title, title),
        column(18, &reading.rule, Shade::Muted),
        column(28, &counts_from(model, reading), Shade::Muted),
        column(20, &due(model, reading), if quiet { Shade::Muted } else { Shade::Calm }),
        column(answers_width(model), &answers, answers_shade),
    ]);
    let state = words(model, reading);
    match reading.used(model.now).filter(|_| !quiet) {
        Some(used) => {
            line.extend([
                column(22, &state, words_shade(urgency)),
                Piece::Gauge(used, 10, urgency),
            ]);
        }
        None => line.push(put(&state, words_shade(urgency))),
    }
    line
}

fn several(model: &Model, room: &Room, reading: &Reading, width: u16) -> Vec<Pieces> {
    let urgency = urgency(reading, model.now);
    let (sign, sign_shade) = sign(urgency);
    let quiet = urgency >= Urgency::Waits;
    let title = if quiet { Shade::Muted } else { Shade::Strong };
    let mut first = vec![Piece::Gap(1), Piece::Column(2, Shown::fixed(sign), sign_shade)];
    let used = reading.used(model.now).filter(|_| !quiet && width >= 60);
    let wide = width >= 100;
    if let Some(used) = used.filter(|_| !wide) {
        let whole = if urgency == Urgency::Late { 1000 } else { used };
        let text = format!("{:>3} %", whole / 10);
        first.push(Piece::Right(Shown::of(&text), Shade::Muted));
    }
    let state = words(model, reading);
    let state_width = u16::try_from(Shown::of(&state).width()).unwrap_or(u16::MAX);
    let tail = if wide { 13 } else { 7 };
    let free = width.saturating_sub(3 + tail + state_width + 1);
    first.push(column(free, &reading.title, title));
    first.push(put(&state, words_shade(urgency)));
    if let Some(used) = used.filter(|_| wide) {
        first.extend([Piece::Gap(1), Piece::Gauge(used, 11, urgency)]);
    }
    let (answers, answers_shade) = answers(room, reading, urgency, true);
    let mut facts = vec![reading.rule.clone()];
    let from = counts_from(model, reading);
    if !from.is_empty() {
        facts.push(format!("from {from}"));
    }
    let due = due(model, reading);
    if !due.is_empty() {
        facts.push(format!("due {due}"));
    }
    let mut text = facts.join(" · ");
    // The source of what the plan asks stands there where it costs no line.
    if let Some(source) = reading.source.as_ref().filter(|_| !reading.legal && !wide) {
        let more = format!("{text} · source {source}");
        if Shown::of(&more).width() + 4 <= usize::from(width) {
            text = more;
        }
    }
    let mut lines = vec![first];
    lines.extend(wrapped(&text, 3, width, 2, Shade::Muted));
    if quiet || answers.is_empty() {
        return lines;
    }
    if wide && lines.len() == 2 {
        lines[1].push(Piece::Right(Shown::of(&answers), answers_shade));
    } else {
        lines.push(vec![Piece::Gap(3), put(&answers, answers_shade)]);
    }
    lines
}

/// How it stands, and how many intervals of a cadence were missed.
fn words(model: &Model, reading: &Reading) -> String {
    let words = state_words(reading, model.now);
    match reading.missed {
        0 => words,
        1 if reading.only_reminds() => format!("{words}, reminded once"),
        times if reading.only_reminds() => format!("{words}, reminded {times}×"),
        missed => format!("{words}, {missed} missed"),
    }
}

/// What it counts from, and when that was.
fn counts_from(model: &Model, reading: &Reading) -> String {
    reading.counts_from.as_ref().map_or_else(String::new, |(from, when)| {
        format!("{}, {}", moment_words(from), at(model, *when))
    })
}

/// The date and time at which it is due.
fn due(model: &Model, reading: &Reading) -> String {
    let Some(due) = reading.due else { return String::new() };
    let zone = model.setting.zone;
    match reading.last_day {
        // Of business days the end of the last one counts: the date says more than the midnight after it.
        Some(day) if day < zone.shown(due).date() => format!("end of {}", day.format("%a %-d %b")),
        _ => format!("{} {}", zone.day(due, model.now), zone.clock(due)),
    }
}

/// The role that answers for it, who holds it, and whom that one tells.
fn answers(room: &Room, reading: &Reading, urgency: Urgency, tells: bool) -> (String, Shade) {
    let whom = reading.recipient.as_ref().filter(|_| tells);
    let told = whom.map(|whom| format!(", tells {whom}")).unwrap_or_default();
    let Some(owner) = &reading.owner else { return (told, Shade::Muted) };
    let role = name_of_role(&room.incident, owner);
    match room.incident.holder(owner) {
        Some(holder) => (format!("{role}: {holder}{told}"), Shade::Muted),
        None if urgency < Urgency::Waits => (format!("{role}: ∅ nobody{told}"), Shade::Nobody),
        None => (format!("{role}: ∅ nobody{told}"), Shade::Muted),
    }
}
