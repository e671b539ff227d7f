//! What a clock says at one moment.

use super::conditions::Held;
use crate::incident::Said;
use crate::plan::ClockKind;
use crate::time::Moment;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// A clock at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each says something of its own")]
pub struct Reading {
    /// The clock, by its id in the plan.
    pub clock: String,
    /// What must have happened: `Contained`.
    pub title: String,
    /// What kind of duty it is.
    pub kind: ClockKind,
    /// How much time there is, in words: `every 15 min`, `within 1 h`, `5 business days`, `immediately`,
    /// `without undue delay`.
    pub rule: String,
    /// What it counts from: a moment such as `aware` or `contain.entered`, `year_end(discovered)`, the
    /// level whose beginning counts in place of `declared`, or `reopened` for a cadence; nothing before any
    /// of its moments is there. [`moment_words`](super::moment_words) says it for people.
    pub counts_from: Option<(String, Moment)>,
    /// When it runs out; nothing when it waits, stands still, counts up, or when the calendar ends before
    /// it. Where it stood still before, it is later by that. Of what only reminds, the next time.
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
    /// Whether no number of hours is set: it counts up, and is never late.
    pub counts_up: bool,
    /// When a cadence ends by itself.
    pub ends: Option<DateTime<Utc>>,
    /// Whether the law asks for it. Whoever shows such a clock says that it is no legal advice.
    pub legal: bool,
    /// Where the duty comes from.
    pub source: Option<String>,
    /// The day on which somebody last compared the plan with that source.
    pub checked: Option<NaiveDate>,
    /// A word of explanation.
    pub note: Option<String>,
    /// What must hold for the clock to apply, and what was said about it.
    pub conditions: Vec<Held>,
    /// Until when nobody wants to be reminded; the time runs on.
    pub snoozed_until: Option<DateTime<Utc>>,
    /// Who said why it was not met in time, and when.
    pub explained: Option<Said<()>>,
    /// The reference that the recipient gave.
    pub reference: Option<String>,
    /// From when its time is counted: its start and the time for which it stood still; of what only
    /// reminds, the last time.
    pub(super) runs_from: Option<DateTime<Utc>>,
    /// Whether it only reminds, again and again: nothing meets it, something else ends it.
    pub(super) only_reminds: bool,
}

/// How a clock stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Nobody knows yet whether it applies.
    NotAssessed {
        /// The questions of the classification whose answers would tell.
        asks: Vec<String>,
    },
    /// What it counts from has not happened.
    Armed {
        /// The moment, or the first of several of which one is enough.
        waits_for: String,
    },
    /// There is time.
    Running,
    /// At least four fifths of the time are gone.
    AtRisk,
    /// The time is up: since when, says [`Reading::late_since`].
    Late,
    /// It stands still.
    Paused {
        /// Since when.
        since: Moment,
        /// Who stopped it.
        by: String,
        /// Why.
        why: String,
        /// How much time is left, negative when it was late already; nothing of what counts up.
        left: Option<TimeDelta>,
    },
    /// It happened.
    Met {
        /// When.
        at: Moment,
        /// How long before the deadline; negative when after it, zero when there was none.
        margin: TimeDelta,
        /// Who wrote it down and how long after it happened, when the deadline passed in between.
        recorded_late: Option<(String, TimeDelta)>,
    },
    /// Somebody decided that it need not be met.
    Waived {
        /// Who.
        by: String,
        /// Why.
        why: String,
        /// When.
        when: Moment,
    },
    /// It does not apply, or not any more.
    NotApplicable {
        /// What says so: `resolved`, `closed`, `personal data: no, by ops4`, `in force from 2027-01-01`,
        /// `level lowered by ops4: one customer only`; and by how much it was late then.
        why: String,
        /// Who decided it, where somebody did.
        by: Option<String>,
        /// When that was, where it is known.
        when: Option<Moment>,
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
        Some(share(self.runs_from?, self.due?, until))
    }

    /// Since when it is late.
    pub fn late_since(&self) -> Option<DateTime<Utc>> {
        self.due.filter(|_| self.state == State::Late)
    }

    /// How long it has counted up; nothing of a clock with a deadline.
    pub fn elapsed(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        let until = match &self.state {
            State::Met { at, .. } => at.earliest(),
            _ if self.is_counting() => now,
            _ => return None,
        };
        Some((until - self.runs_from?).max(TimeDelta::zero())).filter(|_| self.counts_up)
    }

    /// Whether it only reminds, again and again: nothing meets it, something else ends it. It is never
    /// late; `due` is the next time, and `missed` says how often it reminded.
    pub fn only_reminds(&self) -> bool {
        self.only_reminds
    }

    /// Whether it asks for no attention: nobody has assessed whether it applies, or it does not. A screen
    /// counts such clocks in a line, so that they do not hide the others.
    pub fn is_quiet(&self) -> bool {
        matches!(self.state, State::NotAssessed { .. } | State::NotApplicable { .. })
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
