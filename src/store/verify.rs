//! Proof that a store holds what was written: every line, every chain, every place.

use super::chain::ends_of_files;
use super::folder::Folder;
use super::{Damage, Heads, Store, StoreError, Told};
use crate::incident::{Entry, EntryId, Event, Evidence, IncidentId};
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
    fn damaged(&mut self, file: &Path, what: String) {
        let damage = Damage { file: file.to_owned(), line: None, what };
        self.findings.push(Finding::Damaged(damage));
    }

    fn remark(&mut self, file: &Path, what: String) {
        let damage = Damage { file: file.to_owned(), line: None, what };
        self.findings.push(Finding::Remark(damage));
    }

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
    if only.is_none() {
        for file in store.misnamed()? {
            let what = "it holds logs, but its name is not that of an incident".to_owned();
            report.damaged(&file, what);
        }
        report.findings.extend(store.damaged_stones()?.into_iter().map(Finding::Damaged));
        report.findings.extend(store.left_of_purges()?.into_iter().map(Finding::Remark));
    }
    Ok(report)
}

/// Checks that a store still holds every entry that a saved list of heads names.
pub async fn verify_heads(store: &Folder, saved: &Heads) -> Result<Vec<Finding>, StoreError> {
    let mut findings = Vec::new();
    let purged = store.purged_since(saved)?;
    findings.extend(purged.values().cloned().map(Finding::Remark));
    for (log, head) in saved.iter().filter(|(log, _)| !purged.contains_key(&log.incident)) {
        let held = store.read(*log, head.seq).await?;
        if !held.entries.iter().any(|entry| entry.id == head.id) {
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
    let kept = look_at_logs(&files, &BTreeSet::new(), report);
    report.findings.extend(store.torn_ends(id)?.into_iter().map(Finding::Remark));
    let evidence = store.evidence_files(id)?;
    let evidence = evidence.into_iter().map(|file| (Folder::sum_of(&file), file)).collect();
    look_at_evidence(evidence, kept, &BTreeSet::new(), report);
    Ok(())
}

/// The files of one incident as they are handed on: logs by their names, evidence by theirs. `withheld` are
/// entries whose content, and sums whose files, were left out on purpose.
#[derive(Debug, Clone, Default)]
pub struct HandedOn {
    /// The logs, each with its bytes.
    pub logs: Vec<(PathBuf, Vec<u8>)>,
    /// The evidence, each with its bytes.
    pub evidence: Vec<(PathBuf, Vec<u8>)>,
    /// What was left out.
    pub withheld: BTreeSet<EntryId>,
}

/// Checks the files of one incident outside a store, as [`verify`] does inside one; gives back the entries.
pub fn verify_handed_on(id: IncidentId, files: &HandedOn) -> (Report, Vec<Entry>) {
    let mut report = Report { incidents: 1, ..Report::default() };
    let logs: Vec<(PathBuf, Told)> = files
        .logs
        .iter()
        .map(|(file, bytes)| (file.clone(), super::folder::told(file, bytes, id)))
        .collect();
    let kept = look_at_logs(&logs, &files.withheld, &mut report);
    let sum = |(file, bytes): &(PathBuf, Vec<u8>)| (Some(EntryId::of(bytes)), file.clone());
    look_at_evidence(files.evidence.iter().map(sum).collect(), kept, &files.withheld, &mut report);
    (report, logs.into_iter().flat_map(|(_, told)| told.entries).collect())
}

/// Files that entries say are kept with the incident: by their sums, the log and the entry that say so.
type Kept = BTreeMap<EntryId, (PathBuf, EntryId)>;

fn look_at_logs(
    files: &[(PathBuf, Told)],
    withheld: &BTreeSet<EntryId>,
    report: &mut Report,
) -> Kept {
    let mut explained: BTreeSet<EntryId> = BTreeSet::new();
    let mut blanks: Vec<(PathBuf, EntryId)> = Vec::new();
    let mut full: BTreeMap<EntryId, PathBuf> = BTreeMap::new();
    let mut kept = Kept::new();
    for (file, told) in files {
        report.findings.extend(told.damage.iter().cloned().map(Finding::Damaged));
        report.entries += told.entries.len();
        chain(file, &told.entries, files, report);
        for entry in &told.entries {
            match entry.data() {
                None => blanks.push((file.clone(), entry.id)),
                Some(_) => _ = full.insert(entry.id, file.clone()),
            }
            match entry.fact().event {
                Event::Redacted { target, .. } => _ = explained.insert(target),
                Event::EvidenceAdded(Evidence { kept_at, sha256: Some(sum), .. })
                    if kept_at == format!("evidence/{sum}") =>
                {
                    kept.insert(sum, (file.clone(), entry.id));
                }
                _ => {}
            }
        }
    }
    report.heads.extend(ends_of_files(files.iter().map(|(_, told)| told.entries.as_slice())));
    for (file, entry) in blanks {
        if !explained.contains(&entry) && !withheld.contains(&entry) {
            let what =
                format!("entry {} has lost its content, and no redaction says why", entry.short());
            report.damaged(&file, what);
        }
    }
    for entry in explained {
        if let Some(file) = full.remove(&entry) {
            let what =
                format!("entry {} is redacted; its content is still in this copy", entry.short());
            report.remark(&file, what);
        }
    }
    kept
}

fn look_at_evidence(
    files: Vec<(Option<EntryId>, PathBuf)>,
    mut kept: Kept,
    withheld: &BTreeSet<EntryId>,
    report: &mut Report,
) {
    for (sum, file) in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match sum {
            Some(sum) if sum.to_string() == name => _ = kept.remove(&sum),
            _ => {
                report.damaged(&file, "the file does not have the sum that it is named by".into());
            }
        }
    }
    kept.retain(|sum, _| !withheld.contains(sum));
    for (sum, (file, entry)) in kept {
        let what = format!("the file {} of entry {} is not here", sum.short(), entry.short());
        report.remark(&file, what);
    }
}

/// Checks that the entries of a file are one log, each continuing the one before.
fn chain(file: &Path, entries: &[Entry], files: &[(PathBuf, Told)], report: &mut Report) {
    let mut wrong = |entry: &Entry, what: &str| {
        report.damaged(file, format!("entry {}: {what}", entry.seq));
    };
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    let mut last: Option<&Entry> = None;
    for entry in entries {
        let replica = entry.log.replica.as_str();
        let branch = name.strip_prefix(replica).and_then(|rest| rest.strip_prefix('~'));
        if name != replica && branch.is_none() {
            wrong(entry, &format!("it was written by {replica}, whose log this is not"));
        }
        let (seq, prev) = match last {
            Some(last) => (last.seq.checked_add(1), last.id),
            None if branch.is_some() => {
                if !leaves(entry, file, files) {
                    wrong(entry, "the log that it branches off is not here");
                }
                (Some(entry.seq), entry.prev)
            }
            None => (Some(1), entry.log.beginning()),
        };
        if Some(entry.seq) != seq {
            wrong(entry, "another number is expected here: an entry is missing, doubled or moved");
        } else if entry.prev != prev {
            wrong(entry, "it does not continue the entry before it");
        }
        if last.is_some_and(|last| last.hlc >= entry.hlc) {
            wrong(entry, "it stands earlier in the order than the entry before it");
        }
        last = Some(entry);
    }
}

/// Whether the first entry of a branch leaves the same log in another file: a branch begins at the
/// entry after the one where it left, or at the log's beginning.
fn leaves(first: &Entry, branch: &Path, files: &[(PathBuf, Told)]) -> bool {
    let others = files.iter().filter(|(file, _)| file != branch);
    let mut others = others.flat_map(|(_, told)| &told.entries).filter(|it| it.log == first.log);
    if first.seq == 1 {
        return first.prev == first.log.beginning() && others.next().is_some();
    }
    others.any(|it| it.id == first.prev && it.seq.checked_add(1) == Some(first.seq))
}
