//! When an organisation works: its zone, its week, its hours and its holidays.

mod dates;
mod holidays;
mod hours;
mod parsed;
mod week;
mod zone;

pub use dates::{DateError, date};
pub use holidays::{HolidayRules, UnknownRules};
pub use hours::{HoursError, TimeOfDay, Window, windows};
pub use week::{Week, WeekError};
pub use zone::{UnknownZone, zone};

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What business days and business hours are counted in, and what a deadline rolls by.
///
/// ```
/// # use warroom::plan::Calendar;
/// let text = r#"
///     id = "office"
///     zone = "Europe/Berlin"
///     week = "mon-fri"
///     hours = ["09:00-12:30", "13:30-17:00"]
///     holidays = ["2026-12-24"]
///     rules = "target"
///     due_at = "17:00"
/// "#;
/// let office: Calendar = toml::from_str(text).unwrap();
/// let works = |day: &str| office.is_working(day.parse().unwrap());
/// assert!(works("2026-12-23") && !works("2026-12-24") && !works("2026-12-25"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// The calendar's name, kebab-case: `us-federal`.
    pub id: String,
    /// The IANA time zone whose days these are.
    #[serde(with = "zone")]
    pub zone: Tz,
    /// The working days of a week.
    #[serde(default)]
    pub week: Week,
    /// The working hours of a working day; the whole day when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hours: Vec<Window>,
    /// Days off, beyond those of the rules.
    #[serde(default, with = "dates", skip_serializing_if = "BTreeSet::is_empty")]
    pub holidays: BTreeSet<NaiveDate>,
    /// A file in the iCalendar format, beside the file that names it: its events of whole days are days off.
    /// Reading takes them over into `holidays`, so that nothing that is kept names a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ics: Option<String>,
    /// Built-in rules that say which days are holidays, of any year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<HolidayRules>,
    /// The time of the last day at which something due in business days is due.
    #[serde(default, skip_serializing_if = "TimeOfDay::is_end")]
    pub due_at: TimeOfDay,
}

impl Calendar {
    /// A calendar without holidays: whole days, Monday to Friday.
    pub fn mon_fri(zone: Tz) -> Calendar {
        Calendar {
            id: "mon-fri".to_owned(),
            zone,
            week: Week::default(),
            hours: Vec::new(),
            holidays: BTreeSet::new(),
            ics: None,
            rules: None,
            due_at: TimeOfDay::END,
        }
    }

    /// The built-in calendars: the working days of US federal offices in Washington, and those of the
    /// European payment system.
    pub fn built_in() -> [Calendar; 2] {
        let of = |rules: HolidayRules, zone| Calendar {
            id: rules.word().to_owned(),
            rules: Some(rules),
            ..Calendar::mon_fri(zone)
        };
        [
            of(HolidayRules::UsFederal, Tz::America__New_York),
            of(HolidayRules::Target, Tz::Europe__Berlin),
        ]
    }

    /// Whether people work on a day: it is one of the week's, and no holiday.
    pub fn is_working(&self, day: NaiveDate) -> bool {
        self.week.has(day.weekday())
            && !self.holidays.contains(&day)
            && !self.rules.is_some_and(|rules| rules.has(day))
    }

    /// The holidays that fall into a year, on whatever day of the week, by date.
    pub fn holidays_in(&self, year: i32) -> BTreeSet<NaiveDate> {
        let first = NaiveDate::from_yo_opt(year, 1);
        let last = NaiveDate::from_ymd_opt(year, 12, 31);
        let own = first.zip(last).map(|(first, last)| self.holidays.range(first..=last));
        let by_rule = self.rules.map(|rules| rules.dates(year));
        own.into_iter().flatten().copied().chain(by_rule.into_iter().flatten()).collect()
    }
}
