//! Several servers over one database: what one takes in is heard at the others, by a word or by looking.

use super::super::keeping::cluster::Cluster;
use super::super::keeping::desk::{Pen, incident, log};
use super::desk::Served;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::mpsc::unbounded_channel;
use warroom::access::{MAIN, Role};
use warroom::chance::SystemChance;
use warroom::incident::{Entry, LogId};
use warroom::server::Limits;
use warroom::store::http::{Following, Http, News, Secret};
use warroom::store::postgres::{Database, Notice};
use warroom::store::{Kind, Store};

fn here() -> LogId {
    log(incident("7Q2KXM"), "k3f9q2m1")
}

/// Two servers over one database that never look by themselves.
fn two(cluster: &Cluster) -> [Served; 2] {
    let never = || Limits { look: Duration::from_secs(3600), ..Limits::default() };
    [(); 2].map(|()| Served::over_with(&cluster.url("postgres"), never()))
}

async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(60), what).await.expect("it comes soon")
}

async fn begins(following: &mut Following<'_>) {
    while !matches!(soon(following.next()).await.unwrap(), News::Reset(_)) {}
}

/// The next entry that comes.
async fn comes(following: &mut Following<'_>) -> Entry {
    loop {
        if let News::Came(batch) = soon(following.next()).await.unwrap() {
            assert_eq!(batch.entries.len(), 1);
            return batch.entries[0].clone();
        }
    }
}

/// Says something to the database past the servers.
async fn says(cluster: &Cluster, text: &str) {
    let (client, connection) =
        tokio_postgres::connect(&cluster.url("postgres"), tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client.batch_execute(text).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_server_takes_in_is_heard_at_another_also_after_the_line_was_cut() {
    let cluster = Cluster::new();
    let [one, other] = two(&cluster);
    let token = Secret::new(&one.token(Role::Responder, MAIN));
    let writer = Http::at(&one.url(""), Some(token.clone())).unwrap();
    let listener = Http::at(&other.url(""), Some(token)).unwrap();
    let mut following = listener.follow(None);
    begins(&mut following).await;
    let mut pen = Pen::of(here());
    for round in 0..4 {
        let entry = pen.note(&format!("round {round}"));
        writer.append(here(), std::slice::from_ref(&entry)).await.unwrap();
        assert_eq!(comes(&mut following).await, entry);
        // What is written while nobody hears it is found as soon as they listen again.
        says(
            &cluster,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN warroom'",
        )
        .await;
    }
    // And who is there is known to all of them.
    writer.is_here(Some(here().incident)).await.unwrap();
    let there = loop {
        if let News::Presence(there) = soon(following.next()).await.unwrap() {
            break there;
        }
    };
    assert_eq!((there.len(), there[0].incident), (1, Some(here().incident)));
    assert_eq!(listener.present().await.unwrap(), there);
}

#[tokio::test]
async fn many_words_about_one_room_go_out_as_one() {
    let cluster = Cluster::new();
    let url = cluster.url("postgres");
    let database = Database::migrated(&url, Kind::Real, &SystemChance).await.unwrap();
    let (tell, mut told) = unbounded_channel();
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    let _hearing = database.hear(move |notice| {
        counted.fetch_add(1, Ordering::Relaxed);
        _ = tell.send(notice);
    });
    // That it listens now: whatever came before may have been missed.
    assert_eq!(soon(told.recv()).await, Some(Notice::Missed));
    for _ in 0..200 {
        database.tell(Notice::Written("main".to_owned()));
    }
    database.tell(Notice::Stirred("legal".to_owned()));
    assert_eq!(soon(told.recv()).await, Some(Notice::Written("main".to_owned())));
    assert_eq!(soon(told.recv()).await, Some(Notice::Stirred("legal".to_owned())));
    database.tell(Notice::Written("main".to_owned()));
    assert_eq!(soon(told.recv()).await, Some(Notice::Written("main".to_owned())));
    assert_eq!(count.load(Ordering::Relaxed), 4);
}
