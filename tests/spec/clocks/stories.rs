//! Whatever happened, and whatever the plan says: there are readings, and they hold until the next change.

use super::desk::{Desk, at, clock};
use crate::any;
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use proptest::sample::select;
use warroom::clocks::{
    Reading, State, durations, next_change, nudges, readings, rings_between, worst,
};
use warroom::incident::{Answer, Event, Word};
use warroom::plan::{Amount, Clock, ClockKind, Condition, OnRaise, Roll, Take, Unit, YesNo};

pub fn any_clock() -> impl Strategy<Value = Clock> {
    use ClockKind::{
        Containment, Document, Escalation, Exercise, Notification, Nudge, Regulator, Response,
        Review, Stage, Update, WarRoom,
    };
    let kinds = vec![Response, WarRoom, Containment, Escalation, Update, Stage, Notification];
    let kinds = select([kinds, vec![Regulator, Document, Review, Exercise, Nudge]].concat());
    let amount = prop_oneof![3 => 0_u32..100, 1 => any::<u32>()];
    let due = prop::collection::vec((select(STARTS.to_vec()), amount, any_unit()), 0..3);
    let levels = prop::sample::subsequence(vec!["SEV-1", "SEV-2", "SEV-9"], 0..3);
    let stamp = || prop::option::of(select(NAMES.to_vec()));
    let first = (kinds, due, levels, stamp(), stamp(), any::<bool>(), any::<bool>());
    let first = first.prop_map(|(kind, due, levels, stops_at, until, repeat, latest)| Clock {
        take: if latest { Take::Latest } else { Take::Earliest },
        stops_at: stops_at.map(str::to_owned),
        until: until.map(str::to_owned),
        repeat,
        ..clock(kind, "law", &levels, &due)
    });
    let day = || {
        let days = ["0001-01-01", "2026-11-20", "2026-11-21", "9999-12-31"];
        let rarely = prop::option::weighted(0.1, select(days.to_vec()));
        rarely.prop_map(|day| day.map(|day| day.parse().expect("a day")))
    };
    let lasts = prop::option::of((0_u32..300, any_unit()));
    let calendar = prop::option::of(select(vec!["us-federal", "target", "nowhere"]));
    let conditions = || prop::collection::vec(any_condition(), 0..2);
    let on_raise = select(vec![None, Some(OnRaise::Keep), Some(OnRaise::Restart)]);
    let rare = || prop::bool::weighted(0.1);
    let more = (lasts, calendar, conditions(), conditions(), on_raise, any::<bool>());
    (first, more, day(), day(), rare(), rare()).prop_map(
        |(first, more, applies_from, applies_until, off, counts_up)| {
            let (lasts, calendar, conditions, of_due, on_raise, rolls) = more;
            let mut due = first.due;
            due.iter_mut().skip(1).for_each(|due| due.conditions.clone_from(&of_due));
            Clock {
                due,
                conditions,
                applies_from,
                applies_until,
                off,
                counts_up,
                on_raise,
                lasts: lasts.map(|(amount, unit)| Amount { amount, unit }),
                calendar: calendar.map(str::to_owned),
                roll: if rolls { Roll::NextWorkingNoon } else { Roll::None },
                ..first
            }
        },
    )
}

fn any_unit() -> impl Strategy<Value = Unit> {
    select(Unit::ALL.to_vec())
}

fn any_condition() -> impl Strategy<Value = Condition> {
    let of = select(vec![
        Condition { answer: Some("personal-data".to_owned()), ..Condition::default() },
        Condition { answer: Some("people".to_owned()), at_least: Some(5), ..Condition::default() },
        Condition { answer: Some("people".to_owned()), below: Some(5), ..Condition::default() },
        Condition {
            answer: Some("personal-data".to_owned()),
            is: Some(YesNo::No),
            ..Condition::default()
        },
        Condition { fact: Some("near_miss".to_owned()), ..Condition::default() },
        Condition { stamp: Some("aware".to_owned()), ..Condition::default() },
        Condition {
            stamp: Some("contained".to_owned()),
            within: Some(u32::MAX),
            unit: Some(Unit::Hours),
            of: Some("aware".to_owned()),
            ..Condition::default()
        },
        Condition::default(),
    ]);
    (of, any::<bool>()).prop_map(|(of, not)| Condition { not, ..of })
}

const NAMES: [&str; 10] = [
    "declared",
    "aware",
    "contained",
    "update_sent",
    "resolved",
    "closed",
    "law.submitted",
    "commander.seated",
    "contain.left",
    "nothing",
];

const STARTS: [&str; 8] = [
    "declared",
    "declared",
    "aware",
    "contained",
    "update_sent",
    "year_end(aware)",
    "severity.set",
    "contain.entered",
];

pub fn any_event() -> impl Strategy<Value = Event> {
    let reason = String::new;
    let moment = prop::sample::select(vec![
        "0001-01-01T00:00:00Z",
        "2026-11-20T13:20:00Z",
        "2026-11-20T13Z",
        "2026-11-20",
        "2026-10-25",
        "2028-02-29",
        "2027",
        "9999-12-31T23:59:59Z",
        "9999",
    ]);
    prop_oneof![
        4 => (prop::sample::select(NAMES.to_vec()), moment).prop_map(|(stamp, time)| {
            let (stamp, time) = (stamp.to_owned(), time.parse().expect("a moment"));
            Event::StampSet { stamp, time, note: None, over: None }
        }),
        2 => prop::sample::select(vec!["SEV-1", "SEV-2", "SEV-3", "SEV-9"]).prop_map(move |level| {
            Event::SeverityChanged { severity: level.to_owned(), reason: reason(), over: None, assessed: std::collections::BTreeMap::new() }
        }),
        3 => decided(),
        1 => Just(Event::StageEntered { stage: "contain".to_owned(), over: None }),
        1 => Just(Event::Resolved { reason: reason(), over: None }),
        1 => Just(Event::Closed { reason: reason(), without_outputs: None, over: None }),
        1 => Just(Event::Reopened { reason: reason(), over: None }),
    ]
}

