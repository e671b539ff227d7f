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
mod document;
mod documented;
mod door;
mod incidents;
mod lists;
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
mod replicas;
mod rights;
mod room;
mod rooms;
mod stream;

pub use book::Books;
pub use document::{document, made};
pub use documented::DOCS;
pub use door::{Limits, serve};
pub use lists::Plans;
pub use news::News;
pub use pen::Pens;
pub use quiet::Quiet;
pub use rights::{TABLE, Who};
pub use rooms::Rooms;

use crate::access::Ground;
use crate::chance::{Chance, SystemChance};
use crate::store::Kind;
use crate::time::{Clock, SystemClock};
use std::io;
use std::sync::Arc;
use tokio::runtime::Runtime;
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
    /// What those hear who listen.
    pub news: News,
    /// What it writes with.
    pub pens: Pens,
    /// Randomness.
    pub chance: Arc<dyn Chance>,
    /// In which incidents nothing asks to be removed.
    pub quiet: Quiet,
}

impl Desk {
    /// A desk over rooms at which nobody listens yet.
    pub fn new(rooms: Rooms, clock: Arc<dyn Clock>, limits: Limits, plans: Plans) -> Desk {
        let news = News::new(&limits, Arc::clone(&clock), rooms.database().cloned());
        let (books, quiet, pens) = (Books::default(), Quiet::default(), Pens::default());
        let chance = Arc::new(SystemChance);
        Desk { rooms, clock, limits, plans, books, news, pens, chance, quiet }
    }
}

/// Serves real incidents until SIGTERM or SIGINT, then lets what has begun come to its end.
pub fn run(
    runtime: &Runtime,
    listener: std::net::TcpListener,
    ground: Ground,
    plans: Plans,
) -> io::Result<()> {
    runtime.block_on(async {
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
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
        let (clock, limits) = (Arc::new(SystemClock), Limits::default());
        serve(listener, Arc::new(Desk::new(rooms, clock, limits, plans)), ends).await;
        Ok(())
    })
}
