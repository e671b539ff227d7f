//! Proof that a store holds what was written: every line, every chain, every place.

use super::folder::Folder;
use super::{Damage, Head, Heads, Store, StoreError};
use crate::incident::{Entry, EntryId, Event, IncidentId};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What a check of a store found.
#[derive(Debug, Default)]
pub struct Report {
    /// How many intact entries there are.
    pub entries: usize,
    /// How many incidents.
    pub incidents: usize,
    /// The last entry of each log: what a later check can be held against.
    pub heads: Heads,
    /// Damage and remarks.
    pub findings: Vec<Finding>,
}

/// Something that a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// Something is not as it was written.
    Damaged(Damage),
    /// Something is worth knowing and no damage: the end that a crash left, a redaction on its way.
    Remark(Damage),
}

impl Report {
    /// Whether anything is damaged.
    pub fn is_damaged(&self) -> bool {
        self.findings.iter().any(|finding| matches!(finding, Finding::Damaged(_)))
    }
}

/// Checks one incident of a store, or all.
pub async fn verify(store: &Folder, only: Option<IncidentId>) -> Result<Report, StoreError> {
    let incidents = match only {
        Some(id) => vec![id],
        None => store.incidents().await?,
    };
    let mut report = Report { incidents: incidents.len(), ..Report::default() };
    for id in incidents {
        verify_incident(store, id, &mut report)?;
    }
    Ok(report)
}

/// Checks that a store still holds every entry that a saved list of heads names.
pub async fn verify_heads(store: &Folder, saved: &Heads) -> Result<Vec<Finding>, StoreError> {
    let mut findings = Vec::new();
    for (log, head) in saved {
        let held = store.read(*log, head.seq).await?;
        let there = held.entries.iter().any(|entry| entry.id == head.id);
        if !there {
            findings.push(Finding::Damaged(Damage {
                file: store.log_folder(log.incident).join(format!("{}.jsonl", log.replica)),
                line: None,
                what: format!(
                    "entry {} with id {} was there when the heads were saved, and is not",
                    head.seq, head.id
                ),
            }));
        }
    }
    Ok(findings)
}

fn verify_incident(store: &Folder, id: IncidentId, report: &mut Report) -> Result<(), StoreError> {
    let files = store.files(id)?;
    let mut explained: BTreeSet<EntryId> = BTreeSet::new();
    let mut blanks: Vec<(PathBuf, EntryId)> = Vec::new();
    let mut full: BTreeMap<EntryId, PathBuf> = BTreeMap::new();
    for (file, told) in files {
        report.findings.extend(told.damage.into_iter().map(Finding::Damaged));
        report.entries += told.entries.len();
        chain(&file, &told.entries, report);
        for entry in &told.entries {
            match entry.data() {
                None => blanks.push((file.clone(), entry.id)),
                Some(_) => _ = full.insert(entry.id, file.clone()),
            }
            if let Event::Redacted { target, .. } = entry.fact().event {
                explained.insert(target);
            }
            let head = report.heads.entry(entry.log).or_insert_with(|| Head::of(entry));
            if entry.seq > head.seq {
                *head = Head::of(entry);
            }
        }
    }
    for (file, entry) in blanks {
        if !explained.contains(&entry) {
            let what =
                format!("entry {} has lost its content, and no redaction says why", entry.short());
            report.findings.push(Finding::Damaged(Damage { file, line: None, what }));
        }
    }
    for entry in explained {
        if let Some(file) = full.remove(&entry) {
            let what =
                format!("entry {} is redacted; its content is still in this copy", entry.short());
            report.findings.push(Finding::Remark(Damage { file, line: None, what }));
        }
    }
    report.findings.extend(store.torn_ends(id)?.into_iter().map(Finding::Remark));
    for file in store.evidence(id)? {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let right = std::fs::read(&file).is_ok_and(|bytes| EntryId::of(&bytes).to_string() == name);
        if !right && !name.starts_with('.') {
            let what = "the file does not have the sum that it is named by".to_owned();
            report.findings.push(Finding::Damaged(Damage { file, line: None, what }));
        }
    }
    Ok(())
}

/// Checks that the entries of a file are one log, each continuing the one before.
fn chain(file: &Path, entries: &[Entry], report: &mut Report) {
    let mut wrong = |entry: &Entry, what: String| {
        let what = format!("entry {}: {what}", entry.seq);
        let damage = Damage { file: file.to_owned(), line: None, what };
        report.findings.push(Finding::Damaged(damage));
    };
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    let mut last: Option<&Entry> = None;
    for entry in entries {
        let replica = entry.log.replica.as_str();
        let branch = name.strip_prefix(replica).and_then(|rest| rest.strip_prefix('~'));
        if name != replica && branch.is_none() {
            wrong(entry, format!("it was written by {replica}, whose log this is not"));
        }
        let (seq, prev) = match last {
            Some(last) => (last.seq + 1, last.id),
            // A branch of a log begins where it left the other one.
            None if branch.is_some() => (entry.seq, entry.prev),
            None => (1, entry.log.beginning()),
        };
        if entry.seq != seq {
            wrong(entry, format!("entry {seq} is expected here: one is missing, doubled or moved"));
        } else if entry.prev != prev {
            wrong(entry, "it does not continue the entry before it".to_owned());
        }
        if last.is_some_and(|last| last.hlc >= entry.hlc) {
            wrong(entry, "it stands earlier in the order than the entry before it".to_owned());
        }
        last = Some(entry);
    }
}
