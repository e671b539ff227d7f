//! Several desks, one incident: what each of them sees once the entries have met.

use super::commands::*;
use super::entries::forged;
use super::world::*;
use std::sync::Arc;
use warroom::incident::{
    Command, Correction, Entry, Event, Fact, Field, Incident, Standing, Status,
};

/// Two desks that have both seen the same declaration.
fn two_desks() -> (Desk, Desk) {
    let mut one = Desk::new(1, "ops4");
    one.does(declare());
    let mut two = Desk::new(2, "lead2");
    two.now = one.now;
    two.hears(&one);
    (one, two)
}

fn meet(one: &mut Desk, two: &mut Desk) -> Incident {
    one.hears(two);
    two.hears(one);
    assert_eq!(one.incident(), two.incident());
    one.incident()
}

fn commander() -> Field {
    Field::Seat("commander".to_owned())
}

/// The same entry written once more: its log had ended before it.
fn again(desk: &mut Desk, lost: &Entry) -> Arc<Entry> {
    desk.writes(Fact { was: Some(lost.id), ..lost.fact() })
}

// --- conflicts ---------------------------------------------------------------------------------------

#[test]
fn two_commanders_at_once_are_a_conflict_until_somebody_confirms() {
    let (mut one, mut two) = two_desks();
    one.does(assign("ic", "ops4"));
    two.does(assign("ic", "lead2"));
    let incident = meet(&mut one, &mut two);
    let conflict = &incident.conflicts[&commander()];
    assert_eq!((&*conflict.earlier.value, &*conflict.later.value), ("ops4", "lead2"));
    assert_eq!((&*conflict.earlier.by, &*conflict.later.by), ("ops4", "lead2"));
    assert_eq!(incident.holder("commander"), Some("lead2"), "the later in the order wins");

    one.does(assign("ic", "lead2"));
    let incident = meet(&mut one, &mut two);
    assert!(incident.conflicts.is_empty());
    assert_eq!(incident.holder("commander"), Some("lead2"));
}

#[test]
fn a_conflict_is_settled_by_another_value_as_well() {
    let (mut one, mut two) = two_desks();
    one.does(assign("ic", "ops4"));
    two.does(assign("ic", "lead2"));
    meet(&mut one, &mut two);
    two.does(assign("ic", "ops9"));
    let incident = meet(&mut one, &mut two);
    assert!(incident.conflicts.is_empty());
    assert_eq!(incident.holder("commander"), Some("ops9"));
}

#[test]
fn the_same_value_twice_is_no_conflict() {
    let (mut one, mut two) = two_desks();
    one.does(assign("ic", "lead2"));
    two.does(assign("ic", "lead2"));
    assert!(meet(&mut one, &mut two).conflicts.is_empty());
}

#[test]
fn a_third_one_who_agrees_without_having_seen_it_does_not_settle_a_conflict() {
    let (mut one, mut two) = two_desks();
    let mut three = Desk::new(3, "ops9");
    three.hears(&one);
    three.now = one.now;
    one.does(assign("ic", "ops4"));
    two.does(assign("ic", "lead2"));
    three.does(assign("ic", "lead2"));
    meet(&mut one, &mut two);
    let incident = meet(&mut one, &mut three);
    let conflict = &incident.conflicts[&commander()];
    assert_eq!((&*conflict.earlier.value, &*conflict.later.value), ("ops4", "lead2"));
    assert_eq!(conflict.later.by, "ops9");
    one.does(assign("ic", "lead2"));
    assert!(one.incident().conflicts.is_empty());
}

#[test]
fn every_thing_with_one_value_can_be_in_conflict_and_be_confirmed_as_it_is() {
    let story = || vec![tick("1"), give_task("Find it", "dev3"), stamp("began", "2025")];
    for (before, mine, theirs, confirm, field) in [
        (
            vec![],
            set_severity("1", "a"),
            set_severity("3", "b"),
            set_severity("3", "b"),
            Field::Severity,
        ),
        (
            vec![],
            correct(Correction::Title("A".to_owned())),
            correct(Correction::Title("B".to_owned())),
            correct(Correction::Title("B".to_owned())),
            Field::Title,
        ),
        (
            vec![enter("contain"), enter("triage"), enter("contain")],
            enter("triage"),
            Command::EnterStage { stage: "triage".to_owned() },
            enter("contain"),
            Field::Stage,
        ),
        (vec![], assign("ic", "a"), assign("ic", "b"), assign("ic", "b"), commander()),
        (vec![assign("ic", "a")], assign("ic", "b"), release("ic"), release("ic"), commander()),
        (
            vec![],
            untick("1"),
            waive("1", "x"),
            waive("1", "x"),
            Field::Item("triage.scope".to_owned()),
        ),
        (
            vec![],
            stamp("began", "2024"),
            stamp("began", "2023"),
            stamp("began", "2023"),
            Field::Stamp("began".to_owned()),
        ),
        (vec![resolve("x")], close("y"), reopen("z"), reopen("z"), Field::Status),
        (vec![resolve("x")], reopen("z"), close("y"), close("y"), Field::Status),
        (
            vec![resolve("x"), close("y"), reopen("z"), resolve("x")],
            close("y"),
            reopen("z"),
            reopen("z"),
            Field::Status,
        ),
    ] {
        let (mut one, mut two) = two_desks();
        for command in story().into_iter().chain(before) {
            one.does(command);
        }
        two.hears(&one);
        two.now = one.now;
        one.does(mine);
        two.does(theirs);
        let incident = meet(&mut one, &mut two);
        if field == Field::Stage {
            assert!(incident.conflicts.is_empty(), "both went to the same stage");
        } else {
            assert!(incident.conflicts.contains_key(&field), "{field:?}");
            one.does(confirm);
            assert!(one.incident().conflicts.is_empty(), "{field:?}");
        }
    }
}

