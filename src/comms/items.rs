//! A message that must be said, is written, or went out, and how it stands.
//!
//! ```text
//! due ─▶ drafted ─▶ waits for approval ─▶ approved ─▶ sent      of a cadence the next one is due at once
//!  └──▶ not needed (who, why)     an edit takes what was approved back to waiting
//! ```

use super::sending::{Margin, next_after};
use crate::incident::{EntryId, Incident};
use crate::time::Moment;
use chrono::{DateTime, Utc};

/// A message that the plan asks for, that somebody drafted, or that went out.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each says something of its own")]
pub struct Item {
    /// The rule of the matrix; outside the matrix the template.
    pub id: String,
    /// Who is told.
    pub audience: String,
    /// What they are told: `Notification`.
    pub title: String,
    /// The rule in words; empty outside the matrix.
    pub rule: String,
    /// Whether the matrix asks for it at this level.
    pub asked: bool,
    /// Whether it may be left out without a reason.
    pub optional: bool,
    /// Which one of its rule it is, from 1: of a cadence there are many.
    pub number: u32,
    /// Whether the next one is due as soon as one was sent.
    pub repeats: bool,
    /// The template that it is written from.
    pub template: Option<String>,
    /// Who holds the pen.
    pub pen: Option<Holder>,
    /// Who must approve the text, and who has.
    pub approvers: Vec<Approver>,
    /// The clock that says when it is due.
    pub clock: Option<String>,
    /// When it is due; of what was sent, when it was.
    pub due: Option<DateTime<Utc>>,
    /// Whether it is not sent and should have been.
    pub is_late: bool,
    /// How many whole intervals of a cadence have passed without it.
    pub missed: u32,
    /// The draft: its entry, its version, who wrote it and when.
    pub draft: Option<Drafted>,
    /// How it stands.
    pub state: State,
}

/// How a message stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Nobody has written it.
    Due,
    /// It is written, and nobody needs to approve it.
    Drafted,
    /// It is written, and these roles have not approved it.
    Waits(Vec<String>),
    /// It may go out.
    Approved,
    /// It went out.
    Sent(Gone),
    /// Its clock was met by hand: somebody was told, and the text is not here.
    Told {
        /// Who wrote that down.
        by: String,
        /// When people were told.
        when: Moment,
    },
    /// Somebody decided that it is not needed.
    NotNeeded {
        /// Who.
        by: String,
        /// Why.
        why: String,
    },
    /// The plan does not ask for it, or not any more.
    NotApplicable {
        /// Why.
        why: String,
    },
    /// Nobody knows whether it applies.
    NotAssessed {
        /// The questions that would tell.
        asks: Vec<String>,
    },
    /// It waits for a moment.
    Armed {
        /// The moment.
        waits_for: String,
    },
}

/// A seat and who sits in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The role.
    pub role: String,
    /// Its holder.
    pub name: Option<String>,
}

/// A seat that must approve a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approver {
    /// The seat.
    pub seat: Holder,
    /// Who approved these very words while holding it, and when.
    pub given: Option<(String, Moment)>,
    /// Why an approval in the name of this seat does not count.
    pub fault: Option<String>,
}

/// A text that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drafted {
    /// The entry.
    pub entry: EntryId,
    /// Which draft it is, from 1.
    pub version: u32,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub when: Moment,
}

/// How a message went out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// The entry that says so.
    pub entry: EntryId,
    /// Its place among all that was sent, from 1.
    pub place: usize,
    /// By whom.
    pub by: String,
    /// When.
    pub when: Moment,
    /// By which way.
    pub channel: String,
    /// What the recipient or the channel calls it.
    pub reference: Option<String>,
    /// How long before its time it went out, or after it.
    pub margin: Margin,
    /// The approvals that it lacked, and why it went out all the same.
    pub unapproved: Option<(Vec<String>, String)>,
    /// How often it was corrected.
    pub corrections: usize,
}

impl State {
    /// The state in a word, for data: `due`, `waits_for_approval`, `not_needed`.
    pub fn word(&self) -> &'static str {
        match self {
            State::Due => "due",
            State::Drafted => "drafted",
            State::Waits(_) => "waits_for_approval",
            State::Approved => "approved",
            State::Sent(_) => "sent",
            State::Told { .. } => "told",
            State::NotNeeded { .. } => "not_needed",
            State::NotApplicable { .. } => "not_applicable",
            State::NotAssessed { .. } => "not_assessed",
            State::Armed { .. } => "armed",
        }
    }
}

impl Item {
    /// Whether somebody must still do something about it.
    pub fn is_open(&self) -> bool {
        matches!(self.state, State::Due | State::Drafted | State::Waits(_) | State::Approved)
    }

    /// When the next one will be due if this one goes out now; nothing where it does not repeat.
    pub fn next_update(&self, incident: &Incident, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let clock = incident.plan.as_deref()?.clock(self.clock.as_deref()?)?;
        next_after(incident, clock, now)
    }

    /// Where it stands in the list: late, due, without a time, not assessed, gone, not needed.
    pub(super) fn place(&self) -> (u8, DateTime<Utc>) {
        let due = self.due.unwrap_or(DateTime::<Utc>::MAX_UTC);
        let last =
            |when: &Moment| DateTime::UNIX_EPOCH + (DateTime::<Utc>::MAX_UTC - when.earliest());
        match &self.state {
            _ if self.is_open() && self.is_late => (0, due),
            // What may be left out comes after what must be said.
            _ if self.is_open() => (if self.optional && self.draft.is_none() { 2 } else { 1 }, due),
            State::Armed { .. } | State::NotAssessed { .. } => (3, due),
            State::Sent(gone) => (4, last(&gone.when)),
            State::Told { when, .. } => (4, last(when)),
            _ => (5, due),
        }
    }
}
