//! What can be typed about sharing.

use crate::access::Role;
use clap::{Args, Subcommand, ValueEnum};
use std::net::SocketAddr;

/// The commands by which stores come to hold the same.
#[derive(Debug, Subcommand)]
pub enum ShareDo {
    /// Carry over what one store has and another lacks, both ways, once
    Sync {
        /// The other store: a folder (on a stick, on a shared disk), or the address of a server; the
        /// server that is settled if left out
        #[arg(value_name = "FOLDER|URL")]
        peer: Option<String>,
    },
    /// Let other desks reach this store
    Serve(ServeOf),
    /// Make, list or take back tokens, by which others come in
    Token {
        #[command(subcommand)]
        what: TokenDo,
    },
}

/// How a server listens.
#[derive(Debug, Args)]
pub struct ServeOf {
    /// Where: an address of this machine and a port
    #[arg(
        long,
        value_name = "ADDRESS",
        default_value = "127.0.0.1:7700",
        env = "WARROOM_LISTEN",
        hide_env = true
    )]
    pub listen: SocketAddr,
    /// A proxy before it speaks TLS: allow to listen beyond this machine
    #[arg(long)]
    pub behind_proxy: bool,
    /// How the log is written to standard error: text, json
    #[arg(
        long,
        value_name = "FORM",
        value_enum,
        default_value = "text",
        hide_possible_values = true
    )]
    pub log_format: LogFormat,
}

/// How a log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One object a line.
    Json,
}

/// What is done with tokens.
#[derive(Debug, Subcommand)]
pub enum TokenDo {
    /// Make a token and print it, once
    New {
        /// Whose it is
        #[arg(long)]
        name: String,
        /// What it may do: viewer, responder, auditor, ingest, admin
        #[arg(long, value_parser = role)]
        role: Role,
        /// Which room it opens
        #[arg(long, default_value = crate::access::MAIN)]
        room: String,
        /// After how many days it ends by itself
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=3660))]
        days: Option<u32>,
    },
    /// List tokens: whose they are and what they may do
    List,
    /// Take a token back, at once
    Revoke {
        /// The token's id, as `token list` prints it
        id: String,
    },
}

fn role(word: &str) -> Result<Role, String> {
    let known = Role::ALL.into_iter().find(|role| role.word() == word);
    known.ok_or_else(|| {
        let words = Role::ALL.map(Role::word).join(", ");
        format!("a role is one of {words}")
    })
}
