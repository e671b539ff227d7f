//! Readings: how each clock of an incident stands at a moment, in which order, in which words.

#[path = "clocks/applying.rs"]
mod applying;
#[path = "clocks/deputy.rs"]
mod deputy;
#[path = "clocks/desk.rs"]
pub mod desk;
#[path = "clocks/law.rs"]
mod law;
#[path = "clocks/standing_still.rs"]
mod standing_still;
#[path = "clocks/starts.rs"]
mod starts;
#[path = "clocks/stories.rs"]
pub mod stories;

use super::deadlines::time;
use ClockKind::{Containment, Document, Escalation, Notification, Regulator, Response, WarRoom};
use chrono::{DateTime, TimeDelta, Utc};
use desk::{Desk, at, cadence, clock, plan, stops};
use warroom::clocks::{State, next_change, readings};
use warroom::incident::{Command, Declared};
use warroom::plan::{Clock, ClockKind, Take, Unit};

fn contain(minutes: u32) -> Clock {
    let due = [("declared", minutes, Unit::Minutes)];
    stops(clock(Containment, "contain", &[], &due), "contained")
}

#[test]
fn a_clock_counts_down_gets_at_risk_and_is_late() {
    let desk = Desk::declares(None, vec![contain(100)]);
    for (clock, state, used, words) in [
        ("13:00", State::Running, 0, "1:40:00"),
        ("13:20:07", State::Running, 201, "1:19:53"),
        ("14:19:59", State::Running, 799, "20:01"),
        ("14:20", State::AtRisk, 800, "20:00"),
        ("14:39:59", State::AtRisk, 999, "00:01"),
        ("14:40", State::Late, 1000, "LATE 00:00"),
        ("14:42:14", State::Late, 1000, "LATE 02:14"),
        ("16:00", State::Late, 1000, "LATE 1:20:00"),
    ] {
        let reading = &desk.readings(clock)[0];
        assert_eq!(reading.state, state, "{clock}");
        assert_eq!(reading.used(at(clock)), Some(used), "{clock}");
        assert_eq!(reading.words(at(clock)), words, "{clock}");
        assert_eq!(reading.left(at(clock)), Some(at("14:40") - at(clock)));
        assert!(reading.is_counting());
        assert_eq!(reading.rule, "within 100 min");
        assert_eq!(reading.counts_from.as_ref().unwrap().0, "declared");
    }
}

#[test]
fn a_started_second_is_left_and_only_a_whole_one_is_late() {
    let desk = Desk::declares(None, vec![contain(10)]);
    let words = |millis| {
        let now = at("13:10") + TimeDelta::milliseconds(millis);
        readings(&desk.incident, now)[0].words(now)
    };
    assert_eq!([words(-1000), words(-999), words(-1)], ["00:01", "00:01", "00:01"]);
    assert_eq!([words(0), words(999), words(1000)], ["LATE 00:00", "LATE 00:00", "LATE 00:01"]);
}

#[test]
fn a_stamp_meets_a_clock_with_time_to_spare_or_late() {
    for (stamped, words) in [
        ("13:39", "met, 21:00 to spare"),
        ("14:00", "met, 00:00 to spare"),
        ("14:03:10", "met 03:10 late"),
    ] {
        let mut desk = Desk::declares(None, vec![contain(60)]);
        desk.stamps(stamped, "contained");
        assert_eq!(desk.says_its_clock("18:00"), words);
        let reading = &desk.readings("18:00")[0];
        assert_eq!((reading.left(at("18:00")), reading.is_counting()), (None, false));
    }
}

#[test]
fn a_stamp_written_after_its_deadline_says_so() {
    let mut desk = Desk::declares(None, vec![contain(30)]);
    desk.records("14:10", "contained", "13:20");
    assert_eq!(desk.says_its_clock("15:00"), "met, recorded 50 min later by ops4");
    let State::Met { margin, recorded_late, .. } = &desk.readings("15:00")[0].state else {
        panic!("it is met")
    };
    assert_eq!(*margin, TimeDelta::minutes(10));
    assert_eq!(*recorded_late, Some(("ops4".to_owned(), TimeDelta::minutes(50))));
}

