//! Events that come back every year, in the iCalendar format: `RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH`.

use super::of_basic;
use chrono::{Datelike, NaiveDate, Weekday};
use std::collections::BTreeSet;

/// A rule by which an event comes back every year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Yearly {
    /// Every how many years.
    every: u32,
    /// How often, the first time counted; for ever when nothing is said.
    count: Option<u32>,
    /// The last day on which it may begin.
    until: Option<NaiveDate>,
    months: Vec<u32>,
    /// Days of the month; negative ones from its end.
    days: Vec<i32>,
    /// Days of the week, 0 for Monday, each after its place in the month: 0 for all, negative from its end.
    weekdays: Vec<(i32, u32)>,
}

const REMEDY: &str = "list its days as events instead";

impl Yearly {
    /// Reads a rule.
    pub fn read(text: &str) -> Result<Yearly, String> {
        let mut rule = Yearly { every: 1, ..Yearly::default() };
        let mut yearly = false;
        for part in text.trim().split(';').filter(|part| !part.is_empty()) {
            let part = part.to_ascii_uppercase();
            let (key, value) = part.split_once('=').unwrap_or((&part, ""));
            let read = match key {
                "FREQ" if value == "YEARLY" => {
                    yearly = true;
                    Some(())
                }
                "FREQ" => Err(format!(
                    "only what comes back YEARLY is read, not {}; {REMEDY}",
                    short(value)
                ))?,
                "INTERVAL" => value.parse().ok().filter(|n| *n > 0).map(|every| rule.every = every),
                "COUNT" => value.parse().ok().filter(|n| *n > 0).map(|n| rule.count = Some(n)),
                // The end may be said to the second.
                "UNTIL" => value.get(..8).and_then(of_basic).map(|day| rule.until = Some(day)),
                "BYMONTH" => list(value, |n| n.parse().ok().filter(|n| (1..=12).contains(n)))
                    .map(|months| rule.months = months),
                "BYMONTHDAY" => {
                    let day =
                        |n: &str| n.parse::<i32>().ok().filter(|n| (1..=31).contains(&n.abs()));
                    list(value, day).map(|days| rule.days = days)
                }
                "BYDAY" => list(value, weekday).map(|weekdays| rule.weekdays = weekdays),
                "WKST" => Some(()),
                _ => Err(format!("{} in a rule is not read; {REMEDY}", short(key)))?,
            };
            read.ok_or_else(|| format!("{} is wrong in this rule; {REMEDY}", short(&part)))?;
        }
        if !yearly {
            return Err(format!("a rule says FREQ=YEARLY; add it, or {REMEDY}"));
        }
        if rule.months.is_empty() && !(rule.days.is_empty() && rule.weekdays.is_empty()) {
            return Err(format!(
                "BYDAY and BYMONTHDAY are read beside BYMONTH only; add it, or {REMEDY}"
            ));
        }
        Ok(rule)
    }

    /// The days on which an event begins that began first on `start`, up to the end of a year.
    pub fn starts(&self, start: NaiveDate, last_year: i32) -> Vec<NaiveDate> {
        let most = self.count.and_then(|n| usize::try_from(n).ok()).unwrap_or(usize::MAX);
        let until = self.until.unwrap_or(NaiveDate::MAX);
        let every = usize::try_from(self.every).unwrap_or(usize::MAX);
        let later =
            (start.year()..=last_year).step_by(every).flat_map(|year| self.of_year(year, start));
        let later = later.filter(|day| *day > start);
        // The first time is one of them, whether the rule fits it or not.
        std::iter::once(start).chain(later).take_while(|day| *day <= until).take(most).collect()
    }

    fn of_year(&self, year: i32, start: NaiveDate) -> Vec<NaiveDate> {
        let own = [start.month()];
        let months = if self.months.is_empty() { &own[..] } else { &self.months };
        let mut days = Vec::new();
        for month in months {
            let Some(first) = NaiveDate::from_ymd_opt(year, *month, 1) else { continue };
            let of_month = first.iter_days().take(usize::from(first.num_days_in_month()));
            days.extend(of_month.filter(|day| self.fits(*day, start)));
        }
        days
    }

