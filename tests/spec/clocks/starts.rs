//! What clocks count from, and in which calendar.

use super::desk::{Desk, at, clock, plan, stops};
use crate::deadlines::time;
use warroom::clocks::{durations, moment_words};
use warroom::incident::Command;
use warroom::plan::{Calendar, Clock, ClockKind, OnRaise, Roll, Unit};

fn from(start: &str, amount: u32, unit: Unit) -> Clock {
    clock(ClockKind::Stage, "c", &[], &[(start, amount, unit)])
}

#[test]
fn a_clock_counts_from_a_stage_a_seat_a_level_or_another_clock() {
    let hour = |id: &str, start| Clock { id: id.to_owned(), ..from(start, 1, Unit::Hours) };
    let mut desk = Desk::declares(
        None,
        vec![
            hour("first", "triage.entered"),
            hour("second", "contain.entered"),
            hour("left", "contain.left"),
            hour("seated", "commander.seated"),
            hour("level", "severity.set"),
            hour("chain", "first.submitted"),
        ],
    );
    let says = |desk: &Desk, id: &str| desk.says_of(id, "14:00");
    assert_eq!(says(&desk, "second"), "waits for contain entered");
    assert_eq!(says(&desk, "left"), "waits for contain left");
    assert_eq!(says(&desk, "seated"), "waits for commander seated");
    assert_eq!(says(&desk, "level"), "waits for severity set");
    assert_eq!(says(&desk, "chain"), "waits for first submitted");
    assert_eq!(says(&desk, "first"), "LATE 00:00");
    desk.submits("13:05", "first");
    desk.enters("13:10", "contain");
    desk.seats("13:20", "ops4");
    desk.level("13:30", "SEV-2", "it spreads");
    desk.enters("13:40", "review");
    let due = |id: &str| desk.reading(id, "14:00").due;
    for (id, then) in [
        ("chain", "14:05"),
        ("second", "14:10"),
        ("seated", "14:20"),
        ("level", "14:30"),
        ("left", "14:40"),
    ] {
        assert_eq!(due(id), Some(at(then)), "{id}");
    }
    assert_eq!(desk.reading("left", "14:00").counts_from.unwrap().0, "contain.left");
}

#[test]
fn a_stage_or_a_seat_meets_a_clock() {
    let mut desk = Desk::declares(
        None,
        vec![
            Clock { id: "s".into(), ..stops(from("declared", 1, Unit::Hours), "contain.left") },
            Clock {
                id: "r".into(),
                ..stops(from("declared", 5, Unit::Minutes), "commander.seated")
            },
        ],
    );
    desk.seats("13:04", "ops4");
    desk.enters("13:30", "review");
    assert_eq!(desk.says_of("r", "15:00"), "met, 01:00 to spare");
    assert_eq!(desk.says_of("s", "15:00"), "met, 30:00 to spare");
}

#[test]
fn names_of_moments_are_said_for_people() {
    for (name, words) in [
        ("corrective_measure_available", "corrective measure available"),
        ("contain.entered", "contain entered"),
        ("nis2-72h.submitted", "nis2-72h submitted"),
        ("year_end(discovered)", "the end of the year of discovered"),
    ] {
        assert_eq!(moment_words(name), words);
    }
}

#[test]
fn the_end_of_the_year_is_that_of_the_clocks_calendar() {
    let new_york = Clock {
        id: "ny".to_owned(),
        calendar: Some("us-federal".to_owned()),
        ..from("year_end(discovered)", 60, Unit::CalendarDays)
    };
    let berlin = from("year_end(discovered)", 60, Unit::CalendarDays);
    let mut desk = Desk::declares(None, vec![berlin, new_york]);
    let silvester = "1006:30"; // 2026-12-31T22:30Z
    desk.stamps(silvester, "discovered");
    let due = |desk: &Desk, id: &str| {
        let reading = desk.reading(id, silvester);
        (reading.due.unwrap(), reading.last_day.unwrap().to_string())
    };
    assert_eq!(due(&desk, "c"), (time("2027-03-01T23:00:00Z"), "2027-03-01".to_owned()));
    assert_eq!(due(&desk, "ny"), (time("2027-03-02T05:00:00Z"), "2027-03-01".to_owned()));
    assert_eq!(desk.says_of("c", silvester), "Mon 1 Mar");
    let after = "1007:30"; // 2027 in Berlin, 2026 in New York
    desk.stamps(after, "discovered");
    assert_eq!(desk.reading("c", after).due, Some(time("2028-02-29T23:00:00Z")));
    assert_eq!(desk.reading("ny", after).due, Some(time("2027-03-02T05:00:00Z")));
}

