//! What follows an incident: work with an owner and a day.

use super::id::EntryId;
use super::responding::Said;
use super::state::Incident;
use crate::plan::Section;
use crate::time::Moment;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Work that somebody owes after an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owed {
    /// What is to be done.
    pub text: String,
    /// Who does it.
    pub owner: String,
    /// The day by whose end it is done, in the plan's time zone.
    pub due: NaiveDate,
    /// What it is for.
    #[serde(flatten)]
    pub kind: Output,
}

/// What an incident must yield: a fix of the immediate problem, and something structural against its cause.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(tag = "output", content = "measure", rename_all = "snake_case")]
pub enum Output {
    /// The immediate problem is mended.
    Fix,
    /// The cause is kept from doing it again, by this kind of measure.
    Prevention(Measure),
}

/// A structural measure against a cause.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// An automated check.
    Check,
    /// A monitoring alert.
    Monitor,
    /// A test case.
    Test,
    /// A change of process.
    Process,
}

impl Measure {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Measure; 4] =
        [Measure::Check, Measure::Monitor, Measure::Test, Measure::Process];

    /// The word by which it is chosen.
    pub fn word(self) -> &'static str {
        match self {
            Measure::Check => "check",
            Measure::Monitor => "monitor",
            Measure::Test => "test",
            Measure::Process => "process",
        }
    }
}

impl fmt::Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Output::Fix => f.write_str("fix"),
            Output::Prevention(measure) => write!(f, "prevention: {}", measure.word()),
        }
    }
}

/// Work that follows, and how far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// The entry that added it.
    pub id: EntryId,
    /// What is to be done, by whom, until when, as last changed.
    pub owed: Owed,
    /// Who added it.
    pub by: String,
    /// When it was added.
    pub since: Moment,
    /// How far it is.
    pub state: ActionState,
}

/// How far a piece of work is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ActionState {
    /// Not done yet.
    #[default]
    Open,
    /// Done; the reason is what was said about it.
    Done(Said<()>),
    /// Given up, and why.
    Dropped(Said<()>),
}

impl ActionState {
    /// The word on the screen and in files.
    pub fn word(&self) -> &'static str {
        match self {
            ActionState::Open => "open",
            ActionState::Done(_) => "done",
            ActionState::Dropped(_) => "dropped",
        }
    }
}

impl Incident {
    /// Whether a section of the report waits for somebody to write it.
    pub fn is_to_write(&self, section: &Section) -> bool {
        let of_actions = section.filled_with.as_deref() == Some("actions");
        let has_actions = of_actions && !self.actions.is_empty();
        let written = self.sections.contains_key(&section.id);
        !(section.is_told_by_the_log() || written || has_actions)
    }

    /// What it has not yielded: a fix, or a prevention. Nothing is asked of an incident without a plan.
    pub fn missing_outputs(&self) -> Vec<&'static str> {
        if !self.has_clocks() {
            return Vec::new();
        }
        let kept = || self.actions.iter().filter(|a| !matches!(a.state, ActionState::Dropped(_)));
        let has_fix = kept().any(|action| action.owed.kind == Output::Fix);
        let prevents = kept().any(|action| matches!(action.owed.kind, Output::Prevention(_)));
        let missing = [(has_fix, "a fix"), (prevents, "a prevention")];
        missing.into_iter().filter(|(there, _)| !there).map(|(_, what)| what).collect()
    }
}
