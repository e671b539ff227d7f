//! What can be typed about sharing.

use crate::access::Role;
use crate::store::postgres::Address;
use clap::{Args, Subcommand, ValueEnum};
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

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
    /// Let other desks reach this store, or a database
    Serve(ServeOf),
    /// Make a database ready for this version of the program
    Migrate(DatabaseOf),
    /// Make, list or take back tokens, by which others come in
    Token {
        #[command(flatten)]
        database: DatabaseOf,
        #[command(subcommand)]
        what: TokenDo,
    },
}

/// Which database is meant, if any.
#[derive(Debug, Clone, Args)]
pub struct DatabaseOf {
    /// A PostgreSQL database instead of the folder; better in `WARROOM_DATABASE_URL`
    #[arg(
        id = "database",
        long = "database-url",
        global = true,
        value_name = "URL",
        env = "WARROOM_DATABASE_URL",
        hide_env = true,
        hide_env_values = true
    )]
    pub url: Option<Typed>,
    /// The authorities of the database, in PEM; else those of this machine
    #[arg(
        long = "database-ca",
        global = true,
        value_name = "FILE",
        env = "WARROOM_DATABASE_CA",
        hide_env = true
    )]
    pub authorities: Option<PathBuf>,
}

/// The address of a database. A password may stand in it: it is not shown.
#[derive(Clone)]
pub struct Typed(String);

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Typed(…)")
    }
}

impl From<&str> for Typed {
    fn from(text: &str) -> Typed {
        Typed(text.to_owned())
    }
}

impl DatabaseOf {
    /// The address that was given; an empty one is none.
    pub fn address(&self) -> Option<Address<'_>> {
        let url = self.url.as_ref().map(|url| url.0.trim()).filter(|url| !url.is_empty())?;
        let authorities = self.authorities.as_deref().filter(|file| !file.as_os_str().is_empty());
        Some(Address { url, authorities })
    }
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
    /// The certificate to show, in PEM; read again at SIGHUP
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// Its private key, in PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// A proxy before it speaks TLS: allow to listen beyond this machine
    #[arg(long)]
    pub behind_proxy: bool,
    /// Where OpenMetrics are told, if anywhere
    #[arg(long, value_name = "ADDRESS", env = "WARROOM_METRICS_LISTEN", hide_env = true)]
    pub metrics_listen: Option<SocketAddr>,
    /// Where the rooms are kept.
    #[command(flatten)]
    pub database: DatabaseOf,
    /// Do not make the database ready: `warroom migrate` has been run
    #[arg(long)]
    pub no_migrate: bool,
    /// Requests a second for one token, ten times as many at once; 0 is no limit
    #[arg(long, value_name = "N", default_value = "1000")]
    pub rate: u32,
    /// How many listen at once to what comes
    #[arg(long, value_name = "N", default_value = "256", value_parser = clap::value_parser!(u16))]
    pub streams: u16,
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
        #[arg(long, value_parser = Role::from_str)]
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
