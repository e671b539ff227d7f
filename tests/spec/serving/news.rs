//! Following a server: every desk hears what another one writes, once, whatever happens to the line.

use super::super::keeping::desk::{Pen, incident, log};
use super::desk::Served;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use warroom::access::Role;
use warroom::incident::{Entry, LogId};
use warroom::server::Limits;
use warroom::store::http::{Following, Http, News, Secret};
use warroom::store::{Cursor, Since, Store, StoreError};

/// A server that looks often, and whose streams say often that they are there.
fn lively() -> Limits {
    let look = Duration::from_millis(20);
    Limits { look, heartbeat: look, recheck: look, ..Limits::default() }
}

fn here() -> LogId {
    log(incident("7Q2KXM"), "k3f9q2m1")
}

async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(60), what).await.expect("it comes soon")
}

async fn next(following: &mut Following<'_>) -> News {
    soon(following.next()).await.unwrap()
}

/// Follows until the stream is there and stands at the end.
async fn begins(following: &mut Following<'_>) -> Cursor {
    assert_eq!(next(following).await, News::Connected);
    match next(following).await {
        News::Reset(cursor) => cursor,
        other => panic!("{other:?}"),
    }
}

/// The next so many entries that come.
async fn come(following: &mut Following<'_>, count: usize) -> Vec<Entry> {
    let mut entries = Vec::new();
    while entries.len() < count {
        match next(following).await {
            News::Came(batch) => {
                assert_eq!(batch.places.last(), Some(&batch.next));
                entries.extend(batch.entries);
            }
            News::Connected | News::Presence(_) => {}
            other @ News::Reset(_) => panic!("{other:?}"),
        }
    }
    entries
}

#[tokio::test]
async fn two_desks_hear_what_a_third_one_writes() {
    let served = Served::new();
    let (one, two) = (served.store(Role::Viewer), served.store(Role::Responder));
    let third = served.store(Role::Responder);
    let (mut one, mut two) = (one.follow(None), two.follow(None));
    begins(&mut one).await;
    begins(&mut two).await;
    let mut pen = Pen::of(here());
    for text in ["one", "two", "three"] {
        let entry = pen.note(text);
        third.append(here(), std::slice::from_ref(&entry)).await.unwrap();
        assert_eq!(come(&mut one, 1).await, std::slice::from_ref(&entry));
        assert_eq!(come(&mut two, 1).await, [entry]);
    }
    assert!(one.streams() && one.cursor() == two.cursor());
}

#[tokio::test]
async fn what_is_written_past_the_server_is_heard_too() {
    let served = Served::with(lively());
    let desk = served.store(Role::Viewer);
    let mut desk = desk.follow(None);
    begins(&mut desk).await;
    let entries = Pen::of(here()).notes(&["by hand", "and again"]);
    served.folder().append(here(), &entries).await.unwrap();
    assert_eq!(come(&mut desk, 2).await, entries);
}

#[tokio::test]
async fn nothing_of_another_room_is_heard() {
    let served = Served::new();
    let (ours, theirs) = (served.store(Role::Viewer), served.store_of(Role::Responder, "legal"));
    let (mut here_too, mut there) = (ours.follow(None), theirs.follow(None));
    begins(&mut here_too).await;
    begins(&mut there).await;
    let entry = Pen::of(here()).note("for few eyes");
    theirs.append(here(), std::slice::from_ref(&entry)).await.unwrap();
    assert_eq!(come(&mut there, 1).await, [entry]);
    let mut other = Pen::of(log(incident("AAAAAA"), "k3f9q2m1"));
    let entry = other.note("for everybody");
    let writer = served.store(Role::Responder);
    writer.append(entry.log, std::slice::from_ref(&entry)).await.unwrap();
    assert_eq!(come(&mut here_too, 1).await, [entry]);
}

#[tokio::test]
async fn whoever_comes_back_hears_what_they_missed_and_nothing_twice() {
    let served = Served::new();
    let desk = served.store(Role::Responder);
    let mut pen = Pen::of(here());
    let mut all = Vec::new();
    let mut cursor = begins(&mut desk.follow(None)).await;
    let mut heard = Vec::new();
    for round in 0..6 {
        let entries = pen.notes(&["one", "two", "three"]);
        desk.append(here(), &entries).await.unwrap();
        all.extend(entries);
        // Every other time the line is cut before anything was said.
        let mut again = desk.follow(Some(cursor.clone()));
        assert_eq!(next(&mut again).await, News::Connected);
        if round % 2 == 1 {
            heard.extend(come(&mut again, all.len() - heard.len()).await);
            cursor = again.cursor().unwrap().clone();
        }
    }
    assert_eq!(heard, all);
}

#[tokio::test]
async fn a_cursor_that_means_nothing_begins_anew_and_says_so() {
    let served = Served::new();
    let desk = served.store(Role::Responder);
    let entries = Pen::of(here()).notes(&["one", "two"]);
    desk.append(here(), &entries).await.unwrap();
    let Since::Reset(end) = desk.since(None, 1).await.unwrap() else { panic!("no cursor") };
    let mut following = desk.follow(Some("elsewhere-7-0d5e8a11".parse().unwrap()));
    assert_eq!(begins(&mut following).await, end);
}

#[tokio::test]
async fn a_server_that_ends_is_told_and_followed_again_from_the_same_place() {
    let mut served = Served::new();
    let desk = served.store(Role::Responder);
    let mut following = desk.follow(None);
    let cursor = begins(&mut following).await;
    served.ends();
    let error = loop {
        match soon(following.next()).await {
            Ok(_) => {}
            Err(error) => break error,
        }
    };
    assert!(matches!(error, StoreError::Unreachable { .. }), "{error:?}");
    assert_eq!(following.cursor(), Some(&cursor));
}

#[tokio::test]
async fn whoever_may_not_listen_is_told_why() {
    let served = Served::new();
    let ingest = served.store(Role::Ingest);
    let answer = soon(ingest.follow(None).next()).await;
    assert!(matches!(answer, Err(StoreError::Denied { .. })), "{answer:?}");
}

/// Passes everything on but streams, of which nothing comes out.
async fn gathering(listener: TcpListener, server: std::net::SocketAddr) {
    loop {
        let (mut near, _) = listener.accept().await.unwrap();
        tokio::spawn(async move {
            let mut head = vec![0; 16 * 1024];
            let read = near.read(&mut head).await.unwrap();
            head.truncate(read);
            if head.starts_with(b"GET /v1/stream") {
                std::future::pending::<()>().await;
            }
            let mut far = TcpStream::connect(server).await.unwrap();
            far.write_all(&head).await.unwrap();
            _ = copy_bidirectional(&mut near, &mut far).await;
        });
    }
}

#[tokio::test]
async fn behind_a_proxy_that_gathers_news_come_by_waiting() {
    let served = Served::new();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let proxy = tokio::spawn(gathering(listener, served.address));
    let token = Secret::new(&served.token(Role::Viewer, "main"));
    let desk = Http::at(&address, Some(token)).unwrap();
    let mut desk = desk.follow(None).giving_up_after(Duration::from_millis(100));
    assert!(matches!(next(&mut desk).await, News::Reset(_)));
    assert!(!desk.streams());
    let entries = Pen::of(here()).notes(&["one", "two"]);
    let writer = served.store(Role::Responder);
    let (came, ()) = tokio::join!(next(&mut desk), async {
        writer.append(here(), &entries).await.unwrap();
    });
    match came {
        News::Came(batch) => assert_eq!(batch.entries, entries),
        other => panic!("{other:?}"),
    }
    proxy.abort();
}
