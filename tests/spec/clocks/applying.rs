//! Whether a clock applies: what was answered, what was decided, from when on it is in force.

use super::desk::{Desk, at, clock, stops};
use warroom::clocks::{Counts, State};
use warroom::incident::{Answer, Command, Correction, Ruling, Word};
use warroom::plan::{Clock, ClockKind, Condition, Unit, YesNo};

fn notice(conditions: Vec<Condition>) -> Clock {
    let due = [("aware", 72, Unit::Hours)];
    Clock { conditions, ..clock(ClockKind::Regulator, "notice", &[], &due) }
}

fn answer(question: &str) -> Condition {
    Condition { answer: Some(question.to_owned()), ..Condition::default() }
}

#[test]
fn a_clock_asks_until_its_question_is_answered() {
    let mut desk = Desk::declares(None, vec![notice(vec![answer("personal-data")])]);
    let asks = vec!["personal-data".to_owned()];
    assert_eq!(desk.readings("13:05")[0].state, State::NotAssessed { asks: asks.clone() });
    assert_eq!(desk.says_its_clock("13:05"), "not assessed (personal data?)");
    desk.answers("13:10", "personal-data", Word::Unknown, None);
    assert_eq!(desk.readings("13:11")[0].state, State::NotAssessed { asks });
    desk.answers("13:20", "personal-data", Word::Yes, None);
    assert_eq!(desk.says_its_clock("13:21"), "waits for aware");
    desk.stamps("13:30", "aware");
    assert_eq!(desk.says_its_clock("13:30"), "72:00:00");
}

#[test]
fn an_answer_that_ends_it_is_named_with_who_gave_it_when_and_why() {
    let mut desk = Desk::declares(None, vec![notice(vec![answer("personal-data")])]);
    desk.answers("13:20", "personal-data", Word::No, Some("only telemetry"));
    let words = "not applicable (personal data: no, by ops4: only telemetry)";
    assert_eq!(desk.says_its_clock("13:30"), words);
    let reading = &desk.readings("13:30")[0];
    let State::NotApplicable { by, when, .. } = &reading.state else { panic!("it applies") };
    assert_eq!(by.as_deref(), Some("ops4"));
    assert_eq!(when.map(warroom::time::Moment::earliest), Some(at("13:20")));
    let [held] = &reading.conditions[..] else { panic!("one condition") };
    assert_eq!((held.about.as_str(), held.must.as_str()), ("personal data", "yes"));
    assert_eq!(held.question.as_deref(), Some("personal-data"));
    assert_eq!(held.holds, Some(false));
    let said = held.said.as_ref().unwrap();
    assert_eq!((said.value, said.by.as_str()), (Answer::Word(Word::No), "ops4"));
}

#[test]
fn one_answer_that_ends_it_is_enough_though_others_are_open() {
    let people = Condition { at_least: Some(500), ..answer("people") };
    let mut desk = Desk::declares(None, vec![notice(vec![people, answer("personal-data")])]);
    assert_eq!(desk.says_its_clock("13:05"), "not assessed (people? +1)");
    desk.answers("13:10", "personal-data", Word::No, None);
    let words = "not applicable (personal data: no, by ops4)";
    assert_eq!(desk.says_its_clock("13:11"), words);
    desk.answers("13:12", "personal-data", Word::Yes, None);
    assert_eq!(desk.says_its_clock("13:13"), "not assessed (people?)");
}

#[test]
fn numbers_are_compared_and_the_two_ends_differ() {
    let at_least = Condition { at_least: Some(500), ..answer("people") };
    let below = Condition { below: Some(500), ..answer("people") };
    let not = Condition { not: true, ..at_least.clone() };
    let of = |condition: &Condition, many| {
        let mut desk = Desk::declares(None, vec![notice(vec![condition.clone()])]);
        desk.counts("13:10", "people", many);
        desk.says_its_clock("13:11")
    };
    let waits = "waits for aware";
    let gone = |why: &str| format!("not applicable (people: {why}, by ops4)");
    assert_eq!([of(&at_least, 500), of(&at_least, 501)], [waits, waits]);
    assert_eq!(of(&at_least, 499), gone("499, not at least 500"));
    assert_eq!([of(&below, 0), of(&below, 499)], [waits, waits]);
    assert_eq!(of(&below, 500), gone("500, not below 500"));
    assert_eq!(of(&not, 499), waits);
    assert_eq!(of(&not, 500), gone("500, at least 500"));
}

