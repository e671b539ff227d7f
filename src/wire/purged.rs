//! The shapes of what is deleted for good.

use crate::incident::IncidentId;
use crate::store::Tombstone;
use crate::time::stamp;
use serde::Serialize;

/// An incident that goes, or would go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Going {
    pub id: IncidentId,
    pub title: String,
    pub entries: usize,
    pub files: usize,
    /// Entries of which whoever purged it elsewhere did not know.
    pub unknown_there: usize,
}

/// One that stays, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Staying {
    pub id: IncidentId,
    pub error: String,
    pub remedy: String,
}

/// What remains of an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Purged {
    pub id: IncidentId,
    pub at: String,
    pub by: String,
    pub reason: String,
}

impl From<&Tombstone> for Purged {
    fn from(stone: &Tombstone) -> Purged {
        let Tombstone { incident, at, by, reason, .. } = stone;
        Purged { id: *incident, at: stamp(*at), by: by.clone(), reason: reason.clone() }
    }
}
