//! Each fault that a plan can have, planted alone into a plan that uses every part of the format: it is found on
//! its line, at its key, with what would be right.

use crate::plans::{SMALL, line_of, misprints};
use std::fmt::Write;
use warroom::catalog;
use warroom::plan;

/// What the small plan lacks.
const MORE: &str = r#"
[[categories]]
id = "data-leak"
title = "Data leak"
steps = [{ id = "data-leak.revoke", text = "Revoke what leaked" }]
specialists = ["scribe"]

[[stages]]
id = "learn"
title = "Learn"
window = { from = 7, to = 14, unit = "calendar_days" }

[[stages]]
id = "day-one"
title = "Day one"
track = "phases"

[[verbs]]
id = "pause"
done = "paused"
what = "a model"
lifted = "resumed"

[[questions]]
id = "leak"
text = "Did something leak?"

[[questions]]
id = "people"
text = "How many people?"
takes = "number"

[[record]]
id = "system"
title = "System"

[[domains]]
id = "gate"
title = "Approval gate"

[[dimensions]]
id = "harm"
title = "Harm"
answers = [{ level = "SEV-1", text = "Somebody is hurt" }]

[[templates]]
id = "statement"
title = "Statement"
audience = "public"
subject = "{{ severity }} of {{ system }}"
parts = [{ text = "We know of {{ wrong }}; {{ scribe }} writes at {{ update_sent }}." }]
fields = [{ id = "wrong", title = "What people saw" }]

[[wording]]
id = "soon"
pattern = '\bsoon\b'
instead = "by 15:00"
why = "Nobody can keep it"
finds = ["It comes soon"]
spares = ["It comes by 15:00"]

[[report]]
id = "cause"
title = "Cause"
ask = "Why it could"

[[calendars]]
id = "ours"
zone = "Europe/Paris"
week = "mon-fri"
hours = ["09:00-12:30", "13:30-17:00"]

[[clocks]]
id = "law"
title = "Authority told"
kind = "regulator"
due = [
    { starts_at = "contain.left", amount = 72, unit = "hours", if = [
        { stamp = "aware", within = 24, unit = "hours", of = "declared" },
    ] },
]
if = [{ answer = "leak" }, { answer = "people", at_least = 500 }, { fact = "near_miss", not = true }]
calendar = "ours"
applies_from = "2026-01-01"
applies_until = "2027-01-01"

[[comms]]
id = "public"
audience = "public"
title = "Statement"
rule = "if it leaked"
levels = ["SEV-1"]
if = [{ answer = "leak", is = "yes" }]
approved_by = ["scribe"]
template = "statement"

[exercise]
every = 3
unit = "months"
"#;

fn rich() -> String {
    format!("{SMALL}{MORE}")
}

#[test]
fn the_rich_plan_is_without_fault_and_is_pinned_as_it_is() {
    assert_eq!(misprints(&rich()), []);
    let plan = catalog::plan_from_toml(&rich(), "rich.toml").expect("a good plan");
    assert_eq!(*plan::pinned(&plan.to_pinned().0).expect("a plan"), plan);
}

