//! The one table of all operations: where each is, who may do it, who carries it out. Deny by default.

use super::asked::{Answer, Asked};
use super::problem::Problem;
use super::{about, commanding, incidents, lists, presence, purging, replicas, stream};
use crate::access::Role;
use std::pin::Pin;

/// Who may do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Everybody, without a token: nothing of any room is said.
    Anyone,
    /// Whoever holds a token for one of these roles, in the room of the token.
    Only(&'static [Role]),
}

/// A handler at work.
pub type Working = Pin<Box<dyn Future<Output = Result<Answer, Problem>> + Send>>;

/// One operation.
pub struct Row {
    /// `GET`, `POST`, `PUT`.
    pub method: &'static str,
    /// Where, with `{name}` for what differs.
    pub path: &'static str,
    /// Who may.
    pub may: Who,
    pub(super) call: fn(Asked) -> Working,
}

const EVERY_ROLE: Who = Who::Only(&Role::ALL);
const READS: Who = Who::Only(&[Role::Viewer, Role::Responder, Role::Auditor, Role::Admin]);
const WRITES: Who = Who::Only(&[Role::Responder, Role::Admin]);
const KEEPS: Who = Who::Only(&[Role::Admin]);

macro_rules! row {
    ($method:literal $path:literal, $may:expr, $call:path) => {
        Row { method: $method, path: $path, may: $may, call: |asked| Box::pin($call(asked)) }
    };
}

/// All operations.
pub const TABLE: &[Row] = &[
    row!("GET" "/livez", Who::Anyone, about::lives),
    row!("GET" "/readyz", Who::Anyone, about::is_ready),
    row!("GET" "/healthz", Who::Anyone, about::is_ready),
    row!("GET" "/openapi.json", Who::Anyone, about::openapi),
    row!("GET" "/v1/meta", EVERY_ROLE, about::meta),
    row!("GET" "/v1/me", EVERY_ROLE, about::me),
    row!("GET" "/v1/heads", READS, replicas::ends),
    row!("GET" "/v1/entries", READS, replicas::entries),
    row!("POST" "/v1/entries", WRITES, replicas::push),
    row!("GET" "/v1/stream", READS, stream::stream),
    row!("GET" "/v1/presence", READS, presence::there),
    row!("PUT" "/v1/presence", READS, presence::here),
    row!("GET" "/v1/evidence", READS, replicas::evidence),
    row!("GET" "/v1/evidence/{sha256}", READS, replicas::file),
    row!("PUT" "/v1/evidence/{sha256}", WRITES, replicas::keep),
    row!("POST" "/v1/blank", KEEPS, replicas::blank),
    row!("GET" "/v1/authors", READS, replicas::authors),
    row!("GET" "/v1/purged", READS, purging::purged),
    row!("POST" "/v1/purge", KEEPS, purging::purge),
    row!("GET" "/v1/incidents", READS, incidents::list),
    row!("POST" "/v1/incidents", WRITES, commanding::declare),
    row!("GET" "/v1/incidents/{id}", READS, incidents::show),
    row!("GET" "/v1/incidents/{id}/timeline", READS, incidents::timeline),
    row!("GET" "/v1/incidents/{id}/clocks", READS, incidents::clocks),
    row!("GET" "/v1/incidents/{id}/comms", READS, incidents::comms),
    row!("GET" "/v1/incidents/{id}/record", READS, incidents::record),
    row!("GET" "/v1/incidents/{id}/report", READS, incidents::report),
    row!("POST" "/v1/incidents/{id}/commands", WRITES, commanding::command),
    row!("GET" "/v1/plans", READS, lists::plans),
    row!("GET" "/v1/plans/{plan}", READS, lists::plan),
    row!("GET" "/v1/register", READS, lists::register),
    row!("GET" "/v1/metrics", READS, lists::metrics),
    row!("GET" "/v1/actions", READS, lists::actions),
];

impl Who {
    /// Whether a role may.
    pub fn has(self, role: Role) -> bool {
        match self {
            Who::Anyone => true,
            Who::Only(roles) => roles.contains(&role),
        }
    }

    /// Who may, in words.
    pub fn words(self) -> String {
        match self {
            Who::Anyone => "anyone".to_owned(),
            Who::Only(roles) => {
                let words: Vec<&str> = roles.iter().map(|role| role.word()).collect();
                words.join(" or ")
            }
        }
    }
}
