//! What a plan asks of people: classification questions, the record's fields, the helper's dimensions;
//! and the conditions that their answers meet.

use super::Unit;
use serde::{Deserialize, Serialize};

/// A question of the classification. Its answer arms clocks, or shows that they do not apply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Kebab-case: `personal-data`.
    pub id: String,
    /// The question for people: `Is personal data involved?`.
    pub text: String,
    /// What kind of answer it takes besides `unknown`.
    #[serde(default, skip_serializing_if = "Takes::is_yes_or_no")]
    pub takes: Takes,
    /// What helps to answer it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What kind of answer a question takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Takes {
    /// Yes or no.
    #[default]
    YesOrNo,
    /// A count: of people, say.
    Number,
}

impl Takes {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    fn is_yes_or_no(&self) -> bool {
        *self == Takes::YesOrNo
    }
}

/// Something that must hold for a clock, a deadline or a message to apply. Exactly one of `answer`,
/// `fact` and `stamp` says what is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Condition {
    /// A question of the classification, by its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// The answer that it must have: `yes` where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is: Option<YesNo>,
    /// The least number that it must have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<u64>,
    /// The number that it must stay below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<u64>,
    /// A declared fact that must be so: `public_report` or `near_miss`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fact: Option<String>,
    /// A stamp that must be there, or come soon enough after another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stamp: Option<String>,
    /// How soon after `of` the stamp must come, in `unit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<u32>,
    /// The unit of `within`: seconds, minutes or hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// The stamp that `within` counts from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Whether the opposite must hold.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not: bool,
}

/// An answer that a condition asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum YesNo {
    /// It is so.
    Yes,
    /// It is not.
    No,
}

/// A field of the AI incident record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordField {
    /// Kebab-case: `triggering-input`.
    pub id: String,
    /// The field's name for people.
    pub title: String,
    /// What belongs into it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Whether its value is chosen among the plan's `domains`, where the plan names any.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub of_domains: bool,
    /// Whether it is beyond the minimum: it does not count for completeness.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
}

/// A dimension of impact that the severity helper asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dimension {
    /// Kebab-case: `people`.
    pub id: String,
    /// The dimension for people: `Harm to people`.
    pub title: String,
    /// The answers, the worst first.
    pub answers: Vec<Impact>,
}

/// One answer to a dimension, and the level that it reaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Impact {
    /// The level, by its id.
    pub level: String,
    /// The answer for people: `Somebody is or may be hurt`.
    pub text: String,
}
