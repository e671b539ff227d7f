//! `sync FOLDER`: a store on a stick, and what is said about what was carried.

use super::world::{World, keys};
use std::fs;

/// A world with a folder that could be a stick.
fn with_a_stick() -> (World, String) {
    let world = World::new();
    let stick = world.path("stick");
    fs::create_dir(&stick).unwrap();
    let stick = stick.to_str().unwrap().to_owned();
    (world, stick)
}

#[test]
fn a_stick_carries_an_incident_from_one_machine_to_another() {
    let (world, stick) = with_a_stick();
    let desk = world.desk("ops4");
    let id = desk.declares("'Gateway errors'");
    let told = desk.does(&format!("sync {stick}"));
    assert_eq!(told.out, "sent      2 entries of 1 incident\nreceived  nothing\n");

    let elsewhere = World::new();
    let other = elsewhere.desk("cs3");
    let told = other.does(&format!("sync {stick}"));
    assert_eq!(told.out, "sent      nothing\nreceived  2 entries of 1 incident\n");
    other.does(&format!("note {id} 'seen from elsewhere'"));
    other.does(&format!("sync {stick}"));

    desk.does(&format!("sync {stick}"));
    assert!(desk.does(&format!("log {id}")).out.contains("seen from elsewhere"));
    let told = desk.does(&format!("sync {stick}"));
    assert_eq!(told.out, format!("nothing to carry: {stick} holds the same\n"));
    assert_eq!(desk.does("verify").code, 0);
}

#[test]
fn as_data_a_sync_says_what_went_where() {
    let (world, stick) = with_a_stick();
    let desk = world.desk("ops4");
    let id = desk.declares("'Gateway errors'");
    let file = world.file("answers.txt", "what it said");
    desk.does(&format!("evidence {id} {file}"));
    let answer = desk.does(&format!("sync {stick} --json")).json();
    assert_eq!(keys(&answer), ["peer", "sent", "received", "split", "purges", "troubles"]);
    let sent = &answer["sent"];
    assert_eq!(keys(sent), ["entries", "incidents", "files", "redacted"]);
    assert_eq!((&sent["entries"], &sent["files"]), (&3.into(), &1.into()));
    assert_eq!(sent["incidents"], serde_json::json!([id]));
    assert_eq!(answer["received"]["entries"], 0);
}

#[test]
fn no_store_is_made_by_a_slip_of_the_finger() {
    let (world, stick) = with_a_stick();
    let desk = world.desk("ops4");
    desk.declares("'Gateway errors'");
    let told = desk.types(&format!("sync {stick}k"));
    assert_eq!(told.code, 4);
    assert!(told.err.starts_with("error: there is no folder "), "{}", told.err);
    assert!(!world.path("stickk").exists());
    // A folder with something else in it is no store, and nothing is put there.
    world.file("stick/letter.txt", "dear");
    let told = desk.types(&format!("sync {stick}"));
    assert_eq!(told.code, 3, "{}", told.err);
    assert_eq!(world.path("stick").read_dir().unwrap().count(), 1);
}

#[test]
fn a_store_is_no_peer_of_itself() {
    let world = World::new();
    let desk = world.desk("ops4");
    desk.declares("'Gateway errors'");
    let told = desk.types(&format!("sync {}", world.store().display()));
    assert_eq!(told.code, 2);
    assert!(told.err.contains("is the store itself"), "{}", told.err);
}

#[test]
fn a_store_of_exercises_is_no_peer_of_a_real_one() {
    let (world, stick) = with_a_stick();
    let desk = world.desk("ops4");
    desk.declares("'Gateway errors'");
    desk.does(&format!("sync {stick}"));
    let settings = world.path("stick/warroom.toml");
    let text = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, text.replace("kind = \"real\"", "kind = \"exercise\"")).unwrap();
    let told = desk.types(&format!("sync {stick}"));
    assert_eq!(told.code, 3);
    assert!(told.err.contains("it is for exercises"), "{}", told.err);
}

#[test]
fn what_cannot_be_carried_is_named_and_the_rest_is_carried() {
    let (world, stick) = with_a_stick();
    let desk = world.desk("ops4");
    let (one, two) = (desk.declares("'Gateway errors'"), desk.declares("'Wrong answers'"));
    desk.does(&format!("sync {stick}"));
    for id in [&one, &two] {
        desk.does(&format!("note {id} 'more'"));
    }
    // On the stick a folder stands in the place of a log.
    let logs = world.path(&format!("stick/incidents/{one}/log"));
    let log = logs.read_dir().unwrap().map(|file| file.unwrap().path());
    let log =
        log.into_iter().find(|path| path.extension().is_some_and(|it| it == "jsonl")).unwrap();
    fs::remove_file(&log).unwrap();
    fs::create_dir(&log).unwrap();
    let told = desk.types(&format!("sync {stick}"));
    assert_eq!(told.code, 1, "{}", told.err);
    assert!(told.out.starts_with("sent      1 entry of 1 incident\n"), "{}", told.out);
    assert!(told.err.contains(&one) && told.err.contains("is a folder"), "{}", told.err);
    assert!(told.err.contains("try: move it away"), "{}", told.err);
}
