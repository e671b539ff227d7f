//! Rules of what is said to people: who may approve, what may go out, what goes out in its place.

use super::LINE;
use super::checks::{one_line, optional_line, reason, words_that_go_out};
use super::naming::{free_name, unknown};
use crate::incident::authors::Authorship;
use crate::incident::command::{Command, Drafting, Occasion, Refusal, Sending, one_entry};
use crate::incident::event::Event;
use crate::incident::id::EntryId;
use crate::incident::messages::{Amended, Approval, Delivered, Draft, Drafted, Sent, digest};
use crate::incident::state::{Field, Incident};
use crate::plan::spelled_alike;

/// The longest subject line, in characters.
const SUBJECT: usize = 200;
/// What the plan lets a seat do that approves texts.
const APPROVES: &str = "approve comms";

impl Incident {
    /// The event that a command about messages comes to.
    pub(super) fn messaging(&self, command: Command, on: &Occasion) -> Result<Event, Refusal> {
        match command {
            Command::Draft(drafting) => self.drafting(drafting),
            Command::Approve { item, role, draft } => {
                self.approving(&item, role.as_deref(), draft.as_deref(), on)
            }
            Command::WithdrawApproval { item, role, reason: why } => {
                let given = self.approval_named(&item, role.as_deref(), on)?.id;
                let over = self.over(&Field::Approval(given));
                Ok(Event::ApprovalWithdrawn { approval: given, reason: reason(&why)?, over })
            }
            Command::Send(sending) => self.sending(sending, on),
            Command::CorrectMessage { sent, subject, text, channel, reference, reason: why } => {
                let before = self.sent_named(&sent)?;
                let (subject, text) = words(subject.as_deref(), &text)?;
                let sha256 = digest(subject.as_deref(), &text);
                let last = before.corrections.last().map(|said| said.value.sha256);
                if last.unwrap_or(before.says.sha256) == sha256 {
                    return Err(Refusal::AlreadySo("what was sent says that already".to_owned()));
                }
                let channel = channel.unwrap_or_else(|| before.says.channel.clone());
                Ok(Event::MessageCorrected(Amended {
                    sent: before.id,
                    subject,
                    text,
                    sha256,
                    channel: one_line("the channel", &channel, LINE)?,
                    reference: optional_line("the reference", reference.as_deref(), LINE)?,
                    reason: reason(&why)?,
                    over: self.over(&Field::Sent(before.id)),
                }))
            }
            Command::WaiveMessage { item, reason: why } => {
                let (item, _) = self.message_named(&item)?;
                let field = Field::Message(item.clone());
                if self.messages.waived.contains_key(&item) && !self.in_conflict(&field) {
                    return Err(Refusal::AlreadySo(format!("`{item}` is not needed already")));
                }
                Ok(Event::MessageWaived { item, reason: reason(&why)?, over: self.over(&field) })
            }
            other => self.following(other),
        }
    }

    fn drafting(&self, drafting: Drafting) -> Result<Event, Refusal> {
        let Drafting { item, audience, subject, text, template, fields } = drafting;
        let (item, usual) = self.message_named(&item)?;
        let audience = audience.or(usual).ok_or(Refusal::Empty { what: "the audience" })?;
        let (subject, text) = words(subject.as_deref(), &text)?;
        let sha256 = digest(subject.as_deref(), &text);
        let field = Field::Message(item.clone());
        let same = self.messages.drafts.get(&item).is_some_and(|draft| draft.says.sha256 == sha256);
        if same && !self.in_conflict(&field) {
            return Err(Refusal::AlreadySo(format!("the draft of `{item}` says that already")));
        }
        for (name, value) in &fields {
            if !is_field(name) {
                let like = vec!["a name such as next_update".to_owned()];
                return Err(unknown("field", name, like));
            }
            words_that_go_out("a field", value)?;
        }
        Ok(Event::MessageDrafted(Drafted {
            audience: one_line("the audience", &audience, LINE)?,
            subject,
            text,
            sha256,
            template: template.map(|typed| self.template_named(&typed)).transpose()?,
            fields,
            over: self.over(&field),
            item,
        }))
    }

    fn approving(
        &self,
        typed: &str,
        role: Option<&str>,
        read: Option<&str>,
        on: &Occasion,
    ) -> Result<Event, Refusal> {
        let (item, _) = self.message_named(typed)?;
        let draft = self.draft_of(&item, read)?;
        let role = self.approver(&item, role, on)?;
        if self.approvals_of(&item, &on.authors).any(|given| given.role == role) {
            return Err(Refusal::AlreadySo(format!("`{role}` has approved `{item}` already")));
        }
        Ok(Event::MessageApproved { draft: draft.id, sha256: draft.says.sha256, role, item })
    }

