//! What this process wrote itself: where it left each log, and which logs grew since somebody followed.
//!
//! A file that looks as it was left need not be read before more is put behind it; and whoever follows what
//! comes need not look at all files to see what was written here.

use super::guarded::io_error;
use super::known::shape;
use crate::incident::IncidentId;
use crate::store::{Head, StoreError};
use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many logs are remembered.
const REMEMBERED: usize = 1024;

/// A log file, and the incident among whose logs it stands.
pub(super) type Place = (IncidentId, PathBuf);

/// What this process wrote.
#[derive(Clone, Default)]
pub(super) struct Own(Arc<Mutex<Wrote>>);

#[derive(Default)]
struct Wrote {
    /// How files looked when they were left, and the last entry in them.
    ends: HashMap<PathBuf, ([u64; 4], Head)>,
    /// What nobody has asked for yet. What finds no room is found by whoever looks at all files.
    grown: BTreeSet<Place>,
}

impl Own {
    fn wrote(&self) -> MutexGuard<'_, Wrote> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where a file ends and its log with it; nothing where it does not look as it was left. The caller holds
    /// the lock of the log.
    pub(super) fn end_of(
        &self,
        file: &File,
        path: &Path,
    ) -> Result<Option<(u64, Head)>, StoreError> {
        let found = shape(&file.metadata().map_err(io_error("look at", path))?);
        let left = self.wrote().ends.get(path).copied();
        Ok(left.filter(|(left, _)| *left == found).map(|(left, head)| (left[2], head)))
    }

    /// Entries were put behind a log, which ends here now; the caller holds its lock.
    pub(super) fn left(&self, file: &File, of: IncidentId, path: &Path, head: Head) {
        let mut wrote = self.wrote();
        if wrote.grown.len() < REMEMBERED {
            wrote.grown.insert((of, path.to_owned()));
        }
        let Ok(found) = file.metadata() else { return };
        if wrote.ends.len() >= REMEMBERED && !wrote.ends.contains_key(path) {
            wrote.ends.clear();
        }
        wrote.ends.insert(path.to_owned(), (shape(&found), head));
    }

    /// The logs that grew since this was asked last.
    pub(super) fn grown(&self) -> BTreeSet<Place> {
        std::mem::take(&mut self.wrote().grown)
    }
}
