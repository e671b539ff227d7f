//! The one spelling of a line: fields in order, no spaces, nothing twice, no floating point.
//!
//! Two readers of one line must see the same entry, and a line must hash to the same sum wherever it
//! is copied, so whatever could be spelled in two ways is refused.

use super::entry::{LineError, Seq};
use super::hlc::Hlc;
use super::id::{EntryId, LogId};
use super::spelling::is_plain_object;
use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::Value;

/// The fields of a line before its content.
pub(super) struct Head {
    pub log: LogId,
    pub seq: Seq,
    pub hlc: Hlc,
    pub at: DateTime<Utc>,
    pub by: String,
    pub kind: String,
    pub hash: EntryId,
    pub prev: EntryId,
    pub id: EntryId,
    /// Where `,"id"` begins.
    pub id_at: usize,
    /// Where the content begins.
    pub data_at: usize,
}

/// Reads the fields of a line in their fixed order.
pub(super) fn head(line: &str) -> Result<Head, LineError> {
    let mut rest = Cursor { line, at: 0 };
    rest.skip(r#"{"v":"#)?;
    match rest.digits("v")? {
        1 => {}
        newer @ 2.. => return Err(LineError::Newer(newer)),
        0 => return Err(wrong("v", "there is no format 0")),
    }
    let incident = rest.plain(r#","incident":""#, "incident")?;
    let replica = rest.plain(r#","replica":""#, "replica")?;
    rest.skip(r#","seq":"#)?;
    let seq = rest.digits("seq")?;
    let hlc = rest.plain(r#","hlc":""#, "hlc")?;
    let at = rest.plain(r#","at":""#, "at")?;
    rest.skip(r#","by":"#)?;
    let by = rest.string("by")?;
    let kind = rest.plain(r#","kind":""#, "kind")?;
    let hash = rest.plain(r#","hash":""#, "hash")?;
    let prev = rest.plain(r#","prev":""#, "prev")?;
    let id_at = rest.at;
    let id = rest.plain(r#","id":""#, "id")?;
    rest.skip(r#","data":"#)?;
    if !line.ends_with('}') || rest.at >= line.len() {
        return Err(wrong("data", "the line does not end with `}`"));
    }
    if seq == 0 {
        return Err(wrong("seq", "entries are counted from 1"));
    }
    let word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    if kind.is_empty() || kind.len() > 64 || !kind.bytes().all(word) {
        return Err(wrong("kind", "a kind is up to 64 lower-case letters and underscores"));
    }
    Ok(Head {
        log: LogId {
            incident: incident.parse().map_err(|e| wrong("incident", e))?,
            replica: replica.parse().map_err(|e| wrong("replica", e))?,
        },
        seq,
        hlc: hlc.parse().map_err(|()| wrong("hlc", "write it like 01a1f95c6fb0-0000"))?,
        at: instant(at)?,
        by,
        kind: kind.to_owned(),
        hash: hash.parse().map_err(|e| wrong("hash", e))?,
        prev: prev.parse().map_err(|e| wrong("prev", e))?,
        id: id.parse().map_err(|e| wrong("id", e))?,
        id_at,
        data_at: rest.at,
    })
}

/// Checks that the content is an object in its one spelling, and that it begins with its salt.
pub(super) fn check_data(data: &str, kind: &str) -> Result<(), LineError> {
    if is_plain_object(data) {
        return check_salt(data, kind);
    }
    let value: Value = serde_json::from_str(data).map_err(|e| wrong("data", e))?;
    if !value.is_object() {
        return Err(wrong("data", "it is not an object"));
    }
    // The parser keeps the order of keys and the last of two equal ones: a second key, a space, another
    // escape or another spelling of a number all come back shorter, longer or different.
    let spelled = value.to_string();
    if spelled != data {
        return Err(wrong(
            "data",
            "it is not in its one spelling (a space, a key twice, an escape)",
        ));
    }
    if has_float(&value) {
        return Err(wrong("data", "it holds a number with a fraction or an exponent"));
    }
    check_salt(data, kind)
}

/// Checks that an object in its one spelling begins with its salt, unless it is a plan.
fn check_salt(data: &str, kind: &str) -> Result<(), LineError> {
    let salt = data.as_bytes().strip_prefix(br#"{"salt":""#).unwrap_or_default();
    let hex = |b: &u8| b.is_ascii_digit() || (b'a'..=b'f').contains(b);
    let salted = salt.len() > 32 && salt[..32].iter().all(hex) && salt[32] == b'"';
    if salted == (kind == "plan_pinned") {
        return Err(wrong("data", "it begins with a salt of 32 hex digits, unless it is a plan"));
    }
    Ok(())
}

/// Whether a number in it is not whole: such a number has more than one spelling.
pub(super) fn has_float(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_f64(),
        Value::Array(values) => values.iter().any(has_float),
        Value::Object(fields) => fields.values().any(has_float),
        _ => false,
    }
}

/// Reads a time in its one spelling, between the years 0 and 9999. A leap second is written as the
/// second after it: a reader elsewhere may know none.
fn instant(text: &str) -> Result<DateTime<Utc>, LineError> {
    let parsed = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.3fZ");
    let at = parsed.map_err(|e| wrong("at", e))?.and_utc();
    let leap = at.timestamp_subsec_millis() > 999;
    if leap || text.len() != "2026-11-20T14:29:07.120Z".len() || crate::time::stamp(at) != text {
        return Err(wrong("at", "write it like 2026-11-20T14:29:07.120Z"));
    }
    Ok(at)
}

fn wrong(field: &str, why: impl std::fmt::Display) -> LineError {
    LineError::NotCanonical(format!("the line is not as format 1 writes it, at `{field}`: {why}"))
}

/// A place in a line, moved on by what is expected there.
struct Cursor<'a> {
    line: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        &self.line[self.at..]
    }

    fn skip(&mut self, expected: &str) -> Result<(), LineError> {
        if !self.rest().starts_with(expected) {
            return Err(wrong(expected, "it is missing, or something else stands before it"));
        }
        self.at += expected.len();
        Ok(())
    }

    /// A number without sign or leading zero.
    fn digits(&mut self, field: &str) -> Result<u64, LineError> {
        let rest = self.rest();
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        let digits = &rest[..length];
        if length > 1 && digits.starts_with('0') {
            return Err(wrong(field, "a number begins with 0"));
        }
        self.at += length;
        digits.parse().map_err(|e| wrong(field, e))
    }

    /// A string that needs no escapes, after what introduces it.
    fn plain(&mut self, before: &str, field: &str) -> Result<&'a str, LineError> {
        self.skip(before)?;
        let rest = self.rest();
        let length = rest.find('"').ok_or_else(|| wrong(field, "the text does not end"))?;
        if rest[..length].contains('\\') {
            return Err(wrong(field, "no escape may stand here"));
        }
        self.at += length + 1;
        Ok(&rest[..length])
    }

    /// Any string, in its one spelling.
    fn string(&mut self, field: &str) -> Result<String, LineError> {
        let rest = self.rest();
        let mut read = serde_json::Deserializer::from_str(rest).into_iter::<String>();
        let Some(Ok(text)) = read.next() else {
            return Err(wrong(field, "a text is expected"));
        };
        let length = read.byte_offset();
        let spelled = Value::from(text.as_str()).to_string();
        if spelled != rest[..length] {
            return Err(wrong(field, "the text is not in its one spelling"));
        }
        self.at += length;
        Ok(text)
    }
}
