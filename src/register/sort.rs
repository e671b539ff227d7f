//! The order of a register: by one column, the worst, the newest or the most first, the unknown last.

use super::row::Row;
use crate::catalog::meant;
use crate::plan::spelled_alike;
use crate::time::Moment;
use chrono::{DateTime, Utc};
use std::cmp::{Ordering, Reverse};

/// What a register is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sort {
    by: By,
    reversed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum By {
    /// When it was declared, or else began.
    #[default]
    When,
    Number,
    Id,
    Issue,
    Severity,
    Category,
    Assignee,
    Status,
    Users,
    System,
    Declared,
    Began,
    Resolved,
    Closed,
    Notes,
}

const NAMES: [(By, &[&str]); 15] = [
    (By::When, &["when"]),
    (By::Number, &["number"]),
    (By::Id, &["id"]),
    (By::Issue, &["issue", "title"]),
    (By::Severity, &["severity", "sev"]),
    (By::Category, &["category"]),
    (By::Assignee, &["assignee", "commander"]),
    (By::Status, &["status"]),
    (By::Users, &["users", "users_affected"]),
    (By::System, &["system"]),
    (By::Declared, &["declared"]),
    (By::Began, &["began"]),
    (By::Resolved, &["resolved"]),
    (By::Closed, &["closed"]),
    (By::Notes, &["notes"]),
];

/// A name that no column to sort by has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("nothing can be sorted by that name; {0}")]
pub struct SortError(pub String);

impl Sort {
    /// Reads the name of a column; a dash before it turns the order round.
    pub fn read(text: &str) -> Result<Sort, SortError> {
        let (reversed, name) = match text.trim().strip_prefix('-') {
            Some(name) => (true, name),
            None => (false, text.trim()),
        };
        let called = |names: &[&str]| names.iter().any(|known| spelled_alike(known, name));
        if let Some((by, _)) = NAMES.iter().find(|(_, names)| called(names)) {
            return Ok(Sort { by: *by, reversed });
        }
        let names: Vec<&str> = NAMES.iter().map(|(_, names)| names[0]).collect();
        Err(SortError(match meant(&name.to_lowercase(), &names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("one of: {}; a dash before it turns the order round", names.join(", ")),
        }))
    }

    /// Sorts rows. What is alike stands by its time, the newest first, then by its id.
    pub fn sort(self, rows: &mut [Row]) {
        rows.sort_by(|a, b| self.order(a, b).then_with(|| newest_first(a, b)));
    }

    fn order(self, a: &Row, b: &Row) -> Ordering {
        let text = |of: fn(&Row) -> Option<&str>| {
            let key = |row| of(row).map(str::to_lowercase);
            self.known_first(key(a), key(b))
        };
        let time = |of: fn(&Row) -> Option<Moment>| {
            let key = |row| of(row).map(|time| Reverse(time.earliest()));
            self.known_first(key(a), key(b))
        };
        match self.by {
            By::When => self.known_first(since(a).map(Reverse), since(b).map(Reverse)),
            By::Number => self.known_first(Some(numbered(&a.number)), Some(numbered(&b.number))),
            By::Id => text(|row| Some(row.id.as_str())),
            By::Issue => text(|row| Some(&row.issue)),
            By::Severity => {
                let key = |row: &Row| row.severity.as_deref().map(|level| numbered(level).1);
                self.known_first(key(a), key(b))
            }
            By::Category => text(|row| row.category.as_deref()),
            By::Assignee => text(|row| row.assignee.as_deref()),
            By::Status => text(|row| Some(&row.status)),
            By::Users => {
                self.known_first(a.users_affected.map(Reverse), b.users_affected.map(Reverse))
            }
            By::System => text(|row| row.system.as_deref()),
            By::Declared => time(|row| row.declared),
            By::Began => time(|row| row.began),
            By::Resolved => time(|row| row.resolved),
            By::Closed => time(|row| row.closed),
            By::Notes => text(|row| row.notes.as_deref()),
        }
    }

    fn known_first<T: Ord>(self, a: Option<T>, b: Option<T>) -> Ordering {
        match (a, b) {
            (Some(a), Some(b)) if self.reversed => b.cmp(&a),
            (Some(a), Some(b)) => a.cmp(&b),
            (a, b) => b.is_some().cmp(&a.is_some()),
        }
    }
}

fn since(row: &Row) -> Option<DateTime<Utc>> {
    row.declared.or(row.began).map(Moment::earliest)
}

fn newest_first(a: &Row, b: &Row) -> Ordering {
    let known_first = |a: &Row| (since(a).is_none(), since(a).map(Reverse), a.id);
    known_first(a).cmp(&known_first(b))
}

/// A name and the number at its end, so that 9 stands before 10.
fn numbered(name: &str) -> (String, u64) {
    let head = name.trim_end_matches(|c: char| c.is_ascii_digit());
    (head.to_lowercase(), name[head.len()..].parse().unwrap_or(u64::MAX))
}
