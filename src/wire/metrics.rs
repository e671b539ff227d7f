//! The shape of metrics, as `metrics --json` prints it.

use crate::metrics::{self, Figures, LateBy, Length};
use crate::plan::ClockKind;
use crate::time::{Moment, stamp};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

/// What incidents add up to, as of `as_of`; with `since`, of those that were declared (where nobody knows
/// that: that began) from then on. Those with no such time are then in `left_out`, and second tellings are
/// in `duplicates`; neither counts anywhere else.
///
/// Medians and p90 are nearest-rank. `actions` is the work that follows.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Metrics {
    pub as_of: String,
    pub since: Option<Moment>,
    pub incidents: usize,
    pub historic: usize,
    pub near_misses: usize,
    pub duplicates: usize,
    pub left_out: usize,
    pub durations: Vec<Measured>,
    pub by_severity: Vec<Group>,
    pub by_category: Vec<Group>,
    pub by_quarter: Vec<Group>,
    pub clocks: Clocks,
    pub comms: Comms,
    pub actions: Actions,
    pub recurrence: Vec<Recurrence>,
}

/// Incidents that are counted together; `name` is `null` for those of which it is not known.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Group {
    pub name: Option<String>,
    pub incidents: usize,
    pub durations: Vec<Measured>,
}

/// How long one thing took: `recorded`, `not_recorded` and `invalid` add up to the incidents; `rough` says
/// how many of the recorded are known to the hour or less exactly.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Measured {
    pub span: &'static str,
    pub title: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    pub recorded: usize,
    pub rough: usize,
    pub not_recorded: usize,
    pub invalid: usize,
    pub median: Option<Figure>,
    pub p90: Option<Figure>,
}

/// A length with the precision of the coarser of its two moments.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Figure {
    pub ms: i64,
    pub precision: &'static str,
    pub words: String,
}

/// Whether clocks were met: those that ended, and those that are late now. Historic incidents have none.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Clocks {
    pub all: Attained,
    pub by_kind: Vec<Attained>,
    pub by_clock: Vec<Attained>,
}

/// How many clocks ended how: `ended` is the sum of `in_time`, `late`, `running_late` and `missed`;
/// `in_time_percent` is rounded down, and `null` of none. `told_late` were met in time by what was written
/// down only afterwards.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Attained {
    pub clock: Option<String>,
    pub title: Option<String>,
    pub kind: Option<ClockKind>,
    pub ended: usize,
    pub in_time: usize,
    pub late: usize,
    pub running_late: usize,
    pub missed: usize,
    pub waived: usize,
    pub told_late: usize,
    pub in_time_percent: Option<usize>,
    pub late_by: Option<Lateness>,
}

/// By how much clocks were late.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Lateness {
    pub median_ms: i64,
    pub p90_ms: i64,
    pub worst_ms: i64,
}

/// What is said to others: `notices` are the clocks of notices and of the law together.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Comms {
    pub notices: Attained,
    pub messages: Messages,
    pub cadences: Vec<Cadence>,
}

/// Messages that a clock waited for: how many went out by their deadline, and by how much the others were late.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
#[schema(as = metrics::Messages)]
pub struct Messages {
    pub in_time: usize,
    pub late: usize,
    pub late_by: Option<Lateness>,
}

/// What repeats: how often it was sent, how many whole intervals passed without it, and how many came `late`.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Cadence {
    pub clock: String,
    pub title: String,
    pub sent: u64,
    pub missed: u64,
    pub late: usize,
    pub late_by: Option<Lateness>,
}

/// The work that follows: all of it, what mends, and what prevents; `not_recorded` counts the incidents for
/// which nobody wrote any down.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Actions {
    pub all: Followed,
    pub fixes: Followed,
    pub preventions: Followed,
    pub not_recorded: usize,
}

/// How much work was done by its day: `ended` is the sum of `in_time`, `late` and `overdue`; what is `open`, `dropped`
/// or `invalid` (it ended before it was written down) is in no share. Lateness is in whole days.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Followed {
    pub ended: usize,
    pub in_time: usize,
    pub late: usize,
    pub overdue: usize,
    pub open: usize,
    pub dropped: usize,
    pub invalid: usize,
    pub in_time_percent: Option<usize>,
    pub late_by: Option<Lateness>,
}

