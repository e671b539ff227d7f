//! A register as CSV for spreadsheets and for the import, and as Markdown for people.

use super::guard::guarded;
use super::row::{COLUMNS, Row};
use crate::text::{Shown, in_markdown};
use csv::{Terminator, WriterBuilder};
use std::borrow::Cow;

/// The rows as CSV after RFC 4180. What a spreadsheet would take for a formula stands behind an apostrophe.
pub fn csv(rows: &[Row]) -> String {
    let mut csv = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    let mut write = |cells: Vec<Cow<'_, str>>| {
        csv.write_record(cells.iter().map(|cell| cell.as_bytes()))
            .expect("memory takes everything, and all rows have the same columns");
    };
    write(COLUMNS.map(Cow::Borrowed).to_vec());
    for row in rows {
        write(row.cells().iter().map(|cell| guarded(cell)).collect());
    }
    let bytes = csv.into_inner().expect("memory takes everything");
    String::from_utf8(bytes).expect("it was made of texts")
}

/// What the columns of the Markdown table are called, and which they are: those that people read.
const READ: [(&str, &str); 9] = [
    ("number", "Number"),
    ("issue", "Issue"),
    ("severity", "Severity"),
    ("category", "Category"),
    ("assignee", "Assignee"),
    ("status", "Status"),
    ("users_affected", "Users affected"),
    ("began", "Began"),
    ("notes", "Notes"),
];

/// The rows as a table in Markdown. Whatever a cell holds is shown as the text that it is.
pub fn markdown(rows: &[Row]) -> String {
    let heads = READ.map(|(_, head)| head.to_owned());
    let mut text = table_row(&heads);
    text.push_str(&table_row(
        &READ.map(|(column, _)| if column == "users_affected" { "---:" } else { "---" }.to_owned()),
    ));
    for row in rows {
        let cells = row.cells();
        let at = |column: &str| COLUMNS.iter().position(|known| *known == column);
        let cell = |column: &str| {
            at(column).map(|at| in_markdown(&Shown::of(&cells[at]))).unwrap_or_default()
        };
        text.push_str(&table_row(&READ.map(|(column, _)| match column {
            "issue" if row.near_miss => format!("{} (near miss)", cell(column)),
            column => cell(column),
        })));
    }
    text
}

fn table_row(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}
