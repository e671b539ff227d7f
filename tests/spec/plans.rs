//! What a plan must be, and how an incident keeps it.

use warroom::catalog::{self, CatalogError, Misprint};
use warroom::plan::{self, LARGEST_PLAN};

/// A small plan without fault, to break in one place at a time.
pub const SMALL: &str = r#"id = "small"
title = "Small plan"
zone = "Europe/Paris"

[[levels]]
id = "SEV-1"
title = "critical"
aliases = ["P0"]
means = "Harm to people"

[[levels]]
id = "SEV-2"
title = "high"
means = "Anything else"

[[categories]]
id = "other"
title = "Other"

[[roles]]
id = "commander"
title = "Incident commander"
short = "Commander"
aliases = ["ic"]
duty = "Owns the response"
required_at = ["SEV-1"]

[[roles]]
id = "scribe"
title = "Scribe"
short = "Scribe"
duty = "Writes"

[[stages]]
id = "contain"
title = "Contain"
steps = [{ id = "contain.pause", text = "Pause it" }, { id = "contain.tell", text = "Tell it" }]

[[stamps]]
id = "update_sent"
title = "Update sent"

[[detection]]
id = "user-feedback"
title = "Feedback from users"

[[clocks]]
id = "contained"
title = "Contained"
kind = "containment"
due = [{ starts_at = "declared", amount = 1, unit = "hours" }]
stops_at = "contained"
levels = ["SEV-1"]
owner = "commander"

[[clocks]]
id = "update"
title = "Update"
kind = "update"
due = [
    { starts_at = "declared", amount = 15, unit = "minutes" },
    { starts_at = "update_sent", amount = 15, unit = "minutes" },
]
take = "latest"
stops_at = "update_sent"
repeat = true
until = "resolved"

[[comms]]
id = "internal"
audience = "internal"
title = "Update"
rule = "every 15 min"
levels = ["SEV-1"]
owner = "scribe"
clock = "update"
"#;

/// The faults of a text that should be a plan.
pub fn misprints(text: &str) -> Vec<Misprint> {
    match catalog::plan_from_toml(text, "plan.toml") {
        Ok(_) => Vec::new(),
        Err(CatalogError::Misprints(misprints)) => misprints,
        Err(other) => panic!("not a fault of the text: {other}"),
    }
}

/// The line of `text` on which `part` first stands.
pub fn line_of(part: &str, text: &str) -> usize {
    let at = text.find(part).unwrap_or_else(|| panic!("{part:?} is not in the text"));
    1 + text[..at].matches('\n').count()
}

/// Breaks the small plan by replacing the first `good` by `bad`, and expects one fault: on the line of
/// `bad` (or of `at`), at this path, in words that contain `words`.
#[track_caller]
pub fn expect_fault_at(at: &str, good: &str, bad: &str, path: &str, words: &str) {
    assert!(SMALL.contains(good), "{good:?} is not in the plan");
    let text = SMALL.replacen(good, bad, 1);
    let found = misprints(&text);
    let [found] = &found[..] else { panic!("{bad:?} has not one fault: {found:#?}") };
    assert_eq!(found.path, path, "{found}");
    assert!(found.problem.contains(words), "{found}");
    assert_eq!(found.line, line_of(at, &text), "{found}");
    assert_eq!(found.to_string(), {
        let key = if path.is_empty() { String::new() } else { format!("{path}: ") };
        format!("plan.toml:{}: {key}{}", found.line, found.problem)
    });
}

#[track_caller]
pub fn expect_fault(good: &str, bad: &str, path: &str, words: &str) {
    expect_fault_at(bad, good, bad, path, words);
}

#[test]
fn the_small_plan_is_without_fault() {
    assert_eq!(misprints(SMALL), []);
}

#[test]
fn an_id_that_is_badly_written_is_named_with_its_line() {
    expect_fault("\"small\"", "\"Small Plan\"", "id", "lower-case words joined by hyphens");
    expect_fault("\"SEV-2\"", "\"bad\"", "levels[1].id", "a hyphen and a number");
    expect_fault(
        "id = \"user-feedback\"",
        "id = \"user_feedback\"",
        "detection[0].id",
        "joined by hyphens",
    );
    expect_fault("\"user-feedback\"", "\"user feedback\"", "detection[0].id", "joined by hyphens");
    expect_fault("id = \"contained\"", "id = \"-contained\"", "clocks[0].id", "joined by hyphens");
    expect_fault("id = \"internal\"", "id = \"in--ternal\"", "comms[0].id", "joined by hyphens");
    expect_fault("audience = \"internal\"", "audience = \"All\"", "comms[0].audience", "hyphens");
    expect_fault("contain.pause", "pause", "stages[0].steps[0].id", "\"contain.word\"");
    expect_fault("contain.pause", "contain.Pause", "stages[0].steps[0].id", "\"contain.word\"");
    let long = format!("\"{}\"", "x".repeat(65));
    expect_fault("\"user-feedback\"", &long, "detection[0].id", "at most 64 characters");
}

