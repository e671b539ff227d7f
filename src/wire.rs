//! The JSON shapes that leave the program: what `--json` prints, and later the API.
//!
//! Keys are `snake_case` and only ever added; times are RFC 3339 in UTC; a time that is known roughly is
//! written in the reduced spelling of `Moment`. Text stands exactly as it was written.

use crate::brief::{Brief, Said};
use crate::incident::{EntryId, IncidentId};
use crate::store::{Finding, Heads};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

mod briefed;
mod clock;
mod entered;
mod following;
mod incident;
mod message;
pub mod metrics;
mod planned;
mod purged;
pub mod report;
mod response;
mod synced;

pub use briefed::{Briefed, Spoken};
pub use clock::{Clock, Condition, NO_ADVICE};
pub use entered::{Entered, PRIVILEGED};
pub use following::{FollowedUp, Prevented};
pub use incident::{
    Carried, Conflict, Evidence, Incident, Item, Role, Side, Stamp, Step, Task, Tie,
};
pub use message::{Field, Message, Messages, Preview, Wording};
pub use planned::Planned;
pub use purged::{Going, Purged, Staying};
pub use response::{
    Asked, Contained, Earlier, Fielded, Lasted, Paged, Proposed, Reached, Record, Recorded, Ruled,
};
pub use synced::{Synced, synced};

/// The last entry of a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct LogHead {
    pub incident: IncidentId,
    pub replica: crate::incident::ReplicaId,
    pub seq: u64,
    pub id: EntryId,
}

/// What a check found.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Found {
    pub file: String,
    pub line: Option<usize>,
    pub what: String,
    pub damage: bool,
}

/// The heads of logs as a list.
pub fn heads(heads: &Heads) -> Vec<LogHead> {
    let head = |(log, head): &(crate::incident::LogId, crate::store::Head)| LogHead {
        incident: log.incident,
        replica: log.replica,
        seq: head.seq,
        id: head.id,
    };
    heads.iter().map(head).collect()
}

/// The shape of a finding.
pub fn found(finding: &Finding) -> Found {
    let (damage, about) = match finding {
        Finding::Damaged(about) => (true, about),
        Finding::Remark(about) => (false, about),
    };
    let file = about.file.display().to_string();
    Found { file, line: about.line, what: about.what.clone(), damage }
}

/// An answer with one list under a key.
pub fn list(key: &str, items: &[impl Serialize]) -> Value {
    let items = items.iter().filter_map(|item| serde_json::to_value(item).ok()).collect();
    Value::Object(Map::from_iter([(key.to_owned(), Value::Array(items))]))
}
