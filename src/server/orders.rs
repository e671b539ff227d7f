//! What can be asked of an incident over the API: the commands of the command line, with the names of its
//! options.

use super::problem::Problem;
use crate::incident::{Answer, Instead};
use crate::store::http::shapes::Fault;
use axum::http::StatusCode;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A command. It is sent as `{"command":"note","text":…}`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[rustfmt::skip]
pub enum Order {
    /// Write a note.
    Note { text: String, #[serde(default)] privileged: bool },
    /// Write down a decision.
    Decide { text: String, #[serde(default)] option: Vec<String>, by: Option<String>, reason: Option<String>,
        #[serde(default)] objection: Vec<String>, #[serde(default)] privileged: bool },
    /// Correct a declared fact.
    Set { field: String, value: Told },
    /// Tie the incident to something: one of the three.
    Link { duplicate_of: Option<String>, to: Option<String>, alert: Option<Alert> },
    /// Set the severity: a level, or the one that an assessment of the impact comes to, once a person has said `yes`
    /// to it. `assess` says what each dimension of the plan reaches: `{"people":"SEV-1","money":"unknown"}`.
    Sev { level: Option<String>, #[serde(default)] reason: String,
        #[serde(default)] assess: BTreeMap<String, String>, #[serde(default)] yes: bool },
    /// Go into a stage.
    Stage { stage: String },
    /// Record or correct a moment; now where no time is given.
    Stamp { name: String, time: Option<String>, note: Option<String> },
    /// Fill a field of the record.
    Record { field: String, value: String },
    /// Answer a question of the classification: `yes`, `no`, `unknown` or a number.
    Classify { question: String, answer: Answer, reason: Option<String> },
    /// Seat somebody.
    Assign { role: String, person: String },
    /// Empty a seat.
    Release { role: String },
    /// Offer a seat to somebody, with a briefing.
    Handover { role: String, to: String },
    /// Take a seat that was offered.
    Accept { role: String },
    /// Tick a checklist line.
    Tick { item: String },
    /// Open a checklist line again.
    Untick { item: String },
    /// Leave a checklist line or a clock out on purpose.
    Waive { item: String, reason: String },
    /// Add a line to a stage's checklist.
    Item { text: String, stage: Option<String> },
    /// Ask somebody to do something within some minutes.
    Task { text: String, to: String, minutes: u32 },
    /// Say yes to a task.
    Ack { task: String },
    /// Report a task as done.
    Done { task: String },
    /// Write a containment into the ledger, or say that one works.
    Contain { verb: Option<String>, what: Option<String>, until: Option<String>, evidence_copied: Option<bool>,
        verified: Option<String>, note: Option<String> },
    /// Take a containment back.
    Lift { which: String, #[serde(default)] criteria_met: bool, #[serde(default)] reason: String },
    /// Record that what a clock asks for went out.
    Submit { clock: String, #[serde(rename = "ref")] reference: Option<String> },
    /// Put the reminders of a clock off.
    Snooze { clock: String, minutes: u32, reason: String },
    /// Stop a clock.
    Pause { clock: String, reason: String },
    /// Let a clock go on that was stopped.
    Resume { clock: String },
    /// Say that a clock does not apply, that it applies again, or why it is late: one of the three.
    Clock { clock: String, #[serde(default)] applies_not: bool, #[serde(default)] applies: bool,
        late_because: Option<String>, reason: Option<String> },
    /// Call somebody for a seat.
    Page { role: String, name: Option<String>, note: Option<String> },
    /// Use an authority that the plan gives to a seat.
    Authority { role: String, authority: String, text: String },
    /// Write a message: a text, or the template with its fields.
    CommsDraft { item: String, template: Option<String>, #[serde(default)] field: BTreeMap<String, String>,
        subject: Option<String>, text: Option<String>, audience: Option<String>,
        #[serde(default)] unfinished: bool },
    /// Say yes to the exact words of a draft.
    CommsApprove { item: String, role: Option<String>, draft: Option<String> },
    /// Take an approval back.
    CommsWithdraw { item: String, role: Option<String>, reason: String },
    /// Say that a message went out: the draft, or another text.
    CommsSend { item: String, channel: String, #[serde(rename = "ref")] reference: Option<String>,
        audience: Option<String>, unapproved: Option<String>, clock: Option<String>, draft: Option<String>,
        subject: Option<String>, text: Option<String>, #[serde(default)] unfinished: bool },
    /// Say that another text went out in the place of one that was sent.
    CommsCorrect { which: String, subject: Option<String>, text: String, channel: Option<String>,
        #[serde(rename = "ref")] reference: Option<String>, reason: String },
    /// Say that a message is not needed.
    CommsWaive { item: String, reason: String },
    /// Register something preserved: where it is kept, or the sum of a file that was put to `/v1/evidence`.
    Evidence { #[serde(rename = "ref")] reference: Option<String>, sha256: Option<String>, name: Option<String>,
        #[serde(default)] privileged: bool },
    /// Write down work that follows: a fix, or a prevention and by what means.
    ActionAdd { text: String, owner: String, due: String, #[serde(default)] fix: bool,
        prevent: Option<crate::incident::Measure> },
    /// Change its words, its owner or its day.
    ActionChange { action: String, text: Option<String>, owner: Option<String>, due: Option<String> },
    /// Report it as done.
    ActionDone { action: String, note: Option<String> },
    /// Give it up.
    ActionDrop { action: String, reason: String },
    /// Take it up again.
    ActionReopen { action: String, reason: String },
    /// Say that the harm is over.
    Resolve { reason: String },
    /// Say that it is not.
    Reopen { reason: String },
    /// Say that the work is over.
    Close { reason: String, without_outputs: Option<String> },
    /// Undo an entry of one's own.
    Undo { entry: Option<String> },
    /// Remove an entry's content for good.
    Redact { entry: String, reason: String, #[schema(value_type = Option<Object>)] instead: Option<Instead> },
    /// Mark an entry as one for lawyers only, or as one for everybody.
    Privilege { entry: String, reason: String, #[serde(default)] lift: bool },
    /// Forbid that anything of the incident is destroyed, or allow it again.
    Hold { reason: String, #[serde(default)] lift: bool },
    /// Put another plan in force.
    PlanAdopt { plan: String, reason: String },
    /// Write a section of the report.
    Report { write: String, text: String },
}

/// The value of a fact.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(untagged)]
pub enum Told {
    /// Words; `yes` or `no` where it is one of the two.
    Words(String),
    /// Yes or no.
    Whether(bool),
    /// How many.
    Many(u64),
}

impl Told {
    /// The value as it is typed.
    pub fn typed(self) -> String {
        match self {
            Told::Words(words) => words,
            Told::Whether(yes) => if yes { "yes" } else { "no" }.to_owned(),
            Told::Many(many) => many.to_string(),
        }
    }
}

/// An alert.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Alert {
    /// Who raised it.
    pub source: String,
    /// What it is known by there.
    pub key: String,
}

/// When something happened and on whose word.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Circumstances {
    /// When it happened, where that is not now: `2026-11-20T14Z`, `10 min ago`.
    pub happened_at: Option<String>,
    /// Who said or did it.
    pub said_by: Option<String>,
}

/// An incident that is to be opened.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Declaring {
    /// What is wrong.
    pub title: String,
    /// How bad it is.
    #[serde(default)]
    pub sev: Option<String>,
    /// The kind of incident.
    #[serde(default)]
    pub category: Option<String>,
    /// The plan; the server's own where none is named.
    #[serde(default)]
    pub plan: Option<String>,
    /// Whether nobody was harmed this time.
    #[serde(default)]
    pub near_miss: bool,
    /// How it was noticed.
    #[serde(default)]
    pub detected_by: Option<String>,
    /// How many people it touched.
    #[serde(default)]
    pub users_affected: Option<u64>,
    /// The system that failed.
    #[serde(default)]
    pub system: Option<String>,
}

/// Reads an object, without the circumstances that stand beside what it asks.
pub fn object(body: &[u8]) -> Result<(Map<String, Value>, Circumstances), Problem> {
    let value: Value =
        serde_json::from_slice(body).map_err(|error| Problem::bad("body", error.to_string()))?;
    let Value::Object(mut fields) = value else {
        return Err(Problem::bad("body", "it is no JSON object"));
    };
    let mut beside = Map::new();
    for name in ["happened_at", "said_by"] {
        beside.extend(fields.shift_remove_entry(name));
    }
    Ok((fields, read(Value::Object(beside))?))
}

/// Reads the command that an object names.
pub fn order(mut fields: Map<String, Value>) -> Result<Order, Problem> {
    let command = match fields.shift_remove("command") {
        Some(Value::String(command)) => command,
        Some(_) => return Err(unprocessable("/command", "it is no text")),
        None => return Err(unprocessable("/command", "it is missing")),
    };
    let tagged = Map::from_iter([(command.clone(), Value::Object(fields))]);
    read(Value::Object(tagged)).map_err(|mut problem: Problem| {
        // The command is no place in what was sent.
        for fault in &mut problem.errors {
            let inside = fault.pointer.strip_prefix(&format!("/{command}")).map(str::to_owned);
            fault.pointer = match inside {
                Some(inside)
                    if fault.detail.starts_with("unknown variant") || inside.is_empty() =>
                {
                    "/command".to_owned()
                }
                Some(inside) => inside,
                None => "/command".to_owned(),
            };
            problem.detail = format!("{}: {}", fault.pointer, fault.detail);
        }
        problem
    })
}

/// Reads a value; what is wrong with it is named by its place.
pub fn read<T: DeserializeOwned>(value: Value) -> Result<T, Problem> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let mut pointer = String::new();
        for part in error.path() {
            use serde_path_to_error::Segment;
            match part {
                Segment::Seq { index } => pointer.extend(["/", &index.to_string()]),
                Segment::Map { key } | Segment::Enum { variant: key } => {
                    pointer.push('/');
                    pointer.push_str(&escaped(key));
                }
                Segment::Unknown => {}
            }
        }
        let detail = error.inner().to_string();
        // A field that is missing or means nothing is named in the words alone.
        let mut about = ["missing field `", "unknown field `"].iter();
        let named = about.find_map(|words| detail.strip_prefix(words)?.split('`').next());
        if let Some(name) = named {
            let last = format!("/{}", escaped(name));
            if !pointer.ends_with(&last) {
                pointer.push_str(&last);
            }
        }
        unprocessable(&pointer, &detail)
    })
}

fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// Something in a body that was read means nothing here.
pub fn unprocessable(pointer: &str, detail: &str) -> Problem {
    let fault = Fault { pointer: pointer.to_owned(), detail: detail.to_owned() };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let said = format!("{pointer}: {detail}");
    let title = "the request cannot be understood";
    Problem { errors: vec![fault], ..Problem::new(status, "bad_request", title, said) }
}
