//! A sync that is cut off anywhere: what was carried stays, and the next one carries the rest.

use super::super::keeping::desk::{Pen, incident, log, noon, wait};
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use warroom::incident::{Entry, EntryId, IncidentId, LogId, Seq};
use warroom::store::{
    Appended, Cursor, Heads, Kept, Kind, Memory, Scope, Since, Store, StoreError, Told, Tombstone,
};
use warroom::sync::sync;

/// A store that fails from some call on.
struct Failing<'a> {
    store: &'a Memory,
    left: AtomicUsize,
}

impl Failing<'_> {
    fn call(&self) -> Result<(), StoreError> {
        let left = self.left.load(Ordering::Relaxed);
        if left == 0 {
            let source = io::ErrorKind::ConnectionReset.into();
            return Err(StoreError::Io { doing: "reach", path: "peer".into(), source });
        }
        self.left.store(left - 1, Ordering::Relaxed);
        Ok(())
    }
}

impl Store for Failing<'_> {
    async fn kind(&self) -> Result<Kind, StoreError> {
        self.call()?;
        self.store.kind().await
    }

    async fn incidents(&self) -> Result<Vec<IncidentId>, StoreError> {
        self.call()?;
        self.store.incidents().await
    }

    async fn heads(&self, of: Scope) -> Result<Heads, StoreError> {
        self.call()?;
        self.store.heads(of).await
    }

    async fn read(&self, log: LogId, from: Seq) -> Result<Told, StoreError> {
        self.call()?;
        self.store.read(log, from).await
    }

    async fn read_all(&self, of: IncidentId) -> Result<Told, StoreError> {
        self.call()?;
        self.store.read_all(of).await
    }

    async fn append(&self, log: LogId, entries: &[Entry]) -> Result<Appended, StoreError> {
        self.call()?;
        self.store.append(log, entries).await
    }

    async fn branch(&self, log: LogId, entries: &[Entry]) -> Result<Appended, StoreError> {
        self.call()?;
        self.store.branch(log, entries).await
    }

    async fn since(&self, cursor: Option<&Cursor>, limit: usize) -> Result<Since, StoreError> {
        self.call()?;
        self.store.since(cursor, limit).await
    }

    async fn blank(&self, log: LogId, entries: &[EntryId]) -> Result<usize, StoreError> {
        self.call()?;
        self.store.blank(log, entries).await
    }

    async fn put_evidence(&self, of: IncidentId, bytes: &[u8]) -> Result<EntryId, StoreError> {
        self.call()?;
        self.store.put_evidence(of, bytes).await
    }

    async fn evidence(&self, of: Scope) -> Result<Kept, StoreError> {
        self.call()?;
        self.store.evidence(of).await
    }

    async fn get_evidence(
        &self,
        of: IncidentId,
        sum: EntryId,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        self.call()?;
        self.store.get_evidence(of, sum).await
    }

    async fn purge(&self, stone: &Tombstone) -> Result<Tombstone, StoreError> {
        self.call()?;
        self.store.purge(stone).await
    }

    async fn tombstones(&self) -> Result<Vec<Tombstone>, StoreError> {
        self.call()?;
        self.store.tombstones().await
    }
}

fn holds(store: &Memory) -> (Vec<EntryId>, Kept) {
    wait(async {
        let mut ids = Vec::new();
        for id in store.incidents().await.unwrap() {
            ids.extend(store.read_all(id).await.unwrap().entries.iter().map(|entry| entry.id));
        }
        ids.sort_unstable();
        (ids, store.evidence(Scope::Everything).await.unwrap())
    })
}

/// Two stores with logs that only one has, that both have, and that have split.
fn two_stores() -> (Memory, Memory) {
    let (ours, theirs) = (Memory::default(), Memory::default());
    wait(async {
        for (letters, first, second) in [("AAAAAA", 3, 0), ("BBBBBB", 1, 4), ("CCCCCC", 0, 2)] {
            let log = log(incident(letters), "aaaaaaaa");
            let entries = Pen::of(log).notes(&["1", "2", "3", "4"]);
            ours.append(log, &entries[..first]).await.unwrap();
            theirs.append(log, &entries[..second]).await.unwrap();
        }
        let split = log(incident("DDDDDD"), "aaaaaaaa");
        let mut pen = Pen::of(split);
        let first = pen.note("first");
        let mut other = pen.clone();
        for (store, pen, text) in [(&ours, &mut pen, "ours"), (&theirs, &mut other, "theirs")] {
            let entries = [first.clone(), pen.note(text)];
            store.append(split, &entries).await.unwrap();
        }
        ours.put_evidence(incident("AAAAAA"), b"ours").await.unwrap();
        theirs.put_evidence(incident("CCCCCC"), b"theirs").await.unwrap();
    });
    (ours, theirs)
}

#[test]
fn cut_off_after_any_call_the_next_sync_carries_the_rest_and_nothing_twice() {
    let (ours, theirs) = two_stores();
    wait(sync(&ours, &theirs, noon())).unwrap();
    let all = holds(&ours);
    assert_eq!((holds(&theirs), all.0.len(), all.1.len()), (all.clone(), 12, 2));
    let mut cuts = 0;
    for calls in 0.. {
        let (ours, theirs) = two_stores();
        let before = holds(&ours);
        let failing = Failing { store: &theirs, left: AtomicUsize::new(calls) };
        let done = wait(sync(&ours, &failing, noon()));
        if failing.left.load(Ordering::Relaxed) > 0 {
            assert!(done.unwrap().troubles.is_empty());
            break;
        }
        cuts += 1;
        let after = holds(&ours);
        assert!(before.0.iter().all(|id| after.0.contains(id)), "cut after {calls} calls");
        wait(sync(&ours, &theirs, noon())).unwrap();
        assert_eq!((holds(&ours), holds(&theirs)), (all.clone(), all.clone()), "after {calls}");
    }
    assert!(cuts > 10, "{cuts}");
}
