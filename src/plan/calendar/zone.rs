//! A time zone as it is written: by its IANA name.

use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serializer, de};

/// A name that no time zone has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no time zone is called {0:?}; write an IANA name such as `Europe/Paris` or `UTC`")]
pub struct UnknownZone(pub String);

/// Finds a time zone by its IANA name.
pub fn zone(name: &str) -> Result<Tz, UnknownZone> {
    name.parse().map_err(|_| UnknownZone(name.chars().take(40).collect()))
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
pub(super) fn serialize<S: Serializer>(zone: &Tz, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(zone.name())
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Tz, D::Error> {
    zone(&String::deserialize(from)?).map_err(de::Error::custom)
}
