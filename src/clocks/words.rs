//! Readings in a few words, and when the words change.

use super::reading::{AT_RISK, Reading, State};
use super::starts::starting;
use crate::plan::{Amount, Clock, Unit};
use crate::time::Span;
use chrono::{DateTime, TimeDelta, Utc};

const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;
/// From here on hours no longer fit into two digits, and days are counted instead.
const IN_DAYS: i64 = 100 * HOUR;
/// From here on a date names its year.
const WITH_YEAR: i64 = 300 * DAY;

impl Reading {
    /// The reading in a few words: `18:53`, `2:41:10`, `14d 23h`, `Fri 27 Nov`, `LATE 02:14`,
    /// `met, 21:00 to spare`, `met 03:10 late`, `waits for contained`. What is due immediately is met
    /// `at once` for a minute.
    ///
    /// A started second counts as left, a whole one as late: so the words change on the second when
    /// the deadline lies on one.
    pub fn words(&self, now: DateTime<Utc>) -> String {
        match &self.state {
            State::NotAssessed { asks } => match asks.as_slice() {
                [] => "not assessed".to_owned(),
                [one] => format!("not assessed ({}?)", one.replace('-', " ")),
                [one, more @ ..] => {
                    format!("not assessed ({}? +{})", one.replace('-', " "), more.len())
                }
            },
            State::Armed { waits_for } => format!("waits for {}", moment_words(waits_for)),
            State::NotApplicable { why, .. } => format!("not applicable ({why})"),
            State::Waived { by, why, .. } => said("waived", by, why),
            State::Paused { by, why, left, .. } => {
                let words = said("paused", by, why);
                match left.map(|left| left.num_seconds()) {
                    None => words,
                    Some(left) if left < 0 => format!("{words}, {} late", face(-left)),
                    Some(left) => format!("{words}, {} left", face(left)),
                }
            }
            State::Met { at, .. } if self.counts_up => {
                let from = self.counts_from.as_ref().map(|(_, from)| *from);
                match Span::between(from, Some(*at)) {
                    Span::Lasted(span, _) => {
                        format!("met after {}", face(span.num_seconds()))
                    }
                    _ => "met".to_owned(),
                }
            }
            State::Met { recorded_late: Some((by, after)), .. } => {
                format!("met, recorded {} later by {by}", roughly(*after))
            }
            State::Met { .. } if self.due.is_none() => "met".to_owned(),
            State::Met { margin, .. } if self.is_immediate() && is_at_once(*margin) => {
                "met at once".to_owned()
            }
            State::Met { at, margin, .. } => {
                let from = self.counts_from.as_ref().is_some_and(|(_, from)| from.is_rough());
                let about = if from || at.is_rough() { "≈" } else { "" };
                let span = face(margin.num_seconds().saturating_abs());
                if *margin < TimeDelta::zero() {
                    let said = self.explained.as_ref().map(|said| {
                        format!(" ({}: {})", said.by, said.reason.as_deref().unwrap_or_default())
                    });
                    format!("met {about}{span} late{}", said.unwrap_or_default())
                } else {
                    format!("met, {about}{span} to spare")
                }
            }
            State::Running | State::AtRisk | State::Late => match self.left(now) {
                None => match self.elapsed(now) {
                    Some(elapsed) => format!("elapsed {}", face(elapsed.num_seconds())),
                    None => "beyond the calendar".to_owned(),
                },
                Some(left) => self.countdown(left),
            },
        }
    }

    fn is_immediate(&self) -> bool {
        self.due.is_some() && self.due == self.counts_from.as_ref().map(|(_, from)| from.earliest())
    }

    fn countdown(&self, left: TimeDelta) -> String {
        if left <= TimeDelta::zero() {
            return format!("LATE {}", face(late_seconds(left)));
        }
        let seconds = left_seconds(left);
        match self.last_day.filter(|_| self.by_the_day && seconds >= DAY) {
            Some(day) if seconds >= WITH_YEAR => day.format("%-d %b %Y").to_string(),
            Some(day) => day.format("%a %-d %b").to_string(),
            None => face(seconds),
        }
    }

    /// When the words next change, or the clock gets at risk.
    fn next_change(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let ends = self.ends.filter(|_| self.is_counting());
        let ends = ends.into_iter().chain(self.snoozed_until).chain(self.misses_next());
        let change = self.next_second(now).into_iter().chain(ends);
        change.filter(|at| *at > now).min()
    }

    /// When one more interval of a cadence has passed that is late.
    fn misses_next(&self) -> Option<DateTime<Utc>> {
        let start = self.runs_from.filter(|_| self.missed > 0 && self.is_counting())?;
        let interval = (self.due? - start).num_milliseconds();
        let intervals = interval.checked_mul(i64::from(self.missed).checked_add(1)?)?;
        start.checked_add_signed(TimeDelta::try_milliseconds(intervals)?)
    }

