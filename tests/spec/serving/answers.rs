//! What is answered: shapes, problems with a code and a remedy, ids of requests, nothing twice.

use super::super::keeping::desk::{Pen, incident, log, wait};
use super::desk::{Answer, Served};
use serde_json::{Value, json};
use warroom::access::{MAIN, Role};
use warroom::incident::{Entry, EntryId};
use warroom::store::Store;

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// What is sent to push entries.
fn pushed(entries: &[Entry], branch: bool) -> String {
    let lines: Vec<&str> = entries.iter().map(Entry::line).collect();
    let log = log(incident("7Q2KXM"), "k3f9q2m1");
    format!(
        r#"{{"incident":"{}","replica":"{}","entries":[{}],"branch":{branch}}}"#,
        log.incident,
        log.replica,
        lines.join(",")
    )
}

fn pen() -> Pen {
    Pen::of(log(incident("7Q2KXM"), "k3f9q2m1"))
}

fn pushes(served: &Served, token: &str, body: &str) -> Answer {
    served.asks("POST", "/v1/entries", Some(token), body.as_bytes())
}

#[test]
fn whoever_asks_is_told_who_they_are_and_what_the_server_is() {
    let served = Served::new();
    let token = served.token(Role::Auditor, "night");
    let me = served.gets("/v1/me", &token).json();
    assert_eq!(me, json!({ "name": "auditor", "role": "auditor", "room": "night" }));
    let meta = served.gets("/v1/meta", &token).json();
    assert_eq!(keys(&meta), ["version", "formats", "features", "kind", "now"]);
    assert_eq!((&meta["kind"], &meta["now"]), (&"real".into(), &"2026-11-20T12:00:00.000Z".into()));
}

#[test]
fn health_is_told_without_a_token_and_says_nothing_of_any_room() {
    let served = Served::new();
    for path in ["/livez", "/readyz", "/healthz"] {
        let answer = served.asks("GET", path, None, b"");
        assert_eq!((answer.status, &*answer.body), (200, &b"ok\n"[..]), "{path}");
    }
    let checks = served.asks("GET", "/readyz?verbose", None, b"").json();
    assert_eq!(checks, json!({ "ready": true, "checks": [{ "name": "store", "ok": true }] }));
    // A store that cannot be read: a file stands where its folder should be.
    let folder = served.folder();
    std::fs::create_dir_all(folder.path()).unwrap();
    std::fs::write(folder.incidents_folder(), "").unwrap();
    let answer = served.asks("GET", "/readyz", None, b"");
    assert_eq!((answer.status, &*answer.code()), (503, "not_ready"));
    assert_eq!(served.asks("GET", "/livez", None, b"").status, 200);
}

