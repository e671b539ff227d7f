//! What can be typed about what lawyers ask for.

use super::{Because, On};
use clap::Args;

/// Whether something is for lawyers only.
#[derive(Debug, Clone, Copy, Args)]
pub struct Privileged {
    /// For lawyers only: it stays out of reports and exports
    #[arg(long)]
    pub privileged: bool,
}

/// Which entry is for lawyers only, and why.
#[derive(Debug, Args)]
pub struct PrivilegeOf {
    #[command(flatten)]
    pub on: On,
    /// The beginning of the entry's id: a note, a decision or evidence
    pub entry: String,
    #[command(flatten)]
    pub because: Because,
    /// It is for everybody again
    #[arg(long)]
    pub lift: bool,
}

/// Whether an incident is held, and why.
#[derive(Debug, Args)]
pub struct HoldOf {
    #[command(flatten)]
    pub on: On,
    #[command(flatten)]
    pub because: Because,
    /// End the hold; what was redacted meanwhile is removed now
    #[arg(long)]
    pub lift: bool,
}
