//! Asking a server every now and then what came there.

use crate::store::http::Http;
use crate::store::{Batch, Cursor, Since, Store, StoreError};
use std::time::Duration;
use tokio::time::sleep;

/// How often is asked.
const EVERY: Duration = Duration::from_secs(2);
/// How many entries are taken at once.
const AT_ONCE: usize = 500;

/// Something that happened at a server.
pub enum News {
    /// Entries came.
    Came(Batch),
    /// The heads say what is missing.
    Reset,
}

/// Somebody who asks again and again. Whoever stops waiting loses nothing.
pub struct Polling<'a> {
    server: &'a Http,
    at: Option<Cursor>,
}

impl Polling<'_> {
    /// From where the server stands now.
    pub fn of(server: &Http) -> Polling<'_> {
        Polling { server, at: None }
    }

    /// Waits for news.
    pub async fn next(&mut self) -> Result<News, StoreError> {
        loop {
            if self.at.is_some() {
                sleep(EVERY).await;
            }
            match self.server.since(self.at.as_ref(), AT_ONCE).await? {
                Since::Reset(at) => {
                    self.at = Some(at);
                    return Ok(News::Reset);
                }
                Since::Batch(batch) => {
                    self.at = Some(batch.next.clone());
                    if !batch.entries.is_empty() {
                        return Ok(News::Came(batch));
                    }
                }
            }
        }
    }
}
