//! Neighbours on a shared machine: what they put in a file's place is refused at once, and a shared
//! store stays shared whatever the umask.

use super::desk::{Desk, World, wait};
use super::settings::rights_below;
use rustix::fs::{CWD, FileType, Mode, mknodat};
use std::fs::{create_dir, remove_file, write};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output};
use warroom::incident::{EntryId, IncidentId};
use warroom::store::Store;

/// What can stand where a file should, and how it is called when it is refused.
const STRANGERS: [(&str, &str); 5] = [
    ("link", "a link"),
    ("pipe", "a named pipe"),
    ("socket", "a socket"),
    ("folder", "a folder"),
    ("device", "a device"),
];

/// Puts a stranger in a file's place; says whether that could be done (a device needs root).
fn put(kind: &str, path: &Path) -> bool {
    _ = remove_file(path);
    let node = |kind, device| mknodat(CWD, path, kind, Mode::RUSR | Mode::WUSR, device);
    match kind {
        "link" => symlink("/etc/hostname", path).is_ok(),
        "pipe" => node(FileType::Fifo, 0).is_ok(),
        "socket" => UnixListener::bind(path).is_ok(),
        "folder" => create_dir(path).is_ok(),
        // The device that never ends: /dev/zero.
        _ => node(FileType::CharacterDevice, rustix::fs::makedev(1, 5)).is_ok(),
    }
}

/// A world with an incident, for each stranger that can be made here.
fn with_strangers(test: impl Fn(&World, &Desk, IncidentId, &dyn Fn(&Path) -> bool, &str)) {
    for (kind, called) in STRANGERS {
        let world = World::new();
        let desk = world.desk("state");
        let id = desk.declares("strangers");
        let place = |path: &Path| put(kind, path);
        test(&world, &desk, id, &place, called);
    }
}

#[track_caller]
fn refuses<T>(answer: Result<T, impl std::fmt::Display>, called: &str, path: &Path) {
    let said = answer.err().expect("a stranger is refused").to_string();
    let expected = format!("{} is {called}", path.display());
    assert!(said.starts_with(&expected), "`{said}` is not `{expected}`");
}

#[test]
fn a_stranger_in_the_place_of_ones_log_is_refused_and_the_rest_is_read() {
    with_strangers(|world, desk, _, put, called| {
        let other = world.desk("other");
        let id = other.declares("by another desk");
        other.notes(id, "by another desk");
        desk.notes(id, "behind a stranger");
        let file = desk.file(id);
        if !put(&file) {
            return;
        }
        let opened = desk.opens(id);
        assert_eq!(super::desk::texts(&opened), ["by another desk"]);
        assert!(opened.damage[0].what.contains(called), "{:?}", opened.damage);
        assert!(desk.verifies().is_damaged());
        // Its last entry is not there any more, so it goes on under another name.
        let name = desk.name();
        desk.notes(id, "under a new name");
        assert_ne!(desk.name(), name);
        // And whoever would append to that very log is refused.
        let mut pen = super::desk::Pen::of(super::desk::log(id, name.as_str()));
        let entry = pen.note("x");
        refuses(wait(desk.store().append(entry.log, &[entry])), called, &file);
    });
}

#[test]
fn a_stranger_in_the_place_of_a_lock_is_refused() {
    with_strangers(|_, desk, id, put, called| {
        let lock = desk.file(id).with_extension("lock");
        if put(&lock) {
            let command = warroom::incident::Command::Note { text: "x".to_owned() };
            refuses(desk.tries(id, command), called, &lock);
        }
    });
}

#[test]
fn a_stranger_in_the_place_of_the_settings_is_refused() {
    with_strangers(|world, _, _, put, called| {
        let settings = world.store().join("warroom.toml");
        if put(&settings) {
            refuses(world.tries_folder().map(|_| ()), called, &settings);
        }
    });
}

#[test]
fn a_stranger_in_the_place_of_evidence_is_refused_and_named_by_verify() {
    with_strangers(|_, desk, id, put, called| {
        let sum = wait(desk.store().put_evidence(id, b"bytes")).unwrap();
        let folder = desk.store().log_folder(id).with_file_name("evidence");
        let file = folder.join(sum.to_string());
        if put(&file) {
            refuses(wait(desk.store().get_evidence(id, sum)), called, &file);
            refuses(wait(desk.store().put_evidence(id, b"bytes")), called, &file);
            assert!(desk.verifies().is_damaged());
        }
    });
}

#[test]
fn evidence_that_was_changed_is_not_given_back_and_is_named_by_verify() {
    let world = World::new();
    let desk = world.desk("state");
    let id = desk.declares("evidence");
    let sum = wait(desk.store().put_evidence(id, b"bytes")).unwrap();
    let folder = desk.store().log_folder(id).with_file_name("evidence");
    write(folder.join(sum.to_string()), b"other").unwrap();
    assert_eq!(wait(desk.store().get_evidence(id, sum)).unwrap(), None);
    assert!(desk.verifies().is_damaged());
    // Keeping it again mends it.
    wait(desk.store().put_evidence(id, b"bytes")).unwrap();
    assert!(!desk.verifies().is_damaged());
    assert_eq!(sum, EntryId::of(b"bytes"));
}

