//! What can be typed about how things look: colours, the configuration, themes.

use clap::{Subcommand, ValueEnum};
use std::path::PathBuf;

/// Whether to use colours. Words have none; this is for the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal that has them, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl When {
    /// What a word of the configuration file means.
    pub fn of_word(word: &str) -> When {
        When::from_str(word, true).unwrap_or(When::Auto)
    }

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            When::Auto => "auto",
            When::Always => "always",
            When::Never => "never",
        }
    }
}

/// What can be done about the configuration.
#[derive(Debug, Subcommand)]
pub enum ConfigDo {
    /// Write a file with every key in it, explained and switched off
    Init,
    /// Show every value, and where it came from
    Show,
    /// Check a configuration file: everything that is wrong, with line and remedy
    Check {
        /// The file; the one that is in use if left out
        file: Option<PathBuf>,
    },
}

/// What can be done about themes.
#[derive(Debug, Subcommand)]
pub enum ThemeDo {
    /// List the themes that there are
    List,
    /// Show how a theme draws each meaning
    Show {
        /// Its name, or a file
        theme: String,
    },
    /// Check a theme: its file, and how far each meaning stands out from what is behind it
    Check {
        /// Its name, or a file
        theme: String,
    },
}
