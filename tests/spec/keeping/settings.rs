//! `warroom.toml`: what is a store, of which kind, and what is none.

use super::desk::{World, noon, wait};
use std::fs::{create_dir, metadata, set_permissions, write};
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use warroom::chance::SystemChance;
use warroom::store::StoreError;
use warroom::store::folder::{Access, Folder, Kind};

const GOOD: &str = "format = 1\nid = \"abc\"\nkind = \"real\"\naccess = \"private\"\n";

fn with_settings(text: &str) -> (World, Result<Folder, StoreError>) {
    let world = World::new();
    create_dir(world.store()).unwrap();
    write(world.store().join("warroom.toml"), text).unwrap();
    let folder = world.tries_folder();
    (world, folder)
}

#[track_caller]
fn refused(text: &str, words: &[&str]) {
    let (world, answer) = with_settings(text);
    let error = answer.map(|_| ()).unwrap_err();
    let said = format!("{error}; {}", error.remedy());
    for word in words {
        assert!(said.contains(word), "{said} does not say {word}");
    }
    assert!(said.contains(&*world.store().to_string_lossy()), "{said} does not name the place");
    // Nothing has changed.
    assert_eq!(world.store().read_dir().unwrap().count(), 1);
}

#[test]
fn a_good_store_is_opened_with_its_settings() {
    let settings = with_settings(GOOD).1.unwrap().settings().unwrap();
    assert_eq!(
        (&*settings.id, settings.kind, settings.access),
        ("abc", Kind::Real, Access::Private)
    );
}

#[test]
fn a_store_of_a_newer_format_asks_for_an_upgrade() {
    refused(&GOOD.replace("format = 1", "format = 2"), &["format 2", "upgrade"]);
    refused(&GOOD.replace("format = 1", "format = 2\nsomething = 'new'"), &["upgrade"]);
}

#[test]
fn broken_settings_are_refused_with_the_line() {
    refused("format = 1\nid = \"abc\"\nkind = real\n", &["warroom.toml", "line 3", "backup"]);
    refused("format = 1\n\n\nid = 'a' 'b'", &["line 4"]);
    refused("", &["`format`"]);
    refused(&GOOD.replace("format = 1", "format = 'one'"), &["`format`"]);
    refused(&GOOD.replace("format = 1", "format = -1"), &["`format`"]);
    refused(&GOOD.replace("id = \"abc\"", "id = 4"), &["`id`"]);
    refused(&GOOD.replace("\"real\"", "\"unreal\""), &["`kind`", "real", "exercise"]);
    refused(&GOOD.replace("\"private\"", "\"public\""), &["`access`", "private", "group"]);
    refused("format = 1\nformat = 1\n", &["line 2"]);
}

#[test]
fn settings_that_are_no_text_are_refused() {
    let world = World::new();
    create_dir(world.store()).unwrap();
    write(world.store().join("warroom.toml"), [0xff, 0xfe, 0]).unwrap();
    let error = world.tries_folder().map(|_| ()).unwrap_err();
    assert!(error.to_string().contains("warroom.toml"), "{error}");
}

#[test]
fn real_incidents_and_exercises_never_mix() {
    refused(&GOOD.replace("\"real\"", "\"exercise\""), &["exercises", "store"]);
}

#[test]
fn a_folder_with_something_else_in_it_is_no_store() {
    let world = World::new();
    create_dir(world.store()).unwrap();
    write(world.store().join("thesis.tex"), "").unwrap();
    let error = world.tries_folder().map(|_| ()).unwrap_err();
    assert!(matches!(error, StoreError::NotAStore(_)), "{error}");
    // Hidden files, such as a crash or a file manager leaves, do not count.
    std::fs::rename(world.store().join("thesis.tex"), world.store().join(".thesis")).unwrap();
    world.tries_folder().unwrap();
}

#[test]
fn a_file_is_no_store() {
    let world = World::new();
    write(world.store(), "").unwrap();
    let error = world.tries_folder().map(|_| ()).unwrap_err();
    assert!(matches!(error, StoreError::Strange { .. }), "{error}");
}

#[test]
fn reading_an_empty_place_makes_nothing() {
    let world = World::new();
    let desk = world.desk("state");
    let listing = warroom::store::index::Index::of(desk.store(), Some(&world.path("cache")));
    assert!(wait(listing.list(desk.store(), noon())).unwrap().summaries.is_empty());
    assert_eq!(desk.verifies().entries, 0);
    assert!(!world.store().exists() && !world.path("state").exists());
}

#[test]
fn a_new_store_is_its_owners_alone() {
    let world = World::new();
    let desk = world.desk("state");
    let id = desk.declares("private");
    let modes = rights_below(&world.store());
    assert!(modes.len() > 6, "{modes:?}");
    for (path, mode) in modes.iter().chain(&rights_below(&world.path("state"))) {
        let wanted = if path.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode & 0o7777, wanted, "{}", path.display());
    }
    drop((desk, id));
}

/// The rights of a folder and of everything in it.
pub fn rights_below(folder: &std::path::Path) -> Vec<(std::path::PathBuf, u32)> {
    let mut rights = vec![(folder.to_owned(), metadata(folder).unwrap().permissions().mode())];
    for name in folder.read_dir().unwrap() {
        let path = name.unwrap().path();
        let mode = path.symlink_metadata().unwrap().permissions().mode();
        if path.is_dir() { rights.extend(rights_below(&path)) } else { rights.push((path, mode)) }
    }
    rights
}

#[test]
fn a_folder_that_everybody_may_write_to_is_refused() {
    let world = World::new();
    create_dir(world.store()).unwrap();
    write(world.store().join("warroom.toml"), GOOD).unwrap();
    set_permissions(world.store(), PermissionsExt::from_mode(0o777)).unwrap();
    let error = world.tries_folder().map(|_| ()).unwrap_err();
    assert!(matches!(error, StoreError::OpenToAll(_)), "{error}");
    assert!(error.remedy().contains("chmod o-w"), "{}", error.remedy());
    // As in /tmp, where nobody can replace what belongs to somebody else.
    set_permissions(world.store(), PermissionsExt::from_mode(0o1777)).unwrap();
    world.tries_folder().unwrap();
}

#[test]
fn a_store_that_eight_make_at_once_is_one_store() {
    for _ in 0..20 {
        let world = World::new();
        let ids = std::thread::scope(|scope| {
            let making = (0..8).map(|_| {
                scope.spawn(|| {
                    let folder = Folder::at(&world.store(), Kind::Real, Arc::new(SystemChance));
                    let folder = folder.unwrap();
                    let of = super::desk::incident("7Q2KXM");
                    wait(warroom::store::Store::put_evidence(&folder, of, b"x")).unwrap();
                    folder.settings().unwrap().id
                })
            });
            let making: Vec<_> = making.collect();
            making.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
        });
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
        assert_eq!(world.folder().settings().unwrap().id, ids[0]);
    }
}
