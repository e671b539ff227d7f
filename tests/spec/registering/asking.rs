//! Queries: what they find among 45 incidents, and what is said about wrong ones.

use super::{now, the_past};
use proptest::prelude::*;
use warroom::catalog;
use warroom::register::{Query, QueryError};
use warroom::store::index::Summary;

fn read(text: &str) -> Result<Query, QueryError> {
    Query::read(text, now(), Some(&catalog::standard()))
}

fn found(text: &str, among: &[Summary]) -> Vec<String> {
    let query = read(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let fitting = among.iter().filter(|summary| query.fits(summary));
    fitting.map(|summary| summary.number.clone().unwrap_or(summary.id.to_string())).collect()
}

#[track_caller]
fn counts(cases: &[(&str, usize)]) {
    let past = the_past();
    for (text, many) in cases {
        let found = found(text, &past);
        assert_eq!(found.len(), *many, "{text}: {found:?}");
    }
}

#[test]
fn levels_are_asked_for_by_number_name_or_alias() {
    counts(&[("sev:1", 21), ("severity:SEV-2", 16), ("sev:sev3", 7), ("sev:P4", 1)]);
    counts(&[("sev:1,2", 37), ("sev:3,4,none", 8), ("sev:none", 0), ("-sev:1", 24)]);
    counts(&[("sev:7", 0)]);
}

#[test]
fn kinds_are_asked_for_by_name_alias_or_a_part_of_it() {
    counts(&[("category:bias", 8), ("category:vendor", 9), ("category:'", 0)]);
    counts(&[("category:hallucination", 4), ("category:bias,data-leak", 16), ("kind:none", 0)]);
}

#[test]
fn several_terms_have_to_fit_all() {
    let past = the_past();
    let both = found("sev:1 category:bias", &past);
    assert_eq!(both, ["AIR-001", "AIR-002", "AIR-006", "AIR-009", "AIR-010", "AIR-011"]);
    assert_eq!(found("sev:1 category:bias -users:none", &past), ["AIR-002", "AIR-009"]);
}

#[test]
fn people_are_counted() {
    counts(&[("users:none", 35), ("users:1", 5), ("users:>1", 5), ("users:>=1", 10)]);
    counts(&[("users:<3", 6), ("users:<=2", 6), ("users:=700", 1), ("users:>1000000", 1)]);
}

#[test]
fn times_are_asked_for_from_a_day_on_up_to_a_day_or_back_from_now() {
    counts(&[("since:2025-01-01", 21), ("since:2025", 21), ("until:2023", 17)]);
    counts(&[("since:2024 until:2024", 7), ("until:2023-12-31", 17), ("since:200y", 45)]);
    counts(&[("since:1h", 0), ("until:1h", 45)]);
}

#[test]
fn words_are_looked_for_in_what_an_incident_is_called() {
    counts(&[("bot", 8), ("BOT", 8), ("-bot", 37), ("\"face matching\"", 1), ("matching face", 1)]);
    counts(&[("\"matching face\"", 0), ("system:chatbot", 5), ("issue:bot", 8), ("", 45)]);
    counts(&[("number:17", 1), ("number:AIR-017", 1), ("number:7", 1), ("number:017,018", 2)]);
    counts(&[("plan:none", 45), ("plan:standard", 0), ("-plan:none", 0)]);
    counts(&[("-", 45), ("\"\"", 45), ("assignee:none", 45), ("assignee:ops4", 0)]);
}

#[test]
fn states_are_words_of_their_own_and_in_quotation_marks_only_letters() {
    counts(&[("closed", 45), ("open", 0), ("-open", 45), ("resolved", 0), ("historic", 45)]);
    counts(&[
        ("near-miss", 0),
        ("near-miss:no", 45),
        ("historic:no", 0),
        ("status:open,closed", 45),
    ]);
    let mut past = the_past();
    (past[0].status, past[0].stage) = ("open".to_owned(), Some("contain".to_owned()));
    past[1].near_miss = true;
    past[1].title = "The doors stood open".to_owned();
    assert_eq!(found("open", &past), ["AIR-001"]);
    assert_eq!(found("stood \"open\"", &past), ["AIR-002"], "then it is a word like others");
    assert_eq!(found("stage:contain", &past), ["AIR-001"]);
    assert_eq!(found("near-miss", &past), ["AIR-002"]);
    past[1].plan = Some("first-hour".to_owned());
    assert_eq!(found("plan:hour,standard", &past), ["AIR-002"]);
}

#[test]
fn an_incident_without_a_number_is_found_by_its_id() {
    let mut past = the_past();
    past[3].number = None;
    let id = past[3].id.to_string();
    assert_eq!(found(&format!("number:{id}"), &past), [&*id]);
    assert_eq!(found(&format!("id:{}", past[3].id.short()), &past), [&*id]);
}

#[test]
fn a_wrong_query_is_told_where_and_what_would_be_right() {
    let says = |text: &str, told: &str| {
        let error = read(text).expect_err(text).to_string();
        assert!(error.starts_with(told), "{text}: {error}");
    };
    says("sevv:1", "character 1 of the query: no key is called `sevv`; did you mean `sev:`?");
    says("open catgory:bias", "character 6 of the query: no key is called `catgory`; did you mean");
    says(
        "colour:red",
        "character 1 of the query: no key is called `colour`; one of: sev, category,",
    );
    says("at https://x", "character 4 of the query: no key is called `https`; one of");
    says(":x", "character 1 of the query: nothing stands before the colon; put words");
    says("é sev:dire", "character 3 of the query: `dire` is not a severity; write a level such as");
    says("sev:1,", "character 1 of the query: nothing stands behind `sev:`; write a level");
    says("status:gone", "character 1 of the query: `gone` is not a status; write status:open,");
    says("users:many", "character 1 of the query: `many` is not a number of people; write");
    says("users:>-1", "character 1 of the query: `>-1` is not a number of people;");
    says("since:soon", "character 1 of the query: `soon` is not a time; write since:30d");
    says("since:9999999999999d", "character 1 of the query: `9999999999999d` is not a time;");
    says("until:2026-02-30", "character 1 of the query: `2026-02-30` is not a time; write until:");
    says("near-miss:maybe", "character 1 of the query: `maybe` is not yes or no; write near-miss:");
    says(
        "open \"two words",
        "character 6 of the query: a quotation mark is opened and not closed;",
    );
}

proptest! {
    #[test]
    fn any_text_gets_an_answer(text in "(?s).{0,60}", terms in "(-?(sev|users|since|number|id|x):?[-\",:<>=0-9dw ]{0,9}){0,4}") {
        let past = the_past().into_iter().take(2).collect::<Vec<_>>();
        for text in [text, terms] {
            match read(&text) {
                Ok(query) => past.iter().for_each(|summary| _ = query.fits(summary)),
                Err(error) => {
                    prop_assert!(error.at >= 1 && error.at <= text.chars().count());
                    prop_assert!(!error.remedy.is_empty());
                }
            }
        }
    }

    #[test]
    fn a_dash_turns_a_term_round(word in "[a-z]{1,6}|sev:[1-4]|users:>[0-9]{1,3}|since:20[12][0-9]") {
        let past = the_past();
        let (with, without) = (found(&word, &past), found(&format!("-{word}"), &past));
        prop_assert_eq!(with.len() + without.len(), past.len());
    }
}
