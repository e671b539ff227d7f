//! What can be typed about plans.

use super::On;
use clap::Subcommand;
use std::path::PathBuf;

/// What can be done about plans.
#[derive(Debug, Subcommand)]
pub enum PlanDo {
    /// List the plans that there are, and which one is used
    List,
    /// Show a plan with everything that it takes in
    Show {
        /// Its id, or a file; the one in use if left out
        #[arg(id = "which", value_name = "ID|FILE")]
        plan: Option<String>,
    },
    /// Check plans: everything that is wrong or missing, with line and remedy
    Check {
        /// Their files or ids; the one in use if left out
        #[arg(value_name = "FILE")]
        plans: Vec<String>,
        /// Fail for what is merely worth mending, too
        #[arg(long)]
        strict: bool,
    },
    /// Write a copy of a plan to make your own of
    New {
        /// The plan to begin with; the standard one if left out
        #[arg(id = "which", value_name = "ID|FILE")]
        plan: Option<String>,
        /// Where to; ID.toml in the folder of your plans if left out
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// The id of the new plan; the file's name, or our-ID, if left out
        #[arg(long, value_name = "ID")]
        id: Option<String>,
        /// Write over a file that is there
        #[arg(long)]
        yes: bool,
    },
    /// Show in what two plans differ
    Diff {
        /// The one
        #[arg(value_name = "A")]
        one: String,
        /// The other
        #[arg(value_name = "B")]
        other: String,
    },
    /// Put another plan in force for an incident
    Adopt {
        #[command(flatten)]
        on: On,
        /// The plan: its id, or a file
        #[arg(id = "which", value_name = "PLAN")]
        plan: String,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}
