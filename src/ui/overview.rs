//! What the store knows beyond the incidents that are open: how many were closed, and what came before.

use super::room::Room;
use crate::incident::{IncidentId, Status};
use crate::recurrence::{Recurrence, recurrence};
use crate::register::open_and_overdue;
use crate::store::Tombstone;
use crate::store::index::Summary;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;

/// A few figures about the whole store.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Overview {
    /// How many incidents were closed in the last seven days; what was only registered does not count.
    pub closed_this_week: usize,
    /// How many near misses there were in the last twelve months.
    pub near_misses: usize,
    /// Every incident.
    pub all: Vec<Summary>,
    /// Every incident that has a kind, by its kind.
    pub kinds: BTreeMap<String, Vec<Summary>>,
    /// What was purged elsewhere and is still here, until whoever sits here says that it goes.
    pub purged: Vec<Tombstone>,
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
        let mut kinds: BTreeMap<String, Vec<Summary>> = BTreeMap::new();
        for summary in summaries {
            if let Some(kind) = &summary.category {
                kinds.entry(kind.clone()).or_default().push(summary.clone());
            }
        }
        Overview {
            closed_this_week: summaries.iter().filter(closed).count(),
            near_misses: summaries.iter().filter(of_the_year).filter(|s| s.near_miss).count(),
            all: summaries.to_vec(),
            kinds,
            purged: Vec::new(),
        }
    }

    /// Whether an incident was purged elsewhere.
    pub fn is_purged(&self, id: IncidentId) -> bool {
        self.purged.iter().any(|stone| stone.incident == id)
    }

    /// Takes in how an incident stands now. The figures follow when the store is looked over again.
    pub fn take_in(&mut self, summary: Summary) {
        let known = self.all.iter_mut().find(|of| of.id == summary.id);
        let before = known.as_ref().and_then(|known| known.category.clone());
        if let Some(kind) = before.and_then(|kind| self.kinds.get_mut(&kind)) {
            kind.retain(|of| of.id != summary.id);
        }
        if let Some(kind) = &summary.category {
            self.kinds.entry(kind.clone()).or_default().push(summary.clone());
        }
        match known {
            Some(known) => *known = summary,
            None => self.all.push(summary),
        }
    }

    /// How many pieces of work are open, and how many of them are overdue.
    pub fn following(&self, now: DateTime<Utc>) -> (usize, usize) {
        open_and_overdue(self.all.iter().flat_map(|of| &of.actions), now)
    }

    /// When the first piece of work that is open stands in another way, by the passing of time alone.
    pub fn next_day(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let work = self.all.iter().flat_map(|of| &of.actions);
        work.filter_map(|what| what.next_change(now)).min()
    }

    /// The incidents of the same kind that came before one.
    pub fn before(&self, room: &Room) -> Option<Recurrence> {
        let kind = room.incident.category.as_ref()?;
        recurrence(&room.incident, self.kinds.get(kind)?)
    }
}
