//! How long a clock stood still.

use crate::incident::Pause;
use chrono::{DateTime, TimeDelta, Utc};

/// How long a clock stood still.
#[derive(Default)]
pub(super) struct Stood<'a> {
    /// In all, without the time since `open`.
    pub(super) for_so_long: TimeDelta,
    /// The pause that goes on, and from when on it counts.
    pub(super) open: Option<(&'a Pause, DateTime<Utc>)>,
}

/// How long a clock stood still from its start on, until what met or ended it. What was late already when
/// it was stopped stays late: `due` is when, for clocks that can be late only once.
pub(super) fn stood(
    pauses: &[Pause],
    start: DateTime<Utc>,
    due: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
) -> Stood<'_> {
    let mut stood = Stood::default();
    let mut from = start;
    for pause in pauses {
        from = from.max(pause.began.when.earliest());
        let due = due.and_then(|due| due.checked_add_signed(stood.for_so_long));
        if due.is_some_and(|due| from >= due) || until.is_some_and(|until| from >= until) {
            break;
        }
        let ended = pause.ended.as_ref().map(|(_, at)| at.earliest());
        let Some(to) = ended.into_iter().chain(until).min() else {
            stood.open = Some((pause, from));
            break;
        };
        let to = to.max(from);
        // What was counted lies one after the other, so it is no longer than the calendar.
        stood.for_so_long += to - from;
        from = to;
    }
    stood
}
