//! Who reads names, who reads roles, and what nobody outside reads.

use super::report_for;
use super::story::{afterwards, leak};
use crate::acting::{Story, assign, at, note};
use warroom::audience::{Audience, NO_ROLE, Names};
use warroom::incident::{Command, Decision, Declared, Incident};
use warroom::report::{document, html, markdown};
use warroom::wire::report::Report;

/// Everything that a report says, in every format.
fn all_of(report: &Report) -> String {
    let document = document(report);
    let json = serde_json::to_string(report).expect("it can be written");
    format!("{}{}{json}", markdown(&document), html(&document))
}

/// The handles of the story.
const PEOPLE: &[&str] = &["ops4", "cs1", "cs2", "cs3", "mle2", "lgl", "ex1"];

fn words(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    parts.map(str::to_lowercase).collect()
}

#[test]
fn nobody_is_named_outside() {
    for audience in [Audience::Public, Audience::Regulator] {
        let said = words(&all_of(&report_for(&leak(), audience, false, afterwards())));
        for person in PEOPLE {
            assert!(!said.iter().any(|word| word == person), "{person} in {audience}");
        }
    }
    let inside = all_of(&report_for(&leak(), Audience::Internal, false, afterwards()));
    for person in PEOPLE {
        assert!(inside.contains(person), "{person}");
    }
}

fn told(texts: &[&str]) -> Incident {
    let declared = Declared { title: "Wrong answers, says ops4".to_owned(), ..Declared::default() };
    let story = Story::declared("AI-261120-XM7Q2K", "14:00:00", "ops4", declared)
        .then("14:01:00", "ops4", assign("commander", "ops4"))
        .then("14:02:00", "ops4", assign("comms-lead", "cs3"));
    let decide =
        |text: &&str| Command::Decide(Decision { text: (*text).to_owned(), ..Decision::default() });
    texts.iter().fold(story, |story, text| story.then("14:03:00", "m7", decide(text))).incident
}

#[test]
fn a_name_is_a_role_wherever_it_stands_as_a_word() {
    let texts = [
        "OPS4's call",
        "@cs3: write",
        "(ops4)",
        "ops42 and xops4 stay",
        "ops4",
        "asks cs3/ops4",
        "cs3-approved",
        "m7 agrees",
        "commander decides",
    ];
    let report = report_for(&told(&texts), Audience::Public, false, at("15:00:00"));
    let said: Vec<&str> = report.decisions.iter().map(|decision| &*decision.text).collect();
    assert_eq!(
        said,
        [
            "Incident commander's call",
            "@Communications lead: write",
            "(Incident commander)",
            "ops42 and xops4 stay",
            "Incident commander",
            "asks Communications lead/Incident commander",
            "Communications lead-approved",
            "a responder agrees",
            "commander decides",
        ]
    );
    assert_eq!(report.title, "Wrong answers, says Incident commander");
    assert_eq!(report.decisions[0].decider, NO_ROLE);
}

#[test]
fn who_reads_names_reads_every_text_as_it_was_written() {
    let names = Names::of(&told(&[]), Audience::Internal);
    assert_eq!(names.text("ops4 and cs3"), "ops4 and cs3");
    assert_eq!(names.person("ops4"), "ops4");
}

#[test]
fn the_public_reads_no_note_no_evidence_and_no_objection() {
    let report = report_for(&leak(), Audience::Public, false, afterwards());
    let said = all_of(&report);
    for hidden in ["Three tickets since noon", "Traces of both shards", "s3://", "parcel"] {
        assert!(!said.contains(hidden), "{hidden}");
    }
    assert!(said.contains("Switch the order tool off for everybody"));
    assert!(report.clocks.is_empty() && report.record.is_none() && report.evidence.is_empty());
    assert!(report.checklist.is_empty() && report.tasks.is_empty());
}

#[test]
fn an_authority_reads_clocks_record_and_measures() {
    let report = report_for(&leak(), Audience::Regulator, false, afterwards());
    let said = all_of(&report);
    assert!(said.contains("DPA-2211") && said.contains("disabled the order tool"), "{said}");
    assert!(report.record.is_some_and(|record| record.filled == 4));
    for hidden in ["Three tickets since noon", "Traces of both shards", "parcel"] {
        assert!(!said.contains(hidden), "{hidden}");
    }
}

#[test]
fn what_was_undone_or_removed_is_told_inside_only() {
    let story = Story::declared(
        "AI-261120-XM7Q2K",
        "14:00:00",
        "ops4",
        Declared { title: "Wrong answers".to_owned(), ..Declared::default() },
    )
    .then("14:01:00", "ops4", note("wrong room"))
    .then("14:02:00", "ops4", Command::Undo { entry: None });
    let inside = report_for(&story.incident, Audience::Internal, false, at("15:00:00"));
    assert!(inside.timeline.iter().any(|line| line.standing == "undone"));
    let outside = report_for(&story.incident, Audience::Regulator, false, at("15:00:00"));
    assert!(outside.timeline.iter().all(|line| line.standing == "stands"));
}
