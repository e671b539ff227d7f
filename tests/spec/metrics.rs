//! What many incidents add up to: figures that were worked out by hand, and what holds for any stories.

use crate::clocks::desk::{Desk, at, cadence, clock, stops};
use crate::clocks::stories::{any_clock, any_event};
use crate::commands::*;
use crate::world::{given, incident_id, moment};
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use proptest::sample::select;
use warroom::incident::{Command, Correction, Incident, Link, Ruling};
use warroom::metrics::{Case, Figures, Group, Metrics, Quarter, first_message};
use warroom::plan::{Clock, ClockKind, Unit};
use warroom::time::{Moment, Precision};

/// Somebody in charge within 15 min, contained within the hour, customers told within 4 h, an update every
/// 15 min: the second and the last at SEV-1 only.
fn clocks() -> Vec<Clock> {
    let within = |kind, id, levels: &[&str], amount, stamp| {
        stops(clock(kind, id, levels, &[("declared", amount, Unit::Minutes)]), stamp)
    };
    vec![
        within(ClockKind::Response, "taken", &[], 15, "acknowledged"),
        within(ClockKind::Containment, "contain", &["SEV-1"], 60, "contained"),
        within(ClockKind::Notification, "told", &[], 240, "report_filed"),
        cadence(&["SEV-1"], 15),
    ]
}

/// Declared at 13:00 like all of them; told an hour late, three updates missed.
fn long_one() -> Incident {
    let mut desk = Desk::declares(Some("SEV-1"), clocks());
    desk.records("13:01", "began", "12:00");
    desk.records("13:01", "detected", "12:40");
    desk.seats("13:10", "lead2");
    desk.stamps("13:14", "update_sent");
    desk.stamps("13:20", "update_sent");
    desk.stamps("13:50", "contained");
    desk.stamps("14:00", "update_sent"); // 40 min after the last: two were missed
    desk.resolves("14:20"); // and one more since then
    desk.stamps("18:00", "report_filed");
    desk.incident
}

/// Taken 5 min late, never contained, never told, and nobody was kept posted.
fn silent_one() -> Incident {
    let mut desk = Desk::declares(Some("SEV-1"), clocks());
    desk.records("13:01", "began", "12:30");
    desk.records("13:01", "detected", "12:50");
    desk.seats("13:20", "lead2");
    desk.resolves("15:00");
    desk.rules("16:00", "told", Some(Ruling::Waived), "nobody was hit");
    desk.incident
}

/// Nobody cares; and somebody wrote that it was noticed after it was declared.
fn forgotten_one() -> Incident {
    let mut desk = Desk::declares(Some("SEV-3"), clocks());
    desk.records("13:15", "detected", "13:10");
    desk.incident
}

fn measured(incidents: &[Incident]) -> Metrics {
    let now = at("20:00");
    let cases = incidents.iter().map(|incident| Case::of(incident, false, now));
    Metrics::of(&cases.collect::<Vec<Case>>())
}

#[track_caller]
fn figures<'a>(group: &'a Group, id: &str) -> &'a Figures {
    group.figures.iter().find(|figures| figures.id == id).unwrap_or_else(|| panic!("no {id}"))
}

/// Known, not recorded, invalid; median and p90 in words.
#[track_caller]
fn told(group: &Group, id: &str) -> (usize, usize, usize, String) {
    let figures = figures(group, id);
    let words = [figures.median, figures.p90].map(|length| match length {
        Some(length) => length.words(),
        None => "-".to_owned(),
    });
    (figures.recorded, figures.not_recorded, figures.invalid, words.join(", "))
}

#[test]
fn durations_have_a_median_a_p90_and_a_count_of_what_nobody_knows() {
    let metrics = measured(&[long_one(), silent_one(), forgotten_one()]);
    let all = &metrics.all;
    assert_eq!(all.incidents, 3);
    for (id, known, not_recorded, invalid, words) in [
        ("detect", 2, 1, 0, "20 min, 40 min"),
        ("declare", 2, 0, 1, "10 min, 20 min"),
        ("acknowledge", 2, 1, 0, "10 min, 20 min"),
        ("aware", 0, 3, 0, "-, -"),
        ("contain", 1, 2, 0, "50 min, 50 min"),
        ("resolve", 2, 1, 0, "1 h 20 min, 2 h 0 min"),
        ("close", 0, 3, 0, "-, -"),
        ("exposure", 1, 2, 0, "1 h 50 min, 1 h 50 min"),
        ("whole", 2, 1, 0, "2 h 20 min, 2 h 30 min"),
        ("communicate", 1, 2, 0, "14 min, 14 min"),
    ] {
        assert_eq!(told(all, id), (known, not_recorded, invalid, words.to_owned()), "{id}");
    }
    assert_eq!(all.figures.len(), 10);
}

