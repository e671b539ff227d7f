//! The entry: one line of a log, format 1, kept byte for byte as it was written.
//!
//! ```text
//! {"v":1,"incident":…,"replica":…,"seq":…,"hlc":…,"at":…,"by":…,"kind":…,"hash":…,"prev":…,"id":…,"data":…}
//!  └─────────────────────── covered by id ───────────────────────────────┘             └ covered by hash
//! ```
//!
//! `hash` is the SHA-256 of the bytes of `data`, `id` of the bytes before `,"id"`, `prev` is the `id` of
//! the line before. So a log is a chain, and content can be removed from it without breaking it.

use super::canon;
use super::event::{Event, Fact};
use super::hlc::Hlc;
use super::id::{EntryId, LogId};
use crate::plan::Pinned;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

/// The longest line, in bytes, without the newline.
pub const LONGEST_LINE: usize = 256 * 1024;

/// The number of an entry in its log, from 1.
pub type Seq = u64;

/// An event with author, place, time and predecessor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The log that it stands in.
    pub log: LogId,
    /// Its number in that log.
    pub seq: Seq,
    /// Its place in the order of the incident.
    pub hlc: Hlc,
    /// The writer's wall clock.
    pub at: DateTime<Utc>,
    /// Who wrote it.
    pub by: String,
    /// The kind of event, also when this version does not know it.
    pub kind: String,
    /// The sum of the content.
    pub hash: EntryId,
    /// The entry before it in the log, or the log's beginning.
    pub prev: EntryId,
    /// Its own name.
    pub id: EntryId,
    line: Box<str>,
    data_at: usize,
}

/// Why a line is no entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// Longer than any entry may be.
    #[error("the line has {0} bytes; an entry has at most {LONGEST_LINE}")]
    TooLong(usize),
    /// Bytes that are not text.
    #[error("the line is not UTF-8")]
    NotUtf8,
    /// Written by a version that is not known here.
    #[error("the line has format {0}, which a newer version of warroom wrote; upgrade to read it")]
    Newer(u64),
    /// Not spelled as format 1 asks, byte for byte.
    #[error("{0}")]
    NotCanonical(String),
    /// The content is not what was written.
    #[error("the content does not match its hash: it was changed after it was written")]
    WrongHash,
    /// The head is not what was written.
    #[error("the line does not match its id: it was changed after it was written")]
    WrongId,
    /// An event of a newer version, or one without its content: only its own line can say it.
    #[error("an event that is not known here cannot be written")]
    Unsayable,
}

/// Where a new entry goes, and who writes it when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place<'a> {
    /// The log.
    pub log: LogId,
    /// The number that the entry gets.
    pub seq: Seq,
    /// Its place in the order.
    pub hlc: Hlc,
    /// The wall clock.
    pub at: DateTime<Utc>,
    /// The writer.
    pub by: &'a str,
    /// The entry before it.
    pub prev: EntryId,
}

impl LogId {
    /// What the first entry of the log names as its predecessor.
    pub fn beginning(&self) -> EntryId {
        EntryId::of(self.to_string().as_bytes())
    }
}

