//! What is measured of the work that follows and of messages that were sent from here.

use crate::clocks::desk::{Desk, at, cadence, plan};
use chrono::{NaiveDate, TimeDelta};
use warroom::incident::{Command, Incident, Measure, Output, Owed, Sending};
use warroom::metrics::{Case, Metrics, first_message};
use warroom::plan::CommsRule;

fn measured(incidents: &[Incident], clock: &str) -> Metrics {
    let cases = incidents.iter().map(|incident| Case::of(incident, false, at(clock)));
    Metrics::of(&cases.collect::<Vec<Case>>())
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("it is a day")
}

fn owes(desk: &mut Desk, due: &str, kind: Output) {
    let (text, owner) = (format!("due {due}"), "dev3".to_owned());
    desk.says("13:30", Command::AddAction(Owed { text, owner, due: day(due), kind }));
}

const CHECK: Output = Output::Prevention(Measure::Check);

/// All that happens is on the 20th: two done in time, one done late, one overdue, one due today, one dropped.
fn followed() -> Incident {
    let mut desk = Desk::declares(Some("SEV-1"), Vec::new());
    for (due, kind) in [
        ("2026-11-20", Output::Fix),
        ("2026-12-20", CHECK),
        ("2026-11-18", CHECK),
        ("2026-11-13", Output::Fix),
        ("2026-11-20", Output::Fix),
        ("2026-11-01", CHECK),
    ] {
        owes(&mut desk, due, kind);
    }
    for action in ["1", "2", "3"] {
        desk.says("14:00", Command::FinishAction { action: action.to_owned(), note: None });
    }
    desk.says("14:00", Command::DropAction { action: "6".to_owned(), reason: "no".to_owned() });
    desk.incident
}

#[test]
fn actions_are_done_in_time_or_late_and_what_is_overdue_is_not_in_time() {
    let metrics = measured(&[followed()], "15:00");
    let all = metrics.followed;
    assert_eq!((all.in_time, all.late, all.overdue), (2, 1, 1));
    assert_eq!((all.open, all.dropped, all.invalid), (1, 1, 0));
    assert_eq!((all.ended(), all.percent()), (4, Some(50)));
    let late = all.late_by.expect("two were late");
    assert_eq!((late.median, late.worst), (TimeDelta::days(2), TimeDelta::days(7)));
    let words = "2 of 4 in time (50 %); 1 done late; 1 overdue; 1 open; 1 dropped; late by ";
    assert!(all.words().starts_with(words), "{}", all.words());
    assert_eq!((metrics.fixes.in_time, metrics.fixes.overdue, metrics.fixes.open), (1, 1, 1));
    assert_eq!((metrics.preventions.in_time, metrics.preventions.late), (1, 1));
    // Seen a day later one more is overdue.
    assert_eq!(measured(&[followed()], "39:00").followed.overdue, 2);
}

#[test]
fn where_nobody_wrote_any_action_down_it_is_not_recorded_and_no_share() {
    let none = Desk::declares(Some("SEV-1"), Vec::new()).incident;
    let metrics = measured(&[none.clone(), followed(), none], "15:00");
    assert_eq!((metrics.without_actions, metrics.followed.ended()), (2, 4));
    let nothing = measured(&[Desk::declares(None, Vec::new()).incident], "15:00");
    assert_eq!(
        (nothing.followed.percent(), nothing.followed.words()),
        (None, "none was due".to_owned())
    );
}

#[test]
fn an_action_that_was_done_before_it_was_written_down_is_invalid() {
    let mut desk = Desk::declares(Some("SEV-1"), Vec::new());
    owes(&mut desk, "2026-11-20", Output::Fix);
    let finish = Command::FinishAction { action: "1".to_owned(), note: None };
    let mut on = warroom::incident::Occasion::now("ops4", at("14:00"));
    on.happened_at = Some("2026-11-19T12:00:00Z".parse().expect("a time"));
    for fact in desk.incident.decide(finish, &on).expect("it is allowed") {
        desk.writes(on.now, &fact);
    }
    let of = measured(&[desk.incident], "15:00").followed;
    assert_eq!((of.invalid, of.ended(), of.percent()), (1, 0, None));
}

/// A desk with a rule of the matrix whose clock waits for `update_sent`.
fn telling() -> Desk {
    let rule = CommsRule {
        id: "internal".to_owned(),
        audience: "internal".to_owned(),
        title: "Internal update".to_owned(),
        clock: Some("update".to_owned()),
        ..CommsRule::default()
    };
    let plan = warroom::plan::Plan { comms: vec![rule], ..plan(vec![cadence(&["SEV-1"], 15)]) };
    Desk::declares_by(&plan, Some("SEV-1"))
}

fn sends(desk: &mut Desk, clock: &str) {
    desk.says(
        clock,
        Command::Send(Sending {
            item: "internal".to_owned(),
            channel: "chat".to_owned(),
            text: Some((None, "We are at it".to_owned())),
            ..Sending::default()
        }),
    );
}

#[test]
fn a_message_that_was_sent_counts_for_its_cadence_and_its_lateness() {
    let mut desk = telling();
    sends(&mut desk, "13:10"); // in time
    sends(&mut desk, "13:47"); // 22 min late, two were missed
    desk.says("13:50", Command::Resolve { reason: "over".to_owned() });
    assert_eq!(
        first_message(&desk.incident).map(warroom::time::Moment::earliest),
        Some(at("13:10"))
    );
    let metrics = measured(&[desk.incident], "14:00");
    let [update] = metrics.cadences.as_slice() else { panic!("{:?}", metrics.cadences) };
    assert_eq!((update.sent, update.missed), (2, 2));
    assert_eq!(update.late_by().map(|late| late.worst), Some(TimeDelta::minutes(22)));
    let messages = metrics.messages;
    assert_eq!((messages.in_time, messages.late), (1, 1));
    assert_eq!(messages.late_by.map(|late| late.worst), Some(TimeDelta::minutes(22)));
    assert_eq!(messages.words(), "1 of 2 in time; late by 22 min");
}
