//! Draws the register: what is asked for, the heads of the columns, the rows, and the cell under the cursor.

use super::register::{Cell, Register};
use crate::register::Row;
use crate::text::Shown;
use crate::ui::canvas::Canvas;
use crate::ui::layout::Rect;
use crate::ui::model::Model;
use crate::ui::theme::Shade;

/// From which width on the columns that a narrow screen lacks are there.
const WIDE: u16 = 110;
/// From which width on the last note stands beside what was wrong.
const NOTES: u16 = 150;

/// A column: what stands in it, where it begins, and how wide it is.
struct Column {
    of: Of,
    x: u16,
    width: u16,
}

/// What stands in a column.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Cell(Cell),
    When,
}

/// Where the rows stand: below the query and the heads, above what the keys do.
pub fn table(area: Rect) -> Rect {
    Rect {
        x: area.x + 2,
        y: area.y.saturating_add(3),
        width: area.width.saturating_sub(4),
        height: area.height.saturating_sub(4),
    }
}

/// Where the cell under the cursor is drawn, so that what is asked about it stands beside it.
pub fn cell_at(register: &Register, model: &Model, area: Rect) -> (u16, u16) {
    let (rows, _) = register.rows(model);
    let place = table(area);
    let scroll = register.place(&rows, usize::from(place.height));
    let columns = columns(&rows, model, place, register.cell);
    let column = columns.iter().find(|column| column.of == Of::Cell(register.cell));
    let below = u16::try_from(scroll.at.saturating_sub(scroll.top)).unwrap_or(0);
    (column.map_or(place.x, |column| column.x), place.y.saturating_add(below))
}

/// Draws it.
pub fn draw(register: &Register, model: &Model, canvas: &mut Canvas, area: Rect) {
    let (rows, wrong) = register.rows(model);
    let title = format!("Register: {} of {}", rows.len(), model.overview.all.len());
    let inside = super::sheet(canvas, area, area.width, area.height, &Shown::of(&title));
    if inside.height > 0 {
        draw_query(register, model, canvas, inside);
    }
    let place = table(area);
    if inside.height < 3 {
        return;
    }
    let columns = columns(&rows, model, place, register.cell);
    let above = Rect { y: place.y - 1, height: 1, ..place };
    match &wrong {
        Some(wrong) => {
            canvas.row(above, 0).say("‼ ", Shade::Error).put(&Shown::of(wrong), Shade::Error);
        }
        None => draw_heads(&columns, canvas, above),
    }
    let scroll = register.place(&rows, usize::from(place.height));
    for (index, (at, row)) in (0..place.height).zip(rows.iter().enumerate().skip(scroll.top)) {
        let line = Rect { y: place.y + index, height: 1, ..place };
        let cursor = (at == scroll.at).then_some(register.cell);
        if cursor.is_some() && line.x > 0 {
            canvas.row(Rect { x: line.x - 1, width: 1, ..line }, 0).say("▶", Shade::Key);
        }
        for column in &columns {
            let rect = Rect { x: column.x, width: column.width, ..line };
            let selected = cursor.is_some_and(|cell| column.of == Of::Cell(cell));
            draw_cell(row, column.of, model, canvas.row(rect, 0).selected(selected));
        }
    }
    if rows.is_empty() {
        let none = if register.sought.typed.is_empty() {
            "No incident is in the register yet."
        } else {
            "No incident fits."
        };
        canvas.row(place, 0).say(none, Shade::Muted);
    }
}

fn draw_query(register: &Register, model: &Model, canvas: &mut Canvas, inside: Rect) {
    let mut row = canvas.row(inside, 0);
    row.right(&Shown::of(&format!(" by {}", register.sorted_by())), Shade::Muted);
    register.sought.draw(&mut row, model, "sev:1,2 category:bias open since:30d -word");
}

/// What an incident is called here: its number, or else what the screen calls it.
fn number_of(row: &Row, model: &Model) -> Shown {
    let is_id = row.number == row.id.as_str();
    if is_id { Shown::of(&model.name(row.id)) } else { Shown::of(&row.number) }
}

