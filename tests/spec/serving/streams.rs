//! A stream as it goes over the line: its head, its events, its end; and who may not have one.

use super::super::keeping::cluster::Cluster;
use super::super::keeping::desk::{Pen, incident, log, noon, wait};
use super::desk::{Served, client};
use super::line::Line;
use rustix::process::Signal;
use std::time::Duration;
use warroom::access::{MAIN, Role, Tokens};
use warroom::incident::{Entry, LogId};
use warroom::server::Limits;
use warroom::store::{Since, Store};

fn here() -> LogId {
    log(incident("7Q2KXM"), "k3f9q2m1")
}

fn soon() -> Duration {
    Duration::from_millis(20)
}

fn append(served: &Served, entries: &[Entry]) {
    wait(served.store(Role::Responder).append(here(), entries)).unwrap();
}

fn the_end(served: &Served) -> String {
    match wait(served.folder().since(None, 1)).unwrap() {
        Since::Reset(cursor) => cursor.to_string(),
        Since::Batch(batch) => panic!("{batch:?}"),
    }
}

#[test]
fn an_entry_goes_over_the_line_byte_for_byte_with_its_place() {
    let served = Served::new();
    let token = served.token(Role::Viewer, MAIN);
    let mut line = Line::open(&served, &token, "");
    let head = line.until("event: reset").to_ascii_lowercase();
    for header in [
        "http/1.1 200",
        "content-type: text/event-stream\r\n",
        "cache-control: no-store\r\n",
        "x-accel-buffering: no\r\n",
    ] {
        assert!(head.contains(header), "{header}: {head}");
    }
    assert!(!head.contains("content-encoding") && head.contains("retry: 3000\n\n"), "{head}");
    let entries = Pen::of(here()).notes(&["„zwei“ \u{1b}[31m\n\u{202e}", "🚨 \u{2028}"]);
    append(&served, &entries);
    let came = line.until(entries[1].line()).to_owned();
    let end = the_end(&served);
    for entry in &entries {
        assert!(came.contains(&format!("\nevent: entry\ndata: {}\n\n", entry.line())), "{came}");
    }
    assert!(came.contains(&format!("id: {end}\nevent: entry\ndata: {}", entries[1].line())));
}

#[test]
fn a_line_that_is_cut_inside_a_batch_goes_on_behind_the_last_whole_event() {
    let served = Served::new();
    let token = served.token(Role::Viewer, MAIN);
    let mut first = Line::open(&served, &token, "");
    first.until("event: reset");
    let entries = Pen::of(here()).notes(&["one", "two", "three", "four"]);
    append(&served, &entries);
    let came = first.until(entries[3].line()).to_owned();
    let ids: Vec<&str> = came.lines().filter_map(|line| line.strip_prefix("id: ")).collect();
    // The first stands in the reset.
    assert_eq!(ids.len(), 5);
    for (heard, id) in ids.iter().enumerate() {
        let by_header = format!("last-event-id: {id}\r\n");
        let mut again = Line::open(&served, &token, &by_header);
        let Some(last) = entries[heard..].last() else { continue };
        again.until(&format!("{}\n", last.line()));
        let data = again.read.lines().filter_map(|line| line.strip_prefix("data: "));
        let rest = entries[heard..].iter().map(Entry::line);
        assert!(data.eq(rest), "{heard}: {}", again.read);
        assert!(!again.read.contains("event: reset"));
    }
}

#[test]
fn what_was_never_a_cursor_begins_anew_in_a_header_and_is_refused_in_a_question() {
    let served = Served::new();
    let token = served.token(Role::Viewer, MAIN);
    let mut line = Line::open(&served, &token, "last-event-id: nonsense\r\n");
    line.until("event: reset");
    let answer = served.gets("/v1/stream?cursor=nonsense", &token);
    assert_eq!((answer.status, &*answer.code()), (400, "bad_request"));
    assert_eq!(served.gets("/v1/stream?since=1", &token).status, 400);
}

#[test]
fn a_silent_line_says_that_it_is_there() {
    let served = Served::with(Limits { heartbeat: soon(), ..Limits::default() });
    let token = served.token(Role::Viewer, MAIN);
    let mut line = Line::open(&served, &token, "");
    line.until("event: reset");
    while line.until("\n:\n\n").matches("\n:\n\n").count() < 3 {
        assert!(line.goes_on());
    }
}

#[test]
fn the_stream_of_a_token_that_was_taken_back_ends() {
    let served = Served::with(Limits { recheck: soon(), ..Limits::default() });
    let token = served.token(Role::Viewer, MAIN);
    let mut line = Line::open(&served, &token, "");
    line.until("event: reset");
    Tokens::change(&served.folder(), |tokens| tokens.tokens[0].revoked_at = Some(noon())).unwrap();
    assert!(line.ends().ends_with("0\r\n\r\n"));
}

