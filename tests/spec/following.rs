//! What is left afterwards: the work that follows, the report's sections, what lawyers ask for.

use super::commands::*;
use super::world::*;
use warroom::incident::{ActionState, Command, Field, Measure, Output, Refusal};
use warroom::store::index::Summary;

fn text(words: &str) -> String {
    words.to_owned()
}

const MONITOR: Output = Output::Prevention(Measure::Monitor);

fn finish_action(which: &str) -> Command {
    Command::FinishAction { action: text(which), note: Some(text("merged")) }
}

fn write(section: &str, words: &str) -> Command {
    Command::WriteSection { section: text(section), text: text(words) }
}

fn privilege(entry: &str, privileged: bool) -> Command {
    Command::SetPrivilege { entry: text(entry), privileged, reason: text("advice of counsel") }
}

fn hold() -> Command {
    Command::Hold { reason: text("a claim is expected") }
}

fn lift() -> Command {
    Command::LiftHold { reason: text("the claim is settled") }
}

// --- actions -----------------------------------------------------------------------------------------

#[test]
fn an_action_has_an_owner_a_day_and_a_kind() {
    given([declare()]).when(add_action("Rotate the keys", Output::Fix)).then([
        r#"action_added {"text":"Rotate the keys","owner":"dev3","due":"2026-12-04","output":"fix"}"#,
    ]);
    given([declare()]).when(add_action("Alert on leaks", MONITOR)).then([concat!(
        r#"action_added {"text":"Alert on leaks","owner":"dev3","due":"2026-12-04","#,
        r#""output":"prevention","measure":"monitor"}"#
    )]);
    given([declare()])
        .when(add_action(" ", Output::Fix))
        .refused(&Refusal::Empty { what: "the action" });
}

