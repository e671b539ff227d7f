//! Who may do what: every operation, every role, one's own room and another one.

use super::super::keeping::desk::{Pen, incident, log, noon, wait};
use super::super::keeping::purged::stone;
use super::desk::Served;
use chrono::TimeDelta;
use warroom::access::{Grant, MAIN, Role, Token};
use warroom::chance::SystemChance;
use warroom::incident::{Declared, EntryId, Event};
use warroom::server::{TABLE, Who};
use warroom::store::{Scope, Store};
use warroom::time::Clock;

/// An operation of the table as a request.
fn place(path: &str) -> String {
    let sum = EntryId::of(b"file").to_string();
    let query = if path.contains("{sha256}") { "?incident=AI-261120-7Q2KXM" } else { "" };
    let path = path.replace("{sha256}", &sum).replace("{plan}", "standard");
    format!("{}{query}", path.replace("{id}", "7Q2KXM"))
}

/// What every operation finds there: a declared incident with a file.
fn something_is_there(served: &Served) {
    let here = log(incident("7Q2KXM"), "k3f9q2m1");
    let declared = Declared { title: "to be read".to_owned(), ..Declared::default() };
    let entries = [Pen::of(here).writes(Event::Declared(declared))];
    let store = served.store(Role::Admin);
    wait(async {
        store.append(here, &entries).await.unwrap();
        store.put_evidence(here.incident, b"file").await.unwrap();
    });
}

/// Every operation is for the roles in the table and for nobody else.
pub fn the_table_holds(served: &Served) {
    something_is_there(served);
    let tokens = Role::ALL.map(|role| (role, served.token(role, MAIN)));
    for row in TABLE {
        let without = served.asks(row.method, &place(row.path), None, b"");
        if row.may == Who::Anyone {
            assert_eq!(without.status, 200, "{}", row.path);
        } else {
            assert_eq!((without.status, &*without.code()), (401, "unauthorized"), "{}", row.path);
            assert!(without.header("www-authenticate").starts_with("Bearer"));
        }
        for (role, token) in &tokens {
            let answer = served.asks(row.method, &place(row.path), Some(token), b"");
            let about = format!("{} {} as {}", row.method, row.path, role.word());
            if row.may.has(*role) && row.method == "GET" {
                assert_eq!(answer.status, 200, "{about}");
            } else if row.may.has(*role) {
                assert!(!matches!(answer.status, 401 | 403 | 500..), "{about}: {}", answer.status);
            } else {
                assert_eq!((answer.status, &*answer.code()), (403, "forbidden"), "{about}");
                assert!(answer.json()["detail"].as_str().unwrap().contains(&row.may.words()));
            }
        }
    }
}

#[test]
fn the_table_says_who_reads_who_writes_and_who_removes() {
    use Role::{Admin, Auditor, Ingest, Responder, Viewer};
    let may = |method: &str, path: &str| -> Vec<Role> {
        let row = TABLE.iter().find(|row| row.method == method && row.path == path).unwrap();
        Role::ALL.into_iter().filter(|role| row.may.has(*role)).collect()
    };
    let about = ["/livez", "/readyz", "/healthz", "/openapi.json", "/v1/meta", "/v1/me"];
    for row in TABLE.iter().filter(|row| row.method == "GET" && !about.contains(&row.path)) {
        assert_eq!(may("GET", row.path), [Viewer, Responder, Auditor, Admin], "{}", row.path);
    }
    assert_eq!(may("POST", "/v1/entries"), [Responder, Admin]);
    assert_eq!(may("PUT", "/v1/evidence/{sha256}"), [Responder, Admin]);
    assert_eq!(may("POST", "/v1/blank"), [Admin]);
    assert_eq!(may("POST", "/v1/purge"), [Admin]);
    assert_eq!(may("GET", "/v1/me"), [Viewer, Responder, Auditor, Ingest, Admin]);
}