#[test]
fn of_ten_lengths_the_fifth_is_the_median_and_the_ninth_the_p90() {
    let lasting = |minutes: i64| {
        let mut desk = Desk::declares(None, Vec::new());
        let time = Moment::second(at("13:00") + TimeDelta::minutes(minutes));
        desk.says("14:00", Command::Stamp { stamp: "contained".into(), time, note: None });
        desk.incident
    };
    let mut ten: Vec<Incident> = (1..=10).rev().map(lasting).collect();
    assert_eq!(told(&measured(&ten).all, "contain").3, "5 min, 9 min");
    ten.truncate(1);
    assert_eq!(told(&measured(&ten).all, "contain").3, "10 min, 10 min", "one is both");
    assert_eq!(measured(&[]).all.incidents, 0);
    assert!(measured(&[]).all.figures.is_empty(), "of nothing nothing is said");
}

#[test]
fn what_is_known_to_the_day_counts_and_says_so() {
    let of = |began: &str, contained: &str| {
        given([declare_historic(), stamp("began", began), stamp("contained", contained)]).incident()
    };
    let metrics = measured(&[
        of("2024-12-10", "2024-12-10T22:23Z"),
        of("2024-12-10T22:00Z", "2024-12-10T22:20Z"),
        of("2024-12-01", "2024-12-04"),
        of("2024-12-04", "2024-12-01T10:00Z"),
    ]);
    let exposure = figures(&metrics.all, "exposure");
    assert_eq!((exposure.recorded, exposure.rough, exposure.invalid), (3, 2, 1));
    assert_eq!(told(&metrics.all, "exposure").3, "20 min, ≈3 d", "the same day stands first");
    let p90 = exposure.p90.expect("there are some");
    assert_eq!((p90.lasted, p90.precision), (TimeDelta::days(3), Precision::Day));
    assert_eq!(metrics.historic, 4);
    assert_eq!(metrics.clocks.ended(), 0, "no clock ever ran");
}

#[test]
fn clocks_were_met_in_time_or_late_or_are_late_or_were_missed() {
    let metrics = measured(&[long_one(), silent_one(), forgotten_one()]);
    let all = &metrics.clocks;
    assert_eq!((all.in_time, all.late, all.running_late, all.missed), (2, 2, 2, 1));
    assert_eq!((all.waived, all.ended(), all.percent()), (1, 7, Some(28)));
    // 5 min, 1 h, 1 h, 3 h, 6 h 45 min.
    let late = all.late_by.expect("some were late");
    assert_eq!((late.median, late.p90.num_minutes()), (TimeDelta::hours(1), 405));
    assert_eq!(late.worst, late.p90);

    let of = |id: &str| {
        let mut clocks = metrics.clocks_by_id.iter();
        clocks.find(|clock| clock.clock.as_deref() == Some(id)).expect("it ended")
    };
    let taken = of("taken");
    assert_eq!((taken.in_time, taken.late, taken.running_late, taken.missed), (1, 1, 1, 0));
    let contain = of("contain");
    assert_eq!((contain.in_time, contain.missed, contain.percent()), (1, 1, Some(50)));
    assert_eq!(contain.late_by.expect("one").worst, TimeDelta::hours(1));
    let kinds: Vec<_> = metrics.clocks_by_kind.iter().map(|of| (of.kind, of.ended())).collect();
    let kind = |kind| Some(kind);
    assert_eq!(
        kinds,
        [
            (kind(ClockKind::Response), 3),
            (kind(ClockKind::Containment), 2),
            (kind(ClockKind::Notification), 2),
        ],
        "the cadence is counted apart"
    );
}

#[test]
fn what_did_not_apply_or_ended_before_its_time_was_no_duty() {
    let mut early = Desk::declares(Some("SEV-1"), clocks());
    early.seats("13:05", "lead2");
    early.resolves("13:30"); // before the hour was over
    early.rules("19:00", "told", Some(Ruling::RuledOut), "internal only"); // after its time was up
    early.closes("19:30");
    let metrics = measured(&[early.incident]);
    assert_eq!((metrics.clocks.in_time, metrics.clocks.ended()), (1, 1));
    assert_eq!(metrics.clocks.late_by, None);
    assert_eq!(metrics.notices.percent(), None, "of none there is no share");
}

#[test]
fn what_was_met_in_time_and_written_down_late_is_counted() {
    let mut desk = Desk::declares(Some("SEV-1"), clocks());
    desk.records("14:30", "contained", "13:50");
    let metrics = measured(&[desk.incident]);
    assert_eq!((metrics.clocks.in_time, metrics.clocks.told_late), (1, 1));
}

