//! The bundle for auditors: it proves itself, and says where it does not.

use crate::reporting::story::{COUNSEL, afterwards, leak};
use crate::reporting::{heads_of, report_for};
use std::collections::BTreeMap;
use std::path::PathBuf;
use warroom::audience::Audience;
use warroom::bundle::{Contents, Packed, Withheld, pack, withhold};
use warroom::incident::{Incident, LogId};
use warroom::report::{document, html, markdown};

#[path = "bundling/hostile.rs"]
mod hostile;

#[path = "bundling/proving.rs"]
mod proving;

/// The logs of an incident as a store keeps them.
fn logs(incident: &Incident) -> Vec<(PathBuf, Vec<u8>)> {
    let mut logs: BTreeMap<LogId, Vec<&str>> = BTreeMap::new();
    for line in &incident.timeline {
        logs.entry(line.entry.log).or_default().push(line.entry.line());
    }
    let file = |(log, lines): (LogId, Vec<&str>)| {
        let bytes = format!("{}\n", lines.join("\n")).into_bytes();
        (PathBuf::from(format!("{}.jsonl", log.replica)), bytes)
    };
    logs.into_iter().map(file).collect()
}

/// What goes into the bundle of the story.
fn contents(with_privileged: bool) -> Contents {
    let incident = leak();
    let report = report_for(&incident, Audience::Internal, with_privileged, afterwards());
    let document = document(&report);
    let (logs, entries) = withhold(&incident, logs(&incident), with_privileged);
    let plan = incident.plan.as_ref().expect("it has a plan").to_pinned();
    let json = serde_json::to_string_pretty(&report).expect("it can be written");
    let mut files = vec![
        ("report.md".to_owned(), markdown(&document).into_bytes()),
        ("report.html".to_owned(), html(&document).into_bytes()),
        ("report.json".to_owned(), json.into_bytes()),
        ("plan.json".to_owned(), plan.0.as_bytes().to_vec()),
    ];
    files.extend(logs);
    Contents {
        incident: incident.id,
        made_at: afterwards(),
        changed_at: incident.timeline.iter().map(|line| line.entry.at).max().expect("entries"),
        heads: heads_of(&incident),
        with_privileged,
        withheld: Withheld { entries, evidence: Vec::new() },
        files,
    }
}

/// The bundle of the story.
fn bundle(with_privileged: bool) -> Packed {
    pack(&contents(with_privileged)).expect("it is not too large")
}

/// Everything in it, as one text.
fn everything(contents: &Contents) -> String {
    let texts = contents.files.iter().map(|(_, bytes)| String::from_utf8_lossy(bytes));
    texts.collect()
}

#[test]
fn what_is_privileged_leaves_only_when_it_is_asked_for() {
    assert!(!everything(&contents(false)).contains(COUNSEL));
    assert!(everything(&contents(true)).contains(COUNSEL));
}
