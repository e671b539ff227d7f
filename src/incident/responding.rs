//! What the response adds up to beside seats, steps and stamps: the classification, what was decided
//! about clocks, the record, the containment ledger, who was called.

use super::id::EntryId;
use crate::time::Moment;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// What the severity helper was told: dimension to level.
pub type Assessed = BTreeMap<String, String>;

/// An answer to a question of the classification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(untagged)]
pub enum Answer {
    /// Yes, no, or not yet known.
    Word(Word),
    /// A count.
    Number(u64),
}

/// An answer in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// It is so.
    Yes,
    /// It is not.
    No,
    /// Nobody knows yet.
    Unknown,
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Answer::Word(Word::Yes) => f.write_str("yes"),
            Answer::Word(Word::No) => f.write_str("no"),
            Answer::Word(Word::Unknown) => f.write_str("not yet known"),
            Answer::Number(many) => many.fmt(f),
        }
    }
}

/// Somebody said something, for a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said<T> {
    /// What.
    pub value: T,
    /// Why, where a reason was given.
    pub reason: Option<String>,
    /// Who.
    pub by: String,
    /// When.
    pub when: Moment,
}

/// What somebody decided about a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ruling {
    /// It need not be met.
    Waived,
    /// It does not apply.
    RuledOut,
}

/// A time in which a clock stood still.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// Who stopped it, why and when.
    pub began: Said<()>,
    /// When it went on, and who saw to it; nothing while it stands still.
    pub ended: Option<(String, Moment)>,
}

/// A reminder that is put off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snooze {
    /// Who put it off, why, when, and for how many minutes.
    pub said: Said<u32>,
}

impl Snooze {
    /// Until when nothing is said.
    pub fn until(&self) -> DateTime<Utc> {
        let minutes = TimeDelta::minutes(i64::from(self.said.value));
        self.said.when.earliest().checked_add_signed(minutes).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}

/// A line of the containment ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Containment {
    /// The entry that began it.
    pub id: EntryId,
    /// What was done: a verb of the plan.
    pub verb: String,
    /// To what.
    pub what: String,
    /// What must be so before it may be lifted.
    pub criteria: Option<String>,
    /// Whether the evidence was copied first, where somebody said.
    pub evidence_copied: Option<bool>,
    /// Who did it.
    pub by: String,
    /// Since when.
    pub since: Moment,
    /// Who saw that it works, and when.
    pub verified: Option<Said<()>>,
    /// Who lifted it, why and when, and whether the criteria were met.
    pub lifted: Option<Said<bool>>,
}

/// What the response adds up to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Response {
    /// Answers by question.
    pub answers: BTreeMap<String, Said<Answer>>,
    /// Decisions by clock; none of a clock that was restored.
    pub rulings: BTreeMap<String, Said<Ruling>>,
    /// Times in which clocks stood still, by clock, in order.
    pub pauses: BTreeMap<String, Vec<Pause>>,
    /// The last snooze of each clock.
    pub snoozes: BTreeMap<String, Snooze>,
    /// Why clocks were not met in time.
    pub lateness: BTreeMap<String, Said<()>>,
    /// References of what went out, by clock; the time is the stamp `CLOCK.submitted`.
    pub submitted: BTreeMap<String, Said<Option<String>>>,
    /// The record, by field.
    pub record: BTreeMap<String, Said<String>>,
    /// The containment ledger, in order.
    pub containments: Vec<Containment>,
    /// Who was called for which seat, in order.
    pub paged: Vec<(String, Said<String>)>,
    /// The stage of each second track.
    pub tracks: BTreeMap<String, String>,
    /// What the severity helper was last told.
    pub assessed: Assessed,
}
