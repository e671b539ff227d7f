//! What ends a clock before it is met: another level, the end of the harm, the end of the incident.

use super::rules::Story;
use super::words::{face, moment_words};
use crate::incident::{Event, Status};
use crate::plan::{Clock, ClockKind};
use crate::time::Moment;
use chrono::{DateTime, TimeDelta, Utc};

/// What ended a clock.
pub(super) struct End {
    pub(super) at: Moment,
    pub(super) why: String,
    pub(super) by: Option<String>,
}

/// Whether a clock is one for this incident.
pub(super) enum Applies {
    Never,
    Now,
    Until(End),
}

impl Story<'_> {
    /// Whether a clock is one of the incident's level.
    pub(super) fn applies(&self, clock: &Clock) -> Applies {
        let has = |level: &str| clock.levels.iter().any(|l| l == level);
        match &self.incident.severity {
            _ if clock.levels.is_empty() => return Applies::Now,
            Some(severity) if has(severity) => return Applies::Now,
            Some(_) => {}
            None => return Applies::Never,
        }
        let leaves = |pair: &&[(String, Moment)]| has(&pair[0].0) && !has(&pair[1].0);
        match self.incident.levels.windows(2).rfind(leaves) {
            Some([before, after]) => Applies::Until(self.level_change(before, after)),
            _ => Applies::Never,
        }
    }

    fn level_change(&self, (before, _): &(String, Moment), after: &(String, Moment)) -> End {
        let (level, at) = after;
        let how = if self.plan.rank(level) < self.plan.rank(before) { "raised" } else { "lowered" };
        let change = self.incident.timeline.iter().rev().find_map(|line| match &line.fact.event {
            Event::SeverityChanged { severity, reason, .. }
                if line.counts() && severity == level && line.when() == *at =>
            {
                Some((line.who(), reason))
            }
            _ => None,
        });
        let why = match change {
            Some((who, reason)) if reason.is_empty() => format!("level {how} by {who}"),
            Some((who, reason)) => format!("level {how} by {who}: {reason}"),
            None => format!("level {how}"),
        };
        End { at: *at, why, by: change.map(|(who, _)| who.to_owned()) }
    }

    /// What ended a clock of the incident's level; a cadence also ends by itself at `ends`.
    pub(super) fn end(
        &self,
        clock: &Clock,
        ends: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Option<End> {
        let until = clock.until.as_deref().filter(|_| clock.repeat).and_then(|until| {
            let (at, by) = self.when(until)?;
            Some(End { at, why: moment_words(until), by: Some(by) })
        });
        let written = [until, self.end_of_all(clock)].into_iter().flatten();
        let written = written.min_by_key(|end| end.at.earliest());
        // What was written after the end of a cadence is no news to it, whatever the time is.
        let over = |ends: &DateTime<Utc>| {
            written.as_ref().map_or(now >= *ends, |end| *ends < end.at.earliest())
        };
        let by_itself = ends.filter(over).map(|ends| {
            let lasted = clock.lasts.map(|lasts| lasts.to_string()).unwrap_or_default();
            End { at: Moment::second(ends), why: format!("ended after {lasted}"), by: None }
        });
        by_itself.or(written)
    }

    fn end_of_all(&self, clock: &Clock) -> Option<End> {
        use ClockKind::{
            Containment, Document, Escalation, Nudge, Regulator, Response, Review, Update, WarRoom,
        };
        let ended = |stamp: &str, why: &str| {
            let (at, by) = self.when(stamp)?;
            Some(End { at, why: why.to_owned(), by: Some(by) })
        };
        let status = self.incident.status;
        let ends_the_harm =
            matches!(clock.kind, Response | WarRoom | Containment | Escalation | Update | Nudge);
        if status != Status::Open && ends_the_harm {
            let why = if clock.repeat { "resolved" } else { "resolved without it" };
            return ended("resolved", why).or_else(|| ended("closed", "closed"));
        }
        let outlives = matches!(clock.kind, Regulator | Document | Review);
        if status == Status::Closed && !outlives { ended("closed", "closed") } else { None }
    }

    fn when(&self, name: &str) -> Option<(Moment, String)> {
        let stamped = self.moment(name)?;
        Some((stamped.time, stamped.by))
    }
}

impl End {
    /// Why a clock ended, and by how much it was late then. A cadence has a number for that.
    pub(super) fn why(&self, clock: &Clock, due: Option<DateTime<Utc>>) -> String {
        let late = due.map(|due| self.at.earliest() - due);
        match late.filter(|late| *late > TimeDelta::zero() && !clock.repeat) {
            Some(late) => format!("{}, {} late", self.why, face(late.num_seconds())),
            None => self.why.clone(),
        }
    }
}
