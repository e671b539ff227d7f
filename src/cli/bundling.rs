//! Bundles for auditors: made by `report --bundle`, checked by `verify`.

use super::args::ReportOf;
use super::declaring::before;
use super::desk::Desk;
use super::failure::{CHECK, Failure, REFUSED, USAGE};
use super::out::Out;
use super::table::counted;
use super::{filing, reporting, trust};
use crate::audience::Audience;
use crate::bundle::{self, Contents, MOST_BYTES, Verdict, Withheld};
use crate::clocks::readings;
use crate::incident::{Entry, EntryId, Incident, IncidentId};
use crate::report::{document, html, markdown};
use crate::store::{Finding, HandedOn, Store, Told, index, verify_handed_on};
use crate::wire;
use crate::wire::report::{Asking, Report};
use serde_json::json;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Logs by the names of their files.
type Logs = Vec<(PathBuf, Vec<u8>)>;

/// Writes report, log, plan and evidence into one file.
pub async fn bundle(desk: &Desk, of: &ReportOf, file: &Path) -> Result<(), Failure> {
    if Audience::from(of.audience) != Audience::Internal {
        let what =
            format!("a bundle holds the log, which is not for the {}", Audience::from(of.audience));
        let remedy = "leave out --audience, or write the report with -o";
        return Err(Failure::new(USAGE, what, remedy));
    }
    let id = desk.named(&of.on.id).await?;
    let now = desk.journal.clock().now();
    let logs = desk.journal.store().log_bytes(id)?;
    let (entries, heads) = intact(id, &logs)?;
    let opened = index::open(id, Told { entries: entries.clone(), damage: Vec::new() }, now);
    let incident = opened.incident;
    let changed_at = entries.iter().map(|entry| entry.at).max().unwrap_or(now);
    let (logs, hidden) = bundle::withhold(&incident, logs, of.with_privileged);
    let (evidence, kept_back) = evidence(desk, &incident, of.with_privileged).await?;
    let before = before(desk, &incident).await?;
    let authors = desk.authors(id);
    let asking = Asking {
        audience: Audience::Internal,
        with_privileged: of.with_privileged,
        heads: Some(&heads),
        recurrence: before.as_ref(),
        authors: Some(&authors),
    };
    let report = Report::of(&incident, &readings(&incident, now), &asking, now);
    let document = document(&report);
    let mut files = vec![
        ("report.md".to_owned(), markdown(&document).into_bytes()),
        ("report.html".to_owned(), html(&document).into_bytes()),
        ("report.json".to_owned(), reporting::data(&report)?.into_bytes()),
    ];
    let plan = incident.plan.as_ref().map(|plan| plan.to_pinned().0.as_bytes().to_vec());
    files.extend(plan.map(|plan| ("plan.json".to_owned(), plan)));
    files.extend(logs);
    files.extend(evidence);
    let many = files.len() + 1;
    let left_out = hidden.len();
    let contents = Contents {
        incident: id,
        made_at: now,
        changed_at,
        heads,
        with_privileged: of.with_privileged,
        withheld: Withheld { entries: hidden, evidence: kept_back },
        files,
    };
    let packed = bundle::pack(&contents).map_err(|error| {
        let remedy = "hand the evidence on by itself; `warroom report -o` writes the report";
        Failure::new(REFUSED, error.to_string(), remedy)
    })?;
    filing::replace(file, &packed.bytes)
        .map_err(|error| Failure::io(&format!("cannot write {}", file.display()), &error))?;
    if desk.out.json {
        return desk.out.json(&json!({
            "bundle": file.display().to_string(),
            "incident": id,
            "manifest_sha256": packed.manifest,
            "files": many,
            "entries": entries.len(),
            "withheld": left_out,
        }));
    }
    let (many, entries) =
        (counted(many, "file", "files"), counted(entries.len(), "entry", "entries"));
    desk.out.say(&format!("bundle of {id} written to {}: {many}, {entries}", file.display()))?;
    if left_out > 0 {
        let left_out = counted(left_out, "privileged entry is", "privileged entries are");
        desk.out.say(&format!("{left_out} in it without the content (--with-privileged)"))?;
    }
    desk.out.say(&format!("manifest sha256 {}", packed.manifest))?;
    desk.out.say("keep that sum elsewhere: `warroom verify FILE --against SHA256` checks it too")
}

/// The entries of the logs and where they end; a bundle of a damaged log would prove nothing.
fn intact(id: IncidentId, logs: &Logs) -> Result<(Vec<Entry>, crate::store::Heads), Failure> {
    let files = HandedOn { logs: logs.clone(), ..HandedOn::default() };
    let (report, entries) = verify_handed_on(id, &files);
    let damaged = report.findings.iter().find_map(|finding| match finding {
        Finding::Damaged(damage) => Some(damage.to_string()),
        Finding::Remark(_) => None,
    });
    match damaged {
        Some(what) => Err(Failure::new(
            CHECK,
            format!("the log is damaged: {what}"),
            format!("`warroom verify {id}` names all damage; take the log from another copy"),
        )),
        None => Ok((entries, report.heads)),
    }
}

