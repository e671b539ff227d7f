//! What remains of an incident that was purged: who had it deleted, when, why, and where its logs ended.

use super::{Head, Heads};
use crate::incident::{EntryId, IncidentId, LogId, ReplicaId, Seq};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A tombstone. It stands for ever, so that what was purged does not come back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Tombstone {
    /// The incident.
    pub incident: IncidentId,
    /// When it was purged.
    pub at: DateTime<Utc>,
    /// Who said so.
    pub by: String,
    /// Why.
    pub reason: String,
    /// Where its logs ended: what is not among it was written by somebody who did not know.
    #[serde(default)]
    pub heads: BTreeSet<Last>,
}

/// The last entry of one log of the incident.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
pub struct Last {
    /// Whose log.
    pub replica: ReplicaId,
    /// The number of the entry.
    pub seq: Seq,
    /// Its id.
    pub id: EntryId,
}

impl Tombstone {
    /// A tombstone that names no heads yet; the store that purges adds those that it holds.
    pub fn new(incident: IncidentId, at: DateTime<Utc>, by: &str, reason: &str) -> Tombstone {
        // As exact as everything that is kept: a reader must not get another time than its writer.
        let at = DateTime::from_timestamp_millis(at.timestamp_millis()).unwrap_or(at);
        let (by, reason) = (by.to_owned(), reason.to_owned());
        Tombstone { incident, at, by, reason, heads: BTreeSet::new() }
    }

    /// Adds where logs of the incident ended.
    pub(super) fn ended_at(&mut self, heads: &Heads) {
        let of_it = heads.iter().filter(|(log, _)| log.incident == self.incident);
        self.heads.extend(of_it.map(|(log, head)| Last {
            replica: log.replica,
            seq: head.seq,
            id: head.id,
        }));
    }

    /// Whether whoever purged the incident knew of a log up to this end.
    pub fn knew(&self, log: LogId, end: Head) -> bool {
        self.heads.iter().any(|last| last.replica == log.replica && end.seq <= last.seq)
    }
}
