//! Who may come in: tokens, the roles that they give, and the rooms that they open.
//!
//! A token is shown once, when it is made; kept is only the SHA-256 of it.
//!
//! ```text
//! wr_4f7kq2mz_0c5x…      id, 8 letters, to name it by; secret, 256 random bits
//! ```

mod ground;
mod uses;

pub use ground::{Ground, Revoked, holder_in};
pub use uses::{Noted, Uses};

use crate::chance::{self, Chance};
use crate::incident::EntryId;
use crate::store::StoreError;
use crate::store::folder::Folder;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The room that a server has of itself.
pub const MAIN: &str = "main";
/// The file beside the store.
const FILE: &str = "tokens.json";
/// How many letters of five bits make a secret.
const SECRET: usize = 52;
/// How many letters name a token.
const ID: usize = 8;

/// What somebody may do. Each operation says which roles may do it; no role includes another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads.
    Viewer,
    /// Reads and writes.
    Responder,
    /// Reads everything, writes nothing.
    Auditor,
    /// Sends alerts, reads nothing.
    Ingest,
    /// Everything.
    Admin,
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 5] =
        [Role::Viewer, Role::Responder, Role::Auditor, Role::Ingest, Role::Admin];

    /// Whether it writes entries.
    pub fn writes(self) -> bool {
        matches!(self, Role::Responder | Role::Admin)
    }

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Role::Viewer => "viewer",
            Role::Responder => "responder",
            Role::Auditor => "auditor",
            Role::Ingest => "ingest",
            Role::Admin => "admin",
        }
    }
}

/// A word that is no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a role is one of {}", Role::ALL.map(Role::word).join(", "))]
pub struct RoleError;

impl FromStr for Role {
    type Err = RoleError;

    fn from_str(word: &str) -> Result<Role, RoleError> {
        Role::ALL.into_iter().find(|role| role.word() == word).ok_or(RoleError)
    }
}

/// A token as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// What it is named by.
    pub id: String,
    /// Whose it is.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Which room it opens.
    pub room: String,
    /// The sum of the whole token.
    pub sha256: EntryId,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// When it ends, if it does by itself.
    #[serde(default)]
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was taken back.
    #[serde(default)]
    pub revoked_at: Option<DateTime<Utc>>,
}

/// Whom a new token is for.
#[derive(Debug, Clone)]
pub struct Grant {
    /// Whose it is.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Which room it opens.
    pub room: String,
    /// When it ends.
    pub expires_at: Option<DateTime<Utc>>,
}

/// A token in the clear, to be shown once.
pub struct Shown(String);

impl Shown {
    /// The token.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shown(…)")
    }
}

/// Why a token is not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GrantError {
    /// Nobody is named.
    #[error("a token has a name of 1 to 64 letters, without control characters")]
    Name,
    /// A room that could not be a folder.
    #[error("`{0}` is no name of a room: up to 32 small letters, digits and dashes")]
    Room(String),
}

impl Token {
    /// Makes a token; what is returned beside it is known to nobody else.
    pub fn new(
        grant: Grant,
        now: DateTime<Utc>,
        chance: &dyn Chance,
    ) -> Result<(Token, Shown), GrantError> {
        let Grant { name, role, room, expires_at } = grant;
        let named = (1..=64).contains(&name.chars().count()) && !name.chars().any(char::is_control);
        if !named || name.trim() != name {
            return Err(GrantError::Name);
        }
        if !is_room(&room) {
            return Err(GrantError::Room(room));
        }
        let mut random = [0; ID + SECRET];
        chance.fill(&mut random);
        let id = chance::letters(&random[..ID]);
        let shown = format!("wr_{id}_{}", chance::letters(&random[ID..]));
        let sha256 = EntryId::of(shown.as_bytes());
        let (made_at, revoked_at) = (now, None);
        let token = Token { id, name, role, room, sha256, made_at, expires_at, revoked_at };
        Ok((token, Shown(shown)))
    }

    /// The id in a whole token, where it has the shape of one.
    pub fn id_in(held: &str) -> Option<&str> {
        let (id, secret) = held.strip_prefix("wr_")?.split_once('_')?;
        (id.len() == ID && secret.len() == SECRET).then_some(id)
    }

    /// Whether it opens anything at this time.
    pub fn is_good(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| now < end)
    }
}

/// Whether a room can have this name.
pub fn is_room(name: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=32).contains(&name.len()) && name.bytes().all(letter) && !name.starts_with('-')
}

/// The tokens of a server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    /// All that were ever made, in that order.
    pub tokens: Vec<Token>,
}

impl Tokens {
    /// The token that somebody holds, if it is good now.
    ///
    /// All are compared, and each in the same time: how long it takes says nothing about them.
    pub fn holder(&self, held: &str, now: DateTime<Utc>) -> Option<&Token> {
        let sum = EntryId::of(held.as_bytes());
        let mut found = None;
        for token in &self.tokens {
            if is_same(&token.sha256, &sum) {
                found = Some(token);
            }
        }
        found.filter(|token| token.is_good(now))
    }

    /// Reads the tokens that are kept beside a store.
    pub fn of(store: &Folder) -> Result<Tokens, StoreError> {
        store
            .beside(FILE)?
            .map_or_else(|| Ok(Tokens::default()), |bytes| Tokens::read(store, &bytes))
    }

    /// Changes the tokens that are kept beside a store, all of it or nothing.
    pub fn change<T>(
        store: &Folder,
        change: impl FnOnce(&mut Tokens) -> T,
    ) -> Result<T, StoreError> {
        store.change_beside(FILE, |bytes| {
            let mut tokens = match bytes {
                Some(bytes) => Tokens::read(store, &bytes)?,
                None => Tokens::default(),
            };
            let answer = change(&mut tokens);
            let text = serde_json::to_vec_pretty(&tokens).expect("tokens are plain values");
            Ok((answer, text))
        })
    }

    /// What tells whether they were changed.
    pub fn stamp(store: &Folder) -> Option<[u64; 3]> {
        store.stamp_beside(FILE)
    }

    fn read(store: &Folder, bytes: &[u8]) -> Result<Tokens, StoreError> {
        serde_json::from_slice(bytes).map_err(|error| StoreError::BadSettings {
            path: store.beside_path(FILE),
            problem: error.to_string(),
        })
    }
}

/// Compares two sums without saying by the time where they differ.
fn is_same(one: &EntryId, two: &EntryId) -> bool {
    let differ = one.0.iter().zip(&two.0).fold(0, |all, (a, b)| all | (a ^ b));
    std::hint::black_box(differ) == 0
}
