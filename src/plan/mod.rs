//! The organisation's response plan as data: levels, categories, roles, stages, clocks, communications.
//!
//! A plan is written as TOML (read by `catalog`), checked here, and pinned into each incident as
//! normalised JSON, so that a log replays without any file beside it. Nothing in this module knows
//! where a plan came from.

mod advice;
mod amount;
mod asking;
mod assessing;
pub mod calendar;
mod check;
mod clock;
mod days;
mod difference;
mod gaps;
mod lookup;
mod pinned;
mod saying;

pub use advice::advise;
pub use amount::{Amount, Roll, Unit};
pub use asking::{Condition, Dimension, Impact, Question, RecordField, Takes, YesNo};
pub use assessing::{Proposal, Reached, propose};
pub use calendar::Calendar;
pub use check::{Fault, check, check_calendar};
pub use clock::{Clock, ClockKind, Due, OnRaise, Take};
pub use days::{day_ends, day_in};
pub use difference::{Difference, differences};
pub use gaps::names as names_in;
pub use lookup::{STAMPS, spelled_alike};
pub use pinned::{Pinned, pinned};
pub use saying::{Gap, Part, Section, Template, WordingRule};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The largest normalised plan that can be pinned into an incident, in bytes.
pub const LARGEST_PLAN: usize = 200 * 1024;

/// A response plan: what a level means, who is needed, what is done when, and what is said to whom.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Plan {
    /// The name by which the plan is chosen, kebab-case: `standard`.
    pub id: String,
    /// The plan's name for people.
    pub title: String,
    /// One or two sentences: whom the plan is for, where it comes from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// The IANA time zone in which calendar days and business days are counted.
    #[serde(default = "utc", skip_serializing_if = "is_utc")]
    pub zone: String,
    /// Sets of clocks, questions, fields and rules that were taken in when the plan was read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    /// How many months back earlier incidents of the same kind are named; twelve where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recurrence_months: Option<u32>,
    /// From how many open tasks on one person the dashboard warns; seven where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span_of_control: Option<u32>,
    /// The stage whose checklist takes in the containment steps of the incident's category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub containment_stage: Option<String>,
    /// Severity levels, the worst first.
    pub levels: Vec<Level>,
    /// Kinds of incident.
    pub categories: Vec<Category>,
    /// Seats that people take.
    pub roles: Vec<Role>,
    /// The stages of an incident, in order.
    pub stages: Vec<Stage>,
    /// Moments worth recording beyond the built-in [`STAMPS`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stamps: Vec<Stamp>,
    /// Ways in which an incident may have been noticed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub detection: Vec<Choice>,
    /// Working days, working hours and holidays that clocks count in, beside the built-in calendars.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calendars: Vec<Calendar>,
    /// What is due, by when, counted from what.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clocks: Vec<Clock>,
    /// What must be said, to whom, at which level.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub comms: Vec<CommsRule>,
    /// What can be done to keep the system from doing further harm.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub verbs: Vec<Verb>,
    /// What is asked once, so that the clocks of the law and of contracts are armed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question>,
    /// What the record of an incident holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub record: Vec<RecordField>,
    /// Labels for root causes that the organisation uses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub domains: Vec<Choice>,
    /// What the severity helper asks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dimensions: Vec<Dimension>,
    /// Messages with gaps.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub templates: Vec<Template>,
    /// Wordings to avoid.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wording: Vec<WordingRule>,
    /// The sections of the report.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub report: Vec<Section>,
    /// How often the plan is exercised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exercise: Option<Exercise>,
}

/// A severity level.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Level {
    /// The level's name: `SEV-1`.
    pub id: String,
    /// One word beside the name: `critical`.
    pub title: String,
    /// Other spellings that are understood: `P0`, `1`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// When the level applies.
    pub means: String,
    /// What the level sets in motion.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub motion: String,
    /// Incidents that would have this level.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<String>,
    /// The matrix: the harm that makes an incident this bad.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impact: Option<String>,
    /// The matrix: how soon somebody responds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<String>,
    /// The matrix: what sets the response off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activation: Option<String>,
    /// The matrix: who responds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    /// The matrix: who is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub communication: Option<String>,
    /// The matrix: what kind of review follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postmortem: Option<String>,
}

