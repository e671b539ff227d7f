//! What applies to every command.

use super::When;
use crate::cli::settings::Settled;
use clap::builder::FalseyValueParser;
use clap::{ArgAction, Args};
use std::ffi::OsString;
use std::path::PathBuf;

/// What applies to every command. Each has a variable in the environment, which `help.txt` names.
#[derive(Debug, Clone, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch that somebody types")]
#[command(next_help_heading = "For every command")]
pub struct Global {
    /// The folder of the store
    #[arg(long, global = true, value_name = "DIR", env = "WARROOM_STORE", hide_env = true)]
    pub store: Option<PathBuf>,
    /// Your handle, as others see it
    #[arg(long = "as", global = true, value_name = "NAME", env = "WARROOM_AS", hide_env = true)]
    pub handle: Option<String>,
    /// The plan for new incidents: a built-in one or a file
    #[arg(long, global = true, value_name = "ID|FILE", env = "WARROOM_PLAN", hide_env = true)]
    pub plan: Option<String>,
    /// The configuration file
    #[arg(long, global = true, value_name = "FILE", env = "WARROOM_CONFIG", hide_env = true)]
    pub config: Option<PathBuf>,
    /// The server to sync with; '' for none
    #[arg(long, global = true, value_name = "URL", env = "WARROOM_SERVER", hide_env = true)]
    pub server: Option<String>,
    /// The file that holds the token for the server
    #[arg(long, global = true, value_name = "FILE", env = "WARROOM_TOKEN_FILE", hide_env = true)]
    pub token_file: Option<PathBuf>,
    /// The certificates of an authority of your own
    #[arg(long, global = true, value_name = "FILE", env = "WARROOM_CA_FILE", hide_env = true)]
    pub ca_file: Option<PathBuf>,
    /// Wait until what you write is on the server
    #[arg(
        long,
        global = true,
        value_name = "SECONDS",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "30",
        value_parser = clap::value_parser!(u32).range(1..=3600)
    )]
    pub wait: Option<u32>,
    /// When it happened: 14:05, '10m ago', 2026-11-20T14:05Z
    #[arg(long, global = true, value_name = "TIME")]
    pub at: Option<String>,
    /// Who said or did it, when you only write it down
    #[arg(long, global = true, value_name = "NAME")]
    pub said_by: Option<String>,
    /// The incident, instead of the command's first argument
    #[arg(short = 'i', long = "incident", global = true, value_name = "ID")]
    pub incident: Option<OsString>,
    /// Print data instead of words
    #[arg(long, global = true, env = "WARROOM_JSON", hide_env = true, value_parser = yes())]
    pub json: bool,
    /// Use no signs beyond ASCII
    #[arg(long, global = true, env = "WARROOM_ASCII", hide_env = true, value_parser = yes())]
    pub ascii: bool,
    /// Colours on the screen: auto, always, never
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        env = "WARROOM_COLOR",
        hide_env = true,
        hide_possible_values = true
    )]
    pub color: Option<When>,
    /// Read and show times in UTC, as it is without this
    #[arg(long, global = true, overrides_with = "local")]
    pub utc: bool,
    /// Read and show times in the zone of this machine
    #[arg(long, global = true, overrides_with = "utc")]
    pub local: bool,
    /// Say nothing on success
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Print this help
    #[arg(short, long, global = true, action = ArgAction::HelpShort)]
    pub help: Option<bool>,
    /// What is settled besides, and where each value came from.
    #[arg(skip)]
    pub settled: Settled,
}

/// A switch in the environment: on, unless it is empty, 0, no, off or false.
fn yes() -> FalseyValueParser {
    FalseyValueParser::new()
}
