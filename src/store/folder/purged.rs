//! Deleting an incident for good, and the tombstone that keeps it from coming back.
//!
//! ```text
//! STORE/purged/AI-261120-7Q2KXM.json     first, and durable: from then on nobody reads the incident
//! STORE/incidents/AI-261120-7Q2KXM/      then deleted, under the locks of its logs; whoever opens the
//!                                        store finishes what somebody left who died in between
//! ```

use super::guarded::{self, For, io_error};
use super::{Access, Folder, Heads, log_file};
use crate::incident::IncidentId;
use crate::store::{Damage, StoreError, Tombstone};
use crate::time::stamp;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

/// No tombstone is longer, in bytes.
const LONGEST: u64 = 1024 * 1024;
/// How often deleting is begun again when somebody makes a file in between.
const TRIES: usize = 8;

impl Folder {
    fn purged_folder(&self) -> PathBuf {
        self.path().join("purged")
    }

    fn stone_path(&self, of: IncidentId) -> PathBuf {
        self.purged_folder().join(format!("{of}.json"))
    }

    fn incident_folder(&self, of: IncidentId) -> PathBuf {
        self.incidents_folder().join(of.as_str())
    }

    /// Whether an incident was purged here. A tombstone that cannot be read counts too.
    pub(super) fn is_purged(&self, of: IncidentId) -> bool {
        match self.stone_path(of).symlink_metadata() {
            Ok(_) => true,
            Err(error) => !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory),
        }
    }

    /// The incidents that were purged here.
    pub(super) fn purged_ids(&self) -> Result<BTreeSet<IncidentId>, StoreError> {
        Ok(stones_in(&self.purged_folder())?.into_keys().collect())
    }

    /// The tombstone of an incident; nothing where there is none, or one that cannot be read.
    fn stone(&self, of: IncidentId) -> Result<Option<Tombstone>, StoreError> {
        read(&self.stone_path(of), of)
    }

    pub(super) fn stones(&self) -> Result<Vec<Tombstone>, StoreError> {
        let mut stones = Vec::new();
        for (id, path) in stones_in(&self.purged_folder())? {
            stones.extend(read(&path, id)?);
        }
        Ok(stones)
    }

    fn heard_folder(&self) -> PathBuf {
        self.purged_folder().join("heard")
    }

    /// Notes what another store has purged; what is not here needs nobody's word.
    pub(super) fn hear_it(&self, stone: &Tombstone) -> Result<(), StoreError> {
        let of = stone.incident;
        if self.is_purged(of) {
            return Ok(());
        }
        if self.incident_folder(of).symlink_metadata().is_err() {
            return self.purge_it(stone).map(drop);
        }
        let (access, folder) = (self.made()?.access, self.heard_folder());
        guarded::make_folder(&folder, access)?;
        let path = folder.join(format!("{of}.json"));
        if read(&path, of)?.is_none() { write(&path, stone, access) } else { Ok(()) }
    }

    pub(super) fn all_heard(&self) -> Result<Vec<Tombstone>, StoreError> {
        let mut heard = Vec::new();
        for (id, path) in stones_in(&self.heard_folder())? {
            if !self.is_purged(id) {
                heard.extend(read(&path, id)?);
            }
        }
        Ok(heard)
    }

    /// Tombstones that nobody can read: they keep the incident away, and do not say why.
    pub(in crate::store) fn damaged_stones(&self) -> Result<Vec<Damage>, StoreError> {
        let mut damaged = Vec::new();
        for id in self.purged_ids()? {
            if !matches!(self.stone(id), Ok(Some(_))) {
                let what = format!("the tombstone of {id} cannot be read");
                damaged.push(Damage { file: self.stone_path(id), line: None, what });
            }
        }
        Ok(damaged)
    }

    /// What a purge that was interrupted has left.
    pub(in crate::store) fn left_of_purges(&self) -> Result<Vec<Damage>, StoreError> {
        let there = |id: &IncidentId| self.incident_folder(*id).symlink_metadata().is_ok();
        let left = self.purged_ids()?.into_iter().filter(there);
        let remark = |id: IncidentId| Damage {
            file: self.incident_folder(id),
            line: None,
            what: "it was purged, and what is left of it could not be deleted; nobody reads it"
                .to_owned(),
        };
        Ok(left.map(remark).collect())
    }

    /// What was purged of that which saved heads name, with who did it, when and why.
    pub(in crate::store) fn purged_since(
        &self,
        saved: &Heads,
    ) -> Result<BTreeMap<IncidentId, Damage>, StoreError> {
        let named: BTreeSet<IncidentId> = saved.iter().map(|(log, _)| log.incident).collect();
        let mut purged = BTreeMap::new();
        for stone in self.stones()?.into_iter().filter(|stone| named.contains(&stone.incident)) {
            let Tombstone { incident, at, by, reason, .. } = stone;
            let what = format!("{incident} was purged by {by}, {}: {reason}", stamp(at));
            let file = self.stone_path(incident);
            purged.insert(incident, Damage { file, line: None, what });
        }
        Ok(purged)
    }

    pub(super) fn purge_it(&self, stone: &Tombstone) -> Result<Tombstone, StoreError> {
        let (of, access) = (stone.incident, self.made()?.access);
        let path = self.stone_path(of);
        guarded::make_folder(&self.purged_folder(), access)?;
        let lock = log_file::lock(&path.with_extension("lock"), access)?;
        let stone = if let Some(first) = self.stone(of)? {
            first
        } else {
            let (mut stone, mut heads) = (stone.clone(), Heads::new());
            self.ends_of(of, &mut heads)?;
            stone.ended_at(&heads);
            write(&path, &stone, access)?;
            stone
        };
        self.delete(of, access)?;
        // What is purged here need not be said again.
        _ = std::fs::remove_file(self.heard_folder().join(format!("{of}.json")));
        drop(lock);
        _ = std::fs::remove_file(path.with_extension("lock"));
        Ok(stone)
    }

    /// Finishes what somebody began to purge and did not live to delete. What cannot be deleted now is
    /// not read either, and the next one tries again.
    pub(super) fn finish_purges(&self) {
        let access = self.access();
        for id in self.purged_ids().unwrap_or_default() {
            if self.incident_folder(id).symlink_metadata().is_ok() {
                _ = self.delete(id, access);
            }
        }
    }

    /// Deletes the folder of an incident whose tombstone is durable.
    fn delete(&self, of: IncidentId, access: Access) -> Result<(), StoreError> {
        let folder = self.incident_folder(of);
        self.known.forget(&folder);
        for tries in 1.. {
            // Whoever writes took the lock before looking for the tombstone. So those who did not see it
            // are waited for here, and those who come later see it.
            let _held = self.all_locks(of, access)?;
            match std::fs::remove_dir_all(&folder) {
                Ok(()) => break,
                Err(_) if folder.symlink_metadata().is_err() => break,
                Err(error) if tries < TRIES && is_busy(&error) => {}
                Err(error) => return Err(io_error("delete", &folder)(error)),
            }
        }
        let above = self.incidents_folder();
        if above.is_dir() { guarded::sync_folder(&above) } else { Ok(()) }
    }

    /// Takes the locks of all logs of an incident.
    fn all_locks(&self, of: IncidentId, access: Access) -> Result<Vec<File>, StoreError> {
        let is_log_or_lock =
            |path: &Path| path.extension().is_some_and(|name| name == "jsonl" || name == "lock");
        let files = log_file::files(&self.log_folder(of), is_log_or_lock)?;
        let locks = files.into_iter().map(|path| path.with_extension("lock"));
        let locks: BTreeSet<PathBuf> = locks.collect();
        let mut held = Vec::new();
        for path in locks {
            match log_file::lock(&path, access) {
                Ok(file) => held.push(file),
                // Somebody else deletes it at the same time.
                Err(_) if !self.log_folder(of).exists() => return Ok(held),
                Err(error) => return Err(error),
            }
        }
        Ok(held)
    }
}

