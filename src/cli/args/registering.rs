//! What can be typed about the register.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Which rows of the register, in which order, as what and where to.
#[derive(Debug, Args)]
pub struct RegisterOf {
    /// Only those that fit: 'sev:1,2 category:bias open since:30d -word'
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// As what: table, csv, md, json; as the file's name ends, if left out
    #[arg(long, value_enum, hide_possible_values = true)]
    pub format: Option<Format>,
    /// By which column, the worst, newest or most first; -users turns it round
    #[arg(long, value_name = "COLUMN", allow_hyphen_values = true)]
    pub sort: Option<String>,
    /// Into a file
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// As what the register is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Columns for people.
    Table,
    /// For spreadsheets, and for `warroom import`.
    Csv,
    /// A table for a page or a ticket.
    #[value(alias = "markdown")]
    Md,
    /// For programs.
    Json,
}
