//! `log --follow`, pipes that close, outputs that are full, and signals.

use super::world::{Desk, World};
use rustix::process::{Pid, Signal, kill_process};
use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

struct Following {
    program: Child,
    lines: Receiver<String>,
}

fn follow(desk: &Desk, line: &[&str]) -> Following {
    let mut program = desk.program(line).stdout(Stdio::piped()).spawn().unwrap();
    let out = BufReader::new(program.stdout.take().unwrap());
    let (tell, lines) = mpsc::channel();
    std::thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|l| tell.send(l)));
    Following { program, lines }
}

impl Following {
    fn next(&self) -> String {
        self.lines.recv_timeout(PATIENCE).expect("a line")
    }

    fn ended_by(mut self, signal: Signal) -> Option<i32> {
        let id = Pid::from_child(&self.program);
        kill_process(id, signal).unwrap();
        self.program.wait().unwrap().signal()
    }
}

#[test]
fn follow_shows_what_another_process_writes_until_a_signal_ends_it() {
    // A shell calls the end by a signal 128 and its number: 129, 130, 143.
    for (signal, number) in [(Signal::HUP, 1), (Signal::INT, 2), (Signal::TERM, 15)] {
        let world = World::new();
        let desk = world.desk("ops4");
        let id = desk.declares("'Gateway errors'");
        let following = follow(&desk, &["log", "--follow", &id]);
        assert!(following.next().contains("plan in force"));
        assert!(following.next().contains("Gateway errors"));
        world.desk("ops9").does(&format!("note {id} 'it is back'"));
        let line = following.next();
        assert!(line.contains("ops9") && line.contains("it is back"), "{line}");
        assert_eq!(following.ended_by(signal), Some(number));
    }
}

#[test]
fn follow_shows_incidents_that_are_declared_later_and_data_line_by_line() {
    let world = World::new();
    let desk = world.desk("ops4");
    desk.declares("'One'");
    let mut following = follow(&desk, &["log", "--follow", "--json"]);
    let kind = |line: &str| {
        let entry: serde_json::Value = serde_json::from_str(line).unwrap();
        entry["kind"].as_str().unwrap().to_owned()
    };
    assert_eq!(kind(&following.next()), "plan_pinned");
    assert_eq!(kind(&following.next()), "declared");
    desk.declares("'Two'");
    assert_eq!(kind(&following.next()), "plan_pinned");
    let line = following.next();
    assert!(line.contains("Two"), "{line}");
    following.program.kill().unwrap();
    following.program.wait().unwrap();
}

#[test]
fn an_incident_that_is_not_declared_yet_is_passed_over() {
    let world = World::new();
    let desk = world.desk("ops4");
    let id = desk.declares("'Gateway errors'");
    let log = world.logs()[0].clone();
    let text = std::fs::read_to_string(&log).unwrap();
    let plan_only = &text[..=text.find('\n').unwrap()];
    std::fs::write(&log, plan_only).unwrap();
    std::fs::create_dir_all(world.store().join("incidents/AI-261120-ZZZZZZ/log")).unwrap();
    assert_eq!(desk.does("list --all --json").out, "{\"incidents\":[]}\n");
    assert_eq!(desk.does("log --json").out, "{\"entries\":[]}\n");
    let following = follow(&desk, &["log", "--follow"]);
    let refused = desk.types(&format!("show {id}"));
    assert_eq!(refused.code, 4);
    assert!(refused.err.contains("is not declared"), "{}", refused.err);
    std::fs::write(&log, &text).unwrap();
    assert!(following.next().contains("plan in force"));
    assert!(following.next().contains("Gateway errors"));
    assert_eq!(following.ended_by(Signal::TERM), Some(15));
}

#[test]
fn a_reader_that_has_read_enough_is_no_error() {
    let world = World::new();
    let desk = world.desk("ops4");
    let id = desk.declares("'Gateway errors'");
    for line in [
        vec!["list"],
        vec!["show", &id],
        vec!["log"],
        vec!["log", "--json"],
        vec!["log", "--follow"],
        vec!["note", &id, "hello"],
        vec!["--help"],
        vec!["completions", "zsh"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut program = desk.program(&line);
        let mut program = program.stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
        let mut error = String::new();
        program.stderr.take().unwrap().read_to_string(&mut error).unwrap();
        assert_eq!((program.wait().unwrap().code(), error.as_str()), (Some(0), ""), "{line:?}");
    }
    assert!(desk.does(&format!("log {id}")).out.contains("hello"), "what was written is written");
}

#[test]
fn an_output_that_is_full_is_an_error_with_a_remedy() {
    let world = World::new();
    let desk = world.desk("ops4");
    let id = desk.declares("'Gateway errors'");
    for line in
        [vec!["list"], vec!["show", &id, "--json"], vec!["--help"], vec!["completions", "bash"]]
    {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let done = desk.program(&line).stdout(full).stderr(Stdio::piped()).output().unwrap();
        let error = String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(1), "{line:?}: {error}");
        assert!(error.starts_with("error: cannot write to standard output: "), "{error}");
        assert!(error.contains("\ntry: "), "{error}");
    }
    // Nobody can be told when both are full; the exit code still says it.
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let done = desk.program(&["list"]).stdout(full()).stderr(full()).status().unwrap();
    assert_eq!(done.code(), Some(1));
}

#[test]
fn watched_clocks_are_told_again_each_second_until_a_signal_ends_it() {
    let world = World::new();
    let desk = world.desk("ops4");
    let id = desk.declares("--sev 2 'Gateway errors'");
    let left = |line: &str| {
        let told: serde_json::Value = serde_json::from_str(line).unwrap();
        let clocks = told["clocks"].as_array().unwrap();
        let update = clocks.iter().find(|clock| clock["clock"] == "internal-update").unwrap();
        update["left_ms"].as_i64().unwrap()
    };
    let following = follow(&desk, &["clocks", &id, "--watch", "--json"]);
    let (first, second) = (left(&following.next()), left(&following.next()));
    assert!(second < first, "{second} is not less than {first}");
    assert_eq!(following.ended_by(Signal::INT), Some(2));

    let following = follow(&desk, &["clocks", &id, "--watch"]);
    let times = std::iter::repeat_with(|| following.next());
    let twice = times.filter(|line| line.contains("Internal update")).take(2);
    assert_eq!(twice.count(), 2);
    assert_eq!(following.ended_by(Signal::TERM), Some(15));
}
