//! What cases add up to.

use super::attained::{Attained, Ended};
use super::cadences::Cadence;
use super::case::Case;
use super::figures::Group;
use super::followed::Followed;
use super::messages::Punctual;
use crate::plan::ClockKind;
use std::collections::BTreeMap;

/// What cases add up to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metrics {
    /// Second tellings, which count nowhere else.
    pub duplicates: usize,
    /// How many were over before they were written down; they have no clocks.
    pub historic: usize,
    /// In how many nobody was harmed.
    pub near_misses: usize,
    /// All incidents together.
    pub all: Group,
    /// By level, the worst first; those without one come last.
    pub by_severity: Vec<Group>,
    /// By kind, the most frequent first; those without one come last.
    pub by_category: Vec<Group>,
    /// By the quarter of the declaration (of the beginning, where nobody knows it), the oldest first;
    /// those of which it is not known come last.
    pub by_quarter: Vec<Group>,
    /// All clocks together.
    pub clocks: Attained,
    /// Clocks by what kind of duty they are.
    pub clocks_by_kind: Vec<Attained>,
    /// Clocks one by one, in the order of their kinds.
    pub clocks_by_id: Vec<Attained>,
    /// Notices to somebody, those that the law asks for among them.
    pub notices: Attained,
    /// What repeats.
    pub cadences: Vec<Cadence>,
    /// Whether messages went out by their deadlines.
    pub messages: Punctual,
    /// Whether the work that follows was done by its day.
    pub followed: Followed,
    /// Of it, what mends.
    pub fixes: Followed,
    /// Of it, what prevents.
    pub preventions: Followed,
    /// In how many incidents nobody wrote any down.
    pub without_actions: usize,
    /// Kinds, and how many of them had been there before; the most frequent first.
    pub again: Vec<Again>,
}

/// Incidents of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Again {
    /// The kind, by its id.
    pub category: String,
    /// How many there are.
    pub incidents: usize,
    /// How many of them had an earlier one, as far back as their plan looks.
    pub again: usize,
}

impl Metrics {
    /// Adds up cases.
    pub fn of(cases: &[Case]) -> Metrics {
        let counted: Vec<&Case> = cases.iter().filter(|case| !case.duplicate).collect();
        let many = |is: fn(&Case) -> bool| counted.iter().filter(|case| is(case)).count();
        let ended: Vec<&Ended> = counted.iter().flat_map(|case| &case.ended).collect();
        let owed = || counted.iter().flat_map(|case| &case.owed);
        let mut by_category = grouped(&counted, |case| case.category.clone());
        by_category.sort_by_key(|group| (group.name.is_none(), std::cmp::Reverse(group.incidents)));
        let mut by_severity = grouped(&counted, |case| case.severity.clone());
        by_severity.sort_by_key(|group| place_of_level(group.name.as_deref()));
        let notice =
            |ended: &&&Ended| matches!(ended.kind, ClockKind::Notification | ClockKind::Regulator);
        let again = by_category.iter().filter_map(|group| {
            let category = group.name.clone()?;
            let of_it = |case: &&&Case| case.again && case.category.as_ref() == Some(&category);
            let again = counted.iter().filter(of_it).count();
            Some(Again { incidents: group.incidents, again, category })
        });
        Metrics {
            duplicates: cases.len() - counted.len(),
            historic: many(|case| case.historic),
            near_misses: many(|case| case.near_miss),
            all: Group::of(None, &counted),
            by_severity,
            by_quarter: grouped(&counted, |case| Some(case.quarter()?.to_string())),
            clocks: Attained::of(ended.iter().copied()),
            clocks_by_kind: by_kind(&ended),
            clocks_by_id: by_clock(&ended),
            notices: Attained::of(ended.iter().filter(notice).copied()),
            cadences: cadences(&counted),
            messages: Punctual::of(counted.iter().flat_map(|case| case.margins.iter().copied())),
            followed: Followed::of(owed()),
            fixes: Followed::of_kind(owed(), false),
            preventions: Followed::of_kind(owed(), true),
            without_actions: many(|case| case.owed.is_empty()),
            again: again.collect(),
            by_category,
        }
    }
}

/// Cases by a name, in the order of the names; those without one last.
fn grouped(cases: &[&Case], name: impl Fn(&Case) -> Option<String>) -> Vec<Group> {
    let mut groups: BTreeMap<(bool, Option<String>), Vec<&Case>> = BTreeMap::new();
    for case in cases {
        let name = name(case);
        groups.entry((name.is_none(), name)).or_default().push(case);
    }
    groups.into_iter().map(|((_, name), cases)| Group::of(name, &cases)).collect()
}

/// Levels of several plans stand by the number at their end.
fn place_of_level(level: Option<&str>) -> (bool, u64) {
    let number = level.and_then(|level| level.rsplit('-').next()?.parse().ok());
    (level.is_none(), number.unwrap_or(u64::MAX))
}

fn by_kind(ended: &[&Ended]) -> Vec<Attained> {
    let mut kinds: BTreeMap<u8, Vec<&Ended>> = BTreeMap::new();
    for one in ended {
        kinds.entry(one.kind as u8).or_default().push(one);
    }
    let of =
        |all: Vec<&Ended>| Attained { kind: all.first().map(|one| one.kind), ..Attained::of(all) };
    kinds.into_values().map(of).collect()
}

fn by_clock(ended: &[&Ended]) -> Vec<Attained> {
    let mut clocks: BTreeMap<(u8, &str), Vec<&Ended>> = BTreeMap::new();
    for one in ended {
        clocks.entry((one.kind as u8, &one.clock)).or_default().push(one);
    }
    let of = |all: Vec<&Ended>| Attained {
        kind: all.first().map(|one| one.kind),
        clock: all.first().map(|one| one.clock.clone()),
        title: all.first().map(|one| one.title.clone()),
        ..Attained::of(all)
    };
    clocks.into_values().map(of).collect()
}

fn cadences(cases: &[&Case]) -> Vec<Cadence> {
    let mut all: BTreeMap<&str, Cadence> = BTreeMap::new();
    for one in cases.iter().flat_map(|case| &case.cadences) {
        let nothing = || Cadence { sent: 0, missed: 0, late: Vec::new(), ..one.clone() };
        let sum = all.entry(&one.clock).or_insert_with(nothing);
        sum.sent += one.sent;
        sum.missed += one.missed;
        sum.late.extend(&one.late);
    }
    all.into_values().collect()
}
