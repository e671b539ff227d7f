//! A time known to the second, or only to the minute, the hour, the day, the month or the year.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, Timelike, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// How exactly a time is known, the finest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// To the second.
    Second,
    /// To the minute.
    Minute,
    /// To the hour.
    Hour,
    /// To the day.
    Day,
    /// To the month.
    Month,
    /// To the year.
    Year,
}

impl Precision {
    /// The word used in files: `minute`.
    pub fn word(self) -> &'static str {
        match self {
            Precision::Second => "second",
            Precision::Minute => "minute",
            Precision::Hour => "hour",
            Precision::Day => "day",
            Precision::Month => "month",
            Precision::Year => "year",
        }
    }

    /// Reads the word used in files.
    pub fn of_word(word: &str) -> Option<Precision> {
        use Precision::{Day, Hour, Minute, Month, Second, Year};
        [Second, Minute, Hour, Day, Month, Year].into_iter().find(|p| p.word() == word)
    }
}

/// A time with the precision at which it is known, between the years 1 and 9999.
///
/// It is written as one reduced ISO 8601 text, in UTC: `2024`, `2024-12`, `2024-12-10`,
/// `2024-12-10T22Z`, `2024-12-10T22:23Z`, `2024-12-10T22:23:07Z`.
///
/// ```
/// use warroom::time::{Moment, Precision};
/// let moment: Moment = "2024-12-10T22Z".parse().unwrap();
/// assert_eq!(moment.precision(), Precision::Hour);
/// assert_eq!(moment.to_string(), "2024-12-10T22Z");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Moment {
    earliest: DateTime<Utc>,
    precision: Precision,
}

/// A text that is no time of the kind that [`Moment`] describes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a time; write it like 2026-11-20, 2026-11-20T14:05Z or 2026-11-20T14:05:09Z")]
pub struct MomentError(pub String);

impl utoipa::PartialSchema for Moment {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::schema::Object::with_type(utoipa::openapi::schema::Type::String).into()
    }
}

impl utoipa::ToSchema for Moment {}

impl Moment {
    /// The moment at a precision: what is finer than the precision is cut off.
    pub fn at(instant: DateTime<Utc>, precision: Precision) -> Moment {
        let naive = instant.naive_utc();
        let date = match precision {
            Precision::Year => naive.date().with_ordinal(1),
            Precision::Month => naive.date().with_day(1),
            _ => Some(naive.date()),
        };
        let (hour, minute, second) = match precision {
            Precision::Second => (naive.hour(), naive.minute(), naive.second()),
            Precision::Minute => (naive.hour(), naive.minute(), 0),
            Precision::Hour => (naive.hour(), 0, 0),
            Precision::Day | Precision::Month | Precision::Year => (0, 0, 0),
        };
        let earliest = date.and_then(|date| date.and_hms_opt(hour, minute, second));
        Moment { earliest: earliest.unwrap_or(naive).and_utc(), precision }
    }

    /// The moment to the second.
    pub fn second(instant: DateTime<Utc>) -> Moment {
        Moment::at(instant, Precision::Second)
    }

    /// The earliest instant that the moment may mean. Deadlines are counted from here.
    pub fn earliest(self) -> DateTime<Utc> {
        self.earliest
    }

    /// The first instant that the moment can no longer mean.
    pub fn end(self) -> DateTime<Utc> {
        let day = self.earliest.date_naive();
        let next = match self.precision {
            Precision::Second => self.earliest.checked_add_signed(TimeDelta::seconds(1)),
            Precision::Minute => self.earliest.checked_add_signed(TimeDelta::minutes(1)),
            Precision::Hour => self.earliest.checked_add_signed(TimeDelta::hours(1)),
            Precision::Day => self.earliest.checked_add_signed(TimeDelta::days(1)),
            Precision::Month => {
                day.checked_add_months(chrono::Months::new(1)).map(|d| midnight(d).and_utc())
            }
            Precision::Year => {
                NaiveDate::from_ymd_opt(day.year() + 1, 1, 1).map(|d| midnight(d).and_utc())
            }
        };
        next.unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// How exactly the time is known.
    pub fn precision(self) -> Precision {
        self.precision
    }

    /// Whether the time is known less exactly than to the second.
    pub fn is_rough(self) -> bool {
        self.precision > Precision::Minute
    }
}

fn midnight(day: NaiveDate) -> NaiveDateTime {
    day.and_time(chrono::NaiveTime::MIN)
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let format = match self.precision {
            Precision::Second => "%Y-%m-%dT%H:%M:%SZ",
            Precision::Minute => "%Y-%m-%dT%H:%MZ",
            Precision::Hour => "%Y-%m-%dT%HZ",
            Precision::Day => "%Y-%m-%d",
            Precision::Month => "%Y-%m",
            Precision::Year => "%Y",
        };
        write!(f, "{}", self.earliest.format(format))
    }
}

