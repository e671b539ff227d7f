//! The shapes of what is said to people: items of the matrix, a message as it would go out.

use crate::clocks::Reading;
use crate::comms::{Finding, Item, Missing, State, items};
use crate::incident::{Authorship, EntryId, Incident, IncidentId};
use crate::time::{Moment, stamp};
use chrono::{DateTime, Utc};
use serde::Serialize;

/// A message that must be said, is written or went out: `state` is `due`, `drafted`, `waits_for_approval`,
/// `approved`, `sent`, `told`, `not_needed`, `not_applicable`, `not_assessed` or `armed`; `late` whether it
/// should have been sent by now. `asked` is false outside the matrix of the level; `number` counts the
/// turns of what `repeats`. `by`, `at` and `reason` say who decided or wrote what the state says.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of its own")]
pub struct Message {
    pub item: String,
    pub audience: String,
    pub title: String,
    pub rule: String,
    pub state: &'static str,
    pub late: bool,
    pub due: Option<String>,
    pub clock: Option<String>,
    pub missed: u32,
    pub number: u32,
    pub repeats: bool,
    pub asked: bool,
    pub optional: bool,
    pub template: Option<String>,
    pub owner: Option<Seat>,
    pub approvals: Vec<Approval>,
    pub draft: Option<Draft>,
    pub sent: Option<Sent>,
    pub by: Option<String>,
    pub at: Option<Moment>,
    pub reason: Option<String>,
    pub asks: Vec<String>,
    pub waits_for: Option<String>,
}

/// A seat and who sits in it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Seat {
    pub role: String,
    pub holder: Option<String>,
}

/// A seat that must approve: `by` and `at` say who has; `fault` why what was given does not count.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Approval {
    pub role: String,
    pub holder: Option<String>,
    pub by: Option<String>,
    pub at: Option<Moment>,
    pub fault: Option<String>,
}

/// A text that waits to go out; `unfinished` names the marks of missing fields in it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Draft {
    pub entry: EntryId,
    pub version: u32,
    pub by: String,
    pub at: Moment,
    pub subject: Option<String>,
    pub text: String,
    pub sha256: EntryId,
    pub unfinished: Vec<String>,
}

/// A text that went out: `number` is its place among all that was sent; `late_ms` is `null` when it was in
/// time or nobody can say; `lacked` names the approvals that it went out without, `unapproved` why.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Sent {
    pub entry: EntryId,
    pub number: usize,
    pub channel: String,
    pub reference: Option<String>,
    pub subject: Option<String>,
    pub text: String,
    pub sha256: EntryId,
    pub late_ms: Option<i64>,
    pub lacked: Vec<String>,
    pub unapproved: Option<String>,
    pub corrections: Vec<Corrected>,
}

/// A text that went out in the place of another.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Corrected {
    pub by: String,
    pub at: Moment,
    pub channel: String,
    pub reference: Option<String>,
    pub subject: Option<String>,
    pub text: String,
    pub sha256: EntryId,
    pub reason: String,
}

/// All messages of one incident, as `comms list --json` prints them.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Messages {
    pub incident: IncidentId,
    pub items: Vec<Message>,
}

impl Messages {
    /// The messages of an incident, as they stand when its clocks read so and that is known of who wrote it.
    pub fn of(
        incident: &Incident,
        authors: &Authorship,
        readings: &[Reading],
        now: DateTime<Utc>,
    ) -> Messages {
        let all = items(incident, authors, &readings.iter().collect::<Vec<_>>(), now);
        let items = all.iter().map(|item| Message::of(incident, item)).collect();
        Messages { incident: incident.id, items }
    }
}

impl Message {
    /// The shape of an item of an incident.
    pub fn of(incident: &Incident, item: &Item) -> Message {
        let (by, at, reason) = match &item.state {
            State::Told { by, when } => (Some(by.clone()), Some(*when), None),
            State::Sent(gone) => (Some(gone.by.clone()), Some(gone.when), None),
            State::NotNeeded { by, why } => (Some(by.clone()), None, Some(why.clone())),
            State::NotApplicable { why } => (None, None, Some(why.clone())),
            _ => (None, None, None),
        };
        Message {
            item: item.id.clone(),
            audience: item.audience.clone(),
            title: item.title.clone(),
            rule: item.rule.clone(),
            state: item.state.word(),
            late: item.is_late,
            due: item.due.map(stamp),
            clock: item.clock.clone(),
            missed: item.missed,
            number: item.number,
            repeats: item.repeats,
            asked: item.asked,
            optional: item.optional,
            template: item.template.clone(),
            owner: item.pen.clone().map(|seat| Seat { role: seat.role, holder: seat.name }),
            approvals: item.approvers.iter().map(Approval::of).collect(),
            draft: item.draft.as_ref().and_then(|_| Draft::of(incident, &item.id)),
            sent: match &item.state {
                State::Sent(gone) => Sent::of(incident, gone),
                _ => None,
            },
            by,
            at,
            reason,
            asks: match &item.state {
                State::NotAssessed { asks } => asks.clone(),
                _ => Vec::new(),
            },
            waits_for: match &item.state {
                State::Armed { waits_for } => Some(waits_for.clone()),
                _ => None,
            },
        }
    }
}

