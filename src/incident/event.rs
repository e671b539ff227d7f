//! What happened: the closed set of events, as they stand in `data` of an entry.
//!
//! These are formats. A field may be added when it may be missing; nothing is ever renamed or
//! removed, and `tests/golden/entries.jsonl` holds a line for every event that was ever written.

use super::actions::Owed;
use super::id::{EntryId, IncidentId};
use super::messages::{Amended, Delivered, Drafted};
use super::responding::{Answer, Assessed};
use crate::plan::Pinned;
use crate::time::Moment;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Something that happened to an incident. Events that set a field name in `over` the entry whose
/// value they replace, so that two people who set it at once are seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "the variant's sentence explains its fields; their names are the format"
)]
pub enum Event {
    /// The plan in force; its `data` is the normalised plan itself.
    #[serde(skip)]
    PlanPinned(Pinned),
    /// The incident exists.
    Declared(Declared),
    /// One of the declared facts was corrected.
    Corrected {
        #[serde(flatten)]
        to: Correction,
        over: Option<EntryId>,
    },
    /// The severity was set, raised or lowered.
    SeverityChanged {
        severity: String,
        reason: String,
        /// What the severity helper was told: the level that each dimension reaches.
        #[serde(default, skip_serializing_if = "Assessed::is_empty")]
        assessed: Assessed,
        over: Option<EntryId>,
    },
    /// The incident went into a stage.
    StageEntered { stage: String, over: Option<EntryId> },
    /// Somebody took a seat.
    RoleAssigned { role: String, person: String, over: Option<EntryId> },
    /// A seat became empty.
    RoleReleased { role: String, over: Option<EntryId> },
    /// The holder of a seat offered it to somebody.
    HandoverOffered {
        role: String,
        to: String,
        /// The briefing that the one to whom it is offered reads before accepting.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        briefing: Option<String>,
    },
    /// The one to whom a seat was offered took it.
    HandoverAccepted { role: String, person: String, offer: EntryId, over: Option<EntryId> },
    /// Somebody wrote a note.
    Noted { text: String },
    /// A decision was made.
    DecisionMade(Decision),
    /// Something was preserved.
    EvidenceAdded(Evidence),
    /// A line was added to a checklist; the entry's id is the line's.
    ItemAdded { stage: String, text: String },
    /// A checklist line was ticked.
    ItemDone { item: String, over: Option<EntryId> },
    /// A checklist line was opened again.
    ItemUndone { item: String, over: Option<EntryId> },
    /// A checklist line was left out on purpose.
    ItemWaived { item: String, reason: String, over: Option<EntryId> },
    /// Somebody was asked to do something within some minutes; the entry's id is the task's.
    TaskGiven { text: String, to: String, minutes: u32 },
    /// The one who was asked said yes.
    TaskAcknowledged { task: EntryId, over: Option<EntryId> },
    /// The task was done.
    TaskDone { task: EntryId, over: Option<EntryId> },
    /// A moment was recorded, or corrected when `over` names an entry.
    StampSet {
        stamp: String,
        time: Moment,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
        over: Option<EntryId>,
    },
    /// The incident was tied to something else.
    Linked(Link),
    /// An entry's content was removed.
    Redacted {
        target: EntryId,
        reason: String,
        /// The same data without the offending text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instead: Option<serde_json::Map<String, serde_json::Value>>,
    },
    /// An entry was undone.
    Reversed { target: EntryId },
    /// The harm came back, or it was not over.
    Reopened { reason: String, over: Option<EntryId> },
    /// The harm is over.
    Resolved { reason: String, over: Option<EntryId> },
    /// The work is over.
    Closed {
        reason: String,
        /// Why it yields no fix or no prevention, where one is missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        without_outputs: Option<String>,
        over: Option<EntryId>,
    },
    /// A question of the classification was answered.
    Classified {
        question: String,
        answer: Answer,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        over: Option<EntryId>,
    },
    /// Somebody decided that a clock need not be met this time.
    ClockWaived { clock: String, reason: String, over: Option<EntryId> },
    /// Somebody decided that a clock does not apply, whatever the classification says.
    ClockRuledOut { clock: String, reason: String, over: Option<EntryId> },
    /// A clock that was waived or ruled out runs again.
    ClockRestored { clock: String, reason: String, over: Option<EntryId> },
    /// A clock stands still.
    ClockPaused { clock: String, reason: String, over: Option<EntryId> },
    /// A clock that stood still goes on.
    ClockResumed { clock: String, over: Option<EntryId> },
    /// Nothing is said about a clock for some minutes; it runs on.
    ClockSnoozed { clock: String, minutes: u32, reason: String, over: Option<EntryId> },
    /// Why a clock was not met in time.
    LatenessExplained { clock: String, reason: String, over: Option<EntryId> },
    /// What a clock asks for went out, with the reference that the recipient gave.
    Submitted {
        clock: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reference: Option<String>,
        over: Option<EntryId>,
    },
    /// A field of the AI record was filled.
    RecordSet { field: String, value: String, over: Option<EntryId> },
    /// Something was paused, disabled, rolled back; the entry's id is the line's in the ledger.
    ContainmentBegun {
        verb: String,
        what: String,
        /// What must be so before it may be lifted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        criteria: Option<String>,
        /// Whether the evidence was copied first, where somebody said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        evidence_copied: Option<bool>,
    },
    /// Somebody saw that it works.
    ContainmentVerified {
        containment: EntryId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
        over: Option<EntryId>,
    },
    /// It was taken back: the system runs again as before.
    ContainmentLifted {
        containment: EntryId,
        criteria_met: bool,
        reason: String,
        over: Option<EntryId>,
    },
    /// The holder of a seat did what the plan lets that seat do without asking.
    AuthorityUsed { role: String, authority: String, text: String },
    /// Somebody was called for a seat.
    RolePaged {
        role: String,
        person: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// Another plan, or another version of it, is in force from here on.
    PlanAdopted {
        plan: serde_json::Map<String, serde_json::Value>,
        reason: String,
        over: Option<EntryId>,
    },
    /// A text was written that is meant to go out; the entry's id is the draft's.
    MessageDrafted(Drafted),
    /// Somebody said yes to the exact words of a draft.
    MessageApproved { item: String, draft: EntryId, sha256: EntryId, role: String },
    /// An approval was taken back.
    ApprovalWithdrawn { approval: EntryId, reason: String, over: Option<EntryId> },
    /// A text went out.
    MessageSent(Delivered),
    /// Another text went out in the place of one that was sent.
    MessageCorrected(Amended),
    /// Somebody decided that a message is not needed.
    MessageWaived { item: String, reason: String, over: Option<EntryId> },
    /// Work that follows was written down; the entry's id is the action's.
    ActionAdded(Owed),
    /// Its words, its owner or its day changed.
    ActionChanged {
        action: EntryId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        owner: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<NaiveDate>,
        over: Option<EntryId>,
    },
    /// It was done.
    ActionDone {
        action: EntryId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
        over: Option<EntryId>,
    },
    /// It was given up.
    ActionDropped { action: EntryId, reason: String, over: Option<EntryId> },
    /// It is to be done after all, or again.
    ActionReopened { action: EntryId, reason: String, over: Option<EntryId> },
    /// Somebody wrote a section of the report.
    SectionWritten { section: String, text: String, over: Option<EntryId> },
    /// An entry was marked as one for lawyers only.
    EntryPrivileged { target: EntryId, reason: String, over: Option<EntryId> },
    /// It is for everybody again.
    PrivilegeLifted { target: EntryId, reason: String, over: Option<EntryId> },
    /// Nothing of the incident may be destroyed from here on.
    HoldSet { reason: String, over: Option<EntryId> },
    /// It may be again.
    HoldLifted { reason: String, over: Option<EntryId> },
    /// An event of a newer version: kept, passed on, shown as unknown; it folds to nothing.
    #[serde(skip)]
    Unknown,
}

impl Event {
    /// Whether it says something apart, which sets nothing for all: such words can be for lawyers only.
    pub(super) fn is_apart(&self) -> bool {
        matches!(self, Event::Noted { .. } | Event::DecisionMade(_) | Event::EvidenceAdded(_))
    }
}

/// What was known when the incident was declared.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Declared {
    /// What is wrong, in a line.
    pub title: String,
    /// The level, where one was set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<String>,
    /// The kind, where one was set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// How it was noticed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detected_by: Option<String>,
    /// How many people it touched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub users_affected: Option<u64>,
    /// Whether nobody was harmed, this time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub near_miss: bool,
    /// Whether users reported it in public.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub public_report: bool,
    /// Whether it was over before it was written down: registered and measured, but no clock runs.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub historic: bool,
    /// The number that it has in the register it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The system that failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// Who runs that system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// Where the facts come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// A declared fact and its new value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "field", content = "value", rename_all = "snake_case")]
pub enum Correction {
    /// What is wrong, in a line.
    Title(String),
    /// The kind.
    Category(String),
    /// How many people it touched.
    UsersAffected(u64),
    /// How it was noticed.
    DetectedBy(String),
    /// Whether users reported it in public.
    PublicReport(bool),
    /// Whether nobody was harmed, this time.
    NearMiss(bool),
    /// The system that failed.
    System(String),
}

/// A decision, with what it was chosen over.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Decision {
    /// What was decided.
    pub text: String,
    /// What else was on the table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// Who decided, when it was not the writer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decider: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who was against it, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objections: Vec<String>,
}