    /// The seat in whose name somebody approves an item.
    fn approver(&self, item: &str, typed: Option<&str>, on: &Occasion) -> Result<String, Refusal> {
        let who = on.who();
        let asked = self.comms_rule(item).map(|rule| rule.approved_by.clone()).unwrap_or_default();
        let may = |role: &str| {
            let mut roles = self.plan().into_iter().flat_map(|plan| &plan.roles);
            let role = roles.find(|known| known.id == role);
            role.is_some_and(|role| role.may.iter().any(|may| spelled_alike(may, APPROVES)))
        };
        let holds = |role: &&String| self.holder(role) == Some(who);
        if let Some(typed) = typed {
            let role = self.role_named(typed)?;
            if self.plan.is_some() && !asked.contains(&role) && !may(&role) {
                return Err(Refusal::NotApprover { item: item.to_owned(), role, asked });
            }
            return match self.holder(&role) {
                Some(holder) if holder == who => Ok(role),
                holder => {
                    let (by, holder) = (who.to_owned(), holder.map(str::to_owned));
                    Err(Refusal::NotHolder { role, by, holder })
                }
            };
        }
        let missing: Vec<String> =
            self.missing_approvals(item, &on.authors).into_iter().map(str::to_owned).collect();
        let seated = self.seats.keys().filter(|role| may(role));
        let mut seats = missing.iter().chain(&asked).chain(seated);
        match (seats.find(holds), asked.first()) {
            (Some(role), _) => Ok(role.clone()),
            (None, Some(first)) => {
                let role = missing.first().unwrap_or(first).clone();
                let holder = self.holder(&role).map(str::to_owned);
                Err(Refusal::NotHolder { role, by: who.to_owned(), holder })
            }
            (None, None) => {
                let held = self.seats.iter().find(|(_, seat)| seat.holder.as_deref() == Some(who));
                let role = held.map_or_else(|| "nobody".to_owned(), |(role, _)| role.clone());
                Err(Refusal::NotApprover { item: item.to_owned(), role, asked })
            }
        }
    }

    fn approval_named(
        &self,
        typed: &str,
        role: Option<&str>,
        on: &Occasion,
    ) -> Result<&Approval, Refusal> {
        let (item, _) = self.message_named(typed)?;
        let role = role.map(|role| self.role_named(role)).transpose()?;
        let draft = self.draft_of(&item, None)?.id;
        let mine = |given: &&Approval| {
            let seat = self.holder(&given.role) == Some(on.who());
            given.by == on.who() || seat
        };
        let mut given = self.messages.approvals.iter().filter(|given| given.withdrawn.is_none());
        let found = given.rfind(|given| {
            let named = role.as_ref().map_or_else(|| mine(given), |role| given.role == *role);
            given.draft == draft && named
        });
        let found = found.ok_or(Refusal::NoApproval { item, role })?;
        if mine(&found) { Ok(found) } else { Err(Refusal::NotYours(found.by.clone())) }
    }

    fn sending(&self, sending: Sending, on: &Occasion) -> Result<Event, Refusal> {
        let Sending { item, draft, text, channel, audience, reference, clock, unapproved } =
            sending;
        let (item, usual) = self.message_named(&item)?;
        let channel = one_line("the channel", &channel, LINE)?;
        let reference = optional_line("the reference", reference.as_deref(), LINE)?;
        let audience = optional_line("the audience", audience.as_deref(), LINE)?;
        let clock =
            clock.map(|typed| self.clock_named(&typed).map(|c| c.id.clone())).transpose()?;
        let stamp = self.stamp_of_message(&item, clock.as_deref());
        let (subject, text, draft, usual) = if let Some((subject, text)) = text {
            let (subject, text) = words(subject.as_deref(), &text)?;
            (subject, text, None, usual)
        } else {
            let draft = self.draft_of(&item, draft.as_deref())?;
            let Drafted { subject, text, audience, .. } = &draft.says;
            (subject.clone(), text.clone(), Some(draft.id), Some(audience.clone()))
        };
        let sha256 = digest(subject.as_deref(), &text);
        let lacking = self.lacking(&item, draft, sha256, &on.authors);
        let unapproved = match unapproved.filter(|_| !lacking.is_empty()) {
            Some(why) => Some(reason(&why)?),
            None if lacking.is_empty() => None,
            None => {
                let doubts = self.doubts_of(&item, sha256, &on.authors);
                return Err(Refusal::NotApproved { item, lacking, doubts });
            }
        };
        Ok(Event::MessageSent(Delivered {
            draft,
            audience: audience.or(usual).ok_or(Refusal::Empty { what: "the audience" })?,
            channel,
            reference,
            subject,
            text,
            sha256,
            unapproved,
            over: stamp.as_ref().and_then(|stamp| self.over(&Field::Stamp(stamp.clone()))),
            stamp,
            item,
        }))
    }