#[test]
fn days_are_counted_in_the_clocks_own_calendar() {
    let office = Calendar {
        id: "office".to_owned(),
        holidays: ["2026-11-24".parse().unwrap()].into(),
        ..Calendar::mon_fri("Asia/Tokyo".parse().unwrap())
    };
    let of = |id: &str, calendar: Option<&str>| Clock {
        id: id.to_owned(),
        calendar: calendar.map(str::to_owned),
        ..from("declared", 2, Unit::BusinessDays)
    };
    let clocks = vec![of("none", None), of("own", Some("office")), of("lost", Some("nowhere"))];
    let desk =
        Desk::declares_by(&warroom::plan::Plan { calendars: vec![office], ..plan(clocks) }, None);
    let due = |id: &str| desk.reading(id, "13:00").due;
    assert_eq!(due("none"), Some(time("2026-11-24T23:00:00Z")));
    assert_eq!(due("own"), Some(time("2026-11-25T15:00:00Z")));
    assert_eq!(due("lost"), due("none"), "no calendar of that name: the plan's zone");
}

#[test]
fn a_deadline_on_a_day_off_moves_to_noon() {
    let rolls = Clock { roll: Roll::NextWorkingNoon, ..from("declared", 24, Unit::Hours) };
    let desk = Desk::declares(None, vec![rolls]);
    assert_eq!(desk.readings("13:00")[0].due, Some(time("2026-11-23T11:00:00Z")));
}

#[test]
fn a_plan_says_itself_what_raising_the_level_does() {
    let due = [("declared", 30, Unit::Minutes)];
    let of = |kind, id: &str, levels: &[&str], on_raise| Clock {
        on_raise,
        ..clock(kind, id, levels, &due)
    };
    let mut desk = Desk::declares(
        Some("SEV-3"),
        vec![
            of(ClockKind::Response, "keeps", &["SEV-1"], Some(OnRaise::Keep)),
            of(ClockKind::Containment, "anew", &["SEV-1"], Some(OnRaise::Restart)),
            of(ClockKind::Containment, "any", &[], Some(OnRaise::Restart)),
            of(ClockKind::Response, "all", &[], None),
        ],
    );
    desk.level("13:10", "SEV-1", "it spreads");
    let due = |id: &str| desk.reading(id, "13:15").due;
    assert_eq!([due("keeps"), due("all")], [Some(at("13:30")); 2]);
    assert_eq!([due("anew"), due("any")], [Some(at("13:40")); 2]);
}

#[test]
fn durations_say_what_was_not_recorded_what_is_rough_and_what_cannot_be() {
    let mut desk = Desk::declares(None, Vec::new());
    let words = |desk: &Desk| -> Vec<String> {
        let all = durations(&desk.incident);
        let of = |id: &str| all.iter().find(|took| took.id == id).unwrap().words();
        ["detect", "declare", "acknowledge", "contain", "resolve"].map(of).into()
    };
    assert_eq!(words(&desk), ["not recorded"; 5]);
    desk.records("13:00", "detected", "12:10");
    let began =
        Command::Stamp { stamp: "began".into(), time: "2026-11-18".parse().unwrap(), note: None };
    desk.says("13:01", began);
    desk.seats("13:02", "ops4");
    desk.records("13:03", "contained", "12:30");
    desk.resolves("15:10");
    let took = ["≈2 d", "50 min", "2 min", "invalid", "2 h 10 min"];
    assert_eq!(words(&desk), took);
    desk.records("15:20", "declared", "12:20");
    assert_eq!(words(&desk), ["≈2 d", "10 min", "42 min", "10 min", "2 h 50 min"]);
}
