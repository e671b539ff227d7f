//! What a process has read of the logs: a log that grew costs its new lines, not all of them.
//!
//! ```text
//! line\n line\n last known line\n new line\n half a li
//! └─────── not read again ──────┘└── parsed ─┘
//! ```
//!
//! A log is a chain, so a file whose last known line stands where it stood holds what was read before
//! it, unless somebody damaged it in place; `verify` looks at every byte for that.

use super::guarded::io_error;
use super::log_file::{self, Lines};
use crate::incident::{Entry, IncidentId};
use crate::store::{StoreError, Told};
use std::collections::HashMap;
use std::fs::{File, Metadata};
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many files are remembered; a store that is listed as a whole is not kept in memory.
const REMEMBERED: usize = 256;

/// How many bytes of files are remembered, unless somebody says otherwise.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// The files that a process has read.
#[derive(Clone)]
pub(super) struct Known {
    files: Arc<Mutex<HashMap<PathBuf, Seen>>>,
    most: u64,
}

impl Default for Known {
    fn default() -> Known {
        Known::of(MOST_BYTES)
    }
}

/// A file as it was read.
struct Seen {
    /// Its device, its inode, its length and when it was changed.
    shape: [u64; 4],
    lines: Lines,
}

impl Known {
    /// Remembers so many bytes of files.
    pub(super) fn of(most: u64) -> Known {
        Known { files: Arc::default(), most }
    }

    fn files(&self) -> MutexGuard<'_, HashMap<PathBuf, Seen>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads a file that stands among the logs of an incident, as [`log_file::read`] does.
    pub(super) fn read(&self, path: &Path, of: IncidentId) -> Result<Told, StoreError> {
        match self.lines(path, of)? {
            Ok((shape, lines)) => {
                let told = lines.told(path);
                self.keep(path, Seen { shape, lines });
                Ok(told)
            }
            Err(told) => Ok(told),
        }
    }

    /// Looks at the entries of a file where they are, without giving them away.
    pub(super) fn look(
        &self,
        path: &Path,
        of: IncidentId,
        at: impl FnOnce(&[Entry]),
    ) -> Result<(), StoreError> {
        if let Ok((shape, lines)) = self.lines(path, of)? {
            at(lines.entries());
            self.keep(path, Seen { shape, lines });
        }
        Ok(())
    }

    /// The lines of a file as they are now; in the place of one that cannot be read, what there is to tell.
    fn lines(
        &self,
        path: &Path,
        of: IncidentId,
    ) -> Result<Result<([u64; 4], Lines), Told>, StoreError> {
        let mut file = match log_file::open(path)? {
            Ok(file) => file,
            Err(told) => return Ok(Err(told)),
        };
        let shape = shape(&file.metadata().map_err(io_error("look at", path))?);
        let known = self.take(path).filter(|seen| seen.shape[..2] == shape[..2]);
        let lines = match known {
            Some(seen) if seen.shape == shape => seen.lines,
            Some(seen) => match continued(&mut file, path, of, seen.lines)? {
                Some(lines) => lines,
                None => anew(&mut file, path, of)?,
            },
            None => anew(&mut file, path, of)?,
        };
        Ok(Ok((shape, lines)))
    }

    /// Forgets what stands in a folder that is deleted.
    pub(super) fn forget(&self, folder: &Path) {
        self.files().retain(|path, _| !path.starts_with(folder));
    }

    fn take(&self, path: &Path) -> Option<Seen> {
        self.files().remove(path)
    }

    fn keep(&self, path: &Path, seen: Seen) {
        let mut known = self.files();
        let held: u64 = known.values().map(|seen| seen.lines.end).sum();
        if known.len() >= REMEMBERED || held + seen.lines.end > self.most {
            known.clear();
        }
        known.insert(path.to_owned(), seen);
    }
}

/// How a file looks: its device, its inode, its length and when it was changed.
pub(super) fn shape(found: &Metadata) -> [u64; 4] {
    let [inode, length, changed] = outline(found);
    [found.dev(), inode, length, changed]
}

/// The same on one device: its inode, its length and when it was changed.
pub(super) fn outline(found: &Metadata) -> [u64; 3] {
    let changed = found.mtime().wrapping_mul(1_000_000_000).wrapping_add(found.mtime_nsec());
    [found.ino(), found.len(), changed.cast_unsigned()]
}

fn anew(file: &mut File, path: &Path, of: IncidentId) -> Result<Lines, StoreError> {
    let mut lines = Lines::default();
    lines.add(&log_file::from(file, 0, path)?, path, of);
    Ok(lines)
}

/// Reads on behind the last known line; nothing when it is not where it was.
fn continued(
    file: &mut File,
    path: &Path,
    of: IncidentId,
    mut lines: Lines,
) -> Result<Option<Lines>, StoreError> {
    let Some(last) = lines.last() else { return Ok(None) };
    let begins = lines.end - last.len() as u64 - 1;
    let mut there = vec![0; last.len() + 1];
    let found = file.seek(SeekFrom::Start(begins)).and_then(|_| file.read_exact(&mut there));
    if found.is_err() || there.strip_suffix(b"\n") != Some(last.as_bytes()) {
        return Ok(None);
    }
    let new = log_file::from(file, lines.end, path)?;
    lines.add(&new, path, of);
    Ok(Some(lines))
}
