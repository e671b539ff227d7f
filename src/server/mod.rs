//! The server: a store with a door. Identity, limits and status codes are here; the rules are elsewhere.
//!
//! ```text
//! socket ─▶ door ─▶ answering ─▶ rights ─▶ a handler ─▶ room ─▶ store
//!           limits  request id   table     parse, one call, answer
//! ```

mod about;
mod answering;
mod asked;
mod book;
mod commanding;
mod declaring;
mod document;
mod documented;
mod door;
mod incidents;
mod lists;
mod meters;
mod missed;
mod news;
mod ordering;
mod orders;
mod paging;
mod patience;
mod pen;
mod presence;
mod problem;
mod purging;
mod quiet;
mod rates;
mod remedies;
mod replicas;
mod rights;
mod room;
mod rooms;
mod stream;
mod told;

pub use book::Books;
pub use document::{document, made};
pub use documented::DOCS;
pub use door::{Limits, serve, serve_shown};
pub use lists::Plans;
pub use meters::{Meters, Open, tell};
pub use news::News;
pub use pen::Pens;
pub use quiet::Quiet;
pub use rates::{Rates, Standing};
pub use rights::{TABLE, Who};
pub use rooms::Rooms;

use crate::access::{Ground, Noted, Token};
use crate::chance::{Chance, SystemChance};
use crate::store::Kind;
use crate::time::{Clock, SystemClock};
use crate::tls::Identity;
use std::io;
use std::sync::Arc;
use tokio::runtime::{Handle, Runtime};
use tokio::signal::unix::{SignalKind, signal};

/// What every answer needs.
pub struct Desk {
    /// The rooms and the tokens that open them.
    pub rooms: Rooms,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// How much is taken, and how long is waited.
    pub limits: Limits,
    /// The plans that incidents get.
    pub plans: Plans,
    /// What is remembered of the rooms.
    pub books: Books,
    /// What is counted.
    pub meters: Arc<Meters>,
    /// How fast anybody may ask.
    pub rates: Rates,
    /// What those hear who listen.
    pub news: News,
    /// What it writes with.
    pub pens: Pens,
    /// Randomness.
    pub chance: Arc<dyn Chance>,
    /// What a push need not ask again.
    pub quiet: Quiet,
    /// Which uses of tokens were noted.
    pub noted: Noted,
}

impl Desk {
    /// A desk over rooms at which nobody listens yet.
    pub fn new(rooms: Rooms, clock: Arc<dyn Clock>, limits: Limits, plans: Plans) -> Desk {
        let news = News::new(&limits, Arc::clone(&clock), rooms.database().cloned());
        let (books, quiet, pens) = (Books::default(), Quiet::default(), Pens::default());
        let (meters, rates, chance) = (Arc::default(), Rates::of(&limits), Arc::new(SystemChance));
        let noted = Noted::default();
        Desk { rooms, clock, limits, plans, books, meters, rates, news, pens, chance, quiet, noted }
    }

    /// A token was used: it is noted beside the answer, which does not wait for it.
    fn used(&self, token: &Token) {
        let now = self.clock.now();
        if !self.noted.is_due(&token.id, now) {
            return;
        }
        let (ground, id) = (self.rooms.ground(), token.id.clone());
        let in_folder = matches!(ground, Ground::Folder(_));
        let noting = async move {
            if let Err(error) = ground.note_use(&id, now).await {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, token = id, "that a token was used is not noted");
            }
        };
        if in_folder {
            // The disk is waited for where nobody else waits.
            let handle = Handle::current();
            tokio::task::spawn_blocking(move || handle.block_on(noting));
        } else {
            tokio::spawn(noting);
        }
    }
}

/// Where others come in.
pub struct Entrance {
    /// Where requests come in.
    pub listener: std::net::TcpListener,
    /// What is shown of the server where it speaks TLS.
    pub identity: Option<Identity>,
    /// Where figures are told.
    pub metrics: Option<std::net::TcpListener>,
}

/// Serves real incidents until SIGTERM or SIGINT, then lets what has begun come to its end.
pub fn run(
    runtime: &Runtime,
    entrance: Entrance,
    ground: Ground,
    limits: Limits,
    plans: Plans,
) -> io::Result<()> {
    runtime.block_on(async {
        let Entrance { listener, identity, metrics } = entrance;
        let listener = listening(listener)?;
        let (mut term, mut int) =
            (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        let ends = async move {
            tokio::select! {
                _ = term.recv() => tracing::info!("SIGTERM: ending"),
                _ = int.recv() => tracing::info!("SIGINT: ending"),
            }
        };
        let rooms = match ground {
            Ground::Folder(folder) => Rooms::of(folder, Kind::Real, Arc::new(SystemChance)),
            Ground::Database(database) => Rooms::over(database),
        };
        let clock = Arc::new(SystemClock);
        let desk = Arc::new(Desk::new(rooms, clock, limits, plans));
        if let Some(metrics) = metrics {
            let meters = Arc::clone(&desk.meters);
            tokio::spawn(tell(listening(metrics)?, meters, std::future::pending()));
        }
        let identity = identity.map(Arc::new);
        if let Some(identity) = identity.clone() {
            let mut renewed = signal(SignalKind::hangup())?;
            tokio::spawn(async move {
                while renewed.recv().await.is_some() {
                    match identity.read_again() {
                        Ok(()) => tracing::info!("SIGHUP: the certificate was read again"),
                        Err(error) => {
                            let error = &error as &dyn std::error::Error;
                            tracing::error!(error, "SIGHUP: the certificate stays as it was");
                        }
                    }
                }
            });
        }
        serve_shown(listener, identity, desk, ends).await;
        Ok(())
    })
}

fn listening(listener: std::net::TcpListener) -> io::Result<tokio::net::TcpListener> {
    listener.set_nonblocking(true)?;
    tokio::net::TcpListener::from_std(listener)
}
