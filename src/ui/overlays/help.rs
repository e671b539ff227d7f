//! What the keys do, drawn from the table that makes them work.

use super::sheet;
use crate::text::Shown;
use crate::ui::canvas::Canvas;
use crate::ui::keys::{Binding, TABLE};
use crate::ui::layout::Rect;
use crate::ui::theme::Shade;

/// A row of the help.
enum Row {
    Heading(&'static str),
    Key(&'static Binding),
    Blank,
}

/// One column of rows per group where there is room, else one below the other.
fn columns(wide: bool) -> Vec<Vec<Row>> {
    let group = |index: usize| {
        let (heading, bindings) = TABLE[index];
        let mut rows = vec![Row::Heading(heading)];
        rows.extend(bindings.iter().map(Row::Key));
        rows
    };
    let spaced = |mut first: Vec<Row>, second: Vec<Row>| {
        first.push(Row::Blank);
        first.extend(second);
        first
    };
    if wide {
        vec![spaced(group(0), group(2)), group(1)]
    } else {
        vec![spaced(spaced(group(0), group(1)), group(2))]
    }
}

/// How many rows the help has on an area of that width.
pub fn length(width: u16) -> usize {
    columns(width >= 80).iter().map(Vec::len).max().unwrap_or(0)
}

/// Draws the help from row `top` on.
pub fn draw(top: usize, canvas: &mut Canvas, area: Rect) {
    let columns = columns(area.width >= 80);
    let rows = columns.iter().map(Vec::len).max().unwrap_or(0);
    let height = u16::try_from(rows + 2).unwrap_or(u16::MAX);
    let width = if columns.len() > 1 { area.width.min(110) } else { area.width.min(62) };
    let inside = sheet(canvas, area, width, height, &Shown::fixed("Keys"));
    let fits = usize::from(inside.height);
    let top = top.min(rows.saturating_sub(fits));
    let each = inside.width / u16::try_from(columns.len()).unwrap_or(1).max(1);
    for (column, x) in columns.iter().zip((inside.x..).step_by(usize::from(each.max(1)))) {
        let names = column.iter().filter_map(|row| match row {
            Row::Key(binding) => Some(names_of(binding).width()),
            _ => None,
        });
        let keys = u16::try_from(names.max().unwrap_or(0) + 2).unwrap_or(u16::MAX);
        let column_area = Rect { x, width: each.saturating_sub(1), ..inside };
        for (index, line) in (0..inside.height).zip(column.iter().skip(top)) {
            draw_row(canvas, column_area, index, line, keys);
        }
    }
    if rows > top + fits && inside.width > 12 {
        let line = Rect { y: inside.bottom(), height: 1, ..inside };
        canvas
            .row(line, 0)
            .right(&Shown::of(&format!(" {} more, j ", rows - top - fits)), Shade::Muted);
    }
}

fn names_of(binding: &Binding) -> Shown {
    Shown::of(&binding.keys.join(" "))
}

fn draw_row(canvas: &mut Canvas, area: Rect, index: u16, line: &Row, keys: u16) {
    let mut row = canvas.row(area, index);
    match line {
        Row::Heading(heading) => {
            row.put(&Shown::fixed(heading), Shade::Title);
        }
        Row::Key(binding) => {
            row.column(keys, &names_of(binding), Shade::Key)
                .put(&Shown::fixed(binding.title), Shade::Calm);
        }
        Row::Blank => {}
    }
}