/// Something that was preserved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// What it is.
    pub name: String,
    /// Where it is kept: `evidence/<sha256>` beside the log, or a place elsewhere.
    pub kept_at: String,
    /// The SHA-256 sum of its bytes, where they were at hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<EntryId>,
    /// Its size in bytes, where they were at hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Who collected it.
    pub collected_by: String,
}

/// What an incident is tied to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "to", rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "the variant's sentence explains its fields; their names are the format"
)]
pub enum Link {
    /// An alert of a monitoring system.
    Alert { source: String, key: String },
    /// The incident of which this one is a second telling.
    DuplicateOf { incident: IncidentId },
    /// Another incident that has to do with this one.
    Incident { incident: IncidentId },
}

/// An event together with when it happened and who said so, where these are not the writing of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What happened.
    pub event: Event,
    /// When it happened, where that is not when it was written.
    pub happened_at: Option<Moment>,
    /// Who said or did it, where the writer is only the scribe.
    pub said_by: Option<String>,
    /// Whether it is for lawyers only: it stays out of what leaves the room unless somebody asks for it.
    pub privileged: bool,
    /// The entry's old id, where it had to be written a second time.
    pub was: Option<EntryId>,
    /// The request that asked for it, where one asked with a key.
    pub request: Option<Request>,
}

/// What asked for an entry: a key, by which the same request that comes again is known, and the sum of what it asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The key.
    pub key: String,
    /// The sum of the request.
    pub sum: EntryId,
}

impl From<Event> for Fact {
    fn from(event: Event) -> Fact {
        let (happened_at, said_by, was, request) = (None, None, None, None);
        Fact { event, happened_at, said_by, privileged: false, was, request }
    }
}
