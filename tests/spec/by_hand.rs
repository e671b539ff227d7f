//! A real incident worked by keys alone comes to the same state as by the command line.
//!
//! It follows what is known of the outage of 2024-12-11 (`tests/data/replay-openai-…`): declared at once,
//! staffed, contained in steps, decided upon, handed over in the night, resolved.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::pty::Terminal;
use super::terminal::home;

const TITLE: &str = "Telemetry rollout takes the API, ChatGPT and Sora down";
const CAUSE: &str = "Every node runs costly Kubernetes API calls";
const DECISION: &str = "Shrink clusters, block the admin API, add API servers: all at once";
const REASON: &str = "All clusters and all API models are recovered";

/// Somebody at a screen of the war room.
struct Commander(Terminal);

impl Commander {
    fn sits_down(home: &Path, name: &str) -> Commander {
        let script = format!("WARROOM_AS={name} WARROOM_UTC=1 warroom");
        let mut terminal = Terminal::running(&script, (120, 36), home);
        terminal.until_that("room", |screen| {
            let contents = screen.contents();
            contents.contains("declare an incident") || contents.contains("5 Comms")
        });
        Commander(terminal)
    }

    /// Waits until the last row is as it should be.
    fn last_row(&mut self, what: &str, is_so: impl Fn(&str) -> bool) {
        self.0.until_that(what, |screen| is_so(&screen.contents_between(35, 0, 35, 120)));
    }

    /// Presses the key of a form, fills the form and saves it.
    fn fills(&mut self, key: &str, answers: &[&str]) {
        self.0.types(key);
        self.last_row("form", |row| !row.contains('✓') && !row.contains("help"));
        self.0.types(&answers.join("\r"));
        self.0.types("\x04");
        self.last_row(&format!("saved form of `{key}`"), |row| row.contains('✓'));
    }

    /// Ticks the first line of the checklist that is open.
    fn ticks(&mut self) {
        self.0.types("5");
        self.last_row("hints", |row| row.contains("help"));
        self.0.types(" ");
        self.last_row("tick", |row| row.contains('✓'));
    }

    fn leaves(mut self) {
        self.0.types("q");
        assert_eq!(self.0.end(), 0);
    }
}

/// Runs a command as somebody, and returns what it prints.
fn types(home: &Path, name: &str, words: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_warroom"));
    command
        .args(words)
        .env_clear()
        .env("HOME", home)
        .env("WARROOM_AS", name)
        .env("WARROOM_UTC", "1");
    let done = command.output().expect("it runs");
    assert!(done.status.success(), "{words:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).expect("it prints UTF-8")
}

/// The state of the only incident, without what no two runs share: ids and times.
fn state(home: &Path) -> Value {
    let listed: Value = serde_json::from_str(&types(home, "ops4", &["list", "--all", "--json"]))
        .expect("it is JSON");
    let text = listed.to_string();
    let at = text.find("AI-").expect("it is listed");
    let mut shown: Value =
        serde_json::from_str(&types(home, "ops4", &["show", &text[at..at + 16], "--json"]))
            .expect("it is JSON");
    without_ids_and_times(&mut shown);
    shown
}

fn without_ids_and_times(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            let named = ["id", "entry", "task", "since", "at", "ms", "due", "clocks"];
            for key in named {
                fields.remove(key);
            }
            fields.retain(|key, _| !key.ends_with("_at"));
            // A time that was typed is the same whoever types it; one that was stamped is not.
            let typed =
                |time: &Value| time.as_str().is_some_and(|time| time.starts_with("2024-12"));
            fields.retain(|key, value| key != "time" || typed(value));
            fields.values_mut().for_each(without_ids_and_times);
        }
        Value::Array(values) => values.iter_mut().for_each(without_ids_and_times),
        _ => {}
    }
}

fn worked_by_keys(home: &Path) -> Value {
    let mut ops4 = Commander::sits_down(home, "ops4");
    ops4.fills("i", &[TITLE, "other", "1"]);
    ops4.fills("r", &["commander", "ops4"]);
    ops4.fills("r", &["technical", "swe7"]);
    ops4.fills("m", &["detected", "2024-12-11T23:13Z"]);
    ops4.fills("a", &[CAUSE]);
    ops4.fills("p", &["triage"]);
    ops4.fills("p", &["contain"]);
    ops4.fills("d", &[DECISION]);
    ops4.ticks();
    ops4.fills("t", &["Remove the agent from the first cluster", "swe7", "20"]);
    ops4.fills("h", &["commander", "mle2"]);

    let mut mle2 = Commander::sits_down(home, "mle2");
    mle2.fills("h", &[""]);
    mle2.fills("m", &["contained", "2024-12-12T01:45Z"]);
    // The other screen has heard of it.
    ops4.0.until("from ops4");
    ops4.leaves();
    mle2.fills("x", &["", REASON]);
    mle2.leaves();
    state(home)
}

fn worked_by_commands(home: &Path) -> Value {
    let declare = ["declare", TITLE, "--sev", "1", "--category", "other"];
    let declared = types(home, "ops4", &declare);
    let at = declared.find("AI-").expect("it says the id");
    let id = &declared[at..at + 16];
    let ops4 = |words: &[&str]| types(home, "ops4", &[&[words[0], id], &words[1..]].concat());
    let mle2 = |words: &[&str]| types(home, "mle2", &[&[words[0], id], &words[1..]].concat());
    ops4(&["assign", "commander", "ops4"]);
    ops4(&["assign", "technical-lead", "swe7"]);
    ops4(&["stamp", "detected", "2024-12-11T23:13Z"]);
    ops4(&["note", CAUSE]);
    ops4(&["stage", "triage"]);
    ops4(&["stage", "contain"]);
    ops4(&["decide", DECISION]);
    ops4(&["tick", "1"]);
    let task = "Remove the agent from the first cluster";
    ops4(&["task", task, "--to", "swe7", "--minutes", "20"]);
    ops4(&["handover", "commander", "mle2"]);
    mle2(&["accept", "commander"]);
    mle2(&["stamp", "contained", "2024-12-12T01:45Z"]);
    mle2(&["resolve", "--reason", REASON]);
    state(home)
}

#[test]
fn keys_alone_and_commands_alone_come_to_the_same_state() {
    let (at_the_screen, at_the_shell) = (home(), home());
    let by_keys = worked_by_keys(at_the_screen.path());
    let by_commands = worked_by_commands(at_the_shell.path());
    let text = |state: &Value| serde_json::to_string_pretty(state).expect("it is JSON");
    assert_eq!(text(&by_keys), text(&by_commands));
    assert_eq!(by_keys["status"], "resolved");
    assert_eq!(by_keys["stamps"]["contained"]["time"], "2024-12-12T01:45Z");
    let commander = by_keys["roles"].as_array().expect("seats").iter();
    let commander = commander.filter(|role| role["role"] == "commander");
    assert!(commander.map(|role| &role["holder"]).eq([&Value::from("mle2")]));
}
