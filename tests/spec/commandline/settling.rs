//! The configuration and the themes by the command line: precedence, where a value came from, what is wrong.

use super::world::{World, keys, short};
use serde_json::Value;
use std::fs;

fn configured(text: &str) -> World {
    let world = World::new();
    fs::create_dir_all(world.path("config/warroom/themes")).unwrap();
    world.file("config/warroom/config.toml", text);
    world
}

/// The value of a key, and where it came from.
fn value(shown: &Value, key: &str) -> (Value, String, Value) {
    let rows = shown["values"].as_array().unwrap();
    let row = rows.iter().find(|row| row["key"] == key).unwrap();
    (row["value"].clone(), row["origin"].as_str().unwrap().to_owned(), row["where"].clone())
}

#[test]
fn a_flag_wins_over_the_environment_that_over_the_file_and_that_over_the_default() {
    let world = configured("\nas = \"ops7\"\nascii = true\nzone = \"local\"\n");
    let desk = world.desk("ops4");
    let by = |desk: &super::world::Desk, more: &str| {
        let shown = desk.does(&format!("config show --json {more}")).json();
        assert_eq!(keys(&shown), ["file", "exists", "values"]);
        value(&shown, "as")
    };
    let file = world.path("config/warroom/config.toml");
    let line = |line: usize| Value::from(format!("{}:{line}", file.display()));
    assert_eq!(by(&desk, ""), ("ops7".into(), "file".into(), line(2)));
    let set = world.desk("ops4").with("WARROOM_AS", "ops8");
    assert_eq!(by(&set, ""), ("ops8".into(), "environment".into(), "WARROOM_AS".into()));
    assert_eq!(by(&set, "--as ops9"), ("ops9".into(), "flag".into(), "--as".into()));
    let nothing = World::new();
    assert_eq!(by(&nothing.desk("ops4"), ""), ("ops4".into(), "default".into(), Value::Null));

    let shown = desk.does("config show --json").json();
    assert_eq!(value(&shown, "zone"), ("local".into(), "file".into(), line(4)));
    assert_eq!(value(&shown, "ascii"), (true.into(), "file".into(), line(3)));
    assert_eq!(value(&shown, "theme"), ("ansi".into(), "default".into(), Value::Null));
    let shown = desk.does("config show --json --utc").json();
    assert_eq!(value(&shown, "zone"), ("utc".into(), "flag".into(), "--utc".into()));
    let off = world.desk("ops4").with("WARROOM_ASCII", "0").with("WARROOM_UTC", "1");
    let shown = off.does("config show --json").json();
    assert_eq!(value(&shown, "ascii").0, false, "a variable wins also when it says no");
    assert_eq!(value(&shown, "zone").2, "WARROOM_UTC");
    let themed = world.desk("ops4").with("WARROOM_THEME", "dark");
    let shown = themed.does("config show --json").json();
    assert_eq!(
        value(&shown, "theme"),
        ("dark".into(), "environment".into(), "WARROOM_THEME".into())
    );
    let words = desk.does("config show").out;
    assert!(words.contains("config.toml:2\n") && words.contains("default\n"), "{words}");
}

#[test]
fn what_is_settled_is_obeyed() {
    let world =
        configured("as = \"ops7\"\nstore = \"rooms\"\nzone = \"local\"\nplan = \"own.toml\"\n");
    let text =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/plans/standard.toml"));
    let own = text.unwrap().replacen("id = \"standard\"", "id = \"own\"", 1);
    world.file("config/warroom/own.toml", own);
    let desk = world.desk("ops4");
    let id = desk.declares("'Gateway errors' --at 2026-01-02T03:04Z");
    assert!(world.path("config/warroom/rooms/warroom.toml").exists(), "a path begins at the file");
    assert_eq!(desk.sees(&id)["plan"], "own");
    assert!(desk.does(&format!("log {id}")).out.contains("2026-01-02 04:04+01:00"));
    let entry = desk.does(&format!("note {} hello --json", short(&id))).json();
    assert_eq!(entry["entry"]["by"], "ops7");

    let other = world.file("other.toml", "as = \"ops5\"\nstore = \"~/elsewhere\"\n");
    let id = desk.declares(&format!("'Elsewhere' --config {other}"));
    assert!(world.path("elsewhere/incidents").join(id).exists());
    assert!(
        world.desk("ops4").with("WARROOM_CONFIG", &other).does("list").out.contains("Elsewhere")
    );
}

