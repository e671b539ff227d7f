//! Words in columns: each column as wide as its widest cell, the last one wrapped on a terminal.

use super::failure::Failure;
use super::out::Out;
use crate::text::Shown;

/// Between two columns.
const GAP: usize = 2;
/// A text is wrapped only where at least so much of it fits beside the columns.
const NARROWEST: usize = 20;

/// Rows of cells. The last cell of a row is a text, perhaps of several lines.
#[derive(Debug)]
pub struct Table {
    out: Out,
    indent: usize,
    widths: Vec<usize>,
    rows: Vec<(Vec<Shown>, Vec<Shown>)>,
}

impl Table {
    /// A table whose columns have at least these widths; the text comes after them.
    pub fn with(out: Out, indent: usize, widths: &[usize]) -> Table {
        Table { out, indent, widths: widths.to_vec(), rows: Vec::new() }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: &[&str], text: &str) {
        let cells: Vec<Shown> = cells.iter().map(|cell| self.out.shown(cell)).collect();
        for (index, cell) in cells.iter().enumerate() {
            match self.widths.get_mut(index) {
                Some(width) => *width = cell.width().max(*width),
                None => self.widths.push(cell.width()),
            }
        }
        let mut lines = Shown::lines(text);
        if lines.is_empty() {
            lines.push(Shown::default());
        }
        self.rows.push((cells, lines));
    }

    /// Prints the rows.
    pub fn print(self) -> Result<(), Failure> {
        let out = self.out;
        let printed = self.lines();
        if printed.is_empty() { Ok(()) } else { out.print(&printed) }
    }

    /// The rows as lines.
    pub fn lines(self) -> Vec<Shown> {
        let before: usize =
            self.indent + self.widths.iter().map(|width| width + GAP).sum::<usize>();
        let room = self.out.width.map(|width| width.saturating_sub(before));
        let mut printed = Vec::new();
        for (cells, lines) in &self.rows {
            let mut first = Shown::spaces(self.indent);
            for (index, width) in self.widths.iter().enumerate() {
                let cell = cells.get(index).cloned().unwrap_or_default();
                first.push(&cell.pad(width + GAP));
            }
            let wrap = |line: &Shown| match room {
                Some(room) if room >= NARROWEST => line.wrap(room),
                _ => vec![line.clone()],
            };
            for (index, line) in lines.iter().flat_map(wrap).enumerate() {
                let mut row = if index == 0 { first.clone() } else { Shown::spaces(before) };
                row.push(&line);
                printed.push(row);
            }
        }
        printed
    }
}

/// A number of things: `1 incident`, `3 incidents`.
pub fn counted(many: usize, one: &str, more: &str) -> String {
    format!("{many} {}", if many == 1 { one } else { more })
}
