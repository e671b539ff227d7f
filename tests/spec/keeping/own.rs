//! What a process knows of its own writing to a folder, and what it must not believe.

use super::desk::{Pen, World, incident, log, wait};
use std::sync::Arc;
use warroom::chance::SeededChance;
use warroom::incident::Entry;
use warroom::store::folder::{Folder, Kind};
use warroom::store::{Appended, Cursor, Head, Since, Store};

fn folder(world: &World) -> Folder {
    Folder::at(&world.store(), Kind::Real, Arc::new(SeededChance::from_seed(7))).unwrap()
}

fn append(folder: &Folder, entries: &[Entry]) -> Appended {
    wait(folder.append(entries[0].log, entries)).unwrap()
}

fn done(entries: &[Entry]) -> Appended {
    Appended::Done(Head::of(entries.last().unwrap()))
}

fn came(since: Since) -> (Vec<Entry>, Cursor) {
    match since {
        Since::Batch(batch) => (batch.entries, batch.next),
        Since::Reset(cursor) => (Vec::new(), cursor),
    }
}

#[test]
fn whoever_asks_for_what_was_written_here_hears_the_rest_from_whoever_looks_everywhere() {
    let world = World::new();
    let (here, elsewhere) = (folder(&world), folder(&world));
    let of = |replica| Pen::of(log(incident("7Q2KXM"), replica)).notes(&["one", "two"]);
    let (ours, theirs) = (of("aaaaaaaa"), of("bbbbbbbb"));
    let (_, cursor) = came(wait(here.since(None, 9)).unwrap());
    append(&elsewhere, &theirs);
    append(&here, &ours);
    let (heard, cursor) = came(here.since_written(Some(&cursor), 9).unwrap());
    assert_eq!(heard, ours);
    let (heard, cursor) = came(here.since_written(Some(&cursor), 9).unwrap());
    assert_eq!(heard, []);
    // Nothing is given twice, and nothing is skipped.
    let (heard, cursor) = came(wait(here.since(Some(&cursor), 9)).unwrap());
    assert_eq!(heard, theirs);
    assert_eq!(came(wait(here.since(Some(&cursor), 9)).unwrap()).0, []);
}

#[test]
fn what_was_written_here_and_purged_is_told_to_nobody() {
    let world = World::new();
    let here = folder(&world);
    let id = incident("7Q2KXM");
    let ours = Pen::of(log(id, "aaaaaaaa")).notes(&["one"]);
    let (_, cursor) = came(wait(here.since(None, 9)).unwrap());
    append(&here, &ours);
    wait(here.purge(&super::purged::stone(id))).unwrap();
    assert_eq!(came(here.since_written(Some(&cursor), 9).unwrap()).0, []);
}

#[test]
fn an_end_that_was_remembered_gives_way_to_what_stands_in_the_file() {
    let world = World::new();
    let (here, elsewhere) = (folder(&world), folder(&world));
    let entries = Pen::of(log(incident("7Q2KXM"), "aaaaaaaa")).notes(&["1", "2", "3", "4"]);
    assert_eq!(append(&here, &entries[..1]), done(&entries[..1]));
    // Somebody else's entry stands behind the one that was left here.
    assert_eq!(append(&elsewhere, &entries[1..2]), done(&entries[..2]));
    assert_eq!(append(&here, &entries[2..3]), done(&entries[..3]));
    // So does what a crash tore: it is set aside, and no line is glued to it.
    let file = here.log_folder(entries[0].log.incident).join("aaaaaaaa.jsonl");
    let mut bytes = std::fs::read(&file).unwrap();
    bytes.extend_from_slice(b"{\"v\":1,\"half a li");
    std::fs::write(&file, &bytes).unwrap();
    assert_eq!(append(&here, &entries[3..]), done(&entries));
    // A backup that was put back ends before what was left here.
    let short = format!("{}\n", entries[0].line());
    std::fs::write(&file, short).unwrap();
    let gap = Appended::Gap(Some(Head::of(&entries[0])));
    assert_eq!(append(&here, &entries[3..]), gap);
    assert_eq!(append(&here, &entries), done(&entries));
    let told = wait(elsewhere.read(entries[0].log, 1)).unwrap();
    assert_eq!((told.entries, told.damage), (entries, Vec::new()));
}
