//! How the clocks of a plan stand: what they count from, what meets them, what ends them.

use super::deadline::deadline;
use super::reading::{AT_RISK, Reading, State, share};
use super::words::{face, rule};
use crate::incident::{Event, Incident, Line, Stamped, Status};
use crate::plan::{Amount, Calendar, Clock, ClockKind, Due, Plan, Roll, Take, Unit};
use crate::time::Moment;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use std::cmp::Reverse;

/// Reads all clocks of an incident: what is late first, the longest first; then what runs out first;
/// then what waits; then what was met, the latest first; then what does not apply.
///
/// An incident without a plan has no clocks, and a historic one neither. A clock of levels that the
/// incident never had is left out.
///
/// What meets a clock is a stamp, at whatever time it was written. A clock that ends without it does not
/// apply any more, and says by how much it was late then:
///
/// - when the level is no longer one of its own;
/// - a cadence, at its `until`;
/// - when the harm is over: response, war room, containment, escalation, update. They serve to end it;
/// - when the incident is closed: all but regulator, document and review, which outlive it.
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
    readings.sort_by_key(place);
    readings
}

/// Where a reading stands in the order: its group, then the time in it.
fn place(reading: &Reading) -> (u8, DateTime<Utc>, Reverse<DateTime<Utc>>) {
    let due = reading.due.unwrap_or(DateTime::<Utc>::MAX_UTC);
    let any = DateTime::<Utc>::MIN_UTC;
    match &reading.state {
        State::Late => (0, due, Reverse(any)),
        State::Running | State::AtRisk => (1, due, Reverse(any)),
        State::Armed { .. } => (2, any, Reverse(any)),
        State::Met { at, .. } => (3, any, Reverse(at.earliest())),
        State::NotApplicable { .. } => (4, any, Reverse(any)),
    }
}

/// An incident, and what all of its clocks need of it.
struct Story<'a> {
    incident: &'a Incident,
    plan: &'a Plan,
    calendar: Calendar,
    /// The last time that the incident was reopened.
    reopened: Option<&'a Line>,
}

/// A deadline and where it comes from.
struct Deadline {
    /// The stamp, or what counts in its place.
    from: String,
    start: Moment,
    after: Amount,
    /// Nothing when the calendar ends before it.
    due: Option<DateTime<Utc>>,
    last_day: Option<NaiveDate>,
}

/// What ended a clock.
struct End {
    at: Moment,
    why: String,
}

