//! How the clocks of a plan stand: what meets them, what ends them, what was decided about them.

use super::conditions::{Held, Verdict, verdict};
use super::endings::{Applies, End};
use super::reading::{Reading, State};
use super::starts::Counts;
use super::words::rule;
use crate::incident::{Event, Incident, Line, Ruling, Said, Snooze, Stamped};
use crate::plan::{Amount, Calendar, Clock, ClockKind, Plan, Unit};
use crate::time::Moment;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use std::cmp::Reverse;

/// Reads all clocks of an incident: what is late first, the longest first; then what runs out first, what
/// counts up and what only reminds; then what stands still, what waits, what nobody has assessed; then what
/// was met, the latest first, and what was waived; then what does not apply.
///
/// An incident without a plan has no clocks, and a historic one neither. A clock of levels that the
/// incident never had is left out.
///
/// Of what may be said about a clock, the first of these holds:
///
/// - it was submitted: it is met, whatever else is said;
/// - somebody ruled that it does not apply, or waived it;
/// - it is switched off, or not in force on the day of its start;
/// - one of its conditions does not hold;
/// - what it asks for happened, at whatever time that was written;
/// - it ended without it: the level is no longer one of its own; a cadence came to its end; the harm is over
///   and the clock serves to end it (response, war room, containment, escalation, update, nudge); the
///   incident is closed, which only regulator, document and review outlive;
/// - nobody knows whether its conditions hold;
/// - it waits for its start, stands still, or runs.
pub fn readings(incident: &Incident, now: DateTime<Utc>) -> Vec<Reading> {
    let Some(plan) = incident.plan.as_deref().filter(|_| incident.has_clocks()) else {
        return Vec::new();
    };
    let story = Story {
        incident,
        plan,
        calendar: Calendar::mon_fri(plan.zone.parse().unwrap_or(Tz::UTC)),
        reopened: last(incident, |event| matches!(event, Event::Reopened { .. })),
    };
    let mut readings: Vec<Reading> =
        plan.clocks.iter().filter_map(|clock| story.read(clock, now)).collect();
    readings.sort_by_key(|reading| (place(reading), met_at(reading)));
    readings
}

/// Where a reading stands in the order: its group, and its deadline where that decides in the group.
pub fn place(reading: &Reading) -> (u8, DateTime<Utc>) {
    let due = reading.due.unwrap_or(DateTime::<Utc>::MAX_UTC);
    let any = DateTime::<Utc>::MIN_UTC;
    match &reading.state {
        State::Late => (0, due),
        // What merely reminds comes after what is owed.
        State::Running | State::AtRisk if reading.only_reminds() => (3, due),
        State::Running | State::AtRisk if reading.counts_up => (2, any),
        State::Running | State::AtRisk => (1, due),
        State::Paused { .. } => (4, any),
        State::Armed { .. } => (5, any),
        State::NotAssessed { .. } => (6, any),
        State::Met { .. } => (7, any),
        State::Waived { .. } => (8, any),
        State::NotApplicable { .. } => (9, any),
    }
}

/// What was met stands with the last one first.
fn met_at(reading: &Reading) -> Option<Reverse<DateTime<Utc>>> {
    match &reading.state {
        State::Met { at, .. } => Some(Reverse(at.earliest())),
        _ => None,
    }
}

/// An incident, and what all of its clocks need of it.
pub(super) struct Story<'a> {
    pub(super) incident: &'a Incident,
    pub(super) plan: &'a Plan,
    /// The plan's own zone, Monday to Friday.
    pub(super) calendar: Calendar,
    /// The last time that the incident was reopened.
    pub(super) reopened: Option<&'a Line>,
}

