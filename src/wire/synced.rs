//! The shape of what a sync did.

use super::purged::{Purged, Staying};
use crate::incident::{IncidentId, LogId, ReplicaId};
use crate::store::StoreError;
use crate::sync::{Moved, Side, Summary};
use serde::Serialize;

/// What a sync did.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Synced {
    pub peer: String,
    pub sent: Carried,
    pub received: Carried,
    pub split: Vec<Log>,
    pub purges: Purges,
    pub troubles: Vec<Trouble>,
}

/// What went in one direction. `redacted` counts the entries that lost their words where it arrived.
#[derive(Debug, Serialize)]
pub struct Carried {
    pub entries: usize,
    pub incidents: Vec<IncidentId>,
    pub files: usize,
    pub redacted: usize,
}

/// What was said of incidents that were purged: `waiting` are still here, `told` the peer knows now,
/// `refused` it keeps.
#[derive(Debug, Serialize)]
pub struct Purges {
    pub waiting: Vec<Purged>,
    pub told: Vec<IncidentId>,
    pub refused: Vec<Staying>,
}

/// A log.
#[derive(Debug, Serialize)]
pub struct Log {
    pub incident: IncidentId,
    pub replica: ReplicaId,
}

/// What could not be carried: `store` is `ours` or `theirs`.
#[derive(Debug, Serialize)]
pub struct Trouble {
    pub incident: IncidentId,
    pub replica: Option<ReplicaId>,
    pub store: &'static str,
    pub error: String,
    pub remedy: String,
}

/// The shape of what a sync with a peer did.
pub fn synced(peer: &str, summary: &Summary) -> Synced {
    let log = |log: &LogId| Log { incident: log.incident, replica: log.replica };
    let trouble = |trouble: &crate::sync::Trouble| Trouble {
        incident: trouble.incident,
        replica: trouble.log.map(|log| log.replica),
        store: match trouble.side {
            Side::Ours => "ours",
            Side::Theirs => "theirs",
        },
        error: trouble.error.to_string(),
        remedy: trouble.error.remedy(),
    };
    let stays = |(id, error): &(IncidentId, StoreError)| Staying {
        id: *id,
        error: error.to_string(),
        remedy: error.remedy(),
    };
    Synced {
        peer: peer.to_owned(),
        sent: carried(&summary.sent),
        received: carried(&summary.received),
        split: summary.split.iter().map(log).collect(),
        purges: Purges {
            waiting: summary.purges.waiting.iter().map(Purged::from).collect(),
            told: summary.purges.told.iter().copied().collect(),
            refused: summary.purges.refused.iter().map(stays).collect(),
        },
        troubles: summary.troubles.iter().map(trouble).collect(),
    }
}

fn carried(moved: &Moved) -> Carried {
    Carried {
        entries: moved.entries,
        incidents: moved.incidents.iter().copied().collect(),
        files: moved.files,
        redacted: moved.blanked,
    }
}
