//! From a start and an amount to an instant: elapsed time, calendar days, working days, months.

use crate::plan::{Amount, Unit};
use chrono::{
    DateTime, Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta,
    TimeZone, Utc,
};
use chrono_tz::Tz;

/// Returns the instant that lies `amount` after `start`, or nothing when the calendar ends before it.
///
/// - Seconds, minutes and hours are elapsed time; the zone does not matter.
/// - Calendar days and months keep the wall-clock time in `zone`. A month ends on the same day of the
///   later month, or on its last day. A time that the change to summer time leaves out is later by
///   what was left out; of a time that comes twice it is the first.
/// - Business days are the working days, Monday to Friday, after the day of the start; the deadline is
///   the end of the last one. None of them means the end of the day of the start.
///
/// ```
/// # use warroom::{clocks::deadline, plan::{Amount, Unit}};
/// let friday = "2026-11-20T14:00:00Z".parse().unwrap();
/// let five = Amount { amount: 5, unit: Unit::BusinessDays };
/// let due = deadline(friday, five, chrono_tz::Europe::Paris).unwrap();
/// assert_eq!(due.to_rfc3339(), "2026-11-27T23:00:00+00:00", "the end of the next Friday");
/// ```
pub fn deadline(start: DateTime<Utc>, amount: Amount, zone: Tz) -> Option<DateTime<Utc>> {
    let many = amount.amount;
    let elapsed = |seconds: i64| {
        start.checked_add_signed(TimeDelta::try_seconds(i64::from(many).checked_mul(seconds)?)?)
    };
    match amount.unit {
        // Not the same time on the wall: where that comes twice, it may have been an hour ago.
        Unit::CalendarDays | Unit::Months if many == 0 => Some(start),
        Unit::Seconds => elapsed(1),
        Unit::Minutes => elapsed(60),
        Unit::Hours => elapsed(60 * 60),
        Unit::CalendarDays => {
            let days = Days::new(u64::from(many));
            instant(local(start, zone)?.checked_add_days(days)?, zone)
        }
        Unit::Months => instant(local(start, zone)?.checked_add_months(Months::new(many))?, zone),
        Unit::BusinessDays => {
            let last = working_days_after(local(start, zone)?.date(), many)?;
            instant(last.succ_opt()?.and_time(NaiveTime::MIN), zone)
        }
    }
}

/// The day on which something is due, as people name it: what is due at midnight after counting
/// working days is due on the day that ends then.
pub(super) fn day_of(due: DateTime<Utc>, unit: Unit, zone: Tz) -> Option<NaiveDate> {
    let day = local(due, zone)?.date();
    if unit == Unit::BusinessDays { day.pred_opt() } else { Some(day) }
}

/// The `many`th working day after `day`, which is not counted itself.
fn working_days_after(day: NaiveDate, many: u32) -> Option<NaiveDate> {
    if many == 0 {
        return Some(day);
    }
    // From a weekend the count is the same as from the Friday before.
    let weekday = u64::from(day.weekday().num_days_from_monday());
    let (from, weekday) = match weekday.checked_sub(4) {
        Some(past_friday) => (day.checked_sub_days(Days::new(past_friday))?, 4),
        None => (day, weekday),
    };
    let (weeks, rest) = (u64::from(many / 5), u64::from(many % 5));
    let weekend = if weekday + rest > 4 { 2 } else { 0 };
    from.checked_add_days(Days::new(weeks * 7 + rest + weekend))
}

/// What the clocks on the wall show. Not `naive_local`, which panics at either end of the calendar.
fn local(at: DateTime<Utc>, zone: Tz) -> Option<NaiveDateTime> {
    let utc = at.naive_utc();
    utc.checked_add_offset(zone.offset_from_utc_datetime(&utc).fix())
}

/// The instant at which the clocks on the wall show `local`.
fn instant(local: NaiveDateTime, zone: Tz) -> Option<DateTime<Utc>> {
    /// How far apart the looks back are. No two changes of a zone's clocks were ever so close.
    const STEP: TimeDelta = TimeDelta::minutes(15);
    /// The longest time ever left out is a day, when islands moved to the other side of the date line.
    const STEPS: i32 = 26 * 4;

    if let Some(at) = zone.from_local_datetime(&local).earliest() {
        return Some(at.to_utc());
    }
    // The time was left out: it counts as if the clocks had not been changed.
    let before = (1..=STEPS).find_map(|steps| {
        let earlier = local.checked_sub_signed(STEP * steps)?;
        zone.offset_from_local_datetime(&earlier).latest()
    })?;
    Some(local.checked_sub_offset(before.fix())?.and_utc())
}
