//! Which row of a pane is drawn at a cell: what a click selects.

use super::full::{self, Block};
use crate::ui::layout::{Pane, Rect};
use crate::ui::model::Model;

/// The block whose lines are drawn so many cells below the first; a heading belongs to none.
fn block_at(blocks: &[Block], top: usize, down: usize) -> Option<usize> {
    let mut below = 0;
    for (place, block) in blocks.iter().enumerate().skip(top) {
        let first = below + block.above.len();
        if (first..first + block.lines.len()).contains(&down) {
            return Some(place);
        }
        below = first + block.lines.len() + block.below.len();
    }
    None
}

/// The row that is drawn at a cell inside a pane.
pub fn row_at(model: &Model, pane: Pane, inside: Rect, x: u16, y: u16) -> Option<usize> {
    let down = usize::from(y.checked_sub(inside.y)?);
    let top = model.scroll(pane).top;
    if let Some(blocks) = full::blocks(model, pane, inside) {
        let space = if pane == Pane::Comms { full::comms::list(inside) } else { inside };
        return space.contains((x, y).into()).then(|| block_at(&blocks, top, down)).flatten();
    }
    let row = match pane {
        Pane::Incidents => {
            top + down / usize::from(super::incidents::rows_each(model, inside).max(1))
        }
        Pane::Clocks if down >= super::clocks::fits(model, inside) => return None,
        Pane::Clocks | Pane::Roles => top + down,
        Pane::Timeline => super::timeline::row_at(model, inside, down)?,
        Pane::Comms => {
            let list = super::comms::list(model, inside);
            let lines =
                Rect { y: list.y.saturating_add(1), height: list.height.saturating_sub(1), ..list };
            if !lines.contains((x, y).into()) {
                return super::comms::message_at(model, inside, x, y);
            }
            let last = super::rows(model, pane) - model.messages_apart();
            if top + usize::from(y - lines.y) >= last {
                return None;
            }
            top + usize::from(y - lines.y)
        }
        Pane::Classification | Pane::Record | Pane::Ledger | Pane::Report => return None,
    };
    (row < super::rows(model, pane)).then_some(row)
}