#[test]
fn a_file_that_is_wrong_stops_every_command_and_says_what_to_do() {
    let world = configured("thme = \"dark\"\nascii = 1\n");
    let desk = world.desk("ops4");
    for line in ["list", "config check", "config show", "declare 'Gateway errors'", "where"] {
        let answer = desk.types(line);
        assert_eq!((answer.code, answer.out.as_str()), (3, ""), "{line}");
        let lines: Vec<&str> = answer.err.lines().collect();
        assert!(
            lines[0].ends_with("config.toml:1: thme: there is no such key; did you mean `theme`?")
        );
        assert!(
            lines[1]
                .ends_with("config.toml:2: ascii: invalid type: integer `1`, expected a boolean")
        );
        assert!(lines[2].starts_with("try: mend the lines"), "{}", answer.err);
    }
    assert!(!world.store().exists());
    desk.does("completions bash");
    desk.does("theme list");
    let missing = desk.types("list --config nowhere.toml");
    assert_eq!(missing.code, 3);
    assert!(missing.err.contains("nowhere.toml") && missing.err.contains("warroom config init"));
}

#[test]
fn a_file_to_begin_with_is_written_once_and_is_right() {
    let world = World::new();
    let desk = world.desk("ops4");
    let calm = desk.does("config check").out;
    assert!(calm.contains("config.toml is not there: every value is the default"), "{calm}");
    let written = desk.does("config init").out;
    let file = world.path("config/warroom/config.toml");
    assert_eq!(written, format!("written: {}\n", file.display()));
    let again = desk.types("config init");
    assert_eq!(again.code, 1);
    assert!(again.err.contains("is there already\ntry: edit it"), "{}", again.err);
    assert!(desk.does("config check").out.ends_with("config.toml: 0 keys, all right\n"));
    let text = fs::read_to_string(&file).unwrap();
    let on: Vec<&str> = text
        .lines()
        .map(|line| line.strip_prefix("# ").filter(|line| line.contains(" = ")).unwrap_or(line))
        .collect();
    fs::write(&file, on.join("\n")).unwrap();
    let all = desk.does("config check --json").json();
    assert_eq!(all["keys"], 16, "every key stands in it, with a value that is right");
    let elsewhere = desk.does("config init --config deep/own.toml --json").json();
    assert_eq!(elsewhere["file"], "deep/own.toml");
    assert!(world.path("deep/own.toml").exists());
}

#[test]
fn a_check_also_looks_at_what_the_file_names() {
    let world = configured("\nplan = \"nowhere\"\ntheme = \"dusk\"\n");
    let answer = world.desk("ops4").types("config check");
    assert_eq!(answer.code, 3);
    assert!(answer.err.contains("config.toml:2: plan: no built-in plan is called \"nowhere\""));
    assert!(answer.err.contains("config.toml:3: theme: no built-in theme is called \"dusk\""));
    let other = world.file("other.toml", "theme = \"light\"\n");
    let right = world.desk("ops4").does(&format!("config check {other}")).out;
    assert!(right.ends_with("other.toml: 1 key, all right\n"), "{right}");
}

#[test]
fn a_check_names_keys_that_do_two_things_and_actions_that_there_are_none_of() {
    let world = configured("\n[keys]\nnote = [\"d\"]\nnotes = [\"w\"]\nzoom = [\"f13\"]\n");
    let answer = world.desk("ops4").types("config check");
    assert_eq!(answer.code, 3);
    for part in
        ["toml:3: keys.note: `d`", "toml:4: keys.notes: no action", "toml:5: keys.zoom: `f13`"]
    {
        assert!(answer.err.contains(part), "{part}: {}", answer.err);
    }
}

