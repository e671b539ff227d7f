//! Kills: whatever system call is a process's last, nothing acknowledged is lost or doubled, the store
//! opens by itself, and the next write works.

use super::desk::{incident, wait};
use super::traced::{Traced, id_in};
use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt;
use warroom::incident::{Event, IncidentId};
use warroom::store::{Store, verify};

const KILL: i32 = 9;

/// Calls that change nothing outside the process: memory, and what the loader asks.
const HARMLESS: &[&str] = &[
    "brk",
    "mmap",
    "munmap",
    "mprotect",
    "madvise",
    "mremap",
    "pread64",
    "arch_prctl",
    "rseq",
    "set_robust_list",
    "set_tid_address",
    "prlimit64",
    "execve",
    "exit_group",
    "sigaltstack",
    "rt_sigaction",
    "rt_sigprocmask",
    "poll",
    "access",
    "gettid",
    "getpid",
    "uname",
    "ioctl",
    "sched_getaffinity",
    "getrandom",
    "futex",
];

/// How often each note stands in an incident.
fn notes(traced: &Traced, id: &str) -> BTreeMap<String, usize> {
    let id: IncidentId = id.parse().unwrap();
    let told = wait(traced.world.folder().read_all(id)).unwrap();
    assert_eq!(told.damage, []);
    let mut notes = BTreeMap::new();
    for entry in told.entries {
        if let Event::Noted { text } = entry.fact().event {
            *notes.entry(text).or_default() += 1;
        }
    }
    notes
}

#[track_caller]
fn is_whole(traced: &Traced, after: &str) {
    let report = wait(verify(&traced.world.folder(), None)).unwrap();
    assert!(!report.is_damaged(), "{after}: {:?}", report.findings);
}

/// Every point at which a run of the program can end, as `strace` names it.
fn kill_points(calls: &BTreeMap<String, usize>) -> Vec<String> {
    let real = calls.iter().filter(|(name, _)| !HARMLESS.contains(&name.as_str()));
    let points = real.flat_map(|(name, times)| {
        (1..=*times).map(move |when| format!("inject={name}:signal=KILL:when={when}"))
    });
    points.collect()
}

/// Notes in one store, each killed at another point; what was acknowledged is there once.
#[test]
fn a_note_killed_at_any_system_call_loses_nothing() {
    let traced = Traced::new();
    let id = traced.declares("kills");
    traced.says(&["note", &id, "before"]);
    let points = kill_points(&traced.calls(&["note", &id, "counted"]));
    assert!(points.len() > 80, "only {} points: {points:?}", points.len());
    let mut acknowledged = vec!["before".to_owned(), "counted".to_owned()];
    let mut unknown = Vec::new();
    for point in &points {
        let killed = format!("killed at {point}");
        let (output, _) = traced.traced(&["-e", point], &["note", &id, &killed]);
        // The answer may be out before the end: whoever has read it was told.
        if output.status.success() || String::from_utf8_lossy(&output.stdout).contains("killed at")
        {
            acknowledged.push(killed);
        } else {
            assert_eq!(output.status.signal(), Some(KILL), "{point}");
            unknown.push(killed);
        }
        let after = format!("after {point}");
        traced.says(&["note", &id, &after]);
        acknowledged.push(after);
    }
    assert!(unknown.len() > 70, "only {} were killed", unknown.len());
    let mut there = notes(&traced, &id);
    for note in &acknowledged {
        assert_eq!(there.remove(note), Some(1), "`{note}` was acknowledged");
    }
    for note in &unknown {
        assert!(there.remove(note).is_none_or(|times| times == 1), "`{note}` is doubled");
    }
    assert_eq!(there, BTreeMap::new(), "what nobody wrote");
    is_whole(&traced, "all kills");
    // All by one replica, in one log: nobody lost their name or their place.
    let folder = traced.world.folder().log_folder(id.parse().unwrap());
    let names = folder.read_dir().unwrap().map(|name| name.unwrap().file_name());
    let logs = names.filter(|name| name.to_string_lossy().ends_with(".jsonl")).count();
    assert_eq!(logs, 1);
}

/// The first incident of all, in a place where there is nothing yet, killed at each point.
#[test]
fn a_first_declaration_killed_at_any_system_call_leaves_a_store_that_works() {
    let calls = Traced::new().calls(&["declare", "the first", "--json"]);
    let points = kill_points(&calls);
    assert!(points.len() > 120, "only {} points: {points:?}", points.len());
    let next_point = std::sync::Mutex::new(points.iter());
    let killed = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let Some(point) = next_point.lock().unwrap().next() else { return };
                    if killed_declaration(point) {
                        killed.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    }
                }
            });
        }
    });
    let killed = killed.into_inner();
    assert!(killed > 100, "only {killed} were killed");
}

