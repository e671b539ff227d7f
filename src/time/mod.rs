//! The one reader of the wall clock, and times that are known only roughly.
//!
//! Everything else is told the time: by a [`Clock`] that is handed in, or as an argument. So a test
//! stands still, a demo starts in the past, and an exercise runs at sixty times the speed.

mod day;
mod moment;
mod typed;
mod until;

pub use day::{DAYS, typed_day};
pub use moment::{Moment, MomentError, Precision, Span};
pub use typed::{TypedTimeError, typed};
pub use until::typed_until;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Something that knows what time it is.
pub trait Clock: Send + Sync {
    /// The time now, in whole milliseconds.
    fn now(&self) -> DateTime<Utc>;

    /// How long to wait, in real time, until the shown second changes.
    fn until_next_second(&self) -> Duration {
        let into = self.now().timestamp_subsec_millis().min(999);
        Duration::from_millis(u64::from(1000 - into))
    }

    /// Whether this is the time of the world. Only such a clock may open a real store.
    fn is_real(&self) -> bool {
        false
    }
}

/// The wall clock of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the wall clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(3)
    }

    fn is_real(&self) -> bool {
        true
    }
}

/// A clock that began at another time and may run faster: for demos, replays and exercises.
#[derive(Debug, Clone, Copy)]
pub struct PlayedClock {
    real_start: DateTime<Utc>,
    start: DateTime<Utc>,
    speed: u32,
}

impl PlayedClock {
    /// A clock that shows `start` now and runs `speed` times as fast as the wall clock.
    pub fn starting_at(start: DateTime<Utc>, speed: u32) -> PlayedClock {
        PlayedClock { real_start: SystemClock.now(), start, speed: speed.max(1) }
    }

    /// How long to wait, in real time, until this clock shows `then`; nothing when it is past.
    pub fn until(&self, then: DateTime<Utc>) -> Duration {
        let left = (then - self.now()).num_milliseconds().max(0);
        Duration::from_millis(left.unsigned_abs() / u64::from(self.speed))
    }
}

impl Clock for PlayedClock {
    fn now(&self) -> DateTime<Utc> {
        let elapsed = (SystemClock.now() - self.real_start).num_milliseconds().max(0);
        let played = elapsed.saturating_mul(i64::from(self.speed));
        TimeDelta::try_milliseconds(played)
            .and_then(|played| self.start.checked_add_signed(played))
            .unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}

/// A clock that stands still until it is moved: for tests.
#[derive(Debug)]
pub struct StandingClock(Mutex<DateTime<Utc>>);

impl StandingClock {
    /// A clock that shows `at`.
    pub fn at(at: DateTime<Utc>) -> StandingClock {
        StandingClock(Mutex::new(at))
    }

    /// Moves the clock, forwards or backwards.
    pub fn set(&self, at: DateTime<Utc>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = at;
    }

    /// Moves the clock on by so much.
    pub fn advance(&self, by: TimeDelta) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += by;
    }
}

impl Clock for StandingClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes an instant as the formats do: RFC 3339, UTC, milliseconds, `Z`.
pub fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}
