//! Whose logs they are, in `STORE/server/authors/INCIDENT.json`: a server's alone, and never synced.

use super::guarded::{self, For, io_error};
use super::{Access, Folder, log_file};
use crate::incident::{IncidentId, LogId, ReplicaId};
use crate::store::authors::{Author, Authors};
use crate::store::{Scope, StoreError};
use std::collections::BTreeMap;
use std::io::{ErrorKind, Read};
use std::path::PathBuf;

/// No such file is longer, in bytes.
const LONGEST: u64 = 16 * 1024 * 1024;

type Kept = BTreeMap<ReplicaId, Author>;

impl Folder {
    pub(super) fn authors_path(&self, of: IncidentId) -> PathBuf {
        self.beside_path("authors").join(format!("{of}.json"))
    }

    fn kept_authors(&self, of: IncidentId) -> Result<Kept, StoreError> {
        let path = self.authors_path(of);
        let Some(file) = guarded::open(&path, For::Reading, Access::Private)? else {
            return Ok(Kept::new());
        };
        let mut bytes = Vec::new();
        file.take(LONGEST).read_to_end(&mut bytes).map_err(io_error("read", &path))?;
        let strange =
            |error| io_error("read", &path)(std::io::Error::new(ErrorKind::InvalidData, error));
        serde_json::from_slice(&bytes).map_err(strange)
    }

    /// Whose logs they are.
    pub fn authors(&self, of: Scope) -> Result<Authors, StoreError> {
        let incidents = match of {
            Scope::Everything => self.incident_ids()?,
            Scope::Incident(id) => vec![id],
        };
        let mut authors = Authors::new();
        for incident in incidents {
            let kept = self.kept_authors(incident)?.into_iter();
            authors.extend(kept.map(|(replica, author)| (LogId { incident, replica }, author)));
        }
        Ok(authors)
    }

    /// Whose a log is after what was pushed; written only when it changes.
    pub fn note_author(
        &self,
        log: LogId,
        after: impl Fn(&Author) -> Author,
    ) -> Result<Author, StoreError> {
        let known = |kept: &Kept| kept.get(&log.replica).cloned().unwrap_or_default();
        let before = known(&self.kept_authors(log.incident)?);
        let new = after(&before);
        if new == before || self.is_purged(log.incident) {
            return Ok(new);
        }
        let path = self.authors_path(log.incident);
        guarded::make_folder(&self.beside_path("authors"), Access::Private)?;
        let _held = log_file::lock(&self.beside_path("authors.lock"), Access::Private)?;
        let mut kept = self.kept_authors(log.incident)?;
        let before = known(&kept);
        let new = after(&before);
        if new != before {
            kept.insert(log.replica, new.clone());
            let bytes = serde_json::to_vec(&kept).map_err(|error| {
                io_error("write", &path)(std::io::Error::new(ErrorKind::InvalidData, error))
            })?;
            guarded::replace(&path, &bytes, Access::Private)?;
        }
        Ok(new)
    }
}
