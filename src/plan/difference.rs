//! In what two plans differ, said by the names of things instead of by the lines of files.

use super::Plan;
use serde_json::Value;
use std::collections::BTreeMap;

/// A place at which two plans differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Where, by names: `clocks.contain-sev-1.due`.
    pub path: String,
    /// What the first plan says; nothing when it does not have this.
    pub one: Option<String>,
    /// What the second plan says; nothing when it does not have this.
    pub other: Option<String>,
}

/// Returns in what two plans differ: what the first one says, then what only the other says. Things with an id are compared with those
/// of the same id, wherever they stand; that a list stands in another order is a difference of the list.
pub fn differences(one: &Plan, other: &Plan) -> Vec<Difference> {
    let json = |plan: &Plan| {
        serde_json::to_value(plan).expect("a plan holds only strings, numbers and lists")
    };
    let mut found = Vec::new();
    compare("", Some(&json(one)), Some(&json(other)), &mut found);
    found
}

fn compare(path: &str, one: Option<&Value>, other: Option<&Value>, found: &mut Vec<Difference>) {
    if one == other {
        return;
    }
    let below =
        |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match (parts(one), parts(other)) {
        (Some(ours), Some(theirs)) if one.is_some() && other.is_some() => {
            let before = found.len();
            for (name, part) in &ours {
                compare(&below(name), Some(part), theirs.get(name).copied(), found);
            }
            for (name, part) in &theirs {
                if !ours.contains_key(name) {
                    compare(&below(name), None, Some(part), found);
                }
            }
            if found.len() == before {
                let order = |parts: Option<&Value>| Some(ids(parts?));
                found.push(Difference {
                    path: format!("{path} (order)"),
                    one: order(one),
                    other: order(other),
                });
            }
        }
        _ => found.push(Difference {
            path: path.to_owned(),
            one: one.map(words),
            other: other.map(words),
        }),
    }
}

/// What has names in a value: the fields of a table, the items of a list that all have ids.
fn parts(value: Option<&Value>) -> Option<BTreeMap<String, &Value>> {
    match value? {
        Value::Object(fields) => {
            Some(fields.iter().map(|(key, field)| (key.clone(), field)).collect())
        }
        Value::Array(items) => {
            let named = items.iter().map(|item| Some((item.get("id")?.as_str()?.to_owned(), item)));
            let named: Option<BTreeMap<_, _>> = named.collect();
            named.filter(|named| named.len() == items.len() && !named.is_empty())
        }
        _ => None,
    }
}

fn ids(list: &Value) -> String {
    let items = list.as_array().into_iter().flatten();
    items.filter_map(|item| item.get("id")?.as_str()).collect::<Vec<_>>().join(", ")
}

/// A value in words.
fn words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(words).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            if let Some(title) = fields.get("title").or_else(|| fields.get("text")) {
                return words(title);
            }
            let field = |(key, value): (&String, &Value)| format!("{key} {}", words(value));
            fields.iter().map(field).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Level, Role};

    fn said(one: &Plan, other: &Plan) -> Vec<String> {
        let say = |of: Option<String>| of.unwrap_or_else(|| "-".to_owned());
        let all = differences(one, other).into_iter();
        all.map(|found| format!("{}: {} | {}", found.path, say(found.one), say(found.other)))
            .collect()
    }

    fn plan() -> Plan {
        let level = |id: &str| Level { id: id.to_owned(), ..Level::default() };
        let role = Role { id: "scribe".to_owned(), duty: "Writes".to_owned(), ..Role::default() };
        Plan {
            id: "small".to_owned(),
            title: "Small plan".to_owned(),
            levels: vec![level("SEV-1"), level("SEV-2")],
            roles: vec![role],
            ..Plan::default()
        }
    }

    #[test]
    fn a_plan_does_not_differ_from_itself() {
        assert_eq!(said(&plan(), &plan()), Vec::<String>::new());
    }

    #[test]
    fn what_changed_is_named_by_ids_and_not_by_numbers() {
        let mut other = plan();
        other.levels.insert(
            0,
            Level { id: "SEV-0".to_owned(), title: "worst".to_owned(), ..Level::default() },
        );
        other.roles[0].duty = "Writes it all".to_owned();
        other.roles[0].backup = Some("ops4".to_owned());
        assert_eq!(
            said(&plan(), &other),
            [
                "levels.SEV-0: - | worst",
                "roles.scribe.duty: Writes | Writes it all",
                "roles.scribe.backup: - | ops4",
            ]
        );
    }

    #[test]
    fn another_order_is_a_difference() {
        let mut other = plan();
        other.levels.reverse();
        assert_eq!(said(&plan(), &other), ["levels (order): SEV-1, SEV-2 | SEV-2, SEV-1"]);
    }
}
