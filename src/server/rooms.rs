//! The rooms of a server: each a store of its own, opened by the tokens that name it.

pub use super::room::Room;
use crate::access::{self, Ground, Token, Tokens};
use crate::chance::Chance;
use crate::incident::EntryId;
use crate::store::folder::Folder;
use crate::store::postgres::{Database, Postgres};
use crate::store::{Kind, Store, StoreError};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many bytes of a room in a folder are remembered: what goes on, not what is over.
const REMEMBERED: u64 = 4 * 1024 * 1024;

/// How long a token counts that was looked up in a database: not each request asks for its own.
const COUNTS: TimeDelta = TimeDelta::seconds(1);

/// All rooms of a server.
pub struct Rooms(Over);

enum Over {
    Folder(Folders),
    Database(Database, Held),
}

/// The store itself, and those beside it in `server/rooms`.
struct Folders {
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

/// Good tokens of a database that were looked up a moment ago, by their sums.
type Held = Mutex<HashMap<EntryId, (Token, DateTime<Utc>)>>;

/// What was looked at to see whether a server is ready.
pub struct Check {
    /// What.
    pub name: &'static str,
    /// What is wrong with it, if anything.
    pub wrong: Option<StoreError>,
}

impl Rooms {
    /// The rooms of a store in a folder.
    pub fn of(main: Folder, kind: Kind, chance: Arc<dyn Chance>) -> Rooms {
        let (others, tokens) = (Mutex::default(), Mutex::default());
        let main = main.remembering(REMEMBERED);
        Rooms(Over::Folder(Folders { main, others, tokens, kind, chance }))
    }

    /// The rooms of a database.
    pub fn over(database: Database) -> Rooms {
        Rooms(Over::Database(database, Held::default()))
    }

    /// What all of it stands over.
    pub(super) fn ground(&self) -> Ground {
        match &self.0 {
            Over::Folder(folders) => Ground::Folder(folders.main.clone()),
            Over::Database(database, _) => Ground::Database(database.clone()),
        }
    }

    /// The database, where the rooms live in one.
    pub(super) fn database(&self) -> Option<&Database> {
        match &self.0 {
            Over::Folder(_) => None,
            Over::Database(database, _) => Some(database),
        }
    }

    /// The room that a name stands for. Only names of rooms come here, for tokens have no others.
    pub fn room(&self, name: &str) -> Result<Room, StoreError> {
        match &self.0 {
            Over::Folder(folders) => folders.room(name).map(Room::Folder),
            Over::Database(database, _) => Ok(Room::Database(Postgres::room(database, name))),
        }
    }

    /// Who holds a token, if it is good now. Tokens that are made count at once, and those that are taken back
    /// within a second.
    pub async fn holder(
        &self,
        held: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Token>, StoreError> {
        match &self.0 {
            Over::Folder(folders) => folders.holder(held, now),
            Over::Database(database, known) => {
                let sum = EntryId::of(held.as_bytes());
                let fresh =
                    |asked: DateTime<Utc>| (TimeDelta::zero()..COUNTS).contains(&(now - asked));
                let known_now = lock(known).get(&sum).filter(|(_, asked)| fresh(*asked)).cloned();
                if let Some((token, _)) = known_now {
                    return Ok(Some(token).filter(|token| token.is_good(now)));
                }
                let holder = access::holder_in(database, held, now).await?;
                let mut known = lock(known);
                known.retain(|_, (_, asked)| fresh(*asked));
                known.extend(holder.clone().map(|token| (sum, (token, now))));
                Ok(holder)
            }
        }
    }

    /// Whether the store can be reached and is as this version needs it.
    pub async fn checks(&self) -> Vec<Check> {
        match &self.0 {
            Over::Folder(folders) => {
                let there = Room::Folder(folders.main.clone()).incidents().await;
                vec![Check { name: "store", wrong: there.err() }]
            }
            Over::Database(database, _) => match database.is_ready().await {
                Err(error @ StoreError::NotMigrated(_)) => vec![
                    Check { name: "store", wrong: None },
                    Check { name: "migrations", wrong: Some(error) },
                ],
                Err(error) => vec![Check { name: "store", wrong: Some(error) }],
                Ok(()) => ["store", "migrations"].map(|name| Check { name, wrong: None }).into(),
            },
        }
    }
}

impl Folders {
    fn room(&self, name: &str) -> Result<Folder, StoreError> {
        if name == access::MAIN {
            return Ok(self.main.clone());
        }
        let mut others = lock(&self.others);
        if let Some(folder) = others.get(name) {
            return Ok(folder.clone());
        }
        let path = self.main.beside_path("rooms").join(name);
        let folder = Folder::at(&path, self.kind, Arc::clone(&self.chance))?;
        let folder = folder.remembering(REMEMBERED);
        others.insert(name.to_owned(), folder.clone());
        Ok(folder)
    }

    fn holder(&self, held: &str, now: DateTime<Utc>) -> Result<Option<Token>, StoreError> {
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
