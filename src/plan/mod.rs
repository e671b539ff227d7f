//! The organisation's response plan as data: levels, categories, roles, stages, clocks, communications.
//!
//! A plan is written as TOML (read by `catalog`), checked here, and pinned into each incident as
//! normalised JSON, so that a log replays without any file beside it. Nothing in this module knows
//! where a plan came from.

mod amount;
pub mod calendar;
mod check;
mod lookup;
mod pinned;

pub use amount::{Amount, Roll, Unit};
pub use calendar::Calendar;
pub use check::{Fault, check, check_calendar};
pub use lookup::{STAMPS, spelled_alike};
pub use pinned::{Pinned, pinned};

use serde::{Deserialize, Serialize};

/// The largest normalised plan that can be pinned into an incident, in bytes.
pub const LARGEST_PLAN: usize = 200 * 1024;

/// A response plan: what a level means, who is needed, what is done when, and what is said to whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    /// What is due, by when, counted from what.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clocks: Vec<Clock>,
    /// What must be said, to whom, at which level.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub comms: Vec<CommsRule>,
}

/// A severity level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
}

/// A kind of incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
}

/// A seat that somebody takes for the length of an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
}

/// A stage of an incident, with what is done in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// One lower-case word: `contain`.
    pub id: String,
    /// The stage's name for people.
    pub title: String,
    /// What the stage is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub goal: String,
    /// The steps to tick off.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
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

/// Something due: by when, counted from what, met by what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// Unique in the plan, kebab-case: `contain-sev-1`.
    pub id: String,
    /// What must have happened: `Contained`.
    pub title: String,
    /// What kind of duty it is.
    pub kind: ClockKind,
    /// The deadlines that the clock may have; which one counts is said by `take`.
    pub due: Vec<Due>,
    /// Which deadline counts when there are several.
    #[serde(default, skip_serializing_if = "Take::is_earliest")]
    pub take: Take,
    /// The stamp that meets the clock; none for a cadence, which starts again instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stops_at: Option<String>,
    /// Whether the clock starts again each time that its stamp is written.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub repeat: bool,
    /// The stamp that ends a cadence for good: `resolved`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// The levels at which the clock applies; all of them when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<String>,
    /// Who is told, where somebody is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
    /// The role that answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Where the duty comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// A word of explanation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What kind of duty a clock measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// Somebody has taken charge.
    Response,
    /// The room is open.
    WarRoom,
    /// No further bad output.
    Containment,
    /// A specialist is reached.
    Escalation,
    /// A cadence of updates.
    Update,
    /// The end of a stage's window.
    Stage,
    /// A notice that the communications matrix asks for.
    Notification,
    /// A notice that the law asks for.
    Regulator,
    /// A document.
    Document,
    /// A review.
    Review,
}

/// One way to compute a deadline: so much after that stamp.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "DueKeys", into = "DueKeys")]
pub struct Due {
    /// The stamp that is counted from.
    pub starts_at: String,
    /// How much later.
    pub after: Amount,
}

/// A [`Due`] as it is written: three keys beside each other. `serde(flatten)` would write the same, but
/// it takes in any other key without a word, and loses the line of a wrong one.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Due")]
struct DueKeys {
    starts_at: String,
    amount: u32,
    unit: Unit,
}

impl From<DueKeys> for Due {
    fn from(keys: DueKeys) -> Due {
        let after = Amount { amount: keys.amount, unit: keys.unit };
        Due { starts_at: keys.starts_at, after }
    }
}

impl From<Due> for DueKeys {
    fn from(due: Due) -> DueKeys {
        DueKeys { starts_at: due.starts_at, amount: due.after.amount, unit: due.after.unit }
    }
}

/// Which of several deadlines counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Take {
    /// The first one to run out.
    #[default]
    Earliest,
    /// The last one to run out.
    Latest,
}

impl Take {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    fn is_earliest(&self) -> bool {
        *self == Take::Earliest
    }
}

/// A cell of the communications matrix: what one audience hears at some levels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
}

fn utc() -> String {
    "UTC".to_owned()
}

fn is_utc(zone: &str) -> bool {
    zone == "UTC"
}
