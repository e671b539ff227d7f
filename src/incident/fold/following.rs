//! How messages, the work that follows, the report's sections and what lawyers ask for fold.

use super::responding::said;
use crate::incident::actions::{Action, ActionState};
use crate::incident::authors::Authorship;
use crate::incident::event::Event;
use crate::incident::id::EntryId;
use crate::incident::messages::{Approval, Delivered, Draft, Drafted, Sent, digest};
use crate::incident::state::{Field, Incident, Line, Standing};

impl Incident {
    /// Folds what is said to people, and what is left afterwards.
    pub(super) fn follow(&mut self, line: &Line) {
        match &line.fact.event {
            Event::MessageDrafted(drafted) => self.draft(drafted, line),
            Event::MessageApproved { item, draft, sha256, role } => {
                self.approve(item, *draft, *sha256, role, line);
            }
            Event::ApprovalWithdrawn { approval, reason, over } => {
                let id = self.first_id(*approval);
                self.set(Field::Approval(id), *over, "withdrawn", line);
                let mut approvals = self.messages.approvals.iter_mut();
                if let Some(given) = approvals.find(|given| given.id == id) {
                    given.withdrawn = Some(said((), Some(reason), line));
                }
            }
            Event::MessageSent(delivered) => self.deliver(delivered, line),
            Event::MessageCorrected(amended) => {
                let id = self.first_id(amended.sent);
                self.set(Field::Sent(id), amended.over, &amended.sha256.short(), line);
                let correction = said(amended.clone(), Some(&amended.reason), line);
                let mut sent = self.messages.sent.iter_mut();
                if let Some(sent) = sent.find(|sent| sent.id == id) {
                    sent.corrections.push(correction);
                }
            }
            Event::MessageWaived { item, reason, over } => {
                self.set(Field::Message(item.clone()), *over, "not needed", line);
                self.messages.drafts.remove(item);
                self.messages.waived.insert(item.clone(), said((), Some(reason), line));
            }
            Event::ActionAdded(owed) => {
                let id = self.first_id(line.entry.id);
                let (by, since) = (line.who().to_owned(), line.when());
                let state = ActionState::Open;
                self.actions.push(Action { id, owed: owed.clone(), by, since, state });
            }
            Event::ActionChanged { action, text, owner, due, over } => {
                let words = [text.clone(), owner.clone(), due.map(|due| due.to_string())];
                let words: Vec<String> = words.into_iter().flatten().collect();
                self.act(*action, *over, &words.join(", "), line, |action| {
                    let owed = &mut action.owed;
                    owed.text = text.clone().unwrap_or_else(|| owed.text.clone());
                    owed.owner = owner.clone().unwrap_or_else(|| owed.owner.clone());
                    owed.due = due.unwrap_or(owed.due);
                });
            }
            Event::ActionDone { action, note, over } => {
                let state = ActionState::Done(said((), note.as_ref(), line));
                self.act(*action, *over, "done", line, |action| action.state = state);
            }
            Event::ActionDropped { action, reason, over } => {
                let state = ActionState::Dropped(said((), Some(reason), line));
                self.act(*action, *over, "dropped", line, |action| action.state = state);
            }
            Event::ActionReopened { action, over, .. } => {
                self.act(*action, *over, "open", line, |action| action.state = ActionState::Open);
            }
            Event::SectionWritten { section, text, over } => {
                self.set(Field::Section(section.clone()), *over, text, line);
                self.sections.insert(section.clone(), said(text.clone(), None, line));
            }
            Event::EntryPrivileged { target, over, .. } => {
                let id = self.first_id(*target);
                self.set(Field::Privilege(id), *over, "privileged", line);
                self.privileged.insert(id);
            }
            Event::PrivilegeLifted { target, over, .. } => {
                let id = self.first_id(*target);
                self.set(Field::Privilege(id), *over, "for everybody", line);
                self.privileged.remove(&id);
            }
            Event::HoldSet { reason, over } => {
                self.set(Field::Hold, *over, "held", line);
                self.hold = Some(said((), Some(reason), line));
            }
            Event::HoldLifted { over, .. } => {
                self.set(Field::Hold, *over, "free", line);
                self.hold = None;
            }
            _ => {}
        }
    }

