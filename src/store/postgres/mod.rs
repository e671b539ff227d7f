//! A store in a PostgreSQL database, for many desks and several servers at once.
//!
//! One plain table. An append is one statement: it looks where the log ends and writes, or says why not;
//! two that write at once are kept apart by an index, and the slower one looks again.

mod asking;
mod authors;
mod came;
mod declaring;
mod migrations;
mod notices;
mod purging;
mod reaching;
mod together;
mod writing;

pub use asking::Database;
pub use notices::{Hearing, Notice};
pub use reaching::Address;
pub use tokio_postgres::Row;

use super::chain::in_order;
use super::{
    Appended, Cursor, Damage, Head, Heads, Kept, Kind, LARGEST_EVIDENCE, Scope, Since, Store,
    StoreError, Told, Tombstone, removal,
};
use crate::incident::{Entry, EntryId, IncidentId, LogId, ReplicaId, Seq};
use asking::failed;
use std::path::PathBuf;
use tokio_postgres::types::FromSql;

/// A room of a database.
#[derive(Clone)]
pub struct Postgres {
    database: Database,
    room: String,
}

impl Postgres {
    /// The room of a database that is called so.
    pub fn room(database: &Database, room: &str) -> Postgres {
        Postgres { database: database.clone(), room: room.to_owned() }
    }

    /// What no other room is called, in this life of the database or in another one.
    pub fn life(&self) -> String {
        format!("{} {}", self.database.life(), self.room)
    }

    fn told(rows: &[Row]) -> Result<Told, StoreError> {
        let mut told = Told::default();
        for row in rows {
            let line: &str = row.try_get(0).map_err(failed)?;
            match Entry::read(line.as_bytes()) {
                Ok(entry) => told.entries.push(entry),
                Err(error) => {
                    let (file, what) = (PathBuf::from("warroom_entries"), error.to_string());
                    told.damage.push(Damage { file, line: None, what });
                }
            }
        }
        Ok(told)
    }
}

/// A word of the database as what it stands for: a row that somebody else wrote is an error, no panic.
pub(crate) fn read<T: std::str::FromStr>(row: &Row, column: usize) -> Result<T, StoreError> {
    let word: &str = row.try_get(column).map_err(failed)?;
    word.parse().map_err(|_| strange(word))
}

/// What stands in a row.
pub(crate) fn value<'a, T: FromSql<'a>>(row: &'a Row, column: usize) -> Result<T, StoreError> {
    row.try_get(column).map_err(failed)
}

fn strange(what: &str) -> StoreError {
    let peer = "the database".to_owned();
    StoreError::StrangeAnswer { peer, what: format!("`{what}` in a row") }
}

fn head(row: &Row, seq: usize, id: usize) -> Result<Option<Head>, StoreError> {
    let number: Option<i64> = row.try_get(seq).map_err(failed)?;
    let Some(number) = number else { return Ok(None) };
    let number = Seq::try_from(number).map_err(|_| strange(&number.to_string()))?;
    Ok(Some(Head { seq: number, id: read(row, id)? }))
}

/// The truth in the first column of the first row.
fn is_so(rows: &[Row]) -> Result<bool, StoreError> {
    let row = rows.first().ok_or_else(|| strange("no row"))?;
    row.try_get(0).map_err(failed)
}

/// The number of an entry as the database keeps it; larger ones are never reached.
fn number(seq: Seq) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}

/// The ends of logs: of the log itself, unless a branch goes on behind it, and of what stands beside it.
const HEADS: &str = "
    WITH last AS (
        SELECT DISTINCT ON (incident, replica) incident, replica, seq, id
        FROM warroom_living
        WHERE room = $1 AND main AND ($2::text IS NULL OR incident = $2)
        ORDER BY incident, replica, seq DESC
    ), ends AS (
        SELECT incident, replica, seq, id FROM last
        UNION ALL
        SELECT incident, replica, seq, id FROM warroom_living
        WHERE room = $1 AND NOT main AND ($2::text IS NULL OR incident = $2)
    )
    SELECT incident, replica, seq, id FROM ends e
    WHERE NOT EXISTS (
        SELECT 1 FROM warroom_living n
        WHERE n.room = $1 AND n.incident = e.incident AND n.replica = e.replica
          AND NOT n.main AND n.prev = e.id
    )";

/// The answer to [`HEADS`].
fn heads_of(rows: &[Row]) -> Result<Heads, StoreError> {
    let mut heads = Heads::new();
    for row in rows {
        let (incident, replica): (IncidentId, ReplicaId) = (read(row, 0)?, read(row, 1)?);
        heads.extend(head(row, 2, 3)?.map(|head| (LogId { incident, replica }, head)));
    }
    Ok(heads)
}

impl Store for Postgres {
    async fn kind(&self) -> Result<Kind, StoreError> {
        Ok(self.database.kind())
    }

    async fn incidents(&self) -> Result<Vec<IncidentId>, StoreError> {
        let text = "SELECT incident FROM warroom_living WHERE room = $1 \
                    UNION SELECT incident FROM warroom_living_evidence WHERE room = $1";
        let rows = self.database.ask(text, &[&self.room]).await?;
        let mut ids: Vec<IncidentId> =
            rows.iter().map(|row| read(row, 0)).collect::<Result<_, _>>()?;
        ids.sort_unstable();
        Ok(ids)
    }

    async fn heads(&self, of: Scope) -> Result<Heads, StoreError> {
        heads_of(&self.database.ask(HEADS, &[&self.room, &only(of)]).await?)
    }

