//! What a clock counts from, in which calendar, and when its time is up.

use super::conditions::{Held, Verdict, verdict};
use super::deadline::deadline;
use super::rules::{Story, last};
use super::wall::{instant, local};
use crate::incident::{Event, Line, Stamped, Status};
use crate::plan::{Amount, Calendar, Clock, Due, OnRaise, Roll, Take, Unit};
use crate::time::Moment;
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc};
use std::borrow::Cow;

/// A deadline and where it comes from.
pub(super) struct Deadline {
    /// The moment, or what counts in its place.
    pub(super) from: String,
    pub(super) start: Moment,
    pub(super) after: Amount,
    /// Nothing when the calendar ends before it.
    pub(super) due: Option<DateTime<Utc>>,
    pub(super) last_day: Option<NaiveDate>,
}

/// The deadline that counts, or why there is none.
pub(super) enum Counts {
    /// This one.
    From(Deadline),
    /// That moment has not happened.
    Waits(String),
    /// These questions would tell.
    Asks(Vec<String>),
    /// None of them applies, for a reason such as this.
    Fails(Held),
}

impl Story<'_> {
    /// The calendar that a clock counts in: the plan's, a built-in one, or the plan's zone from Monday to
    /// Friday.
    pub(super) fn calendar(&self, clock: &Clock) -> Cow<'_, Calendar> {
        let Some(id) = &clock.calendar else { return Cow::Borrowed(&self.calendar) };
        if let Some(own) = self.plan.calendars.iter().find(|calendar| calendar.id == *id) {
            return Cow::Borrowed(own);
        }
        let built_in = Calendar::built_in().into_iter().find(|calendar| calendar.id == *id);
        built_in.map_or(Cow::Borrowed(&self.calendar), Cow::Owned)
    }

    /// The deadline that counts among those that apply and whose start has happened.
    pub(super) fn counts(&self, clock: &Clock, calendar: &Calendar) -> Counts {
        let mut deadlines: Vec<Deadline> = Vec::new();
        let mut armed: Option<String> = None;
        let mut asks: Vec<String> = Vec::new();
        let mut waits: Option<String> = None;
        let mut fails: Option<Held> = None;
        for due in &clock.due {
            let held: Vec<Held> =
                due.conditions.iter().map(|one| Held::of(one, self.incident)).collect();
            match verdict(&held) {
                Verdict::Hold => match self.start(clock, due, calendar) {
                    Some((from, start)) => {
                        deadlines.push(Deadline::of(from, start, due.after, calendar, clock));
                    }
                    None => {
                        armed.get_or_insert_with(|| starting(&due.starts_at).0.to_owned());
                    }
                },
                Verdict::Asks(more) => asks.extend(more),
                Verdict::Waits(name) => {
                    waits.get_or_insert(name);
                }
                Verdict::Fails(held) => {
                    fails.get_or_insert(held);
                }
            }
        }
        // What lies beyond the calendar is later than everything.
        let order = |deadline: &Deadline| (deadline.due.is_none(), deadline.due);
        let counts = if clock.repeat || clock.take == Take::Latest {
            deadlines.into_iter().max_by_key(order)
        } else {
            deadlines.into_iter().min_by_key(order)
        };
        asks.dedup();
        if let Some(deadline) = counts {
            return Counts::From(deadline);
        }
        match (armed.or(waits.filter(|_| asks.is_empty())), fails) {
            (Some(name), _) => Counts::Waits(name),
            (None, Some(held)) if asks.is_empty() => Counts::Fails(held),
            (None, _) => Counts::Asks(asks),
        }
    }

    /// When a cadence ends by itself: so long after the first of its starts.
    pub(super) fn ends(&self, clock: &Clock, calendar: &Calendar) -> Option<DateTime<Utc>> {
        let lasts = clock.lasts.filter(|_| clock.repeat)?;
        let starts = clock.due.iter().filter_map(|due| self.start(clock, due, calendar));
        let first = starts.map(|(_, start)| start.earliest()).min()?;
        Some(deadline(first, lasts, calendar, Roll::None).ok()?.at)
    }

    /// What a deadline counts from, and since when.
    fn start(&self, clock: &Clock, due: &Due, calendar: &Calendar) -> Option<(String, Moment)> {
        let (name, at_year_end) = starting(&due.starts_at);
        let mut time = self.moment(name)?.time;
        if at_year_end {
            time = year_end(time, calendar)?;
        }
        let mut start = (due.starts_at.clone(), time);
        if due.starts_at == "declared"
            && let Some(level) = self.level_since(clock)
        {
            start = later(start, level);
        }
        // A reminder to fill a seat counts from when it became empty.
        let seat = clock.until.as_deref().filter(|_| clock.repeat);
        if let Some(role) = seat.and_then(|until| until.strip_suffix(".seated"))
            && let Some(line) = self.released(role)
        {
            start = later(start, (format!("{role} released"), line.when()));
        }
        if clock.repeat
            && let Some(reopened) = self.reopened
        {
            start = later(start, ("reopened".to_owned(), reopened.when()));
        }
        Some(start)
    }

    /// The last time that a seat became empty.
    fn released(&self, seat: &str) -> Option<&Line> {
        last(
            self.incident,
            |event| matches!(event, Event::RoleReleased { role, .. } if role == seat),
        )
    }

    /// Since when the incident has been as bad as the clock asks, where the clock counts from that.
    fn level_since(&self, clock: &Clock) -> Option<(String, Moment)> {
        let restarts = match clock.on_raise {
            Some(on_raise) => on_raise == OnRaise::Restart,
            None => clock.kind.starts_anew() && !clock.levels.is_empty(),
        };
        if !restarts {
            return None;
        }
        // A clock of all levels that says that it starts anew means the level that there is.
        let mildest = clock.levels.iter().max_by_key(|level| self.plan.rank(level));
        let mildest = mildest.or(self.incident.severity.as_ref())?;
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

    /// A moment that counts. What was resolved or closed before the incident was reopened is so no more.
    pub(super) fn moment(&self, name: &str) -> Option<Stamped> {
        let stamped = self.incident.moment(name)?;
        let outdated = matches!(name, "resolved" | "closed")
            && self.incident.status == Status::Open
            && self.reopened.is_some_and(|reopened| stamped.at <= reopened.entry.at);
        (!outdated).then_some(stamped)
    }

    /// The day in whose law a clock stands: that of its start, else that of the declaration.
    pub(super) fn day(&self, counts: &Counts, calendar: &Calendar) -> Option<NaiveDate> {
        let declaration = self.incident.declaration.as_ref()?;
        let at = match counts {
            Counts::From(deadline) => deadline.start.earliest(),
            _ => declaration.when.map_or(declaration.mark.at, Moment::earliest),
        };
        Some(local(at, calendar.zone)?.date())
    }
}

