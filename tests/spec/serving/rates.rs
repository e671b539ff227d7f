//! How fast anybody may ask, and what is counted: limits that come back with time, figures without names.

use super::super::keeping::desk::{Pen, incident, log, noon, wait};
use super::desk::Served;
use chrono::TimeDelta;
use std::io::{Read, Write};
use std::net::IpAddr;
use std::sync::Arc;
use warroom::access::{MAIN, Role};
use warroom::server::{Limits, Meters, Open, Rates, tell};
use warroom::store::http::Http;
use warroom::store::{Scope, Store, StoreError};
use warroom::time::Clock;

fn slow() -> Limits {
    Limits { token_rate: (3, 1), stranger_rate: (2, 1), ..Limits::default() }
}

#[test]
fn whoever_asks_too_fast_is_told_when_to_come_again_and_may_then() {
    let rates = Rates::of(&slow());
    let asks = |ms| rates.token("a", noon() + TimeDelta::milliseconds(ms));
    let left: Vec<u32> = (0..3).map(|_| asks(0).left).collect();
    assert_eq!(left, [2, 1, 0]);
    assert_eq!(asks(0).again, Some(2));
    assert_eq!((asks(1000).again, asks(1000).again), (None, Some(2)));
    // Somebody else is not slower for it.
    assert_eq!(rates.token("b", noon()).left, 2);
    // A clock that was set back keeps nobody out for longer than it takes to have everything again.
    assert_eq!(asks(-3_600_000).again, Some(2));
    assert_eq!(asks(-3_600_000 + 1000).again, None);
}

#[test]
fn strangers_are_known_by_their_address_and_only_so_many_are_remembered() {
    let rates = Rates::of(&slow());
    let from = |text: &str| Some(text.parse::<IpAddr>().unwrap());
    let asks = |whence| rates.stranger(whence, noon()).again.is_none();
    assert_eq!([asks(from("192.0.2.1")), asks(from("192.0.2.1"))], [true, true]);
    assert!(!asks(from("192.0.2.1")) && asks(from("192.0.2.2")));
    // One who has a whole network has one place all the same.
    let one_network = ["2001:db8::1", "2001:db8::2", "2001:db8::3"].map(|at| asks(from(at)));
    assert_eq!(one_network, [true, true, false]);
    let crowd = (0..20_000_u32).filter(|number| {
        rates.stranger(Some(IpAddr::V4((0x0a00_0000 + number).into())), noon()).again.is_none()
    });
    assert!(crowd.count() < 10_000);
    // Later there is room again.
    let later = noon() + TimeDelta::seconds(10);
    assert_eq!(rates.stranger(from("198.51.100.1"), later).again, None);
}

#[test]
fn an_answer_says_how_many_more_may_be_asked() {
    let served = Served::with(slow());
    let token = served.token(Role::Viewer, MAIN);
    let first = served.gets("/v1/me", &token);
    assert_eq!(first.header("ratelimit-policy"), "\"token\";q=3;w=3");
    assert_eq!((first.status, first.header("ratelimit")), (200, "\"token\";r=2"));
    served.gets("/v1/me", &token);
    served.gets("/v1/me", &token);
    let over = served.gets("/v1/me", &token);
    assert_eq!((over.status, &*over.code()), (429, "too_fast"));
    assert_eq!((over.header("retry-after"), over.header("ratelimit")), ("2", "\"token\";r=0;t=2"));
    // Health is asked as often as a balancer likes, and others go on.
    assert!((0..10).all(|_| served.asks("GET", "/readyz", None, b"").status == 200));
    assert_eq!(served.gets("/v1/me", &served.token(Role::Viewer, MAIN)).status, 200);
    let wrong: Vec<u16> = (0..3).map(|_| served.gets("/v1/me", "wr_no").status).collect();
    assert_eq!(wrong, [401, 401, 429]);
    served.clock.set(served.clock.now() + TimeDelta::seconds(2));
    assert_eq!(served.gets("/v1/me", &token).status, 200);
}

