//! `register` and what `list` can be asked: the whole way through the program, with files.

use super::world::{World, keys};
use std::fs;

const REGISTER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/register.csv");

fn with_the_past() -> World {
    let world = World::new();
    world.desk("ops4").does(&format!("import {REGISTER}"));
    world
}

#[test]
fn the_register_goes_from_store_to_store_without_a_byte_changed() {
    let world = with_the_past();
    let desk = world.desk("ops4");
    let first = desk.does("register --format csv").out;
    assert_eq!(first.lines().count(), 46);

    let file = world.file("ours.csv", &first);
    let before = world.kept();
    let home = desk.does(&format!("import {file}")).out;
    assert_eq!(home, "0 incidents registered, 45 already there and left as they are\n");
    assert_eq!(world.kept(), before, "where it came from nothing changes");

    let elsewhere = World::new();
    let other = elsewhere.desk("cs1");
    let file = elsewhere.file("theirs.csv", &first);
    assert_eq!(other.does(&format!("import {file}")).out, "45 incidents registered\n");
    assert_eq!(other.does("register --format csv").out, first);
    let before = elsewhere.kept();
    other.does(&format!("import {file}"));
    assert_eq!(elsewhere.kept(), before, "a second time changes nothing");
    other.does(&format!("import {REGISTER}"));
    assert_eq!(elsewhere.kept(), before, "they are the incidents of the first register");
}

#[test]
fn what_goes_on_here_comes_back_to_where_it_came_from_unchanged() {
    let world = World::new();
    let desk = world.desk("ops4");
    desk.declares("--sev 1 --near-miss '=cmd|calc'");
    let id = desk.declares("--plan register --sev 0 '+ a list?'");
    desk.does(&format!("note {id} '@all look <b>here</b>'"));
    desk.does(&format!("assign {id} commander cs1"));
    desk.does(&format!("resolve {id} --reason over"));
    let text = desk.does("register --format csv").out;
    assert!(text.contains(",'=cmd|calc,SEV-1,"), "{text}");
    assert!(text.contains(",'+ a list?,SEV-0,,cs1,resolved,,,"), "{text}");
    assert!(text.contains(",'@all look <b>here</b>\r\n"), "{text}");
    let file = world.file("ours.csv", &text);
    let before = world.kept();
    desk.does(&format!("import {file}"));
    desk.does(&format!("import {file} --open"));
    assert_eq!(world.kept(), before);
    assert_eq!(desk.does("register --format csv").out, text);
}

#[test]
fn the_register_is_asked_and_sorted() {
    let world = with_the_past();
    let desk = world.desk("ops4");
    let numbers = |line: &str| -> Vec<String> {
        let text = desk.does(&format!("{line} --format csv")).out;
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        reader.records().map(|row| row.unwrap()[0].to_owned()).collect()
    };
    assert_eq!(numbers("register sev:1,2").len(), 37);
    assert_eq!(numbers("register 'category:bias -sev:1'"), ["AIR-007", "AIR-003"]);
    assert_eq!(numbers("register users:>100 --sort users").len(), 4);
    assert_eq!(numbers("register category:bias users:none --sort number")[0], "AIR-001");
    assert_eq!(numbers("register sev:4 chatbot"), Vec::<String>::new());
    assert_eq!(desk.does("list sev:1 category:bias").out.lines().count(), 6);
    assert_eq!(desk.does("list sev:4 chatbot").out, "no incident fits `sev:4 chatbot`\n");
    assert_eq!(desk.does("register zebra").out, "no incident has `zebra` in it\n");
    let worst = desk.does("register --sort -severity").out;
    assert!(worst.starts_with("AIR-003  SEV-4  closed  nobody  users unknown  "), "{worst}");
}

#[test]
fn programs_and_pages_get_shapes_of_their_own() {
    let world = with_the_past();
    let desk = world.desk("ops4");
    let told = desk.does("register number:2 --json").json();
    assert_eq!(keys(&told), ["register"]);
    assert_eq!(
        keys(&told["register"][0]),
        [
            "number",
            "id",
            "issue",
            "severity",
            "category",
            "assignee",
            "status",
            "users_affected",
            "system",
            "declared",
            "began",
            "resolved",
            "closed",
            "near_miss",
            "notes"
        ]
    );
    assert_eq!(told["register"][0]["users_affected"], 26000);
    assert_eq!(told["register"][0]["declared"], serde_json::Value::Null);
    assert_eq!(desk.does("register number:2 --format json").json(), told);
    let page = desk.does("register number:2 --format md").out;
    assert_eq!(page.lines().count(), 3);
    assert!(page.contains("| AIR-002 | Fraud-risk model"), "{page}");
    let empty = World::new();
    assert_eq!(empty.desk("ops4").does("register --json").out, "{\"register\":[]}\n");
    assert_eq!(empty.desk("ops4").does("register --format csv").out.lines().count(), 1);
    assert!(empty.desk("ops4").does("register").out.starts_with("no incidents yet;"));
}

#[test]
fn a_file_is_written_as_its_name_says_and_whole_or_not_at_all() {
    let world = with_the_past();
    let desk = world.desk("ops4");
    let said = desk.does("register sev:1 -o out.csv").out;
    assert_eq!(said, "21 incidents written to out.csv\n");
    let csv = fs::read_to_string(world.path("out.csv")).unwrap();
    assert_eq!(csv, desk.does("register sev:1 --format csv").out);
    desk.does("register -o out.md -q");
    assert_eq!(fs::read_to_string(world.path("out.md")).unwrap().lines().count(), 47);
    desk.does("register -o out.json");
    let json = fs::read_to_string(world.path("out.json")).unwrap();
    assert!(json.starts_with("{\"register\":[") && json.ends_with("]}\n"));
    assert_eq!(desk.does("register sev:1 -o - --format csv").out, csv);

    let wrong = desk.types("register -o out.txt");
    assert_eq!((wrong.code, wrong.out.as_str()), (2, ""));
    assert!(wrong.err.contains("--format"), "{}", wrong.err);
    let nowhere = desk.types("register -o gone/out.csv");
    assert!(nowhere.code != 0 && nowhere.err.contains("cannot write gone/out.csv"), "{nowhere:?}");
}

#[test]
fn a_wrong_query_or_column_is_refused_with_what_would_be_right() {
    let world = World::new();
    let desk = world.desk("ops4");
    for (line, told, remedy) in [
        (
            "register sevv:1",
            "character 1 of the query: no key is called `sevv`",
            "did you mean `sev:`?",
        ),
        ("list open since:soon", "character 6 of the query: `soon` is not a time", "since:30d"),
        ("register --sort colour", "no column is called `colour`", "one of: when,"),
        ("register --sort severty", "no column is called `severty`", "did you mean `severity`?"),
    ] {
        let answer = desk.types(line);
        assert_eq!((answer.code, answer.out.as_str()), (2, ""), "{line}");
        assert!(answer.err.contains(told) && answer.err.contains(remedy), "{}", answer.err);
    }
}
