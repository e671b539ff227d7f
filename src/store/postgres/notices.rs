//! Notices: the servers over one database tell each other that something happened in a room.
//!
//! A notice inside the transaction that appends would take a lock on the whole database as it commits, so
//! it goes out afterwards, and once for all that was written meanwhile. It may get lost: who hears it asks
//! what came behind a cursor, and asks now and then without a notice too.

use super::Database;
use crate::store::StoreError;
use futures_util::{StreamExt, stream};
use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::sleep;
use tokio_postgres::{AsyncMessage, NoTls};

/// How long a notice waits for others that could go with it.
const GATHER: Duration = Duration::from_millis(5);
/// How long is waited before listening again: twice as long each time, up to the longest.
const PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// What a notice says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Notice {
    /// Something was written in a room.
    Written(String),
    /// Somebody came, went or turned to something else in a room.
    Stirred(String),
    /// Notices may have been missed: anything may have happened.
    Missed,
}

impl Notice {
    fn word(&self) -> String {
        match self {
            Notice::Written(room) => format!("written {room}"),
            Notice::Stirred(room) => format!("stirred {room}"),
            Notice::Missed => "missed".to_owned(),
        }
    }

    /// What somebody said; a newer version may say more.
    fn read(word: &str) -> Notice {
        match word.split_once(' ') {
            Some(("written", room)) => Notice::Written(room.to_owned()),
            Some(("stirred", room)) => Notice::Stirred(room.to_owned()),
            _ => Notice::Missed,
        }
    }
}

/// What is to be told.
#[derive(Default)]
pub(super) struct Notices(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    notices: BTreeSet<Notice>,
    telling: bool,
}

impl Notices {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Somebody who hears notices, until it is dropped.
pub struct Hearing(JoinHandle<()>);

impl Drop for Hearing {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Database {
    /// Tells all servers something, soon: at most one such statement is under way.
    pub fn tell(&self, notice: Notice) {
        let mut waiting = self.notices.lock();
        waiting.notices.insert(notice);
        if !std::mem::replace(&mut waiting.telling, true) {
            tokio::spawn(self.clone().tell_all());
        }
    }

    async fn tell_all(self) {
        loop {
            let words: Vec<String> = {
                let mut waiting = self.notices.lock();
                if waiting.notices.is_empty() {
                    waiting.telling = false;
                    return;
                }
                std::mem::take(&mut waiting.notices).iter().map(Notice::word).collect()
            };
            // A notice need not outlive the machine: its commit waits for no disk.
            let text = "SELECT pg_notify('warroom', word), set_config('synchronous_commit', 'off', true) \
                        FROM unnest($1::text[]) AS word";
            if let Err(error) = self.ask(text, &[&words]).await {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "other servers hear later what was written");
            }
            sleep(GATHER).await;
        }
    }

    /// Hears what all servers tell, this one too, on a connection of its own that comes back by itself.
    pub fn hear(&self, heard: impl Fn(Notice) + Send + Sync + 'static) -> Hearing {
        let database = self.clone();
        Hearing(tokio::spawn(async move {
            let mut pause = PAUSE;
            loop {
                let mut listened = false;
                let answer = database.listen(&heard, &mut listened).await;
                if let Err(error) = answer {
                    let error = &error as &dyn std::error::Error;
                    tracing::warn!(error, "notices of other servers are not heard for a while");
                }
                pause = if listened { PAUSE } else { LONGEST_PAUSE.min(pause * 2) };
                sleep(pause).await;
            }
        }))
    }

    async fn listen(
        &self,
        heard: &(impl Fn(Notice) + Send + Sync),
        listened: &mut bool,
    ) -> Result<(), StoreError> {
        let connected = self.config.connect(NoTls).await.map_err(super::failed)?;
        let (client, mut connection) = connected;
        let mut messages = stream::poll_fn(move |cx| connection.poll_message(cx));
        let mut asking = std::pin::pin!(client.batch_execute("LISTEN warroom"));
        loop {
            tokio::select! {
                asked = &mut asking, if !*listened => {
                    asked.map_err(super::failed)?;
                    *listened = true;
                    heard(Notice::Missed);
                }
                message = messages.next() => match message {
                    Some(Ok(AsyncMessage::Notification(notice))) => {
                        heard(Notice::read(notice.payload()));
                    }
                    Some(Ok(_)) => {}
                    Some(Err(error)) => return Err(super::failed(error)),
                    None => return Ok(()),
                }
            }
        }
    }
}