/// The files that are preserved with the incident, and the sums of those that are held back.
async fn evidence(
    desk: &Desk,
    incident: &Incident,
    with_privileged: bool,
) -> Result<(Vec<(String, Vec<u8>)>, Vec<EntryId>), Failure> {
    let (mut files, mut held_back) = (Vec::new(), Vec::new());
    let mut kept: Vec<(EntryId, bool)> = Vec::new();
    for (entry, evidence) in &incident.evidence {
        let Some(sum) = evidence.sha256 else { continue };
        if evidence.kept_at != format!("evidence/{sum}") {
            continue;
        }
        let hide = !with_privileged && incident.is_privileged(*entry);
        match kept.iter_mut().find(|(known, _)| *known == sum) {
            // What somebody may read under one name is not hidden under another.
            Some((_, hidden)) => *hidden &= hide,
            None => kept.push((sum, hide)),
        }
    }
    kept.sort_unstable();
    for (sum, hide) in kept {
        if hide {
            held_back.push(sum);
        } else if let Some(bytes) = desk.journal.store().get_evidence(incident.id, sum).await? {
            files.push((format!("evidence/{sum}"), bytes));
        }
    }
    Ok((files, held_back))
}

/// Whether somebody names a file and not an incident: no part of an id holds a dot or a slash.
pub fn is_file(typed: &str) -> bool {
    typed.contains(['.', '/'])
}

/// Checks a bundle; says what is not as it was written with exit code 8.
pub fn verify(out: Out, file: &str, against: Option<&Path>) -> Result<u8, Failure> {
    let bytes = read(Path::new(file))?;
    let sum = against.and_then(|typed| typed.to_str()?.trim().to_lowercase().parse().ok());
    let saved = against.filter(|_| sum.is_none()).map(trust::saved_heads).transpose()?;
    let mut verdict = bundle::verify(&bytes, sum);
    if let (Some(saved), Some(incident)) = (saved, verdict.incident) {
        verdict.hold_against(&saved, incident);
    }
    let code = if verdict.is_intact() { 0 } else { CHECK };
    if out.json {
        out.json(&shape(&verdict))?;
        return Ok(code);
    }
    for fault in &verdict.faults {
        out.line(&format!("damaged: {fault}"))?;
    }
    for remark in &verdict.remarks {
        out.line(&format!("note: {remark}"))?;
    }
    if code == 0 {
        let of = verdict.incident.map(|id| format!(" of {id}")).unwrap_or_default();
        let files = counted(verdict.files, "file", "files");
        let entries = counted(verdict.entries, "entry", "entries");
        out.say(&format!("{files} and {entries}{of}: all as it was written"))?;
        if verdict.withheld > 0 {
            let many = counted(verdict.withheld, "privileged entry is", "privileged entries are");
            out.say(&format!("{many} withheld: there without the content, and the chain holds"))?;
        }
        if let Some(sum) = verdict.manifest {
            out.say(&format!("manifest sha256 {sum}"))?;
        }
    } else {
        super::out::complain("error: the bundle is not as it was written");
        super::out::complain("try: ask for it again, and compare the sum of its manifest");
    }
    Ok(code)
}

fn shape(verdict: &Verdict) -> serde_json::Value {
    let told = |faults: &[bundle::Fault], damage: bool| -> Vec<serde_json::Value> {
        let told = faults.iter().map(|fault| {
            json!({
                "file": fault.member,
                "line": fault.line,
                "what": fault.what,
                "damage": damage,
            })
        });
        told.collect()
    };
    let mut findings = told(&verdict.faults, true);
    findings.extend(told(&verdict.remarks, false));
    json!({
        "incident": verdict.incident,
        "manifest_sha256": verdict.manifest,
        "files": verdict.files,
        "entries": verdict.entries,
        "withheld": verdict.withheld,
        "damaged": !verdict.is_intact(),
        "findings": findings,
        "heads": wire::heads(&verdict.heads),
    })
}

fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let cannot =
        |error: std::io::Error| Failure::io(&format!("cannot read {}", file.display()), &error);
    let opened = File::open(file).map_err(cannot)?;
    if !opened.metadata().map_err(cannot)?.is_file() {
        let what = format!("{} is not a regular file", file.display());
        return Err(Failure::new(REFUSED, what, "name the bundle that `report --bundle` wrote"));
    }
    let mut bytes = Vec::new();
    opened.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > MOST_BYTES {
        let what = format!("{} has more than {MOST_BYTES} bytes", file.display());
        return Err(Failure::new(CHECK, what, "no bundle is so large; ask for it again"));
    }
    Ok(bytes)
}
