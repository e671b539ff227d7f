//! The store in PostgreSQL: the contract, and what many servers over one database must not break.

use super::cluster::{Cluster, says};
use super::contract::every_sentence;
use super::desk::{Pen, incident, log};
use std::sync::atomic::{AtomicU32, Ordering};
use warroom::chance::SystemChance;
use warroom::incident::Entry;
use warroom::store::postgres::{Database, Postgres};
use warroom::store::{Appended, Cursor, Head, Kind, Since, Store, StoreError};

async fn database(cluster: &Cluster) -> Database {
    Database::migrated(&cluster.url("postgres"), Kind::Real, &SystemChance).await.unwrap()
}

async fn came(store: &Postgres, cursor: &Cursor) -> Vec<Entry> {
    match store.since(Some(cursor), 100).await.unwrap() {
        Since::Batch(batch) => batch.entries,
        Since::Reset(_) => panic!("{cursor} was given by this store"),
    }
}

async fn the_end(store: &Postgres) -> Cursor {
    match store.since(None, 1).await.unwrap() {
        Since::Reset(cursor) => cursor,
        Since::Batch(batch) => panic!("{batch:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_room_of_a_database_keeps_the_contract() {
    let cluster = Cluster::new();
    let database = database(&cluster).await;
    let rooms = AtomicU32::new(0);
    every_sentence(async || {
        let room = rooms.fetch_add(1, Ordering::Relaxed);
        Postgres::room(&database, &format!("room-{room}"))
    })
    .await;
    assert!(rooms.into_inner() > 25);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_who_make_it_ready_at_once_all_find_it_ready() {
    let cluster = Cluster::new();
    let answer = Database::at(&cluster.url("postgres")).await.map(|_| ());
    assert!(matches!(answer, Err(StoreError::NotMigrated(_))), "{answer:?}");
    let making = (0..8).map(|_| {
        let url = cluster.url("postgres");
        tokio::spawn(async move {
            Database::migrated(&url, Kind::Real, &SystemChance).await.map(|_| ())
        })
    });
    for made in making.collect::<Vec<_>>() {
        made.await.unwrap().unwrap();
    }
    Database::at(&cluster.url("postgres")).await.map(|_| ()).unwrap();
    let other = Database::migrated(&cluster.url("postgres"), Kind::Exercise, &SystemChance).await;
    assert!(other.is_err_and(|error| error.to_string().contains("real incidents")));
    // One that a newer version has changed is left alone.
    says(&cluster, "INSERT INTO warroom_migrations VALUES (99)").await;
    let answer = Database::at(&cluster.url("postgres")).await.map(|_| ());
    assert!(matches!(answer, Err(StoreError::NotMigrated(_))), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_who_continue_one_log_differently_at_once_one_is_taken_and_nothing_splits() {
    let cluster = Cluster::new();
    let database = database(&cluster).await;
    let store = Postgres::room(&database, "main");
    let here = log(incident("7Q2KXM"), "k3f9q2m1");
    let mut pen = Pen::of(here);
    let first = pen.note("first");
    store.append(here, std::slice::from_ref(&first)).await.unwrap();
    let writing = (0..16).map(|who| {
        let (store, mut pen) = (store.clone(), pen.clone());
        let entries = pen.notes(&[&format!("of {who}"), "and its second"]);
        tokio::spawn(async move { store.append(here, &entries).await.unwrap() })
    });
    let mut answers = Vec::new();
    for answer in writing.collect::<Vec<_>>() {
        answers.push(answer.await.unwrap());
    }
    let done = answers.iter().filter(|answer| matches!(answer, Appended::Done(_))).count();
    let forks = answers.iter().filter(|answer| **answer == Appended::Fork(2)).count();
    assert_eq!((done, forks), (1, 15), "{answers:?}");
    let held = store.read(here, 1).await.unwrap().entries;
    assert!(held.len() == 3 && held.windows(2).all(|pair| pair[1].prev == pair[0].id));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_committed_late_is_not_skipped() {
    let cluster = Cluster::new();
    let database = database(&cluster).await;
    let store = Postgres::room(&database, "main");
    let cursor = the_end(&store).await;
    let (early, late) = (log(incident("7Q2KXM"), "aaaaaaaa"), log(incident("7Q2KXM"), "bbbbbbbb"));
    let slow = Pen::of(late).note("begun first, saved last");
    // A transaction that writes and is not done.
    let (mut client, connection) =
        tokio_postgres::connect(&cluster.url("postgres"), tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let open = client.transaction().await.unwrap();
    let text = "INSERT INTO warroom_entries (room, incident, replica, seq, id, prev, main, line) \
                VALUES ('main', $1, $2, 1, $3, $4, true, $5)";
    let (id, prev) = (slow.id.to_string(), slow.prev.to_string());
    let replica = late.replica.to_string();
    open.execute(text, &[&late.incident.to_string(), &replica, &id, &prev, &slow.line()])
        .await
        .unwrap();
    let quick = Pen::of(early).note("begun last, saved first");
    store.append(early, std::slice::from_ref(&quick)).await.unwrap();
    // It is there for whoever reads, and nobody who follows is told of it before the other.
    assert_eq!(store.read(early, 1).await.unwrap().entries.len(), 1);
    assert_eq!(came(&store, &cursor).await, []);
    open.commit().await.unwrap();
    assert_eq!(came(&store, &cursor).await, [slow, quick]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_was_put_back_elsewhere_lives_another_life() {
    let cluster = Cluster::new();
    let store = Postgres::room(&database(&cluster).await, "main");
    let cursor = the_end(&store).await;
    let here = log(incident("7Q2KXM"), "aaaaaaaa");
    let mut pen = Pen::of(here);
    store.append(here, &pen.notes(&["one", "two"])).await.unwrap();
    // As after a dump from another machine: its transactions had larger numbers.
    let text = "UPDATE warroom_life SET system = '1'; \
                UPDATE warroom_entries SET xid = '99999999'";
    says(&cluster, text).await;
    let store = Postgres::room(&database(&cluster).await, "main");
    let answer = store.since(Some(&cursor), 9).await.unwrap();
    let Since::Reset(end) = answer else { panic!("{answer:?}") };
    let next = pen.note("three");
    assert_eq!(
        store.append(here, std::slice::from_ref(&next)).await.unwrap(),
        Appended::Done(Head::of(&next))
    );
    assert_eq!(came(&store, &end).await, [next]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_died_are_made_again() {
    let cluster = Cluster::new();
    let store = Postgres::room(&database(&cluster).await, "main");
    let here = log(incident("7Q2KXM"), "aaaaaaaa");
    let mut pen = Pen::of(here);
    for text in ["one", "two", "three"] {
        store.append(here, &[pen.note(text)]).await.unwrap();
        let text = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                    WHERE application_name = 'warroom'";
        says(&cluster, text).await;
    }
    assert_eq!(store.read(here, 1).await.unwrap().entries.len(), 3);
    drop(cluster);
    let answer = store.read(here, 1).await;
    assert!(matches!(answer, Err(StoreError::Unreachable { .. })), "{answer:?}");
}

#[tokio::test]
async fn an_address_that_is_none_is_not_repeated_for_it_may_hold_a_password() {
    let answer = Database::at("postgres://ops4:xyzzy@[nowhere").await.map(|_| ());
    let error = answer.unwrap_err();
    assert!(matches!(error, StoreError::BadDatabase(_)), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("xyzzy"), "{error:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_order_of_arrival_goes_by_numbers_where_they_get_longer() {
    let cluster = Cluster::new();
    let store = Postgres::room(&database(&cluster).await, "main");
    let start = the_end(&store).await;
    // Just below the thousandth transaction.
    says(
        &cluster,
        "DO $$ BEGIN WHILE pg_current_xact_id() < '994'::xid8 LOOP COMMIT; END LOOP; END $$",
    )
    .await;
    let here = log(incident("7Q2KXM"), "aaaaaaaa");
    let mut pen = Pen::of(here);
    let mut written = Vec::new();
    for number in 0..12 {
        written.push(pen.note(&number.to_string()));
        store.append(here, &written[number..]).await.unwrap();
    }
    for limit in [1, 3, 5, 100] {
        let (mut cursor, mut came) = (start.clone(), Vec::new());
        while came.len() < 30 {
            let Since::Batch(batch) = store.since(Some(&cursor), limit).await.unwrap() else {
                panic!("{cursor} was given by this store")
            };
            if batch.entries.is_empty() {
                break;
            }
            came.extend(batch.entries);
            cursor = batch.next;
        }
        assert_eq!(came, written, "{limit} at a time");
        assert_eq!(the_end(&store).await, cursor);
    }
}
