//! Many who listen at once over a database: nobody is let go because it is busy or away, and nobody misses anything.

use super::super::keeping::cluster::Cluster;
use super::super::keeping::desk::{Pen, incident, log};
use super::desk::Served;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Barrier;
use tokio::task::JoinHandle;
use warroom::access::{MAIN, Role};
use warroom::incident::{Entry, EntryId};
use warroom::store::http::{Http, News, Secret};
use warroom::store::{Appended, Cursor, Since, Store};

const LISTENERS: usize = 200;
const WRITERS: usize = 8;
const EACH: usize = 40;

async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(120), what).await.expect("it comes soon")
}

/// What somebody heard who listened until so many entries had come.
#[derive(Default)]
struct Heard {
    entries: Vec<EntryId>,
    /// How often the stream was opened.
    opened: usize,
    /// The place behind all of it.
    end: Option<Cursor>,
}

/// Listens behind a place. `open` is met as soon as the stream is there.
fn listens(at: &Arc<Http>, cursor: &Cursor, many: usize, open: &Arc<Barrier>) -> JoinHandle<Heard> {
    let (http, cursor, open) = (Arc::clone(at), cursor.clone(), Arc::clone(open));
    tokio::spawn(async move {
        let mut following = http.follow(Some(cursor)).giving_up_after(Duration::from_secs(120));
        let mut heard = Heard::default();
        while heard.entries.len() < many {
            match soon(following.next()).await.unwrap() {
                News::Connected => {
                    heard.opened += 1;
                    if heard.opened == 1 {
                        open.wait().await;
                    }
                }
                News::Came(batch) => heard.entries.extend(batch.entries.iter().map(|it| it.id)),
                News::Presence(_) => {}
                News::Reset(cursor) => panic!("{cursor} means nothing"),
            }
        }
        heard.end = following.cursor().cloned();
        heard
    })
}

async fn all_heard(listening: Vec<JoinHandle<Heard>>, all: &BTreeSet<EntryId>) {
    let count = listening.len();
    let heard = soon(futures_util::future::join_all(listening)).await.into_iter();
    let heard: Vec<Heard> = heard.map(Result::unwrap).collect();
    let again: usize = heard.iter().map(|heard| heard.opened - 1).sum();
    assert_eq!(again, 0, "streams of {count} were closed");
    let missed = heard.iter().filter(|it| {
        it.entries.len() != all.len() || !it.entries.iter().all(|id| all.contains(id))
    });
    assert_eq!(missed.count(), 0);
    assert!(heard.iter().all(|it| it.end == heard[0].end
        && it.entries.iter().collect::<BTreeSet<_>>().len() == all.len()));
}

async fn begins(served: &Served, entries: &[Entry]) -> (Arc<Http>, Cursor) {
    let http =
        Http::at(&served.url(""), Some(Secret::new(&served.token(Role::Responder, MAIN)))).unwrap();
    let Since::Reset(start) = http.since(None, 1).await.unwrap() else { panic!("no cursor") };
    for part in entries.chunks(100) {
        let done = http.append(part[0].log, part).await.unwrap();
        assert!(matches!(done, Appended::Done(_)), "{done:?}");
    }
    (Arc::new(http), start)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_streams_catch_up_and_hear_what_is_appended_and_none_is_closed() {
    let cluster = Cluster::new();
    let served = Served::over(&cluster.url("postgres"));
    let texts = vec!["before"; 300];
    let before = Pen::of(log(incident("7Q2KXM"), "k3f9q2m1")).notes(&texts);
    let (http, start) = begins(&served, &before).await;
    let open = Arc::new(Barrier::new(LISTENERS + 1));
    let many = before.len() + WRITERS * EACH;
    let listening: Vec<_> = (0..LISTENERS).map(|_| listens(&http, &start, many, &open)).collect();
    soon(open.wait()).await;
    let writing = (0..WRITERS).map(|who| {
        let http = Arc::clone(&http);
        tokio::spawn(async move {
            let mut pen = Pen::of(log(incident("7Q2KXM"), &format!("w{who:07}")));
            let mut written = Vec::new();
            for number in 0..EACH {
                let entry = pen.note(&format!("{who}/{number}"));
                let done = http.append(entry.log, std::slice::from_ref(&entry)).await.unwrap();
                assert!(matches!(done, Appended::Done(_)), "{done:?}");
                written.push(entry.id);
            }
            written
        })
    });
    let mut all: BTreeSet<EntryId> = before.iter().map(|entry| entry.id).collect();
    for writer in writing.collect::<Vec<_>>() {
        all.extend(soon(writer).await.unwrap());
    }
    assert_eq!(all.len(), many);
    all_heard(listening, &all).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn streams_that_wait_for_a_database_that_is_stuck_leave_it_to_others_and_go_on() {
    let cluster = Cluster::new();
    let served = Served::over(&cluster.url("postgres"));
    let mut pen = Pen::of(log(incident("7Q2KXM"), "k3f9q2m1"));
    let before = pen.notes(&["one", "two", "three"]);
    let (http, start) = begins(&served, &before).await;
    let last = pen.note("and what came then");
    let all: BTreeSet<EntryId> = before.iter().chain([&last]).map(|entry| entry.id).collect();
    // Somebody listens already, so that where the room stands is known.
    let first = Arc::new(Barrier::new(2));
    let mut listening = vec![listens(&http, &start, all.len(), &first)];
    soon(first.wait()).await;
    // Nobody reads an entry any more: whoever asks for one waits.
    let (mut client, connection) =
        tokio_postgres::connect(&cluster.url("postgres"), tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let stuck = client.transaction().await.unwrap();
    stuck.batch_execute("LOCK TABLE warroom_entries IN ACCESS EXCLUSIVE MODE").await.unwrap();
    let open = Arc::new(Barrier::new(LISTENERS / 4 + 1));
    listening.extend((0..LISTENERS / 4).map(|_| listens(&http, &start, all.len(), &open)));
    // More than there are connections to the database, and all of them are let in meanwhile.
    soon(open.wait()).await;
    stuck.rollback().await.unwrap();
    http.append(last.log, std::slice::from_ref(&last)).await.unwrap();
    all_heard(listening, &all).await;
}
