//! `due`: when something is due, for planners and scripts.

use super::world::{World, keys};

/// What `due` answers to a line: the deadline, in UTC and in its zone, and its last day.
fn due(line: &str) -> [String; 3] {
    let world = World::new();
    let answer = world.desk("ops4").does(&format!("due --json {line}")).json();
    assert_eq!(keys(&answer), ["due", "due_local", "last_day"]);
    assert!(!world.store().exists(), "a calculator keeps nothing");
    ["due", "due_local", "last_day"].map(|key| answer[key].as_str().unwrap().to_owned())
}

#[test]
fn a_deadline_is_told_in_utc_in_its_zone_and_as_a_day() {
    for (line, expected) in [
        (
            "--from 2026-11-20T14:05:00Z --amount 5 --unit business_days --zone Europe/Berlin",
            ["2026-11-27T23:00:00Z", "2026-11-28T00:00:00+01:00", "2026-11-27"],
        ),
        (
            "--from 2026-11-20T15:05+01:00 --amount 72 --unit hours",
            ["2026-11-23T14:05:00Z", "2026-11-23T14:05:00+00:00", "2026-11-23"],
        ),
        (
            "--from 2026-11-20T14:05 --amount 1 --unit calendar_days --zone America/New_York",
            ["2026-11-21T19:05:00Z", "2026-11-21T14:05:00-05:00", "2026-11-21"],
        ),
        (
            "--from '2026-11-20 16:00' --amount 4 --unit business-hours --hours 09:00-12:30,13:30-17:00 --zone Europe/Paris",
            ["2026-11-23T11:00:00Z", "2026-11-23T12:00:00+01:00", "2026-11-23"],
        ),
        (
            "--from 2026-11-25T12:00:00.250Z --amount 1 --unit seconds",
            ["2026-11-25T12:00:01.250Z", "2026-11-25T12:00:01.250+00:00", "2026-11-25"],
        ),
        (
            "--from 2026-11-23T12:00Z --amount 4 --unit business_days --calendar us-federal",
            ["2026-12-01T05:00:00Z", "2026-12-01T00:00:00-05:00", "2026-11-30"],
        ),
        (
            "--from 2026-12-24T12:00Z --amount 1 --unit business_days --calendar target --due-at 17:00",
            ["2026-12-28T16:00:00Z", "2026-12-28T17:00:00+01:00", "2026-12-28"],
        ),
        (
            "--from 2026-11-20T12:00Z --amount 1 --unit months --roll next_working_noon --week mon-fri",
            ["2026-12-21T12:00:00Z", "2026-12-21T12:00:00+00:00", "2026-12-21"],
        ),
        (
            "--from 2026-11-19T12:00Z --amount 2 --unit business_days --week sun-thu --holiday 2026-11-22,2026-11-23 --holiday 2026-11-24",
            ["2026-11-27T00:00:00Z", "2026-11-27T00:00:00+00:00", "2026-11-26"],
        ),
    ] {
        assert_eq!(due(line), expected, "{line}");
    }
}

#[test]
fn in_words_the_end_of_a_day_is_24_00() {
    let world = World::new();
    let desk = world.desk("ops4");
    let at = "due --from 2026-11-20T14:05Z --zone Europe/Berlin --amount";
    let says = |more: &str| desk.does(&format!("{at} {more}")).out;
    assert_eq!(
        says("5 --unit business_days"),
        "due Fri 27 Nov 2026, 24:00 in Europe/Berlin (+01:00)\n    2026-11-27T23:00:00Z\n"
    );
    assert_eq!(
        says("3605 --unit seconds"),
        "due Fri 20 Nov 2026, 16:05:05 in Europe/Berlin (+01:00)\n    2026-11-20T15:05:05Z\n"
    );
}

#[test]
fn a_local_time_that_is_left_out_or_comes_twice_is_noted() {
    let world = World::new();
    let desk = world.desk("ops4");
    let typed = |from: &str| {
        desk.types(&format!(
            "due --json --amount 0 --unit hours --zone Europe/Berlin --from {from}"
        ))
    };
    let never = typed("2026-03-29T02:30");
    assert_eq!(
        never.err,
        "note: the clocks in Europe/Berlin leave 2026-03-29T02:30 out: 2026-03-29T03:30:00+02:00 is meant\n"
    );
    assert_eq!((never.code, never.json()["due"].as_str()), (0, Some("2026-03-29T01:30:00Z")));
    let twice = typed("2026-10-25T02:30");
    assert_eq!(
        twice.err,
        "note: the clocks in Europe/Berlin show 2026-10-25T02:30 twice: the first is meant, 2026-10-25T02:30:00+02:00\n"
    );
    assert_eq!((twice.code, twice.json()["due"].as_str()), (0, Some("2026-10-25T00:30:00Z")));
    assert_eq!(typed("2026-10-25T02:30:00+01:00").err, "");
    assert_eq!(typed("2026-10-25T02:30 -q").err, "");
}

