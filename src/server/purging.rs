//! What was deleted for good, and deleting: an admin says so, and the incident must allow it.

use super::asked::{self, Answer, Asked};
use super::problem::Problem;
use super::replicas::LARGEST_BODY;
use crate::incident::Incident;
use crate::store::http::shapes::{Purge, PurgedAnswer};
use crate::store::removal::{self, PurgeError};
use crate::store::{Store, Tombstone};

/// `GET /v1/purged`: what was purged here.
pub async fn purged(asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&[])?;
    let (_, room) = asked.holder()?;
    Answer::json(&PurgedAnswer { purged: room.tombstones().await? })
}

/// `POST /v1/purge`: an incident is deleted for good.
pub async fn purge(mut asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&[])?;
    let body = asked.read(LARGEST_BODY).await?;
    let wanted: Purge = asked::object(&body)?;
    let (token, room) = asked.holder()?;
    let now = asked.desk.clock.now();
    let reason =
        Incident::reason_to_purge(&wanted.reason).map_err(|refusal| Problem::refused(&refusal))?;
    let by = wanted.by.as_deref().unwrap_or(&token.name);
    let mut stone = Tombstone::new(wanted.incident, wanted.at.unwrap_or(now), by, &reason);
    stone.heads = wanted.heads;
    let done = removal::purge(room, &stone, now).await.map_err(|error| match error {
        PurgeError::Refused(refusal) => Problem::refused(&refusal),
        PurgeError::Store(error) => error.into(),
    })?;
    // No process that goes on keeps its words either.
    asked.book()?.forget(stone.incident).await;
    tracing::info!(incident = %stone.incident, token = %token.id, "purged");
    Answer::json(&done)
}
