//! Whatever happened, and whatever the plan says: there are readings, and they hold until the next change.

use super::desk::{Desk, at, clock};
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use warroom::clocks::{Reading, State, next_change, readings};
use warroom::incident::Event;
use warroom::plan::{Clock, ClockKind, Take, Unit};

fn any_clock() -> impl Strategy<Value = Clock> {
    use ClockKind::{
        Containment, Document, Escalation, Notification, Regulator, Response, Review, Stage,
        Update, WarRoom,
    };
    let kinds = vec![Response, WarRoom, Containment, Escalation, Update, Stage, Notification];
    let kinds = prop::sample::select([kinds, vec![Regulator, Document, Review]].concat());
    let units = vec![Unit::Seconds, Unit::Minutes, Unit::Hours];
    let days = vec![Unit::CalendarDays, Unit::BusinessDays, Unit::Months];
    let unit = prop::sample::select([units, days].concat());
    let amount = prop_oneof![3 => 0_u32..100, 1 => any::<u32>()];
    let due = prop::collection::vec((prop::sample::select(NAMES.to_vec()), amount, unit), 0..3);
    let levels = prop::sample::subsequence(vec!["SEV-1", "SEV-2", "SEV-9"], 0..3);
    let stamp = || prop::option::of(prop::sample::select(NAMES.to_vec()));
    (kinds, due, levels, stamp(), stamp(), any::<bool>(), any::<bool>()).prop_map(
        |(kind, due, levels, stops_at, until, repeat, latest)| Clock {
            take: if latest { Take::Latest } else { Take::Earliest },
            stops_at: stops_at.map(str::to_owned),
            until: until.map(str::to_owned),
            repeat,
            ..clock(kind, "any", &levels, &due)
        },
    )
}

const NAMES: [&str; 6] = ["declared", "aware", "contained", "update_sent", "resolved", "closed"];

fn any_event() -> impl Strategy<Value = Event> {
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
        1 => Just(Event::Resolved { reason: reason(), over: None }),
        1 => Just(Event::Closed { reason: reason(), over: None }),
        1 => Just(Event::Reopened { reason: reason(), over: None }),
    ]
}

proptest! {
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
        let said = |read: &[Reading], now| -> Vec<(String, State)> {
            read.iter().map(|r| (r.words(now), r.state.clone())).collect()
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
