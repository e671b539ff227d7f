//! `GET /v1/stream`: what comes in a room, as it comes, as server-sent events; and waiting without a stream.

use super::Desk;
use super::answering::bearer;
use super::asked::{Answer, Asked};
use super::meters::Open;
use super::missed::{Missed, Turn};
use super::news::{AT_ONCE, Listener, Told, part};
use super::problem::Problem;
use super::rooms::Room;
use crate::store::{Cursor, Since, Store};
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

/// Writes an event.
pub(super) fn frame(bytes: &mut Vec<u8>, id: Option<&Cursor>, event: &str, data: &str) {
    if let Some(id) = id {
        bytes.extend_from_slice(format!("id: {id}\n").as_bytes());
    }
    for part in ["event: ", event, "\ndata: ", data, "\n\n"] {
        bytes.extend_from_slice(part.as_bytes());
    }
}

fn reset(at: &Cursor) -> Bytes {
    let mut bytes = Vec::new();
    frame(&mut bytes, Some(at), "reset", &format!("{{\"cursor\":\"{at}\"}}"));
    Bytes::from(bytes)
}

/// `GET /v1/stream`: entries as they come, behind the cursor in `Last-Event-ID` or `?cursor=`.
pub async fn stream(asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&["cursor"])?;
    let (token, room) = asked.holder()?;
    let last = asked.headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let at: Option<Cursor> = match last.or(asked.query.get("cursor").map(String::as_str)) {
        None | Some("") => None,
        // A browser comes back with what it has; what was never a cursor here begins anew.
        Some(id) if last.is_some() => id.parse().ok(),
        Some(_) => asked.parameter("cursor")?,
    };
    let place = (asked.desk.news.place()?, Open::one(&asked.desk.meters.streams));
    let listener = asked.desk.news.listen(&token.room, room).await?;
    let held = bearer(&asked.headers).unwrap_or_default().to_owned();
    let (room, closing) = (room.clone(), asked.desk.news.closing());
    let desk = Arc::clone(&asked.desk);
    let (greeted, behind, at_once, pause) = (false, at.is_some(), AT_ONCE, None);
    let begun = Stream {
        desk,
        room,
        held,
        listener,
        closing,
        at,
        behind,
        at_once,
        pause,
        greeted,
        _place: place,
    };
    let parts = stream::unfold(begun, |mut stream| async move {
        stream.next().await.map(|bytes| (Ok::<_, Infallible>(bytes), stream))
    });
    let flow = Some(Body::from_stream(parts));
    Ok(Answer { content: "text/event-stream", flow, ..Answer::default() })
}

/// One who listens for as long as they like.
struct Stream {
    desk: Arc<Desk>,
    room: Room,
    /// The token, to ask again whether it is still good.
    held: String,
    listener: Listener,
    closing: watch::Receiver<bool>,
    /// The place behind what was given.
    at: Option<Cursor>,
    /// Whether something came before what is told now, and has to be read first.
    behind: bool,
    /// How many entries are read at once: about as many as a part holds.
    at_once: usize,
    /// Waited for before the store is asked again that could not answer.
    pause: Option<Pin<Box<Sleep>>>,
    greeted: bool,
    _place: (OwnedSemaphorePermit, Open),
}

impl Stream {
    /// What is given next; nothing when the stream ends.
    async fn next(&mut self) -> Option<Bytes> {
        if !std::mem::replace(&mut self.greeted, true) {
            return Some(Bytes::from([HELLO, &self.listener.present()].concat()));
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
            match told {
                // It is there to be read; and so the store answers.
                Ok(Told::Entries { .. }) if self.behind => self.pause = None,
                Ok(Told::Entries { from, to, bytes }) if from == at => {
                    self.at = Some(to);
                    return Some(bytes);
                }
                Ok(Told::Entries { to, .. }) => self.behind = !at.has_reached(&to),
                Ok(Told::Reset(to)) if to != at => {
                    let bytes = reset(&to);
                    (self.at, self.behind) = (Some(to), false);
                    return Some(bytes);
                }
                Ok(Told::Reset(_)) => {}
                Ok(Told::Presence(bytes)) => return Some(bytes),
                Ok(Told::Silence) => return Some(Bytes::from_static(SILENCE)),
                Ok(Told::Recheck) if self.is_welcome().await => {}
                // What was told meanwhile is read; who is there is said again.
                Err(RecvError::Lagged(_)) if self.is_welcome().await => {
                    self.behind = true;
                    let there = self.listener.present();
                    if !there.is_empty() {
                        return Some(there);
                    }
                }
                Ok(Told::Recheck) | Err(RecvError::Lagged(_) | RecvError::Closed) => return None,
            }
        }
    }

    /// What came behind a place, one part of it; nothing to say when that was all, or when the store could not
    /// tell: then it is read again in a while.
    async fn catch_up(&mut self, at: &Cursor, turn: &Turn) -> Option<Bytes> {
        let missed = Arc::clone(&self.listener.missed);
        if let Some((bytes, to)) = missed.part(at) {
            self.at = Some(to);
            return Some(bytes);
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
                let (bytes, count) = part(&batch, 0);
                let all = count == batch.entries.len();
                self.at_once = if all { AT_ONCE.min(count * 2) } else { count };
                let to = if all { batch.next } else { batch.places[count - 1].clone() };
                missed.keep(turn, at.clone(), bytes.clone(), to.clone());
                self.at = Some(to);
                Some(bytes)
            }
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::error!(error, "what came cannot be read for a stream; it is tried again");
                self.pause = Some(Box::pin(sleep(PAUSE)));
                None
            }
        }
    }

    /// Whether the token is still good.
    async fn is_welcome(&self) -> bool {
        let now = self.desk.clock.now();
        // A store that does not answer takes nobody's right away.
        let holder = self.desk.rooms.holder(&self.held, now).await;
        !holder.is_ok_and(|holder| holder.is_none())
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