#[test]
fn a_stamp_written_within_a_minute_was_not_recorded_later() {
    let mut desk = Desk::declares(None, vec![contain(30)]);
    desk.records("13:30:40", "contained", "13:29:50");
    assert_eq!(desk.says_its_clock("15:00"), "met, 00:10 to spare");
}

#[test]
fn what_is_due_immediately_is_met_at_once_for_a_minute() {
    for (stamped, words) in [
        ("13:00", "met at once"),
        ("13:00:59", "met at once"),
        ("13:01", "met 01:00 late"),
        ("12:50", "met, recorded 15 min later by ops4"),
    ] {
        let due = [("declared", 0, Unit::Minutes)];
        let ack = stops(clock(ClockKind::Response, "ack", &[], &due), "contained");
        let mut desk = Desk::declares(None, vec![ack]);
        desk.records(if stamped < "13:00" { "13:05" } else { stamped }, "contained", stamped);
        assert_eq!(desk.says_its_clock("18:00"), words, "{stamped}");
    }
}

#[test]
fn a_stamp_corrected_or_undone_is_counted_anew() {
    let mut desk = Desk::declares(None, vec![contain(30)]);
    desk.stamps("13:20", "contained");
    assert_eq!(desk.says_its_clock("13:25"), "met, 10:00 to spare");
    desk.records("13:25", "contained", "13:10");
    assert_eq!(desk.says_its_clock("13:25"), "met, 20:00 to spare");
    desk.records("13:26", "declared", "12:50");
    assert_eq!(desk.says_its_clock("13:27"), "met, recorded 15 min later by ops4");
    let mut undone = Desk::declares(None, vec![contain(30)]);
    undone.stamps("13:20", "contained");
    undone.says("13:21", Command::Undo { entry: None });
    assert_eq!(undone.says_its_clock("13:25"), "05:00");
}

#[test]
fn a_rough_stamp_counts_from_the_earliest_instant_that_it_may_mean() {
    let due = [("aware", 3, Unit::Hours)];
    let notice = stops(clock(Notification, "notice", &[], &due), "contained");
    let mut desk = Desk::declares(None, vec![notice]);
    let aware = |time: &str| Command::Stamp {
        stamp: "aware".into(),
        time: time.parse().unwrap(),
        note: None,
    };
    desk.says("13:30", aware("2026-11-20T12Z"));
    assert_eq!(desk.readings("13:30")[0].due, Some(at("15:00")));
    desk.stamps("14:30", "contained");
    assert_eq!(desk.says_its_clock("15:00"), "met, ≈30:00 to spare");
}

#[test]
fn a_clock_waits_for_its_stamp() {
    let due = [("corrective_measure_available", 1, Unit::Hours)];
    let mut desk = Desk::declares(None, vec![clock(Regulator, "final", &[], &due)]);
    let reading = &desk.readings("14:00")[0];
    let waits_for = "corrective_measure_available".to_owned();
    assert_eq!(reading.state, State::Armed { waits_for });
    assert_eq!((reading.due, reading.used(at("14:00"))), (None, None));
    assert_eq!(desk.says_its_clock("14:00"), "waits for corrective measure available");
    desk.stamps("14:00", "corrective_measure_available");
    assert_eq!(desk.says_its_clock("14:00"), "1:00:00");
}

