//! What is measured of one incident.

use super::attained::{Ended, ended};
use super::cadences::{Cadence, cadences};
use super::followed::{Owed, owed};
use super::messages::{first_message, margins};
use crate::clocks::{Duration, durations, readings};
use crate::incident::{Incident, IncidentId, Link};
use crate::time::{Moment, Precision, Span};
use chrono::{DateTime, Datelike, TimeDelta, Utc};
use std::fmt;
use std::str::FromStr;

/// What is measured of one incident.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each says something of its own")]
pub struct Case {
    /// Which one.
    pub incident: IncidentId,
    /// Its level, by its id.
    pub severity: Option<String>,
    /// Its kind, by its id.
    pub category: Option<String>,
    /// When it was declared; when it began, where nobody knows that.
    pub when: Option<Moment>,
    /// Whether it was over before it was written down.
    pub historic: bool,
    /// Whether nobody was harmed.
    pub near_miss: bool,
    /// Whether it is a second telling of another.
    pub duplicate: bool,
    /// Whether there was one of its kind before, as its plan looks back.
    pub again: bool,
    /// How long everything took that is measured, in order.
    pub durations: Vec<Duration>,
    /// Its clocks that ended, and those that are late.
    pub(super) ended: Vec<Ended>,
    /// Its cadences.
    pub(super) cadences: Vec<Cadence>,
    /// How long after its deadline each message went out that had one.
    pub(super) margins: Vec<TimeDelta>,
    /// The work that follows.
    pub(super) owed: Vec<Owed>,
}

impl Case {
    /// Measures an incident, as it is at `now`. Whether there was one of its kind `before` is read from the
    /// others, which a case does not know.
    pub fn of(incident: &Incident, before: bool, now: DateTime<Utc>) -> Case {
        let declared = incident.declaration.as_ref().and_then(|declaration| declaration.when);
        let mut durations = durations(incident);
        durations.push(communicate(incident, declared));
        let read = readings(incident, now);
        let tells_again = |(_, link): &(_, Link)| matches!(link, Link::DuplicateOf { .. });
        Case {
            incident: incident.id,
            severity: incident.severity.clone(),
            category: incident.category.clone(),
            when: declared.or_else(|| incident.stamp("began")),
            historic: incident.declaration.as_ref().is_some_and(|d| d.historic),
            near_miss: incident.near_miss,
            duplicate: incident.links.iter().any(tells_again),
            again: before,
            durations,
            ended: ended(incident, &read, now),
            cadences: cadences(incident, &read),
            margins: margins(incident),
            owed: owed(incident, now),
        }
    }

    /// The quarter that it belongs to.
    pub fn quarter(&self) -> Option<Quarter> {
        Quarter::of(self.when?)
    }
}

/// From the declaration to the first message.
fn communicate(incident: &Incident, declared: Option<Moment>) -> Duration {
    Duration {
        id: "communicate",
        title: "Time to communicate",
        from: "declared",
        to: "first message",
        span: Span::between(declared, first_message(incident)),
    }
}

/// A quarter of a year, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quarter {
    /// The year.
    pub year: i32,
    /// From 1 to 4.
    pub number: u32,
}

impl Quarter {
    /// The quarter of a moment; nothing where only the year is known.
    pub fn of(moment: Moment) -> Option<Quarter> {
        let day = moment.earliest();
        let known = moment.precision() < Precision::Year;
        known.then(|| Quarter { year: day.year(), number: day.month0() / 3 + 1 })
    }
}

impl Quarter {
    /// The quarter after it.
    #[must_use]
    pub fn next(self) -> Quarter {
        match self.number {
            4.. => Quarter { year: self.year + 1, number: 1 },
            number => Quarter { number: number + 1, ..self },
        }
    }

    /// The quarter so many before it.
    #[must_use]
    pub fn back(self, quarters: usize) -> Quarter {
        (0..quarters).fold(self, |quarter, _| match quarter.number {
            ..=1 => Quarter { year: quarter.year - 1, number: 4 },
            number => Quarter { number: number - 1, ..quarter },
        })
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-Q{}", self.year, self.number)
    }
}

impl FromStr for Quarter {
    type Err = std::num::ParseIntError;

    /// Reads what is written: `2026-Q4`.
    fn from_str(text: &str) -> Result<Quarter, Self::Err> {
        let (year, number) = text.split_once("-Q").unwrap_or((text, ""));
        Ok(Quarter { year: year.parse()?, number: number.parse()? })
    }
}
