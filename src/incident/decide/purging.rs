//! Whether an incident may be deleted for good. No event: of what is purged no log remains.

use super::Incident;
use super::checks::reason;
use crate::incident::command::Refusal;
use crate::incident::state::Status;

impl Incident {
    /// Refuses to have an incident deleted that goes on, or that a legal hold keeps.
    ///
    /// # Errors
    ///
    /// When it goes on, or is held.
    pub fn may_be_purged(&self) -> Result<(), Refusal> {
        if let Some(hold) = &self.hold {
            let reason = hold.reason.clone().unwrap_or_default();
            return Err(Refusal::Held { by: hold.by.clone(), reason });
        }
        if self.status != Status::Closed {
            let remedy = "close it first: only what is over is purged";
            return Err(Refusal::WrongStatus(self.status.word(), remedy));
        }
        Ok(())
    }

    /// The reason for a purge as it is kept.
    ///
    /// # Errors
    ///
    /// When it says nothing, or is too long.
    pub fn reason_to_purge(typed: &str) -> Result<String, Refusal> {
        reason(typed)
    }
}
