//! News: whoever waits for what comes in a room hears it from one reader of its store.
//!
//! ```text
//!  an append here ──┐                                       ┌─▶ a stream
//!  a notice ────────┼─▶ wake ─▶ hub: since(cursor) ─▶ told ─┼─▶ a stream
//!  a look ──────────┘           once for all                └─▶ somebody who waits
//! ```
//!
//! The cursor is the truth and a wake only a hint: one too many costs a question, one too few a look later.
//! A hub is there only while somebody listens. What it tells waits in a ring; who lags behind it is read to from
//! the store, from the cursor that they have.

use super::Limits;
use super::missed::Missed;
use super::presence::Presence;
use super::problem::Problem;
use super::rooms::Room;
use super::told::{Part, There, Told};
use crate::store::postgres::{Database, Hearing, Notice};
use crate::store::{Batch, Cursor, Since, Store, StoreError};
use crate::time::Clock;
use axum::http::StatusCode;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, broadcast, watch};
use tokio::time::{Interval, MissedTickBehavior, interval, timeout};

/// How much is told that somebody has not heard yet, in parts.
const RING: usize = 64;
/// How many entries are read at once.
pub(super) const AT_ONCE: usize = 200;
/// How long whoever comes first waits until the store has said where it stands.
const PATIENCE: Duration = Duration::from_secs(10);

/// All that is heard in the rooms of a server.
pub struct News {
    hubs: Arc<Hubs>,
    places: Arc<Semaphore>,
    closing: watch::Sender<bool>,
    pace: Pace,
    pub(super) presence: Arc<Presence>,
    database: Option<Database>,
    /// Hears the notices of other servers, as long as there is a hub.
    hearing: Mutex<Weak<Hearing>>,
}

type Hubs = Mutex<HashMap<String, Arc<Hub>>>;

#[derive(Debug, Clone, Copy)]
struct Pace {
    heartbeat: Duration,
    recheck: Duration,
    look: Duration,
}

struct Hub {
    wake: Notify,
    /// Whether somebody came or went, perhaps.
    stirred: AtomicBool,
    /// Who is there, as it was told last.
    present: watch::Sender<There>,
    listeners: AtomicUsize,
    told: broadcast::Sender<Told>,
    at: watch::Sender<Option<Cursor>>,
    missed: Arc<Missed>,
}

impl News {
    pub(super) fn new(limits: &Limits, clock: Arc<dyn Clock>, database: Option<Database>) -> News {
        let Limits { heartbeat, recheck, mut look, streams, .. } = *limits;
        if database.is_some() {
            // There are notices; a look is for those that got lost.
            look *= 5;
        }
        News {
            hubs: Arc::default(),
            places: Arc::new(Semaphore::new(streams)),
            closing: watch::Sender::new(false),
            pace: Pace { heartbeat, recheck, look },
            presence: Arc::new(Presence::new(clock, database.clone())),
            database,
            hearing: Mutex::default(),
        }
    }

