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
mod door;
mod incidents;
mod lists;
mod paging;
mod problem;
mod purging;
mod replicas;
mod rights;
mod rooms;

pub use book::Books;
pub use door::{Limits, serve};
pub use lists::Plans;
pub use rights::{TABLE, Who};
pub use rooms::Rooms;

use crate::chance::SystemChance;
use crate::store::Kind;
use crate::store::folder::Folder;
use crate::time::{Clock, SystemClock};
use std::io;
use std::sync::Arc;
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
}

/// Serves a store with real incidents until SIGTERM or SIGINT, then lets what has begun come to its end.
pub fn run(listener: std::net::TcpListener, store: Folder, plans: Plans) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
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
        let rooms = Rooms::of(store, Kind::Real, Arc::new(SystemChance));
        let (clock, limits) = (Arc::new(SystemClock), Limits::default());
        let desk = Desk { rooms, clock, limits, plans, books: Books::default() };
        serve(listener, Arc::new(desk), ends).await;
        Ok(())
    })
}
