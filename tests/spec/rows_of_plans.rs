//! Every fact that the plans are built from, each with the key of the plan that holds it.
//!
//! The tables lie in `rows/`, one line for a fact: what it says, the key, and what must stand there.
//!
//! ```text
//! a specialist within 30 minutes | clocks[specialist].due | amount=30 + unit=minutes
//! ```
//!
//! A key goes by ids, `#` lists the ids, and `absent` means that nothing may stand there.

use regex::RegexBuilder;
use serde_json::Value;
use warroom::catalog;
use warroom::plan::{LARGEST_PLAN, Plan};

const TABLES: [(&str, &str, usize); 7] = [
    ("register", include_str!("rows/register.txt"), 30),
    ("first-hour", include_str!("rows/first-hour.txt"), 50),
    ("eight-step", include_str!("rows/eight-step.txt"), 70),
    ("governance", include_str!("rows/governance.txt"), 60),
    ("rhythm", include_str!("rows/rhythm.txt"), 50),
    ("standard", include_str!("rows/standard.txt"), 60),
    ("law", include_str!("rows/law.txt"), 60),
];

const PLANS: [&str; 6] =
    ["register", "first-hour", "eight-step", "governance", "rhythm", "standard"];

fn plan(id: &str) -> std::sync::Arc<Plan> {
    catalog::built_in(id).unwrap_or_else(|| panic!("no plan {id}"))
}

/// The value at a key such as `levels[SEV-1].aliases` or `clocks[specialist].due[0].unit`.
fn at_key(plan: &Value, key: &str) -> Option<Value> {
    let (key, wants_ids) = key.strip_suffix('#').map_or((key, false), |key| (key, true));
    let mut value = plan;
    let mut rest = key;
    while !rest.is_empty() {
        if let Some(more) = rest.strip_prefix('[') {
            let (which, more) = more.split_once(']').expect("a bracket is closed");
            let items = value.as_array()?;
            value = match which.parse::<usize>() {
                Ok(index) => items.get(index)?,
                Err(_) => items.iter().find(|item| item["id"] == which)?,
            };
            rest = more;
        } else {
            let name = rest.trim_start_matches('.');
            let end = name.find(['.', '[']).unwrap_or(name.len());
            value = value.get(&name[..end])?;
            rest = &name[end..];
        }
    }
    if !wants_ids {
        return Some(value.clone());
    }
    let ids = value.as_array()?.iter().map(|item| item["id"].as_str().unwrap_or("?"));
    Some(Value::String(ids.collect::<Vec<_>>().join(", ")))
}

/// A value as one text: lists by blanks, tables as `key=value`.
fn words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(words).collect::<Vec<_>>().join(" "),
        Value::Object(fields) => {
            let pairs = fields.iter().map(|(key, value)| format!("{key}={}", words(value)));
            pairs.collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    }
}

/// What of a row does not hold in a plan.
fn faults(plan: &Value, row: &str) -> Option<String> {
    let columns: Vec<&str> = row.split(" | ").collect();
    let [says, key, expected] = columns[..] else { return Some(format!("three columns: {row}")) };
    let found = at_key(plan, key).map(|value| words(&value));
    let holds = match (&found, expected) {
        (None, expected) => expected == "absent",
        (Some(_), "absent") => false,
        (Some(found), expected) => expected.split(" + ").all(|part| found.contains(part)),
    };
    (!holds).then(|| format!("{says}\n   {key}: {found:?}\n   expected: {expected}"))
}

fn rows(table: &str) -> impl Iterator<Item = &str> {
    table.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
}