impl FromStr for Moment {
    type Err = MomentError;

    fn from_str(text: &str) -> Result<Moment, MomentError> {
        let padded = match text.len() {
            4 => (format!("{text}-01-01T00:00:00Z"), Precision::Year),
            7 => (format!("{text}-01T00:00:00Z"), Precision::Month),
            10 => (format!("{text}T00:00:00Z"), Precision::Day),
            14 => (format!("{}:00:00Z", text.trim_end_matches('Z')), Precision::Hour),
            17 => (format!("{}:00Z", text.trim_end_matches('Z')), Precision::Minute),
            20 => (text.to_owned(), Precision::Second),
            _ => return Err(MomentError(text.to_owned())),
        };
        let parsed = NaiveDateTime::parse_from_str(&padded.0, "%Y-%m-%dT%H:%M:%SZ");
        let earliest = parsed.map_err(|_| MomentError(text.to_owned()))?.and_utc();
        let moment = Moment { earliest, precision: padded.1 };
        // A leap second, a sign before the year, a missing `Z`: only one spelling is a moment.
        let leap = moment.earliest.timestamp_subsec_nanos() != 0;
        if leap || moment.earliest.year() < 1 || moment.to_string() != text {
            return Err(MomentError(text.to_owned()));
        }
        Ok(moment)
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> String {
        moment.to_string()
    }
}

impl TryFrom<String> for Moment {
    type Error = MomentError;

    fn try_from(text: String) -> Result<Moment, MomentError> {
        text.parse()
    }
}

/// How long it was from one moment to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// One of the two was never recorded.
    NotRecorded,
    /// So long, as exactly as the coarser of the two moments allows.
    Lasted(TimeDelta, Precision),
    /// The end certainly lies before the start.
    Invalid,
}

impl Span {
    /// The span from `start` to `end`, compared at the coarser precision of the two.
    pub fn between(start: Option<Moment>, end: Option<Moment>) -> Span {
        let (Some(start), Some(end)) = (start, end) else { return Span::NotRecorded };
        let precision = start.precision.max(end.precision);
        let coarse = |moment: Moment| Moment::at(moment.earliest, precision).earliest;
        let lasted = coarse(end) - coarse(start);
        if lasted < TimeDelta::zero() { Span::Invalid } else { Span::Lasted(lasted, precision) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Moment {
        text.parse().unwrap()
    }

    #[test]
    fn every_precision_has_one_spelling() {
        for text in ["2024", "2024-12", "2024-12-10", "2024-12-10T22Z", "2024-12-10T22:23Z"] {
            assert_eq!(moment(text).to_string(), text);
        }
        for text in ["", "24", "2024-13", "2024-02-30", "2024-12-10T22", "2024-12-10T24:00Z"] {
            assert!(text.parse::<Moment>().is_err(), "{text}");
        }
        for text in ["+024", "0000", "2024-12-10T22:23:60Z", "2024-12-10 22:23:07Z", "２０２４"]
        {
            assert!(text.parse::<Moment>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_span_is_invalid_only_when_it_is_certainly_negative() {
        let between = |a, b| Span::between(Some(moment(a)), Some(moment(b)));
        assert_eq!(between("2024-12-10T22:23Z", "2024-12-10"), lasted(0, Precision::Day));
        assert_eq!(between("2024-12-11", "2024-12-10T22:23Z"), Span::Invalid);
        assert_eq!(between("2024-12-10", "2024-12-12T01Z"), lasted(48, Precision::Day));
        assert_eq!(Span::between(None, Some(moment("2024"))), Span::NotRecorded);
    }

    fn lasted(hours: i64, precision: Precision) -> Span {
        Span::Lasted(TimeDelta::hours(hours), precision)
    }

    #[test]
    fn a_moment_ends_where_the_next_one_begins() {
        assert_eq!(moment("2024-12").end(), moment("2025-01").earliest());
        assert_eq!(moment("2024").end(), moment("2025").earliest());
        assert_eq!(moment("2024-02-28").end(), moment("2024-02-29").earliest());
    }
}
