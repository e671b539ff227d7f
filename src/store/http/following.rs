//! Following a server: what comes there is known here at once.
//!
//! ```text
//!  stream ──── nothing passes, as behind a proxy that gathers ────▶ waiting: one question after another
//!    │ ends: comes back with the cursor that it has
//! ```

use super::Http;
use super::asking::Problematic;
use super::events::{Event, Events};
use super::shapes::{Present, PresentAnswer};
use crate::incident::Entry;
use crate::store::{Batch, Cursor, Since, StoreError};
use reqwest::Response;
use std::time::Duration;
use tokio::time::timeout;

/// How long is waited for the first byte of a stream, which a server sends at once.
const TO_BEGIN: Duration = Duration::from_secs(10);
/// How long a stream may be silent: it says every 15 seconds that it is there.
const TO_SPEAK: Duration = Duration::from_secs(45);
/// How many seconds a server waits with its answer where there is no stream.
const WAIT: u64 = 25;
/// How many entries are taken at once.
const AT_ONCE: usize = 500;

/// Something that happened at a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// The stream is there. From now on nothing comes that is not told.
    Connected,
    /// Entries came.
    Came(Batch),
    /// The cursor means nothing there. This one stands at the end; the heads say what is missing.
    Reset(Cursor),
    /// Who is there has changed. Only a stream tells it.
    Presence(Vec<Present>),
}

/// Somebody who follows a server.
///
/// Nothing is asked before the first [`Following::next`]. Whoever drops that future loses nothing.
pub struct Following<'a> {
    http: &'a Http,
    at: Option<Cursor>,
    open: Option<Open>,
    how: How,
    /// Whether the server has answered since it is waited for.
    waited: bool,
    to_begin: Duration,
}

/// By which way news come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Stream,
    /// Something between us and the server holds a stream back.
    Waiting,
}

/// A stream at work.
struct Open {
    answer: Response,
    events: Events,
    /// Whether something came, so that it makes sense to come back at once.
    gave: bool,
    /// An event that was looked at and is not given yet.
    held: Option<Event>,
}

impl Http {
    /// Follows the server from a cursor on; without one, from where it stands now.
    pub fn follow(&self, cursor: Option<Cursor>) -> Following<'_> {
        let (how, to_begin) = (How::Stream, TO_BEGIN);
        Following { http: self, at: cursor, open: None, how, waited: false, to_begin }
    }
}

