//! A clock of a plan: what is due, by when, counted from what.

use super::asking::Condition;
use super::{Amount, Unit};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Something due: by when, counted from what, met by what.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
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
    /// The stamp or event that meets the clock. A regulator clock that names none is met by its own
    /// `submitted`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stops_at: Option<String>,
    /// Whether the clock starts again each time that its stamp is written, or each time that its
    /// interval is over where it has none.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub repeat: bool,
    /// The stamp or event that ends a cadence for good: `resolved`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// How long a cadence goes on after its first start, where it ends by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lasts: Option<Amount>,
    /// The levels at which the clock applies; all of them when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<String>,
    /// The clock applies at so many of the plan's worst levels: `levels` for plans that name them
    /// differently. Written out as `levels` when the plan is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worst: Option<u8>,
    /// What must hold for the clock to apply; all of it.
    #[serde(default, rename = "if", skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
    /// Whether raising the level starts the clock anew. Where nothing is said: response, war room,
    /// escalation, update and nudge do, the others keep their start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_raise: Option<OnRaise>,
    /// The calendar that its days are counted in, by its id; the plan's zone and Monday to Friday where
    /// none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<String>,
    /// Where a deadline goes that falls on a day off.
    #[serde(default, skip_serializing_if = "super::Roll::is_none")]
    pub roll: super::Roll,
    /// Whether no number of hours is set and the time since the start is shown instead.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub counts_up: bool,
    /// The first day on which the duty is in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applies_from: Option<NaiveDate>,
    /// The last day on which the duty is in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applies_until: Option<NaiveDate>,
    /// Whether the clock is switched off until somebody has checked that it is in force.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub off: bool,
    /// Who is told, where somebody is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
    /// The role that answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Where the duty comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The day on which somebody last compared this with its source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked: Option<NaiveDate>,
    /// A word of explanation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What kind of duty a clock measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// Somebody has taken charge.
    #[default]
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
    /// An exercise.
    Exercise,
    /// A reminder that the dashboard gives by itself.
    Nudge,
}

impl ClockKind {
    /// Whether raising the level starts such a clock anew where it does not say so itself.
    pub fn starts_anew(self) -> bool {
        use ClockKind::{Escalation, Nudge, Response, Update, WarRoom};
        matches!(self, Response | WarRoom | Escalation | Update | Nudge)
    }
}

/// What raising the level does to a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnRaise {
    /// It counts from when the level was reached.
    Restart,
    /// It counts on.
    Keep,
}

/// One way to compute a deadline: so much after that stamp.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "DueKeys", into = "DueKeys")]
pub struct Due {
    /// What is counted from: a stamp, an event such as `contain.entered`, or `year_end(STAMP)`.
    pub starts_at: String,
    /// How much later.
    pub after: Amount,
    /// What must hold for this deadline to count; all of it.
    pub conditions: Vec<Condition>,
}

/// A [`Due`] as it is written: its keys beside each other. `serde(flatten)` would write the same, but
/// it takes in any other key without a word, and loses the line of a wrong one.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Due")]
struct DueKeys {
    starts_at: String,
    amount: u32,
    unit: Unit,
    #[serde(default, rename = "if", skip_serializing_if = "Vec::is_empty")]
    conditions: Vec<Condition>,
}

impl From<DueKeys> for Due {
    fn from(keys: DueKeys) -> Due {
        let after = Amount { amount: keys.amount, unit: keys.unit };
        Due { starts_at: keys.starts_at, after, conditions: keys.conditions }
    }
}

impl From<Due> for DueKeys {
    fn from(due: Due) -> DueKeys {
        DueKeys {
            starts_at: due.starts_at,
            amount: due.after.amount,
            unit: due.after.unit,
            conditions: due.conditions,
        }
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
