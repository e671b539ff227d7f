//! A store that lives as long as the process: for tests, and as the plainest reading of the contract.

use super::chain::{continues, ends, in_order, places, rooted};
use super::{
    Appended, Batch, Cursor, Head, Heads, Kept, Kind, LARGEST_EVIDENCE, Replica, Scope, Since,
    Store, StoreError, Told, Tombstone, Turn,
};
use crate::incident::{Entry, EntryId, IncidentId, LogId, ReplicaId, Seq};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A store in memory.
#[derive(Debug)]
pub struct Memory {
    kind: Kind,
    room: Mutex<Room>,
}

#[derive(Debug)]
struct Room {
    /// The life of its order of arrival.
    life: String,
    /// The log, and its branches where it has split: each a chain.
    logs: BTreeMap<LogId, Vec<Vec<Entry>>>,
    evidence: BTreeMap<(IncidentId, EntryId), Vec<u8>>,
    arrived: Vec<(LogId, EntryId)>,
    purged: BTreeMap<IncidentId, Tombstone>,
    heard: BTreeMap<IncidentId, Tombstone>,
}

/// A life that no other order of arrival in this process has.
fn new_life() -> String {
    static LIVES: AtomicU64 = AtomicU64::new(0);
    let life = LIVES.fetch_add(1, Ordering::Relaxed);
    format!("memory{}x{life}", std::process::id())
}

impl Default for Memory {
    fn default() -> Memory {
        Memory::of(Kind::Real)
    }
}

impl Memory {
    /// An empty store of a kind.
    pub fn of(kind: Kind) -> Memory {
        let room = Room {
            life: new_life(),
            logs: BTreeMap::new(),
            evidence: BTreeMap::new(),
            arrived: Vec::new(),
            purged: BTreeMap::new(),
            heard: BTreeMap::new(),
        };
        Memory { kind, room: Mutex::new(room) }
    }

    fn room(&self) -> MutexGuard<'_, Room> {
        self.room.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Room {
    fn all(&self, log: LogId) -> impl Iterator<Item = &Entry> {
        self.logs.get(&log).into_iter().flatten().flatten()
    }

    fn heads(&self, of: Scope) -> Heads {
        let meant = self.logs.iter().filter(|(log, _)| of.has(log.incident));
        let heads = meant.flat_map(|(log, chains)| {
            let chains: Vec<Vec<&Entry>> =
                chains.iter().map(|chain| chain.iter().collect()).collect();
            ends(&chains).into_iter().map(|end| (*log, end))
        });
        heads.collect()
    }

    /// Puts entries behind one of a log's chains; behind none, they begin one.
    fn take_in(&mut self, log: LogId, chain: Option<usize>, new: &[Entry]) {
        self.arrived.extend(new.iter().map(|entry| (log, entry.id)));
        let chains = self.logs.entry(log).or_default();
        match chain.and_then(|at| chains.get_mut(at)) {
            Some(chain) => chain.extend_from_slice(new),
            None => chains.push(new.to_vec()),
        }
    }
}

impl Store for Memory {
    async fn kind(&self) -> Result<Kind, StoreError> {
        Ok(self.kind)
    }

    async fn incidents(&self) -> Result<Vec<IncidentId>, StoreError> {
        let room = self.room();
        let of_logs = room.logs.keys().map(|log| log.incident);
        let of_evidence = room.evidence.keys().map(|(of, _)| *of);
        let ids: BTreeSet<IncidentId> = of_logs.chain(of_evidence).collect();
        Ok(ids.into_iter().collect())
    }

    async fn heads(&self, of: Scope) -> Result<Heads, StoreError> {
        Ok(self.room().heads(of))
    }

    async fn read(&self, log: LogId, from: Seq) -> Result<Told, StoreError> {
        let room = self.room();
        let mut entries: Vec<Entry> =
            room.all(log).filter(|entry| entry.seq >= from).cloned().collect();
        entries.sort_by_key(|entry| (entry.seq, entry.id));
        Ok(Told { entries, damage: Vec::new() })
    }

