//! What the dashboard reminds people of by itself, and when its bell is due.

use super::desk::{Desk, at, cadence, clock, plan, stops};
use warroom::clocks::{
    About, Nudge, Pressing, State, Worst, nudges, readings, rings_between, worst,
};
use warroom::incident::{Command, Ruling};
use warroom::plan::{Amount, Clock, ClockKind, Plan, Unit};

fn reminder(id: &str, minutes: u32, until: &str) -> Clock {
    let due = [("declared", minutes, Unit::Minutes)];
    Clock {
        repeat: true,
        until: Some(until.to_owned()),
        note: Some(format!("mind the {id}")),
        ..clock(ClockKind::Nudge, id, &[], &due)
    }
}

fn contain() -> Clock {
    let due = [("declared", 60, Unit::Minutes)];
    stops(clock(ClockKind::Containment, "contain", &[], &due), "contained")
}

fn said(desk: &Desk, time: &str) -> Vec<Nudge> {
    nudges(&desk.incident, &desk.readings(time), at(time))
}

fn texts(desk: &Desk, time: &str) -> Vec<String> {
    said(desk, time).into_iter().map(|nudge| nudge.text).collect()
}

#[test]
fn a_reminder_is_due_again_and_again_until_somebody_answers() {
    let mut desk = Desk::declares(None, vec![reminder("command", 2, "commander.seated")]);
    for (time, words, missed) in
        [("13:01", "01:00", 0), ("13:02", "02:00", 1), ("13:05:30", "00:30", 2)]
    {
        let reading = &desk.readings(time)[0];
        assert_eq!((reading.words(at(time)).as_str(), reading.missed), (words, missed), "{time}");
        assert_eq!(reading.state, State::Running, "it reminds, and is never late");
    }
    assert_eq!(texts(&desk, "13:01:59"), [""; 0]);
    assert_eq!(texts(&desk, "13:02"), ["mind the command"]);
    let nudge = &said(&desk, "13:09")[0];
    assert_eq!((nudge.since, nudge.times), (at("13:00"), 4));
    assert_eq!(nudge.pressing, Pressing::Reminds);
    desk.seats("13:10", "ops4");
    assert_eq!(texts(&desk, "13:10"), [""; 0]);
    assert_eq!(desk.says_its_clock("13:10"), "not applicable (commander seated)");
    desk.says("14:00", Command::Release { role: "commander".to_owned() });
    assert_eq!(texts(&desk, "14:01"), [""; 0], "it counts from when the seat became empty");
    assert_eq!(said(&desk, "14:02")[0].since, at("14:00"));
}

#[test]
fn a_reminder_that_nothing_answers_stands_for_a_minute() {
    let mut desk = Desk::declares(None, vec![reminder("time", 10, "resolved")]);
    let stands = |desk: &Desk, time| !said(desk, time).is_empty();
    let shown = ["13:09:59", "13:10", "13:10:59", "13:11", "13:20:30"].map(|t| stands(&desk, t));
    assert_eq!(shown, [false, true, true, false, true]);
    desk.snoozes("13:25", "time", 30);
    assert!(!stands(&desk, "13:30"), "somebody put it off");
    assert!(stands(&desk, "14:00"));
    desk.rules("14:01", "time", Some(Ruling::Waived), "it is quiet");
    assert!(!stands(&desk, "14:10"));
    desk.rules("14:11", "time", None, "it is not");
    desk.resolves("14:15");
    assert!(!stands(&desk, "14:20"));
    assert_eq!(desk.says_its_clock("14:20"), "not applicable (resolved)");
}

#[test]
fn a_cadence_may_end_by_itself() {
    let lasts = Some(Amount { amount: 2, unit: Unit::Hours });
    let mut desk = Desk::declares(None, vec![Clock { lasts, ..cadence(&[], 20) }]);
    assert_eq!(desk.readings("13:10")[0].ends, Some(at("15:00")));
    desk.stamps("14:50", "update_sent");
    assert_eq!(desk.says_its_clock("14:59:59"), "10:01");
    assert_eq!(desk.says_its_clock("15:00"), "not applicable (ended after 2 h)");
}

#[test]
fn a_task_whose_minutes_are_up_is_called_back() {
    let mut desk = Desk::declares(None, Vec::new());
    let give = |text: &str| Command::GiveTask {
        text: text.to_owned(),
        to: "ops9".to_owned(),
        minutes: 15,
    };
    desk.says("13:00", give("roll back the prompt"));
    desk.says("13:05", give("keep the logs"));
    assert_eq!(texts(&desk, "13:14:59"), [""; 0]);
    let late = "ops9: roll back the prompt (15 min are up, never acknowledged)";
    assert_eq!(texts(&desk, "13:15"), [late]);
    let nudge = &said(&desk, "13:15")[0];
    assert_eq!((nudge.to.as_deref(), nudge.since), (Some("ops9"), at("13:15")));
    assert_eq!(nudge.pressing, Pressing::Late);
    let task = desk.incident.tasks[0].id.to_string();
    desk.says("13:16", Command::FinishTask { task });
    assert_eq!(texts(&desk, "13:17"), [""; 0]);
}

