//! Which kind of report a plan asks for at which level, and by when.

use super::report_for;
use crate::acting::{Story, assign, at};
use crate::commands::{add_action, resolve};
use crate::folding::{fold, stories};
use crate::world::{given, plan};
use proptest::prelude::*;
use warroom::audience::Audience;
use warroom::catalog::built_in;
use warroom::incident::{Command, Declared, Incident, Output};
use warroom::plan::Plan;
use warroom::report::{document, html, markdown};

fn resolved(plan: &str, level: &str) -> Incident {
    let plan = built_in(plan).expect("it is built in");
    let declared = Declared {
        title: "Wrong answers".to_owned(),
        severity: Some(level.to_owned()),
        ..Declared::default()
    };
    let begins = Command::Declare { declared, plan: Some(plan.to_pinned()) };
    Story::of("AI-261120-XM7Q2K")
        .then("14:00:00", "ops4", begins)
        .then("14:01:00", "ops4", assign("commander", "ops4"))
        .then("14:30:00", "ops4", resolve("rolled back"))
        .incident
}

#[track_caller]
fn says(plan: &str, level: &str, told: &str) {
    let report = report_for(&resolved(plan, level), Audience::Internal, false, at("15:00:00"));
    let text = markdown(&document(&report));
    assert!(text.contains(told), "{plan} {level}: {told}\n{text}");
}

#[test]
fn the_kind_of_report_follows_plan_and_level() {
    says(
        "governance",
        "SEV-1",
        "**Review asked for:** formal and blameless, reviewed by executives",
    );
    says("governance", "SEV-2", "**Review asked for:** formal, reviewed across functions");
    says("governance", "SEV-3", "**Review asked for:** lightweight, within the team");
    says("governance", "SEV-4", "**Review asked for:** the root cause is noted in the ticket");
    says("first-hour", "SEV-1", "**Review asked for:** Public, blameless, within 5 business days");
    says(
        "first-hour",
        "SEV-2",
        "**Review asked for:** Internal, blameless, within 5 business days",
    );
}

#[test]
fn the_deadline_of_the_report_follows_plan_and_level() {
    says("first-hour", "SEV-1", "**Public postmortem:** open (due 2026-11-27, end of day)");
    says("first-hour", "SEV-2", "**Internal postmortem:** open (due 2026-11-27, end of day)");
    says("eight-step", "SEV-2", "**Full report:** open (due 2026-11-27, end of day)");
    says("eight-step", "SEV-2", "**Review held:** open (due 2026-12-04, end of day)");
}

#[test]
fn a_plan_may_have_sections_of_its_own() {
    says(
        "register",
        "SEV-1",
        "## Fix of the immediate problem\n\n> **To be written:** What was changed",
    );
    says("register", "SEV-1", "## Users affected\n");
}

#[test]
fn an_exercise_says_so_in_every_format() {
    let plan = Some(built_in("standard").expect("it is built in").to_pinned());
    let declared = Declared { title: "Wrong answers".to_owned(), ..Declared::default() };
    let begins = Command::Declare { declared, plan };
    let exercise = Story::of("EX-261120-XM7Q2K").then("14:00:00", "ops4", begins).incident;
    let report = report_for(&exercise, Audience::Internal, false, at("15:00:00"));
    assert!(report.exercise);
    let document = document(&report);
    for text in [markdown(&document), html(&document)] {
        assert!(text.contains("EXERCISE: nothing of this happened"), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_log_has_a_report_for_anybody(story in stories()) {
        let incident = fold(&story);
        for audience in [Audience::Internal, Audience::Public, Audience::Regulator] {
            let report = report_for(&incident, audience, false, at("15:00:00"));
            let document = document(&report);
            super::hostile::has_only_our_tags(&html(&document));
            prop_assert!(markdown(&document).lines().all(warroom::text::is_safe));
            prop_assert!(serde_json::to_string(&report).is_ok());
        }
    }
}

#[test]
fn an_action_of_the_report_is_overdue_when_its_day_is_over_in_the_zone_of_the_plan() {
    let overdue = |zone: &str| {
        let plan = Plan { zone: zone.to_owned(), ..plan() };
        let declared = Declared { title: "Wrong answers".to_owned(), ..Declared::default() };
        let begins = Command::Declare { declared, plan: Some(plan.to_pinned()) };
        let incident = given([begins, add_action("Gate releases", Output::Fix)]).incident();
        // The action is due on the fourth; in Auckland it is the fifth already.
        let now = "2026-12-04T12:00:00Z".parse().expect("a time");
        report_for(&incident, Audience::Internal, false, now).actions[0].overdue
    };
    assert!(!overdue("UTC"));
    assert!(overdue("Pacific/Auckland"));
}
