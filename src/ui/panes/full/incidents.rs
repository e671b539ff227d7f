//! Pane 1 on the whole screen: each incident with all that is counted of it, and what came before it.

use super::{Block, Piece, Pieces, column, put, wrapped};
use crate::incident::Status;
use crate::recurrence::Earlier;
use crate::register::open_and_overdue;
use crate::store::Tombstone;
use crate::store::follow_up::FollowUp;
use crate::telling::tell;
use crate::text::Shown;
use crate::time::Moment;
use crate::ui::layout::Rect;
use crate::ui::model::Model;
use crate::ui::overlays::actions_picture::look;
use crate::ui::panes::clocks::words_shade;
use crate::ui::panes::incidents::{badge, counts, day_of, recurrence};
use crate::ui::room::{Room, Told, Urgency, urgency};
use crate::ui::theme::Shade;
use crate::ui::when;

/// From which width on an incident is one line of a table.
const TABLE: u16 = 138;
/// How many earlier incidents are told of.
const EARLIER: usize = 3;
/// How many open pieces of work are told of.
const FOLLOWING: usize = 3;

/// The incidents, the worst first, and the figures of the store below.
pub fn blocks(model: &Model, inside: Rect) -> Vec<Block> {
    let table = inside.width >= TABLE;
    // What happened last stands there when it takes nobody's place.
    let each = if table { 3 } else { 5 };
    let roomy = model.rooms.len() * each + 4 <= usize::from(inside.height);
    let mut blocks: Vec<Block> = model
        .listed()
        .into_iter()
        .map(|room| {
            let mut lines = if table {
                vec![row(model, room, inside.width)]
            } else {
                several(model, room, inside.width)
            };
            let indent = if table { 14 } else { 4 };
            if roomy && let Some(text) = latest(model, room) {
                lines.extend(wrapped(&text, indent, inside.width, 1, Shade::Muted));
            }
            let purged = &model.overview.purged;
            if let Some(stone) = purged.iter().find(|stone| stone.incident == room.id()) {
                lines.extend(purged_elsewhere(model, stone, (indent, inside.width)));
            }
            lines.extend(actions(model, room, indent, inside.width));
            if let Some(text) = recurrence(model, room) {
                lines.extend(wrapped(&text, indent, inside.width, 2, Shade::Warning));
                lines.extend(earlier(model, room, indent + 2, inside.width));
            }
            Block { lines, ..Block::default() }
        })
        .collect();
    if table && let Some(first) = blocks.first_mut() {
        first.above.push(head(inside.width));
    }
    if let Some(last) = blocks.last_mut() {
        let figures = counts(model, inside.width.saturating_sub(2)).into_iter();
        last.below.push(Vec::new());
        last.below.extend(figures.map(|line| vec![Piece::Gap(2), Piece::Put(line, Shade::Muted)]));
        // What is not listed stands nowhere else.
        let is_listed = |stone: &&Tombstone| model.rooms.iter().any(|it| it.id() == stone.incident);
        for stone in model.overview.purged.iter().filter(|stone| !is_listed(stone)) {
            last.below.extend(purged_elsewhere(model, stone, (2, inside.width)));
        }
    }
    blocks
}

/// Who purged an incident elsewhere, when and why, and what deletes it here too.
fn purged_elsewhere(model: &Model, stone: &Tombstone, (indent, width): (u16, u16)) -> Vec<Pieces> {
    let Tombstone { incident, by, reason, .. } = stone;
    let when = model.setting.zone.full(Moment::second(stone.at));
    let text = format!("{incident} was purged elsewhere by {by}, {when}: {reason}");
    let mut lines = wrapped(&text, indent, width, 2, Shade::Warning);
    let remedy =
        format!("warroom purge --accept {incident} deletes it here too; nothing of it is sent");
    lines.extend(wrapped(&remedy, indent + 2, width, 1, Shade::Muted));
    lines
}

/// The work that follows an incident: how much of it is open, and each open piece with its day.
fn actions(model: &Model, room: &Room, indent: u16, width: u16) -> Vec<Pieces> {
    let all = FollowUp::all(&room.incident);
    if all.is_empty() {
        return Vec::new();
    }
    let (open, overdue) = open_and_overdue(&all, model.now);
    let late = if overdue > 0 { format!(", ‼ {overdue} overdue") } else { String::new() };
    let head = format!("follows: {open} of {} open{late}", all.len());
    let shade = if overdue > 0 { Shade::Warning } else { Shade::Calm };
    let mut lines = wrapped(&head, indent, width, 1, shade);
    let mut left: Vec<&FollowUp> = all.iter().filter(|what| what.is_open()).collect();
    left.sort_by_key(|what| what.order());
    for what in left.into_iter().take(FOLLOWING) {
        let (sign, shade) = look(what.standing(model.now));
        let words = what.words(model.now);
        let text = format!("{sign} {} ({}, {}, {words})", what.text, what.kind, what.owner);
        lines.extend(wrapped(text.trim_start(), indent + 2, width, 1, shade));
    }
    lines
}

/// What happened last, in a line.
fn latest(model: &Model, room: &Room) -> Option<String> {
    let line = room.story.iter().find_map(|row| match row {
        Told::Entry(place) => room.line(*place),
        Told::Clock(..) => None,
    })?;
    let told = tell(&room.incident, line);
    let text = told.text.lines().next().unwrap_or_default().to_owned();
    let when = line.when();
    let zone = model.setting.zone;
    let today = zone.shown(when.earliest()).date() == zone.shown(model.now).date();
    let day = if today { String::new() } else { zone.day(when.earliest(), model.now) + " " };
    Some(format!("last: {day}{} {} {}: {text}", zone.brief(when), line.who(), told.kind))
}

