//! What the cells of one row mean: every cell is checked, and every fault of the row is noted.

use super::columns::{Column, Header};
use super::sheet::Row;
use crate::incident::IncidentId;
use crate::ingest::fault::{Found, quoted};
use crate::plan::{Plan, spelled_alike};
use crate::time::{Moment, Precision};
use chrono::{DateTime, Utc};

/// The longest title, in characters.
const TITLE: usize = 200;
/// The longest answer on one line.
const LINE: usize = 500;
/// The longest name in words of one's own: of a way of detection, a level, a kind.
const FREE_NAME: usize = 120;
/// The longest handle of a person.
const NAME: usize = 64;
/// The longest text of several lines, with room for a word before it.
const TEXT: usize = 64 * 1024 - 64;

/// What a row says; nothing where it says nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    pub line: u64,
    pub number: Option<String>,
    pub id: Option<IncidentId>,
    pub title: String,
    pub severity: Option<String>,
    pub category: Option<String>,
    pub commander: Option<String>,
    pub status: Option<Standing>,
    pub users_affected: Option<u64>,
    pub notes: Option<String>,
    pub declared: Option<Moment>,
    pub began: Option<Moment>,
    pub detected: Option<Moment>,
    pub contained: Option<Moment>,
    pub resolved: Option<Moment>,
    pub closed: Option<Moment>,
    pub near_miss: bool,
    pub system: Option<String>,
    pub operator: Option<String>,
    pub detected_by: Option<String>,
    pub containment: Option<String>,
    pub summary: Option<String>,
    pub source: Option<String>,
    pub source_is_unchecked: bool,
}

/// What the status of a row comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Standing {
    /// It goes on.
    Open,
    /// It goes on and is in this stage.
    Stage(String),
    /// It is over, in the words of the row.
    Over(String),
}

/// Words for a status that no plan has as a stage.
const OPEN: [&str; 5] = ["open", "new", "active", "ongoing", "in progress"];
const OVER: [&str; 4] = ["resolved", "closed", "done", "fixed"];

