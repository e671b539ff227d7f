//! The severity by what the impact reaches, over the API: a proposal, and a person who says yes to it; and
//! refusals in the words of whoever asks there.

use super::super::keeping::desk::wait;
use super::desk::Served;
use super::writing::Caller;
use serde_json::{Value, json};
use warroom::incident::IncidentId;
use warroom::store::Store;

fn opened(ops4: &Caller) -> IncidentId {
    ops4.declares(&json!({ "title": "Wrong answers about refunds" }))
}

fn sev(mut order: Value) -> Value {
    order["command"] = "sev".into();
    order
}

/// The log, byte for byte.
fn lines(served: &Served, id: IncidentId) -> String {
    let entries = wait(served.folder().read_all(id)).unwrap().entries;
    entries.iter().map(|entry| entry.line().to_owned()).collect()
}

#[test]
fn the_level_that_an_assessment_comes_to_is_set_when_a_person_says_yes() {
    let served = Served::new();
    let ops4 = Caller::of(&served, "ops4");
    let id = opened(&ops4);
    let assess = json!({ "people": "2", "money-and-law": "SEV-3", "reach": "unknown" });
    let asked = ops4.tries(id, &sev(json!({ "assess": assess })));
    assert_eq!((asked.status, &*asked.code()), (422, "misfit"));
    let asked = asked.json();
    assert_eq!(asked["errors"][0]["pointer"], "/yes");
    assert_eq!(asked["remedy"], "send `yes`: true when SEV-2 is right, or a `level`");
    assert!(asked["detail"].as_str().unwrap().contains("SEV-2 is proposed (Harm to people: "));
    assert_eq!(ops4.shows(id)["severity"], Value::Null);

    let done = ops4.does(id, &sev(json!({ "assess": assess, "yes": true })));
    let proposal = &done["proposal"];
    assert_eq!((&proposal["level"], &proposal["set"]), (&"SEV-2".into(), &true.into()));
    assert_eq!(proposal["because"].as_array().unwrap().len(), 2);
    assert!(proposal["unknown"].as_array().unwrap().len() > 1, "{proposal}");
    assert_eq!(ops4.shows(id)["severity"], "SEV-2");
    assert!(
        lines(&served, id).contains(r#""assessed":{"money-and-law":"SEV-3","people":"SEV-2"}"#)
    );
}

#[test]
fn a_level_that_is_named_wins_and_what_was_assessed_is_kept_beside_it() {
    let served = Served::new();
    let ops4 = Caller::of(&served, "ops4");
    let id = opened(&ops4);
    let done = ops4.does(id, &sev(json!({ "level": "SEV-1", "assess": { "people": "SEV-3" } })));
    assert!(done.get("proposal").is_none());
    assert_eq!(ops4.shows(id)["severity"], "SEV-1");
    assert!(lines(&served, id).contains(r#""assessed":{"people":"SEV-3"}"#));
    let own = json!({ "assess": { "people": "SEV-2" }, "yes": true, "reason": "it was contained" });
    ops4.does(id, &sev(own));
    assert!(lines(&served, id).contains("it was contained"));
}

#[test]
fn what_cannot_be_assessed_is_named_with_what_would_be_right() {
    let served = Served::new();
    let ops4 = Caller::of(&served, "ops4");
    let id = opened(&ops4);
    for (order, pointer, says) in [
        (json!({}), "/command", "level"),
        (json!({ "yes": true }), "/command", "level"),
        (json!({ "assess": { "weather": "SEV-1" }, "yes": true }), "/assess", "one of: people, "),
        (json!({ "assess": { "people": "dire" }, "yes": true }), "/assess", "one of: SEV-1, "),
        (json!({ "assess": { "people": "unknown" }, "yes": true }), "/assess", "set the level"),
        (json!({ "assess": { "people": 1 } }), "/assess/people", "expected a string"),
    ] {
        let answer = ops4.tries(id, &sev(order.clone()));
        let told = answer.json();
        assert_eq!(
            (answer.status, &told["errors"][0]["pointer"]),
            (422, &pointer.into()),
            "{order}"
        );
        assert!(told["detail"].as_str().unwrap().contains(says), "{told}");
    }
    assert_eq!(lines(&served, id).matches(r#""kind":"severity_set""#).count(), 0);
}

#[test]
fn a_refusal_names_fields_and_paths_and_no_options() {
    let served = Served::new();
    let ops4 = Caller::of(&served, "ops4");
    let id = opened(&ops4);
    ops4.does(id, &json!({ "command": "resolve", "reason": "over" }));
    for (order, remedy) in [
        (
            json!({ "command": "close", "reason": "over" }),
            "add them with `action_add`, or say with `without_outputs` why there are none",
        ),
        (
            json!({ "command": "redact", "entry": "zzzz", "reason": "x" }),
            "`GET /v1/incidents/ID` and its `/timeline` list each entry",
        ),
        (
            json!({ "command": "comms_draft", "item": "public-sev-1", "template": "none" }),
            "one of: ",
        ),
    ] {
        let answer = ops4.tries(id, &order);
        let told = answer.json();
        assert_eq!(answer.status, 422, "{order}: {told}");
        assert!(told["remedy"].as_str().unwrap().starts_with(remedy), "{told}");
        assert!(told["detail"].as_str().unwrap().contains(remedy), "{told}");
    }
}
