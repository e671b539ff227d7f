//! What was missed: read from the store by one at a time, and once for all who stand at the same place.
//!
//! Whoever comes back, or lags, is read to from the store. When a server ends, hundreds come back to another one at
//! the same moment, from the same place: together they take one connection to the database, and leave the others to
//! those who write.

use crate::store::Cursor;
use axum::body::Bytes;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::OwnedMutexGuard;

/// How many parts are kept until there are news.
const KEPT: usize = 64;

/// What was missed in one room.
#[derive(Default)]
pub(super) struct Missed {
    turn: Arc<tokio::sync::Mutex<()>>,
    parts: Mutex<Parts>,
}

/// Parts by the place before them, with the place behind them.
#[derive(Default)]
struct Parts {
    /// How often they were forgotten.
    forgotten: u64,
    known: HashMap<Cursor, (Bytes, Cursor)>,
}

/// The turn to read, and what had been forgotten when it began.
pub(super) struct Turn {
    forgotten: u64,
    _held: OwnedMutexGuard<()>,
}

impl Missed {
    /// Waits for the turn to read.
    pub async fn turn(&self) -> Turn {
        let held = Arc::clone(&self.turn).lock_owned().await;
        Turn { forgotten: self.lock().forgotten, _held: held }
    }

    /// The part behind a place, where it was read a moment ago.
    pub fn part(&self, at: &Cursor) -> Option<(Bytes, Cursor)> {
        self.lock().known.get(at).cloned()
    }

    /// Keeps a part for those who stand at the same place.
    pub fn keep(&self, turn: &Turn, from: Cursor, bytes: Bytes, to: Cursor) {
        let mut parts = self.lock();
        // What was read before the news may hold what was removed since.
        if parts.forgotten == turn.forgotten && parts.known.len() < KEPT {
            parts.known.insert(from, (bytes, to));
        }
    }

    /// Forgets all parts: words may have been removed from what they say.
    pub fn forget(&self) {
        let mut parts = self.lock();
        parts.forgotten += 1;
        parts.known.clear();
    }

    fn lock(&self) -> MutexGuard<'_, Parts> {
        self.parts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_part_is_kept_for_others_until_there_are_news() {
        let (from, to) = ("life-1-aaaaaaaa".parse::<Cursor>(), "life-2-bbbbbbbb".parse::<Cursor>());
        let (from, to) = (from.unwrap(), to.unwrap());
        let bytes = Bytes::from_static(b"what came");
        let missed = Missed::default();
        let turn = missed.turn().await;
        missed.keep(&turn, from.clone(), bytes.clone(), to.clone());
        assert_eq!(missed.part(&from), Some((bytes.clone(), to.clone())));
        assert_eq!(missed.part(&to), None);
        missed.forget();
        assert_eq!(missed.part(&from), None);
        // What was read before the news may say what was removed since.
        missed.keep(&turn, from.clone(), bytes.clone(), to.clone());
        assert_eq!(missed.part(&from), None);
        drop(turn);
        let turn = missed.turn().await;
        missed.keep(&turn, from.clone(), bytes, to);
        assert!(missed.part(&from).is_some());
    }
}
