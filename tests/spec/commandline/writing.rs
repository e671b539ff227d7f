//! The commands that write: each leaves its entry, answers with it, and does what it says.

use super::world::{Desk, World, keys, short};
use serde_json::{Value, json};

/// The keys of an entry, as `--json` gives it.
const ENTRY: [&str; 15] = [
    "incident",
    "id",
    "replica",
    "seq",
    "hlc",
    "at",
    "happened_at",
    "by",
    "author",
    "said_by",
    "kind",
    "standing",
    "text",
    "data",
    "privileged",
];

/// Types a command twice on two incidents: in words, and for data. Returns both.
fn both(desk: &Desk, before: &[&str], line: &str) -> (String, Value) {
    let fresh = || {
        let id = desk.declares("--sev 2 'Gateway errors'");
        for step in before {
            desk.does(&step.replace("ID", &id));
        }
        id
    };
    let (a, b) = (fresh(), fresh());
    let words = desk.does(&line.replace("ID", short(&a))).out;
    let entry = desk.does(&format!("{} --json", line.replace("ID", short(&b)))).json();
    assert_eq!(keys(&entry), ["entry"], "{line}");
    let entry = entry["entry"].clone();
    assert_eq!(keys(&entry), ENTRY, "{line}");
    assert_eq!(entry["incident"], b.as_str());
    assert_eq!(entry["standing"], "stands");
    assert!(is_time(entry["at"].as_str().unwrap()), "{entry}");
    // The words name the incident, and the entry as `undo` and `redact` take it.
    assert!(words.starts_with(&format!("{} ops4 ", short(&a))), "{words}");
    assert!(words.trim_end().ends_with(')'), "{words}");
    let between = words[9..].rsplit_once(" (").unwrap().0.trim().to_owned();
    (between, entry)
}

/// RFC 3339 in UTC.
fn is_time(text: &str) -> bool {
    text.ends_with('Z') && chrono::DateTime::parse_from_rfc3339(text).is_ok()
}

#[test]
fn declare_opens_an_incident_and_names_the_empty_seats() {
    let world = World::new();
    let desk = world.desk("ops4");
    let words = desk.does("declare --sev P1 --category safety --near-miss 'Bot quotes orders'").out;
    let lines: Vec<&str> = words.lines().collect();
    assert!(lines[0].starts_with("declared AI-"), "{words}");
    assert!(lines[0].ends_with(" SEV-1: Bot quotes orders"), "{words}");
    assert!(lines[1].starts_with("empty seats: Commander, "), "{words}");
    assert_eq!(lines.len(), 2);
    let answer = desk.does("declare 'No level yet' --users-affected 42 --detected-by user --json");
    assert_eq!(keys(&answer.json()), ["id", "recurrence"]);
    let seen = desk.sees(answer.json()["id"].as_str().unwrap());
    assert_eq!(seen["severity"], Value::Null);
    assert_eq!(seen["users_affected"], 42);
    assert_eq!(seen["declared_by"], "ops4");
}

#[test]
fn notes_and_decisions_are_written_down() {
    let world = World::new();
    let desk = world.desk("ops4");
    let (words, entry) = both(&desk, &[], "note ID 'bot is off'");
    assert_eq!(words, "note: bot is off");
    assert_eq!((&entry["kind"], &entry["data"]), (&json!("noted"), &json!({"text": "bot is off"})));
    let (words, entry) = both(
        &desk,
        &[],
        "decide ID 'take it offline' --option filter --option wait --by ops9 --reason 'it leaks' \
         --objection 'sales: peak hours'",
    );
    assert_eq!(
        words,
        "decision: take it offline; because it leaks; decided by ops9; instead of: filter, wait; \
         against it: sales: peak hours"
    );
    assert_eq!(entry["kind"], "decision_made");
    assert_eq!(entry["data"]["options"], json!(["filter", "wait"]));
}

#[test]
fn facts_are_corrected() {
    let world = World::new();
    let desk = world.desk("ops4");
    for (field, value, words, key, seen) in [
        ("title", "'It leaks'", "title: It leaks", "title", json!("It leaks")),
        ("category", "privacy", "category: ", "category", Value::Null),
        ("users-affected", "42", "users affected: 42", "users_affected", json!(42)),
        (
            "detected-by",
            "'a neighbour'",
            "detected by: a neighbour",
            "detected_by",
            json!("a neighbour"),
        ),
        ("public-report", "yes", "reported publicly: yes", "public_report", json!(true)),
        ("near-miss", "yes", "near miss: yes", "near_miss", json!(true)),
    ] {
        let (said, entry) = both(&desk, &[], &format!("set ID {field} {value}"));
        assert!(said.starts_with(&format!("corrected: {words}")), "{said}");
        let now = desk.sees(entry["incident"].as_str().unwrap());
        assert!(now[key] == seen || seen.is_null() && now[key].is_string(), "{field}: {now}");
    }
}