impl Approval {
    fn of(approver: &crate::comms::Approver) -> Approval {
        let (by, at) = approver.given.clone().unzip();
        let (seat, fault) = (approver.seat.clone(), approver.fault.clone());
        Approval { role: seat.role, holder: seat.name, by, at, fault }
    }
}

impl Draft {
    /// The draft of an item, where there is one.
    fn of(incident: &Incident, item: &str) -> Option<Draft> {
        let draft = incident.messages.drafts.get(item)?;
        let whole = crate::incident::whole(draft.says.subject.as_deref(), &draft.says.text);
        Some(Draft {
            entry: draft.id,
            version: draft.version,
            by: draft.by.clone(),
            at: draft.when,
            subject: draft.says.subject.clone(),
            text: draft.says.text.clone(),
            sha256: draft.says.sha256,
            unfinished: crate::comms::open_marks(&whole).into_iter().map(str::to_owned).collect(),
        })
    }
}

impl Sent {
    fn of(incident: &Incident, gone: &crate::comms::Gone) -> Option<Sent> {
        let sent = incident.messages.sent.iter().find(|sent| sent.id == gone.entry)?;
        let corrections = sent.corrections.iter().map(|said| Corrected {
            by: said.by.clone(),
            at: said.when,
            channel: said.value.channel.clone(),
            reference: said.value.reference.clone(),
            subject: said.value.subject.clone(),
            text: said.value.text.clone(),
            sha256: said.value.sha256,
            reason: said.value.reason.clone(),
        });
        Some(Sent {
            entry: sent.id,
            number: gone.place,
            channel: sent.says.channel.clone(),
            reference: sent.says.reference.clone(),
            subject: sent.says.subject.clone(),
            text: sent.says.text.clone(),
            sha256: sent.says.sha256,
            late_ms: gone.margin.late_by().map(|late| late.num_milliseconds()),
            lacked: sent.lacked.clone(),
            unapproved: sent.says.unapproved.clone(),
            corrections: corrections.collect(),
        })
    }
}

/// A message as it would go out: `missing` fields stand in it as marks, `wording` is what people outside
/// should not read, with places in characters.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Preview {
    pub item: String,
    pub audience: String,
    pub template: Option<String>,
    pub subject: Option<String>,
    pub text: String,
    pub sha256: EntryId,
    pub missing: Vec<Field>,
    pub wording: Vec<Wording>,
}

/// A field that somebody must fill.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Field {
    pub name: String,
    pub title: String,
}

/// A wording to avoid: `in` is `subject` or `text`.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Wording {
    pub r#in: &'static str,
    pub start: usize,
    pub end: usize,
    pub words: String,
    pub rule: String,
    pub instead: String,
    pub why: String,
}

impl Field {
    /// The shape of a missing field.
    pub fn of(missing: &Missing) -> Field {
        Field { name: missing.name.clone(), title: missing.title.clone() }
    }
}

impl Wording {
    /// The shapes of findings in a subject and a text.
    pub fn all(
        subject: Option<&str>,
        text: &str,
        found: &[(&'static str, Finding)],
    ) -> Vec<Wording> {
        let shape = |(place, finding): &(&'static str, Finding)| {
            let of = if *place == "subject" { subject.unwrap_or_default() } else { text };
            Wording::of(place, of, finding)
        };
        found.iter().map(shape).collect()
    }

    /// The shape of a finding in a text.
    pub fn of(place: &'static str, text: &str, finding: &Finding) -> Wording {
        let at = finding.characters(text);
        Wording {
            r#in: place,
            start: at.start,
            end: at.end,
            words: finding.words.clone(),
            rule: finding.rule.clone(),
            instead: finding.instead.clone(),
            why: finding.why.clone(),
        }
    }
}
