//! The ids of declarations with a key: whichever server is asked first says which day stands in them.

use super::Postgres;
use crate::incident::IncidentId;
use crate::store::StoreError;

/// Gives the id that was given before, unless that was too long ago; forgets what was too long ago.
const GIVE: &str = "
    WITH gone AS (
        DELETE FROM warroom_declaring WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM warroom_declaring
            WHERE room = $1 AND letters <> $2 AND substr(incident, 4, 6) < $4
            LIMIT 100 FOR UPDATE SKIP LOCKED))
    )
    INSERT INTO warroom_declaring AS given (room, letters, incident) VALUES ($1, $2, $3)
    ON CONFLICT (room, letters) DO UPDATE SET incident =
        CASE WHEN substr(given.incident, 4, 6) < $4 THEN excluded.incident ELSE given.incident END
    RETURNING incident";

impl Postgres {
    /// The id with the letters of this one that was given first, if its day is not before `since`; otherwise
    /// this one.
    pub async fn declaring(
        &self,
        wanted: IncidentId,
        since: &str,
    ) -> Result<IncidentId, StoreError> {
        let (letters, id) = (wanted.letters(), wanted.as_str());
        let rows = self.database.ask(GIVE, &[&self.room, &letters, &id, &since]).await?;
        rows.first().map_or(Ok(wanted), |row| super::read(row, 0))
    }
}