#[test]
fn severity_stage_and_times_are_set() {
    let world = World::new();
    let desk = world.desk("ops4");
    let (words, entry) = both(&desk, &[], "sev ID sev1 --reason 'all tenants'");
    assert_eq!(words, "severity: SEV-2 → SEV-1: all tenants");
    assert_eq!(desk.sees(entry["incident"].as_str().unwrap())["severity"], "SEV-1");
    let (words, entry) = both(&desk, &[], "stage ID triage");
    assert_eq!(words, "stage: now: Triage");
    assert_eq!(desk.sees(entry["incident"].as_str().unwrap())["stage"], "triage");
    let (words, entry) =
        both(&desk, &[], "stamp ID detected 2026-01-02T03:04Z --note 'by the pager'");
    assert_eq!(words, "time: detected: by the pager, 2026-01-02 03:04Z");
    assert_eq!(entry["happened_at"], "2026-01-02T03:04Z");
    let seen = desk.sees(entry["incident"].as_str().unwrap());
    assert_eq!(keys(&seen["stamps"]["detected"]), ["time", "by", "recorded_at"]);
    assert_eq!(seen["stamps"]["detected"]["time"], "2026-01-02T03:04Z");
}

#[test]
fn seats_are_filled_handed_over_and_emptied() {
    let world = World::new();
    let desk = world.desk("ops4");
    let (words, _) = both(&desk, &[], "assign ID commander ops4");
    assert_eq!(words, "role: Commander is ops4");
    let (words, _) = both(&desk, &["assign ID commander ops4"], "release ID commander");
    assert_eq!(words, "role: Commander is nobody");
    let (words, entry) = both(&desk, &["assign ID commander ops4"], "handover ID commander ops9");
    assert_eq!(words, "handover: Commander offered to ops9");
    let id = entry["incident"].as_str().unwrap().to_owned();
    let seat = |desk: &Desk| {
        let seen = desk.sees(&id);
        let roles = seen["roles"].as_array().unwrap();
        roles.iter().find(|role| role["role"] == "commander").unwrap().clone()
    };
    assert_eq!(seat(&desk)["offered_to"], "ops9");
    let refused = desk.types(&format!("accept {id} commander"));
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("try: it waits for ops9"), "{}", refused.err);
    let taken = desk.does(&format!("accept {id} commander --as ops9 --json")).json();
    assert_eq!(taken["entry"]["by"], "ops9");
    assert_eq!(seat(&desk)["holder"], "ops9");
    assert_eq!(seat(&desk)["from"], "ops4");
    assert_eq!(seat(&desk)["offered_to"], Value::Null);
}

#[test]
fn checklist_lines_are_ticked_opened_again_waived_and_added() {
    let world = World::new();
    let desk = world.desk("ops4");
    let (words, entry) = both(&desk, &[], "tick ID 1");
    assert!(words.starts_with("step: done: "), "{words}");
    let seen = desk.sees(entry["incident"].as_str().unwrap());
    assert_eq!(
        keys(&seen["checklist"][0]),
        ["item", "stage", "text", "state", "by", "at", "reason"]
    );
    assert_eq!(
        (&seen["checklist"][0]["state"], &seen["checklist"][0]["by"]),
        (&json!("done"), &json!("ops4"))
    );
    let (words, _) = both(&desk, &["tick ID 1"], "untick ID 1");
    assert!(words.starts_with("step: open again: "), "{words}");
    let (words, _) = both(&desk, &[], "waive ID 2 --reason 'known already'");
    assert!(words.ends_with(": known already"), "{words}");
    let (words, _) = both(&desk, &[], "item ID 'Ask the neighbour'");
    assert_eq!(words, "step: added to detect: Ask the neighbour");
    let (words, _) = both(&desk, &["item ID 'Ask the neighbour'"], "tick ID neighbour");
    assert_eq!(words, "step: done: Ask the neighbour");
}