    fn draft(&mut self, drafted: &Drafted, line: &Line) {
        let (id, item) = (self.first_id(line.entry.id), &drafted.item);
        let sum = sum_of(drafted.subject.as_deref(), &drafted.text, drafted.sha256, line);
        self.set(Field::Message(item.clone()), drafted.over, &sum.short(), line);
        self.messages.sums.insert(id, sum);
        self.messages.waived.remove(item);
        let before = self.messages.drafts.get(item).map_or(0, |draft| draft.version);
        let (by, when) = (line.who().to_owned(), line.when());
        let says = Drafted { sha256: sum, ..drafted.clone() };
        let version = before.saturating_add(1);
        self.messages.drafts.insert(item.clone(), Draft { id, says, version, by, when });
    }

    fn approve(&mut self, item: &str, draft: EntryId, sha256: EntryId, role: &str, line: &Line) {
        let draft = self.first_id(draft);
        let (by, role) = (line.who().to_owned(), role.to_owned());
        self.messages.approvals.push(Approval {
            id: self.first_id(line.entry.id),
            item: item.to_owned(),
            draft,
            sha256,
            held: self.holder(&role) == Some(&by),
            same_text: self.messages.sums.get(&draft) == Some(&sha256),
            role,
            by,
            when: line.when(),
            withdrawn: None,
        });
    }

    fn deliver(&mut self, delivered: &Delivered, line: &Line) {
        let item = &delivered.item;
        let sum = sum_of(delivered.subject.as_deref(), &delivered.text, delivered.sha256, line);
        let draft = delivered.draft.map(|draft| self.first_id(draft));
        // What is known of authors is no part of the log; who reads this says it.
        let approved_by = self.roles_that_approved(item, draft, sum, &Authorship::default());
        let asked = self.comms_rule(item).map(|rule| rule.approved_by.clone());
        let lacks = |role: &String| !approved_by.contains(role);
        let lacked = asked.unwrap_or_default().into_iter().filter(lacks).collect();
        let number = self.messages.sent.iter().filter(|sent| sent.says.item == *item).count() + 1;
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        self.messages.drafts.remove(item);
        self.messages.waived.remove(item);
        if let Some(stamp) = &delivered.stamp {
            let when = line.when();
            self.set(Field::Stamp(stamp.clone()), delivered.over, &when.to_string(), line);
            self.stamps.insert(stamp.clone(), super::stamped(when, line, false));
            if let Some(clock) = stamp.strip_suffix(".submitted") {
                let said = said(delivered.reference.clone(), None, line);
                self.response.submitted.insert(clock.to_owned(), said);
            }
        }
        self.messages.sent.push(Sent {
            id: self.first_id(line.entry.id),
            says: Delivered { sha256: sum, ..delivered.clone() },
            number,
            approved_by,
            lacked,
            by: line.who().to_owned(),
            when: line.when(),
            corrections: Vec::new(),
        });
    }

    fn act(
        &mut self,
        id: EntryId,
        over: Option<EntryId>,
        word: &str,
        line: &Line,
        change: impl FnOnce(&mut Action),
    ) {
        let id = self.first_id(id);
        self.set(Field::Action(id), over, word, line);
        if let Some(action) = self.actions.iter_mut().find(|action| action.id == id) {
            change(action);
        }
    }
}

/// The sum of a text. Of words that were removed since only what the entry itself said of them is left.
fn sum_of(subject: Option<&str>, text: &str, said: EntryId, line: &Line) -> EntryId {
    match line.standing {
        Standing::Redacted { .. } => said,
        _ => digest(subject, text),
    }
}
