//! Lengths in order, and the one in the middle of them.

use super::case::Case;
use crate::clocks::span_words;
use crate::time::{Precision, Span};
use chrono::TimeDelta;

/// A length, and how exactly it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Length {
    /// How long it was.
    pub lasted: TimeDelta,
    /// The precision of the coarser of its two moments.
    pub precision: Precision,
}

impl Length {
    /// A length that is known to the second.
    pub fn exact(lasted: TimeDelta) -> Length {
        Length { lasted, precision: Precision::Second }
    }

    /// How long it was, in words: `2 h 10 min`, `≈3 d`.
    pub fn words(self) -> String {
        span_words(Span::Lasted(self.lasted, self.precision))
    }
}

/// The length in place ⌈n·percent/100⌉ of *n* that stand in order; nothing of none.
///
/// ```
/// # use warroom::metrics::{Length, nearest_rank};
/// # use chrono::TimeDelta;
/// let lengths = [1, 2, 3, 40].map(|minutes| Length::exact(TimeDelta::minutes(minutes)));
/// assert_eq!(nearest_rank(&lengths, 50), Some(lengths[1]), "the lower one in the middle");
/// assert_eq!(nearest_rank(&lengths, 90), Some(lengths[3]));
/// ```
pub fn nearest_rank(in_order: &[Length], percent: usize) -> Option<Length> {
    let place = (in_order.len() * percent).div_ceil(100);
    in_order.get(place.checked_sub(1)?).copied()
}

/// How long one thing took in several incidents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// Its name in files: `detect`.
    pub id: &'static str,
    /// Its name for people: `Time to detect`.
    pub title: &'static str,
    /// The moment that it begins with.
    pub from: &'static str,
    /// The moment that it ends with.
    pub to: &'static str,
    /// In how many incidents it is known.
    pub recorded: usize,
    /// In how many of those it is known to the hour or less exactly.
    pub rough: usize,
    /// In how many one of its moments is missing.
    pub not_recorded: usize,
    /// In how many it ends before it begins.
    pub invalid: usize,
    /// The middle one of those that are known.
    pub median: Option<Length>,
    /// The one that nine tenths of them do not pass.
    pub p90: Option<Length>,
}

/// Incidents that are counted together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What they have in common; nothing for all, and for those of which it is not known.
    pub name: Option<String>,
    /// How many there are.
    pub incidents: usize,
    /// How long things took, in order.
    pub figures: Vec<Figures>,
}

impl Group {
    pub(super) fn of(name: Option<String>, cases: &[&Case]) -> Group {
        // Every case measures the same, in the same order; of no case nothing is known.
        let measured = cases.first().map_or(0, |case| case.durations.len());
        let figures = (0..measured).filter_map(|place| figures(cases, place)).collect();
        Group { name, incidents: cases.len(), figures }
    }
}

fn figures(cases: &[&Case], place: usize) -> Option<Figures> {
    let first = cases.first()?.durations.get(place)?;
    let (mut lengths, mut not_recorded, mut invalid) = (Vec::new(), 0, 0);
    for span in cases.iter().filter_map(|case| Some(case.durations.get(place)?.span)) {
        match span {
            Span::Lasted(lasted, precision) => lengths.push(Length { lasted, precision }),
            Span::NotRecorded => not_recorded += 1,
            Span::Invalid => invalid += 1,
        }
    }
    lengths.sort();
    Some(Figures {
        id: first.id,
        title: first.title,
        from: first.from,
        to: first.to,
        recorded: lengths.len(),
        rough: lengths.iter().filter(|length| length.precision > Precision::Minute).count(),
        not_recorded,
        invalid,
        median: nearest_rank(&lengths, 50),
        p90: nearest_rank(&lengths, 90),
    })
}
