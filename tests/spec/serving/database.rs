//! A server over PostgreSQL: the contract behind HTTP, the same rights, tokens that several servers share.

use super::super::keeping::cluster::{Cluster, creates, says};
use super::super::keeping::contract::every_sentence;
use super::super::keeping::desk::wait;
use super::desk::Served;
use super::rights;
use chrono::TimeDelta;
use serde_json::json;
use std::sync::atomic::{AtomicU32, Ordering};
use warroom::access::{MAIN, Role};
use warroom::time::Clock;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_room_of_a_server_over_a_database_keeps_the_contract() {
    let cluster = Cluster::new();
    let served = Served::over(&cluster.url("postgres"));
    let rooms = AtomicU32::new(0);
    every_sentence(async || {
        let room = rooms.fetch_add(1, Ordering::Relaxed);
        served.store_of(Role::Admin, &format!("room-{room}"))
    })
    .await;
    assert!(rooms.into_inner() > 25);
}

#[test]
fn over_a_database_the_same_tokens_open_the_same() {
    let cluster = Cluster::new();
    let over = |name: &str| Served::over(&wait(creates(&cluster, name)));
    rights::the_table_holds(&over("rights"));
    rights::rooms_are_apart(&over("rooms"));
    rights::tokens_end(&over("tokens"));
    rights::half_a_token_opens_nothing(&over("halves"));
}

#[test]
fn a_token_that_one_server_knows_all_servers_over_the_database_know_and_lose_within_a_second() {
    let cluster = Cluster::new();
    let (one, two) = (cluster.url("postgres"), cluster.url("postgres"));
    let (one, two) = (Served::over(&one), Served::over(&two));
    let token = one.token(Role::Responder, MAIN);
    let me = two.gets("/v1/me", &token).json();
    assert_eq!(me, json!({ "name": "responder", "role": "responder", "room": "main" }));
    one.revokes(&token);
    for server in [&one, &two] {
        server.clock.set(server.clock.now() + TimeDelta::milliseconds(999));
    }
    assert_eq!(two.gets("/v1/me", &token).status, 200);
    for server in [&one, &two] {
        server.clock.set(server.clock.now() + TimeDelta::milliseconds(1));
    }
    assert_eq!([one.gets("/v1/me", &token).status, two.gets("/v1/me", &token).status], [401, 401]);
}

#[test]
fn a_server_is_ready_while_its_database_is_there_and_made_ready() {
    let cluster = Cluster::new();
    let served = Served::over(&cluster.url("postgres"));
    let checks = |answer: &super::desk::Answer| {
        let checks = answer.json()["checks"].as_array().unwrap().clone();
        checks.iter().map(|check| (check["name"].clone(), check["ok"].clone())).collect::<Vec<_>>()
    };
    let answer = served.asks("GET", "/readyz?verbose", None, b"");
    assert_eq!(answer.status, 200);
    let all = [("store".into(), true.into()), ("migrations".into(), true.into())];
    assert_eq!(checks(&answer), all);
    let token = served.token(Role::Viewer, MAIN);
    wait(says(&cluster, "DELETE FROM warroom_migrations"));
    let answer = served.asks("GET", "/readyz?verbose", None, b"");
    assert_eq!(answer.status, 503);
    let migrations = [("store".into(), true.into()), ("migrations".into(), false.into())];
    assert_eq!(checks(&answer), migrations);
    drop(cluster);
    let answer = served.asks("GET", "/readyz?verbose", None, b"");
    assert_eq!((answer.status, checks(&answer)), (503, vec![("store".into(), false.into())]));
    assert_eq!(served.asks("GET", "/livez", None, b"").status, 200);
    let answer = served.gets("/v1/heads", &token);
    assert_eq!((answer.status, &*answer.code()), (503, "store_failed"));
    assert_eq!(answer.header("retry-after"), "5");
}
