//! The mouse, when it is switched on: a click gives a pane the keys and selects a row, the wheel goes
//! through rows. Off at first, so that the terminal selects text as everywhere else.

use super::effect::Effect;
use super::layout::{Pane, Shape};
use super::model::Model;
use super::panes;
use super::panes::hits::row_at;

/// What the mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// The first button was pressed.
    Click,
    /// The wheel was turned up.
    WheelUp,
    /// The wheel was turned down.
    WheelDown,
}

/// What the mouse did, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    /// What it did.
    pub deed: Deed,
    /// The column of the cell.
    pub x: u16,
    /// The row of the cell.
    pub y: u16,
}

/// How many rows the wheel goes at once.
const STEP: usize = 3;

/// Switches it on or off.
pub fn switch(model: &mut Model, on: bool) -> Vec<Effect> {
    model.mouse = on;
    model.say(if on {
        "the mouse selects; with shift held the terminal selects text"
    } else {
        "the mouse is left to the terminal"
    });
    vec![Effect::Mouse(on)]
}

/// Takes in what the mouse did. What lies over the panes is left alone.
pub fn moved(model: &mut Model, mouse: Mouse) {
    if !model.mouse || model.overlay.is_some() {
        return;
    }
    let Some((pane, row)) = hit(model, mouse.x, mouse.y) else { return };
    model.focus = pane;
    let rows = panes::rows(model, pane);
    let at = model.scroll(pane).at;
    let to = match mouse.deed {
        Deed::Click => row,
        Deed::WheelDown => Some((at + STEP).min(rows.saturating_sub(1))),
        Deed::WheelUp => Some(at.saturating_sub(STEP)),
    };
    match to {
        Some(row) if pane == Pane::Timeline => model.go_to_row(row),
        Some(row) => model.scrolls[pane.index()].at = row,
        None => {}
    }
}

/// The pane at a cell, and the row in it.
pub fn hit(model: &Model, x: u16, y: u16) -> Option<(Pane, Option<usize>)> {
    let laid = model.layout();
    if laid.shape == Shape::Line {
        return None;
    }
    let holds =
        |pane: &Pane| laid.panes[pane.index()].is_some_and(|area| area.contains((x, y).into()));
    let pane = Pane::every().find(holds)?;
    let row = laid.inside(pane).filter(|inside| inside.contains((x, y).into()));
    Some((pane, row.and_then(|inside| row_at(model, pane, inside, x, y))))
}
