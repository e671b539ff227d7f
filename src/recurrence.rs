//! Whether this kind of incident was there before: then what was learnt then did not prevent it.
//!
//! It is read from summaries, so that looking back over years costs no folding.

use crate::incident::{Incident, IncidentId, Link};
use crate::store::follow_up::{FollowUp, Standing};
use crate::store::index::Summary;
use crate::time::Moment;
use chrono::{DateTime, Months, Utc};

/// How many months back is looked where the plan says nothing.
const MONTHS: u32 = 12;
/// The kind that says nothing about what happened.
const NO_KIND: &str = "other";

/// Earlier incidents of the same kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurrence {
    /// The kind, by its id.
    pub category: String,
    /// How many months were looked back.
    pub months: u32,
    /// The earlier ones, the newest first; never empty.
    pub earlier: Vec<Earlier>,
}

/// An earlier incident of the same kind, and what was made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// Which one.
    pub incident: IncidentId,
    /// What was wrong.
    pub title: String,
    /// Its level.
    pub severity: Option<String>,
    /// `open`, `resolved` or `closed`.
    pub status: String,
    /// When it was declared, or began.
    pub when: Moment,
    /// The system that failed, where that is known.
    pub system: Option<String>,
    /// Whether it is the system that failed this time.
    pub same_system: bool,
    /// The last decision.
    pub decision: Option<String>,
    /// How many lines of its last stage, where lessons are drawn, are done.
    pub lessons_done: usize,
    /// How many of them are open.
    pub lessons_open: usize,
    /// What was meant to keep it from happening again, unless it was given up.
    pub preventions: Vec<FollowUp>,
}

impl Earlier {
    /// How many actions against it are done, and how many are open: its preventions, or the lines of its
    /// last stage where none was written down.
    pub fn actions(&self) -> (usize, usize) {
        if self.preventions.is_empty() {
            return (self.lessons_done, self.lessons_open);
        }
        let open = self.preventions.iter().filter(|what| what.is_open()).count();
        (self.preventions.len() - open, open)
    }

    /// How many preventions are overdue at a moment.
    pub fn overdue(&self, now: DateTime<Utc>) -> usize {
        self.preventions.iter().filter(|what| what.is_overdue(now)).count()
    }

    /// The preventions in words: `Gate releases on evals (mle2, done), Alert on drift (m7, due 2026-12-01)`.
    fn prevented(&self) -> String {
        let one = |what: &FollowUp| {
            let state = match what.standing(DateTime::<Utc>::UNIX_EPOCH) {
                Standing::Overdue(_) | Standing::Open(_) => format!("due {}", what.due),
                Standing::DoneInTime => "done".to_owned(),
                Standing::DoneLate(_) => "done late".to_owned(),
                Standing::Dropped => "dropped".to_owned(),
            };
            format!("{} ({}, {state})", what.text, what.owner)
        };
        self.preventions.iter().map(one).collect::<Vec<String>>().join(", ")
    }

    /// What was made of it, in words: `closed; 2 of 4 lessons done; decided: retrain`.
    pub fn words(&self) -> String {
        let mut parts = vec![self.status.clone()];
        if self.same_system {
            parts.push("the same system".to_owned());
        } else {
            parts.extend(self.system.iter().map(|system| format!("system {system}")));
        }
        let (done, open) = self.actions();
        parts.push(match (self.preventions.is_empty(), done + open) {
            (true, 0) => "no lessons are recorded".to_owned(),
            (true, all) => format!("{done} of {all} lessons done"),
            (false, all) => {
                format!("{done} of {all} preventive actions done: {}", self.prevented())
            }
        });
        parts.push(match &self.decision {
            Some(decision) => format!("last decided: {decision}"),
            None => "no decision is recorded".to_owned(),
        });
        parts.join("; ")
    }
}

impl Recurrence {
    /// What it means, in a line.
    pub fn words(&self) -> String {
        let many = self.earlier.len();
        let (times, was) = if many == 1 { ("incident", "was") } else { ("incidents", "were") };
        format!(
            "{many} {times} of the kind `{}` {was} there in the {} months before: what was done then \
             did not prevent this one",
            self.category, self.months
        )
    }
}

/// Finds the earlier incidents of the same kind; nothing where there are none, where the kind is not
/// known, or where nobody knows when this one was. Second tellings of the same incident do not count.
pub fn recurrence(incident: &Incident, summaries: &[Summary]) -> Option<Recurrence> {
    let category = incident.category.as_deref().filter(|category| *category != NO_KIND)?;
    let declared = incident.declaration.as_ref().and_then(|declaration| declaration.when);
    let when = declared.or_else(|| incident.stamp("began"))?.earliest();
    let months = incident.plan.as_ref().and_then(|plan| plan.recurrence_months).unwrap_or(MONTHS);
    let since = when.checked_sub_months(Months::new(months)).unwrap_or(DateTime::<Utc>::MIN_UTC);
    let system = incident.system();
    let told_twice = |summary: &Summary| {
        let tells_it = |(_, link): &(_, Link)| *link == Link::DuplicateOf { incident: summary.id };
        summary.duplicate_of == Some(incident.id) || incident.links.iter().any(tells_it)
    };
    let mut earlier: Vec<Earlier> = summaries
        .iter()
        .filter(|other| other.id != incident.id && other.category.as_deref() == Some(category))
        .filter(|other| !told_twice(other))
        .filter_map(|other| {
            let at = other.declared_at.or(other.began_at)?;
            let before = (at.earliest(), other.id) < (when, incident.id);
            (before && at.earliest() >= since).then(|| Earlier {
                incident: other.id,
                title: other.title.clone(),
                severity: other.severity.clone(),
                status: other.status.clone(),
                when: at,
                system: other.system.clone(),
                same_system: same(system, other.system.as_deref()),
                decision: other.last_decision.clone(),
                lessons_done: other.lessons_done,
                lessons_open: other.lessons_open,
                preventions: other.actions.iter().filter(|of| was_meant(of)).cloned().collect(),
            })
        })
        .collect();
    earlier.sort_by_key(|earlier| std::cmp::Reverse((earlier.when.earliest(), earlier.incident)));
    let category = category.to_owned();
    (!earlier.is_empty()).then_some(Recurrence { category, months, earlier })
}

/// Whether work was to prevent it from happening again, and was not given up.
fn was_meant(what: &FollowUp) -> bool {
    what.prevents() && what.standing(DateTime::<Utc>::UNIX_EPOCH) != Standing::Dropped
}

fn same(one: Option<&str>, other: Option<&str>) -> bool {
    one.zip(other).is_some_and(|(one, other)| crate::plan::spelled_alike(one, other))
}
