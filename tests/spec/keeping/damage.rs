//! Damage: whatever is changed in a log is found and named, and no bytes bring the reader down.

use super::desk::{World, file_of, lines, wait};
use proptest::prelude::*;
use std::fs::{read, rename, write};
use std::path::{Path, PathBuf};
use std::process::Command;
use warroom::incident::{self, IncidentId};
use warroom::store::{Finding, Store, verify_heads};

/// A world with one incident in three logs and some thirty entries, one of them redacted.
fn damageable() -> (World, IncidentId, Vec<PathBuf>) {
    let world = World::new();
    let desks = ["one", "two", "three"].map(|whose| world.desk(whose));
    let id = desks[0].declares("to be damaged");
    let mut files = Vec::new();
    for (index, desk) in desks.iter().enumerate() {
        for number in 0..9 {
            desk.notes(id, &format!("note {number} of desk {index}"));
        }
        files.push(desk.file(id));
    }
    let last = desks[1].notes(id, "to be redacted").id.to_string();
    let (entry, reason) = (last, "a name".to_owned());
    desks[1].does(id, incident::Command::Redact { entry, reason, instead: None });
    (world, id, files)
}

/// Whether `verify` names damage in the store of a world.
fn is_found(world: &World) -> bool {
    wait(warroom::store::verify(&world.folder(), None)).unwrap().is_damaged()
}

/// Whether the independent verifier does.
fn is_found_elsewhere(world: &World) -> bool {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/verify_chain.py");
    let output = Command::new("python3").arg(script).arg(world.store()).output();
    let output = output.expect("python3 is needed: tests/run installs it");
    match output.status.code() {
        Some(0) => false,
        Some(8) => true,
        other => panic!("{other:?}: {}", String::from_utf8_lossy(&output.stderr)),
    }
}

#[track_caller]
fn both_find(world: &World, what: &str) {
    assert!(is_found(world), "{what}: `verify` does not find it");
    assert!(is_found_elsewhere(world), "{what}: the independent verifier does not find it");
}

#[track_caller]
fn both_find_nothing(world: &World) {
    let report = wait(warroom::store::verify(&world.folder(), None)).unwrap();
    assert!(!report.is_damaged(), "{:?}", report.findings);
    assert!(!is_found_elsewhere(world));
}

#[test]
fn every_single_flipped_bit_is_found() {
    let id = super::desk::incident("7Q2KXM");
    let logs = (0..10).map(|log| {
        let mut pen = super::desk::Pen::of(super::desk::log(id, &format!("replica{log}")));
        let entries = pen.notes(&["one", "„zwei“ \u{1b}[31m", "🚨"]);
        file_of(entries.iter().map(warroom::incident::Entry::line))
    });
    let logs: Vec<String> = logs.collect();
    // Each log alone, for nothing that stands in one explains what stands in another.
    let flips: usize = std::thread::scope(|scope| {
        let halves = logs.chunks(5).enumerate().map(|(half, logs)| {
            scope.spawn(move || {
                let numbered = logs.iter().enumerate();
                numbered
                    .map(|(index, log)| flip_every_bit(id, half * 5 + index, log))
                    .sum::<usize>()
            })
        });
        let halves: Vec<_> = halves.collect();
        halves.into_iter().map(|half| half.join().unwrap()).sum()
    });
    assert_eq!(flips, logs.iter().map(|log| log.len() * 8).sum::<usize>());
}

/// Flips each bit of a log, one after the other; says how many that were.
fn flip_every_bit(id: IncidentId, number: usize, log: &str) -> usize {
    use std::os::unix::fs::FileExt;
    let world = World::new();
    let store = world.folder();
    wait(store.put_evidence(id, b"")).unwrap();
    std::fs::create_dir_all(store.log_folder(id)).unwrap();
    let path = store.log_folder(id).join(format!("replica{number}.jsonl"));
    write(&path, log).unwrap();
    wait(async {
        let found = async || warroom::store::verify(&store, None).await.unwrap().is_damaged();
        assert!(!found().await);
        let file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
        for (at, byte) in log.bytes().enumerate() {
            for bit in 0..8 {
                file.write_all_at(&[byte ^ 1 << bit], at as u64).unwrap();
                assert!(found().await, "log {number}: byte {at}, bit {bit}");
            }
            file.write_all_at(&[byte], at as u64).unwrap();
        }
        assert!(!found().await);
    });
    log.len() * 8
}