#[test]
fn every_fact_of_a_source_stands_under_its_key() {
    let mut wrong = Vec::new();
    for (name, table, least) in TABLES {
        let plans = if name == "law" { &PLANS[..] } else { &[name][..] };
        for id in plans {
            let plan = serde_json::to_value(&*plan(id)).expect("a plan is JSON");
            let found = rows(table).filter_map(|row| faults(&plan, row));
            wrong.extend(found.map(|fault| format!("{id}: {fault}")));
        }
        assert!(rows(table).count() >= least, "{name} has {} rows", rows(table).count());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_row_that_does_not_hold_is_found() {
    let plan = serde_json::to_value(&*plan("register")).expect("a plan is JSON");
    for row in [
        "too soon | clocks[specialist].due | amount=20",
        "no such clock | clocks[never].due | amount=30",
        "nothing there | clocks[specialist].due | absent",
        "a part is wrong | clocks[specialist].levels | SEV-0 + SEV-3",
        "two columns | clocks[specialist]",
    ] {
        assert!(faults(&plan, row).is_some(), "{row}");
    }
    assert_eq!(faults(&plan, "so it is | clocks[specialist].due | amount=30 + unit=minutes"), None);
}

#[test]
fn levels_are_understood_in_every_spelling_that_people_use() {
    let worst_is_one = [
        ("SEV-0", "SEV-1"),
        ("P0", "SEV-1"),
        ("p1", "SEV-1"),
        ("1", "SEV-1"),
        ("sev 2", "SEV-2"),
        ("P2", "SEV-2"),
        ("p3", "SEV-3"),
        ("SEV4", "SEV-4"),
        ("P4", "SEV-4"),
        ("critical", "SEV-1"),
    ];
    let worst_is_zero = [
        ("SEV-0", "SEV-0"),
        ("P0", "SEV-0"),
        ("0", "SEV-0"),
        ("1", "SEV-1"),
        ("p1", "SEV-1"),
        ("P2", "SEV-2"),
        ("sev_3", "SEV-3"),
        ("P4", "SEV-3"),
        ("SEV-4", "SEV-3"),
    ];
    for id in PLANS {
        let plan = plan(id);
        let spelled = if id == "register" { &worst_is_zero[..] } else { &worst_is_one[..] };
        for (typed, level) in spelled {
            let found = plan.nearest_level(typed).map(|found| found.id.as_str());
            assert_eq!(found, Some(*level), "{id}: {typed}");
        }
        for nonsense in ["P5", "SEV-7", "bad", ""] {
            assert!(plan.nearest_level(nonsense).is_none(), "{id}: {nonsense:?}");
        }
    }
}

#[test]
fn categories_are_understood_in_every_spelling_that_people_use() {
    for (id, typed, category) in [
        ("register", "Bias incident", "bias"),
        ("register", "HALLUCINATION", "hallucination-harm"),
        ("register", "data incident", "data-incident"),
        ("first-hour", "harmful output going public", "harmful-output"),
        ("first-hour", "Quality regression", "model-degradation"),
        ("first-hour", "data leakage via model output", "data-leak"),
        ("eight-step", "hallucination harm", "hallucination-harm"),
        ("eight-step", "Vendor_outage", "vendor-outage"),
        ("governance", "autonomous-agent malfunction", "unsafe-action"),
        ("governance", "model drift", "model-degradation"),
        ("governance", "biased outputs", "bias"),
        ("rhythm", "tool abuse", "prompt-injection"),
        ("rhythm", "vendor deprecation", "vendor-outage"),
        ("standard", "prompt injection", "prompt-injection"),
        ("standard", "Safety Violation", "safety-violation"),
    ] {
        let plan = plan(id);
        let found = plan.category(typed).map(|found| found.id.as_str());
        assert_eq!(found, Some(category), "{id}: {typed}");
    }
}

#[test]
fn a_rule_of_wording_finds_what_harms_and_spares_what_does_not_in_every_plan() {
    let finds = [
        ("hallucinated", "We are sorry that the model hallucinated a discount."),
        ("hallucinated", "HALLUCINATIONS are known to happen."),
        ("jargon", "The LLM was rolled back."),
        ("jargon", "This was a SEV-1."),
        ("blame", "It was human error."),
        ("promise-without-time", "A fix comes soon."),
        ("unknown-next-update", "Stay tuned!"),
    ];
    let spares = [
        "Our AI gave wrong information about discounts, and we are correcting it.",
        "Our AI gave wrong information about discounts, and it has been corrected.",
        "We switched the feature off at 14:10 and say more at 15:00 UTC, here.",
        "If you followed the advice, please write to support.",
    ];
    for id in PLANS {
        let plan = plan(id);
        let is_found = |rule: &warroom::plan::WordingRule, sentence: &str| {
            let pattern = RegexBuilder::new(&rule.pattern).case_insensitive(true).build();
            pattern.expect("a good pattern").is_match(sentence)
        };
        for (rule, sentence) in finds {
            let rule = plan.wording.iter().find(|known| known.id == rule);
            assert!(rule.is_some_and(|rule| is_found(rule, sentence)), "{id}: {sentence}");
        }
        for rule in &plan.wording {
            for sentence in spares {
                assert!(!is_found(rule, sentence), "{id}: {} finds {sentence:?}", rule.id);
            }
        }
    }
}

#[test]
fn an_incident_keeps_its_plan_in_far_less_than_an_entry_may_hold() {
    for id in PLANS {
        let size = plan(id).to_pinned().0.len();
        assert!(size <= 100 * 1024, "{id} takes {size} bytes");
    }
    const { assert!(LARGEST_PLAN < 256 * 1024, "an entry holds so many bytes") };
}
