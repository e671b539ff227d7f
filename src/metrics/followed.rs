//! Whether the work that follows incidents was done by its day.

use super::attained::LateBy;
use crate::incident::Incident;
use crate::store::follow_up::{FollowUp, Standing};
use chrono::{DateTime, TimeDelta, Utc};

/// How a piece of work stands, and whether it is to prevent the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Owed {
    standing: Standing,
    prevents: bool,
    /// Whether it ended before it was written down, by the times that people gave.
    invalid: bool,
}

/// The work that follows an incident, as it stands at a moment.
pub(super) fn owed(incident: &Incident, now: DateTime<Utc>) -> Vec<Owed> {
    let of = |what: &FollowUp| Owed {
        standing: what.standing(now),
        prevents: what.prevents(),
        invalid: what.ended_at.is_some_and(|ended| ended.end() < what.added_at.earliest()),
    };
    FollowUp::all(incident).iter().map(of).collect()
}

/// How much of the work that follows was done by its day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Followed {
    /// Done on its day or before.
    pub in_time: usize,
    /// Done after its day.
    pub late: usize,
    /// Not done, and its day is over.
    pub overdue: usize,
    /// Not done, and its day is not over; it is in no share.
    pub open: usize,
    /// Given up; it is in no share.
    pub dropped: usize,
    /// Ended before it was written down, by the times that people gave; it is in no share.
    pub invalid: usize,
    /// By how much that was late which was done late or is overdue, in whole days.
    pub late_by: Option<LateBy>,
}

impl Followed {
    pub(super) fn of<'a>(all: impl IntoIterator<Item = &'a Owed>) -> Followed {
        let mut followed = Followed::default();
        let mut late = Vec::new();
        for owed in all {
            let counted = match owed.standing {
                _ if owed.invalid => &mut followed.invalid,
                Standing::DoneInTime => &mut followed.in_time,
                Standing::DoneLate(days) => {
                    late.push(TimeDelta::days(days));
                    &mut followed.late
                }
                Standing::Overdue(days) => {
                    late.push(TimeDelta::days(days));
                    &mut followed.overdue
                }
                Standing::Open(_) => &mut followed.open,
                Standing::Dropped => &mut followed.dropped,
            };
            *counted += 1;
        }
        Followed { late_by: LateBy::of(late), ..followed }
    }

    /// Those of one kind: preventions, or fixes.
    pub(super) fn of_kind<'a>(all: impl IntoIterator<Item = &'a Owed>, prevents: bool) -> Followed {
        Followed::of(all.into_iter().filter(|owed| owed.prevents == prevents))
    }

    /// How many were to be done by now.
    pub fn ended(&self) -> usize {
        self.in_time + self.late + self.overdue
    }

    /// How many in a hundred of them were done in time, rounded down. Nothing of none.
    pub fn percent(&self) -> Option<usize> {
        (self.in_time * 100).checked_div(self.ended())
    }

    /// In words: `3 of 4 in time (75 %); 1 overdue; 2 open; late by 3 d`.
    pub fn words(&self) -> String {
        let mut parts = match self.percent() {
            Some(percent) => {
                vec![format!("{} of {} in time ({percent} %)", self.in_time, self.ended())]
            }
            None => vec!["none was due".to_owned()],
        };
        for (many, word) in [
            (self.late, "done late"),
            (self.overdue, "overdue"),
            (self.open, "open"),
            (self.dropped, "dropped"),
            (self.invalid, "invalid"),
        ] {
            parts.extend((many > 0).then(|| format!("{many} {word}")));
        }
        parts.extend(self.late_by.map(LateBy::words));
        parts.join("; ")
    }
}
