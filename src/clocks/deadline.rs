//! From a start and an amount to a deadline: elapsed time, calendar days, months, working days and hours.

use super::wall::{instant, local, time_of};
use super::working::WorkingDays;
use crate::plan::{Amount, Calendar, Roll, Unit};
use chrono::{DateTime, Days, Months, NaiveDate, NaiveTime, TimeDelta, Timelike, Utc};

/// When something is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    /// The instant at which the time is up.
    pub at: DateTime<Utc>,
    /// The last day on which it is in time, in the calendar's zone. What is due at the midnight that ends a
    /// working day is due on that day, though the next one begins at the same instant.
    pub last_day: NaiveDate,
}

/// Why there is no deadline.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoDeadline {
    /// It would lie beyond what can be counted: the year 9999 for what needs working days.
    #[error("the deadline lies beyond the calendar")]
    Beyond,
    /// The calendar's week has no working day.
    #[error("the calendar {0:?} has no working day")]
    NoWorkingDay(String),
}

/// Returns when something is due that has `amount` of time from `start` on.
///
/// - Seconds, minutes and hours are elapsed time; the zone does not matter.
/// - Calendar days and months keep the time on the wall in the calendar's zone. A month ends on the same day
///   of the later month, or on its last day. A time that the change to summer time leaves out is later by
///   what was left out; of a time that comes twice it is the first.
/// - Business days are the working days after the day of the start, which is not counted itself; the deadline
///   is the end of the last one, or the calendar's `due_at` on it. None of them means the end of the day of
///   the start, also where that is a day off; its `due_at` may be past, and then it is due at once.
/// - Business hours are real hours within working hours: the deadline is the first instant by which so many
///   have passed. So one that falls on closing time is that time, and none of them means the start itself.
///
/// Then a deadline whose day is a day off moves as `roll` says, whatever its unit. A deadline never lies
/// before its start. A leap second counts as the second before it.
///
/// ```
/// # use warroom::{clocks::deadline, plan::{Amount, Calendar, Roll, Unit}};
/// let friday = "2026-11-20T14:00:00Z".parse().unwrap();
/// let five = Amount { amount: 5, unit: Unit::BusinessDays };
/// let paris = Calendar::mon_fri(chrono_tz::Europe::Paris);
/// let due = deadline(friday, five, &paris, Roll::None).unwrap();
/// assert_eq!(due.at.to_rfc3339(), "2026-11-27T23:00:00+00:00", "the end of the next Friday");
/// assert_eq!(due.last_day.to_string(), "2026-11-27");
/// ```
pub fn deadline(
    start: DateTime<Utc>,
    amount: Amount,
    calendar: &Calendar,
    roll: Roll,
) -> Result<Deadline, NoDeadline> {
    let start = without_leap_second(start);
    let due = unrolled(start, amount, calendar)?;
    match roll {
        Roll::None => Ok(due),
        Roll::NextWorkingNoon if calendar.is_working(due.last_day) => Ok(due),
        Roll::NextWorkingNoon => {
            let noon = NaiveTime::from_hms_opt(12, 0, 0).ok_or(NoDeadline::Beyond)?;
            let day = working_day(calendar, due.last_day, 1)?;
            let (at, _) = instant(day.and_time(noon), calendar.zone).ok_or(NoDeadline::Beyond)?;
            Ok(Deadline { at, last_day: day })
        }
    }
}

fn unrolled(
    start: DateTime<Utc>,
    amount: Amount,
    calendar: &Calendar,
) -> Result<Deadline, NoDeadline> {
    let zone = calendar.zone;
    let many = amount.amount;
    let today = local(start, zone).ok_or(NoDeadline::Beyond)?;
    let elapsed = |seconds: i64| {
        start.checked_add_signed(TimeDelta::try_seconds(i64::from(many).checked_mul(seconds)?)?)
    };
    let at = match amount.unit {
        // Not the same time on the wall: where that comes twice, it may have been an hour ago.
        Unit::CalendarDays | Unit::Months if many == 0 => Some(start),
        Unit::Seconds => elapsed(1),
        Unit::Minutes => elapsed(60),
        Unit::Hours => elapsed(60 * 60),
        Unit::CalendarDays => {
            let then = today.checked_add_days(Days::new(u64::from(many)));
            then.and_then(|then| instant(then, zone)).map(|(at, _)| at)
        }
        Unit::Months => {
            let then = today.checked_add_months(Months::new(many));
            then.and_then(|then| instant(then, zone)).map(|(at, _)| at)
        }
        Unit::BusinessDays => {
            let day = working_day(calendar, today.date(), many)?;
            let ends = time_of(day, calendar.due_at).and_then(|ends| instant(ends, zone));
            let at = ends.ok_or(NoDeadline::Beyond)?.0.max(start);
            return Ok(Deadline { at, last_day: day });
        }
        Unit::BusinessHours => {
            if calendar.week.is_empty() && many > 0 {
                return Err(NoDeadline::NoWorkingDay(calendar.id.clone()));
            }
            let due = WorkingDays::of(calendar).hours_after(start, many);
            let (at, last_day) = due.ok_or(NoDeadline::Beyond)?;
            return Ok(Deadline { at, last_day });
        }
    };
    let at = at.ok_or(NoDeadline::Beyond)?;
    let last_day = local(at, zone).ok_or(NoDeadline::Beyond)?.date();
    Ok(Deadline { at, last_day })
}

/// The `many`th working day after `day`.
fn working_day(calendar: &Calendar, day: NaiveDate, many: u32) -> Result<NaiveDate, NoDeadline> {
    if calendar.week.is_empty() && many > 0 {
        return Err(NoDeadline::NoWorkingDay(calendar.id.clone()));
    }
    WorkingDays::of(calendar).nth_after(day, many).ok_or(NoDeadline::Beyond)
}

/// 23:59:60 as 23:59:59: it belongs to the day that ends, and no deadline is a leap second.
fn without_leap_second(at: DateTime<Utc>) -> DateTime<Utc> {
    at.with_nanosecond(at.nanosecond() % 1_000_000_000).unwrap_or(at)
}