impl Deadline {
    fn of(
        from: String,
        start: Moment,
        after: Amount,
        calendar: &Calendar,
        clock: &Clock,
    ) -> Deadline {
        let at = deadline(start.earliest(), after, calendar, clock.roll).ok();
        let (due, mut last_day) = at.map(|at| (at.at, at.last_day)).unzip();
        // So many days after the end of a year end at midnight too: at the end of the day before.
        let of_days = matches!(after.unit, Unit::CalendarDays | Unit::Months);
        let ends_a_day = due.and_then(|due| local(due, calendar.zone));
        if of_days
            && starting(&from).1
            && ends_a_day.is_some_and(|wall| wall.time() == NaiveTime::MIN)
        {
            last_day = last_day.and_then(|day| day.pred_opt());
        }
        Deadline { from, start, after, due, last_day }
    }
}

/// The moment that a start is named after, and whether the end of its year is meant.
pub(super) fn starting(name: &str) -> (&str, bool) {
    match name.strip_prefix("year_end(").and_then(|rest| rest.strip_suffix(')')) {
        Some(name) => (name, true),
        None => (name, false),
    }
}

/// The midnight that ends the year of a moment, in the calendar's zone.
fn year_end(time: Moment, calendar: &Calendar) -> Option<Moment> {
    let year = local(time.earliest(), calendar.zone)?.year().checked_add(1)?;
    let next = NaiveDate::from_ymd_opt(year, 1, 1)?.and_time(NaiveTime::MIN);
    Some(Moment::second(instant(next, calendar.zone)?.0))
}

fn later(a: (String, Moment), b: (String, Moment)) -> (String, Moment) {
    if b.1.earliest() > a.1.earliest() { b } else { a }
}
