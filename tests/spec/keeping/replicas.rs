//! Who writes: a replica never continues a log that is not as it left it, and two desks see each other.

use super::desk::{Desk, World, lines, noon, texts, wait};
use chrono::TimeDelta;
use std::fs::{copy, read, remove_dir_all, write};
use std::path::Path;
use std::process::Command as Process;
use warroom::chance::SeededChance;
use warroom::incident::{Command, IncidentId, LogId};
use warroom::journal::{JournalError, Wish};
use warroom::store::{Store, index};
use warroom::time::Clock;

/// Copies a folder and what is in it.
fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for name in from.read_dir().unwrap() {
        let name = name.unwrap();
        let target = to.join(name.file_name());
        if name.path().is_dir() {
            copy_folder(&name.path(), &target);
        } else {
            copy(name.path(), target).unwrap();
        }
    }
}

/// No number of any log stands for two entries.
fn nothing_forks(desk: &Desk, id: IncidentId) {
    let mut places: Vec<(LogId, u64)> =
        super::desk::held(desk.store(), id).iter().map(|entry| (entry.log, entry.seq)).collect();
    places.sort_unstable();
    let all = places.len();
    places.dedup();
    assert_eq!(places.len(), all, "a log has split in two");
    let report = desk.verifies();
    assert!(!report.is_damaged(), "{:?}", report.findings);
}

#[test]
fn a_replica_keeps_its_name_and_its_one_log() {
    let world = World::new();
    let id = world.desk("state").declares("one name");
    for text in ["one", "two", "three"] {
        world.desk("state").notes(id, text);
    }
    let desk = world.desk("state");
    assert_eq!(texts(&desk.opens(id)), ["one", "two", "three"]);
    assert_eq!(desk.verifies().heads.len(), 1);
}

#[test]
fn after_an_older_backup_came_back_a_new_name_is_taken() {
    let world = World::new();
    let desk = world.desk("state");
    let id = desk.declares("backup");
    desk.notes(id, "one");
    let (file, name) = (desk.file(id), desk.name());
    let backup = read(&file).unwrap();
    desk.notes(id, "two, which was sent to others");
    write(&file, &backup).unwrap();

    desk.notes(id, "three");
    assert_ne!(desk.name(), name);
    assert_eq!(read(&file).unwrap(), backup);
    assert_eq!(texts(&desk.opens(id)), ["one", "three"]);
    nothing_forks(&desk, id);
    // With the lost entry back from elsewhere, all is there.
    let lost = world.desk("elsewhere");
    assert_ne!(lost.name(), name);
}

#[test]
fn a_log_that_was_removed_is_not_begun_again() {
    let world = World::new();
    let desk = world.desk("state");
    let other = world.desk("other");
    let id = other.declares("removed");
    desk.notes(id, "one");
    let (file, name) = (desk.file(id), desk.name());
    std::fs::remove_file(&file).unwrap();
    desk.notes(id, "two");
    assert_ne!(desk.name(), name);
    assert!(!file.exists());
    nothing_forks(&desk, id);
}

#[test]
fn with_a_cloned_state_folder_nothing_forks() {
    let world = World::new();
    let first = world.desk("state");
    let id = first.declares("clone");
    first.notes(id, "one");
    copy_folder(&world.path("state"), &world.path("clone"));
    let clone = world.desk("clone");
    assert_eq!(first.name(), clone.name());
    // Both go on under one name, and each finds entries that it did not write: neither splits the log.
    for number in 0..4 {
        first.notes(id, &format!("first {number}"));
        clone.notes(id, &format!("clone {number}"));
    }
    assert_eq!(texts(&first.opens(id)).len(), 9);
    nothing_forks(&first, id);
}

#[test]
fn a_copied_store_is_written_under_a_new_name() {
    let world = World::new();
    let desk = world.desk("state");
    let id = desk.declares("copy");
    desk.notes(id, "one");
    copy_folder(&world.store(), &world.path("copy"));
    let copied = Desk::at(&world.path("copy"), &world.path("state"));
    assert_ne!(copied.name(), desk.name());
    copied.notes(id, "in the copy");
    desk.notes(id, "in the first");
    // Put together again, nothing contradicts.
    copy_folder(&desk.store().log_folder(id), &copied.store().log_folder(id));
    assert_eq!(texts(&copied.opens(id)).len(), 3);
    nothing_forks(&copied, id);
}

#[test]
fn with_a_lost_state_folder_a_new_name_is_taken() {
    let world = World::new();
    let desk = world.desk("state");
    let id = desk.declares("lost");
    let name = desk.name();
    remove_dir_all(world.path("state")).unwrap();
    desk.notes(id, "one");
    assert_ne!(desk.name(), name);
    nothing_forks(&desk, id);
}

