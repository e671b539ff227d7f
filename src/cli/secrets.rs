//! The token for a server: from a file, from a command, from what the system hands a service, from the
//! environment. Never from the command line, where everybody on the machine could read it.

use super::args::Global;
use super::delivering::split;
use super::failure::{FORBIDDEN, Failure, INVALID};
use super::settings::Origin;
use crate::incident::EntryId;
use crate::store::http::Secret;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The longest token that is read, in bytes.
const LONGEST: u64 = 4096;

/// Where the token for a server is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keeper {
    /// In a file.
    File(PathBuf),
    /// A command prints it.
    Command(String),
    /// In the environment.
    Environment,
    /// Nowhere.
    Nowhere,
}

impl Keeper {
    /// Where the token for the server at an address is. What the configuration file says about tokens is
    /// about the server that it names, and is shown to no other.
    pub fn of(global: &Global, address: &str) -> Keeper {
        let settled = &global.settled;
        let ours = settled.config.server.url.as_deref();
        let is_ours = ours.is_some_and(|ours| is_same(ours, address));
        let typed = !matches!(settled.origin("server.token_file"), Origin::File(..));
        if let Some(file) = global.token_file.clone().filter(|_| typed || is_ours) {
            return Keeper::File(file);
        }
        if let Some(command) = settled.config.server.token_command.clone().filter(|_| is_ours) {
            return Keeper::Command(command);
        }
        let handed = std::env::var_os("CREDENTIALS_DIRECTORY")
            .map(|folder| Path::new(&folder).join("warroom-token"))
            .filter(|file| file.exists());
        match handed {
            Some(file) => Keeper::File(file),
            None if environment().is_some() => Keeper::Environment,
            None => Keeper::Nowhere,
        }
    }

    /// The token. It may take as long as a command takes.
    pub fn secret(&self) -> Result<Option<Secret>, Failure> {
        match self {
            Keeper::File(file) => read(file).map(Some),
            Keeper::Command(command) => printed(command).map(Some),
            Keeper::Environment => Ok(environment()),
            Keeper::Nowhere => Ok(None),
        }
    }

    /// What tells whether it is still the same token, without running anything; nothing where it cannot be
    /// read now.
    pub fn mark(&self) -> Option<String> {
        let sum = match self {
            Keeper::Command(command) => EntryId::of(command.as_bytes()),
            other => other.secret().ok().flatten()?.sum(),
        };
        Some(sum.to_string()[..16].to_owned())
    }
}

/// Whether two addresses are those of one server.
pub fn is_same(one: &str, two: &str) -> bool {
    one.trim_end_matches('/') == two.trim_end_matches('/')
}

fn environment() -> Option<Secret> {
    let token = std::env::var("WARROOM_TOKEN").ok().filter(|token| !token.trim().is_empty());
    token.map(|token| Secret::new(&token))
}

fn read(file: &Path) -> Result<Secret, Failure> {
    let failed = |error| Failure::io(&format!("cannot read {}", file.display()), &error);
    let rights = file.metadata().map_err(failed)?.permissions().mode();
    if rights & 0o007 != 0 {
        let what = format!("everybody on this machine may read the token in {}", file.display());
        return Err(Failure::new(FORBIDDEN, what, format!("chmod 600 '{}'", file.display())));
    }
    std::fs::read_to_string(file).map(|text| Secret::new(&text)).map_err(failed)
}

/// The first line that a command prints.
fn printed(command: &str) -> Result<Secret, Failure> {
    let remedy = "type the command of `token_command` yourself, and mend what it says";
    let failed = |what: String| Failure::new(INVALID, format!("{command}: {what}"), remedy);
    let words = split(command)?;
    let Some((program, arguments)) = words.split_first() else {
        return Err(failed("it names no command".to_owned()));
    };
    let mut running = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| failed(format!("it cannot be started: {error}")))?;
    let mut text = String::new();
    let said = running.stdout.take().map(|said| said.take(LONGEST).read_to_string(&mut text));
    let ended = running.wait().map_err(|error| failed(error.to_string()))?;
    if !ended.success() || !matches!(said, Some(Ok(_))) {
        return Err(failed(format!("it ended with {ended}, and gave no token")));
    }
    match text.lines().map(str::trim).find(|line| !line.is_empty()) {
        Some(token) => Ok(Secret::new(token)),
        None => Err(failed("it printed nothing".to_owned())),
    }
}
