//! What somebody wants. Names that people type stand here as they were typed; `decide` understands
//! them with the help of the plan.

use super::actions::Owed;
use super::authors::Authorship;
use super::event::{Correction, Decision, Declared, Evidence, Link};
use super::id::EntryId;
use super::responding::{Answer, Assessed, Ruling};
use crate::plan::Pinned;
use crate::time::Moment;
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeMap;

/// A wish; it may be refused.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the variant's sentence explains its fields")]
pub enum Command {
    /// Open an incident; historic ones pin no plan.
    Declare { declared: Declared, plan: Option<Pinned> },
    /// Correct a declared fact.
    Correct(Correction),
    /// Tie the incident to something.
    Link(Link),
    /// Write a note.
    Note { text: String },
    /// Write down a decision.
    Decide(Decision),
    /// Seat somebody.
    Assign { role: String, person: String },
    /// Empty a seat.
    Release { role: String },
    /// Offer a seat to somebody.
    Handover { role: String, to: String, briefing: Option<String> },
    /// Take a seat that was offered.
    Accept { role: String },
    /// Set the severity.
    SetSeverity { level: String, reason: String, assessed: Assessed },
    /// Go into a stage.
    EnterStage { stage: String },
    /// Add a line to a stage's checklist; to the current stage's when none is named.
    AddItem { stage: Option<String>, text: String },
    /// Tick a checklist line.
    Tick { item: String },
    /// Open a checklist line again.
    Untick { item: String },
    /// Leave a checklist line out on purpose.
    Waive { item: String, reason: String },
    /// Ask somebody to do something within some minutes.
    GiveTask { text: String, to: String, minutes: u32 },
    /// Say yes to a task.
    Acknowledge { task: String },
    /// Report a task as done.
    FinishTask { task: String },
    /// Record or correct a moment.
    Stamp { stamp: String, time: Moment, note: Option<String> },
    /// Register something preserved.
    AddEvidence(Evidence),
    /// Say that the harm is over.
    Resolve { reason: String },
    /// Say that it is not.
    Reopen { reason: String },
    /// Say that the work is over, and why a fix or a prevention is missing.
    Close { reason: String, without_outputs: Option<String> },
    /// Answer a question of the classification.
    Classify { question: String, answer: Answer, reason: Option<String> },
    /// Decide about a clock: waive it or rule it out; with no ruling, let it run again.
    Rule { clock: String, ruling: Option<Ruling>, reason: String },
    /// Stop a clock.
    PauseClock { clock: String, reason: String },
    /// Let a clock go on that was stopped.
    ResumeClock { clock: String },
    /// Put a reminder off for some minutes.
    Snooze { clock: String, minutes: u32, reason: String },
    /// Say why a clock was not met in time.
    ExplainLateness { clock: String, reason: String },
    /// Record that what a clock asks for went out.
    Submit { clock: String, reference: Option<String> },
    /// Fill a field of the record.
    SetRecord { field: String, value: String },
    /// Write a containment into the ledger.
    Contain { verb: String, what: String, criteria: Option<String>, evidence_copied: Option<bool> },
    /// Say that a containment works.
    VerifyContainment { containment: String, note: Option<String> },
    /// Take a containment back.
    Lift { containment: String, criteria_met: bool, reason: String },
    /// Use an authority that the plan gives to a seat.
    UseAuthority { role: String, authority: String, text: String },
    /// Call somebody for a seat: its contact where nobody is named.
    Page { role: String, person: Option<String>, note: Option<String> },
    /// Put another plan in force.
    AdoptPlan { plan: Pinned, reason: String },
    /// Write a text that is meant to go out.
    Draft(Drafting),
    /// Say yes to the exact words of a draft; the seat is found where none is named. `draft` is the one that
    /// was read.
    Approve { item: String, role: Option<String>, draft: Option<String> },
    /// Take an approval back.
    WithdrawApproval { item: String, role: Option<String>, reason: String },
    /// Say that a text went out.
    Send(Sending),
    /// Say that another text went out in the place of one that was sent.
    CorrectMessage {
        sent: String,
        subject: Option<String>,
        text: String,
        channel: Option<String>,
        reference: Option<String>,
        reason: String,
    },
    /// Say that a message is not needed.
    WaiveMessage { item: String, reason: String },
    /// Write down work that follows.
    AddAction(Owed),
    /// Change its words, its owner or its day.
    ChangeAction {
        action: String,
        text: Option<String>,
        owner: Option<String>,
        due: Option<NaiveDate>,
    },
    /// Report it as done.
    FinishAction { action: String, note: Option<String> },
    /// Give it up.
    DropAction { action: String, reason: String },
    /// Take it up again.
    ReopenAction { action: String, reason: String },
    /// Write a section of the report.
    WriteSection { section: String, text: String },
    /// Mark an entry as one for lawyers only, or as one for everybody.
    SetPrivilege { entry: String, privileged: bool, reason: String },
    /// Forbid that anything of the incident is destroyed.
    Hold { reason: String },
    /// Allow it again.
    LiftHold { reason: String },
    /// Undo an entry of one's own: the one named, or the last one that can be undone.
    Undo { entry: Option<String> },
    /// Remove an entry's content, perhaps putting a cleaned one in its place.
    Redact { entry: String, reason: String, instead: Option<Instead> },
}