#[test]
fn of_several_deadlines_those_count_whose_start_is_known() {
    let due = [("aware", 24, Unit::Hours), ("declared", 24, Unit::Hours)];
    let earliest = clock(Notification, "earliest", &[], &due);
    let latest = Clock { take: Take::Latest, id: "latest".to_owned(), ..earliest.clone() };
    let mut desk = Desk::declares(None, vec![latest, earliest]);
    let dues = |desk: &Desk| -> Vec<_> {
        desk.readings("14:00").into_iter().map(|r| (r.clock, r.counts_from.unwrap().0)).collect()
    };
    let both =
        |a: &str, b: &str| [("latest", a), ("earliest", b)].map(|(c, s)| (c.into(), s.into()));
    assert_eq!(dues(&desk), both("declared", "declared"));
    desk.records("13:30", "aware", "12:00");
    let [latest, earliest] = both("declared", "aware");
    assert_eq!(dues(&desk), [earliest, latest]);
}

#[test]
fn immediately_is_late_at_once_until_somebody_takes_charge() {
    let due = [("declared", 0, Unit::Minutes)];
    let response = stops(clock(Response, "response", &["SEV-1"], &due), "acknowledged");
    let mut desk = Desk::declares(Some("SEV-1"), vec![response]);
    assert_eq!(desk.readings("13:00")[0].rule, "immediately");
    assert_eq!(desk.says_its_clock("13:00:40"), "LATE 00:40");
    let (role, person) = ("commander".to_owned(), "ops4".to_owned());
    desk.says("13:00:45", Command::Assign { role, person });
    assert_eq!(desk.says_its_clock("13:10"), "met at once");
}

#[test]
fn a_cadence_starts_again_each_time_and_counts_what_was_missed() {
    let mut desk = Desk::declares(Some("SEV-1"), vec![cadence(&["SEV-1"], 15)]);
    assert_eq!(desk.readings("13:00")[0].rule, "every 15 min");
    desk.stamps("13:10", "update_sent");
    for (clock, words, missed) in [
        ("13:12", "13:00", 0),
        ("13:24:59", "00:01", 0),
        ("13:25", "LATE 00:00", 1),
        ("13:27:14", "LATE 02:14", 1),
        ("13:40", "LATE 15:00", 2),
        ("14:11", "LATE 46:00", 4),
    ] {
        assert_eq!(desk.says_its_clock(clock), words);
        assert_eq!(desk.readings(clock)[0].missed, missed, "{clock}");
    }
    desk.stamps("13:41", "update_sent");
    assert_eq!(desk.says_its_clock("13:42"), "14:00");
    assert_eq!(desk.readings("13:42")[0].missed, 0);
    desk.resolves("13:58");
    assert_eq!(desk.says_its_clock("14:30"), "not applicable (resolved)");
    assert_eq!(desk.readings("18:00")[0].missed, 1, "nothing is missed after the end");
}

#[test]
fn a_reopened_incident_wants_its_updates_again() {
    let mut desk = Desk::declares(Some("SEV-1"), vec![cadence(&["SEV-1"], 15)]);
    desk.stamps("13:30", "resolved");
    assert_eq!(desk.says_its_clock("13:31"), "not applicable (resolved)");
    desk.resolves("13:32");
    desk.says("16:00", Command::Reopen { reason: "it came back".to_owned() });
    let reading = &desk.readings("16:05")[0];
    assert_eq!(reading.words(at("16:05")), "10:00");
    assert_eq!(reading.counts_from.as_ref().unwrap().0, "reopened");
}

#[test]
fn a_clock_of_another_level_is_left_out_and_so_it_is_without_any_level() {
    let due = [("declared", 1, Unit::Hours)];
    let clocks = vec![clock(Containment, "sev-1", &["SEV-1"], &due), contain(60)];
    for (level, shown) in [(None, vec!["contain"]), (Some("SEV-2"), vec!["contain"])]
        .into_iter()
        .chain([(Some("SEV-1"), vec!["sev-1", "contain"])])
    {
        let desk = Desk::declares(level, clocks.clone());
        let ids: Vec<_> = desk.readings("13:30").into_iter().map(|r| r.clock).collect();
        assert_eq!(ids, shown);
    }
}

