//! What is removed for good, in any store: whether it may go is asked of the incident, then it goes.

use super::{Store, StoreError, Tombstone, index};
use crate::incident::Refusal;
use chrono::{DateTime, Utc};

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
