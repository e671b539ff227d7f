//! A timeline as JSON lines: as something over, and as it happens.

use super::{is_refused, now, plan, printed};
use proptest::prelude::*;
use warroom::incident::{Event, Incident, Refusal, Status};
use warroom::ingest::timeline::{About, Kind, Live, Told, historic, live, read};

const OPENAI: &str = include_str!("../../data/replay-openai-2024-12-11-telemetry-outage.jsonl");
const CLOUDFLARE: &str = include_str!("../../data/replay-cloudflare-2025-11-18-feature-file.jsonl");

fn lines(text: &str) -> Vec<Told> {
    read(text, "t.jsonl", now()).expect("the lines are right")
}

fn about() -> About {
    About {
        title: "Telemetry rollout took everything down".to_owned(),
        severity: Some("p2".to_owned()),
        category: Some("vendor outage".to_owned()),
    }
}

fn played(text: &str) -> Live {
    live(&lines(text), &about(), Some("ops4"), &plan()).expect("it can be played")
}

fn stamp(incident: &Incident, name: &str) -> String {
    incident.stamp(name).map(|time| time.to_string()).unwrap_or_default()
}

#[test]
fn the_lines_of_both_real_timelines_are_read() {
    let openai = lines(OPENAI);
    assert_eq!((openai.len(), lines(CLOUDFLARE).len()), (34, 26));
    assert_eq!(openai[0].at.to_string(), "2024-12-10");
    assert_eq!(openai[10].at.to_string(), "2024-12-11T23Z");
    assert_eq!(openai[7].kind, Kind::Comms);
    assert_eq!(openai[7].audience.as_deref(), Some("customers"));
}

#[test]
fn a_timeline_is_told_as_something_over() {
    let import = historic(&lines(OPENAI), &about(), "ops4", now(), &plan()).unwrap();
    assert!(import.id.as_str().starts_with("AI-241211-"), "{}", import.id);
    let incident = import.rehearse(now()).unwrap();
    assert_eq!(incident.status, Status::Closed);
    assert!(!incident.has_clocks());
    assert_eq!(incident.severity.as_deref(), Some("SEV-2"));
    assert_eq!(incident.category.as_deref(), Some("vendor-outage"));
    assert_eq!(stamp(&incident, "declared"), "2024-12-11T23:17Z");
    assert_eq!(stamp(&incident, "detected"), "2024-12-11T23:13Z");
    assert_eq!(stamp(&incident, "contained"), "2024-12-12T01:45Z");
    assert_eq!(stamp(&incident, "resolved"), "2024-12-12T03:38Z");
    assert_eq!(incident.timeline.len(), 35);
    assert!(incident.timeline.iter().all(|line| line.entry.by == "ops4"));
    let decision = incident.timeline.iter().find_map(|line| match &line.fact.event {
        Event::DecisionMade(decision) => Some((line.who().to_owned(), decision.clone())),
        _ => None,
    });
    let (who, decision) = decision.unwrap();
    assert_eq!(
        (who.as_str(), decision.decider.as_deref()),
        ("traffic engineer", Some("traffic engineer"))
    );
    let notes: Vec<&str> = incident
        .timeline
        .iter()
        .filter_map(|line| match &line.fact.event {
            Event::Noted { text } => Some(text.as_str()),
            _ => None,
        })
        .collect();
    assert!(notes.contains(&"To customers: Status page: investigating, more to follow soon."));
    assert!(notes.iter().any(|note| note.starts_with("Post-mortem: ")));
    assert_eq!(notes.iter().filter(|note| note.starts_with("Action: ")).count(), 5);
    assert!(notes.iter().any(|n| n.ends_with("(source: https://securityonline.info/openai-services-hit-by-major-outage-due-to-telemetry-service-deployment)")));
}

#[test]
fn two_desks_agree_on_the_id_of_a_timeline() {
    let import = |by, text| historic(&lines(text), &about(), by, now(), &plan()).unwrap();
    assert_eq!(import("ops4", OPENAI).id, import("mle2", OPENAI).id);
    assert_ne!(import("ops4", OPENAI).id, import("ops4", CLOUDFLARE).id);
    assert_eq!(import("ops4", OPENAI).id, played(OPENAI).id);
}

