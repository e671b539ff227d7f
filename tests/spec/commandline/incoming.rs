//! Files come in whole or not at all, with what they know and as exactly as they know it.

use super::world::World;
use serde_json::Value;

const REGISTER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/register.csv");
const TIMELINE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/data/replay-cloudflare-2025-11-18-feature-file.jsonl"
);

#[test]
fn a_register_of_45_rows_becomes_45_incidents_of_the_past() {
    let world = World::new();
    let desk = world.desk("ops4");
    assert_eq!(desk.does(&format!("import {REGISTER}")).out, "45 incidents registered\n");
    let all = desk.does("list --all --json").json();
    assert_eq!(all["incidents"].as_array().unwrap().len(), 45);
    assert!(all["incidents"].as_array().unwrap().iter().all(|one| one["historic"] == true));
    assert!(desk.does("list --json").json()["incidents"].as_array().unwrap().is_empty());
    assert_eq!(desk.does("clocks --json").json()["clocks"], Value::Array(Vec::new()));

    // Dates stand at the precision that was given, and blank cells are unknown.
    let one = desk.sees("AIR-001");
    assert_eq!(one["stamps"]["began"]["time"], "2012-10-01");
    assert_eq!(one["stamps"].get("detected"), None);
    assert_eq!(one["stamps"].get("declared"), None);
    assert_eq!(one["declared_at"], Value::Null);
    assert_eq!(one["users_affected"], Value::Null);
    assert_eq!((&one["severity"], &one["category"]), (&"SEV-1".into(), &"bias".into()));
    assert_eq!(one["plan"], Value::Null);
    assert_eq!(desk.does("verify --json").json()["damaged"], false);
}

#[test]
fn importing_again_changes_nothing_and_two_desks_agree() {
    let world = World::new();
    let desk = world.desk("ops4");
    let first = desk.does(&format!("import {REGISTER} --json")).json();
    let before = world.kept();
    let again = desk.does(&format!("import {REGISTER} --json")).json();
    assert_eq!((&again["imported"], &again["already_there"]), (&0.into(), &45.into()));
    assert_eq!(world.kept(), before);

    let elsewhere = World::new();
    let other = elsewhere.desk("cs1").does(&format!("import {REGISTER} --json")).json();
    assert_eq!(other["incidents"], first["incidents"]);
}

#[test]
fn one_bad_row_keeps_the_whole_file_out() {
    let world = World::new();
    let desk = world.desk("ops4");
    let good = std::fs::read_to_string(REGISTER).unwrap();
    let file = world.file("bad.csv", good.replacen("2013-01-01", "2013-02-30", 1));
    let before = world.kept();
    let answer = desk.types(&format!("import {file}"));
    assert_eq!(answer.code, 3, "{}", answer.err);
    assert!(
        answer.err.contains("bad.csv:3: started: `2013-02-30` is not a time"),
        "{}",
        answer.err
    );
    assert!(answer.err.contains("nothing was taken in"), "{}", answer.err);
    assert_eq!(world.kept(), before);
}

#[test]
fn files_that_are_none_are_named_with_a_remedy() {
    let world = World::new();
    let desk = world.desk("ops4");
    let latin = world.file("latin.csv", b"id,title\n1,caf\xe9\n");
    let torn = world.file("torn.jsonl", "{\"at\": \"2026-01-01T00:00:00Z\"\n");
    for (line, code, error) in [
        ("import none.csv".to_owned(), 4, "cannot read none.csv"),
        (format!("import {}", world.path("").display()), 3, "is not a regular file"),
        (format!("import {latin}"), 3, "latin.csv:2: not UTF-8"),
        (format!("replay {torn}"), 3, "torn.jsonl:1: "),
        (format!("replay {TIMELINE} --sev 9"), 1, "no severity is called `9`"),
        (format!("replay {TIMELINE} --speed 0"), 2, "0"),
    ] {
        let answer = desk.types(&line);
        assert_eq!(answer.code, code, "{line}: {}", answer.err);
        assert!(answer.err.contains(error), "{line}: {}", answer.err);
        assert!(answer.err.contains("try: "), "{line}: {}", answer.err);
    }
}

#[test]
fn rows_without_an_end_can_be_opened_with_clocks() {
    let world = World::new();
    let desk = world.desk("ops4");
    let file = world.file(
        "open.csv",
        "number,issue,severity,assignee,status,users affected,notes\n\
         7,Ranking drifts,SEV-2,m7,open,1200,since the rollout\n\
         8,Wrong refunds,SEV-3,cs1,closed,,\n",
    );
    desk.does(&format!("import {file} --open"));
    let open = desk.does("list --json").json();
    let open = open["incidents"].as_array().unwrap();
    assert_eq!(open.len(), 1);
    assert_eq!(
        (&open[0]["title"], &open[0]["commander"]),
        (&"Ranking drifts".into(), &"m7".into())
    );
    assert_eq!(open[0]["users_affected"], 1200);
    assert_ne!(desk.does("clocks 7 --json").json()["clocks"], Value::Array(Vec::new()));
}

#[test]
fn a_timeline_becomes_one_incident_told_at_its_own_times() {
    let world = World::new();
    let desk = world.desk("ops4");
    let line = format!("replay {TIMELINE} --sev 1 --category vendor-outage --title 'Feature file'");
    let id =
        desk.does(&format!("{line} --json")).json()["incidents"][0].as_str().unwrap().to_owned();
    let seen = desk.sees(&id);
    assert_eq!((&seen["historic"], &seen["status"]), (&true.into(), &"closed".into()));
    assert_eq!(seen["declared_at"], "2025-11-18T11:35Z");
    for (stamp, time) in [("detected", "11:31"), ("contained", "14:30"), ("resolved", "17:06")] {
        assert_eq!(seen["stamps"][stamp]["time"], format!("2025-11-18T{time}Z"), "{stamp}");
    }
    let log = desk.does(&format!("log {id} --json")).json();
    let told: Vec<&str> = log["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["happened_at"].as_str().unwrap())
        .collect();
    assert!(told.contains(&"2025-11-18T12Z"), "an hour stays an hour: {told:?}");
    let entries = log["entries"].as_array().unwrap();
    assert!(entries.iter().all(|e| e["by"] == "ops4" && e["said_by"] != "ops4"));
    assert_eq!(desk.does(&format!("{line} --json")).json()["already_there"], 1);
}

#[test]
fn what_needs_a_terminal_says_so_where_there_is_none() {
    let world = World::new();
    let desk = world.desk("ops4");
    for line in ["", "demo", &format!("replay {TIMELINE} --speed 60")] {
        let answer = desk.types(line);
        assert_eq!(answer.code, 2, "{line}: {}", answer.err);
        assert!(answer.err.contains("needs a terminal"), "{line}: {}", answer.err);
    }
    assert!(!world.store().exists(), "a throw-away store is not the real one");
}
