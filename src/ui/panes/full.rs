//! A pane on the whole screen shows more: rows of several lines under headings, with one cursor.

pub mod classification;
pub mod clocks;
pub mod comms;
pub mod incidents;
pub mod ledger;
pub mod reasons;
pub mod record;
pub mod report;
pub mod roles;

use super::clocks::draw_gauge;
use super::{framed, has_keys};
use crate::text::Shown;
use crate::time::Moment;
use crate::ui::canvas::{Canvas, Row};
use crate::ui::layout::{Pane, Rect};
use crate::ui::model::Model;
use crate::ui::room::Urgency;
use crate::ui::theme::Shade;

/// A part of a line.
pub enum Piece {
    /// A text.
    Put(Shown, Shade),
    /// A text in a column of that width.
    Column(u16, Shown, Shade),
    /// A text at the right side of a column of that width.
    Figure(u16, Shown, Shade),
    /// Pieces in a column of that width.
    Part(u16, Pieces),
    /// Cells left free.
    Gap(u16),
    /// A text at the right end of the line.
    Right(Shown, Shade),
    /// How much of the time is used, in thousandths, in so many cells.
    Gauge(u16, u16, Urgency),
}

/// A line that is drawn from left to right.
pub type Pieces = Vec<Piece>;

/// What the cursor stands on as one: its lines, and what stands above and below them.
#[derive(Default)]
pub struct Block {
    /// A heading, and blank lines before it.
    pub above: Vec<Pieces>,
    /// The lines under the cursor.
    pub lines: Vec<Pieces>,
    /// What belongs below and is not under the cursor.
    pub below: Vec<Pieces>,
}

impl Block {
    fn height(&self) -> usize {
        self.above.len() + self.lines.len() + self.below.len()
    }
}

/// A text of ours or from outside, made safe.
pub fn put(text: &str, shade: Shade) -> Piece {
    Piece::Put(Shown::of(text), shade)
}

/// A text in a column, with a cell free behind it.
pub fn column(width: u16, text: &str, shade: Shade) -> Piece {
    Piece::Column(width, Shown::of(text).cut(usize::from(width).saturating_sub(1)), shade)
}

/// When something happened: the time alone where that was today.
pub fn at(model: &Model, moment: Moment) -> String {
    let zone = model.setting.zone;
    let today = zone.shown(moment.earliest()).date() == zone.shown(model.now).date();
    if today || moment.is_rough() {
        return zone.brief(moment);
    }
    format!("{} {}", zone.day(moment.earliest(), model.now), zone.clock(moment.earliest()))
}

/// A line that names what follows.
pub fn heading(name: &str, note: &str) -> Pieces {
    let mut line = vec![Piece::Gap(1), put(name, Shade::Title)];
    if !note.is_empty() {
        line.extend([Piece::Gap(2), put(note, Shade::Muted)]);
    }
    line
}

/// A text wrapped to lines that begin at a column.
pub fn wrapped(text: &str, indent: u16, width: u16, most: usize, shade: Shade) -> Vec<Pieces> {
    let room = usize::from(width.saturating_sub(indent + 1)).max(1);
    let mut rows: Vec<Shown> = Shown::lines(text).iter().flat_map(|line| line.wrap(room)).collect();
    if rows.len() > most {
        let rest = Shown::join(&rows[most - 1..], &Shown::fixed(" "));
        rows.truncate(most - 1);
        rows.push(rest.cut(room));
    }
    rows.into_iter().map(|row| vec![Piece::Gap(indent), Piece::Put(row, shade)]).collect()
}

/// Short texts beside each other, as many in a line as fit as a whole.
pub fn packed(texts: &[String], indent: u16, width: u16, shade: Shade) -> Vec<Pieces> {
    let room = usize::from(width.saturating_sub(indent + 1));
    let mut rows: Vec<String> = Vec::new();
    for text in texts {
        match rows.last_mut() {
            Some(row) if Shown::of(row).width() + 3 + Shown::of(text).width() <= room => {
                row.extend([" · ", text]);
            }
            _ => rows.push(text.clone()),
        }
    }
    rows.iter().map(|row| vec![Piece::Gap(indent), put(row, shade)]).collect()
}

