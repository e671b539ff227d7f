//! How much time: a number and a unit.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A span of time as a plan states it. It becomes an instant only together with a start and a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: Unit,
}

/// Units of time. Seconds, minutes and hours are elapsed time; the others are counted in a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Elapsed seconds.
    Seconds,
    /// Elapsed minutes.
    Minutes,
    /// Elapsed hours, over nights, weekends and changes of the clocks.
    Hours,
    /// The same wall-clock time that many days later, in the plan's zone.
    CalendarDays,
    /// Working days after the day of the start, due at the end of the last one.
    BusinessDays,
    /// The same day of a later month, or its last day.
    Months,
}

impl Unit {
    /// The word for one and for many.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Unit::Seconds => ("s", "s"),
            Unit::Minutes => ("min", "min"),
            Unit::Hours => ("h", "h"),
            Unit::CalendarDays => ("day", "days"),
            Unit::BusinessDays => ("business day", "business days"),
            Unit::Months => ("month", "months"),
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (one, many) = self.unit.words();
        write!(f, "{} {}", self.amount, if self.amount == 1 { one } else { many })
    }
}