#[test]
fn messages_to_others_have_their_own_lateness() {
    let metrics = measured(&[long_one(), silent_one(), forgotten_one()]);
    let notices = &metrics.notices;
    assert_eq!((notices.late, notices.running_late, notices.waived), (1, 1, 1));
    let late = notices.late_by.expect("two were late");
    assert_eq!((late.median, late.worst), (TimeDelta::hours(1), TimeDelta::hours(3)));
    let [update] = metrics.cadences.as_slice() else { panic!("{:?}", metrics.cadences) };
    // In two hours of silence eight were missed.
    assert_eq!((&*update.clock, update.sent, update.missed), ("update", 3, 3 + 8));
}

#[test]
fn what_a_cadence_missed_before_the_incident_was_reopened_is_not_forgotten() {
    let mut desk = Desk::declares(Some("SEV-1"), clocks());
    desk.resolves("13:40"); // two missed
    desk.says("16:00", Command::Reopen { reason: "it came back".to_owned() });
    desk.stamps("16:31", "update_sent"); // two more
    desk.resolves("16:40");
    let metrics = measured(&[desk.incident]);
    let of = &metrics.cadences[0];
    assert_eq!((of.sent, of.missed), (1, 4), "and nothing between the two");
}

#[test]
fn an_update_that_was_taken_back_was_not_sent() {
    let mut desk = Desk::declares(Some("SEV-1"), clocks());
    desk.stamps("13:10", "update_sent");
    desk.says("13:11", undo_last());
    desk.stamps("13:31", "update_sent");
    desk.resolves("13:35");
    let metrics = measured(std::slice::from_ref(&desk.incident));
    let of = &metrics.cadences[0];
    assert_eq!((of.sent, of.missed), (1, 2));
    assert_eq!(first_message(&desk.incident), Some(Moment::second(at("13:31"))));
}

#[test]
fn the_first_message_is_the_first_of_any_kind() {
    let mut desk = Desk::declares(Some("SEV-1"), clocks());
    assert_eq!(first_message(&desk.incident), None);
    desk.stamps("13:05", "room_open"); // tells nobody anything
    assert_eq!(first_message(&desk.incident), None);
    desk.stamps("17:00", "report_filed"); // ends a notice of this plan
    assert_eq!(first_message(&desk.incident), Some(Moment::second(at("17:00"))));
    desk.submits("17:05", "told");
    desk.records("17:10", "update_sent", "16:00");
    desk.stamps("17:20", "update_sent");
    assert_eq!(first_message(&desk.incident), Some(Moment::second(at("16:00"))));
}

#[test]
fn incidents_are_grouped_by_level_kind_and_quarter() {
    let of = |level: &str, category: Option<&str>, began: &str| {
        let mut story = vec![declare_historic(), stamp("began", began)];
        story.extend((level != "SEV-2").then(|| set_severity(level, "as it was")));
        let category = category.map(str::to_owned).map(Correction::Category);
        story.extend(category.map(correct));
        given(story).incident()
    };
    let metrics = measured(&[
        of("SEV-2", Some("bias"), "2025-03-31"),
        of("SEV-1", Some("data-leak"), "2025-04-01T00:10Z"),
        of("SEV-10", Some("data-leak"), "2025-12"),
        of("SEV-2", None, "2025"),
        long_one(),
    ]);
    let names = |groups: &[Group]| -> Vec<(String, usize)> {
        let name = |group: &Group| group.name.clone().unwrap_or("?".to_owned());
        groups.iter().map(|group| (name(group), group.incidents)).collect()
    };
    let pairs = |all: &[(&str, usize)]| -> Vec<(String, usize)> {
        all.iter().map(|&(name, many)| (name.to_owned(), many)).collect()
    };
    let by_severity = pairs(&[("SEV-1", 2), ("SEV-2", 2), ("SEV-10", 1)]);
    assert_eq!(names(&metrics.by_severity), by_severity, "the worst first");
    let by_category = pairs(&[("data-leak", 2), ("bias", 1), ("?", 2)]);
    assert_eq!(names(&metrics.by_category), by_category, "the most frequent first");
    let quarters = [("2025-Q1", 1), ("2025-Q2", 1), ("2025-Q4", 1), ("2026-Q4", 1), ("?", 1)];
    assert_eq!(names(&metrics.by_quarter), pairs(&quarters), "a year has no quarter");
    assert_eq!(told(&metrics.by_severity[0], "contain"), (1, 1, 0, "50 min, 50 min".to_owned()));
}

