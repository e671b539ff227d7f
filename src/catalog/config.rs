//! The configuration file: what somebody settled once, instead of typing it each time.

use super::error::CatalogError;
use super::file;
use super::keys::keys_of;
use super::written::{self, Kind};
use crate::plan::Fault;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What a configuration file may say; each key may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct Config {
    /// The folder of the store; a relative one begins at the file's own folder.
    pub store: Option<String>,
    /// The handle under which entries are written.
    #[serde(rename = "as")]
    pub handle: Option<String>,
    /// The plan for new incidents: a built-in one or a file.
    pub plan: Option<String>,
    /// `utc` or `local`.
    pub zone: Option<String>,
    /// `auto`, `always` or `never`.
    pub color: Option<String>,
    /// The theme: a built-in one, the name of one in the folder `themes`, or a file.
    pub theme: Option<String>,
    /// Whether no signs beyond ASCII are used.
    pub ascii: Option<bool>,
    /// Whether the mouse works.
    pub mouse: Option<bool>,
    /// Whether the terminal's bell rings.
    pub bell: Option<bool>,
    /// Whether a theme with a background of its own paints it.
    pub paint_background: Option<bool>,
    /// Keys for actions, each list in the place of ours.
    pub keys: BTreeMap<String, Vec<String>>,
    /// The log file.
    pub log: Log,
    /// The server that this desk syncs with.
    pub server: Server,
}

/// What the file says about the server that this desk syncs with.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct Server {
    /// Its address.
    pub url: Option<String>,
    /// The file that holds the token for it; a relative one begins at the file's own folder.
    pub token_file: Option<String>,
    /// A command that prints the token.
    pub token_command: Option<String>,
    /// The certificates of an authority of one's own.
    pub ca_file: Option<String>,
}

/// What the file says about the log.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct Log {
    /// `off`, `error`, `warn`, `info` or `debug`.
    pub level: Option<String>,
}

/// A configuration, and where each of its keys is written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Written {
    /// What it says.
    pub config: Config,
    /// The file as messages call it.
    pub file: String,
    /// The line of each key that is there, by its path: `theme`, `keys.quit`, `log.level`.
    pub lines: BTreeMap<String, usize>,
}

/// The words that a key takes.
const WORDS: [(&str, &[&str]); 3] = [
    ("zone", &["utc", "local"]),
    ("color", &["auto", "always", "never"]),
    ("log.level", &["off", "error", "warn", "info", "debug"]),
];

/// Reads a configuration file, or returns everything that is wrong with it.
pub fn config_from_file(file: &str) -> Result<Written, CatalogError> {
    config_from_toml(&file::read(file)?, file)
}

/// Reads a configuration; `file` is what messages call it.
pub fn config_from_toml(text: &str, file: &str) -> Result<Written, CatalogError> {
    let kind = Kind { keys, check: &faults, optional: true };
    let (config, places) = written::read_with_places(text, file, &kind)?;
    let mut lines = BTreeMap::new();
    for path in given(&config) {
        let line = places.line_of(&path);
        lines.insert(path, line);
    }
    Ok(Written { config, file: file.to_owned(), lines })
}

impl Config {
    /// A text of the file by its path.
    fn text(&self, path: &str) -> Option<&str> {
        let text = match path {
            "store" => &self.store,
            "as" => &self.handle,
            "plan" => &self.plan,
            "zone" => &self.zone,
            "color" => &self.color,
            "theme" => &self.theme,
            "log.level" => &self.log.level,
            "server.url" => &self.server.url,
            "server.token_file" => &self.server.token_file,
            "server.token_command" => &self.server.token_command,
            "server.ca_file" => &self.server.ca_file,
            _ => &None,
        };
        text.as_deref()
    }
}

const TEXTS: [&str; 11] = [
    "store",
    "as",
    "plan",
    "zone",
    "color",
    "theme",
    "log.level",
    "server.url",
    "server.token_file",
    "server.token_command",
    "server.ca_file",
];

/// The paths of the keys that are there.
fn given(config: &Config) -> Vec<String> {
    let texts = TEXTS.into_iter().filter(|path| config.text(path).is_some());
    let switches = [
        ("ascii", config.ascii),
        ("mouse", config.mouse),
        ("bell", config.bell),
        ("paint_background", config.paint_background),
    ];
    let switches = switches.into_iter().filter(|(_, yes)| yes.is_some()).map(|(path, _)| path);
    let keys = config.keys.keys().map(|action| written::key_in("keys", action));
    texts.chain(switches).map(str::to_owned).chain(keys).collect()
}

fn keys(table: &str) -> &'static [&'static str] {
    match table {
        "" => keys_of::<Config>(),
        "log" => keys_of::<Log>(),
        "server" => keys_of::<Server>(),
        _ => &[],
    }
}

fn faults(config: &Config) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut fault = |path: &str, problem: String| {
        faults.push(Fault { path: path.to_owned(), problem });
    };
    for path in TEXTS {
        let Some(text) = config.text(path) else { continue };
        let words = WORDS.iter().find(|(key, _)| *key == path).map(|(_, words)| *words);
        match words {
            Some(words) if !words.contains(&text) => {
                fault(path, format!("{text:?} is none of: {}", words.join(", ")));
            }
            None if text.trim().is_empty() => {
                fault(path, "it is empty; take the line out, or say something".to_owned());
            }
            _ => {}
        }
    }
    for (action, keys) in &config.keys {
        if keys.iter().any(|key| key.trim().is_empty()) {
            fault(
                &written::key_in("keys", action),
                "a key is empty; name one, such as \"q\"".into(),
            );
        }
    }
    faults
}
