//! Whose log it is: who pushed it as their own, and what somebody else carried.

use super::super::keeping::cluster::Cluster;
use super::super::keeping::desk::{Pen, incident, log, noon, wait};
use super::super::keeping::purged::{over, stone};
use super::desk::Served;
use serde_json::{Value, json};
use warroom::access::{Grant, MAIN, Role, Token};
use warroom::chance::SystemChance;
use warroom::incident::{Entry, LogId};
use warroom::store::Store;
use warroom::store::authors::{Author, Carried};
use warroom::store::http::{Http, Secret};

fn here() -> LogId {
    log(incident("7Q2KXM"), "k3f9q2m1")
}

fn store_of(served: &Served, name: &str, role: Role) -> Http {
    let grant = Grant { name: name.into(), role, room: MAIN.into(), expires_at: None };
    let (token, shown) = Token::new(grant, noon(), &SystemChance).unwrap();
    served.keeps(&token);
    Http::at(&served.url(""), Some(Secret::new(shown.reveal()))).unwrap()
}

fn authors(served: &Served) -> Value {
    let token = served.token(Role::Viewer, MAIN);
    served.gets("/v1/authors?incident=AI-261120-7Q2KXM", &token).json()["authors"].clone()
}

fn author(owner: Option<&str>, carried: Option<(&str, u64)>) -> Value {
    json!([{
        "incident": here().incident, "replica": "k3f9q2m1", "owner": owner,
        "carried_by": carried.map(|(by, _)| by), "carried_from": carried.map(|(_, from)| from),
    }])
}

/// The entries of the pen are by `ops4`.
fn holds(served: &Served) {
    let mut pen = Pen::of(here());
    let entries = pen.notes(&["one", "two", "three", "four", "five"]);
    let pushes = |store: &Http, part: &[Entry]| wait(store.append(here(), part)).unwrap();
    let (owner, other) =
        (store_of(served, "ops4", Role::Responder), store_of(served, "cs1", Role::Responder));
    // From a stick, by somebody else: kept, and nobody is taken for its author.
    pushes(&other, &entries[..2]);
    assert_eq!(authors(served), author(None, Some(("cs1", 1))));
    // Its owner pushes the same, and goes on.
    pushes(&owner, &entries[..2]);
    assert_eq!(authors(served), author(Some("ops4"), None));
    pushes(&owner, &entries[..3]);
    assert_eq!(authors(served), author(Some("ops4"), None));
    // What is there already is not carried by bringing it again; what is new is.
    pushes(&other, &entries[..3]);
    assert_eq!(authors(served), author(Some("ops4"), None));
    pushes(&other, &entries[2..4]);
    assert_eq!(authors(served), author(Some("ops4"), Some(("cs1", 4))));
    // Whoever has the last entry has those that it continues.
    pushes(&owner, &entries[4..]);
    assert_eq!(authors(served), author(Some("ops4"), None));
    assert_eq!(wait(owner.read(here(), 1)).unwrap().entries, entries);
    // An admin carries like anybody else.
    let admin = store_of(served, "root1", Role::Admin);
    let more = pen.note("six");
    pushes(&admin, std::slice::from_ref(&more));
    assert_eq!(authors(served), author(Some("ops4"), Some(("root1", 6))));
    // It goes with the incident.
    wait(admin.append(
        log(here().incident, "zzzzzzzz"),
        &over(&mut Pen::of(log(here().incident, "zzzzzzzz"))),
    ))
    .unwrap();
    wait(admin.purge(&stone(here().incident))).unwrap();
    assert_eq!(authors(served), json!([]));
}

#[test]
fn a_log_is_its_owners_who_pushed_it_and_what_others_bring_is_carried() {
    holds(&Served::new());
}

#[test]
fn in_a_database_too_a_log_is_its_owners() {
    let cluster = Cluster::new();
    holds(&Served::over(&cluster.url("postgres")));
}

#[test]
fn what_somebody_forges_beside_a_log_is_never_its_authors_word() {
    let served = Served::new();
    let (owner, other) =
        (store_of(&served, "ops4", Role::Responder), store_of(&served, "cs1", Role::Responder));
    let mut pen = Pen::of(here());
    let mut entries = over(&mut pen);
    let before = entries.len();
    let forged = pen.clone().note("what ops4 never wrote");
    entries.push(pen.note("really"));
    wait(owner.append(here(), &entries)).unwrap();
    let credits = || {
        let token = served.token(Role::Viewer, MAIN);
        let path = format!("/v1/incidents/{}/timeline", here().incident);
        let told = served.gets(&path, &token).json();
        let entries = told["entries"].as_array().unwrap().clone();
        entries.iter().map(|entry| entry["author"]["confirmed"] == true).collect::<Vec<bool>>()
    };
    assert_eq!(credits(), vec![true; before + 1]);
    wait(other.branch(here(), std::slice::from_ref(&forged))).unwrap();
    let confirmed = |credits: Vec<bool>| credits.iter().filter(|is| **is).count();
    assert_eq!((credits().len(), confirmed(credits())), (before + 2, before));
    // Nor does it become so when its owner brings the end of the log once more.
    wait(owner.append(here(), &entries[before..])).unwrap();
    assert_eq!(confirmed(credits()), before);
}

#[test]
fn an_entry_is_confirmed_where_its_owner_pushed_it_and_it_names_them() {
    let entries = Pen::of(here()).notes(&["one", "two", "three"]);
    let confirmed = |author: &Author| -> Vec<bool> {
        entries.iter().map(|entry| author.confirms(entry)).collect()
    };
    let nobody = Author::default();
    assert_eq!(confirmed(&nobody), [false; 3]);
    let owned = nobody.after("ops4", &entries, 0, 3);
    assert_eq!(confirmed(&owned), [true; 3]);
    // Who pushes the entries of others under their own name confirms nothing.
    let carried = nobody.after("cs1", &entries, 0, 3);
    assert_eq!(carried.carried, Some(Carried { by: "cs1".to_owned(), from: 1 }));
    assert_eq!(confirmed(&carried), [false; 3]);
    let partly = nobody.after("ops4", &entries[..1], 0, 1).after("cs1", &entries[1..], 1, 3);
    assert_eq!(confirmed(&partly), [true, false, false]);
    // Who confirms a part of what was carried confirms that part.
    assert_eq!(confirmed(&partly.after("ops4", &entries[1..2], 3, 3)), [true, true, false]);
    assert_eq!(confirmed(&partly.after("mle2", &[], 3, 3)), [true, false, false]);
}
