//! Removing words: redaction of anybody's entry, perhaps with cleaned words in its place.

use super::checks::{decision, evidence, long_text, names, one_line, optional_line, reason};
use super::{LINE, NAME};
use crate::incident::command::{Instead, Refusal};
use crate::incident::entry::{fact_of, is_plain};
use crate::incident::event::{Correction, Event, Link};
use crate::incident::fold::can_be_redacted;
use crate::incident::state::{Incident, Line, Standing};
use serde_json::Value;

/// Kinds that set something: without a cleaned content in its place, another value would come back.
const NEEDED: [&str; 45] = [
    "declared",
    "corrected",
    "severity_changed",
    "stage_entered",
    "role_assigned",
    "role_released",
    "handover_offered",
    "handover_accepted",
    "item_done",
    "item_undone",
    "item_waived",
    "task_acknowledged",
    "task_done",
    "stamp_set",
    "reopened",
    "resolved",
    "closed",
    "classified",
    "clock_waived",
    "clock_ruled_out",
    "clock_restored",
    "clock_paused",
    "clock_resumed",
    "lateness_explained",
    "submitted",
    "record_set",
    "containment_begun",
    "containment_verified",
    "containment_lifted",
    "plan_adopted",
    "message_drafted",
    "message_sent",
    "message_corrected",
    "message_waived",
    "approval_withdrawn",
    "action_added",
    "action_changed",
    "action_done",
    "action_dropped",
    "action_reopened",
    "section_written",
    "entry_privileged",
    "privilege_lifted",
    "hold_set",
    "hold_lifted",
];

/// Texts that are no words of people but say what was set. Numbers and truths need no list.
const FIXED: [&str; 32] = [
    "request",
    "severity",
    "field",
    "stage",
    "role",
    "offer",
    "sha256",
    "item",
    "task",
    "stamp",
    "time",
    "incident",
    "over",
    "happened_at",
    "assessed",
    "question",
    "answer",
    "clock",
    "verb",
    "containment",
    "authority",
    "plan",
    "draft",
    "approval",
    "sent",
    "template",
    "action",
    "due",
    "output",
    "measure",
    "section",
    "target",
];

impl Incident {
    /// Removes the content of an entry, in every copy of it that is known.
    pub(super) fn redacting(
        &self,
        typed: &str,
        why: &str,
        instead: Option<Instead>,
    ) -> Result<Vec<Event>, Refusal> {
        let line = &self.timeline[self.line_named(typed)?];
        let kind = line.entry.kind.as_str();
        if !can_be_redacted(kind) {
            return Err(Refusal::CannotRedact(kind.to_owned()));
        }
        if let Standing::Redacted { by, .. } = &line.standing {
            return Err(Refusal::AlreadySo(format!("{by} redacted it already")));
        }
        let reason = reason(why)?;
        if instead.is_none() && NEEDED.contains(&kind) {
            return Err(Refusal::NeedsInstead(kind.to_owned()));
        }
        let instead = instead.map(|instead| cleaned(line, instead)).transpose()?;
        let first = self.first_id(line.entry.id);
        let again = self.timeline.iter().map(|line| line.entry.id);
        let again = again.filter(|id| *id != first && self.first_id(*id) == first);
        let redacted = [first].into_iter().chain(again).map(|target| {
            let mut instead = instead.clone();
            if let Some(instead) = instead.as_mut().filter(|_| target != first) {
                instead.insert("was".to_owned(), first.to_string().into());
            }
            Event::Redacted { target, reason: reason.clone(), instead }
        });
        Ok(redacted.collect())
    }
}

/// The content that stands instead of a line's: words may differ, the rest is as it was.
fn cleaned(line: &Line, mut instead: Instead) -> Result<Instead, Refusal> {
    let kind = line.entry.kind.as_str();
    instead.shift_remove("salt");
    instead.shift_remove("was");
    if !is_plain(&instead) {
        let plain = "made of text, whole numbers and lists of them";
        return Err(Refusal::BadInstead(plain.to_owned()));
    }
    // Of an entry whose content is gone already nothing can be compared.
    if let Some(Ok(original)) = line.entry.data().map(serde_json::from_str::<Instead>) {
        keep_fixed(&original, &mut instead)?;
    }
    let fact = fact_of(kind, instead.clone());
    optional_line("the name of who said it", fact.said_by.as_deref(), NAME)?;
    check_words(&fact.event, kind)?;
    Ok(instead)
}

