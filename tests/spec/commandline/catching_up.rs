//! `catchup`: what is new since somebody last looked, and an incident in a page; remembered beside the store.

use super::world::{World, keys};
use serde_json::Value;

fn texts(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|line| line["text"].as_str().unwrap()).collect()
}

#[test]
fn the_second_look_tells_only_what_came_since_the_first() {
    let world = World::new();
    let (ops4, cs1) = (world.desk("ops4"), world.desk("cs1"));
    let id = ops4.declares("--sev 1 'Bot quotes orders'");
    ops4.does(&format!("assign {id} commander ops4"));
    ops4.does(&format!("decide {id} 'Bot off' --reason harm"));
    ops4.does(&format!("task {id} 'Call the vendor' --to cs1 --minutes 15"));
    let told = cs1.does(&format!("catchup {id}")).out;
    for line in [
        "You look for the first time",
        "What we know",
        "Last decisions",
        "Bot off; because harm",
        "Call the vendor (15 min left, has not said yes)",
        "Empty seats",
        "Due next",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
    assert!(cs1.does("catchup").out.contains("Nothing new since you last looked"));
    let kept = world.kept();
    ops4.does(&format!("note {id} 'rolled back in eu-west'"));
    let read = cs1.does(&format!("catchup {id} --json")).json();
    assert_eq!(keys(&read), ["briefs"]);
    let brief = &read["briefs"][0];
    assert_eq!(
        keys(brief),
        [
            "incident",
            "title",
            "last_looked",
            "changes",
            "more_changes",
            "known",
            "people",
            "empty_seats",
            "decisions",
            "tasks",
            "due",
            "actions"
        ]
    );
    assert_eq!(texts(&brief["changes"]), ["note: rolled back in eu-west"]);
    assert!(brief["last_looked"].is_string());
    assert_eq!(brief["people"][0]["who"], "ops4");
    assert_eq!(kept.len(), world.kept().len(), "looking writes nothing into the store");
    let other = ops4.does(&format!("catchup {id} --json")).json();
    assert_eq!(other["briefs"][0]["last_looked"], Value::Null, "each looks for themselves");
}

#[test]
fn without_an_incident_all_open_ones_are_told() {
    let world = World::new();
    let desk = world.desk("ops4");
    let calm = "no incident is open; there is nothing to catch up with\n";
    assert_eq!(desk.does("catchup").out, calm);
    assert_eq!(desk.does("catchup --json").out, "{\"briefs\":[]}\n");
    assert!(!world.store().exists(), "looking makes no store");
    desk.declares("--sev 2 'One'");
    desk.declares("--sev 3 'Two'");
    let over = desk.declares("--sev 1 'Three'");
    desk.does(&format!("resolve {over} --reason over"));
    let briefs = desk.does("catchup --json").json();
    assert_eq!(briefs["briefs"].as_array().unwrap().len(), 2);
    assert!(desk.does(&format!("catchup {over}")).out.contains("resolved"));
    assert_eq!(desk.types("catchup ZZZZ").code, 4);
}

#[test]
fn hundreds_of_entries_are_told_by_what_matters() {
    let world = World::new();
    let desk = world.desk("ops4");
    let id = desk.declares("--sev 2 'Noise'");
    desk.does(&format!("catchup {id}"));
    desk.does(&format!("sev {id} 1 --reason worse"));
    for at in 0..14 {
        desk.does(&format!("note {id} 'note {at}'"));
    }
    let brief = &desk.does(&format!("catchup {id} --json")).json()["briefs"][0];
    assert_eq!(brief["changes"].as_array().unwrap().len(), 12);
    assert_eq!(brief["more_changes"], 3);
    assert_eq!(*texts(&brief["changes"]).last().unwrap(), "severity: SEV-2 → SEV-1: worse");
}
