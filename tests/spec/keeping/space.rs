//! A full disk: the write fails with the remedy, nothing half-written stays, and with space it works again.

use super::desk::{World, texts};
use std::fs::{read, remove_file, write};
use std::io::Write;
use std::path::Path;
use std::process::Command;

/// A small file system of its own, gone with the test.
struct SmallDisk {
    world: World,
}

impl SmallDisk {
    /// Mounts one over the place of the store; only root can.
    fn new() -> Option<SmallDisk> {
        let world = World::new();
        std::fs::create_dir(world.store()).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=128k,mode=700", "none"]).arg(world.store());
        if mount.output().is_ok_and(|output| output.status.success()) {
            return Some(SmallDisk { world });
        }
        // A full disk is also injected, without any right, in `kills`; that holds everywhere.
        let skipped = "skipped: no small disk, for `mount` does not work here; try it as root";
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "{skipped}");
        _ = writeln!(std::io::stderr(), "{skipped}");
        None
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        _ = Command::new("umount").arg(self.world.store()).output();
    }
}

fn fill(file: &Path) {
    let mut file = std::fs::File::create(file).unwrap();
    while file.write_all(&[0; 512]).is_ok() {}
}

#[test]
fn on_a_full_disk_a_write_says_so_and_leaves_nothing() {
    let Some(disk) = SmallDisk::new() else { return };
    let world = &disk.world;
    let desk = world.desk("state");
    let id = desk.declares("on a small disk");
    desk.notes(id, "before");
    let (file, ballast) = (desk.file(id), world.store().join("incidents/ballast"));
    let before = read(&file).unwrap();
    fill(&ballast);

    // Long enough to need another page of the disk: its beginning fits, its end does not.
    let long = "long".repeat(2_500);
    let command = warroom::incident::Command::Note { text: long.clone() };
    let error = desk.tries(id, command).unwrap_err();
    assert!(error.remedy().contains("free some space"), "{error}: {}", error.remedy());
    assert_eq!(read(&file).unwrap(), before, "something half-written stayed");
    let declared = warroom::incident::Declared { title: "x".repeat(200), ..Default::default() };
    let plan = Some(warroom::catalog::standard().to_pinned());
    let wish = |command| warroom::journal::Wish::now("ops4", command);
    let answer = super::desk::wait(desk.journal.declare(declared, plan, false, wish));
    assert!(answer.unwrap_err().remedy().contains("free some space"));
    let report = desk.verifies();
    assert_eq!(report.findings, []);
    assert_eq!(texts(&desk.opens(id)), ["before"]);

    // The program says it in words, with the exit code of something refused.
    let mut program = Command::new(env!("CARGO_BIN_EXE_warroom"));
    program.args(["note", id.as_str(), &long]).env_clear().env("HOME", world.path("home"));
    program.env("WARROOM_STORE", world.store()).env("WARROOM_AS", "ops4");
    let output = program.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("try: free some space"), "{said}");

    remove_file(&ballast).unwrap();
    desk.notes(id, &long);
    assert_eq!(texts(&desk.opens(id)), ["before", &long]);
    assert_eq!(desk.verifies().findings, []);
}

#[test]
fn a_file_system_that_is_mounted_read_only_says_so() {
    let Some(disk) = SmallDisk::new() else { return };
    let world = &disk.world;
    let desk = world.desk("state");
    let id = desk.declares("read only");
    desk.notes(id, "before");
    let mut remount = Command::new("mount");
    remount.args(["-o", "remount,ro"]).arg(world.store());
    assert!(remount.output().unwrap().status.success());
    assert_eq!(texts(&desk.opens(id)), ["before"]);
    let command = warroom::incident::Command::Note { text: "x".to_owned() };
    let error = desk.tries(id, command).unwrap_err();
    assert!(error.remedy().contains("cannot be written to"), "{error}: {}", error.remedy());
    let mut remount = Command::new("mount");
    remount.args(["-o", "remount,rw"]).arg(world.store());
    assert!(remount.output().unwrap().status.success());
    desk.notes(id, "after");
    write(world.path("done"), "").unwrap();
}
