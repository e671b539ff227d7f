//! What a crash leaves in a log, and what damage costs: the torn end is set aside, the rest is read.

use super::desk::{Pen, World, file_of, held, incident, lines, log, texts, wait};
use std::fs::{OpenOptions, read, write};
use std::io::Write;
use std::path::{Path, PathBuf};
use warroom::incident::Command;
use warroom::store::folder::Folder;
use warroom::store::{Appended, Finding, Head, Store};

fn add(file: &Path, bytes: &[u8]) {
    OpenOptions::new().append(true).open(file).unwrap().write_all(bytes).unwrap();
}

fn set_aside(folder: &Path) -> Vec<PathBuf> {
    let paths = folder.read_dir().unwrap().map(|name| name.unwrap().path());
    paths.filter(|path| path.to_string_lossy().contains(".torn-")).collect()
}

fn remarks(store: &Folder) -> Vec<String> {
    let report = wait(warroom::store::verify(store, None)).unwrap();
    assert!(!report.is_damaged(), "{:?}", report.findings);
    let said = report.findings.into_iter().map(|finding| match finding {
        Finding::Damaged(damage) | Finding::Remark(damage) => damage.what,
    });
    said.collect()
}

#[test]
fn a_torn_end_is_no_damage_and_the_next_writer_sets_it_aside() {
    let world = World::new();
    let desk = world.desk("state");
    let id = desk.declares("torn");
    desk.notes(id, "one");
    add(&desk.file(id), br#"{"v":1,"incident":"AI-"#);

    let opened = desk.opens(id);
    assert_eq!((texts(&opened), opened.damage), (vec!["one".to_owned()], vec![]));
    let said = remarks(desk.store());
    assert!(said.len() == 1 && said[0].contains("nobody was told"), "{said:?}");

    desk.notes(id, "two");
    assert_eq!(texts(&desk.opens(id)), ["one", "two"]);
    let aside = set_aside(&desk.store().log_folder(id));
    assert_eq!(aside.len(), 1);
    assert_eq!(read(&aside[0]).unwrap(), br#"{"v":1,"incident":"AI-"#);
    let said = remarks(desk.store());
    assert!(said.len() == 1 && said[0].contains("set aside"), "{said:?}");

    // The same end a second time is kept once; another end is kept beside it.
    add(&desk.file(id), br#"{"v":1,"incident":"AI-"#);
    desk.notes(id, "three");
    add(&desk.file(id), b"other");
    desk.notes(id, "four");
    assert_eq!(texts(&desk.opens(id)), ["one", "two", "three", "four"]);
    assert_eq!(set_aside(&desk.store().log_folder(id)).len(), 2);
}

#[test]
fn wherever_the_last_line_is_torn_the_log_goes_on_after_the_one_before() {
    let world = World::new();
    let store = world.folder();
    let here = log(incident("7Q2KXM"), "k3f9q2m1");
    let mut pen = Pen::of(here);
    let first = pen.note("first");
    let mut again = pen.clone();
    let last = pen.note("last");
    let next = again.note("next");
    wait(store.append(here, &[first.clone(), last])).unwrap();
    let file = store.log_folder(here.incident).join("k3f9q2m1.jsonl");
    let whole = read(&file).unwrap();
    let kept = first.line().len() + 1;
    for cut in kept..whole.len() {
        write(&file, &whole[..cut]).unwrap();
        assert_eq!(held(&store, here.incident), std::slice::from_ref(&first), "cut at {cut}");
        let done = wait(store.append(here, std::slice::from_ref(&next))).unwrap();
        assert_eq!(done, Appended::Done(Head::of(&next)), "cut at {cut}");
        assert_eq!(lines(&file), [first.line(), next.line()], "cut at {cut}");
    }
    // And the first line of all.
    write(&file, &whole[..100]).unwrap();
    assert_eq!(held(&store, here.incident), []);
    wait(store.append(here, std::slice::from_ref(&first))).unwrap();
    assert_eq!(lines(&file), [first.line()]);
}

#[test]
fn an_end_longer_than_any_entry_is_set_aside_whole() {
    let world = World::new();
    let desk = world.desk("state");
    let id = desk.declares("zeros");
    desk.notes(id, "one");
    let zeros = vec![0; 3 * 1024 * 1024];
    add(&desk.file(id), &zeros);
    desk.notes(id, "two");
    assert_eq!(texts(&desk.opens(id)), ["one", "two"]);
    assert_eq!(read(&set_aside(&desk.store().log_folder(id))[0]).unwrap(), zeros);
    remarks(desk.store());
}

#[test]
fn a_changed_newline_at_the_end_is_damage_and_nothing_is_set_aside() {
    let world = World::new();
    let desk = world.desk("state");
    let id = desk.declares("newline");
    desk.notes(id, "one");
    let (file, name) = (desk.file(id), desk.name());
    let mut bytes = read(&file).unwrap();
    *bytes.last_mut().unwrap() = b'K';
    write(&file, &bytes).unwrap();

    assert_eq!(desk.opens(id).damage.len(), 1);
    assert!(desk.verifies().is_damaged());
    // A log whose end cannot be trusted is not continued: a new name is taken, and nothing changes.
    desk.notes(id, "two");
    assert_ne!(desk.name(), name);
    assert_eq!(read(&file).unwrap(), bytes);
    assert_eq!(set_aside(&desk.store().log_folder(id)), Vec::<PathBuf>::new());
}

#[test]
fn damage_costs_only_the_damaged_entry_and_is_named_by_its_line() {
    let world = World::new();
    let desk = world.desk("state");
    let id = desk.declares("damage");
    for text in ["one", "two", "three"] {
        desk.notes(id, text);
    }
    let file = desk.file(id);
    let damaged =
        std::fs::read_to_string(&file).unwrap().replace("\"text\":\"two\"", "\"text\":\"2wo\"");
    write(&file, damaged).unwrap();

    let opened = desk.opens(id);
    assert_eq!(texts(&opened), ["one", "three"]);
    // Declaration and plan are the first two lines.
    let damage = &opened.damage[0];
    assert_eq!((&damage.file, damage.line, opened.damage.len()), (&file, Some(4), 1));
    assert!(damage.what.contains("changed after it was written"), "{damage}");
    // The log can be continued, for its last line is whole.
    desk.notes(id, "four");
    assert_eq!(texts(&desk.opens(id)), ["one", "three", "four"]);
}

#[test]
fn files_of_whatever_name_are_read_by_their_lines() {
    let world = World::new();
    let desk = world.desk("state");
    let id = desk.declares("names");
    let mut pen = Pen::of(log(id, "guest000"));
    let (first, second, third) = (pen.note("first"), pen.note("second"), pen.note("third"));
    let folder = desk.store().log_folder(id);
    write(folder.join("guest000 (1).jsonl"), file_of([first.line(), second.line()])).unwrap();
    write(folder.join("-x y\u{202e}.jsonl"), file_of([second.line(), third.line()])).unwrap();
    write(folder.join("guest000.jsonl"), file_of([first.line()])).unwrap();
    write(folder.join("guest000.txt"), "no log\n").unwrap();

    // Each entry counts once.
    assert_eq!(texts(&desk.opens(id)), ["first", "second", "third"]);
    let told = wait(desk.store().read(third.log, 1)).unwrap();
    assert_eq!(told.entries, [first, second.clone(), third.clone()]);
    let heads = wait(desk.store().heads(warroom::store::Scope::Incident(id))).unwrap();
    let of_guest: Vec<_> = heads.iter().filter(|(log, _)| *log == third.log).collect();
    assert_eq!(of_guest, [&(third.log, Head::of(&third))]);
    // What is redacted goes from all of them.
    assert_eq!(wait(desk.store().blank(second.log, &[second.id])).unwrap(), 2);
    assert_eq!(texts(&desk.opens(id)), ["first", "third"]);
}

#[test]
fn what_a_dead_redaction_left_on_its_way_goes_with_the_next_one() {
    let world = World::new();
    let desk = world.desk("state");
    let id = desk.declares("left over");
    let (one, two) = (desk.notes(id, "first xyzzy"), desk.notes(id, "second xyzzy"));
    let file = desk.file(id);
    // A redaction that was killed left a copy in which the other secret still stands.
    let name = file.file_name().unwrap().to_string_lossy().into_owned();
    let left = file.with_file_name(format!(".new-{name}-a1b2c3"));
    write(&left, read(&file).unwrap()).unwrap();
    wait(desk.store().blank(one.log, &[one.id, two.id])).unwrap();
    for path in file.parent().unwrap().read_dir().unwrap() {
        let path = path.unwrap().path();
        assert!(!String::from_utf8_lossy(&read(&path).unwrap()).contains("xyzzy"), "{path:?}");
    }
}

#[test]
fn a_redaction_takes_along_what_a_crash_had_torn_off_the_same_log() {
    let world = World::new();
    let desk = world.desk("state");
    let id = desk.declares("torn");
    let file = desk.file(id);
    // Torn while it was written, set aside, and written again; and torn once more.
    add(&file, br#"{"v":1,"text":"xyzzy was na"#);
    let secret = desk.notes(id, "xyzzy was named");
    add(&file, br#"{"v":1,"text":"xyzzy ag"#);
    assert_eq!(set_aside(&desk.store().log_folder(id)).len(), 1);
    let reason = "a name".to_owned();
    desk.does(id, Command::Redact { entry: secret.id.to_string(), reason, instead: None });
    assert_eq!(set_aside(&desk.store().log_folder(id)).len(), 0);
    let again = desk.notes(id, "xyzzy again");
    add(&file, br#"{"v":1,"text":"xyzzy on"#);
    wait(desk.store().blank(again.log, &[again.id])).unwrap();
    for path in file.parent().unwrap().read_dir().unwrap() {
        let path = path.unwrap().path();
        assert!(!String::from_utf8_lossy(&read(&path).unwrap()).contains("xyzzy"), "{path:?}");
    }
    desk.notes(id, "and it goes on");
}
