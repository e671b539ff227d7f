//! Taking back: undo of one's own entries, redaction of anybody's words.

use super::checks::reason;
use crate::incident::command::{Instead, Occasion, Refusal, one_entry};
use crate::incident::entry::fact_of;
use crate::incident::event::Event;
use crate::incident::fold::can_be_undone;
use crate::incident::state::{Field, Incident, Line, Standing};

impl Incident {
    /// Undoes the entry that is named, or the writer's last one that counts.
    pub(super) fn undoing(&self, typed: Option<&str>, on: &Occasion) -> Result<Event, Refusal> {
        let line = match typed {
            Some(typed) => self.line_named(typed)?,
            None => self
                .timeline
                .iter()
                .rev()
                .filter(|line| line.standing == Standing::Stands && line.entry.by == on.by)
                .find(|line| can_be_undone(&line.entry.kind) && line.entry.kind != "reversed")
                .ok_or(Refusal::NothingToUndo)?,
        };
        if !can_be_undone(&line.entry.kind) || line.fact.event == Event::Unknown {
            return Err(Refusal::CannotUndo(line.entry.kind.clone()));
        }
        if line.entry.by != on.by {
            return Err(Refusal::NotYours(line.entry.by.clone()));
        }
        if line.standing != Standing::Stands {
            return Err(Refusal::AlreadySo("the entry does not count any more".to_owned()));
        }
        if let Some(later) = self.changed_since(line) {
            return Err(Refusal::ChangedSince {
                what: self.thing_of(line).map_or_else(String::new, |thing| thing.words()),
                by: later.entry.by.clone(),
                at: later.entry.at,
            });
        }
        Ok(Event::Reversed { target: self.first_id(line.entry.id) })
    }

    /// Removes the content of an entry.
    pub(super) fn redacting(
        &self,
        typed: &str,
        why: &str,
        instead: Option<Instead>,
    ) -> Result<Event, Refusal> {
        let line = self.line_named(typed)?;
        let kind = line.entry.kind.as_str();
        if matches!(kind, "plan_pinned" | "redacted" | "reversed") {
            return Err(Refusal::CannotRedact(kind.to_owned()));
        }
        if let Standing::Redacted { by, .. } = &line.standing {
            return Err(Refusal::AlreadySo(format!("{by} redacted it already")));
        }
        let needed =
            matches!(kind, "declared" | "severity_changed" | "stage_entered" | "stamp_set")
                || kind.starts_with("role_")
                || kind.starts_with("handover_");
        let instead = match instead {
            None if needed => return Err(Refusal::NeedsInstead(kind.to_owned())),
            None => None,
            Some(mut instead) => {
                instead.shift_remove("salt");
                if fact_of(kind, instead.clone()).event == Event::Unknown {
                    return Err(Refusal::BadInstead(format!("the content of a `{kind}`")));
                }
                Some(instead)
            }
        };
        Ok(Event::Redacted { target: self.first_id(line.entry.id), reason: reason(why)?, instead })
    }

    fn line_named(&self, typed: &str) -> Result<&Line, Refusal> {
        let id = one_entry("entry", typed, self.timeline.iter().map(|line| line.entry.id))?;
        let line = self.timeline.iter().find(|line| line.entry.id == id);
        line.ok_or_else(|| Refusal::NotFound { what: "entry", typed: typed.to_owned() })
    }

    /// The last entry that counts and set the same thing after `line`.
    fn changed_since(&self, line: &Line) -> Option<&Line> {
        let thing = self.thing_of(line)?;
        self.timeline
            .iter()
            .rev()
            .take_while(|later| later.entry.id != line.entry.id)
            .filter(|later| later.standing == Standing::Stands && later.entry.kind != "reversed")
            .find(|later| self.thing_of(later).as_ref() == Some(&thing))
    }

    /// The thing that an entry set or brought into being; for an undo, what the undone entry set.
    fn thing_of(&self, line: &Line) -> Option<Field> {
        let id = self.first_id(line.entry.id);
        Some(match &line.fact.event {
            Event::Corrected { to, .. } => to.parts().0,
            Event::SeverityChanged { .. } => Field::Severity,
            Event::StageEntered { .. } => Field::Stage,
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
            Event::StampSet { stamp, .. } => Field::Stamp(stamp.clone()),
            Event::Reopened { .. } | Event::Resolved { .. } | Event::Closed { .. } => Field::Status,
            Event::Reversed { target } => {
                let target = self.first_id(*target);
                let undone = self.timeline.iter().find(|l| self.first_id(l.entry.id) == target)?;
                return (undone.entry.id != line.entry.id
                    && !matches!(undone.fact.event, Event::Reversed { .. }))
                .then(|| self.thing_of(undone))
                .flatten();
            }
            _ => return None,
        })
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
        }
    }
}
