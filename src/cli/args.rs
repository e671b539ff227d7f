//! What can be typed: the commands, their arguments and their help.

mod comms;
mod data;
mod due;
mod facts;
mod following;
mod global;
mod legal;
mod measuring;
mod planning;
mod registering;
mod reporting;
mod responding;
mod sharing;

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

pub use comms::{CommsDo, Composed, SendOf, Words};
pub use data::{ConfigDo, ThemeDo, When};
pub use due::DueOf;
pub use facts::{Fact, LinkTo};
pub use following::{ActionDo, FollowDo, How};
pub use global::Global;
pub use legal::{HoldOf, PrivilegeOf, Privileged, PurgeOf, RedactOf, VerifyOf};
pub use measuring::MetricsOf;
pub use planning::PlanDo;
pub use registering::{Format, RegisterOf};
pub use reporting::{ReportFormat, ReportOf};
pub use responding::{Assess, ClockOf, ContainOf, RespondDo, YesOrNo};
pub use sharing::{DatabaseOf, LogFormat, ServeOf, ShareDo, TokenDo};

/// The war room for AI incidents
#[derive(Debug, Parser)]
#[command(name = "warroom", version, max_term_width = 100, disable_help_flag = true)]
pub struct Cli {
    /// What applies to every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Do>,
}

/// An incident, named first.
#[derive(Debug, Args)]
pub struct On {
    /// The incident: any part of its id that no other has
    #[arg(value_name = "ID")]
    pub id: String,
}

