//! The five panes: one file each, with its rows and its drawing.

pub mod clocks;
pub mod comms;
pub mod full;
pub mod hits;
pub mod incidents;
pub mod messages;
pub mod pages;
pub mod roles;
pub mod timeline;
pub mod words;

use super::canvas::Canvas;
use super::layout::{Pane, Rect};
use super::model::Model;
use super::overlays::Overlay;
use super::seeking;
use super::theme::Shade;
use crate::text::Shown;

/// How many rows a pane has that its cursor can stand on.
pub fn rows(model: &Model, pane: Pane) -> usize {
    let room = model.room();
    match pane {
        Pane::Incidents => model.listed().len(),
        Pane::Clocks if model.is_full(pane) => {
            room.map_or(0, |room| room.readings.len() + room.ended.len())
        }
        Pane::Clocks => room.map_or(0, |room| room.readings.len()),
        Pane::Roles => room.map_or(0, |room| room.roles().len()),
        Pane::Timeline => room.map_or(0, |room| room.story.len()),
        Pane::Comms => model.tickable().len(),
        Pane::Classification => room.map_or(0, |room| full::classification::questions(room).len()),
        Pane::Record => room.map_or(0, |room| full::record::fields(room).len()),
        Pane::Ledger => room.map_or(0, |room| full::ledger::lines(room).len()),
        Pane::Report => room.map_or(0, |room| full::report::sections(room).len()),
    }
}

/// How many of them fit, so that the cursor stays in sight.
pub fn fits(model: &Model, pane: Pane, inside: Rect) -> usize {
    if let Some(blocks) = full::blocks(model, pane, inside) {
        let space = if pane == Pane::Comms { full::comms::list(inside) } else { inside };
        return full::fits(model, pane, &blocks, space);
    }
    match pane {
        Pane::Incidents => incidents::fits(model, inside),
        Pane::Timeline => timeline::fits(model, inside),
        Pane::Comms => comms::fits(model, inside),
        Pane::Clocks => clocks::fits(model, inside),
        Pane::Roles | Pane::Classification | Pane::Record | Pane::Ledger | Pane::Report => {
            usize::from(inside.height)
        }
    }
}

/// How many of the last rows fit, where rows are of several heights.
pub fn fits_last(model: &Model, pane: Pane, inside: Rect) -> Option<usize> {
    let blocks = full::blocks(model, pane, inside)?;
    let space = if pane == Pane::Comms { full::comms::list(inside) } else { inside };
    Some(full::fits_up_to(blocks.len().saturating_sub(1), &blocks, space))
}

/// Draws a pane with its frame.
pub fn draw(model: &Model, pane: Pane, area: Rect, canvas: &mut Canvas) {
    match pane {
        Pane::Incidents => incidents::draw(model, area, canvas),
        Pane::Clocks => clocks::draw(model, area, canvas),
        Pane::Roles => roles::draw(model, area, canvas),
        Pane::Timeline => timeline::draw(model, area, canvas),
        Pane::Comms => comms::draw(model, area, canvas),
        Pane::Classification | Pane::Record | Pane::Ledger | Pane::Report => {
            pages::draw(model, pane, area, canvas);
        }
    }
}

/// Whether a pane has the keys.
fn has_keys(model: &Model, pane: Pane) -> bool {
    model.focus == pane && matches!(model.overlay, None | Some(Overlay::Filter))
}

/// Frames a pane, writes its name and what is worth counting, and says how many rows are below.
fn framed(
    model: &Model,
    pane: Pane,
    area: Rect,
    notes: &[(String, Shade)],
    below: usize,
    canvas: &mut Canvas,
) -> Rect {
    let keys = has_keys(model, pane);
    let (border, name) =
        if keys { (Shade::BorderFocus, Shade::TitleFocus) } else { (Shade::Border, Shade::Title) };
    let inside = canvas.frame(area, border);
    if area.width < 8 {
        return inside;
    }
    let line = Rect { x: area.x + 2, width: area.width - 4, height: 1, ..area };
    let title = match pane {
        Pane::Incidents => "1 Incidents",
        Pane::Clocks => "2 Clocks",
        Pane::Roles => "3 Roles",
        Pane::Timeline => "4 Timeline",
        Pane::Comms => "5 Comms",
        Pane::Classification => "Classification",
        Pane::Record => "AI record",
        Pane::Ledger => "Containment ledger",
        Pane::Report => "Post-incident report",
    };
    let mut row = canvas.row(line, 0);
    row.say(" ", border).put(&Shown::fixed(title), name).say(" ", border);
    let filter = model.filter(pane);
    if !filter.is_empty() {
        // What hides rows is said before what is worth counting.
        let found = match pane {
            Pane::Timeline => panes_found(model),
            Pane::Incidents => format!("{} of {}", rows(model, pane), model.rooms.len()),
            _ => format!("{} of {}", seeking::count(model, pane), rows(model, pane)),
        };
        row.put(&Shown::of(&format!("filter: {filter} ")), Shade::Warning)
            .put(&Shown::of(&format!("{found} ")), Shade::Muted);
    } else if !notes.is_empty() {
        row.gap(1);
        let width: usize = notes.iter().map(|(note, _)| Shown::of(note).width() + 3).sum();
        if usize::from(row.left()) + 1 >= width {
            row.right(&Shown::fixed(" "), border);
            for (index, (note, shade)) in notes.iter().enumerate().rev() {
                row.right(&Shown::of(note), *shade);
                let between = if index > 0 { " · " } else { " " };
                row.right(&Shown::fixed(between), Shade::Muted);
            }
        }
    }
    if below > 0 {
        let line = Rect { y: area.bottom() - 1, ..line };
        canvas.row(line, 0).right(&Shown::of(&format!(" +{below} ")), Shade::Muted);
    }
    inside
}

/// How many rows of the timeline have the words that are looked for.
fn panes_found(model: &Model) -> String {
    let rows = rows(model, Pane::Timeline);
    if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") }
}

/// Says something in the middle of an empty pane.
fn teach(canvas: &mut Canvas, inside: Rect, words: &str) {
    let line =
        Rect { x: inside.x + inside.width.min(1), width: inside.width.saturating_sub(1), ..inside };
    for (index, text) in (0..line.height).zip(Shown::of(words).wrap(usize::from(line.width))) {
        canvas.row(line, index).put(&text, Shade::Muted);
    }
}