    async fn read(&self, log: LogId, from: Seq) -> Result<Told, StoreError> {
        let (incident, replica) = (log.incident.to_string(), log.replica.to_string());
        let text = "SELECT line FROM warroom_living \
                    WHERE room = $1 AND incident = $2 AND replica = $3 AND seq >= $4 \
                    ORDER BY seq, id COLLATE \"C\"";
        let asked: asking::Asked<'_> = &[&self.room, &incident, &replica, &number(from)];
        Postgres::told(&self.database.ask(text, asked).await?)
    }

    async fn read_all(&self, of: IncidentId) -> Result<Told, StoreError> {
        let text = "SELECT line FROM warroom_living WHERE room = $1 AND incident = $2 \
                    ORDER BY replica, main DESC, seq, arrived";
        Postgres::told(&self.database.ask(text, &[&self.room, &of.to_string()]).await?)
    }

    async fn append(&self, log: LogId, entries: &[Entry]) -> Result<Appended, StoreError> {
        in_order(log, entries)?;
        self.put_together(log, entries).await
    }

    async fn branch(&self, log: LogId, entries: &[Entry]) -> Result<Appended, StoreError> {
        self.put_beside(log, entries).await
    }

    async fn since(&self, cursor: Option<&Cursor>, limit: usize) -> Result<Since, StoreError> {
        self.came_since(cursor, limit).await
    }

    async fn is_unsettled(&self, of: IncidentId) -> Result<bool, StoreError> {
        let of = of.to_string();
        let text = "SELECT line FROM warroom_living WHERE room = $1 AND incident = $2 \
                    AND strpos(line, ',\"kind\":\"redacted\",') > 0";
        let redactions = Postgres::told(&self.database.ask(text, &[&self.room, &of]).await?)?;
        let targets: Vec<String> =
            removal::targets(&redactions.entries).iter().map(ToString::to_string).collect();
        if targets.is_empty() {
            return Ok(false);
        }
        // What was written again names what it was.
        let text = "SELECT EXISTS (SELECT 1 FROM warroom_living WHERE room = $1 AND incident = $2 \
                    AND right(line, 13) <> ',\"data\":null}' AND (id = ANY($3) \
                    OR substring(line from '\"was\":\"([0-9a-f]{64})\"') = ANY($3)))";
        is_so(&self.database.ask(text, &[&self.room, &of, &targets]).await?)
    }

    async fn blank(&self, log: LogId, entries: &[EntryId]) -> Result<usize, StoreError> {
        let (incident, replica) = (log.incident.to_string(), log.replica.to_string());
        let ids: Vec<String> = entries.iter().map(ToString::to_string).collect();
        // The content is the last field of a line, and no text in the others can hold its key unescaped.
        let text = "UPDATE warroom_entries \
                    SET line = left(line, strpos(line, ',\"data\":') + 7) || 'null}' \
                    WHERE room = $1 AND incident = $2 AND replica = $3 AND id = ANY($4) \
                      AND right(line, 13) <> ',\"data\":null}' RETURNING id";
        let asked: asking::Asked<'_> = &[&self.room, &incident, &replica, &ids];
        Ok(self.database.ask(text, asked).await?.len())
    }

    async fn put_evidence(&self, of: IncidentId, bytes: &[u8]) -> Result<EntryId, StoreError> {
        let size = bytes.len() as u64;
        if size > LARGEST_EVIDENCE {
            return Err(StoreError::EvidenceTooLarge(size));
        }
        let sum = EntryId::of(bytes);
        let text = "WITH purged AS MATERIALIZED (SELECT warroom_is_purged($1, $2) AS yes), kept AS ( \
                        INSERT INTO warroom_evidence (room, incident, sha256, bytes) \
                        SELECT $1, $2, $3, $4 WHERE NOT (SELECT yes FROM purged) \
                        ON CONFLICT DO NOTHING) \
                    SELECT yes FROM purged";
        let asked: asking::Asked<'_> = &[&self.room, &of.to_string(), &sum.to_string(), &bytes];
        let purged = is_so(&self.database.ask(text, asked).await?)?;
        if purged { Err(StoreError::Purged(of)) } else { Ok(sum) }
    }

    async fn evidence(&self, of: Scope) -> Result<Kept, StoreError> {
        let text = "SELECT incident, sha256 FROM warroom_living_evidence \
                    WHERE room = $1 AND ($2::text IS NULL OR incident = $2)";
        let rows = self.database.ask(text, &[&self.room, &only(of)]).await?;
        rows.iter().map(|row| Ok((read(row, 0)?, read(row, 1)?))).collect()
    }

    async fn get_evidence(
        &self,
        of: IncidentId,
        sum: EntryId,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let text = "SELECT bytes FROM warroom_living_evidence \
                    WHERE room = $1 AND incident = $2 AND sha256 = $3";
        let asked: asking::Asked<'_> = &[&self.room, &of.to_string(), &sum.to_string()];
        let rows = self.database.ask(text, asked).await?;
        let bytes: Option<Vec<u8>> =
            rows.first().map(|row| row.try_get(0)).transpose().map_err(failed)?;
        // What lies under a sum and does not have it is not what was kept.
        Ok(bytes.filter(|bytes| EntryId::of(bytes) == sum))
    }

    async fn purge(&self, stone: &Tombstone) -> Result<Tombstone, StoreError> {
        self.purge_it(stone).await
    }

    async fn tombstones(&self) -> Result<Vec<Tombstone>, StoreError> {
        self.stones(None).await
    }
}

fn only(of: Scope) -> Option<String> {
    match of {
        Scope::Everything => None,
        Scope::Incident(id) => Some(id.to_string()),
    }
}
