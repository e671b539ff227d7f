//! Messages from templates: what is known and typed fills the gaps, what is missing is marked, and no
//! template takes more time or room than a message.

use crate::commands::{assign, declare, enter};
use crate::plans::SMALL;
use crate::world::{given, moment, start};
use chrono_tz::Tz;
use std::collections::BTreeMap;
use warroom::catalog;
use warroom::comms::{self, LONGEST_MESSAGE, Rendered, TemplateError, open_marks, render};
use warroom::incident::{Command, Correction};
use warroom::plan::{Gap, Part, Plan, Template};

const PLANS: [&str; 6] =
    ["standard", "register", "first-hour", "eight-step", "governance", "rhythm"];

fn small() -> Plan {
    catalog::plan_from_toml(SMALL, "small.toml").expect("a good plan")
}

fn said(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

/// A template with these parts, and fields for what the incident does not know.
fn template(parts: &[&str]) -> Template {
    let gap = |id: &str, title: &str| Gap { id: id.to_owned(), title: title.to_owned() };
    Template {
        id: "statement".to_owned(),
        title: "Statement".to_owned(),
        audience: "public".to_owned(),
        subject: Some("{{ severity }}: {{ wrong }}".to_owned()),
        parts: parts.iter().map(|text| Part { title: None, text: (*text).to_owned() }).collect(),
        fields: vec![gap("wrong", "What is wrong"), gap("next_update", "Time of the next update")],
    }
}

fn made(parts: &[&str], fields: &[(&str, &str)]) -> Result<Rendered, TemplateError> {
    let facts = said(&[("severity", "SEV-1"), ("containment", "paused orders\nrolled back v41")]);
    render(&small(), &template(parts), &facts, &said(fields))
}

#[test]
fn what_is_known_and_what_was_typed_fill_the_gaps() {
    let message = made(
        &["We know of {{ wrong }}.", "We write again at {{ next_update }}."],
        &[("wrong", "wrong fares"), ("next_update", "15:00 UTC")],
    )
    .unwrap();
    assert_eq!(message.subject.as_deref(), Some("SEV-1: wrong fares"));
    assert_eq!(message.text, "We know of wrong fares.\n\nWe write again at 15:00 UTC.");
    assert_eq!(message.missing, []);
}

#[test]
fn what_was_typed_wins_over_what_is_known() {
    let message = made(&["{{ severity }}"], &[("severity", "a bad one"), ("wrong", "x")]).unwrap();
    assert_eq!(message.text, "a bad one");
}

#[test]
fn what_is_missing_stands_as_a_mark_and_is_asked_for_in_the_order_of_the_text() {
    let message =
        made(&["{{ resolved }}, {{ next_update }}", "{{ wrong }}"], &[("wrong", " ")]).unwrap();
    assert_eq!(message.subject.as_deref(), Some("SEV-1: [wrong?]"));
    assert_eq!(message.text, "[resolved?], [next_update?]\n\n[wrong?]");
    let missing: Vec<_> =
        message.missing.iter().map(|m| (m.name.as_str(), m.title.as_str())).collect();
    let expected = [
        ("wrong", "What is wrong"),
        ("resolved", "resolved"),
        ("next_update", "Time of the next update"),
    ];
    assert_eq!(missing, expected);
    assert_eq!(open_marks(&message.text), ["[resolved?]", "[next_update?]", "[wrong?]"]);
    assert_eq!(open_marks("Really [sic]? A [?] or [A?] or a[0] [wrong?"), Vec::<&str>::new());
}

#[test]
fn a_condition_asks_whether_something_is_known_and_a_loop_goes_over_its_lines() {
    let text = "{% if resolved %}It is over.{% else %}It goes on.{% endif %}";
    assert_eq!(made(&[text], &[]).unwrap().text, "It goes on.");
    assert_eq!(made(&[text], &[("resolved", "now")]).unwrap().text, "It is over.");
    let text = "{% for line in containment %}- {{ line }}\n{% endfor %}";
    assert_eq!(made(&[text], &[]).unwrap().text, "- paused orders\n- rolled back v41\n");
    let message = made(&["{% if resolved %}{{ wrong }}{% endif %}", "Thank you."], &[]).unwrap();
    assert_eq!(message.text, "Thank you.", "a part that comes out empty is left out");
}

#[test]
fn what_was_typed_is_text_and_never_read_as_a_template() {
    for typed in [
        "{{ severity }}",
        "{% for a in containment %}x{% endfor %}",
        "{{ 'x' * 100000000 }}",
        "<b>&amp;</b>",
        "[next_update?]",
    ] {
        assert_eq!(made(&["{{ wrong }}"], &[("wrong", typed)]).unwrap().text, typed);
    }
}

#[test]
fn a_field_that_the_template_does_not_have_is_named_with_those_that_it_has() {
    let error = made(&["{{ wrong }}"], &[("worng", "x")]).unwrap_err().to_string();
    assert!(error.contains("no field `worng`") && error.contains("severity, wrong"), "{error}");
    assert!(error.contains("statement"), "{error}");
}

#[test]
fn a_name_that_nobody_can_fill_is_named_with_its_template_and_part() {
    for (text, field) in [
        ("{{ worng }}", "worng"),
        ("{% if worng %}x{% endif %}", "worng"),
        ("{% for line in worng %}x{% endfor %}", "worng"),
        ("{{ loop }}", "loop"),
    ] {
        let error = made(&["Fine.", text], &[]).unwrap_err().to_string();
        assert!(error.contains("statement") && error.contains("part 2"), "{error}");
        assert!(error.contains(&format!("`{field}`")), "{error}");
    }
}

#[test]
fn a_template_that_never_comes_to_an_end_is_stopped() {
    let lines = "x\n".repeat(2_000);
    let text =
        "{% for a in wrong %}{% for b in wrong %}{% if b %}{% endif %}{% endfor %}{% endfor %}";
    let error = made(&[text], &[("wrong", &lines)]).unwrap_err().to_string();
    assert!(error.contains("too much work, part 1") && error.contains("a loop"), "{error}");
    // The work of all parts is counted together.
    let text = "{% for a in wrong %}{% if a %}{% endif %}{% endfor %}";
    assert!(made(&[text; 2], &[("wrong", &"x\n".repeat(1_000))]).is_ok());
    assert!(made(&[text; 20], &[("wrong", &"x\n".repeat(1_000))]).is_err());
}

#[test]
fn a_message_never_grows_beyond_what_a_message_may_hold() {
    let page = "x".repeat(LONGEST_MESSAGE / 2);
    let error = made(&["{{ wrong }}"; 3], &[("wrong", &page)]).unwrap_err();
    assert!(matches!(&error, TemplateError::TooLong { .. }), "{error}");
    assert!(error.to_string().contains("more than 65536 characters"), "{error}");
    let error = made(&["{{ wrong }}"], &[("wrong", &"x".repeat(1024 * 1024))]).unwrap_err();
    assert!(error.to_string().contains("`wrong` has 1048576 characters"), "{error}");
}

#[test]
fn a_field_with_a_control_character_is_refused_by_name() {
    let error = made(&["{{ wrong }}"], &[("wrong", "red\u{1b}[31m")]).unwrap_err().to_string();
    assert!(error.contains("`wrong`") && error.contains("U+001B"), "{error}");
    assert!(made(&["{{ wrong }}"], &[("wrong", "two\n\tlines")]).is_ok());
}

#[test]
fn a_template_that_is_not_closed_is_named_with_its_part() {
    for text in
        ["{% if severity %}x", "x{% endfor %}", "{% set a = severity %}", "{{ severity | upper }}"]
    {
        let error = made(&["Fine.", text], &[]).unwrap_err().to_string();
        assert!(error.contains("statement") && error.contains("part 2"), "{text}: {error}");
    }
}

#[test]
fn every_template_of_the_built_in_plans_makes_a_message_with_every_gap_filled() {
    for id in PLANS {
        let plan = catalog::built_in(id).unwrap();
        assert!(plan.templates.len() >= 9, "{id}");
        for template in &plan.templates {
            let none = BTreeMap::new();
            let empty = render(&plan, template, &none, &none).unwrap();
            assert!(!empty.missing.is_empty(), "{id}: {}", template.id);
            for missing in &empty.missing {
                let whole =
                    format!("{}\n{}", empty.subject.clone().unwrap_or_default(), empty.text);
                assert!(whole.contains(&missing.mark()), "{id}: {}: {}", template.id, missing.name);
            }
            let all = empty.missing.iter().map(|m| (m.name.clone(), format!("<{}>", m.name)));
            let all: BTreeMap<_, _> = all.collect();
            let full = render(&plan, template, &BTreeMap::new(), &all).unwrap();
            assert_eq!(full.missing, [], "{id}: {}", template.id);
            for value in all.values() {
                let whole = format!("{}\n{}", full.subject.clone().unwrap_or_default(), full.text);
                assert!(whole.contains(value), "{id}: {}: {value}", template.id);
            }
        }
    }
}

#[test]
fn a_customer_notification_has_all_its_parts() {
    let plan = catalog::standard();
    let template = plan.templates.iter().find(|t| t.id == "customer-notification").unwrap();
    let typed: BTreeMap<_, _> =
        template.fields.iter().map(|f| (f.id.clone(), format!("<{}>", f.id))).collect();
    let facts = said(&[("date", "20 November 2026")]);
    let message = render(&plan, template, &facts, &typed).unwrap();
    assert_eq!(message.subject.as_deref(), Some("<what> on 20 November 2026"));
    let order = [
        "may have affected your account",
        "What happened\n<happened>",
        "It began at <start> and ended at <end>",
        "<contained_by>",
        "<remedied_by>",
        "<done>",
        "<under_way>",
        "What you should do\n<advice>",
        "<escalate>",
        "Our investigation goes on",
        "<updates_at>",
        "<support>",
        "Thank you",
        "<signed_by>",
    ];
    let places: Vec<_> = order.iter().map(|part| message.text.find(part).expect(part)).collect();
    assert!(places.is_sorted(), "{}", message.text);
    assert!(message.text.ends_with("<signed_by>"));
}

#[test]
fn the_messages_of_every_built_in_plan_can_be_used() {
    for id in PLANS {
        assert_eq!(comms::check(&catalog::built_in(id).unwrap()), [], "{id}");
    }
}

#[test]
fn a_check_of_a_plan_names_messages_and_wordings_that_cannot_be_used() {
    let plan = |change: fn(&mut Plan)| {
        let mut plan = Plan::clone(&catalog::standard());
        change(&mut plan);
        let faults = comms::check(&plan).into_iter();
        faults.map(|fault| format!("{}: {}", fault.path, fault.problem)).collect::<Vec<_>>()
    };
    let only = |found: Vec<String>, path: &str, part: &str| {
        assert!(found.len() == 1, "{found:?}");
        assert!(found[0].starts_with(&format!("{path}: ")) && found[0].contains(part), "{found:?}");
    };
    let of_text = |text: &'static str| {
        let mut plan = Plan::clone(&catalog::standard());
        plan.templates[0].parts[1].text = text.to_owned();
        let faults = comms::check(&plan).into_iter();
        faults.map(|fault| format!("{}: {}", fault.path, fault.problem)).collect::<Vec<_>>()
    };
    only(of_text("{% if resolved %}x"), "templates[0].parts[1]", "");
    only(of_text("{{ nothing }}"), "templates[0].parts[1]", "`nothing`");
    let endless = "{% for a in title %}{% for b in title %}{% for c in title %}{% for d in title %}{% for e in title %}{% for f in title %}{% for g in title %}{% for h in title %}{% for i in title %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}";
    only(of_text(endless), "templates[0].parts[1]", "too much work");
    only(
        plan(|plan| plan.wording[1].pattern = "(".to_owned()),
        "wording[1].pattern",
        "unclosed group",
    );
    only(
        plan(|plan| plan.wording[1].pattern = r"\w{1000}{1000}".to_owned()),
        "wording[1].pattern",
        "make it shorter",
    );
    only(
        plan(|plan| plan.wording[1].pattern = "x*".to_owned()),
        "wording[1].pattern",
        "even in no text",
    );
    only(
        plan(|plan| plan.wording[0].finds.push("Plain".to_owned())),
        "wording[0].finds[3]",
        "does not find",
    );
    only(
        plan(|plan| plan.wording[0].spares.push("It hallucinated".to_owned())),
        "wording[0].spares[2]",
        "finds \"hallucinated\" here",
    );
}

