//! What an incident's entries add up to: levels, stages, seats, moments, history.

use super::commands::*;
use super::world::*;
use chrono::TimeDelta;
use warroom::incident::{
    Command, Correction, Declared, Event, Field, Incident, ItemState, Occasion, Status,
};
use warroom::plan::Plan;

fn at(minutes: i64) -> String {
    warroom::time::Moment::second(start() + TimeDelta::minutes(minutes)).to_string()
}

fn since(incident: &Incident, level: &str) -> Option<String> {
    incident.at_least_since(level).map(|since| since.to_string())
}

#[test]
fn a_declaration_opens_the_incident_in_the_first_stage_with_the_plans_checklists() {
    let incident = given([declare()]).incident();
    assert!(incident.is_open() && incident.has_clocks());
    assert_eq!(incident.title, "Answers leak keys");
    assert_eq!(incident.severity.as_deref(), Some("SEV-2"));
    assert_eq!(incident.rank(), 1);
    assert_eq!(incident.stage.as_deref(), Some("triage"));
    assert_eq!(incident.stages, [("triage".to_owned(), moment(&at(1)))]);
    assert_eq!(incident.checklist("contain").count(), 2);
    assert_eq!(incident.stamp("declared"), Some(moment(&at(1))));
    let declaration = incident.declaration.expect("it is declared");
    assert_eq!((&*declaration.mark.by, declaration.when), ("ops4", Some(moment(&at(1)))));
}

#[test]
fn a_level_counts_from_when_it_or_a_worse_one_was_first_there() {
    let incident = given([
        declare(),
        set_severity("3", "better"),
        set_severity("1", "worse"),
        set_severity("2", "better"),
    ])
    .incident();
    assert_eq!(since(&incident, "SEV-1"), Some(at(3)));
    assert_eq!(since(&incident, "SEV-2"), Some(at(1)));
    assert_eq!(since(&incident, "SEV-3"), Some(at(1)));
    assert_eq!(incident.levels.len(), 4);
    assert_eq!(since(&given([]).incident(), "SEV-1"), None);
}

#[test]
fn a_level_that_is_known_to_be_older_counts_from_then() {
    let mut desk = Desk::new(1, "ops4");
    desk.does(declare());
    let earlier = Occasion { happened_at: Some(moment("2026-11-20T13Z")), ..desk.occasion() };
    let facts = desk.incident().decide(set_severity("1", "worse"), &earlier).expect("a level");
    desk.writes(facts[0].clone());
    assert_eq!(since(&desk.incident(), "SEV-1").as_deref(), Some("2026-11-20T13Z"));
    assert_eq!(since(&desk.incident(), "SEV-2").as_deref(), Some("2026-11-20T13Z"));
}

#[test]
fn without_a_plan_the_number_of_a_level_says_how_bad_it_is() {
    let declare = |level: &str| {
        let declared = Declared { severity: Some(level.to_owned()), ..declared("Old") };
        given([Command::Declare { declared, plan: None }]).incident()
    };
    assert_eq!(declare("SEV-2").rank(), 2);
    assert_eq!(declare("bad").rank(), usize::MAX);
    assert_eq!(since(&declare("SEV-2"), "SEV-1"), None);
    assert_eq!(since(&declare("SEV-2"), "SEV-2"), Some(at(0)));
}

#[test]
fn seats_that_the_level_requires_and_nobody_holds_are_called_out() {
    let empty = |story: Vec<Command>| -> Vec<String> {
        let incident = given(story).incident();
        incident.empty_seats().into_iter().map(|role| role.id.clone()).collect()
    };
    assert_eq!(empty(vec![declare()]), ["commander"]);
    assert_eq!(empty(vec![declare(), set_severity("1", "x")]), ["commander", "comms-lead"]);
    assert_eq!(empty(vec![declare(), assign("ic", "ops4")]), [""; 0]);
    assert_eq!(empty(vec![declare(), assign("ic", "ops4"), release("ic")]), ["commander"]);
}

