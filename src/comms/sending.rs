//! Whether a message went out in time, and when the next one is due.

use crate::clocks::{Reading, deadline};
use crate::incident::{Event, Incident, Sent};
use crate::plan::{Amount, Calendar, Clock};
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

/// How long before its time a message went out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Margin {
    /// No clock measures it, or nobody can say.
    Unknown,
    /// It was due then; what went out after that was late.
    Due(DateTime<Utc>, TimeDelta),
}

impl Margin {
    /// When it was due.
    pub fn due(self) -> Option<DateTime<Utc>> {
        match self {
            Margin::Unknown => None,
            Margin::Due(due, _) => Some(due),
        }
    }

    /// By how much it was late.
    pub fn late_by(self) -> Option<TimeDelta> {
        match self {
            Margin::Due(_, margin) if margin < TimeDelta::zero() => Some(-margin),
            _ => None,
        }
    }
}

/// How long before its time a message went out.
pub(super) fn margin(
    incident: &Incident,
    clock: Option<&Clock>,
    reading: Option<&Reading>,
    sent: &Sent,
) -> Margin {
    let at = sent.when.earliest();
    let of = |due: DateTime<Utc>| Margin::Due(due, due - at);
    match (clock, reading) {
        (Some(clock), _) if clock.repeat => turn(incident, clock, sent).map_or(Margin::Unknown, of),
        // Only what met this very clock was due by it.
        (Some(clock), Some(reading)) if Some(stops(clock)) == sent.says.stamp => {
            reading.due.map_or(Margin::Unknown, of)
        }
        _ => Margin::Unknown,
    }
}

fn stops(clock: &Clock) -> String {
    clock.stops_at.clone().unwrap_or_else(|| format!("{}.submitted", clock.id))
}

/// When the next turn of a cadence is due after one went out then.
pub(super) fn next_after(
    incident: &Incident,
    clock: &Clock,
    from: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let after = interval(clock).filter(|_| clock.repeat && clock.stops_at.is_some())?;
    let zone = incident.plan.as_deref().and_then(|plan| plan.zone.parse().ok());
    let calendar = Calendar::mon_fri(zone.unwrap_or(Tz::UTC));
    deadline(from, after, &calendar, clock.roll).ok().map(|deadline| deadline.at)
}

/// The time between two turns.
fn interval(clock: &Clock) -> Option<Amount> {
    let again = clock.due.iter().find(|due| Some(&due.starts_at) == clock.stops_at.as_ref());
    again.or(clock.due.first()).map(|due| due.after)
}

/// When a message of a cadence was due: an interval after whatever came last before it: the message
/// before, the beginning, the level, the reopening. Nobody can say where the clock stood still in between.
fn turn(incident: &Incident, clock: &Clock, sent: &Sent) -> Option<DateTime<Utc>> {
    let at = sent.when.earliest();
    let mut from = incident.moment(&clock.due.first()?.starts_at)?.time.earliest();
    let mut later = |other: DateTime<Utc>| {
        if other < at && other > from {
            from = other;
        }
    };
    for other in incident.messages.sent.iter().filter(|other| other.says.stamp == sent.says.stamp) {
        if other.id != sent.id {
            later(other.when.earliest());
        }
    }
    for line in incident.timeline.iter().filter(|line| line.counts()) {
        match &line.fact.event {
            Event::StampSet { stamp, time, .. } if Some(stamp) == clock.stops_at.as_ref() => {
                later(time.earliest());
            }
            Event::Reopened { .. } => later(line.when().earliest()),
            _ => {}
        }
    }
    let reached = incident.levels.iter().find(|(level, _)| clock.levels.contains(level));
    if let Some((_, since)) = reached {
        later(since.earliest());
    }
    let pauses = incident.response.pauses.get(&clock.id).into_iter().flatten();
    let stood = |began: DateTime<Utc>, ended: Option<DateTime<Utc>>| {
        began < at && ended.is_none_or(|ended| ended > from)
    };
    let mut pauses = pauses.map(|pause| {
        (pause.began.when.earliest(), pause.ended.as_ref().map(|(_, when)| when.earliest()))
    });
    if pauses.any(|(began, ended)| stood(began, ended)) {
        return None;
    }
    next_after(incident, clock, from)
}
