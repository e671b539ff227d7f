//! What a plan says of words: message templates, rules of wording, the sections of the report.

use serde::{Deserialize, Serialize};

/// A message with gaps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// Kebab-case: `first-statement`.
    pub id: String,
    /// The message's name for people.
    pub title: String,
    /// Whom it is for.
    pub audience: String,
    /// The subject line, where it has one. Gaps are written `{{ field }}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The parts of the text, in order.
    pub parts: Vec<Part>,
    /// The fields that the writer is asked for; all others are filled from the incident.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Gap>,
}

/// A paragraph of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its heading, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its text, with gaps.
    pub text: String,
}

/// A field of a template that a person fills.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// Snake case: `next_update`.
    pub id: String,
    /// What is asked for.
    pub title: String,
}

/// A wording to avoid, and a plain one instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordingRule {
    /// Kebab-case: `hallucinated`.
    pub id: String,
    /// A regular expression; case does not count.
    pub pattern: String,
    /// What to write instead.
    pub instead: String,
    /// What to write instead once the incident is contained, where that differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead_after: Option<String>,
    /// Why.
    pub why: String,
    /// Sentences that the rule must find.
    pub finds: Vec<String>,
    /// Sentences that it must leave alone.
    pub spares: Vec<String>,
}

/// A section of the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Kebab-case: `root-cause`.
    pub id: String,
    /// The section's heading.
    pub title: String,
    /// What a person is asked to write, where the log does not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask: Option<String>,
    /// What of the log fills it: `timeline`, `response`, `clocks`, `communications`, `record`, `actions`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filled_with: Option<String>,
}

impl Section {
    /// Whether the log fills it so far that nobody has to add anything. A title is the incident's where nobody
    /// writes another; a summary and an impact say more than the log knows.
    pub fn is_told_by_the_log(&self) -> bool {
        let told = |with: &str| !matches!(with, "summary" | "impact" | "actions");
        self.ask.is_none() || self.id == "title" || self.filled_with.as_deref().is_some_and(told)
    }
}
