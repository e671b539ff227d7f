//! The response by the command line: what is answered, recorded, contained, submitted, called.

use super::world::{World, keys};
use serde_json::Value;

fn clock<'a>(seen: &'a Value, id: &str) -> &'a Value {
    let clocks = seen["clocks"].as_array().unwrap();
    clocks.iter().find(|clock| clock["clock"] == id).unwrap_or_else(|| panic!("no {id}"))
}

fn state(seen: &Value, id: &str) -> String {
    clock(seen, id)["state"].as_str().unwrap().to_owned()
}

#[test]
fn an_answer_arms_the_clocks_of_the_law_and_another_one_stops_them() {
    let world = World::new();
    let desk = world.desk("lgl");
    let id = desk.declares("--plan governance --sev 1 'Orders of others are shown'");
    assert_eq!(state(&desk.sees(&id), "gdpr-33"), "not_assessed");
    let asked = desk.does(&format!("classify {id} --json")).json();
    let questions = asked["questions"].as_array().unwrap();
    let personal = questions.iter().find(|row| row["question"] == "personal-data").unwrap();
    assert_eq!(personal["answer"], Value::Null, "{personal}");

    desk.does(&format!("classify {id} personal-data yes --reason 'names and orders'"));
    desk.does(&format!("classify {id} people-in-eu yes --reason 'tenants in the EU'"));
    desk.does(&format!("stamp {id} aware '1h ago'"));
    let seen = desk.sees(&id);
    let armed = clock(&seen, "gdpr-33");
    assert_eq!(
        (armed["state"].as_str(), armed["counts_from"].as_str()),
        (Some("running"), Some("aware"))
    );
    assert_eq!(armed["advice"], "no legal advice");
    desk.does(&format!("classify {id} personal-data no --reason 'test data only'"));
    let seen = desk.sees(&id);
    assert_eq!(state(&seen, "gdpr-33"), "not_applicable");
    let wrong = desk.types(&format!("classify {id} personal-data perhaps"));
    assert!(wrong.code != 0 && wrong.err.contains("yes"), "{wrong:?}");
}

#[test]
fn what_was_submitted_starts_the_next_stage_and_keeps_its_reference() {
    let world = World::new();
    let desk = world.desk("lgl");
    let id = desk.declares("--plan governance --sev 1 'Essential service fails'");
    desk.does(&format!(
        "classify {id} essential-or-important-entity yes --reason 'essential entity'"
    ));
    desk.does(&format!("stamp {id} aware '2h ago'"));
    assert_eq!(state(&desk.sees(&id), "nis2-early"), "running");
    let written = desk.does(&format!("submit {id} nis2-early --ref CSIRT-77 --json")).json();
    assert_eq!(written["entry"]["kind"], "submitted");
    let seen = desk.sees(&id);
    assert_eq!(state(&seen, "nis2-early"), "met");
    assert_eq!(clock(&seen, "nis2-early")["reference"], "CSIRT-77");
    assert_eq!(state(&seen, "nis2-final"), "armed");
    desk.does(&format!("submit {id} nis2-72h"));
    assert_eq!(state(&desk.sees(&id), "nis2-final"), "running");
}

#[test]
fn the_record_is_filled_field_by_field_and_says_how_complete_it_is() {
    let world = World::new();
    let desk = world.desk("mle2");
    let id = desk.declares("--plan governance --sev 2 'Scores shift'");
    let shown = desk.does(&format!("record {id} --json")).json();
    let fields = shown["fields"].as_array().unwrap_or_else(|| panic!("{shown}"));
    assert!(fields.len() >= 11, "{shown}");
    let filled = |shown: &Value| {
        let fields = shown["fields"].as_array().unwrap();
        fields.iter().filter(|field| !field["value"].is_null()).count()
    };
    let before = filled(&shown);
    let field = fields.iter().find(|field| field["value"].is_null()).unwrap()["field"].clone();
    let field = field.as_str().unwrap().to_owned();
    desk.does(&format!("record {id} {field} 'scorer 4.1'"));
    assert_eq!(filled(&desk.does(&format!("record {id} --json")).json()), before + 1);
    let wrong = desk.types(&format!("record {id} no-such-field x"));
    assert!(wrong.code != 0 && wrong.err.contains("try: one of"), "{wrong:?}");
}

#[test]
fn the_ledger_says_what_is_contained_and_lifting_asks_for_the_criteria() {
    let world = World::new();
    let desk = world.desk("ops4");
    let id = desk.declares("--plan eight-step --sev 1 'Refunds are doubled'");
    desk.does(&format!(
        "contain {id} pause 'the refund agent' --until 'evals pass' --evidence-copied yes"
    ));
    let ledger = || desk.does(&format!("contain {id} --json")).json();
    let first = ledger()["containments"][0].clone();
    assert_eq!(
        (&first["verb"], &first["what"]),
        (&"pause".into(), &"the refund agent".into()),
        "{first}"
    );
    assert_eq!(first["evidence_copied"], true, "{first}");
    desk.does(&format!("contain {id} --verified 1 --note 'no refund since'"));
    assert_ne!(ledger()["containments"][0]["verified_by"], Value::Null);
    let early = desk.types(&format!("lift {id} 1"));
    assert!(early.code != 0 && early.err.contains("evals pass"), "{early:?}");
    desk.does(&format!("lift {id} 1 --criteria-met"));
    assert_ne!(ledger()["containments"][0]["lifted_by"], Value::Null);
}

