//! One statement and its answer: bounded connections, bounded waiting, and again when a connection died.

use super::notices::Notices;
use super::reaching::{Address, Way};
use super::together::Together;
use crate::store::{Kind, StoreError};
use deadpool_postgres::{Object, Pool, PoolError};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;
use tokio_postgres::Row;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;

/// How long an answer is waited for: longer than the database itself gives a statement, so that only a
/// machine that vanished takes so long.
const ANSWER: Duration = Duration::from_secs(40);
/// How often is asked again when the connection died under the question. Every question may be repeated.
const TRIES: usize = 3;
/// What is handed to a statement.
pub(crate) type Asked<'a> = &'a [&'a (dyn ToSql + Sync)];

/// A database that holds rooms.
#[derive(Clone)]
pub struct Database {
    pool: Pool,
    about: Arc<About>,
    /// How it is reached, for a connection beside the pool.
    pub(super) way: Arc<Way>,
    pub(super) notices: Arc<Notices>,
    pub(super) together: Arc<Together>,
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
    pub async fn at(address: impl Into<Address<'_>>) -> Result<Database, StoreError> {
        let (pool, way) = address.into().pool()?;
        let about = super::migrations::about(&**client(&pool).await?).await?;
        Ok(Database::of(pool, way, about))
    }

    /// Makes a database ready, however many do it at once, and connects to it.
    pub async fn migrated(
        address: impl Into<Address<'_>>,
        kind: Kind,
        chance: &dyn crate::chance::Chance,
    ) -> Result<Database, StoreError> {
        let (pool, way) = address.into().pool()?;
        let mut random = [0; 16];
        chance.fill(&mut random);
        let life = crate::chance::letters(&random);
        let mut first = client(&pool).await?;
        let about = super::migrations::migrate(&mut first, kind, &life).await?;
        drop(first);
        Ok(Database::of(pool, way, about))
    }

    fn of(pool: Pool, way: Way, about: About) -> Database {
        let (about, way) = (Arc::new(about), Arc::new(way));
        Database { pool, about, way, notices: Arc::default(), together: Arc::default() }
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

async fn client(pool: &Pool) -> Result<Object, StoreError> {
    pool.get().await.map_err(|error| match error {
        PoolError::Backend(error) => failed(error),
        error => unreachable(Box::new(error)),
    })
}

pub(super) fn unreachable(source: Box<dyn std::error::Error + Send + Sync>) -> StoreError {
    StoreError::Unreachable { peer: "the database".to_owned(), source }
}

/// What the database could not do. A statement that it refused names the reason; no text of anybody's.
pub(super) fn failed(error: tokio_postgres::Error) -> StoreError {
    match error.as_db_error() {
        Some(refused) if !is_gone(&error) => {
            let what = format!("{} ({})", refused.message(), refused.code().code());
            StoreError::Database { what, source: Box::new(error) }
        }
        _ if is_unbelieved(&error) => StoreError::NotBelieved(Box::new(error)),
        _ => unreachable(Box::new(error)),
    }
}

/// Whether somebody answered who could not show that they are the database.
fn is_unbelieved(error: &tokio_postgres::Error) -> bool {
    let source = std::error::Error::source(error);
    let inner = source.and_then(|source| source.downcast_ref::<std::io::Error>()?.get_ref());
    let inner = inner.and_then(|inner| inner.downcast_ref::<rustls::Error>());
    matches!(inner, Some(rustls::Error::InvalidCertificate(_)))
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
