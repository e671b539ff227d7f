//! The start is counted: what happens before the first frame, and what waits until it stands.

use crate::pty::Terminal;
use std::fs::read_to_string;

/// The system calls of a screen that was opened and left, in their order.
fn traced(before: &str, sign: &str) -> Vec<String> {
    let home = tempfile::tempdir().expect("a folder of its own");
    let calls = "write,openat,inotify_init1,clone,clone3";
    let script = format!("{before}; strace -f -s 99999 -o trace -e trace={calls} warroom");
    let mut terminal = Terminal::running(&script, (200, 60), home.path());
    terminal.until(sign);
    terminal.types("q");
    assert_eq!(terminal.end(), 0);
    let trace = read_to_string(home.path().join("trace")).expect("strace wrote a trace");
    trace.lines().map(str::to_owned).collect()
}

fn count(calls: &[String], of: &str) -> usize {
    calls.iter().filter(|call| call.contains(of)).count()
}

#[test]
fn what_goes_on_is_read_once_and_shown_before_anything_is_watched() {
    let register = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/register.csv");
    let before = format!(
        "warroom import {register} >/dev/null; \
         for name in one two three; do warroom declare --sev 2 \"Counted $name\" >/dev/null; done; \
         warroom list >/dev/null"
    );
    let calls = traced(&before, "Counted three");
    let drawn = |call: &String| call.contains(" write(1, ") && call.contains("Counted");
    let loaded = calls.iter().position(drawn).expect("the incidents are drawn");
    let calls = &calls[..loaded];
    // The terminal is taken; under strace the reading may last too long for the first frame to wait.
    let written = count(calls, " write(1, ");
    assert!((1..=2).contains(&written), "{written} writes before the incidents");
    // What goes on is opened once, the archive not at all, and no plan is read from a file.
    // The index names logs too, when it is written anew.
    let opened = calls.iter().filter(|call| call.contains(" openat(") && call.contains(".jsonl"));
    assert_eq!(opened.count(), 3, "{calls:#?}");
    let plan_read = |call: &&String| call.contains(" open") && call.contains("plans");
    assert_eq!(calls.iter().find(plan_read), None);
    // Whoever reads, their helpers (how many depends on who is done first), and whoever waits for keys.
    // A call that was interrupted by another one stands on a second line, `<... clone3 resumed>`.
    let threads = count(calls, " clone3(") + count(calls, " clone(");
    assert!(threads <= 10, "{threads} threads");
    // Watching waits for the first frame, and that is the one with the incidents unless it came early.
    let frame = calls.iter().rposition(|call| call.contains(" write(1, ")).filter(|_| written > 1);
    assert_eq!(count(&calls[..frame.unwrap_or(calls.len())], "inotify"), 0);
}
