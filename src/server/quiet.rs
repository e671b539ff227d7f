//! What a push need not ask again, as far as this server knows: that an incident holds no redaction, and that
//! a log is its owner's.

use crate::incident::{Entry, IncidentId, LogId};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How long it counts that nothing was found: another server or a desk may write past this one.
const COUNTS: TimeDelta = TimeDelta::seconds(60);
/// How many of each are remembered.
const MOST: usize = 10_000;

/// What may ask for something to be removed: a redaction, and the end of a hold that kept one waiting.
const ASKS: [&str; 3] = ["redacted", "hold_lifted", "reversed"];

/// What is known of incidents: until when nothing is looked for; none where something asked.
#[derive(Default)]
pub struct Quiet {
    redactions: Mutex<Known>,
    owned: Mutex<Owned>,
}

type Known = HashMap<(String, IncidentId), Option<DateTime<Utc>>>;
/// Whose logs are, and until when that counts.
type Owned = HashMap<(String, LogId), (String, DateTime<Utc>)>;

fn lock<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Quiet {
    /// Whether nobody but this one brought anything of a log.
    pub(super) fn is_owned(&self, room: &str, log: LogId, name: &str, now: DateTime<Utc>) -> bool {
        let owned = lock(&self.owned);
        owned.get(&(room.to_owned(), log)).is_some_and(|(who, until)| who == name && now < *until)
    }

    /// Somebody looked whose a log is.
    pub(super) fn owned(&self, room: &str, log: LogId, name: &str, all: bool, now: DateTime<Utc>) {
        let mut owned = lock(&self.owned);
        let key = (room.to_owned(), log);
        if !all {
            owned.remove(&key);
            return;
        }
        if owned.len() >= MOST {
            owned.clear();
        }
        owned.insert(key, (name.to_owned(), now + COUNTS));
    }

    /// Whether entries that came, or others of the incident, may ask for something to be removed.
    pub(super) fn may_ask<'a>(
        &self,
        room: &str,
        id: IncidentId,
        came: impl IntoIterator<Item = &'a Entry>,
        now: DateTime<Utc>,
    ) -> bool {
        let mut known = lock(&self.redactions);
        let key = (room.to_owned(), id);
        if came.into_iter().any(|entry| ASKS.contains(&entry.kind.as_str())) {
            known.insert(key, None);
            return true;
        }
        !matches!(known.get(&key), Some(Some(until)) if now < *until)
    }

    /// Somebody looked: nothing asked for anything, or something did.
    pub(super) fn looked(&self, room: &str, id: IncidentId, nothing: bool, now: DateTime<Utc>) {
        let mut known = lock(&self.redactions);
        if known.len() >= MOST {
            // One that is forgotten is looked through once more.
            known.clear();
        }
        // A redaction that came meanwhile is not forgotten again.
        match known.entry((room.to_owned(), id)).or_insert(Some(now)) {
            Some(until) if nothing => *until = now + COUNTS,
            until => *until = None,
        }
    }
}
