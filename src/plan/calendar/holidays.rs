//! Holidays that are rules: those of US federal offices, and of the European payment system.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// A set of holidays that rules give for any year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HolidayRules {
    /// The public holidays of 5 U.S.C. 6103. One that falls on a Saturday is observed on the Friday
    /// before, one that falls on a Sunday on the Monday after; the day itself is a holiday too.
    /// Inauguration Day is not among them: it is one around Washington only, every fourth year. Days
    /// are those of the law as it reads now, with Martin Luther King's birthday since 1986 and
    /// Juneteenth since 2021; before 1978 some were other days.
    UsFederal,
    /// The closing days of TARGET, the payment system of the European Central Bank, as they have been
    /// since 2002: New Year, Good Friday, Easter Monday, 1 May, 25 and 26 December. None is moved.
    Target,
}

/// A name that no rules have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no holidays are called {0:?}; write us-federal or target")]
pub struct UnknownRules(pub String);

impl HolidayRules {
    /// All there are.
    pub const ALL: [HolidayRules; 2] = [HolidayRules::UsFederal, HolidayRules::Target];

    /// The word used in files: `us-federal`.
    pub fn word(self) -> &'static str {
        match self {
            HolidayRules::UsFederal => "us-federal",
            HolidayRules::Target => "target",
        }
    }

    /// Whether a day is a holiday.
    pub fn has(self, day: NaiveDate) -> bool {
        self.dates(day.year()).contains(&day)
    }

    /// The holidays of a year, in no order.
    pub fn dates(self, year: i32) -> Vec<NaiveDate> {
        match self {
            HolidayRules::UsFederal => us_federal(year),
            HolidayRules::Target => target(year),
        }
    }
}

impl FromStr for HolidayRules {
    type Err = UnknownRules;

    fn from_str(text: &str) -> Result<HolidayRules, UnknownRules> {
        let found = HolidayRules::ALL.into_iter().find(|rules| rules.word() == text);
        found.ok_or_else(|| UnknownRules(text.chars().take(40).collect()))
    }
}

fn us_federal(year: i32) -> Vec<NaiveDate> {
    use Weekday::{Mon, Thu};
    let on = NaiveDate::from_ymd_opt;
    let nth = NaiveDate::from_weekday_of_month_opt;
    let fixed = [
        on(year, 1, 1),
        on(year, 6, 19).filter(|_| year >= 2021),
        on(year, 7, 4),
        on(year, 11, 11),
        on(year, 12, 25),
    ];
    let mut dates: Vec<NaiveDate> = fixed.into_iter().flatten().collect();
    // The next New Year may be observed on the last day of this year.
    let next = year.checked_add(1).and_then(|next| on(next, 1, 1));
    let observed: Vec<NaiveDate> = dates
        .iter()
        .copied()
        .chain(next)
        .filter_map(|day| match day.weekday() {
            Weekday::Sat => day.pred_opt(),
            Weekday::Sun => day.succ_opt(),
            _ => None,
        })
        .filter(|day| day.year() == year)
        .collect();
    dates.extend(observed);
    let last_of_may = [5, 4].into_iter().find_map(|n| nth(year, 5, Mon, n));
    let moving = [
        nth(year, 1, Mon, 3).filter(|_| year >= 1986),
        nth(year, 2, Mon, 3),
        last_of_may,
        nth(year, 9, Mon, 1),
        nth(year, 10, Mon, 2),
        nth(year, 11, Thu, 4),
    ];
    dates.extend(moving.into_iter().flatten());
    dates
}

fn target(year: i32) -> Vec<NaiveDate> {
    let on = |month, day| NaiveDate::from_ymd_opt(year, month, day);
    let easter = easter(year);
    let days = [
        on(1, 1),
        easter.and_then(|easter| easter.pred_opt()?.pred_opt()),
        easter.and_then(|easter| easter.succ_opt()),
        on(5, 1),
        on(12, 25),
        on(12, 26),
    ];
    days.into_iter().flatten().collect()
}

/// Easter Sunday in the Gregorian calendar, by the computus of Butcher and Meeus.
fn easter(year: i32) -> Option<NaiveDate> {
    let golden = year.rem_euclid(19);
    let (century, of_century) = (year.div_euclid(100), year.rem_euclid(100));
    let correction = (century + 8).div_euclid(25);
    let moon = (century - correction + 1).div_euclid(3);
    let epact = (19 * golden + century - century.div_euclid(4) - moon + 15).rem_euclid(30);
    let leap_weeks = 2 * century.rem_euclid(4) + 2 * (of_century / 4) - of_century % 4;
    let sunday = (32 + leap_weeks - epact).rem_euclid(7);
    let late = (golden + 11 * epact + 22 * sunday).div_euclid(451);
    let days = epact + sunday - 7 * late + 114;
    NaiveDate::from_ymd_opt(
        year,
        u32::try_from(days / 31).ok()?,
        u32::try_from(days % 31 + 1).ok()?,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_is_on_the_days_that_tables_give() {
        for known in [
            "1583-04-10",
            "1818-03-22",
            "1943-04-25",
            "1961-04-02",
            "2000-04-23",
            "2008-03-23",
            "2011-04-24",
            "2024-03-31",
            "2025-04-20",
            "2026-04-05",
            "2027-03-28",
            "2028-04-16",
            "2038-04-25",
            "2049-04-18",
            "2076-04-19",
            "2100-03-28",
            "2285-03-22",
        ] {
            let known: NaiveDate = known.parse().unwrap();
            assert_eq!(easter(known.year()), Some(known));
        }
    }
}