impl Told {
    /// The four times, in the order in which they usually happen.
    pub(super) fn times(&self) -> [(&'static str, Option<Moment>); 4] {
        [
            ("began", self.began),
            ("detected", self.detected),
            ("contained", self.contained),
            ("resolved", self.resolved),
        ]
    }

    /// The earliest time that the row knows.
    pub(super) fn earliest(&self) -> Option<Moment> {
        self.times().into_iter().filter_map(|(_, time)| time).min_by_key(|time| time.earliest())
    }

    /// Whether the row says that the incident is over.
    pub(super) fn is_over(&self) -> bool {
        self.resolved.is_some() || matches!(self.status, Some(Standing::Over(_)))
    }
}

/// Understands a row of the right width, or notes what is wrong with it.
pub(super) fn told(
    row: &Row,
    header: &Header,
    now: DateTime<Utc>,
    plan: &Plan,
    found: &mut Found<'_>,
) -> Told {
    let mut cells = Cells { row, header, found };
    let title = cells.on_one_line(Column::Title, TITLE);
    if header.cell(row, Column::Title).is_none() {
        cells.wrong(Column::Title, "it is empty; say what was wrong in a few words");
    }
    let told = Told {
        line: row.line,
        title: title.unwrap_or_default(),
        number: cells.on_one_line(Column::Number, LINE),
        severity: cells.severity(plan),
        category: cells.category(plan),
        commander: cells.on_one_line(Column::Commander, NAME),
        status: cells.status(plan),
        users_affected: cells.users(),
        notes: cells.text(Column::Notes, TEXT),
        id: cells.id(),
        declared: cells.time(Column::Declared, now),
        began: cells.time(Column::Began, now),
        detected: cells.time(Column::Detected, now),
        contained: cells.time(Column::Contained, now),
        resolved: cells.time(Column::Resolved, now),
        closed: cells.time(Column::Closed, now),
        near_miss: cells.is(Column::NearMiss).unwrap_or(false),
        system: cells.on_one_line(Column::System, LINE),
        operator: cells.on_one_line(Column::Operator, LINE),
        detected_by: cells.detected_by(plan),
        containment: cells.text(Column::Containment, TEXT),
        summary: cells.text(Column::Summary, TEXT),
        source: cells.on_one_line(Column::Source, LINE),
        source_is_unchecked: cells.is(Column::SourceChecked) == Some(false),
    };
    // An incident without a number of its own is numbered by its id.
    let own = |number: &String| told.id.is_none_or(|id| id.as_str() != number);
    let told = Told { number: told.number.clone().filter(own), ..told };
    if told.status == Some(Standing::Open) && told.resolved.is_some() && told.id.is_none() {
        let problem = "it is open, but has a time at which it was resolved; clear one of the two";
        cells.wrong(Column::Status, problem);
    }
    told
}

/// The cells of one row, and where its faults go.
struct Cells<'a, 'f> {
    row: &'a Row,
    header: &'a Header,
    found: &'a mut Found<'f>,
}

impl<'a> Cells<'a, '_> {
    fn cell(&self, column: Column) -> Option<&'a str> {
        self.header.cell(self.row, column)
    }

    fn wrong(&mut self, column: Column, problem: impl Into<String>) {
        self.found.add_in(self.row.line, self.header.name(column), problem);
    }

    fn unknown<'k>(
        &mut self,
        column: Column,
        cell: &str,
        what: &str,
        known: impl Iterator<Item = &'k str>,
    ) {
        let known = known.collect::<Vec<_>>().join(", ");
        self.wrong(column, format!("no {what} is called {}; one of: {known}", quoted(cell)));
    }

    fn text(&mut self, column: Column, most: usize) -> Option<String> {
        let cell = self.cell(column)?;
        let length = cell.chars().count();
        if length > most {
            let problem = format!("it has {length} characters; use at most {most}");
            self.wrong(column, problem);
            return None;
        }
        Some(cell.to_owned())
    }

    fn on_one_line(&mut self, column: Column, most: usize) -> Option<String> {
        let text = self.text(column, most)?;
        if text.chars().any(char::is_control) {
            let problem = format!(
                "{} holds a line break or another control character; write it on one line",
                quoted(&text)
            );
            self.wrong(column, problem);
            return None;
        }
        Some(text)
    }

    /// A name as it stands, in a row about an incident that has an id already: its plan may be another
    /// one, in which the name means something else or nothing. A bare number is never such a name.
    fn as_written(&self, cell: &str) -> Option<String> {
        let is_number = cell.bytes().all(|byte| byte.is_ascii_digit());
        (self.cell(Column::Id).is_some() && !is_number).then(|| cell.to_owned())
    }

    fn severity(&mut self, plan: &Plan) -> Option<String> {
        let cell = self.on_one_line(Column::Severity, FREE_NAME)?;
        let known = || plan.level(&cell).map(|level| level.id.clone());
        let level = self.as_written(&cell).or_else(known);
        if level.is_none() {
            let known = plan.levels.iter().map(|level| level.id.as_str());
            self.unknown(Column::Severity, &cell, "severity", known);
        }
        level
    }

    fn category(&mut self, plan: &Plan) -> Option<String> {
        let cell = self.on_one_line(Column::Category, FREE_NAME)?;
        let known = || plan.category(&cell).map(|category| category.id.clone());
        let category = self.as_written(&cell).or_else(known);
        if category.is_none() {
            let known = plan.categories.iter().map(|category| category.id.as_str());
            self.unknown(Column::Category, &cell, "category", known);
        }
        category
    }

    fn detected_by(&mut self, plan: &Plan) -> Option<String> {
        let own = self.on_one_line(Column::DetectedBy, FREE_NAME)?;
        Some(plan.detected_by(&own).map_or(own, |way| way.id.clone()))
    }

    fn status(&mut self, plan: &Plan) -> Option<Standing> {
        let cell = self.cell(Column::Status)?;
        let is_one_of = |words: &[&str]| words.iter().any(|word| spelled_alike(word, cell));
        if is_one_of(&OPEN) {
            return Some(Standing::Open);
        }
        if is_one_of(&OVER) {
            return Some(Standing::Over(cell.to_owned()));
        }
        let known = || plan.stage(cell).map(|stage| stage.id.clone());
        let stage = self.as_written(cell).or_else(known).map(Standing::Stage);
        if stage.is_none() {
            let stages = plan.stages.iter().map(|stage| stage.id.as_str());
            let known = OPEN.into_iter().chain(stages).chain(OVER);
            self.unknown(Column::Status, cell, "status", known);
        }
        stage
    }

    fn users(&mut self) -> Option<u64> {
        let cell = self.cell(Column::UsersAffected)?;
        let is_number = cell.bytes().all(|byte| byte.is_ascii_digit());
        let users = cell.parse().ok().filter(|_| is_number);
        if users.is_none() {
            let problem = format!(
                "{} is not a number of people; write digits only, such as 26000, or leave it blank",
                quoted(cell)
            );
            self.wrong(Column::UsersAffected, problem);
        }
        users
    }

    fn time(&mut self, column: Column, now: DateTime<Utc>) -> Option<Moment> {
        let cell = self.cell(column)?;
        let read = if self.header.is_ours() { cell.parse().ok() } else { moment(cell) };
        let Some(moment) = read else {
            let problem = format!(
                "{} is not a time; write it like 2026-11-20 or 2026-11-20T14:05:00Z, or leave it \
                 blank",
                quoted(cell)
            );
            self.wrong(column, problem);
            return None;
        };
        if moment.earliest() > now {
            let problem =
                format!("{moment} lies in the future; give the time at which it happened");
            self.wrong(column, problem);
            return None;
        }
        Some(moment)
    }

    /// Yes or no; nothing where the cell is blank.
    fn is(&mut self, column: Column) -> Option<bool> {
        let cell = self.cell(column)?;
        if ["yes", "true"].iter().any(|yes| spelled_alike(yes, cell)) {
            return Some(true);
        }
        if !["no", "false"].iter().any(|no| spelled_alike(no, cell)) {
            let problem = format!("{} is neither yes nor no; write one of them", quoted(cell));
            self.wrong(column, problem);
        }
        Some(false)
    }

    /// The incident that the row is about.
    fn id(&mut self) -> Option<IncidentId> {
        let cell = self.cell(Column::Id)?;
        let id: Option<IncidentId> = cell.parse().ok();
        if id.is_none_or(|id| id.is_exercise()) {
            let problem = format!(
                "{} is not the id of an incident; one looks like AI-261120-7Q2KXM; leave it blank \
                 where the incident is new",
                quoted(cell)
            );
            self.wrong(Column::Id, problem);
        }
        id
    }
}

/// Reads a time as registers write it: a full minute says nothing about its seconds.
fn moment(cell: &str) -> Option<Moment> {
    let moment: Moment = cell.parse().ok()?;
    if moment.precision() == Precision::Second && cell.ends_with(":00Z") {
        return Some(Moment::at(moment.earliest(), Precision::Minute));
    }
    Some(moment)
}
