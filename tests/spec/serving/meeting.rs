//! Desks that meet over a server: what one writes the other reads, and what was redacted goes there too.

use super::super::keeping::desk::{Desk, World, noon, texts, wait};
use super::desk::Served;
use warroom::access::Role;
use warroom::incident::Command;
use warroom::store::http::{Http, Secret};
use warroom::store::{Scope, Store, StoreError};
use warroom::sync::{Side, Summary, SyncError, sync};

fn desk(world: &World, name: &str) -> Desk {
    Desk::at(&world.path(name), &world.path(&format!("{name}-state")))
}

fn meets(desk: &Desk, server: &Http) -> Summary {
    wait(sync(desk.store(), server, noon())).unwrap()
}

fn redact(entry: &warroom::incident::Entry) -> Command {
    Command::Redact { entry: entry.id.to_string(), reason: "a name".to_owned(), instead: None }
}

#[test]
fn two_desks_that_sync_with_one_server_hold_the_same() {
    let (world, served) = (World::new(), Served::new());
    let (one, two) = (desk(&world, "one"), desk(&world, "two"));
    let server = served.store(Role::Responder);
    let id = one.declares("over the wire");
    wait(one.store().put_evidence(id, b"what it said")).unwrap();
    let up = meets(&one, &server);
    assert_eq!((up.sent.entries, up.sent.files, up.troubles.len()), (2, 1, 0));
    let down = meets(&two, &server);
    assert_eq!((down.received.entries, down.received.files), (2, 1));
    two.notes(id, "seen from two");
    meets(&two, &server);
    meets(&one, &server);
    assert_eq!(texts(&one.opens(id)), ["seen from two"]);
    assert_eq!(one.opens(id).incident, two.opens(id).incident);
    assert!(!wait(warroom::store::verify(&served.folder(), None)).unwrap().is_damaged());
}

#[test]
fn a_whole_evening_goes_up_in_parts() {
    let (world, served) = (World::new(), Served::new());
    let desk = desk(&world, "one");
    let id = desk.declares("long");
    let text = "x".repeat(60_000);
    for _ in 0..40 {
        desk.notes(id, &text);
    }
    let summary = meets(&desk, &served.store(Role::Responder));
    assert_eq!((summary.sent.entries, summary.troubles.len()), (42, 0));
    let there = wait(served.folder().read_all(id)).unwrap().entries;
    assert_eq!(there, super::super::keeping::desk::held(desk.store(), id));
}

#[test]
fn a_server_removes_the_words_that_their_author_or_the_commander_takes_back() {
    let (world, served) = (World::new(), Served::new());
    let (one, two) = (desk(&world, "one"), desk(&world, "two"));
    let server = served.store(Role::Responder);
    let id = one.declares("redaction");
    let mine = one.notes(id, "xyzzy of the author");
    let theirs = one.notes(id, "xyzzy of another");
    meets(&one, &server);
    meets(&two, &server);
    one.does(id, redact(&mine));
    meets(&one, &server);
    let held = || -> String {
        let entries = wait(served.folder().read_all(id)).unwrap().entries;
        entries.iter().map(|entry| entry.line().to_owned()).collect()
    };
    assert!(!held().contains("xyzzy of the author"));
    // Somebody who is nobody here asks; the words are hidden everywhere, and stay in the server's copy.
    let wish = |by: &str, command| warroom::journal::Wish::now(by, command);
    wait(two.journal.run(id, wish("cs3", redact(&theirs)))).unwrap();
    meets(&two, &server);
    assert!(held().contains("xyzzy of another"));
    assert_eq!(texts(&two.opens(id)), Vec::<String>::new());
    let seat = Command::Assign { role: "commander".to_owned(), person: "cs3".to_owned() };
    two.does(id, seat);
    meets(&two, &server);
    assert!(!held().contains("xyzzy"));
}

#[test]
fn whoever_may_only_read_gets_everything_and_is_told_once_that_nothing_was_taken() {
    let (world, served) = (World::new(), Served::new());
    let (one, two) = (desk(&world, "one"), desk(&world, "two"));
    let id = one.declares("to be read");
    meets(&one, &served.store(Role::Responder));
    two.declares("mine");
    two.declares("mine too");
    let summary = meets(&two, &served.store(Role::Viewer));
    assert_eq!(summary.received.entries, 2);
    assert_eq!(two.opens(id).incident, one.opens(id).incident);
    assert_eq!((summary.sent.entries, summary.troubles.len()), (0, 1));
    let trouble = &summary.troubles[0];
    assert_eq!(trouble.side, Side::Theirs);
    assert!(matches!(trouble.error, StoreError::Denied { .. }), "{:?}", trouble.error);
}

#[test]
fn a_server_that_is_gone_or_strange_is_named_and_nothing_is_changed_here() {
    let (world, mut served) = (World::new(), Served::new());
    let desk = desk(&world, "one");
    desk.declares("alone");
    let server = served.store(Role::Responder);
    let nobody = Http::at(&served.url(""), Some(Secret::new("wr_no"))).unwrap();
    let answer = wait(sync(desk.store(), &nobody, noon()));
    assert!(matches!(answer, Err(SyncError::Store(StoreError::Denied { .. }))), "{answer:?}");
    let elsewhere = Http::at(&served.url("/elsewhere"), None).unwrap();
    let answer = wait(sync(desk.store(), &elsewhere, noon()));
    assert!(
        matches!(answer, Err(SyncError::Store(StoreError::StrangeAnswer { .. }))),
        "{answer:?}"
    );
    served.ended();
    let answer = wait(sync(desk.store(), &server, noon()));
    assert!(matches!(answer, Err(SyncError::Store(StoreError::Unreachable { .. }))), "{answer:?}");
    assert_eq!(wait(desk.store().heads(Scope::Everything)).unwrap().len(), 1);
}

#[test]
fn what_is_no_address_of_a_server_is_refused_before_anything_is_asked() {
    for address in ["", "warroom.example.org", "ftp://x", "http://", "https://a:b@x", "http://x/?y"]
    {
        let answer = Http::at(address, None).map(|_| ());
        assert!(matches!(answer, Err(StoreError::BadAddress { .. })), "{address}: {answer:?}");
    }
}