impl Entry {
    /// Writes a fact as an entry. `salt` keeps a short text from being guessed from its hash.
    ///
    /// What was written is read back at once: a line that no reader would take is not written.
    pub fn write(place: &Place<'_>, fact: &Fact, salt: [u8; 16]) -> Result<Entry, LineError> {
        let (kind, data) = data_of(fact, salt)?;
        let hash = EntryId::of(data.as_bytes());
        let mut line = format!(
            r#"{{"v":1,"incident":"{}","replica":"{}","seq":{},"hlc":"{}","at":"{}","by":{},"kind":"{kind}","hash":"{hash}","prev":"{}""#,
            place.log.incident,
            place.log.replica,
            place.seq,
            place.hlc,
            crate::time::stamp(place.at),
            Value::from(place.by),
            place.prev,
        );
        let id = EntryId::of(line.as_bytes());
        line.extend([r#","id":""#, &id.to_string(), r#"","data":"#, &data, "}"]);
        Entry::read(line.as_bytes())
    }

    /// Reads a line as it stands in a log, without its newline, and checks its spelling and its sums.
    ///
    /// The chain to its neighbours is not looked at: that is `verify`'s business, and a line whose
    /// neighbour is damaged is still worth reading.
    pub fn read(line: &[u8]) -> Result<Entry, LineError> {
        if line.len() > LONGEST_LINE {
            return Err(LineError::TooLong(line.len()));
        }
        let text = str::from_utf8(line).map_err(|_| LineError::NotUtf8)?;
        let head = canon::head(text)?;
        let data = &text[head.data_at..text.len() - 1];
        if data != "null" {
            canon::check_data(data, &head.kind)?;
            if EntryId::of(data.as_bytes()) != head.hash {
                return Err(LineError::WrongHash);
            }
        }
        if EntryId::of(&line[..head.id_at]) != head.id {
            return Err(LineError::WrongId);
        }
        Ok(Entry {
            log: head.log,
            seq: head.seq,
            hlc: head.hlc,
            at: head.at,
            by: head.by,
            kind: head.kind,
            hash: head.hash,
            prev: head.prev,
            id: head.id,
            line: text.into(),
            data_at: head.data_at,
        })
    }

    /// The line, byte for byte, without its newline.
    pub fn line(&self) -> &str {
        &self.line
    }

    /// The content as JSON text, or nothing when it was removed.
    pub fn data(&self) -> Option<&str> {
        let data = &self.line[self.data_at..self.line.len() - 1];
        (data != "null").then_some(data)
    }

    /// The same entry without its content.
    #[must_use]
    pub fn blanked(&self) -> Entry {
        let line = format!("{}null}}", &self.line[..self.data_at]);
        Entry { line: line.into(), ..self.clone() }
    }

    /// What the entry says. A content that was removed, or that this version does not know, says
    /// [`Event::Unknown`].
    pub fn fact(&self) -> Fact {
        match self.data() {
            Some(data) if self.kind == "plan_pinned" => {
                Event::PlanPinned(Pinned::shared(data)).into()
            }
            Some(data) => match serde_json::from_str(data) {
                Ok(Value::Object(data)) => fact_of(&self.kind, data),
                _ => Event::Unknown.into(),
            },
            None => Event::Unknown.into(),
        }
    }
}

/// Reads the content of an entry of a kind, also when it comes from the `instead` of a redaction.
pub(super) fn fact_of(kind: &str, mut data: Map<String, Value>) -> Fact {
    fn take<T: serde::de::DeserializeOwned>(data: &mut Map<String, Value>, key: &str) -> Option<T> {
        data.remove(key).and_then(|value| serde_json::from_value(value).ok())
    }
    let happened_at = take(&mut data, "happened_at");
    let said_by = take(&mut data, "said_by");
    let privileged = take(&mut data, "privileged").unwrap_or_default();
    let was = take(&mut data, "was");
    let request = take(&mut data, "request");
    let mut tagged = Map::new();
    tagged.insert("kind".to_owned(), kind.into());
    tagged.insert("data".to_owned(), Value::Object(data));
    let event = serde_json::from_value(Value::Object(tagged)).unwrap_or(Event::Unknown);
    Fact { event, happened_at, said_by, privileged, was, request }
}

/// The kind and the content of a fact, as they are written.
fn data_of(fact: &Fact, salt: [u8; 16]) -> Result<(String, String), LineError> {
    if let Event::PlanPinned(pinned) = &fact.event {
        return Ok(("plan_pinned".to_owned(), pinned.0.to_string()));
    }
    if fact.event == Event::Unknown {
        return Err(LineError::Unsayable);
    }
    let mut tagged = serde_json::to_value(&fact.event)
        .expect("an event of this version holds only text, numbers and lists");
    let kind = tagged["kind"].as_str().expect("an event is written with its kind").to_owned();
    let mut data = Map::new();
    data.insert("salt".to_owned(), hex(salt).into());
    if let Value::Object(fields) = tagged["data"].take() {
        data.extend(fields);
    }
    let mut add = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            data.insert(key.to_owned(), value);
        }
    };
    add("happened_at", fact.happened_at.map(|at| at.to_string().into()));
    add("said_by", fact.said_by.clone().map(Value::from));
    add("privileged", fact.privileged.then_some(Value::Bool(true)));
    add("was", fact.was.map(|id| id.to_string().into()));
    add("request", fact.request.as_ref().and_then(|request| serde_json::to_value(request).ok()));
    Ok((kind, Value::Object(data).to_string()))
}

/// Whether a fact fits into a line, whoever writes it; and if not, how long the line would be.
pub(super) fn fits(fact: &Fact) -> Result<(), usize> {
    /// More than the fields before the content ever need: the longest is the writer's name.
    const HEAD: usize = 1024;
    match data_of(fact, [0; 16]) {
        Ok((_, data)) if data.len() + HEAD > LONGEST_LINE => Err(data.len() + HEAD),
        _ => Ok(()),
    }
}

/// Whether fields could stand in the content of an entry: no fraction, nothing that reads back as
/// something else.
pub(super) fn is_plain(fields: &Map<String, Value>) -> bool {
    let mut data = Map::new();
    data.insert("salt".to_owned(), hex([0; 16]).into());
    data.insert("fields".to_owned(), Value::Object(fields.clone()));
    canon::check_data(&Value::Object(data).to_string(), "redacted").is_ok()
}

fn hex(bytes: [u8; 16]) -> String {
    format!("{:032x}", u128::from_be_bytes(bytes))
}