#[test]
fn what_an_incident_knows_is_said_in_the_words_of_a_message() {
    let told = given([
        declare(),
        assign("commander", "ops4"),
        enter("contain"),
        Command::Correct(Correction::UsersAffected(1200)),
        Command::SetRecord { field: "model".to_owned(), value: "assistant 4.1".to_owned() },
        Command::Contain {
            verb: "pause".to_owned(),
            what: "the order tool".to_owned(),
            criteria: None,
            evidence_copied: None,
        },
    ]);
    let facts = comms::facts(&told.incident(), start());
    for (name, words) in [
        ("id", "AI-261120-7Q2KXM"),
        ("commander", "ops4"),
        ("stage", "Contain"),
        ("status", "open"),
        ("users_affected", "1200"),
        ("model", "assistant 4.1"),
        ("containment", "paused the order tool"),
        ("declared", "14:01 UTC on 20 November 2026"),
        ("date", "20 November 2026"),
        ("now", "14:00 UTC on 20 November 2026"),
    ] {
        assert_eq!(facts.get(name).map(String::as_str), Some(words), "{name}: {facts:?}");
    }
    assert_eq!(facts.get("resolved"), None);
}

#[test]
fn a_time_is_said_as_exactly_as_it_is_known_and_in_the_zone_of_the_plan() {
    for (typed, zone, words) in [
        ("2026-11-20T14:05:09Z", Tz::UTC, "14:05 UTC on 20 November 2026"),
        ("2026-11-20T23:05Z", Tz::Europe__Berlin, "00:05 CET on 21 November 2026"),
        ("2026-11-20T14Z", Tz::UTC, "about 14:00 UTC on 20 November 2026"),
        ("2026-11-20", Tz::Asia__Tokyo, "20 November 2026"),
        ("2026-11", Tz::UTC, "November 2026"),
        ("2026", Tz::UTC, "2026"),
    ] {
        assert_eq!(comms::time_in_words(moment(typed), zone), words);
    }
}
