//! What a store and the client of its server say to each other: `/v1/heads`, `/v1/entries`, `/v1/evidence`.
//!
//! Entries travel as the lines that they are: the bytes between two commas are the bytes in the log.

use crate::incident::{Entry, EntryId, IncidentId, LogId, ReplicaId, Seq};
use crate::store::{Head, Heads, Last, Tombstone};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::BTreeSet;

/// The last entry of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
#[schema(as = replicas::LogHead)]
pub struct LogHead {
    pub incident: IncidentId,
    pub replica: ReplicaId,
    pub seq: Seq,
    pub id: EntryId,
}

/// The heads of logs as a list.
pub fn heads(heads: &Heads) -> Vec<LogHead> {
    let head = |(log, head): &(LogId, Head)| LogHead {
        incident: log.incident,
        replica: log.replica,
        seq: head.seq,
        id: head.id,
    };
    heads.iter().map(head).collect()
}

impl From<LogHead> for (LogId, Head) {
    fn from(head: LogHead) -> (LogId, Head) {
        let log = LogId { incident: head.incident, replica: head.replica };
        (log, Head { seq: head.seq, id: head.id })
    }
}

/// The answer to `GET /v1/heads`.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HeadsAnswer {
    /// The last entries of logs; several of a log that has split.
    pub heads: Vec<LogHead>,
}

/// The answer to `GET /v1/entries?incident=…&replica=…&from=…`.
#[derive(Debug, Serialize, Deserialize)]
pub struct Tail<'a> {
    /// Entries of one log, in the order of their numbers.
    #[serde(borrow)]
    pub entries: Vec<&'a RawValue>,
    /// Whether there are more behind them.
    pub more: bool,
    /// How many lines of the incident are damaged.
    pub damaged: usize,
}

/// The answer to `GET /v1/entries?cursor=…`.
#[derive(Debug, Serialize, Deserialize)]
pub struct Came<'a> {
    /// Entries in the order in which they came; none when nothing more has come.
    #[serde(borrow)]
    pub entries: Vec<&'a RawValue>,
    /// The place behind them.
    pub cursor: String,
    /// Whether the cursor that was given means nothing here: then compare the heads.
    pub reset: bool,
}

/// What is sent to `POST /v1/entries`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pushed<'a> {
    /// The incident.
    pub incident: IncidentId,
    /// Whose log it is.
    pub replica: ReplicaId,
    /// Entries of that log, in order.
    #[serde(borrow)]
    pub entries: Vec<&'a RawValue>,
    /// Whether they are kept beside the log, because they contradict it.
    #[serde(default)]
    pub branch: bool,
}

/// The end of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct End {
    /// The number of the last entry.
    pub seq: Seq,
    /// Its id.
    pub id: EntryId,
}

impl From<Head> for End {
    fn from(head: Head) -> End {
        End { seq: head.seq, id: head.id }
    }
}

impl From<End> for Head {
    fn from(end: End) -> Head {
        Head { seq: end.seq, id: end.id }
    }
}

/// The answer to `POST /v1/entries`.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Taken {
    /// Where the log ends now.
    pub head: End,
}

/// The answer to `GET /v1/evidence`.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EvidenceAnswer {
    /// The files that are kept.
    pub evidence: Vec<KeptFile>,
}

/// A file that is kept with an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct KeptFile {
    /// The incident.
    pub incident: IncidentId,
    /// The sum of its bytes.
    pub sha256: EntryId,
}

/// What is sent to `POST /v1/blank`.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Blank {
    /// The incident.
    pub incident: IncidentId,
    /// Whose log it is.
    pub replica: ReplicaId,
    /// The entries that lose their content.
    pub entries: Vec<EntryId>,
}

/// The answer to `POST /v1/blank`.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Blanked {
    /// How many lost their content now.
    pub blanked: usize,
}

/// The answer to `GET /v1/authors`.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AuthorsAnswer {
    /// Whose logs they are.
    pub authors: Vec<LogAuthor>,
}

/// Whose a log is: confirmed as its owner's, up to where somebody else carried it on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LogAuthor {
    /// The incident.
    pub incident: IncidentId,
    /// Whose log.
    pub replica: ReplicaId,
    /// Who pushed it as their own; nobody yet, where it was only carried.
    pub owner: Option<String>,
    /// Who carried entries whose author is not confirmed.
    pub carried_by: Option<String>,
    /// From which number on.
    pub carried_from: Option<Seq>,
}

/// What is sent to `POST /v1/purge`. What was purged elsewhere comes with what its tombstone says.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Purge {
    /// The incident.
    pub incident: IncidentId,
    /// Why.
    pub reason: String,
    /// Who purged it first; whoever asks, where nobody is named.
    #[serde(default)]
    pub by: Option<String>,
    /// When; now, where it is not said.
    #[serde(default)]
    pub at: Option<DateTime<Utc>>,
    /// Where its logs ended there.
    #[serde(default)]
    pub heads: BTreeSet<Last>,
}

/// The answer to `GET /v1/purged`.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PurgedAnswer {
    /// What was purged, in the order of the ids.
    pub purged: Vec<Tombstone>,
}

/// The answer to `GET /v1/meta`.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Meta {
    /// The version of the program.
    pub version: String,
    /// The formats of entries that it takes.
    pub formats: Vec<u32>,
    /// What it can do beyond this.
    pub features: Vec<String>,
    /// `real` or `exercise`.
    pub kind: String,
    /// What time it is there.
    pub now: String,
}

/// The answer to `GET /v1/me`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// Whose token it is.
    pub name: String,
    /// What it may do.
    pub role: String,
    /// Which room it opens.
    pub room: String,
}

/// What is sent to `PUT /v1/presence`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Here {
    /// The incident that is looked at, if one is.
    pub incident: Option<IncidentId>,
}

/// Somebody who is there.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
pub struct Present {
    /// Whose token it is.
    pub name: String,
    /// The incident that they look at, if they look at one.
    pub incident: Option<IncidentId>,
}

/// The answer to `GET` and `PUT /v1/presence`, and what a stream tells when it changes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PresentAnswer {
    /// Who is there, by their names.
    pub present: Vec<Present>,
}

/// What went wrong, as RFC 9457 asks.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Problem {
    /// What kind of problem it is.
    #[serde(rename = "type")]
    pub kind: String,
    /// The same in words.
    pub title: String,
    /// The status of the answer.
    pub status: u16,
    /// What exactly is wrong, and what can be done.
    pub detail: String,
    /// Where it happened.
    pub instance: String,
    /// What kind of problem it is, for programs.
    pub code: String,
    /// What to ask the keeper of the server about.
    pub request_id: String,
    /// What is wrong with what was sent.
    #[serde(default)]
    pub errors: Vec<Fault>,
    /// Where the log ends, when entries do not begin there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<End>,
    /// Which number of the log is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<Seq>,
    /// Which incidents may be meant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<IncidentId>,
    /// What would be allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
}

/// Something that is wrong with what was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Fault {
    /// Where: a JSON pointer, or the name of a parameter.
    pub pointer: String,
    /// What.
    pub detail: String,
}

/// The lines of entries as they travel.
pub fn lines(entries: &[Entry]) -> Vec<&RawValue> {
    entries.iter().map(line).collect()
}

fn line(entry: &Entry) -> &RawValue {
    serde_json::from_str(entry.line()).expect("an entry is a line of JSON")
}