/// The earlier incidents of the same kind, each with what was made of it.
fn earlier(model: &Model, room: &Room, indent: u16, width: u16) -> Vec<Pieces> {
    let Some(found) = model.overview.before(room) else { return Vec::new() };
    let line = |earlier: &Earlier| {
        let (id, title) = (earlier.incident, &earlier.title);
        let text = format!("{id} {}: {title}: {}", day_of(model, earlier), earlier.words());
        wrapped(&text, indent, width, 2, Shade::Muted)
    };
    found.earlier.iter().take(EARLIER).flat_map(line).collect()
}

/// The widths of the title and of the next clock.
fn widths(width: u16) -> (u16, u16) {
    let free = width.saturating_sub(3 + 6 + 5 + 13 + 12 + 9 + 9);
    (free * 2 / 5, free * 3 / 10)
}

fn head(width: u16) -> Pieces {
    let (title, next) = widths(width);
    vec![
        Piece::Gap(2),
        column(6, "level", Shade::Muted),
        column(5, "id", Shade::Muted),
        column(title, "what is wrong", Shade::Muted),
        column(13, "stage", Shade::Muted),
        column(12, "commander", Shade::Muted),
        column(next, "next clock", Shade::Muted),
        column(9, "open", Shade::Muted),
        column(9, "entries", Shade::Muted),
        put("empty seats", Shade::Muted),
    ]
}

fn marker(model: &Model, room: &Room) -> Piece {
    let here = model.open == Some(room.id());
    Piece::Column(2, Shown::fixed(if here { "▶" } else { " " }), Shade::Strong)
}

fn stage(room: &Room) -> (String, Shade) {
    match (room.incident.status, &room.incident.stage) {
        (Status::Open, Some(stage)) => (stage.clone(), Shade::Calm),
        (Status::Open, None) => ("no stage".to_owned(), Shade::Muted),
        (over, _) => (over.word().to_owned(), Shade::Done),
    }
}

fn commander(room: &Room) -> (String, Shade) {
    match room.incident.holder("commander") {
        Some(holder) => (holder.to_owned(), Shade::Calm),
        None => ("∅ nobody".to_owned(), Shade::Nobody),
    }
}

fn next(model: &Model, room: &Room) -> (String, String, Shade) {
    let Some(reading) = room.next() else {
        return ("no clock runs".to_owned(), String::new(), Shade::Muted);
    };
    let urgency = urgency(reading, model.now);
    let sign = match urgency {
        Urgency::Late => "‼ ",
        Urgency::Last => "! ",
        _ => "",
    };
    (format!("{sign}{}", reading.title), reading.words(model.now), words_shade(urgency))
}

fn age(model: &Model, room: &Room) -> String {
    room.since().map_or_else(|| "–".to_owned(), |since| when::age(model.now - since))
}

fn seats(room: &Room) -> (String, Shade) {
    let empty = room.incident.empty_seats();
    let names: Vec<&str> = empty.iter().map(|role| role.short.as_str()).collect();
    match empty.len() {
        0 => ("none".to_owned(), Shade::Muted),
        many => (format!("{many}: {}", names.join(", ")), Shade::Warning),
    }
}

fn row(model: &Model, room: &Room, width: u16) -> Pieces {
    let (title_width, next_width) = widths(width);
    let (level, shade) = badge(room, false);
    let (stage, stage_shade) = stage(room);
    let (commander, commander_shade) = commander(room);
    let (clock, left, left_shade) = next(model, room);
    let (seats, seats_shade) = seats(room);
    let left_width = u16::try_from(Shown::of(&left).width()).unwrap_or(u16::MAX);
    let clock_width = next_width.saturating_sub(left_width + 2);
    vec![
        marker(model, room),
        Piece::Put(level.cut(5), shade),
        Piece::Gap(1),
        column(5, &model.name(room.id()), Shade::Strong),
        column(title_width, &room.incident.title, Shade::Strong),
        column(13, &stage, stage_shade),
        column(12, &commander, commander_shade),
        column(clock_width, &clock, Shade::Calm),
        put(&left, left_shade),
        Piece::Gap(2),
        column(9, &age(model, room), Shade::Calm),
        column(9, &room.entries.to_string(), Shade::Muted),
        put(&seats, seats_shade),
    ]
}

fn several(model: &Model, room: &Room, width: u16) -> Vec<Pieces> {
    let (level, shade) = badge(room, false);
    let (stage, stage_shade) = stage(room);
    let (commander, commander_shade) = commander(room);
    let (clock, left, left_shade) = next(model, room);
    let (seats, seats_shade) = seats(room);
    let dot = || put(" · ", Shade::Muted);
    let age = format!("open {}", age(model, room));
    let first = vec![
        marker(model, room),
        Piece::Put(level, shade),
        Piece::Gap(1),
        put(&model.name(room.id()), Shade::Strong),
        Piece::Gap(1),
        put(&room.incident.title, Shade::Strong),
    ];
    let second = vec![
        Piece::Gap(4),
        put(&stage, stage_shade),
        dot(),
        put(&commander, commander_shade),
        dot(),
        put(&clock, Shade::Calm),
        Piece::Gap(1),
        put(&left, left_shade),
    ];
    let third = vec![
        Piece::Gap(4),
        put(&age, Shade::Muted),
        dot(),
        put(&format!("{} entries", room.entries), Shade::Muted),
        dot(),
        put("empty seats ", Shade::Muted),
        put(&Shown::of(&seats).cut(usize::from(width)).to_string(), seats_shade),
    ];
    vec![first, second, third]
}