#[test]
fn on_raising_the_clocks_of_the_response_count_from_the_level_and_others_from_their_stamp() {
    let due = [("declared", 30, Unit::Minutes)];
    let of = |kind, id| clock(kind, id, &["SEV-1"], &due);
    let kinds = [(Response, "r"), (WarRoom, "w"), (Escalation, "e"), (Containment, "c")];
    let mut clocks: Vec<Clock> = kinds.map(|(kind, id)| of(kind, id)).into();
    clocks.push(cadence(&["SEV-1"], 30));
    let mut desk = Desk::declares(Some("SEV-3"), clocks);
    assert_eq!(desk.words("13:20"), [""; 0]);
    desk.level("13:20", "SEV-1", "harm is likely");
    let readings = desk.readings("13:25");
    assert_eq!((readings[0].clock.as_str(), readings[0].due), ("c", Some(at("13:30"))));
    for reading in &readings[1..] {
        assert_eq!(reading.due, Some(at("13:50")), "{}", reading.clock);
        let (from, since) = reading.counts_from.clone().unwrap();
        assert_eq!((from.as_str(), since.earliest()), ("SEV-1", at("13:20")));
    }
}

#[test]
fn a_clock_of_two_levels_goes_on_when_one_becomes_the_other() {
    let due = [("declared", 30, Unit::Minutes)];
    let mut desk =
        Desk::declares(Some("SEV-2"), vec![clock(Escalation, "e", &["SEV-1", "SEV-2"], &due)]);
    desk.level("13:20", "SEV-1", "harm is likely");
    assert_eq!(desk.readings("13:25")[0].due, Some(at("13:30")));
    desk.level("13:26", "SEV-2", "no harm after all");
    assert_eq!(desk.readings("13:27")[0].due, Some(at("13:30")));
    // Since it was SEV-2, not since it was declared, when the time of the declaration is corrected.
    desk.records("13:28", "declared", "12:50");
    assert_eq!(desk.readings("13:29")[0].due, Some(at("13:20")));
}

#[test]
fn on_lowering_what_was_met_stays_and_the_rest_no_longer_applies() {
    let due = |minutes| [("declared", minutes, Unit::Minutes)];
    let of = |kind, id, minutes| clock(kind, id, &["SEV-1"], &due(minutes));
    let clocks = vec![
        of(Document, "open", 60),
        of(Escalation, "late", 10),
        stops(of(WarRoom, "met", 15), "room_open"),
        stops(of(Containment, "after", 60), "contained"),
        cadence(&["SEV-1"], 5),
    ];
    let mut desk = Desk::declares(Some("SEV-1"), clocks);
    desk.stamps("13:05", "room_open");
    desk.level("13:12:14", "SEV-3", "one customer only");
    desk.stamps("13:40", "contained");
    let words: Vec<_> = desk
        .readings("14:00")
        .iter()
        .map(|reading| (reading.clock.clone(), reading.words(at("14:00")), reading.missed))
        .collect();
    let gone = "not applicable (level lowered by ops4: one customer only";
    let row = |id: &str, words: String, missed| (id.to_owned(), words, missed);
    assert_eq!(
        words,
        [
            row("met", "met, 10:00 to spare".to_owned(), 0),
            row("open", format!("{gone})"), 0),
            row("late", format!("{gone}, 02:14 late)"), 0),
            row("after", format!("{gone})"), 0),
            row("update", format!("{gone})"), 2),
        ]
    );
    desk.level("14:10", "SEV-1", "more customers");
    assert_eq!(desk.readings("14:10").len(), 5);
    assert_eq!(desk.words("14:10")[0], "LATE 1:05:00", "again from the first time at the level");
}

#[test]
fn on_raising_the_clocks_of_the_milder_level_no_longer_apply() {
    let due = [("declared", 1, Unit::Hours)];
    let mut desk = Desk::declares(Some("SEV-2"), vec![clock(Document, "d", &["SEV-2"], &due)]);
    desk.level("13:10", "SEV-1", "harm");
    assert_eq!(desk.says_its_clock("13:20"), "not applicable (level raised by ops4: harm)");
}