#[test]
fn additions_of_two_desks_are_all_kept() {
    let (mut one, mut two) = two_desks();
    for desk in [&mut one, &mut two] {
        desk.does(note("x"));
        desk.does(add_item(None, "Call legal"));
        desk.does(give_task("Find it", "dev3"));
        desk.does(evidence("log", "there", "ops4"));
    }
    let incident = meet(&mut one, &mut two);
    assert_eq!((incident.items.len(), incident.tasks.len(), incident.evidence.len()), (6, 2, 2));
    assert!(incident.conflicts.is_empty());
}

#[test]
fn a_late_entry_takes_its_place_in_the_order() {
    let (mut one, mut two) = two_desks();
    let late = one.does(set_severity("1", "worse"));
    for _ in 0..3 {
        two.does(note("meanwhile"));
    }
    let mut incident = two.incident();
    incident.apply(late);
    assert_eq!(incident.severity.as_deref(), Some("SEV-1"));
    assert_eq!(incident.timeline[2].entry.kind, "severity_changed");
    assert_eq!(incident, meet(&mut one, &mut two));
}

#[test]
fn an_entry_of_another_incident_does_not_count() {
    let (one, _) = two_desks();
    let mut incident = one.incident();
    let line = one.known[1].line().replace("7Q2KXM", "7Q2KXN");
    let stranger = Entry::read(forged(&line, str::to_owned).as_bytes()).expect("a line");
    incident.apply(Arc::new(stranger));
    assert_eq!(incident, one.incident());
}

#[test]
fn two_branches_of_one_log_are_both_kept() {
    let (one, _) = two_desks();
    let (mut left, mut right) = (one.clone(), one);
    left.does(note("left"));
    right.does(note("right"));
    let incident = meet(&mut left, &mut right);
    let notes = incident.timeline.iter().filter(|line| line.entry.kind == "noted");
    assert_eq!(notes.map(|line| line.entry.seq).collect::<Vec<_>>(), [3, 3]);
}

// --- undo --------------------------------------------------------------------------------------------

#[test]
fn an_undo_restores_what_stood_before_and_its_undo_restores_that() {
    let (mut one, _) = two_desks();
    one.does(set_severity("1", "worse"));
    let undone = one.does(undo_last());
    let incident = one.incident();
    assert_eq!(incident.severity.as_deref(), Some("SEV-2"));
    assert_eq!(incident.timeline[2].standing, Standing::Reversed(undone.id));
    assert_eq!(incident.levels.len(), 1);
    one.does(undo(&undone.id.to_string()));
    assert_eq!(one.incident().severity.as_deref(), Some("SEV-1"));
}

#[test]
fn an_undo_that_crosses_a_change_shows_as_a_conflict() {
    let (mut one, mut two) = two_desks();
    one.does(assign("ic", "ops4"));
    one.does(assign("ic", "ops9"));
    two.hears(&one);
    two.now = one.now;
    one.does(undo_last());
    two.does(assign("ic", "lead2"));
    let incident = meet(&mut one, &mut two);
    let conflict = &incident.conflicts[&commander()];
    assert_eq!((&*conflict.earlier.value, &*conflict.later.value), ("ops4", "lead2"));
}

#[test]
fn the_beginning_stays_whatever_a_log_says_was_undone() {
    let (mut one, _) = two_desks();
    for index in [0, 1] {
        let target = one.known[index].id;
        one.writes(Event::Reversed { target });
    }
    let incident = one.incident();
    assert!(incident.declaration.is_some() && incident.plan.is_some());
}

// --- redaction ---------------------------------------------------------------------------------------

