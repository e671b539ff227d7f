//! A clock's reading as it leaves the program.

use crate::clocks::{Held, Reading, State};
use crate::incident::IncidentId;
use crate::plan::ClockKind;
use crate::time::{Moment, stamp};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

/// A clock's reading: `state` is `not_assessed`, `armed`, `running`, `at_risk`, `late`, `paused`, `met`,
/// `waived` or `not_applicable`; `words` say it for people; `counts_from` names the moment; `left_ms` is
/// negative when it is late, and `null` when no time runs; `missed` counts the missed turns of what repeats.
///
/// `why`, `by` and `when` are those of what was decided: waived, paused, not applicable. `asks` are the
/// questions that nobody has answered; `conditions` are what must hold. `elapsed_ms` is there when no number
/// of hours is set. What is `legal` is no legal advice.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Clock {
    pub incident: IncidentId,
    pub clock: String,
    pub title: String,
    pub rule: String,
    pub state: &'static str,
    pub words: String,
    pub counts_from: Option<String>,
    pub started_at: Option<Moment>,
    pub due: Option<String>,
    pub left_ms: Option<i64>,
    pub owner: Option<String>,
    pub missed: u32,
    pub kind: ClockKind,
    pub legal: bool,
    pub why: Option<String>,
    pub by: Option<String>,
    pub when: Option<Moment>,
    pub asks: Vec<String>,
    pub conditions: Vec<Must>,
    pub elapsed_ms: Option<i64>,
    pub snoozed_until: Option<String>,
    pub explained: Option<Explained>,
    pub reference: Option<String>,
    pub recipient: Option<String>,
    pub source: Option<String>,
    pub checked: Option<NaiveDate>,
    pub note: Option<String>,
}

/// A condition of a clock: `holds` is `null` while nobody knows.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Must {
    pub about: String,
    pub must: String,
    pub question: Option<String>,
    pub holds: Option<bool>,
    pub answer: Option<String>,
    pub by: Option<String>,
    pub when: Option<Moment>,
    pub why: Option<String>,
}

/// Why a clock was not met in time.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Explained {
    pub why: String,
    pub by: String,
    pub when: Moment,
}

impl Clock {
    /// The shape of a reading.
    pub fn of(incident: IncidentId, reading: &Reading, now: DateTime<Utc>) -> Clock {
        let (why, by, when) = decided(&reading.state);
        let asks = match &reading.state {
            State::NotAssessed { asks } => asks.clone(),
            _ => Vec::new(),
        };
        let explained = reading.explained.as_ref().map(|said| Explained {
            why: said.reason.clone().unwrap_or_default(),
            by: said.by.clone(),
            when: said.when,
        });
        Clock {
            incident,
            clock: reading.clock.clone(),
            title: reading.title.clone(),
            rule: reading.rule.clone(),
            state: state(&reading.state),
            words: reading.words(now),
            counts_from: reading.counts_from.as_ref().map(|(name, _)| name.clone()),
            started_at: reading.counts_from.as_ref().map(|(_, at)| *at),
            due: reading.due.map(stamp),
            left_ms: reading.left(now).map(|left| left.num_milliseconds()),
            owner: reading.owner.clone(),
            missed: reading.missed,
            kind: reading.kind,
            legal: reading.legal,
            why,
            by,
            when,
            asks,
            conditions: reading.conditions.iter().map(must).collect(),
            elapsed_ms: reading.elapsed(now).map(|elapsed| elapsed.num_milliseconds()),
            snoozed_until: reading.snoozed_until.map(stamp),
            explained,
            reference: reading.reference.clone(),
            recipient: reading.recipient.clone(),
            source: reading.source.clone(),
            checked: reading.checked,
            note: reading.note.clone(),
        }
    }
}

fn state(state: &State) -> &'static str {
    match state {
        State::NotAssessed { .. } => "not_assessed",
        State::Armed { .. } => "armed",
        State::Running => "running",
        State::AtRisk => "at_risk",
        State::Late => "late",
        State::Paused { .. } => "paused",
        State::Met { .. } => "met",
        State::Waived { .. } => "waived",
        State::NotApplicable { .. } => "not_applicable",
    }
}

/// What was decided, by whom and when.
fn decided(state: &State) -> (Option<String>, Option<String>, Option<Moment>) {
    match state {
        State::Paused { since: when, by, why, .. } | State::Waived { by, why, when } => {
            (Some(why.clone()), Some(by.clone()), Some(*when))
        }
        State::NotApplicable { why, by, when } => (Some(why.clone()), by.clone(), *when),
        _ => (None, None, None),
    }
}

fn must(held: &Held) -> Must {
    let said = held.said.as_ref();
    Must {
        about: held.about.clone(),
        must: held.must.clone(),
        question: held.question.clone(),
        holds: held.holds,
        answer: said.map(|said| said.value.to_string()),
        by: said.map(|said| said.by.clone()),
        when: said.map(|said| said.when),
        why: said.and_then(|said| said.reason.clone()),
    }
}