    /// A place for a stream, if there is one.
    pub(super) fn place(&self) -> Result<OwnedSemaphorePermit, Problem> {
        Arc::clone(&self.places).try_acquire_owned().map_err(|_| {
            Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "too_many_streams",
                "as many listen as the server takes",
                "try again later, or ask GET /v1/entries?cursor=… without waiting",
            )
        })
    }

    /// Something was written to a room, perhaps.
    pub(super) fn wrote(&self, room: &str) {
        wake(&self.hubs, &Notice::Written(room.to_owned()));
        if let Some(database) = &self.database {
            database.tell(Notice::Written(room.to_owned()));
        }
    }

    /// Somebody came, went or turned to something else.
    pub(super) fn stirred(&self, room: &str) {
        wake(&self.hubs, &Notice::Stirred(room.to_owned()));
        if let Some(database) = &self.database {
            database.tell(Notice::Stirred(room.to_owned()));
        }
    }

    fn hear(&self) -> Option<Arc<Hearing>> {
        let database = self.database.as_ref()?;
        let mut hearing = self.hearing.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(hearing) = hearing.upgrade() {
            return Some(hearing);
        }
        let hubs = Arc::downgrade(&self.hubs);
        let heard = Arc::new(database.hear(move |notice| {
            if let Some(hubs) = hubs.upgrade() {
                wake(&hubs, &notice);
            }
        }));
        *hearing = Arc::downgrade(&heard);
        Some(heard)
    }

    /// Lets go of everybody who listens: the server ends.
    pub(super) fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Tells when everybody is let go.
    pub(super) fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }

    /// Begins to listen in a room.
    pub(super) async fn listen(&self, name: &str, room: &Room) -> Result<Listener, Problem> {
        let mut listener = {
            let mut hubs = lock(&self.hubs);
            let hub = hubs.entry(name.to_owned()).or_insert_with(|| {
                let hub = Arc::new(Hub {
                    wake: Notify::new(),
                    stirred: AtomicBool::new(true),
                    present: watch::Sender::new(There::default()),
                    listeners: AtomicUsize::new(0),
                    told: broadcast::Sender::new(RING),
                    at: watch::Sender::new(None),
                    missed: Arc::default(),
                });
                let (at, of) = (Arc::clone(&hub), Of { name: name.to_owned(), room: room.clone() });
                let (hubs, presence) = (Arc::clone(&self.hubs), Arc::clone(&self.presence));
                let (pace, hearing) = (self.pace, self.hear());
                tokio::spawn(async move {
                    at.attend(of, &hubs, &presence, pace).await;
                    drop(hearing);
                });
                hub
            });
            hub.listeners.fetch_add(1, Ordering::Relaxed);
            let (told, at) = (hub.told.subscribe(), hub.at.subscribe());
            Listener { told, missed: Arc::clone(&hub.missed), at, hub: Arc::clone(hub) }
        };
        // From here on everything is heard that comes behind this place.
        let ready = timeout(PATIENCE, listener.at.wait_for(Option::is_some)).await;
        let ready = ready.is_ok_and(|ready| ready.is_ok());
        if !ready {
            let detail = "ask the keeper of the server; its log says what is wrong";
            let status = StatusCode::SERVICE_UNAVAILABLE;
            return Err(Problem::new(status, "store_failed", "the store does not answer", detail));
        }
        Ok(listener)
    }
}

/// What a hub reads.
struct Of {
    name: String,
    room: Room,
}

/// Wakes whom a notice is about.
fn wake(hubs: &Hubs, notice: &Notice) {
    let hubs = lock(hubs);
    let (room, stirred) = match notice {
        Notice::Written(room) => (Some(room), false),
        Notice::Stirred(room) => (Some(room), true),
        Notice::Missed => (None, true),
    };
    for (_, hub) in hubs.iter().filter(|(name, _)| room.is_none_or(|room| room == *name)) {
        hub.stirred.fetch_or(stirred, Ordering::Relaxed);
        hub.missed.forget();
        hub.wake.notify_one();
    }
}

fn lock(hubs: &Hubs) -> MutexGuard<'_, HashMap<String, Arc<Hub>>> {
    hubs.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Somebody who listens in a room.
pub(super) struct Listener {
    /// What is told from now on.
    pub told: broadcast::Receiver<Told>,
    /// What was missed by all who listen there.
    pub missed: Arc<Missed>,
    at: watch::Receiver<Option<Cursor>>,
    hub: Arc<Hub>,
}

impl Listener {
    /// Where the room stands: whatever came behind it is told to this listener.
    pub fn at(&self) -> Option<Cursor> {
        self.at.borrow().clone()
    }

    /// Who is there, as it was told last; nothing where nobody was.
    pub fn present(&self) -> There {
        self.hub.present.borrow().clone()
    }

    /// Waits until the room stands somewhere else than at a place.
    pub async fn moves_on(&mut self, from: &Cursor) {
        let moved = |at: &Option<Cursor>| at.as_ref().is_some_and(|at| !from.has_reached(at));
        _ = self.at.wait_for(moved).await;
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.hub.listeners.fetch_sub(1, Ordering::Relaxed);
        self.hub.wake.notify_one();
    }
}