impl Story<'_> {
    fn read(&self, clock: &Clock, now: DateTime<Utc>) -> Option<Reading> {
        let left_level = match self.applies(clock) {
            Applies::Never => return None,
            Applies::Now => None,
            Applies::Until(end) => Some(end),
        };
        let calendar = self.calendar(clock);
        let counts = self.counts(clock, &calendar);
        let in_time = |stamped: &Stamped| {
            let left = left_level.as_ref().map(|end| end.at.earliest());
            left.is_none_or(|left| stamped.time.earliest() <= left)
        };
        let submitted = self.moment(&format!("{}.submitted", clock.id)).filter(|_| !clock.repeat);
        let submitted = submitted.filter(&in_time);
        let happened = clock.stops_at.as_deref().filter(|_| !clock.repeat);
        let happened = happened.and_then(|name| self.moment(name)).filter(&in_time);
        let held: Vec<Held> =
            clock.conditions.iter().map(|one| Held::of(one, self.incident)).collect();
        let day = self.day(&counts, &calendar);
        // Only what runs comes to an end by itself: what nobody has assessed stays open.
        let runs = matches!((verdict(&held), &counts), (Verdict::Hold, Counts::From(_)));
        let ends = self.ends(clock, &calendar).filter(|_| runs);
        let end = left_level.or_else(|| self.end(clock, ends, now));
        let standing = self.standing(clock, &held, submitted, happened, end, day);

        let until = match &standing {
            Standing::Met(stamped) => Some(stamped.time.earliest()),
            Standing::Ended(end) => Some(end.at.earliest()),
            _ => None,
        };
        // What was decided holds at any time, and nothing is missed by it.
        let is_ruled = matches!(standing, Standing::Ruled(_));
        let seen_at = if is_ruled { DateTime::<Utc>::MIN_UTC } else { now };
        let counts = match counts {
            Counts::From(deadline) => Ok(self.timed(clock, deadline, &calendar, until, seen_at)),
            other => Err(other),
        };
        let timed = counts.as_ref().ok();
        let due = timed.and_then(|timed| timed.deadline.due);
        let after = timed.map(|timed| timed.deadline.after);
        let after = after.or_else(|| Some(clock.due.first()?.after))?;
        let by_the_day = is_by_the_day(after) && !clock.counts_up;
        let state = match standing {
            Standing::Met(stamped) => met_by(&stamped, due),
            Standing::Ended(end) => {
                let why = end.why(clock, timed.and_then(|timed| timed.first_due));
                State::NotApplicable { why, by: end.by, when: Some(end.at) }
            }
            Standing::Ruled(state) => state,
            Standing::Open => match &counts {
                Ok(timed) => timed.state(now),
                Err(Counts::Asks(asks)) => State::NotAssessed { asks: asks.clone() },
                Err(Counts::Fails(held)) => held.fails(),
                Err(Counts::Waits(name)) => State::Armed { waits_for: name.clone() },
                Err(Counts::From(_)) => return None,
            },
        };
        let response = &self.incident.response;
        let snoozed = response.snoozes.get(&clock.id).map(Snooze::until);
        let (runs_from, missed) =
            timed.map_or((None, 0), |timed| (Some(timed.runs_from), timed.missed));
        let last_day = timed.and_then(|timed| timed.deadline.last_day).filter(|_| by_the_day);
        let (source, checked, note) = (clock.source.clone(), clock.checked, clock.note.clone());
        let is_paused = matches!(state, State::Paused { .. });
        Some(Reading {
            clock: clock.id.clone(),
            title: clock.title.clone(),
            kind: clock.kind,
            rule: rule(clock, after),
            by_the_day,
            last_day: last_day.filter(|_| !is_paused),
            missed: if clock.repeat { missed } else { 0 },
            counts_from: counts.ok().map(|timed| (timed.deadline.from, timed.deadline.start)),
            due: due.filter(|_| !is_paused),
            state,
            owner: clock.owner.clone(),
            recipient: clock.recipient.clone(),
            counts_up: clock.counts_up,
            ends,
            legal: clock.kind == ClockKind::Regulator,
            source,
            checked,
            note,
            conditions: held,
            snoozed_until: snoozed.filter(|until| *until > now),
            explained: response.lateness.get(&clock.id).cloned(),
            reference: response.submitted.get(&clock.id).and_then(|said| said.value.clone()),
            runs_from,
            only_reminds: clock.repeat && clock.stops_at.is_none(),
        })
    }

    /// What holds about a clock whatever the time is.
    fn standing(
        &self,
        clock: &Clock,
        held: &[Held],
        submitted: Option<Stamped>,
        happened: Option<Stamped>,
        end: Option<End>,
        day: Option<NaiveDate>,
    ) -> Standing {
        if let Some(submitted) = submitted {
            // What happened before it was submitted is what met it.
            let first = happened.into_iter().chain([submitted]);
            return first
                .min_by_key(|stamped| stamped.time.earliest())
                .map_or(Standing::Open, Standing::Met);
        }
        match self.incident.response.rulings.get(&clock.id) {
            Some(Said { value: Ruling::RuledOut, reason, by, when }) => {
                let why = reason.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
                let why = format!("ruled out by {by}{why}");
                return Standing::not_applicable(why, Some(by), Some(*when));
            }
            Some(Said { value: Ruling::Waived, reason, by, when }) => {
                let why = reason.clone().unwrap_or_default();
                let waived = State::Waived { by: by.clone(), why, when: *when };
                return happened.map_or(Standing::Ruled(waived), Standing::Met);
            }
            None => {}
        }
        if clock.off {
            let why = "switched off: not confirmed to be in force".to_owned();
            return Standing::not_applicable(why, None, None);
        }
        if let Some(from) = clock.applies_from.filter(|from| day.is_some_and(|day| day < *from)) {
            return Standing::not_applicable(format!("in force from {from}"), None, None);
        }
        if let Some(until) = clock.applies_until.filter(|last| day.is_some_and(|day| day > *last)) {
            return Standing::not_applicable(format!("in force until {until}"), None, None);
        }
        match (verdict(held), happened, end) {
            (Verdict::Fails(held), ..) => Standing::Ruled(held.fails()),
            (Verdict::Hold, Some(stamped), _) => Standing::Met(stamped),
            (_, _, Some(end)) => Standing::Ended(end),
            (Verdict::Hold, None, None) => Standing::Open,
            (Verdict::Asks(asks), ..) => Standing::Ruled(State::NotAssessed { asks }),
            (Verdict::Waits(waits_for), ..) => Standing::Ruled(State::Armed { waits_for }),
        }
    }
}

