//! Counts working days and working hours.
//!
//! Whole years are passed in one step where that is exact, so the largest amount costs no more than a
//! glance at each year that the calendar has.

use super::wall::{edge, local, time_of};
use crate::plan::Calendar;
use crate::plan::calendar::Window;
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// The years whose days are counted: those that a date can be written with.
const YEARS: RangeInclusive<i32> = 1..=9999;
/// The years in which a zone's clocks may be changed. Before, none had a zone, and after them the tables
/// of zones have no more rules.
const CHANGING_YEARS: RangeInclusive<i32> = 1800..=2200;

/// The days of a calendar, with the holidays of the year that is being looked at.
pub(super) struct WorkingDays<'a> {
    calendar: &'a Calendar,
    year: i32,
    holidays: BTreeSet<NaiveDate>,
}

impl WorkingDays<'_> {
    /// The days of a calendar.
    pub(super) fn of(calendar: &Calendar) -> WorkingDays<'_> {
        WorkingDays { calendar, year: 0, holidays: calendar.holidays_in(0) }
    }

    fn look_at(&mut self, year: i32) {
        if self.year != year {
            self.year = year;
            self.holidays = self.calendar.holidays_in(year);
        }
    }

    /// Whether people work on a day.
    fn has(&mut self, day: NaiveDate) -> bool {
        self.look_at(day.year());
        self.calendar.week.has(day.weekday()) && !self.holidays.contains(&day)
    }

    /// How many working days a year has.
    fn in_year(&mut self, first: NaiveDate) -> i64 {
        self.look_at(first.year());
        let week = self.calendar.week;
        let beyond_52_weeks = if first.leap_year() { 2 } else { 1 };
        let rest = first.iter_days().take(beyond_52_weeks).filter(|day| week.has(day.weekday()));
        let holidays = self.holidays.iter().filter(|day| week.has(day.weekday()));
        let days = 52 * week.days().count() + rest.count() - holidays.count();
        i64::try_from(days).unwrap_or(i64::MAX)
    }

    /// The `many`th working day after `day`, which is not counted itself: `day`, when none is asked for.
    /// Nothing when the years that are counted end before it.
    pub(super) fn nth_after(&mut self, day: NaiveDate, many: u32) -> Option<NaiveDate> {
        let mut left = i64::from(many);
        let mut last = day;
        while left > 0 {
            let day = last.succ_opt().filter(|day| YEARS.contains(&day.year()))?;
            if day.ordinal() == 1 {
                let of_year = self.in_year(day);
                if of_year < left {
                    left -= of_year;
                    last = day.with_ordinal(if day.leap_year() { 366 } else { 365 })?;
                    continue;
                }
            }
            left -= i64::from(self.has(day));
            last = day;
        }
        Some(last)
    }

    /// When so many hours of work have passed since `start`, and the day on which that is. An hour of work
    /// is a real one, also on a day on which the clocks are changed.
    pub(super) fn hours_after(
        &mut self,
        start: DateTime<Utc>,
        hours: u32,
    ) -> Option<(DateTime<Utc>, NaiveDate)> {
        let zone = self.calendar.zone;
        let today = local(start, zone)?.date();
        let mut day = today;
        let mut left = TimeDelta::try_hours(i64::from(hours))?;
        if left.is_zero() {
            return Some((start, day));
        }
        let windows = in_order(&self.calendar.hours);
        let minutes = |w: &Window| i64::from(w.closes().minutes() - w.opens().minutes());
        let a_day = TimeDelta::minutes(windows.iter().map(minutes).sum());
        let end = NaiveDate::from_ymd_opt(*YEARS.end(), 12, 31)?;
        // No day is longer than 26 hours; what cannot fit needs no counting.
        if left.num_days() / 2 > (end - day).num_days() {
            return None;
        }
        while YEARS.contains(&day.year()) {
            let is_whole = day > today && day.ordinal() == 1;
            if is_whole && !CHANGING_YEARS.contains(&day.year()) {
                let of_year = i32::try_from(self.in_year(day))
                    .ok()
                    .and_then(|days| a_day.checked_mul(days))?;
                if of_year < left {
                    left -= of_year;
                    day = day.with_year(day.year() + 1)?;
                    continue;
                }
            }
            if self.has(day) {
                for window in &windows {
                    let opens = edge(time_of(day, window.opens())?, zone)?.max(start);
                    let work = edge(time_of(day, window.closes())?, zone)? - opens;
                    if left <= work {
                        return Some((opens.checked_add_signed(left)?, day));
                    }
                    left -= work.max(TimeDelta::zero());
                }
            }
            day = day.succ_opt()?;
        }
        None
    }
}

/// Windows by their beginning, without the part of each that an earlier one covers; the whole day when
/// there are none.
fn in_order(hours: &[Window]) -> Vec<Window> {
    if hours.is_empty() {
        return vec![Window::DAY];
    }
    let mut hours = hours.to_vec();
    hours.sort();
    let mut windows: Vec<Window> = Vec::new();
    for window in hours {
        match windows.last_mut() {
            Some(before) if window.opens() <= before.closes() => *before = before.until(window),
            _ => windows.push(window),
        }
    }
    windows
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;
    use chrono_tz::TZ_VARIANTS;

    #[test]
    fn no_zone_changes_its_clocks_in_the_years_that_are_passed_in_one_step() {
        for zone in TZ_VARIANTS {
            let offset = |year, month| {
                let at = Utc.with_ymd_and_hms(year, month, 1, 0, 0, 0).unwrap();
                local(at, zone).unwrap() - at.naive_utc()
            };
            for (from, to) in [(1, *CHANGING_YEARS.start()), (*CHANGING_YEARS.end(), 9999)] {
                for month in 1..=12 {
                    assert_eq!(offset(from, 1), offset(to, month), "{zone}");
                    assert_eq!(offset(i32::midpoint(from, to), month), offset(to, 1), "{zone}");
                }
            }
        }
    }

    #[test]
    fn windows_that_meet_or_overlap_are_one() {
        let of = |text| crate::plan::calendar::windows(text).unwrap();
        assert_eq!(in_order(&of("13:00-17:00,09:00-12:00")), of("09:00-12:00,13:00-17:00"));
        assert_eq!(in_order(&of("09:00-12:00,10:00-11:00,12:00-14:00")), of("09:00-14:00"));
        assert_eq!(in_order(&[]), of("00:00-24:00"));
    }
}
