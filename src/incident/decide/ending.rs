//! Moments, and the end of an incident: resolved, closed, reopened.

use super::checks::{long_text, reason};
use crate::incident::command::{Occasion, Refusal};
use crate::incident::event::Event;
use crate::incident::state::{Field, Incident, Status};
use crate::time::Moment;

impl Incident {
    pub(super) fn stamping(
        &self,
        typed: &str,
        time: Moment,
        note: Option<String>,
        on: &Occasion,
    ) -> Result<Event, Refusal> {
        let stamp = self.stamp_named(typed)?;
        if time.earliest() > on.now {
            return Err(Refusal::InFuture(time));
        }
        let field = Field::Stamp(stamp.clone());
        let recorded = self.stamps.get(&stamp).filter(|stamped| !stamped.follows);
        if recorded.is_some_and(|stamped| stamped.time == time) && !self.in_conflict(&field) {
            return Err(Refusal::AlreadySo(format!("`{stamp}` is {time} already")));
        }
        let note = note.map(|note| long_text("the note", &note)).transpose()?;
        Ok(Event::StampSet { over: self.over(&field), stamp, time, note })
    }

    pub(super) fn resolving(&self, why: &str) -> Result<Event, Refusal> {
        match self.status {
            Status::Open => {
                Ok(Event::Resolved { reason: reason(why)?, over: self.over(&Field::Status) })
            }
            _ if self.in_conflict(&Field::Status) => {
                Ok(Event::Resolved { reason: reason(why)?, over: self.over(&Field::Status) })
            }
            status => Err(Refusal::WrongStatus(
                status.word(),
                "reopen it when the harm came back, or close it when the work is over",
            )),
        }
    }

    pub(super) fn closing(
        &self,
        why: &str,
        without_outputs: Option<&str>,
    ) -> Result<Event, Refusal> {
        match self.status {
            Status::Open => {
                return Err(Refusal::WrongStatus("open", "resolve it first, with a reason"));
            }
            Status::Closed if !self.in_conflict(&Field::Status) => {
                return Err(Refusal::AlreadySo("the incident is closed already".to_owned()));
            }
            Status::Resolved | Status::Closed => {}
        }
        let missing = self.missing_outputs();
        let without_outputs = match without_outputs.filter(|why| !why.trim().is_empty()) {
            _ if missing.is_empty() => None,
            Some(why) => Some(reason(why)?),
            None => return Err(Refusal::NoOutputs(missing)),
        };
        let over = self.over(&Field::Status);
        Ok(Event::Closed { reason: reason(why)?, without_outputs, over })
    }

    pub(super) fn reopening(&self, why: &str) -> Result<Event, Refusal> {
        if self.declaration.as_ref().is_some_and(|declaration| declaration.historic) {
            return Err(Refusal::WrongStatus(
                "historic: it was over before it was written down",
                "declare a new one and link it",
            ));
        }
        match self.status {
            Status::Open if !self.in_conflict(&Field::Status) => {
                Err(Refusal::AlreadySo("the incident is open already".to_owned()))
            }
            _ => Ok(Event::Reopened { reason: reason(why)?, over: self.over(&Field::Status) }),
        }
    }
}
