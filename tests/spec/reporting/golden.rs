//! The report on a whole SEV-1 of the plan `eight-step`, as Markdown, HTML and JSON.

use super::story::{afterwards, leak};
use super::{heads_of, report_for};
use std::path::PathBuf;
use warroom::audience::Audience;
use warroom::report::{document, html, markdown};

/// Compares a text with the one that was accepted.
#[track_caller]
fn is_as_accepted(name: &str, text: &str) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var("WARROOM_PICTURES").is_ok_and(|wish| wish == "accept") {
        std::fs::write(&file, text).expect("the report can be written");
    }
    let known = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        known == text,
        "{name} reads differently; WARROOM_PICTURES=accept takes it as it is now\n{text}"
    );
}

#[test]
fn a_whole_sev_1_of_the_eight_step_plan_ends_in_a_report_in_markdown_html_and_json() {
    let incident = leak();
    let report = report_for(&incident, Audience::Internal, false, afterwards());
    assert_eq!(report.made_from.len(), heads_of(&incident).len());
    let document = document(&report);
    is_as_accepted("report.md", &markdown(&document));
    is_as_accepted("report.html", &html(&document));
    let json = serde_json::to_string_pretty(&report).expect("it can be written");
    is_as_accepted("report.json", &format!("{json}\n"));
}

#[test]
fn the_public_reads_a_report_of_its_own() {
    let report = report_for(&leak(), Audience::Public, false, afterwards());
    is_as_accepted("report-public.md", &markdown(&document(&report)));
}

#[test]
fn an_authority_reads_a_report_of_its_own() {
    let report = report_for(&leak(), Audience::Regulator, false, afterwards());
    is_as_accepted("report-regulator.md", &markdown(&document(&report)));
}
