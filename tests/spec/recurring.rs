//! What is carried over: earlier incidents of the same kind, and the briefing that goes with a seat.

use super::commands::*;
use super::world::*;
use warroom::brief::briefing;
use warroom::clocks::readings;
use warroom::incident::{Answer, Command, Correction, IncidentId, Measure, Output, Word};
use warroom::recurrence::recurrence;
use warroom::store::index::Summary;

fn earlier(id: &str, change: impl FnOnce(&mut Summary)) -> Summary {
    let mut summary = Summary::of(&given([declare()]).incident());
    summary.id = id.parse::<IncidentId>().expect("an id");
    summary.category = Some("data-leak".to_owned());
    summary.declared_at = Some(moment("2026-08-01T10:00Z"));
    change(&mut summary);
    summary
}

fn leak() -> warroom::incident::Incident {
    let system = Correction::System("Order bot".to_owned());
    given([declare(), correct(Correction::Category("data leak".to_owned())), correct(system)])
        .incident()
}

#[test]
fn earlier_incidents_of_the_same_kind_are_named_the_newest_first() {
    let all = [
        earlier("AI-260801-AAAAAA", |summary| {
            summary.system = Some("order-bot".to_owned());
            summary.last_decision = Some("Filter the retrieval".to_owned());
            (summary.lessons_done, summary.lessons_open) = (1, 3);
        }),
        earlier("AI-260901-BBBBBB", |summary| {
            summary.declared_at = Some(moment("2026-09-01T10:00Z"));
            summary.system = Some("Search".to_owned());
            summary.lessons_open = 0;
        }),
        earlier("AI-260701-CCCCCC", |summary| summary.category = Some("jailbreak".to_owned())),
        earlier("AI-251101-DDDDDD", |summary| {
            summary.declared_at = Some(moment("2025-11-01T10:00Z"));
        }),
        earlier("AI-261201-EEEEEE", |summary| {
            summary.declared_at = Some(moment("2026-12-01T10:00Z"));
        }),
        earlier("AI-261001-FFFFFF", |summary| summary.duplicate_of = Some(incident_id())),
        Summary::of(&leak()),
    ];
    let found = recurrence(&leak(), &all).expect("it was there before");
    let ids: Vec<&str> = found.earlier.iter().map(|one| one.incident.as_str()).collect();
    assert_eq!(ids, ["AI-260901-BBBBBB", "AI-260801-AAAAAA"], "not another kind, not too long ago");
    assert_eq!((found.months, found.earlier[1].same_system), (12, true));
    assert_eq!(
        found.earlier[1].words(),
        "open; the same system; 1 of 4 lessons done; last decided: Filter the retrieval"
    );
    assert_eq!(
        found.earlier[0].words(),
        "open; system Search; no lessons are recorded; no decision is recorded"
    );
    assert!(found.words().starts_with("2 incidents of the kind `data-leak` were there in the 12"));
}

#[test]
fn what_was_meant_to_prevent_it_is_named_with_its_owner_and_its_state() {
    let check = Output::Prevention(Measure::Check);
    let story = given([
        declare(),
        add_action("Rotate the keys", Output::Fix),
        add_action("Scan answers", check),
        add_action("Red-team the bot", Output::Prevention(Measure::Test)),
        add_action("Buy a firewall", check),
        Command::FinishAction { action: "2".to_owned(), note: None },
        Command::DropAction { action: "4".to_owned(), reason: "it helps nobody".to_owned() },
    ]);
    let before = earlier("AI-260801-AAAAAA", |summary| {
        summary.actions = Summary::of(&story.incident()).actions;
        (summary.lessons_done, summary.lessons_open) = (1, 3);
    });
    let found = recurrence(&leak(), &[before]).expect("it was there before");
    let one = &found.earlier[0];
    assert_eq!(one.preventions.len(), 2, "neither what mends nor what was given up");
    assert_eq!(one.actions(), (1, 1), "they count in the place of the lessons");
    let words = "1 of 2 preventive actions done: Scan answers (dev3, done), Red-team the bot (dev3, due 2026-12-04)";
    assert!(one.words().contains(words), "{}", one.words());
    let at = |text: &str| text.parse().expect("a time");
    assert_eq!(one.overdue(at("2026-12-04T12:00:00Z")), 0);
    assert_eq!(one.overdue(at("2026-12-05T12:00:00Z")), 1);
}

#[test]
fn a_kind_that_nobody_named_recurs_never() {
    let all = [earlier("AI-260801-AAAAAA", |summary| summary.category = None)];
    assert_eq!(recurrence(&given([declare()]).incident(), &all), None);
    assert_eq!(recurrence(&leak(), &all), None);
    assert_eq!(recurrence(&leak(), &[]), None);
}

#[test]
fn a_summary_says_what_was_learnt_and_decided() {
    let story = given([
        declare(),
        tick("contain.pause"),
        decision(|made| made.text = "Bot off\nfor now".to_owned()),
    ]);
    let summary = Summary::of(&story.incident());
    assert_eq!((summary.lessons_done, summary.lessons_open), (1, 1), "of the last stage");
    assert_eq!(summary.last_decision.as_deref(), Some("Bot off"));
    assert_eq!(Summary::of(&leak()).system.as_deref(), Some("Order bot"));
}

#[test]
fn whoever_takes_a_seat_is_briefed_from_the_entries_alone() {
    let unknown = Answer::Word(Word::Unknown);
    let contain = Command::Contain {
        verb: "pause".to_owned(),
        what: "order bot".to_owned(),
        criteria: Some("evals pass".to_owned()),
        evidence_copied: Some(true),
    };
    let story = given([
        declare(),
        set_severity("1", "it spreads"),
        assign("ic", "ops4"),
        Command::Classify { question: "leak".to_owned(), answer: unknown, reason: None },
        contain,
        give_task("Call the vendor", "dev3"),
        decision(|made| made.text = "Bot off".to_owned()),
    ]);
    let (incident, now) = (story.incident(), start() + chrono::TimeDelta::minutes(30));
    let text = briefing(&incident, &readings(&incident, now), "comms-lead", now);
    for line in [
        "Briefing for Comms lead, 2026-11-20 14:30Z",
        "The seat: does what the seat asks",
        "It may, without asking: halt",
        "severity: SEV-1",
        "paused order bot, not verified; until evals pass",
        "Say who is hit",
        "Is it leak?",
        "1 of 2 questions were not asked yet",
        "dev3: Call the vendor",
        "Bot off",
        "Comms lead (page duty1)",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert_eq!(text, briefing(&incident, &readings(&incident, now), "comms-lead", now));
}
