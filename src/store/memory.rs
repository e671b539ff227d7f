//! A store that lives as long as the process: for tests, and as the plainest reading of the contract.

use super::{
    Appended, Head, Heads, LARGEST_EVIDENCE, Replica, Scope, Store, StoreError, Told, Turn,
};
use crate::incident::{Entry, EntryId, IncidentId, LogId, ReplicaId, Seq};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A store in memory.
#[derive(Debug, Default)]
pub struct Memory(Mutex<Room>);

#[derive(Debug, Default)]
struct Room {
    logs: BTreeMap<LogId, Vec<Entry>>,
    evidence: BTreeMap<(IncidentId, EntryId), Vec<u8>>,
}

impl Memory {
    fn room(&self) -> MutexGuard<'_, Room> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Says what appending `entries` to a log that holds `held` comes to; the new ones are returned.
///
/// # Errors
///
/// When the entries are not of one log and in order.
pub(super) fn continues<'a>(
    log: LogId,
    held: &[Entry],
    entries: &'a [Entry],
) -> Result<Result<&'a [Entry], Appended>, StoreError> {
    in_order(log, entries)?;
    let at = |seq: Seq| held.iter().find(|entry| entry.seq == seq);
    let mut new = entries;
    while let Some((first, rest)) = new.split_first() {
        match at(first.seq) {
            Some(known) if known.id == first.id => new = rest,
            Some(_) => return Ok(Err(Appended::Fork(first.seq))),
            None => break,
        }
    }
    let head = held.last().map(Head::of);
    let Some(first) = new.first() else {
        return Ok(Err(head.map_or(Appended::Gap(None), Appended::Done)));
    };
    let (seq, prev) =
        head.map_or((1, log.beginning()), |head| (head.seq.saturating_add(1), head.id));
    Ok(if first.seq > seq {
        Err(Appended::Gap(head))
    } else if first.seq < seq || first.prev != prev {
        Err(Appended::Fork(first.seq))
    } else {
        Ok(new)
    })
}

/// Checks that entries are of one log and follow each other.
pub(super) fn in_order(log: LogId, entries: &[Entry]) -> Result<(), StoreError> {
    let follow = |pair: &[Entry]| {
        Some(pair[1].seq) == pair[0].seq.checked_add(1) && pair[1].prev == pair[0].id
    };
    let one_log = entries.iter().all(|entry| entry.log == log);
    if one_log && entries.windows(2).all(follow) { Ok(()) } else { Err(StoreError::NotOneLog) }
}

impl Store for Memory {
    async fn incidents(&self) -> Result<Vec<IncidentId>, StoreError> {
        let room = self.room();
        let of_logs = room.logs.keys().map(|log| log.incident);
        let of_evidence = room.evidence.keys().map(|(of, _)| *of);
        let ids: BTreeSet<IncidentId> = of_logs.chain(of_evidence).collect();
        Ok(ids.into_iter().collect())
    }

    async fn heads(&self, of: Scope) -> Result<Heads, StoreError> {
        let room = self.room();
        let meant = |log: &LogId| of == Scope::Everything || of == Scope::Incident(log.incident);
        let heads = room.logs.iter().filter(|(log, _)| meant(log));
        Ok(heads.filter_map(|(log, held)| Some((*log, Head::of(held.last()?)))).collect())
    }

    async fn read(&self, log: LogId, from: Seq) -> Result<Told, StoreError> {
        let room = self.room();
        let held = room.logs.get(&log).into_iter().flatten();
        let entries = held.filter(|entry| entry.seq >= from).cloned().collect();
        Ok(Told { entries, damage: Vec::new() })
    }

    async fn read_all(&self, of: IncidentId) -> Result<Told, StoreError> {
        let room = self.room();
        let logs = room.logs.iter().filter(|(log, _)| log.incident == of);
        let entries = logs.flat_map(|(_, held)| held.iter().cloned()).collect();
        Ok(Told { entries, damage: Vec::new() })
    }

    async fn append(&self, log: LogId, entries: &[Entry]) -> Result<Appended, StoreError> {
        let mut room = self.room();
        let held = room.logs.get(&log).map_or(&[][..], Vec::as_slice);
        Ok(match continues(log, held, entries)? {
            Err(answer) => answer,
            Ok(new) => {
                let held = room.logs.entry(log).or_default();
                held.extend_from_slice(new);
                held.last().map(Head::of).map_or(Appended::Gap(None), Appended::Done)
            }
        })
    }

    async fn blank(&self, log: LogId, entries: &[EntryId]) -> Result<usize, StoreError> {
        let mut room = self.room();
        let mut blanked = 0;
        for entry in room.logs.get_mut(&log).into_iter().flatten() {
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
        self.room().evidence.insert((of, sum), bytes.to_vec());
        Ok(sum)
    }

    async fn get_evidence(
        &self,
        of: IncidentId,
        sum: EntryId,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.room().evidence.get(&(of, sum)).cloned())
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
