//! `GET /v1/stream`: what comes in a room, as it comes, as server-sent events; and waiting without a stream.

use super::Desk;
use super::answering::bearer;
use super::asked::{Answer, Asked};
use super::incidents::meant;
use super::meters::Open;
use super::missed::{Missed, Turn};
use super::news::{AT_ONCE, Listener};
use super::problem::Problem;
use super::rooms::Room;
use super::told::{Part, There, Told, place, reset};
use crate::incident::IncidentId;
use crate::store::{Cursor, Scope, Since, Store, StoreError};
use axum::body::{Body, Bytes};
use futures_util::stream;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::{Sleep, sleep, timeout};

/// What a stream begins with: how long to wait before coming back.
const HELLO: &[u8] = b"retry: 3000\n\n";
/// What is said when nothing has come for a while.
const SILENCE: &[u8] = b":\n\n";
/// How long is waited before what a store could not tell is read again.
const PAUSE: Duration = Duration::from_secs(1);
/// How long a question for entries waits at most.
const LONGEST_WAIT: u64 = 30;

/// `GET /v1/stream`: entries as they come, behind the cursor in `Last-Event-ID` or `?cursor=`; with `?incident=`
/// what is about this one alone.
pub async fn stream(asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&["cursor", "incident"])?;
    let (token, room) = asked.holder()?;
    let last = asked.headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let at: Option<Cursor> = match last.or(asked.query.get("cursor").map(String::as_str)) {
        None | Some("") => None,
        // A browser comes back with what it has; what was never a cursor here begins anew.
        Some(id) if last.is_some() => id.parse().ok(),
        Some(_) => asked.parameter("cursor")?,
    };
    let of = Wanted::of(&asked).await?;
    let place = (asked.desk.news.place()?, Open::one(&asked.desk.meters.streams));
    let stream = Stream {
        listener: asked.desk.news.listen(&token.room, room).await?,
        held: bearer(&asked.headers).unwrap_or_default().to_owned(),
        room: room.clone(),
        closing: asked.desk.news.closing(),
        desk: Arc::clone(&asked.desk),
        behind: at.is_some(),
        of,
        at,
        at_once: AT_ONCE,
        pause: None,
        greeted: false,
        _place: place,
    };
    let parts = stream::unfold(stream, |mut stream| async move {
        stream.next().await.map(|bytes| (Ok::<_, Infallible>(bytes), stream))
    });
    let flow = Some(Body::from_stream(parts));
    Ok(Answer { content: "text/event-stream", flow, ..Answer::default() })
}

/// What of a room somebody listens for.
enum Wanted {
    Everything,
    One {
        incident: IncidentId,
        /// Who looked at it, as it was told last.
        there: There,
        /// Whether the place has moved on since one was given.
        moved: bool,
    },
}

impl Wanted {
    async fn of(asked: &Asked) -> Result<Wanted, Problem> {
        let Some(typed) = asked.query.get("incident") else { return Ok(Wanted::Everything) };
        let (_, room) = asked.holder()?;
        let incident = meant(asked, typed).await?;
        if !is_there(room, incident).await? {
            let purged = room.tombstones().await?.iter().any(|stone| stone.incident == incident);
            return Err(if purged {
                StoreError::Purged(incident).into()
            } else {
                Problem::not_found("no_incident", format!("there is no incident {incident}"))
            });
        }
        Ok(Wanted::One { incident, there: There::default(), moved: false })
    }

    /// What is sent of who is there; nothing where that is no news.
    fn presence(&mut self, all: There) -> Bytes {
        match self {
            Wanted::Everything => all.bytes,
            Wanted::One { incident, there, .. } => {
                let now = all.about(*incident);
                if now.is_as(there) {
                    return Bytes::new();
                }
                *there = now;
                there.bytes.clone()
            }
        }
    }

