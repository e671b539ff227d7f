//! The demo's stories: under way when the demo starts, and going on.

use super::{now, plan};
use std::collections::BTreeMap;
use warroom::clocks::{State, readings};
use warroom::incident::{Incident, Status};
use warroom::ingest::demo::stories;

fn under_way() -> Vec<Incident> {
    let play = |story: &warroom::ingest::timeline::Live| story.rehearse_until(now());
    stories(now()).iter().map(|story| play(story).expect("it can be played")).collect()
}

/// The clocks that are in a state, by the beginning of their incident's title.
fn clocks(of: impl Fn(&State) -> bool) -> Vec<String> {
    let name = |incident: &Incident| incident.title.split(' ').next().map(str::to_owned);
    let mut clocks = Vec::new();
    for incident in under_way() {
        for reading in readings(&incident, now()).into_iter().filter(|r| of(&r.state)) {
            clocks.push(format!("{} {}", name(&incident).unwrap_or_default(), reading.clock));
        }
    }
    clocks
}

#[test]
fn the_main_story_is_forty_one_minutes_old_and_goes_on() {
    let stories = stories(now());
    let age = now() - stories[0].start;
    assert_eq!(age.num_minutes(), 41);
    assert!(stories[0].due.iter().any(|(at, _)| *at > now()));
    let incident = stories[0].rehearse_until(now()).unwrap();
    assert_eq!(incident.stage.as_deref(), Some("contain"));
    assert_eq!(incident.holder("commander"), Some("ops4"));
    assert_eq!(stories[0].rehearse().unwrap().status, Status::Resolved);
}

#[test]
fn all_stories_are_open_and_name_their_source() {
    let incidents = under_way();
    assert_eq!(incidents.len(), 5);
    for incident in &incidents {
        assert!(incident.is_open() && incident.has_clocks(), "{}", incident.title);
        assert!(incident.conflicts.is_empty());
        assert!(incident.detected_by.as_ref().is_some_and(|how| plan().detected_by(how).is_some()));
        let declaration = incident.declaration.as_ref().unwrap();
        assert!(declaration.source.as_ref().is_some_and(|source| source.starts_with("https://")));
        assert!(!incident.empty_seats().is_empty(), "the screen shows what is missing");
        assert!(incident.timeline.iter().all(|line| line.entry.at <= now()));
        let by_handle = incident
            .timeline
            .iter()
            .all(|line| line.who().chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()));
        assert!(by_handle);
    }
}

#[test]
fn clocks_are_late_at_risk_and_met() {
    assert_eq!(
        clocks(|state| *state == State::Late),
        [
            "Telemetry window-contain",
            "Telemetry specialist",
            "Telemetry window-diagnose",
            "ChatGPT window-contain",
            "ChatGPT window-diagnose",
            "Card window-triage",
            "Card window-contain",
        ]
    );
    assert_eq!(
        clocks(|state| *state == State::AtRisk),
        [
            "ChatGPT internal-update",
            "ChatGPT contain-sev-1",
            "Airline contain-sev-3",
            "Card specialist",
            "Card window-diagnose",
        ]
    );
    let met = clocks(|state| matches!(state, State::Met { recorded_late: None, .. }));
    assert_eq!(
        met,
        [
            "Telemetry window-triage",
            "Telemetry response-sev-2",
            "ChatGPT specialist",
            "ChatGPT window-triage",
            "ChatGPT war-room",
            "ChatGPT response-sev-1",
            "Airline response-sev-3",
            "Card response-sev-2",
        ]
    );
}

#[test]
fn the_stories_are_the_same_at_any_time_of_day() {
    let shape = |at: &str| {
        let now = at.parse().unwrap();
        let count = |story: &warroom::ingest::timeline::Live| {
            let incident = story.rehearse_until(now).unwrap();
            let late = readings(&incident, now).iter().filter(|r| r.state == State::Late).count();
            (story.title.clone(), (incident.timeline.len(), late))
        };
        stories(now).iter().map(count).collect::<BTreeMap<_, _>>()
    };
    let noon = shape("2026-11-20T12:00:00Z");
    assert_eq!(noon, shape("2026-11-20T23:59:59.999Z"));
    assert_eq!(noon, shape("2027-03-01T00:10:01Z"));
}