/// The columns that there is room for. On a narrow screen the last one shows what the cursor stands on,
/// where that has no column of its own.
fn columns(rows: &[Row], model: &Model, place: Rect, cursor: Cell) -> Vec<Column> {
    let widest = rows.iter().map(|row| number_of(row, model).width()).max().unwrap_or(0);
    let number = u16::try_from(widest.clamp(6, 16)).unwrap_or(16);
    let wide = place.width >= WIDE;
    let mut parts = vec![(Of::Cell(Cell::Number), number), (Of::Cell(Cell::Severity), 5)];
    parts.extend(wide.then_some((Of::When, 10)));
    parts.push((Of::Cell(Cell::Status), 10));
    parts.extend(wide.then_some((Of::Cell(Cell::Category), 19)));
    parts.extend([(Of::Cell(Cell::Assignee), 9), (Of::Cell(Cell::Users), 9)]);
    let used: u16 = parts.iter().map(|(_, width)| width + 1).sum();
    // A figure stands at the right side of its column: more air behind it.
    let left = place.width.saturating_sub(used + 1);
    if place.width >= NOTES {
        let half = left / 2;
        parts.extend([(Of::Cell(Cell::Issue), half - 1), (Of::Cell(Cell::Notes), left - half)]);
    } else {
        let last = match cursor {
            Cell::Notes => Cell::Notes,
            Cell::Category if !wide => Cell::Category,
            _ => Cell::Issue,
        };
        parts.push((Of::Cell(last), left));
    }
    let mut x = place.x;
    let mut columns = Vec::new();
    for (of, width) in parts {
        let width = width.min(place.right().saturating_sub(x));
        columns.push(Column { of, x, width });
        let air = if of == Of::Cell(Cell::Users) { 2 } else { 1 };
        x = x.saturating_add(width + air);
    }
    columns
}

fn draw_heads(columns: &[Column], canvas: &mut Canvas, above: Rect) {
    for column in columns {
        let rect = Rect { x: column.x, width: column.width, ..above };
        let mut row = canvas.row(rect, 0);
        match column.of {
            Of::When => row.say("when", Shade::Muted),
            Of::Cell(Cell::Users) => {
                row.figure(column.width, &Shown::fixed(Cell::Users.name()), Shade::Muted)
            }
            Of::Cell(cell) => row.put(&Shown::fixed(cell.name()), Shade::Muted),
        };
    }
}

fn draw_cell(of: &Row, column: Of, model: &Model, mut row: crate::ui::canvas::Row<'_>) {
    let text = |text: &Option<String>| text.as_deref().map_or_else(|| Shown::fixed("–"), Shown::of);
    let over = matches!(of.status.as_str(), "closed" | "resolved");
    let (text, shade) = match column {
        Of::When => {
            let when = of.declared.or(of.began).map(|when| when.to_string());
            let day = when.as_deref().map(|when| when.get(..10).unwrap_or(when).to_owned());
            (text(&day), Shade::Muted)
        }
        Of::Cell(Cell::Number) => (number_of(of, model), Shade::Strong),
        Of::Cell(Cell::Severity) => (text(&of.severity), Shade::Calm),
        Of::Cell(Cell::Status) => {
            (Shown::of(&of.status), if over { Shade::Done } else { Shade::Calm })
        }
        Of::Cell(Cell::Category) => (text(&of.category), Shade::Calm),
        Of::Cell(Cell::Assignee) => (text(&of.assignee), Shade::Calm),
        Of::Cell(Cell::Users) => {
            let users = of.users_affected.map(|many| many.to_string());
            let width = row.left();
            row.figure(width, &text(&users), Shade::Calm);
            return;
        }
        Of::Cell(Cell::Issue) => {
            let miss = if of.near_miss { "near miss: " } else { "" };
            (Shown::of(&format!("{miss}{}", of.issue)), Shade::Calm)
        }
        Of::Cell(Cell::Notes) => {
            (of.notes.as_deref().map(Shown::of).unwrap_or_default(), Shade::Muted)
        }
    };
    row.put(&text, shade);
}
