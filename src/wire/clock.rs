//! The shape of a clock's reading, as `clocks --json` prints it.

use crate::clocks::{Held, Reading, State};
use crate::incident::{Answer, IncidentId};
use crate::time::{Moment, stamp};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

/// A clock's reading: `state` is `not_assessed`, `armed`, `running`, `at_risk`, `late`, `paused`, `met`,
/// `waived` or `not_applicable`; `words` say it for people; `counts_from` names the stamp; `left_ms` is
/// negative when it is late, and `null` when no time runs; `missed` counts the missed turns of what repeats.
///
/// `decided_by`, `decided_at` and `reason` say who waived it, stopped it or ruled it out; `explained` why it
/// was late; `asks` which questions would tell whether it applies. `counts_up` has no deadline, and
/// `elapsed_ms` grows. Of a clock that the law asks for, `legal` is true and `advice` says what that is
/// worth.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of its own")]
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
    pub kind: crate::plan::ClockKind,
    pub recipient: Option<String>,
    pub legal: bool,
    pub advice: Option<&'static str>,
    pub source: Option<String>,
    pub checked: Option<NaiveDate>,
    pub note: Option<String>,
    pub waits_for: Option<String>,
    pub asks: Vec<String>,
    pub conditions: Vec<Condition>,
    pub counts_up: bool,
    pub elapsed_ms: Option<i64>,
    pub only_reminds: bool,
    pub met_at: Option<Moment>,
    pub margin_ms: Option<i64>,
    pub recorded_late: bool,
    pub late_since: Option<String>,
    pub explained: Option<String>,
    pub decided_by: Option<String>,
    pub decided_at: Option<Moment>,
    pub reason: Option<String>,
    pub snoozed_until: Option<String>,
    pub reference: Option<String>,
}

/// Something that must hold for a clock to apply: `holds` is `null` while nobody knows.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Condition {
    pub about: String,
    pub must: String,
    pub question: Option<String>,
    pub holds: Option<bool>,
    pub answer: Option<Answer>,
    pub by: Option<String>,
    pub at: Option<Moment>,
    pub reason: Option<String>,
}

/// What the clocks of the law are worth; whoever shows one says it.
pub const NO_ADVICE: &str = "no legal advice";

impl Clock {
    /// The shape of a reading.
    pub fn of(incident: IncidentId, reading: &Reading, now: DateTime<Utc>) -> Clock {
        let decided = decided(&reading.state);
        let (met_at, margin_ms, recorded_late) = match &reading.state {
            State::Met { at, margin, recorded_late } => {
                (Some(*at), Some(margin.num_milliseconds()), recorded_late.is_some())
            }
            _ => (None, None, false),
        };
        Clock {
            incident,
            clock: reading.clock.clone(),
            title: reading.title.clone(),
            rule: reading.rule.clone(),
            state: word(&reading.state),
            words: reading.words(now),
            counts_from: reading.counts_from.as_ref().map(|(name, _)| name.clone()),
            started_at: reading.counts_from.as_ref().map(|(_, at)| *at),
            due: reading.due.map(stamp),
            left_ms: reading.left(now).map(|left| left.num_milliseconds()),
            owner: reading.owner.clone(),
            missed: reading.missed,
            kind: reading.kind,
            recipient: reading.recipient.clone(),
            legal: reading.legal,
            advice: reading.legal.then_some(NO_ADVICE),
            source: reading.source.clone(),
            checked: reading.checked,
            note: reading.note.clone(),
            waits_for: match &reading.state {
                State::Armed { waits_for } => Some(waits_for.clone()),
                _ => None,
            },
            asks: match &reading.state {
                State::NotAssessed { asks } => asks.clone(),
                _ => Vec::new(),
            },
            conditions: reading.conditions.iter().map(Condition::of).collect(),
            counts_up: reading.counts_up,
            elapsed_ms: reading.elapsed(now).map(|elapsed| elapsed.num_milliseconds()),
            only_reminds: reading.only_reminds(),
            met_at,
            margin_ms,
            recorded_late,
            late_since: reading.late_since().map(stamp),
            explained: reading.explained.as_ref().and_then(|said| said.reason.clone()),
            decided_by: decided.0,
            decided_at: decided.1,
            reason: decided.2,
            snoozed_until: reading.snoozed_until.map(stamp),
            reference: reading.reference.clone(),
        }
    }
}

fn word(state: &State) -> &'static str {
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

/// Who decided that no time runs, when, and why.
fn decided(state: &State) -> (Option<String>, Option<Moment>, Option<String>) {
    match state {
        State::Paused { since, by, why, .. } => (Some(by.clone()), Some(*since), Some(why.clone())),
        State::Waived { by, why, when } => (Some(by.clone()), Some(*when), Some(why.clone())),
        State::NotApplicable { why, by, when } => (by.clone(), *when, Some(why.clone())),
        _ => (None, None, None),
    }
}

impl Condition {
    fn of(held: &Held) -> Condition {
        let said = held.said.as_ref();
        Condition {
            about: held.about.clone(),
            must: held.must.clone(),
            question: held.question.clone(),
            holds: held.holds,
            answer: said.map(|said| said.value),
            by: said.map(|said| said.by.clone()),
            at: said.map(|said| said.when),
            reason: said.and_then(|said| said.reason.clone()),
        }
    }
}
