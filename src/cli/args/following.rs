//! What can be typed about the work that follows an incident.

use super::{Because, On};
use clap::{ArgGroup, Args, Subcommand, ValueEnum};

/// The commands about the work that follows.
#[derive(Debug, Subcommand)]
pub enum FollowDo {
    /// Write down, change or end the work that follows an incident
    Action {
        #[command(subcommand)]
        what: ActionDo,
    },
    /// List the work that follows incidents, what is overdue first
    Actions {
        /// Only those that fit: 'overdue owner:ops4 kind:prevention due:7d sev:1 -word'
        #[arg(value_name = "QUERY")]
        query: Vec<String>,
    },
}

/// What can be done about the work that follows.
#[derive(Debug, Subcommand)]
pub enum ActionDo {
    /// Write down work that follows: a fix, or something that prevents it from happening again
    #[command(group = ArgGroup::new("output").required(true).args(["fix", "prevent"]))]
    Add {
        #[command(flatten)]
        on: On,
        /// What is to be done
        text: String,
        /// Who does it
        #[arg(long, value_name = "NAME")]
        owner: String,
        /// By the end of which day: 2026-12-01, tomorrow, 14d, 2w
        #[arg(long, value_name = "DAY")]
        due: String,
        /// It mends the immediate problem
        #[arg(long)]
        fix: bool,
        /// It keeps the cause from doing it again: check, monitor, test, process
        #[arg(long, value_name = "HOW", value_enum, hide_possible_values = true)]
        prevent: Option<How>,
    },
    /// Change its words, its owner or its day
    #[command(group = ArgGroup::new("what").required(true).multiple(true).args(["text", "owner", "due"]))]
    Change {
        #[command(flatten)]
        on: On,
        #[command(flatten)]
        which: Which,
        /// What is to be done
        #[arg(long)]
        text: Option<String>,
        /// Who does it
        #[arg(long, value_name = "NAME")]
        owner: Option<String>,
        /// By the end of which day
        #[arg(long, value_name = "DAY")]
        due: Option<String>,
    },
    /// Report it as done
    Done {
        #[command(flatten)]
        on: On,
        #[command(flatten)]
        which: Which,
        /// A word about it
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
    },
    /// Give it up
    Drop {
        #[command(flatten)]
        on: On,
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        because: Because,
    },
    /// Take it up again
    Reopen {
        #[command(flatten)]
        on: On,
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        because: Because,
    },
    /// List what follows one incident; `warroom actions` lists what follows all
    List {
        #[command(flatten)]
        on: On,
    },
}

/// A piece of work.
#[derive(Debug, Args)]
pub struct Which {
    /// The action: its number, the beginning of its id, or a part of its text
    pub action: String,
}

/// How a cause is kept from doing it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum How {
    /// An automated check.
    Check,
    /// A monitoring alert.
    Monitor,
    /// A test case.
    Test,
    /// A change of process.
    Process,
}
