//! What the store knows beyond the incidents that are open: how many were closed, and what came before.

use crate::incident::{IncidentId, Status};
use crate::store::index::Summary;
use crate::time::Moment;
use chrono::{DateTime, TimeDelta, Utc};

/// A few figures about the whole store.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Overview {
    /// How many incidents were closed in the last seven days; what was only registered does not count.
    pub closed_this_week: usize,
    /// How many near misses there were in the last twelve months.
    pub near_misses: usize,
    /// Every incident of the last twelve months that has a kind, the newest first.
    pub recurring: Vec<Earlier>,
}

/// An incident that may have come back in another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// Which one.
    pub id: IncidentId,
    /// Its kind.
    pub category: String,
    /// What was wrong.
    pub title: String,
    /// When it was declared or began.
    pub at: Moment,
}

impl Overview {
    /// The figures of a store at a moment.
    pub fn of(summaries: &[Summary], now: DateTime<Utc>) -> Overview {
        let (week, year) = (now - TimeDelta::days(7), now - TimeDelta::days(365));
        let began = |summary: &Summary| summary.declared_at.or(summary.began_at);
        let closed = |summary: &&Summary| {
            summary.status == Status::Closed.word()
                && !summary.historic
                && summary.closed_at.is_some_and(|at| at.end() > week && at.earliest() <= now)
        };
        let of_the_year = |summary: &&Summary| {
            began(summary).is_some_and(|at| at.end() > year && at.earliest() <= now)
        };
        let mut recurring: Vec<Earlier> = summaries
            .iter()
            .filter(of_the_year)
            .filter_map(|summary| {
                Some(Earlier {
                    id: summary.id,
                    category: summary.category.clone()?,
                    title: summary.title.clone(),
                    at: began(summary)?,
                })
            })
            .collect();
        recurring.sort_by_key(|earlier| std::cmp::Reverse(earlier.at.earliest()));
        Overview {
            closed_this_week: summaries.iter().filter(closed).count(),
            near_misses: summaries.iter().filter(of_the_year).filter(|s| s.near_miss).count(),
            recurring,
        }
    }

    /// The incidents of the same kind that came before one, the newest first.
    pub fn before<'a>(
        &'a self,
        id: IncidentId,
        category: &'a str,
        since: Option<DateTime<Utc>>,
    ) -> impl Iterator<Item = &'a Earlier> {
        self.recurring.iter().filter(move |earlier| {
            earlier.id != id
                && earlier.category == category
                && since.is_none_or(|since| earlier.at.earliest() <= since)
        })
    }
}
