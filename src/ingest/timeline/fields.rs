//! The fields of one line of a timeline: understood, or named with what is wrong with them.

use super::{Kind, Told};
use crate::ingest::fault::{Found, quoted};
use crate::time::{Moment, Precision};
use chrono::{DateTime, Utc};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use std::fmt;

/// The longest name of somebody, in characters.
const NAME: usize = 64;
/// The longest source, in characters.
const SOURCE: usize = 500;
/// The longest text, in characters, with room for its source behind it.
const TEXT: usize = 63 * 1024;
/// What a line may say.
const FIELDS: [&str; 7] = ["at", "precision", "kind", "who", "text", "audience", "source"];

/// A JSON object with its fields as they stand there, doubled ones too.
pub(super) struct Pairs(pub Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Pairs, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Pairs;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Pairs, M::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        from.deserialize_map(Fields)
    }
}

/// Understands the fields of a line, or notes what is wrong with them.
pub(super) fn told(
    line: u64,
    pairs: Vec<(String, Value)>,
    now: DateTime<Utc>,
    found: &mut Found<'_>,
) -> Option<Told> {
    let mut fields = Fields { line, values: [const { None }; FIELDS.len()], found, is_right: true };
    for (name, value) in pairs {
        fields.take(&name, value);
    }
    let time = fields.time(now);
    let kind = fields.kind();
    let who = fields.needed("who", NAME, true);
    let text = fields.needed("text", TEXT, false);
    let audience = fields.optional("audience", NAME);
    let source = fields.optional("source", SOURCE);
    match (kind, &audience) {
        (Some(Kind::Comms), None) => fields.wrong("audience", "it is missing; say who was told"),
        (Some(kind), Some(_)) if kind != Kind::Comms => {
            let word = kind.word();
            let problem = format!("only `comms` has an audience, not `{word}`; remove it");
            fields.wrong("audience", problem);
        }
        _ => {}
    }
    let is_right = fields.is_right;
    let ((given, at), kind, who, text) = (time?, kind?, who?, text?);
    is_right.then_some(Told { line, given, at, kind, who, text, audience, source })
}

/// A field says something that was noted as a fault.
struct NotUnderstood;

/// The fields of one line, and where their faults go.
struct Fields<'a, 'f> {
    line: u64,
    /// What each field holds, by its place in [`FIELDS`].
    values: [Option<Value>; FIELDS.len()],
    found: &'a mut Found<'f>,
    is_right: bool,
}

impl Fields<'_, '_> {
    fn wrong(&mut self, field: &str, problem: impl Into<String>) {
        self.is_right = false;
        self.found.add_in(self.line, field, problem);
    }

    fn take(&mut self, name: &str, value: Value) {
        let Some(at) = FIELDS.iter().position(|known| *known == name) else {
            let problem =
                format!("no field is called {}; one of: {}", quoted(name), FIELDS.join(", "));
            return self.wrong(name, problem);
        };
        if self.values[at].is_some() {
            self.wrong(name, "the field is there twice; keep one of them");
        } else if !value.is_string() && !value.is_null() {
            self.wrong(name, "it is not a text; put it in quotation marks");
        }
        self.values[at].get_or_insert(value);
    }

    /// What a field says, without blanks around it; nothing where it says nothing.
    fn given(&self, field: &str) -> Option<String> {
        let text = self.value(field)?.as_str()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn value(&self, field: &str) -> Option<&Value> {
        let at = FIELDS.iter().position(|known| *known == field)?;
        self.values[at].as_ref().filter(|value| !value.is_null())
    }

    fn optional(&mut self, field: &str, most: usize) -> Option<String> {
        let text = self.given(field)?;
        self.fits(field, &text, most, true).then_some(text)
    }

    fn needed(&mut self, field: &str, most: usize, on_one_line: bool) -> Option<String> {
        let Some(text) = self.given(field) else {
            // What is no text was named as such already.
            if self.value(field).is_none_or(Value::is_string) {
                self.wrong(field, "it is missing or empty; every line needs it");
            }
            return None;
        };
        self.fits(field, &text, most, on_one_line).then_some(text)
    }

    fn fits(&mut self, field: &str, text: &str, most: usize, on_one_line: bool) -> bool {
        let length = text.chars().count();
        if length > most {
            self.wrong(field, format!("it has {length} characters; use at most {most}"));
            return false;
        }
        if on_one_line && text.chars().any(char::is_control) {
            let problem = format!(
                "{} holds a line break or another control character; write it on one line",
                quoted(text)
            );
            self.wrong(field, problem);
            return false;
        }
        true
    }

    fn kind(&mut self) -> Option<Kind> {
        let word = self.needed("kind", NAME, true)?;
        let kind = Kind::of_word(&word);
        if kind.is_none() {
            let known = Kind::ALL.map(|(_, word)| word).join(", ");
            self.wrong("kind", format!("no kind is called {}; one of: {known}", quoted(&word)));
        }
        kind
    }

    fn time(&mut self, now: DateTime<Utc>) -> Option<(DateTime<Utc>, Moment)> {
        let precision = self.precision();
        let text = self.needed("at", NAME, true)?;
        let Some((given, finest, usual)) = instant(&text) else {
            let problem = format!(
                "{} is not a time; write it like 2026-11-20T14:05:00Z or 2026-11-20",
                quoted(&text)
            );
            self.wrong("at", problem);
            return None;
        };
        let precision = precision.ok()?.unwrap_or(usual);
        if precision < finest {
            let problem = format!(
                "{} does not give the {}; write `{}`",
                quoted(&text),
                precision.word(),
                finest.word()
            );
            self.wrong("precision", problem);
            return None;
        }
        let at = Moment::at(given, precision);
        if at.earliest() > now {
            let problem = format!("{at} lies in the future; give the time at which it happened");
            self.wrong("at", problem);
            return None;
        }
        Some((given, at))
    }

    /// How exactly the time is known, where the line says so.
    fn precision(&mut self) -> Result<Option<Precision>, NotUnderstood> {
        let Some(word) = self.given("precision") else { return Ok(None) };
        let precision = Precision::of_word(&word);
        if precision.is_none() {
            let problem = format!(
                "no precision is called {}; one of: second, minute, hour, day, month, year",
                quoted(&word)
            );
            self.wrong("precision", problem);
        }
        precision.map(Some).ok_or(NotUnderstood)
    }
}

/// Reads a time, with the finest precision that it can have and the one that it has unless it is said.
fn instant(text: &str) -> Option<(DateTime<Utc>, Precision, Precision)> {
    if let Ok(moment) = text.parse::<Moment>() {
        let finest = moment.precision();
        let is_full = finest == Precision::Second && text.ends_with(":00Z");
        return Some((moment.earliest(), finest, if is_full { Precision::Minute } else { finest }));
    }
    let given = DateTime::parse_from_rfc3339(text).ok()?.with_timezone(&Utc);
    // What the reduced spelling cannot say is no time.
    Moment::second(given).to_string().parse::<Moment>().ok()?;
    let is_full = given.timestamp() % 60 == 0;
    let usual = if is_full { Precision::Minute } else { Precision::Second };
    Some((given, Precision::Second, usual))
}
