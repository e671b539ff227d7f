//! Commands to two servers over one store, a folder or a database: whichever is asked, it is done once.

use super::super::keeping::cluster::Cluster;
use super::super::keeping::desk::{noon, texts, wait};
use super::desk::{Answer, Served};
use super::writing::{Caller, serious, token_of};
use chrono::TimeDelta;
use serde_json::json;
use std::collections::BTreeSet;
use warroom::access::Role;
use warroom::incident::IncidentId;
use warroom::store::Store;
use warroom::store::index::{self, Opened};

/// Asks two servers over one folder, and two over one database, the same.
fn everywhere(what: impl Fn(&[Served; 2], &str)) {
    let one = Served::new();
    let folder = [one.beside(), one];
    what(&folder, &token_of(&folder[0], "ops4"));
    let cluster = Cluster::new();
    let database = [(); 2].map(|()| Served::over(&cluster.url("postgres")));
    what(&database, &token_of(&database[0], "ops4"));
}

fn at<'a>(served: &'a Served, token: &str) -> Caller<'a> {
    Caller { served, token: token.to_owned() }
}

/// Every body at one moment, to the servers in turn.
fn at_once(
    servers: &[Served; 2],
    token: &str,
    path: &str,
    key: Option<&str>,
    bodies: &[String],
) -> Vec<Answer> {
    let ready = std::sync::Barrier::new(bodies.len());
    std::thread::scope(|threads| {
        let asked = bodies.iter().zip(servers.iter().cycle()).map(|(body, served)| {
            let (caller, ready) = (at(served, token), &ready);
            threads.spawn(move || {
                ready.wait();
                caller.posts(path, key, body)
            })
        });
        let asked: Vec<_> = asked.collect();
        asked.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

/// The answers that say it was done. The others say that the same server is doing it.
fn done(answers: &[Answer], status: u16) -> Vec<serde_json::Value> {
    for answer in answers.iter().filter(|answer| answer.status != status) {
        assert_eq!((answer.status, &*answer.code()), (409, "still_running"));
    }
    answers.iter().filter(|answer| answer.status == status).map(Answer::json).collect()
}

fn opens(served: &Served, id: IncidentId) -> Opened {
    let told = wait(served.store(Role::Responder).read_all(id)).unwrap();
    assert_eq!(told.damage, []);
    index::open(id, told, noon())
}

fn incidents(served: &Served) -> Vec<IncidentId> {
    wait(served.store(Role::Responder).incidents()).unwrap()
}

fn note(text: &str) -> String {
    json!({ "command": "note", "text": text }).to_string()
}

#[test]
fn a_key_that_one_server_has_seen_means_the_same_at_the_other() {
    everywhere(|servers, token| {
        let [one, other] = servers.each_ref().map(|served| at(served, token));
        let body = serious().to_string();
        let first = one.posts("/v1/incidents", Some("deploy-7/1"), &body);
        let again = other.posts("/v1/incidents", Some("deploy-7/1"), &body);
        assert_eq!((first.status, first.json()), (201, again.json()));
        let changed = other.posts("/v1/incidents", Some("deploy-7/1"), r#"{"title":"another"}"#);
        assert_eq!((changed.status, &*changed.code()), (422, "key_taken"));
        let id: IncidentId = first.json()["id"].as_str().unwrap().parse().unwrap();
        let path = format!("/v1/incidents/{id}/commands");
        let first = one.posts(&path, Some("k"), &note("once"));
        let again = other.posts(&path, Some("k"), &note("once"));
        assert_eq!((first.status, first.json()), (200, again.json()));
        let changed = other.posts(&path, Some("k"), &note("twice"));
        assert_eq!((changed.status, &*changed.code()), (422, "key_taken"));
        assert_eq!(texts(&opens(other.served, id)), ["once"]);
        assert_eq!(incidents(other.served), [id]);
    });
}

#[test]
fn eight_at_once_with_one_key_are_one_entry_and_are_answered_the_same() {
    everywhere(|servers, token| {
        let id = at(&servers[0], token).declares(&serious());
        let path = format!("/v1/incidents/{id}/commands");
        for round in 0..6 {
            let text = format!("round {round}");
            let answers = at_once(
                servers,
                token,
                &path,
                Some(&*text.replace(' ', "-")),
                &vec![note(&text); 8],
            );
            let done = done(&answers, 200);
            assert!(!done.is_empty() && done.iter().all(|answer| *answer == done[0]), "{done:?}");
            assert_eq!(texts(&opens(&servers[1], id)).last(), Some(&text));
            let bodies = vec![json!({ "title": text }).to_string(); 8];
            let answers =
                at_once(servers, token, "/v1/incidents", Some(&*format!("d{round}")), &bodies);
            let done = self::done(&answers, 201);
            assert!(!done.is_empty() && done.iter().all(|answer| answer["id"] == done[0]["id"]));
        }
        assert_eq!((texts(&opens(&servers[1], id)).len(), incidents(&servers[0]).len()), (6, 7));
    });
}

#[test]
fn of_two_requests_with_one_key_at_one_moment_one_is_done_and_the_other_refused() {
    everywhere(|servers, token| {
        let id = at(&servers[0], token).declares(&serious());
        let path = format!("/v1/incidents/{id}/commands");
        for round in 0..8 {
            let bodies = ["one", "other"].map(|text| note(&format!("{text} {round}")));
            let answers = at_once(servers, token, &path, Some(&*format!("k{round}")), &bodies);
            let (done, refused): (Vec<_>, Vec<_>) =
                answers.iter().partition(|answer| answer.status == 200);
            assert_eq!((done.len(), refused.len()), (1, 1), "{answers:?}");
            assert_eq!((refused[0].status, &*refused[0].code()), (422, "key_taken"));
            assert_eq!(texts(&opens(&servers[0], id)).len(), round + 1);
        }
    });
}

#[test]
fn many_who_write_at_once_over_two_servers_all_get_their_entry_into_one_log() {
    everywhere(|servers, token| {
        let id = at(&servers[0], token).declares(&serious());
        let path = format!("/v1/incidents/{id}/commands");
        let bodies: Vec<String> = (0..32).map(|n| note(&format!("n {n}"))).collect();
        for answer in at_once(servers, token, &path, None, &bodies) {
            assert_eq!(answer.status, 200, "{:?}", String::from_utf8(answer.body));
        }
        let opened = opens(&servers[0], id);
        assert_eq!(texts(&opened).into_iter().collect::<BTreeSet<_>>().len(), bodies.len());
        let replicas: BTreeSet<_> =
            opened.incident.timeline.iter().map(|line| line.entry.log.replica).collect();
        assert_eq!(replicas.len(), 1, "one replica of its own for each room");
        let log = opened.incident.timeline.iter().map(|line| &line.entry).collect::<Vec<_>>();
        assert!(log.windows(2).all(|pair| pair[1].prev == pair[0].id));
    });
}

#[test]
fn on_both_sides_of_midnight_a_key_opens_one_incident() {
    everywhere(|servers, token| {
        let midnight = noon() + TimeDelta::hours(12);
        servers[0].clock.set(midnight - TimeDelta::seconds(1));
        servers[1].clock.set(midnight + TimeDelta::seconds(1));
        for round in 1..=12 {
            let bodies = vec![json!({ "title": format!("round {round}") }).to_string(); 2];
            let answers =
                at_once(servers, token, "/v1/incidents", Some(&*format!("k{round}")), &bodies);
            let ids = done(&answers, 201).into_iter().map(|answer| answer["id"].to_string());
            assert_eq!(ids.collect::<BTreeSet<_>>().len(), 1);
            assert_eq!(incidents(&servers[0]).len(), round);
        }
    });
}
