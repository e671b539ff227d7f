//! One statement and its answer: bounded connections, bounded waiting, and again when a connection died.

use super::notices::Notices;
use crate::store::{Kind, StoreError};
use deadpool_postgres::{
    Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime,
};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Config, NoTls, Row};

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
/// How long an answer is waited for: longer than the database itself gives a statement, so that only a
/// machine that vanished takes so long.
const ANSWER: Duration = Duration::from_secs(40);
/// How often is asked again when the connection died under the question. Every question may be repeated.
const TRIES: usize = 3;
/// What every connection says first: nothing waits for ever, and what was acknowledged is durable even
/// where the database has another habit.
const OPTIONS: &str = "-c statement_timeout=30s -c lock_timeout=10s \
                       -c idle_in_transaction_session_timeout=30s -c synchronous_commit=on";

/// What is handed to a statement.
pub(crate) type Asked<'a> = &'a [&'a (dyn ToSql + Sync)];

/// A database that holds rooms.
#[derive(Clone)]
pub struct Database {
    pool: Pool,
    about: Arc<About>,
    /// How it is reached, for a connection beside the pool.
    pub(super) config: Arc<Config>,
    pub(super) notices: Arc<Notices>,
}

/// What a database says of itself.
#[derive(Debug, Clone)]
pub(super) struct About {
    pub life: String,
    pub kind: Kind,
}

impl Database {
    /// Connects to a database that is ready.
    ///
    /// # Errors
    ///
    /// When the address is none, nobody answers, or it has not been migrated.
    pub async fn at(address: &str) -> Result<Database, StoreError> {
        let (pool, config) = pool(address)?;
        let about = super::migrations::about(&**client(&pool).await?).await?;
        Ok(Database {
            pool,
            about: Arc::new(about),
            config: Arc::new(config),
            notices: Arc::default(),
        })
    }

    /// Makes a database ready, however many do it at once, and connects to it.
    pub async fn migrated(
        address: &str,
        kind: Kind,
        chance: &dyn crate::chance::Chance,
    ) -> Result<Database, StoreError> {
        let (pool, config) = pool(address)?;
        let mut random = [0; 16];
        chance.fill(&mut random);
        let life = crate::chance::letters(&random);
        let mut first = client(&pool).await?;
        let about = super::migrations::migrate(&mut first, kind, &life).await?;
        drop(first);
        Ok(Database {
            pool,
            about: Arc::new(about),
            config: Arc::new(config),
            notices: Arc::default(),
        })
    }

    /// Whether it can be asked, and every step that this version knows was taken.
    pub async fn is_ready(&self) -> Result<(), StoreError> {
        super::migrations::are_taken(&**client(&self.pool).await?).await
    }

    pub(super) fn kind(&self) -> Kind {
        self.about.kind
    }

    pub(super) fn life(&self) -> &str {
        &self.about.life
    }

    /// Asks, and asks again when the connection died: every statement here may be repeated.
    pub(crate) async fn ask(&self, text: &str, asked: Asked<'_>) -> Result<Vec<Row>, StoreError> {
        let mut tries = 0;
        loop {
            tries += 1;
            let client = client(&self.pool).await?;
            let answer = async {
                let statement = client.prepare_cached(text).await?;
                client.query(&statement, asked).await
            };
            match timeout(ANSWER, answer).await {
                Ok(Ok(rows)) => return Ok(rows),
                Ok(Err(error)) if tries < TRIES && (is_gone(&error) || client.is_closed()) => {
                    // The others died with it, as when the database starts again.
                    self.pool.retain(|_, _| false);
                }
                Ok(Err(error)) => return Err(failed(error)),
                Err(late) => {
                    drop(Object::take(client));
                    return Err(unreachable(Box::new(late)));
                }
            }
        }
    }
}

fn pool(address: &str) -> Result<(Pool, Config), StoreError> {
    let mut config: Config = address.parse().map_err(|error: tokio_postgres::Error| {
        // The address may hold a password: it is not repeated.
        let what = std::error::Error::source(&error).map_or(error.to_string(), ToString::to_string);
        StoreError::BadDatabase(what)
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
    let recycling_method = RecyclingMethod::Fast;
    let manager = Manager::from_config(config.clone(), NoTls, ManagerConfig { recycling_method });
    let pool = Pool::builder(manager)
        .max_size(CONNECTIONS)
        .wait_timeout(Some(PATIENCE))
        .create_timeout(Some(HOSTS))
        .recycle_timeout(Some(PATIENCE))
        .runtime(Runtime::Tokio1)
        .build();
    Ok((pool.map_err(|error| unreachable(Box::new(error)))?, config))
}

async fn client(pool: &Pool) -> Result<Object, StoreError> {
    pool.get().await.map_err(|error| match error {
        PoolError::Backend(error) => failed(error),
        error => unreachable(Box::new(error)),
    })
}

fn unreachable(source: Box<dyn std::error::Error + Send + Sync>) -> StoreError {
    StoreError::Unreachable { peer: "the database".to_owned(), source }
}

/// What the database could not do. A statement that it refused names the reason; no text of anybody's.
pub(super) fn failed(error: tokio_postgres::Error) -> StoreError {
    match error.as_db_error() {
        Some(refused) if !is_gone(&error) => {
            let what = format!("{} ({})", refused.message(), refused.code().code());
            StoreError::Database { what, source: Box::new(error) }
        }
        _ => unreachable(Box::new(error)),
    }
}

/// Whether the database ended the connection, is ending or starting, or is no longer the one to write to.
fn is_gone(error: &tokio_postgres::Error) -> bool {
    let going = [
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
        SqlState::CANNOT_CONNECT_NOW,
        SqlState::READ_ONLY_SQL_TRANSACTION,
    ];
    error.is_closed() || error.code().is_some_and(|code| going.contains(code))
}

/// Whether somebody else was faster at the same place.
pub(super) fn is_contended(error: &StoreError) -> bool {
    let StoreError::Database { source, .. } = error else { return false };
    let code = source.downcast_ref::<tokio_postgres::Error>().and_then(tokio_postgres::Error::code);
    code == Some(&SqlState::UNIQUE_VIOLATION)
}
