//! What each operation of the table is: a block for each row of it.

use super::document::{Doc, Shapes, bytes, list, of, order, page, text};
use super::orders::Declaring;
use crate::register::Row;
use crate::store::Tombstone;
use crate::store::http::shapes::{
    AuthorsAnswer, Blank, Blanked, EvidenceAnswer, HeadsAnswer, Here, KeptFile, Meta,
    PresentAnswer, Purge, PurgedAnswer, Taken,
};
use crate::store::index::Summary;
use crate::wire::report::Report;
use crate::wire::{
    Clock, Earlier, Entered, FollowedUp, Incident, Messages, Planned, Record, Wording, metrics,
};
use serde_json::{Value, json};

const JSON: &str = "application/json";
const PLAIN: &str = "text/plain; charset=utf-8";
const MARKDOWN: &str = "text/markdown; charset=utf-8";
const FILE: &str = "application/octet-stream";
/// It is as it was: nothing is sent.
const KNOWN: (u16, &[(&str, super::document::Shape)]) = (304, &[]);
const LIMIT: (&str, &str) = ("limit", "how many, from 1 to 200; 50 where nothing is said");
const CURSOR: (&str, &str) = ("cursor", "the next_cursor of the page before");
const BEHIND: (&str, &str) = ("cursor", "behind which place; a place that was given before");
const ONE: (&str, &str) = ("incident", "of one incident");

/// An entry as the line that it is.
fn lines() -> Value {
    json!({ "type": "array", "items": { "type": "object" } })
}