#[test]
fn a_quarter_is_that_of_the_declaration_in_utc() {
    assert_eq!(Quarter::of(moment("2026-09-30T23:59:59Z")).unwrap().to_string(), "2026-Q3");
    assert_eq!(Quarter::of(moment("2026-10-01")).unwrap().to_string(), "2026-Q4");
    assert_eq!(Quarter::of(moment("2026")), None);
    let mut desk = Desk::declares(None, Vec::new());
    let time = moment("2026-09-30");
    desk.says("13:01", Command::Stamp { stamp: "began".into(), time, note: None });
    let case = Case::of(&desk.incident, false, at("14:00"));
    assert_eq!(case.quarter().unwrap().to_string(), "2026-Q4", "it began in the third");
}

#[test]
fn second_tellings_count_nowhere_but_among_themselves() {
    let link = Link::DuplicateOf { incident: "AI-261119-AAAAAA".parse().unwrap() };
    let twice = given([declare(), Command::Link(link)]).incident();
    let metrics = measured(&[twice, long_one()]);
    assert_eq!((metrics.duplicates, metrics.all.incidents), (1, 1));
}

#[test]
fn kinds_say_how_often_they_came_again() {
    let leak = given([declare(), correct(Correction::Category("data leak".to_owned()))]).incident();
    let cases = [true, false, true].map(|before| Case::of(&leak, before, at("20:00")));
    let [again] = Metrics::of(&cases).again.try_into().expect("one kind");
    assert_eq!((&*again.category, again.incidents, again.again), ("data-leak", 3, 2));
    assert_eq!(cases[0].incident, incident_id());
}

fn any_incident() -> impl Strategy<Value = Incident> {
    let clocks = prop::collection::vec(any_clock(), 0..4);
    let level = prop::option::of(select(vec!["SEV-1", "SEV-2"]));
    let events = prop::collection::vec((0_i64..1_000_000, any_event()), 0..8);
    (clocks, level, events).prop_map(|(clocks, level, events)| {
        let mut desk = Desk::declares(level, clocks);
        for (millis, event) in events {
            desk.writes(at("13:00") + TimeDelta::milliseconds(millis), &event.into());
        }
        desk.incident
    })
}

proptest! {
    #[test]
    fn any_stories_add_up_and_no_median_is_above_its_p90(
        incidents in prop::collection::vec((any_incident(), any::<bool>()), 0..6),
        now in select(vec![DateTime::<Utc>::MIN_UTC, at("20:00"), DateTime::<Utc>::MAX_UTC]),
    ) {
        let cases: Vec<Case> =
            incidents.iter().map(|(incident, again)| Case::of(incident, *again, now)).collect();
        let metrics = Metrics::of(&cases);
        prop_assert_eq!(metrics.all.incidents + metrics.duplicates, incidents.len());
        for groups in [&metrics.by_severity, &metrics.by_category, &metrics.by_quarter] {
            let sum: usize = groups.iter().map(|group| group.incidents).sum();
            prop_assert_eq!(sum, metrics.all.incidents);
            for whole in &metrics.all.figures {
                let parts: Vec<&Figures> = groups.iter().map(|group| figures(group, whole.id)).collect();
                let sum = |of: fn(&Figures) -> usize| parts.iter().map(|part| of(part)).sum::<usize>();
                prop_assert_eq!(sum(|part| part.recorded), whole.recorded);
                prop_assert_eq!(sum(|part| part.rough), whole.rough);
                prop_assert_eq!(sum(|part| part.not_recorded), whole.not_recorded);
                prop_assert_eq!(sum(|part| part.invalid), whole.invalid);
            }
        }
        let groups = [&metrics.by_severity, &metrics.by_category, &metrics.by_quarter];
        for group in groups.into_iter().flatten().chain([&metrics.all]) {
            for figures in &group.figures {
                let counted = figures.recorded + figures.not_recorded + figures.invalid;
                prop_assert_eq!(counted, group.incidents);
                prop_assert!(figures.rough <= figures.recorded);
                prop_assert_eq!(figures.median.is_some(), figures.recorded > 0);
                prop_assert!(figures.median <= figures.p90);
                prop_assert!(figures.median.is_none_or(|length| length.lasted >= TimeDelta::zero()));
            }
        }
        for clocks in [&metrics.clocks_by_kind, &metrics.clocks_by_id] {
            let sum: usize = clocks.iter().map(|clock| clock.ended() + clock.waived).sum();
            prop_assert_eq!(sum, metrics.clocks.ended() + metrics.clocks.waived);
        }
        let late = metrics.clocks.late_by;
        prop_assert_eq!(late.is_some(), metrics.clocks.ended() > metrics.clocks.in_time);
        prop_assert!(late.is_none_or(|l| l.median <= l.p90 && l.p90 <= l.worst));
        prop_assert!(metrics.clocks.percent().is_none_or(|percent| percent <= 100));
    }
}