#[test]
fn a_torn_state_file_costs_nothing() {
    let world = World::new();
    let desk = world.desk("state");
    let id = desk.declares("torn state");
    let replicas = world.path("state").join("replicas");
    let folder = replicas.read_dir().unwrap().next().unwrap().unwrap().path();
    for (index, torn) in ["", "k3f9", "k3f9q2m1 7", "\u{0}\u{0}\u{0}", "x y z\n"].iter().enumerate()
    {
        write(folder.join(id.as_str()), torn).unwrap();
        desk.notes(id, &index.to_string());
        write(folder.join("name"), torn).unwrap();
        desk.notes(id, &index.to_string());
    }
    assert_eq!(texts(&desk.opens(id)).len(), 10);
    nothing_forks(&desk, id);
}

#[test]
fn a_log_with_a_damaged_end_is_left_and_a_new_name_taken() {
    let world = World::new();
    let desk = world.desk("state");
    let id = desk.declares("damaged end");
    desk.notes(id, "one");
    desk.notes(id, "two");
    let (file, name) = (desk.file(id), desk.name());
    let damaged =
        std::fs::read_to_string(&file).unwrap().replace("\"text\":\"two\"", "\"text\":\"2wo\"");
    write(&file, &damaged).unwrap();
    desk.notes(id, "three");
    assert_ne!(desk.name(), name);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), damaged);
    assert_eq!(texts(&desk.opens(id)), ["one", "three"]);
}

#[test]
fn a_clock_that_was_a_day_ahead_is_not_followed() {
    let world = World::new();
    let other = world.desk("other");
    let id = other.declares("ahead");
    let desk = world.desk("state");
    desk.clock.set(noon() + TimeDelta::hours(25));
    let early = desk.notes(id, "from tomorrow");
    let name = desk.name();
    desk.clock.set(noon() + TimeDelta::minutes(1));

    let opened = desk.opens(id);
    assert_eq!(texts(&opened), Vec::<String>::new());
    assert_eq!(opened.set_aside.len(), 1);
    desk.notes(id, "of today");
    assert_ne!(desk.name(), name);
    assert_eq!(texts(&desk.opens(id)), ["of today"]);
    nothing_forks(&desk, id);
    // It was not lost: when its time has come it counts.
    desk.clock.set(noon() + TimeDelta::hours(2));
    let opened = desk.opens(id);
    assert_eq!(texts(&opened), ["of today", "from tomorrow"]);
    assert_eq!(opened.incident.timeline.last().unwrap().entry.id, early.id);
}

#[test]
fn two_desks_on_one_folder_see_each_other() {
    let world = World::new();
    let (one, two) = (world.desk("one"), world.desk("two"));
    let id = one.declares("together");
    assert_ne!(one.name(), two.name());
    for round in 0..4 {
        one.notes(id, &format!("one {round}"));
        let seen = texts(&two.opens(id));
        assert_eq!(seen.last(), Some(&format!("one {round}")));
        two.notes(id, &format!("two {round}"));
    }
    assert_eq!(one.opens(id).incident, two.opens(id).incident);
    // What one process reads on top of what it knew is what another reads from the beginning.
    assert_eq!(one.opens(id).incident, world.desk("three").opens(id).incident);
}

#[test]
fn two_who_set_one_thing_at_once_are_seen_to_contradict() {
    let world = World::new();
    let desk = world.desk("one");
    let id = desk.declares("contradiction");
    // The second desk decides on a copy, and its log comes back afterwards.
    copy_folder(&world.store(), &world.path("copy"));
    let away = Desk::at(&world.path("copy"), &world.path("two"));
    let severity = |level: &str| Command::SetSeverity {
        level: level.to_owned(),
        reason: "it is".to_owned(),
        assessed: std::collections::BTreeMap::new(),
    };
    desk.does(id, severity("SEV-1"));
    away.clock.set(noon() + TimeDelta::seconds(1));
    away.does(id, severity("SEV-3"));
    copy(away.file(id), desk.store().log_folder(id).join(away.file(id).file_name().unwrap()))
        .unwrap();
    desk.clock.set(noon() + TimeDelta::seconds(2));
    let incident = desk.opens(id).incident;
    assert_eq!(incident.conflicts.len(), 1, "{:?}", incident.conflicts);
    let conflict = incident.conflicts.values().next().unwrap();
    assert_eq!((&*conflict.earlier.value, &*conflict.later.value), ("SEV-1", "SEV-3"));
}

#[test]
fn a_rehearsal_writes_nothing() {
    let world = World::new();
    let desk = world.desk("state");
    let id = desk.declares("rehearsed");
    let before = super::settings::rights_below(world.folder.path());
    let bytes = read(desk.file(id)).unwrap();
    let mut incident = desk.opens(id).incident;
    let log = LogId { incident: id, replica: desk.name() };
    let head = incident.timeline.last().map(|line| warroom::store::Head::of(&line.entry));
    let wish = Wish::now("ops4", Command::Note { text: "as if".to_owned() });
    let (now, chance) = (incident.timeline[0].entry.at, SeededChance::default());
    let entries =
        warroom::journal::rehearse(&mut incident, log, head, &[wish], now, &chance).unwrap();
    assert_eq!((entries.len(), entries[0].seq), (1, 3));
    assert_eq!(incident.timeline.len(), 3);
    assert_eq!(read(desk.file(id)).unwrap(), bytes);
    assert_eq!(super::settings::rights_below(world.folder.path()), before);
    assert_eq!(desk.opens(id).incident.timeline.len(), 2);
}

