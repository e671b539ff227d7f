//! `metrics` says what incidents add up to, and what nobody knows is no zero.

use super::world::{Desk, World, keys};
use serde_json::{Value, json};

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data");

/// Known, roughly known, not recorded and invalid, then the median and the p90 in words.
#[track_caller]
fn told(durations: &Value, span: &str) -> (u64, u64, u64, u64, String) {
    let all = durations.as_array().unwrap();
    let one = all.iter().find(|one| one["span"] == span).unwrap();
    let number = |key: &str| one[key].as_u64().unwrap();
    let words = |key: &str| one[key]["words"].as_str().unwrap_or("-").to_owned();
    let words = format!("{}, {}", words("median"), words("p90"));
    let known = (number("recorded"), number("rough"));
    (known.0, known.1, number("not_recorded"), number("invalid"), words)
}

fn with_register(world: &World) -> Desk<'_> {
    let desk = world.desk("ops4");
    desk.does(&format!("import {DATA}/register.csv"));
    desk
}

fn names(groups: &Value) -> Vec<(&str, u64)> {
    let of = |one: &'_ Value| one["incidents"].as_u64().unwrap();
    let groups = groups.as_array().unwrap().iter();
    groups.map(|one| (one["name"].as_str().unwrap_or("?"), of(one))).collect()
}

#[test]
fn the_45_incidents_of_the_register_are_measured_as_exactly_as_they_are_known() {
    let world = World::new();
    let metrics = with_register(&world).does("metrics --json").json();
    assert_eq!((&metrics["incidents"], &metrics["historic"]), (&json!(45), &json!(45)));
    // Counted in the file: 12 rows have no `detected`, 13 no `contained`, 19 no `resolved`; of the others
    // 30, 23 and 17 have a date without a time at one of the two ends.
    let all = &metrics["durations"];
    let known = |words: &str| words.to_owned();
    assert_eq!(told(all, "detect"), (33, 30, 12, 0, known("≈ the same day, ≈23 d")));
    assert_eq!(told(all, "exposure"), (32, 23, 13, 0, known("≈1 d, ≈30 d")));
    assert_eq!(told(all, "whole"), (26, 17, 19, 0, known("≈4 d, ≈611 d")));
    // Nobody wrote down when they were declared, and so nothing that is counted from there is known.
    for span in ["declare", "acknowledge", "aware", "contain", "resolve", "close", "communicate"] {
        assert_eq!(told(all, span), (0, 0, 45, 0, known("-, -")), "{span}");
    }

    let levels = [("SEV-1", 21), ("SEV-2", 16), ("SEV-3", 7), ("SEV-4", 1)];
    assert_eq!(names(&metrics["by_severity"]), levels);
    let worst = &metrics["by_severity"][0]["durations"];
    assert_eq!(told(worst, "detect"), (18, 18, 3, 0, known("≈ the same day, ≈860 d")));
    let kinds = names(&metrics["by_category"]);
    assert_eq!(kinds[..3], [("vendor-outage", 9), ("bias", 8), ("data-leak", 8)]);
    assert_eq!(kinds.iter().map(|kind| kind.1).sum::<u64>(), 45);
    let quarters = names(&metrics["by_quarter"]);
    assert_eq!((quarters[0], quarters[quarters.len() - 1]), (("2012-Q4", 1), ("2026-Q2", 2)));
    assert_eq!(quarters.iter().map(|quarter| quarter.1).sum::<u64>(), 45);

    let clocks = &metrics["clocks"]["all"];
    assert_eq!((&clocks["ended"], &clocks["in_time_percent"]), (&json!(0), &Value::Null));
    let again = metrics["recurrence"].as_array().unwrap();
    let outages = json!({"category": "vendor-outage", "incidents": 9, "again": 8});
    assert_eq!(again[0], outages, "all but the first, each within a year of another");
    // All but those of 2012 and of October 2019; of 2013 and 2014 each a year to the day.
    assert_eq!(again[1], json!({"category": "bias", "incidents": 8, "again": 6}));
}

#[test]
fn metrics_read_well_and_say_what_nobody_knows() {
    let world = World::new();
    let desk = with_register(&world);
    let said = desk.does("metrics").out;
    for line in [
        "45 incidents; 45 over before they were written down\n",
        "  Time to detect       33, 30 roughly  ≈ the same day  ≈23 d              12\n",
        "  Time to contain      0               -               -                  45\n",
        "\nClocks: none had to be met\n",
        "  vendor-outage       8 of 9 had an earlier one\n",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }
    assert!(desk.does("metrics --ascii").out.is_ascii());
}

