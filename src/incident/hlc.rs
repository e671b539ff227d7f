//! The hybrid logical clock that puts all entries of an incident into one order.

use chrono::{DateTime, Utc};
use std::fmt;
use std::str::FromStr;

/// A place in the order: later than everything that its writer had seen of the incident.
///
/// Written as 12 hex digits of milliseconds since 1970 and 4 of a counter: `01a1f95c6fb0-0000`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Hlc {
    millis: u64,
    counter: u16,
}

const MOST_MILLIS: u64 = (1 << 48) - 1;

impl Hlc {
    /// The place of the wall-clock time `now` when nothing was seen before.
    pub fn at(now: DateTime<Utc>) -> Hlc {
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0).min(MOST_MILLIS);
        Hlc { millis, counter: 0 }
    }

    /// The next place after `self`, not before `now`. A full counter carries into the milliseconds.
    #[must_use]
    pub fn next(self, now: DateTime<Utc>) -> Hlc {
        let wall = Hlc::at(now);
        if wall > self {
            return wall;
        }
        match self.counter.checked_add(1) {
            Some(counter) => Hlc { counter, ..self },
            None => Hlc { millis: (self.millis + 1).min(MOST_MILLIS), counter: 0 },
        }
    }

    /// Milliseconds since 1970 that the writer's clock showed, or that it had seen from another.
    pub fn millis(self) -> u64 {
        self.millis
    }

    /// How far the place lies ahead of `now`, in milliseconds; negative when it lies behind.
    pub fn ahead_of(self, now: DateTime<Utc>) -> i64 {
        i64::try_from(self.millis).unwrap_or(i64::MAX).saturating_sub(now.timestamp_millis())
    }
}

impl fmt::Display for Hlc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:012x}-{:04x}", self.millis, self.counter)
    }
}

impl FromStr for Hlc {
    type Err = ();

    fn from_str(text: &str) -> Result<Hlc, ()> {
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        let (millis, counter) = text.split_once('-').ok_or(())?;
        let right = millis.len() == 12 && counter.len() == 4;
        if !right || !millis.bytes().chain(counter.bytes()).all(hex) {
            return Err(());
        }
        Ok(Hlc {
            millis: u64::from_str_radix(millis, 16).map_err(|_| ())?,
            counter: u16::from_str_radix(counter, 16).map_err(|_| ())?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_place_is_later_even_when_the_wall_clock_steps_back() {
        let noon = "2026-11-20T12:00:00Z".parse().expect("it is spelled right");
        let earlier = "2026-11-20T11:00:00Z".parse().expect("it is spelled right");
        let first = Hlc::at(noon);
        let second = first.next(earlier);
        assert!(second > first);
        assert_eq!(second.to_string().parse(), Ok(second));
    }

    #[test]
    fn a_full_counter_carries() {
        let full: Hlc = "01a1f95c6fb0-ffff".parse().expect("it is spelled right");
        assert_eq!(full.next(DateTime::UNIX_EPOCH).to_string(), "01a1f95c6fb1-0000");
    }
}
