//! Taking back: undo of one's own entries.

use crate::incident::command::{Occasion, Refusal, one_entry};
use crate::incident::event::Event;
use crate::incident::fold::can_be_undone;
use crate::incident::id::EntryId;
use crate::incident::messages::{Delivered, Drafted};
use crate::incident::state::{Field, Incident, Line, Standing};
use std::collections::HashMap;

impl Incident {
    /// Undoes the entry that is named, or the writer's last one that counts.
    pub(super) fn undoing(&self, typed: Option<&str>, on: &Occasion) -> Result<Event, Refusal> {
        let at = match typed {
            Some(typed) => self.line_named(typed)?,
            None => self.last_of(&on.by).ok_or(Refusal::NothingToUndo)?,
        };
        let line = &self.timeline[at];
        let kind = || line.entry.kind.clone();
        if !can_be_undone(&line.entry.kind) {
            return Err(Refusal::CannotUndo(kind()));
        }
        if line.entry.by != on.by {
            return Err(Refusal::NotYours(line.entry.by.clone()));
        }
        match line.standing {
            Standing::Reversed(_) | Standing::Again(_) => {
                let why = "the entry does not count any more";
                return Err(Refusal::AlreadySo(why.to_owned()));
            }
            Standing::Redacted { .. } | Standing::Blank => return Err(Refusal::CannotUndo(kind())),
            Standing::Stands if line.fact.event == Event::Unknown => {
                return Err(Refusal::CannotUndo(kind()));
            }
            Standing::Stands => {}
        }
        if let Some((thing, later)) = self.changed_since(at) {
            return Err(Refusal::ChangedSince {
                what: thing.words(),
                by: later.entry.by.clone(),
                at: later.entry.at,
            });
        }
        Ok(Event::Reversed { target: self.first_id(line.entry.id) })
    }

    /// The place on the timeline of the entry that somebody means.
    pub(super) fn line_named(&self, typed: &str) -> Result<usize, Refusal> {
        let id = one_entry("entry", typed, self.timeline.iter().map(|line| line.entry.id))?;
        let at = self.timeline.iter().position(|line| line.entry.id == id);
        at.ok_or_else(|| Refusal::NotFound { what: "entry", typed: typed.to_owned() })
    }

    /// The last entry of a writer that says something and is no undo itself.
    fn last_of(&self, by: &str) -> Option<usize> {
        self.timeline.iter().rposition(|line| {
            line.standing == Standing::Stands
                && line.entry.by == by
                && line.fact.event != Event::Unknown
                && line.entry.kind != "reversed"
                && can_be_undone(&line.entry.kind)
        })
    }

    /// What the entry at a place set, and the last entry after it that counts and set the same thing.
    ///
    /// An undo sets what the undone entry had set. When both came later they changed nothing together.
    fn changed_since(&self, at: usize) -> Option<(Field, &Line)> {
        let mut place: HashMap<EntryId, usize> = HashMap::new();
        let mut things: Vec<(Option<Field>, usize)> = Vec::with_capacity(self.timeline.len());
        for (index, line) in self.timeline.iter().enumerate() {
            let first = self.first_id(line.entry.id);
            things.push(match &line.fact.event {
                Event::Reversed { target } => match place.get(&self.first_id(*target)) {
                    Some(&undone) => (things[undone].0.clone(), undone),
                    None => (None, index),
                },
                _ => (self.thing_of(line), index),
            });
            if !matches!(line.standing, Standing::Again(_)) {
                place.insert(first, index);
            }
        }
        let thing = things[at].0.clone()?;
        let changed = |later: &usize| {
            let (set, back_to) = &things[*later];
            self.timeline[*later].counts()
                && set.as_ref() == Some(&thing)
                && (back_to == later || *back_to < at)
        };
        let later = (at + 1..things.len()).rev().find(changed)?;
        Some((thing, &self.timeline[later]))
    }

