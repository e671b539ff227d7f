//! Many processes on one store at once: everything is there, once, and the chains hold.

use super::desk::{Desk, World, texts};
use std::collections::BTreeSet;
use std::env::{current_exe, var};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use warroom::incident::IncidentId;

const PROCESSES: usize = 16;
const APPENDS: usize = 200;

/// Begins a process that writes notes into an incident of the store of a world.
fn begins(world: &World, id: IncidentId, state: &Path, who: usize) -> Child {
    let part = "keeping::crowd::a_process_of_a_crowd_does_its_part_and_alone_does_nothing";
    let mut command = Command::new(current_exe().unwrap());
    command.args(["--exact", part, "--nocapture"]).stdout(Stdio::null());
    command.env("CROWD_STORE", world.store()).env("CROWD_STATE", state);
    command.env("CROWD_INCIDENT", id.as_str()).env("CROWD_WHO", who.to_string());
    command.spawn().unwrap()
}

#[test]
fn a_process_of_a_crowd_does_its_part_and_alone_does_nothing() {
    let Ok(store) = var("CROWD_STORE") else { return };
    let desk = Desk::at(Path::new(&store), Path::new(&var("CROWD_STATE").unwrap()));
    let id = var("CROWD_INCIDENT").unwrap().parse().unwrap();
    let who = var("CROWD_WHO").unwrap();
    for number in 0..APPENDS {
        desk.notes(id, &format!("{who}/{number}"));
    }
}

/// A crowd that writes about some incidents; `state` says which state folder each has.
fn crowd(incidents: usize, state: impl Fn(&World, usize) -> std::path::PathBuf) -> World {
    let world = World::new();
    let desk = world.desk("state");
    let ids: Vec<_> = (0..incidents).map(|_| desk.declares("crowded")).collect();
    let begin = |who| begins(&world, ids[who % incidents], &state(&world, who), who);
    let children: Vec<Child> = (0..PROCESSES).map(begin).collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let mut there = BTreeSet::new();
    for id in ids {
        let opened = desk.opens(id);
        assert_eq!(opened.damage, []);
        for text in texts(&opened) {
            assert!(there.insert(text.clone()), "{text} is there twice");
        }
    }
    assert_eq!(there.len(), PROCESSES * APPENDS);
    for who in 0..PROCESSES {
        assert!((0..APPENDS).all(|number| there.contains(&format!("{who}/{number}"))));
    }
    let report = desk.verifies();
    assert_eq!(report.findings, []);
    world
}

#[test]
fn of_sixteen_processes_of_one_user_nothing_is_lost_or_doubled() {
    let world = crowd(2, |world, _| world.path("state"));
    // One user on one machine is one replica with one log an incident, however many windows are open.
    let desk = world.desk("state");
    assert_eq!(desk.verifies().heads.len(), 2);
}

#[test]
fn of_sixteen_processes_of_sixteen_users_nothing_is_lost_or_doubled() {
    let world = crowd(4, |world, who| world.path(&format!("state of {who}")));
    assert_eq!(world.desk("state").verifies().heads.len(), PROCESSES + 4);
}
