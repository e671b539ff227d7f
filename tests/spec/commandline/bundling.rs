//! `report --bundle` and `verify FILE`: what an auditor gets, and what is not as it was written.

use super::world::{World, keys};
use std::fs;

/// An incident with a kept file, a privileged note and a privileged file.
fn audited(world: &World) -> String {
    let desk = world.desk("ops4");
    let id = desk.declares("--sev 1 'Gateway errors'");
    let (log, memo) = (world.file("gateway.log", "502\n"), world.file("memo.txt", "settle it"));
    desk.does(&format!("evidence {id} {log}"));
    desk.does(&format!("evidence {id} {memo} --privileged"));
    desk.does(&format!("note {id} 'Counsel: admit nothing yet' --privileged"));
    desk.does(&format!("report {id} --write root-cause 'a key without the account'"));
    id
}

#[test]
fn a_bundle_is_checked_without_the_store_it_came_from() {
    let world = World::new();
    let id = audited(&world);
    let desk = world.desk("ops4");
    let told = desk.does(&format!("report {id} --bundle audit.tar.gz")).out;
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines[0], format!("bundle of {id} written to audit.tar.gz: 7 files, 6 entries"));
    assert_eq!(lines[1], "2 privileged entries are in it without the content (--with-privileged)");
    let sum = lines[2].strip_prefix("manifest sha256 ").unwrap();
    // An auditor has the file and nothing else.
    let elsewhere = World::new();
    let auditor = elsewhere.desk("auditor");
    let file = world.path("audit.tar.gz").to_str().unwrap().to_owned();
    let told = auditor.does(&format!("verify {file} --against {sum}")).out;
    assert!(told.starts_with(&format!("7 files and 6 entries of {id}: all as it was written\n")));
    assert!(told.contains("2 privileged entries are withheld"), "{told}");
    assert!(!elsewhere.path("data").exists(), "no store is made");
    let answer = auditor.does(&format!("verify {file} --json")).json();
    assert_eq!(
        keys(&answer),
        [
            "incident",
            "manifest_sha256",
            "files",
            "entries",
            "withheld",
            "damaged",
            "findings",
            "heads",
        ]
    );
    assert_eq!(answer["manifest_sha256"], sum);
    let other = auditor.types(&format!("verify {file} --against {}", "0".repeat(64)));
    assert_eq!(other.code, 8);
    assert!(other.out.starts_with("damaged: manifest.json: it has sha256 "), "{}", other.out);
}

#[test]
fn a_bundle_that_is_changed_by_one_byte_fails_and_says_where() {
    let world = World::new();
    let id = audited(&world);
    let desk = world.desk("ops4");
    desk.does(&format!("report {id} --bundle audit.tar.gz"));
    let file = world.path("audit.tar.gz");
    let whole = fs::read(&file).unwrap();
    for at in [5, 40, 100, whole.len() / 2, whole.len() - 1] {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        fs::write(&file, bytes).unwrap();
        let found = desk.types("verify ./audit.tar.gz");
        assert_eq!(found.code, 8, "byte {at}");
        assert!(found.out.starts_with("damaged: "), "{}", found.out);
        assert_eq!(
            found.err,
            "error: the bundle is not as it was written\n\
             try: ask for it again, and compare the sum of its manifest\n"
        );
    }
}

#[test]
fn heads_that_were_saved_before_are_held_against_a_bundle() {
    let world = World::new();
    let id = audited(&world);
    let desk = world.desk("ops4");
    desk.does(&format!("report {id} --bundle old.tar.gz"));
    desk.does(&format!("note {id} 'one more'"));
    let heads = world.file("heads.json", desk.does("verify --json").out);
    desk.does(&format!("report {id} --bundle new.tar.gz"));
    desk.does(&format!("verify new.tar.gz --against {heads}"));
    let found = desk.types(&format!("verify old.tar.gz --against {heads}"));
    assert_eq!(found.code, 8);
    assert!(found.out.contains("was there when the heads were saved, and is not"), "{}", found.out);
}

#[test]
fn what_is_privileged_is_in_a_bundle_only_when_it_is_asked_for() {
    let world = World::new();
    let id = audited(&world);
    let desk = world.desk("ops4");
    desk.does(&format!("report {id} --bundle plain.tar.gz"));
    let answer = desk.does(&format!("report {id} --bundle all.tar.gz --with-privileged --json"));
    let answer = answer.json();
    assert_eq!((&answer["withheld"], &answer["files"]), (&0.into(), &8.into()));
    let texts = |name: &str| {
        let file = fs::File::open(world.path(name)).unwrap();
        let mut text = String::new();
        let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(file));
        for member in archive.entries().unwrap() {
            std::io::Read::read_to_string(&mut member.unwrap(), &mut text).unwrap();
        }
        text
    };
    let (plain, all) = (texts("plain.tar.gz"), texts("all.tar.gz"));
    for hidden in ["admit nothing yet", "settle it", "memo.txt"] {
        assert!(!plain.contains(hidden), "{hidden}");
        assert!(all.contains(hidden), "{hidden}");
    }
    assert!(plain.contains("502\n") && plain.contains("a key without the account"));
    assert!(plain.contains("2 privileged entries were left out."));
    assert!(all.contains("Privileged and confidential"));
}

#[test]
fn a_bundle_is_for_those_inside() {
    let world = World::new();
    let id = audited(&world);
    let refused =
        world.desk("ops4").types(&format!("report {id} --bundle x.tgz --audience public"));
    assert_eq!(refused.code, 2);
    assert!(
        refused.err.starts_with("error: a bundle holds the log, which is not for the public\n")
    );
}

#[test]
fn a_damaged_log_makes_no_bundle() {
    let world = World::new();
    let id = audited(&world);
    let log = world.logs()[0].clone();
    let text = fs::read_to_string(&log).unwrap();
    fs::write(&log, text.replace("Gateway errors", "Gateway terrors")).unwrap();
    let refused = world.desk("ops4").types(&format!("report {id} --bundle x.tar.gz"));
    assert_eq!(refused.code, 8, "{}", refused.err);
    assert!(refused.err.contains("error: the log is damaged: "), "{}", refused.err);
    assert!(!world.path("x.tar.gz").exists());
}

#[test]
fn what_is_no_bundle_is_refused() {
    let world = World::new();
    let desk = world.desk("ops4");
    assert_eq!(desk.types("verify ./missing.tar.gz").code, 4);
    let file = world.file("plain.txt", "no archive");
    let refused = desk.types(&format!("verify {file}"));
    assert_eq!(refused.code, 8);
    assert_eq!(
        refused.out.lines().next(),
        Some("damaged: the bundle: it does not begin as a gzip file does")
    );
}