#[test]
fn the_opposite_answer_may_be_asked_for() {
    for condition in [
        Condition { is: Some(YesNo::No), ..answer("personal-data") },
        Condition { not: true, ..answer("personal-data") },
    ] {
        let mut desk = Desk::declares(None, vec![notice(vec![condition])]);
        assert_eq!(desk.says_its_clock("13:05"), "not assessed (personal data?)");
        desk.answers("13:10", "personal-data", Word::Yes, None);
        let words = "not applicable (personal data: yes, by ops4)";
        assert_eq!(desk.says_its_clock("13:11"), words);
        desk.answers("13:12", "personal-data", Word::No, None);
        assert_eq!(desk.says_its_clock("13:13"), "waits for aware");
    }
}

#[test]
fn a_declared_fact_turns_a_clock_on_and_off() {
    let public =
        |not| Condition { fact: Some("public_report".to_owned()), not, ..Condition::default() };
    let clocks = [false, true].map(|not| Clock {
        id: if not { "quiet" } else { "loud" }.to_owned(),
        conditions: vec![public(not)],
        ..clock(ClockKind::Notification, "", &[], &[("declared", 1, Unit::Hours)])
    });
    let mut desk = Desk::declares(None, clocks.into());
    assert_eq!(desk.says_of("loud", "13:10"), "not applicable (no public report)");
    assert_eq!(desk.says_of("quiet", "13:10"), "50:00");
    desk.says("13:20", Command::Correct(Correction::PublicReport(true)));
    assert_eq!(desk.says_of("loud", "13:30"), "30:00");
    assert_eq!(desk.says_of("quiet", "13:30"), "not applicable (public report)");
}

#[test]
fn a_moment_that_must_be_there_is_waited_for() {
    let paid =
        |not| Condition { stamp: Some("ransom_paid".to_owned()), not, ..Condition::default() };
    let of = |id: &str, not| Clock {
        conditions: vec![paid(not)],
        ..clock(ClockKind::Notification, id, &[], &[("declared", 1, Unit::Hours)])
    };
    let mut desk = Desk::declares(None, vec![of("paid", false), of("unpaid", true)]);
    assert_eq!(desk.says_of("paid", "13:10"), "waits for ransom paid");
    assert_eq!(desk.says_of("unpaid", "13:10"), "50:00");
    desk.stamps("13:20", "ransom_paid");
    assert_eq!(desk.says_of("paid", "13:30"), "30:00");
    let words = "not applicable (ransom paid is recorded)";
    assert_eq!(desk.says_of("unpaid", "13:30"), words);
}

#[test]
fn each_deadline_may_have_conditions_of_its_own() {
    let mut both = notice(Vec::new());
    both.due = clock(
        ClockKind::Regulator,
        "",
        &[],
        &[("aware", 72, Unit::Hours), ("aware", 24, Unit::Hours)],
    )
    .due;
    both.due[1].conditions = vec![answer("personal-data")];
    let mut only = both.clone();
    (only.id, only.due) = ("only".to_owned(), vec![both.due[1].clone()]);
    let mut desk = Desk::declares(None, vec![both, only]);
    desk.stamps("13:00", "aware");
    assert_eq!(desk.says_of("notice", "13:00"), "72:00:00", "what is known counts");
    assert_eq!(desk.says_of("only", "13:00"), "not assessed (personal data?)");
    desk.answers("13:10", "personal-data", Word::Yes, None);
    assert_eq!(desk.says_of("notice", "13:10"), "23:50:00");
    assert_eq!(desk.says_of("only", "13:10"), "23:50:00");
    desk.answers("13:20", "personal-data", Word::No, None);
    assert_eq!(desk.says_of("notice", "13:20"), "71:40:00");
    let words = "not applicable (personal data: no, by ops4)";
    assert_eq!(desk.says_of("only", "13:20"), words);
}

#[test]
fn what_is_off_or_not_in_force_on_the_day_of_its_start_does_not_apply() {
    let day = |text: &str| Some(text.parse().unwrap());
    let off = Clock { off: true, ..notice(Vec::new()) };
    let later = Clock { applies_from: day("2026-11-22"), ..notice(Vec::new()) };
    let earlier = Clock { applies_until: day("2026-11-20"), ..notice(Vec::new()) };
    let words = |clock: Clock, aware: Option<&str>| {
        let mut desk = Desk::declares(None, vec![clock]);
        if let Some(time) = aware {
            desk.stamps(time, "aware");
        }
        desk.says_its_clock("60:00")
    };
    let gone = |why: &str| format!("not applicable ({why})");
    assert_eq!(words(off, None), gone("switched off: not confirmed to be in force"));
    assert_eq!(words(later.clone(), None), gone("in force from 2026-11-22"));
    assert_eq!(words(later.clone(), Some("46:00")), gone("in force from 2026-11-22"));
    assert_eq!(words(later, Some("47:00")), "59:00:00", "midnight in Berlin");
    assert_eq!(words(earlier.clone(), None), "waits for aware");
    assert_eq!(words(earlier.clone(), Some("22:59")), "34:59:00");
    assert_eq!(words(earlier, Some("23:00")), gone("in force until 2026-11-20"));
}

