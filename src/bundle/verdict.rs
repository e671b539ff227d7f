//! Proof that a bundle holds what its manifest says, and that the manifest fits the log.

use super::manifest::{self, Manifest, Member};
use super::unpacking::{Unpacked, unpack};
use crate::incident::{Entry, EntryId, Incident, IncidentId};
use crate::plan::pinned;
use crate::store::{Finding, HandedOn, Head, Heads, verify_handed_on};
use crate::wire::{self, LogHead};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

/// What came of checking a bundle.
#[derive(Debug, Default)]
pub struct Verdict {
    /// The incident, where the manifest says which.
    pub incident: Option<IncidentId>,
    /// The sum of the manifest.
    pub manifest: Option<EntryId>,
    /// How many files there are.
    pub files: usize,
    /// How many intact entries there are.
    pub entries: usize,
    /// How many entries are there without their content, because it is privileged.
    pub withheld: usize,
    /// The last entry of each log.
    pub heads: Heads,
    /// The ids of all entries.
    pub(super) ids: BTreeSet<EntryId>,
    /// What is not as it was written, and where.
    pub faults: Vec<Fault>,
    /// What is worth knowing and no fault.
    pub remarks: Vec<Fault>,
}

/// Something that is wrong with a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file in it; nothing when it is about the bundle as a whole.
    pub member: Option<String>,
    /// The line in that file, from 1.
    pub line: Option<usize>,
    /// What is wrong, and what was expected.
    pub what: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (&self.member, self.line) {
            (Some(member), Some(line)) => write!(f, "{member}:{line}: {}", self.what),
            (Some(member), None) => write!(f, "{member}: {}", self.what),
            (None, _) => write!(f, "the bundle: {}", self.what),
        }
    }
}

impl Verdict {
    fn wrong(&mut self, member: Option<&str>, what: impl Into<String>) {
        let member = member.map(str::to_owned);
        self.faults.push(Fault { member, line: None, what: what.into() });
    }

    /// Also holds it against the last entries that somebody saved before.
    pub fn hold_against(&mut self, saved: &Heads, incident: IncidentId) {
        for (log, head) in saved.iter().filter(|(log, _)| log.incident == incident) {
            let reaches = |found: &Head| found.seq >= head.seq;
            let is_longer = self.heads.iter().any(|(of, found)| of == log && reaches(found));
            let is_there = self.ids.contains(&head.id);
            if !(is_longer && is_there) {
                let what = format!(
                    "entry {} with id {} was there when the heads were saved, and is not",
                    head.seq, head.id
                );
                self.wrong(Some(&format!("log/{}.jsonl", log.replica)), what);
            }
        }
    }