/// The part that is replaced, what stands there then, the key of the fault, and words of the problem.
const PLANTED: [(&str, &str, &str, &str); 48] = [
    (
        "[\"scribe\"]\n\n[[stages]]",
        "[\"pen\"]\n\n[[stages]]",
        "categories[1].specialists[0]",
        "no role is called \"pen\"",
    ),
    (
        "id = \"data-leak.revoke\"",
        "id = \"leak.revoke\"",
        "categories[1].steps[0].id",
        "\"data-leak.word\"",
    ),
    ("\"Data leak\"", "\"Other\"", "categories[1].title", "already means \"other\""),
    (
        "from = 7, to = 14",
        "from = 14, to = 14",
        "stages[1].window.to",
        "a window ends after it begins",
    ),
    ("unit = \"calendar_days\" }", "unit = \"days\" }", "stages[1].window.unit", "`calendar_days`"),
    ("window = {", "windows = {", "stages[1].windows", "did you mean `window`?"),
    ("id = \"day-one\"", "id = \"contain\"", "stages[2].id", "already means \"contain\""),
    (
        "title = \"Contain\"",
        "title = \"Contain\"\ntrack = \"x\"",
        "stages[0].track",
        "the first stage is the one in which an incident begins",
    ),
    ("done = \"paused\"", "done = \"\"", "verbs[0].done", "empty"),
    ("id = \"pause\"", "id = \"Pause it\"", "verbs[0].id", "joined by hyphens"),
    ("takes = \"number\"", "takes = \"date\"", "questions[1].takes", "`number`"),
    (
        "[[record]]",
        "[[questions]]\nid = \"leak\"\ntext = \"And now?\"\n\n[[record]]",
        "questions[2].id",
        "already means \"leak\"",
    ),
    (
        "title = \"Approval gate\"",
        "name = \"Approval gate\"\ntitle = \"Approval gate\"",
        "domains[0].name",
        "(one of: id, title)",
    ),
    (
        "answers = [{ level = \"SEV-1\", text = \"Somebody is hurt\" }]",
        "answers = []",
        "dimensions[0].answers",
        "at least one answer",
    ),
    (
        "{ level = \"SEV-1\", text",
        "{ level = \"SEV-7\", text",
        "dimensions[0].answers[0].level",
        "(one of: SEV-1, SEV-2)",
    ),
    ("{{ wrong }}", "{{ worng }}", "templates[0].parts[0].text", "nobody can fill \"worng\""),
    ("{{ system }}", "{{ system", "templates[0].subject", "`{{` without `}}`"),
    ("{{ severity }}", "severity }}", "templates[0].subject", "`}}` without `{{`"),
    ("{{ scribe }}", "{{ Scribe }}", "templates[0].parts[0].text", "\"Scribe\" is no field"),
    (
        "{{ update_sent }}",
        "{{ update-sent }}",
        "templates[0].parts[0].text",
        "\"update-sent\" is no field",
    ),
    ("{{ severity }}", "{% set a = 1 %}", "templates[0].subject", "`{% set %}` is nothing"),
    ("{{ severity }}", "{% if serious %}", "templates[0].subject", "nobody can fill \"serious\""),
    (
        "parts = [{ text = \"We know of {{ wrong }}; {{ scribe }} writes at {{ update_sent }}.\" }]",
        "parts = []",
        "templates[0].parts",
        "at least one part",
    ),
    ("why = \"Nobody can keep it\"\n", "", "wording[0]", "missing field `why`"),
    ("ask = \"Why it could\"\n", "", "report[0]", "nobody fills this section"),
    (
        "ask = \"Why it could\"",
        "filled_with = \"hope\"",
        "report[0].filled_with",
        "no part of the log is called \"hope\"",
    ),
    ("\"13:30-17:00\"", "\"12:00-17:00\"", "calendars[0].hours[1]", "overlaps 09:00-12:30"),
    (
        "zone = \"Europe/Paris\"\nweek",
        "zone = \"Europe/Atlantis\"\nweek",
        "calendars[0].zone",
        "Europe/Atlantis",
    ),
    (
        "starts_at = \"contain.left\"",
        "starts_at = \"hold.left\"",
        "clocks[2].due[0].starts_at",
        "there is no moment \"hold.left\"",
    ),
    (
        "starts_at = \"contain.left\"",
        "starts_at = \"year_end(never)\"",
        "clocks[2].due[0].starts_at",
        "no stamp is called \"never\"",
    ),
    (
        "{ stamp = \"aware\",",
        "{ stamp = \"awake\",",
        "clocks[2].due[0].if[0].stamp",
        "no stamp is called \"awake\"",
    ),
    (
        "of = \"declared\"",
        "of = \"decreed\"",
        "clocks[2].due[0].if[0].of",
        "no stamp is called \"decreed\"",
    ),
    (", of = \"declared\"", "", "clocks[2].due[0].if[0]", "belong together"),
    (
        "within = 24, unit = \"hours\"",
        "within = 24, unit = \"months\"",
        "clocks[2].due[0].if[0].unit",
        "seconds, minutes or hours",
    ),
    (
        "if = [{ answer = \"leak\" }, {",
        "if = [{ answer = \"lake\" }, {",
        "clocks[2].if[0].answer",
        "no question is called \"lake\" (one of: leak, people)",
    ),
    (
        "if = [{ answer = \"leak\" }, {",
        "if = [{ not = true }, {",
        "clocks[2].if[0]",
        "exactly one of `answer`, `fact` and `stamp`",
    ),
    (
        "{ answer = \"leak\" }, {",
        "{ answer = \"leak\", below = 3 }, {",
        "clocks[2].if[0].answer",
        "answered by yes or no",
    ),
    (
        "{ answer = \"people\", at_least = 500 }",
        "{ answer = \"people\" }",
        "clocks[2].if[1].answer",
        "answered by a number",
    ),
    (
        "{ answer = \"people\", at_least = 500 }",
        "{ answer = \"people\", at_least = -1 }",
        "clocks[2].if[1].at_least",
        "-1",
    ),
    (
        "fact = \"near_miss\"",
        "fact = \"far_miss\"",
        "clocks[2].if[2].fact",
        "(one of: public_report, near_miss)",
    ),
    (
        "fact = \"near_miss\", not",
        "fact = \"near_miss\", is = \"no\", not",
        "clocks[2].if[2]",
        "belong to an `answer`",
    ),
    (
        "calendar = \"ours\"",
        "calendar = \"theirs\"",
        "clocks[2].calendar",
        "no calendar is called \"theirs\" (one of: ours, ",
    ),
    (
        "applies_until = \"2027-01-01\"",
        "applies_until = \"2025-01-01\"",
        "clocks[2].applies_until",
        "before it begins on 2026-01-01",
    ),
    ("is = \"yes\"", "is = \"perhaps\"", "comms[1].if[0].is", "`yes`"),
    (
        "approved_by = [\"scribe\"]",
        "approved_by = [\"boss\"]",
        "comms[1].approved_by[0]",
        "no role is called \"boss\"",
    ),
    (
        "template = \"statement\"",
        "template = \"sermon\"",
        "comms[1].template",
        "no template is called \"sermon\" (one of: statement)",
    ),
    ("every = 3", "every = 0", "exercise.every", "due all the time"),
    ("unit = \"months\"\n", "unit = \"moons\"\n", "exercise.unit", "`months`"),
];

