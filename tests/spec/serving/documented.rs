//! The document of the API: it says everything, nothing is taken out of it, and every answer is as it says.

use super::desk::{Answer, Served};
use jsonschema::Validator;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{LazyLock, Mutex};
use warroom::access::{MAIN, Role};
use warroom::server::{DOCS, TABLE, document, made};

/// The document as it is kept.
fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/openapi.json")
}

#[test]
fn every_operation_is_described_and_nothing_else_is() {
    let rows: BTreeSet<String> =
        TABLE.iter().map(|row| format!("{} {}", row.method, row.path)).collect();
    let described: BTreeSet<String> = DOCS.iter().map(|doc| doc.of.to_owned()).collect();
    assert_eq!(described, rows, "each row of the table has a block in src/server/documented.rs");
    assert_eq!(DOCS.len(), rows.len(), "each has one");
    let (document, twice) = made();
    assert_eq!(twice, [] as [&str; 0], "two types have one name; give one `#[schema(as = …)]`");
    for row in TABLE {
        let operation = &document["paths"][row.path][row.method.to_lowercase()];
        assert!(
            operation["responses"].as_object().is_some_and(|all| all.len() > 2),
            "{}",
            row.path
        );
    }
    let text = document.to_string();
    let named = text.split("#/components/schemas/").skip(1);
    for name in named.filter_map(|rest| rest.split('"').next()) {
        assert!(document["components"]["schemas"][name].is_object(), "`{name}` is nowhere");
    }
}

/// What stood in a document and does not any more: what a client may rely on.
fn removed(old: &Value, new: &Value, at: &str) -> Vec<String> {
    const WORDS: [&str; 3] = ["description", "summary", "title"];
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            let kept = old
                .iter()
                .filter(|(key, value)| !(WORDS.contains(&key.as_str()) && value.is_string()));
            let gone = kept.flat_map(|(key, value)| match new.get(key) {
                Some(now) => removed(value, now, &format!("{at}/{key}")),
                None => vec![format!("{at}/{key}")],
            });
            gone.collect()
        }
        (Value::Array(old), Value::Array(new)) => {
            let gone = old.iter().filter(|one| one.is_string() && !new.contains(one));
            gone.map(|one| format!("{at}: {one}")).collect()
        }
        _ => Vec::new(),
    }
}

#[test]
fn the_kept_document_is_the_one_that_is_served_and_nothing_is_taken_out_of_it() {
    let kept = std::fs::read_to_string(file()).unwrap_or_default();
    if kept != document() {
        let old: Value = serde_json::from_str(&kept).unwrap_or_default();
        let gone = removed(&old, &made().0, "");
        assert!(gone.is_empty(), "a client may rely on what is gone: {gone:#?}");
        if std::env::var_os("WARROOM_OPENAPI").is_some_and(|word| word == "accept") {
            return std::fs::write(file(), document()).unwrap();
        }
        panic!("assets/openapi.json is behind; accept it with WARROOM_OPENAPI=accept");
    }
    let served = Served::new();
    let answer = served.asks("GET", "/openapi.json", None, b"");
    assert_eq!((answer.status, answer.json()["openapi"].as_str()), (200, Some("3.1.0")));
}

#[test]
fn what_is_taken_out_of_the_document_is_found() {
    let (whole, _) = made();
    for (path, key) in [
        ("/paths", "/v1/me"),
        ("/paths/~1v1~1incidents/get/responses", "200"),
        ("/components/schemas/Summary/properties", "title"),
    ] {
        let mut less = whole.clone();
        less.pointer_mut(path).unwrap().as_object_mut().unwrap().shift_remove(key).unwrap();
        assert_eq!(removed(&whole, &less, "").len(), 1, "{path}/{key}");
        assert_eq!(removed(&less, &whole, "").len(), 0, "adding is no removal");
    }
}

