//! A deadline as it stands at a moment: what stood still is not counted, what only reminds comes again.

use super::pausing::stood;
use super::reading::{AT_RISK, State, share};
use super::rules::Story;
use super::starts::Deadline;
use super::wall::local;
use crate::incident::Pause;
use crate::plan::{Calendar, Clock, ClockKind};
use chrono::{DateTime, TimeDelta, Utc};

/// A deadline as it stands at a moment.
pub(super) struct Timed<'a> {
    pub(super) deadline: Deadline,
    /// The first time that it was due.
    pub(super) first_due: Option<DateTime<Utc>>,
    pub(super) runs_from: DateTime<Utc>,
    pub(super) missed: u32,
    /// Whether it only reminds: it is never late, it is due again.
    reminds: bool,
    open: Option<(&'a Pause, DateTime<Utc>)>,
}

impl Timed<'_> {
    pub(super) fn state(&self, now: DateTime<Utc>) -> State {
        let due = self.deadline.due;
        if let Some((pause, since)) = &self.open {
            let why = pause.began.reason.clone().unwrap_or_default();
            let (by, when) = (pause.began.by.clone(), pause.began.when);
            return State::Paused { since: when, by, why, left: due.map(|due| due - *since) };
        }
        match due {
            Some(due) if now >= due => State::Late,
            Some(due) if !self.reminds && share(self.runs_from, due, now) >= AT_RISK => {
                State::AtRisk
            }
            _ => State::Running,
        }
    }
}

impl Story<'_> {
    /// A deadline as it stands at a moment: what stood still is not counted, and what only reminds is due
    /// again and again.
    pub(super) fn timed<'a>(
        &'a self,
        clock: &Clock,
        mut deadline: Deadline,
        calendar: &Calendar,
        until: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Timed<'a> {
        let start = deadline.start.earliest();
        if clock.counts_up {
            (deadline.due, deadline.last_day) = (None, None);
        }
        let may_pause = clock.kind != ClockKind::Regulator || self.incident.id.is_exercise();
        let pauses = self.incident.response.pauses.get(&clock.id).filter(|_| may_pause);
        let pauses = pauses.map_or(&[][..], Vec::as_slice);
        let once = deadline.due.filter(|_| !clock.repeat);
        let stood = stood(pauses, start, once, until);
        let moved = |at: DateTime<Utc>| at.checked_add_signed(stood.for_so_long);
        let interval = deadline.due.map(|due| due - start);
        let mut runs_from = moved(start).unwrap_or(start);
        if stood.for_so_long > TimeDelta::zero() {
            deadline.due = deadline.due.and_then(moved);
            let day = deadline.due.and_then(|due| local(due, calendar.zone));
            deadline.last_day = day.map(|day| day.date());
        }
        let first_due = deadline.due;
        let until = until.or(stood.open.as_ref().map(|(_, since)| *since)).unwrap_or(now);
        let reminds = clock.repeat && clock.stops_at.is_none();
        let mut missed = 0;
        if let Some(interval) = interval.filter(|_| clock.repeat) {
            missed = passed(runs_from, interval, until);
            if reminds && missed > 0 {
                let rung = many(interval, missed);
                runs_from =
                    rung.and_then(|rung| runs_from.checked_add_signed(rung)).unwrap_or(runs_from);
                deadline.due = runs_from.checked_add_signed(interval);
                let day = deadline.due.and_then(|due| local(due, calendar.zone));
                deadline.last_day = day.map(|day| day.date());
            }
        }
        let missed = u32::try_from(missed).unwrap_or(u32::MAX);
        Timed { deadline, first_due, runs_from, missed, reminds, open: stood.open }
    }
}

/// How many whole intervals lie between two instants.
fn passed(from: DateTime<Utc>, interval: TimeDelta, until: DateTime<Utc>) -> i64 {
    let passed = (until - from).num_milliseconds().max(0);
    passed.checked_div(interval.num_milliseconds()).unwrap_or(0).max(0)
}

fn many(interval: TimeDelta, times: i64) -> Option<TimeDelta> {
    TimeDelta::try_milliseconds(interval.num_milliseconds().checked_mul(times)?)
}
