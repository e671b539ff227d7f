//! The pages of an incident: what is asked, what is recorded, what is contained. Each has the whole screen.

use super::full::{self, classification, ledger, record, report};
use super::{framed, teach};
use crate::ui::canvas::Canvas;
use crate::ui::keys::Action;
use crate::ui::layout::{Pane, Rect};
use crate::ui::model::Model;
use crate::ui::theme::Shade;

/// Draws a page.
pub fn draw(model: &Model, pane: Pane, area: Rect, canvas: &mut Canvas) {
    let notes = model.room().map_or_else(Vec::new, |room| match pane {
        Pane::Record => record::notes(room),
        Pane::Ledger => ledger::notes(room),
        Pane::Report => report::notes(room),
        _ => classification::notes(room),
    });
    let space =
        Rect { width: area.width.saturating_sub(2), height: area.height.saturating_sub(2), ..area };
    if let Some(blocks) = full::blocks(model, pane, space) {
        full::draw(model, pane, &blocks, area, &notes, canvas);
        return;
    }
    let inside = framed(model, pane, area, &notes, 0, canvas);
    teach(canvas, inside, &nothing(model, pane));
}

/// What an empty page says.
fn nothing(model: &Model, pane: Pane) -> String {
    let planned = model.room().is_some_and(|room| room.incident.plan.is_some());
    match pane {
        _ if !planned => "No plan is pinned: nothing is asked.".to_owned(),
        Pane::Record => "The plan asks for no record.".to_owned(),
        Pane::Report => "The plan asks for no report.".to_owned(),
        Pane::Ledger => format!(
            "Nothing is contained yet. {} to write down what is. What is paused, disabled, rolled \
             back or put under human review stands here: by whom, since when, whether the evidence \
             was copied first, whether somebody saw that it works, and what must be so before it is \
             lifted.",
            model.keymap.press(Action::Open)
        ),
        _ => "The plan asks no questions: no clock waits for an answer.".to_owned(),
    }
}

/// A count in a frame's title that is said only when there is something to count.
pub fn counted(notes: &mut Vec<(String, Shade)>, many: usize, what: &str, shade: Shade) {
    if many > 0 {
        notes.push((format!("{many} {what}"), shade));
    }
}
