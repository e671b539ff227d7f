//! Dates as they are written, with quotes or, in TOML, without.

use chrono::NaiveDate;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serializer};
use std::collections::BTreeSet;
use std::fmt;
use toml::value::Datetime;

/// A text that is no date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no date; write a day that exists, like 2026-12-25")]
pub struct DateError(pub String);

/// Reads a date, `2026-12-25` and no other spelling.
pub fn date(text: &str) -> Result<NaiveDate, DateError> {
    let read = text.parse::<NaiveDate>().ok();
    read.filter(|date| text.len() == 10 && date.to_string() == text)
        .ok_or_else(|| DateError(text.chars().take(40).collect()))
}

pub(super) fn serialize<S: Serializer>(
    dates: &BTreeSet<NaiveDate>,
    to: S,
) -> Result<S::Ok, S::Error> {
    to.collect_seq(dates)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<BTreeSet<NaiveDate>, D::Error> {
    let dates = Vec::<Date>::deserialize(from)?;
    Ok(dates.into_iter().map(|Date(date)| date).collect())
}

struct Date(NaiveDate);

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
        from.deserialize_any(Written)
    }
}

struct Written;

impl<'de> Visitor<'de> for Written {
    type Value = Date;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date such as \"2026-12-25\"")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Date, E> {
        date(text).map(Date).map_err(E::custom)
    }

    /// A date without quotes: to `serde`, TOML hands it over as a table of its own making.
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Date, A::Error> {
        let written = Datetime::deserialize(MapAccessDeserializer::new(map))?;
        self.visit_str(&written.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_has_one_spelling() {
        assert_eq!(date("2028-02-29").unwrap().to_string(), "2028-02-29");
        for text in
            ["", "2027-02-29", "2026-1-05", "26-01-05", "+2026-01-05", "2026-01-05T", "12-25"]
        {
            assert!(date(text).is_err(), "{text}");
        }
    }
}