#[test]
fn figures_are_told_on_an_address_of_their_own_without_a_name_or_a_secret() {
    let served = Served::new();
    let token = served.token(Role::Responder, MAIN);
    let store = served.store(Role::Responder);
    let entries = Pen::of(log(incident("7Q2KXM"), "k3f9q2m1")).notes(&["xyzzy", "two"]);
    wait(store.append(entries[0].log, &entries)).unwrap();
    served.gets("/v1/heads", &token);
    served.gets("/v1/heads", "wr_no");
    served.asks("BREW", "/v1/nowhere/xyzzy", Some(&token), b"");
    let figures = served.meters.text();
    let wanted = [
        "warroom_requests_total{method=\"GET\",path=\"/v1/heads\",status=\"200\"} 1",
        "warroom_requests_total{method=\"GET\",path=\"/v1/heads\",status=\"401\"} 1",
        "warroom_requests_total{method=\"other\",path=\"other\",status=\"404\"} 1",
        "warroom_request_duration_seconds_count{path=\"/v1/heads\"} 2",
        "warroom_appends_total 1",
        "warroom_entries_total 2",
        "warroom_streams 0",
        "warroom_store_errors_total 0",
        "warroom_build_info{version=",
        "# EOF",
    ];
    for line in wanted {
        assert!(figures.contains(line), "{line} in {figures}");
    }
    for secret in ["xyzzy", "responder", "7Q2KXM", "wr_"] {
        assert!(!figures.contains(secret), "{secret} in {figures}");
    }
    // Nobody finds them where everybody gets in.
    assert_eq!(served.gets("/metrics", &token).status, 404);
    let answer = wait(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/metrics", listener.local_addr().unwrap());
        let telling = tell(listener, Arc::clone(&served.meters), std::future::pending());
        tokio::select! {
            answer = async { super::desk::client().get(url).send().await.unwrap() } => answer,
            () = telling => panic!("it goes on"),
        }
    });
    let content = answer.headers()["content-type"].to_str().unwrap();
    assert!(content.starts_with("application/openmetrics-text"), "{content}");
}

#[test]
fn what_is_open_is_counted_for_as_long_as_it_is_held() {
    let meters = Meters::default();
    let (one, two) = (Open::one(&meters.streams), Open::one(&meters.streams));
    assert!(meters.text().contains("warroom_streams 2"));
    drop((one, two));
    assert!(meters.text().contains("warroom_streams 0"));
}

#[test]
fn a_database_that_is_gone_is_counted() {
    let cluster = super::super::keeping::cluster::Cluster::new();
    let served = Served::over(&cluster.url("postgres"));
    let token = served.token(Role::Viewer, MAIN);
    drop(cluster);
    let answer = served.gets("/v1/heads", &token);
    assert_eq!((answer.status, &*answer.code()), (503, "store_failed"));
    assert_eq!(answer.header("retry-after"), "5");
    assert!(served.meters.text().contains("warroom_store_errors_total 1"));
}

/// Somebody who gives these answers, one after the other, on one connection; the last one for ever.
fn answers(given: Vec<(&'static str, &'static str)>) -> (Http, std::thread::JoinHandle<usize>) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let peer = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let last = given.last().copied();
        let mut asked = Vec::new();
        for (round, (status, body)) in
            given.into_iter().chain(std::iter::repeat(last.unwrap())).enumerate()
        {
            asked.clear();
            while !asked.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                match stream.read(&mut byte) {
                    Ok(1) => asked.push(byte[0]),
                    _ => return round,
                }
            }
            let length = body.len();
            write!(stream, "HTTP/1.1 {status}\r\ncontent-length: {length}\r\n\r\n{body}").unwrap();
        }
        0
    });
    (Http::at(&url, None).unwrap(), peer)
}

#[test]
fn a_client_that_is_told_to_come_again_comes_again() {
    let heads = r#"{"heads":[]}"#;
    let (fast, busy) =
        ("429 Too Many Requests\r\nretry-after: 0", "409 Conflict\r\nretry-after: 0");
    let (store, peer) = answers(vec![(fast, "{}"), (busy, "{}"), (fast, "{}"), ("200 OK", heads)]);
    assert!(wait(store.heads(Scope::Everything)).unwrap().is_empty());
    drop(store);
    assert_eq!(peer.join().unwrap(), 4);
}

#[test]
fn a_client_asks_once_where_waiting_does_not_help_or_others_go_on_without_the_server() {
    let gone = "503 Service Unavailable\r\nretry-after: 0";
    for status in [gone, "409 Conflict", "422 Unprocessable Entity\r\nretry-after: 0"] {
        let (store, peer) = answers(vec![(status, "{}")]);
        assert!(wait(store.heads(Scope::Everything)).is_err(), "{status}");
        drop(store);
        assert_eq!(peer.join().unwrap(), 1, "{status}");
    }
}

#[test]
fn a_server_that_is_busy_all_the_time_cannot_be_reached_for_now() {
    let busy = r#"{"type":"x","title":"x","status":409,"detail":"x","instance":"x","code":"busy","request_id":"x"}"#;
    let (store, peer) = answers(vec![("409 Conflict\r\nretry-after: 0", busy)]);
    // It is asked often, and not for ever.
    let answer = wait(store.heads(Scope::Everything));
    assert!(matches!(answer, Err(StoreError::Unreachable { .. })), "{answer:?}");
    drop(store);
    assert!((2..100).contains(&peer.join().unwrap()));
}

#[test]
fn whoever_listens_takes_no_place_from_those_who_ask() {
    let (some, many) = (Limits::default(), Limits::default().for_streams(2000));
    assert_eq!(many.streams, 2000);
    assert_eq!(many.connections - many.streams, some.connections - some.streams);
}
