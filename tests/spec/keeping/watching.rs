//! Watching: what one process writes, another is told at once; where the file system tells nothing, by looking.

use super::desk::{Desk, World, texts};
use chrono::TimeDelta;
use std::collections::BTreeSet;
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use warroom::incident::IncidentId;
use warroom::store::folder::{Change, Watcher};

/// Generous: what is measured lies far below.
const SOON: Duration = Duration::from_secs(2);
/// A look every so often, where there is nothing to hear.
const OFTEN: Duration = Duration::from_millis(20);

/// Watches a world; `looking` as on a file system that tells nothing.
fn watch(world: &World, looking: bool) -> (Watcher, Receiver<Change>) {
    let (tell, told) = channel();
    let tell = move |change| _ = tell.send(change);
    let store = world.folder();
    let watcher =
        if looking { Watcher::looking(&store, OFTEN, tell) } else { Watcher::of(&store, tell) };
    (watcher, told)
}

/// Waits until a change is told that answers the question.
#[track_caller]
fn until(told: &Receiver<Change>, mut answers: impl FnMut(Change) -> bool) {
    loop {
        if answers(told.recv_timeout(SOON).expect("the change is told soon")) {
            return;
        }
    }
}

/// The program, as another process on the store of a world.
fn program(world: &World, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_warroom"));
    command.args(arguments).env_clear().env("HOME", world.path("home"));
    command.env("WARROOM_STORE", world.store()).env("WARROOM_AS", "ops4");
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The program writes at today's time, whatever day that is; a desk for which that is the future would not
/// count it.
fn reads_what_comes(desk: &Desk) {
    desk.clock.advance(TimeDelta::days(365 * 100));
}

fn an_append_is_told(looking: bool) {
    let world = World::new();
    let desk = world.desk("state");
    let id = desk.declares("watched");
    reads_what_comes(&desk);
    let (watcher, told) = watch(&world, looking);
    watcher.follow([id]);
    for number in 1..=3 {
        program(&world, &["note", id.as_str(), "from another process"]);
        until(&told, |change| {
            change == Change::Incident(id) && texts(&desk.opens(id)).len() == number
        });
    }
    // And from another thread of this one.
    std::thread::scope(|scope| scope.spawn(|| world.desk("other").notes(id, "x")).join().unwrap());
    until(&told, |_| texts(&desk.opens(id)).len() == 4);
}

#[test]
fn what_another_process_appends_is_told_soon() {
    an_append_is_told(false);
}

#[test]
fn what_another_process_appends_is_found_by_looking_too() {
    an_append_is_told(true);
}

/// A desk that lists what is declared at each change, as a screen does, sees each new incident whole.
fn a_new_incident_is_told(looking: bool) {
    let world = World::new();
    let desk = world.desk("state");
    let first = desk.declares("the first");
    reads_what_comes(&desk);
    let (watcher, told) = watch(&world, looking);
    watcher.follow([first]);
    for number in 2..=6 {
        program(&world, &["declare", "another"]);
        let mut declared = BTreeSet::new();
        until(&told, |_| {
            let store = desk.store();
            let ids = super::desk::wait(warroom::store::Store::incidents(store)).unwrap();
            let is_declared = |id: &IncidentId| desk.opens(*id).incident.declaration.is_some();
            declared = ids.into_iter().filter(is_declared).collect();
            watcher.follow(declared.iter().copied());
            declared.len() == number
        });
    }
}

#[test]
fn a_new_incident_is_told_with_its_first_entry() {
    a_new_incident_is_told(false);
}

#[test]
fn a_new_incident_is_found_by_looking_too() {
    a_new_incident_is_told(true);
}

/// An incident begins with its folder; whoever lists the store then sees nothing declared yet.
fn a_folder_comes_first(watched_before: bool, looking: bool) {
    let world = World::new();
    world.desk("state").declares("another");
    let store = world.folder();
    let id = super::desk::incident("7Q2KXM");
    let folder = store.incidents_folder().join(id.as_str());
    let make = || std::fs::create_dir(&folder).unwrap();
    if !watched_before {
        make();
    }
    let (watcher, told) = watch(&world, looking);
    if watched_before {
        make();
        until(&told, |change| change == Change::Incidents);
    }
    watcher.follow([]);
    let mut pen = super::desk::Pen::of(super::desk::log(id, "k3f9q2m1"));
    // What was told of the folder alone is not what is waited for.
    while told.try_recv().is_ok() {}
    for text in ["one", "two"] {
        let entry = pen.note(text);
        super::desk::wait(warroom::store::Store::append(&store, entry.log, &[entry])).unwrap();
        until(&told, |change| change == Change::Incident(id));
        while told.try_recv().is_ok() {}
    }
}

#[test]
fn an_incident_whose_folder_came_first_is_told_when_its_log_begins() {
    for (watched_before, looking) in [(true, false), (false, false), (true, true), (false, true)] {
        a_folder_comes_first(watched_before, looking);
    }
}

#[test]
fn a_store_that_is_made_after_the_watch_began_is_told() {
    let world = World::new();
    let (_watcher, told) = watch(&world, true);
    program(&world, &["declare", "the first"]);
    until(&told, |change| change == Change::Incidents);
}

#[test]
fn a_redaction_is_told() {
    let world = World::new();
    let desk = world.desk("state");
    let id = desk.declares("redacted");
    let entry = desk.notes(id, "secret");
    let (watcher, told) = watch(&world, false);
    watcher.follow([id]);
    program(&world, &["redact", id.as_str(), &entry.id.to_string(), "--reason", "x", "--yes"]);
    until(&told, |_| texts(&desk.opens(id)).is_empty());
}

#[test]
fn what_nobody_follows_is_not_told() {
    let world = World::new();
    let desk = world.desk("state");
    let (quiet, loud) = (desk.declares("quiet"), desk.declares("loud"));
    let (watcher, told) = watch(&world, false);
    watcher.follow([loud]);
    desk.notes(quiet, "x");
    desk.notes(loud, "x");
    until(&told, |change| {
        assert_ne!(change, Change::Incident(quiet));
        change == Change::Incident(loud)
    });
    watcher.follow([quiet]);
    desk.notes(quiet, "x");
    until(&told, |change| change == Change::Incident(quiet));
}

#[test]
fn a_watcher_that_was_dropped_tells_nothing_more() {
    for looking in [false, true] {
        let world = World::new();
        let desk = world.desk("state");
        let id = desk.declares("dropped");
        let (watcher, told) = watch(&world, looking);
        watcher.follow([id]);
        drop(watcher);
        desk.notes(id, "x");
        // The thread ends, and with it the one who tells.
        while told.recv_timeout(SOON * 2).is_ok() {}
        assert!(
            told.try_recv()
                .is_err_and(|error| error == std::sync::mpsc::TryRecvError::Disconnected)
        );
    }
}