#[test]
fn an_answer_that_the_document_does_not_know_is_found() {
    let answer = |status, body: Value| {
        let mut headers = reqwest::header::HeaderMap::new();
        headers.insert("content-type", "application/json".parse().unwrap());
        Answer { status, headers, body: body.to_string().into_bytes() }
    };
    let good = json!({ "name": "cs3", "role": "viewer", "room": "main" });
    assert_eq!(undocumented("GET", "/v1/me", &answer(200, good.clone())), None);
    let mut more = good.clone();
    more["colour"] = "red".into();
    let less = json!({ "name": "cs3", "role": "viewer" });
    for (status, body) in [(200, more), (200, less), (202, good)] {
        assert!(undocumented("GET", "/v1/me", &answer(status, body)).is_some());
    }
}

#[test]
fn every_command_that_writes_is_over_the_api_too() {
    // Opened and purged by operations of their own; a desk takes in files of its own machine, and syncs.
    const OTHERWISE: [&str; 4] = ["declare", "purge", "import", "replay"];
    const READS: [&str; 2] = ["actions", "register"];
    let commands = made().0["components"]["schemas"]["Command"]["oneOf"].clone();
    let name =
        |command: &Value| command["properties"]["command"]["const"].as_str().map(str::to_owned);
    let known: BTreeSet<String> = commands.as_array().unwrap().iter().filter_map(name).collect();
    let help = include_str!("../../golden/help.txt");
    let writes = help.split_once("\nIncident\n").unwrap().1.split_once("\nLooking\n").unwrap().0;
    let lines = writes.lines().filter_map(|line| line.strip_prefix("  ")?.split_once("  "));
    let names = lines.flat_map(|(names, _)| names.split(", "));
    let names: Vec<&str> = names.filter_map(|name| name.split(' ').next()).collect();
    assert!(names.len() > 35, "{names:?}");
    for name in names {
        let has = known.iter().any(|known| known == name || known.starts_with(&format!("{name}_")));
        let elsewhere = OTHERWISE.contains(&name) || READS.contains(&name);
        assert!(has != elsewhere, "{name}");
    }
}

#[test]
fn a_parameter_takes_what_the_document_says_and_nothing_else() {
    let served = Served::new();
    let token = served.token(Role::Admin, MAIN);
    let body = br#"{"title":"Wrong answers"}"#;
    let id = served.asks("POST", "/v1/incidents", Some(&token), body).json()["id"].clone();
    let id = id.as_str().unwrap();
    for row in TABLE.iter().filter(|row| row.method == "GET") {
        let parameters = &DOCUMENT["paths"][row.path]["get"]["parameters"];
        for parameter in parameters.as_array().unwrap().iter().filter(|it| it["in"] == "query") {
            let (name, schema) = (parameter["name"].as_str().unwrap(), &parameter["schema"]);
            let path = row.path.replace("{id}", id).replace("{sha256}", &"0".repeat(64));
            let asks = |value: &str| {
                let answer = served.gets(&format!("{path}?{name}={value}"), &token);
                answer.status == 400 && answer.code() == "bad_request"
            };
            let number = |key: &str| schema[key].as_i64();
            let (mut good, mut bad): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
            for word in schema["enum"].as_array().into_iter().flatten() {
                good.push(word.as_str().unwrap().to_owned());
                bad = vec!["x".to_owned(), String::new()];
            }
            if schema["type"] == "integer" && name != "from" {
                good.extend([number("minimum"), number("maximum")].map(|n| n.unwrap().to_string()));
                bad.extend(
                    [number("minimum").unwrap() - 1, number("maximum").unwrap() + 1]
                        .map(|n| n.to_string()),
                );
            }
            if schema["type"] == "boolean" {
                good.extend(["true", "false"].map(str::to_owned));
                bad.push("1".to_owned());
            }
            if schema["pattern"].is_string() {
                bad.extend(["x", "AI-261120-7Q2KXM0", "31s"].map(str::to_owned));
            }
            for value in good {
                assert!(!asks(&value), "{path}?{name}={value}");
            }
            for value in bad {
                assert!(asks(&value), "{path}?{name}={value}");
            }
        }
    }
}