    async fn read_all(&self, of: IncidentId) -> Result<Told, StoreError> {
        let room = self.room();
        let logs = room.logs.iter().filter(|(log, _)| log.incident == of);
        let entries = logs.flat_map(|(_, chains)| chains.iter().flatten().cloned()).collect();
        Ok(Told { entries, damage: Vec::new() })
    }

    async fn append(&self, log: LogId, entries: &[Entry]) -> Result<Appended, StoreError> {
        let mut room = self.room();
        if room.purged.contains_key(&log.incident) {
            in_order(log, entries)?;
            return Ok(Appended::Purged);
        }
        let main = room.logs.get(&log).and_then(|chains| chains.first());
        let held = main.map_or(&[][..], Vec::as_slice);
        Ok(match continues(log, held, entries)? {
            Err(answer) => answer,
            Ok(new) => {
                room.take_in(log, Some(0), new);
                new.last().map(Head::of).map_or(Appended::Gap(None), Appended::Done)
            }
        })
    }

    async fn branch(&self, log: LogId, entries: &[Entry]) -> Result<Appended, StoreError> {
        let mut room = self.room();
        if room.purged.contains_key(&log.incident) {
            return Ok(Appended::Purged);
        }
        let new: Vec<Entry> =
            rooted(log, places(room.all(log)), entries)?.into_iter().cloned().collect();
        for entry in &new {
            let ends_there = |chain: &Vec<Entry>| chain.last().is_some_and(|e| e.id == entry.prev);
            let chain = room.logs.get(&log).and_then(|chains| chains.iter().position(ends_there));
            room.take_in(log, chain, std::slice::from_ref(entry));
        }
        Ok(entries.last().map(Head::of).map_or(Appended::Gap(None), Appended::Done))
    }

    async fn since(&self, cursor: Option<&Cursor>, limit: usize) -> Result<Since, StoreError> {
        let room = self.room();
        let end = room.arrived.len() as u128;
        let at = |position: u128| {
            let before = usize::try_from(position).ok()?.checked_sub(1);
            let last = before.map(|before| room.arrived.get(before).map(|(_, id)| *id));
            let last = last.map_or(Some(None), |last| last.map(Some))?;
            Some(Cursor::at(&room.life, position, last))
        };
        let known = cursor.filter(|cursor| at(cursor.position).as_ref() == Some(*cursor));
        let Some(cursor) = known else {
            return Ok(Since::Reset(at(end).expect("the end is a place")));
        };
        let begin = usize::try_from(cursor.position).expect("it was found there");
        let came = room.arrived.iter().skip(begin).take(limit.max(1));
        let entries: Vec<Entry> = came
            .filter_map(|(log, id)| room.all(*log).find(|entry| entry.id == *id).cloned())
            .collect();
        let behind = |index: usize| at(cursor.position + index as u128).expect("as many have come");
        let places = (1..=entries.len()).map(behind).collect();
        let next = behind(entries.len());
        Ok(Since::Batch(Batch { entries, places, next }))
    }

    async fn blank(&self, log: LogId, entries: &[EntryId]) -> Result<usize, StoreError> {
        let mut room = self.room();
        let mut blanked = 0;
        for entry in room.logs.get_mut(&log).into_iter().flatten().flatten() {
            if entries.contains(&entry.id) && entry.data().is_some() {
                *entry = entry.blanked();
                blanked += 1;
            }
        }
        Ok(blanked)
    }

    async fn put_evidence(&self, of: IncidentId, bytes: &[u8]) -> Result<EntryId, StoreError> {
        let size = bytes.len() as u64;
        if size > LARGEST_EVIDENCE {
            return Err(StoreError::EvidenceTooLarge(size));
        }
        let sum = EntryId::of(bytes);
        let mut room = self.room();
        if room.purged.contains_key(&of) {
            return Err(StoreError::Purged(of));
        }
        room.evidence.insert((of, sum), bytes.to_vec());
        Ok(sum)
    }