impl Followed {
    fn of(followed: &metrics::Followed) -> Followed {
        Followed {
            ended: followed.ended(),
            in_time: followed.in_time,
            late: followed.late,
            overdue: followed.overdue,
            open: followed.open,
            dropped: followed.dropped,
            invalid: followed.invalid,
            in_time_percent: followed.percent(),
            late_by: followed.late_by.map(Lateness::of),
        }
    }
}

/// Incidents of one kind: `again` had an earlier one of the same kind, as far back as their plan looks.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Recurrence {
    pub category: String,
    pub incidents: usize,
    pub again: usize,
}

impl Metrics {
    /// The shape of metrics.
    pub fn of(
        metrics: &metrics::Metrics,
        since: Option<Moment>,
        left_out: usize,
        now: DateTime<Utc>,
    ) -> Metrics {
        let cadence = |cadence: &metrics::Cadence| Cadence {
            clock: cadence.clock.clone(),
            title: cadence.title.clone(),
            sent: cadence.sent,
            missed: cadence.missed,
            late: cadence.late.len(),
            late_by: cadence.late_by().map(Lateness::of),
        };
        let recurrence = |again: &metrics::Again| Recurrence {
            category: again.category.clone(),
            incidents: again.incidents,
            again: again.again,
        };
        Metrics {
            as_of: stamp(now),
            since,
            incidents: metrics.all.incidents,
            historic: metrics.historic,
            near_misses: metrics.near_misses,
            duplicates: metrics.duplicates,
            left_out,
            durations: metrics.all.figures.iter().map(Measured::of).collect(),
            by_severity: metrics.by_severity.iter().map(Group::of).collect(),
            by_category: metrics.by_category.iter().map(Group::of).collect(),
            by_quarter: metrics.by_quarter.iter().map(Group::of).collect(),
            clocks: Clocks {
                all: Attained::of(&metrics.clocks),
                by_kind: metrics.clocks_by_kind.iter().map(Attained::of).collect(),
                by_clock: metrics.clocks_by_id.iter().map(Attained::of).collect(),
            },
            comms: Comms {
                notices: Attained::of(&metrics.notices),
                messages: Messages {
                    in_time: metrics.messages.in_time,
                    late: metrics.messages.late,
                    late_by: metrics.messages.late_by.map(Lateness::of),
                },
                cadences: metrics.cadences.iter().map(cadence).collect(),
            },
            actions: Actions {
                all: Followed::of(&metrics.followed),
                fixes: Followed::of(&metrics.fixes),
                preventions: Followed::of(&metrics.preventions),
                not_recorded: metrics.without_actions,
            },
            recurrence: metrics.again.iter().map(recurrence).collect(),
        }
    }
}

impl Group {
    fn of(group: &metrics::Group) -> Group {
        Group {
            name: group.name.clone(),
            incidents: group.incidents,
            durations: group.figures.iter().map(Measured::of).collect(),
        }
    }
}

impl Measured {
    fn of(figures: &Figures) -> Measured {
        Measured {
            span: figures.id,
            title: figures.title,
            from: figures.from,
            to: figures.to,
            recorded: figures.recorded,
            rough: figures.rough,
            not_recorded: figures.not_recorded,
            invalid: figures.invalid,
            median: figures.median.map(Figure::of),
            p90: figures.p90.map(Figure::of),
        }
    }
}

impl Figure {
    fn of(length: Length) -> Figure {
        let precision = length.precision.word();
        Figure { ms: length.lasted.num_milliseconds(), precision, words: length.words() }
    }
}

impl Attained {
    fn of(attained: &metrics::Attained) -> Attained {
        Attained {
            clock: attained.clock.clone(),
            title: attained.title.clone(),
            kind: attained.kind,
            ended: attained.ended(),
            in_time: attained.in_time,
            late: attained.late,
            running_late: attained.running_late,
            missed: attained.missed,
            waived: attained.waived,
            told_late: attained.told_late,
            in_time_percent: attained.percent(),
            late_by: attained.late_by.map(Lateness::of),
        }
    }
}

impl Lateness {
    fn of(late: LateBy) -> Lateness {
        let ms = |by: TimeDelta| by.num_milliseconds();
        Lateness { median_ms: ms(late.median), p90_ms: ms(late.p90), worst_ms: ms(late.worst) }
    }
}