#[test]
fn tasks_are_given_accepted_and_done() {
    let world = World::new();
    let desk = world.desk("ops4");
    let give = "task ID 'Tell the tenant' --to ops7 --minutes 30";
    let (words, entry) = both(&desk, &[], give);
    assert_eq!(words, "task: ops7: Tell the tenant (within 30 min)");
    let seen = desk.sees(entry["incident"].as_str().unwrap());
    assert_eq!(
        keys(&seen["tasks"][0]),
        ["task", "text", "to", "minutes", "given_by", "given_at", "acknowledged_at", "done_at"]
    );
    assert_eq!(both(&desk, &[give], "ack ID 1").0, "task: accepted: Tell the tenant");
    assert_eq!(both(&desk, &[give, "ack ID 1"], "done ID tenant").0, "task: done: Tell the tenant");
}

#[test]
fn an_incident_is_tied_to_alerts_and_to_others() {
    let world = World::new();
    let desk = world.desk("ops4");
    let other = desk.declares("'The first telling'");
    let (words, entry) = both(&desk, &[], &format!("link ID --duplicate-of {}", short(&other)));
    assert_eq!(words, format!("link: duplicate of {other}"));
    let seen = desk.sees(entry["incident"].as_str().unwrap());
    assert_eq!(keys(&seen["links"][0]), ["entry", "to", "incident"]);
    assert_eq!(seen["links"][0]["to"], "duplicate_of");
    assert_eq!(seen["links"][0]["incident"], other.as_str());
    let (words, _) = both(&desk, &[], &format!("link ID --to {other}"));
    assert_eq!(words, format!("link: has to do with {other}"));
    let (words, _) = both(&desk, &[], "link ID --alert pager 4711");
    assert_eq!(words, "link: alert 4711 of pager");
}

#[test]
fn an_incident_is_resolved_reopened_and_closed() {
    let world = World::new();
    let desk = world.desk("ops4");
    let (words, entry) = both(&desk, &[], "resolve ID --reason 'rolled back'");
    assert_eq!(words, "resolved: rolled back");
    assert_eq!(desk.sees(entry["incident"].as_str().unwrap())["status"], "resolved");
    let (words, _) = both(&desk, &["resolve ID --reason over"], "reopen ID --reason 'it is back'");
    assert_eq!(words, "reopened: it is back");
    let (words, entry) = both(
        &desk,
        &["resolve ID --reason over"],
        "close ID --reason 'report is out' --without-outputs drill",
    );
    assert_eq!(words, "closed: report is out; no fix or prevention: drill");
    assert_eq!(desk.sees(entry["incident"].as_str().unwrap())["status"], "closed");
}

#[test]
fn undo_takes_back_what_is_ones_own_and_was_not_changed_since() {
    let world = World::new();
    let desk = world.desk("ops4");
    let (words, entry) = both(&desk, &["assign ID commander ops4"], "undo ID");
    assert_eq!(words, "undo: role: Commander is ops4");
    let id = entry["incident"].as_str().unwrap();
    let empty = desk.types(&format!("undo {id}"));
    assert_eq!(empty.code, 1);
    let sev = desk.does(&format!("sev {id} 1 --reason worse --json")).json();
    let entry = sev["entry"]["id"].as_str().unwrap();
    let others = world.desk("ops9");
    let refused = others.types(&format!("undo {id} {}", &entry[..6]));
    assert_eq!((refused.code, refused.err.lines().count()), (1, 2));
    assert!(refused.err.starts_with("error: the entry was written by ops4"), "{}", refused.err);
    others.does(&format!("sev {id} 3 --reason better"));
    let refused = desk.types(&format!("undo {id} {}", &entry[..6]));
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("ops9 changed the severity since"), "{}", refused.err);
}

#[test]
fn redact_removes_words_for_good_and_asks_first() {
    let world = World::new();
    let desk = world.desk("ops4");
    let id = desk.declares("'Gateway errors'");
    let note = desk.does(&format!("note {id} 'the key is hunter2' --json")).json();
    let entry = note["entry"]["id"].as_str().unwrap();
    let line = format!("redact {id} {} --reason 'a secret'", &entry[..6]);
    let before = world.kept();
    let asked = desk.types(&line);
    assert_eq!(asked.code, 2);
    assert!(asked.err.contains("try: add --yes"), "{}", asked.err);
    assert_eq!(world.kept(), before);
    desk.does(&format!("{line} --yes"));
    let told = desk.does(&format!("log {id}")).out + &desk.does(&format!("log {id} --json")).out;
    assert!(!told.contains("hunter2"), "{told}");
    assert!(told.contains("removed by ops4: a secret"), "{told}");
    let kept = world.kept().into_values().flatten().collect::<Vec<u8>>();
    assert!(!String::from_utf8_lossy(&kept).contains("hunter2"));
    desk.does("verify");
}
