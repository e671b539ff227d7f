//! The document of the API, in the form of `OpenAPI` 3.1: made from the table of rights and from the types that are handed out.

use super::documented::DOCS;
use super::orders::Order;
use super::rights::{Row, TABLE, Who};
use crate::store::http::shapes;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::OnceLock;
use utoipa::ToSchema;

/// What an operation is, for people and programs.
pub struct Doc {
    /// Which one: `GET /v1/me`.
    pub of: &'static str,
    /// What it does.
    pub says: &'static str,
    /// What may stand behind the question mark, and what that means.
    pub asks: &'static [(&'static str, &'static str)],
    /// The body that it takes: its kind and its shape.
    pub takes: Option<(&'static str, Shape)>,
    /// What it answers when it did what it was asked: the status, and the body by its kind.
    pub gives: &'static [(u16, &'static [(&'static str, Shape)])],
    /// With which statuses it answers a problem, beside those of every operation.
    pub fails: &'static [u16],
}

/// The shape of a body; what it names is put beside it.
pub type Shape = fn(&mut Shapes) -> Value;

/// Shapes that have a name.
#[derive(Default)]
pub struct Shapes {
    named: BTreeMap<String, Value>,
    /// Names that two different shapes have.
    pub twice: Vec<String>,
}

impl Shapes {
    fn name(&mut self, name: String, shape: Value) {
        match self.named.get(&name) {
            Some(known) if *known != shape => self.twice.push(name),
            _ => _ = self.named.insert(name, shape),
        }
    }
}

/// The shape of a type.
pub fn of<T: ToSchema>(shapes: &mut Shapes) -> Value {
    let mut below = Vec::new();
    T::schemas(&mut below);
    below.push((T::name().into_owned(), T::schema()));
    for (name, shape) in below {
        shapes.name(name, json!(shape));
    }
    json!({ "$ref": format!("#/components/schemas/{}", T::name()) })
}

/// A list under a key.
pub fn list<T: ToSchema>(key: &str, shapes: &mut Shapes) -> Value {
    let items = of::<T>(shapes);
    json!({ "type": "object", "required": [key], "properties": { key: { "type": "array", "items": items } } })
}

/// A list under a key, in pages.
pub fn page<T: ToSchema>(key: &str, shapes: &mut Shapes) -> Value {
    let mut page = list::<T>(key, shapes);
    page["properties"]["next_cursor"] = json!({ "type": ["string", "null"] });
    page["required"] = json!([key, "next_cursor"]);
    page
}

/// A text.
pub fn text(_: &mut Shapes) -> Value {
    json!({ "type": "string" })
}

/// Bytes.
pub fn bytes(_: &mut Shapes) -> Value {
    json!({ "type": "string", "format": "binary" })
}

/// A command as it is sent: its name and its fields beside each other.
pub fn order(shapes: &mut Shapes) -> Value {
    _ = of::<Order>(shapes);
    let tagged = shapes.named.remove("Order").unwrap_or_default();
    let variants = tagged["oneOf"].as_array().cloned().unwrap_or_default();
    let variants = variants.into_iter().filter_map(|variant| {
        let (name, fields) = variant["properties"].as_object()?.iter().next()?;
        let mut fields = fields.clone();
        let mut required = fields["required"].as_array().cloned().unwrap_or_default();
        required.insert(0, "command".into());
        fields["required"] = Value::Array(required);
        fields["description"] = variant["description"].clone();
        fields["properties"]["command"] = json!({ "const": name });
        for name in ["happened_at", "said_by"] {
            fields["properties"][name] = json!({ "type": ["string", "null"] });
        }
        fields["additionalProperties"] = Value::Bool(false);
        Some(fields)
    });
    let command = json!({ "oneOf": variants.collect::<Vec<_>>() });
    shapes.name("Command".to_owned(), command);
    json!({ "$ref": "#/components/schemas/Command" })
}

/// With what every operation may fail.
const ALWAYS: [u16; 2] = [400, 500];
/// With what each that needs a token may fail too.
const WITH_TOKEN: [u16; 4] = [401, 403, 429, 503];
/// With what each that takes a body may fail too.
const WITH_BODY: [u16; 2] = [408, 413];
/// With which the same request may go well later.
const MAY_WAIT: [u16; 3] = [409, 429, 503];

fn operation(row: &Row, doc: &Doc, shapes: &mut Shapes) -> Value {
    let mut answers = Map::new();
    for (status, bodies) in doc.gives {
        let mut answer = json!({ "description": doc.says });
        for (kind, shape) in *bodies {
            answer["content"][*kind] = json!({ "schema": shape(shapes) });
        }
        answers.insert(status.to_string(), answer);
    }
    let problem = of::<shapes::Problem>(shapes);
    let with_token: &[u16] = if row.may == Who::Anyone { &[] } else { &WITH_TOKEN };
    let with_body: &[u16] = if row.method == "GET" { &[] } else { &WITH_BODY };
    let mut fails: Vec<u16> = [&ALWAYS, with_token, with_body, doc.fails].concat();
    fails.sort_unstable();
    for status in fails {
        let content = json!({ "application/problem+json": { "schema": problem } });
        let words = axum::http::StatusCode::from_u16(status).ok();
        let words = words.and_then(|status| status.canonical_reason()).unwrap_or_default();
        let answer = answers
            .entry(status.to_string())
            .or_insert_with(|| json!({ "description": words, "content": content }));
        if MAY_WAIT.contains(&status) {
            let what = "after how many seconds to come again, where waiting helps";
            answer["headers"]["Retry-After"] =
                json!({ "description": what, "schema": { "type": "integer" } });
        }
    }
    let in_path = row.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let in_path = in_path.map(|name| {
        json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })
    });
    let asked = doc.asks.iter().map(|(name, what)| {
        json!({ "name": name, "in": "query", "description": what, "schema": { "type": "string" } })
    });
    let mut operation = json!({
        "summary": doc.says,
        "description": format!("For {}.", row.may.words()),
        "parameters": in_path.chain(asked).collect::<Vec<_>>(),
        "responses": answers,
    });
    if row.may == Who::Anyone {
        operation["security"] = json!([]);
    }
    if let Some((kind, shape)) = doc.takes {
        let content = json!({ kind: { "schema": shape(shapes) } });
        operation["requestBody"] = json!({ "required": true, "content": content });
    }
    operation
}

/// The document, and the names that two shapes have: none, or two types need other names.
pub fn made() -> (Value, Vec<String>) {
    let mut shapes = Shapes::default();
    let mut paths = Map::new();
    for row in TABLE {
        let named = format!("{} {}", row.method, row.path);
        // What nobody has described yet is in the document all the same; a test asks for its description.
        let blank = Doc { of: "", says: "", asks: &[], takes: None, gives: &[], fails: &[] };
        let doc = DOCS.iter().find(|doc| doc.of == named).unwrap_or(&blank);
        let operation = operation(row, doc, &mut shapes);
        let path = paths.entry(row.path).or_insert_with(|| json!({}));
        path[row.method.to_lowercase()] = operation;
    }
    let document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "warroom",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Changes only add. Clients ignore keys that they do not know; the server refuses them.",
        },
        "security": [{ "token": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
            "schemas": shapes.named,
        },
    });
    (document, shapes.twice)
}

/// The document as it is served and kept: one spelling.
pub fn document() -> &'static str {
    static DOCUMENT: OnceLock<String> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        let text = serde_json::to_string_pretty(&made().0).unwrap_or_default();
        format!("{text}\n")
    })
}