    /// Whether everything is as it was written.
    pub fn is_intact(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Checks a bundle; `against` is the sum of its manifest, where somebody kept it elsewhere.
pub fn verify(bytes: &[u8], against: Option<EntryId>) -> Verdict {
    let mut verdict = Verdict::default();
    let Unpacked { members, faults } = unpack(bytes);
    for (member, what) in faults {
        verdict.wrong(member.as_deref(), what);
    }
    let Some(manifest) = manifest(&members, against, &mut verdict) else { return verdict };
    verdict.incident = Some(manifest.incident);
    let by_name: BTreeMap<&str, &[u8]> =
        members.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    files(&manifest, &members, &by_name, &mut verdict);
    let entries = logs(&manifest, &members, &mut verdict);
    plan(&manifest, &by_name, &entries, &mut verdict);
    reports(&manifest, &by_name, &mut verdict);
    verdict
}

fn manifest(
    members: &[(String, Vec<u8>)],
    against: Option<EntryId>,
    verdict: &mut Verdict,
) -> Option<Manifest> {
    let first = members.first().filter(|(name, _)| name == manifest::NAME);
    let Some((name, bytes)) = first else {
        let found = members.first().map_or("nothing", |(name, _)| name);
        verdict.wrong(None, format!("{} stands first in a bundle, not {found}", manifest::NAME));
        return None;
    };
    let sum = EntryId::of(bytes);
    verdict.manifest = Some(sum);
    if let Some(expected) = against.filter(|expected| *expected != sum) {
        verdict.wrong(Some(name), format!("it has sha256 {sum}; {expected} was expected"));
    }
    match Manifest::read(bytes) {
        Ok(manifest) => Some(manifest),
        Err(what) => {
            verdict.wrong(Some(name), what);
            None
        }
    }
}

/// Each file is there, once, with its size and its sum, and none besides.
fn files(
    manifest: &Manifest,
    members: &[(String, Vec<u8>)],
    by_name: &BTreeMap<&str, &[u8]>,
    verdict: &mut Verdict,
) {
    verdict.files = members.len();
    for Member { path, size, sha256 } in &manifest.files {
        let Some(bytes) = by_name.get(path.as_str()) else {
            verdict.wrong(Some(path), "it is missing; the manifest names it");
            continue;
        };
        let (found, sum) = (bytes.len() as u64, EntryId::of(bytes));
        if found != *size {
            verdict.wrong(Some(path), format!("it has {found} bytes; {size} were expected"));
        } else if sum != *sha256 {
            verdict.wrong(Some(path), format!("it has sha256 {sum}; {sha256} was expected"));
        }
    }
    let named: Vec<&str> = manifest.files.iter().map(|file| file.path.as_str()).collect();
    let extra = members.iter().skip(1).map(|(name, _)| name.as_str());
    let extra: Vec<&str> = extra.filter(|name| !named.contains(name)).collect();
    for name in &extra {
        verdict.wrong(Some(name), "the manifest does not name it");
    }
    let order: Vec<&str> = members.iter().skip(1).map(|(name, _)| name.as_str()).collect();
    let same = BTreeSet::from_iter(&order) == BTreeSet::from_iter(&named);
    if same && order != named {
        verdict.wrong(None, "the files do not stand in the order of the manifest");
    }
    for name in named {
        let known = matches!(name, "report.md" | "report.html" | "report.json" | "plan.json")
            || name.strip_prefix("log/").is_some_and(|log| log.strip_suffix(".jsonl").is_some())
            || name.strip_prefix("evidence/").is_some_and(|sum| sum.parse::<EntryId>().is_ok());
        if !known {
            verdict.wrong(Some(name), "no file of a bundle is called so");
        }
    }
}

/// The logs are whole chains that end at the heads, and lack only what is withheld.
fn logs(manifest: &Manifest, members: &[(String, Vec<u8>)], verdict: &mut Verdict) -> Vec<Entry> {
    let under = |folder: &str| {
        let of = members.iter().filter(|(name, _)| name.starts_with(folder));
        of.map(|(name, bytes)| (PathBuf::from(name), bytes.clone())).collect()
    };
    let said = &manifest.withheld;
    let withheld = said.entries.iter().chain(&said.evidence).copied().collect();
    let handed_on = HandedOn { logs: under("log/"), evidence: under("evidence/"), withheld };
    let (report, entries) = verify_handed_on(manifest.incident, &handed_on);
    for finding in report.findings {
        let (damaged, damage) = match finding {
            Finding::Damaged(damage) => (true, damage),
            Finding::Remark(damage) => (false, damage),
        };
        let member = Some(damage.file.display().to_string());
        let fault = Fault { member, line: damage.line, what: damage.what };
        if damaged { &mut verdict.faults } else { &mut verdict.remarks }.push(fault);
    }
    verdict.entries = report.entries;
    verdict.withheld = said.entries.len();
    let found = wire::heads(&report.heads);
    ends(&manifest.heads, &found, verdict);
    verdict.heads = report.heads;
    verdict.ids = entries.iter().map(|entry| entry.id).collect();
    for id in &said.entries {
        match entries.iter().find(|entry| entry.id == *id) {
            Some(entry) if entry.data().is_none() => {}
            Some(_) => verdict.wrong(
                Some(manifest::NAME),
                format!("entry {} is called withheld, and its content is there", id.short()),
            ),
            None => verdict.wrong(
                Some(manifest::NAME),
                format!("entry {} is called withheld, and is in no log", id.short()),
            ),
        }
    }
    if manifest.with_privileged && !(said.entries.is_empty() && said.evidence.is_empty()) {
        verdict.wrong(Some(manifest::NAME), "it says that nothing is withheld, and withholds");
    }
    entries
}

/// Holds the heads that the manifest names against those of the logs.
fn ends(said: &[LogHead], found: &[LogHead], verdict: &mut Verdict) {
    for head in said.iter().filter(|head| !found.contains(head)) {
        let log = format!("log/{}.jsonl", head.replica);
        let of_it = |other: &&LogHead| other.replica == head.replica && !said.contains(other);
        let what = match found.iter().find(of_it) {
            Some(other) => format!(
                "it ends with entry {}, id {}; entry {}, id {} was expected",
                other.seq, other.id, head.seq, head.id
            ),
            None => format!("entry {}, id {} was expected at its end", head.seq, head.id),
        };
        verdict.wrong(Some(&log), what);
    }
    for head in found {
        if !said.iter().any(|other| other.replica == head.replica) {
            let what = format!("the manifest does not name the last entry of {}", head.replica);
            verdict.wrong(Some(manifest::NAME), what);
        }
    }
}

/// The plan is the one that the log pins.
fn plan(
    manifest: &Manifest,
    by_name: &BTreeMap<&str, &[u8]>,
    entries: &[Entry],
    verdict: &mut Verdict,
) {
    const NAME: &str = "plan.json";
    let entries = entries.iter().cloned().map(Arc::new);
    let incident = Incident::of(manifest.incident, entries);
    let read = |bytes: &&[u8]| str::from_utf8(bytes).ok().and_then(pinned);
    match (incident.plan, by_name.get(NAME)) {
        (None, None) => {}
        (Some(plan), Some(bytes)) if read(bytes).as_ref() == Some(&plan) => {}
        (Some(plan), Some(_)) => {
            let what = format!("it is not the plan that the log pins (`{}`)", plan.id);
            verdict.wrong(Some(NAME), what);
        }
        (Some(_), None) => verdict.wrong(Some(NAME), "it is missing; the log pins a plan"),
        (None, Some(_)) => verdict.wrong(Some(NAME), "the log pins no plan"),
    }
}

/// The report is there in its three forms, on this incident, made from these heads.
fn reports(manifest: &Manifest, by_name: &BTreeMap<&str, &[u8]>, verdict: &mut Verdict) {
    #[derive(Deserialize)]
    struct Made {
        incident: IncidentId,
        made_from: Vec<LogHead>,
    }
    const DATA: &str = "report.json";
    match by_name.get(DATA).map(|bytes| serde_json::from_slice::<Made>(bytes)) {
        Some(Ok(made)) if made.incident != manifest.incident => {
            let what = format!("it is on {}, not on {}", made.incident, manifest.incident);
            verdict.wrong(Some(DATA), what);
        }
        Some(Ok(made)) if made.made_from != manifest.heads => {
            verdict.wrong(Some(DATA), "it was not made from the heads that the manifest names");
        }
        Some(Ok(_)) => {}
        Some(Err(error)) => verdict.wrong(Some(DATA), format!("it cannot be read: {error}")),
        None => verdict.wrong(Some(DATA), "it is missing"),
    }
    for name in ["report.md", "report.html"] {
        let Some(bytes) = by_name.get(name) else {
            verdict.wrong(Some(name), "it is missing");
            continue;
        };
        let text = String::from_utf8_lossy(bytes);
        for head in &manifest.heads {
            if !text.contains(&head.id.to_string()) {
                let what = format!("it does not say that it was made from {}", head.id);
                verdict.wrong(Some(name), what);
            }
        }
    }
}
