//! Whose logs they are, as a server knows it.

use super::{Postgres, number, value};
use crate::incident::{LogId, Seq};
use crate::store::authors::{Author, Authors, Carried};
use crate::store::{Scope, StoreError};
use tokio_postgres::Row;

impl Postgres {
    /// Whose logs they are.
    pub async fn authors(&self, of: Scope) -> Result<Authors, StoreError> {
        let text = "SELECT incident, replica, owner, carried_by, carried_from FROM warroom_authors \
                    WHERE room = $1 AND ($2::text IS NULL OR incident = $2)";
        let rows = self.database.ask(text, &[&self.room, &super::only(of)]).await?;
        let author = |row: &Row| {
            let (incident, replica) = (super::read(row, 0)?, super::read(row, 1)?);
            Ok((LogId { incident, replica }, author_in(row, 2)?))
        };
        rows.iter().map(author).collect()
    }

    /// Whose a log is after what was pushed; written only when it changes.
    pub async fn note_author(
        &self,
        log: LogId,
        after: impl Fn(&Author) -> Author,
    ) -> Result<Author, StoreError> {
        let (incident, replica) = (log.incident.to_string(), log.replica.to_string());
        let text = "SELECT owner, carried_by, carried_from FROM warroom_authors \
                    WHERE room = $1 AND incident = $2 AND replica = $3";
        let rows = self.database.ask(text, &[&self.room, &incident, &replica]).await?;
        let known = rows.first().map(|row| author_in(row, 0)).transpose()?.unwrap_or_default();
        let new = after(&known);
        if new == known {
            return Ok(new);
        }
        let carried_by = new.carried.as_ref().map(|carried| carried.by.as_str());
        let carried_from = new.carried.as_ref().map(|carried| number(carried.from));
        let text = "INSERT INTO warroom_authors \
                        (room, incident, replica, owner, carried_by, carried_from) \
                    SELECT $1, $2, $3, $4, $5, $6 WHERE NOT warroom_is_purged($1, $2) \
                    ON CONFLICT (room, incident, replica) DO UPDATE SET owner = $4, \
                        carried_by = $5, carried_from = $6 RETURNING replica";
        let asked: super::asking::Asked<'_> =
            &[&self.room, &incident, &replica, &new.owner, &carried_by, &carried_from];
        self.database.ask(text, asked).await?;
        Ok(new)
    }
}

fn author_in(row: &Row, first: usize) -> Result<Author, StoreError> {
    let by: Option<String> = value(row, first + 1)?;
    let from: Option<i64> = value(row, first + 2)?;
    let from = from.and_then(|from| Seq::try_from(from).ok());
    let carried = by.zip(from).map(|(by, from)| Carried { by, from });
    Ok(Author { owner: value(row, first)?, carried })
}
