//! The page of the AI record: every field of the plan with its value, who wrote it and when, and how much is
//! filled.

use super::{Block, Piece, Pieces, at, heading, put, wrapped};
use crate::incident::Said;
use crate::plan::{Plan, RecordField};
use crate::text::Shown;
use crate::ui::layout::Rect;
use crate::ui::model::Model;
use crate::ui::panes::pages::counted;
use crate::ui::room::Room;
use crate::ui::theme::Shade;

/// From which width on a value stands beside the name of its field.
const BESIDE: u16 = 70;
/// Where it begins then.
const VALUE: u16 = 30;
/// The most lines that a value takes.
const MOST: usize = 6;

/// The fields in the plan's order, those of the minimum first.
pub fn fields(room: &Room) -> Vec<&RecordField> {
    let mut fields: Vec<&RecordField> =
        room.incident.plan.iter().flat_map(|plan| &plan.record).collect();
    fields.sort_by_key(|field| field.optional);
    fields
}

fn said<'a>(room: &'a Room, field: &RecordField) -> Option<&'a Said<String>> {
    let said = room.incident.response.record.get(&field.id)?;
    Some(said).filter(|said| !said.value.trim().is_empty())
}

/// How many fields of the minimum are filled, and how many there are.
pub fn completeness(room: &Room) -> (usize, usize) {
    let fields = fields(room);
    let least = || fields.iter().filter(|field| !field.optional);
    (least().filter(|field| said(room, field).is_some()).count(), least().count())
}

/// What is worth counting.
pub fn notes(room: &Room) -> Vec<(String, Shade)> {
    let (filled, all) = completeness(room);
    if all == 0 {
        return Vec::new();
    }
    let shade = if filled == all { Shade::Done } else { Shade::Warning };
    let mut notes = vec![(format!("{filled} of {all} filled"), shade)];
    counted(&mut notes, all - filled, "missing", Shade::Muted);
    notes
}

/// The words of a field, for a search and for the clipboard.
pub fn words(room: &Room, at: usize) -> Option<String> {
    let field = *fields(room).get(at)?;
    let value = said(room, field).map_or("missing", |said| said.value.as_str());
    Some(format!("{}: {value}", field.title))
}

/// The fields with what is known of each.
pub fn blocks(model: &Model, room: &Room, inside: Rect) -> Vec<Block> {
    let Some(plan) = room.incident.plan.as_deref() else { return Vec::new() };
    let (filled, all) = completeness(room);
    let mut blocks: Vec<Block> = Vec::new();
    let mut before = None;
    for field in fields(room) {
        let mut above = Vec::new();
        if before != Some(field.optional) {
            if before.is_some() {
                above.push(Vec::new());
            }
            above.push(if field.optional {
                heading("Beyond the minimum", "these do not count for completeness")
            } else {
                minimum(filled, all, inside.width)
            });
            before = Some(field.optional);
        }
        // What belongs into a missing field takes a second line only where all fit with it.
        let most = if inside.height >= 30 { 2 } else { 1 };
        let lines = lines(model, room, plan, field, (inside.width, most));
        blocks.push(Block { above, lines, below: Vec::new() });
    }
    blocks
}

/// The heading of the minimum, with a line that shows how much of it is filled.
fn minimum(filled: usize, all: usize, width: u16) -> Pieces {
    let mut line = heading("Minimum record", &format!("{filled} of {all} filled"));
    if all > 0 && width >= 60 {
        let used = u16::try_from(filled * 1000 / all).unwrap_or(1000);
        line.extend([Piece::Gap(2), Piece::Gauge(used, 22, crate::ui::room::Urgency::Runs)]);
    }
    line
}

fn lines(
    model: &Model,
    room: &Room,
    plan: &Plan,
    field: &RecordField,
    (width, most): (u16, usize),
) -> Vec<Pieces> {
    let said = said(room, field);
    let (sign, sign_shade) = match said {
        Some(_) => ("✓", Shade::Done),
        None if field.optional => ("·", Shade::Muted),
        None => ("∅", Shade::Nobody),
    };
    let beside = width >= BESIDE;
    let mut first = vec![Piece::Gap(1), Piece::Column(2, Shown::fixed(sign), sign_shade)];
    let name = if said.is_none() && field.optional { Shade::Muted } else { Shade::Strong };
    let title = Shown::of(&field.title);
    let mut free = width;
    if let Some(said) = said {
        let by = Shown::of(&format!("{} {}", said.by, at(model, said.when)));
        if beside {
            free = width.saturating_sub(u16::try_from(by.width()).unwrap_or(u16::MAX) + 3);
        }
        first.push(Piece::Right(by, Shade::Muted));
    }
    let indent = if beside { VALUE } else { 4 };
    let texts = if let Some(said) = said {
        wrapped(&said.value, indent, free, MOST, Shade::Calm)
    } else {
        let word = if field.optional { "not recorded" } else { "missing" };
        let note = field.note.as_deref().map(|note| format!(": {note}")).unwrap_or_default();
        let shade = if field.optional { Shade::Muted } else { Shade::Nobody };
        missing(word, &note, indent, (width, most), shade)
    };
    let mut lines = Vec::new();
    let mut texts = texts.into_iter();
    if beside {
        first.push(Piece::Column(VALUE - 3, title.cut(usize::from(VALUE) - 4), name));
        first.extend(texts.next().into_iter().flatten().skip(1));
    } else {
        first.push(Piece::Put(title, name));
    }
    lines.push(first);
    lines.extend(texts);
    if field.of_domains && !plan.domains.is_empty() {
        let names: Vec<&str> = plan.domains.iter().map(|choice| choice.title.as_str()).collect();
        let text = format!("of the plan's list: {}", names.join(", "));
        lines.extend(wrapped(&text, indent, width, 2, Shade::Muted));
    }
    lines
}

/// That a field is empty, and what belongs into it; the word stands out, what follows does not.
fn missing(
    word: &str,
    note: &str,
    indent: u16,
    (width, most): (u16, usize),
    shade: Shade,
) -> Vec<Pieces> {
    let mut lines = wrapped(&format!("{word}{note}"), indent, width, most, Shade::Muted);
    if let Some(first) = lines.first_mut()
        && let Some(Piece::Put(text, _)) = first.pop()
    {
        let rest = text.to_string();
        let rest = rest.strip_prefix(word).unwrap_or_default().to_owned();
        first.extend([put(word, shade), put(&rest, Shade::Muted)]);
    }
    lines
}