#[test]
fn incidents_of_a_time_are_measured_alone_and_still_look_back() {
    let world = World::new();
    let desk = with_register(&world);
    let metrics = desk.does("metrics --since 2025 --json").json();
    assert_eq!((&metrics["incidents"], &metrics["since"]), (&json!(21), &json!("2025")));
    let outages = json!({"category": "vendor-outage", "incidents": 4, "again": 4});
    assert!(metrics["recurrence"].as_array().unwrap().contains(&outages), "the first, in 2024");
    let none = desk.does("metrics --since 2026-06-01").out;
    assert_eq!(none, "no incident was declared since then; without --since all are measured\n");
    let wrong = desk.types("metrics --since soon");
    assert_eq!(wrong.code, 2, "{}", wrong.err);
    assert!(wrong.err.contains("`soon` is not a time"), "{}", wrong.err);

    // Nobody knows when this one was.
    let file = world.file("undated.csv", "id,title,severity\nX-1,Wrong refunds,SEV-3\n");
    desk.does(&format!("import {file}"));
    let metrics = desk.does("metrics --since 2025 --json").json();
    assert_eq!((&metrics["incidents"], &metrics["left_out"]), (&json!(21), &json!(1)));
    let quarters = desk.does("metrics --json").json();
    assert_eq!(names(&quarters["by_quarter"]).last(), Some(&("?", 1)));
}

#[test]
fn the_timelines_of_the_past_count_from_their_declaration() {
    let world = World::new();
    let desk = world.desk("ops4");
    for name in ["cloudflare-2025-11-18-feature-file", "openai-2024-12-11-telemetry-outage"] {
        desk.does(&format!("replay {DATA}/replay-{name}.jsonl --sev 1 --category vendor-outage"));
    }
    // 11:31 11:35 14:30 17:06, and 23:13 23:17 01:45 03:38.
    let all = &desk.does("metrics --json").json()["durations"];
    let both = |words: &str| (2, 0, 0, 0, words.to_owned());
    assert_eq!(told(all, "declare"), both("4 min, 4 min"));
    assert_eq!(told(all, "contain"), both("2 h 28 min, 2 h 55 min"));
    assert_eq!(told(all, "resolve"), both("4 h 21 min, 5 h 31 min"));
    assert_eq!(told(all, "detect"), (0, 0, 2, 0, "-, -".to_owned()));
}

#[test]
fn a_response_is_measured_with_its_clocks_and_its_updates() {
    let world = World::new();
    let desk = world.desk("ops4");
    assert_eq!(desk.does("metrics").out, "no incidents yet, and nothing to measure\n");
    let id = desk.declares("'Wrong refunds' --sev 1 --category bias --at 2025-03-03T10:00Z");
    desk.does(&format!("stamp {id} update_sent 2025-03-03T10:20Z")); // one missed before it
    desk.does(&format!("resolve {id} --reason over --at 2025-03-03T11:10Z")); // three after it
    let metrics = desk.does("metrics --json").json();
    let all = &metrics["durations"];
    assert_eq!(told(all, "resolve").4, "1 h 10 min, 1 h 10 min");
    assert_eq!(told(all, "communicate").4, "20 min, 20 min");
    let update = json!({
        "clock": "internal-update", "title": "Internal update", "sent": 1, "missed": 4,
        "late": 1, "late_by": { "median_ms": 300_000, "p90_ms": 300_000, "worst_ms": 300_000 }
    });
    let cadences = metrics["comms"]["cadences"].as_array().unwrap();
    assert!(cadences.contains(&update), "{cadences:?}");
    let clocks = metrics["clocks"]["by_clock"].as_array().unwrap();
    let contain = clocks.iter().find(|one| one["clock"] == "contain-sev-1").unwrap();
    assert_eq!((&contain["missed"], &contain["ended"]), (&json!(1), &json!(1)));
    // An hour from the declaration, and it was over after an hour and ten minutes.
    assert_eq!(contain["late_by"]["worst_ms"].as_i64(), Some(600_000));
    assert_eq!(
        keys(&metrics),
        [
            "as_of",
            "since",
            "incidents",
            "historic",
            "near_misses",
            "duplicates",
            "left_out",
            "durations",
            "by_severity",
            "by_category",
            "by_quarter",
            "clocks",
            "comms",
            "actions",
            "recurrence",
        ]
    );
}