#[test]
fn every_planted_fault_is_found_on_its_line_at_its_key_with_a_remedy() {
    let mut wrong = String::new();
    for (good, bad, path, words) in PLANTED {
        let text = rich();
        assert!(text.contains(good), "{good:?} is not in the plan");
        let broken = text.replacen(good, bad, 1);
        let found = misprints(&broken);
        let at = text.find(good).expect("it was just found");
        // What was replaced ends on the last line of what stands there now.
        let first = 1 + broken[..at].matches('\n').count();
        let last = first + bad.matches('\n').count();
        let fits = |fault: &warroom::catalog::Misprint| {
            let near = (first..=last).contains(&fault.line) || bad.is_empty() && fault.line < first;
            near && fault.path == path && fault.problem.contains(words)
        };
        if found.len() != 1 || !fits(&found[0]) {
            let _ = writeln!(wrong, "{bad:?} on line {first} to {last}: {found:?}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_set_that_is_not_there_or_is_wrong_is_named_where_it_is_taken_in() {
    let broken = rich().replacen("zone =", "include = [\"gdpr\", \"gdrp\"]\nzone =", 1);
    let found = misprints(&broken);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (found[0].path.as_str(), found[0].line),
        ("include[1]", line_of("include", &broken))
    );
    assert!(found[0].problem.contains("\"gdrp\" (one of: classification"), "{}", found[0]);
}

#[test]
fn a_step_of_a_kind_needs_a_stage_that_takes_it_in() {
    let broken = rich().replace("contain.pause", "hold.pause").replace("contain.tell", "hold.tell");
    let broken =
        broken.replace("id = \"contain\"", "id = \"hold\"").replace("contain.left", "hold.left");
    let found = misprints(&broken);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].path, "categories[1].steps");
    assert!(found[0].problem.contains("name one in `containment_stage`"), "{}", found[0]);
    let elsewhere = rich().replacen("zone =", "containment_stage = \"hold\"\nzone =", 1);
    let found = misprints(&elsewhere);
    assert_eq!(found[0].path, "containment_stage", "{found:?}");
    assert!(found[0].problem.contains("no stage is called \"hold\""), "{}", found[0]);
}

#[test]
fn hostile_texts_give_errors_and_never_more() {
    let many = |line: &str, times: usize| format!("{SMALL}{}", line.repeat(times));
    let deep = format!(
        "{SMALL}\n[[dimensions]]\nid = \"x\"\nanswers = {}{}",
        "[".repeat(5_000),
        "]".repeat(5_000)
    );
    let nested = format!("{SMALL}\nexercise = {}1{}", "{ a = ".repeat(1000), " }".repeat(1000));
    for text in [
        deep,
        nested,
        many("\n[[questions]]\nid = \"same\"\ntext = \"x\"\n", 400),
        many("\n[[clocks]]\nid = \"x\"\ntitle = \"x\"\nkind = \"nudge\"\ndue = []\n", 400),
        many("\n[[stages]]\nid = \"x\"\ntitle = \"\\u0000\"\n", 500),
        many(
            "\n[[templates]]\nid = \"t\"\ntitle = \"t\"\naudience = \"all\"\nparts = [{ text = \"{{{{{{\" }]\n",
            200,
        ),
        rich().replace("amount = 72", "amount = 99999999999999999999"),
        rich().replace("every = 3", "every = 3.5"),
        rich().replace("\"2026-01-01\"", "\"9999-99-99\""),
        rich().replace("takes = \"number\"", "takes = { number = [1] }"),
        rich().replace("[exercise]", "[[exercise]]"),
        rich().replace("if = [{ answer = \"leak\"", "if = [[{ answer = \"leak\""),
    ] {
        let found = misprints(&text);
        assert!(!found.is_empty(), "{}", &text[text.len() - 60..]);
        for fault in found {
            assert!(fault.line <= 1 + text.lines().count() && !fault.problem.is_empty(), "{fault}");
        }
    }
}