#[test]
fn a_clock_is_stopped_put_off_ruled_out_and_explained_with_a_reason_and_a_name() {
    let world = World::new();
    let desk = world.desk("ops4");
    let id = desk.declares("--plan standard --sev 1 'Wrong dosages' --at 2026-01-02T03:04Z");
    let clocks = desk.sees(&id)["clocks"].clone();
    let late = clocks.as_array().unwrap().iter().find(|clock| clock["state"] == "late").unwrap();
    let late = late["clock"].as_str().unwrap().to_owned();
    desk.does(&format!("clock {id} {late} --late-because 'nobody was paged'"));
    assert_eq!(clock(&desk.sees(&id), &late)["explained"], "nobody was paged");
    desk.does(&format!("snooze {id} {late} --minutes 20 --reason 'on it'"));
    assert_ne!(clock(&desk.sees(&id), &late)["snoozed_until"], Value::Null);
    let fresh = desk.declares("--plan standard --sev 1 'Wrong dosages again'");
    desk.does(&format!("pause {fresh} internal-update --reason 'vendor is down'"));
    let seen = desk.sees(&fresh);
    let paused = clock(&seen, "internal-update");
    assert_eq!(
        (&paused["state"], &paused["decided_by"], &paused["reason"]),
        (&"paused".into(), &"ops4".into(), &"vendor is down".into())
    );
    desk.does(&format!("resume {fresh} internal-update"));
    assert_eq!(state(&desk.sees(&fresh), "internal-update"), "running");
    desk.does(&format!("clock {id} {late} --applies-not --reason 'an exercise of the vendor'"));
    assert_eq!(state(&desk.sees(&id), &late), "not_applicable");
    desk.does(&format!("clock {id} {late} --applies --reason 'it was none'"));
    assert_eq!(state(&desk.sees(&id), &late), "late");
    let bare = desk.types(&format!("pause {fresh} internal-update"));
    assert_eq!((bare.code, bare.err.contains("--reason")), (2, true), "{bare:?}");
}

#[test]
fn a_seat_is_called_in_the_order_of_the_plan_and_an_authority_is_used_by_its_holder() {
    let world = World::new();
    let desk = world.desk("ops4");
    desk.does("plan new eight-step -o mine.toml");
    let text = std::fs::read_to_string(world.path("mine.toml")).unwrap();
    let with = "[[roles]]\ncontact = \"ops7\"\nbackup = \"m7\"\nid = \"commander\"";
    world.file("mine.toml", text.replacen("[[roles]]\nid = \"commander\"", with, 1));
    let id = desk.declares("--plan ./mine.toml --sev 1 'Agent deletes files'");
    let called = desk.does(&format!("page {id} commander --json")).json();
    assert_eq!(called["entry"]["data"]["person"], "ops7", "{called}");
    let next = desk.does(&format!("page {id} commander --json")).json();
    assert_eq!(next["entry"]["data"]["person"], "m7", "{next}");
    desk.does(&format!("assign {id} commander ops7"));
    let holder = world.desk("ops7");
    let used = holder.does(&format!("authority {id} commander halt 'agent stopped' --json")).json();
    assert_eq!(used["entry"]["kind"], "authority_used");
}

#[test]
fn a_level_is_proposed_from_the_impact_and_the_reason_is_kept() {
    let world = World::new();
    let desk = world.desk("ops4");
    let id = desk.declares("--plan standard --sev 3 'Bot insults customers'");
    let listed = desk.does(&format!("sev {id} --assess --json")).json();
    let dimensions = listed["dimensions"].as_array().unwrap_or_else(|| panic!("{listed}"));
    assert!(dimensions.len() >= 4, "{listed}");
    let first = dimensions[0]["id"].as_str().unwrap_or_else(|| panic!("{listed}")).to_owned();
    desk.does(&format!("sev {id} --assess {first}=1 --yes --reason 'harm is likely'"));
    let seen = desk.sees(&id);
    assert_eq!(seen["severity"], "SEV-1");
    assert!(!keys(&seen).is_empty() && !seen["assessed"].is_null(), "{}", seen["assessed"]);
}

#[test]
fn whoever_holds_the_next_role_in_line_is_called_and_a_role_that_nobody_holds_is_passed_over() {
    let world = World::new();
    let desk = world.desk("ops4");
    let id = desk.declares("--plan eight-step --sev 1 'Agent deletes files'");
    let nobody = desk.types(&format!("page {id} comms-lead"));
    assert_eq!((nobody.code, nobody.err.contains("name somebody")), (1, true), "{nobody:?}");
    desk.does(&format!("assign {id} commander ops7"));
    desk.does(&format!("assign {id} executive-sponsor cfo1"));
    let called = desk.does(&format!("page {id} comms-lead --json")).json();
    let called = called["entry"]["data"]["person"].as_str().unwrap().to_owned();
    assert!(["ops7", "cfo1"].contains(&called.as_str()), "{called}");
}
