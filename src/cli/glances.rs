//! How far somebody at this machine has read each incident: a small file in the state folder, never an entry.

use super::filing;
use crate::brief::Seen;
use crate::incident::{EntryId, IncidentId};
use crate::store::folder::Folder;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// What one person has seen of the incidents of one store.
#[derive(Debug)]
pub struct Glances {
    /// Without a folder they are remembered as long as the program runs.
    state: Option<PathBuf>,
    who: String,
    here: Mutex<BTreeMap<IncidentId, Seen>>,
}

impl Glances {
    /// What this person has seen; `state` is the user's state folder.
    pub fn of(who: &str, state: Option<&Path>) -> Glances {
        // A handle may hold what no file may be called.
        let who = EntryId::of(who.as_bytes()).to_string()[..12].to_owned();
        Glances { state: state.map(Path::to_owned), who, here: Mutex::default() }
    }

    fn file(&self, store: &Folder, id: IncidentId) -> Option<PathBuf> {
        let store = store.settings()?.id;
        Some(self.state.as_ref()?.join("seen").join(store).join(format!("{id}.{}.json", self.who)))
    }

    /// How far this person has read an incident; nothing when they have not, or when it was forgotten.
    pub fn read(&self, store: &Folder, id: IncidentId) -> Option<Seen> {
        let here = self.here.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
        let kept = || serde_json::from_slice(&std::fs::read(self.file(store, id)?).ok()?).ok();
        here.or_else(kept)
    }

    /// Remembers how far this person has read an incident.
    pub fn write(&self, store: &Folder, id: IncidentId, seen: &Seen) -> io::Result<()> {
        let Some(file) = self.file(store, id) else {
            let mut here = self.here.lock().unwrap_or_else(PoisonError::into_inner);
            here.insert(id, seen.clone());
            return Ok(());
        };
        filing::remember(&file, seen)
    }
}
