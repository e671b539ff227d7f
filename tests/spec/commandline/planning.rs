//! Plans by the command line: chosen, copied, checked, compared, adopted.

use super::world::{World, keys};
use serde_json::Value;
use std::fs;

fn world_with_plans() -> World {
    let world = World::new();
    fs::create_dir_all(world.path("config/warroom/plans")).unwrap();
    world
}

/// What `plan check --json` finds under a key, as `line key: problem`.
fn found(report: &Value, under: &str) -> Vec<String> {
    let rows = report[under].as_array().unwrap();
    let say = |row: &Value| {
        format!(
            "{} {}: {}",
            row["line"],
            row["key"].as_str().unwrap(),
            row["problem"].as_str().unwrap()
        )
    };
    rows.iter().map(say).collect()
}

#[test]
fn plans_that_are_built_in_and_those_of_ones_own_are_listed() {
    let world = world_with_plans();
    let desk = world.desk("ops4");
    desk.does("plan new governance --id ours");
    let listed = desk.does("plan list --json").json();
    let plans = listed["plans"].as_array().unwrap();
    assert_eq!(
        keys(&plans[0]),
        ["id", "title", "about", "built_in", "in_use", "levels", "stages", "roles", "clocks"]
    );
    let row = |id: &str| plans.iter().find(|plan| plan["id"] == id).unwrap();
    assert_eq!(
        (&row("standard")["built_in"], &row("standard")["in_use"]),
        (&true.into(), &true.into())
    );
    assert_eq!((&row("ours")["built_in"], &row("ours")["levels"]), (&false.into(), &4.into()));
    for id in ["governance", "rhythm", "eight-step"] {
        assert_eq!(row(id)["built_in"], true, "{id}");
    }
    let words = desk.does("plan list --plan ours").out;
    assert!(words.lines().any(|line| line.starts_with("*  ours ")), "{words}");
}

#[test]
fn a_plan_of_ones_own_is_chosen_by_its_name_by_its_file_and_by_the_configuration() {
    let world = world_with_plans();
    let desk = world.desk("ops4");
    desk.does("plan new eight-step --id ours");
    let file = world.path("config/warroom/plans/ours.toml");
    let id = desk.declares("--plan ours --sev 1 'By name'");
    assert_eq!(desk.sees(&id)["plan"], "ours");
    let id = desk.declares(&format!("--plan {} --sev 1 'By file'", file.display()));
    assert_eq!(desk.sees(&id)["plan"], "ours");
    world.file("config/warroom/config.toml", "plan = \"ours\"\n");
    let id = desk.declares("--sev 1 'By configuration'");
    assert_eq!(desk.sees(&id)["plan"], "ours");
    desk.does("config check");
}

#[test]
fn a_copy_says_how_to_go_on_and_is_never_written_over_unasked() {
    let world = world_with_plans();
    let desk = world.desk("ops4");
    let made = desk.does("plan new standard -o mine.toml --json").json();
    assert_eq!(made["id"], "mine");
    let text = fs::read_to_string(world.path("mine.toml")).unwrap();
    assert!(
        text.starts_with("# A copy of the plan `standard`") && text.contains("\nid = \"mine\"\n")
    );
    let again = desk.types("plan new standard -o mine.toml");
    assert_eq!(again.code, 1, "{again:?}");
    assert!(again.err.contains("is there already") && again.err.contains("--yes"), "{again:?}");
    assert_eq!(fs::read_to_string(world.path("mine.toml")).unwrap(), text);
    desk.does("plan new standard -o mine.toml --yes");
    let wrong = desk.types("plan new standard --id 'Our Plan'");
    assert_eq!((wrong.code, wrong.err.contains("small letters")), (2, true), "{wrong:?}");
}

