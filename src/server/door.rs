//! The door: who gets in, how many at once, and how long anybody may be silent.
//!
//! `axum::serve` never cuts slow headers, slow bodies or silent sockets, so the door has its own loop.

use super::patience::Patient;
use super::{Desk, answering};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// How much a server takes, and how long it waits.
#[derive(Debug, Clone)]
pub struct Limits {
    /// How many connections there are at once.
    pub connections: usize,
    /// How long a new connection may be silent.
    pub first_byte: Duration,
    /// How long the head of a request may take, also of the next one on the same connection.
    pub head: Duration,
    /// How long a body may pause.
    pub between_parts: Duration,
    /// How long a whole body may take.
    pub whole_body: Duration,
    /// How long requests that have begun may go on when the server ends.
    pub drain: Duration,
    /// How long somebody may take nothing of what is sent to them.
    pub unread: Duration,
    /// How many listen at once.
    pub streams: usize,
    /// How often a stream says that it is still there.
    pub heartbeat: Duration,
    /// How often is asked whether whoever listens still may.
    pub recheck: Duration,
    /// How often is looked for what came without a word, while somebody listens.
    pub look: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        let seconds = Duration::from_secs;
        Limits {
            connections: 1024,
            first_byte: seconds(5),
            head: seconds(10),
            between_parts: seconds(10),
            whole_body: seconds(60),
            drain: seconds(10),
            unread: seconds(30),
            streams: 256,
            heartbeat: seconds(15),
            recheck: seconds(5),
            look: seconds(1),
        }
    }
}

/// How many bytes the head of a request has at most.
const LARGEST_HEAD: usize = 16 * 1024;
/// How many headers it has at most.
const MOST_HEADERS: usize = 64;
/// How many bytes wait for somebody who does not read, beside what their own machine takes.
const MOST_UNSENT: usize = 64 * 1024;

/// Lets requests in until `ends` comes, then lets those that have begun come to their end.
pub async fn serve(listener: TcpListener, desk: Arc<Desk>, ends: impl Future<Output = ()>) {
    let router = answering::router(&desk);
    let places = Arc::new(Semaphore::new(desk.limits.connections));
    let graceful = GracefulShutdown::new();
    let watch = || graceful.watcher();
    let mut ends = std::pin::pin!(ends);
    loop {
        let free = Arc::clone(&places);
        let next = async {
            let place = free.acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            () = &mut ends => break,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                pause_after(&error).await;
                continue;
            }
        };
        let (router, watcher, limits) = (router.clone(), watch(), desk.limits.clone());
        tokio::spawn(async move {
            if speaks(&stream, limits.first_byte).await {
                let connection = http1::Builder::new()
                    .timer(TokioTimer::new())
                    .header_read_timeout(limits.head)
                    .max_header_size(LARGEST_HEAD)
                    .max_headers(MOST_HEADERS)
                    .max_buf_size(MOST_UNSENT)
                    .serve_connection(
                        TokioIo::new(Patient::new(stream, limits.unread)),
                        TowerToHyperService::new(router),
                    );
                if let Err(error) = watcher.watch(connection).await {
                    tracing::debug!(%error, "a connection broke off");
                }
            }
            drop(place);
        });
    }
    drop(listener);
    desk.news.close();
    if timeout(desk.limits.drain, graceful.shutdown()).await.is_err() {
        tracing::warn!("requests that did not come to their end were cut off");
    }
}

/// Waits for the first byte of a connection.
async fn speaks(stream: &TcpStream, patience: Duration) -> bool {
    _ = stream.set_nodelay(true);
    let mut first = [0];
    matches!(timeout(patience, stream.peek(&mut first)).await, Ok(Ok(1)))
}

/// A connection that could not be accepted says something about the machine, or nothing at all.
async fn pause_after(error: &io::Error) {
    let passing = matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    );
    if !passing {
        tracing::error!(%error, "cannot accept connections");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
