//! How often what repeats was sent, and how often it was not.

use super::attained::LateBy;
use crate::clocks::{Reading, readings};
use crate::incident::{Event, Incident, Line};
use crate::plan::{Clock, Plan};
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;

/// A cadence: how often it was kept and missed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cadence {
    /// The clock, by its id in the plan.
    pub clock: String,
    /// What must have happened.
    pub title: String,
    /// How often it was sent while it was asked for.
    pub sent: u64,
    /// How many whole intervals passed without it; what came late missed one at least.
    pub missed: u64,
    /// How late each one was that came late, in order of time.
    pub late: Vec<TimeDelta>,
}

impl Cadence {
    /// By how much those were late that came late; nothing where none did.
    pub fn late_by(&self) -> Option<LateBy> {
        LateBy::of(self.late.iter().copied())
    }
}

/// The cadences of an incident; those that were never asked for are left out. What only reminds is none.
///
/// A reading says how much was missed since the last time only. So the story is told once more, and
/// before each entry with which a cadence begins to count anew, it is asked what was missed until then.
pub fn cadences(incident: &Incident, read: &[Reading]) -> Vec<Cadence> {
    let Some(plan) = incident.plan.as_deref().filter(|_| incident.has_clocks()) else {
        return Vec::new();
    };
    let repeats = |clock: &&Clock| clock.repeat && clock.stops_at.is_some();
    let clocks: Vec<Clock> = plan.clocks.iter().filter(repeats).cloned().collect();
    if clocks.is_empty() {
        return Vec::new();
    }
    let of = |clock: &Clock| {
        let last = read.iter().find(|reading| reading.clock == clock.id);
        let missed = last.map_or(0, |reading| u64::from(reading.missed));
        Cadence {
            clock: clock.id.clone(),
            title: clock.title.clone(),
            sent: 0,
            missed,
            late: Vec::new(),
        }
    };
    let mut all: Vec<Cadence> = clocks.iter().map(of).collect();
    retell(incident, &clocks, plan, &mut all);
    all.retain(|cadence| cadence.sent > 0 || cadence.missed > 0);
    all
}

fn retell(incident: &Incident, clocks: &[Clock], plan: &Plan, all: &mut [Cadence]) {
    // Nothing but the cadences needs to be read.
    let only = Arc::new(Plan { clocks: clocks.to_vec(), ..plan.clone() });
    let mut so_far = Incident::nothing(incident.id);
    for line in &incident.timeline {
        let begins = begins_anew(line, clocks);
        let before = begins.map(|(at, stamp)| (at, stamp, readings(&so_far, at)));
        so_far.apply(Arc::clone(&line.entry));
        if so_far.plan.is_some() {
            so_far.plan = Some(Arc::clone(&only));
        }
        let Some((at, stamp, before)) = before else { continue };
        let after = readings(&so_far, at);
        for was in &before {
            let of_this = |cadence: &&mut Cadence| cadence.clock == was.clock;
            let Some(cadence) = all.iter_mut().find(of_this) else { continue };
            let is = after.iter().find(|reading| reading.clock == was.clock);
            if is.is_some_and(|is| is.counts_from != was.counts_from) {
                cadence.missed += u64::from(was.missed);
            }
            let stops = clocks.iter().find(|clock| clock.id == was.clock);
            let stops = stops.and_then(|clock| clock.stops_at.as_deref());
            if was.is_counting() && stamp.is_some() && stamp == stops {
                cadence.sent += 1;
                cadence.late.extend(was.late_since().map(|due| at - due).filter(is_late));
            }
        }
    }
}

fn is_late(by: &TimeDelta) -> bool {
    *by > TimeDelta::zero()
}

/// When a cadence begins to count anew with this entry, and the stamp that was written.
fn begins_anew<'a>(line: &'a Line, clocks: &[Clock]) -> Option<(DateTime<Utc>, Option<&'a str>)> {
    match &line.fact.event {
        _ if !line.counts() => None,
        Event::StampSet { stamp, time, .. } => {
            let concerns = clocks.iter().any(|clock| clock.stops_at.as_ref() == Some(stamp));
            concerns.then_some((time.earliest(), Some(stamp)))
        }
        Event::MessageSent(sent) => {
            let stamp = sent.stamp.as_deref()?;
            let concerns = clocks.iter().any(|clock| clock.stops_at.as_deref() == Some(stamp));
            concerns.then_some((line.when().earliest(), Some(stamp)))
        }
        Event::SeverityChanged { .. } | Event::Reopened { .. } => {
            Some((line.when().earliest(), None))
        }
        _ => None,
    }
}