    async fn evidence(&self, of: Scope) -> Result<Kept, StoreError> {
        let room = self.room();
        Ok(room.evidence.keys().filter(|(id, _)| of.has(*id)).copied().collect())
    }

    async fn get_evidence(
        &self,
        of: IncidentId,
        sum: EntryId,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.room().evidence.get(&(of, sum)).cloned())
    }

    async fn purge(&self, stone: &Tombstone) -> Result<Tombstone, StoreError> {
        let id = stone.incident;
        let mut room = self.room();
        let mut stone = stone.clone();
        stone.ended_at(&room.heads(Scope::Incident(id)));
        let stone = room.purged.entry(id).or_insert(stone).clone();
        room.heard.remove(&id);
        room.logs.retain(|log, _| log.incident != id);
        room.evidence.retain(|(of, _), _| *of != id);
        if room.arrived.iter().any(|(log, _)| log.incident == id) {
            // Whoever follows compares the heads: that is simpler than an order with holes.
            room.arrived.retain(|(log, _)| log.incident != id);
            room.life = new_life();
        }
        Ok(stone)
    }

    async fn tombstones(&self) -> Result<Vec<Tombstone>, StoreError> {
        Ok(self.room().purged.values().cloned().collect())
    }

    fn asks_first(&self) -> bool {
        true
    }

    async fn hear(&self, stone: &Tombstone) -> Result<(), StoreError> {
        if !self.incidents().await?.contains(&stone.incident) {
            return self.purge(stone).await.map(drop);
        }
        self.room().heard.entry(stone.incident).or_insert_with(|| stone.clone());
        Ok(())
    }

    async fn heard(&self) -> Result<Vec<Tombstone>, StoreError> {
        Ok(self.room().heard.values().cloned().collect())
    }
}

/// A replica whose memory ends with the process: for tests and throw-away stores.
#[derive(Debug, Clone)]
pub struct LooseReplica(Arc<Mutex<Loose>>);

#[derive(Debug)]
struct Loose {
    id: ReplicaId,
    next: Vec<ReplicaId>,
    last: BTreeMap<(ReplicaId, IncidentId), Head>,
}

impl LooseReplica {
    /// A replica that has these names, one after the other when it must take a new one.
    ///
    /// # Panics
    ///
    /// When there is no name at all.
    pub fn named(names: impl IntoIterator<Item = ReplicaId>) -> LooseReplica {
        let mut next: Vec<ReplicaId> = names.into_iter().collect();
        next.reverse();
        let id = next.pop().expect("a replica has a name");
        LooseReplica(Arc::new(Mutex::new(Loose { id, next, last: BTreeMap::new() })))
    }

    fn inner(&self) -> MutexGuard<'_, Loose> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A turn of a [`LooseReplica`].
#[derive(Debug)]
pub struct LooseTurn {
    of: LooseReplica,
    replica: ReplicaId,
    incident: IncidentId,
}

impl Replica for LooseReplica {
    type Turn = LooseTurn;

    fn turn(&self, incident: IncidentId) -> Result<LooseTurn, StoreError> {
        Ok(LooseTurn { of: self.clone(), replica: self.inner().id, incident })
    }

    fn renew(&self, old: ReplicaId) -> Result<(), StoreError> {
        let mut inner = self.inner();
        if inner.id == old
            && let Some(next) = inner.next.pop()
        {
            inner.id = next;
        }
        Ok(())
    }
}

impl Turn for LooseTurn {
    fn replica(&self) -> ReplicaId {
        self.replica
    }

    fn last(&self) -> Option<Head> {
        self.of.inner().last.get(&(self.replica, self.incident)).copied()
    }

    fn wrote(&mut self, head: Head) -> Result<(), StoreError> {
        self.of.inner().last.insert((self.replica, self.incident), head);
        Ok(())
    }
}
