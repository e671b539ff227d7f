//! Evidence: a file is preserved under its sum, or the place where it is kept is written down.

use super::world::World;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::os::unix::fs::PermissionsExt;

fn sum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

#[test]
fn a_file_is_preserved_under_its_sum_for_its_owner_only() {
    let world = World::new();
    let desk = world.desk("ops4");
    let id = desk.declares("'Gateway errors'");
    let bytes = b"raw \xff log";
    let file = world.file("gateway log.txt", bytes);
    let answer = desk.runs(&["evidence", &id, &file]);
    assert_eq!((answer.code, answer.err.as_str()), (0, ""));
    assert!(answer.out.contains(" evidence: gateway log.txt · sha256 "), "{}", answer.out);
    let kept = world.store().join("incidents").join(&id).join("evidence").join(sum(bytes));
    assert_eq!(std::fs::read(&kept).unwrap(), bytes);
    assert_eq!(kept.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let seen = desk.sees(&id)["evidence"][0].clone();
    assert_eq!(
        super::world::keys(&seen),
        ["entry", "name", "kept_at", "sha256", "size", "collected_by"]
    );
    assert_eq!(seen["sha256"], sum(bytes).as_str());
    assert_eq!(seen["size"], bytes.len());
    assert_eq!(seen["collected_by"], "ops4");
    assert_eq!(seen["kept_at"], format!("evidence/{}", sum(bytes)));
    desk.does("verify");
}

#[test]
fn a_place_is_written_down_with_the_sum_of_a_file_that_is_at_hand() {
    let world = World::new();
    let desk = world.desk("ops4");
    let id = desk.declares("'Gateway errors'");
    desk.does(&format!("evidence {id} --ref s3://bucket/dump --name dump --said-by ops9"));
    let file = world.file("dump", "bytes");
    desk.runs(&["evidence", &id, &file, "--ref", "tape 7"]);
    let seen = desk.sees(&id)["evidence"].clone();
    assert_eq!(
        (&seen[0]["name"], &seen[0]["kept_at"]),
        (&"dump".into(), &"s3://bucket/dump".into())
    );
    assert_eq!(seen[0]["sha256"], serde_json::Value::Null);
    assert_eq!(seen[0]["collected_by"], "ops9");
    assert_eq!(
        (&seen[1]["kept_at"], &seen[1]["sha256"]),
        (&"tape 7".into(), &sum(b"bytes").as_str().into())
    );
    assert!(!world.store().join("incidents").join(&id).join("evidence").exists());
}

#[test]
fn what_cannot_be_preserved_is_refused() {
    let world = World::new();
    let desk = world.desk("ops4");
    let id = desk.declares("'Gateway errors'");
    let large = std::fs::File::create(world.path("large")).unwrap();
    large.set_len(17 * 1024 * 1024).unwrap();
    std::fs::create_dir(world.path("folder")).unwrap();
    let pipe = std::process::Command::new("mkfifo").arg(world.path("pipe")).status().unwrap();
    assert!(pipe.success());
    for (file, code, error, remedy) in [
        ("nowhere", 4, "cannot read nowhere", "check the path"),
        ("folder", 4, "folder is not a regular file", "name a file"),
        ("pipe", 4, "pipe is not a regular file", "name a file"),
        ("large", 1, "17825792", "--ref WHERE"),
    ] {
        let before = world.kept();
        let refused = desk.runs(&["evidence", &id, file]);
        assert_eq!(refused.code, code, "{file}: {}", refused.err);
        assert!(refused.err.contains(error), "{file}: {}", refused.err);
        assert!(refused.err.contains("try: ") && refused.err.contains(remedy), "{}", refused.err);
        assert_eq!(world.kept(), before, "{file}");
    }
    assert_eq!(desk.types(&format!("evidence {id}")).code, 2, "a file or a place");
    let other = desk.types("evidence ZZZZ nowhere");
    assert_eq!(other.code, 4);
}