#[test]
fn flipped_bits_are_found_by_the_independent_verifier_too() {
    let (world, _, files) = damageable();
    for file in &files {
        let whole = read(file).unwrap();
        for at in (0..whole.len()).rev().step_by(whole.len() / 4) {
            let mut changed = whole.clone();
            changed[at] ^= 4;
            write(file, &changed).unwrap();
            both_find(&world, &format!("byte {at} of {}", file.display()));
        }
        write(file, &whole).unwrap();
    }
    both_find_nothing(&world);
}

#[test]
fn lines_that_were_moved_removed_or_put_in_are_found() {
    let (world, id, files) = damageable();
    let saved = wait(warroom::store::verify(&world.folder(), None)).unwrap().heads;
    for file in &files {
        let whole = lines(file);
        let put = |lines: &[String]| {
            write(file, file_of(lines)).unwrap();
        };
        let last = whole.len() - 1;
        for at in 0..last {
            let mut swapped = whole.clone();
            swapped.swap(at, at + 1);
            let mut removed = whole.clone();
            removed.remove(at);
            let mut doubled = whole.clone();
            doubled.insert(at, whole[at].clone());
            let mut empty = whole.clone();
            empty.insert(at, String::new());
            for (what, lines) in
                [("swapped", swapped), ("removed", removed), ("doubled", doubled), ("empty", empty)]
            {
                put(&lines);
                assert!(is_found(&world), "line {} {what}", at + 1);
            }
        }
        // A forged entry: every sum is right, but it stands where another one stood.
        let mut pen = super::desk::Pen::of(super::desk::log(id, &stem(file)));
        let forged: Vec<String> =
            (0..=last).map(|_| pen.note("forged").line().to_owned()).collect();
        for (at, forged) in forged.iter().enumerate().take(last) {
            let mut lines = whole.clone();
            lines.insert(at, forged.clone());
            put(&lines);
            assert!(is_found(&world), "forged line {} put in", at + 1);
            lines.remove(at + 1);
            put(&lines);
            assert!(is_found(&world), "line {} replaced", at + 1);
        }
        both_find(&world, "a replaced line");
        // What is cut off at the end of a line is found by those who kept the heads.
        for left in 0..last {
            put(&whole[..left]);
            let found = wait(verify_heads(&world.folder(), &saved)).unwrap();
            assert!(matches!(&found[..], [Finding::Damaged(_)]), "{left} lines left: {found:?}");
        }
        put(&whole);
    }
    both_find_nothing(&world);
    assert_eq!(wait(verify_heads(&world.folder(), &saved)).unwrap(), []);
}

fn stem(file: &Path) -> String {
    file.file_stem().unwrap().to_string_lossy().into_owned()
}

#[test]
fn files_that_were_moved_are_found() {
    let (world, id, files) = damageable();
    let file = &files[0];
    let (name, other) = (stem(file), stem(&files[1]));
    for new in ["00000000", "copy of a log", &format!("{name} (1)"), &format!("{name}~abcdefgh")] {
        let moved = file.with_file_name(format!("{new}.jsonl"));
        rename(file, &moved).unwrap();
        assert!(is_found(&world), "{name} moved to {new}");
        rename(&moved, file).unwrap();
    }
    let aside = file.with_file_name("aside");
    rename(file, &aside).unwrap();
    rename(&files[1], file).unwrap();
    rename(&aside, &files[1]).unwrap();
    both_find(&world, &format!("{name} and {other} swapped"));
    rename(file, &aside).unwrap();
    rename(&files[1], file).unwrap();
    rename(&aside, &files[1]).unwrap();

    // A whole incident under another name, or under none.
    let folder = world.folder().incidents_folder();
    for new in ["AI-261120-000000", "EX-261120-7Q2KXM", "attic"] {
        rename(folder.join(id.as_str()), folder.join(new)).unwrap();
        both_find(&world, new);
        rename(folder.join(new), folder.join(id.as_str())).unwrap();
    }
    both_find_nothing(&world);
}

