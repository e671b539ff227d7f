//! The severity helper over the built-in plans: what was answered, the level that it proposes, and the reason.

use std::collections::BTreeMap;
use warroom::catalog;
use warroom::plan::{ClockKind, propose};

/// The plan, what is known, the level that is proposed, and a part of the reason.
const ANSWERED: [(&str, &str, &str, &str); 17] = [
    ("register", "harm=SEV-0", "SEV-0", "People are or may be harmed; not known: Users affected"),
    ("register", "harm=SEV-2 reach=SEV-1", "SEV-1", "Users affected: Many"),
    ("register", "harm=SEV-3 reach=SEV-3", "SEV-3", "an edge case"),
    ("first-hour", "harm=SEV-1 reach=SEV-4", "SEV-1", "Users are harmed"),
    ("first-hour", "harm=SEV-3 reach=SEV-2", "SEV-2", "Reach: Many users"),
    ("first-hour", "harm=SEV-4 reach=SEV-4", "SEV-4", "A small problem of format"),
    ("eight-step", "harm=SEV-3 legal=SEV-1", "SEV-1", "Legal exposure: Material"),
    ("eight-step", "harm=SEV-2", "SEV-2", "significantly degraded; not known: Legal exposure"),
    ("governance", "money-and-law=SEV-1", "SEV-1", "An agent moved money that nobody authorised"),
    ("governance", "people=SEV-3 fairness=SEV-2", "SEV-2", "Severe and repeatable"),
    ("governance", "reputation=SEV-3", "SEV-3", "made-up policies"),
    ("governance", "reputation=SEV-4 people=SEV-4", "SEV-4", "Minor, or inside a process"),
    (
        "governance",
        "sources=SEV-1 people=SEV-3",
        "SEV-1",
        "An automatic alert and a person's report",
    ),
    ("rhythm", "data=SEV-1 reach=SEV-4", "SEV-1", "Personal data and secrets: They are out"),
    ("rhythm", "people=SEV-4 data=SEV-4 reach=SEV-4", "SEV-4", "Nobody noticed"),
    ("standard", "people=SEV-3 reach=SEV-1", "SEV-1", "It is public, or other systems act on it"),
    ("standard", "people=SEV-4 sources=SEV-4", "SEV-4", "not known: Money, law and regulators"),
];

#[test]
fn the_worst_answered_dimension_proposes_the_level_with_its_reason() {
    for (id, answered, level, reason) in ANSWERED {
        let plan = catalog::built_in(id).expect("it is built in");
        let answers: BTreeMap<String, String> = answered
            .split(' ')
            .map(|pair| pair.split_once('=').expect("`dimension=LEVEL`"))
            .map(|(dimension, level)| (dimension.to_owned(), level.to_owned()))
            .collect();
        for (dimension, level) in &answers {
            let known = plan.dimension(dimension).expect("it is one of the plan");
            assert!(known.answers.iter().any(|answer| answer.level == *level), "{id}: {answered}");
        }
        let proposal = propose(&plan, &answers);
        assert_eq!(proposal.level.as_deref(), Some(level), "{id}: {answered}");
        assert!(proposal.reason().contains(reason), "{id}: {answered}: {}", proposal.reason());
    }
}

#[test]
fn every_dimension_has_a_harmless_answer_and_names_the_worst_first() {
    for id in catalog::built_in_ids() {
        let plan = catalog::built_in(id).expect("it is built in");
        assert!(!plan.dimensions.is_empty(), "{id} has a helper");
        for dimension in &plan.dimensions {
            let ranks = dimension.answers.iter().map(|answer| plan.rank(&answer.level));
            let ranks: Vec<usize> = ranks.collect();
            assert!(ranks.is_sorted(), "{id}: {}", dimension.id);
            assert_eq!(ranks.last(), Some(&(plan.levels.len() - 1)), "{id}: {}", dimension.id);
            for answer in &dimension.answers {
                assert!(answer.text.chars().count() <= 70, "{id}: {}", answer.text);
            }
        }
        let reached = |level: &str| {
            plan.dimensions.iter().flat_map(|d| &d.answers).any(|answer| answer.level == level)
        };
        assert!(plan.levels.iter().all(|level| reached(&level.id)), "{id}: each level is reached");
    }
}

#[test]
fn every_clock_says_who_answers_for_it_and_the_law_says_where_it_stands() {
    for id in catalog::built_in_ids() {
        let plan = catalog::built_in(id).expect("it is built in");
        for clock in &plan.clocks {
            let said = format!("{id}: {}", clock.id);
            assert!(clock.owner.is_some() || clock.id == "commander-missing", "{said}: an owner");
            if clock.kind == ClockKind::Regulator {
                assert!(clock.recipient.is_some() && clock.source.is_some(), "{said}");
                assert!(clock.checked.is_some() && !clock.conditions.is_empty(), "{said}");
                assert!(clock.stops_at.is_none(), "{said}: it is met by being submitted");
            } else if clock.kind != ClockKind::Nudge {
                assert!(clock.stops_at.is_some(), "{said}: something meets it");
            }
        }
    }
}

#[test]
fn every_level_sets_something_off_and_every_seat_has_a_duty_and_a_way_up() {
    for id in catalog::built_in_ids() {
        let plan = catalog::built_in(id).expect("it is built in");
        for level in &plan.levels {
            assert!(!level.motion.is_empty(), "{id}: {}", level.id);
            assert!(plan.required_at(&level.id).next().is_some() || id == "first-hour", "{id}");
        }
        let ways_up = plan.roles.iter().filter(|role| !role.escalation.is_empty());
        assert!(ways_up.count() + 1 >= plan.roles.len(), "{id}: one seat alone is the last");
        for role in &plan.roles {
            assert!(!role.duty.is_empty(), "{id}: {}", role.id);
            for next in &role.escalation {
                assert!(plan.role(next).is_some(), "{id}: {} leads to {next}", role.id);
                assert_ne!(next, &role.id, "{id}");
            }
        }
        for category in plan.categories.iter().filter(|category| category.id != "other") {
            assert!(!category.steps.is_empty(), "{id}: {} has first steps", category.id);
            assert!(!category.specialists.is_empty(), "{id}: {} has specialists", category.id);
        }
        for rule in plan.comms.iter().filter(|rule| rule.template.is_some()) {
            let template =
                plan.templates.iter().find(|known| Some(&known.id) == rule.template.as_ref());
            assert!(template.is_some(), "{id}: {}", rule.id);
        }
    }
}
