//! Names of incidents, replicas, logs and entries.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A text that is not an id of the kind asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {kind}")]
pub struct IdError {
    /// What was read.
    pub text: String,
    /// What it should have been, with an example.
    pub kind: &'static str,
}

/// An incident: `AI-261120-7Q2KXM`, or `EX-…` for an exercise.
///
/// The six digits are the UTC day of declaration, the six characters at the end are Crockford base 32.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IncidentId([u8; 16]);

impl IncidentId {
    /// Makes an id from a day as `yymmdd` and six letters of Crockford's alphabet.
    pub fn new(exercise: bool, day: &str, letters: &str) -> Result<IncidentId, IdError> {
        let prefix = if exercise { "EX" } else { "AI" };
        format!("{prefix}-{day}-{}", letters.to_ascii_uppercase()).parse()
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).expect("an id is made of ASCII letters only")
    }

    /// The UTC day of declaration, as `yymmdd`.
    pub fn day(&self) -> &str {
        &self.as_str()[3..9]
    }

    /// The six letters behind the day.
    pub fn letters(&self) -> &str {
        &self.as_str()[10..]
    }

    /// The last four characters: what the screen shows where they are unique.
    pub fn short(&self) -> &str {
        &self.as_str()[12..]
    }

    /// Whether this is an exercise.
    pub fn is_exercise(&self) -> bool {
        self.0.starts_with(b"EX")
    }
}

impl FromStr for IncidentId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<IncidentId, IdError> {
        let wrong = || IdError {
            text: text.to_owned(),
            kind: "the id of an incident; one looks like AI-261120-7Q2KXM",
        };
        let bytes: [u8; 16] = text.as_bytes().try_into().map_err(|_| wrong())?;
        let is_letter = |b: &u8| {
            b.is_ascii_digit()
                || (b.is_ascii_uppercase() && !matches!(b, b'I' | b'L' | b'O' | b'U'))
        };
        let right = (bytes.starts_with(b"AI-") || bytes.starts_with(b"EX-"))
            && bytes[3..9].iter().all(u8::is_ascii_digit)
            && bytes[9] == b'-'
            && bytes[10..].iter().all(is_letter);
        right.then_some(IncidentId(bytes)).ok_or_else(wrong)
    }
}

/// One user on one machine writing one copy of a store: eight lower-case letters and digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReplicaId([u8; 8]);

impl ReplicaId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).expect("an id is made of ASCII letters only")
    }
}

impl FromStr for ReplicaId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<ReplicaId, IdError> {
        let wrong = || IdError {
            text: text.to_owned(),
            kind: "the id of a replica; one looks like k3f9q2m1",
        };
        let bytes: [u8; 8] = text.as_bytes().try_into().map_err(|_| wrong())?;
        let right = bytes.iter().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase());
        right.then_some(ReplicaId(bytes)).ok_or_else(wrong)
    }
}

/// The entries of one replica about one incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogId {
    /// Whose story it is part of.
    pub incident: IncidentId,
    /// Who writes it.
    pub replica: ReplicaId,
}

impl fmt::Display for LogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.incident, self.replica)
    }
}

/// An entry, or any other SHA-256 sum: 64 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(pub [u8; 32]);

impl EntryId {
    /// The SHA-256 sum of `bytes`.
    pub fn of(bytes: &[u8]) -> EntryId {
        use sha2::{Digest, Sha256};
        EntryId(Sha256::digest(bytes).into())
    }

    /// The first six digits: enough to point at an entry of one incident.
    pub fn short(&self) -> String {
        self.to_string()[..6].to_owned()
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = [0_u8; 64];
        for (place, byte) in text.chunks_exact_mut(2).zip(self.0) {
            place[0] = DIGITS[usize::from(byte >> 4)];
            place[1] = DIGITS[usize::from(byte & 15)];
        }
        f.write_str(str::from_utf8(&text).expect("hex digits are ASCII"))
    }
}

impl FromStr for EntryId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<EntryId, IdError> {
        let wrong =
            || IdError { text: text.to_owned(), kind: "a SHA-256 sum of 64 lower-case hex digits" };
        let digit = |b: u8| match b {
            b'0'..=b'9' => Some(b - b'0'),
            b'a'..=b'f' => Some(b - b'a' + 10),
            _ => None,
        };
        let mut sum = [0; 32];
        if text.len() != 64 {
            return Err(wrong());
        }
        for (byte, pair) in sum.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            *byte =
                digit(pair[0]).zip(digit(pair[1])).map(|(h, l)| h * 16 + l).ok_or_else(wrong)?;
        }
        Ok(EntryId(sum))
    }
}

/// Ids are written as text and read back as text, wherever they stand.
macro_rules! as_text {
    ($($id:ty: $pattern:literal),*) => {$(
        impl utoipa::PartialSchema for $id {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                let text = utoipa::openapi::schema::ObjectBuilder::new();
                let text = text.schema_type(utoipa::openapi::schema::Type::String);
                text.pattern(Some($pattern)).build().into()
            }
        }

        impl utoipa::ToSchema for $id {}

        impl Serialize for $id {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $id {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
            }
        }
        impl fmt::Debug for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    )*};
}
as_text!(
    IncidentId: "^(AI|EX)-[0-9]{6}-[0-9A-HJKMNP-TV-Z]{6}$",
    ReplicaId: "^[0-9a-z]{8}$",
    EntryId: "^[0-9a-f]{64}$"
);

impl fmt::Display for IncidentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Display for ReplicaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