impl Following<'_> {
    /// Waits so long for the first byte of a stream, before it is given up for asking and waiting.
    #[must_use]
    pub fn giving_up_after(self, to_begin: Duration) -> Self {
        Following { to_begin, ..self }
    }

    /// The place behind everything that was given.
    pub fn cursor(&self) -> Option<&Cursor> {
        self.at.as_ref()
    }

    /// Whether news come by a stream; otherwise by asking and waiting.
    pub fn streams(&self) -> bool {
        self.how == How::Stream
    }

    /// Waits for news.
    ///
    /// # Errors
    ///
    /// When the server cannot be reached or does not speak any more. The next call begins anew, from the
    /// same place: how long to wait before that is the caller's business.
    pub async fn next(&mut self) -> Result<News, StoreError> {
        loop {
            if self.how == How::Waiting {
                return self.wait().await;
            }
            if self.open.is_none() {
                self.begin().await?;
                if self.open.is_some() {
                    return Ok(News::Connected);
                }
                continue;
            }
            if let Some(news) = self.hear().await? {
                return Ok(news);
            }
        }
    }

    /// Opens a stream; where nothing passes in time, it is given up for waiting.
    async fn begin(&mut self) -> Result<(), StoreError> {
        let peer = &self.http.peer;
        let mut headers = vec![("accept", "text/event-stream".to_owned())];
        headers.extend(self.at.as_ref().map(|at| ("last-event-id", at.to_string())));
        let begun = async {
            let mut answer = peer.open("v1/stream", &headers).await?;
            let first = answer.chunk().await;
            let first = first.map_err(|error| Problematic::Failed(peer.unreachable(error)))?;
            Ok((answer, first))
        };
        let (answer, first) = match timeout(self.to_begin, begun).await {
            Err(_) => {
                self.how = How::Waiting;
                return Ok(());
            }
            Ok(Err(Problematic::Told(problem))) => return Err(peer.problem(&problem)),
            Ok(Err(Problematic::Failed(error))) => return Err(error),
            Ok(Ok(begun)) => begun,
        };
        let content = answer.headers().get("content-type").and_then(|it| it.to_str().ok());
        if !content.is_some_and(|content| content.starts_with("text/event-stream")) {
            return Err(peer.strange(&"no stream of events"));
        }
        let mut events = Events::default();
        events.take(&first.unwrap_or_default()).map_err(|error| peer.strange(&error))?;
        self.open = Some(Open { answer, events, gave: false, held: None });
        Ok(())
    }

    /// Reads the stream on; no news where it ended as streams do.
    async fn hear(&mut self) -> Result<Option<News>, StoreError> {
        let heard = self.read().await;
        if heard.is_err() {
            self.open = None;
        }
        heard
    }

    async fn read(&mut self) -> Result<Option<News>, StoreError> {
        let peer = &self.http.peer;
        loop {
            let Some(open) = &mut self.open else { return Ok(None) };
            let mut came = Vec::new();
            while came.len() < AT_ONCE
                && let Some(event) = open.held.take().or_else(|| open.events.next())
            {
                let place = || match &event.id {
                    Some(id) => id.parse::<Cursor>().map_err(|error| peer.strange(&error)),
                    None => Err(peer.strange(&"an event without a place")),
                };
                match event.name.as_str() {
                    "entry" => {
                        let entry = Entry::read(event.data.as_bytes());
                        came.push((entry.map_err(|error| peer.strange(&error))?, place()?));
                    }
                    // What came before it is given first.
                    _ if !came.is_empty() => {
                        open.held = Some(event);
                        break;
                    }
                    "reset" => {
                        let at = place()?;
                        (self.at, open.gave) = (Some(at.clone()), true);
                        return Ok(Some(News::Reset(at)));
                    }
                    "presence" => {
                        let there: PresentAnswer = peer.understood(event.data.as_bytes())?;
                        return Ok(Some(News::Presence(there.present)));
                    }
                    // A newer server may tell more.
                    _ => {}
                }
            }
            if let Some((_, next)) = came.last() {
                let next = next.clone();
                (self.at, open.gave) = (Some(next.clone()), true);
                let (entries, places) = came.into_iter().unzip();
                return Ok(Some(News::Came(Batch { entries, places, next })));
            }
            match timeout(TO_SPEAK, open.answer.chunk()).await {
                Ok(Ok(Some(bytes))) => {
                    open.events.take(&bytes).map_err(|error| peer.strange(&error))?;
                }
                Ok(Ok(None)) if open.gave => self.open = None,
                Ok(Ok(None)) => return Err(peer.gone("it ended the stream")),
                Ok(Err(error)) => return Err(peer.unreachable(error)),
                Err(_) => return Err(peer.gone("it has been silent for too long")),
            }
        }
    }

    /// Asks what came, and lets the server wait with its answer.
    async fn wait(&mut self) -> Result<News, StoreError> {
        loop {
            let wait = self.waited.then_some(WAIT);
            match self.http.came(self.at.as_ref(), AT_ONCE, wait).await? {
                Since::Reset(at) => {
                    (self.at, self.waited) = (Some(at.clone()), true);
                    return Ok(News::Reset(at));
                }
                Since::Batch(batch) => {
                    self.at = Some(batch.next.clone());
                    let first = !std::mem::replace(&mut self.waited, true);
                    if !batch.entries.is_empty() {
                        return Ok(News::Came(batch));
                    }
                    if first {
                        return Ok(News::Connected);
                    }
                }
            }
        }
    }
}
