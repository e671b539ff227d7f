//! A world with folders of its own, and desks in it at which somebody types.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use tempfile::TempDir;
use warroom::chance::SystemChance;
use warroom::incident::Declared;
use warroom::journal::{Journal, Wish};
use warroom::store::folder::{Folder, KeptReplica, Kind};
use warroom::time::SystemClock;

/// Folders that nothing else uses.
pub struct World {
    home: TempDir,
}

/// Somebody who types commands.
pub struct Desk<'a> {
    world: &'a World,
    name: String,
    environment: Vec<(String, String)>,
    input: Vec<u8>,
}

/// What a command answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub out: String,
    pub err: String,
    pub code: i32,
}

impl World {
    pub fn new() -> World {
        World { home: TempDir::new().unwrap() }
    }

    /// A place in the world.
    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Writes a file and returns where it is.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    pub fn store(&self) -> PathBuf {
        self.path("data/warroom/store")
    }

    pub fn desk(&self, name: &str) -> Desk<'_> {
        let (name, environment, input) = (name.to_owned(), Vec::new(), Vec::new());
        Desk { world: self, name, environment, input }
    }

    /// Opens an incident as a register has it, with a number there.
    pub fn declares_of_register(&self, number: &str, title: &str) {
        let chance: Arc<SystemChance> = Arc::new(SystemChance);
        let store = Folder::at(&self.store(), Kind::Real, chance.clone()).unwrap();
        let replica = KeptReplica::of(&store, &self.path("state/register"), chance.clone());
        let journal = Journal::new(store, replica, Arc::new(SystemClock), chance);
        let declared = Declared {
            title: title.to_owned(),
            number: Some(number.to_owned()),
            ..Declared::default()
        };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let wish = |command| Wish::now("register", command);
        runtime.block_on(journal.declare(declared, None, false, wish)).unwrap();
    }

    /// Every file of the store with its bytes; without the locks, which say nothing.
    pub fn kept(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut kept = BTreeMap::new();
        read_all(&self.store(), &mut kept);
        kept
    }

    /// The logs of the store.
    pub fn logs(&self) -> Vec<PathBuf> {
        let is_log = |path: &PathBuf| path.extension().is_some_and(|end| end == "jsonl");
        self.kept().into_keys().filter(is_log).collect()
    }
}

fn read_all(folder: &Path, kept: &mut BTreeMap<PathBuf, Vec<u8>>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_all(&path, kept);
        } else if path.extension().is_none_or(|end| end != "lock") {
            let bytes = fs::read(&path).unwrap();
            kept.insert(path, bytes);
        }
    }
}

impl Desk<'_> {
    /// Sets a variable of the environment.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// What standard input will hold.
    pub fn reading(mut self, input: impl Into<Vec<u8>>) -> Self {
        self.input = input.into();
        self
    }

    /// The program with these words, ready to run.
    pub fn program<S: AsRef<std::ffi::OsStr>>(&self, words: &[S]) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_warroom"));
        let home = self.world.home.path();
        program.args(words).env_clear().env("HOME", home).env("TZ", "Europe/Berlin");
        program.env("LANG", "C.UTF-8").env("USER", &self.name).current_dir(home);
        for (name, folder) in [("DATA", "data"), ("STATE", "state"), ("CACHE", "cache")] {
            program.env(format!("XDG_{name}_HOME"), home.join(folder));
        }
        program.env("XDG_CONFIG_HOME", home.join("config"));
        program.envs(self.environment.iter().map(|(name, value)| (name, value)));
        program
    }

    /// Types words and waits for the answer.
    pub fn runs<S: AsRef<std::ffi::OsStr>>(&self, words: &[S]) -> Answer {
        let mut program = self.program(words);
        program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut running = program.spawn().unwrap();
        // A program that does not read closes the pipe, and that is fine.
        _ = running.stdin.take().unwrap().write_all(&self.input);
        let done = running.wait_with_output().unwrap();
        Answer {
            out: String::from_utf8(done.stdout).unwrap(),
            err: String::from_utf8(done.stderr).unwrap(),
            code: done.status.code().expect("no signal ended it"),
        }
    }

    /// Types a line: words between blanks, blanks in words between '…'.
    pub fn types(&self, line: &str) -> Answer {
        self.runs(&words(line))
    }

    /// Types a line that must succeed in silence on standard error.
    pub fn does(&self, line: &str) -> Answer {
        let answer = self.types(line);
        assert_eq!((answer.code, answer.err.as_str()), (0, ""), "{line}");
        answer
    }

    /// Opens an incident and returns its id.
    pub fn declares(&self, line: &str) -> String {
        let answer = self.does(&format!("declare --json {line}")).json();
        answer["id"].as_str().unwrap().to_owned()
    }

    /// What `show --json` says.
    pub fn sees(&self, id: &str) -> Value {
        self.does(&format!("show {id} --json")).json()
    }
}

impl Answer {
    /// The answer as the one JSON object that it is.
    pub fn json(&self) -> Value {
        assert_eq!(self.out.lines().count(), 1, "{self:?}");
        serde_json::from_str(&self.out).unwrap()
    }
}

fn words(line: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let (mut quoted, mut inside) = (false, false);
    for c in line.chars() {
        match c {
            '\'' => {
                quoted = !quoted;
                if !inside {
                    words.push(String::new());
                }
                inside = true;
            }
            ' ' if !quoted => inside = false,
            c if inside => words.last_mut().unwrap().push(c),
            c => {
                words.push(c.to_string());
                inside = true;
            }
        }
    }
    words
}

/// The keys of an object, in their order.
pub fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// The middle of an id, as a person types it.
pub fn short(id: &str) -> &str {
    &id[id.len() - 4..]
}
