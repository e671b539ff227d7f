//! The shape of a post-incident report: everything that the log says, for one audience, and what people
//! have still to write. Markdown and HTML are made from it.

use super::incident::{Conflict, Evidence, Item, Stamp, Step, Task, Tie};
use super::response::{Asked, Contained, Earlier, Paged, Recorded};
use super::{Clock, LogHead};
use crate::incident::{EntryId, IncidentId};
use crate::time::Moment;
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::BTreeMap;

mod after;
mod gathered;
mod naming;
mod told;

pub use after::{Action, Approved, Corrected, Held, Message, Unsent};
pub use gathered::Asking;

/// A report. All keys are always there; what is not known is `null`, what the audience does not read is empty.
///
/// | key | is |
/// | --- | --- |
/// | `format` | 1 |
/// | `audience`, `with_privileged` | `internal`, `public` or `regulator`; whether privileged entries are in it |
/// | `exercise` | whether it only was an exercise |
/// | `made_at`, `made_from` | when the report was made, and the last entry of each log that it was made from |
/// | `plan`, `severity`, `category` | each with `id` and `title` |
/// | `postmortem` | the kind of review that the plan asks for at this level |
/// | `sections`, `to_write` | the sections of the plan ([`Section`]); the ids of those that a person has to write |
/// | `timeline` | what happened, in the order in which it did ([`Happened`]) |
/// | `durations` | how long things took ([`Took`]) |
/// | `roles` | who held which seat, from when ([`Seated`]) |
/// | `decisions` | what was decided ([`Decided`]) |
/// | `clocks`, `cadences` | what was due, and whether it was met ([`Ran`]); how often updates were sent ([`Kept`]) |
/// | `messages`, `unsent` | what went out ([`Message`]); what the matrix asks for and did not ([`Unsent`]) |
/// | `actions` | the work that follows ([`Action`]) |
/// | `hold` | who forbade that anything is destroyed ([`Held`]) |
/// | `withheld` | how many privileged entries were left out |
///
/// All other keys are those of `show --json`.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the table above explains each key")]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of its own")]
pub struct Report {
    pub format: u32,
    pub incident: IncidentId,
    pub title: String,
    pub audience: &'static str,
    pub with_privileged: bool,
    pub exercise: bool,
    pub made_at: String,
    pub made_from: Vec<LogHead>,
    pub plan: Option<Named>,
    pub severity: Option<Named>,
    pub category: Option<Named>,
    pub status: &'static str,
    pub stage: Option<Named>,
    pub declared_at: Option<Moment>,
    pub declared_by: Option<String>,
    pub historic: bool,
    pub near_miss: bool,
    pub public_report: bool,
    pub users_affected: Option<u64>,
    pub detected_by: Option<String>,
    pub number: Option<String>,
    pub system: Option<String>,
    pub operator: Option<String>,
    pub source: Option<String>,
    pub postmortem: Option<String>,
    pub sections: Vec<Section>,
    pub to_write: Vec<String>,
    pub timeline: Vec<Happened>,
    pub stamps: BTreeMap<String, Stamp>,
    pub durations: Vec<Took>,
    pub severities: Vec<Step>,
    pub stages: Vec<Step>,
    pub roles: Vec<Seated>,
    pub decisions: Vec<Decided>,
    pub containments: Vec<Contained>,
    pub questions: Vec<Asked>,
    pub clocks: Vec<Ran>,
    pub cadences: Vec<Kept>,
    pub record: Option<Recorded>,
    pub messages: Vec<Message>,
    pub unsent: Vec<Unsent>,
    pub actions: Vec<Action>,
    pub evidence: Vec<Evidence>,
    pub checklist: Vec<Item>,
    pub tasks: Vec<Task>,
    pub paged: Vec<Paged>,
    pub conflicts: Vec<Conflict>,
    pub links: Vec<Tie>,
    pub recurrence: Vec<Earlier>,
    pub hold: Option<Held>,
    pub withheld: usize,
}

/// Something of the plan: its id there, and its name for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Named {
    pub id: String,
    pub title: String,
}

/// A section: `ask` says what a person is to write, `text` what somebody wrote, who and when; `filled_with`
/// what of the log fills it; `missing` whether it waits for somebody to write it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Section {
    pub section: String,
    pub title: String,
    pub ask: Option<String>,
    pub filled_with: Option<String>,
    pub missing: bool,
    pub text: Option<String>,
    pub by: Option<String>,
    pub at: Option<Moment>,
}

/// An entry of the timeline: `kind` is a word for people, `standing` as in `log --json`.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Happened {
    pub entry: EntryId,
    pub at: Moment,
    pub who: String,
    pub kind: &'static str,
    pub text: String,
    pub standing: &'static str,
    pub privileged: bool,
}

/// How long something took: `from` and `to` are stamps; `ms` is `null` unless `state` is `lasted`, else it
/// is `not_recorded` or `invalid` (the end lies before the start); `words` say it for people.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Took {
    pub span: &'static str,
    pub title: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    pub state: &'static str,
    pub ms: Option<i64>,
    pub words: String,
}

/// A seat: whether the level requires it, who holds it at the end, and how it came to that: `how` is
/// `assigned`, `handed_over` or `released`.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Seated {
    pub role: String,
    pub title: String,
    pub required: bool,
    pub holder: Option<String>,
    pub history: Vec<Sat>,
}

/// A change of a seat: `person` is nobody where it was released.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Sat {
    pub at: Moment,
    pub how: &'static str,
    pub person: Option<String>,
    pub by: String,
}

/// A decision that stands.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Decided {
    pub entry: EntryId,
    pub at: Moment,
    pub decider: String,
    pub text: String,
    pub reason: Option<String>,
    pub options: Vec<String>,
    pub objections: Vec<String>,
    pub privileged: bool,
}

/// A clock, and what became of it: `outcome` is `in_time`, `late`, `running_late`, `missed`, `waived`, or
/// `null` while nothing is settled; `late_ms` by how much it was late; `last_day` at whose end it is due, where
/// days are counted.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Ran {
    #[serde(flatten)]
    pub clock: Clock,
    pub outcome: Option<&'static str>,
    pub late_ms: Option<i64>,
    pub last_day: Option<NaiveDate>,
}

/// A cadence: how often it was sent while it was asked for, and how many intervals passed without it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Kept {
    pub clock: String,
    pub title: String,
    pub sent: u64,
    pub missed: u64,
}
