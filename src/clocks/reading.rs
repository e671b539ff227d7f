//! What a clock says at one moment.

use crate::plan::ClockKind;
use crate::time::Moment;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// A clock at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The clock, by its id in the plan.
    pub clock: String,
    /// What must have happened: `Contained`.
    pub title: String,
    /// What kind of duty it is.
    pub kind: ClockKind,
    /// How much time there is, in words: `every 15 min`, `within 1 h`, `5 business days`, `immediately`.
    pub rule: String,
    /// What it counts from: a stamp, the level whose beginning counts in place of `declared`, or
    /// `reopened` for a cadence; nothing before any of its stamps is there.
    pub counts_from: Option<(String, Moment)>,
    /// When it runs out; nothing when it waits, or when the calendar ends before it.
    pub due: Option<DateTime<Utc>>,
    /// How it stands.
    pub state: State,
    /// The role that answers for it, by its id.
    pub owner: Option<String>,
    /// Who is told, where somebody is.
    pub recipient: Option<String>,
    /// Whether a date says more than a countdown while more than a day is left: business days, months,
    /// and calendar days from thirty on.
    pub by_the_day: bool,
    /// That date, in the plan's zone; of business days the last one, at whose end it is due.
    pub last_day: Option<NaiveDate>,
    /// How many whole intervals of a cadence have passed since the last time; 0 for other clocks.
    pub missed: u32,
}

/// How a clock stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// What it counts from has not happened.
    Armed {
        /// The stamp, or the first of several of which one is enough.
        waits_for: String,
    },
    /// There is time.
    Running,
    /// At least four fifths of the time are gone.
    AtRisk,
    /// The time is up.
    Late,
    /// It happened.
    Met {
        /// When.
        at: Moment,
        /// How long before the deadline; negative when after it, zero when there was none.
        margin: TimeDelta,
        /// Who wrote it down and how long after it happened, when the deadline passed in between.
        recorded_late: Option<(String, TimeDelta)>,
    },
    /// It need not happen any more.
    NotApplicable {
        /// What ended it: `resolved`, `closed`, `level lowered by ops4: one customer only`; and by how
        /// much it was late then.
        why: String,
    },
}

/// From how many thousandths of its time on a clock is at risk.
pub(super) const AT_RISK: u16 = 800;

impl Reading {
    /// Whether time runs: it can still be met or missed.
    pub fn is_counting(&self) -> bool {
        matches!(self.state, State::Running | State::AtRisk | State::Late)
    }

    /// How much time is left, negative when it is late; nothing when no time runs.
    pub fn left(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        self.due.filter(|_| self.is_counting()).map(|due| due - now)
    }

    /// How much of the time is used, in thousandths; of a clock that was met, how much was used then.
    pub fn used(&self, now: DateTime<Utc>) -> Option<u16> {
        let until = match &self.state {
            State::Met { at, .. } => at.earliest(),
            _ if self.is_counting() => now,
            _ => return None,
        };
        Some(share(self.counts_from.as_ref()?.1.earliest(), self.due?, until))
    }
}

/// Which share of the time from `start` to `due` is over at `now`, in thousandths.
pub(super) fn share(start: DateTime<Utc>, due: DateTime<Utc>, now: DateTime<Utc>) -> u16 {
    let millis = |span: TimeDelta| i128::from(span.num_milliseconds());
    let (whole, used) = (millis(due - start), millis(now - start));
    if whole <= 0 {
        return if now < due { 0 } else { 1000 };
    }
    u16::try_from((used * 1000 / whole).clamp(0, 1000)).unwrap_or(1000)
}