#[test]
fn a_timeline_is_played_from_its_declaration_on() {
    let live = played(OPENAI);
    assert_eq!(live.start.to_rfc3339(), "2024-12-11T23:17:00+00:00");
    assert!(live.due.iter().all(|(at, _)| *at >= live.start));
    assert!(live.due.is_sorted_by_key(|(at, _)| *at));
    let start = live.rehearse_until(live.start).unwrap();
    assert!(start.is_open() && start.has_clocks());
    assert_eq!(start.holder("commander"), Some("incident commander"));
    assert_eq!(stamp(&start, "acknowledged"), "2024-12-11T23:17Z");
    assert_eq!(stamp(&start, "detected"), "2024-12-11T23:13Z", "it lay before the start");
    assert_eq!(stamp(&start, "update_sent"), "2024-12-11T23:17Z");
    assert_eq!(start.stage.as_deref(), Some("triage"));
    assert!(start.timeline.iter().all(|line| line.entry.by == "ops4"));
}

#[test]
fn the_stages_follow_from_what_is_told() {
    for text in [OPENAI, CLOUDFLARE] {
        let incident = played(text).rehearse().unwrap();
        let stages: Vec<&str> = incident.stages.iter().map(|(stage, _)| stage.as_str()).collect();
        assert_eq!(stages, ["detect", "triage", "contain", "remediate", "learn"]);
        assert_eq!(incident.status, Status::Resolved);
        assert!(incident.conflicts.is_empty());
    }
    let incident = played(OPENAI).rehearse().unwrap();
    assert_eq!(incident.stages[2].1.to_string(), "2024-12-11T23:27Z", "the first decision");
    assert_eq!(stamp(&incident, "resolved"), "2024-12-12T03:38Z");
}

#[test]
fn without_a_scribe_everybody_writes_for_themselves() {
    let live = live(&lines(OPENAI), &about(), None, &plan()).unwrap();
    let incident = live.rehearse().unwrap();
    assert!(incident.timeline.iter().any(|line| line.entry.by == "traffic engineer"));
    assert!(incident.timeline.iter().all(|line| line.fact.said_by.is_none()));
}

#[test]
fn a_timeline_without_a_declaration_starts_where_it_was_detected() {
    let text = r#"{"at":"2026-01-02T10:00:00Z","kind":"note","who":"ops4","text":"odd"}
{"at":"2026-01-02T10:05:09Z","kind":"detected","who":"ops4","text":"alert"}
{"at":"2026-01-02T10:05:09Z","kind":"contained","who":"ops4","text":"off"}
{"at":"2026-01-02T10:06:00Z","kind":"contained","who":"ops4","text":"off again"}
{"at":"2026-01-02T10:07:00Z","kind":"resolved","who":"ops4","text":"over"}
{"at":"2026-01-02T10:08:00Z","kind":"resolved","who":"ops4","text":"really"}
"#;
    let live = played(text);
    assert_eq!(live.start.to_rfc3339(), "2026-01-02T10:05:09+00:00");
    let incident = live.rehearse().unwrap();
    assert_eq!(stamp(&incident, "contained"), "2026-01-02T10:05:09Z", "the first one counts");
    assert_eq!(stamp(&incident, "declared"), "2026-01-02T10:05:09Z");
    let over = historic(&lines(text), &about(), "ops4", now(), &plan()).unwrap();
    assert_eq!(over.rehearse(now()).unwrap().stamp("declared"), None);
}

#[test]
fn what_is_typed_about_a_timeline_is_checked() {
    let typed = About { severity: Some("huge".to_owned()), ..about() };
    let refused = historic(&lines(OPENAI), &typed, "ops4", now(), &plan()).unwrap_err();
    assert!(matches!(refused, Refusal::Unknown { what: "severity", .. }), "{refused}");
    let typed = About { title: "x".repeat(201), ..about() };
    let refused = live(&lines(OPENAI), &typed, None, &plan()).unwrap_err();
    assert!(matches!(refused, Refusal::TooLong { .. }), "{refused}");
    assert!(matches!(live(&[], &about(), None, &plan()), Err(Refusal::Empty { .. })));
}