#[test]
fn of_several_wishes_all_are_written_or_none() {
    let world = World::new();
    let desk = world.desk("state");
    let id = desk.declares("several");
    let bytes = read(desk.file(id)).unwrap();
    let wish = |text: &str| Wish::now("ops4", Command::Note { text: text.to_owned() });
    let wishes = vec![wish("one"), wish("two"), wish("")];
    let answer = wait(desk.journal.write(id, wishes));
    assert!(matches!(answer, Err(JournalError::Refused(_))), "{answer:?}");
    assert_eq!(read(desk.file(id)).unwrap(), bytes);
    wait(desk.journal.write(id, vec![wish("one"), wish("two")])).unwrap();
    assert_eq!(texts(&desk.opens(id)), ["one", "two"]);
}

#[test]
fn a_redaction_blanks_the_line_and_the_chain_still_holds() {
    let world = World::new();
    let (desk, other) = (world.desk("state"), world.desk("other"));
    let id = desk.declares("redaction");
    let secret = desk.notes(id, "the name of a person");
    desk.notes(id, "after it");
    let before = lines(&desk.file(id));
    let (entry, reason) = (secret.id.to_string(), "a name".to_owned());
    other.does(id, Command::Redact { entry, reason, instead: None });

    let after = lines(&desk.file(id));
    assert_eq!(after[2], secret.blanked().line());
    assert_eq!((&after[..2], &after[3..]), (&before[..2], &before[3..]));
    assert_eq!(texts(&desk.opens(id)), ["after it"]);
    assert_eq!(texts(&world.desk("fresh").opens(id)), ["after it"]);
    desk.notes(id, "and it goes on");
    nothing_forks(&desk, id);
    assert_eq!(desk.verifies().findings, []);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/verify_chain.py");
    let output = Process::new("python3").arg(script).arg(world.store()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn under_a_hold_a_redaction_hides_and_its_line_is_blanked_when_the_hold_is_lifted() {
    let world = World::new();
    let desk = world.desk("state");
    let id = desk.declares("held");
    let secret = desk.notes(id, "the name of a person");
    desk.does(id, Command::Hold { reason: "a claim".to_owned() });
    let before = lines(&desk.file(id));
    let (entry, reason) = (secret.id.to_string(), "a name".to_owned());
    let wish = Wish::now("ops4", Command::Redact { entry, reason, instead: None });
    let written = wait(desk.journal.run(id, wish)).unwrap();
    let why = "a legal hold keeps it (set by ops4: a claim)";
    assert_eq!(written.pending.as_deref(), Some(why));
    assert_eq!(lines(&desk.file(id))[..4], before[..4]);
    assert_eq!(texts(&desk.opens(id)), Vec::<String>::new());

    desk.does(id, Command::LiftHold { reason: "it is settled".to_owned() });
    assert_eq!(lines(&desk.file(id))[2], secret.blanked().line());
    assert_eq!(desk.verifies().findings, []);
}

#[test]
fn what_is_read_again_is_what_is_read_anew() {
    let world = World::new();
    let desks = ["one", "two", "three"].map(|whose| world.desk(whose));
    let id = desks[0].declares("again and anew");
    let note = |text: &str| Command::Note { text: text.to_owned() };
    let level = |level: &str| Command::SetSeverity {
        level: level.to_owned(),
        reason: "so".to_owned(),
        assessed: std::collections::BTreeMap::new(),
    };
    let undo = || Command::Undo { entry: None };
    let redact = |entry: &str| {
        let (entry, reason) = (entry.to_owned(), "a name".to_owned());
        Command::Redact { entry, reason, instead: None }
    };
    let secret = desks[1].notes(id, "secret").id.to_string();
    let steps: Vec<(usize, Command)> = vec![
        (0, note("a")),
        (1, level("SEV-2")),
        (2, note("b")),
        (1, undo()),
        (0, redact(&secret)),
        (2, level("SEV-1")),
        (0, note("c")),
        (2, undo()),
        (1, note("d")),
        (0, undo()),
    ];
    let watching = world.desk("watching");
    for (number, (who, command)) in steps.into_iter().enumerate() {
        // Clocks that disagree: entries also come in before the last one that was known.
        let skew = [0, 90, -90][who];
        let desk = &desks[who];
        desk.clock.set(noon() + TimeDelta::seconds(skew + i64::try_from(number).unwrap()));
        desk.does(id, command);
        watching.clock.set(desk.clock.now());
        let anew = wait(watching.store().read_all(id)).unwrap();
        let anew = index::open(id, anew, watching.clock.now());
        assert_eq!(watching.opens(id).incident, anew.incident, "after step {number}");
    }
}
