//! Commands over the API: a night in a script's words, refusals, requests that come again.

use super::super::keeping::desk::{Desk, World, incident, noon, texts, wait};
use super::desk::{Answer, Served, client};
use super::documented::undocumented;
use serde_json::{Value, json};
use std::fs::File;
use std::path::Path;
use warroom::access::{Grant, MAIN, Role, Token};
use warroom::chance::SystemChance;
use warroom::incident::IncidentId;
use warroom::store::{Store, verify};
use warroom::sync::sync;

/// A token of somebody who writes.
pub fn token_of(served: &Served, name: &str) -> String {
    let (name, room) = (name.to_owned(), MAIN.to_owned());
    let grant = Grant { name, role: Role::Responder, room, expires_at: None };
    let (token, shown) = Token::new(grant, noon(), &SystemChance).unwrap();
    served.keeps(&token);
    shown.reveal().to_owned()
}

/// Somebody who asks a server, without a key or with one.
pub struct Caller<'a> {
    pub served: &'a Served,
    pub token: String,
}

impl<'a> Caller<'a> {
    pub fn of(served: &'a Served, name: &str) -> Caller<'a> {
        Caller { served, token: token_of(served, name) }
    }

    pub fn posts(&self, path: &str, key: Option<&str>, body: &str) -> Answer {
        let answer = wait(async {
            let mut request = client().post(self.served.url(path)).bearer_auth(&self.token);
            if let Some(key) = key {
                request = request.header("idempotency-key", key);
            }
            let answer = request.body(body.to_owned()).send().await.unwrap();
            let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
            Answer { status, headers, body: answer.bytes().await.unwrap().to_vec() }
        });
        assert_eq!(undocumented("POST", path, &answer), None);
        answer
    }

    pub fn declares(&self, body: &Value) -> IncidentId {
        let answer = self.posts("/v1/incidents", None, &body.to_string());
        assert_eq!(answer.status, 201, "{:?}", String::from_utf8(answer.body));
        let answer = answer.json();
        answer["id"].as_str().unwrap().parse().unwrap()
    }

    pub fn tries(&self, id: IncidentId, body: &Value) -> Answer {
        self.posts(&format!("/v1/incidents/{id}/commands"), None, &body.to_string())
    }

    pub fn does(&self, id: IncidentId, body: &Value) -> Value {
        let answer = self.tries(id, body);
        assert_eq!(answer.status, 200, "{body}: {:?}", String::from_utf8(answer.body));
        answer.json()
    }

    pub fn shows(&self, id: IncidentId) -> Value {
        self.served.gets(&format!("/v1/incidents/{id}"), &self.token).json()
    }
}

pub fn serious() -> Value {
    json!({ "title": "Wrong answers about refunds", "sev": "SEV-1", "category": "bias" })
}

#[test]
fn a_script_leads_an_incident_and_a_desk_reads_the_same() {
    let (world, served) = (World::new(), Served::new());
    let (ops4, cs3) = (Caller::of(&served, "ops4"), Caller::of(&served, "cs3"));
    let opened = ops4.posts("/v1/incidents", None, &serious().to_string());
    assert_eq!((opened.status, &opened.json()["recurrence"]), (201, &json!([])));
    let id: IncidentId = opened.json()["id"].as_str().unwrap().parse().unwrap();
    assert_eq!(opened.header("location"), format!("/v1/incidents/{id}"));
    let noted = ops4.does(id, &json!({ "command": "note", "text": "seen in the sample" }));
    assert_eq!((&noted["entry"]["by"], &noted["entry"]["kind"]), (&"ops4".into(), &"noted".into()));
    for order in [
        json!({ "command": "assign", "role": "commander", "person": "ops4" }),
        json!({ "command": "decide", "text": "roll back", "option": ["wait"], "reason": "harm" }),
        json!({ "command": "set", "field": "users_affected", "value": 412 }),
        json!({ "command": "set", "field": "near-miss", "value": false }),
        json!({ "command": "stamp", "name": "detected", "time": "2026-11-20T11:40Z" }),
        json!({ "command": "contain", "verb": "roll-back", "what": "model 7", "evidence_copied": true }),
        json!({ "command": "contain", "verified": "1", "note": "seen" }),
        json!({ "command": "item", "text": "call the vendor" }),
        json!({ "command": "task", "text": "sample 200", "to": "mle2", "minutes": 15 }),
        json!({ "command": "handover", "role": "commander", "to": "cs3" }),
        json!({ "command": "evidence", "ref": "s3://logs/7", "name": "the logs" }),
        json!({ "command": "action_add", "text": "gate it", "owner": "mle2", "due": "14d", "prevent": "check" }),
        json!({ "command": "action_add", "text": "retrain", "owner": "mle2", "due": "2026-12-01", "fix": true }),
        json!({ "command": "action_done", "action": "2" }),
        json!({ "command": "sev", "level": "SEV-2", "reason": "contained" }),
        json!({ "command": "hold", "reason": "a claim" }),
        json!({ "command": "hold", "reason": "settled", "lift": true }),
        json!({ "command": "plan_adopt", "plan": "rhythm", "reason": "theirs" }),
        json!({ "command": "link", "alert": { "source": "grafana", "key": "7f" } }),
    ] {
        let answer = ops4.does(id, &order);
        assert_eq!(answer["entry"]["by"], "ops4", "{order}");
    }
    let taken = cs3.does(id, &json!({ "command": "accept", "role": "commander" }));
    assert!(taken["briefing"].as_str().unwrap().contains("Wrong answers"));
    let told = json!({ "command": "note", "text": "they called", "happened_at": "2026-11-20T11Z", "said_by": "dev9" });
    let told = cs3.does(id, &told);
    assert_eq!(
        (&told["entry"]["said_by"], &told["entry"]["happened_at"]),
        (&"dev9".into(), &"2026-11-20T11Z".into())
    );
    cs3.does(id, &json!({ "command": "resolve", "reason": "harm is over" }));
    let shown = cs3.shows(id);
    assert_eq!(
        (&shown["status"], &shown["severity"], &shown["users_affected"]),
        (&"resolved".into(), &"SEV-2".into(), &412.into())
    );
    // Somebody else's desk meets the server and reads the same, byte for byte.
    let desk = Desk::at(&world.path("one"), &world.path("one-state"));
    wait(sync(desk.store(), &served.store(Role::Responder), noon())).unwrap();
    assert_eq!(
        wait(desk.store().read_all(id)).unwrap(),
        wait(served.folder().read_all(id)).unwrap()
    );
    assert_eq!(texts(&desk.opens(id)), ["seen in the sample", "they called"]);
    desk.notes(id, "from the desk");
    wait(sync(desk.store(), &served.store(Role::Responder), noon())).unwrap();
    cs3.does(id, &json!({ "command": "note", "text": "and from the script" }));
    assert_eq!(texts(&desk_of(&served).opens(id)).len(), 4);
    assert!(!wait(verify(&served.folder(), None)).unwrap().is_damaged());
}

fn desk_of(served: &Served) -> Desk {
    let store = served.folder().path().to_owned();
    Desk::at(&store, &store.with_file_name("state"))
}

#[test]
fn messages_are_drafted_approved_and_sent_over_the_api() {
    let served = Served::new();
    let ops4 = Caller::of(&served, "ops4");
    let id = ops4.declares(&serious());
    let text = "This was a minor issue; it will never happen again.";
    let draft = json!({ "command": "comms_draft", "item": "customers-sev-1", "text": text });
    let drafted = ops4.does(id, &draft);
    assert!(!drafted["wording"].as_array().unwrap().is_empty(), "{drafted}");
    let send = json!({ "command": "comms_send", "item": "customers-sev-1", "channel": "email" });
    let unapproved = ops4.tries(id, &send);
    assert_eq!((unapproved.status, &*unapproved.code()), (422, "refused"));
    assert!(unapproved.json()["remedy"].as_str().unwrap().contains("`unapproved`"));
    let mut send = send;
    send["unapproved"] = "nobody could be reached".into();
    let sent = ops4.does(id, &send);
    assert_eq!(sent["entry"]["kind"], "message_sent");
    let items = served.gets(&format!("/v1/incidents/{id}/comms"), &ops4.token).json();
    let item =
        items["items"].as_array().unwrap().iter().find(|item| item["item"] == "customers-sev-1");
    assert_eq!(item.unwrap()["sent"]["text"], text);
    for (order, pointer) in [
        (json!({ "command": "comms_draft", "item": "nothing such", "text": "x" }), "/item"),
        (json!({ "command": "comms_draft", "item": "executives-sev-1" }), "/field"),
        (
            json!({ "command": "comms_send", "item": "x", "channel": "y", "subject": "z" }),
            "/subject",
        ),
    ] {
        let answer = ops4.tries(id, &order);
        assert_eq!(
            (answer.status, &answer.json()["errors"][0]["pointer"]),
            (422, &pointer.into()),
            "{order}"
        );
    }
}

#[test]
fn what_a_rule_forbids_says_what_would_be_allowed_and_changes_nothing() {
    let served = Served::new();
    let ops4 = Caller::of(&served, "ops4");
    let id = ops4.declares(&serious());
    let before = wait(served.folder().read_all(id)).unwrap();
    for (order, what) in [
        (json!({ "command": "tick", "item": "no such line" }), "no"),
        (json!({ "command": "stage", "stage": "nowhere" }), "nowhere"),
        (json!({ "command": "close", "reason": "too early" }), ""),
        (json!({ "command": "note", "text": " " }), "empty"),
        (json!({ "command": "undo", "entry": before.entries[0].id.to_string() }), "undone"),
        (json!({ "command": "accept", "role": "commander" }), "commander"),
        (json!({ "command": "comms_send", "item": "nothing", "channel": "email" }), ""),
        (json!({ "command": "sev", "level": "worst of all", "reason": "x" }), "worst"),
    ] {
        let answer = ops4.tries(id, &order);
        assert_eq!(
            (answer.status, &*answer.code()),
            (422, "refused"),
            "{order}: {:?}",
            answer.json()
        );
        let problem = answer.json();
        assert!(problem["detail"].as_str().unwrap().contains(what), "{problem}");
        assert!(!problem["remedy"].as_str().unwrap().is_empty(), "{problem}");
    }
    let nobody = ops4.tries(incident("XXXXXX"), &json!({ "command": "note", "text": "x" }));
    assert_eq!((nobody.status, &*nobody.code()), (404, "no_incident"));
    assert_eq!(wait(served.folder().read_all(id)).unwrap(), before);
    assert_eq!(wait(served.folder().incidents()).unwrap(), [id]);
}

#[test]
fn what_cannot_be_understood_is_named_by_its_place() {
    let served = Served::new();
    let ops4 = Caller::of(&served, "ops4");
    let id = ops4.declares(&serious());
    let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
    let deep_inside = format!(r#"{{"command":"note","text":{deep}}}"#);
    for (body, status, pointer) in [
        ("", 400, "body"),
        ("{", 400, "body"),
        ("[]", 400, "body"),
        ("null", 400, "body"),
        (&*deep, 400, "body"),
        (&*deep_inside, 400, "body"),
        ("{}", 422, "/command"),
        (r#"{"command":7}"#, 422, "/command"),
        (r#"{"command":"sing"}"#, 422, "/command"),
        (r#"{"command":"note/x~y"}"#, 422, "/command"),
        (r#"{"command":"note"}"#, 422, "/text"),
        (r#"{"command":"note","text":7}"#, 422, "/text"),
        (r#"{"command":"note","text":"x","by":"lgl7"}"#, 422, "/by"),
        (r#"{"command":"note","text":"x","a/b":1}"#, 422, "/a~1b"),
        (r#"{"command":"decide","text":"x","option":["a",7]}"#, 422, "/option/1"),
        (r#"{"command":"decide","text":"x","option":"a"}"#, 422, "/option"),
        (r#"{"command":"task","text":"x","to":"y","minutes":-1}"#, 422, "/minutes"),
        (r#"{"command":"link","alert":{"source":"x"}}"#, 422, "/alert/key"),
        (r#"{"command":"link"}"#, 422, "/command"),
        (
            r#"{"command":"action_add","text":"x","owner":"y","due":"someday","fix":true}"#,
            422,
            "/due",
        ),
        (r#"{"command":"action_add","text":"x","owner":"y","due":"1d"}"#, 422, "/command"),
        (r#"{"command":"stamp","name":"detected","time":"soon"}"#, 422, "/time"),
        (r#"{"command":"note","text":"x","happened_at":"soon"}"#, 422, "/happened_at"),
        (r#"{"command":"note","text":"x","said_by":["y"]}"#, 422, "/said_by"),
        (r#"{"command":"tick","item":"1","privileged":true}"#, 422, "/privileged"),
        (r#"{"command":"plan_adopt","plan":"/etc/passwd","reason":"x"}"#, 422, "/plan"),
        (r#"{"command":"evidence","sha256":"zz"}"#, 422, "/sha256"),
        (r#"{"command":"set","field":"colour","value":"red"}"#, 422, "/value"),
    ] {
        let answer = ops4.posts(&format!("/v1/incidents/{id}/commands"), None, body);
        assert_eq!(answer.status, status, "{body:.80}: {:?}", String::from_utf8(answer.body));
        answer.code();
        assert_eq!(answer.json()["errors"][0]["pointer"], pointer, "{body:.80}");
    }
    for (body, status, pointer) in [
        (r#"{"title":"x","colour":"red"}"#, 422, "/colour"),
        (r#"{"sev":"SEV-1"}"#, 422, "/title"),
        (r#"{"title":"x","near_miss":"perhaps"}"#, 422, "/near_miss"),
        (r#"{"title":"x","plan":"../x"}"#, 422, "/plan"),
        (r#"{"title":["x"]}"#, 422, "/title"),
    ] {
        let answer = ops4.posts("/v1/incidents", None, body);
        assert_eq!(
            (answer.status, answer.json()["errors"][0]["pointer"].as_str()),
            (status, Some(pointer)),
            "{body}"
        );
    }
    assert_eq!(wait(served.folder().incidents()).unwrap(), [id]);
    assert_eq!(wait(served.folder().read_all(id)).unwrap().entries.len(), 2);
}

#[test]
fn a_request_with_a_key_is_done_once_and_answered_the_same() {
    let served = Served::new();
    let (ops4, cs3) = (Caller::of(&served, "ops4"), Caller::of(&served, "cs3"));
    let body = serious().to_string();
    let first = ops4.posts("/v1/incidents", Some("deploy-7/1"), &body);
    let again = ops4.posts("/v1/incidents", Some("deploy-7/1"), &body);
    assert_eq!((first.status, first.json()), (201, again.json()));
    served.clock.set(noon() + chrono::TimeDelta::hours(13));
    assert_eq!(ops4.posts("/v1/incidents", Some("deploy-7/1"), &body).json(), first.json());
    let other = ops4.posts("/v1/incidents", Some("deploy-7/1"), r#"{"title":"another"}"#);
    assert_eq!((other.status, &*other.code()), (422, "key_taken"));
    // A key is its sender's own.
    assert_ne!(
        cs3.posts("/v1/incidents", Some("deploy-7/1"), &body).json()["id"],
        first.json()["id"]
    );
    let id: IncidentId = first.json()["id"].as_str().unwrap().parse().unwrap();
    let path = format!("/v1/incidents/{id}/commands");
    let note = r#"{"command":"note","text":"once"}"#;
    let one = ops4.posts(&path, Some("k"), note);
    assert_eq!(ops4.posts(&path, Some("k"), note).json(), one.json());
    assert_eq!(texts(&desk_of(&served).opens(id)), ["once"]);
    assert!(one.json()["entry"]["data"].get("request").is_none());
    for key in ["", "with blank", "ü", &"x".repeat(65)] {
        let answer = ops4.posts(&path, Some(key), note);
        assert_eq!((answer.status, &*answer.code()), (400, "bad_request"), "{key}");
    }
}

#[test]
fn while_a_request_is_being_done_whoever_sends_it_again_is_told_when_to_come_back() {
    let served = Served::new();
    let ops4 = Caller::of(&served, "ops4");
    let id = ops4.declares(&serious());
    let path = format!("/v1/incidents/{id}/commands");
    // Somebody else writes meanwhile.
    let held: Vec<File> = locks(served.folder().path());
    assert!(!held.is_empty());
    std::thread::scope(|threads| {
        let (tell, told) = std::sync::mpsc::channel();
        for _ in 0..2 {
            let (tell, ops4, path) = (tell.clone(), &ops4, &path);
            let body = r#"{"command":"note","text":"once"}"#;
            threads.spawn(move || tell.send(ops4.posts(path, Some("k"), body)).unwrap());
        }
        let first = told.recv().unwrap();
        assert_eq!((first.status, &*first.code()), (409, "still_running"));
        assert_eq!(first.header("retry-after"), "1");
        drop(held);
        assert_eq!(told.recv().unwrap().status, 200);
    });
    assert_eq!(texts(&desk_of(&served).opens(id)), ["once"]);
}

/// Takes every lock that lies below a folder.
fn locks(folder: &Path) -> Vec<File> {
    let there = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let locks = there.flat_map(|path| match path.extension() {
        _ if path.is_dir() => locks(&path),
        Some(kind) if kind == "lock" => {
            let file = File::open(path).unwrap();
            file.lock().unwrap();
            vec![file]
        }
        _ => Vec::new(),
    });
    locks.collect()
}

#[test]
fn words_are_removed_when_whoever_asks_may_have_them_removed() {
    let served = Served::new();
    let (ops4, cs3) = (Caller::of(&served, "ops4"), Caller::of(&served, "cs3"));
    let id = ops4.declares(&serious());
    let mine = ops4.does(id, &json!({ "command": "note", "text": "xyzzy of ops4" }));
    let redact = |entry: &Value| json!({ "command": "redact", "entry": entry["entry"]["id"], "reason": "a name" });
    let held = || -> String {
        let entries = wait(served.folder().read_all(id)).unwrap().entries;
        entries.iter().map(|entry| entry.line().to_owned()).collect()
    };
    cs3.does(id, &redact(&mine));
    assert!(held().contains("xyzzy"), "hidden, and pending until somebody may");
    let shown = served.gets(&format!("/v1/incidents/{id}/timeline"), &cs3.token);
    assert!(!String::from_utf8(shown.body).unwrap().contains("xyzzy"));
    let other = ops4.does(id, &json!({ "command": "note", "text": "plugh of ops4" }));
    ops4.does(id, &redact(&other));
    assert!(!held().contains("plugh"));
}