#[test]
fn content_that_is_gone_without_a_redaction_is_found() {
    let (world, _, files) = damageable();
    let whole = lines(&files[2]);
    let at = whole[4].find(r#","data":"#).unwrap();
    let blanked = format!("{},\"data\":null}}", &whole[4][..at]);
    write(&files[2], whole.join("\n").replace(&whole[4], &blanked) + "\n").unwrap();
    both_find(&world, "a blanked line");
}

#[test]
fn a_number_that_cannot_be_counted_on_is_an_answer_and_no_panic() {
    // The sums of this line are right; its number is the largest there is.
    let world = World::new();
    let desk = world.desk("state");
    let id = desk.declares("the last number");
    let log = super::desk::log(id, desk.name().as_str());
    let place = incident::Place {
        log,
        seq: u64::MAX,
        hlc: incident::Hlc::at(super::desk::noon()),
        at: super::desk::noon(),
        by: "ops4",
        prev: log.beginning(),
    };
    let event = incident::Event::Noted { text: "the last".to_owned() };
    let entry = incident::Entry::write(&place, &event.into(), [0; 16]).unwrap();
    let file = desk.file(id);
    let text = format!("{}{}\n", std::fs::read_to_string(&file).unwrap(), entry.line());
    write(&file, text).unwrap();
    assert!(is_found(&world));
    desk.notes(id, "goes on, under another name");
    assert_ne!(desk.name(), log.replica);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_in_a_log_folder_give_an_answer(
        files in proptest::collection::vec((name(), content()), 1..4)
    ) {
        let world = World::new();
        let desk = world.desk("state");
        let id = super::desk::incident("7Q2KXM");
        let folder = desk.store().log_folder(id);
        std::fs::create_dir_all(&folder).unwrap();
        write(world.store().join("warroom.toml"),
            "format = 1\nid = 'x'\nkind = 'real'\naccess = 'private'\n").unwrap();
        for (name, content) in &files {
            write(folder.join(name), content).unwrap();
        }
        let desk = world.desk("state");
        let opened = desk.opens(id);
        let report = desk.verifies();
        prop_assert_eq!(opened.damage.is_empty() || report.is_damaged(), true);
        let index = warroom::store::index::Index::of(desk.store(), Some(&world.path("cache")));
        wait(index.list(desk.store(), super::desk::noon())).unwrap();
        for incident in wait(desk.store().incidents()).unwrap() {
            wait(desk.store().heads(warroom::store::Scope::Incident(incident))).unwrap();
        }
        // And somebody can still write there.
        let declared = incident::Declared { title: "over it".to_owned(), ..Default::default() };
        _ = desk.tries(id, incident::Command::Declare { declared, plan: None });
        _ = desk.tries(id, incident::Command::Note { text: "beside it".to_owned() });
        for (name, content) in &files {
            prop_assert!(read(folder.join(name)).unwrap().starts_with(content) || name == ".jsonl");
        }
    }
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z0-9]{8}\\.jsonl", "[a-z0-9]{8}~[0-9a-f]{8}\\.jsonl", "[^/\u{0}]{1,20}\\.jsonl"]
}

/// Bytes that are nothing, nearly entries, or entries in a wrong order.
fn content() -> impl Strategy<Value = Vec<u8>> {
    let id = super::desk::incident("7Q2KXM");
    let mut pen = super::desk::Pen::of(super::desk::log(id, "k3f9q2m1"));
    let declared = incident::Declared { title: "of a log".to_owned(), ..Default::default() };
    let mut known = vec![pen.writes(incident::Event::Declared(declared))];
    known.extend(pen.notes(&["one", "two", "three"]));
    let line = (0..known.len()).prop_map(move |at| known[at].line().as_bytes().to_vec());
    let piece = prop_oneof![
        3 => line,
        1 => proptest::collection::vec(any::<u8>(), 0..300),
        1 => "\\{\"v\":[0-9]{1,3},[ -~]{0,80}\\}".prop_map(String::into_bytes),
        1 => Just(vec![b'['; 200_000]),
    ];
    let pieces =
        proptest::collection::vec((piece, prop_oneof![4 => Just(true), 1 => Just(false)]), 0..6);
    pieces.prop_map(|pieces| {
        let mut bytes = Vec::new();
        for (piece, ended) in pieces {
            bytes.extend(piece);
            if ended {
                bytes.push(b'\n');
            }
        }
        bytes
    })
}