#[test]
fn a_redaction_hides_at_once_with_and_without_words_in_its_place() {
    let (mut one, _) = two_desks();
    let first = one.does(note("Mx. Example called"));
    let second = one.does(resolve("Mx. Example agreed"));
    one.does(redact(&first.id.to_string(), ""));
    one.does(redact(&second.id.to_string(), r#"{"reason":"the customer agreed"}"#));
    let incident = one.incident();
    assert!(!format!("{:?}", incident.timeline[2].fact).contains("Example"));
    assert_eq!(incident.timeline[2].fact.event, Event::Unknown);
    let Event::Resolved { reason, .. } = &incident.timeline[3].fact.event else { panic!() };
    assert_eq!(reason, "the customer agreed");
    assert_eq!(incident.status, Status::Resolved);
    let standing =
        Standing::Redacted { by: "ops4".to_owned(), reason: "a customer's name".to_owned() };
    assert_eq!(incident.timeline[3].standing, standing);
}

#[test]
fn a_blank_line_is_pending_until_its_redaction_comes() {
    let (mut one, _) = two_desks();
    let words = one.does(resolve("Mx. Example agreed"));
    let removal = one.does(redact(&words.id.to_string(), r#"{"reason":"the customer agreed"}"#));
    let mut known = one.known.clone();
    known.retain(|entry| *entry != words && *entry != removal);
    known.push(Arc::new(words.blanked()));
    let mut incident = Incident::of(incident_id(), known);
    assert_eq!(incident.timeline[2].standing, Standing::Blank);
    assert_eq!(incident.status, Status::Open);
    incident.apply(removal);
    assert!(matches!(incident.timeline[2].standing, Standing::Redacted { .. }));
    assert_eq!(incident.status, Status::Resolved);
}

#[test]
fn a_redaction_that_comes_before_its_entry_waits_for_it() {
    let (mut one, _) = two_desks();
    let words = one.does(note("Mx. Example called"));
    one.does(redact(&words.id.to_string(), ""));
    let mut known = one.known.clone();
    known.retain(|entry| *entry != words);
    let mut incident = Incident::of(incident_id(), known);
    incident.apply(words);
    assert!(matches!(incident.timeline[2].standing, Standing::Redacted { .. }));
    assert_eq!(incident, one.incident());
}

#[test]
fn what_says_why_something_was_removed_is_not_hidden_itself() {
    let (mut one, _) = two_desks();
    let words = one.does(note("Mx. Example called"));
    let removal = one.does(redact(&words.id.to_string(), ""));
    let hide = |target| Event::Redacted { target, reason: "hush".to_owned(), instead: None };
    one.writes(hide(removal.id));
    one.writes(hide(one.known[0].id));
    let incident = one.incident();
    assert!(matches!(incident.timeline[3].fact.event, Event::Redacted { .. }));
    assert!(matches!(incident.timeline[2].standing, Standing::Redacted { .. }));
    assert!(incident.plan.is_some());
}

// --- written again -----------------------------------------------------------------------------------

#[test]
fn an_entry_that_had_to_be_written_again_counts_once() {
    let (mut one, mut two) = two_desks();
    let lost = one.does(give_task("Find it", "dev3"));
    two.now = one.now;
    let copy = again(&mut two, &lost);
    assert_eq!(two.incident().tasks.len(), 1, "the first telling is lost");
    two.does(acknowledge("1"));
    let incident = meet(&mut one, &mut two);
    assert_eq!(incident.tasks.len(), 1);
    assert!(incident.tasks[0].acknowledged.is_some(), "what was said of the copy is kept");
    let line = incident.timeline.iter().find(|line| line.entry == copy).expect("it is kept");
    assert_eq!(line.standing, Standing::Again(lost.id));
}

#[test]
fn an_undo_that_had_to_be_written_again_is_undone_with_its_copy() {
    let (mut one, mut two) = two_desks();
    one.does(set_severity("1", "worse"));
    let undone = one.does(undo_last());
    two.hears(&one);
    two.now = one.now;
    let early = one.does(undo(&undone.id.to_string()));
    two.now += chrono::TimeDelta::hours(1);
    let copy = again(&mut two, &undone);
    let incident = meet(&mut one, &mut two);
    assert!(early.hlc < copy.hlc);
    assert_eq!(incident.severity.as_deref(), Some("SEV-1"));
}

#[test]
fn a_false_copy_cannot_push_the_first_telling_aside() {
    let (one, _) = two_desks();
    let declared = &one.known[1];
    let mut stranger = Desk::new(3, "ops9");
    stranger.now -= chrono::TimeDelta::hours(1);
    let text = "not what was declared".to_owned();
    let fact = Fact { was: Some(declared.id), ..Event::Noted { text }.into() };
    let copy = stranger.writes(fact);
    assert!(copy.hlc < declared.hlc);
    stranger.writes(Event::Reversed { target: copy.id });
    let entries = one.known.iter().chain(&stranger.known).cloned();
    let incident = Incident::of(incident_id(), entries);
    assert_eq!(incident.title, "Answers leak keys");
    assert_eq!(incident.timeline[0].standing, Standing::Again(declared.id));
}

// --- what a newer version wrote ----------------------------------------------------------------------

#[test]
fn an_unknown_kind_is_kept_on_the_timeline_and_adds_up_to_nothing() {
    let (mut one, _) = two_desks();
    let before = one.incident();
    let entry = one.writes(Event::Noted { text: "x".to_owned() });
    one.known.pop();
    let line = forged(entry.line(), |line| line.replace("noted", "model_paused"));
    one.known.push(Arc::new(Entry::read(line.as_bytes()).expect("a line")));
    let mut after = one.incident();
    let told = after.timeline.pop().expect("it is there");
    assert_eq!((told.standing, told.fact.event), (Standing::Stands, Event::Unknown));
    assert_eq!(after, before);
    assert_eq!(one.incident().timeline[2].entry.line(), line);
}
