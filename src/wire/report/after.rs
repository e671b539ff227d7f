//! The shapes of what was said to people, and of the work that follows.

use crate::audience::Audience;
use crate::incident::{Approval, Authorship, EntryId, Incident, Output, Said, Sent};
use crate::metrics::due_of_messages;
use crate::store::follow_up::{FollowUp, Standing};
use crate::telling::title_of_message;
use crate::time::{Moment, stamp};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

/// A message that went out: `number` is its place among those of its item; `due` is when the clock of its item
/// ran out, `late_ms` by how much it came after that; `lacked` are seats whose approval was missing then, and
/// `unapproved` why it went out all the same.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
#[schema(as = report::Message)]
pub struct Message {
    pub entry: EntryId,
    pub item: String,
    pub title: String,
    pub audience: String,
    pub number: u32,
    pub channel: String,
    pub reference: Option<String>,
    pub subject: Option<String>,
    pub text: String,
    pub sha256: EntryId,
    pub sent_at: Moment,
    pub by: String,
    pub due: Option<String>,
    pub late_ms: Option<i64>,
    pub approved_by: Vec<String>,
    pub lacked: Vec<String>,
    pub unapproved: Option<String>,
    pub approvals: Vec<Approved>,
    pub corrections: Vec<Corrected>,
}

/// An approval of the words that went out: `fault` says why it does not count, where it does not.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Approved {
    pub role: String,
    pub by: String,
    pub at: Moment,
    pub valid: bool,
    pub fault: Option<String>,
}

/// What went out in the place of a message.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
#[schema(as = report::Corrected)]
pub struct Corrected {
    pub at: Moment,
    pub by: String,
    pub channel: String,
    pub reference: Option<String>,
    pub subject: Option<String>,
    pub text: String,
    pub sha256: EntryId,
    pub reason: String,
}

/// Something that the matrix asks for at this level and that did not go out: `waived_by`, `waived_at` and
/// `reason` say who decided so, where somebody did; `drafted` whether it is written.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Unsent {
    pub item: String,
    pub title: String,
    pub audience: String,
    pub rule: Option<String>,
    pub drafted: bool,
    pub waived_by: Option<String>,
    pub waived_at: Option<Moment>,
    pub reason: Option<String>,
}

/// Work that follows: `output` is `fix` or `prevention`, `measure` its form; `state` is `open`, `done` or
/// `dropped`, with who said so, when, and what was said.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Action {
    pub action: EntryId,
    pub number: usize,
    pub text: String,
    pub owner: String,
    pub due: NaiveDate,
    pub output: &'static str,
    pub measure: Option<&'static str>,
    pub state: String,
    pub overdue: bool,
    pub by: Option<String>,
    pub at: Option<Moment>,
    pub note: Option<String>,
}

/// A legal hold: nothing may be destroyed.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Held {
    pub by: String,
    pub at: Moment,
    pub reason: Option<String>,
}

impl Message {
    /// Everything that went out, in order.
    pub(super) fn all(incident: &Incident, authors: &Authorship) -> Vec<Message> {
        let due = due_of_messages(incident);
        let sent = incident.messages.sent.iter();
        let of = |sent: &Sent| Message::of(incident, authors, sent, due.get(&sent.id).copied());
        sent.map(of).collect()
    }