/// A kind of incident.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Category {
    /// Kebab-case: `prompt-injection`.
    pub id: String,
    /// The kind's name for people.
    pub title: String,
    /// Other spellings that are understood.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// What belongs here.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub means: String,
    /// Incidents of this kind.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<String>,
    /// What is done first to contain such an incident: lines of the containment stage's checklist. Their
    /// ids begin with the category's: `prompt-injection.isolate`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// The roles that the commander pulls in for such an incident.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub specialists: Vec<String>,
}

/// A seat that somebody takes for the length of an incident.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Role {
    /// Kebab-case: `commander`, `comms-lead`.
    pub id: String,
    /// The seat's name for people: `Incident commander`.
    pub title: String,
    /// The seat's name where room is short, at most 12 characters: `Commander`.
    pub short: String,
    /// Other spellings that are understood: `ic`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// What the holder does.
    pub duty: String,
    /// Who usually holds the seat.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub usually: String,
    /// What the holder may do without asking: `halt`, `roll back`, `approve comms`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub may: Vec<String>,
    /// The levels at which an empty seat is called out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required_at: Vec<String>,
    /// The handle to page when the seat is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// The handle to page when the first one does not answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup: Option<String>,
    /// Whom to page next, in order, when neither answers: roles or handles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub escalation: Vec<String>,
}

/// A stage of an incident, with what is done in it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Stage {
    /// One lower-case word: `contain`.
    pub id: String,
    /// The stage's name for people.
    pub title: String,
    /// What the stage is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub goal: String,
    /// The time in which the stage is meant to happen, counted from the declaration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<StageWindow>,
    /// The track that the stage belongs to, where a plan has a second one beside its stages: `phases`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub track: Option<String>,
    /// The steps to tick off.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}

/// From when to when a stage is meant to happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageWindow {
    /// The beginning.
    pub from: u32,
    /// The end; past it the stage is late.
    pub to: u32,
    /// What both are counted in.
    pub unit: Unit,
}

/// A line of a stage's checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Unique in the plan: `contain.pause`.
    pub id: String,
    /// What is to be done.
    pub text: String,
}

/// A moment worth recording, beyond the built-in ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Snake case: `update_sent`.
    pub id: String,
    /// The moment's name for people.
    pub title: String,
}

/// One of several answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Kebab-case: `user-feedback`.
    pub id: String,
    /// The answer for people.
    pub title: String,
}

/// A cell of the communications matrix: what one audience hears at some levels.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CommsRule {
    /// Unique in the plan, kebab-case: `customers-sev-1`.
    pub id: String,
    /// Who is told: `customers`, `regulators`, `public`, `internal`, `executives`, `board`.
    pub audience: String,
    /// What they are told: `Notification`.
    pub title: String,
    /// The rule in words: `within 24 h, or as the law says`.
    pub rule: String,
    /// The levels at which it applies.
    pub levels: Vec<String>,
    /// The role that writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The clock of this plan that measures it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<String>,
    /// What must hold for the rule to apply; all of it.
    #[serde(default, rename = "if", skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
    /// The roles that must approve the text before it goes out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approved_by: Vec<String>,
    /// The template of this plan that it is written from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// Whether it may be left out without a reason.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
}

/// A way to contain harm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verb {
    /// What is done, in kebab-case: `roll-back`.
    pub id: String,
    /// What it was then: `rolled back`.
    pub done: String,
    /// What is done to what: `a model, a prompt or an index to an earlier version`.
    pub what: String,
    /// What ends it: `rolled forward`.
    pub lifted: String,
    /// The authority that it takes, as roles name it in `may`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needs: Option<String>,
}

/// How often a plan is exercised, and with what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exercise {
    /// How many of `unit` lie between two exercises.
    pub every: u32,
    /// The unit: months, calendar days.
    pub unit: Unit,
    /// The day of the last exercise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<NaiveDate>,
    /// Scenarios worth playing, by the ids under which they are written down.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scenarios: Vec<Choice>,
}

fn utc() -> String {
    "UTC".to_owned()
}

fn is_utc(zone: &str) -> bool {
    zone == "UTC"
}