#[test]
fn what_serves_to_end_the_harm_ends_with_it() {
    let due = |minutes| [("declared", minutes, Unit::Minutes)];
    let clocks = vec![
        clock(Containment, "contain", &[], &due(60)),
        clock(WarRoom, "room", &[], &due(15)),
        clock(Notification, "notice", &[], &due(60)),
        clock(Document, "report", &[], &due(120)),
        clock(Regulator, "authority", &[], &[("aware", 72, Unit::Hours)]),
    ];
    let mut desk = Desk::declares(Some("SEV-1"), clocks);
    desk.resolves("13:30");
    let without = "not applicable (resolved without it";
    let room = format!("{without}, 15:00 late)");
    let contain = format!("{without})");
    assert_eq!(desk.words("13:40"), ["20:00", "1:20:00", "waits for aware", &contain, &room]);
    desk.closes("14:10");
    let notice = "not applicable (closed, 10:00 late)";
    assert_eq!(desk.words("14:20"), ["40:00", "waits for aware", &contain, &room, notice]);
}

#[test]
fn late_comes_first_then_what_runs_out_then_what_waits_then_what_was_met() {
    let of =
        |id: &str, minutes| clock(Notification, id, &[], &[("declared", minutes, Unit::Minutes)]);
    let clocks = vec![
        stops(of("met first", 60), "contained"),
        clock(Notification, "waits", &[], &[("aware", 1, Unit::Hours)]),
        of("late a little", 20),
        of("runs out last", 300),
        of("late long", 10),
        stops(of("met last", 60), "room_open"),
        of("at risk", 35),
        cadence(&["SEV-2"], 5),
    ];
    let mut desk = Desk::declares(Some("SEV-2"), clocks);
    desk.stamps("13:05", "contained");
    desk.stamps("13:06", "room_open");
    desk.level("13:07", "SEV-1", "harm");
    let ids: Vec<_> = desk.readings("13:30").into_iter().map(|reading| reading.clock).collect();
    let order = ["late long", "late a little", "at risk", "runs out last", "waits"];
    assert_eq!(ids[..5], order);
    assert_eq!(ids[5..], ["met last", "met first", "update"]);
}

#[test]
fn days_are_counted_in_the_plans_zone_and_shown_as_days() {
    let of = |amount, unit| clock(Regulator, "r", &[], &[("declared", amount, unit)]);
    for (amount, unit, rule, words) in [
        (5, Unit::BusinessDays, "5 business days", "Fri 27 Nov"),
        (0, Unit::BusinessDays, "by the end of the day", "10:00:00"),
        (1, Unit::BusinessDays, "1 business day", "Mon 23 Nov"),
        (15, Unit::CalendarDays, "15 days", "15d 0h"),
        (60, Unit::CalendarDays, "60 days", "Tue 19 Jan"),
        (1, Unit::Months, "1 month", "Sun 20 Dec"),
        (14, Unit::Months, "14 months", "20 Jan 2028"),
        (72, Unit::Hours, "within 72 h", "72:00:00"),
        (200, Unit::Hours, "within 200 h", "8d 8h"),
        (1, Unit::Seconds, "within 1 s", "00:01"),
        (u32::MAX, Unit::Months, "4294967295 months", "beyond the calendar"),
    ] {
        let desk = Desk::declares(None, vec![of(amount, unit)]);
        assert_eq!(desk.readings("13:00")[0].rule, rule);
        assert_eq!(desk.says_its_clock("13:00"), words, "{rule}");
    }
    let daily = Clock { repeat: true, ..of(1, Unit::BusinessDays) };
    assert_eq!(Desk::declares(None, vec![daily]).readings("13:00")[0].rule, "every business day");
    // Near its end a date becomes a countdown: to midnight in Berlin.
    let friday = Desk::declares(None, vec![of(5, Unit::BusinessDays)]);
    let words = |now| readings(&friday.incident, time(now))[0].words(time(now));
    assert_eq!(words("2026-11-26T23:00:00Z"), "Fri 27 Nov");
    assert_eq!(words("2026-11-26T23:00:01Z"), "23:59:59");
    assert_eq!(words("2026-12-02T23:00:00Z"), "LATE 5d 0h");
}