#[test]
fn themes_are_listed_with_ones_own_and_the_one_in_use() {
    let world = configured("theme = \"mine\"\n");
    world.file("config/warroom/themes/mine.toml", "inherits = \"dark\"\nname = \"Mine\"\n");
    let desk = world.desk("ops4");
    let listed = desk.does("theme list --json").json();
    let rows = listed["themes"].as_array().unwrap();
    let ids: Vec<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["ansi", "dark", "light", "mono", "high-contrast", "okabe-ito", "mine"]);
    assert_eq!((&rows[6]["in_use"], &rows[6]["built_in"]), (&true.into(), &false.into()));
    let last = desk.does("theme list").out.lines().last().unwrap().to_owned();
    let words: Vec<&str> = last.split_whitespace().collect();
    assert_eq!(words, ["*", "mine", "dark", "yours", "Mine"]);
    let shown = desk.does("theme show mine --json").json();
    assert_eq!(keys(&shown), ["id", "name", "variant", "background", "roles"]);
    assert_eq!(shown["roles"].as_array().unwrap().len(), 27);
    let words = desk.does("theme show high-contrast").out;
    assert!(words.starts_with("High contrast (high-contrast), background: #000000\n"), "{words}");
    assert!(words.contains("calm") && words.contains("21.0 : 1"), "{words}");
    assert_eq!(desk.types("theme show dusk").code, 3);
}

#[test]
fn a_theme_is_checked_for_faults_and_for_contrast() {
    let world = World::new();
    let desk = world.desk("ops4");
    for theme in ["ansi", "dark", "light", "mono", "high-contrast", "okabe-ito"] {
        assert!(desk.does(&format!("theme check {theme}")).out.contains("all right"), "{theme}");
    }
    let grey = world.file("grey.toml", "inherits = \"dark\"\n[roles]\nmuted = \"#555555\"\n");
    let answer = desk.types(&format!("theme check {grey}"));
    assert_eq!((answer.code, answer.out.as_str()), (8, "muted: 2.4 : 1, and it needs 4.5 : 1\n"));
    assert!(answer.err.starts_with("error: ") && answer.err.contains("\ntry: "), "{}", answer.err);
    let data = desk.types(&format!("theme check {grey} --json"));
    assert_eq!((data.code, &data.json()["too_low"]), (8, &1.into()));
    let dim = world.file("dim.toml", "variant = \"high-contrast\"\ninherits = \"dark\"\n");
    assert_eq!(desk.types(&format!("theme check {dim}")).code, 8, "it needs 7 : 1");
    let wrong = world.file("wrong.toml", "variant = \"dark\"\n[roles]\ncalm = \"greem\"\n");
    let answer = desk.types(&format!("theme check {wrong}"));
    assert_eq!(answer.code, 3);
    assert!(
        answer
            .err
            .contains("wrong.toml:3: roles.calm: \"greem\" is no colour; did you mean \"green\"?")
    );
}

#[test]
fn the_log_is_named_and_what_the_disk_refuses_stands_in_it() {
    let world = World::new();
    let desk = world.desk("ops4");
    let log = world.path("state/warroom/warroom.log");
    assert_eq!(desk.does("where --json").json()["log"], log.to_str().unwrap());
    let id = desk.declares("'Gateway errors secretword'");
    desk.types(&format!("note {id} ''"));
    assert!(
        !log.exists(),
        "a refusal is nothing for the log, and nothing is made before it is needed"
    );
    world.file("data/warroom/store/warroom.toml", "format = 99\n");
    assert_ne!(desk.types("list").code, 0);
    let text = fs::read_to_string(&log).unwrap();
    assert!(text.contains("ERROR the store failed") && text.contains("has format 99"), "{text}");
    assert!(!text.contains("secretword") && !text.contains('\u{1b}'));
    fs::remove_file(&log).unwrap();
    world.desk("ops4").with("WARROOM_LOG", "off").types("list");
    assert!(!log.exists());
}
