//! The pen of a room: the replica under which a server writes what it is asked to, and its turns.
//!
//! Several servers over one store share the replica and append by comparison. Within one server a turn keeps
//! writers of one incident from reading the same log again and again.

use super::rooms::Room;
use crate::chance::{self, Chance};
use crate::incident::{EntryId, IncidentId, ReplicaId};
use crate::journal::Journal;
use crate::store::{Head, Replica, StoreError, Turn};
use crate::time::Clock;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use tokio::sync::OwnedMutexGuard;

/// The pens of all rooms.
#[derive(Default)]
pub struct Pens {
    rooms: Mutex<HashMap<String, Arc<Pen>>>,
}

/// The pen of one room.
pub struct Pen {
    /// What it writes with.
    pub journal: Journal<Room, Shared>,
    turns: Mutex<HashMap<IncidentId, Weak<tokio::sync::Mutex<()>>>>,
    /// The requests with a key that are being done: whose, and which key.
    running: Mutex<BTreeSet<(String, String)>>,
}

impl Pens {
    /// The pen of a room that is called so.
    pub async fn of(
        &self,
        name: &str,
        room: &Room,
        clock: &Arc<dyn Clock>,
        chance: &Arc<dyn Chance>,
    ) -> Result<Arc<Pen>, StoreError> {
        if let Some(pen) = lock(&self.rooms).get(name) {
            return Ok(Arc::clone(pen));
        }
        let replica = Shared(Mutex::new(room.replica(&**chance).await?));
        // What is redacted is removed as when it is pushed: when whoever asks may have it removed.
        let journal = Journal::new(room.clone(), replica, Arc::clone(clock), Arc::clone(chance));
        let journal = journal.leaving_words();
        let (turns, running) = (Mutex::default(), Mutex::default());
        let pen = Arc::new(Pen { journal, turns, running });
        Ok(Arc::clone(lock(&self.rooms).entry(name.to_owned()).or_insert(pen)))
    }
}

impl Pen {
    /// Waits for the turn to write to an incident.
    pub async fn turn(&self, of: IncidentId) -> OwnedMutexGuard<()> {
        let turn = {
            let mut turns = lock(&self.turns);
            turns.retain(|_, turn| turn.strong_count() > 0);
            let turn = turns.get(&of).and_then(Weak::upgrade).unwrap_or_default();
            turns.insert(of, Arc::downgrade(&turn));
            turn
        };
        turn.lock_owned().await
    }

    /// Says that a request with a key is being done; nothing when it is already.
    pub fn begins(self: &Arc<Pen>, by: &str, key: &str) -> Option<Running> {
        let which = (by.to_owned(), key.to_owned());
        let first = lock(&self.running).insert(which.clone());
        first.then(|| Running { pen: Arc::clone(self), which })
    }
}

/// A request with a key, as long as it is being done.
pub struct Running {
    pen: Arc<Pen>,
    which: (String, String),
}

impl Drop for Running {
    fn drop(&mut self) {
        lock(&self.pen.running).remove(&self.which);
    }
}

fn lock<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A replica under whose name every server over one store writes.
pub struct Shared(Mutex<ReplicaId>);

/// A turn of a [`Shared`] replica. It keeps nobody away: an append that comes too late takes nothing.
pub struct SharedTurn(ReplicaId);

impl Shared {
    /// The name that follows from something.
    pub fn name(from: &str) -> ReplicaId {
        let name = chance::letters(&EntryId::of(from.as_bytes()).0[..8]);
        name.parse().expect("eight letters and digits are a name")
    }
}

impl Replica for Shared {
    type Turn = SharedTurn;

    fn turn(&self, _: IncidentId) -> Result<SharedTurn, StoreError> {
        Ok(SharedTurn(*lock(&self.0)))
    }

    fn is_shared(&self) -> bool {
        true
    }

    fn renew(&self, old: ReplicaId) -> Result<(), StoreError> {
        let mut name = lock(&self.0);
        // Every server that finds the old name of no use comes to the same new one by itself.
        if *name == old {
            *name = Shared::name(&format!("after {old}"));
        }
        Ok(())
    }
}

impl Turn for SharedTurn {
    fn replica(&self) -> ReplicaId {
        self.0
    }

    fn last(&self) -> Option<Head> {
        None
    }

    fn wrote(&mut self, _: Head) -> Result<(), StoreError> {
        Ok(())
    }
}
