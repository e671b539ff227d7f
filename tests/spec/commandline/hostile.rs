//! Text from attackers: taken exactly or refused, never given to a terminal as it came.

use super::world::{World, short};
use serde_json::Value;
use warroom::text::is_safe;

/// Texts that try to drive the terminal, without those that hold a zero byte: no argument can.
fn hostile() -> Vec<String> {
    let texts: Value = serde_json::from_str(include_str!("../../data/hostile.json")).unwrap();
    let texts = texts.as_array().unwrap().iter().map(|t| t["text"].as_str().unwrap().to_owned());
    texts.filter(|text| !text.contains('\0') && !text.trim().is_empty()).collect()
}

fn assert_harmless(text: &str) {
    for line in text.lines() {
        assert!(is_safe(line), "{line:?}");
    }
}

#[test]
fn hostile_notes_are_kept_exactly_and_shown_safely() {
    let world = World::new();
    let desk = world.desk("ops4");
    let id = desk.declares("'Gateway errors'");
    let texts = hostile();
    for text in &texts {
        let answer = desk.runs(&["note", &id, "--", text]);
        assert_eq!((answer.code, answer.err.as_str()), (0, ""), "{text:?}");
        assert_harmless(&answer.out);
    }
    for line in ["log", "show", "clocks", "list", "verify"] {
        let line = if line == "log" {
            format!("log {id}")
        } else {
            line.replace("show", &format!("show {id}"))
        };
        assert_harmless(&desk.does(&line).out);
    }
    let read = desk.does(&format!("log {id} --json"));
    assert_harmless(&read.out);
    let entries = read.json()["entries"].as_array().unwrap().clone();
    let mut kept: Vec<&str> = entries
        .iter()
        .filter(|entry| entry["kind"] == "noted")
        .map(|entry| entry["data"]["text"].as_str().unwrap())
        .collect();
    let mut meant: Vec<&str> = texts.iter().map(|text| text.trim()).collect();
    kept.sort_unstable();
    meant.sort_unstable();
    assert_eq!(kept, meant);
}

#[test]
fn hostile_titles_and_names_are_kept_exactly_or_refused() {
    let world = World::new();
    let desk = world.desk("ops4");
    for text in hostile() {
        let answer = desk.runs(&["declare", "--sev", "1", "--json", "--", &text]);
        assert_harmless(&(answer.out.clone() + &answer.err));
        if answer.code == 0 {
            let id = answer.json()["id"].as_str().unwrap().to_owned();
            assert_eq!(desk.sees(&id)["title"], text.trim());
            let seated = desk.runs(&["assign", &id, "commander", "--", &text]);
            assert_harmless(&(seated.out + &seated.err));
            assert_harmless(&desk.does(&format!("show {id}")).out);
        } else {
            assert_eq!(answer.code, 1, "{text:?}");
            assert!(answer.err.contains("\ntry: "), "{}", answer.err);
        }
    }
    assert_harmless(&desk.does("list").out);
}

#[test]
fn hostile_words_in_every_place_come_back_safely() {
    let world = World::new();
    let desk = world.desk("ops4");
    let id = desk.declares("--sev 2 'Gateway errors'");
    let id = short(&id);
    // Each place shows its words in the same way, so a few rich texts will do for all of them.
    let all = hostile();
    let texts = all.chunks(12).map(|texts| texts.join(" "));
    for text in texts {
        let text = text.as_str();
        for words in [
            vec![text],
            vec!["show", "--", text],
            vec!["list", "--", text],
            vec!["declare", "X", "--sev", text],
            vec!["set", id, text, "x"],
            vec!["stage", id, "--", text],
            vec!["stamp", id, "detected", "--", text],
            vec!["tick", id, "--", text],
            vec!["--color", text, "list"],
            vec!["--plan", text, "declare", "X"],
            vec!["--as", text, "note", id, "x"],
            vec!["evidence", id, "--", text],
            vec!["redact", id, "ffff", "--reason", "x", "--yes", "--instead", text],
            vec!["verify", "--against", text],
            vec!["completions", text],
        ] {
            let answer = desk.runs(&words);
            assert_harmless(&answer.out);
            assert_harmless(&answer.err);
            assert!(answer.code < 10, "{words:?}: {answer:?}");
        }
    }
}
