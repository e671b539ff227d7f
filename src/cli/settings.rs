//! What is settled: by what was typed, then by the environment, then by the configuration file.

use super::args::{Global, When};
use super::desk::Folders;
use super::failure::{Failure, INVALID};
use crate::catalog::{self, CatalogError, Config, Shelf, Written};
use clap::ArgMatches;
use clap::parser::ValueSource;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Origin {
    /// It was typed.
    Flag(&'static str),
    /// A variable of the environment says so.
    Variable(&'static str),
    /// A line of the configuration file says so.
    File(String, usize),
    /// Nobody said anything.
    #[default]
    Default,
}

/// What is settled besides the options of the command line.
#[derive(Debug, Clone, Default)]
pub struct Settled {
    /// Where each value came from, by its key in the configuration file.
    pub origins: BTreeMap<String, Origin>,
    /// What the configuration file says.
    pub config: Config,
    /// The theme; the terminal's own colours when nobody chose one.
    pub theme: Option<String>,
    /// How much is written into the log: `off`, `error`, `warn`, `info`, `debug`.
    pub level: Option<String>,
}

impl Settled {
    /// Where a value came from.
    pub fn origin(&self, key: &str) -> Origin {
        self.origins.get(key).cloned().unwrap_or_default()
    }

    /// Whether a theme paints its background.
    pub fn paints(&self) -> bool {
        self.config.paint_background.unwrap_or(true)
    }
}

impl Global {
    /// The options as they were typed or stand in the environment, without what a file says.
    pub fn as_typed(&self) -> Global {
        let mut typed = self.clone();
        let from_file = |key: &str| is_file(&self.settled.origin(key));
        typed.store = typed.store.filter(|_| !from_file("store"));
        typed.handle = typed.handle.filter(|_| !from_file("as"));
        typed.plan = typed.plan.filter(|_| !from_file("plan"));
        typed.color = typed.color.filter(|_| !from_file("color"));
        typed.server = typed.server.filter(|_| !from_file("server.url"));
        typed.token_file = typed.token_file.filter(|_| !from_file("server.token_file"));
        typed.ca_file = typed.ca_file.filter(|_| !from_file("server.ca_file"));
        typed.ascii &= !from_file("ascii");
        typed.local &= !from_file("zone");
        typed.utc = !typed.local;
        typed.settled = Settled::default();
        typed.settled.origins = self.settled.origins.clone();
        typed.settled.origins.retain(|_, origin| !is_file(origin));
        typed
    }
}

/// The options with their name in the parser, their key in the file, and their variable.
const OPTIONS: [(&str, &str, &str, &str); 9] = [
    ("store", "store", "--store", "WARROOM_STORE"),
    ("handle", "as", "--as", "WARROOM_AS"),
    ("plan", "plan", "--plan", "WARROOM_PLAN"),
    ("color", "color", "--color", "WARROOM_COLOR"),
    ("ascii", "ascii", "--ascii", "WARROOM_ASCII"),
    ("config", "config", "--config", "WARROOM_CONFIG"),
    ("server", "server.url", "--server", "WARROOM_SERVER"),
    ("token_file", "server.token_file", "--token-file", "WARROOM_TOKEN_FILE"),
    ("ca_file", "server.ca_file", "--ca-file", "WARROOM_CA_FILE"),
];

/// Notes which options were typed, and which stand in the environment.
pub fn origins(matches: &ArgMatches) -> BTreeMap<String, Origin> {
    let mut origins = BTreeMap::new();
    for (id, key, flag, variable) in OPTIONS {
        let origin = match matches.value_source(id) {
            Some(ValueSource::CommandLine) => Origin::Flag(flag),
            Some(ValueSource::EnvVariable) => Origin::Variable(variable),
            _ => continue,
        };
        origins.insert(key.to_owned(), origin);
    }
    for (flag, option) in [("utc", "--utc"), ("local", "--local")] {
        if matches.value_source(flag) == Some(ValueSource::CommandLine) {
            origins.insert("zone".to_owned(), Origin::Flag(option));
        }
    }
    origins
}

/// The configuration file: the one that was named, or the user's.
pub fn file_of(global: &Global) -> Result<PathBuf, Failure> {
    match &global.config {
        Some(file) => Ok(file.clone()),
        None => Ok(Folders::of_user()?.config.join("config.toml")),
    }
}

/// The folder of the user's own themes: `themes` beside the configuration file.
pub fn themes_folder(global: &Global) -> Option<PathBuf> {
    let file = file_of(global).ok()?;
    Some(file.parent().unwrap_or(Path::new("")).join("themes"))
}

/// The folder of the organisation's own plans: `plans` beside the configuration file.
pub fn plans_folder(global: &Global) -> Result<PathBuf, Failure> {
    Ok(file_of(global)?.parent().unwrap_or(Path::new("")).join("plans"))
}

/// The plans that can be chosen.
pub fn shelf(global: &Global) -> Shelf {
    plans_folder(global).map(Shelf::with).unwrap_or_default()
}

/// Reads the configuration file; the user's own need not be there, one that was named must be.
pub fn read(global: &Global) -> Result<Written, Failure> {
    let file = file_of(global)?;
    if global.config.is_none() && !file.exists() {
        return Ok(Written::default());
    }
    catalog::config_from_file(&file.to_string_lossy()).map_err(|error| wrong(&error))
}

/// What to say about a configuration that cannot be read.
pub fn wrong(error: &CatalogError) -> Failure {
    let remedy = "mend the lines that are named; `warroom config check` looks again";
    let remedy = match error {
        CatalogError::Misprints(_) => remedy,
        _ => "check --config and WARROOM_CONFIG; `warroom config init` writes a file to begin with",
    };
    let cause = std::error::Error::source(error);
    let cause = cause.map(|cause| format!(": {cause}")).unwrap_or_default();
    Failure::new(INVALID, format!("{error}{cause}"), remedy)
}

/// Puts what a file says where neither a flag nor the environment says anything.
pub fn settle(global: &mut Global, written: Written, var: impl Fn(&str) -> Option<String>) {
    let Written { config, file, lines } = written;
    let mut settled = std::mem::take(&mut global.settled);
    let set = |name: &str| var(name).filter(|value| !value.is_empty());
    for (key, line) in lines {
        let origin = || Origin::File(file.clone(), line);
        settled.origins.entry(key).or_insert_with(origin);
    }
    let beside = Path::new(&file).parent().map(Path::to_owned).unwrap_or_default();
    let said = config.store.as_ref().map(|store| path_of(store, &beside, set("HOME")));
    global.store = global.store.take().or(said);
    global.handle = global.handle.take().or_else(|| config.handle.clone());
    let plan = config.plan.as_ref().map(|plan| plan_of(plan, &beside, set("HOME")));
    global.plan = global.plan.take().or(plan);
    let server = &config.server;
    let path = |said: &Option<String>| said.as_ref().map(|it| path_of(it, &beside, set("HOME")));
    global.server = global.server.take().or_else(|| server.url.clone());
    global.token_file = global.token_file.take().or_else(|| path(&server.token_file));
    global.ca_file = global.ca_file.take().or_else(|| path(&server.ca_file));
    global.color = global.color.or_else(|| config.color.as_deref().map(When::of_word));
    if settled.origin("ascii") == Origin::Default || is_file(&settled.origin("ascii")) {
        global.ascii = config.ascii.unwrap_or(false);
    }
    if is_file(&settled.origin("zone")) {
        global.local = config.zone.as_deref() == Some("local");
        global.utc = !global.local;
    }
    settled.theme = override_by("theme", "WARROOM_THEME", set("WARROOM_THEME"), &mut settled)
        .or_else(|| config.theme.clone());
    let level = set("WARROOM_LOG").filter(|level| LEVELS.contains(&level.as_str()));
    settled.level = override_by("log.level", "WARROOM_LOG", level, &mut settled)
        .or_else(|| config.log.level.clone());
    settled.config = config;
    global.settled = settled;
}

/// How much can be written into the log.
pub const LEVELS: [&str; 5] = ["off", "error", "warn", "info", "debug"];

fn override_by(
    key: &str,
    variable: &'static str,
    value: Option<String>,
    settled: &mut Settled,
) -> Option<String> {
    if value.is_some() {
        settled.origins.insert(key.to_owned(), Origin::Variable(variable));
    }
    value
}

fn is_file(origin: &Origin) -> bool {
    matches!(origin, Origin::File(..))
}

/// A path as a file means it: `~/` is home, and what is relative begins beside the file.
fn path_of(text: &str, beside: &Path, home: Option<String>) -> PathBuf {
    match (text.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => Path::new(&home).join(rest),
        _ => beside.join(text),
    }
}

/// A plan as a file means it: a built-in one, or a path.
fn plan_of(text: &str, beside: &Path, home: Option<String>) -> String {
    if catalog::is_path(text) {
        return path_of(text, beside, home).to_string_lossy().into_owned();
    }
    text.to_owned()
}
