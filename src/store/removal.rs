//! What is removed for good, in any store: whether it may go is asked of the incident, then it goes.
//!
//! ```text
//! a journal that redacted ──────────────▶ carry_out_known ─▶ blank    the incident is at hand
//! sync, a push to a server ─▶ carry_out ─▶ carry_out_known             it is read, if a redaction waits
//! ```

use super::{Store, StoreError, Tombstone, index};
use crate::incident::{
    Entry, EntryId, Event, Incident, IncidentId, Line, LogId, Refusal, Standing,
};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// Why an incident was not purged. Nothing has changed, unless the store says so.
#[derive(Debug, thiserror::Error)]
pub enum PurgeError {
    /// A rule forbids it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store could not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Purges an incident from a store, if it may go as this store knows it: nothing that goes on, and nothing
/// under a legal hold. `now` is when it happens.
///
/// # Errors
///
/// When a rule forbids it, or the store could not do it.
pub async fn purge<S: Store>(
    store: &S,
    stone: &Tombstone,
    now: DateTime<Utc>,
) -> Result<Tombstone, PurgeError> {
    let told = store.read_all(stone.incident).await?;
    // What is not here does not go on here; then only the tombstone is wanted.
    if !told.entries.is_empty() {
        index::open(stone.incident, told, now).incident.may_be_purged()?;
    }
    Ok(store.purge(stone).await?)
}

/// Whether somebody may have the words of others removed: the commander, and legal.
pub fn may_redact(incident: &Incident, who: &str) -> bool {
    let decides = |role: &str| role == "commander" || role.starts_with("legal");
    incident.seats.keys().any(|role| decides(role) && incident.holder(role) == Some(who))
}

/// Removes from a store what the redactions of an incident ask to be removed; says how much. `may` says
/// of a line whether whoever asked for its removal may have it removed here. Where no redaction waits
/// nothing is read, and no number is given.
///
/// # Errors
///
/// When the store could not do it.
pub async fn carry_out<S: Store>(
    store: &S,
    id: IncidentId,
    now: DateTime<Utc>,
    may: impl Fn(&Incident, &Line, &str) -> bool,
) -> Result<Option<usize>, StoreError> {
    if store.carries_out_redactions() || !store.is_unsettled(id).await? {
        return Ok(None);
    }
    let incident = index::open(id, store.read_all(id).await?, now).incident;
    carry_out_known(store, &incident, may).await.map(Some)
}

/// The same of an incident that was read, with what was redacted in it.
///
/// # Errors
///
/// When the store could not do it.
pub async fn carry_out_known<S: Store>(
    store: &S,
    incident: &Incident,
    may: impl Fn(&Incident, &Line, &str) -> bool,
) -> Result<usize, StoreError> {
    // Under a hold what was removed is hidden; the bytes stay until it is lifted.
    if incident.hold.is_some() {
        return Ok(0);
    }
    let removed = incident.timeline.iter().filter(|line| match &line.standing {
        Standing::Redacted { by, .. } => may(incident, line, by),
        _ => false,
    });
    // Every copy, also one whose twin in another file was blanked before.
    let mut unwanted: BTreeMap<LogId, Vec<EntryId>> = BTreeMap::new();
    for copy in removed.flat_map(|line| incident.copies(line.entry.id)) {
        unwanted.entry(copy.log).or_default().push(copy.id);
    }
    let mut blanked = 0;
    for (log, entries) in unwanted {
        blanked += store.blank(log, &entries).await?;
    }
    Ok(blanked)
}

/// What the redactions among entries name.
pub(super) fn targets<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> BTreeSet<EntryId> {
    let redactions = entries.into_iter().filter(|entry| entry.kind == "redacted");
    let target = |entry: &Entry| match entry.fact().event {
        Event::Redacted { target, .. } => Some(target),
        _ => None,
    };
    redactions.filter_map(target).collect()
}

/// Whether one of these has its content, or is a copy that has.
pub(super) fn has_content(entries: &[Entry], targets: &BTreeSet<EntryId>) -> bool {
    let full = entries.iter().filter(|entry| entry.data().is_some());
    full.into_iter().any(|entry| {
        let again = || {
            entry.line().contains("\"was\":\"")
                && entry.fact().was.is_some_and(|was| targets.contains(&was))
        };
        targets.contains(&entry.id) || again()
    })
}