#[test]
fn two_plans_are_compared_by_the_names_of_what_they_hold() {
    let world = world_with_plans();
    let desk = world.desk("ops4");
    desk.does("plan new eight-step -o mine.toml");
    let text = fs::read_to_string(world.path("mine.toml")).unwrap();
    let text = text.replacen("Customers are being harmed", "People are being harmed", 1);
    world.file("mine.toml", text);
    let shown = desk.does("plan diff eight-step ./mine.toml --json").json();
    let rows = shown["differences"].as_array().unwrap();
    let paths: Vec<&str> = rows.iter().map(|row| row["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["id", "levels.SEV-1.means"]);
    assert!(rows[1]["other"].as_str().unwrap().starts_with("People are being harmed"));
    let same = desk.does("plan diff rhythm rhythm").out;
    assert_eq!(same, "rhythm and rhythm say the same\n");
}

#[test]
fn a_plan_is_shown_with_everything_that_it_takes_in() {
    let world = World::new();
    let desk = world.desk("ops4");
    let shown = desk.does("plan show governance --json").json();
    let clocks = shown["plan"]["clocks"].as_array().unwrap();
    assert!(clocks.iter().any(|clock| clock["id"] == "gdpr-33"), "the law's clocks are taken in");
    let words = desk.does("plan show governance").out;
    for part in
        ["Levels", "Roles", "Stages", "Clocks", "What is said to whom", "Questions", "Record"]
    {
        assert!(words.lines().any(|line| line == part), "{part}: {words}");
    }
    assert!(words.contains("within 72 h from aware"), "{words}");
}

/// Plans with a fault on many a line; each is planted by the words behind `fault:`.
const FAULTY: [&str; 2] =
    [include_str!("../plans/faulty.toml"), include_str!("../plans/misspelt.toml")];

#[test]
fn a_check_finds_each_planted_fault_with_its_line_its_key_and_a_remedy() {
    let world = World::new();
    let desk = world.desk("ops4");
    let mut planted_in_all = 0;
    for text in FAULTY {
        world.file("faulty.toml", text);
        let checked = desk.types("plan check faulty.toml --json");
        assert_eq!(checked.code, 8, "{checked:?}");
        let found = found(&checked.json(), "faults");
        let planted: Vec<(usize, &str, &str)> = text
            .lines()
            .enumerate()
            .filter_map(|(i, line)| {
                let (key, part) = line.split_once("# fault: ")?.1.split_once(" | ")?;
                Some((i + 1, key, part))
            })
            .collect();
        for (line, key, part) in &planted {
            let says = |fault: &&String| {
                fault.starts_with(&format!("{line} {key}: ")) && fault.contains(part)
            };
            assert!(found.iter().any(|fault| says(&fault)), "{line} {key} | {part}\n{found:#?}");
        }
        assert_eq!(found.len(), planted.len(), "{found:#?}");
        let words = desk.types("plan check faulty.toml");
        assert_eq!(words.out.lines().count(), planted.len(), "{words:?}");
        assert!(words.out.lines().all(|line| line.starts_with("faulty.toml:")), "{words:?}");
        assert!(words.err.contains("check again"), "{words:?}");
        planted_in_all += planted.len();
    }
    assert!(planted_in_all >= 30, "{planted_in_all}");
}

#[test]
fn a_check_finds_messages_and_wordings_that_could_not_be_used() {
    let world = World::new();
    let desk = world.desk("ops4");
    desk.does("plan new standard -o mine.toml");
    let text = fs::read_to_string(world.path("mine.toml")).unwrap();
    let more = r#"
[[templates]]
id = "mine"
title = "Mine"
audience = "public"
parts = [{ text = "{% if resolved %}It is over" }]

[[wording]]
id = "mine"
pattern = '('
instead = "plain words"
why = "nobody understands it"
finds = ["a"]
spares = ["b"]
"#;
    world.file("mine.toml", format!("{text}{more}"));
    let checked = desk.types("plan check ./mine.toml --json");
    assert_eq!(checked.code, 8, "{checked:?}");
    let found = found(&checked.json(), "faults");
    let line = 1 + text.lines().count();
    let at = |line: usize, key: &str| format!("{line} {key}");
    let has = |start: String, part: &str| {
        found.iter().any(|fault| fault.starts_with(&start) && fault.contains(part))
    };
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(has(at(line + 5, "templates[0].parts[0]"), "unexpected end"), "{found:#?}");
    assert!(has(at(line + 9, "wording[0].pattern"), "unclosed group"), "{found:#?}");
}

#[test]
fn a_check_says_what_is_worth_mending_and_fails_for_it_only_when_told_to() {
    let world = World::new();
    let desk = world.desk("ops4");
    desk.does("plan new eight-step -o mine.toml");
    let path = world.path("mine.toml");
    let text = fs::read_to_string(&path).unwrap();
    let at = text.find("[[roles]]").unwrap();
    let (before, roles) = text.split_at(at);
    let roles = roles
        .replacen("[[roles]]", "[[roles]]\ncontact = \"ops4\"\nbackup = \"ops4\"", 1)
        .replacen("[[roles]]\nid", "[[roles]]\ncontact = \"m7\"\nid", 1);
    world.file("mine.toml", format!("{before}{roles}"));
    let checked = desk.does("plan check ./mine.toml --json").json();
    let advice = found(&checked, "advice");
    assert_eq!(found(&checked, "faults"), Vec::<String>::new());
    for part in [
        "roles[0].backup: the backup of commander is the contact again",
        "has no backup, so the seat hangs on one person; add `backup`",
        "has neither contact nor backup, so nobody can be paged",
    ] {
        assert!(advice.iter().any(|hint| hint.contains(part)), "{part}: {advice:#?}");
    }
    assert_eq!(desk.types("plan check ./mine.toml --strict").code, 8);
}

#[test]
fn an_incident_keeps_its_plan_when_the_file_changes_until_another_is_adopted() {
    let world = World::new();
    let desk = world.desk("ops4");
    desk.does("plan new eight-step -o mine.toml");
    let id = desk.declares("--plan ./mine.toml --sev 1 'Kept'");
    let first_step = || desk.sees(&id)["checklist"][0]["text"].as_str().unwrap().to_owned();
    let before = first_step();
    let text = fs::read_to_string(world.path("mine.toml")).unwrap();
    world.file("mine.toml", text.replacen(&before, "Open the room", 1));
    assert_eq!(first_step(), before);
    let refused = desk.types(&format!("plan adopt {id} ./mine.toml --reason ''"));
    assert_ne!(refused.code, 0, "{refused:?}");
    let adopted = desk
        .does(&format!("plan adopt {id} ./mine.toml --reason 'the auditor asked' --json"))
        .json();
    assert_eq!(adopted["entry"]["kind"], "plan_adopted");
    assert_eq!(first_step(), "Open the room");
    let log = desk.does(&format!("log {id} --json")).out;
    assert!(
        log.contains("the auditor asked") && log.len() < 20_000,
        "a plan is left out of the log"
    );
    let again = desk.types(&format!("plan adopt {id} ./mine.toml --reason again"));
    assert!(again.err.contains("in force already"), "{again:?}");
    desk.does("verify");
}

#[test]
fn a_hostile_plan_gives_an_error_and_never_a_panic() {
    let world = World::new();
    let desk = world.desk("ops4");
    let small = crate::plans::SMALL;
    let hostile = [
        ("empty", String::new()),
        ("deep", format!("a = {}1{}", "[".repeat(50_000), "]".repeat(50_000))),
        ("tables", format!("[{}]\nx = 1\n", vec!["a"; 20_000].join("."))),
        ("huge", format!("{small}\n# {}", "x".repeat(2 * 1024 * 1024))),
        ("long", small.replacen("Small plan", &"x".repeat(300 * 1024), 1)),
        ("types", small.replacen("title = \"Small plan\"", "title = [1, {}, 2026-11-20]", 1)),
        ("doubled", small.replacen("id = \"scribe\"", "id = \"commander\"", 1)),
        ("dangling", small.replacen("owner = \"commander\"", "owner = \"nobody\"", 1)),
        ("include", format!("include = [\"nothing\"]\n{small}")),
        ("itself", format!("include = [\"itself.toml\"]\n{small}")),
        ("number", small.replacen("amount = 15", "amount = 99999999999999999999", 1)),
        ("control", small.replacen("Small plan", "Small \\u001b[31m plan", 1)),
        ("levels", small.replacen("means = \"Anything else\"", "", 1)),
    ];
    for (name, text) in hostile {
        world.file(&format!("{name}.toml"), text);
        for line in [
            format!("plan check {name}.toml"),
            format!("plan show {name}.toml"),
            format!("declare --plan {name}.toml 'x'"),
            format!("plan diff standard {name}.toml"),
        ] {
            let answer = desk.types(&line);
            assert!(matches!(answer.code, 3 | 8), "{line}: {answer:?}");
            let said = format!("{}{}", answer.out, answer.err);
            assert!(said.contains(name) && answer.err.contains("try:"), "{line}: {said:.600}");
            assert!(!said.contains('\u{1b}') && !said.contains("panicked"), "{line}: {said:.600}");
        }
    }
    assert_eq!(world.logs().len(), 0, "nothing was declared");
}