#[test]
fn somebody_waives_a_clock_rules_it_out_and_restores_it() {
    let due = [("declared", 1, Unit::Hours)];
    let contain = stops(clock(ClockKind::Containment, "contain", &[], &due), "contained");
    let mut desk = Desk::declares(None, vec![contain]);
    desk.rules("13:10", "contain", Some(Ruling::Waived), "the pilot has ended");
    assert_eq!(desk.says_its_clock("15:00"), "waived by ops4: the pilot has ended");
    let State::Waived { when, .. } = &desk.readings("15:00")[0].state else { panic!("it runs") };
    assert_eq!(when.earliest(), at("13:10"));
    desk.rules("13:20", "contain", Some(Ruling::RuledOut), "nothing runs");
    let words = "not applicable (ruled out by ops4: nothing runs)";
    assert_eq!(desk.says_its_clock("15:00"), words);
    desk.rules("13:30", "contain", None, "it does");
    assert_eq!(desk.says_its_clock("13:30"), "30:00");
    desk.rules("13:40", "contain", Some(Ruling::Waived), "the pilot has ended");
    desk.stamps("13:50", "contained");
    assert_eq!(desk.says_its_clock("15:00"), "met, 10:00 to spare", "it happened all the same");
}

#[test]
fn what_was_submitted_is_met_whatever_else_is_said() {
    let mut desk = Desk::declares(None, vec![notice(vec![answer("personal-data")])]);
    desk.stamps("13:00", "aware");
    let (clock, reference) = ("notice".to_owned(), Some("B-4711".to_owned()));
    desk.says("14:00", Command::Submit { clock, reference });
    assert_eq!(desk.says_its_clock("15:00"), "met, 71:00:00 to spare");
    assert_eq!(desk.readings("15:00")[0].reference.as_deref(), Some("B-4711"));
    desk.answers("15:00", "personal-data", Word::No, None);
    desk.resolves("15:30");
    desk.closes("16:00");
    assert_eq!(desk.says_its_clock("17:00"), "met, 71:00:00 to spare");
}

#[test]
fn what_came_too_late_has_a_reason_once_somebody_gave_it() {
    let due = [("declared", 1, Unit::Hours)];
    let contain = stops(clock(ClockKind::Containment, "contain", &[], &due), "contained");
    let mut desk = Desk::declares(None, vec![contain]);
    assert_eq!(desk.readings("14:05")[0].late_since(), Some(at("14:00")));
    assert_eq!(desk.readings("13:05")[0].late_since(), None);
    let (clock, reason) = ("contain".to_owned(), "the vendor was closed".to_owned());
    desk.says("14:10", Command::ExplainLateness { clock, reason });
    assert_eq!(desk.says_its_clock("14:10"), "LATE 10:00");
    let explained = desk.readings("14:10")[0].explained.clone().unwrap();
    assert_eq!(explained.reason.as_deref(), Some("the vendor was closed"));
    desk.stamps("14:20", "contained");
    assert_eq!(desk.says_its_clock("15:00"), "met 20:00 late (ops4: the vendor was closed)");
}

#[test]
fn clocks_are_counted_by_how_they_stand_so_that_many_are_one_line() {
    let legal = |id: &str| Clock { id: id.to_owned(), ..notice(vec![answer("personal-data")]) };
    let of = |id: &str, minutes| {
        let due = [("declared", minutes, Unit::Minutes)];
        clock(ClockKind::Notification, id, &[], &due)
    };
    let open = Clock { conditions: vec![answer("personal-data")], ..of("open", 60) };
    let clocks = vec![legal("a"), legal("b"), of("late", 5), of("runs", 60), open];
    let desk = Desk::declares(None, clocks);
    let readings = desk.readings("13:10");
    let ids: Vec<_> = readings.iter().map(|reading| reading.clock.as_str()).collect();
    assert_eq!(ids, ["late", "runs", "a", "b", "open"]);
    let counted =
        Counts { late: 1, running: 1, not_assessed: 3, not_assessed_legal: 2, ..Counts::default() };
    assert_eq!(Counts::of(&readings), counted);
    assert_eq!(readings.iter().filter(|reading| reading.is_quiet()).count(), 3);
}
