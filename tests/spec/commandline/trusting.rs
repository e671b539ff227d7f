//! `verify` and `where`: what can be trusted, and where it lies.

use super::world::{World, keys};
use std::fs;

#[test]
fn verify_counts_what_is_as_it_was_written() {
    let world = World::new();
    let desk = world.desk("ops4");
    assert_eq!(desk.does("verify").out, "0 entries in 0 incidents: all as it was written\n");
    let id = desk.declares("'Gateway errors'");
    assert_eq!(desk.does("verify").out, "2 entries in 1 incident: all as it was written\n");
    desk.declares("'Another'");
    assert_eq!(desk.does("verify").out, "4 entries in 2 incidents: all as it was written\n");
    assert_eq!(
        desk.does(&format!("verify {id}")).out,
        "2 entries in 1 incident: all as it was written\n"
    );
    let answer = desk.does("verify --json").json();
    assert_eq!(keys(&answer), ["incidents", "entries", "damaged", "findings", "heads"]);
    assert_eq!(keys(&answer["heads"][0]), ["incident", "replica", "seq", "id"]);
    assert_eq!(answer["damaged"], false);
}

#[test]
fn verify_names_the_file_and_the_line_that_was_changed() {
    let world = World::new();
    let desk = world.desk("ops4");
    let id = desk.declares("'Gateway errors'");
    desk.does(&format!("note {id} 'it began at ten'"));
    desk.does(&format!("note {id} 'it ended at noon'"));
    let log = world.logs()[0].clone();
    let text = fs::read_to_string(&log).unwrap();
    fs::write(&log, text.replace("at ten", "at two")).unwrap();
    let found = desk.types("verify");
    assert_eq!(found.code, 8);
    let name = log.file_name().unwrap().to_str().unwrap();
    let line = found.out.lines().find(|line| line.starts_with("damaged: ")).unwrap();
    assert!(line.contains(name) && line.contains('3'), "{}", found.out);
    assert!(found.err.starts_with("error: the store is damaged\ntry: "), "{}", found.err);
    let as_data = desk.types("verify --json");
    assert_eq!(as_data.code, 8);
    let data = as_data.json();
    assert_eq!(data["damaged"], true);
    assert_eq!(keys(&data["findings"][0]), ["file", "line", "what", "damage"]);
    assert_eq!(data["findings"][0]["line"], 3);
    let told = desk.types(&format!("log {id}"));
    assert!(told.out.contains("it ended at noon"), "the rest can be read");
    assert!(told.err.starts_with("warning: "), "{}", told.err);
}

#[test]
fn what_was_cut_off_is_found_against_saved_heads() {
    let world = World::new();
    let desk = world.desk("ops4");
    let id = desk.declares("'Gateway errors'");
    desk.does(&format!("note {id} 'the last word'"));
    let heads = world.file("heads.json", desk.does("verify --json").out);
    desk.does(&format!("verify --against {heads}"));
    let log = world.logs()[0].clone();
    let text = fs::read_to_string(&log).unwrap();
    let cut = text.trim_end().rfind('\n').unwrap();
    fs::write(&log, &text[..=cut]).unwrap();
    assert_eq!(desk.types("verify").code, 0, "nothing in the store says that there was more");
    let found = desk.types(&format!("verify --against {heads}"));
    assert_eq!(found.code, 8);
    assert!(found.out.contains("was there when the heads were saved, and is not"), "{}", found.out);
}

#[test]
fn where_says_where_everything_lies() {
    let world = World::new();
    let desk = world.desk("ops4");
    let told = desk.does("where").out;
    let names: Vec<&str> = told.lines().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(names, ["store", "config", "state", "cache", "log"]);
    assert!(told.contains(world.store().to_str().unwrap()), "{told}");
    assert!(told.contains("(made at the first write)"), "{told}");
    let answer = desk.does("where --json").json();
    assert_eq!(keys(&answer), ["store", "config", "state", "cache", "log", "store_exists"]);
    assert_eq!(answer["store_exists"], false);
    desk.declares("'Gateway errors'");
    assert_eq!(desk.does("where --json").json()["store_exists"], true);
    assert!(!desk.does("where").out.contains("first write"));
}

#[test]
fn where_works_when_the_store_does_not_open() {
    let world = World::new();
    let desk = world.desk("ops4");
    desk.declares("'Gateway errors'");
    fs::write(world.store().join("warroom.toml"), "zebra").unwrap();
    assert_eq!(desk.types("list").code, 3);
    let told = desk.does("where").out;
    assert!(told.contains(world.store().to_str().unwrap()), "{told}");
}
