//! What can be typed about messages to people.

use super::{Because, On};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// What can be done about messages.
#[derive(Debug, Subcommand)]
pub enum CommsDo {
    /// Show what must be said, to whom, by when; and what went out
    List {
        #[command(flatten)]
        on: On,
    },
    /// Print a message as it would go out, what is missing in it and what is badly worded
    Preview(Composed),
    /// Write a message: from its template and fields, or a text of your own
    Draft(Composed),
    /// Approve the exact text of a draft
    Approve {
        #[command(flatten)]
        on: On,
        /// The message: its id in `comms list`
        item: String,
        /// In the name of which seat of yours
        #[arg(long)]
        role: Option<String>,
        /// The draft that you have read: the beginning of its entry's id
        #[arg(long, value_name = "ENTRY")]
        draft: Option<String>,
    },
    /// Take an approval back
    Withdraw {
        #[command(flatten)]
        on: On,
        /// The message
        item: String,
        /// Which seat's approval
        #[arg(long)]
        role: Option<String>,
        #[command(flatten)]
        because: Because,
    },
    /// Write down that a message went out; -o and --hand-to also bring it on its way
    Send(SendOf),
    /// Write down that another text went out in the place of one that was sent
    Correct {
        #[command(flatten)]
        on: On,
        /// Which: the message's id for the last one of it, or its number among all that was sent
        which: String,
        #[command(flatten)]
        words: Words,
        /// By which way; as the first one if left out
        #[arg(long)]
        channel: Option<String>,
        /// What the recipient calls it
        #[arg(long, visible_alias = "ref")]
        reference: Option<String>,
        #[command(flatten)]
        because: Because,
    },
    /// Say that a message is not needed
    Waive {
        #[command(flatten)]
        on: On,
        /// The message
        item: String,
        #[command(flatten)]
        because: Because,
    },
}

/// The words of a message, typed or in a file.
#[derive(Debug, Args)]
pub struct Words {
    /// The text; - reads standard input
    #[arg(long, value_name = "TEXT", conflicts_with = "file")]
    pub text: Option<String>,
    /// A file with the text
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// The subject line
    #[arg(long, value_name = "TEXT")]
    pub subject: Option<String>,
}

/// A message that is being written.
#[derive(Debug, Args)]
pub struct Composed {
    #[command(flatten)]
    pub on: On,
    /// The message: its id in `comms list`, or a template
    pub item: String,
    /// Another template than that of the plan for it
    #[arg(long, value_name = "ID")]
    pub template: Option<String>,
    /// What stands in a field of the template (may be repeated)
    #[arg(long = "field", value_name = "NAME=VALUE")]
    pub fields: Vec<String>,
    #[command(flatten)]
    pub words: Words,
    /// For whom, where that is not as the plan says
    #[arg(long)]
    pub audience: Option<String>,
    /// Keep it though fields are missing; each stands in it as a mark
    #[arg(long)]
    pub unfinished: bool,
}

/// A message that goes out.
#[derive(Debug, Args)]
pub struct SendOf {
    #[command(flatten)]
    pub on: On,
    /// The message: its id in `comms list`
    pub item: String,
    /// By which way: email, 'status page', ...; named by --hand-to or -o if left out
    #[arg(long)]
    pub channel: Option<String>,
    /// What the recipient or the channel calls it
    #[arg(long, visible_alias = "ref")]
    pub reference: Option<String>,
    /// Who read it, where that is not as the draft says
    #[arg(long)]
    pub audience: Option<String>,
    /// Why it goes out without the approval that the plan asks for
    #[arg(long, value_name = "REASON")]
    pub unapproved: Option<String>,
    /// The clock that it meets, where that is not the plan's for it
    #[arg(long)]
    pub clock: Option<String>,
    /// The draft that you have read: the beginning of its entry's id
    #[arg(long, value_name = "ENTRY", conflicts_with_all = ["text", "file"])]
    pub draft: Option<String>,
    #[command(flatten)]
    pub words: Words,
    /// Write it to this new file first
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Hand it to this command first, on its standard input; it counts as sent when that ends well
    #[arg(long, value_name = "COMMAND")]
    pub hand_to: Option<String>,
    /// Send it though fields are missing in it
    #[arg(long)]
    pub unfinished: bool,
}
