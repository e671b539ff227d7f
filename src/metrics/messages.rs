//! When people first heard of an incident.

use super::attained::LateBy;
use crate::clocks::{Reading, readings};
use crate::incident::{EntryId, Event, Incident};
use crate::plan::{Clock, ClockKind, Plan};
use crate::time::Moment;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How the names of stamps end that stand for a message.
const ENDINGS: [&str; 3] = ["_sent", "_told", "_notified"];

/// The earliest message that went to somebody, inside or outside: a stamp whose name ends in `_sent`,
/// `_told` or `_notified`; a stamp that an update or a notice of the plan ends with; or what was
/// submitted, or sent from here.
///
/// Of a stamp that was written again and again the first one counts, not the one in force. Whoever wrote
/// a wrong one undoes it.
pub fn first_message(incident: &Incident) -> Option<Moment> {
    let lines = incident.timeline.iter().filter(|line| line.counts());
    let told = lines.filter_map(|line| match &line.fact.event {
        Event::StampSet { stamp, time, .. } => is_message(incident, stamp).then_some(*time),
        Event::Submitted { .. } | Event::MessageSent(_) => Some(line.when()),
        _ => None,
    });
    told.min_by_key(|moment| moment.earliest())
}

fn is_message(incident: &Incident, stamp: &str) -> bool {
    let tells = |kind| matches!(kind, ClockKind::Update | ClockKind::Notification);
    ENDINGS.iter().any(|ending| stamp.ends_with(ending))
        || incident.plan.as_deref().is_some_and(|plan| {
            let mut clocks = plan.clocks.iter().filter(|clock| tells(clock.kind));
            clocks.any(|clock| clock.stops_at.as_deref() == Some(stamp))
        })
}

/// How long after its deadline each message went out that a clock waited for; a negative length is a time to
/// spare.
pub(super) fn margins(incident: &Incident) -> Vec<TimeDelta> {
    let due = due_of_messages(incident);
    let sent = incident.messages.sent.iter();
    sent.filter_map(|sent| Some(sent.when.earliest() - *due.get(&sent.id)?)).collect()
}

/// How many messages went out in time, of those that a clock waited for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Punctual {
    /// By their deadline.
    pub in_time: usize,
    /// After it.
    pub late: usize,
    /// By how much those were late that were.
    pub late_by: Option<LateBy>,
}

impl Punctual {
    pub(super) fn of(margins: impl IntoIterator<Item = TimeDelta>) -> Punctual {
        let (late, in_time): (Vec<TimeDelta>, Vec<TimeDelta>) =
            margins.into_iter().partition(|margin| *margin > TimeDelta::zero());
        let (many, in_time) = (late.len(), in_time.len());
        Punctual { in_time, late: many, late_by: LateBy::of(late) }
    }

    /// In words: `3 of 4 in time; late by 12 min`.
    pub fn words(&self) -> String {
        let all = self.in_time + self.late;
        if all == 0 {
            return "none that a clock waited for".to_owned();
        }
        let late = self.late_by.map(|late| format!("; {}", late.words()));
        format!("{} of {all} in time{}", self.in_time, late.unwrap_or_default())
    }
}

/// By when each message was due that a clock waited for, by the entry that sent it. What no clock waited for
/// is left out.
///
/// A reading knows the last time only; so the story is told once more, and each clock is read before the entry
/// that meets it.
pub fn due_of_messages(incident: &Incident) -> BTreeMap<EntryId, DateTime<Utc>> {
    let mut due = BTreeMap::new();
    let Some(plan) = incident.plan.as_deref().filter(|_| incident.has_clocks()) else { return due };
    let stamps: Vec<&String> =
        incident.messages.sent.iter().filter_map(|sent| sent.says.stamp.as_ref()).collect();
    let waits = |clock: &Clock, stamp: &str| {
        clock.stops_at.as_deref() == Some(stamp)
            || stamp.strip_suffix(".submitted") == Some(clock.id.as_str())
    };
    let met = |clock: &&Clock| stamps.iter().any(|stamp| waits(clock, stamp));
    let clocks: Vec<Clock> = plan.clocks.iter().filter(met).cloned().collect();
    // Nothing but these clocks needs to be read.
    let only = Arc::new(Plan { clocks, ..plan.clone() });
    let mut so_far = Incident::nothing(incident.id);
    for line in &incident.timeline {
        if let (Event::MessageSent(sent), true) = (&line.fact.event, line.counts())
            && let Some(stamp) = &sent.stamp
        {
            let waited = |reading: &&Reading| {
                let clock = only.clocks.iter().find(|clock| clock.id == reading.clock);
                reading.is_counting() && clock.is_some_and(|clock| waits(clock, stamp))
            };
            let read = readings(&so_far, line.when().earliest());
            let first = read.iter().filter(waited).filter_map(|reading| reading.due).min();
            due.extend(first.map(|first| (line.entry.id, first)));
        }
        so_far.apply(Arc::clone(&line.entry));
        if so_far.plan.is_some() {
            so_far.plan = Some(Arc::clone(&only));
        }
    }
    due
}