    fn fits(&self, day: NaiveDate, start: NaiveDate) -> bool {
        if self.days.is_empty() && self.weekdays.is_empty() {
            return day.day() == start.day();
        }
        let in_month = i32::from(day.num_days_in_month());
        let of_month = i32::try_from(day.day()).unwrap_or(0);
        let from_end = of_month - in_month - 1;
        let by_day =
            self.days.is_empty() || self.days.iter().any(|n| [of_month, from_end].contains(n));
        let places = [0, (of_month - 1) / 7 + 1, (from_end + 1) / 7 - 1];
        let by_weekday = self.weekdays.is_empty()
            || self
                .weekdays
                .iter()
                .any(|(n, of)| *of == day.weekday().num_days_from_monday() && places.contains(n));
        by_day && by_weekday
    }
}

/// The items of a list, each once, in order.
fn list<T: Ord>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    let items: Option<BTreeSet<T>> = text.split(',').map(read).collect();
    Some(items?.into_iter().collect())
}

/// A day of the week and its place in the month: `TH`, `4TH`, `-1MO`.
fn weekday(text: &str) -> Option<(i32, u32)> {
    let (place, day) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let day = match day {
        "MO" => Weekday::Mon,
        "TU" => Weekday::Tue,
        "WE" => Weekday::Wed,
        "TH" => Weekday::Thu,
        "FR" => Weekday::Fri,
        "SA" => Weekday::Sat,
        "SU" => Weekday::Sun,
        _ => return None,
    };
    let place = if place.is_empty() { 0 } else { place.parse().ok().filter(|n: &i32| *n != 0)? };
    (-5..=5).contains(&place).then_some((place, day.num_days_from_monday()))
}

/// What a message repeats of a text.
fn short(text: &str) -> String {
    format!("{:?}", text.chars().take(40).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts(rule: &str, start: &str, last_year: i32) -> Vec<String> {
        let rule = Yearly::read(rule).unwrap();
        let starts = rule.starts(start.parse().unwrap(), last_year);
        starts.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_rule_gives_the_days_of_each_year() {
        assert_eq!(starts("FREQ=YEARLY", "2026-12-25", 2027), ["2026-12-25", "2027-12-25"]);
        assert_eq!(starts("FREQ=YEARLY", "2024-02-29", 2029), ["2024-02-29", "2028-02-29"]);
        assert_eq!(starts("FREQ=YEARLY;COUNT=1", "2026-12-25", 2099), ["2026-12-25"]);
        let until = "FREQ=YEARLY;UNTIL=20271225T000000Z;INTERVAL=1";
        assert_eq!(starts(until, "2026-12-25", 2099), ["2026-12-25", "2027-12-25"]);
        let thanksgiving = "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH";
        assert_eq!(starts(thanksgiving, "2026-11-26", 2027), ["2026-11-26", "2027-11-25"]);
        let memorial = "FREQ=YEARLY;BYDAY=-1MO;BYMONTH=5";
        assert_eq!(starts(memorial, "2026-05-25", 2027), ["2026-05-25", "2027-05-31"]);
        let election = "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8";
        assert_eq!(starts(election, "2024-11-05", 2028), ["2024-11-05", "2028-11-07"]);
        let ends = "FREQ=YEARLY;BYMONTH=2,6;BYMONTHDAY=-1";
        assert_eq!(starts(ends, "2027-06-30", 2028), ["2027-06-30", "2028-02-29", "2028-06-30"]);
    }

    #[test]
    fn a_rule_that_is_not_understood_is_an_error_with_a_remedy() {
        for rule in [
            "",
            "FREQ=WEEKLY",
            "COUNT=3",
            "FREQ=YEARLY;COUNT=0",
            "FREQ=YEARLY;INTERVAL=-1",
            "FREQ=YEARLY;BYDAY=4TH",
            "FREQ=YEARLY;BYMONTH=13",
            "FREQ=YEARLY;BYMONTH=11;BYDAY=4XX",
            "FREQ=YEARLY;BYMONTH=11;BYDAY=é",
            "FREQ=YEARLY;BYSETPOS=1",
            "FREQ=YEARLY;UNTIL=someday",
        ] {
            assert!(Yearly::read(rule).unwrap_err().contains("instead"), "{rule}");
        }
    }
}