#[test]
fn a_stamp_of_the_plan_is_written_in_snake_case_and_is_not_built_in() {
    let more =
        |stamp: &str| format!("[[stamps]]\nid = \"{stamp}\"\ntitle = \"More\"\n\n[[detection]]");
    expect_fault_at(
        "more-sent",
        "[[detection]]",
        &more("more-sent"),
        "stamps[1].id",
        "underscores",
    );
    let problem = "\"declared\" already means \"declared\"";
    expect_fault_at(
        "id = \"declared\"",
        "[[detection]]",
        &more("declared"),
        "stamps[1].id",
        problem,
    );
    let problem = "\"updatesent\" already means \"update_sent\"";
    expect_fault_at("updatesent", "[[detection]]", &more("updatesent"), "stamps[1].id", problem);
}

#[test]
fn a_name_means_one_thing_only() {
    expect_fault("\"high\"", "\"sev 1\"", "levels[1].title", "already means \"SEV-1\"");
    expect_fault_at(
        "\"SEV-2\"",
        "\"P0\"",
        "\"2\"",
        "levels[1].id",
        "\"2\" already means \"SEV-1\"",
    );
    expect_fault(
        "\"Scribe\"\nshort",
        "\"IC\"\nshort",
        "roles[1].title",
        "\"IC\" already means \"commander\"",
    );
    expect_fault("contain.tell", "contain.pause", "stages[0].steps[1].id", "already means");
}

#[test]
fn a_reference_leads_somewhere() {
    let one_of = "no stamp is called \"declard\" (one of: began, detected, declared, ";
    expect_fault("\"declared\"", "\"declard\"", "clocks[0].due[0].starts_at", one_of);
    expect_fault("\"contained\"\nlevels", "\"held\"\nlevels", "clocks[0].stops_at", "no stamp");
    expect_fault("\"resolved\"", "\"done\"", "clocks[1].until", "update_sent)");
    expect_fault(
        "[\"SEV-1\"]\n\n",
        "[\"SEV-9\"]\n\n",
        "roles[0].required_at[0]",
        "(one of: SEV-1, SEV-2)",
    );
    expect_fault("levels = [\"SEV-1\"]", "levels = [\"SEV-9\"]", "clocks[0].levels[0]", "SEV-9");
    let rule = "levels = [\"SEV-1\"]\nowner = \"scribe\"";
    expect_fault(rule, "levels = [\"P9\"]\nowner = \"scribe\"", "comms[0].levels[0]", "P9");
    expect_fault(rule, "levels = []\nowner = \"scribe\"", "comms[0].levels", "name at least one");
    let owner = "no role is called \"pen\" (one of: commander, scribe)";
    expect_fault("owner = \"scribe\"", "owner = \"pen\"", "comms[0].owner", owner);
    expect_fault("owner = \"commander\"", "owner = \"pen\"", "clocks[0].owner", owner);
    let clock = "no clock is called \"never\" (one of: contained, update)";
    expect_fault("clock = \"update\"", "clock = \"never\"", "comms[0].clock", clock);
    let elsewhere = "levels = [\"SEV-2\"]\nowner = \"scribe\"\nclock = \"contained\"";
    let rule = format!("{rule}\nclock = \"update\"");
    expect_fault_at(
        "clock = \"contained\"",
        &rule,
        elsewhere,
        "comms[0].clock",
        "not run at \"SEV-2\"",
    );
    expect_fault("Europe/Paris", "Europe/Atlantis", "zone", "no time zone is called");
}

#[test]
fn what_every_plan_needs_is_there() {
    let commander = "no role has the id `commander`";
    let without = SMALL.replace("\"commander\"", "\"captain\"");
    let found = misprints(&without);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!((found[0].path.as_str(), found[0].line), ("roles", line_of("[[roles]]", SMALL)));
    assert!(found[0].problem.contains(commander), "{}", found[0]);
    expect_fault_at("[[categories]]", "\"other\"", "\"rest\"", "categories", "the id `other`");

    let nothing =
        "id = \"x\"\ntitle = \"X\"\nlevels = []\ncategories = []\nroles = []\nstages = []\n";
    let found = misprints(nothing);
    for (line, list) in [(3, "levels"), (4, "categories"), (5, "roles"), (6, "stages")] {
        let has = |m: &Misprint| m.line == line && m.path == list && m.problem.contains("[[");
        assert!(found.iter().any(has), "{list}: {found:#?}");
    }
    expect_fault_at(
        "due = []",
        "due = [{ starts_at = \"declared\", amount = 1, unit = \"hours\" }]",
        "due = []",
        "clocks[0].due",
        "at least one deadline",
    );
}

