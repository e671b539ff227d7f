//! What is wrong with a file, in words that name the file, the line, the column and the remedy.

use std::fmt;

/// How many faults are printed; the others are counted.
const PRINTED: usize = 20;
/// How many characters of a cell are repeated in a message.
const REPEATED: usize = 60;

/// Something wrong in a file: ``register.csv:12: started: `2024-02-30` is not a time; …``.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file as it was named.
    pub file: String,
    /// The line of the file, counted from 1.
    pub line: u64,
    /// The column or field as the file spells it; none where the whole row or line is meant.
    pub column: Option<String>,
    /// What is wrong, and what would be right.
    pub problem: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.file, self.line)?;
        if let Some(column) = &self.column {
            write!(f, "{column}: ")?;
        }
        f.write_str(&self.problem)
    }
}

/// Everything that is wrong with a file, in the order of its lines. Nothing of the file was taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", printed(.0))]
pub struct Faults(pub Vec<Fault>);

fn printed(faults: &[Fault]) -> String {
    let mut lines: Vec<String> = faults.iter().take(PRINTED).map(Fault::to_string).collect();
    if let Some(more) = faults.len().checked_sub(PRINTED).filter(|more| *more > 0) {
        lines.push(format!("and {more} more"));
    }
    lines.join("\n")
}

/// Collects what is wrong with one file.
pub(super) struct Found<'a> {
    file: &'a str,
    faults: Vec<Fault>,
}

impl<'a> Found<'a> {
    pub(super) fn nothing(file: &'a str) -> Found<'a> {
        Found { file, faults: Vec::new() }
    }

    /// Notes what is wrong with a row or a line as a whole.
    pub(super) fn add(&mut self, line: u64, problem: impl Into<String>) {
        let file = self.file.to_owned();
        self.faults.push(Fault { file, line, column: None, problem: problem.into() });
    }

    /// Notes what is wrong with one cell.
    pub(super) fn add_in(&mut self, line: u64, column: &str, problem: impl Into<String>) {
        let (file, column) = (self.file.to_owned(), Some(legible(column)));
        self.faults.push(Fault { file, line, column, problem: problem.into() });
    }

    pub(super) fn is_nothing(&self) -> bool {
        self.faults.is_empty()
    }

    /// What was read, unless something is wrong.
    pub(super) fn or<T>(mut self, read: T) -> Result<T, Faults> {
        if self.faults.is_empty() {
            return Ok(read);
        }
        self.faults.sort_by_key(|fault| fault.line);
        Err(Faults(self.faults))
    }
}

/// A text of the file as it is repeated in a message: on one line, and not longer than helps.
pub(super) fn quoted(text: &str) -> String {
    format!("`{}`", legible(text))
}

fn legible(text: &str) -> String {
    let mut shown = String::new();
    for c in text.chars().take(REPEATED) {
        if c.is_control() {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    if text.chars().nth(REPEATED).is_some() {
        shown.push('…');
    }
    shown
}
