//! A stream of one incident: its entries alone, and coming back to them without what others wrote.

use super::super::keeping::desk::{Pen, incident, log, wait};
use super::super::keeping::purged::over;
use super::desk::Served;
use super::line::Line;
use serde_json::json;
use std::time::Duration;
use warroom::access::{MAIN, Role};
use warroom::incident::Entry;
use warroom::server::Limits;
use warroom::store::Store;

/// Two incidents at a server, each with a pen.
fn two(served: &Served) -> [Pen; 2] {
    let mut pens = ["7Q2KXM", "AAAAAA"].map(|letters| Pen::of(log(incident(letters), "k3f9q2m1")));
    for pen in &mut pens {
        append(served, &[pen.note("it is there")]);
    }
    pens
}

fn append(served: &Served, entries: &[Entry]) {
    wait(served.store(Role::Responder).append(entries[0].log, entries)).unwrap();
}

fn quick() -> Served {
    let soon = Duration::from_millis(20);
    Served::with(Limits { heartbeat: soon, recheck: soon, look: soon, ..Limits::default() })
}

fn ours(served: &Served, token: &str, more: &str) -> Line {
    Line::at("/v1/stream?incident=7Q2K", served, token, more)
}

/// The last place that was given.
fn place(read: &str) -> &str {
    read.lines().rev().find_map(|line| line.strip_prefix("id: ")).unwrap()
}

fn data(read: &str) -> Vec<&str> {
    read.lines().filter_map(|line| line.strip_prefix("data: {\"v\"")).collect()
}

fn as_data(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.line().strip_prefix("{\"v\"").unwrap()).collect()
}

#[test]
fn only_what_is_about_the_incident_is_told_in_its_order() {
    let served = Served::new();
    let token = served.token(Role::Viewer, MAIN);
    let [mut our, mut other] = two(&served);
    let mut line = ours(&served, &token, "");
    line.until("event: reset");
    let mut all = Vec::new();
    for round in 0..5 {
        append(&served, &other.notes(&["not", "for", "us"]));
        let entry = our.note(&format!("note {round}"));
        append(&served, std::slice::from_ref(&entry));
        all.push(entry);
    }
    line.until(all[4].line());
    assert_eq!(data(&line.read), as_data(&all));
}

#[test]
fn whoever_comes_back_hears_what_they_missed_of_the_incident_and_nothing_twice() {
    let served = Served::new();
    let token = served.token(Role::Viewer, MAIN);
    let [mut our, mut other] = two(&served);
    let mut line = ours(&served, &token, "");
    let mut at = place(line.until("event: reset")).to_owned();
    drop(line);
    let mut heard: Vec<Entry> = Vec::new();
    for round in 0..4 {
        let theirs = other.notes(&["x", "y", "z"]);
        let mine = our.notes(&["one", "two"]);
        append(&served, &theirs[..2]);
        append(&served, &mine);
        append(&served, &theirs[2..]);
        // What is told while somebody comes back is told as well.
        let mut again = ours(&served, &token, &format!("last-event-id: {at}\r\n"));
        again.until(mine[1].line());
        let late = our.note("late");
        append(&served, std::slice::from_ref(&late));
        again.until(late.line());
        let came = [mine, vec![late]].concat();
        assert_eq!(data(&again.read), as_data(&came), "{round}");
        assert!(!again.read.contains("event: reset"));
        at = place(&again.read).to_owned();
        heard.extend(came);
    }
    assert_eq!(heard.len(), 12);
}

#[test]
fn the_place_goes_on_over_what_others_write() {
    let served = quick();
    let token = served.token(Role::Viewer, MAIN);
    let [_, mut other] = two(&served);
    let mut line = ours(&served, &token, "");
    let first = place(line.until("event: reset")).to_owned();
    // Told while somebody listens: the place comes alone, with the next sign of life.
    append(&served, &other.notes(&["not for us"]));
    let moved = |read: &str| {
        let (before, last) = read.rsplit_once("\nid: ").unwrap();
        before.contains("\nid: ") && last.contains("\n\n")
    };
    while !moved(&line.read) {
        assert!(line.goes_on());
    }
    let behind = place(&line.read).to_owned();
    assert!(behind != first && data(&line.read).is_empty(), "{}", line.read);
    // Read behind a place: the same, at once.
    let mut again = ours(&served, &token, &format!("last-event-id: {first}\r\n"));
    again.until(&format!("id: {behind}\n\n"));
    assert!(data(&again.read).is_empty(), "{}", again.read);
}

