//! What the screen asks of the world: plain data, so that a test can compare it.

use super::theme::Look;
use crate::brief::Seen;
use crate::incident::{Command, Declared, IncidentId};

/// A wish of the screen. The shell carries it out and answers with a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Declare an incident.
    Declare {
        /// What is known of it.
        declared: Declared,
        /// Who waits for the answer.
        asked: Asked,
    },
    /// Run a command against an incident.
    Run {
        /// Which one.
        incident: IncidentId,
        /// What is wanted.
        command: Command,
        /// Who waits for the answer.
        asked: Asked,
    },
    /// Read an incident again, because its log has grown.
    Reload(IncidentId),
    /// Draw with other colours and signs from now on.
    Dress(Look),
    /// Say how far whoever sits here has read an incident, for the brief.
    Brief(IncidentId),
    /// Remember how far whoever sits here has read an incident.
    Saw {
        /// Which one.
        incident: IncidentId,
        /// How far.
        seen: Seen,
    },
    /// Check the logs of an incident.
    Verify(IncidentId),
    /// Give the terminal back until the program is continued.
    Suspend,
    /// Draw everything again, whatever the terminal shows.
    Repaint,
    /// Leave, with that exit code.
    Quit(u8),
}

/// Who waits for the answer to a wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The form that is open: it closes when all went well, and shows the refusal otherwise.
    Form,
    /// A key: the status line says how it went.
    Key,
}