/// What of an answer the document does not know.
pub fn undocumented(method: &str, path: &str, answer: &Answer) -> Option<String> {
    // To build a validator takes longer than to ask.
    static BUILT: Mutex<BTreeMap<String, Validator>> = Mutex::new(BTreeMap::new());
    let place = path.split('?').next().unwrap_or_default();
    let row = TABLE.iter().find(|row| row.method == method && is_at(row.path, place))?;
    let document = &*DOCUMENT;
    let operation = &document["paths"][row.path][row.method.to_lowercase()];
    let about = format!("{method} {} answered {}", row.path, answer.status);
    let Some(response) = operation["responses"].get(answer.status.to_string()) else {
        return Some(format!("{about}, which is in no document"));
    };
    let kind = answer.header("content-type");
    let Some(content) = response["content"].as_object() else {
        return (!answer.body.is_empty()).then(|| format!("{about} with a body"));
    };
    let Some(shape) = content.get(kind) else {
        return Some(format!("{about} with {kind:?}, which is in no document"));
    };
    if !kind.contains("json") {
        return None;
    }
    let body: Value = serde_json::from_slice(&answer.body).ok()?;
    let mut built = BUILT.lock().unwrap();
    let validator = built.entry(format!("{about} {kind}")).or_insert_with(|| {
        let schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "components": document["components"],
            "allOf": [shape["schema"]],
        });
        jsonschema::validator_for(&schema).unwrap()
    });
    let wrong: Vec<String> = validator
        .iter_errors(&body)
        .map(|error| format!("{} at {}", error, error.instance_path()))
        .collect();
    (!wrong.is_empty()).then(|| format!("{about}: {}", wrong.join("; ")))
}

/// The document, in which no object has keys that are not named, though clients ignore them.
static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    let (mut document, _) = made();
    let text = document.to_string();
    // What is a part of something else does not know its other parts.
    let parts = text.split(r##""allOf":[{"$ref":"#/components/schemas/"##).skip(1);
    let parts: BTreeSet<&str> = parts.filter_map(|rest| rest.split('"').next()).collect();
    let schemas = document["components"]["schemas"].as_object_mut().unwrap();
    for (name, schema) in schemas {
        strict(schema);
        if parts.contains(name.as_str()) {
            loosen(schema);
        }
    }
    strict(&mut document["paths"]);
    document
});

/// Lets an object, in each of its forms, have keys that are not named.
fn loosen(schema: &mut Value) {
    if let Some(fields) = schema.as_object_mut() {
        fields.shift_remove("unevaluatedProperties");
        let forms = fields.get_mut("oneOf").and_then(Value::as_array_mut);
        forms.into_iter().flatten().for_each(loosen);
    }
}

/// Whether a path is one of a row's.
fn is_at(row: &str, path: &str) -> bool {
    let (row, path): (Vec<&str>, Vec<&str>) = (row.split('/').collect(), path.split('/').collect());
    row.len() == path.len()
        && row.iter().zip(&path).all(|(row, path)| row.starts_with('{') || row == path)
}

/// Lets no object have keys that are not named.
fn strict(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            let parts = fields.get("allOf").is_some();
            let names = fields.get("properties").is_some_and(Value::is_object);
            for (key, inside) in fields.iter_mut() {
                // A part of something does not know the other parts.
                if key != "allOf" {
                    strict(inside);
                }
            }
            if (parts || names) && !fields.contains_key("additionalProperties") {
                fields.insert("unevaluatedProperties".to_owned(), Value::Bool(false));
            }
        }
        Value::Array(all) => all.iter_mut().for_each(strict),
        _ => {}
    }
}