#[test]
fn much_that_others_wrote_is_passed_over_and_what_follows_it_is_found() {
    let served = Served::new();
    let token = served.token(Role::Viewer, MAIN);
    let [mut our, mut other] = two(&served);
    let mut line = ours(&served, &token, "");
    let at = place(line.until("event: reset")).to_owned();
    drop(line);
    let text = "x".repeat(20_000);
    for _ in 0..6 {
        append(&served, &other.notes(&[text.as_str(); 40]));
    }
    let mine = our.notes(&["at last"]);
    append(&served, &mine);
    let mut again = ours(&served, &token, &format!("last-event-id: {at}\r\n"));
    again.until(mine[0].line());
    assert_eq!(data(&again.read), as_data(&mine));
    assert!(again.read.len() < 20_000, "{}", again.read.len());
}

#[test]
fn only_those_are_told_who_look_at_the_incident() {
    let served = quick();
    let [our, other] = two(&served).map(|pen| pen.log.incident);
    let token = served.token(Role::Viewer, MAIN);
    let [admin, auditor, responder] =
        [Role::Admin, Role::Auditor, Role::Responder].map(|role| served.store(role));
    wait(responder.is_here(Some(other))).unwrap();
    let mut line = ours(&served, &token, "");
    line.until("\n:\n\n");
    assert!(!line.read.contains("event: presence"), "{}", line.read);
    wait(admin.is_here(Some(our))).unwrap();
    line.until(&json!({ "present": [{ "name": "admin", "incident": our }] }).to_string());
    wait(auditor.is_here(Some(other))).unwrap();
    wait(auditor.is_here(None)).unwrap();
    wait(admin.is_here(None)).unwrap();
    let read = line.until("data: {\"present\":[]}");
    assert!(!read.contains("responder") && !read.contains("auditor"), "{read}");
}

#[test]
fn the_stream_of_what_is_not_there_is_refused_and_of_what_is_purged_ends() {
    let served = quick();
    let (viewer, admin) = (served.token(Role::Viewer, MAIN), served.token(Role::Admin, MAIN));
    let [_, other] = two(&served);
    for (of, status, code) in [
        ("ZZZZZZ", 404, "no_incident"),
        ("AI-261120-ZZZZZZ", 404, "no_incident"),
        ("261120", 409, "ambiguous"),
    ] {
        let answer = served.gets(&format!("/v1/stream?incident={of}"), &viewer);
        assert_eq!((answer.status, &*answer.code()), (status, code), "{of}");
    }
    let elsewhere = served.token(Role::Viewer, "legal");
    assert_eq!(served.gets("/v1/stream?incident=AI-261120-7Q2KXM", &elsewhere).status, 404);

    let mut ended = Pen::of(log(incident("BBBBBB"), "k3f9q2m1"));
    append(&served, &over(&mut ended));
    let mut line = Line::at("/v1/stream?incident=BBBBBB", &served, &viewer, "");
    line.until("event: reset");
    let mut beside = Line::at("/v1/stream?incident=AAAAAA", &served, &viewer, "");
    beside.until("event: reset");
    let wanted = json!({ "incident": ended.log.incident, "reason": "kept long enough" });
    let answer = served.asks("POST", "/v1/purge", Some(&admin), wanted.to_string().as_bytes());
    assert_eq!(answer.status, 200);
    assert!(line.ends().ends_with("0\r\n\r\n"));
    let answer = served.gets("/v1/stream?incident=AI-261120-BBBBBB", &viewer);
    assert_eq!((answer.status, &*answer.code()), (410, "purged"));
    // Others hear nothing of it and go on.
    let entry = other.clone().note("still here");
    append(&served, std::slice::from_ref(&entry));
    beside.until(entry.line());
    assert_eq!(data(&beside.read), as_data(&[entry]));
}