/// A token opens its own room and sees nothing of another.
pub fn rooms_are_apart(served: &Served) {
    let (ours, theirs) = (served.store(Role::Admin), served.store_of(Role::Admin, "legal-only"));
    let here = log(incident("7Q2KXM"), "k3f9q2m1");
    let entries = Pen::of(here).notes(&["for few eyes"]);
    let sum = wait(async {
        theirs.append(here, &entries).await.unwrap();
        theirs.put_evidence(here.incident, b"for few eyes").await.unwrap()
    });
    wait(async {
        assert_eq!(theirs.read(here, 1).await.unwrap().entries, entries);
        assert!(ours.heads(Scope::Everything).await.unwrap().is_empty());
        assert!(ours.incidents().await.unwrap().is_empty());
        assert!(ours.read(here, 1).await.unwrap().entries.is_empty());
        assert!(ours.read_all(here.incident).await.unwrap().entries.is_empty());
        assert!(ours.evidence(Scope::Everything).await.unwrap().is_empty());
        assert_eq!(ours.get_evidence(here.incident, sum).await.unwrap(), None);
        assert_eq!(ours.blank(here, &[entries[0].id]).await.unwrap(), 0);
        assert!(theirs.read(here, 1).await.unwrap().entries[0].data().is_some());
    });
    // An admin of one room purges nothing in another.
    wait(ours.purge(&stone(here.incident))).unwrap();
    assert!(wait(theirs.tombstones()).unwrap().is_empty());
    assert_eq!(wait(theirs.read(here, 1)).unwrap().entries, entries);
}

/// A token that was taken back, or has ended, opens nothing from then on.
pub fn tokens_end(served: &Served) {
    let token = served.token(Role::Viewer, MAIN);
    assert_eq!(served.gets("/v1/me", &token).status, 200);
    served.revokes(&token);
    served.clock.set(served.clock.now() + TimeDelta::seconds(1));
    assert_eq!(served.gets("/v1/me", &token).status, 401);

    let expires_at = Some(noon() + TimeDelta::days(1));
    let grant = Grant { name: "cs3".into(), role: Role::Viewer, room: MAIN.into(), expires_at };
    let (kept, shown) = Token::new(grant, noon(), &SystemChance).unwrap();
    served.keeps(&kept);
    assert_eq!(served.gets("/v1/me", shown.reveal()).status, 200);
    served.clock.set(served.clock.now() + TimeDelta::days(1));
    assert_eq!(served.gets("/v1/me", shown.reveal()).status, 401);
}

/// Only the whole token opens, and only from its header.
pub fn half_a_token_opens_nothing(served: &Served) {
    let token = served.token(Role::Admin, MAIN);
    let mut wrong = token.clone();
    let last = if wrong.pop() == Some('0') { '1' } else { '0' };
    wrong.push(last);
    for held in [&wrong, &token[..token.len() - 1], &token[..11], "", "wr_", &format!("{token}0")] {
        assert_eq!(served.gets("/v1/me", held).status, 401, "{held}");
    }
    let in_the_query = served.asks("GET", &format!("/v1/me?token={token}"), None, b"");
    assert_eq!(in_the_query.status, 401);
}

#[test]
fn every_operation_is_for_the_roles_in_the_table_and_for_nobody_else() {
    the_table_holds(&Served::new());
}

#[test]
fn a_token_opens_its_own_room_and_sees_nothing_of_another() {
    let served = Served::new();
    rooms_are_apart(&served);
    assert!(wait(served.folder().incidents()).unwrap().is_empty());
}

#[test]
fn a_token_that_was_taken_back_or_has_ended_opens_nothing_from_then_on() {
    tokens_end(&Served::new());
}

#[test]
fn only_the_whole_token_opens_and_only_from_its_header() {
    half_a_token_opens_nothing(&Served::new());
}

#[test]
fn what_is_kept_of_a_token_opens_nothing() {
    let served = Served::new();
    let token = served.token(Role::Admin, MAIN);
    let path = served.folder().beside_path("tokens.json");
    let kept = std::fs::read_to_string(&path).unwrap();
    let (_, secret) = token.rsplit_once('_').unwrap();
    assert!(!kept.contains(secret) && kept.contains(&EntryId::of(token.as_bytes()).to_string()));
    let rights = std::os::unix::fs::PermissionsExt::mode(&path.metadata().unwrap().permissions());
    assert_eq!(rights & 0o777, 0o600);
    let grant = |name: &str, room: &str| Grant {
        name: name.to_owned(),
        role: Role::Viewer,
        room: room.to_owned(),
        expires_at: None,
    };
    for (name, room) in
        [("", MAIN), (" x", MAIN), ("a\nb", MAIN), ("x", ""), ("x", "../y"), ("x", "A")]
    {
        assert!(Token::new(grant(name, room), noon(), &SystemChance).is_err(), "{name:?} {room:?}");
    }
    let (token, shown) = Token::new(grant("x", "y"), noon(), &SystemChance).unwrap();
    assert!(!format!("{token:?}{shown:?}").contains(shown.reveal()));
}
