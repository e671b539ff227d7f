//! What lies over the panes and has the keys while it does: a form, the help, an entry in full.

pub mod actions;
pub mod actions_picture;
pub mod asking;
pub mod briefing;
pub mod composing;
pub mod composing_picture;
pub mod detail;
pub mod field;
mod field_picture;
pub mod form;
pub mod form_picture;
pub mod help;
pub mod measures;
pub mod page;
pub mod palette;
pub mod palette_picture;
pub mod pick;
pub mod register;
pub mod register_picture;
pub mod sought;
pub mod wrapped;

use super::canvas::Canvas;
use super::layout::Rect;
use super::theme::Shade;
use crate::text::Shown;

/// What lies over the panes.
#[derive(Debug, Clone)]
pub enum Overlay {
    /// Something is asked.
    Form(Box<form::Form>),
    /// What can be done, and with which key.
    Help(help::Help),
    /// What is to be done is typed.
    Palette(Box<palette::Palette>),
    /// The words that are looked for in the pane are typed.
    Filter,
    /// One thing in full.
    Detail(detail::Detail),
    /// What all incidents add up to.
    Metrics(Box<measures::Measures>),
    /// The incident in a page.
    Brief(Box<briefing::Briefing>),
    /// Every incident and near miss in a row.
    Register(register::Register),
    /// The work that follows all incidents.
    Actions(actions::Actions),
}

/// Clears a box in the middle of an area, frames and names it, and returns its inside.
fn sheet(canvas: &mut Canvas, area: Rect, width: u16, height: u16, title: &Shown) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    let sheet = Rect {
        x: area.x + (area.width - width) / 2,
        // Near the top and always there, so that a form that grows does not jump.
        y: area.y + ((area.height - height) / 2).min(2),
        width,
        height,
    };
    canvas.clear(sheet);
    let inside = canvas.frame(sheet, Shade::BorderFocus);
    if sheet.width > 6 {
        let line = Rect { x: sheet.x + 2, width: sheet.width - 4, height: 1, ..sheet };
        let mut row = canvas.row(line, 0);
        row.say(" ", Shade::TitleFocus).put(title, Shade::TitleFocus).say(" ", Shade::TitleFocus);
    }
    Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside }
}