impl Hub {
    /// Reads what comes and tells it, until nobody listens any more.
    async fn attend(&self, of: Of, hubs: &Hubs, presence: &Presence, pace: Pace) {
        let mut silence = every(pace.heartbeat).await;
        let mut recheck = every(pace.recheck).await;
        let mut look = every(pace.look).await;
        let (mut failing, mut everywhere) = (false, true);
        loop {
            let read = async {
                if self.stirred.swap(false, Ordering::Relaxed) {
                    self.look_around(&of.name, presence).await?;
                }
                self.read(&of.room, everywhere).await
            };
            match read.await {
                Ok(()) => failing = false,
                Err(error) => {
                    if !std::mem::replace(&mut failing, true) {
                        let error = &error as &dyn std::error::Error;
                        tracing::error!(error, "what came cannot be read; it is tried again");
                    }
                }
            }
            loop {
                tokio::select! {
                    () = self.wake.notified() => {
                        everywhere = false;
                        break;
                    }
                    _ = look.tick() => {
                        self.missed.forget();
                        self.stirred.store(true, Ordering::Relaxed);
                        everywhere = true;
                        break;
                    }
                    _ = silence.tick() => { _ = self.told.send(Told::Silence); }
                    _ = recheck.tick() => { _ = self.told.send(Told::Recheck); }
                }
            }
            let mut hubs = lock(hubs);
            if self.listeners.load(Ordering::Relaxed) == 0 {
                hubs.remove(&of.name);
                return;
            }
        }
    }

    /// Tells who is there, where that has changed.
    async fn look_around(&self, room: &str, presence: &Presence) -> Result<(), StoreError> {
        let there = There::new(presence.of(room).await?);
        let known = !self.present.borrow().bytes.is_empty();
        if there.is_empty() && !known {
            return Ok(());
        }
        if self.present.borrow().bytes != there.bytes {
            self.present.send_replace(there.clone());
            _ = self.told.send(Told::Presence(there));
        }
        Ok(())
    }

    /// Reads to the end of what has come: everywhere, or where this server wrote.
    async fn read(&self, room: &Room, everywhere: bool) -> Result<(), StoreError> {
        loop {
            let at = self.at.borrow().clone();
            let came = if everywhere {
                room.since(at.as_ref(), AT_ONCE).await
            } else {
                room.since_written(at.as_ref(), AT_ONCE).await
            };
            match came? {
                Since::Reset(cursor) => {
                    self.at.send_replace(Some(cursor.clone()));
                    if at.is_some() {
                        _ = self.told.send(Told::Reset(cursor));
                    }
                }
                Since::Batch(batch) if batch.entries.is_empty() => {
                    self.at.send_if_modified(|at| {
                        let differs = at.as_ref() != Some(&batch.next);
                        *at = Some(batch.next);
                        differs
                    });
                    return Ok(());
                }
                Since::Batch(batch) => self.tell(at, &batch),
            }
        }
    }

    /// Tells entries in parts. Where the room stands is said first: who begins to listen in between hears
    /// a part once more, which it knows by its place, and misses none.
    fn tell(&self, at: Option<Cursor>, batch: &Batch) {
        let mut from = at;
        let mut rest = 0;
        while rest < batch.entries.len() {
            let part = Part::of(batch, rest);
            rest += part.count();
            let last = rest == batch.entries.len();
            let to = if last { batch.next.clone() } else { batch.places[rest - 1].clone() };
            self.at.send_replace(Some(to.clone()));
            if let Some(from) = from.replace(to.clone()) {
                _ = self.told.send(Told::Entries { from, to, part });
            }
        }
    }
}

/// Ticks every so often, the first time after that long.
async fn every(period: Duration) -> Interval {
    let mut ticks = interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks.tick().await;
    ticks
}