#[test]
fn a_seat_remembers_since_when_and_from_whom() {
    let mut desk = Desk::new(1, "ops4");
    for command in [declare(), assign("ic", "ops4"), hand_over("ic", "lead2")] {
        desk.does(command);
    }
    let offer = desk.incident().seats["commander"].offer.clone().expect("an offer");
    assert_eq!((&*offer.to, &*offer.by), ("lead2", "ops4"));
    desk.by = "lead2".to_owned();
    desk.does(accept("ic"));
    let seat = &desk.incident().seats["commander"];
    assert_eq!((seat.holder.as_deref(), seat.from.as_deref()), (Some("lead2"), Some("ops4")));
    assert_eq!((seat.since, &seat.offer), (Some(moment(&at(4))), &None));
    desk.does(release("ic"));
    assert_eq!(desk.incident().holder("commander"), None);
}

#[test]
fn the_first_commander_acknowledges_the_incident() {
    let incident =
        given([declare(), assign("scribe", "a"), assign("ic", "b"), assign("ic", "c")]).incident();
    assert_eq!(incident.stamp("acknowledged"), Some(moment(&at(3))));
    assert!(incident.stamps["acknowledged"].follows);
}

#[test]
fn a_recorded_moment_stays_when_the_event_from_which_it_would_follow_comes() {
    let incident =
        given([declare(), stamp("acknowledged", "2026-11-20T13:50Z"), assign("ic", "ops4")])
            .incident();
    assert_eq!(incident.stamp("acknowledged"), Some(moment("2026-11-20T13:50Z")));
    assert!(!incident.stamps["acknowledged"].follows);
}

#[test]
fn a_recorded_moment_replaces_the_one_that_followed() {
    let story = || vec![declare(), resolve("over")];
    assert!(given(story()).incident().stamps["resolved"].follows);
    let mut corrected = story();
    corrected.push(stamp("resolved", "2026-11-20T14:01:30Z"));
    let incident = given(corrected).incident();
    assert_eq!(incident.stamp("resolved"), Some(moment("2026-11-20T14:01:30Z")));
    assert!(incident.conflicts.is_empty());
}

#[test]
fn reopening_says_that_it_was_never_over() {
    let mut story =
        vec![declare(), resolve("over"), stamp("resolved", "2026-11-20T14:01:30Z"), close("done")];
    let incident = given(story.clone()).incident();
    assert_eq!(incident.status, Status::Closed);
    assert!(!incident.is_open());
    story.push(reopen("it came back"));
    let incident = given(story.clone()).incident();
    assert_eq!(incident.status, Status::Open);
    assert_eq!((incident.stamp("resolved"), incident.stamp("closed")), (None, None));
    story.push(resolve("now it is over"));
    assert_eq!(given(story).incident().stamp("resolved"), Some(moment(&at(6))));
}

#[test]
fn checklist_lines_and_tasks_say_who_did_them_and_when() {
    let mut desk = Desk::new(1, "ops4");
    for command in [declare(), tick("1"), waive("2", "all there"), give_task("Find it", "dev3")] {
        desk.does(command);
    }
    let said = Occasion { said_by: Some("dev3".to_owned()), ..desk.occasion() };
    for command in [acknowledge("1"), finish("1")] {
        let facts = desk.incident().decide(command, &said).expect("it is allowed");
        desk.writes(facts[0].clone());
    }
    let incident = desk.incident();
    let states: Vec<_> = incident.checklist("triage").map(|item| &item.state).collect();
    assert_eq!(*states[0], ItemState::Done("ops4".to_owned(), moment(&at(2))));
    assert_eq!(*states[1], ItemState::Waived("ops4".to_owned(), "all there".to_owned()));
    let task = &incident.tasks[0];
    assert_eq!((&*task.to, &*task.by, task.minutes), ("dev3", "ops4", 30));
    assert_eq!(task.given, moment(&at(4)));
    assert_eq!(task.acknowledged, Some(("dev3".to_owned(), moment(&at(5)))));
    assert_eq!(task.done, Some(("dev3".to_owned(), moment(&at(6)))));
}

#[test]
fn a_line_that_was_added_is_ticked_like_one_of_the_plan() {
    let incident = given([declare(), add_item(None, "Call legal"), tick("legal")]).incident();
    let added = incident.items.last().expect("it is there");
    assert_eq!((&*added.stage, &*added.text), ("triage", "Call legal"));
    assert!(matches!(added.state, ItemState::Done(..)));
}

