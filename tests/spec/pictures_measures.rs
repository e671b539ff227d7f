//! Pictures of the metrics: what all incidents add up to, over the panes.

use warroom::incident::{Command, Correction, Incident};
use warroom::metrics::{Case, Metrics};
use warroom::ui::effect::Effect;
use warroom::ui::message::Message;
use warroom::ui::model::{Model, Notice};
use warroom::ui::update::update;

use crate::acting::at;
use crate::commands::{correct, declare_historic, set_severity, stamp};
use crate::pictures::{pressed, shows_both, three};
use crate::rooms::{dosages, ranking, vendor};
use crate::typing::keys;
use crate::world::given;

/// What is compared here at both sizes.
pub const BOTH: &[&str] = &["metrics", "metrics-below", "metrics-empty"];

/// An incident of a register: its level, its kind, when it began, was noticed and was over.
fn past(level: &str, kind: &str, times: [&str; 3]) -> Incident {
    let mut story = vec![declare_historic()];
    story.extend((level != "SEV-2").then(|| set_severity(level, "as the register has it")));
    story.push(correct(Correction::Category(kind.to_owned())));
    let named = ["began", "detected", "resolved"].into_iter().zip(times);
    let known = named.filter(|(_, time)| !time.is_empty());
    story.extend(known.map(|(name, time)| stamp(name, time)).collect::<Vec<Command>>());
    given(story).incident()
}

fn metrics() -> Metrics {
    let mut all = vec![
        past("SEV-1", "bias", ["2024-01-18", "2024-02-18", "2024-05-01"]),
        past("SEV-2", "bias", ["2024-12-11T22:51Z", "2024-12-11T23:13Z", "2024-12-12T03:38Z"]),
        past("SEV-3", "vendor-outage", ["2025-11-18T11:28Z", "2025-11-18T11:31Z", ""]),
        past("SEV-2", "vendor-outage", ["2025-12-15", "", "2025-12-20"]),
        // Somebody mixed up the days.
        past("SEV-1", "data-leak", ["2026-01-28", "2026-01-20", ""]),
    ];
    let rooms = [dosages("AI-261120-XM7Q2K"), ranking(), vendor()];
    all.extend(rooms.into_iter().map(|story| story.incident));
    let again = ["bias", "vendor-outage"];
    let seen = |at: usize| all[..at].iter().map(|of| of.category.clone()).collect::<Vec<_>>();
    let case = |(place, incident): (usize, &Incident)| {
        let kind = incident.category.clone();
        let before = kind.as_deref().is_some_and(|kind| again.contains(&kind));
        Case::of(incident, before && seen(place).contains(&kind), at("14:32:07"))
    };
    Metrics::of(&all.iter().enumerate().map(case).collect::<Vec<Case>>())
}

fn measured(size: (u16, u16), metrics: Metrics) -> Model {
    let mut model = three(size);
    update(&mut model, Message::Measured(Box::new(metrics)));
    model
}

#[test]
fn metrics_show_lengths_clocks_and_what_came_again() {
    shows_both("metrics", |size| measured(size, metrics()));
}

#[test]
fn metrics_that_do_not_fit_are_turned_and_closed_with_keys() {
    let end = |size| pressed(measured(size, metrics()), "<end>");
    shows_both("metrics-below", end);
    for size in [(80, 24), (20, 6), (1, 1)] {
        let model = pressed(measured(size, metrics()), "j k <pgdn> <home>");
        assert!(model.overlay.is_some());
        let model = pressed(model, "x a 5");
        assert!(model.overlay.is_some(), "other keys leave it where it is");
        assert!(pressed(model.clone(), "<esc>").overlay.is_none());
        assert!(pressed(model.clone(), "q").overlay.is_none());
        assert!(pressed(model, "<c-c>").overlay.is_none());
    }
}

#[test]
fn metrics_are_copied_as_text() {
    let mut model = measured((80, 24), metrics());
    let effects: Vec<Effect> =
        keys("jy").into_iter().flat_map(|key| update(&mut model, Message::Key(key))).collect();
    let [Effect::Copy(text)] = effects.as_slice() else { panic!("{effects:?}") };
    assert!(text.starts_with("Metrics of 8 incidents, 5 of the past\n\nTime to detect: median "));
    assert!(text.contains("1 invalid\n"), "what ends before it begins is counted: {text}");
    assert!(text.contains("\nClocks: ") && text.contains("\nSEV-1 "), "{text}");
    assert!(model.overlay.is_some(), "they stay");
}

#[test]
fn without_incidents_there_is_nothing_to_measure() {
    shows_both("metrics-empty", |size| measured(size, Metrics::of(&[])));
}

#[test]
fn metrics_are_asked_for_by_name_and_do_not_cover_what_is_being_written() {
    let mut model = three((80, 24));
    let mut effects = Vec::new();
    for key in keys(":metrics<enter>") {
        effects.extend(update(&mut model, Message::Key(key)));
    }
    assert_eq!(effects, [Effect::Measure]);
    assert_eq!(model.notice.as_ref().map(|notice: &Notice| notice.wrong), None);
    let mut model = pressed(model, "a");
    update(&mut model, Message::Measured(Box::new(metrics())));
    assert!(matches!(model.overlay, Some(warroom::ui::overlays::Overlay::Form(_))));
}