/// Kills a first declaration at a point; says whether it was.
fn killed_declaration(point: &str) -> bool {
    let traced = Traced::new();
    let first = ["declare", "the first", "--json"];
    let (output, _) = traced.traced(&["-e", point], &first);
    let acknowledged = id_in(&String::from_utf8_lossy(&output.stdout));
    assert_eq!(output.status.signal().is_none(), output.status.success(), "{point}");
    is_whole(&traced, point);
    let second = traced.declares("the second");
    let listed = traced.says(&["list", "--all", "--json"]);
    assert_eq!(listed.matches("the second").count(), 1, "{point}: {listed}");
    let firsts = listed.matches("the first").count();
    match acknowledged {
        Some(id) => assert!(firsts == 1 && listed.contains(&id), "{point}: {listed}"),
        None => assert!(firsts <= 1, "{point}: {listed}"),
    }
    traced.says(&["note", &second, "and it goes on"]);
    assert_eq!(notes(&traced, &second).len(), 1, "{point}");
    is_whole(&traced, point);
    output.status.signal() == Some(KILL)
}

#[test]
fn a_write_that_the_disk_refuses_is_never_acknowledged_and_leaves_nothing() {
    let traced = Traced::new();
    let id = traced.declares("refused");
    traced.says(&["note", &id, "before"]);
    let calls = traced.calls(&["note", &id, "counted"]);
    let mut acknowledged = vec!["before".to_owned(), "counted".to_owned()];
    let mut refused = 0;
    for error in ["ENOSPC", "EIO", "EDQUOT"] {
        for name in ["write", "fdatasync", "fsync", "ftruncate", "flock", "lseek", "openat"] {
            for when in 1..=calls.get(name).copied().unwrap_or(0) {
                let note = format!("{name} {when} {error}");
                let point = format!("inject={name}:error={error}:when={when}");
                let (output, _) = traced.traced(&["-e", &point], &["note", &id, &note]);
                let told = String::from_utf8_lossy(&output.stdout).contains(&note);
                if output.status.success() || told {
                    acknowledged.push(note);
                } else if name == "write" && when == calls["write"] {
                    // The answer itself could not be written: the note is there, and the error says so.
                    acknowledged.push(note);
                } else {
                    refused += 1;
                    let said = String::from_utf8_lossy(&output.stderr);
                    let by_loader = said.contains("error while loading");
                    assert!(by_loader || said.contains("try: "), "{point}: {said}");
                }
            }
        }
    }
    assert!(refused > 20, "only {refused} were refused");
    traced.says(&["note", &id, "after"]);
    acknowledged.push("after".to_owned());
    let there = notes(&traced, &id);
    let expected: BTreeMap<String, usize> =
        acknowledged.into_iter().map(|note| (note, 1)).collect();
    assert_eq!(there, expected);
    is_whole(&traced, "all errors");
}

#[test]
fn a_first_declaration_that_the_disk_refuses_leaves_a_store_that_works() {
    let calls = Traced::new().calls(&["declare", "the first", "--json"]);
    for name in ["write", "fdatasync", "fsync", "mkdir", "rename", "linkat", "renameat2", "fchmod"]
    {
        for when in 1..=calls.get(name).copied().unwrap_or(0) {
            let traced = Traced::new();
            let point = format!("inject={name}:error=ENOSPC:when={when}");
            let (output, _) = traced.traced(&["-e", &point], &["declare", "the first", "--json"]);
            let declared = id_in(&String::from_utf8_lossy(&output.stdout));
            is_whole(&traced, &point);
            let listed = traced.says(&["list", "--all", "--json"]);
            let answer_lost = name == "write" && when == calls["write"];
            let expected = usize::from(declared.is_some() || answer_lost);
            assert_eq!(listed.matches("the first").count(), expected, "{point}: {listed}");
            let id = traced.declares("the second");
            traced.says(&["note", &id, "and it goes on"]);
        }
    }
}

#[test]
fn a_sync_that_failed_is_never_followed_by_an_acknowledgement() {
    // Not even when the log cannot be cut back: then the error says that it may have been written.
    let traced = Traced::new();
    let id = traced.declares("sync");
    for point in ["inject=fdatasync:error=EIO:when=1+", "inject=fdatasync,ftruncate:error=EIO"] {
        let (output, _) = traced.traced(&["-e", point], &["note", &id, point]);
        assert!(!output.status.success());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains("may or may not hold") && said.contains("warroom log"), "{said}");
    }
    traced.says(&["note", &id, "after"]);
    assert!(notes(&traced, &id).values().all(|times| *times == 1));
    is_whole(&traced, "a failed sync");
    assert_ne!(incident("7Q2KXM").as_str(), id);
}