#[test]
fn a_calendar_may_lie_in_a_file() {
    let world = World::new();
    let desk = world.desk("ops4");
    let event = "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20261123\nEND:VEVENT\n";
    world.file("off.ics", format!("BEGIN:VCALENDAR\n{event}END:VCALENDAR\n"));
    let office = "id = \"office\"\nzone = \"Asia/Kathmandu\"\nhours = [\"10:00-17:00\"]\nics = \"off.ics\"\n";
    world.file("office.toml", office);
    world.file("wrong.toml", office.replace("17:00", "7pm"));
    let at = "due --json --from 2026-11-20T14:05Z --amount";
    let says = |more: &str| desk.does(&format!("{at} {more}")).json()["due_local"].clone();
    assert_eq!(says("8 --unit business_hours --calendar office.toml"), "2026-11-25T11:00:00+05:45");
    assert_eq!(
        says("1 --unit business_days --calendar off.ics --zone UTC"),
        "2026-11-25T00:00:00+00:00"
    );
    let plan = include_str!("../../../assets/plans/standard.toml");
    world.file("plan.toml", format!("{plan}\n[[calendars]]\n{}", office.replace("10:00", "11:00")));
    let of_plan = "8 --unit business_hours --calendar office --plan plan.toml";
    assert_eq!(says(of_plan), "2026-11-25T13:00:00+05:45");
    let wrong = desk.types(&format!("{at} 1 --unit hours --calendar wrong.toml"));
    assert_eq!(wrong.code, 3);
    assert!(
        wrong.err.contains("wrong.toml:3: hours[0]: \"10:00-7pm\" is no window"),
        "{}",
        wrong.err
    );
    let homeless = desk.types(&format!("{at} 1 --unit hours --calendar off.ics"));
    assert_eq!(homeless.code, 3);
    assert!(homeless.err.contains("say which with --zone"), "{}", homeless.err);
}

#[test]
fn what_cannot_be_calculated_is_refused_with_a_remedy() {
    let world = World::new();
    let desk = world.desk("ops4");
    let at = "--amount 1 --unit hours";
    for (line, code, error) in [
        ("--from soon --amount 1 --unit hours", 2, "`soon` is not a time"),
        ("--from 2026-11-20T14:05 --amount 1 --unit hours", 2, "its time zone is not known"),
        ("--from 2026-02-30T14:05Z --amount 1 --unit hours", 2, "is not a time"),
        ("--from now --amount -1 --unit hours", 2, "-1"),
        ("--from now --amount 4294967296 --unit hours", 2, "4294967296"),
        ("--from now --amount 1 --unit weeks", 2, "calendar_days, business_hours"),
        ("--from now --amount 1", 2, "--unit"),
        (&format!("--from now {at} --zone Mars"), 2, "no time zone is called \"Mars\""),
        (&format!("--from now {at} --week weekdays"), 2, "names no working days"),
        (&format!("--from now {at} --hours 9-5"), 2, "is no window of working hours"),
        (&format!("--from now {at} --hours 09:00-12:00,11:00-13:00"), 2, "overlaps"),
        (&format!("--from now {at} --due-at 25:00"), 2, "is no time of a day"),
        (&format!("--from now {at} --holiday 12-25"), 2, "is no date"),
        (&format!("--from now {at} --roll up"), 2, "next_working_noon"),
        (&format!("--from now {at} --calendar uk"), 3, "one of: us-federal, target"),
        (&format!("--from now {at} --calendar none.ics"), 3, "there is no file none.ics"),
        ("--from 9999-12-31T23:30:00Z --amount 1 --unit hours", 1, "the years 0 to 9999"),
        ("--from 9999-12-31T23:30:00Z --amount 1 --unit business_days", 1, "beyond the calendar"),
        ("--from now --amount 4294967295 --unit months", 1, "beyond the calendar"),
        ("--from now --amount 4294967295 --unit business_hours", 1, "beyond the calendar"),
    ] {
        let answer = desk.types(&format!("due {line}"));
        assert_eq!((answer.code, answer.out.as_str()), (code, ""), "{line}: {}", answer.err);
        assert!(answer.err.starts_with("error: ") && answer.err.contains(error), "{}", answer.err);
        assert!(answer.err.contains("\ntry: "), "{}", answer.err);
    }
}