    /// The thing that an entry set or brought into being.
    pub(super) fn thing_of(&self, line: &Line) -> Option<Field> {
        let id = self.first_id(line.entry.id);
        Some(match &line.fact.event {
            Event::Corrected { to, .. } => to.parts().0,
            Event::SeverityChanged { .. } => Field::Severity,
            Event::StageEntered { stage, .. } => self.field_of_stage(stage),
            Event::RoleAssigned { role, .. }
            | Event::RoleReleased { role, .. }
            | Event::HandoverOffered { role, .. }
            | Event::HandoverAccepted { role, .. } => Field::Seat(role.clone()),
            Event::ItemAdded { .. } => Field::Item(id.to_string()),
            Event::ItemDone { item, .. }
            | Event::ItemUndone { item, .. }
            | Event::ItemWaived { item, .. } => Field::Item(item.clone()),
            Event::TaskGiven { .. } => Field::Task(id),
            Event::TaskAcknowledged { task, .. } | Event::TaskDone { task, .. } => {
                Field::Task(self.first_id(*task))
            }
            Event::StampSet { stamp, .. }
            | Event::MessageSent(Delivered { stamp: Some(stamp), .. }) => {
                Field::Stamp(stamp.clone())
            }
            Event::Reopened { .. } | Event::Resolved { .. } | Event::Closed { .. } => Field::Status,
            Event::Classified { question, .. } => Field::Answer(question.clone()),
            Event::ClockWaived { clock, .. }
            | Event::ClockRuledOut { clock, .. }
            | Event::ClockRestored { clock, .. } => Field::Ruling(clock.clone()),
            Event::ClockPaused { clock, .. } | Event::ClockResumed { clock, .. } => {
                Field::Pause(clock.clone())
            }
            Event::ClockSnoozed { clock, .. } => Field::Snooze(clock.clone()),
            Event::LatenessExplained { clock, .. } => Field::Lateness(clock.clone()),
            Event::Submitted { clock, .. } => Field::Stamp(format!("{clock}.submitted")),
            Event::RecordSet { field, .. } => Field::Record(field.clone()),
            Event::ContainmentBegun { .. } => Field::Lifted(id),
            Event::ContainmentVerified { containment, .. } => {
                Field::Verified(self.first_id(*containment))
            }
            Event::ContainmentLifted { containment, .. } => {
                Field::Lifted(self.first_id(*containment))
            }
            Event::PlanAdopted { .. } => Field::Plan,
            Event::MessageDrafted(Drafted { item, .. }) | Event::MessageWaived { item, .. } => {
                Field::Message(item.clone())
            }
            Event::ActionAdded(_) => Field::Action(id),
            Event::ActionChanged { action, .. }
            | Event::ActionDone { action, .. }
            | Event::ActionDropped { action, .. }
            | Event::ActionReopened { action, .. } => Field::Action(self.first_id(*action)),
            Event::SectionWritten { section, .. } => Field::Section(section.clone()),
            _ => return None,
        })
    }

    /// The thing that entering a stage sets: the stage, or that of a second track.
    pub(super) fn field_of_stage(&self, stage: &str) -> Field {
        let plan = self.plan.as_deref();
        let track = plan.and_then(|plan| plan.stage_at(stage)?.1);
        track.map_or(Field::Stage, |track| Field::Track(track.to_owned()))
    }
}

impl Field {
    /// The thing in words, for people.
    pub fn words(&self) -> String {
        match self {
            Field::Title => "the title".to_owned(),
            Field::Severity => "the severity".to_owned(),
            Field::Category => "the category".to_owned(),
            Field::DetectedBy => "how it was detected".to_owned(),
            Field::UsersAffected => "the number of users affected".to_owned(),
            Field::PublicReport => "whether it was reported publicly".to_owned(),
            Field::NearMiss => "whether it is a near miss".to_owned(),
            Field::Status => "the status".to_owned(),
            Field::Stage => "the stage".to_owned(),
            Field::Seat(role) => format!("the seat `{role}`"),
            Field::Item(item) => format!("the checklist line `{item}`"),
            Field::Task(task) => format!("the task {}", task.short()),
            Field::Stamp(stamp) => format!("the time `{stamp}`"),
            Field::System => "the system".to_owned(),
            Field::Plan => "the plan".to_owned(),
            Field::Track(track) => format!("the stage of `{track}`"),
            Field::Answer(question) => format!("the answer to `{question}`"),
            Field::Ruling(clock) => format!("whether `{clock}` applies"),
            Field::Pause(clock) => format!("whether `{clock}` is paused"),
            Field::Snooze(clock) => format!("whether `{clock}` is put off"),
            Field::Lateness(clock) => format!("why `{clock}` is late"),
            Field::Record(field) => format!("the record's `{field}`"),
            Field::Verified(id) | Field::Lifted(id) => format!("the containment {}", id.short()),
            Field::Message(item) => format!("the message `{item}`"),
            Field::Approval(id) => format!("the approval {}", id.short()),
            Field::Sent(id) => format!("what was sent in {}", id.short()),
            Field::Action(id) => format!("the action {}", id.short()),
            Field::Section(section) => format!("the report's section `{section}`"),
            Field::Privilege(id) => format!("whether the entry {} is privileged", id.short()),
            Field::Hold => "the legal hold".to_owned(),
        }
    }
}
