//! The index: what it lists is what folding everything anew lists, and losing it costs only time.

use super::desk::{Desk, World, noon, wait};
use chrono::{DateTime, TimeDelta};
use std::fs::{read, remove_dir_all, write};
use warroom::incident::{Command, IncidentId};
use warroom::store::Store;
use warroom::store::index::{Index, Listing, Summary, open};
use warroom::time::Clock;

fn list(world: &World, desk: &Desk) -> Listing {
    let index = Index::of(desk.store(), Some(&world.path("cache")));
    wait(index.list(desk.store(), desk.clock.now())).unwrap()
}

/// What there is, folded from the beginning, without any cache.
fn anew(world: &World, desk: &Desk) -> Vec<Summary> {
    let store = world.folder();
    let mut summaries = Vec::new();
    for id in wait(store.incidents()).unwrap() {
        let opened = open(id, wait(store.read_all(id)).unwrap(), desk.clock.now());
        if opened.incident.declaration.is_some() {
            summaries.push(Summary::of(&opened.incident));
        }
    }
    summaries.sort_by_key(Summary::order);
    summaries
}

#[track_caller]
fn agrees(world: &World, desk: &Desk, after: &str) {
    let listing = list(world, desk);
    assert_eq!(listing.summaries, anew(world, desk), "after {after}");
    assert_eq!(listing.damaged, 0, "after {after}");
}

#[test]
fn after_every_kind_of_change_the_index_lists_what_is_there() {
    let world = World::new();
    let (desk, other) = (world.desk("state"), world.desk("other"));
    let ids = ["first", "second", "third"].map(|title| desk.declares(title));
    agrees(&world, &desk, "declaring");
    let text = |text: &str| text.to_owned();
    let changes = [
        Command::Note { text: text("a note") },
        Command::SetSeverity {
            level: text("SEV-1"),
            reason: text("so"),
            assessed: std::collections::BTreeMap::new(),
        },
        Command::Assign { role: text("commander"), person: text("ops4") },
        Command::EnterStage { stage: text("contain") },
        Command::Correct(warroom::incident::Correction::Title(text("a better title"))),
        Command::Correct(warroom::incident::Correction::UsersAffected(12)),
        Command::Undo { entry: None },
        Command::Resolve { reason: text("over") },
        Command::Reopen { reason: text("not over") },
        Command::Resolve { reason: text("over") },
        Command::Close {
            reason: text("done"),
            without_outputs: Some("nothing to mend".to_owned()),
        },
    ];
    for (number, command) in changes.into_iter().enumerate() {
        let who = [&desk, &other][number % 2];
        let after = format!("{command:?}");
        let by_same = matches!(command, Command::Undo { .. });
        (if by_same { &other } else { who }).clock.advance(TimeDelta::seconds(1));
        let answer = (if by_same { &other } else { who }).tries(ids[1], command);
        if !by_same {
            answer.unwrap();
        }
        agrees(&world, &desk, &after);
    }
    let secret = desk.notes(ids[0], "secret").id.to_string();
    agrees(&world, &desk, "a note");
    desk.does(ids[0], Command::Redact { entry: secret, reason: text("x"), instead: None });
    agrees(&world, &desk, "a redaction");
    assert!(!String::from_utf8(read(cache(&world)).unwrap()).unwrap().contains("secret"));
    let (file, aside) = (desk.file(ids[2]), world.path("aside"));
    std::fs::rename(&file, &aside).unwrap();
    agrees(&world, &desk, "a log was removed");
    std::fs::rename(&aside, &file).unwrap();
    agrees(&world, &desk, "it came back");
    remove_dir_all(desk.store().log_folder(ids[2]).parent().unwrap()).unwrap();
    agrees(&world, &desk, "an incident was removed");
}

fn cache(world: &World) -> std::path::PathBuf {
    let mut names = world.path("cache").read_dir().unwrap();
    names.next().unwrap().unwrap().path()
}

