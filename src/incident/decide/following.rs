//! Rules of what is left afterwards: the work that follows, the report's sections, what lawyers ask for.

use super::checks::{long_text, one_line, reason};
use super::naming::{one_of, unknown};
use super::{LINE, NAME};
use crate::incident::actions::{Action, ActionState, Owed};
use crate::incident::command::{Command, Refusal, one_entry};
use crate::incident::event::Event;
use crate::incident::state::{Field, Incident};

impl Incident {
    /// The event that a command about what follows comes to.
    pub(super) fn following(&self, command: Command) -> Result<Event, Refusal> {
        Ok(match command {
            Command::AddAction(owed) => Event::ActionAdded(Owed {
                text: one_line("the action", &owed.text, LINE)?,
                owner: one_line("the owner", &owed.owner, NAME)?,
                ..owed
            }),
            Command::ChangeAction { action, text, owner, due } => {
                let found = self.action_named(&action)?;
                let line = |what, text: Option<String>, most| {
                    text.map(|text| one_line(what, &text, most)).transpose()
                };
                let text = line("the action", text, LINE)?.filter(|t| *t != found.owed.text);
                let owner = line("the owner", owner, NAME)?.filter(|o| *o != found.owed.owner);
                let due = due.filter(|due| *due != found.owed.due);
                let field = Field::Action(found.id);
                if (&text, &owner, due) == (&None, &None, None) && !self.in_conflict(&field) {
                    return Err(Refusal::AlreadySo("the action says that already".to_owned()));
                }
                let over = self.over(&field);
                Event::ActionChanged { action: found.id, text, owner, due, over }
            }
            Command::FinishAction { action, note } => {
                let found = self.action_that_is(&action, |s| !matches!(s, ActionState::Done(_)))?;
                let note = note.map(|note| long_text("the note", &note)).transpose()?;
                let over = self.over(&Field::Action(found.id));
                Event::ActionDone { action: found.id, note, over }
            }
            Command::DropAction { action, reason: why } => {
                let found =
                    self.action_that_is(&action, |s| !matches!(s, ActionState::Dropped(_)))?;
                let over = self.over(&Field::Action(found.id));
                Event::ActionDropped { action: found.id, reason: reason(&why)?, over }
            }
            Command::ReopenAction { action, reason: why } => {
                let found = self.action_that_is(&action, |s| *s != ActionState::Open)?;
                let over = self.over(&Field::Action(found.id));
                Event::ActionReopened { action: found.id, reason: reason(&why)?, over }
            }
            Command::WriteSection { section, text } => self.writing_section(&section, &text)?,
            Command::SetPrivilege { entry, privileged, reason: why } => {
                self.privileging(&entry, privileged, &why)?
            }
            Command::Hold { reason: why } => {
                if self.hold.is_some() && !self.in_conflict(&Field::Hold) {
                    return Err(Refusal::AlreadySo("the incident is held already".to_owned()));
                }
                Event::HoldSet { reason: reason(&why)?, over: self.over(&Field::Hold) }
            }
            Command::LiftHold { reason: why } => {
                if self.hold.is_none() && !self.in_conflict(&Field::Hold) {
                    return Err(Refusal::AlreadySo("the incident is not held".to_owned()));
                }
                Event::HoldLifted { reason: reason(&why)?, over: self.over(&Field::Hold) }
            }
            _ => unreachable!("all other commands are decided elsewhere"),
        })
    }

    fn writing_section(&self, typed: &str, text: &str) -> Result<Event, Refusal> {
        let sections = self.plan().into_iter().flat_map(|plan| &plan.report);
        let known = sections.map(|section| section.id.clone()).collect();
        let section = self.plan().and_then(|plan| plan.section(typed));
        let section =
            section.ok_or_else(|| unknown("section of the report", typed, known))?.id.clone();
        let text = long_text("the section", text)?;
        let field = Field::Section(section.clone());
        let same = self.sections.get(&section).is_some_and(|said| said.value == text);
        if same && !self.in_conflict(&field) {
            return Err(Refusal::AlreadySo(format!("`{section}` says that already")));
        }
        Ok(Event::SectionWritten { section, text, over: self.over(&field) })
    }

    fn privileging(&self, typed: &str, privileged: bool, why: &str) -> Result<Event, Refusal> {
        let line = &self.timeline[self.line_named(typed)?];
        if !line.fact.event.is_apart() {
            return Err(Refusal::CannotBePrivileged);
        }
        let target = self.first_id(line.entry.id);
        let field = Field::Privilege(target);
        if self.is_privileged(target) == privileged && !self.in_conflict(&field) {
            let is = if privileged { "is privileged already" } else { "is not privileged" };
            return Err(Refusal::AlreadySo(format!("the entry {is}")));
        }
        let (reason, over) = (reason(why)?, self.over(&field));
        Ok(if privileged {
            Event::EntryPrivileged { target, reason, over }
        } else {
            Event::PrivilegeLifted { target, reason, over }
        })
    }

    fn action_that_is(
        &self,
        typed: &str,
        wanted: impl Fn(&ActionState) -> bool,
    ) -> Result<&Action, Refusal> {
        let found = self.action_named(typed)?;
        if !wanted(&found.state) && !self.in_conflict(&Field::Action(found.id)) {
            let (text, word) = (&found.owed.text, found.state.word());
            return Err(Refusal::AlreadySo(format!("`{text}` is {word} already")));
        }
        Ok(found)
    }

    /// The action that somebody means: by its number, the beginning of its id, or a part of its text that
    /// no other one has.
    fn action_named(&self, typed: &str) -> Result<&Action, Refusal> {
        let typed = typed.trim();
        let by_number = typed.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        if let Some(found) = by_number.and_then(|number| self.actions.get(number)) {
            return Ok(found);
        }
        let by_id = one_entry("action", typed, self.actions.iter().map(|action| action.id));
        match by_id {
            Ok(id) => {
                if let Some(found) = self.actions.iter().find(|action| action.id == id) {
                    return Ok(found);
                }
            }
            Err(ambiguous @ Refusal::Ambiguous { .. }) => return Err(ambiguous),
            Err(_) => {}
        }
        let wanted = typed.to_lowercase();
        let has = |action: &&Action| action.owed.text.to_lowercase().contains(&wanted);
        let matches: Vec<&Action> =
            self.actions.iter().filter(|_| !wanted.is_empty()).filter(has).collect();
        one_of("action", typed, &matches, |action| action.id.short())
    }
}
