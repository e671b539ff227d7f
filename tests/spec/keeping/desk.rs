//! A desk over a folder in a test: its clock stands still, its randomness follows from a seed.

use chrono::{DateTime, Utc};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;
use warroom::chance::SeededChance;
use warroom::incident::{
    Command, Declared, Entry, EntryId, Event, Fact, Hlc, IncidentId, LogId, Place, ReplicaId,
};
use warroom::journal::{Journal, JournalError, Wish, Written};
use warroom::store::folder::{Folder, KeptReplica, Kind};
use warroom::store::index::Opened;
use warroom::store::{Report, Store, verify};
use warroom::time::StandingClock;

/// The time at which every test begins.
pub fn noon() -> DateTime<Utc> {
    "2026-11-20T12:00:00Z".parse().unwrap()
}

/// Waits for a future.
pub fn wait<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(future)
}

pub fn incident(letters: &str) -> IncidentId {
    format!("AI-261120-{letters}").parse().unwrap()
}

pub fn log(incident: IncidentId, replica: &str) -> LogId {
    LogId { incident, replica: replica.parse().unwrap() }
}

/// Someone who writes notes into one log, one after the other, without any store.
#[derive(Clone)]
pub struct Pen {
    pub log: LogId,
    seq: u64,
    prev: EntryId,
    hlc: Hlc,
}

impl Pen {
    pub fn of(log: LogId) -> Pen {
        Pen { log, seq: 0, prev: log.beginning(), hlc: Hlc::default() }
    }

    pub fn writes(&mut self, what: impl Into<Fact>) -> Entry {
        self.seq += 1;
        self.hlc = self.hlc.next(noon());
        let (log, seq, hlc, prev) = (self.log, self.seq, self.hlc, self.prev);
        let place = Place { log, seq, hlc, at: noon(), by: "ops4", prev };
        let entry = Entry::write(&place, &what.into(), [7; 16]).unwrap();
        self.prev = entry.id;
        entry
    }

    pub fn note(&mut self, text: &str) -> Entry {
        self.writes(Event::Noted { text: text.to_owned() })
    }

    pub fn notes(&mut self, texts: &[&str]) -> Vec<Entry> {
        texts.iter().map(|text| self.note(text)).collect()
    }
}

/// Somebody who writes into a folder.
pub struct Desk {
    pub journal: Journal<Folder, KeptReplica>,
    pub clock: Arc<StandingClock>,
    pub replica: KeptReplica,
}

impl Desk {
    /// A desk over the store in `store`, with its own state folder.
    pub fn at(store: &Path, state: &Path) -> Desk {
        // Two desks of one test must not draw the same names.
        static DESKS: AtomicU64 = AtomicU64::new(1);
        let seed = DESKS.fetch_add(1, Ordering::Relaxed) << 32 | u64::from(std::process::id());
        let chance = Arc::new(SeededChance::from_seed(seed));
        let folder = Folder::at(store, Kind::Real, Arc::clone(&chance) as _).unwrap();
        let replica = KeptReplica::of(&folder, state, Arc::clone(&chance) as _);
        let clock = Arc::new(StandingClock::at(noon()));
        let journal = Journal::new(folder, replica.clone(), Arc::clone(&clock) as _, chance);
        Desk { journal, clock, replica }
    }

    pub fn store(&self) -> &Folder {
        self.journal.store()
    }

    pub fn declares(&self, title: &str) -> IncidentId {
        let declared = Declared { title: title.to_owned(), ..Declared::default() };
        let plan = Some(warroom::catalog::standard().to_pinned());
        let wish = |command| Wish::now("ops4", command);
        wait(self.journal.declare(declared, plan, false, wish)).unwrap().incident.id
    }

    pub fn tries(&self, of: IncidentId, command: Command) -> Result<Written, JournalError> {
        wait(self.journal.run(of, Wish::now("ops4", command)))
    }

    pub fn does(&self, of: IncidentId, command: Command) -> Entry {
        let written = self.tries(of, command).unwrap();
        Entry::clone(&written.entries[0])
    }

    pub fn notes(&self, of: IncidentId, text: &str) -> Entry {
        self.does(of, Command::Note { text: text.to_owned() })
    }

    pub fn opens(&self, of: IncidentId) -> Opened {
        wait(self.journal.open(of)).unwrap()
    }

    pub fn name(&self) -> ReplicaId {
        self.replica.name().unwrap()
    }

    /// The file of this desk's log.
    pub fn file(&self, of: IncidentId) -> PathBuf {
        self.store().log_folder(of).join(format!("{}.jsonl", self.name()))
    }

    pub fn verifies(&self) -> Report {
        wait(verify(self.store(), None)).unwrap()
    }
}

/// A folder for a store and folders for the states of those who write into it.
pub struct World {
    pub folder: TempDir,
}

impl World {
    pub fn new() -> World {
        World { folder: TempDir::new().unwrap() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn store(&self) -> PathBuf {
        self.path("store")
    }

    /// The desk of somebody, on the one store of this world.
    pub fn desk(&self, whose: &str) -> Desk {
        Desk::at(&self.store(), &self.path(whose))
    }

    pub fn folder(&self) -> Folder {
        self.tries_folder().unwrap()
    }

    pub fn tries_folder(&self) -> Result<Folder, warroom::store::StoreError> {
        Folder::at(&self.store(), Kind::Real, Arc::new(SeededChance::from_seed(1)))
    }
}

/// The texts of the notes of an incident, in order.
pub fn texts(opened: &Opened) -> Vec<String> {
    let notes = opened.incident.timeline.iter().filter_map(|line| match &line.fact.event {
        Event::Noted { text } => Some(text.clone()),
        _ => None,
    });
    notes.collect()
}

/// Lines as they stand in a file.
pub fn file_of<T: AsRef<str>>(lines: impl IntoIterator<Item = T>) -> String {
    let mut text = String::new();
    for line in lines {
        text.push_str(line.as_ref());
        text.push('\n');
    }
    text
}

/// Begins everything that is given, then waits for all of it.
pub fn all_at_once<T>(begun: impl Iterator<Item = std::thread::JoinHandle<T>>) -> Vec<T> {
    let begun: Vec<_> = begun.collect();
    begun.into_iter().map(|thread| thread.join().unwrap()).collect()
}

/// The lines of a file.
pub fn lines(file: &Path) -> Vec<String> {
    std::fs::read_to_string(file).unwrap().lines().map(str::to_owned).collect()
}

/// What a store holds of an incident, read anew, without looking at its index.
pub fn held(store: &impl Store, of: IncidentId) -> Vec<Entry> {
    let told = wait(store.read_all(of)).unwrap();
    assert_eq!(told.damage, []);
    told.entries
}
