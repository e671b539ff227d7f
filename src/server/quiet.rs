//! Which incidents hold no redaction, as far as this server knows: a push to them need not look for one.

use crate::incident::{Entry, IncidentId};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How long it counts that nothing was found: another server or a desk may write past this one.
const COUNTS: TimeDelta = TimeDelta::seconds(60);
/// How many incidents are remembered.
const MOST: usize = 10_000;

/// What is known of incidents: until when nothing is looked for; none where there is a redaction.
#[derive(Default)]
pub struct Quiet(Mutex<Known>);

type Known = HashMap<(String, IncidentId), Option<DateTime<Utc>>>;

impl Quiet {
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether entries that came, or others of the incident, may ask for something to be removed.
    pub(super) fn may_ask<'a>(
        &self,
        room: &str,
        id: IncidentId,
        came: impl IntoIterator<Item = &'a Entry>,
        now: DateTime<Utc>,
    ) -> bool {
        let mut known = self.lock();
        let key = (room.to_owned(), id);
        if came.into_iter().any(|entry| entry.kind == "redacted") {
            known.insert(key, None);
            return true;
        }
        !matches!(known.get(&key), Some(Some(until)) if now < *until)
    }

    /// Nothing in the incident asked for anything.
    pub(super) fn found_nothing(&self, room: &str, id: IncidentId, now: DateTime<Utc>) {
        let mut known = self.lock();
        if known.len() >= MOST {
            // One that is forgotten is looked through once more.
            known.clear();
        }
        // A redaction that came meanwhile is not forgotten again.
        let until = known.entry((room.to_owned(), id)).or_insert(Some(now));
        if let Some(until) = until {
            *until = now + COUNTS;
        }
    }
}
