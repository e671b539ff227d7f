//! Working hours: times of the day, and windows between two of them.

use super::parsed::parsed;
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;
use std::str::FromStr;

/// A time on the wall to the minute, from `00:00` to `24:00`; the end of the day unless told otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "String")]
pub struct TimeOfDay(u16);

/// Working hours from one time to a later one: `09:00-12:30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "String")]
pub struct Window {
    opens: TimeOfDay,
    closes: TimeOfDay,
}

/// A text that says no time of the day, or no window.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    /// It is no time.
    #[error("{0:?} is no time of a day; write it like 09:00 or 24:00")]
    Time(String),
    /// It is no window.
    #[error("{0:?} is no window of working hours; write it like 09:00-12:30")]
    Window(String),
    /// It ends where it begins, or before.
    #[error(
        "{0:?} does not end after it begins; what goes on after midnight is two windows, such as 22:00-24:00 and 00:00-06:00"
    )]
    Backwards(String),
}

impl TimeOfDay {
    /// `24:00`, the midnight that ends the day.
    pub const END: TimeOfDay = TimeOfDay(24 * 60);
    /// `00:00`, the midnight at which it begins.
    pub const START: TimeOfDay = TimeOfDay(0);

    /// The minutes since the day began; 1440 at its end.
    pub fn minutes(self) -> u32 {
        u32::from(self.0)
    }

    /// Whether it is the end of the day.
    pub fn is_end(&self) -> bool {
        *self == TimeOfDay::END
    }
}

impl Default for TimeOfDay {
    fn default() -> TimeOfDay {
        TimeOfDay::END
    }
}

impl Window {
    /// The hours of a whole day.
    pub const DAY: Window = Window { opens: TimeOfDay::START, closes: TimeOfDay::END };

    /// When work begins.
    pub fn opens(self) -> TimeOfDay {
        self.opens
    }

    /// When work ends.
    pub fn closes(self) -> TimeOfDay {
        self.closes
    }

    /// Whether some time lies in both.
    pub fn overlaps(self, other: Window) -> bool {
        self.opens < other.closes && other.opens < self.closes
    }

    /// This window, prolonged to the end of another one if that is later.
    #[must_use]
    pub fn until(self, other: Window) -> Window {
        Window { opens: self.opens, closes: self.closes.max(other.closes) }
    }
}

/// Reads windows separated by commas: `09:00-12:30,13:30-17:00`.
pub fn windows(text: &str) -> Result<Vec<Window>, HoursError> {
    text.split(',').map(str::parse).collect()
}

/// What a message repeats of a text.
fn start_of(text: &str) -> String {
    text.chars().take(40).collect()
}

impl FromStr for TimeOfDay {
    type Err = HoursError;

    fn from_str(text: &str) -> Result<TimeOfDay, HoursError> {
        let number = |digits: &str, most: u16| {
            let is_plain = digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit());
            digits.parse::<u16>().ok().filter(|number| is_plain && *number <= most)
        };
        let read = || {
            let (hour, minute) = text.trim().split_once(':')?;
            let minutes = number(hour, 24)? * 60 + number(minute, 59)?;
            Some(TimeOfDay(minutes)).filter(|time| *time <= TimeOfDay::END)
        };
        read().ok_or_else(|| HoursError::Time(start_of(text)))
    }
}

impl FromStr for Window {
    type Err = HoursError;

    fn from_str(text: &str) -> Result<Window, HoursError> {
        let read = || {
            let (opens, closes) = text.split_once('-')?;
            Some(Window { opens: opens.parse().ok()?, closes: closes.parse().ok()? })
        };
        let window = read().ok_or_else(|| HoursError::Window(start_of(text)))?;
        if window.opens < window.closes {
            Ok(window)
        } else {
            Err(HoursError::Backwards(start_of(text)))
        }
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.opens, self.closes)
    }
}

impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> String {
        time.to_string()
    }
}

impl From<Window> for String {
    fn from(window: Window) -> String {
        window.to_string()
    }
}

impl<'de> Deserialize<'de> for TimeOfDay {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<TimeOfDay, D::Error> {
        parsed(from, "17:00")
    }
}

impl<'de> Deserialize<'de> for Window {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Window, D::Error> {
        parsed(from, "09:00-12:30")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_goes_from_a_time_to_a_later_one_of_the_same_day() {
        for text in ["00:00-24:00", "09:00-12:30", "23:59-24:00"] {
            assert_eq!(text.parse::<Window>().unwrap().to_string(), text);
        }
        for text in ["", "9-12", "09:00", "09:00-24:01", "9:00-10:00", "09:60-10:00", "+9:00-10:00"]
        {
            assert!(matches!(text.parse::<Window>(), Err(HoursError::Window(_))), "{text}");
        }
        for text in ["22:00-06:00", "09:00-09:00", "24:00-24:00"] {
            assert!(matches!(text.parse::<Window>(), Err(HoursError::Backwards(_))), "{text}");
        }
        assert_eq!(windows("09:00-12:30,13:30-17:00").unwrap().len(), 2);
    }
}