#[test]
fn the_story_is_told_by_when_things_happened() {
    let incident =
        given([declare(), note("x"), stamp("began", "2026-11-20T13:10Z"), note("y")]).incident();
    let told: Vec<&str> = incident.story().iter().map(|line| &*line.entry.kind).collect();
    assert_eq!(told, ["stamp_set", "plan_pinned", "declared", "noted", "noted"]);
    assert_eq!(incident.story()[0].when(), moment("2026-11-20T13:10Z"));
    assert_eq!(incident.latest(), incident.timeline[4].entry.hlc);
}

#[test]
fn the_first_plan_stays_in_force() {
    let mut desk = Desk::new(1, "ops4");
    desk.does(declare());
    desk.writes(Event::PlanPinned(Plan { id: "other".to_owned(), ..plan() }.to_pinned()));
    let incident = desk.incident();
    assert_eq!(incident.plan.as_deref(), Some(&plan()));
    assert_eq!(incident.items.len(), 4);
}

// --- history -----------------------------------------------------------------------------------------

#[test]
fn a_historic_incident_is_registered_closed_and_without_clocks() {
    let incident = given([declare_historic()]).incident();
    assert_eq!(incident.status, Status::Closed);
    assert!(!incident.is_open() && !incident.has_clocks());
    assert_eq!(incident.stamp("declared"), None, "when it was declared is not known");
    assert!(incident.declaration.expect("it is declared").historic);
}

#[test]
fn a_historic_incident_may_say_when_it_was_declared() {
    let story = given([]).happened_at("2024-12-10");
    let facts = story.desk.incident().decide(declare_historic(), &story.occasion).expect("facts");
    let mut desk = story.desk;
    desk.writes(facts[0].clone());
    assert_eq!(desk.incident().stamp("declared"), Some(moment("2024-12-10")));
    assert_eq!(since(&desk.incident(), "SEV-2").as_deref(), Some("2024-12-10"));
}

#[test]
fn who_sat_where_long_ago_is_known_since_when_only_where_it_was_said() {
    let incident = given([declare_historic(), assign("commander", "ops4")]).incident();
    assert_eq!(incident.holder("commander"), Some("ops4"));
    assert_eq!(incident.seats["commander"].since, None);
    assert_eq!(incident.stamp("acknowledged"), None);
    let story = given([declare_historic()]).happened_at("2024-12-10");
    let assign = assign("commander", "ops4");
    let facts = story.desk.incident().decide(assign, &story.occasion).expect("facts");
    let mut desk = story.desk;
    desk.writes(facts[0].clone());
    assert_eq!(desk.incident().stamp("acknowledged"), Some(moment("2024-12-10")));
}

#[test]
fn a_second_import_of_the_same_row_changes_nothing_even_after_corrections() {
    let mut one = Desk::new(1, "ops4");
    let mut two = Desk::new(2, "lead2");
    two.now += TimeDelta::hours(1);
    two.does(declare_historic());
    one.does(declare_historic());
    one.does(correct(Correction::Title("What it really was".to_owned())));
    one.does(set_severity("SEV-1", "worse than thought"));
    one.hears(&two);
    let incident = one.incident();
    assert_eq!(incident.title, "What it really was");
    assert_eq!(incident.severity.as_deref(), Some("SEV-1"));
    assert_eq!(incident.levels.len(), 2);
    assert!(incident.conflicts.is_empty());
}

#[test]
fn a_second_declaration_that_says_something_else_is_a_conflict() {
    let mut one = Desk::new(1, "ops4");
    let mut two = Desk::new(2, "lead2");
    one.does(declare_historic());
    let declared = Declared { historic: true, ..declared("Another title") };
    two.does(Command::Declare { declared, plan: None });
    one.hears(&two);
    let incident = one.incident();
    let conflict = &incident.conflicts[&Field::Title];
    assert_eq!(conflict.earlier.value, "Answers leaked keys");
    assert_eq!(conflict.later.value, "Another title");
    assert_eq!(incident.conflicts.len(), 1);
    assert_eq!(incident.declaration.expect("it is declared").mark.by, "ops4");
}