/// A reason that others will read.
#[derive(Debug, Args)]
pub struct Because {
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

/// The commands, in the order of an incident's life.
#[derive(Debug, Subcommand)]
pub enum Do {
    /// Open an incident
    Declare {
        /// What is wrong, in a line
        title: String,
        /// The severity: SEV-2, sev2, 2, P1
        #[arg(long, value_name = "LEVEL", visible_alias = "severity")]
        sev: Option<String>,
        /// The kind of incident
        #[arg(long)]
        category: Option<String>,
        /// Nobody was harmed this time
        #[arg(long)]
        near_miss: bool,
        /// How it was noticed
        #[arg(long, value_name = "HOW")]
        detected_by: Option<String>,
        /// How many people it touched
        #[arg(long, value_name = "NUMBER")]
        users_affected: Option<u64>,
        /// The system that failed
        #[arg(long, value_name = "NAME")]
        system: Option<String>,
        #[command(flatten)]
        assess: Assess,
    },
    /// List incidents: open ones, unless told otherwise
    List {
        /// Also those that are over
        #[arg(long)]
        all: bool,
        /// Only those that fit, over or not: 'sev:1,2 category:bias open since:30d -word'
        #[arg(value_name = "QUERY")]
        query: Vec<String>,
    },
    /// Show the register: every incident and near miss in a row
    Register(RegisterOf),
    /// Show one incident, everything folded
    Show {
        #[command(flatten)]
        on: On,
    },
    /// Write the post-incident report
    Report(ReportOf),
    /// Show the timeline of an incident, or of all open ones
    Log {
        /// The incident
        #[arg(value_name = "ID")]
        id: Option<String>,
        /// Also incidents that are over
        #[arg(long)]
        all: bool,
        /// Go on showing what is written
        #[arg(long)]
        follow: bool,
        /// Also what is privileged
        #[arg(long)]
        with_privileged: bool,
    },
    /// Write a note on the timeline
    Note {
        #[command(flatten)]
        on: On,
        /// The note; - reads standard input
        text: String,
        #[command(flatten)]
        legal: Privileged,
    },
    /// Write down a decision
    Decide {
        #[command(flatten)]
        on: On,
        /// What was decided; - reads standard input
        text: String,
        /// What else was on the table (may be repeated)
        #[arg(long, value_name = "TEXT")]
        option: Vec<String>,
        /// Who decided
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
        /// Who was against it, and why (may be repeated)
        #[arg(long, value_name = "TEXT")]
        objection: Vec<String>,
        #[command(flatten)]
        legal: Privileged,
    },
    /// Correct a declared fact
    Set {
        #[command(flatten)]
        on: On,
        /// Which fact
        field: Fact,
        /// Its right value; yes or no for public-report and near-miss
        value: String,
    },
    /// Tie the incident to an alert or another incident
    Link {
        #[command(flatten)]
        on: On,
        #[command(flatten)]
        to: LinkTo,
    },
    /// Set the severity
    Sev {
        #[command(flatten)]
        on: On,
        /// The level; may be left out with --assess
        level: Option<String>,
        /// Why; not needed for the first level
        #[arg(long, default_value = "", hide_default_value = true)]
        reason: String,
        #[command(flatten)]
        assess: Assess,
    },
    /// Go into a stage
    Stage {
        #[command(flatten)]
        on: On,
        /// The stage
        stage: String,
    },
    /// Record or correct when something happened
    Stamp {
        #[command(flatten)]
        on: On,
        /// What happened: began, detected, contained, ...
        name: String,
        /// When; now if left out
        time: Option<String>,
        /// A word about it
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
    },
    /// Seat somebody in a role
    Assign {
        #[command(flatten)]
        on: On,
        /// The role: commander, comms-lead, ...
        role: String,
        /// Who
        person: String,
    },
    /// Empty a seat
    Release {
        #[command(flatten)]
        on: On,
        /// The role
        role: String,
    },
    /// Offer a seat to somebody
    Handover {
        #[command(flatten)]
        on: On,
        /// The role
        role: String,
        /// To whom
        to: String,
        /// Print the briefing that would go with it, and offer nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Take a seat that was offered to you
    Accept {
        #[command(flatten)]
        on: On,
        /// The role
        role: String,
    },
    /// Tick a checklist line
    Tick {
        #[command(flatten)]
        on: On,
        /// The line: its id, its number in this stage, or a part of its text
        item: String,
    },
    /// Open a checklist line again
    Untick {
        #[command(flatten)]
        on: On,
        /// The line
        item: String,
    },
    /// Leave a checklist line or a clock out on purpose
    Waive {
        #[command(flatten)]
        on: On,
        /// The line, or the id of the clock
        #[arg(value_name = "ITEM|CLOCK")]
        item: String,
        #[command(flatten)]
        because: Because,
    },
    /// Add a line to a checklist
    Item {
        #[command(flatten)]
        on: On,
        /// What is to be done
        text: String,
        /// Of which stage; the present one if left out
        #[arg(long)]
        stage: Option<String>,
    },
    /// Ask somebody to do something within some minutes
    Task {
        #[command(flatten)]
        on: On,
        /// What is to be done
        text: String,
        /// By whom
        #[arg(long, value_name = "NAME")]
        to: String,
        /// Within how many minutes
        #[arg(long, value_name = "NUMBER")]
        minutes: u32,
    },
    /// Say yes to a task
    Ack {
        #[command(flatten)]
        on: On,
        /// The task: its number, the beginning of its id, or a part of its text
        task: String,
    },
    /// Report a task as done
    Done {
        #[command(flatten)]
        on: On,
        /// The task
        task: String,
    },
    /// Preserve a file, or say where something is preserved
    Evidence {
        #[command(flatten)]
        on: On,
        /// The file
        #[arg(required_unless_present = "reference")]
        file: Option<PathBuf>,
        /// Where it is kept, when it is not kept here
        #[arg(long = "ref", value_name = "WHERE")]
        reference: Option<String>,
        /// What it is; the file's name if left out
        #[arg(long)]
        name: Option<String>,
        #[command(flatten)]
        legal: Privileged,
    },
    /// Show what is due, by when
    Clocks {
        /// The incident; all open ones if left out
        #[arg(value_name = "ID")]
        id: Option<String>,
        /// Go on showing them, anew each second
        #[arg(long)]
        watch: bool,
    },
    /// The response: the classification, the record, the ledger, clocks, calls.
    #[command(flatten)]
    Respond(RespondDo),
    /// Calculate a deadline, as the clocks do
    Due(DueOf),
    /// Measure incidents: how long things took, and which clocks were met
    Metrics(MetricsOf),
    /// Say what changed since you last looked, and an incident in a page
    Catchup {
        /// The incident; all open ones if left out
        #[arg(value_name = "ID")]
        id: Option<String>,
    },
    /// Say that the harm is over
    Resolve {
        #[command(flatten)]
        on: On,
        #[command(flatten)]
        because: Because,
    },
    /// Say that it is not over
    Reopen {
        #[command(flatten)]
        on: On,
        #[command(flatten)]
        because: Because,
    },
    /// Say that the work is over
    Close {
        #[command(flatten)]
        on: On,
        #[command(flatten)]
        because: Because,
        /// Why there is no fix or no prevention, where one is missing
        #[arg(long, value_name = "WHY")]
        without_outputs: Option<String>,
    },
    /// The work that follows.
    #[command(flatten)]
    Follow(FollowDo),
    /// Undo an entry of your own, the last one if none is named
    Undo {
        #[command(flatten)]
        on: On,
        /// The beginning of the entry's id
        entry: Option<String>,
    },
    /// Remove the content of an entry, for good
    Redact(RedactOf),
    /// Mark an entry as one for lawyers only
    Privilege(PrivilegeOf),
    /// Forbid that anything of an incident is destroyed
    Hold(HoldOf),
    /// Delete incidents that are over for good, with everything that was kept of them
    Purge(PurgeOf),
    /// Register incidents of the past from a CSV file
    Import {
        /// The file
        file: PathBuf,
        /// Those without an end are going on: open them, with clocks
        #[arg(long)]
        open: bool,
    },
    /// Register, or play back, the timeline of a past incident
    Replay {
        /// The file, one JSON object a line
        file: PathBuf,
        /// Play it on the screen, so many times as fast, in a throw-away store
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=3600))]
        speed: Option<u32>,
        /// What was wrong; the file's name if left out
        #[arg(long)]
        title: Option<String>,
        /// The severity
        #[arg(long, value_name = "LEVEL", visible_alias = "severity")]
        sev: Option<String>,
        /// The kind of incident
        #[arg(long)]
        category: Option<String>,
    },
    /// Look at a war room with a real incident running, in a throw-away store
    Demo,
    /// Sharing: stores that meet.
    #[command(flatten)]
    Share(ShareDo),
    /// Check that everything is as it was written
    Verify(VerifyOf),
    /// List, show, check, copy, compare or adopt response plans
    Plan {
        #[command(subcommand)]
        what: PlanDo,
    },
    /// Write, show or check the configuration
    Config {
        #[command(subcommand)]
        what: ConfigDo,
    },
    /// List, show or check themes
    Theme {
        #[command(subcommand)]
        what: ThemeDo,
    },
    /// Print where the store and everything else lies
    Where,
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_hold_together() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }
}
