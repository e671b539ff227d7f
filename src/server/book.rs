//! What a server remembers of a room: a summary of each incident, as long as its logs end where they did.
//!
//! All of it is derived: a server that has just begun answers the same, more slowly. What is damaged is read
//! anew each time, for it may be mended, and so is what lies ahead of the clock, for it begins to count.

use super::rooms::Room;
use crate::incident::{IncidentId, LogId};
use crate::store::index::{self, Opened, Summary};
use crate::store::{Head, Heads, Scope, Store, StoreError};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many incidents of a room are remembered: the newest, by their ids.
const REMEMBERED: usize = 20_000;

/// What is remembered of each room.
#[derive(Default)]
pub struct Books {
    rooms: Mutex<HashMap<String, Arc<Book>>>,
}

/// What is remembered of one room.
#[derive(Default)]
pub struct Book {
    kept: Mutex<Kept>,
    /// Whoever reads what is new; the others wait for them instead of reading it too.
    reading: tokio::sync::Mutex<()>,
    /// Whoever measures, for that reads everything.
    pub measuring: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Kept {
    /// Where all logs ended when `list` was made; nothing while some of it has to be read anew.
    heads: Option<Heads>,
    list: Arc<Vec<Summary>>,
    pages: BTreeMap<IncidentId, Arc<Page>>,
}

/// One incident, as it was when its logs ended there.
struct Page {
    ends: Vec<(LogId, Head)>,
    /// None while nothing is declared.
    summary: Option<Summary>,
}

impl Books {
    /// The book of a room.
    pub fn of(&self, room: &str) -> Arc<Book> {
        Arc::clone(lock(&self.rooms).entry(room.to_owned()).or_default())
    }
}

fn lock<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Book {
    /// Every declared incident of the room, open ones first, then by severity, then the newest.
    pub async fn list(
        &self,
        room: &Room,
        now: DateTime<Utc>,
    ) -> Result<Arc<Vec<Summary>>, StoreError> {
        let heads = room.heads(Scope::Everything).await?;
        if let Some(list) = self.known(&heads) {
            return Ok(list);
        }
        let _reading = self.reading.lock().await;
        if let Some(list) = self.known(&heads) {
            return Ok(list);
        }
        let mut ends: BTreeMap<IncidentId, Vec<(LogId, Head)>> = BTreeMap::new();
        for (log, head) in &heads {
            ends.entry(log.incident).or_default().push((*log, *head));
        }
        let mut list = Vec::with_capacity(ends.len());
        let mut whole = true;
        for (id, ends) in &ends {
            if let Some(page) = self.page(*id, ends) {
                list.extend(page.summary.clone());
                continue;
            }
            let opened = open(room, *id, now).await?;
            let declared = opened.incident.declaration.is_some();
            let summary = declared.then(|| Summary::of(&opened.incident));
            list.extend(summary.clone());
            if opened.damage.is_empty() && opened.set_aside.is_empty() {
                self.write(*id, Page { ends: ends.clone(), summary });
            } else {
                whole = false;
            }
        }
        list.sort_by_key(Summary::order);
        let list = Arc::new(list);
        let mut kept = lock(&self.kept);
        kept.pages.retain(|id, _| ends.contains_key(id));
        kept.heads = whole.then_some(heads);
        kept.list = Arc::clone(&list);
        Ok(list)
    }

    /// Forgets an incident whose logs end where they did and that is not what it was.
    pub async fn forget(&self, id: IncidentId) {
        // Whoever reads at this moment may have read what it was.
        let _reading = self.reading.lock().await;
        let mut kept = lock(&self.kept);
        kept.pages.remove(&id);
        kept.heads = None;
    }

    fn known(&self, heads: &Heads) -> Option<Arc<Vec<Summary>>> {
        let kept = lock(&self.kept);
        kept.heads.as_ref().filter(|known| *known == heads).map(|_| Arc::clone(&kept.list))
    }

    fn page(&self, id: IncidentId, ends: &[(LogId, Head)]) -> Option<Arc<Page>> {
        let kept = lock(&self.kept);
        kept.pages.get(&id).filter(|page| page.ends == ends).cloned()
    }

    fn write(&self, id: IncidentId, page: Page) {
        let mut kept = lock(&self.kept);
        kept.pages.insert(id, Arc::new(page));
        if kept.pages.len() > REMEMBERED {
            kept.pages.pop_first();
        }
    }
}

/// Reads an incident as it is now. Folding takes a while, so it is done where nobody else waits for it.
pub async fn open(room: &Room, id: IncidentId, now: DateTime<Utc>) -> Result<Opened, StoreError> {
    let told = room.read_all(id).await?;
    match tokio::task::spawn_blocking(move || index::open(id, told, now)).await {
        Ok(opened) => Ok(opened),
        Err(fault) => std::panic::resume_unwind(fault.into_panic()),
    }
}
