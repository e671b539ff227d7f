//! What can be typed about the report.

use crate::audience::Audience;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// A report of which incident, as what, for whom and where to.
#[derive(Debug, Args)]
pub struct ReportOf {
    #[command(flatten)]
    pub on: super::On,
    /// With --write: the text; - reads standard input; your editor where it is left out
    #[arg(requires = "write")]
    pub text: Option<String>,
    /// Write a section of the report instead, by its id or title
    #[arg(long, value_name = "SECTION", conflicts_with_all = ["output", "format", "bundle"])]
    pub write: Option<String>,
    /// As what: md, html, json; as the file's name ends, if left out
    #[arg(long, value_enum, hide_possible_values = true)]
    pub format: Option<ReportFormat>,
    /// For whom: internal, public (roles for names, no notes, no evidence), regulator
    #[arg(long, value_enum, default_value = "internal", hide_possible_values = true)]
    #[arg(hide_default_value = true, value_name = "WHO")]
    pub audience: ReadBy,
    /// Also what is privileged
    #[arg(long)]
    pub with_privileged: bool,
    /// Into a file
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// For auditors: report, log, plan and evidence in one .tar.gz, for `warroom verify FILE`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["output", "format"])]
    pub bundle: Option<PathBuf>,
}

/// As what a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For a page or a ticket.
    #[value(alias = "markdown")]
    Md,
    /// One file for a browser, and for paper.
    Html,
    /// For programs.
    Json,
}

/// Who reads a report, as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReadBy {
    /// Whoever took part.
    Internal,
    /// Everybody.
    Public,
    /// An authority.
    Regulator,
}

impl From<ReadBy> for Audience {
    fn from(by: ReadBy) -> Audience {
        match by {
            ReadBy::Internal => Audience::Internal,
            ReadBy::Public => Audience::Public,
            ReadBy::Regulator => Audience::Regulator,
        }
    }
}