/// The tombstones in a folder, by the incidents that they are named by.
fn stones_in(folder: &Path) -> Result<BTreeMap<IncidentId, PathBuf>, StoreError> {
    let is_stone = |path: &Path| path.extension().is_some_and(|name| name == "json");
    let stones = log_file::files(folder, is_stone)?.into_iter();
    let named = stones.filter_map(|path| Some((path.file_stem()?.to_str()?.parse().ok()?, path)));
    Ok(named.collect())
}

fn read(path: &Path, of: IncidentId) -> Result<Option<Tombstone>, StoreError> {
    let Some(file) = guarded::open(path, For::Reading, Access::Private)? else { return Ok(None) };
    let mut bytes = Vec::new();
    file.take(LONGEST).read_to_end(&mut bytes).map_err(io_error("read", path))?;
    let stone: Option<Tombstone> = serde_json::from_slice(&bytes).ok();
    Ok(stone.filter(|stone| stone.incident == of))
}

fn write(path: &Path, stone: &Tombstone, access: Access) -> Result<(), StoreError> {
    let bytes = serde_json::to_vec(stone).map_err(|error| {
        io_error("write", path)(std::io::Error::new(ErrorKind::InvalidData, error))
    })?;
    guarded::replace(path, &bytes, access)
}

/// Whether somebody put something into the folder, or took it away, while it was being deleted.
fn is_busy(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::DirectoryNotEmpty)
}
