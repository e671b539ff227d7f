//! Clocks that are paused, put off, or of which time is only counted.

use super::desk::{Desk, at, cadence, clock, stops};
use warroom::clocks::{State, next_change};
use warroom::incident::{Command, Event, Occasion};
use warroom::plan::{Clock, ClockKind, Unit};

fn contain() -> Clock {
    let due = [("declared", 1, Unit::Hours)];
    stops(clock(ClockKind::Containment, "contain", &[], &due), "contained")
}

#[test]
fn a_clock_that_was_paused_is_due_later_by_that() {
    let mut desk = Desk::declares(None, vec![contain()]);
    desk.pauses("13:20", "contain", "the vendor looks");
    assert_eq!(desk.says_its_clock("15:00"), "paused by ops4: the vendor looks, 40:00 left");
    let reading = &desk.readings("15:00")[0];
    assert_eq!((reading.due, reading.used(at("15:00"))), (None, None));
    assert!(!reading.is_counting());
    assert_eq!(next_change(&desk.readings("15:00"), at("15:00")), None);
    desk.resumes("15:00", "contain");
    let reading = &desk.readings("15:10")[0];
    assert_eq!((reading.due, reading.used(at("15:10"))), (Some(at("15:40")), Some(500)));
    assert_eq!(reading.words(at("15:10")), "30:00");
    assert_eq!(desk.readings("15:28")[0].state, State::AtRisk);
    desk.pauses("15:30", "contain", "again");
    desk.resumes("16:30", "contain");
    assert_eq!(desk.says_its_clock("16:30"), "10:00");
    desk.stamps("16:35", "contained");
    assert_eq!(desk.says_its_clock("18:00"), "met, 05:00 to spare");
}

#[test]
fn what_was_late_before_a_pause_stays_late() {
    let mut desk = Desk::declares(None, vec![contain()]);
    desk.pauses("14:10", "contain", "too late");
    assert_eq!(desk.says_its_clock("14:20"), "LATE 20:00");
    desk.resumes("15:00", "contain");
    assert_eq!(desk.says_its_clock("15:00"), "LATE 1:00:00");
}

#[test]
fn what_is_met_while_it_is_paused_counts_the_pause_until_then() {
    let mut desk = Desk::declares(None, vec![contain()]);
    desk.pauses("13:20", "contain", "the vendor looks");
    desk.stamps("13:30", "contained");
    assert_eq!(desk.says_its_clock("15:00"), "met, 40:00 to spare");
}

#[test]
fn a_pause_before_the_start_counts_only_from_the_start_on() {
    let due = [("aware", 1, Unit::Hours)];
    let notice = clock(ClockKind::Notification, "notice", &[], &due);
    let mut desk = Desk::declares(None, vec![notice]);
    desk.pauses("13:10", "notice", "not yet");
    assert_eq!(desk.says_its_clock("13:15"), "waits for aware");
    desk.stamps("13:20", "aware");
    assert_eq!(desk.says_its_clock("13:50"), "paused by ops4: not yet, 1:00:00 left");
    desk.resumes("14:00", "notice");
    assert_eq!(desk.says_its_clock("14:00"), "1:00:00");
}

#[test]
fn a_cadence_that_is_paused_misses_nothing() {
    let mut desk = Desk::declares(Some("SEV-1"), vec![cadence(&["SEV-1"], 15)]);
    desk.pauses("13:20", "update", "until the morning");
    assert_eq!(desk.says_its_clock("18:00"), "paused by ops4: until the morning, 05:00 late");
    assert_eq!(desk.readings("18:00")[0].missed, 1);
    desk.resumes("18:00", "update");
    assert_eq!(desk.says_its_clock("18:09:59"), "LATE 14:59");
    assert_eq!(desk.readings("18:10")[0].missed, 2);
    desk.stamps("18:11", "update_sent");
    assert_eq!(desk.says_its_clock("18:11"), "15:00");
}

#[test]
fn the_law_is_not_paused() {
    let due = [("declared", 72, Unit::Hours)];
    let mut desk = Desk::declares(None, vec![clock(ClockKind::Regulator, "law", &[], &due)]);
    let (clock, reason) = ("law".to_owned(), "we wait".to_owned());
    let pause = Command::PauseClock { clock: clock.clone(), reason: reason.clone() };
    assert!(desk.incident.decide(pause, &Occasion::now("ops4", at("13:10"))).is_err());
    // A log that says so all the same changes nothing.
    desk.writes(at("13:10"), &Event::ClockPaused { clock, reason, over: None }.into());
    assert_eq!(desk.says_its_clock("14:00"), "71:00:00");
}

#[test]
fn what_is_put_off_runs_on() {
    let mut desk = Desk::declares(None, vec![contain()]);
    desk.snoozes("13:10", "contain", 15);
    assert_eq!(desk.says_its_clock("13:20"), "40:00");
    assert_eq!(desk.readings("13:20")[0].snoozed_until, Some(at("13:25")));
    assert_eq!(desk.readings("13:25")[0].snoozed_until, None);
}

#[test]
fn what_has_no_number_counts_up_and_is_never_late() {
    let due = [("high_risk", 0, Unit::Hours)];
    let told = Clock { counts_up: true, ..clock(ClockKind::Regulator, "people", &[], &due) };
    let mut desk = Desk::declares(None, vec![told]);
    assert_eq!(desk.says_its_clock("13:30"), "waits for high risk");
    desk.stamps("14:00", "high_risk");
    let reading = &desk.readings("16:41:10")[0];
    assert_eq!(reading.words(at("16:41:10")), "elapsed 2:41:10");
    assert_eq!((reading.rule.as_str(), reading.due), ("without undue delay", None));
    assert_eq!(reading.state, State::Running);
    assert_eq!(desk.says_its_clock("240:00"), "elapsed 9d 10h");
    assert_eq!(next_change(&desk.readings("14:00"), at("14:00")), Some(at("14:00:01")));
    assert_eq!(next_change(&desk.readings("240:30"), at("240:30")), Some(at("241:00")));
    desk.submits("17:00", "people");
    assert_eq!(desk.says_its_clock("18:00"), "met after 3:00:00");
}