#[test]
fn a_text_says_something_on_one_line() {
    expect_fault("\"Harm to people\"", "\"\"", "levels[0].means", "empty");
    expect_fault("\"Harm to people\"", "\"  \"", "levels[0].means", "empty");
    expect_fault("\"Harm to people\"", "\"a\\u001b[2J\"", "levels[0].means", "U+001B");
    expect_fault("\"Pause it\"", "\"a\\nb\"", "stages[0].steps[0].text", "U+000A");
    expect_fault("[\"ic\"]", "[\"\"]", "roles[0].aliases[0]", "empty");
    expect_fault_at(
        "contact",
        "\"Writes\"",
        "\"Writes\"\ncontact = \"\"",
        "roles[1].contact",
        "empty",
    );
}

#[test]
fn a_short_name_of_a_role_fits_its_pane() {
    expect_fault(
        "short = \"Scribe\"",
        "short = \"Keeper of logs\"",
        "roles[1].short",
        "shorten it to 12",
    );
    assert_eq!(misprints(&SMALL.replace("short = \"Scribe\"", "short = \"Twelve chars\"")), []);
}

#[test]
fn a_cadence_can_start_again_and_end() {
    let update = "starts_at = \"update_sent\", amount = 15";
    let zero = "starts_at = \"update_sent\", amount = 0";
    expect_fault(update, zero, "clocks[1].due[1].amount", "0 would be due all the time");
    expect_fault_at(
        "due = [
",
        update,
        "starts_at = \"detected\", amount = 15",
        "clocks[1].due",
        "from \"update_sent\"",
    );
    let endless = "stops_at = \"update_sent\"\nrepeat = true\nuntil = \"resolved\"\n";
    expect_fault_at("repeat", endless, "repeat = true\n", "clocks[1].repeat", "add one");
    expect_fault_at(
        "[[clocks]]\nid = \"update\"",
        "take = \"latest\"\n",
        "",
        "clocks[1].take",
        "\"latest\"",
    );
    expect_fault(
        "until = \"resolved\"",
        "until = \"update_sent\"",
        "clocks[1].until",
        "cannot end it",
    );
    let both = "stops_at = \"contained\"\nuntil = \"resolved\"";
    expect_fault_at(
        "until",
        "stops_at = \"contained\"",
        both,
        "clocks[0].until",
        "`repeat = true`",
    );
}

#[test]
fn an_amount_is_one_that_somebody_meant() {
    expect_fault("amount = 1,", "amount = 100001,", "clocks[0].due[0].amount", "too much");
    assert_eq!(misprints(&SMALL.replace("amount = 1,", "amount = 100000,")), []);
    assert_eq!(misprints(&SMALL.replace("amount = 1,", "amount = 0,")), []);
    expect_fault("amount = 1,", "amount = -1,", "clocks[0].due[0].amount", "-1");
    expect_fault("amount = 1,", "amount = 1.5,", "clocks[0].due[0].amount", "1.5");
}

#[test]
fn a_plan_that_no_incident_can_keep_is_refused() {
    let long = "x".repeat(LARGEST_PLAN);
    expect_fault_at("id", "\"Harm to people\"", &format!("\"{long}\""), "", "shorten its texts");
}

#[test]
fn a_pinned_plan_is_the_plan() {
    let standard = catalog::standard();
    let small = catalog::plan_from_toml(SMALL, "small.toml").expect("a good plan");
    for plan in [&*standard, &small] {
        let text = plan.to_pinned().0;
        let again = plan::pinned(&text).expect("a plan");
        assert_eq!(*again, *plan);
        assert_eq!(again.to_pinned().0, text);
        assert!(!text.contains('\n'));
    }
    assert_ne!(standard.to_pinned(), small.to_pinned());
    let text = small.to_pinned().0;
    assert!(
        text.contains(r#""due":[{"starts_at":"declared","amount":1,"unit":"hours"}]"#),
        "{text}"
    );
    assert_eq!(plan::pinned("{}"), None);
}

#[test]
fn a_pinned_plan_of_a_newer_version_is_read_without_what_is_new() {
    let plan = catalog::plan_from_toml(SMALL, "small.toml").expect("a good plan");
    let newer = plan.to_pinned().0.replace("\"unit\":", "\"newer\":\"x\",\"unit\":");
    assert_eq!(*plan::pinned(&newer).expect("still a plan"), plan);
}
