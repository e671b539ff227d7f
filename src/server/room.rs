//! One room of a server: a store in a folder or in a database.

use super::pen::Shared;
use crate::chance::{self, Chance};
use crate::incident::{Entry, EntryId, IncidentId, LogId, ReplicaId, Seq};
use crate::store::authors::{Author, Authors};
use crate::store::folder::Folder;
use crate::store::postgres::Postgres;
use crate::store::{
    Appended, Cursor, Heads, Kept, Kind, Scope, Since, Store, StoreError, Told, Tombstone,
};

/// One room.
#[derive(Clone)]
pub enum Room {
    /// In a folder. The disk is waited for on threads of their own.
    Folder(Folder),
    /// In a database.
    Database(Postgres),
}

/// Asks the store of a room, whichever it is.
macro_rules! ask {
    ($room:expr, $store:ident.$what:ident($($with:expr),*)) => {
        match $room {
            Room::Folder(folder) => {
                away(folder.clone(), move |$store| async move { $store.$what($($with),*).await }).await
            }
            Room::Database($store) => $store.$what($($with),*).await,
        }
    };
}

pub(super) async fn away<T, F, W>(folder: Folder, what: W) -> T
where
    T: Send + 'static,
    F: Future<Output = T>,
    W: FnOnce(Folder) -> F + Send + 'static,
{
    let handle = tokio::runtime::Handle::current();
    match tokio::task::spawn_blocking(move || handle.block_on(what(folder))).await {
        Ok(answer) => answer,
        // A fault in the program: it goes on where it can be told with the request that met it.
        Err(fault) => std::panic::resume_unwind(fault.into_panic()),
    }
}

impl Room {
    /// Whose logs they are.
    pub async fn authors(&self, of: Scope) -> Result<Authors, StoreError> {
        match self {
            Room::Folder(folder) => {
                away(folder.clone(), move |it| async move { it.authors(of) }).await
            }
            Room::Database(store) => store.authors(of).await,
        }
    }

    /// Notes whose a log is after what was pushed, and says it.
    pub async fn note_author(
        &self,
        log: LogId,
        after: impl Fn(&Author) -> Author + Send + Sync + 'static,
    ) -> Result<Author, StoreError> {
        match self {
            Room::Folder(folder) => {
                away(folder.clone(), move |it| async move { it.note_author(log, after) }).await
            }
            Room::Database(store) => store.note_author(log, after).await,
        }
    }

    /// What came behind a cursor, as far as this server wrote it; in a database, all of it. What others wrote into
    /// a folder is found by looking at all of it, as [`Store::since`] does.
    pub async fn since_written(
        &self,
        cursor: Option<&Cursor>,
        limit: usize,
    ) -> Result<Since, StoreError> {
        match self {
            Room::Folder(folder) => {
                let cursor = cursor.cloned();
                away(
                    folder.clone(),
                    move |it| async move { it.since_written(cursor.as_ref(), limit) },
                )
                .await
            }
            Room::Database(store) => store.since(cursor, limit).await,
        }
    }

    /// The name under which the servers of this store write into the room. In a folder it is kept beside the
    /// store; in a database it follows from the life of the database.
    pub async fn replica(&self, chance: &dyn Chance) -> Result<ReplicaId, StoreError> {
        let folder = match self {
            Room::Folder(folder) => folder.clone(),
            Room::Database(room) => return Ok(Shared::name(&room.life())),
        };
        let mut random = [0; 8];
        chance.fill(&mut random);
        let new = chance::letters(&random);
        away(folder, move |folder| async move {
            let name = folder.change_beside("replica", |kept| {
                let kept = kept.and_then(|kept| String::from_utf8(kept).ok());
                let kept = kept.filter(|kept| kept.parse::<ReplicaId>().is_ok()).unwrap_or(new);
                Ok((kept.clone(), kept.into_bytes()))
            })?;
            Ok(name.parse().expect("it was looked at"))
        })
        .await
    }
}

impl Store for Room {
    async fn kind(&self) -> Result<Kind, StoreError> {
        ask!(self, store.kind())
    }

    async fn incidents(&self) -> Result<Vec<IncidentId>, StoreError> {
        ask!(self, store.incidents())
    }

    async fn heads(&self, of: Scope) -> Result<Heads, StoreError> {
        ask!(self, store.heads(of))
    }

    async fn read(&self, log: LogId, from: Seq) -> Result<Told, StoreError> {
        ask!(self, store.read(log, from))
    }

    async fn read_all(&self, of: IncidentId) -> Result<Told, StoreError> {
        ask!(self, store.read_all(of))
    }

    async fn append(&self, log: LogId, entries: &[Entry]) -> Result<Appended, StoreError> {
        let entries = entries.to_vec();
        ask!(self, store.append(log, &entries))
    }

    async fn branch(&self, log: LogId, entries: &[Entry]) -> Result<Appended, StoreError> {
        let entries = entries.to_vec();
        ask!(self, store.branch(log, &entries))
    }

    async fn since(&self, cursor: Option<&Cursor>, limit: usize) -> Result<Since, StoreError> {
        let cursor = cursor.cloned();
        ask!(self, store.since(cursor.as_ref(), limit))
    }

    async fn is_unsettled(&self, of: IncidentId) -> Result<bool, StoreError> {
        ask!(self, store.is_unsettled(of))
    }

    async fn blank(&self, log: LogId, entries: &[EntryId]) -> Result<usize, StoreError> {
        let entries = entries.to_vec();
        ask!(self, store.blank(log, &entries))
    }

    async fn put_evidence(&self, of: IncidentId, bytes: &[u8]) -> Result<EntryId, StoreError> {
        let bytes = bytes.to_vec();
        ask!(self, store.put_evidence(of, &bytes))
    }

    async fn evidence(&self, of: Scope) -> Result<Kept, StoreError> {
        ask!(self, store.evidence(of))
    }

    async fn get_evidence(
        &self,
        of: IncidentId,
        sum: EntryId,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        ask!(self, store.get_evidence(of, sum))
    }

    async fn purge(&self, stone: &Tombstone) -> Result<Tombstone, StoreError> {
        let stone = stone.clone();
        ask!(self, store.purge(&stone))
    }

    async fn tombstones(&self) -> Result<Vec<Tombstone>, StoreError> {
        ask!(self, store.tombstones())
    }
}