    /// What is sent of entries that are told. Places behind those of others wait until something is sent anyway.
    fn told(&mut self, part: Part) -> Bytes {
        match self {
            Wanted::Everything => part.bytes,
            Wanted::One { incident, moved, .. } => {
                let (bytes, to_the_end) = part.about(*incident);
                *moved = !to_the_end;
                bytes
            }
        }
    }

    /// What is sent of entries that came before. The place behind them is always given: nobody reads them twice.
    fn before(&mut self, part: Part, to: &Cursor) -> Bytes {
        let bytes = self.told(part);
        Bytes::from([bytes, self.place(to).unwrap_or_default()].concat())
    }

    /// The place, where it was not given yet.
    fn place(&mut self, at: &Cursor) -> Option<Bytes> {
        match self {
            Wanted::Everything => None,
            Wanted::One { moved, .. } => std::mem::take(moved).then(|| place(at)),
        }
    }
}

async fn is_there(room: &Room, incident: IncidentId) -> Result<bool, StoreError> {
    Ok(!room.heads(Scope::Incident(incident)).await?.is_empty())
}

/// One who listens for as long as they like.
struct Stream {
    desk: Arc<Desk>,
    room: Room,
    /// The token, to ask again whether it is still good.
    held: String,
    listener: Listener,
    closing: watch::Receiver<bool>,
    of: Wanted,
    /// The place behind what was given.
    at: Option<Cursor>,
    /// Whether something came before what is told now, and has to be read first.
    behind: bool,
    /// How many entries are read at once: about as many as a part holds.
    at_once: usize,
    /// Waited for before the store is asked again that could not answer.
    pause: Option<Pin<Box<Sleep>>>,
    greeted: bool,
    /// Its place among those who listen, given back when it goes.
    _place: (OwnedSemaphorePermit, Open),
}

impl Stream {
    /// What is given next; nothing when the stream ends.
    async fn next(&mut self) -> Option<Bytes> {
        if !std::mem::replace(&mut self.greeted, true) {
            let there = self.of.presence(self.listener.present());
            return Some(Bytes::from([HELLO, &there].concat()));
        }
        loop {
            if *self.closing.borrow() {
                return None;
            }
            let Some(at) = self.at.clone() else {
                // What came before is told by the heads.
                let at = self.listener.at()?;
                self.at = Some(at.clone());
                return Some(reset(&at));
            };
            let told = tokio::select! {
                turn = turn(&self.listener.missed, &mut self.pause), if self.behind => Err(turn),
                told = self.listener.told.recv() => Ok(told),
                _ = self.closing.wait_for(|closing| *closing) => return None,
            };
            let told = match told {
                Ok(told) => told,
                Err(turn) => match self.catch_up(&at, &turn).await {
                    Some(bytes) => return Some(bytes),
                    None => continue,
                },
            };
            let bytes = match told {
                // It is there to be read; and so the store answers.
                Ok(Told::Entries { .. }) if self.behind => {
                    self.pause = None;
                    continue;
                }
                Ok(Told::Entries { from, to, part }) if from == at => {
                    self.at = Some(to);
                    self.of.told(part)
                }
                Ok(Told::Entries { to, .. }) => {
                    self.behind = !at.has_reached(&to);
                    continue;
                }
                Ok(Told::Reset(to)) if to != at => {
                    (self.at, self.behind) = (Some(to.clone()), false);
                    reset(&to)
                }
                Ok(Told::Reset(_)) => continue,
                Ok(Told::Presence(there)) => self.of.presence(there),
                Ok(Told::Silence) => {
                    self.of.place(&at).unwrap_or_else(|| Bytes::from_static(SILENCE))
                }
                Ok(Told::Recheck) if self.is_welcome().await => continue,
                // What was told meanwhile is read; who is there is said again.
                Err(RecvError::Lagged(_)) if self.is_welcome().await => {
                    self.behind = true;
                    self.of.presence(self.listener.present())
                }
                Ok(Told::Recheck) | Err(RecvError::Lagged(_) | RecvError::Closed) => return None,
            };
            if !bytes.is_empty() {
                return Some(bytes);
            }
        }
    }

