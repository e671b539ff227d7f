//! What came since: by the number of the transaction, and only what no running transaction can precede.
//!
//! Transactions get their numbers when they begin to write, and end in any order. A row is given only
//! when every transaction with a smaller number has ended, so nothing is skipped that commits late.

use super::asking::{Asked, failed};
use super::{Postgres, strange};
use crate::incident::{Entry, EntryId};
use crate::store::{Batch, Cursor, Since, StoreError};
use std::time::Duration;
use tokio_postgres::Row;

/// How long is waited before looking again for what is there, but may still be preceded: twice as long each
/// time, and about a second in all.
const PAUSE: Duration = Duration::from_millis(1);
const LONGEST_PAUSE: Duration = Duration::from_millis(512);

/// Whether something in the room is there that may still be preceded.
const PENDING: &str = "SELECT EXISTS (
    SELECT 1 FROM warroom_living
    WHERE room = $1 AND xid >= pg_snapshot_xmin(pg_current_snapshot()))";

/// `e.xid`, because what is given is called `xid` too: a text, in which 1000 stands before 999.
const LAST: &str = "
    SELECT e.xid::text, arrived, id FROM warroom_living AS e
    WHERE room = $1 AND e.xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY e.xid DESC, arrived DESC LIMIT 1";

const CAME: &str = "
    SELECT e.xid::text, arrived, id, line FROM warroom_living AS e
    WHERE room = $1 AND (xid, arrived) > ($2::text::xid8, $3)
      AND xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY e.xid, arrived LIMIT $4";

impl Postgres {
    pub(super) async fn came_since(
        &self,
        cursor: Option<&Cursor>,
        limit: usize,
    ) -> Result<Since, StoreError> {
        let known = match cursor {
            Some(cursor) if self.stands(cursor).await? => Some(cursor),
            _ => None,
        };
        let Some(cursor) = known else {
            let mut pause = PAUSE;
            while pause <= LONGEST_PAUSE && self.is_unsettled().await? {
                tokio::time::sleep(pause).await;
                pause *= 2;
            }
            let rows = self.database.ask(LAST, &[&self.room]).await?;
            let life = self.database.life();
            let end = match rows.first() {
                Some(row) => Cursor::at(life, position(row)?, Some(super::read(row, 2)?)),
                None => Cursor::beginning(life),
            };
            return Ok(Since::Reset(end));
        };
        let limit = i64::try_from(limit.max(1)).unwrap_or(i64::MAX);
        let (xid, arrived) = parts(cursor.position)?;
        let asked: Asked<'_> = &[&self.room, &xid, &arrived, &limit];
        let mut rows = self.database.ask(CAME, asked).await?;
        let mut pause = PAUSE;
        // Somebody else's transaction may be open: what it precedes is given as soon as it has ended.
        while rows.is_empty() {
            let unsettled = self.is_unsettled().await?;
            rows = self.database.ask(CAME, asked).await?;
            if !unsettled || pause > LONGEST_PAUSE {
                break;
            }
            if rows.is_empty() {
                tokio::time::sleep(pause).await;
                pause *= 2;
            }
        }
        let next = match rows.last() {
            Some(row) => {
                let last: EntryId = super::read(row, 2)?;
                Cursor::at(self.database.life(), position(row)?, Some(last))
            }
            None => cursor.clone(),
        };
        let (mut entries, mut places) = (Vec::with_capacity(rows.len()), Vec::new());
        for row in &rows {
            let line: &str = row.try_get(3).map_err(failed)?;
            // What is damaged is told by whoever reads the log; here it would only be in the way.
            let Ok(entry) = Entry::read(line.as_bytes()) else { continue };
            places.push(Cursor::at(self.database.life(), position(row)?, Some(entry.id)));
            entries.push(entry);
        }
        Ok(Since::Batch(Batch { entries, places, next }))
    }

    /// Whether a cursor stands where this store put it.
    async fn stands(&self, cursor: &Cursor) -> Result<bool, StoreError> {
        let life = self.database.life();
        if cursor.life != life || cursor.position == 0 {
            return Ok(*cursor == Cursor::beginning(life));
        }
        let Ok((xid, arrived)) = parts(cursor.position) else { return Ok(false) };
        let text = "SELECT id FROM warroom_entries \
                    WHERE room = $1 AND xid = $2::text::xid8 AND arrived = $3";
        let rows = self.database.ask(text, &[&self.room, &xid, &arrived]).await?;
        let Some(row) = rows.first() else { return Ok(false) };
        Ok(Cursor::at(life, cursor.position, Some(super::read(row, 0)?)) == *cursor)
    }

    /// Whether something is there that cannot be given yet: a transaction before it is still open.
    async fn is_unsettled(&self) -> Result<bool, StoreError> {
        let rows = self.database.ask(PENDING, &[&self.room]).await?;
        let pending = rows.first().map(|row| row.try_get(0)).transpose().map_err(failed)?;
        Ok(pending == Some(true))
    }
}

/// A place in the order as one number: the transaction, then the row.
fn position(row: &Row) -> Result<u128, StoreError> {
    let xid: u64 = super::read(row, 0)?;
    let arrived: i64 = row.try_get(1).map_err(failed)?;
    let arrived = u64::try_from(arrived).map_err(|_| strange("a number below zero"))?;
    Ok(u128::from(xid) << 64 | u128::from(arrived))
}

fn parts(position: u128) -> Result<(String, i64), StoreError> {
    let xid = u64::try_from(position >> 64).map_err(|_| strange("a transaction"))?;
    let arrived = i64::try_from(position & u128::from(u64::MAX)).map_err(|_| strange("a row"))?;
    Ok((xid.to_string(), arrived))
}