#[test]
fn streams_and_those_who_wait_are_let_go_at_once_when_the_server_ends() {
    let mut served = Served::with(Limits { drain: Duration::from_secs(600), ..Limits::default() });
    let token = served.token(Role::Viewer, MAIN);
    let mut line = Line::open(&served, &token, "");
    line.until("event: reset");
    let url = served.url(&format!("/v1/entries?cursor={}&wait=30s", the_end(&served)));
    let asking = std::thread::spawn(move || {
        wait(async {
            let answer = client().get(url).bearer_auth(token).send().await;
            // It may have been too late to ask.
            answer.map_or(200, |answer| answer.status().as_u16())
        })
    });
    served.ends();
    line.ends();
    assert_eq!(asking.join().unwrap(), 200);
    served.ended();
}

#[test]
fn when_all_places_are_taken_the_next_one_is_told_to_come_later() {
    let served = Served::with(Limits { streams: 2, ..Limits::default() });
    let token = served.token(Role::Viewer, MAIN);
    let mut lines = [(); 2].map(|()| Line::open(&served, &token, ""));
    for line in &mut lines {
        line.until("event: reset");
    }
    let answer = served.gets("/v1/stream", &token);
    assert_eq!((answer.status, &*answer.code()), (503, "too_many_streams"));
    assert_eq!(answer.header("retry-after"), "5");
    let waits = format!("/v1/entries?cursor={}&wait=1s", the_end(&served));
    assert_eq!(served.gets(&waits, &token).code(), "too_many_streams");
    // Everything else is answered, and a place that is given back is free.
    assert_eq!(served.gets("/v1/heads", &token).status, 200);
    drop(lines);
    while served.gets("/v1/stream", &token).status != 200 {}
}

/// Writes more than a connection, the server and the ring hold together; says all that was written.
fn floods(served: &Served) -> Vec<Entry> {
    let (mut pen, store) = (Pen::of(here()), served.store(Role::Responder));
    let text = "x".repeat(60_000);
    let mut all = Vec::new();
    wait(async {
        for _ in 0..40 {
            let entries = pen.notes(&[text.as_str(); 12]);
            store.append(here(), &entries).await.unwrap();
            all.extend(entries);
        }
    });
    all
}

#[test]
fn a_reader_that_lags_is_read_to_from_the_store_and_misses_nothing() {
    let served = Served::new();
    let token = served.token(Role::Viewer, MAIN);
    let mut line = Line::open(&served, &token, "");
    line.until("event: reset");
    let all = floods(&served);
    let came = line.until(all.last().unwrap().line());
    let heard = came.lines().filter_map(|line| line.strip_prefix("data: {\"v\""));
    assert!(heard.eq(all.iter().filter_map(|entry| entry.line().strip_prefix("{\"v\""))));
}

#[test]
fn a_place_is_not_held_by_somebody_who_never_reads() {
    let unread = Duration::from_millis(200);
    let served = Served::with(Limits { streams: 1, unread, ..Limits::default() });
    let token = served.token(Role::Viewer, MAIN);
    let mut never = Line::open(&served, &token, "");
    never.until("event: reset");
    assert_eq!(served.gets("/v1/stream", &token).status, 503);
    floods(&served);
    while served.gets("/v1/stream", &token).status != 200 {}
    drop(never);
}

#[test]
fn a_question_may_wait_for_its_answer() {
    let served = Served::new();
    let token = served.token(Role::Viewer, MAIN);
    let end = the_end(&served);
    let path = format!("/v1/entries?cursor={end}&wait=30s");
    let entries = Pen::of(here()).notes(&["one", "two"]);
    let came = std::thread::scope(|scope| {
        let asking = scope.spawn(|| served.gets(&path, &token).json());
        append(&served, &entries);
        asking.join().unwrap()
    });
    assert_eq!(came["entries"].as_array().unwrap().len(), 2);
    assert_eq!((&came["reset"], &came["cursor"]), (&false.into(), &the_end(&served).into()));
    // Nothing comes, and it is said soon.
    let none = served.gets(&format!("/v1/entries?cursor={}&wait=0s", the_end(&served)), &token);
    assert_eq!(none.json()["entries"], serde_json::json!([]));
    for wait in ["25", "31s", "-1s", "s", "", "1m"] {
        let answer = served.gets(&format!("/v1/entries?cursor={end}&wait={wait}"), &token);
        assert_eq!((answer.status, &*answer.code()), (400, "bad_request"), "{wait}");
    }
}

#[test]
fn a_database_that_goes_away_while_a_stream_catches_up_is_waited_for() {
    let mut cluster = Cluster::new();
    let limits = Limits { heartbeat: soon(), ..Limits::default() };
    let served = Served::over_with(&cluster.url("postgres"), limits);
    let token = served.token(Role::Viewer, MAIN);
    let mut line = Line::open(&served, &token, "");
    let start = line.until("event: reset").lines().find_map(|line| line.strip_prefix("id: "));
    let from = format!("last-event-id: {}\r\n", start.unwrap());
    drop(line);
    let all = floods(&served);
    let mut line = Line::open(&served, &token, &from);
    line.until("event: entry");
    // It is in the middle: what the line holds is far less than what came.
    cluster.stops(Signal::QUIT);
    line.until("\n:\n\n");
    assert!(!line.read.contains(all.last().unwrap().line()));
    cluster.starts();
    line.until(all.last().unwrap().line());
    let heard = line.read.matches("event: entry").count();
    assert_eq!(heard, all.len());
}
