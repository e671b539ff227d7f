//! What the screen begins with: all incidents that go on, read by as many hands as the machine has.

use super::diary;
use crate::incident::{Incident, IncidentId, Status};
use crate::journal::Journal;
use crate::store::folder::{Folder, Watcher};
use crate::store::index::Index;
use crate::store::{Replica, Store, StoreError};
use crate::ui::Trouble;
use futures_util::FutureExt;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

/// How many threads open incidents when the screen begins.
const MOST_HANDS: usize = 4;

/// The incidents that go on, or why they cannot be read.
pub type Opened = Result<Vec<Arc<Incident>>, Trouble>;

/// The log files of an incident and how long they were.
type Lengths = Vec<(String, u64)>;

/// Which incidents are known to be there, and whose logs are watched.
#[derive(Default)]
pub struct Known {
    /// Those that were ever listed.
    pub there: BTreeSet<IncidentId>,
    /// Those whose logs matter.
    pub followed: BTreeSet<IncidentId>,
    /// What there was before anything was read: whatever is more than that is news.
    pub at_first: BTreeSet<IncidentId>,
    /// How long the logs were when they were read.
    pub read_at: BTreeMap<IncidentId, Lengths>,
    /// Watches from when somebody first waits for news.
    pub watcher: Option<Watcher>,
}

impl Known {
    /// Follows incidents; an archive that is only known to be there costs nothing.
    pub fn follow(&mut self, incidents: &[IncidentId]) {
        self.there.extend(incidents);
        self.followed.extend(incidents);
        if let Some(watcher) = &self.watcher {
            watcher.follow(self.followed.iter().copied());
        }
    }
}

/// What somebody holds, even if another thread fell while it held it.
pub fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads all incidents that go on, in the order of the list. It waits for the disk.
pub fn open_all<R: Replica>(
    journal: &Journal<Folder, R>,
    index: &Index,
    known: &Mutex<Known>,
) -> Opened {
    let store = journal.store();
    let at_first = now(store.incidents())?;
    let listing = now(index.list(store, journal.clock().now()))?;
    let over = Status::Closed.word();
    let going_on = listing.summaries.iter().filter(|summary| summary.status != over);
    let ids: Vec<IncidentId> = going_on.map(|summary| summary.id).collect();
    // Measured first and read then, so that nothing falls between the two.
    let lengths: Result<_, StoreError> =
        ids.iter().map(|id| Ok((*id, store.lengths(*id)?))).collect();
    {
        let mut known = lock(known);
        known.there.extend(listing.summaries.iter().map(|summary| summary.id));
        known.at_first.extend(at_first);
        known.read_at = lengths?;
        known.follow(&ids);
    }
    // As many at once as the machine has hands for; more would only stand in each other's way.
    let hands = thread::available_parallelism().map_or(1, usize::from).min(MOST_HANDS);
    let next = AtomicUsize::new(0);
    let mut opened = thread::scope(|scope| {
        let others: Vec<_> = (1..hands.min(ids.len()))
            .map(|_| scope.spawn(|| open_next(journal, &ids, &next)))
            .collect();
        let mut opened = open_next(journal, &ids, &next)?;
        for other in others {
            // A fault of our own was told already, where it happened.
            opened.extend(other.join().unwrap_or_else(|fault| std::panic::resume_unwind(fault))?);
        }
        Ok::<_, StoreError>(opened)
    })?;
    opened.sort_unstable_by_key(|(place, _)| *place);
    Ok(opened.into_iter().map(|(_, incident)| incident).collect())
}

/// Opens the next one until all are open.
fn open_next<R: Replica>(
    journal: &Journal<Folder, R>,
    ids: &[IncidentId],
    next: &AtomicUsize,
) -> Result<Vec<(usize, Arc<Incident>)>, StoreError> {
    let mut opened = Vec::new();
    loop {
        let place = next.fetch_add(1, Ordering::Relaxed);
        let Some(id) = ids.get(place) else { return Ok(opened) };
        let read = now(journal.open(*id))?;
        diary::damaged(id.as_str(), read.damage.len());
        opened.push((place, Arc::new(read.incident)));
    }
}

/// What a folder's future comes to.
fn now<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().expect("a folder store waits for nothing but the disk")
}
