//! When a token was used last: to the minute, whatever it was used for, without anybody waiting for it.

use super::super::keeping::cluster::{Cluster, creates};
use super::super::keeping::desk::{noon, wait};
use super::desk::Served;
use super::line::Line;
use chrono::{DateTime, TimeDelta, Utc};
use std::time::Duration;
use warroom::access::{MAIN, Role, Token};
use warroom::server::Limits;

/// Waits until a use is noted.
fn comes(served: &Served, token: &str, at: DateTime<Utc>) {
    let id = Token::id_in(token).unwrap();
    while served.uses().get(id) != Some(&at) {}
}

/// A use is noted, the next one after a minute, and only what opens something is used.
fn it_is_noted(served: &Served) {
    let [viewer, other, never] = [(); 3].map(|()| served.token(Role::Viewer, MAIN));
    assert_eq!(served.gets("/v1/heads", &viewer).status, 200);
    comes(served, &viewer, noon());
    // What it may not do is a use all the same.
    served.clock.advance(TimeDelta::seconds(59));
    assert_eq!(served.asks("POST", "/v1/blank", Some(&other), b"").status, 403);
    assert_eq!(served.gets("/v1/heads", &viewer).status, 200);
    comes(served, &other, noon() + TimeDelta::seconds(59));
    comes(served, &viewer, noon());
    served.clock.advance(TimeDelta::seconds(1));
    assert_eq!(served.gets("/v1/me", &viewer).status, 200);
    comes(served, &viewer, noon() + TimeDelta::seconds(60));
    // Half a token is none.
    let half = format!("{}{}", &never[..20], "0".repeat(44));
    assert_eq!(served.gets("/v1/me", &half).status, 401);
    assert_eq!(served.uses().len(), 2);
}

#[test]
fn when_a_token_was_used_last_is_noted_to_the_minute() {
    it_is_noted(&Served::new());
}

#[test]
fn over_a_database_it_is_noted_once_a_minute_by_all_servers_together() {
    let cluster = Cluster::new();
    let url = wait(creates(&cluster, "uses"));
    let served = Served::over(&url);
    it_is_noted(&served);
    let token = served.token(Role::Viewer, MAIN);
    let id = Token::id_in(&token).unwrap();
    for (seconds, noted) in [(0, 0), (59, 0), (60, 60), (30, 60), (200, 200)] {
        let at = |seconds| noon() + TimeDelta::seconds(seconds);
        served.notes_use(id, at(seconds));
        assert_eq!(served.uses().get(id), Some(&at(noted)), "{seconds}");
    }
    served.notes_use("zzzzzzzz", noon());
    assert!(!served.uses().contains_key("zzzzzzzz"), "of no token");
}

#[test]
fn a_stream_that_is_open_is_a_use() {
    let limits = Limits { recheck: Duration::from_millis(20), ..Limits::default() };
    let served = Served::with(limits);
    let token = served.token(Role::Viewer, MAIN);
    let mut line = Line::open(&served, &token, "");
    line.until("event: reset");
    comes(&served, &token, noon());
    served.clock.advance(TimeDelta::hours(3));
    comes(&served, &token, noon() + TimeDelta::hours(3));
}
