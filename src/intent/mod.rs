//! What somebody types or sends, as a command: what the command line and the API both have to understand.
//!
//! ```text
//! options of the command line ┐
//! fields of a request         ┴─▶ intent ─▶ Command ─▶ journal
//! ```
//!
//! Nothing is read and nothing is written here. Whether a command is allowed is asked of the incident later.

mod assessing;
mod facts;
mod message;

pub use assessing::{Suggested, assessed, suggested};
pub use facts::{
    FACTS, answer, briefing_for, correction, day, offered_briefing, taken_for, waiving,
};
pub use message::{Composing, Leaving, Made, Marked, findings, finished, made, would_go_out};

/// Why words come to no command.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct Misfit {
    /// What kind of mistake it is.
    pub kind: Kind,
    /// What is wrong.
    pub what: String,
    /// What would be right.
    pub remedy: String,
}

/// A kind of mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The words cannot be understood.
    Unclear,
    /// What they name is not there.
    NotFound,
    /// They are understood, and it does not go that way.
    Refused,
}

impl Misfit {
    fn new(kind: Kind, what: impl Into<String>, remedy: impl Into<String>) -> Misfit {
        Misfit { kind, what: what.into(), remedy: remedy.into() }
    }

    /// Words that cannot be understood.
    pub fn unclear(what: impl Into<String>, remedy: impl Into<String>) -> Misfit {
        Misfit::new(Kind::Unclear, what, remedy)
    }

    fn not_found(what: impl Into<String>, remedy: impl Into<String>) -> Misfit {
        Misfit::new(Kind::NotFound, what, remedy)
    }

    fn refused(what: impl Into<String>, remedy: impl Into<String>) -> Misfit {
        Misfit::new(Kind::Refused, what, remedy)
    }
}
