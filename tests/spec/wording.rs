//! Wording that harms is found where it stands, with plain words instead; inside the organisation
//! everybody may speak as they like.

use warroom::catalog;
use warroom::comms::{Wording, is_outside};

fn wording() -> Wording {
    Wording::of(&catalog::standard())
}

#[test]
fn each_kind_of_harmful_wording_is_found_with_plain_words_instead() {
    let wording = wording();
    for (text, rule, words, instead) in [
        (
            "The model hallucinated a discount.",
            "hallucinated",
            "hallucinated",
            "wrong information about TOPIC",
        ),
        ("We did a rollback.", "jargon", "rollback", "say what people see"),
        ("It was HUMAN ERROR.", "blame", "HUMAN ERROR", "what in the system"),
        ("It will be fixed soon.", "promise-without-time", "soon", "name a time"),
        (
            "This will never happen again.",
            "promise-without-time",
            "will never happen again",
            "name a time",
        ),
        ("Stay tuned!", "unknown-next-update", "Stay tuned", "next update at TIME"),
        ("Next update: TBD", "unknown-next-update", "Next update: TBD", "next update at TIME"),
    ] {
        let found = wording.findings(text, false);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!((found[0].rule.as_str(), found[0].words.as_str()), (rule, words));
        assert!(found[0].instead.contains(instead) && !found[0].why.is_empty(), "{found:?}");
        assert_eq!(&text[found[0].range.clone()], words);
    }
}

#[test]
fn once_contained_what_was_wrong_has_been_corrected() {
    let (wording, text) = (wording(), "The AI hallucinated.");
    assert!(wording.findings(text, false)[0].instead.contains("we are correcting it"));
    assert!(wording.findings(text, true)[0].instead.contains("has been corrected"));
}

#[test]
fn findings_come_in_the_order_of_the_text_with_their_places_in_characters() {
    let text = "Überall: it comes soon.\nThe LLM hallucinated, stay tuned.";
    let found = wording().findings(text, false);
    let rules: Vec<_> = found.iter().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(rules, ["promise-without-time", "jargon", "hallucinated", "unknown-next-update"]);
    assert_eq!(found[0].characters(text), 18..22);
}

#[test]
fn plain_words_are_left_alone() {
    for text in [
        "",
        "Our AI gave wrong information about discounts, and we are correcting it.",
        "We switched the feature off at 14:10 and say more at 15:00 UTC, here.",
    ] {
        assert_eq!(wording().findings(text, false), [], "{text}");
    }
}

#[test]
fn a_long_text_is_searched_at_once_and_its_findings_are_counted_out() {
    let text = "soon ".repeat(100_000);
    assert_eq!(wording().findings(&text, false).len(), 100);
}

#[test]
fn a_rule_that_cannot_be_read_leaves_the_others_in_force() {
    let mut plan = (*catalog::standard()).clone();
    plan.wording[0].pattern = "(".to_owned();
    let found = Wording::of(&plan).findings("It hallucinated, and is fixed soon.", false);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].rule, "promise-without-time");
}

#[test]
fn the_rules_hold_for_people_outside() {
    for audience in ["customers", "regulators", "public", "partners"] {
        assert!(is_outside(audience), "{audience}");
    }
    for audience in ["internal", "executives", "board", "support"] {
        assert!(!is_outside(audience), "{audience}");
    }
}