/// Runs the program on a world's store.
fn warroom(world: &World, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_warroom"));
    command.args(arguments).env_clear().env("HOME", world.path("home"));
    command.env("WARROOM_STORE", world.store()).env("WARROOM_AS", "ops4");
    command
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&*output.stdout, &output.stderr].concat()).into_owned()
}

#[test]
fn in_a_shared_store_the_group_reads_and_writes_whatever_the_umask() {
    let world = World::new();
    create_dir(world.store()).unwrap();
    std::fs::set_permissions(world.store(), PermissionsExt::from_mode(0o2770)).unwrap();
    let settings = "format = 1\nid = \"abc\"\nkind = \"real\"\naccess = \"group\"\n";
    write(world.store().join("warroom.toml"), settings).unwrap();
    std::fs::set_permissions(world.store().join("warroom.toml"), PermissionsExt::from_mode(0o660))
        .unwrap();
    let evidence = world.path("evidence");
    write(&evidence, "bytes").unwrap();
    // A shell sets the umask, for a process has only one and other tests run beside this one.
    let script = r#"umask 077
        id=$("$0" declare --json shared | cut -d'"' -f4)
        entry=$("$0" note "$id" --json secret | grep -o '"id":"[0-9a-f]*"' | head -n 1 | cut -d'"' -f4)
        "$0" evidence "$id" "$1"
        "$0" redact "$id" "$entry" --reason "a name" --yes"#;
    let mut shell = Command::new("sh");
    shell.args(["-ec", script, env!("CARGO_BIN_EXE_warroom")]).arg(&evidence).env_clear();
    shell.env("PATH", std::env::var_os("PATH").unwrap()).env("HOME", world.path("home"));
    shell.env("WARROOM_STORE", world.store()).env("WARROOM_AS", "ops4");
    let output = shell.output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let rights = rights_below(&world.store());
    assert!(rights.len() >= 9, "{rights:?}");
    for (path, mode) in rights {
        let wanted = if path.is_dir() { 0o2770 } else { 0o660 };
        assert_eq!(mode & 0o7777, wanted, "{}", path.display());
    }
    let log = world.desk("state").store().incidents_folder();
    assert!(!format!("{:?}", rights_below(&log)).contains(".new-"));
}

/// Gives a world to another user, when the one who runs the tests may; else to nobody new.
fn give(world: &World, user: u32) -> bool {
    let all = rights_below(world.folder.path());
    all.iter().all(|(path, _)| std::os::unix::fs::lchown(path, Some(user), Some(user)).is_ok())
}

#[test]
fn one_file_that_nobody_else_may_read_hides_no_other() {
    const NOBODY: u32 = 65534;
    let world = World::new();
    let desk = world.desk("state");
    let id = desk.declares("a neighbour");
    desk.notes(id, "still to be seen");
    let closed = desk.store().log_folder(id).join("closed00.jsonl");
    // Root reads everything, so the program runs as another user where that is possible.
    let program = world.path("warroom");
    std::fs::copy(env!("CARGO_BIN_EXE_warroom"), &program).unwrap();
    let given = give(&world, NOBODY);
    write(&closed, "").unwrap();
    std::fs::set_permissions(&closed, PermissionsExt::from_mode(0o000)).unwrap();
    std::fs::create_dir_all(world.path("home")).unwrap();
    for arguments in [&["list"][..], &["log", id.as_str()], &["verify"]] {
        let mut command = Command::new(&program);
        command.args(arguments).env_clear().env("HOME", world.path("home"));
        command.env("WARROOM_STORE", world.store());
        if given {
            command.uid(NOBODY).gid(NOBODY);
        }
        let output = command.output().unwrap();
        let text = said(&output);
        match arguments[0] {
            "list" => assert!(text.contains("a neighbour"), "{text}"),
            "log" => assert!(text.contains("still to be seen"), "{text}"),
            _ => assert_eq!(output.status.code(), Some(8), "{text}"),
        }
    }
}

#[test]
fn a_read_only_store_is_read_and_a_write_says_why_not() {
    const NOBODY: u32 = 65534;
    let world = World::new();
    let desk = world.desk("state");
    let id = desk.declares("read only");
    let program = world.path("warroom");
    std::fs::copy(env!("CARGO_BIN_EXE_warroom"), &program).unwrap();
    std::fs::create_dir_all(world.path("home")).unwrap();
    let given = give(&world, NOBODY);
    let before = rights_below(&world.store());
    let file = desk.file(id);
    let text = std::fs::read(&file).unwrap();
    for (path, mode) in &before {
        std::fs::set_permissions(path, PermissionsExt::from_mode(mode & !0o222)).unwrap();
    }
    for (arguments, code) in [
        (&["log", id.as_str()][..], 0),
        (&["note", id.as_str(), "x"], 6),
        (&["declare", "another"], 6),
    ] {
        let mut command = warroom(&world, &[]);
        command = {
            let mut other = Command::new(&program);
            other.args(arguments).envs(command.get_envs().filter_map(|(k, v)| Some((k, v?))));
            other
        };
        if given {
            command.uid(NOBODY).gid(NOBODY);
        }
        let output = command.output().unwrap();
        let text = said(&output);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {text}");
        let helps = text.contains("ask for the right") && text.contains("store");
        assert!(code == 0 || helps, "{text}");
    }
    assert_eq!(std::fs::read(&file).unwrap(), text);
    for (path, mode) in before.iter().rev() {
        std::fs::set_permissions(path, PermissionsExt::from_mode(*mode)).unwrap();
    }
}