/// The cleaned content of a redacted entry: a JSON object as it stands in `data`, without its salt.
pub type Instead = serde_json::Map<String, serde_json::Value>;

/// A text that somebody writes for an item of the matrix, or for none of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Drafting {
    /// A rule of the matrix, or a template.
    pub item: String,
    /// Who is to read it; as the rule or the template says where nothing is said.
    pub audience: Option<String>,
    /// The subject line, where it has one.
    pub subject: Option<String>,
    /// The text.
    pub text: String,
    /// The template that it was written from.
    pub template: Option<String>,
    /// What was typed into the template's fields.
    pub fields: BTreeMap<String, String>,
}

/// A text that went out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sending {
    /// A rule of the matrix, or a template.
    pub item: String,
    /// The draft that was read; the one there is where none is named.
    pub draft: Option<String>,
    /// Subject and text, where what went out was never drafted here.
    pub text: Option<(Option<String>, String)>,
    /// By which way it went.
    pub channel: String,
    /// Who read it, where that is not as the draft says.
    pub audience: Option<String>,
    /// What the recipient or the channel calls it.
    pub reference: Option<String>,
    /// The clock that it meets, where that is not the rule's.
    pub clock: Option<String>,
    /// Why it went out without the approval that the plan asks for.
    pub unapproved: Option<String>,
}

/// Who wants it, when, and on whose word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occasion {
    /// The writer's handle.
    pub by: String,
    /// The writer's time.
    pub now: DateTime<Utc>,
    /// When it happened, where that is not now.
    pub happened_at: Option<Moment>,
    /// Who said or did it, where the writer is only the scribe.
    pub said_by: Option<String>,
    /// Whether it is for lawyers only.
    pub privileged: bool,
    /// What is known of who wrote what is there.
    pub authors: Authorship,
}

impl Occasion {
    /// Somebody wants something now, on their own word.
    pub fn now(by: &str, now: DateTime<Utc>) -> Occasion {
        let (happened_at, said_by, authors) = (None, None, Authorship::default());
        Occasion { by: by.to_owned(), now, happened_at, said_by, privileged: false, authors }
    }

    /// Who does it: the one on whose word it is written, else the writer.
    pub fn who(&self) -> &str {
        self.said_by.as_deref().unwrap_or(&self.by)
    }

    /// When it happened, to the second where nothing else was said.
    pub fn when(&self) -> Moment {
        self.happened_at.unwrap_or_else(|| Moment::second(self.now))
    }
}

