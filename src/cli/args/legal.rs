//! What can be typed about what lawyers and auditors ask for.

use super::{Because, On};
use clap::Args;
use std::path::PathBuf;

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

/// What is removed for good, and why.
#[derive(Debug, Args)]
pub struct RedactOf {
    #[command(flatten)]
    pub on: On,
    /// The beginning of the entry's id
    pub entry: String,
    #[command(flatten)]
    pub because: Because,
    /// The same content without the offending text, as a JSON object; - reads standard input
    #[arg(long, value_name = "JSON")]
    pub instead: Option<String>,
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
}

/// Which incidents are deleted, and why.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch that somebody types")]
pub struct PurgeOf {
    /// The incident: any part of its id
    pub id: Option<String>,
    /// All that were over before this day: 2024-01-31, 2024-02, 90d
    #[arg(long, value_name = "DAY", conflicts_with = "id")]
    pub closed_before: Option<String>,
    /// Why: the rule that asks for it, or the request
    #[arg(long, value_name = "WHY", required_unless_present_any = ["accept", "list"])]
    pub reason: Option<String>,
    /// Delete here what was purged elsewhere, for the reason that was given there
    #[arg(long, conflicts_with_all = ["closed_before", "reason"])]
    pub accept: bool,
    /// List what was purged, and what waits to be
    #[arg(long, conflicts_with_all = ["id", "closed_before", "reason", "accept", "dry_run"])]
    pub list: bool,
    /// Say what would go, and delete nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
}

/// What is checked, and against what.
#[derive(Debug, Args)]
pub struct VerifyOf {
    /// One incident instead of all, or a bundle: ./audit.tar.gz
    #[arg(value_name = "ID|BUNDLE")]
    pub id: Option<String>,
    /// Also check against heads that were saved with `verify --json`, or the sum of a bundle's manifest
    #[arg(long, value_name = "FILE|SHA256")]
    pub against: Option<PathBuf>,
}
