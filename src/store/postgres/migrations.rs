//! The tables, step by step. Whoever comes first takes the step; the others wait and find it taken.

use super::asking::{About, failed};
use super::{read, strange};
use crate::store::{Kind, StoreError};
use deadpool_postgres::Object;
use tokio_postgres::{Client, GenericClient};

/// The steps, in order. One that was published is never changed.
const STEPS: [&str; 6] = [
    include_str!("migrations/0001.sql"),
    include_str!("migrations/0002.sql"),
    include_str!("migrations/0003.sql"),
    include_str!("migrations/0004.sql"),
    include_str!("migrations/0005.sql"),
    include_str!("migrations/0006.sql"),
];
/// The lock under which steps are taken: a number that nothing else in the database uses.
const LOCK: i64 = 0x7761_7272_6f6f_6d01;

/// Takes the steps that are missing, and sees whether the database is the one that it was.
pub(super) async fn migrate(
    client: &mut Object,
    kind: Kind,
    life: &str,
) -> Result<About, StoreError> {
    let transaction = client.transaction().await.map_err(failed)?;
    // A step takes as long as it takes, and so does waiting for whoever takes it.
    let patience = "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '10min'";
    transaction.batch_execute(patience).await.map_err(failed)?;
    transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).await.map_err(failed)?;
    let table = "CREATE TABLE IF NOT EXISTS warroom_migrations (step int PRIMARY KEY)";
    transaction.batch_execute(table).await.map_err(failed)?;
    let taken = steps_taken(&*transaction).await?;
    if taken > STEPS.len() {
        return Err(newer(taken));
    }
    for (index, step) in STEPS.iter().enumerate().skip(taken) {
        transaction.batch_execute(step).await.map_err(failed)?;
        let step = i32::try_from(index + 1).expect("there are few steps");
        let text = "INSERT INTO warroom_migrations (step) VALUES ($1)";
        transaction.execute(text, &[&step]).await.map_err(failed)?;
    }
    let text = "INSERT INTO warroom_life (life, kind, system) \
                SELECT $1, $2, system_identifier::text FROM pg_control_system() \
                ON CONFLICT DO NOTHING";
    transaction.execute(text, &[&life, &kind.word()]).await.map_err(failed)?;
    // Put back elsewhere from a dump: its numbers of transactions mean nothing here, so the order of
    // arrival begins anew, and so do those who follow. What can be seen here was always written by a
    // transaction that is below the end of what is looked at: others may be writing meanwhile.
    let text = "UPDATE warroom_life SET life = $1, system = here.system_identifier::text \
                FROM pg_control_system() AS here \
                WHERE system <> here.system_identifier::text \
                   OR EXISTS (SELECT 1 FROM warroom_entries \
                              WHERE xid >= pg_snapshot_xmax(pg_current_snapshot()))";
    if transaction.execute(text, &[&life]).await.map_err(failed)? > 0 {
        let text = "UPDATE warroom_entries SET xid = '3'";
        transaction.execute(text, &[]).await.map_err(failed)?;
    }
    let about = about_of(&*transaction).await?;
    transaction.commit().await.map_err(failed)?;
    if about.kind != kind {
        let what = format!("it is for {} incidents", about.kind.word());
        return Err(StoreError::BadDatabase(what));
    }
    Ok(about)
}

/// What a database says of itself that others have made ready.
pub(super) async fn about(client: &Client) -> Result<About, StoreError> {
    are_taken(client).await?;
    match steps_taken(client).await? {
        taken if taken > STEPS.len() => Err(newer(taken)),
        _ => about_of(client).await,
    }
}

/// Whether all steps were taken that this version knows. A running server goes on when a newer version
/// has taken more: a step only adds.
pub(super) async fn are_taken(client: &Client) -> Result<(), StoreError> {
    let there = "SELECT to_regclass('warroom_migrations') IS NOT NULL";
    let there = client.query_one(there, &[]).await.map_err(failed)?;
    let there: bool = there.try_get(0).map_err(failed)?;
    if !there {
        return Err(StoreError::NotMigrated("it has no tables of warroom".to_owned()));
    }
    match steps_taken(client).await? {
        taken if taken < STEPS.len() => {
            let what = format!("{taken} of {} steps were taken", STEPS.len());
            Err(StoreError::NotMigrated(what))
        }
        _ => Ok(()),
    }
}

fn newer(taken: usize) -> StoreError {
    let what = format!("a newer version has taken {taken} steps; this one knows {}", STEPS.len());
    StoreError::NotMigrated(what)
}

async fn steps_taken(client: &impl GenericClient) -> Result<usize, StoreError> {
    let row = client.query_one("SELECT count(*) FROM warroom_migrations", &[]).await;
    let taken: i64 = row.and_then(|row| row.try_get(0)).map_err(failed)?;
    Ok(usize::try_from(taken).unwrap_or_default())
}

async fn about_of(client: &impl GenericClient) -> Result<About, StoreError> {
    let row = client.query_one("SELECT life, kind FROM warroom_life", &[]).await.map_err(failed)?;
    let word: String = read(&row, 1)?;
    let kind = [Kind::Real, Kind::Exercise].into_iter().find(|kind| kind.word() == word);
    Ok(About { life: read(&row, 0)?, kind: kind.ok_or_else(|| strange(&word))? })
}
