//! `serve`, `migrate` and `token`: a server over the store's folder or over a database. What answers
//! other desks is handed in: the command line knows no server.

use super::args::{DatabaseOf, Global, LogFormat, ServeOf, ShareDo};
use super::desk::{Desk, planned};
use super::failure::{Failure, USAGE};
use super::out::Out;
use super::settings::shelf;
use super::tokens;
use crate::access::Ground;
use crate::catalog::{Chosen, Shelf};
use crate::chance::SystemChance;
use crate::store::postgres::Database;
use crate::store::{Kind, StoreError};
use crate::time::{Clock, SystemClock};
use crate::tls::{Identity, TlsError};
use serde_json::json;
use std::net::{SocketAddr, TcpListener};
use tokio::runtime::{Builder, Runtime};

/// What is to be served, and where.
pub struct ToServe {
    /// Whatever waits: connections to a database live in it.
    pub runtime: Runtime,
    /// Where the rooms are.
    pub ground: Ground,
    /// Where requests come in.
    pub listener: TcpListener,
    /// What is shown of the server where it speaks TLS.
    pub identity: Option<Identity>,
    /// Where figures are told.
    pub metrics: Option<TcpListener>,
    /// How many requests a second are answered to one token; none for no limit.
    pub rate: Option<u32>,
    /// How many listen at once.
    pub streams: u16,
    /// The plans that incidents may get.
    pub shelf: Shelf,
    /// The plan that they get where nobody names one.
    pub plan: Chosen,
}

/// Whatever serves a store until it is told to end.
pub type Serve = fn(ToServe) -> Result<(), Failure>;

/// Does what the keeper of a server asks.
pub fn keep(global: Global, out: Out, what: ShareDo, serving: Serve) -> Result<u8, Failure> {
    let mut runtime = Builder::new_multi_thread();
    if !matches!(what, ShareDo::Serve(_)) {
        runtime.worker_threads(1);
    }
    let runtime = runtime.enable_all().build();
    let runtime = runtime.map_err(|error| Failure::io("cannot start", &error))?;
    match what {
        ShareDo::Serve(of) => serve(runtime, global, out, &of, serving)?,
        ShareDo::Migrate(of) => {
            let Some(url) = of.address() else {
                let what = "no database is named: the store's folder needs no making ready";
                let remedy = "set WARROOM_DATABASE_URL, or type --database-url URL";
                return Err(Failure::new(USAGE, what, remedy));
            };
            runtime.block_on(Database::migrated(url, Kind::Real, &SystemChance))?;
            if out.json {
                out.json(&json!({ "ready": true }))?;
            } else {
                out.say("the database is ready")?;
            }
        }
        ShareDo::Token { database, what } => runtime.block_on(async {
            let ground = ground(&database, false, global, out).await?;
            tokens::tokens(&ground, out, what).await
        })?,
        // It sits at a desk.
        ShareDo::Sync { .. } => {}
    }
    Ok(0)
}

/// What a server stands over: the database that is named, or the store's folder.
async fn ground(
    of: &DatabaseOf,
    migrates: bool,
    global: Global,
    out: Out,
) -> Result<Ground, Failure> {
    let Some(url) = of.address() else {
        return Ok(Ground::Folder(Desk::at(global, out)?.journal.store().clone()));
    };
    let database = if migrates {
        Database::migrated(url, Kind::Real, &SystemChance).await
    } else {
        Database::at(url).await
    };
    Ok(Ground::Database(database?))
}

/// Begins to listen, says where, and hands the rest to whoever serves.
fn serve(
    runtime: Runtime,
    global: Global,
    out: Out,
    of: &ServeOf,
    serving: Serve,
) -> Result<(), Failure> {
    let at = of.listen;
    let identity = match (&of.tls_cert, &of.tls_key) {
        (Some(cert), Some(key)) => Some(Identity::read(cert, key)?),
        _ => None,
    };
    if !at.ip().is_loopback() && !of.behind_proxy && identity.is_none() {
        let what = format!("{at} can be reached from other machines, and this is plain HTTP");
        let remedy = "give it a certificate (--tls-cert, --tls-key), or put a proxy with TLS before it \
                      and say --behind-proxy, or listen on 127.0.0.1";
        return Err(Failure::new(USAGE, what, remedy));
    }
    let (shelf, plan) = (shelf(&global), planned(&global)?);
    let ground = runtime.block_on(ground(&of.database, !of.no_migrate, global, out))?;
    let (now, tokens) = (SystemClock.now(), runtime.block_on(ground.tokens())?);
    let (at, listener) = bind(at)?;
    let metrics = of.metrics_listen.map(bind).transpose()?;
    let scheme = if identity.is_some() { "https" } else { "http" };
    announce(out, &format!("{scheme}://{at}"), metrics.as_ref().map(|(at, _)| *at))?;
    let metrics = metrics.map(|(_, listener)| listener);
    if !tokens.tokens.iter().any(|token| token.is_good(now)) {
        super::out::complain(
            "warning: no token opens this server; make one with \
             `warroom token new --name NAME --role responder`",
        );
    }
    let rate = (of.rate > 0).then_some(of.rate);
    let streams = of.streams;
    serving(ToServe { runtime, ground, listener, identity, metrics, rate, streams, shelf, plan })
}

fn bind(at: SocketAddr) -> Result<(SocketAddr, TcpListener), Failure> {
    let bound = TcpListener::bind(at).and_then(|listener| Ok((listener.local_addr()?, listener)));
    bound.map_err(|error| Failure::io(&format!("cannot listen on {at}"), &error))
}

fn announce(out: Out, address: &str, metrics: Option<SocketAddr>) -> Result<(), Failure> {
    let metrics = metrics.map(|at| format!("http://{at}/metrics"));
    if out.json {
        return out.json(&json!({ "listening": address, "metrics": metrics }));
    }
    out.say(&format!("listening on {address}"))?;
    metrics.map_or(Ok(()), |metrics| out.say(&format!("metrics on {metrics}")))
}

impl From<TlsError> for Failure {
    fn from(error: TlsError) -> Failure {
        Failure::from_store(&StoreError::Tls(error))
    }
}

/// Whether the log is written as data.
pub fn is_json(of: &ServeOf) -> bool {
    of.log_format == LogFormat::Json
}
