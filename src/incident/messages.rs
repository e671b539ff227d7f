//! What is said to people: drafts, approvals of their exact words, what went out, what was corrected.
//!
//! Entries of others are taken as they come, so whether an approval was valid is no rule but a reading:
//! the fold notes at its place in the order whether the seat was held and the words were the same.

use super::authors::Authorship;
use super::id::EntryId;
use super::responding::Said;
use super::state::Incident;
use crate::plan::{CommsRule, Plan};
use crate::time::Moment;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The SHA-256 sum of what goes out: the subject, an empty line and the text; the text alone where there
/// is no subject.
///
/// ```
/// use warroom::incident::{EntryId, digest};
/// assert_eq!(digest(Some("Down"), "We know."), EntryId::of(b"Down\n\nWe know."));
/// assert_eq!(digest(None, "We know."), EntryId::of(b"We know."));
/// ```
pub fn digest(subject: Option<&str>, text: &str) -> EntryId {
    EntryId::of(whole(subject, text).as_bytes())
}

/// What goes out, as one text.
pub fn whole(subject: Option<&str>, text: &str) -> String {
    subject.map_or_else(|| text.to_owned(), |subject| format!("{subject}\n\n{text}"))
}

/// A text that is meant to go out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drafted {
    /// The rule of the plan's matrix, or the template of a message that the matrix does not ask for.
    pub item: String,
    /// Who is to read it.
    pub audience: String,
    /// The subject line, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The text.
    pub text: String,
    /// The [`digest`] of subject and text.
    pub sha256: EntryId,
    /// The template that it was written from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// What was typed into the template's fields.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
    /// The draft or the waiver that it replaces.
    pub over: Option<EntryId>,
}

/// A text that went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivered {
    /// As [`Drafted::item`].
    pub item: String,
    /// The draft that was sent, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<EntryId>,
    /// Who reads it.
    pub audience: String,
    /// By which way it went: `email`, `status page`.
    pub channel: String,
    /// What the recipient or the channel calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The subject line, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The text.
    pub text: String,
    /// The [`digest`] of subject and text.
    pub sha256: EntryId,
    /// The moment that it sets: what the clock of the rule waits for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stamp: Option<String>,
    /// Why it went out without the approval that the plan asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unapproved: Option<String>,
    /// The entry whose value of `stamp` it replaces.
    pub over: Option<EntryId>,
}

/// Another text that went out in the place of one that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amended {
    /// The entry of what was sent.
    pub sent: EntryId,
    /// The new subject line, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The new text.
    pub text: String,
    /// The [`digest`] of subject and text.
    pub sha256: EntryId,
    /// By which way it went.
    pub channel: String,
    /// What the recipient or the channel calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// What was wrong with the first one.
    pub reason: String,
    /// The correction that it replaces.
    pub over: Option<EntryId>,
}

/// What was drafted, approved and sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Messages {
    /// The draft of each item that has not gone out.
    pub drafts: BTreeMap<String, Draft>,
    /// Every approval, in order.
    pub approvals: Vec<Approval>,
    /// Everything that went out, in order.
    pub sent: Vec<Sent>,
    /// The items that somebody decided not to send, and why.
    pub waived: BTreeMap<String, Said<()>>,
    /// The sums of all drafts, by their entries: what an approval is compared with.
    pub(super) sums: BTreeMap<EntryId, EntryId>,
}

/// A text that waits to go out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The entry that wrote it.
    pub id: EntryId,
    /// What it says.
    pub says: Drafted,
    /// Which draft of the item it is since something was last sent, from 1.
    pub version: u32,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub when: Moment,
}

/// Somebody's yes to the exact words of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// The entry that gave it.
    pub id: EntryId,
    /// The item.
    pub item: String,
    /// The draft.
    pub draft: EntryId,
    /// The sum of the words that were approved.
    pub sha256: EntryId,
    /// The seat in whose name it was given.
    pub role: String,
    /// Who gave it.
    pub by: String,
    /// When.
    pub when: Moment,
    /// Whether they held the seat at that place in the order.
    pub held: bool,
    /// Whether the draft said these very words.
    pub same_text: bool,
    /// Who took it back, why and when.
    pub withdrawn: Option<Said<()>>,
}

