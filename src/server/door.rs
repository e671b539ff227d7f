//! The door: who gets in, how many at once, and how long anybody may be silent.
//!
//! `axum::serve` never cuts slow headers, slow bodies or silent sockets, so the door has its own loop.

use super::meters::Open;
use super::patience::Patient;
use super::{Desk, answering};
use crate::tls::Identity;
use axum::Router;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use prometheus_client::metrics::gauge::Gauge;
use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

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
    /// How many requests with one token are answered at once, and how many a second beyond them.
    pub token_rate: (u32, u32),
    /// The same for requests without a good token, from one address.
    pub stranger_rate: (u32, u32),
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
            token_rate: (10_000, 1000),
            stranger_rate: (60, 1),
            unread: seconds(30),
            streams: 256,
            heartbeat: seconds(15),
            recheck: seconds(5),
            look: seconds(1),
        }
    }
}

impl Limits {
    /// The usual ones, with so many requests a second for each token; none for no limit.
    pub fn at_rate(rate: Option<u32>) -> Limits {
        // A microsecond is the shortest that is counted.
        let rate = rate.unwrap_or(1_000_000);
        Limits { token_rate: (rate.saturating_mul(10), rate), ..Limits::default() }
    }

    /// So many may listen at once, and the others find as many places beside them as before.
    #[must_use]
    pub fn for_streams(self, streams: usize) -> Limits {
        let beside = self.connections.saturating_sub(self.streams);
        Limits { streams, connections: streams + beside, ..self }
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
    serve_shown(listener, None, desk, ends).await;
}

/// The same, over TLS where there is something to show.
pub async fn serve_shown(
    listener: TcpListener,
    identity: Option<Arc<Identity>>,
    desk: Arc<Desk>,
    ends: impl Future<Output = ()>,
) {
    let router = answering::router(&desk);
    let (limits, open) = (desk.limits.clone(), desk.meters.connections.clone());
    let ends = async {
        ends.await;
        desk.news.close();
    };
    Door { limits, identity, open }.stands(listener, router, ends).await;
}

/// From where a request came.
#[derive(Clone, Copy)]
pub struct Whence(pub IpAddr);

/// A door.
pub struct Door {
    /// How much is let in.
    pub limits: Limits,
    /// What is shown where TLS is spoken.
    pub identity: Option<Arc<Identity>>,
    /// How many connections are open.
    pub open: Gauge,
}

impl Door {
    /// Stands open until `ends` comes, then lets those in who have begun come to their end.
    pub async fn stands(
        self,
        listener: TcpListener,
        router: Router,
        ends: impl Future<Output = ()>,
    ) {
        let places = Arc::new(Semaphore::new(self.limits.connections));
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
            let (stream, from) = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    pause_after(&error).await;
                    continue;
                }
            };
            let (router, watcher, limits) = (router.clone(), watch(), self.limits.clone());
            let identity = self.identity.as_ref().map(|identity| identity.shown());
            let open = Open::one(&self.open);
            let from = Whence(from.ip().to_canonical());
            tokio::spawn(async move {
                if speaks(&stream, limits.first_byte).await {
                    match identity {
                        None => answers(stream, from, router, watcher, &limits).await,
                        Some(shown) => {
                            let shaken = TlsAcceptor::from(shown).accept(stream);
                            match timeout(limits.head, shaken).await {
                                Ok(Ok(stream)) => {
                                    answers(stream, from, router, watcher, &limits).await;
                                }
                                Ok(Err(error)) => tracing::debug!(%error, "no TLS came about"),
                                Err(_) => tracing::debug!("TLS took too long"),
                            }
                        }
                    }
                }
                drop((place, open));
            });
        }
        drop(listener);
        if timeout(self.limits.drain, graceful.shutdown()).await.is_err() {
            tracing::warn!("requests that did not come to their end were cut off");
        }
    }
}

/// Answers the requests of one connection.
async fn answers(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    from: Whence,
    router: Router,
    watcher: Watcher,
    limits: &Limits,
) {
    let router = TowerToHyperService::new(router);
    let answer = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(from);
        router.call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_header_size(LARGEST_HEAD)
        .max_headers(MOST_HEADERS)
        .max_buf_size(MOST_UNSENT)
        .serve_connection(TokioIo::new(Patient::new(stream, limits.unread)), answer);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "a connection broke off");
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
