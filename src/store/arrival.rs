//! The order of arrival: how a follower learns what came since it last asked.

use crate::incident::{Entry, EntryId};
use std::fmt;
use std::str::FromStr;

/// A place in the order in which a store took its entries in.
///
/// To everybody but the store that gave it, a cursor is a word. It names the life of the store, a place in
/// its order, and the entry before that place: a store that was put back from a backup counts on from an
/// older number, and is found out by that entry.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Cursor {
    pub(super) life: String,
    pub(super) position: u128,
    pub(super) last: String,
}

/// What stands in a cursor at the very beginning.
const NOTHING: &str = "00000000";
/// How many letters the life of a store has at most.
const LONGEST_LIFE: usize = 32;

impl Cursor {
    /// The place before everything.
    pub(super) fn beginning(life: &str) -> Cursor {
        Cursor::at(life, 0, None)
    }

    /// Whether this place is that one or lies behind it, in the same life of the store.
    pub fn has_reached(&self, other: &Cursor) -> bool {
        self.life == other.life && self.position >= other.position
    }

    /// The place at `position` in the store's own order, behind the entry `last`.
    pub(super) fn at(life: &str, position: u128, last: Option<EntryId>) -> Cursor {
        let last = last.map_or_else(|| NOTHING.to_owned(), mark);
        Cursor { life: life.to_owned(), position, last }
    }
}

/// What a cursor remembers of the entry before it.
pub(super) fn mark(id: EntryId) -> String {
    id.to_string()[..NOTHING.len()].to_owned()
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.life, self.position, self.last)
    }
}

/// A text that no store gave as a cursor.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is not a cursor that a store gave")]
pub struct CursorError;

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Cursor, CursorError> {
        let mut parts = text.split('-');
        let mut next = || parts.next().ok_or(CursorError);
        let (life, position, last) = (next()?, next()?, next()?);
        let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let word = |text: &str, most: usize| {
            !text.is_empty() && text.len() <= most && text.bytes().all(letter)
        };
        if parts.next().is_some() || !word(life, LONGEST_LIFE) || !word(last, NOTHING.len()) {
            return Err(CursorError);
        }
        let position = position.parse().map_err(|_| CursorError)?;
        Ok(Cursor { life: life.to_owned(), position, last: last.to_owned() })
    }
}

/// What came behind a cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Since {
    /// These entries; there may be more.
    Batch(Batch),
    /// The cursor means nothing here. This one stands at the end; the heads say what is missing.
    Reset(Cursor),
}

/// Entries in the order in which they came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The entries; none when nothing more has come.
    pub entries: Vec<Entry>,
    /// The place behind each of them, for whoever passes them on one by one. A server tells its clients
    /// only the place behind all, so behind one this is empty.
    pub places: Vec<Cursor>,
    /// The place behind them.
    pub next: Cursor,
}