/// What holds about a clock whatever the time is.
enum Standing {
    Met(Stamped),
    Ended(End),
    /// Somebody decided something, or the plan says it.
    Ruled(State),
    /// The time decides.
    Open,
}

impl Standing {
    fn not_applicable(why: String, by: Option<&String>, when: Option<Moment>) -> Standing {
        Standing::Ruled(State::NotApplicable { why, by: by.cloned(), when })
    }
}

fn met_by(stamped: &Stamped, due: Option<DateTime<Utc>>) -> State {
    let at = stamped.time.earliest();
    let margin = due.map_or(TimeDelta::zero(), |due| due - at);
    let after = stamped.at - at;
    let hidden = margin >= TimeDelta::zero()
        && due.is_some_and(|due| stamped.at > due)
        // Nobody writes it down in the second in which it happens.
        && after >= TimeDelta::minutes(1);
    let recorded_late = hidden.then(|| (stamped.by.clone(), after));
    State::Met { at: stamped.time, margin, recorded_late }
}

/// Whether a date says more than a countdown.
fn is_by_the_day(after: Amount) -> bool {
    match after.unit {
        Unit::BusinessDays | Unit::Months => true,
        Unit::CalendarDays => after.amount >= 30,
        Unit::Seconds | Unit::Minutes | Unit::Hours | Unit::BusinessHours => false,
    }
}

/// The last event of a kind.
pub(super) fn last(incident: &Incident, is: impl Fn(&Event) -> bool) -> Option<&Line> {
    incident.timeline.iter().rev().find(|line| line.counts() && is(&line.fact.event))
}