impl Story<'_> {
    fn read(&self, clock: &Clock, now: DateTime<Utc>) -> Option<Reading> {
        let left_level = match self.applies(clock) {
            Applies::Never => return None,
            Applies::Now => None,
            Applies::Until(end) => Some(end),
        };
        let deadline = self.deadline(clock);
        let after = deadline.as_ref().map_or(clock.due.first()?.after, |deadline| deadline.after);
        let due = deadline.as_ref().and_then(|deadline| deadline.due);

        let met = clock.stops_at.as_deref().filter(|_| !clock.repeat);
        let met = met.and_then(|stamp| self.stamp(stamp)).filter(|stamped| {
            let left = left_level.as_ref().map(|end| end.at.earliest());
            left.is_none_or(|left| stamped.time.earliest() <= left)
        });
        let end = left_level.or_else(|| self.end(clock));
        let until = end.as_ref().map_or(now, |end| end.at.earliest());
        let state = match (met, end, &deadline) {
            (Some(stamped), _, _) => met_by(stamped, due),
            (None, Some(end), _) => State::NotApplicable { why: end.of(clock, due) },
            (None, None, None) => State::Armed { waits_for: clock.due.first()?.starts_at.clone() },
            (None, None, Some(deadline)) => deadline.state(now),
        };
        Some(Reading {
            clock: clock.id.clone(),
            title: clock.title.clone(),
            kind: clock.kind,
            rule: rule(clock, after),
            by_the_day: is_by_the_day(after),
            last_day: deadline
                .as_ref()
                .filter(|_| is_by_the_day(after))
                .and_then(|deadline| deadline.last_day),
            missed: deadline
                .as_ref()
                .filter(|_| clock.repeat)
                .map_or(0, |deadline| deadline.missed(until)),
            counts_from: deadline.map(|deadline| (deadline.from, deadline.start)),
            due,
            state,
            owner: clock.owner.clone(),
            recipient: clock.recipient.clone(),
        })
    }

    /// The deadline that counts among those whose start has happened.
    fn deadline(&self, clock: &Clock) -> Option<Deadline> {
        let deadlines = clock.due.iter().filter_map(|due| {
            let (from, start) = self.start(clock, due)?;
            let at = deadline(start.earliest(), due.after, &self.calendar, Roll::None).ok();
            let (due_at, last_day) = at.map(|at| (at.at, at.last_day)).unzip();
            Some(Deadline { from, start, after: due.after, due: due_at, last_day })
        });
        // What lies beyond the calendar is later than everything.
        let order = |deadline: &Deadline| (deadline.due.is_none(), deadline.due);
        if clock.repeat || clock.take == Take::Latest {
            deadlines.max_by_key(order)
        } else {
            deadlines.min_by_key(order)
        }
    }

    /// What a deadline counts from, and since when.
    fn start(&self, clock: &Clock, due: &Due) -> Option<(String, Moment)> {
        let mut start = (due.starts_at.clone(), self.stamp(&due.starts_at)?.time);
        if due.starts_at == "declared"
            && let Some(level) = self.level_since(clock)
        {
            start = later(start, level);
        }
        if clock.repeat
            && let Some(reopened) = self.reopened
        {
            start = later(start, ("reopened".to_owned(), reopened.when()));
        }
        Some(start)
    }

    /// Since when the incident has been as bad as the clock asks, where the clock counts from that.
    fn level_since(&self, clock: &Clock) -> Option<(String, Moment)> {
        use ClockKind::{Escalation, Response, Update, WarRoom};
        if !matches!(clock.kind, Response | WarRoom | Escalation | Update) {
            return None;
        }
        let mildest = clock.levels.iter().max_by_key(|level| self.plan.rank(level))?;
        let since = self.incident.at_least_since(mildest)?;
        // The level of the declaration counts from `declared`, also when that was corrected.
        if self.incident.declaration.as_ref().is_some_and(|d| d.when == Some(since)) {
            return None;
        }
        let bad_enough =
            |level: &&(String, Moment)| self.plan.rank(&level.0) <= self.plan.rank(mildest);
        let mut levels = self.incident.levels.iter().filter(bad_enough);
        levels.find(|(_, at)| *at == since).cloned()
    }

    /// A stamp that counts. What was resolved or closed before the incident was reopened is so no more.
    fn stamp(&self, name: &str) -> Option<&Stamped> {
        let stamped = self.incident.stamps.get(name)?;
        let outdated = matches!(name, "resolved" | "closed")
            && self.incident.status == Status::Open
            && self.reopened.is_some_and(|reopened| stamped.at <= reopened.entry.at);
        (!outdated).then_some(stamped)
    }

    fn applies(&self, clock: &Clock) -> Applies {
        let has = |level: &str| clock.levels.iter().any(|l| l == level);
        match &self.incident.severity {
            _ if clock.levels.is_empty() => return Applies::Now,
            Some(severity) if has(severity) => return Applies::Now,
            Some(_) => {}
            None => return Applies::Never,
        }
        let leaves = |pair: &&[(String, Moment)]| has(&pair[0].0) && !has(&pair[1].0);
        match self.incident.levels.windows(2).rfind(leaves) {
            Some([before, after]) => Applies::Until(self.level_change(before, after)),
            _ => Applies::Never,
        }
    }

    fn level_change(&self, (before, _): &(String, Moment), after: &(String, Moment)) -> End {
        let (level, at) = after;
        let how = if self.plan.rank(level) < self.plan.rank(before) { "raised" } else { "lowered" };
        let change = self.incident.timeline.iter().rev().find_map(|line| match &line.fact.event {
            Event::SeverityChanged { severity, reason, .. }
                if line.counts() && severity == level && line.when() == *at =>
            {
                Some((line.who(), reason))
            }
            _ => None,
        });
        let why = match change {
            Some((who, reason)) if reason.is_empty() => format!("level {how} by {who}"),
            Some((who, reason)) => format!("level {how} by {who}: {reason}"),
            None => format!("level {how}"),
        };
        End { at: *at, why }
    }

    fn end(&self, clock: &Clock) -> Option<End> {
        use ClockKind::{
            Containment, Document, Escalation, Regulator, Response, Review, Update, WarRoom,
        };
        if let Some(until) = clock.until.as_deref().filter(|_| clock.repeat)
            && let Some(stamped) = self.stamp(until)
        {
            return Some(End { at: stamped.time, why: until.replace('_', " ") });
        }
        let ended =
            |stamp: &str, why: &str| Some(End { at: self.stamp(stamp)?.time, why: why.to_owned() });
        let status = self.incident.status;
        let ends_the_harm =
            matches!(clock.kind, Response | WarRoom | Containment | Escalation | Update);
        if status != Status::Open && ends_the_harm {
            let why = if clock.repeat { "resolved" } else { "resolved without it" };
            return ended("resolved", why).or_else(|| ended("closed", "closed"));
        }
        let outlives = matches!(clock.kind, Regulator | Document | Review);
        if status == Status::Closed && !outlives { ended("closed", "closed") } else { None }
    }
}

/// Whether a clock is one for this incident.
enum Applies {
    Never,
    Now,
    Until(End),
}

impl Deadline {
    fn state(&self, now: DateTime<Utc>) -> State {
        match self.due {
            Some(due) if now >= due => State::Late,
            Some(due) if share(self.start.earliest(), due, now) >= AT_RISK => State::AtRisk,
            _ => State::Running,
        }
    }

    /// How many whole intervals of a cadence lie between its start and `until`.
    fn missed(&self, until: DateTime<Utc>) -> u32 {
        let Some(due) = self.due else { return 0 };
        let interval = (due - self.start.earliest()).num_milliseconds();
        let passed = (until - self.start.earliest()).num_milliseconds().max(0);
        u32::try_from(passed.checked_div(interval).unwrap_or(0)).unwrap_or(u32::MAX)
    }
}

impl End {
    /// Why a clock ended, and by how much it was late then. A cadence has a number for that.
    fn of(self, clock: &Clock, due: Option<DateTime<Utc>>) -> String {
        let late = due.map(|due| self.at.earliest() - due);
        match late.filter(|late| *late > TimeDelta::zero() && !clock.repeat) {
            Some(late) => format!("{}, {} late", self.why, face(late.num_seconds())),
            None => self.why,
        }
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

fn later(a: (String, Moment), b: (String, Moment)) -> (String, Moment) {
    if b.1.earliest() > a.1.earliest() { b } else { a }
}

/// Whether a date says more than a countdown.
fn is_by_the_day(after: Amount) -> bool {
    match after.unit {
        Unit::BusinessDays | Unit::Months => true,
        Unit::CalendarDays => after.amount >= 30,
        Unit::Seconds | Unit::Minutes | Unit::Hours | Unit::BusinessHours => false,
    }
}

fn last(incident: &Incident, is: impl Fn(&Event) -> bool) -> Option<&Line> {
    incident.timeline.iter().rev().find(|line| line.counts() && is(&line.fact.event))
}
