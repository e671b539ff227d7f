//! Syncing while somebody works: one incident at a time, and entries as a peer gets them.

use super::{Scope, Summary, SyncError, Way, carry_out_redactions, carry_over, difference};
use crate::incident::{Entry, IncidentId, LogId};
use crate::store::{Appended, Store};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// Carries over what theirs lacks of one incident; nothing comes back.
pub async fn push<A: Store, B: Store>(
    ours: &A,
    theirs: &B,
    of: IncidentId,
    now: DateTime<Utc>,
) -> Result<Summary, SyncError> {
    carry_over(ours, theirs, (Scope::Incident(of), Way::Up), now, &mut |_| {}).await
}

/// Carries over what one store has of an incident and the other lacks, both ways.
pub async fn sync_one<A: Store, B: Store>(
    ours: &A,
    theirs: &B,
    of: IncidentId,
    now: DateTime<Utc>,
) -> Result<Summary, SyncError> {
    carry_over(ours, theirs, (Scope::Incident(of), Way::Both), now, &mut |_| {}).await
}

/// Takes in entries that a peer has just got, in the order in which they came there. Says of which
/// incidents only a comparison can tell what is missing: an entry came that does not fit, one that names a
/// file, or something went wrong.
pub async fn take_in<S: Store>(
    ours: &S,
    entries: Vec<Entry>,
    now: DateTime<Utc>,
) -> BTreeSet<IncidentId> {
    let mut logs: BTreeMap<LogId, Vec<Entry>> = BTreeMap::new();
    let mut unclear = BTreeSet::new();
    let mut redacted = BTreeSet::new();
    for entry in entries {
        match entry.kind.as_str() {
            "evidence_added" => _ = unclear.insert(entry.log.incident),
            "redacted" => _ = redacted.insert(entry.log.incident),
            _ => {}
        }
        logs.entry(entry.log).or_default().push(entry);
    }
    for (log, entries) in logs {
        for chain in difference::chains(entries) {
            if !matches!(ours.append(log, &chain).await, Ok(Appended::Done(_))) {
                unclear.insert(log.incident);
                break;
            }
        }
    }
    for id in redacted {
        if carry_out_redactions(ours, id, now, |_, _, _| true).await.is_err() {
            unclear.insert(id);
        }
    }
    unclear
}
