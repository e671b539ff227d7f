//! Putting entries behind a log, or beside it, in one statement each.

use super::asking::{Asked, failed, is_contended};
use super::{Postgres, head, is_so, number};
use crate::incident::{Entry, EntryId, LogId, Seq};
use crate::store::{Appended, Head, StoreError};
use std::collections::BTreeSet;

/// How often is looked again when somebody else wrote at the same place at the same time.
const TRIES: usize = 16;

/// Writes what is new, if it continues the log; says where the log ended before, which number it holds
/// otherwise, and which of the entries is the first new one.
const APPEND: &str = "
    WITH purged AS MATERIALIZED (
        SELECT warroom_is_purged($1, $2) AS yes
    ), given AS (
        SELECT * FROM unnest($4::bigint[], $5::text[], $6::text[], $7::text[]) AS g (seq, id, prev, line)
    ), head AS (
        SELECT seq, id FROM warroom_entries
        WHERE room = $1 AND incident = $2 AND replica = $3 AND main
        ORDER BY seq DESC LIMIT 1
    ), other AS (
        SELECT min(given.seq) AS seq FROM given JOIN warroom_entries AS held
            ON held.room = $1 AND held.incident = $2 AND held.replica = $3 AND held.main
           AND held.seq = given.seq
        WHERE held.id <> given.id
    ), new AS (
        SELECT given.* FROM given WHERE given.seq > coalesce((SELECT seq FROM head), 0)
    ), first AS (
        SELECT seq, prev FROM new ORDER BY seq LIMIT 1
    ), written AS (
        INSERT INTO warroom_entries (room, incident, replica, seq, id, prev, main, line)
        SELECT $1, $2, $3, seq, id, prev, true, line FROM new
        WHERE NOT (SELECT yes FROM purged) AND (SELECT seq FROM other) IS NULL
          AND (SELECT seq FROM first) = coalesce((SELECT seq FROM head), 0) + 1
          AND (SELECT prev FROM first) = coalesce((SELECT id FROM head), $8)
        ORDER BY seq
        RETURNING seq
    )
    SELECT (SELECT seq FROM head), (SELECT id FROM head), (SELECT seq FROM other),
           (SELECT seq FROM first), (SELECT count(*) FROM written),
           (SELECT yes FROM purged)";

/// Writes entries of a branch; those that continue the end of the log itself go behind it.
const BESIDE: &str = "
    INSERT INTO warroom_entries (room, incident, replica, seq, id, prev, main, line)
    SELECT $1, $2, $3, g.seq, g.id, g.prev, g.main, g.line
    FROM unnest($4::bigint[], $5::text[], $6::text[], $7::text[], $8::boolean[])
        WITH ORDINALITY AS g (seq, id, prev, line, main, n)
    WHERE NOT (SELECT warroom_is_purged($1, $2))
    ORDER BY g.n
    RETURNING seq";

/// Entries as columns.
struct Columns {
    seqs: Vec<i64>,
    ids: Vec<String>,
    prevs: Vec<String>,
    lines: Vec<String>,
}

impl Columns {
    fn of(entries: &[Entry]) -> Columns {
        Columns {
            seqs: entries.iter().map(|entry| number(entry.seq)).collect(),
            ids: entries.iter().map(|entry| entry.id.to_string()).collect(),
            prevs: entries.iter().map(|entry| entry.prev.to_string()).collect(),
            lines: entries.iter().map(|entry| entry.line().to_owned()).collect(),
        }
    }
}

impl Postgres {
    pub(super) async fn put_behind(
        &self,
        log: LogId,
        entries: &[Entry],
    ) -> Result<Appended, StoreError> {
        let Columns { seqs, ids, prevs, lines } = Columns::of(entries);
        let (incident, replica) = (log.incident.to_string(), log.replica.to_string());
        let beginning = log.beginning().to_string();
        let asked: Asked<'_> =
            &[&self.room, &incident, &replica, &seqs, &ids, &prevs, &lines, &beginning];
        let mut tries = 0;
        let rows = loop {
            tries += 1;
            match self.database.ask(APPEND, asked).await {
                // Whoever was faster has written; looking again says what that means for us.
                Err(error) if is_contended(&error) && tries < TRIES => {}
                answer => break answer?,
            }
        };
        let row = rows.first().ok_or_else(|| super::strange("no row"))?;
        if row.try_get(5).map_err(failed)? {
            return Ok(Appended::Purged);
        }
        let before = head(row, 0, 1)?;
        let seq = |column: usize| -> Result<Option<Seq>, StoreError> {
            let seq: Option<i64> = row.try_get(column).map_err(failed)?;
            Ok(seq.and_then(|seq| Seq::try_from(seq).ok()))
        };
        let written: i64 = row.try_get(4).map_err(failed)?;
        if let Some(other) = seq(2)? {
            return Ok(Appended::Fork(other));
        }
        if written > 0 {
            let last = entries.last().map(Head::of);
            return Ok(last.map_or(Appended::Gap(None), Appended::Done));
        }
        let next = before.map_or(1, |head| head.seq + 1);
        Ok(match seq(3)? {
            Some(first) if first > next => Appended::Gap(before),
            Some(first) => Appended::Fork(first),
            None => before.map_or(Appended::Gap(None), Appended::Done),
        })
    }

    pub(super) async fn put_beside(
        &self,
        log: LogId,
        entries: &[Entry],
    ) -> Result<Appended, StoreError> {
        let mut tries = 0;
        loop {
            tries += 1;
            match self.try_beside(log, entries).await {
                Err(error) if is_contended(&error) && tries < TRIES => {}
                Err(error) => return Err(error),
                Ok(false) => return Ok(Appended::Purged),
                Ok(true) => break,
            }
        }
        Ok(entries.last().map(Head::of).map_or(Appended::Gap(None), Appended::Done))
    }

    /// Whether they are there now; if not, the incident was purged.
    async fn try_beside(&self, log: LogId, entries: &[Entry]) -> Result<bool, StoreError> {
        let (incident, replica) = (log.incident.to_string(), log.replica.to_string());
        let text = "SELECT warroom_is_purged($1, $2)";
        if is_so(&self.database.ask(text, &[&self.room, &incident]).await?)? {
            return Ok(false);
        }
        let text = "SELECT seq, id, main FROM warroom_entries \
                    WHERE room = $1 AND incident = $2 AND replica = $3";
        let rows = self.database.ask(text, &[&self.room, &incident, &replica]).await?;
        let mut held: BTreeSet<(Seq, EntryId)> = BTreeSet::new();
        let mut end: Option<Head> = None;
        for row in &rows {
            let Some(entry) = head(row, 0, 1)? else { continue };
            held.insert((entry.seq, entry.id));
            let main: bool = row.try_get(2).map_err(failed)?;
            if main && end.is_none_or(|end| end.seq < entry.seq) {
                end = Some(entry);
            }
        }
        let (mut new, mut mains) = (Vec::new(), Vec::new());
        for entry in crate::store::chain::rooted(log, held, entries)? {
            let behind = end.map_or((1, log.beginning()), |end| (end.seq + 1, end.id));
            let main = (entry.seq, entry.prev) == behind;
            if main {
                end = Some(Head::of(entry));
            }
            new.push(entry.clone());
            mains.push(main);
        }
        let Columns { seqs, ids, prevs, lines } = Columns::of(&new);
        let asked: Asked<'_> =
            &[&self.room, &incident, &replica, &seqs, &ids, &prevs, &lines, &mains];
        let written = self.database.ask(BESIDE, asked).await?.len();
        Ok(written == new.len())
    }
}
