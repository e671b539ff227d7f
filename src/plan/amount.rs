//! How much time: a number and a unit; and what becomes of a deadline on a day off.

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
    /// Hours inside the working hours of a calendar.
    BusinessHours,
    /// Working days after the day of the start, due at the end of the last one.
    BusinessDays,
    /// The same day of a later month, or its last day.
    Months,
}

impl Unit {
    /// All there are, the shortest first.
    pub const ALL: [Unit; 7] = [
        Unit::Seconds,
        Unit::Minutes,
        Unit::Hours,
        Unit::CalendarDays,
        Unit::BusinessHours,
        Unit::BusinessDays,
        Unit::Months,
    ];

    /// The word used in files: `business_days`.
    pub fn word(self) -> &'static str {
        match self {
            Unit::Seconds => "seconds",
            Unit::Minutes => "minutes",
            Unit::Hours => "hours",
            Unit::CalendarDays => "calendar_days",
            Unit::BusinessHours => "business_hours",
            Unit::BusinessDays => "business_days",
            Unit::Months => "months",
        }
    }

    /// The word for one and for many.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Unit::Seconds => ("s", "s"),
            Unit::Minutes => ("min", "min"),
            Unit::Hours => ("h", "h"),
            Unit::CalendarDays => ("day", "days"),
            Unit::BusinessHours => ("business hour", "business hours"),
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

/// What becomes of a deadline that falls on a weekend or a holiday of its calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Roll {
    /// It stays.
    #[default]
    None,
    /// It moves to 12:00 of the next working day.
    NextWorkingNoon,
}

impl Roll {
    /// All there are.
    pub const ALL: [Roll; 2] = [Roll::None, Roll::NextWorkingNoon];

    /// The word used in files: `next_working_noon`.
    pub fn word(self) -> &'static str {
        match self {
            Roll::None => "none",
            Roll::NextWorkingNoon => "next_working_noon",
        }
    }

    /// Whether deadlines stay where they fall.
    pub fn is_none(&self) -> bool {
        *self == Roll::None
    }
}
