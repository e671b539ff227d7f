//! What two stores tell each other of incidents that were deleted for good.
//!
//! A tombstone travels, and deletes nothing by itself where somebody can be asked. Meanwhile nothing of the
//! incident is carried, in either direction: what was purged must not come back, and not spread further.

use super::{Side, Summary, Trouble};
use crate::incident::IncidentId;
use crate::store::{Store, StoreError, Tombstone};
use std::collections::{BTreeMap, BTreeSet};

/// What was said of incidents that were purged.
#[derive(Debug, Default)]
pub struct Purges {
    /// Purged elsewhere; they are here until somebody says that they go.
    pub waiting: Vec<Tombstone>,
    /// What the peer was told now, and took.
    pub told: BTreeSet<IncidentId>,
    /// What it did not take, and why.
    pub refused: Vec<(IncidentId, StoreError)>,
}

impl Purges {
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.told.is_empty() && self.refused.is_empty()
    }
}

type Stones = BTreeMap<IncidentId, Tombstone>;

fn by_incident(stones: Vec<Tombstone>) -> Stones {
    stones.into_iter().map(|stone| (stone.incident, stone)).collect()
}

/// The incidents that were purged here, or are known to have been purged elsewhere.
pub(super) async fn known<S: Store>(ours: &S) -> Result<BTreeSet<IncidentId>, StoreError> {
    let (purged, heard) = (ours.tombstones().await?, ours.heard().await?);
    Ok(purged.iter().chain(&heard).map(|stone| stone.incident).collect())
}

/// Each hears what the other has purged; gives the incidents of which nothing is carried.
pub(super) async fn exchange<A: Store, B: Store>(
    ours: &A,
    theirs: &B,
    summary: &mut Summary,
) -> Result<BTreeSet<IncidentId>, StoreError> {
    let our = by_incident(ours.tombstones().await?);
    let their = by_incident(theirs.tombstones().await?);
    let we_heard = by_incident(ours.heard().await?);
    let they_heard = by_incident(theirs.heard().await?);
    let known = |id: &IncidentId, done: &Stones, heard: &Stones| {
        done.contains_key(id) || heard.contains_key(id)
    };
    for (id, stone) in they_heard.iter().chain(&their) {
        if !known(id, &our, &we_heard)
            && let Err(error) = ours.hear(stone).await
        {
            summary.troubles.push(Trouble { incident: *id, log: None, side: Side::Ours, error });
        }
    }
    // Hearsay goes on only to those who ask somebody before they delete.
    let hearsay = we_heard.iter().filter(|_| theirs.asks_first());
    for (id, stone) in our.iter().chain(hearsay).filter(|(id, _)| !known(id, &their, &they_heard)) {
        match theirs.hear(stone).await {
            Ok(()) => _ = summary.purges.told.insert(*id),
            Err(error @ StoreError::Refused { .. }) => summary.purges.refused.push((*id, error)),
            Err(error @ StoreError::Denied { .. }) => {
                // Whoever may not do it once may not do it at all.
                summary.purges.refused.push((*id, error));
                break;
            }
            Err(error) => {
                let trouble = Trouble { incident: *id, log: None, side: Side::Theirs, error };
                summary.troubles.push(trouble);
            }
        }
        if summary.is_cut_off() {
            break;
        }
    }
    summary.purges.waiting = ours.heard().await?;
    let all = [&our, &their, &we_heard, &they_heard];
    Ok(all.into_iter().flat_map(BTreeMap::keys).copied().collect())
}
