//! A row of the register: one incident in the words of its columns.

use crate::incident::IncidentId;
use crate::store::index::Summary;
use crate::time::Moment;
use serde::Serialize;

/// The longest text of one cell, in characters: as long as an answer on one line may be.
const LONGEST: usize = 500;

/// One incident as the register has it. Every text is one line without control characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Row {
    /// Its number in the register; its id where it has no other.
    pub number: String,
    /// Its id, by which it is known again.
    pub id: IncidentId,
    /// What was wrong.
    pub issue: String,
    /// The level.
    pub severity: Option<String>,
    /// The kind.
    pub category: Option<String>,
    /// Who commands.
    pub assignee: Option<String>,
    /// The stage that it is in, `resolved` or `closed`.
    pub status: String,
    /// How many people it touched.
    pub users_affected: Option<u64>,
    /// The system that failed.
    pub system: Option<String>,
    /// When it was declared.
    pub declared: Option<Moment>,
    /// When it began.
    pub began: Option<Moment>,
    /// When the harm was over.
    pub resolved: Option<Moment>,
    /// When the work was over.
    pub closed: Option<Moment>,
    /// Whether nobody was harmed.
    pub near_miss: bool,
    /// The last note, in its first line.
    pub notes: Option<String>,
}

/// The columns in their order, as files call them.
pub const COLUMNS: [&str; 15] = [
    "number",
    "id",
    "issue",
    "severity",
    "category",
    "assignee",
    "status",
    "users_affected",
    "system",
    "declared",
    "began",
    "resolved",
    "closed",
    "near_miss",
    "notes",
];

impl Row {
    /// The row of an incident.
    pub fn of(summary: &Summary) -> Row {
        let cell =
            |text: &Option<String>| text.as_deref().map(line).filter(|text| !text.is_empty());
        let stage = cell(&summary.stage).filter(|_| summary.is_open());
        Row {
            number: cell(&summary.number).unwrap_or_else(|| summary.id.to_string()),
            id: summary.id,
            issue: line(&summary.title),
            severity: cell(&summary.severity),
            category: cell(&summary.category),
            assignee: cell(&summary.commander),
            status: stage.unwrap_or_else(|| line(&summary.status)),
            users_affected: summary.users_affected,
            system: cell(&summary.system),
            declared: summary.declared_at,
            began: summary.began_at,
            resolved: summary.resolved_at,
            closed: summary.closed_at,
            near_miss: summary.near_miss,
            notes: cell(&summary.last_note),
        }
    }

    /// What stands in each of the [`COLUMNS`]; nothing where nothing is known.
    pub fn cells(&self) -> [String; COLUMNS.len()] {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let time = |time: Option<Moment>| time.map(|time| time.to_string()).unwrap_or_default();
        [
            self.number.clone(),
            self.id.to_string(),
            self.issue.clone(),
            text(&self.severity),
            text(&self.category),
            text(&self.assignee),
            self.status.clone(),
            self.users_affected.map(|many| many.to_string()).unwrap_or_default(),
            text(&self.system),
            time(self.declared),
            time(self.began),
            time(self.resolved),
            time(self.closed),
            if self.near_miss { "yes" } else { "no" }.to_owned(),
            text(&self.notes),
        ]
    }
}

/// The first line of a text, with blanks for what has no place in a cell.
fn line(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or_default();
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let line: String = line.chars().map(plain).collect();
    let line: String = line.trim().chars().take(LONGEST).collect();
    line.trim_end().to_owned()
}
