//! Sets are what several plans take in: each holds together, and each rule of wording does what it says.

use regex::RegexBuilder;
use std::collections::BTreeMap;
use warroom::catalog;
use warroom::plan::{self, Plan};

use crate::plans::SMALL;

/// The small plan with these sets taken in.
fn with(sets: &[&str]) -> Plan {
    let text = SMALL.replacen("zone =", &format!("include = {sets:?}\nzone ="), 1);
    catalog::plan_from_toml(&text, "small.toml").unwrap_or_else(|error| panic!("{sets:?}: {error}"))
}

#[test]
fn every_set_holds_together_in_any_plan() {
    let ids = catalog::set_ids();
    for id in &ids {
        assert_eq!(plan::check(&with(&[id])), [], "{id} alone");
    }
    let all = with(&ids);
    assert_eq!(plan::check(&all), []);
    let owners = all.clocks.iter().filter_map(|clock| clock.owner.as_deref());
    assert!(owners.into_iter().all(|owner| all.role(owner).is_some()));
    assert!(all.clocks.iter().all(|clock| clock.worst.is_none()), "written out as levels");
}

#[test]
fn what_two_sets_ask_is_asked_once_and_means_the_same() {
    let mut asked: BTreeMap<String, plan::Question> = BTreeMap::new();
    for id in catalog::set_ids() {
        for question in with(&[id]).questions {
            if let Some(before) = asked.insert(question.id.clone(), question.clone()) {
                assert_eq!(before, question, "{id}");
            }
        }
    }
    let all = with(&catalog::set_ids());
    assert_eq!(all.questions.len(), asked.len());
    for id in [
        "personal-data",
        "regulated-decision",
        "financial-loss",
        "security-exposure",
        "customer-harm",
        "people-in-eu",
        "special-categories",
        "health-information",
        "health-people",
        "high-risk-ai-system",
        "death-or-serious-harm",
        "critical-infrastructure-or-widespread",
        "eu-financial-entity",
        "essential-or-important-entity",
        "digital-product",
        "us-public-company",
        "frontier-developer-california",
        "frontier-developer-new-york",
        "frontier-developer-illinois",
        "us-bank",
        "contract-clause",
    ] {
        assert!(asked.contains_key(id), "{id}");
    }
}

#[test]
fn a_rule_of_wording_finds_and_spares_what_it_says() {
    let plan = with(&["wording"]);
    assert_eq!(plan.wording.len(), 5);
    for rule in &plan.wording {
        let pattern = RegexBuilder::new(&rule.pattern).case_insensitive(true).build();
        let pattern = pattern.unwrap_or_else(|error| panic!("{}: {error}", rule.id));
        assert!(rule.finds.len() >= 3 && rule.spares.len() >= 2, "{}", rule.id);
        for sentence in &rule.finds {
            assert!(pattern.is_match(sentence), "{} does not find {sentence:?}", rule.id);
        }
        for sentence in &rule.spares {
            assert!(!pattern.is_match(sentence), "{} finds {sentence:?}", rule.id);
        }
    }
}

#[test]
fn no_message_of_ours_uses_words_that_are_to_be_avoided() {
    let plan = with(&["wording", "templates", "record"]);
    for rule in &plan.wording {
        let pattern = RegexBuilder::new(&rule.pattern).case_insensitive(true).build();
        let pattern = pattern.unwrap_or_else(|error| panic!("{}: {error}", rule.id));
        for template in &plan.templates {
            for part in &template.parts {
                let found = pattern.find(&part.text).map(|found| found.as_str());
                assert_eq!(found, None, "{} in {}", rule.id, template.id);
            }
        }
        for instead in [Some(&rule.instead), rule.instead_after.as_ref()].into_iter().flatten() {
            assert!(!pattern.is_match(instead), "{} says what it forbids", rule.id);
        }
    }
}

#[test]
fn the_least_of_a_record_is_eleven_fields() {
    let plan = with(&["record"]);
    let least = plan.record.iter().filter(|field| !field.optional);
    assert_eq!(
        least.map(|field| field.id.as_str()).collect::<Vec<_>>(),
        [
            "system",
            "model",
            "prompt-and-version",
            "data-source",
            "user-population",
            "triggering-input",
            "observed-output",
            "downstream-impact",
            "containment-decision",
            "remediation-owner",
            "psf-domains",
        ]
    );
    assert!(plan.record_field("psf-domains").is_some_and(|field| field.of_domains));
    assert_eq!(plan.domains, [], "the organisation enters its own");
}
