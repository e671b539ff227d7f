//! When tokens were used last. It is kept beside them, to the minute: nobody waits for it, and a token whose use is
//! noted is not written itself.

use super::Ground;
use crate::store::StoreError;
use crate::store::postgres;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

/// How long a use is not noted again.
const MINUTE: TimeDelta = TimeDelta::minutes(1);
/// The file beside a store.
const FILE: &str = "uses.json";

/// When each token was used last, by its id; none of those that never were.
pub type Uses = BTreeMap<String, DateTime<Utc>>;

/// Which uses one process has noted.
#[derive(Debug, Default)]
pub struct Noted(Mutex<HashMap<String, DateTime<Utc>>>);

impl Noted {
    /// Whether a use of a token is to be noted: the first one in a minute is.
    pub fn is_due(&self, id: &str, now: DateTime<Utc>) -> bool {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back keeps nothing from being noted.
        let due = noted.get(id).is_none_or(|before| (now - *before).abs() >= MINUTE);
        if due {
            noted.insert(id.to_owned(), now);
        }
        due
    }
}

impl Ground {
    /// Notes that a token was used, unless another server did within this minute.
    pub async fn note_use(&self, id: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        match self {
            Ground::Folder(folder) => folder.change_beside(FILE, |bytes| {
                // What cannot be read is of less worth than what comes.
                let mut uses = read(bytes);
                let used = uses.entry(id.to_owned()).or_insert(now);
                *used = now.max(*used);
                Ok(((), serde_json::to_vec(&uses).expect("uses are plain values")))
            }),
            Ground::Database(database) => {
                let text = "INSERT INTO warroom_token_uses AS uses (token, used_at) \
                            SELECT id, $2::bigint FROM warroom_tokens WHERE id = $1 \
                            ON CONFLICT (token) DO UPDATE SET used_at = excluded.used_at \
                            WHERE uses.used_at <= excluded.used_at - $3::bigint";
                let (now, minute) = (now.timestamp_millis(), MINUTE.num_milliseconds());
                database.ask(text, &[&id, &now, &minute]).await.map(|_| ())
            }
        }
    }

    /// When tokens were used last.
    pub async fn uses(&self) -> Result<Uses, StoreError> {
        match self {
            Ground::Folder(folder) => Ok(read(folder.beside(FILE)?)),
            Ground::Database(database) => {
                let rows =
                    database.ask("SELECT token, used_at FROM warroom_token_uses", &[]).await?;
                let use_in = |row| {
                    let millis: i64 = postgres::value(row, 1)?;
                    let at = DateTime::from_timestamp_millis(millis).unwrap_or_default();
                    Ok((postgres::value(row, 0)?, at))
                };
                rows.iter().map(use_in).collect()
            }
        }
    }
}

fn read(bytes: Option<Vec<u8>>) -> Uses {
    bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_use_is_noted_once_a_minute_for_each_token_also_when_the_clock_was_set_back() {
        let noted = Noted::default();
        let at = |seconds: i64| DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap();
        let due = [0, 1, 59, 60, 61, 119, 120].map(|seconds| noted.is_due("a", at(seconds)));
        assert_eq!(due, [true, false, false, true, false, false, true]);
        assert!(noted.is_due("b", at(61)) && !noted.is_due("b", at(60)));
        assert!(noted.is_due("a", at(-3600)) && !noted.is_due("a", at(-3599)));
    }
}