    fn next_second(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if let Some(elapsed) = self.elapsed(now).filter(|_| self.is_counting()) {
            let seconds = elapsed.num_seconds();
            let then = if seconds >= IN_DAYS { (seconds / HOUR + 1) * HOUR } else { seconds + 1 };
            return self.runs_from?.checked_add_signed(TimeDelta::try_seconds(then)?);
        }
        let (due, left) = (self.due?, self.left(now)?);
        // Seconds before the deadline at which the words are others; negative ones lie after it.
        let then = if left <= TimeDelta::zero() {
            let late = late_seconds(left);
            -if late >= IN_DAYS { (late / HOUR + 1) * HOUR } else { late + 1 }
        } else {
            let seconds = left_seconds(left);
            let dated = self.by_the_day && self.last_day.is_some();
            match seconds {
                WITH_YEAR.. if dated => WITH_YEAR - 1,
                DAY.. if dated => DAY - 1,
                IN_DAYS.. => seconds / HOUR * HOUR - 1,
                _ => seconds - 1,
            }
        };
        let change = due.checked_sub_signed(TimeDelta::try_seconds(then)?);
        let may_risk = self.state == State::Running && !self.only_reminds;
        let risk = may_risk.then(|| self.at_risk_from()).flatten();
        change.into_iter().chain(risk).filter(|at| *at > now).min()
    }

    fn at_risk_from(&self) -> Option<DateTime<Utc>> {
        let start = self.runs_from?;
        let whole = i128::from((self.due? - start).num_milliseconds());
        // Rounded up: one millisecond before, a little less than four fifths is used.
        let used = (whole * i128::from(AT_RISK) + 999) / 1000;
        start.checked_add_signed(TimeDelta::try_milliseconds(i64::try_from(used).ok()?)?)
    }
}

/// When anything that readings say next changes by the passing of time alone: each second while a
/// countdown shows seconds, each hour while it shows days. Nothing when no time runs.
pub fn next_change(readings: &[Reading], now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    readings.iter().filter_map(|reading| reading.next_change(now)).min()
}

/// How much time a clock gives, in words: `within 1 h`, `every 15 min`, `without undue delay`.
pub fn rule(clock: &Clock, after: Amount) -> String {
    if clock.counts_up {
        return "without undue delay".to_owned();
    }
    match (clock.repeat, after) {
        (true, Amount { amount: 1, unit }) if is_of_days(unit) => {
            format!("every {}", after.to_string().trim_start_matches("1 "))
        }
        (true, _) => format!("every {after}"),
        (false, Amount { amount: 0, unit: Unit::BusinessDays }) => {
            "by the end of the day".to_owned()
        }
        (false, Amount { amount: 0, .. }) => "immediately".to_owned(),
        (false, Amount { unit, .. }) if is_of_days(unit) => after.to_string(),
        (false, _) => format!("within {after}"),
    }
}

fn is_of_days(unit: Unit) -> bool {
    matches!(unit, Unit::CalendarDays | Unit::BusinessDays | Unit::Months)
}

/// The name of a moment for people: `aware`, `contain entered`, `nis2-72h submitted`, `the end of the year of
/// discovered`.
pub fn moment_words(name: &str) -> String {
    let (name, at_year_end) = starting(name);
    let words = name.replace(['_', '.'], " ");
    if at_year_end { format!("the end of the year of {words}") } else { words }
}

/// What is left of a time, or how late it is: `18:53`, `2:41:10`, `14d 23h`, `LATE 02:14`.
pub fn countdown_words(left: TimeDelta) -> String {
    if left <= TimeDelta::zero() {
        return format!("LATE {}", face(late_seconds(left)));
    }
    face(left_seconds(left))
}

fn said(what: &str, by: &str, why: &str) -> String {
    if why.is_empty() { format!("{what} by {by}") } else { format!("{what} by {by}: {why}") }
}

/// A span as the clocks show it: `02:14`, `2:41:10`, `14d 23h`.
pub(super) fn face(seconds: i64) -> String {
    let (hours, minutes, rest) = (seconds / HOUR, seconds / 60 % 60, seconds % 60);
    match seconds {
        IN_DAYS.. => format!("{}d {}h", hours / 24, hours % 24),
        HOUR.. => format!("{hours}:{minutes:02}:{rest:02}"),
        _ => format!("{minutes:02}:{rest:02}"),
    }
}

/// A span in one unit: `50 min`, `3 h`, `4 days`.
fn roughly(span: TimeDelta) -> String {
    let seconds = span.num_seconds();
    match seconds {
        ..120 => format!("{seconds} s"),
        120..7200 => format!("{} min", seconds / 60),
        7200..172_800 => format!("{} h", seconds / HOUR),
        _ => format!("{} days", seconds / DAY),
    }
}

fn is_at_once(margin: TimeDelta) -> bool {
    margin <= TimeDelta::zero() && margin > TimeDelta::minutes(-1)
}

/// A started second counts.
fn left_seconds(left: TimeDelta) -> i64 {
    left.num_milliseconds().saturating_add(999).div_euclid(1000).max(1)
}

/// A started second does not count.
fn late_seconds(left: TimeDelta) -> i64 {
    left.num_milliseconds().saturating_neg().div_euclid(1000)
}
