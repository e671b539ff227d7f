//! What can be typed about facts of an incident: what it is tied to, what can be corrected.

use clap::{Args, ValueEnum};

/// What an incident is tied to.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct LinkTo {
    /// The incident of which this one is a second telling
    #[arg(long, value_name = "ID")]
    pub duplicate_of: Option<String>,
    /// Another incident that has to do with this one
    #[arg(long, value_name = "ID")]
    pub to: Option<String>,
    /// An alert: its source and its key
    #[arg(long, num_args = 2, value_names = ["SOURCE", "KEY"])]
    pub alert: Option<Vec<String>>,
}

/// A fact that can be corrected. Its values say what they are; words about them would make the help long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Fact {
    Title,
    Category,
    UsersAffected,
    DetectedBy,
    PublicReport,
    NearMiss,
    System,
}

impl Fact {
    /// How it is called.
    pub fn name(self) -> &'static str {
        match self {
            Fact::Title => "title",
            Fact::Category => "category",
            Fact::UsersAffected => "users-affected",
            Fact::DetectedBy => "detected-by",
            Fact::PublicReport => "public-report",
            Fact::NearMiss => "near-miss",
            Fact::System => "system",
        }
    }
}
