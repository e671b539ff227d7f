//! A store in a plain folder: one file for each log, safe to share, to carry, to copy.
//!
//! ```text
//! STORE/
//!    warroom.toml                          what kind of store it is
//!    incidents/AI-261120-7Q2KXM/
//!      log/k3f9q2m1.jsonl                  one file for each replica
//!      log/k3f9q2m1.lock                   held by whoever appends to it
//!      evidence/<sha256>                   files preserved with the incident
//!   purged/AI-261119-0D5E8A.json          what remains of an incident that was purged
//!   purged/heard/AI-261118-3Z9KQW.json    one that was purged elsewhere, and is still here
//!   server/                                 what a server keeps: the order of arrival, tokens, rooms
//!   sync.lock                               held by the one process that syncs the store
//! ```

mod arrivals;
mod authors;
mod beside;
mod branches;
mod guarded;
mod known;
mod log_file;
mod own;
mod places;
mod purged;
mod replica;
mod settings;
mod watch;

pub use super::Kind;
pub use replica::{KeptReplica, KeptTurn};
pub use settings::{Access, Settings};
pub use watch::{Change, Watcher};

use super::chain::in_order;
use super::{
    Appended, Cursor, Damage, Heads, Kept, LARGEST_EVIDENCE, Scope, Since, Store, StoreError, Told,
    Tombstone, removal,
};
use crate::chance::Chance;
use crate::incident::{Entry, EntryId, IncidentId, LogId, Seq};
use arrivals::Look;
use guarded::{For, io_error};
use std::collections::BTreeSet;
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// A store in a folder. Its futures never wait for anything but the disk: they are ready when polled.
#[derive(Clone)]
pub struct Folder {
    path: PathBuf,
    kind: Kind,
    chance: Arc<dyn Chance>,
    settings: Arc<Mutex<Option<Settings>>>,
    known: known::Known,
    own: own::Own,
    arrivals: Arc<Mutex<arrivals::Arrivals>>,
}

impl Folder {
    /// The store in a folder. One that is missing or empty is read as an empty store, and made into
    /// one of this kind at the first write.
    ///
    /// # Errors
    ///
    /// When the folder holds something else, a newer store, or one of the other kind.
    pub fn at(path: &Path, kind: Kind, chance: Arc<dyn Chance>) -> Result<Folder, StoreError> {
        let settings = settings::read(path)?;
        if let Some(found) = &settings
            && found.kind != kind
        {
            let problem = match kind {
                Kind::Real => "it is for exercises; real incidents need a store of their own",
                Kind::Exercise => "it is for real incidents; an exercise needs one of its own",
            };
            let (path, problem) = (path.join(settings::FILE), problem.to_owned());
            return Err(StoreError::BadSettings { path, problem });
        }
        let settings = Arc::new(Mutex::new(settings));
        let (known, own, arrivals) = (known::Known::default(), own::Own::default(), Arc::default());
        let path = path.to_owned();
        let folder = Folder { path, kind, chance, settings, known, own, arrivals };
        folder.finish_purges();
        Ok(folder)
    }

