//! What is for lawyers only, holds, and the sections that people write.

use super::world::{World, short};
use std::fs;

#[test]
fn what_is_privileged_stays_out_of_everything_that_leaves_unless_it_is_asked_for() {
    let world = World::new();
    let desk = world.desk("lgl");
    let id = desk.declares("--sev 1 'Gateway errors'");
    desk.does(&format!("note {id} 'counsel says one' --privileged"));
    desk.does(&format!("decide {id} 'counsel says two' --privileged"));
    desk.does(&format!("evidence {id} --ref 's3://counsel/three' --privileged"));
    desk.does(&format!("assign {id} commander ops4"));
    for command in [
        format!("log {id}"),
        format!("log {id} --json"),
        format!("report {id}"),
        format!("report {id} --format html"),
        format!("report {id} --json"),
        format!("report {id} --audience regulator"),
        format!("show {id}"),
        format!("show {id} --json"),
        "register --format csv".to_owned(),
        "register --json".to_owned(),
        "list --json".to_owned(),
        format!("handover {id} commander cs1 --dry-run"),
    ] {
        assert!(!desk.does(&command).out.contains("counsel"), "{command}");
    }
    for command in ["log", "report"] {
        let told = desk.does(&format!("{command} {id} --with-privileged")).out;
        assert!(told.contains("(privileged) counsel says one"), "{told}");
    }
    let told = desk.does(&format!("report {id}")).out;
    assert!(told.contains("3 privileged entries were left out."), "{told}");
    let outside = desk.types(&format!("report {id} --with-privileged --audience regulator"));
    assert_eq!(outside.code, 2);
    assert!(outside.err.starts_with("error: what is privileged is not for the regulator\n"));
    let log = desk.does(&format!("log {id} --json")).json();
    let entries = log["entries"].as_array().unwrap();
    let hidden: Vec<_> = entries.iter().filter(|entry| entry["privileged"] == true).collect();
    assert_eq!(hidden.len(), 3, "that they are there is told");
    assert!(hidden.iter().all(|entry| entry["data"].is_null()));
}

#[test]
fn an_entry_is_marked_later_and_the_mark_is_lifted() {
    let world = World::new();
    let desk = world.desk("lgl");
    let id = desk.declares("--sev 1 'Gateway errors'");
    let entry = desk.does(&format!("note {id} 'the contract is weak' --json")).json();
    let entry = entry["entry"]["id"].as_str().unwrap()[..8].to_owned();
    desk.does(&format!("privilege {id} {entry} --reason 'advice of counsel'"));
    assert!(!desk.does(&format!("report {id}")).out.contains("contract"));
    desk.does(&format!("privilege {id} {entry} --lift --reason 'counsel agreed'"));
    assert!(desk.does(&format!("report {id}")).out.contains("the contract is weak"));
    let again = desk.types(&format!("privilege {id} {entry} --lift --reason x"));
    assert_eq!(again.code, 1, "{}", again.err);
}

#[test]
fn the_undoing_of_what_is_privileged_does_not_tell_it() {
    let world = World::new();
    let desk = world.desk("lgl");
    let id = desk.declares("--sev 1 'Gateway errors'");
    desk.does(&format!("note {id} 'counsel says' --privileged"));
    desk.does(&format!("undo {id}"));
    assert!(!desk.does(&format!("report {id}")).out.contains("counsel"));
    assert!(!desk.does(&format!("log {id} --json")).out.contains("counsel"));
}

#[test]
fn a_hold_keeps_what_is_redacted_until_it_is_lifted() {
    let world = World::new();
    let desk = world.desk("lgl");
    let id = desk.declares("--sev 1 'Gateway errors'");
    let entry = desk.does(&format!("note {id} 'number 555 0100' --json")).json();
    let entry = entry["entry"]["id"].as_str().unwrap()[..8].to_owned();
    desk.does(&format!("hold {} --reason 'a claim is expected'", short(&id)));
    let kept = |world: &World| fs::read_to_string(&world.logs()[0]).unwrap().contains("555 0100");
    let told = desk.types(&format!("redact {id} {entry} --reason 'personal data' --yes"));
    assert_eq!(told.code, 0);
    assert!(told.err.contains("a legal hold keeps it (set by lgl: a claim is expected)"));
    assert!(kept(&world) && !desk.does(&format!("log {id}")).out.contains("555 0100"));
    assert!(desk.does(&format!("report {id}")).out.contains("## Legal hold"));
    desk.does(&format!("hold {id} --lift --reason 'the claim was settled'"));
    assert!(!kept(&world), "what waited is removed now");
    assert!(!desk.does(&format!("report {id}")).out.contains("## Legal hold"));
}

#[test]
fn a_section_is_written_typed_read_or_edited() {
    let world = World::new();
    let desk = world.desk("ops4");
    let id = desk.declares("--sev 1 'Gateway errors'");
    desk.does(&format!("report {id} --write 'Root cause' 'a key without the account'"));
    let input = world.desk("ops4").reading("- one\n- two\n");
    input.does(&format!("report {id} --write lessons -"));
    let told = desk.does(&format!("report {id}")).out;
    assert!(told.contains("\n## Root cause\n\na key without the account\n"), "{told}");
    assert!(told.contains("\n## Lessons learned\n\n- one\n- two\n"), "{told}");
    let same = desk.types(&format!("report {id} --write root-cause 'a key without the account'"));
    assert_eq!(same.code, 1);
    let unknown = desk.types(&format!("report {id} --write colours blue"));
    assert_eq!(unknown.code, 1, "{}", unknown.err);
    assert!(unknown.err.contains("no section of the report is called `colours`"));
    let nobody = desk.types(&format!("report {id} --write impact"));
    assert_eq!(nobody.code, 2);
    assert!(nobody.err.contains("there is no text, and nobody to write one"), "{}", nobody.err);
}
