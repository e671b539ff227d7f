//! Deleting an incident for good: the tombstone first, then the rows, in batches.

use super::asking::failed;
use super::{HEADS, Postgres, heads_of, strange};
use crate::incident::IncidentId;
use crate::store::{StoreError, Tombstone};

/// How many entries, and how many files, are deleted by one statement: others write in between.
const ENTRIES: i64 = 1000;
const FILES: i64 = 8;
const AUTHORS: i64 = 1000;

impl Postgres {
    pub(super) async fn purge_it(&self, stone: &Tombstone) -> Result<Tombstone, StoreError> {
        let (id, of) = (stone.incident, stone.incident.to_string());
        let text = "SELECT warroom_bury($1, $2, $3)";
        self.database.ask(text, &[&self.room, &of, &written(stone)?]).await?;
        // Nobody writes to it any more: these are the last heads, as long as nothing is deleted.
        let text = HEADS.replace("warroom_living", "warroom_entries");
        let heads = heads_of(&self.database.ask(&text, &[&self.room, &Some(&of)]).await?)?;
        let mut stands = self.the_stone(id).await?;
        stands.ended_at(&heads);
        let text = "UPDATE warroom_purged SET stone = $3, settled = true \
                    WHERE room = $1 AND incident = $2 AND NOT settled";
        self.database.ask(text, &[&self.room, &of, &written(&stands)?]).await?;
        let tables = [
            ("warroom_entries", ENTRIES),
            ("warroom_evidence", FILES),
            ("warroom_authors", AUTHORS),
        ];
        for (table, batch) in tables {
            self.delete(table, &of, batch).await?;
        }
        self.the_stone(id).await
    }

    async fn delete(&self, table: &str, of: &str, batch: i64) -> Result<(), StoreError> {
        let text = format!(
            "WITH gone AS (DELETE FROM {table} WHERE ctid = ANY (ARRAY( \
                 SELECT ctid FROM {table} WHERE room = $1 AND incident = $2 LIMIT $3)) RETURNING 1) \
             SELECT count(*) FROM gone"
        );
        loop {
            let rows = self.database.ask(&text, &[&self.room, &of, &batch]).await?;
            let row = rows.first().ok_or_else(|| strange("no row"))?;
            let gone: i64 = row.try_get(0).map_err(failed)?;
            if gone == 0 {
                return Ok(());
            }
        }
    }

    async fn the_stone(&self, of: IncidentId) -> Result<Tombstone, StoreError> {
        self.stones(Some(of)).await?.pop().ok_or_else(|| strange("no tombstone"))
    }

    pub(super) async fn stones(
        &self,
        only: Option<IncidentId>,
    ) -> Result<Vec<Tombstone>, StoreError> {
        let text = "SELECT stone FROM warroom_purged \
                    WHERE room = $1 AND ($2::text IS NULL OR incident = $2)";
        let only = only.map(|id| id.to_string());
        let rows = self.database.ask(text, &[&self.room, &only]).await?;
        let stone = |row: &tokio_postgres::Row| {
            let text: &str = row.try_get(0).map_err(failed)?;
            serde_json::from_str(text).map_err(|_| strange("a tombstone that cannot be read"))
        };
        let mut stones: Vec<Tombstone> = rows.iter().map(stone).collect::<Result<_, _>>()?;
        stones.sort_by_key(|stone| stone.incident);
        Ok(stones)
    }
}

fn written(stone: &Tombstone) -> Result<String, StoreError> {
    serde_json::to_string(stone).map_err(|error| strange(&error.to_string()))
}