#[test]
fn lines_come_back_byte_for_byte() {
    let served = Served::new();
    let token = served.token(Role::Responder, MAIN);
    let entries = pen().notes(&["„zwei“ \u{1b}[31m\n\u{202e}", "🚨 \u{2028}"]);
    let taken = pushes(&served, &token, &pushed(&entries, false));
    let head = json!({ "head": { "seq": 2, "id": entries[1].id } });
    assert_eq!((taken.status, taken.json()), (200, head));
    let path = "/v1/entries?incident=AI-261120-7Q2KXM&replica=k3f9q2m1";
    let answer = served.gets(path, &token);
    let text = String::from_utf8(answer.body).unwrap();
    let lines = format!("{},{}", entries[0].line(), entries[1].line());
    assert_eq!(text, format!(r#"{{"entries":[{lines}],"more":false,"damaged":0}}"#));
}

#[test]
fn a_push_that_does_not_fit_says_where_the_log_ends() {
    let served = Served::new();
    let token = served.token(Role::Responder, MAIN);
    let mut pen = pen();
    let entries = pen.notes(&["one", "two", "three"]);
    let gap = pushes(&served, &token, &pushed(&entries[1..], false));
    assert_eq!((gap.status, &*gap.code()), (409, "gap"));
    assert!(gap.json().get("head").is_none());
    pushes(&served, &token, &pushed(&entries[..1], false));
    let gap = pushes(&served, &token, &pushed(&entries[2..], false));
    assert_eq!(gap.json()["head"], json!({ "seq": 1, "id": entries[0].id }));
    pushes(&served, &token, &pushed(&entries, false));

    let mut other = Pen::of(entries[0].log);
    other.note("one");
    let theirs = other.note("other");
    let fork = pushes(&served, &token, &pushed(std::slice::from_ref(&theirs), false));
    assert_eq!((fork.status, &*fork.code(), &fork.json()["seq"]), (409, "fork", &2.into()));
    let kept = pushes(&served, &token, &pushed(std::slice::from_ref(&theirs), true));
    assert_eq!(kept.status, 200);
    let root = pushes(&served, &token, &pushed(&[other.notes(&["x", "y"])[1].clone()], true));
    assert_eq!((root.status, &*root.code(), &root.json()["seq"]), (409, "no_root", &4.into()));
}

#[test]
fn what_is_no_entry_is_refused_with_its_place_and_nothing_is_taken() {
    let served = Served::new();
    let token = served.token(Role::Responder, MAIN);
    let entries = pen().notes(&["one", "two"]);
    let good = pushed(&entries, false);
    let changed = good.replace("\"two\"", "\"2wo\"");
    let answer = pushes(&served, &token, &changed);
    assert_eq!((answer.status, &*answer.code()), (422, "bad_entry"));
    assert_eq!(answer.json()["errors"][0]["pointer"], "/entries/1");
    for (body, status, code) in [
        ("", 400, "bad_request"),
        ("{", 400, "bad_request"),
        ("[]", 400, "bad_request"),
        (&*good.replace("\"branch\"", "\"brunch\""), 400, "bad_request"),
        (&*good.replacen("7Q2KXM", "7Q2K", 1), 400, "bad_request"),
        (&*good.replacen("k3f9q2m1", "00000000", 1), 422, "not_one_log"),
        (&*good.replace(":[{", ":[{ "), 422, "bad_entry"),
        (&*format!("{}1{}", "[".repeat(200), "]".repeat(200)), 400, "bad_request"),
    ] {
        let answer = pushes(&served, &token, body);
        assert_eq!((answer.status, &*answer.code()), (status, code), "{body:.80}");
    }
    assert!(wait(served.folder().incidents()).unwrap().is_empty());
}

#[test]
fn a_parameter_that_means_nothing_here_is_no_answer_to_something_else() {
    let served = Served::new();
    let token = served.token(Role::Viewer, MAIN);
    for path in [
        "/v1/heads?incidnet=x",
        "/v1/heads?incident=x",
        "/v1/heads?incident=AI-261120-7Q2KXM&incident=AI-261120-7Q2KXM",
        "/v1/entries?incident=AI-261120-7Q2KXM",
        "/v1/entries?incident=AI-261120-7Q2KXM&replica=no",
        "/v1/entries?incident=AI-261120-7Q2KXM&replica=k3f9q2m1&from=-1",
        "/v1/entries?limit=0",
        "/v1/entries?limit=100000",
        "/v1/entries?cursor=nonsense",
        "/v1/me?x",
    ] {
        let answer = served.gets(path, &token);
        assert_eq!((answer.status, &*answer.code()), (400, "bad_request"), "{path}");
        assert!(!answer.json()["errors"][0]["pointer"].as_str().unwrap().is_empty(), "{path}");
    }
    for (method, path, status, code) in [
        ("GET", "/", 404, "no_such_path"),
        ("GET", "/v2/heads", 404, "no_such_path"),
        ("GET", "/v1/heads/", 404, "no_such_path"),
        ("DELETE", "/v1/entries", 405, "not_allowed"),
        ("GET", "/v1/blank", 405, "not_allowed"),
        ("GET", "/v1/evidence/nonsense?incident=AI-261120-7Q2KXM", 404, "not_found"),
    ] {
        let answer = served.asks(method, path, Some(&token), b"");
        assert_eq!((answer.status, &*answer.code()), (status, code), "{method} {path}");
    }
}

#[test]
fn heads_that_are_known_are_not_sent_again() {
    let served = Served::new();
    let token = served.token(Role::Responder, MAIN);
    pushes(&served, &token, &pushed(&pen().notes(&["one"]), false));
    let first = served.gets("/v1/heads", &token);
    let tag = first.header("etag").to_owned();
    let again = |tag: &str| {
        wait(async {
            let request = super::desk::client().get(served.url("/v1/heads")).bearer_auth(&token);
            request.header("if-none-match", tag).send().await.unwrap().status().as_u16()
        })
    };
    assert_eq!(again(&tag), 304);
    assert_eq!(again(&format!("\"other\", {tag}")), 304);
    pushes(&served, &token, &pushed(&pen().notes(&["one", "two"]), false));
    assert_eq!(again(&tag), 200);
}

#[test]
fn evidence_is_kept_only_under_its_own_sum() {
    let served = Served::new();
    let token = served.token(Role::Responder, MAIN);
    let put = |sum: EntryId, bytes: &[u8]| {
        let path = format!("/v1/evidence/{sum}?incident=AI-261120-7Q2KXM");
        served.asks("PUT", &path, Some(&token), bytes)
    };
    let wrong = put(EntryId::of(b"one"), b"two");
    assert_eq!((wrong.status, &*wrong.code()), (422, "wrong_sum"));
    assert_eq!(put(EntryId::of(b"one"), b"one").status, 200);
    assert_eq!(put(EntryId::of(b"one"), b"one").status, 200);
    let path = format!("/v1/evidence/{}?incident=AI-261120-7Q2KXM", EntryId::of(b"one"));
    let answer = served.gets(&path, &token);
    assert_eq!(
        (&*answer.body, answer.header("content-type")),
        (&b"one"[..], "application/octet-stream")
    );
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
}

#[test]
fn the_id_of_a_request_comes_back_where_it_can_be_repeated_safely() {
    let served = Served::new();
    let with = |id: &str| {
        wait(async {
            let request = super::desk::client().get(served.url("/livez"));
            let answer = request.header("x-request-id", id).send().await.unwrap();
            answer.headers()["x-request-id"].to_str().unwrap().to_owned()
        })
    };
    assert_eq!(with("deploy-7_1.2"), "deploy-7_1.2");
    for odd in ["", "a b", "x\"y", "<b>", &"x".repeat(65)] {
        let given = with(odd);
        assert!(given != odd && given.len() == 16, "{given}");
    }
}

#[test]
fn a_refusal_before_the_body_was_read_ends_the_connection_in_words() {
    let served = Served::new();
    let viewer = served.token(Role::Viewer, MAIN);
    let responder = served.token(Role::Responder, MAIN);
    for (token, path, status) in [
        (&*viewer, "/v1/entries", 403),
        ("wr_no", "/v1/entries", 401),
        (&*responder, "/v1/blank", 403),
        (&*responder, "/v1/nowhere", 404),
        (&*responder, "/v1/heads", 405),
        (&*responder, "/v1/entries?x", 400),
    ] {
        let answer = served.asks("POST", path, Some(token), b"{}");
        assert_eq!((answer.status, answer.header("connection")), (status, "close"), "{path}");
    }
    // Nobody who sent everything, or nothing, has to come in anew.
    let read = pushes(&served, &responder, &pushed(&pen().notes(&["one", "two"])[1..], false));
    assert_eq!((read.status, read.header("connection")), (409, ""));
    let answer = served.asks("GET", "/v1/nowhere", Some(&viewer), b"");
    assert_eq!((answer.status, answer.header("connection")), (404, ""));
}