#[test]
fn an_action_is_done_dropped_and_taken_up_again() {
    let story = || given([declare(), add_action("Rotate the keys", Output::Fix)]);
    let id = story().entry(3);
    for typed in ["1", &id, &id[..6], "the KEYS"] {
        story()
            .when(finish_action(typed))
            .then([r##"action_done {"action":"#3","note":"merged","over":null}"##]);
    }
    let mut desk = story().desk;
    desk.does(finish_action("1"));
    given_all(&[&desk])
        .when(finish_action("1"))
        .refused(&already("`Rotate the keys` is done already"));
    desk.does(Command::ReopenAction { action: text("1"), reason: text("it came back") });
    assert_eq!(desk.incident().actions[0].state, ActionState::Open);
    desk.does(Command::DropAction { action: text("1"), reason: text("the keys are gone") });
    let incident = desk.incident();
    let ActionState::Dropped(said) = &incident.actions[0].state else { panic!("dropped") };
    assert_eq!(said.reason.as_deref(), Some("the keys are gone"));
}

#[test]
fn an_action_changes_hands_words_and_day() {
    let change = |owner: &str| Command::ChangeAction {
        action: text("1"),
        text: None,
        owner: Some(text(owner)),
        due: Some("2026-12-11".parse().expect("a day")),
    };
    let mut desk = given([declare(), add_action("Rotate the keys", Output::Fix)]).desk;
    desk.does(change("ops4"));
    let owed = desk.incident().actions[0].owed.clone();
    assert_eq!((owed.owner.as_str(), owed.due.to_string()), ("ops4", text("2026-12-11")));
    assert_eq!(owed.text, "Rotate the keys");
    given_all(&[&desk]).when(change("ops4")).refused(&already("the action says that already"));
    given_all(&[&desk])
        .when(finish_action("2"))
        .refused_saying("no action matches `2`", "`warroom show` and `log` list each action");
}

#[test]
fn two_who_decide_about_an_action_at_once_are_a_conflict() {
    let mut here = given([declare(), add_action("Rotate the keys", Output::Fix)]).desk;
    let mut there = Desk::new(2, "dev3");
    there.hears(&here);
    here.does(Command::DropAction { action: text("1"), reason: text("no") });
    there.does(finish_action("1"));
    here.hears(&there);
    let id = here.incident().actions[0].id;
    assert!(here.incident().conflicts.contains_key(&Field::Action(id)));
}

#[test]
fn an_incident_yields_a_fix_and_a_prevention() {
    let missing = |story: Vec<Command>| given(story).incident().missing_outputs();
    assert_eq!(missing(vec![declare()]), ["a fix", "a prevention"]);
    let fix = || add_action("Rotate the keys", Output::Fix);
    assert_eq!(missing(vec![declare(), fix()]), ["a prevention"]);
    let both = vec![declare(), fix(), add_action("Alert on leaks", MONITOR)];
    assert_eq!(missing(both.clone()), Vec::<&str>::new());
    let dropped = Command::DropAction { action: text("2"), reason: text("no") };
    assert_eq!(missing(both.into_iter().chain([dropped]).collect()), ["a prevention"]);
    assert_eq!(missing(vec![declare_historic()]), Vec::<&str>::new(), "it was over before");
}

// --- the report --------------------------------------------------------------------------------------

#[test]
fn a_section_of_the_report_is_written_and_written_anew() {
    given([declare()]).when(write("Root cause", "A key\nstood in the prompt.")).then([concat!(
        r#"section_written {"section":"root-cause","text":"A key\nstood in the prompt.","#,
        r#""over":null}"#
    )]);
    let mut desk = given([declare(), write("root-cause", "one")]).desk;
    given_all(&[&desk])
        .when(write("root-cause", "one"))
        .refused(&already("`root-cause` says that already"));
    desk.does(write("root-cause", "two"));
    assert_eq!(desk.incident().sections["root-cause"].value, "two");
    given([declare()]).when(write("party", "x")).refused(&unknown(
        "section of the report",
        "party",
        &["root-cause"],
    ));
}

// --- for lawyers -------------------------------------------------------------------------------------

#[test]
fn a_note_a_decision_and_evidence_can_be_for_lawyers_only_and_nothing_else() {
    for apart in [note("ask counsel"), decision(|_| {}), evidence("log", "there", "ops4")] {
        let mut story = given([declare()]);
        story.occasion.privileged = true;
        let facts = story.desk.incident().decide(apart, &story.occasion).expect("allowed");
        let entry = story.desk.writes(facts[0].clone());
        assert!(entry.data().expect("it says something").contains(r#""privileged":true"#));
        assert!(story.incident().is_privileged(entry.id));
    }
    let mut story = given([declare()]);
    story.occasion.privileged = true;
    story.when(set_severity("1", "worse")).refused_saying(
        "what sets something for all cannot be for lawyers only",
        "write what is privileged as a note, a decision or evidence",
    );
}

#[test]
fn an_entry_becomes_privileged_later_and_open_again_each_with_a_reason() {
    let mut desk = given([declare(), note("ask counsel")]).desk;
    let id = desk.incident().timeline[2].entry.id;
    let typed = id.to_string();
    given_all(&[&desk])
        .when(privilege(&typed, false))
        .refused(&already("the entry is not privileged"));
    desk.does(privilege(&typed, true));
    assert!(desk.incident().is_privileged(id));
    given_all(&[&desk])
        .when(privilege(&typed, true))
        .refused(&already("the entry is privileged already"));
    desk.does(privilege(&typed, false));
    assert!(!desk.incident().is_privileged(id));
    let declared = desk.incident().timeline[1].entry.id.to_string();
    given_all(&[&desk]).when(privilege(&declared, true)).refused(&Refusal::CannotBePrivileged);
}

#[test]
fn what_is_privileged_or_undone_does_not_show_in_a_list() {
    let mut desk = given([declare(), note("open"), note("for counsel"), note("typo")]).desk;
    desk.does(undo_last());
    let id = desk.incident().timeline[3].entry.id.to_string();
    assert_eq!(Summary::of(&desk.incident()).last_note.as_deref(), Some("for counsel"));
    desk.does(privilege(&id, true));
    assert_eq!(Summary::of(&desk.incident()).last_note.as_deref(), Some("open"));
}

#[test]
fn a_hold_is_set_and_lifted_with_a_reason_and_not_undone() {
    let mut desk = given([declare(), hold()]).desk;
    let said = desk.incident().hold.clone().expect("it is held");
    assert_eq!(said.reason.as_deref(), Some("a claim is expected"));
    given_all(&[&desk]).when(hold()).refused(&already("the incident is held already"));
    let id = desk.incident().timeline[2].entry.id.to_string();
    given_all(&[&desk]).when(undo(&id)).refused(&Refusal::CannotUndo(text("hold_set")));
    desk.does(lift());
    assert_eq!(desk.incident().hold, None);
    given_all(&[&desk]).when(lift()).refused(&already("the incident is not held"));
}
