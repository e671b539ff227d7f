//! Two folders that meet: what is carried, what is kept beside, and what no sync does.

use super::super::keeping::desk::{
    Desk, Pen, World, held, incident, lines, log, noon, texts, wait,
};
use std::fs::{read, read_to_string, write};
use std::path::Path;
use std::process::Command as Process;
use warroom::incident::Command;
use warroom::store::folder::Folder;
use warroom::store::{Kind, Memory, Scope, Store};
use warroom::sync::{Side, Summary, SyncError, sync};
use warroom::time::Clock;

fn meet(one: &Desk, two: &Desk) -> Summary {
    let summary = wait(sync(one.store(), two.store(), one.clock.now())).unwrap();
    assert!(summary.troubles.is_empty(), "{:?}", summary.troubles);
    summary
}

/// Two desks, each over a folder of its own.
fn apart(world: &World) -> (Desk, Desk) {
    let desk = |name: &str| Desk::at(&world.path(name), &world.path(&format!("{name}-state")));
    (desk("one"), desk("two"))
}

fn is_whole(store: &Folder) {
    let report = wait(warroom::store::verify(store, None)).unwrap();
    assert_eq!(report.findings, []);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/verify_chain.py");
    let output = Process::new("python3").arg(script).arg(store.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn two_folders_come_to_hold_the_same_byte_for_byte() {
    let world = World::new();
    let (one, two) = apart(&world);
    let (first, second) = (one.declares("first"), two.declares("second"));
    one.notes(first, "of one");
    let summary = meet(&one, &two);
    assert_eq!((summary.sent.entries, summary.received.entries), (3, 2));
    assert_eq!(Vec::from_iter(summary.sent.incidents), [first]);
    two.notes(first, "of two");
    one.notes(second, "of one");
    let summary = meet(&two, &one);
    assert_eq!((summary.sent.entries, summary.received.entries), (1, 1));
    for id in [first, second] {
        for log in [one.name(), two.name()].map(|replica| log(id, replica.as_str())) {
            let file = |of: &Desk| of.store().log_folder(id).join(format!("{}.jsonl", log.replica));
            assert_eq!(read(file(&one)).unwrap(), read(file(&two)).unwrap());
        }
        assert_eq!(one.opens(id).incident, two.opens(id).incident);
    }
    assert_eq!(meet(&one, &two).sent, warroom::sync::Moved::default());
    is_whole(one.store());
    is_whole(two.store());
}

#[test]
fn files_kept_as_evidence_travel_too() {
    let world = World::new();
    let (one, two) = apart(&world);
    let id = one.declares("evidence");
    let sum = wait(one.store().put_evidence(id, b"the log of the model")).unwrap();
    let summary = meet(&two, &one);
    assert_eq!((summary.received.files, summary.sent.files), (1, 0));
    let there = wait(two.store().get_evidence(id, sum)).unwrap();
    assert_eq!(there.as_deref(), Some(&b"the log of the model"[..]));
    // What is damaged there is not carried on.
    let kept = one.store().incidents_folder().join(id.as_str()).join("evidence");
    write(kept.join(sum.to_string()), "something else").unwrap();
    let third = Desk::at(&world.path("three"), &world.path("three-state"));
    assert_eq!(meet(&one, &third).sent.files, 0);
}

#[test]
fn a_log_that_was_written_on_in_two_copies_is_kept_in_both_tellings() {
    let world = World::new();
    let (one, two) = apart(&world);
    let id = one.declares("split");
    let mut pen = Pen::of(log(id, "guest000"));
    let root = pen.note("root");
    let mut again = pen.clone();
    let theirs = [root.clone(), again.note("2'"), again.note("3'")];
    let ours = [root, pen.note("2")];
    wait(one.store().append(pen.log, &ours)).unwrap();
    wait(two.store().append(pen.log, &theirs)).unwrap();
    let summary = meet(&one, &two);
    assert_eq!(Vec::from_iter(summary.split), [pen.log]);
    let named = format!("guest000~{}.jsonl", &theirs[1].id.to_string()[..8]);
    let beside = one.store().log_folder(id).join(named);
    assert_eq!(lines(&beside), [theirs[1].line(), theirs[2].line()]);
    assert_eq!(texts(&one.opens(id)).len(), 4);
    assert_eq!(one.opens(id).incident, two.opens(id).incident);
    is_whole(one.store());
    is_whole(two.store());
    // The next meeting finds nothing to do, and the branch goes on where it is.
    assert_eq!(meet(&one, &two).split, std::collections::BTreeSet::new());
    let next = again.note("4'");
    wait(two.store().append(pen.log, std::slice::from_ref(&next))).unwrap();
    assert_eq!(meet(&one, &two).received.entries, 1);
    assert_eq!(lines(&beside).last().unwrap(), next.line());
    is_whole(one.store());
}

#[test]
fn a_redaction_removes_the_words_wherever_it_comes() {
    let world = World::new();
    let (one, two) = apart(&world);
    let id = one.declares("redaction");
    let secret = one.notes(id, "xyzzy");
    let third = Desk::at(&world.path("three"), &world.path("three-state"));
    meet(&one, &two);
    meet(&one, &third);
    let (entry, reason) = (secret.id.to_string(), "a name".to_owned());
    two.does(id, Command::Redact { entry, reason, instead: None });
    let summary = meet(&two, &one);
    assert_eq!((summary.sent.entries, summary.sent.blanked), (1, 1));
    // A desk that still has the words does not bring them back.
    meet(&third, &one);
    for desk in [&one, &two, &third] {
        let text =
            read_to_string(desk.store().log_folder(id).join(format!("{}.jsonl", one.name())));
        assert!(!text.unwrap().contains("xyzzy"));
        is_whole(desk.store());
    }
}

#[test]
fn under_a_hold_a_redaction_that_comes_hides_the_words_and_leaves_their_bytes() {
    let world = World::new();
    let (one, two) = apart(&world);
    let id = one.declares("held");
    let secret = one.notes(id, "the name of a person").id.to_string();
    meet(&one, &two);
    two.does(id, Command::Hold { reason: "a claim".to_owned() });
    meet(&one, &two);
    one.does(id, Command::Redact { entry: secret, reason: "a name".to_owned(), instead: None });
    assert_eq!(meet(&one, &two).sent.blanked, 0);
    assert_eq!(texts(&two.opens(id)), Vec::<String>::new());
    let kept = || {
        let file = two.store().log_folder(id).join(format!("{}.jsonl", one.name()));
        read_to_string(file).unwrap().contains("the name of a person")
    };
    assert!(kept());
    two.does(id, Command::LiftHold { reason: "it is settled".to_owned() });
    assert!(!kept());
}

#[test]
fn words_that_come_later_than_their_redaction_are_removed_as_they_come() {
    let world = World::new();
    let (one, two) = apart(&world);
    let id = one.declares("late");
    meet(&one, &two);
    let secret = two.notes(id, "xyzzy");
    let carrier = Desk::at(&world.path("three"), &world.path("three-state"));
    meet(&two, &carrier);
    // Only the redaction travels first: its log, without the log that it speaks of.
    let (entry, reason) = (secret.id.to_string(), "a name".to_owned());
    let redaction = carrier.does(id, Command::Redact { entry, reason, instead: None });
    wait(one.store().append(redaction.log, std::slice::from_ref(&redaction))).unwrap();
    let summary = meet(&one, &two);
    assert_eq!((summary.received.blanked, summary.sent.blanked), (1, 1));
    assert_eq!(texts(&one.opens(id)), Vec::<String>::new());
    is_whole(one.store());
}

#[test]
fn what_happened_and_what_was_practised_never_mix() {
    let (real, exercise) = (Memory::default(), Memory::of(Kind::Exercise));
    for (one, two) in [(&real, &exercise), (&exercise, &real)] {
        let answer = wait(sync(one, two, noon()));
        assert!(matches!(answer, Err(SyncError::Kinds(..))), "{answer:?}");
    }
}

#[test]
fn trouble_with_one_log_keeps_no_other_from_being_carried() {
    let world = World::new();
    let (one, two) = apart(&world);
    let id = one.declares("trouble");
    meet(&one, &two);
    // A folder stands in the place of a log.
    let here = log(id, "guest000");
    let folder = two.store().log_folder(id);
    std::fs::create_dir(folder.join("guest000.jsonl")).unwrap();
    let entries = Pen::of(here).notes(&["cannot go there"]);
    wait(one.store().append(here, &entries)).unwrap();
    one.notes(id, "can");
    let summary = wait(sync(one.store(), two.store(), noon())).unwrap();
    assert_eq!(summary.sent.entries, 1);
    let trouble = &summary.troubles[0];
    assert_eq!((trouble.log, trouble.side, summary.troubles.len()), (Some(here), Side::Theirs, 1));
    assert_eq!(texts(&two.opens(id)), ["can"]);
}

#[test]
fn an_entry_that_is_damaged_at_the_end_of_one_copy_comes_back_from_another() {
    let world = World::new();
    let (one, two) = apart(&world);
    let id = one.declares("damaged end");
    one.notes(id, "last words");
    meet(&one, &two);
    let file = two.store().log_folder(id).join(format!("{}.jsonl", one.name()));
    let damaged = read_to_string(&file).unwrap().replace("last words", "lost words");
    write(&file, &damaged).unwrap();
    assert_eq!(texts(&two.opens(id)), Vec::<String>::new());
    meet(&one, &two);
    assert_eq!(texts(&two.opens(id)), ["last words"]);
    // The damage stays to be seen, and the next meeting adds nothing.
    assert_eq!(read_to_string(&file).unwrap(), damaged);
    assert!(two.verifies().is_damaged());
    assert_eq!(meet(&one, &two).sent.entries, 0);
}

#[test]
fn a_hole_in_one_copy_costs_the_other_nothing_that_it_could_have() {
    let world = World::new();
    let (one, two) = apart(&world);
    let id = one.declares("hole");
    for text in ["first", "second", "third"] {
        one.notes(id, text);
    }
    let file = one.file(id);
    let damaged = read_to_string(&file).unwrap().replace("second", "zweite");
    write(&file, damaged).unwrap();
    let summary = wait(sync(one.store(), two.store(), noon())).unwrap();
    assert_eq!((summary.sent.entries, summary.troubles.len()), (3, 1));
    let text = summary.troubles[0].error.to_string();
    assert!(text.contains("nothing is there that entry 5"), "{text}");
    assert_eq!(texts(&two.opens(id)), ["first"]);
}

#[test]
fn entries_far_ahead_of_the_clock_are_carried_all_the_same() {
    let world = World::new();
    let (one, two) = apart(&world);
    let id = one.declares("ahead");
    meet(&one, &two);
    one.clock.set(noon() + chrono::TimeDelta::hours(30));
    one.notes(id, "of tomorrow");
    one.clock.set(noon());
    meet(&one, &two);
    assert_eq!(held(two.store(), id), held(one.store(), id));
    assert_eq!(texts(&two.opens(id)), Vec::<String>::new());
}

#[test]
fn what_a_newer_version_wrote_is_carried_on_unchanged() {
    let world = World::new();
    let (one, two) = apart(&world);
    let id = incident("7Q2KXM");
    let note = Pen::of(log(id, "guest000")).note("x");
    let line =
        super::super::entries::forged(note.line(), |line| line.replace("noted", "model_paused"));
    let entry = warroom::incident::Entry::read(line.as_bytes()).unwrap();
    wait(one.store().append(entry.log, &[entry])).unwrap();
    meet(&one, &two);
    let there: &Path = &two.store().log_folder(id).join("guest000.jsonl");
    assert_eq!(lines(there), [line]);
    assert_eq!(wait(two.store().heads(Scope::Everything)).unwrap().len(), 1);
}
