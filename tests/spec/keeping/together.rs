//! Appends to a database that come at once: they share a commit, and none answers for another.

use super::cluster::{Cluster, says};
use super::desk::{Pen, incident, log, noon};
use super::purged::{over, stone};
use futures_util::future::join_all;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;
use tokio::time::timeout;
use warroom::chance::SystemChance;
use warroom::incident::{Entry, LogId};
use warroom::store::postgres::{Database, Postgres};
use warroom::store::removal::purge;
use warroom::store::{Appended, Head, Kind, Store, StoreError};

type Push<'a> = Pin<Box<dyn Future<Output = Result<Appended, StoreError>> + 'a>>;

/// A database in which everybody who writes waits for somebody.
struct Held {
    cluster: Cluster,
    store: Postgres,
    client: tokio_postgres::Client,
}

impl Held {
    async fn new() -> Held {
        let cluster = Cluster::new();
        let url = cluster.url("postgres");
        let database = Database::migrated(&url, Kind::Real, &SystemChance).await.unwrap();
        let (client, connection) =
            tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        Held { cluster, store: Postgres::room(&database, "main"), client }
    }

    async fn holds(&self) {
        let text = "BEGIN; LOCK TABLE warroom_entries IN SHARE MODE";
        self.client.batch_execute(text).await.unwrap();
    }

    async fn lets_go(&self) {
        self.client.batch_execute("COMMIT").await.unwrap();
    }

    async fn number(&self, text: &str) -> i64 {
        self.client.query_one(text, &[]).await.unwrap().get(0)
    }

    /// Begins a push; it waits, one way or the other.
    async fn begins<'a>(&'a self, log: LogId, entries: &'a [Entry]) -> Push<'a> {
        let mut push: Push<'a> = Box::pin(self.store.append(log, entries));
        let begun = poll_fn(|waker| Poll::Ready(push.as_mut().poll(waker).is_pending()));
        assert!(begun.await);
        push
    }

    /// Begins pushes until as many statements are under way as there may be.
    async fn fills<'a>(&'a self, logs: &'a [(LogId, Vec<Entry>)]) -> Vec<Push<'a>> {
        let mut pushes = Vec::new();
        for (number, (log, entries)) in (1..).zip(logs) {
            pushes.push(self.begins(*log, entries).await);
            let waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted";
            while self.number(waiting).await < number {
                let moment = timeout(Duration::from_millis(20), pushes.last_mut().unwrap());
                assert!(moment.await.is_err());
            }
        }
        pushes
    }
}

/// The beginnings of so many logs.
fn logs(letter: char, many: usize) -> Vec<(LogId, Vec<Entry>)> {
    let name = |number: usize| format!("{}{number:02}", String::from(letter).repeat(6));
    let log = |number| log(incident("7Q2KXM"), &name(number));
    (0..many).map(log).map(|log| (log, Pen::of(log).notes(&["one", "two"]))).collect()
}

