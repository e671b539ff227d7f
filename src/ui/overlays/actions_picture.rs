//! Draws the work that follows incidents: a row for each piece, and the one under the cursor in full.
//!
//! ```text
//!   due        stands          owner    kind     of      what is to be done
//! ▶ ‼ 2026-11-17 3 days overdue  mle2   check    7Q2K    Gate releases on evals
//! ```

use super::actions::Actions;
use crate::incident::Output;
use crate::register::{Following, open_and_overdue};
use crate::store::follow_up::Standing;
use crate::text::Shown;
use crate::ui::canvas::Canvas;
use crate::ui::layout::Rect;
use crate::ui::model::Model;
use crate::ui::theme::Shade;

/// From which width on the kind and the incident's title have columns of their own.
const WIDE: u16 = 110;
/// From here on what is due is near.
const NEAR: i64 = 3;
/// How many rows say in full what is under the cursor.
const FULL: u16 = 3;

/// Where the rows stand: below the query and the heads, above what is told in full.
pub fn table(area: Rect) -> Rect {
    Rect {
        x: area.x + 2,
        y: area.y.saturating_add(3),
        width: area.width.saturating_sub(4),
        height: area.height.saturating_sub(4 + if area.height > 12 { FULL } else { 0 }),
    }
}

/// Where the row under the cursor is drawn.
pub fn row_at(actions: &Actions, model: &Model, area: Rect) -> (u16, u16) {
    let (rows, _) = actions.rows(model);
    let place = table(area);
    let scroll = actions.place(&rows, usize::from(place.height));
    let below = u16::try_from(scroll.at.saturating_sub(scroll.top)).unwrap_or(0);
    (place.x, place.y.saturating_add(below))
}

/// Draws it.
pub fn draw(actions: &Actions, model: &Model, canvas: &mut Canvas, area: Rect) {
    let (rows, wrong) = actions.rows(model);
    let (open, overdue) = open_and_overdue(rows.iter().map(|row| row.what), model.now);
    let many = rows.len();
    let plural = if many == 1 { "" } else { "s" };
    let late = if overdue > 0 { format!(", {overdue} overdue") } else { String::new() };
    let title = format!("Actions: {many} action{plural}, {open} open{late}");
    let inside = super::sheet(canvas, area, area.width, area.height, &Shown::of(&title));
    if inside.height > 0 {
        draw_query(actions, model, canvas, inside);
    }
    let place = table(area);
    if inside.height < 3 {
        return;
    }
    let above = Rect { y: place.y - 1, height: 1, ..place };
    match &wrong {
        Some(wrong) => {
            canvas.row(above, 0).say("‼ ", Shade::Error).put(&Shown::of(wrong), Shade::Error);
        }
        None => draw_heads(canvas, above),
    }
    let scroll = actions.place(&rows, usize::from(place.height));
    for (index, (at, row)) in (0..place.height).zip(rows.iter().enumerate().skip(scroll.top)) {
        if at == scroll.at {
            let mark = Rect { x: place.x - 1, y: place.y + index, width: 1, height: 1 };
            canvas.row(mark, 0).say("▶", Shade::Key);
        }
        draw_row(*row, model, at == scroll.at, canvas, Rect { y: place.y + index, ..place });
    }
    match rows.get(scroll.at) {
        Some(row) if area.height > 12 => {
            let full = Rect { y: place.bottom(), height: FULL, ..place };
            draw_in_full(*row, model, canvas, full);
        }
        Some(_) => {}
        None => {
            let none = if actions.sought.typed.is_empty() { NONE } else { "No action fits." };
            canvas.row(place, 0).say(none, Shade::Muted);
        }
    }
}

const NONE: &str = "Nothing follows yet: a writes down a fix, or what prevents the next one.";

fn draw_query(actions: &Actions, model: &Model, canvas: &mut Canvas, inside: Rect) {
    let mut row = canvas.row(inside, 0);
    actions.sought.draw(&mut row, model, "overdue owner:ops4 kind:prevention due:7d sev:1 -word");
}

fn draw_heads(canvas: &mut Canvas, above: Rect) {
    let wide = above.width >= WIDE;
    let mut row = canvas.row(above, 0);
    row.gap(2).column(11, &Shown::fixed("due"), Shade::Muted);
    row.column(17, &Shown::fixed("stands"), Shade::Muted);
    row.column(9, &Shown::fixed("owner"), Shade::Muted);
    if wide {
        row.column(9, &Shown::fixed("kind"), Shade::Muted);
    }
    row.column(8, &Shown::fixed("of"), Shade::Muted);
    row.say("what is to be done", Shade::Muted);
}

/// The sign and the shade of how a piece of work stands.
pub fn look(standing: Standing) -> (&'static str, Shade) {
    match standing {
        Standing::Overdue(_) => ("‼", Shade::Danger),
        Standing::Open(..=NEAR) => ("!", Shade::Warning),
        Standing::Open(_) => (" ", Shade::Calm),
        Standing::DoneInTime | Standing::DoneLate(_) => ("✓", Shade::Done),
        Standing::Dropped => ("–", Shade::Muted),
    }
}

/// In a word: `fix`, `check`, `monitor`, `test`, `process`.
fn kind(of: Output) -> &'static str {
    match of {
        Output::Fix => "fix",
        Output::Prevention(measure) => measure.word(),
    }
}

fn called(row: Following<'_>, model: &Model) -> Shown {
    Shown::of(&row.of.number.clone().unwrap_or_else(|| model.name(row.of.id)))
}

fn draw_row(
    following: Following<'_>,
    model: &Model,
    selected: bool,
    canvas: &mut Canvas,
    at: Rect,
) {
    let what = following.what;
    let (sign, shade) = look(what.standing(model.now));
    let text = if what.is_open() { Shade::Calm } else { Shade::Muted };
    let cut = |shown: Shown, width: u16| shown.cut(usize::from(width - 1));
    let mut row = canvas.row(at, 0).selected(selected);
    row.say(sign, shade).gap(1);
    row.column(11, &Shown::of(&what.due.to_string()), Shade::Calm);
    row.column(17, &cut(Shown::of(&what.words(model.now)), 17), shade);
    row.column(9, &cut(Shown::of(&what.owner), 9), Shade::Strong);
    if at.width >= WIDE {
        row.column(9, &Shown::fixed(kind(what.kind)), Shade::Calm);
    }
    row.column(8, &cut(called(following, model), 8), Shade::Muted);
    row.put(&Shown::of(&what.text), text);
}

/// What is under the cursor, to its end.
fn draw_in_full(following: Following<'_>, model: &Model, canvas: &mut Canvas, full: Rect) {
    let Following { of, what } = following;
    let said = what.said.as_ref().map(|said| {
        let who = what.ended_by.as_deref().unwrap_or_default();
        format!(" · {} by {who}: {said}", what.state)
    });
    let text = format!("{} ({}){}", what.text, what.kind, said.unwrap_or_default());
    let rows = Shown::of(&text).wrap(usize::from(full.width));
    let lines = Rect { height: 2, ..full };
    for (index, line) in (0..lines.height).zip(&rows) {
        canvas.row(lines, index).put(line, Shade::Strong);
    }
    let after = u16::try_from(rows.len().clamp(1, 2)).unwrap_or(1);
    if after < full.height {
        let level = of.severity.as_deref().unwrap_or("no level");
        let mut row = canvas.row(full, after);
        row.put(&called(following, model), Shade::Muted).gap(1);
        row.put(&Shown::of(&format!("{level}, {}: {}", of.status, of.title)), Shade::Muted);
    }
}
