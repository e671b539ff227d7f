//! The program under `strace`: which system calls it makes, and what happens when one of them is its last.

use super::desk::World;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, Output};

/// The program, on the store of a world, traced.
pub struct Traced {
    pub world: World,
    program: PathBuf,
}

impl Traced {
    pub fn new() -> Traced {
        let program = PathBuf::from(env!("CARGO_BIN_EXE_warroom"));
        Traced { world: World::new(), program }
    }

    fn prepare(&self, mut command: Command) -> Command {
        command.env_clear().env("HOME", self.world.path("home"));
        command.env("WARROOM_STORE", self.world.store()).env("WARROOM_AS", "ops4");
        command
    }

    /// Runs the program as it is.
    pub fn runs(&self, arguments: &[&str]) -> Output {
        let mut command = self.prepare(Command::new(&self.program));
        command.args(arguments).output().unwrap()
    }

    /// Runs the program and says what it printed; it must succeed.
    #[track_caller]
    pub fn says(&self, arguments: &[&str]) -> String {
        let output = self.runs(arguments);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success(),
            "{arguments:?}: {said}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        said
    }

    /// Runs the program under `strace` with its options; the trace goes into a file.
    pub fn traced<S: AsRef<OsStr>>(&self, options: &[S], arguments: &[&str]) -> (Output, String) {
        let trace = self.world.path("trace");
        let mut command = self.prepare(Command::new("strace"));
        command.arg("-f").arg("-o").arg(&trace).args(options).arg(&self.program).args(arguments);
        let output = command.output().expect(
            "strace is needed to kill the program at its system calls; tests/run installs it",
        );
        let trace = std::fs::read_to_string(trace).unwrap_or_default();
        assert!(
            !trace.is_empty(),
            "strace cannot trace here: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        (output, trace)
    }

    /// How often the program makes each system call.
    pub fn calls(&self, arguments: &[&str]) -> BTreeMap<String, usize> {
        let (output, trace) = self.traced::<&str>(&[], arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let mut calls = BTreeMap::new();
        for line in trace.lines() {
            // "4711  openat(AT_FDCWD, …": a call; "4711  +++ exited with 0 +++" is none.
            let name = line.split_whitespace().nth(1).and_then(|word| word.split_once('('));
            if let Some((name, _)) = name {
                *calls.entry(name.to_owned()).or_default() += 1;
            }
        }
        calls
    }

    /// The program declares an incident and says which.
    #[track_caller]
    pub fn declares(&self, title: &str) -> String {
        id_in(&self.says(&["declare", title, "--json"])).expect("the id is printed")
    }
}

/// The id that `declare --json` printed.
pub fn id_in(said: &str) -> Option<String> {
    Some(said.strip_prefix(r#"{"id":""#)?.split_once('"')?.0.to_owned())
}

#[test]
fn a_note_costs_one_write_and_one_sync_whatever_was_written_before() {
    let traced = Traced::new();
    let id = traced.declares("counted");
    for _ in 0..3 {
        let calls = traced.calls(&["note", &id, "again"]);
        let of = |name: &str| calls.get(name).copied().unwrap_or(0);
        // The log once; the place in the state folder, which need not be durable; the answer.
        assert_eq!((of("fdatasync"), of("fsync"), of("write")), (1, 0, 3), "{calls:?}");
        assert_eq!((of("mkdir"), of("rename"), of("unlink")), (0, 0, 0), "{calls:?}");
        assert!(calls.values().sum::<usize>() < 300, "{calls:?}");
    }
}

#[test]
fn reading_writes_nothing_to_the_store() {
    let traced = Traced::new();
    let id = traced.declares("read only");
    for arguments in [&["show", &id][..], &["log", &id], &["clocks", &id], &["verify"]] {
        let calls = traced.calls(arguments);
        let changing = ["mkdir", "rename", "unlink", "fsync", "fdatasync", "ftruncate", "flock"];
        let made = changing.iter().filter(|name| calls.contains_key(**name));
        assert_eq!(made.count(), 0, "{arguments:?}: {calls:?}");
    }
}