fn done(entries: &[Entry]) -> Appended {
    Appended::Done(Head::of(entries.last().unwrap()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn those_who_come_while_others_are_written_share_a_commit() {
    let held = Held::new().await;
    let (first, later) = (logs('a', 4), logs('b', 20));
    held.holds().await;
    let mut pushes = held.fills(&first).await;
    for (log, entries) in &later {
        pushes.push(held.begins(*log, entries).await);
    }
    held.lets_go().await;
    for (answer, (_, entries)) in join_all(pushes).await.into_iter().zip(first.iter().chain(&later))
    {
        assert_eq!(answer.unwrap(), done(entries));
    }
    let commits = "SELECT count(DISTINCT xid::text) FROM warroom_entries WHERE replica LIKE ";
    assert_eq!(held.number(&format!("{commits} 'a%'")).await, 4);
    assert_eq!(held.number(&format!("{commits} 'b%'")).await, 1);
    for (log, entries) in first.iter().chain(&later) {
        assert_eq!(held.store.read(*log, 1).await.unwrap().entries, *entries);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_those_who_go_together_each_gets_the_answer_that_is_its_own() {
    let held = Held::new().await;
    let (first, good) = (logs('a', 4), logs('b', 2));
    let forked = log(incident("7Q2KXM"), "cccccccc");
    let (mut pen, mut other) = (Pen::of(forked), Pen::of(forked));
    let begun = pen.note("one telling");
    held.store.append(forked, std::slice::from_ref(&begun)).await.unwrap();
    let contradicts = other.notes(&["another telling"]);
    let apart = log(incident("7Q2KXM"), "dddddddd");
    let gap = Pen::of(apart).notes(&["missing", "there"])[1..].to_vec();
    let gone = log(incident("3Z9KQW"), "eeeeeeee");
    let mut late = Pen::of(gone);
    held.store.append(gone, &over(&mut late)).await.unwrap();
    purge(&held.store, &stone(gone.incident), noon()).await.unwrap();
    let after = late.notes(&["after it was purged"]);

    held.holds().await;
    let mut pushes = held.fills(&first).await;
    let together: Vec<(LogId, &[Entry], Appended)> = vec![
        (good[0].0, &good[0].1, done(&good[0].1)),
        (forked, &contradicts, Appended::Fork(1)),
        (apart, &gap, Appended::Gap(None)),
        (gone, &after, Appended::Purged),
        (good[1].0, &good[1].1, done(&good[1].1)),
    ];
    for (log, entries, _) in &together {
        pushes.push(held.begins(*log, entries).await);
    }
    held.lets_go().await;
    let answers = join_all(pushes).await.split_off(first.len());
    for (answer, (log, _, wanted)) in answers.into_iter().zip(together) {
        assert_eq!(answer.unwrap(), wanted, "{log:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pushes_of_one_log_are_written_one_after_the_other_in_the_order_in_which_they_came() {
    let held = Held::new().await;
    let first = logs('a', 4);
    let here = log(incident("7Q2KXM"), "bbbbbbbb");
    let entries = Pen::of(here).notes(&["one", "two", "three", "four"]);
    held.holds().await;
    let mut pushes = held.fills(&first).await;
    for part in entries.chunks(1) {
        pushes.push(held.begins(here, part).await);
    }
    // Sent once more by whoever did not wait for an answer.
    pushes.push(held.begins(here, &entries[..2]).await);
    held.lets_go().await;
    let answers = join_all(pushes).await.split_off(first.len());
    let wanted = entries.iter().map(|entry| Appended::Done(Head::of(entry)));
    let wanted: Vec<_> = wanted.chain([done(&entries)]).collect();
    assert_eq!(answers.into_iter().map(Result::unwrap).collect::<Vec<_>>(), wanted);
    assert_eq!(held.store.read(here, 1).await.unwrap().entries, entries);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_statement_that_fails_for_all_is_asked_again_for_each() {
    let held = Held::new().await;
    // Whatever names this replica cannot be written: the statement for all of them fails with it.
    let text = "ALTER TABLE warroom_entries ADD CHECK (replica <> 'bbbbbb01')";
    says(&held.cluster, text).await;
    let (first, later) = (logs('a', 4), logs('b', 3));
    held.holds().await;
    let mut pushes = held.fills(&first).await;
    for (log, entries) in &later {
        pushes.push(held.begins(*log, entries).await);
    }
    held.lets_go().await;
    let answers = join_all(pushes).await.split_off(first.len());
    let good = answers.iter().map(|answer| answer.as_ref().ok().copied()).collect::<Vec<_>>();
    assert_eq!(good, [Some(done(&later[0].1)), None, Some(done(&later[2].1))]);
    assert!(matches!(answers[1], Err(StoreError::Database { .. })), "{answers:?}");
    assert_eq!(held.store.read(later[1].0, 1).await.unwrap().entries, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_does_not_wait_for_the_answer_keeps_nobody_else_from_writing() {
    let held = Held::new().await;
    let first = logs('a', 4);
    let here = log(incident("7Q2KXM"), "bbbbbbbb");
    let entries = Pen::of(here).notes(&["one", "two"]);
    held.holds().await;
    let pushes = held.fills(&first).await;
    drop((pushes, held.begins(here, &entries[..1]).await));
    held.lets_go().await;
    let push = pin!(held.store.append(here, &entries));
    assert_eq!(push.await.unwrap(), done(&entries));
    assert_eq!(held.store.read(here, 1).await.unwrap().entries, entries);
}
