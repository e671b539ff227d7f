//! The rooms of a server: each a store of its own, opened by the tokens that name it.

use crate::access::{self, Token, Tokens};
use crate::chance::{self, Chance};
use crate::incident::{Entry, EntryId, IncidentId, LogId, ReplicaId, Seq};
use crate::store::folder::Folder;
use crate::store::{
    Appended, Cursor, Heads, Kept, Kind, Scope, Since, Store, StoreError, Told, Tombstone,
};
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// All rooms of a server over one folder: the store itself, and those beside it in `server/rooms`.
pub struct Rooms {
    main: Folder,
    others: Mutex<HashMap<String, Folder>>,
    tokens: Mutex<Known>,
    kind: Kind,
    chance: Arc<dyn Chance>,
}

/// The tokens as they were read last.
#[derive(Default)]
struct Known {
    stamp: Option<[u64; 3]>,
    tokens: Arc<Tokens>,
}

impl Rooms {
    /// The rooms of a store in a folder.
    pub fn of(main: Folder, kind: Kind, chance: Arc<dyn Chance>) -> Rooms {
        Rooms { main, others: Mutex::default(), tokens: Mutex::default(), kind, chance }
    }

    /// The room that a name stands for. Only names of rooms come here, for tokens have no others.
    pub fn room(&self, name: &str) -> Result<Room, StoreError> {
        if name == access::MAIN {
            return Ok(Room(self.main.clone()));
        }
        let mut others = lock(&self.others);
        if let Some(folder) = others.get(name) {
            return Ok(Room(folder.clone()));
        }
        let path = self.main.beside_path("rooms").join(name);
        let folder = Folder::at(&path, self.kind, Arc::clone(&self.chance))?;
        others.insert(name.to_owned(), folder.clone());
        Ok(Room(folder))
    }

    /// Who holds a token, if it is good now. Tokens that are made or taken back count at once.
    pub fn holder(&self, held: &str, now: DateTime<Utc>) -> Result<Option<Token>, StoreError> {
        let stamp = Tokens::stamp(&self.main);
        let tokens = {
            let mut known = lock(&self.tokens);
            if known.stamp != stamp || stamp.is_none() {
                *known = Known { stamp, tokens: Arc::new(Tokens::of(&self.main)?) };
            }
            Arc::clone(&known.tokens)
        };
        Ok(tokens.holder(held, now).cloned())
    }
}

fn lock<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One room. The disk is waited for on threads of their own.
#[derive(Clone)]
pub struct Room(Folder);

impl Room {
    /// The name under which the servers of this store write into the room. In a folder it is kept beside the
    /// store.
    pub async fn replica(&self, chance: &dyn Chance) -> Result<ReplicaId, StoreError> {
        let mut random = [0; 8];
        chance.fill(&mut random);
        let new = chance::letters(&random);
        self.away(|folder| async move {
            let name = folder.change_beside("replica", |kept| {
                let kept = kept.and_then(|kept| String::from_utf8(kept).ok());
                let kept = kept.filter(|kept| kept.parse::<ReplicaId>().is_ok()).unwrap_or(new);
                Ok((kept.clone(), kept.into_bytes()))
            })?;
            Ok(name.parse().expect("it was looked at"))
        })
        .await
    }

    async fn away<T, F, W>(&self, what: W) -> T
    where
        T: Send + 'static,
        F: Future<Output = T>,
        W: FnOnce(Folder) -> F + Send + 'static,
    {
        let folder = self.0.clone();
        let handle = tokio::runtime::Handle::current();
        match tokio::task::spawn_blocking(move || handle.block_on(what(folder))).await {
            Ok(answer) => answer,
            // A fault in the program: it goes on where it can be told with the request that met it.
            Err(fault) => std::panic::resume_unwind(fault.into_panic()),
        }
    }
}

impl Store for Room {
    async fn kind(&self) -> Result<Kind, StoreError> {
        self.0.kind().await
    }

    async fn incidents(&self) -> Result<Vec<IncidentId>, StoreError> {
        self.away(|folder| async move { folder.incidents().await }).await
    }

    async fn heads(&self, of: Scope) -> Result<Heads, StoreError> {
        self.away(move |folder| async move { folder.heads(of).await }).await
    }

    async fn read(&self, log: LogId, from: Seq) -> Result<Told, StoreError> {
        self.away(move |folder| async move { folder.read(log, from).await }).await
    }

    async fn read_all(&self, of: IncidentId) -> Result<Told, StoreError> {
        self.away(move |folder| async move { folder.read_all(of).await }).await
    }

    async fn append(&self, log: LogId, entries: &[Entry]) -> Result<Appended, StoreError> {
        let entries = entries.to_vec();
        self.away(move |folder| async move { folder.append(log, &entries).await }).await
    }

    async fn branch(&self, log: LogId, entries: &[Entry]) -> Result<Appended, StoreError> {
        let entries = entries.to_vec();
        self.away(move |folder| async move { folder.branch(log, &entries).await }).await
    }

    async fn since(&self, cursor: Option<&Cursor>, limit: usize) -> Result<Since, StoreError> {
        let cursor = cursor.cloned();
        self.away(move |folder| async move { folder.since(cursor.as_ref(), limit).await }).await
    }

    async fn blank(&self, log: LogId, entries: &[EntryId]) -> Result<usize, StoreError> {
        let entries = entries.to_vec();
        self.away(move |folder| async move { folder.blank(log, &entries).await }).await
    }

    async fn put_evidence(&self, of: IncidentId, bytes: &[u8]) -> Result<EntryId, StoreError> {
        let bytes = bytes.to_vec();
        self.away(move |folder| async move { folder.put_evidence(of, &bytes).await }).await
    }

    async fn evidence(&self, of: Scope) -> Result<Kept, StoreError> {
        self.away(move |folder| async move { folder.evidence(of).await }).await
    }

    async fn get_evidence(
        &self,
        of: IncidentId,
        sum: EntryId,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        self.away(move |folder| async move { folder.get_evidence(of, sum).await }).await
    }

    async fn purge(&self, stone: &Tombstone) -> Result<Tombstone, StoreError> {
        let stone = stone.clone();
        self.away(|folder| async move { folder.purge(&stone).await }).await
    }

    async fn tombstones(&self) -> Result<Vec<Tombstone>, StoreError> {
        self.away(|folder| async move { folder.tombstones().await }).await
    }
}
