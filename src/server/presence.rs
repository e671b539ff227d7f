//! Presence: who is there, and looks at which incident. It lasts a minute and stands in no log.

use super::asked::{self, Answer, Asked};
use super::problem::Problem;
use crate::access::Token;
use crate::incident::IncidentId;
use crate::store::StoreError;
use crate::store::http::shapes::{Here, Present, PresentAnswer};
use crate::store::postgres::Database;
use crate::time::Clock;
use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// How long somebody is there who says nothing more.
const LASTS: TimeDelta = TimeDelta::seconds(60);
/// How many are there at once in a room that a server keeps by itself.
const MOST: usize = 1000;
/// How many bytes it takes to say where one looks.
const LARGEST: usize = 4096;

/// Who is there, in all rooms: kept by this server alone, or by the database for all servers.
pub(super) struct Presence {
    rooms: Mutex<HashMap<String, BTreeMap<String, Seen>>>,
    database: Option<Database>,
    clock: Arc<dyn Clock>,
}

/// Somebody, by their token.
struct Seen {
    present: Present,
    until: DateTime<Utc>,
}

const SET: &str = "
    WITH gone AS (
        DELETE FROM warroom_presence WHERE room = $1 AND until <= $5 AND token <> $2
    ), before AS (
        SELECT incident FROM warroom_presence WHERE room = $1 AND token = $2 AND until > $5
    )
    INSERT INTO warroom_presence (room, token, name, incident, until) VALUES ($1, $2, $3, $4, $6)
    ON CONFLICT (room, token) DO UPDATE
    SET name = excluded.name, incident = excluded.incident, until = excluded.until
    RETURNING NOT EXISTS (SELECT 1 FROM before WHERE incident IS NOT DISTINCT FROM $4::text)";

const THERE: &str = "SELECT name, incident FROM warroom_presence WHERE room = $1 AND until > $2";

impl Presence {
    pub fn new(clock: Arc<dyn Clock>, database: Option<Database>) -> Presence {
        Presence { rooms: Mutex::default(), database, clock }
    }

    /// Somebody is there; says whether that is news.
    async fn set(&self, token: &Token, incident: Option<IncidentId>) -> Result<bool, Problem> {
        let now = self.clock.now();
        let until = now + LASTS;
        if let Some(database) = &self.database {
            let looks_at = incident.map(|id| id.to_string());
            let (now, until) = (now.timestamp_millis(), until.timestamp_millis());
            let (room, id, name) = (&token.room, &token.id, &token.name);
            let rows = database.ask(SET, &[room, id, name, &looks_at, &now, &until]).await?;
            return Ok(rows.first().and_then(|row| row.try_get(0).ok()).unwrap_or(true));
        }
        let mut rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        let there = rooms.entry(token.room.clone()).or_default();
        there.retain(|_, seen| seen.until > now);
        if there.len() >= MOST && !there.contains_key(&token.id) {
            return Err(Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "too_many_present",
                "as many are there as the server keeps",
                "nothing else is kept from you; say it again later",
            ));
        }
        let present = Present { name: token.name.clone(), incident };
        let seen = Seen { present: present.clone(), until };
        let before = there.insert(token.id.clone(), seen);
        Ok(before.is_none_or(|before| before.present != present))
    }

    /// Who is there in a room, by their names.
    pub async fn of(&self, room: &str) -> Result<PresentAnswer, StoreError> {
        let now = self.clock.now();
        let there: BTreeSet<Present> = if let Some(database) = &self.database {
            let rows = database.ask(THERE, &[&room, &now.timestamp_millis()]).await?;
            let present = rows.iter().filter_map(|row| {
                let incident: Option<&str> = row.try_get(1).ok()?;
                let incident = incident.and_then(|id| id.parse().ok());
                Some(Present { name: row.try_get(0).ok()?, incident })
            });
            present.collect()
        } else {
            let rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
            let there = rooms.get(room).into_iter().flat_map(BTreeMap::values);
            let there = there.filter(|seen| seen.until > now);
            there.map(|seen| seen.present.clone()).collect()
        };
        Ok(PresentAnswer { present: there.into_iter().collect() })
    }
}

/// `GET /v1/presence`: who is there.
pub async fn there(asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&[])?;
    let (token, _) = asked.holder()?;
    Answer::json(&asked.desk.news.presence.of(&token.room).await?)
}

/// `PUT /v1/presence`: the holder of the token is there, and looks at an incident or at none.
pub async fn here(mut asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&[])?;
    let body = asked.read(LARGEST).await?;
    let here: Here = asked::object(&body)?;
    let (token, _) = asked.holder()?;
    let news = &asked.desk.news;
    if news.presence.set(token, here.incident).await? {
        news.stirred(&token.room);
    }
    Answer::json(&news.presence.of(&token.room).await?)
}