/// What somebody says about a clock or a question.
fn decided() -> impl Strategy<Value = Event> {
    let (clock, reason, over) = ("law".to_owned(), String::new(), None);
    let answer = |question: &str, answer| Event::Classified {
        question: question.to_owned(),
        answer,
        reason: None,
        over: None,
    };
    let events = vec![
        answer("personal-data", Answer::Word(Word::Yes)),
        answer("personal-data", Answer::Word(Word::No)),
        answer("personal-data", Answer::Number(1)),
        answer("people", Answer::Number(5)),
        answer("people", Answer::Word(Word::Unknown)),
        Event::ClockWaived { clock: clock.clone(), reason: reason.clone(), over },
        Event::ClockRuledOut { clock: clock.clone(), reason: reason.clone(), over },
        Event::ClockRestored { clock: clock.clone(), reason: reason.clone(), over },
        Event::ClockPaused { clock: clock.clone(), reason: reason.clone(), over },
        Event::ClockPaused { clock: clock.clone(), reason: reason.clone(), over },
        Event::ClockResumed { clock: clock.clone(), over },
        Event::ClockSnoozed { clock: clock.clone(), minutes: 10, reason: reason.clone(), over },
        Event::LatenessExplained { clock: clock.clone(), reason, over },
        Event::Submitted { clock, reference: None, over },
    ];
    select(events)
}

proptest! {
    #[test]
    fn whatever_was_written_at_whatever_time_the_clocks_are_read(
        clocks in prop::collection::vec(any_clock(), 0..6),
        level in prop::option::of(select(vec!["SEV-1", "SEV-2"])),
        facts in prop::collection::vec(any::facts(), 0..12),
        now in select(vec![
            "0001-01-01T00:00:00Z",
            "2026-11-20T13:00:00Z",
            "2026-12-31T23:59:59Z",
            "9999-12-31T23:59:59Z",
        ]),
    ) {
        let mut desk = Desk::declares(level, clocks);
        for fact in facts {
            desk.writes(at("13:01"), &fact);
        }
        let instant = now.parse::<DateTime<Utc>>().unwrap();
        for now in [instant, DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            let read = readings(&desk.incident, now);
            let said = nudges(&desk.incident, &read, now);
            let _ = (worst(&read, &said), next_change(&read, now));
            let words: Vec<String> = read.iter().map(|reading| reading.words(now)).collect();
            prop_assert!(words.iter().all(|words| !words.is_empty()));
            let _ = rings_between(&desk.incident, at("13:00"), now);
        }
        let took = durations(&desk.incident);
        prop_assert!(took.iter().all(|took| !took.words().contains('-')), "none is negative");
    }

    #[test]
    fn any_story_has_readings_at_any_time_and_they_hold_until_the_next_change(
        clocks in prop::collection::vec(any_clock(), 0..6),
        level in prop::option::of(prop::sample::select(vec!["SEV-1", "SEV-2"])),
        events in prop::collection::vec((0_i64..1_000_000, any_event()), 0..8),
        now in prop_oneof![
            4 => 0_i64..3_000_000_000,
            1 => Just(DateTime::<Utc>::MIN_UTC.timestamp_millis()),
            1 => Just(DateTime::<Utc>::MAX_UTC.timestamp_millis()),
        ],
        part in 0_i64..1000,
    ) {
        let mut desk = Desk::declares(level, clocks);
        for (millis, event) in events {
            desk.writes(at("13:00") + TimeDelta::milliseconds(millis), &event.into());
        }
        let start = at("13:00").timestamp_millis();
        let millis = if now.abs() < 4_000_000_000 { start + now } else { now };
        let now = DateTime::from_timestamp_millis(millis).unwrap();
        let read = readings(&desk.incident, now);
        let said = |read: &[Reading], now| -> Vec<(String, State, u32, bool)> {
            let of = |r: &Reading| {
                (r.words(now), r.state.clone(), r.missed, r.snoozed_until.is_some_and(|at| at > now))
            };
            read.iter().map(of).collect()
        };
        let before = said(&read, now);
        for reading in &read {
            prop_assert!(reading.used(now).is_none_or(|used| used <= 1000));
            prop_assert_eq!(reading.left(now).is_some(), reading.is_counting() && reading.due.is_some());
        }
        let Some(then) = next_change(&read, now) else { return Ok(()) };
        prop_assert!(then > now);
        let wait = (then - now).num_milliseconds();
        for later in [i64::try_from(i128::from(wait - 1) * i128::from(part) / 1000).unwrap(), wait - 1] {
            let later = now + TimeDelta::milliseconds(later);
            prop_assert_eq!(said(&readings(&desk.incident, later), later), before.clone());
            prop_assert_eq!(said(&read, later), before.clone());
        }
        let after = said(&readings(&desk.incident, then), then);
        prop_assert_ne!(after, before);
    }
}
