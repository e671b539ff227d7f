//! One incident at a time, and entries as a peer gets them: what fits is taken in, the rest is compared.

use super::super::keeping::desk::{Desk, World, held, noon, texts, wait};
use std::collections::BTreeSet;
use std::time::Duration;
use warroom::chance::Chance;
use warroom::incident::{Command, Evidence};
use warroom::store::{Scope, Store};
use warroom::sync::{pause, push, sync, sync_one, take_in};

fn apart(world: &World) -> (Desk, Desk) {
    let desk = |name: &str| Desk::at(&world.path(name), &world.path(&format!("{name}-state")));
    (desk("one"), desk("two"))
}

#[test]
fn a_push_sends_one_incident_and_brings_nothing_back() {
    let world = World::new();
    let (one, two) = apart(&world);
    let (first, second) = (one.declares("first"), one.declares("second"));
    wait(sync(one.store(), two.store(), noon())).unwrap();
    for id in [first, second] {
        one.notes(id, "of one");
    }
    two.notes(first, "of two");
    let summary = wait(push(one.store(), two.store(), first, noon())).unwrap();
    assert_eq!((summary.sent.entries, summary.received.entries), (1, 0));
    assert_eq!(texts(&two.opens(first)).len(), 2);
    assert_eq!(texts(&one.opens(first)), ["of one"]);
    assert_eq!(texts(&two.opens(second)), Vec::<String>::new(), "another incident waits");
    let summary = wait(sync_one(one.store(), two.store(), first, noon())).unwrap();
    assert_eq!((summary.sent.entries, summary.received.entries), (0, 1));
    assert_eq!(one.opens(first).incident, two.opens(first).incident);
}

#[test]
fn a_push_takes_the_files_along() {
    let world = World::new();
    let (one, two) = apart(&world);
    let id = one.declares("with a file");
    let sum = wait(one.store().put_evidence(id, b"what it said")).unwrap();
    let summary = wait(push(one.store(), two.store(), id, noon())).unwrap();
    assert_eq!((summary.sent.files, summary.troubles.len()), (1, 0));
    assert!(wait(two.store().get_evidence(id, sum)).unwrap().is_some());
}

#[test]
fn entries_that_fit_are_taken_in_as_they_come_and_twice_is_once() {
    let world = World::new();
    let (one, two) = apart(&world);
    let id = one.declares("live");
    one.notes(id, "first");
    let all = held(one.store(), id);
    for _ in 0..2 {
        assert_eq!(wait(take_in(two.store(), all.clone(), noon())), BTreeSet::new());
        assert_eq!(one.opens(id).incident, two.opens(id).incident);
    }
}

#[test]
fn what_does_not_fit_or_names_a_file_is_compared() {
    let world = World::new();
    let (one, two) = apart(&world);
    let (holed, filed) = (one.declares("a hole"), one.declares("a file"));
    wait(sync(one.store(), two.store(), noon())).unwrap();
    one.notes(holed, "missed");
    one.notes(holed, "came");
    let last = held(one.store(), holed).pop().into_iter().collect();
    assert_eq!(wait(take_in(two.store(), last, noon())), BTreeSet::from([holed]));
    assert_eq!(texts(&two.opens(holed)), Vec::<String>::new(), "nothing is taken before its time");
    let evidence = Evidence {
        name: "answers".to_owned(),
        kept_at: "evidence/x".to_owned(),
        sha256: None,
        size: None,
        collected_by: "ops4".to_owned(),
    };
    one.does(filed, Command::AddEvidence(evidence));
    let last = held(one.store(), filed).pop().into_iter().collect();
    assert_eq!(wait(take_in(two.store(), last, noon())), BTreeSet::from([filed]));
    assert_eq!(one.opens(filed).incident, two.opens(filed).incident);
}

#[test]
fn words_that_were_taken_back_go_from_here_as_the_redaction_comes() {
    let world = World::new();
    let (one, two) = apart(&world);
    let id = one.declares("redaction");
    let entry = one.notes(id, "xyzzy");
    wait(sync(one.store(), two.store(), noon())).unwrap();
    let redact =
        Command::Redact { entry: entry.id.to_string(), reason: "a name".to_owned(), instead: None };
    one.does(id, redact);
    let heads = wait(one.store().heads(Scope::Incident(id))).unwrap();
    let all = held(one.store(), id);
    let last = all.iter().filter(|entry| heads.iter().any(|(_, head)| head.id == entry.id));
    assert_eq!(wait(take_in(two.store(), last.cloned().collect(), noon())), BTreeSet::new());
    let lines: String = held(two.store(), id).iter().map(|entry| entry.line().to_owned()).collect();
    assert!(!lines.contains("xyzzy"));
}

/// Always the same byte.
struct Always(u8);

impl Chance for Always {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0);
    }
}

#[test]
fn a_peer_that_fails_is_left_alone_longer_each_time_up_to_a_minute() {
    let seconds = [1, 1, 2, 4, 8, 16, 32, 60, 60];
    for (failures, seconds) in (0..).zip(seconds) {
        let whole = Duration::from_secs(seconds);
        assert_eq!(pause(failures, &Always(0)), whole, "{failures}");
        assert_eq!(pause(failures, &Always(255)), whole / 2, "{failures}: not all at one moment");
        let between = pause(failures, &Always(100));
        assert!(whole / 2 < between && between < whole, "{failures}: {between:?}");
    }
    assert_eq!(pause(u32::MAX, &Always(0)), Duration::from_secs(60));
}
