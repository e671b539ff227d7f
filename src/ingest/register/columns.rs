//! The columns of a register, and how a header may spell them.

use super::sheet::Row;
use crate::ingest::fault::{Found, quoted};
use crate::plan::spelled_alike;
use crate::register::unguarded;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Number,
    Id,
    Title,
    Severity,
    Category,
    Commander,
    Status,
    UsersAffected,
    Notes,
    Declared,
    Began,
    Detected,
    Contained,
    Resolved,
    Closed,
    NearMiss,
    System,
    Operator,
    DetectedBy,
    Containment,
    Summary,
    Source,
    SourceChecked,
}

/// Every column with its spellings, the usual one first; case, blanks, hyphens and underscores do not
/// count. A file has as many of them as it likes; the title alone is needed.
const COLUMNS: [(Column, &[&str]); 22] = [
    (Column::Number, &["number", "id"]),
    (Column::Title, &["title", "issue"]),
    (Column::Severity, &["severity"]),
    (Column::Category, &["category"]),
    (Column::Commander, &["assignee", "commander"]),
    (Column::Status, &["status"]),
    (Column::UsersAffected, &["users_affected"]),
    (Column::Notes, &["notes", "note"]),
    (Column::Declared, &["declared"]),
    (Column::Began, &["started", "began"]),
    (Column::Detected, &["detected"]),
    (Column::Contained, &["contained"]),
    (Column::Resolved, &["resolved"]),
    (Column::Closed, &["closed"]),
    (Column::NearMiss, &["near_miss"]),
    (Column::System, &["system"]),
    (Column::Operator, &["operator"]),
    (Column::DetectedBy, &["how_detected", "detected_by"]),
    (Column::Containment, &["containment"]),
    (Column::Summary, &["summary"]),
    (Column::Source, &["source"]),
    (Column::SourceChecked, &["source_checked"]),
];

/// Which column stands where.
pub(super) struct Header {
    /// For each cell of a row its column and how the file spells it.
    places: Vec<(Option<Column>, String)>,
}

impl Header {
    /// Understands the first row.
    pub(super) fn of(row: &Row, found: &mut Found<'_>) -> Header {
        let mut header = Header { places: Vec::new() };
        let has = |name: &str| row.cells.iter().any(|cell| spelled_alike(cell.trim(), name));
        let is_ours = has("number") && has("id");
        for (at, cell) in row.cells.iter().enumerate() {
            let name = cell.trim();
            let column = COLUMNS.iter().find(|(_, spellings)| {
                spellings.iter().any(|spelling| spelled_alike(spelling, name))
            });
            let mut column = column.map(|(column, _)| *column);
            // Beside numbers of their own, ids are those of the incidents themselves.
            if is_ours && spelled_alike(name, "id") {
                column = Some(Column::Id);
            }
            match column {
                _ if name.is_empty() => {
                    let problem = format!("column {} has no name; name or remove it", at + 1);
                    found.add(row.line, problem);
                }
                None if row.cells.len() == 1 && name.contains([';', '\t']) => {
                    found.add(row.line, "there are no commas; save it as CSV with commas");
                    header.places.push((Some(Column::Title), name.to_owned()));
                    return header;
                }
                None => found.add_in(
                    row.line,
                    name,
                    format!("no column is called {}; one of: {}", quoted(name), known()),
                ),
                Some(column) if header.has(column) => {
                    found.add_in(row.line, name, "the column is there twice; keep one of them");
                }
                Some(_) => {}
            }
            header.places.push((column, name.to_owned()));
        }
        if !header.has(Column::Title) {
            found.add(row.line, "there is no column `title` (or `issue`); every row needs one");
        }
        header
    }

    fn has(&self, column: Column) -> bool {
        self.places.iter().any(|(other, _)| *other == Some(column))
    }

    /// How many cells a row has.
    pub(super) fn width(&self) -> usize {
        self.places.len()
    }

    /// The column's name as the file spells it.
    pub(super) fn name(&self, column: Column) -> &str {
        self.places.iter().find(|(other, _)| *other == Some(column)).map_or("", |(_, name)| name)
    }

    /// Whether the file says which incidents it is about: then its cells were written by a register of
    /// ours, and mean exactly what they say.
    pub(super) fn is_ours(&self) -> bool {
        self.has(Column::Id)
    }

    /// What a row says in a column; nothing where it says that it does not know.
    pub(super) fn cell<'a>(&self, row: &'a Row, column: Column) -> Option<&'a str> {
        let at = self.places.iter().position(|(other, _)| *other == Some(column))?;
        let cell = unguarded(row.cells.get(at)?.trim());
        let unknown = !self.is_ours() && spelled_alike(cell, "not stated");
        (!cell.is_empty() && !unknown).then_some(cell)
    }
}

fn known() -> String {
    COLUMNS.iter().map(|(_, spellings)| spellings[0]).collect::<Vec<_>>().join(", ")
}