fn object(properties: Value, required: &[&str]) -> Value {
    let (kind, required) = (json!("object"), json!(required));
    let fields = [("type", kind), ("properties", properties), ("required", required)];
    Value::Object(fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

fn checks(_: &mut Shapes) -> Value {
    let check = object(
        json!({ "name": { "type": "string" }, "ok": { "type": "boolean" } }),
        &["name", "ok"],
    );
    let checks =
        json!({ "ready": { "type": "boolean" }, "checks": { "type": "array", "items": check } });
    object(checks, &["ready", "checks"])
}

fn who(_: &mut Shapes) -> Value {
    let word = json!({ "type": "string" });
    object(json!({ "name": word, "role": word, "room": word }), &["name", "role", "room"])
}

fn tail_or_came(_: &mut Shapes) -> Value {
    let tail = json!({ "entries": lines(), "more": { "type": "boolean" }, "damaged": { "type": "integer" } });
    let came = json!({ "entries": lines(), "cursor": { "type": "string" }, "reset": { "type": "boolean" } });
    let tail = object(tail, &["entries", "more", "damaged"]);
    json!({ "oneOf": [tail, object(came, &["entries", "cursor", "reset"])] })
}

fn pushed(_: &mut Shapes) -> Value {
    let fields = json!({
        "incident": { "type": "string" },
        "replica": { "type": "string" },
        "entries": lines(),
        "branch": { "type": "boolean" },
    });
    object(fields, &["incident", "replica", "entries"])
}

fn taken_for() -> Value {
    let word = json!({ "type": "string" });
    object(json!({ "typed": word, "severity": word }), &["typed", "severity"])
}

fn declared(shapes: &mut Shapes) -> Value {
    let earlier = of::<Earlier>(shapes);
    let fields = json!({
        "id": { "type": "string" },
        "recurrence": { "type": "array", "items": earlier },
        "taken_for": taken_for(),
    });
    object(fields, &["id", "recurrence"])
}

fn done(shapes: &mut Shapes) -> Value {
    let (entry, wording) = (of::<Entered>(shapes), of::<Wording>(shapes));
    let fields = json!({
        "entry": entry,
        "briefing": { "type": ["string", "null"] },
        "wording": { "type": "array", "items": wording },
        "waits_for": { "type": "array", "items": { "type": "string" } },
        "taken_for": taken_for(),
    });
    object(fields, &["entry"])
}

fn plan(_: &mut Shapes) -> Value {
    object(json!({ "plan": { "type": "object" } }), &["plan"])
}

fn anything(_: &mut Shapes) -> Value {
    json!({ "type": "object" })
}

/// The blocks, in the order of the table.
pub const DOCS: &[Doc] = &[
    Doc {
        of: "GET /openapi.json",
        says: "this document",
        asks: &[],
        takes: None,
        gives: &[(200, &[(JSON, anything)]), KNOWN],
        fails: &[],
    },
    Doc {
        of: "GET /livez",
        says: "the process is there",
        asks: &[],
        takes: None,
        gives: &[(200, &[(PLAIN, text)])],
        fails: &[],
    },
    Doc {
        of: "GET /readyz",
        says: "the store can be reached",
        asks: &[("verbose", "says what was looked at")],
        takes: None,
        gives: &[(200, &[(PLAIN, text), (JSON, checks)]), (503, &[(JSON, checks), PROBLEM])],
        fails: &[503],
    },
    Doc {
        of: "GET /healthz",
        says: "the store can be reached",
        asks: &[("verbose", "says what was looked at")],
        takes: None,
        gives: &[(200, &[(PLAIN, text), (JSON, checks)]), (503, &[(JSON, checks), PROBLEM])],
        fails: &[503],
    },
    Doc {
        of: "GET /v1/meta",
        says: "what this server is",
        asks: &[],
        takes: None,
        gives: &[(200, &[(JSON, of::<Meta>)])],
        fails: &[],
    },
    Doc {
        of: "GET /v1/me",
        says: "whose token this is, and what it opens",
        asks: &[],
        takes: None,
        gives: &[(200, &[(JSON, who)])],
        fails: &[],
    },
    Doc {
        of: "GET /v1/heads",
        says: "the last entry of each log",
        asks: &[ONE],
        takes: None,
        gives: &[(200, &[(JSON, of::<HeadsAnswer>)]), KNOWN],
        fails: &[],
    },
    Doc {
        of: "GET /v1/entries",
        says: "one log from a number on, or what came behind a cursor",
        asks: &[
            ONE,
            ("replica", "whose log"),
            ("from", "from which number on"),
            BEHIND,
            ("limit", "how many, from 1 to 1000"),
            ("wait", "how long to wait for the first one: 25s"),
        ],
        takes: None,
        gives: &[(200, &[(JSON, tail_or_came)])],
        fails: &[],
    },
    Doc {
        of: "POST /v1/entries",
        says: "entries of one log, in order",
        asks: &[],
        takes: Some((JSON, pushed)),
        gives: &[(200, &[(JSON, of::<Taken>)])],
        fails: &[409, 410, 422],
    },
    Doc {
        of: "GET /v1/stream",
        says: "what comes, as it comes, as server-sent events: entry, presence, reset; Last-Event-ID goes on",
        asks: &[
            BEHIND,
            ("incident", "only what is about this one: any part of its id that no other has"),
        ],
        takes: None,
        gives: &[(200, &[("text/event-stream", text)])],
        fails: &[404, 409, 410],
    },
    Doc {
        of: "GET /v1/presence",
        says: "who is there, and looks at which incident",
        asks: &[],
        takes: None,
        gives: &[(200, &[(JSON, of::<PresentAnswer>)])],
        fails: &[],
    },
    Doc {
        of: "PUT /v1/presence",
        says: "somebody is there for a minute, and looks at an incident",
        asks: &[],
        takes: Some((JSON, of::<Here>)),
        gives: &[(200, &[(JSON, of::<PresentAnswer>)])],
        fails: &[],
    },
    Doc {
        of: "GET /v1/authors",
        says: "whose logs they are, and what was carried by others",
        asks: &[ONE],
        takes: None,
        gives: &[(200, &[(JSON, of::<AuthorsAnswer>)])],
        fails: &[],
    },
    Doc {
        of: "GET /v1/evidence",
        says: "which files are kept",
        asks: &[ONE],
        takes: None,
        gives: &[(200, &[(JSON, of::<EvidenceAnswer>)])],
        fails: &[],
    },
    Doc {
        of: "GET /v1/evidence/{sha256}",
        says: "the bytes of a file",
        asks: &[ONE],
        takes: None,
        gives: &[(200, &[(FILE, bytes)])],
        fails: &[404],
    },
    Doc {
        of: "PUT /v1/evidence/{sha256}",
        says: "a file is kept",
        asks: &[ONE],
        takes: Some((FILE, bytes)),
        gives: &[(200, &[(JSON, of::<KeptFile>)])],
        fails: &[404, 410, 422],
    },
    Doc {
        of: "POST /v1/blank",
        says: "contents of entries are removed for good",
        asks: &[],
        takes: Some((JSON, of::<Blank>)),
        gives: &[(200, &[(JSON, of::<Blanked>)])],
        fails: &[],
    },
    Doc {
        of: "GET /v1/purged",
        says: "what was purged",
        asks: &[],
        takes: None,
        gives: &[(200, &[(JSON, of::<PurgedAnswer>)])],
        fails: &[],
    },
    Doc {
        of: "POST /v1/purge",
        says: "an incident is deleted for good",
        asks: &[],
        takes: Some((JSON, of::<Purge>)),
        gives: &[(200, &[(JSON, of::<Tombstone>)])],
        fails: &[409, 410, 422],
    },
    Doc {
        of: "GET /v1/incidents",
        says: "those that go on, or all, or those that fit a query; the newest first",
        asks: &[
            ("q", "sev:1,2 category:bias open since:30d -word"),
            ("all", "true: also those that are over"),
            LIMIT,
            CURSOR,
        ],
        takes: None,
        gives: &[(200, &[(JSON, |shapes| page::<Summary>("incidents", shapes))]), KNOWN],
        fails: &[],
    },
    Doc {
        of: "POST /v1/incidents",
        says: "an incident is opened; an Idempotency-Key makes that happen once",
        asks: &[],
        takes: Some((JSON, of::<Declaring>)),
        gives: &[(201, &[(JSON, declared)])],
        fails: &[409, 422],
    },
    Doc {
        of: "GET /v1/incidents/{id}",
        says: "one incident with everything folded",
        asks: &[],
        takes: None,
        gives: &[(200, &[(JSON, of::<Incident>)]), KNOWN],
        fails: &[404, 409],
    },
    Doc {
        of: "GET /v1/incidents/{id}/timeline",
        says: "its entries, by when things happened",
        asks: &[LIMIT, CURSOR],
        takes: None,
        gives: &[(200, &[(JSON, |shapes| page::<Entered>("entries", shapes))]), KNOWN],
        fails: &[404, 409],
    },
    Doc {
        of: "GET /v1/incidents/{id}/clocks",
        says: "how each clock stands now, the worst first",
        asks: &[],
        takes: None,
        gives: &[(200, &[(JSON, |shapes| list::<Clock>("clocks", shapes))]), KNOWN],
        fails: &[404, 409],
    },
    Doc {
        of: "GET /v1/incidents/{id}/comms",
        says: "what must be said to whom, and what went out",
        asks: &[],
        takes: None,
        gives: &[(200, &[(JSON, of::<Messages>)]), KNOWN],
        fails: &[404, 409],
    },
    Doc {
        of: "GET /v1/incidents/{id}/record",
        says: "the record, and how complete it is",
        asks: &[],
        takes: None,
        gives: &[(200, &[(JSON, of::<Record>)]), KNOWN],
        fails: &[404, 409],
    },
    Doc {
        of: "GET /v1/incidents/{id}/report",
        says: "the post-incident report, without what is privileged",
        asks: &[("format", "json, md or html"), ("audience", "internal, public or regulator")],
        takes: None,
        gives: &[
            (200, &[(JSON, of::<Report>), (MARKDOWN, text), ("text/html; charset=utf-8", text)]),
            KNOWN,
        ],
        fails: &[404, 409],
    },
    Doc {
        of: "POST /v1/incidents/{id}/commands",
        says: "something is asked of an incident; an Idempotency-Key makes that happen once",
        asks: &[],
        takes: Some((JSON, order)),
        gives: &[(200, &[(JSON, done)])],
        fails: &[404, 409, 410, 422],
    },
    Doc {
        of: "GET /v1/plans",
        says: "the plans that can be chosen",
        asks: &[],
        takes: None,
        gives: &[(200, &[(JSON, |shapes| list::<Planned>("plans", shapes))]), KNOWN],
        fails: &[],
    },
    Doc {
        of: "GET /v1/plans/{plan}",
        says: "one plan with everything that it takes in",
        asks: &[],
        takes: None,
        gives: &[(200, &[(JSON, plan)]), KNOWN],
        fails: &[404, 409],
    },
    Doc {
        of: "GET /v1/register",
        says: "every incident in a row",
        asks: &[
            ("q", "as for incidents"),
            ("sort", "by which column; a dash before it turns the order round"),
            ("format", "json, csv or md"),
        ],
        takes: None,
        gives: &[
            (
                200,
                &[
                    (JSON, |shapes| list::<Row>("register", shapes)),
                    ("text/csv; charset=utf-8", text),
                    (MARKDOWN, text),
                ],
            ),
            KNOWN,
        ],
        fails: &[],
    },
    Doc {
        of: "GET /v1/metrics",
        says: "how long things took, whether clocks were met, what came again",
        asks: &[("since", "only incidents that were declared from then on")],
        takes: None,
        gives: &[(200, &[(JSON, of::<metrics::Metrics>)]), KNOWN],
        fails: &[],
    },
    Doc {
        of: "GET /v1/actions",
        says: "the work that follows all incidents, what is overdue first",
        asks: &[("q", "overdue owner:ops4 kind:prevention due:7d -word")],
        takes: None,
        gives: &[(200, &[(JSON, |shapes| list::<FollowedUp>("actions", shapes))]), KNOWN],
        fails: &[],
    },
];

const PROBLEM: (&str, super::document::Shape) =
    ("application/problem+json", of::<crate::store::http::shapes::Problem>);
