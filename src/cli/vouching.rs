//! What servers said of whose the logs here are: a small file for each incident in the user's state folder, so
//! that readings can tell it offline too. It proves nothing, and whatever is not to be read there is not said.

use super::filing;
use crate::incident::authors::Authors;
use crate::incident::{Authorship, IncidentId, LogId, ReplicaId, Seq, Vouched};
use crate::store::folder::Folder;
use crate::store::{Heads, Scope};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// No such file is longer, in bytes.
const LONGEST: u64 = 1024 * 1024;

/// By the address of the server, by the log.
type Kept = BTreeMap<String, BTreeMap<ReplicaId, Vouched>>;

/// What is remembered of one store.
#[derive(Clone)]
pub struct Vouching {
    state: PathBuf,
    store: Folder,
}

impl Vouching {
    /// What this user remembers of a store; `state` is the user's state folder.
    pub fn of(state: &Path, store: &Folder) -> Vouching {
        Vouching { state: state.to_owned(), store: store.clone() }
    }

    /// What servers said of the logs of an incident.
    pub fn read(&self, id: IncidentId) -> Authorship {
        let mut authorship = Authorship::default();
        let kept = self.file(id).and_then(|file| kept(&file)).unwrap_or_default();
        for (log, said) in kept.into_values().flatten() {
            authorship.hear(log, said);
        }
        authorship
    }

    /// The same for several incidents; costs one look where nothing is remembered.
    pub fn read_all(&self, ids: Vec<IncidentId>) -> BTreeMap<IncidentId, Arc<Authorship>> {
        let is_there = self.folder().is_some_and(|folder| folder.is_dir());
        let read = |id| if is_there { self.read(id) } else { Authorship::default() };
        ids.into_iter().map(|id| (id, Arc::new(read(id)))).collect()
    }

    /// Takes in what a server said when both stores held the same, and says of which incidents it is news.
    /// What cannot be kept is asked again. Whoever calls has the store to themselves.
    pub fn take_in(
        &self,
        server: &str,
        of: Scope,
        said: &Authors,
        (heads, splits): (&Heads, &BTreeMap<LogId, Seq>),
    ) -> BTreeSet<IncidentId> {
        let mut ends: BTreeMap<_, Seq> = BTreeMap::new();
        for (log, head) in heads {
            let end = ends.entry(*log).or_default();
            *end = head.seq.max(*end);
        }
        let mut news: BTreeMap<IncidentId, BTreeMap<ReplicaId, Vouched>> = match of {
            // What the server says nothing of any more is not remembered as its word.
            Scope::Everything => self.incidents().map(|id| (id, BTreeMap::new())).collect(),
            Scope::Incident(id) => BTreeMap::from([(id, BTreeMap::new())]),
        };
        for (log, author) in said {
            if let Some(until) = ends.get(log).copied() {
                let (author, split) = (author.clone(), splits.get(log).copied());
                let logs = news.entry(log.incident).or_default();
                logs.insert(log.replica, Vouched { author, until, split });
            }
        }
        let changed = news.into_iter().filter(|(id, logs)| self.keep(server, *id, logs).is_some());
        changed.map(|(id, _)| id).collect()
    }

    /// Forgets what was said of an incident.
    pub fn forget(&self, id: IncidentId) {
        _ = self.file(id).map(std::fs::remove_file);
    }

    fn keep(
        &self,
        server: &str,
        id: IncidentId,
        logs: &BTreeMap<ReplicaId, Vouched>,
    ) -> Option<()> {
        let file = self.file(id)?;
        let mut all = kept(&file).unwrap_or_default();
        if all.get(server).is_none_or(BTreeMap::is_empty) && logs.is_empty() {
            return None;
        }
        if all.get(server) == Some(logs) {
            return None;
        }
        all.insert(server.to_owned(), logs.clone());
        filing::remember(&file, &all).ok()
    }

    fn folder(&self) -> Option<PathBuf> {
        Some(self.state.join("authors").join(self.store.settings()?.id))
    }

    fn file(&self, id: IncidentId) -> Option<PathBuf> {
        Some(self.folder()?.join(format!("{id}.json")))
    }

    /// The incidents of which something is remembered.
    fn incidents(&self) -> impl Iterator<Item = IncidentId> + use<> {
        let files = self.folder().and_then(|folder| folder.read_dir().ok());
        let name = |file: std::fs::DirEntry| file.path().file_stem()?.to_str()?.parse().ok();
        files.into_iter().flatten().flatten().filter_map(name)
    }
}

/// What a file holds; nothing where it is not whole, or nothing of ours.
fn kept(file: &Path) -> Option<Kept> {
    let mut bytes = Vec::new();
    File::open(file).ok()?.take(LONGEST).read_to_end(&mut bytes).ok()?;
    serde_json::from_slice(&bytes).ok()
}
