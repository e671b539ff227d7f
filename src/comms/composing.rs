//! A message for an incident: the template of an item with what is known by now.

use super::facts::{facts, time_in_words};
use super::items::Item;
use super::template::{Rendered, TemplateError, render};
use crate::incident::Incident;
use crate::plan::{Plan, Template};
use crate::time::{Moment, Precision};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use std::collections::BTreeMap;

/// What stands before the words of an exercise.
pub const EXERCISE: &str = "EXERCISE";

/// What is known for a message: what the incident knows, and of a cadence when the next one comes.
pub fn known(
    incident: &Incident,
    item: Option<&Item>,
    now: DateTime<Utc>,
) -> BTreeMap<String, String> {
    let mut known = facts(incident, now);
    if let Some(next) = item.and_then(|item| item.next_update(incident, now)) {
        let zone = incident.plan.as_deref().and_then(|plan| plan.zone.parse().ok());
        let next = Moment::at(next, Precision::Minute);
        known.insert("next_update".to_owned(), time_in_words(next, zone.unwrap_or(Tz::UTC)));
    }
    known
}

/// Makes the message of a template for an incident. One of an exercise says so first.
pub fn compose(
    (incident, plan): (&Incident, &Plan),
    template: &Template,
    known: &BTreeMap<String, String>,
    fields: &BTreeMap<String, String>,
) -> Result<Rendered, TemplateError> {
    let mut message = render(plan, template, known, fields)?;
    if incident.id.is_exercise() {
        message.subject = message.subject.map(|subject| format!("{EXERCISE}: {subject}"));
        message.text = format!("{EXERCISE}. This is no real incident.\n\n{}", message.text);
    }
    Ok(message)
}