impl Approval {
    /// Whether it counts: the seat was held, the words are those of the draft, nobody took it back.
    pub fn is_valid(&self) -> bool {
        self.held && self.same_text && self.withdrawn.is_none()
    }

    /// Why it does not count, where it does not.
    pub fn fault(&self) -> Option<String> {
        if let Some(said) = &self.withdrawn {
            let why = said.reason.as_deref().unwrap_or_default();
            return Some(format!("withdrawn by {}: {why}", said.by));
        }
        match (self.held, self.same_text) {
            (false, _) => Some(format!("{} did not hold the seat then", self.by)),
            (true, false) => Some("given to another text".to_owned()),
            (true, true) => None,
        }
    }
}

/// A text that went out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The entry that says so.
    pub id: EntryId,
    /// What went out, to whom, by which way.
    pub says: Delivered,
    /// Which one of the item it is, from 1.
    pub number: u32,
    /// The seats whose valid approval these words had when they went out.
    pub approved_by: Vec<String>,
    /// The seats whose approval the plan asked for and that had not given it.
    pub lacked: Vec<String>,
    /// Who sent it.
    pub by: String,
    /// When.
    pub when: Moment,
    /// What went out in its place, in order.
    pub corrections: Vec<Said<Amended>>,
}

impl Incident {
    /// The rule of the plan's matrix that an item is.
    pub fn comms_rule(&self, item: &str) -> Option<&CommsRule> {
        self.plan.as_deref().and_then(|plan| plan.comms_rule(item))
    }

    /// Why an approval does not count by what is known of its author too, where it does not.
    pub fn fault_of(&self, given: &Approval, authors: &Authorship) -> Option<String> {
        let doubt = || authors.doubt_of(self, given.id);
        given.fault().or_else(|| doubt().map(|doubt| format!("approved by {} ({doubt})", given.by)))
    }

    /// The valid approvals of an item's draft.
    pub fn approvals_of<'a>(
        &'a self,
        item: &'a str,
        authors: &'a Authorship,
    ) -> impl Iterator<Item = &'a Approval> {
        let draft = self.messages.drafts.get(item).map(|draft| draft.id);
        let approvals = self.messages.approvals.iter().filter(move |of| Some(of.draft) == draft);
        approvals.filter(|given| self.fault_of(given, authors).is_none())
    }

    /// The seats whose valid approval these words of an item have: given to that draft where there is one.
    pub(super) fn roles_that_approved(
        &self,
        item: &str,
        draft: Option<EntryId>,
        sha256: EntryId,
        authors: &Authorship,
    ) -> Vec<String> {
        let of_these = |given: &&Approval| given.item == item && given.sha256 == sha256;
        let given = self.messages.approvals.iter().filter(of_these);
        let given = given.filter(|given| self.fault_of(given, authors).is_none());
        let given = given.filter(|given| draft.is_none_or(|draft| draft == given.draft));
        let roles: BTreeSet<String> = given.map(|given| given.role.clone()).collect();
        roles.into_iter().collect()
    }

    /// The seats that must still approve an item's text before it goes out, in the plan's order.
    pub fn missing_approvals(&self, item: &str, authors: &Authorship) -> Vec<&str> {
        let asked = self.comms_rule(item).map(|rule| rule.approved_by.as_slice());
        let given =
            |role: &&String| self.approvals_of(item, authors).any(|given| given.role == **role);
        asked.unwrap_or_default().iter().filter(|role| !given(role)).map(String::as_str).collect()
    }

    /// The moment that sending an item sets: what the clock of its rule, or another clock, waits for.
    pub fn stamp_of_message(&self, item: &str, clock: Option<&str>) -> Option<String> {
        let plan: &Plan = self.plan.as_deref()?;
        let clock = clock.or_else(|| plan.comms_rule(item)?.clock.as_deref())?;
        let clock = plan.clock(clock)?;
        Some(clock.stops_at.clone().unwrap_or_else(|| format!("{}.submitted", clock.id)))
    }
}
