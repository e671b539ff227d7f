//! What can be typed about the response: the classification, the record, the ledger, clocks, calls.

use super::{Because, CommsDo, On};
use clap::{ArgGroup, Args, Subcommand, ValueEnum};

/// The commands of the response.
#[derive(Debug, Subcommand)]
pub enum RespondDo {
    /// Answer a question that decides which clocks of the law run, or list them
    Classify {
        #[command(flatten)]
        on: On,
        /// The question; all of them with their answers if left out
        #[arg(requires = "answer")]
        question: Option<String>,
        /// yes, no, unknown, or a number
        #[arg(value_name = "ANSWER")]
        answer: Option<String>,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
    /// Fill a field of the AI incident record, or show it
    Record {
        #[command(flatten)]
        on: On,
        /// The field; the whole record if left out
        #[arg(requires = "value")]
        field: Option<String>,
        /// What it says; - reads standard input
        value: Option<String>,
    },
    /// Write into the containment ledger, or show it
    Contain(ContainOf),
    /// Take a containment back: the system runs again as before
    Lift {
        #[command(flatten)]
        on: On,
        /// Which: its number, a part of what was contained, or the beginning of its id
        which: String,
        /// What had to be so before it is lifted is so
        #[arg(long)]
        criteria_met: bool,
        /// Why; needed when the criteria are not met
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        reason: String,
    },
    /// Record that what a clock asks for went out; --at says when
    Submit {
        #[command(flatten)]
        on: On,
        /// The clock, by its id
        clock: String,
        /// The reference that the recipient gave
        #[arg(long = "ref", value_name = "REFERENCE")]
        reference: Option<String>,
    },
    /// Put the reminders of a clock off; its time runs on
    Snooze {
        #[command(flatten)]
        on: On,
        /// The clock, by its id
        clock: String,
        /// For how many minutes
        #[arg(long, value_name = "NUMBER")]
        minutes: u32,
        #[command(flatten)]
        because: Because,
    },
    /// Stop a clock
    Pause {
        #[command(flatten)]
        on: On,
        /// The clock, by its id
        clock: String,
        #[command(flatten)]
        because: Because,
    },
    /// Let a clock go on that was stopped
    Resume {
        #[command(flatten)]
        on: On,
        /// The clock, by its id
        clock: String,
    },
    /// Show a clock in full; say whether it applies, or why it is late
    Clock(ClockOf),
    /// Call somebody for a seat: its contact, its backup, and so on
    Page {
        #[command(flatten)]
        on: On,
        /// The role
        role: String,
        /// Whom; the next in the plan if left out
        name: Option<String>,
        /// A word about it
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
    },
    /// Record that the holder of a seat used an authority of the plan
    Authority {
        #[command(flatten)]
        on: On,
        /// The role
        role: String,
        /// The authority: halt, roll back, ...
        authority: String,
        /// What was done
        text: String,
    },
    /// Messages to people: list, write, approve, send them; say which is not needed
    Comms {
        #[command(subcommand)]
        what: CommsDo,
    },
}

/// A line of the containment ledger.
#[derive(Debug, Args)]
pub struct ContainOf {
    #[command(flatten)]
    pub on: On,
    /// What was done: pause, disable, roll-back, ...; the ledger if left out
    #[arg(requires = "what")]
    pub verb: Option<String>,
    /// To what
    pub what: Option<String>,
    /// What must be so before it is lifted
    #[arg(long, value_name = "CRITERIA", requires = "what")]
    pub until: Option<String>,
    /// Whether the evidence was copied first
    #[arg(long, value_name = "YES|NO", requires = "what", hide_possible_values = true)]
    pub evidence_copied: Option<YesOrNo>,
    /// Somebody saw that this one works: its number, a part of it, or the beginning of its id
    #[arg(long, value_name = "WHICH", conflicts_with = "verb")]
    pub verified: Option<String>,
    /// A word about how that was seen
    #[arg(long, value_name = "TEXT", requires = "verified")]
    pub note: Option<String>,
}

/// A clock, and what is said of it.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("said").multiple(false)))]
pub struct ClockOf {
    #[command(flatten)]
    pub on: On,
    /// The clock, by its id
    pub clock: String,
    /// It does not apply, whatever the classification says
    #[arg(long, group = "said", requires = "reason")]
    pub applies_not: bool,
    /// It applies again, after it was ruled out or waived
    #[arg(long, group = "said", requires = "reason")]
    pub applies: bool,
    /// Why it was not met in time
    #[arg(long, group = "said", value_name = "TEXT")]
    pub late_because: Option<String>,
    /// Why it applies or not
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}

/// A word for yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum YesOrNo {
    /// It is so.
    Yes,
    /// It is not.
    No,
}

/// What the severity helper is told.
#[derive(Debug, Args)]
pub struct Assess {
    /// What each dimension of impact reaches: people=1 money=unknown; lists them if left empty
    #[arg(long, value_name = "DIMENSION=LEVEL", num_args = 0..)]
    pub assess: Option<Vec<String>>,
    /// Set what is proposed, without asking
    #[arg(long, requires = "assess")]
    pub yes: bool,
}
