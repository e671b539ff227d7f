//! How a database is reached: its address, who it has to be, how long anybody is waited for.

use crate::store::StoreError;
use crate::tls;
use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use futures_util::stream::{self, Stream};
use std::path::Path;
use std::pin::Pin;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_postgres::config::SslMode;
use tokio_postgres::{AsyncMessage, Client, Config, Connection, Error, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

/// How many connections a process has at most.
const CONNECTIONS: usize = 16;
/// How long is waited for a place among them.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long each host may take to let a connection in, unless the address says otherwise; the first of
/// several may be gone.
const HOST: Duration = Duration::from_secs(2);
/// How long all hosts may take together.
const HOSTS: Duration = Duration::from_secs(10);
/// How long what was sent may stay without a sign that it came, unless the address says otherwise.
const UNHEARD: Duration = Duration::from_secs(10);
/// What every connection says first: nothing waits for ever, and what was acknowledged is durable even
/// where the database has another habit.
const OPTIONS: &str = "-c statement_timeout=30s -c lock_timeout=10s \
                       -c idle_in_transaction_session_timeout=30s -c synchronous_commit=on";

/// Where a database is, and who vouches for it.
///
/// `sslmode` in the address says what is asked of the connection:
///
/// - `disable`: it is plain;
/// - `prefer`, as it is without a word: TLS where the database offers it, with whoever answers;
/// - `require`, `verify-ca`, `verify-full`, or an authority that is named: TLS with a certificate for this
///   very host from an authority that is believed. Less than that would keep nobody out.
#[derive(Clone, Copy)]
pub struct Address<'a> {
    /// A URL, or words such as `host=db user=warroom`.
    pub url: &'a str,
    /// The file with the authorities that are believed; none for those of this machine.
    pub authorities: Option<&'a Path>,
}

impl<'a> From<&'a str> for Address<'a> {
    fn from(url: &'a str) -> Address<'a> {
        Address { url, authorities: None }
    }
}

impl<'a> From<&'a String> for Address<'a> {
    fn from(url: &'a String) -> Address<'a> {
        Address::from(url.as_str())
    }
}

impl Address<'_> {
    fn config(self) -> Result<Config, StoreError> {
        let checked = ["sslmode=verify-full", "sslmode=verify-ca"];
        let url = checked
            .iter()
            .fold(self.url.to_owned(), |url, word| url.replace(word, "sslmode=require"));
        let mut config: Config = url.parse().map_err(|error: tokio_postgres::Error| {
            // The address may hold a password: it is not repeated.
            let source = std::error::Error::source(&error);
            StoreError::BadDatabase(source.map_or(error.to_string(), ToString::to_string))
        })?;
        // What the operator asks for comes first: of two that are the same the last one counts.
        let options = format!("{} {OPTIONS}", config.get_options().unwrap_or_default());
        config.application_name("warroom").options(options);
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(HOST);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(UNHEARD);
        }
        if self.authorities.is_some() {
            config.ssl_mode(SslMode::Require);
        }
        Ok(config)
    }

    /// Connections for statements, and how to make one beside them.
    pub(super) fn reached(self) -> Result<(Pool, Reach), StoreError> {
        let config = self.config()?;
        let tls = match config.get_ssl_mode() {
            SslMode::Disable => None,
            SslMode::Prefer => Some(tls::anybody()?),
            _ => Some(tls::known(self.authorities)?),
        };
        let reach = Reach { config, tls: tls.map(MakeRustlsConnect::new) };
        let (config, how) =
            (reach.config.clone(), ManagerConfig { recycling_method: RecyclingMethod::Fast });
        let manager = match reach.tls.clone() {
            None => Manager::from_config(config, NoTls, how),
            Some(tls) => Manager::from_config(config, tls, how),
        };
        let pool = Pool::builder(manager)
            .max_size(CONNECTIONS)
            .wait_timeout(Some(PATIENCE))
            .create_timeout(Some(HOSTS))
            .recycle_timeout(Some(PATIENCE))
            .runtime(Runtime::Tokio1)
            .build();
        let pool = pool.map_err(|error| super::asking::unreachable(Box::new(error)))?;
        Ok((pool, reach))
    }
}

/// What it takes to reach a database.
pub(super) struct Reach {
    config: Config,
    tls: Option<MakeRustlsConnect>,
}

/// What a database says without being asked.
pub(super) type Messages = Pin<Box<dyn Stream<Item = Result<AsyncMessage, Error>> + Send>>;

impl Reach {
    /// One more connection, which lives for as long as its messages are taken.
    pub(super) async fn connect(&self) -> Result<(Client, Messages), Error> {
        match self.tls.clone() {
            None => self.config.connect(NoTls).await.map(with_messages),
            Some(tls) => self.config.connect(tls).await.map(with_messages),
        }
    }
}

fn with_messages<S, T>((client, mut connection): (Client, Connection<S, T>)) -> (Client, Messages)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    (client, Box::pin(stream::poll_fn(move |cx| connection.poll_message(cx))))
}
