//! Purging at a server: by an admin, what is over and not held; and what others are told who push it.

use super::super::keeping::desk::{Pen, incident, log, noon, wait};
use super::super::keeping::purged::{over, stone};
use super::desk::Served;
use serde_json::{Value, json};
use warroom::access::{MAIN, Role};
use warroom::incident::Event;
use warroom::store::{Memory, Scope, Store, StoreError};
use warroom::sync::sync;

fn wanted(reason: &str) -> Vec<u8> {
    json!({ "incident": incident("7Q2KXM"), "reason": reason }).to_string().into_bytes()
}

#[test]
fn an_admin_purges_under_their_own_name_with_the_servers_time() {
    let served = Served::new();
    let (admin, viewer) = (served.token(Role::Admin, MAIN), served.token(Role::Viewer, MAIN));
    let here = log(incident("7Q2KXM"), "k3f9q2m1");
    let entries = over(&mut Pen::of(here));
    wait(served.store(Role::Responder).append(here, &entries)).unwrap();
    let answer = served.asks("POST", "/v1/purge", Some(&admin), &wanted(" kept long enough "));
    let expected = json!({
        "incident": here.incident, "at": "2026-11-20T12:00:00Z", "by": "admin",
        "reason": "kept long enough",
        "heads": [{ "replica": "k3f9q2m1", "seq": 2, "id": entries[1].id }],
    });
    assert_eq!((answer.status, answer.json()), (200, expected.clone()));
    let answer = served.gets("/v1/purged", &viewer);
    assert_eq!(answer.json(), json!({ "purged": [expected] }));
    assert_eq!(served.gets("/v1/heads", &viewer).json()["heads"], Value::Array(vec![]));

    // Who did not know is told so, with the place where it says who and why.
    let lines: Vec<Value> =
        entries.iter().map(|entry| serde_json::from_str(entry.line()).unwrap()).collect();
    let push = json!({ "incident": here.incident, "replica": here.replica, "entries": lines });
    let answer = served.asks("POST", "/v1/entries", Some(&admin), push.to_string().as_bytes());
    assert_eq!((answer.status, &*answer.code()), (410, "purged"));
    assert!(answer.json()["detail"].as_str().unwrap().contains("GET /v1/purged"));
}

#[test]
fn what_goes_on_or_is_held_is_refused_with_what_would_be_allowed() {
    let served = Served::new();
    let admin = served.token(Role::Admin, MAIN);
    let here = log(incident("7Q2KXM"), "k3f9q2m1");
    let mut pen = Pen::of(here);
    let store = served.store(Role::Admin);
    let refused = |reason: &str, says: &str| {
        let answer = served.asks("POST", "/v1/purge", Some(&admin), &wanted(reason));
        assert_eq!((answer.status, &*answer.code()), (422, "refused"));
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(says), "{detail}");
    };
    wait(store.append(here, &over(&mut pen)[..1])).unwrap();
    refused("kept long enough", "the incident is open; close it first");
    refused("  ", "the reason");
    let closed = Event::Closed { reason: "all said".to_owned(), over: None, without_outputs: None };
    let held = Event::HoldSet { reason: "a claim".to_owned(), over: None };
    let mut pen = Pen::of(log(here.incident, "zzzzzzzz"));
    wait(store.append(pen.log, &[pen.writes(closed), pen.writes(held)])).unwrap();
    refused("kept long enough", "a legal hold keeps it (set by ops4: a claim)");
    let answer = wait(store.purge(&stone(here.incident)));
    let Err(StoreError::Refused { what, .. }) = &answer else { panic!("{answer:?}") };
    assert!(what.contains("`hold` with `lift`"), "{what}");
    assert!(wait(store.tombstones()).unwrap().is_empty());
    assert_eq!(wait(store.read_all(here.incident)).unwrap().entries.len(), 3);
    assert_eq!(noon(), stone(here.incident).at);
}