    /// The same store, of which at most so many bytes of what was read are remembered.
    #[must_use]
    pub fn remembering(self, most: u64) -> Folder {
        Folder { known: known::Known::of(most), ..self }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it says of itself; nothing before the first write.
    pub fn settings(&self) -> Option<Settings> {
        self.settings.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Makes the store when it is not there yet.
    fn made(&self) -> Result<Settings, StoreError> {
        let mut settings = self.settings.lock().unwrap_or_else(PoisonError::into_inner);
        if settings.is_none() {
            *settings = Some(settings::make(&self.path, self.kind, &*self.chance)?);
        }
        settings.clone().ok_or_else(|| StoreError::NotAStore(self.path.clone()))
    }

    fn access(&self) -> Access {
        self.access_if_made().unwrap_or(Access::Private)
    }

    fn access_if_made(&self) -> Option<Access> {
        let settings = self.settings.lock().unwrap_or_else(PoisonError::into_inner);
        settings.as_ref().map(|settings| settings.access)
    }

    /// Keeps others from syncing this store until what is returned is dropped; makes the store when it is
    /// not there yet.
    pub fn syncing(&self) -> Result<std::fs::File, StoreError> {
        let access = self.made()?.access;
        log_file::lock(&self.path.join("sync.lock"), access)
    }

    /// The same, without waiting: nothing when somebody else syncs this store.
    pub fn try_syncing(&self) -> Result<Option<std::fs::File>, StoreError> {
        let access = self.made()?.access;
        log_file::try_lock(&self.path.join("sync.lock"), access)
    }

    /// Whether it belongs to the user of this process; one that is not made yet does.
    pub fn is_ours(&self) -> bool {
        let (user, found) = (rustix::process::getuid(), self.path.metadata());
        user.is_root() || found.map_or(true, |found| found.uid() == user.as_raw())
    }

    /// Whether another path leads to the same folder.
    pub fn is_at(&self, other: &Path) -> bool {
        let place = |path: &Path| path.metadata().ok().map(|found| (found.dev(), found.ino()));
        place(&self.path).is_some_and(|here| place(other) == Some(here))
    }

    /// The folder that holds all incidents.
    pub fn incidents_folder(&self) -> PathBuf {
        self.path.join("incidents")
    }

    /// The folder that holds the logs of an incident.
    pub fn log_folder(&self, of: IncidentId) -> PathBuf {
        self.incidents_folder().join(of.as_str()).join("log")
    }

    fn log_path(&self, log: LogId) -> PathBuf {
        self.log_folder(log.incident).join(format!("{}.jsonl", log.replica))
    }

    /// All incidents that have a folder.
    fn incident_ids(&self) -> Result<Vec<IncidentId>, StoreError> {
        let folder = self.incidents_folder();
        let names = match folder.read_dir() {
            Ok(names) => names,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(io_error("list", &folder)(error)),
        };
        let mut ids = Vec::new();
        for name in names {
            let name = name.map_err(io_error("list", &folder))?.file_name();
            ids.extend(name.to_str().and_then(|name| name.parse::<IncidentId>().ok()));
        }
        let purged = self.purged_ids()?;
        ids.retain(|id| !purged.contains(id));
        ids.sort();
        Ok(ids)
    }

    /// Takes the lock of a log, so that nobody else appends to it.
    fn lock(&self, log: LogId) -> Result<std::fs::File, StoreError> {
        log_file::lock(&self.log_path(log).with_extension("lock"), self.access())
    }

    /// The same, where the incident has a folder; nothing is made otherwise.
    fn lock_if_there(&self, log: LogId) -> Result<Option<(Access, std::fs::File)>, StoreError> {
        let Some(access) = self.access_if_made() else { return Ok(None) };
        let held = log_file::lock_if_there(&self.log_path(log).with_extension("lock"), access)?;
        Ok(held.map(|held| (access, held)))
    }

    /// The log files of an incident and their lengths: what a cached summary is held against.
    pub fn lengths(&self, of: IncidentId) -> Result<Vec<(String, u64)>, StoreError> {
        let files = log_file::log_files(&self.log_folder(of))?;
        let length = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            (name, path.symlink_metadata().map_or(0, |found| found.len()))
        };
        Ok(files.iter().map(length).collect())
    }

    /// Whether log files of an incident are there and have these lengths; there may be others.
    pub fn has_lengths(&self, of: IncidentId, files: &[(String, u64)]) -> bool {
        let folder = self.log_folder(of);
        files.iter().all(|(name, length)| {
            folder.join(name).symlink_metadata().is_ok_and(|found| found.len() == *length)
        })
    }

    /// When the folder of an incident's logs last took in or lost a file, in nanoseconds; nothing when
    /// there is none.
    pub fn log_folder_changed(&self, of: IncidentId) -> Option<i64> {
        let found = self.log_folder(of).metadata().ok()?;
        found.ctime().checked_mul(1_000_000_000)?.checked_add(found.ctime_nsec())
    }

    /// The entries that came behind a cursor, as far as this process wrote them or somebody else has noticed them:
    /// what others wrote meanwhile is found by [`Store::since`], which looks at all files.
    pub fn since_written(
        &self,
        cursor: Option<&Cursor>,
        limit: usize,
    ) -> Result<Since, StoreError> {
        self.came_since(cursor, limit, Look::AtOwn)
    }

    /// The ends of files that are no whole lines: what a crash may leave, to be set aside by the next
    /// writer.
    pub fn torn_ends(&self, of: IncidentId) -> Result<Vec<Damage>, StoreError> {
        let mut torn = Vec::new();
        for file in log_file::log_files(&self.log_folder(of))? {
            let bytes = log_file::torn_end(&file)?;
            if !bytes.is_empty() && !log_file::is_changed_end(&bytes) {
                let what = format!(
                    "{} bytes at the end are no whole line; nobody was told that they were saved",
                    bytes.len()
                );
                torn.push(Damage { file, line: None, what });
            }
        }
        for file in log_file::files(&self.log_folder(of), log_file::is_set_aside)? {
            let what = "the end of a log that a crash had torn; it was set aside".to_owned();
            torn.push(Damage { file, line: None, what });
        }
        Ok(torn)
    }

    /// The files of an incident with what each holds, read anew: for `verify`, which looks at every byte.
    pub(super) fn files(&self, of: IncidentId) -> Result<Vec<(PathBuf, Told)>, StoreError> {
        let files = log_file::log_files(&self.log_folder(of))?;
        files.into_iter().map(|file| Ok((file.clone(), log_file::read(&file, of)?))).collect()
    }

    /// The log files of an incident with their whole lines, byte for byte: what is handed on to others.
    pub fn log_bytes(&self, of: IncidentId) -> Result<Vec<(PathBuf, Vec<u8>)>, StoreError> {
        let files = log_file::log_files(&self.log_folder(of))?;
        files.into_iter().map(|file| Ok((file.clone(), log_file::bytes(&file)?))).collect()
    }

    /// The files kept as evidence with an incident.
    pub(super) fn evidence_files(&self, of: IncidentId) -> Result<Vec<PathBuf>, StoreError> {
        log_file::files(&self.evidence_folder(of), |path| !is_hidden(path))
    }

    /// The sum of what a file holds; nothing when it is no regular file, or cannot be read.
    pub(super) fn sum_of(path: &Path) -> Option<EntryId> {
        let file = guarded::open(path, For::Reading, Access::Private).ok()??;
        let mut bytes = Vec::new();
        file.take(LARGEST_EVIDENCE + 1).read_to_end(&mut bytes).ok()?;
        Some(EntryId::of(&bytes))
    }

    /// What stands among the incidents and has logs, but not the name of an incident: nobody reads it.
    pub(super) fn misnamed(&self) -> Result<Vec<PathBuf>, StoreError> {
        log_file::files(&self.incidents_folder(), |path| {
            let name = path.file_name().and_then(|name| name.to_str());
            let is_incident = name.is_some_and(|name| name.parse::<IncidentId>().is_ok());
            let logs = || log_file::log_files(&path.join("log")).unwrap_or_default();
            !is_incident && !logs().is_empty()
        })
    }

    fn evidence_folder(&self, of: IncidentId) -> PathBuf {
        self.incidents_folder().join(of.as_str()).join("evidence")
    }
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

/// The entries in the bytes of a log file, wherever they came from.
pub(super) fn told(file: &Path, bytes: &[u8], of: IncidentId) -> Told {
    let mut lines = log_file::Lines::default();
    lines.add(bytes, file, of);
    let mut told = lines.told(file);
    if lines.end < bytes.len() as u64 && told.damage.is_empty() {
        let what = "the last line is not whole".to_owned();
        told.damage.push(Damage { file: file.to_owned(), line: None, what });
    }
    told
}

impl Store for Folder {
    async fn kind(&self) -> Result<Kind, StoreError> {
        Ok(self.kind)
    }

    async fn incidents(&self) -> Result<Vec<IncidentId>, StoreError> {
        self.incident_ids()
    }

    async fn heads(&self, of: Scope) -> Result<Heads, StoreError> {
        let incidents = match of {
            Scope::Everything => self.incidents().await?,
            Scope::Incident(id) => vec![id],
        };
        let mut heads = Heads::new();
        for id in incidents.into_iter().filter(|id| !self.is_purged(*id)) {
            self.ends_of(id, &mut heads)?;
        }
        Ok(heads)
    }

    async fn read(&self, log: LogId, from: Seq) -> Result<Told, StoreError> {
        // By the lines, not by the name of the file: a copy may have come under another name. Of two
        // copies of an entry the one without content counts: null never gives way to full.
        let mut told = self.read_all(log.incident).await?;
        told.entries.retain(|entry| entry.log == log && entry.seq >= from);
        told.entries.sort_by_key(|entry| (entry.seq, entry.id, entry.data().is_some()));
        told.entries.dedup_by_key(|entry| entry.id);
        Ok(told)
    }

    async fn read_all(&self, of: IncidentId) -> Result<Told, StoreError> {
        let mut all = Told::default();
        if self.is_purged(of) {
            return Ok(all);
        }
        for file in log_file::log_files(&self.log_folder(of))? {
            let told = self.known.read(&file, of)?;
            all.entries.extend(told.entries);
            all.damage.extend(told.damage);
        }
        Ok(all)
    }

    async fn append(&self, log: LogId, entries: &[Entry]) -> Result<Appended, StoreError> {
        in_order(log, entries)?;
        let path = self.log_path(log);
        // Where the incident has its folder, the lock can be taken without looking first.
        let (access, _held) = match self.lock_if_there(log)? {
            Some(held) => held,
            None if self.is_purged(log.incident) => return Ok(Appended::Purged),
            None => {
                let folder = self.log_folder(log.incident);
                // What cannot be the beginning leaves no trace of an incident that is not there.
                if entries.first().is_none_or(|first| first.seq > 1) && !folder.exists() {
                    return Ok(Appended::Gap(None));
                }
                let access = self.made()?.access;
                guarded::make_folder(&folder, access)?;
                (access, self.lock(log)?)
            }
        };
        // Under the lock: whoever purges waits for it behind the tombstone.
        if self.is_purged(log.incident) {
            return Ok(Appended::Purged);
        }
        log_file::append(&path, log, (1, log.beginning()), entries, access, &self.own)
    }

    async fn branch(&self, log: LogId, entries: &[Entry]) -> Result<Appended, StoreError> {
        self.keep_branch(log, entries)
    }

    async fn since(&self, cursor: Option<&Cursor>, limit: usize) -> Result<Since, StoreError> {
        self.came_since(cursor, limit, Look::Everywhere)
    }

    async fn is_unsettled(&self, of: IncidentId) -> Result<bool, StoreError> {
        if self.is_purged(of) {
            return Ok(false);
        }
        let files = log_file::log_files(&self.log_folder(of))?;
        let mut targets = BTreeSet::new();
        for file in &files {
            self.known.look(file, of, |entries| targets.extend(removal::targets(entries)))?;
        }
        let mut full = false;
        for file in files.iter().filter(|_| !targets.is_empty()) {
            self.known.look(file, of, |entries| full |= removal::has_content(entries, &targets))?;
        }
        Ok(full)
    }

    async fn blank(&self, log: LogId, entries: &[EntryId]) -> Result<usize, StoreError> {
        let mut blanked = 0;
        if self.is_purged(log.incident) {
            return Ok(0);
        }
        for file in log_file::log_files(&self.log_folder(log.incident))? {
            let held = log_file::read(&file, log.incident)?.entries;
            if held.iter().any(|entry| entries.contains(&entry.id) && entry.data().is_some()) {
                let _held = log_file::lock(&file.with_extension("lock"), self.access())?;
                blanked += log_file::blank(&file, entries, self.access())?;
                // What a crash tore was never saved, and may hold the same words.
                log_file::remove_set_aside(&file);
            }
        }
        Ok(blanked)
    }

    async fn put_evidence(&self, of: IncidentId, bytes: &[u8]) -> Result<EntryId, StoreError> {
        let size = bytes.len() as u64;
        if size > LARGEST_EVIDENCE {
            return Err(StoreError::EvidenceTooLarge(size));
        }
        if self.is_purged(of) {
            return Err(StoreError::Purged(of));
        }
        let access = self.made()?.access;
        let sum = EntryId::of(bytes);
        let folder = self.evidence_folder(of);
        let path = folder.join(sum.to_string());
        let kept = async {
            guarded::make_folder(&folder, access)?;
            if self.get_evidence(of, sum).await?.is_none() {
                guarded::replace(&path, bytes, access)?;
                guarded::sync_way_to(&folder, log_file::LEVELS - 1)?;
            }
            Ok(sum)
        };
        let kept = kept.await;
        // No lock keeps a purge away: what it did not see is taken back here, and a folder that it deleted
        // meanwhile is no fault.
        if self.is_purged(of) {
            _ = std::fs::remove_file(&path);
            return Err(StoreError::Purged(of));
        }
        kept
    }

    async fn evidence(&self, of: Scope) -> Result<Kept, StoreError> {
        let incidents = match of {
            Scope::Everything => self.incidents().await?,
            Scope::Incident(id) => vec![id],
        };
        let mut kept = Kept::new();
        for id in incidents.into_iter().filter(|id| !self.is_purged(*id)) {
            let files = self.evidence_files(id)?;
            let names = files.iter().filter_map(|file| file.file_name()?.to_str()?.parse().ok());
            kept.extend(names.map(|sum| (id, sum)));
        }
        Ok(kept)
    }

    async fn get_evidence(
        &self,
        of: IncidentId,
        sum: EntryId,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        if self.is_purged(of) {
            return Ok(None);
        }
        let path = self.evidence_folder(of).join(sum.to_string());
        let Some(file) = guarded::open(&path, For::Reading, self.access())? else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        file.take(LARGEST_EVIDENCE + 1).read_to_end(&mut bytes).map_err(io_error("read", &path))?;
        // What lies under a sum and does not have it is not what was kept.
        Ok((EntryId::of(&bytes) == sum).then_some(bytes))
    }

    async fn purge(&self, stone: &Tombstone) -> Result<Tombstone, StoreError> {
        self.purge_it(stone)
    }

    async fn tombstones(&self) -> Result<Vec<Tombstone>, StoreError> {
        self.stones()
    }

    fn asks_first(&self) -> bool {
        true
    }

    async fn hear(&self, stone: &Tombstone) -> Result<(), StoreError> {
        self.hear_it(stone)
    }

    async fn heard(&self) -> Result<Vec<Tombstone>, StoreError> {
        self.all_heard()
    }
}
