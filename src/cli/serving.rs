//! `serve`: this store for other desks. What answers them is handed in: the command line knows no server.

use super::args::{LogFormat, ServeOf};
use super::desk::{Desk, planned};
use super::failure::{Failure, USAGE};
use super::settings::shelf;
use crate::access::Tokens;
use crate::catalog::{Chosen, Shelf};
use crate::store::folder::Folder;
use serde_json::json;
use std::net::{SocketAddr, TcpListener};

/// A store that is to be served, and where.
pub struct ToServe {
    /// The store.
    pub store: Folder,
    /// Where requests come in.
    pub listener: TcpListener,
    /// The plans that incidents may get.
    pub shelf: Shelf,
    /// The plan that they get where nobody names one.
    pub plan: Chosen,
}

/// Whatever serves a store until it is told to end.
pub type Serve = fn(ToServe) -> Result<(), Failure>;

/// Begins to listen, says where, and hands the rest to whoever serves.
pub fn serve(desk: &Desk, of: &ServeOf, serve: Serve) -> Result<(), Failure> {
    let at = of.listen;
    if !at.ip().is_loopback() && !of.behind_proxy {
        let what = format!("{at} can be reached from other machines, and this is plain HTTP");
        let remedy =
            "put a proxy with TLS before it and say --behind-proxy, or listen on 127.0.0.1";
        return Err(Failure::new(USAGE, what, remedy));
    }
    let (shelf, plan) = (shelf(&desk.global), planned(&desk.global)?);
    let store = desk.journal.store().clone();
    let now = desk.journal.clock().now();
    let nobody = !Tokens::of(&store)?.tokens.iter().any(|token| token.is_good(now));
    let bound = TcpListener::bind(at).and_then(|listener| Ok((listener.local_addr()?, listener)));
    let (at, listener) =
        bound.map_err(|error| Failure::io(&format!("cannot listen on {at}"), &error))?;
    announce(desk, at)?;
    if nobody {
        super::out::complain(
            "warning: no token opens this server; make one with \
             `warroom token new --name NAME --role responder`",
        );
    }
    serve(ToServe { store, listener, shelf, plan })
}

fn announce(desk: &Desk, at: SocketAddr) -> Result<(), Failure> {
    let address = format!("http://{at}");
    if desk.out.json {
        return desk.out.json(&json!({ "listening": address }));
    }
    desk.out.say(&format!("listening on {address}"))
}

/// Whether the log is written as data.
pub fn is_json(of: &ServeOf) -> bool {
    of.log_format == LogFormat::Json
}