    fn of(
        incident: &Incident,
        authors: &Authorship,
        sent: &Sent,
        due: Option<DateTime<Utc>>,
    ) -> Message {
        let plan = incident.plan.as_deref();
        let says = &sent.says;
        let role = |id: &String| {
            let known = plan.and_then(|plan| plan.role(id));
            known.map_or_else(|| id.clone(), |role| role.title.clone())
        };
        let late = due.map(|due| sent.when.earliest() - due);
        let of_these =
            |given: &&Approval| given.item == says.item && Some(given.draft) == says.draft;
        let approved = |given: &Approval| Approved {
            role: role(&given.role),
            by: given.by.clone(),
            at: given.when,
            valid: incident.fault_of(given, authors).is_none(),
            fault: incident.fault_of(given, authors),
        };
        // What the fold counted counts only while nothing speaks against its author.
        let is_theirs = |role: &&String| {
            let mut given = incident.messages.approvals.iter().filter(of_these);
            let doubted = |given: &Approval| authors.doubt_of(incident, given.id).is_some();
            !given.any(|given| given.role == **role && doubted(given))
        };
        let corrected = |said: &Said<crate::incident::Amended>| Corrected {
            at: said.when,
            by: said.by.clone(),
            channel: said.value.channel.clone(),
            reference: said.value.reference.clone(),
            subject: said.value.subject.clone(),
            text: said.value.text.clone(),
            sha256: said.value.sha256,
            reason: said.value.reason.clone(),
        };
        Message {
            entry: sent.id,
            item: says.item.clone(),
            title: title_of_message(plan, &says.item),
            audience: says.audience.clone(),
            number: sent.number,
            channel: says.channel.clone(),
            reference: says.reference.clone(),
            subject: says.subject.clone(),
            text: says.text.clone(),
            sha256: says.sha256,
            sent_at: sent.when,
            by: sent.by.clone(),
            due: due.map(stamp),
            late_ms: late.map(|late| late.num_milliseconds()).filter(|late| *late > 0),
            approved_by: sent.approved_by.iter().filter(is_theirs).map(role).collect(),
            lacked: sent.lacked.iter().map(role).collect(),
            unapproved: says.unapproved.clone(),
            approvals: incident.messages.approvals.iter().filter(of_these).map(approved).collect(),
            corrections: sent.corrections.iter().map(corrected).collect(),
        }
    }

    /// The message as those outside read it: what they got, and nothing of how it came about.
    pub(super) fn outside(mut self) -> Message {
        self.approvals.clear();
        self.lacked.clear();
        self.unapproved = None;
        for correction in &mut self.corrections {
            correction.reason.clear();
        }
        self
    }
}

impl Unsent {
    /// What the matrix asks for at the level that is set, or what somebody began or left out, and that did not
    /// go out. What hangs on a condition is asked for only once somebody wrote it.
    pub(super) fn all(incident: &Incident) -> Vec<Unsent> {
        let messages = &incident.messages;
        let went_out = |item: &str| messages.sent.iter().any(|sent| sent.says.item == item);
        let level = incident.severity.as_deref().unwrap_or_default();
        let rules = incident.plan.iter().flat_map(|plan| &plan.comms);
        let rules = rules.filter(|rule| {
            let begun =
                messages.drafts.contains_key(&rule.id) || messages.waived.contains_key(&rule.id);
            let asked = rule.levels.iter().any(|known| known == level)
                && !rule.optional
                && rule.conditions.is_empty();
            !went_out(&rule.id) && (begun || asked)
        });
        let unsent = rules.map(|rule| {
            let waived = messages.waived.get(&rule.id);
            Unsent {
                item: rule.id.clone(),
                title: rule.title.clone(),
                audience: rule.audience.clone(),
                rule: Some(rule.rule.clone()),
                drafted: messages.drafts.contains_key(&rule.id),
                waived_by: waived.map(|said| said.by.clone()),
                waived_at: waived.map(|said| said.when),
                reason: waived.and_then(|said| said.reason.clone()),
            }
        });
        unsent.collect()
    }
}

impl Action {
    /// The work that follows, in order; `now` says what is overdue.
    pub(super) fn all(incident: &Incident, now: DateTime<Utc>) -> Vec<Action> {
        let action = |(place, what): (usize, FollowUp)| {
            let (output, measure) = match what.kind {
                Output::Fix => ("fix", None),
                Output::Prevention(measure) => ("prevention", Some(measure.word())),
            };
            Action {
                action: what.action,
                number: place + 1,
                overdue: matches!(what.standing(now), Standing::Overdue(_)),
                text: what.text,
                owner: what.owner,
                due: what.due,
                output,
                measure,
                state: what.state,
                by: what.ended_by,
                at: what.ended_at,
                note: what.said,
            }
        };
        FollowUp::all(incident).into_iter().enumerate().map(action).collect()
    }
}

impl Held {
    /// The hold that stands.
    pub(super) fn of(incident: &Incident) -> Option<Held> {
        let hold = incident.hold.as_ref()?;
        Some(Held { by: hold.by.clone(), at: hold.when, reason: hold.reason.clone() })
    }
}

/// The messages that an audience reads.
pub(super) fn messages_for(audience: Audience, messages: Vec<Message>) -> Vec<Message> {
    let reads = |message: &Message| audience.has_read(&message.audience);
    messages.into_iter().filter(reads).map(Message::outside).collect()
}
