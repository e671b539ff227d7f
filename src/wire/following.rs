//! The shape of work that follows incidents, as `actions --json` prints it.

use crate::incident::{EntryId, IncidentId, Measure, Output};
use crate::register::Following;
use crate::store::follow_up::FollowUp;
use crate::store::index::Summary;
use crate::time::Moment;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

/// A piece of work: `action` is the id of its entry; `output` is `fix` or `prevention`, and then `measure` is `check`,
/// `monitor`, `test` or `process`. `due` is the day by whose end it is done, in the time zone `zone`; `state` is `open`,
/// `done` or `dropped`, and `ended_by`, `ended_at` and `said` say who ended it, when, and what they said.
/// `overdue` is whether it is open and its day is over; `in_time` whether it was done by its day, and `null` while
/// it is not done.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct FollowedUp {
    pub incident: IncidentId,
    pub number: Option<String>,
    pub title: String,
    pub severity: Option<String>,
    pub category: Option<String>,
    pub action: EntryId,
    pub text: String,
    pub owner: String,
    pub due: NaiveDate,
    pub zone: String,
    pub output: &'static str,
    pub measure: Option<Measure>,
    pub state: String,
    pub overdue: bool,
    pub in_time: Option<bool>,
    pub added_by: String,
    pub added_at: Moment,
    pub ended_by: Option<String>,
    pub ended_at: Option<Moment>,
    pub said: Option<String>,
}

impl FollowedUp {
    /// The shape of a piece of work at a moment.
    pub fn of(following: Following<'_>, now: DateTime<Utc>) -> FollowedUp {
        let Following { of, what } = following;
        let (output, measure) = match what.kind {
            Output::Fix => ("fix", None),
            Output::Prevention(measure) => ("prevention", Some(measure)),
        };
        FollowedUp {
            incident: of.id,
            number: of.number.clone(),
            title: of.title.clone(),
            severity: of.severity.clone(),
            category: of.category.clone(),
            action: what.action,
            text: what.text.clone(),
            owner: what.owner.clone(),
            due: what.due,
            zone: what.zone.clone(),
            output,
            measure,
            state: what.state.clone(),
            overdue: what.is_overdue(now),
            in_time: what.was_in_time(),
            added_by: what.added_by.clone(),
            added_at: what.added_at,
            ended_by: what.ended_by.clone(),
            ended_at: what.ended_at,
            said: what.said.clone(),
        }
    }

    /// All that follows one incident, in the order in which it was written down.
    pub fn all(incident: &crate::incident::Incident, now: DateTime<Utc>) -> Vec<FollowedUp> {
        let of = Summary::of(incident);
        of.actions.iter().map(|what| FollowedUp::of(Following { of: &of, what }, now)).collect()
    }
}

/// A preventive measure of an earlier incident, and how far it is.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Prevented {
    pub action: EntryId,
    pub text: String,
    pub owner: String,
    pub due: NaiveDate,
    #[serde(flatten)]
    pub kind: Output,
    pub state: String,
}

impl Prevented {
    /// The shape of a preventive measure.
    pub fn of(what: &FollowUp) -> Prevented {
        Prevented {
            action: what.action,
            text: what.text.clone(),
            owner: what.owner.clone(),
            due: what.due,
            kind: what.kind,
            state: what.state.clone(),
        }
    }
}