#[test]
fn each_fault_of_a_timeline_names_its_line_and_field() {
    let good = r#"{"at":"2026-01-02T10:00:00Z","kind":"note","who":"ops4","text":"odd"}"#;
    let wrong = |from: &str, to: &str, says: &str| {
        let text = format!("{good}\n{}\n", good.replace(from, to));
        is_refused(read(&text, "t.jsonl", now()), &format!("t.jsonl:2: {says}"));
    };
    wrong("note", "rumour", "kind: no kind is called `rumour`; one of: detected,");
    wrong(r#""who""#, r#""whom":"x","who""#, "whom: no field is called `whom`; one of: at,");
    wrong(r#""who""#, r#""precision":"week","who""#, "precision: no precision is called `week`;");
    wrong(
        "2026-01-02T10:00:00Z",
        "2026-02-30T10:00:00Z",
        "at: `2026-02-30T10:00:00Z` is not a time;",
    );
    wrong("2026-01-02T", "2027-01-02T", "at: 2027-01-02T10:00Z lies in the future;");
    wrong(
        "T10:00:00Z\"",
        "\",\"precision\":\"hour\"",
        "precision: `2026-01-02` does not give the hour;",
    );
    wrong(r#""ops4""#, "4", "who: it is not a text;");
    wrong("}", r#","who":"mle2"}"#, "who: the field is there twice;");
    wrong(
        "}",
        r#","audience":"customers"}"#,
        "audience: only `comms` has an audience, not `note`;",
    );
    wrong("note", "comms", "audience: it is missing;");
    wrong("odd", " ", "text: it is missing or empty;");
    wrong("ops4", &"o".repeat(65), "who: it has 65 characters;");
    wrong("ops4", "a\\u0007", "who: `a\\u{7}` holds a line break");
    wrong("odd", &"x".repeat(256 * 1024), "the line has ");
    wrong(good, "", "the line is empty;");
    wrong(good, "[1]", "this is no JSON object (");
    wrong("}", "", "this is no JSON object (");
    is_refused(read("", "t.jsonl", now()), "t.jsonl:1: the file is empty;");
}

#[test]
fn all_faults_of_a_timeline_are_told_together() {
    let faults = printed(read("{}\nno\n\n", "t.jsonl", now()));
    assert_eq!(faults.len(), 6, "{faults:#?}");
    let many = "x\n".repeat(30);
    assert_eq!(printed(read(&many, "t.jsonl", now())).last().unwrap(), "and 10 more");
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_fine() {
    let text = format!("\u{feff}{}", OPENAI.replace('\n', "\r\n"));
    assert_eq!(lines(&text), lines(OPENAI));
}

proptest! {
    #[test]
    fn any_text_of_a_timeline_gives_an_answer(text in "(?s).{0,200}") {
        let _ = read(&text, "t.jsonl", now());
    }

    #[test]
    fn whatever_is_read_can_be_told_or_is_refused(
        picked in proptest::collection::vec((0..9_usize, 0..4_usize, 0..120_i64), 1..14)
    ) {
        let kinds = ["detected", "declared", "note", "decision", "contained", "comms", "resolved", "postmortem", "action_item"];
        let precisions = ["second", "minute", "hour", "day"];
        let mut text = String::new();
        for (kind, precision, minute) in picked {
            let at = now() - chrono::TimeDelta::minutes(minute);
            let audience = if kind == 5 { r#","audience":"customers""# } else { "" };
            let at = at.format("%Y-%m-%dT%H:%M:%SZ");
            let (precision, kind) = (precisions[precision], kinds[kind]);
            let line = format!(
                r#"{{"at":"{at}","precision":"{precision}","kind":"{kind}","who":"ops4","text":"x"{audience}}}"#
            );
            text.extend([line.as_str(), "\n"]);
        }
        let lines = read(&text, "t.jsonl", now()).unwrap();
        prop_assert!(historic(&lines, &about(), "ops4", now(), &plan()).is_ok());
        let live = live(&lines, &about(), Some("ops4"), &plan());
        prop_assert!(live.is_ok(), "{live:?}");
    }
}
