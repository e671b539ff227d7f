//! Times and spans as the screen writes them, in UTC or local time.

use crate::time::{Moment, Precision, Span};
use chrono::{DateTime, FixedOffset, Local, NaiveDateTime, Offset, TimeDelta, Utc};

/// The zone in which times are shown.
#[derive(Debug, Clone, Copy)]
pub struct Zone {
    /// How far local time is from UTC at an instant.
    offset_at: fn(DateTime<Utc>) -> FixedOffset,
    /// Whether local time is shown.
    local: bool,
}

impl Zone {
    /// UTC at first, and the machine's own time when asked for.
    pub fn of_this_machine() -> Zone {
        Zone { offset_at: |at| at.with_timezone(&Local).offset().fix(), local: false }
    }

    /// UTC at first, and what `offset_at` says when asked for.
    pub fn with_offset(offset_at: fn(DateTime<Utc>) -> FixedOffset) -> Zone {
        Zone { offset_at, local: false }
    }

    /// The other one of UTC and local time.
    #[must_use]
    pub fn switched(self) -> Zone {
        Zone { local: !self.local, ..self }
    }

    /// How far the shown time is from UTC.
    pub fn offset(self, at: DateTime<Utc>) -> FixedOffset {
        if self.local { (self.offset_at)(at) } else { Utc.fix() }
    }

    /// The shown date and time.
    pub fn shown(self, at: DateTime<Utc>) -> NaiveDateTime {
        at.with_timezone(&self.offset(at)).naive_local()
    }

    /// `14:05`, without saying in which zone.
    pub fn clock(self, at: DateTime<Utc>) -> String {
        self.shown(at).format("%H:%M").to_string()
    }

    /// The zone's mark behind a time: `Z` or `+01`.
    pub fn mark(self, at: DateTime<Utc>) -> String {
        if !self.local {
            return "Z".to_owned();
        }
        let offset = self.offset(at).local_minus_utc();
        let (hours, minutes) = (offset.abs() / 3600, offset.abs() / 60 % 60);
        let sign = if offset < 0 { '-' } else { '+' };
        match minutes {
            0 => format!("{sign}{hours:02}"),
            _ => format!("{sign}{hours:02}:{minutes:02}"),
        }
    }

    /// The zone's name where there is room: `UTC` or `local +01`.
    pub fn name(self, at: DateTime<Utc>) -> String {
        if self.local { format!("local {}", self.mark(at)) } else { "UTC".to_owned() }
    }

    /// A day: `Fri 20 Nov`, with its year when that is not the year of `now`.
    pub fn day(self, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
        let same =
            self.shown(at).format("%Y").to_string() == self.shown(now).format("%Y").to_string();
        let format = if same { "%a %-d %b" } else { "%a %-d %b %Y" };
        self.shown(at).format(format).to_string()
    }

    /// A moment in the first column of the timeline, at most six cells: what is rough gets a `≈`.
    pub fn brief(self, moment: Moment) -> String {
        let at = moment.earliest();
        match moment.precision() {
            Precision::Second | Precision::Minute => self.clock(at),
            Precision::Hour => format!("≈{} h", self.shown(at).format("%H")),
            Precision::Day => "≈day".to_owned(),
            Precision::Month => format!("≈{}", at.format("%b")),
            Precision::Year => format!("≈{}", at.format("%Y")),
        }
    }

    /// A moment in full: `Fri 20 Nov 2026 14:05 UTC`, `≈ November 2026`.
    pub fn full(self, moment: Moment) -> String {
        let at = moment.earliest();
        match moment.precision() {
            Precision::Second => {
                format!("{} {}", self.shown(at).format("%a %-d %b %Y %H:%M:%S"), self.name(at))
            }
            Precision::Minute => {
                format!("{} {}", self.shown(at).format("%a %-d %b %Y %H:%M"), self.name(at))
            }
            Precision::Hour => format!(
                "≈ {}, after {} h {}",
                self.shown(at).format("%a %-d %b %Y"),
                self.shown(at).format("%H"),
                self.name(at)
            ),
            Precision::Day => format!("≈ {}", at.format("%a %-d %b %Y")),
            Precision::Month => format!("≈ {}", at.format("%B %Y")),
            Precision::Year => format!("≈ {}", at.format("%Y")),
        }
    }
}

/// How long something has been going on, to the minute: `41m`, `2h 10m`, `3d 4h`.
pub fn age(span: TimeDelta) -> String {
    let minutes = span.num_minutes().max(0);
    match (minutes / 1440, minutes / 60 % 24, minutes % 60) {
        (0, 0, m) => format!("{m}m"),
        (0, h, m) => format!("{h}h {m:02}m"),
        (d, h, _) => format!("{d}d {h}h"),
    }
}

/// From how many seconds on a span is told in days and hours.
pub const IN_DAYS: i64 = 100 * 3600;

/// A span to the second, as the clocks write it: `03:10`, `2:41:10`, `14d 23h`.
pub fn face(span: TimeDelta) -> String {
    let seconds = span.num_seconds().max(0);
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match seconds {
        IN_DAYS.. => format!("{}d {}h", hours / 24, hours % 24),
        3600.. => format!("{hours}:{minutes:02}:{rest:02}"),
        _ => format!("{minutes:02}:{rest:02}"),
    }
}

/// A span between two stamps: `2h 10m`, `≈ 3d 4h`, and `–` where one is missing.
pub fn span(span: Span) -> String {
    match span {
        Span::Lasted(length, Precision::Second | Precision::Minute) => age(length),
        Span::Lasted(length, _) => format!("≈{}", age(length)),
        Span::Invalid => "invalid".to_owned(),
        Span::NotRecorded => "–".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_time_says_how_far_it_is_from_utc() {
        let zone = Zone::with_offset(|_| FixedOffset::east_opt(19_800).unwrap());
        let at = "2026-11-20T14:05:09Z".parse().unwrap();
        assert_eq!(zone.clock(at) + &zone.mark(at), "14:05Z");
        let zone = zone.switched();
        assert_eq!(zone.clock(at) + &zone.mark(at), "19:35+05:30");
    }

    #[test]
    fn what_is_known_roughly_is_marked() {
        let zone = Zone::of_this_machine();
        for (moment, brief) in [
            ("2026-11-20T14:05Z", "14:05"),
            ("2026-11-20T14Z", "≈14 h"),
            ("2026-11-20", "≈day"),
            ("2026-11", "≈Nov"),
            ("2026", "≈2026"),
        ] {
            assert_eq!(zone.brief(moment.parse().unwrap()), brief);
        }
    }

    #[test]
    fn ages_are_told_in_two_units() {
        for (minutes, words) in [(-3, "0m"), (41, "41m"), (130, "2h 10m"), (4563, "3d 4h")] {
            assert_eq!(age(TimeDelta::minutes(minutes)), words);
        }
    }
}
