//! When people first heard of an incident.

use crate::clocks::{Reading, readings};
use crate::incident::{EntryId, Event, Incident};
use crate::plan::{Clock, ClockKind, Plan};
use crate::time::Moment;
use chrono::{DateTime, Utc};
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
