//! Hostile text in a real pseudo-terminal, noted by others or pasted here: the terminal gets letters and
//! sequences of ours alone, and the store gets every character.

use std::path::Path;
use std::process::{Command, Stdio};

use super::pty::Terminal;
use super::stream::{is_ours, while_taken};
use super::terminal::{around, home, left_as_found};

/// The hostile texts.
pub fn texts() -> Vec<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/hostile.json");
    let cases: Vec<serde_json::Value> =
        serde_json::from_str(&std::fs::read_to_string(file).expect("it is there"))
            .expect("it is JSON");
    cases.iter().filter_map(|case| case["text"].as_str()).map(str::to_owned).collect()
}

/// A command that is not on any terminal, and what it printed.
fn does(home: &Path, words: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_warroom"));
    command.args(words).env_clear().env("HOME", home).env("USER", "ops4");
    let said = command.stderr(Stdio::inherit()).output().expect("it runs");
    assert!(said.status.success(), "{words:?}");
    String::from_utf8(said.stdout).expect("it speaks UTF-8")
}

fn declared(home: &Path) -> String {
    does(home, &["declare", "--sev", "1", "First of all"]);
    let listed: serde_json::Value =
        serde_json::from_str(&does(home, &["list", "--json"])).expect("it is JSON");
    listed["incidents"][0]["id"].as_str().expect("it has an id").to_owned()
}

/// The notes of an incident, as they are kept.
fn notes(home: &Path, id: &str) -> Vec<String> {
    let log: serde_json::Value =
        serde_json::from_str(&does(home, &["log", id, "--json"])).expect("it is JSON");
    let entries = log["entries"].as_array().expect("they are listed");
    let noted = entries.iter().filter(|entry| entry["kind"] == "noted");
    noted.filter_map(|entry| entry["data"]["text"].as_str()).map(str::to_owned).collect()
}

#[test]
fn what_was_noted_is_read_on_every_pane_and_none_of_it_acts() {
    let home = home();
    let id = declared(home.path());
    // What a shell can say: no zero byte, and no note without a word.
    let fine = |text: &String| !text.contains('\0') && !text.trim().is_empty();
    let mut texts: Vec<String> = texts().into_iter().filter(fine).collect();
    texts.push("\u{1b}[2J\u{202e}long ".repeat(3_000));
    for text in &texts {
        does(home.path(), &["note", &id, "--", text]);
    }
    assert_eq!(notes(home.path(), &id).len(), texts.len());
    let mut terminal = Terminal::running(&around("warroom"), (160, 45), home.path());
    terminal.until("5 Comms");
    terminal.types("4z");
    terminal.until_that("timeline", |screen| !screen.contents().contains("5 Comms"));
    // Each is opened, copied and left.
    for _ in 0..texts.len() / 4 {
        terminal.types("jjjj\ry\r");
    }
    terminal.types("b");
    terminal.until("Brief: First of all");
    terminal.types("\x1b[6~\x1b[6~\x1b[6~\rg/[31m\rnnN");
    terminal.until("filter: [31m");
    terminal.resize(30, 10);
    terminal.until_that("small picture", |screen| {
        screen.contents_between(9, 0, 9, 30).contains("? help")
    });
    terminal.types("\r");
    terminal.until("who");
    terminal.types("qq");
    left_as_found(&mut terminal, 0);
    is_ours(while_taken(&terminal.bytes));
}

/// A paste as a terminal marks it.
fn pasted(text: &str) -> String {
    format!("\x1b[200~{text}\x1b[201~")
}

#[test]
fn what_is_pasted_is_text_and_all_of_it_is_kept() {
    let home = home();
    let id = declared(home.path());
    let mut terminal = Terminal::running(&around("warroom"), (160, 45), home.path());
    terminal.until("5 Comms");
    terminal.types("a");
    terminal.until("what happened, what was seen");
    let text = format!("begin {} end", texts().join("\n"));
    terminal.types(&pasted(&text));
    terminal.until(" end");
    terminal.types("\x04");
    terminal.until("note saved");
    terminal.types("q");
    left_as_found(&mut terminal, 0);
    is_ours(while_taken(&terminal.bytes));
    let kept = notes(home.path(), &id);
    // A line ends in one way, whichever of the three was pasted.
    let expected = text.replace("\r\n", "\n").replace('\r', "\n");
    assert_eq!(kept, [expected]);
}

#[test]
fn a_paste_outside_of_forms_presses_no_key() {
    let home = home();
    let mut terminal = Terminal::running(&around("warroom demo"), (160, 45), home.path());
    terminal.until("5 Comms");
    terminal.types(&pasted("qqq\rx\rdone\r\x03\x1a"));
    terminal.types("?");
    terminal.until("Say and do");
    terminal.types("\rq");
    left_as_found(&mut terminal, 0);
}

#[test]
fn a_paste_that_is_too_long_is_said_to_be_and_the_form_keeps_what_it_took() {
    let home = home();
    let id = declared(home.path());
    let mut terminal = Terminal::running(&around("warroom"), (160, 45), home.path());
    terminal.until("5 Comms");
    terminal.types("a");
    terminal.until("what happened, what was seen");
    terminal.types(&pasted(&"0123456789abcde\n".repeat(5 * 1024)));
    terminal.until("the end of what was pasted is missing");
    terminal.types("\x04");
    terminal.until("note saved");
    terminal.types("q");
    left_as_found(&mut terminal, 0);
    is_ours(while_taken(&terminal.bytes));
    let kept = notes(home.path(), &id);
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].trim_end().lines().count(), 4 * 1024);
}