    /// What came behind a place, one part of it; nothing to say when that was all, or when the store could not
    /// tell: then it is read again in a while.
    async fn catch_up(&mut self, at: &Cursor, turn: &Turn) -> Option<Bytes> {
        let missed = Arc::clone(&self.listener.missed);
        if let Some((part, to)) = missed.part(at) {
            self.at = Some(to.clone());
            return Some(self.of.before(part, &to));
        }
        // What has not been sent yet is not held: whoever reads slowly costs one part.
        match self.room.since(Some(at), self.at_once).await {
            Ok(Since::Reset(cursor)) => {
                let bytes = reset(&cursor);
                (self.at, self.behind) = (Some(cursor), false);
                Some(bytes)
            }
            Ok(Since::Batch(batch)) if batch.entries.is_empty() => {
                // What cannot be read any more is passed over; there may be more behind it.
                self.behind = batch.next != *at;
                self.at = Some(batch.next);
                None
            }
            Ok(Since::Batch(batch)) => {
                let part = Part::of(&batch, 0);
                let count = part.count();
                let all = count == batch.entries.len();
                self.at_once = if all { AT_ONCE.min(count * 2) } else { count };
                let to = if all { batch.next } else { batch.places[count - 1].clone() };
                missed.keep(turn, at.clone(), part.clone(), to.clone());
                self.at = Some(to.clone());
                Some(self.of.before(part, &to))
            }
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::error!(error, "what came cannot be read for a stream; it is tried again");
                self.pause = Some(Box::pin(sleep(PAUSE)));
                None
            }
        }
    }

    /// Whether the token is still good, and the incident not purged.
    async fn is_welcome(&self) -> bool {
        let now = self.desk.clock.now();
        // A store that does not answer takes nobody's right away.
        match self.desk.rooms.holder(&self.held, now).await {
            Ok(None) => return false,
            Ok(Some(token)) => self.desk.used(&token),
            Err(_) => {}
        }
        match &self.of {
            Wanted::Everything => true,
            Wanted::One { incident, .. } => is_there(&self.room, *incident).await.unwrap_or(true),
        }
    }
}

/// The turn to read what was missed, after a pause where there is one.
async fn turn(missed: &Missed, pause: &mut Option<Pin<Box<Sleep>>>) -> Turn {
    if let Some(waits) = pause {
        waits.await;
        *pause = None;
    }
    missed.turn().await
}

/// How long somebody wants to wait for entries.
pub(super) fn wait(asked: &Asked) -> Result<Option<Duration>, Problem> {
    let Some(given) = asked.query.get("wait") else { return Ok(None) };
    let seconds = given.strip_suffix('s').and_then(|seconds| seconds.parse::<u64>().ok());
    match seconds.filter(|seconds| *seconds <= LONGEST_WAIT) {
        Some(seconds) => Ok(Some(Duration::from_secs(seconds))),
        None => Err(Problem::bad("wait", format!("such as 25s, at most {LONGEST_WAIT}s"))),
    }
}

/// Asks what came behind a cursor, and waits for it where nothing has come.
pub(super) async fn since(
    asked: Asked,
    cursor: Option<&Cursor>,
    limit: usize,
) -> Result<Since, Problem> {
    let (token, room) = asked.holder()?;
    let wait = wait(&asked)?;
    let first = room.since(cursor, limit).await?;
    let (Some(wait), Since::Batch(batch)) = (wait, &first) else { return Ok(first) };
    if !batch.entries.is_empty() {
        return Ok(first);
    }
    let news = &asked.desk.news;
    let _place = news.place()?;
    let mut listener = news.listen(&token.room, room).await?;
    let mut closing = news.closing();
    let waiting = async {
        tokio::select! {
            () = listener.moves_on(&batch.next) => {}
            _ = closing.wait_for(|closing| *closing) => {}
        }
    };
    _ = timeout(wait, waiting).await;
    Ok(room.since(Some(&batch.next), limit).await?)
}