#[test]
fn historic_incidents_and_those_without_a_plan_have_no_clocks() {
    assert_eq!(Desk::idle().readings("15:00"), []);
    for (historic, pinned) in [(true, true), (false, false)] {
        let mut desk = Desk::idle();
        let declared = Declared { title: "Old".into(), historic, ..Declared::default() };
        let plan = pinned.then(|| plan(vec![contain(60)]).to_pinned());
        desk.says("13:00", Command::Declare { declared, plan });
        assert_eq!(desk.readings("15:00"), []);
    }
}

#[test]
fn only_a_change_of_what_is_shown_is_worth_drawing() {
    let of = |amount, unit| clock(Notification, "n", &[], &[("declared", amount, unit)]);
    let next = |amount, unit, now: DateTime<Utc>| {
        let desk = Desk::declares(None, vec![of(amount, unit)]);
        next_change(&readings(&desk.incident, now), now)
    };
    let half = TimeDelta::milliseconds(500);
    assert_eq!(next(1, Unit::Hours, at("13:20")), Some(at("13:20:01")));
    assert_eq!(next(1, Unit::Hours, at("13:20") + half), Some(at("13:20:01")));
    assert_eq!(next(1, Unit::Hours, at("14:20") + half), Some(at("14:20:01")));
    assert_eq!(next(200, Unit::Hours, at("13:20")), Some(at("14:00:01")));
    assert_eq!(
        next(5, Unit::BusinessDays, at("13:20")),
        Some(time("2026-11-26T11:24:00Z")),
        "at risk"
    );
    let risk = time("2026-11-26T11:24:00Z");
    assert_eq!(next(5, Unit::BusinessDays, risk), Some(time("2026-11-26T23:00:01Z")));
    let mut met = Desk::declares(None, vec![contain(60)]);
    met.stamps("13:10", "contained");
    assert_eq!(next_change(&met.readings("13:11"), at("13:11")), None);
}

#[test]
fn the_standard_plan_reads_as_the_screen_shows_it() {
    let mut desk = Desk::declares_by(&warroom::catalog::standard(), Some("SEV-1"));
    let (role, person) = ("commander".to_owned(), "ops4".to_owned());
    desk.says("13:00", Command::Assign { role, person });
    desk.stamps("13:09", "specialist_reached");
    desk.stamps("13:26", "update_sent");
    let now = at("13:43:14");
    let rows: Vec<String> = readings(&desk.incident, now)
        .iter()
        .filter(|reading| !reading.is_quiet())
        .map(|reading| format!("{} | {} | {}", reading.title, reading.rule, reading.words(now)))
        .collect();
    assert_eq!(
        rows,
        [
            "Confirmed and classified | within 5 min | LATE 38:14",
            "War room open | within 15 min | LATE 28:14",
            "Containment stage done | within 15 min | LATE 28:14",
            "Hypothesis stated | within 30 min | LATE 13:14",
            "Executive update | every 30 min | LATE 13:14",
            "Internal update | every 15 min | LATE 02:14",
            "Contained | within 1 h | 16:46",
            "Customers notified | within 24 h | 23:16:46",
            "Assessed: system, reach, duties | within 24 h | 23:16:46",
            "Remediated | within 72 h | 71:16:46",
            "Incident report | 5 business days | Fri 27 Nov",
            "Review held | 14 days | 13d 23h",
            "Time check | every 10 min | 06:46",
            "Users told | within 60 min | waits for users affected decided",
            "First outside message | within 5 min | waits for users affected decided",
            "Scope message | within 5 min | waits for first message sent",
            "Outside update | every 20 min | waits for scope message sent",
            "ML specialist reached | within 30 min | met, 21:00 to spare",
            "Acknowledged | immediately | met at once",
        ]
    );
}
