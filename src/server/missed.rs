//! What was missed: read from the store by one at a time, and once for all who stand at the same place.
//!
//! Whoever comes back, or lags, is read to from the store. When a server ends, hundreds come back to another one at
//! the same moment, from the same place: together they take one connection to the database, and leave the others to
//! those who write.

use super::told::Part;
use crate::store::Cursor;
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
    known: HashMap<Cursor, (Part, Cursor)>,
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
    pub fn part(&self, at: &Cursor) -> Option<(Part, Cursor)> {
        self.lock().known.get(at).cloned()
    }

    /// Keeps a part for those who stand at the same place.
    pub fn keep(&self, turn: &Turn, from: Cursor, part: Part, to: Cursor) {
        let mut parts = self.lock();
        // What was read before the news may hold what was removed since.
        if parts.forgotten == turn.forgotten && parts.known.len() < KEPT {
            parts.known.insert(from, (part, to));
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
    use crate::store::Batch;

    #[tokio::test]
    async fn a_part_is_kept_for_others_until_there_are_news() {
        let place = |text: &str| text.parse::<Cursor>().unwrap();
        let (from, to) = (place("life-1-aaaaaaaa"), place("life-2-bbbbbbbb"));
        let batch = Batch { entries: Vec::new(), places: Vec::new(), next: to.clone() };
        let part = Part::of(&batch, 0);
        let missed = Missed::default();
        let keeps = |turn: &Turn| missed.keep(turn, from.clone(), part.clone(), to.clone());
        let kept = || missed.part(&from).map(|(_, to)| to);
        let turn = missed.turn().await;
        keeps(&turn);
        assert_eq!(kept(), Some(to.clone()));
        assert!(missed.part(&to).is_none());
        missed.forget();
        assert_eq!(kept(), None);
        // What was read before the news may say what was removed since.
        keeps(&turn);
        assert_eq!(kept(), None);
        drop(turn);
        keeps(&missed.turn().await);
        assert_eq!(kept(), Some(to.clone()));
    }
}
