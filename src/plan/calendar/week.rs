//! The working days of a week: `mon-fri`, `sun-thu`, `every`, or a list.

use super::parsed::parsed;
use chrono::{Weekday, WeekdaySet};
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// The days on which people work; Monday to Friday unless told otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Week(WeekdaySet);

/// A text that names no days.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} names no working days; write mon-fri, sun-thu, mon-sat, every, or days such as mon,tue,sat"
)]
pub struct WeekError(pub String);

const DAYS: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

impl Week {
    /// A week of these days.
    pub fn of(days: impl IntoIterator<Item = Weekday>) -> Week {
        Week(days.into_iter().collect())
    }

    /// Whether a day of the week is a working day.
    pub fn has(self, day: Weekday) -> bool {
        self.0.contains(day)
    }

    /// The working days, Monday first.
    pub fn days(self) -> impl Iterator<Item = Weekday> {
        self.0.iter(Weekday::Mon)
    }

    /// Whether nobody ever works.
    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }
}

impl Default for Week {
    fn default() -> Week {
        Week::of(DAYS.into_iter().take(5))
    }
}

fn day(word: &str) -> Option<Weekday> {
    // By its first three letters, or in full: what chrono reads.
    word.trim().parse().ok()
}

/// The days from one to another, over the end of the week where they lie so.
fn range(from: Weekday, to: Weekday) -> WeekdaySet {
    let many = usize::try_from(to.days_since(from)).unwrap_or(0) + 1;
    DAYS.into_iter().cycle().skip_while(|day| *day != from).take(many).collect()
}

impl FromStr for Week {
    type Err = WeekError;

    fn from_str(text: &str) -> Result<Week, WeekError> {
        let mut days = WeekdaySet::EMPTY;
        for part in text.split(',').map(str::trim) {
            let some = match part.split_once('-') {
                _ if part.eq_ignore_ascii_case("every") => Some(WeekdaySet::ALL),
                Some((from, to)) => day(from).zip(day(to)).map(|(from, to)| range(from, to)),
                None => day(part).map(WeekdaySet::single),
            };
            let wrong = || WeekError(text.chars().take(40).collect());
            days = days.union(some.ok_or_else(wrong)?);
        }
        Ok(Week(days))
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<String> = self.days().map(word).collect();
        f.write_str(&words.join(","))
    }
}

fn word(day: Weekday) -> String {
    day.to_string().to_lowercase()
}

impl Serialize for Week {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.days().map(word))
    }
}

impl<'de> Deserialize<'de> for Week {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Week, D::Error> {
        from.deserialize_any(Written)
    }
}

/// A day, or several, as an item of a list.
struct Item(Week);

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Item, D::Error> {
        parsed(from, "mon").map(Item)
    }
}

struct Written;

impl<'de> Visitor<'de> for Written {
    type Value = Week;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("working days such as \"mon-fri\" or [\"mon\", \"tue\"]")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Week, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Week, A::Error> {
        let mut days = WeekdaySet::EMPTY;
        while let Some(Item(more)) = items.next_element()? {
            days = days.union(more.0);
        }
        Ok(Week(days))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_is_read_from_a_word_or_from_days() {
        for (text, days) in [
            ("mon-fri", "mon,tue,wed,thu,fri"),
            ("sun-thu", "mon,tue,wed,thu,sun"),
            ("mon-sat", "mon,tue,wed,thu,fri,sat"),
            ("every", "mon,tue,wed,thu,fri,sat,sun"),
            ("Sat, mon", "mon,sat"),
            ("fri-mon,wednesday", "mon,wed,fri,sat,sun"),
            ("tue-tue", "tue"),
        ] {
            assert_eq!(text.parse::<Week>().unwrap().to_string(), days, "{text}");
        }
        for text in ["", "mon-", "weekdays", "mon-fri-sat", "mon;tue", "-", "mon,,tue"] {
            assert!(text.parse::<Week>().is_err(), "{text}");
        }
    }
}