fn keep_fixed(original: &Instead, instead: &mut Instead) -> Result<(), Refusal> {
    let is_fixed = |key: &str, value: &Value| {
        let word = value.is_string() || value.is_array() || value.is_object();
        !word || FIXED.contains(&key)
    };
    for (key, value) in original.iter().filter(|(key, value)| is_fixed(key, value)) {
        if instead.get(key).is_some_and(|given| given != value) {
            return Err(Refusal::BadInstead(format!("as it was in `{key}`")));
        }
        instead.insert(key.clone(), value.clone());
    }
    let added =
        instead.iter().find(|(key, value)| is_fixed(key, value) && !original.contains_key(*key));
    match added {
        Some((key, _)) => Err(Refusal::BadInstead(format!("as it was, without `{key}`"))),
        None => Ok(()),
    }
}

/// Checks cleaned words like words that somebody types.
fn check_words(event: &Event, kind: &str) -> Result<(), Refusal> {
    let line = |what, text: &str, most| one_line(what, text, most).map(drop);
    match event {
        Event::Unknown | Event::PlanPinned(_) => {
            Err(Refusal::BadInstead(format!("the content of a `{kind}`")))
        }
        Event::Declared(declared) => names::declaration(None, declared.clone()).map(drop),
        Event::Corrected { to, .. } => match to {
            Correction::Title(text) => line("the title", text, super::TITLE),
            Correction::Category(text) => names::category(None, text).map(drop),
            Correction::DetectedBy(text) => names::detection(None, text).map(drop),
            _ => Ok(()),
        },
        Event::SeverityChanged { reason: why, .. }
        | Event::ContainmentLifted { reason: why, .. }
            if why.is_empty() =>
        {
            Ok(())
        }
        Event::SeverityChanged { reason: why, .. }
        | Event::Classified { reason: Some(why), .. }
        | Event::ClockWaived { reason: why, .. }
        | Event::ClockRuledOut { reason: why, .. }
        | Event::ClockRestored { reason: why, .. }
        | Event::ClockPaused { reason: why, .. }
        | Event::ClockSnoozed { reason: why, .. }
        | Event::LatenessExplained { reason: why, .. }
        | Event::ContainmentLifted { reason: why, .. }
        | Event::ItemWaived { reason: why, .. }
        | Event::Resolved { reason: why, .. }
        | Event::Reopened { reason: why, .. }
        | Event::ApprovalWithdrawn { reason: why, .. }
        | Event::MessageWaived { reason: why, .. }
        | Event::ActionDropped { reason: why, .. }
        | Event::ActionReopened { reason: why, .. }
        | Event::EntryPrivileged { reason: why, .. }
        | Event::PrivilegeLifted { reason: why, .. }
        | Event::HoldSet { reason: why, .. }
        | Event::HoldLifted { reason: why, .. }
        | Event::Closed { reason: why, .. } => reason(why).map(drop),
        Event::RoleAssigned { person, .. }
        | Event::RolePaged { person, .. }
        | Event::HandoverAccepted { person, .. }
        | Event::HandoverOffered { to: person, .. } => line("the name", person, NAME),
        Event::Noted { text } => long_text("the note", text).map(drop),
        Event::DecisionMade(made) => decision(made.clone()).map(drop),
        Event::EvidenceAdded(kept) => evidence(kept.clone()).map(drop),
        Event::ItemAdded { text, .. } => line("the line", text, LINE),
        Event::TaskGiven { text, to, .. } => {
            line("the task", text, LINE)?;
            line("the name", to, NAME)
        }
        Event::MessageDrafted(drafted) => {
            line("the audience", &drafted.audience, LINE)?;
            long_text("the text", &drafted.text).map(drop)
        }
        Event::MessageSent(sent) => {
            line("the channel", &sent.channel, LINE)?;
            long_text("the text", &sent.text).map(drop)
        }
        Event::MessageCorrected(amended) => {
            reason(&amended.reason)?;
            long_text("the text", &amended.text).map(drop)
        }
        Event::ActionAdded(owed) => {
            line("the action", &owed.text, LINE)?;
            line("the owner", &owed.owner, NAME)
        }
        Event::SectionWritten { text, .. } => long_text("the section", text).map(drop),
        Event::Submitted { reference: Some(text), .. } => line("the reference", text, LINE),
        Event::RecordSet { value, .. } => long_text("the value", value).map(drop),
        Event::ContainmentBegun { what, criteria, .. } => {
            line("what is contained", what, LINE)?;
            optional_line("the criteria", criteria.as_deref(), LINE).map(drop)
        }
        Event::AuthorityUsed { text, .. } => line("what was done", text, LINE),
        Event::StampSet { note: Some(note), .. }
        | Event::ContainmentVerified { note: Some(note), .. } => {
            long_text("the note", note).map(drop)
        }
        Event::Linked(Link::Alert { source, key }) => {
            line("the alert's source", source, LINE)?;
            line("the alert's key", key, LINE)
        }
        _ => Ok(()),
    }
}