#[test]
fn a_slip_in_what_is_asked_purges_nothing() {
    let served = Served::new();
    let admin = served.token(Role::Admin, MAIN);
    let in_order = r#"["AI-261120-7Q2KXM","x",null,null,[]]"#;
    for body in [
        "",
        "{}",
        r#"{"incident":"AI-261120-7Q2KXM"}"#,
        r#"{"incident":"7Q2K","reason":"x"}"#,
        in_order,
    ] {
        let answer = served.asks("POST", "/v1/purge", Some(&admin), body.as_bytes());
        assert_eq!((answer.status, &*answer.code()), (400, "bad_request"), "{body}");
    }
    let extra = json!({ "incident": incident("7Q2KXM"), "reason": "x", "all": true }).to_string();
    assert_eq!(served.asks("POST", "/v1/purge", Some(&admin), extra.as_bytes()).status, 400);
    assert_eq!(served.gets("/v1/purged", &admin).json(), json!({ "purged": [] }));
}

#[test]
fn an_admins_desk_carries_a_purge_up_and_nobody_elses_does() {
    let served = Served::new();
    let here = log(incident("7Q2KXM"), "k3f9q2m1");
    let entries = over(&mut Pen::of(here));
    let (ours, theirs) = (Memory::default(), Memory::default());
    let meet = |desk: &Memory, role| wait(sync(desk, &served.store(role), noon())).unwrap();
    wait(ours.append(here, &entries)).unwrap();
    meet(&ours, Role::Responder);
    meet(&theirs, Role::Viewer);
    wait(ours.purge(&stone(here.incident))).unwrap();
    let other = Pen::of(log(incident("AAAAAA"), "k3f9q2m1")).notes(&["another one"]);
    wait(ours.append(other[0].log, &other)).unwrap();
    for role in [Role::Responder, Role::Viewer] {
        let summary = meet(&ours, role);
        let [(id, StoreError::Denied { what, .. })] = &summary.purges.refused[..] else {
            panic!("{summary:?}")
        };
        assert!(*id == here.incident && what.contains("it takes admin"), "{what}");
        assert_eq!(summary.received.entries, 0, "it does not come back");
        assert_eq!(wait(served.folder().read_all(here.incident)).unwrap().entries, entries);
        // What else there is goes up, whoever may write.
        let there = wait(served.folder().read_all(other[0].log.incident)).unwrap().entries;
        assert_eq!(there, other, "{}", role.word());
    }
    let summary = meet(&ours, Role::Admin);
    assert!(summary.purges.told.contains(&here.incident) && summary.purges.refused.is_empty());
    assert!(wait(served.folder().read_all(here.incident)).unwrap().entries.is_empty());
    // Another desk hears of it, keeps what it has, and sends nothing back.
    let summary = meet(&theirs, Role::Admin);
    assert_eq!(summary.purges.waiting.len(), 1);
    assert_eq!(wait(theirs.read_all(here.incident)).unwrap().entries, entries);
    assert!(wait(served.folder().heads(Scope::Incident(here.incident))).unwrap().is_empty());
}

#[test]
fn a_server_that_holds_it_keeps_it_and_the_summary_says_so() {
    let served = Served::new();
    let here = log(incident("7Q2KXM"), "k3f9q2m1");
    let mut pen = Pen::of(here);
    let entries = over(&mut pen);
    let ours = Memory::default();
    wait(ours.append(here, &entries)).unwrap();
    wait(sync(&ours, &served.store(Role::Admin), noon())).unwrap();
    let held = pen.writes(Event::HoldSet { reason: "a claim".to_owned(), over: None });
    wait(served.store(Role::Admin).append(here, &[held])).unwrap();
    wait(ours.purge(&stone(here.incident))).unwrap();
    let summary = wait(sync(&ours, &served.store(Role::Admin), noon())).unwrap();
    let [(_, error @ StoreError::Refused { .. })] = &summary.purges.refused[..] else {
        panic!("{summary:?}")
    };
    assert!(error.to_string().contains("a legal hold keeps it"), "{error}");
    assert_eq!(wait(served.folder().read_all(here.incident)).unwrap().entries.len(), 3);
    assert!(wait(ours.read_all(here.incident)).unwrap().entries.is_empty());
}
