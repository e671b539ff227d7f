//! Logs that have split in two: a copy of a replica that wrote on. Both tellings are kept, each a file.
//!
//! ```text
//! log/k3f9q2m1.jsonl             1 2 3 4 5
//! log/k3f9q2m1~0d5e8a11.jsonl        3'4'     named by the first entry that differs
//! ```

use super::guarded;
use super::log_file::{self, Root};
use super::{Folder, Heads};
use crate::incident::{Entry, IncidentId, LogId, ReplicaId};
use crate::store::chain::{ends_of_files, places, rooted};
use crate::store::{Appended, Head, StoreError};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

impl Folder {
    /// Adds the ends of an incident's logs to `heads`.
    pub(super) fn ends_of(&self, id: IncidentId, heads: &mut Heads) -> Result<(), StoreError> {
        let files = log_file::log_files(&self.log_folder(id))?;
        if let Some(plain) = plain_ends(id, &files)? {
            heads.extend(plain);
            return Ok(());
        }
        let told = files.iter().map(|file| log_file::read(file, id));
        let told = told.collect::<Result<Vec<_>, _>>()?;
        heads.extend(ends_of_files(told.iter().map(|told| told.entries.as_slice())));
        Ok(())
    }

    /// Keeps entries of a log that contradict what is there, in files beside its own.
    pub(super) fn keep_branch(
        &self,
        log: LogId,
        entries: &[Entry],
    ) -> Result<Appended, StoreError> {
        let folder = self.log_folder(log.incident);
        if self.is_purged(log.incident) {
            return Ok(Appended::Purged);
        }
        if !folder.exists() {
            rooted(log, BTreeSet::new(), entries)?;
        }
        let access = self.made()?.access;
        guarded::make_folder(&folder, access)?;
        let _held = self.lock(log)?;
        if self.is_purged(log.incident) {
            return Ok(Appended::Purged);
        }
        let mut held = Vec::new();
        let mut ends: BTreeMap<Head, PathBuf> = BTreeMap::new();
        for file in log_file::log_files(&folder)? {
            let told = log_file::read(&file, log.incident)?.entries;
            // Only where the last line is of this log, and whole, can the file go on.
            if let Some(last) = log_file::last(&file)?.filter(|last| last.log == log) {
                ends.insert(Head::of(&last), file);
            }
            held.extend(told.into_iter().filter(|entry| entry.log == log));
        }
        let new = rooted(log, places(held.iter()), entries)?;
        for chain in runs(&new) {
            let first = &chain[0];
            let root: Root = (first.seq, first.prev);
            let behind = Head { seq: first.seq - 1, id: first.prev };
            let main = self.log_path(log);
            let file = ends.remove(&behind).unwrap_or_else(|| {
                if first.seq == 1 && !main.exists() {
                    return main.clone();
                }
                folder.join(format!("{}~{}.jsonl", log.replica, &first.id.to_string()[..8]))
            });
            // Whoever redacts holds the lock beside the file that is changed.
            let beside = file.with_extension("lock");
            let own = main.with_extension("lock");
            let _also = (beside != own).then(|| log_file::lock(&beside, access)).transpose()?;
            match log_file::append(&file, log, root, &chain, access, &self.own)? {
                Appended::Done(head) => _ = ends.insert(head, file),
                other => return Ok(other),
            }
        }
        Ok(entries.last().map(Head::of).map_or(Appended::Gap(None), Appended::Done))
    }
}

/// Parts entries into runs in which each continues the one before.
fn runs(entries: &[&Entry]) -> Vec<Vec<Entry>> {
    let mut runs: Vec<Vec<Entry>> = Vec::new();
    for entry in entries {
        let run = runs.iter_mut().find(|run| run.last().is_some_and(|last| last.id == entry.prev));
        match run {
            Some(run) => run.push(Entry::clone(entry)),
            None => runs.push(vec![Entry::clone(entry)]),
        }
    }
    runs
}

/// The ends of an incident's logs where every file is one log, named by its replica: the last lines say
/// it. Nothing where a file is named otherwise, or ends in damage: then all lines have to be looked at.
fn plain_ends(
    id: IncidentId,
    files: &[PathBuf],
) -> Result<Option<BTreeSet<(LogId, Head)>>, StoreError> {
    let replica = |file: &Path| file.file_stem()?.to_str()?.parse::<ReplicaId>().ok();
    let mut ends = BTreeSet::new();
    for file in files {
        let Some(replica) = replica(file) else { return Ok(None) };
        let log = LogId { incident: id, replica };
        match log_file::last(file)? {
            Some(entry) if entry.log == log => _ = ends.insert((log, Head::of(&entry))),
            _ => return Ok(None),
        }
    }
    Ok(Some(ends))
}