#[test]
fn somebody_with_too_many_open_tasks_is_named() {
    for (most, given, shown) in [(None, 7, 0), (None, 8, 1), (Some(2), 2, 0), (Some(2), 3, 1)] {
        let plan = Plan { span_of_control: most, ..plan(Vec::new()) };
        let mut desk = Desk::declares_by(&plan, None);
        for number in 0..given {
            let (text, to) = (format!("task {number}"), "ops9".to_owned());
            desk.says("13:00", Command::GiveTask { text, to, minutes: 60 });
        }
        let said = said(&desk, "13:10");
        assert_eq!(said.len(), shown, "{most:?} {given}");
        if let [nudge] = &said[..] {
            let most = most.unwrap_or(7);
            let text = format!("ops9 has {given} open tasks, more than {most}: give some away");
            assert_eq!(nudge.text, text);
            assert_eq!(nudge.about, About::Person("ops9".to_owned()));
        }
    }
}

#[test]
fn the_worst_is_what_is_late_then_what_is_at_risk_then_what_reminds_then_what_runs() {
    let mut desk =
        Desk::declares(None, vec![contain(), reminder("command", 2, "commander.seated")]);
    let title = |desk: &Desk, time: &str| {
        let (readings, said) = (desk.readings(time), said(desk, time));
        worst(&readings, &said).map(|worst| (worst.title().to_owned(), worst.pressing()))
    };
    let is = |title: &str, pressing| Some((title.to_owned(), pressing));
    assert_eq!(title(&desk, "13:01"), is("contain", Pressing::Runs));
    assert_eq!(title(&desk, "13:05"), is("command", Pressing::Reminds));
    assert_eq!(title(&desk, "13:50"), is("contain", Pressing::AtRisk));
    assert_eq!(title(&desk, "14:00"), is("contain", Pressing::Late));
    desk.snoozes("14:01", "contain", 30);
    assert_eq!(title(&desk, "14:02"), is("command", Pressing::Reminds));
    desk.seats("14:03", "ops4");
    assert_eq!(title(&desk, "14:03"), None, "all is put off or done");
    let readings = desk.readings("14:31");
    assert!(
        matches!(worst(&readings, &[]), Some(Worst::Clock(reading)) if reading.clock == "contain")
    );
}

#[test]
fn a_bell_is_due_when_a_clock_gets_worse_and_each_time_that_an_interval_passes() {
    let clocks = vec![contain(), cadence(&[], 15), reminder("time", 10, "resolved")];
    let mut desk = Desk::declares(None, clocks);
    let rung = |desk: &Desk, before: &str, after: &str| -> Vec<(String, Pressing)> {
        let rings = rings_between(&desk.incident, at(before), at(after));
        rings.into_iter().map(|ring| (ring.title, ring.pressing)).collect()
    };
    let ring = |title: &str, pressing| (title.to_owned(), pressing);
    assert_eq!(rung(&desk, "13:09", "13:09:59"), []);
    assert_eq!(rung(&desk, "13:09", "13:10"), [ring("time", Pressing::Reminds)]);
    assert_eq!(rung(&desk, "13:10", "13:11"), []);
    assert_eq!(rung(&desk, "13:11", "13:12"), [ring("update", Pressing::AtRisk)]);
    assert_eq!(rung(&desk, "13:14", "13:15"), [ring("update", Pressing::Late)]);
    assert_eq!(rung(&desk, "13:15", "13:16"), []);
    let both = [ring("update", Pressing::Late), ring("time", Pressing::Reminds)];
    assert_eq!(rung(&desk, "13:29", "13:30"), both, "an interval has passed again");
    assert_eq!(rung(&desk, "13:47", "13:48"), [ring("contain", Pressing::AtRisk)]);
    let late = rung(&desk, "13:59", "14:00");
    assert!(late.contains(&ring("contain", Pressing::Late)), "{late:?}");
    desk.snoozes("13:50", "contain", 30);
    desk.rules("13:50", "time", Some(Ruling::Waived), "it is quiet");
    desk.stamps("13:58", "update_sent");
    assert_eq!(rung(&desk, "13:59", "14:00"), []);
    let (text, to) = ("keep the logs".to_owned(), "ops9".to_owned());
    desk.says("14:00", Command::GiveTask { text, to, minutes: 5 });
    assert_eq!(rung(&desk, "14:04", "14:05"), [ring("Call back", Pressing::Late)]);
    assert_eq!(readings(&desk.incident, at("14:05")).len(), 3);
}