/// The blocks of a pane, when it has the whole screen and more to show.
pub fn blocks(model: &Model, pane: Pane, inside: Rect) -> Option<Vec<Block>> {
    if !model.is_full(pane) {
        return None;
    }
    let room = model.room()?;
    match pane {
        Pane::Incidents => Some(incidents::blocks(model, inside)),
        Pane::Clocks => Some(clocks::blocks(model, room, inside)),
        Pane::Roles => Some(roles::blocks(model, room, inside)),
        Pane::Comms => Some(comms::blocks(model, room, comms::list(inside))),
        Pane::Timeline => None,
        Pane::Classification => Some(classification::blocks(model, room, inside)),
        Pane::Record => Some(record::blocks(model, room, inside)),
        Pane::Ledger => Some(ledger::blocks(model, room, inside)),
        Pane::Report => Some(report::blocks(model, room, inside)),
    }
    .filter(|blocks| !blocks.is_empty())
}

/// How many blocks fit, seen from the cursor upwards.
pub fn fits(model: &Model, pane: Pane, blocks: &[Block], inside: Rect) -> usize {
    fits_up_to(model.scroll(pane).at.min(blocks.len().saturating_sub(1)), blocks, inside)
}

/// How many blocks fit above and with one of them.
pub fn fits_up_to(at: usize, blocks: &[Block], inside: Rect) -> usize {
    let mut height = 0;
    let mut fits = 0;
    for block in blocks[..=at].iter().rev() {
        height += block.height();
        if height > usize::from(inside.height) {
            break;
        }
        fits += 1;
    }
    fits.max(1)
}

/// Draws a pane that has the whole screen.
pub fn draw(
    model: &Model,
    pane: Pane,
    blocks: &[Block],
    area: Rect,
    notes: &[(String, Shade)],
    canvas: &mut Canvas,
) -> Rect {
    let scroll = model.scroll(pane);
    let height = usize::from(area.height.saturating_sub(2));
    let mut used = 0;
    let shown = blocks.iter().skip(scroll.top).take_while(|block| {
        used += block.height();
        used <= height
    });
    let below = blocks.len().saturating_sub(scroll.top + shown.count());
    let inside = framed(model, pane, area, notes, below, canvas);
    let space = if pane == Pane::Comms { comms::list(inside) } else { inside };
    let keys = has_keys(model, pane);
    let mut y = 0;
    for (place, block) in blocks.iter().enumerate().skip(scroll.top) {
        let parts = [(&block.above, false), (&block.lines, true), (&block.below, false)];
        for (lines, under_cursor) in parts {
            for line in lines {
                if y >= space.height {
                    return inside;
                }
                let selected = keys && under_cursor && place == scroll.at;
                draw_line(line, canvas.row(space, y).selected(selected));
                y += 1;
            }
        }
    }
    inside
}

/// Draws a line from left to right.
pub fn draw_line(line: &Pieces, mut row: Row<'_>) {
    for piece in line {
        if let Piece::Right(text, shade) = piece {
            row.right(&Shown::fixed(" "), Shade::Calm).right(text, *shade);
            row.right(&Shown::fixed(" "), Shade::Calm);
        }
    }
    for piece in line {
        draw_piece(piece, &mut row);
    }
}

fn draw_piece(piece: &Piece, row: &mut Row<'_>) {
    match piece {
        Piece::Put(text, shade) => _ = row.put(text, *shade),
        Piece::Column(width, text, shade) => _ = row.column(*width, text, *shade),
        Piece::Figure(width, text, shade) => _ = row.figure(*width, text, *shade),
        Piece::Part(width, pieces) => {
            let free = row.left().saturating_sub(*width);
            row.keep_free(free);
            for piece in pieces {
                draw_piece(piece, row);
            }
            row.give_back(free);
        }
        Piece::Gap(cells) => _ = row.gap(*cells),
        Piece::Right(..) => {}
        Piece::Gauge(used, width, urgency) => draw_gauge(row, *used, *width, *urgency),
    }
}