/// Why a command was refused. Nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message explains the fields")]
pub enum Refusal {
    #[error("incident {0} exists already")]
    AlreadyDeclared(super::id::IncidentId),
    #[error("there is no such incident")]
    NotDeclared,
    #[error("no {what} is called `{typed}`")]
    Unknown { what: &'static str, typed: String, known: Vec<String> },
    #[error("no {what} matches `{typed}`")]
    NotFound { what: &'static str, typed: String },
    #[error("`{typed}` matches more than one {what}")]
    Ambiguous { what: &'static str, typed: String, matches: Vec<String> },
    #[error("{0}")]
    AlreadySo(String),
    #[error("{what} is empty")]
    Empty { what: &'static str },
    #[error("{what} has {length} characters")]
    TooLong { what: &'static str, length: usize, most: usize },
    #[error("{what} holds a line break or another control character")]
    NotOneLine { what: &'static str },
    #[error("{what} is {got}")]
    OutOfRange { what: &'static str, got: u64, least: u64, most: u64 },
    #[error("{0} lies in the future")]
    InFuture(Moment),
    #[error("the incident is closed")]
    Closed,
    #[error("the incident is {0}")]
    WrongStatus(&'static str, &'static str),
    #[error("the seat `{role}` is empty")]
    SeatEmpty { role: String },
    #[error("the seat `{role}` was not offered to {by}")]
    NotOffered { role: String, by: String, to: Option<String> },
    #[error("the entry was written by {0}")]
    NotYours(String),
    #[error("{by} changed {what} since, at {}", crate::time::stamp(*at))]
    ChangedSince { what: String, by: String, at: DateTime<Utc> },
    #[error("an entry of kind `{0}` cannot be undone")]
    CannotUndo(String),
    #[error("there is nothing of yours to undo")]
    NothingToUndo,
    #[error("an entry of kind `{0}` cannot be redacted")]
    CannotRedact(String),
    #[error("the incident needs what the entry of kind `{0}` says")]
    NeedsInstead(String),
    #[error("what is put in place of the entry is not {0}")]
    BadInstead(String),
    #[error("the plan cannot be read")]
    BadPlan,
    #[error("`{question}` is answered by {takes}")]
    WrongAnswer { question: String, takes: &'static str },
    #[error("the clock `{0}` is a regulator's: it cannot be paused outside an exercise")]
    CannotPause(String),
    #[error("`{what}` is to be lifted only when: {criteria}")]
    CriteriaNotMet { what: String, criteria: String },
    #[error("the plan does not let `{role}` {authority}")]
    NoAuthority { role: String, authority: String, may: Vec<String> },
    #[error("{by} does not hold `{role}`")]
    NotHolder { role: String, by: String, holder: Option<String> },
    #[error("the plan names nobody to call for `{role}`")]
    NoContact { role: String },
    #[error("an incident cannot be linked to itself")]
    Itself,
    #[error("{what} holds the control character U+{code:04X} in line {line}")]
    ControlCharacter { what: &'static str, code: u32, line: usize },
    #[error("nobody has drafted `{0}`")]
    NotDrafted(String),
    #[error("`{item}` was drafted anew by {by}, at {}", crate::time::stamp(*at))]
    DraftedAnew { item: String, by: String, at: DateTime<Utc> },
    #[error("`{item}` asks for no approval by `{role}`")]
    NotApprover { item: String, role: String, asked: Vec<String> },
    #[error("`{item}` lacks the approval of {}{}", lacking.join(" and "), doubts.first().map(|doubt| format!(": {doubt}")).unwrap_or_default())]
    NotApproved { item: String, lacking: Vec<String>, doubts: Vec<String> },
    #[error("nobody has approved `{item}`{}", role.as_ref().map(|role| format!(" as `{role}`")).unwrap_or_default())]
    NoApproval { item: String, role: Option<String> },
    #[error("the incident has not yielded {}", .0.join(" and "))]
    NoOutputs(Vec<&'static str>),
    #[error("a legal hold keeps it (set by {by}: {reason})")]
    Held { by: String, reason: String },
    #[error("what sets something for all cannot be for lawyers only")]
    CannotBePrivileged,
    #[error("the entry would have {0} bytes")]
    TooLarge(usize),
}

impl Refusal {
    /// What would be allowed.
    pub fn remedy(&self) -> String {
        match self {
            Refusal::AlreadyDeclared(_) => "change it with `set`, `sev` or `stage`".to_owned(),
            Refusal::NotDeclared => "`warroom list --all` shows what there is".to_owned(),
            Refusal::Unknown { known, .. } if known.is_empty() => {
                "the incident has no plan that names any".to_owned()
            }
            Refusal::Unknown { known, .. } => format!("one of: {}", known.join(", ")),
            Refusal::NotFound { what, .. } => format!("`warroom show` and `log` list each {what}"),
            Refusal::Ambiguous { matches, .. } => format!("one of: {}", matches.join(", ")),
            Refusal::AlreadySo(_) => "nothing needs to be done".to_owned(),
            Refusal::Empty { what } => format!("say {what} in a few words"),
            Refusal::TooLong { most, .. } => format!("use at most {most} characters"),
            Refusal::NotOneLine { .. } => "write it on one line".to_owned(),
            Refusal::OutOfRange { least, most, .. } => format!("from {least} to {most}"),
            Refusal::BadPlan => "`warroom plan check` says what is wrong with it".to_owned(),
            Refusal::WrongAnswer { takes, .. } => format!("answer {takes}, or `unknown`"),
            Refusal::CannotPause(_) => {
                "waive it with a reason, or say that it does not apply".to_owned()
            }
            Refusal::CriteriaNotMet { .. } => {
                "say that they are met, or give the reason for lifting it all the same".to_owned()
            }
            Refusal::NoAuthority { may, .. } if may.is_empty() => {
                "the plan gives that seat no authority; write a decision instead".to_owned()
            }
            Refusal::NoAuthority { may, .. } => format!("one of: {}", may.join(", ")),
            Refusal::NotHolder { holder: Some(holder), .. } => {
                format!("{holder} holds it; take the seat, or write with --said-by {holder}")
            }
            Refusal::NotHolder { .. } => "take the seat first; it is empty".to_owned(),
            Refusal::NoContact { .. } => "name somebody".to_owned(),
            Refusal::Itself => "name the other incident".to_owned(),
            Refusal::ControlCharacter { .. } => {
                "take it out; only line breaks and tabs go out to people".to_owned()
            }
            Refusal::NotDrafted(item) => {
                format!("write it with `comms draft {item}`, or send a text with --text")
            }
            Refusal::DraftedAnew { .. } => "read the new draft first".to_owned(),
            Refusal::NotApprover { asked, .. } if asked.is_empty() => {
                "it may go out as it is".to_owned()
            }
            Refusal::NotApprover { asked, .. } => format!("it asks for: {}", asked.join(", ")),
            Refusal::NotApproved { doubts, .. } if !doubts.is_empty() => {
                "it counts once its author's own desk has synced; or say with --unapproved why it goes \
                 out without"
                    .to_owned()
            }
            Refusal::NotApproved { .. } => {
                "have it approved, or say with --unapproved why it goes out without".to_owned()
            }
            Refusal::NoApproval { .. } => "`warroom comms list` shows who approved what".to_owned(),
            Refusal::NoOutputs(_) => {
                "add them with `action add`, or say with --without-outputs why there are none"
                    .to_owned()
            }
            Refusal::CannotBePrivileged => {
                "write what is privileged as a note, a decision or evidence".to_owned()
            }
            Refusal::Held { .. } => {
                "nothing of it is destroyed until the hold is lifted: `hold ID --lift`".to_owned()
            }
            Refusal::InFuture(_) => "give the time at which it happened".to_owned(),
            Refusal::Closed => "reopen it first, with a reason; notes, evidence, links, \
                                corrections, messages and actions are still taken"
                .to_owned(),
            Refusal::WrongStatus(_, remedy) => (*remedy).to_owned(),
            Refusal::SeatEmpty { .. } => "assign somebody first".to_owned(),
            Refusal::NotOffered { role, to, .. } => match to {
                Some(to) => format!("it waits for {to}; offer it anew with `handover`"),
                None => format!("take it with `assign {role}`"),
            },
            Refusal::NotYours(by) => format!("ask {by} to undo it, or write what is right now"),
            Refusal::ChangedSince { .. } => "set what is right now instead".to_owned(),
            Refusal::CannotUndo(_) => "write a new entry that says what is right".to_owned(),
            Refusal::NothingToUndo => "name the entry; `warroom log` lists them".to_owned(),
            Refusal::CannotRedact(_) => "it holds no words of people".to_owned(),
            Refusal::NeedsInstead(_) => {
                "give the same content without the offending text, with --instead".to_owned()
            }
            Refusal::BadInstead(_) => {
                "give a JSON object with the fields of `data`, without `salt`".to_owned()
            }
            Refusal::TooLarge(_) => {
                "shorten it, or keep it as a file and register that as evidence".to_owned()
            }
        }
    }
}

/// What a typed reference to an entry may look like: the beginning of its id, at least four digits.
pub(super) fn may_be_entry(typed: &str) -> bool {
    let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    (4..=64).contains(&typed.len()) && typed.bytes().all(hex)
}

/// Returns the one entry that a typed beginning of an id means.
pub(super) fn one_entry(
    what: &'static str,
    typed: &str,
    ids: impl Iterator<Item = EntryId>,
) -> Result<EntryId, Refusal> {
    let typed = typed.trim().to_ascii_lowercase();
    let mut matches: Vec<EntryId> =
        ids.filter(|id| may_be_entry(&typed) && id.to_string().starts_with(&typed)).collect();
    matches.dedup();
    match matches.as_slice() {
        [] => Err(Refusal::NotFound { what, typed }),
        [one] => Ok(*one),
        many => {
            let matches = many.iter().map(|id| id.to_string()[..12].to_owned()).collect();
            Err(Refusal::Ambiguous { what, typed, matches })
        }
    }
}