#[test]
fn a_lost_a_broken_and_a_foreign_cache_do_no_harm() {
    let world = World::new();
    let desk = world.desk("state");
    let ids = ["first", "second"].map(|title| desk.declares(title));
    agrees(&world, &desk, "declaring");
    let good = String::from_utf8(read(cache(&world)).unwrap()).unwrap();
    let swapped = good.replace(ids[0].as_str(), "X").replace(ids[1].as_str(), ids[0].as_str());
    let others = [
        String::new(),
        "{".to_owned(),
        "null".to_owned(),
        "[]".to_owned(),
        good[..good.len() / 2].to_owned(),
        good.replace("\"version\":3", "\"version\":2"),
        good.replace("\"version\":3", "\"version\":999"),
        good.replace("\"files\"", "\"fields\""),
        swapped.replace('X', ids[1].as_str()),
    ];
    for other in others {
        write(cache(&world), &other).unwrap();
        agrees(&world, &desk, &other);
        agrees(&world, &desk, "a second look");
    }
    // A folder in the file's place, and no cache folder at all.
    let file = cache(&world);
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    agrees(&world, &desk, "a folder for a cache");
    remove_dir_all(world.path("cache")).unwrap();
    agrees(&world, &desk, "no cache");
    write(world.path("file"), "").unwrap();
    let index = Index::of(desk.store(), Some(&world.path("file")));
    assert_eq!(wait(index.list(desk.store(), noon())).unwrap().summaries.len(), 2);
}

#[test]
fn only_what_changed_is_read_again() {
    let world = World::new();
    let desk = world.desk("state");
    let ids = ["first", "second", "third"].map(|title| desk.declares(title));
    agrees(&world, &desk, "declaring");
    // Whoever read these would find damage: they are as long as before, and hold nothing.
    let blanked = |id: IncidentId| {
        let bytes = read(desk.file(id)).unwrap();
        write(desk.file(id), vec![b'\n'; bytes.len()]).unwrap();
        bytes
    };
    let before = list(&world, &desk).summaries;
    let kept = [blanked(ids[0]), blanked(ids[1])];
    let later = world.desk("later");
    later.notes(ids[2], "changed");
    let listing = list(&world, &world.desk("fresh"));
    assert_eq!(listing.damaged, 0);
    let of = |list: &[Summary], id| list.iter().find(|summary| summary.id == id).cloned();
    for id in &ids[..2] {
        assert_eq!(of(&listing.summaries, *id), of(&before, *id));
    }
    assert_eq!(of(&listing.summaries, ids[2]).unwrap().last_note.as_deref(), Some("changed"));
    // One that changes is read, and its damage is told until it is mended.
    write(desk.file(ids[0]), "damaged\n").unwrap();
    for _ in 0..2 {
        assert_eq!(list(&world, &world.desk("fresh")).damaged, 1);
    }
    for (id, bytes) in ids.iter().zip(kept) {
        write(desk.file(*id), bytes).unwrap();
    }
    agrees(&world, &world.desk("fresh"), "mending");
}

#[test]
fn a_folder_that_rests_is_believed_until_it_changes() {
    let world = World::new();
    let desk = world.desk("state");
    let ids = ["first", "second"].map(|title| desk.declares(title));
    let changed = |id| desk.store().log_folder_changed(id).unwrap();
    // Looked at a while later, so that both folders have rested.
    let latest = ids.map(changed).into_iter().max().unwrap();
    desk.clock.set(DateTime::from_timestamp_nanos(latest) + TimeDelta::seconds(10));
    agrees(&world, &desk, "declaring");
    let at_rest = |settled: &str| {
        String::from_utf8(read(cache(&world)).unwrap()).unwrap().matches(settled).count()
    };
    assert_eq!(at_rest("settled"), 2);
    agrees(&world, &desk, "a second look");
    desk.notes(ids[0], "a line more");
    agrees(&world, &desk, "a log that grew");
    // Others' logs appear, until the file system's clock has moved on: some take milliseconds for a moment.
    let before = changed(ids[1]);
    for number in 0.. {
        let other = world.desk(&format!("other{number}"));
        other.clock.set(desk.clock.now());
        other.notes(ids[1], "from elsewhere");
        if changed(ids[1]) != before {
            break;
        }
    }
    agrees(&world, &desk, "another log");
    assert_eq!(at_rest(&before.to_string()), 0, "the cache holds when the folder changed last");
}

#[test]
fn what_lay_ahead_of_the_clock_is_listed_when_its_time_has_come() {
    let world = World::new();
    let desk = world.desk("state");
    let id = desk.declares("today");
    desk.clock.set(noon() + TimeDelta::hours(30));
    desk.notes(id, "tomorrow");
    desk.clock.set(noon());
    assert_eq!(list(&world, &desk).summaries[0].last_note, None);
    desk.clock.set(noon() + TimeDelta::hours(8));
    assert_eq!(list(&world, &desk).summaries[0].last_note.as_deref(), Some("tomorrow"));
    agrees(&world, &desk, "a day");
}