    /// An item's draft, which must be the one that was read.
    fn draft_of(&self, item: &str, read: Option<&str>) -> Result<&Draft, Refusal> {
        let draft = self.messages.drafts.get(item);
        let draft = draft.ok_or_else(|| Refusal::NotDrafted(item.to_owned()))?;
        let Some(typed) = read else { return Ok(draft) };
        let known = self.messages.sums.keys().copied();
        if one_entry("draft", typed, known)? == draft.id {
            return Ok(draft);
        }
        let line = self.timeline.iter().find(|line| line.entry.id == draft.id);
        let at = line.map_or_else(|| draft.when.earliest(), |line| line.entry.at);
        Err(Refusal::DraftedAnew { item: item.to_owned(), by: draft.by.clone(), at })
    }

    /// What was sent: by its number among all, its item's last one, or the entry's id.
    fn sent_named(&self, typed: &str) -> Result<&Sent, Refusal> {
        let (sent, typed) = (&self.messages.sent, typed.trim());
        let number = typed.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        if let Some(found) = number.and_then(|number| sent.get(number)) {
            return Ok(found);
        }
        if let Some(found) = sent.iter().rfind(|sent| spelled_alike(&sent.says.item, typed)) {
            return Ok(found);
        }
        let id = one_entry("message that was sent", typed, sent.iter().map(|sent| sent.id))?;
        let found = sent.iter().find(|sent| sent.id == id);
        found.ok_or_else(|| Refusal::NotFound { what: "message", typed: typed.to_owned() })
    }

    /// An item and who usually reads it: a rule of the matrix, else a template; without a plan any name.
    fn message_named(&self, typed: &str) -> Result<(String, Option<String>), Refusal> {
        let Some(plan) = self.plan() else { return Ok((free_name("the message", typed)?, None)) };
        if let Some(rule) = plan.comms_rule(typed) {
            return Ok((rule.id.clone(), Some(rule.audience.clone())));
        }
        if let Some(template) = plan.template(typed) {
            return Ok((template.id.clone(), Some(template.audience.clone())));
        }
        let at = |levels: &[String]| self.severity.as_ref().is_none_or(|now| levels.contains(now));
        let rules = plan.comms.iter().filter(|rule| at(&rule.levels)).map(|rule| rule.id.clone());
        let templates = plan.templates.iter().map(|template| template.id.clone());
        Err(unknown("message", typed, rules.chain(templates).collect()))
    }

    fn template_named(&self, typed: &str) -> Result<String, Refusal> {
        let found = self.plan().and_then(|plan| plan.template(typed));
        let templates = self.plan().into_iter().flat_map(|plan| &plan.templates);
        let known = templates.map(|template| template.id.clone()).collect();
        found.map(|template| template.id.clone()).ok_or_else(|| unknown("template", typed, known))
    }

    /// The seats that were asked and have not approved these words.
    fn lacking(
        &self,
        item: &str,
        draft: Option<EntryId>,
        sha256: EntryId,
        authors: &Authorship,
    ) -> Vec<String> {
        let asked = self.comms_rule(item).map(|rule| rule.approved_by.clone()).unwrap_or_default();
        let given = self.roles_that_approved(item, draft, sha256, authors);
        asked.into_iter().filter(|role| !given.contains(role)).collect()
    }

    /// The approvals of these words that do not count because nobody knows whether they are their author's.
    fn doubts_of(&self, item: &str, sha256: EntryId, authors: &Authorship) -> Vec<String> {
        let given = self.messages.approvals.iter();
        let given = given.filter(|given| given.item == item && given.sha256 == sha256);
        given.filter(|given| given.is_valid()).filter_map(|it| self.fault_of(it, authors)).collect()
    }
}

/// Whether a text can name a field of a template.
fn is_field(name: &str) -> bool {
    let word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    (1..=64).contains(&name.len()) && name.bytes().all(word)
}

/// A subject and a text as they go out.
fn words(subject: Option<&str>, text: &str) -> Result<(Option<String>, String), Refusal> {
    let subject = subject.map(str::trim).filter(|subject| !subject.is_empty());
    let subject = subject.map(|subject| one_line("the subject", subject, SUBJECT)).transpose()?;
    Ok((subject, words_that_go_out("the text", text)?))
}
