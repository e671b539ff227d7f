//! What the screen asks of the world: plain data, so that a test can compare it.

use super::theme::Look;
use crate::brief::Seen;
use crate::incident::{Command, Declared, IncidentId};
use crate::time::Moment;
use std::path::PathBuf;

/// A wish of the screen. The shell carries it out and answers with a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Declare an incident.
    Declare {
        /// What is known of it.
        declared: Declared,
        /// The built-in plan that it gets; none for the one of this desk.
        plan: Option<String>,
        /// Moments that are known already.
        stamps: Vec<(String, Moment)>,
        /// What else is done once it is there.
        then: Vec<Command>,
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
    /// Run commands against an incident, one after another.
    RunEach {
        /// Which one.
        incident: IncidentId,
        /// What is wanted.
        commands: Vec<Command>,
        /// When it happened, where that is not now.
        when: Option<Moment>,
        /// Who waits for the answer.
        asked: Asked,
    },
    /// Keep a file with an incident, and register it as evidence.
    Preserve {
        /// Which incident.
        incident: IncidentId,
        /// The file.
        path: PathBuf,
        /// What it is; none for the file's own name.
        name: Option<String>,
        /// Who collected it.
        by: String,
        /// Who waits for the answer.
        asked: Asked,
    },
    /// Bring a message on its way, and write down that it went out once it did.
    Deliver {
        /// Which incident.
        incident: IncidentId,
        /// Which way.
        way: Way,
        /// The message.
        text: String,
        /// What is written down then.
        command: Command,
        /// When it happened, where that is not now.
        when: Option<Moment>,
        /// Who waits for the answer.
        asked: Asked,
    },
    /// Let somebody write a text in their own editor.
    Edit(String),
    /// Read an incident again, because its log has grown.
    Reload(IncidentId),
    /// Read an incident that is over, because a list is edited.
    Fetch(IncidentId),
    /// Read the organisation's own plans, once what goes on is drawn.
    Plans,
    /// Put a text on the terminal's clipboard.
    Copy(String),
    /// Listen to the mouse, or leave it to the terminal.
    Mouse(bool),
    /// Ring the terminal's bell, once.
    Ring,
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
    /// Say to others which incident is looked at here.
    Look(Option<IncidentId>),
    /// Measure all incidents.
    Measure,
    /// Check the logs of an incident.
    Verify(IncidentId),
    /// Give the terminal back until the program is continued.
    Suspend,
    /// Draw everything again, whatever the terminal shows.
    Repaint,
    /// Leave, with that exit code.
    Quit(u8),
}

/// The way of a message to people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// Into a file that is not there yet.
    File(PathBuf),
    /// To a command, on its standard input.
    Command(String),
}

/// Who waits for the answer to a wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The form that is open: it closes when all went well, and shows the refusal otherwise.
    Form,
    /// The command line: it closes when all went well, and shows the refusal otherwise.
    Line,
    /// The form that is open, for a text that is written in an editor: it stays.
    Editor,
    /// A key: the status line says how it went.
    Key,
}
