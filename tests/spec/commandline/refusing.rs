//! What is refused: it changes nothing, says what would do, and ends with the code that scripts rely on.

use super::world::{Answer, World, short};

/// Refuses a line: two sentences on standard error, nothing on standard output, nothing written.
fn refuses(world: &World, line: &str, code: i32, error: &str, remedy: &str) -> Answer {
    let before = world.kept();
    let answer = world.desk("ops4").types(line);
    assert_eq!(answer.code, code, "{line}: {}", answer.err);
    assert_eq!(answer.out, "", "{line}");
    assert!(answer.err.starts_with("error: "), "{line}: {}", answer.err);
    assert!(answer.err.contains(error), "{line}: {}", answer.err);
    let tried = answer.err.lines().find(|line| line.starts_with("try: "));
    assert!(tried.is_some_and(|tried| tried.contains(remedy)), "{line}: {}", answer.err);
    assert_eq!(world.kept(), before, "{line} changed the store");
    answer
}

#[test]
fn a_rule_that_forbids_says_what_is_allowed() {
    let world = World::new();
    let desk = world.desk("ops4");
    let id = desk.declares("--sev 2 'Gateway errors'");
    desk.does(&format!("assign {id} commander ops4"));
    for (line, error, remedy) in [
        ("declare ''", "the title is empty", "a few words"),
        ("declare X --sev 9", "no severity is called `9`", "one of: SEV-1"),
        ("declare X --category zebra", "no category is called `zebra`", "one of: "),
        ("declare X --at 2999-01-01", "lies in the future", "at which it happened"),
        ("note ID ''", "the note is empty", "a few words"),
        ("set ID title ''", "the title is empty", "a few words"),
        ("set ID title 'Gateway errors'", "already", "nothing needs to be done"),
        ("sev ID 2 --reason x", "already", "nothing needs to be done"),
        ("sev ID 1", "the reason is empty", "a few words"),
        ("stage ID nowhere", "no stage is called `nowhere`", "one of: detect, triage"),
        ("stamp ID zebra", "`zebra`", "one of: "),
        ("stamp ID detected 2999-01-01", "lies in the future", "at which it happened"),
        ("assign ID zebra ops4", "no role is called `zebra`", "one of: commander"),
        ("assign ID commander ops4", "holds `commander` already", "nothing needs"),
        ("release ID ai-lead", "the seat `ai-lead` is empty", "assign somebody first"),
        ("handover ID ai-lead ops9", "the seat `ai-lead` is empty", "assign somebody first"),
        ("accept ID ai-lead", "was not offered to ops4", "take it with `assign ai-lead`"),
        ("waive ID 1 --reason ''", "the reason is empty", "a few words"),
        ("task ID x --to ops9 --minutes 0", "the number of minutes is 0", "from 1 to"),
        ("link ID --to ID", "cannot be linked to itself", "the other incident"),
        ("reopen ID --reason x", "the incident is open", ""),
        ("undo ID ffffff", "no entry matches `ffffff`", "`warroom show` and `log`"),
    ] {
        let code = if error.starts_with("no entry") { 4 } else { 1 };
        refuses(&world, &line.replace("ID", &id), code, error, remedy);
    }
    desk.does(&format!("resolve {id} --reason over"));
    desk.does(&format!("close {id} --reason over --without-outputs drill"));
    let closed = format!("assign {id} ai-lead ops9");
    refuses(&world, &closed, 1, "the incident is closed", "reopen it first");
}

#[test]
fn what_is_not_there_ends_with_4() {
    let world = World::new();
    let desk = world.desk("ops4");
    refuses(&world, "show 7Q2K", 4, "no incident has `7Q2K` in its id", "`warroom list --all`");
    let id = desk.declares("'Gateway errors'");
    for (line, error) in [
        ("show ''", "no incident has ``"),
        ("note zebra hello", "no incident has `zebra`"),
        ("tick ID zebra", "no checklist line matches `zebra`"),
        ("ack ID 1", "no task matches `1`"),
        ("done ID zebra", "no task matches `zebra`"),
        ("redact ID ffff --reason x --yes", "no entry matches `ffff`"),
        ("link ID --duplicate-of zebra", "no incident has `zebra`"),
        ("log zebra", "no incident has `zebra`"),
        ("clocks zebra", "no incident has `zebra`"),
        ("verify zebra", "no incident has `zebra`"),
        ("verify --against nowhere.json", "cannot read nowhere.json"),
    ] {
        refuses(&world, &line.replace("ID", &id), 4, error, "");
    }
}

#[test]
fn an_id_that_means_several_incidents_names_them() {
    let world = World::new();
    let desk = world.desk("ops4");
    let (one, two) = (desk.declares("'One'"), desk.declares("'Two'"));
    let answer = refuses(
        &world,
        "show AI-",
        4,
        "`AI-` is part of the id of 2 incidents",
        "type more of it: ",
    );
    assert!(answer.err.contains(&one) && answer.err.contains(&two), "{}", answer.err);
    assert_eq!(desk.sees(&one.to_lowercase())["title"], "One", "a whole id in lower case is one");
    assert_eq!(desk.sees(&short(&two).to_lowercase())["title"], "Two");
}

#[test]
fn a_number_in_a_register_names_an_incident() {
    let world = World::new();
    let desk = world.desk("ops4");
    let other = desk.declares("'Gateway errors'");
    // A number may look like a part of every id.
    let century = &other[3..5];
    for (number, title) in [("AIR-007", "Old news"), (century, "Older"), ("12a", "A"), ("12a", "B")]
    {
        world.declares_of_register(number, title);
    }
    assert_eq!(desk.sees("AIR-007")["title"], "Old news");
    assert_eq!(desk.sees("air-007")["title"], "Old news");
    assert_eq!(desk.sees(century)["title"], "Older");
    refuses(&world, "show 12a", 4, "`12a` is the number of 2 incidents", "type more of it");
}

#[test]
fn words_that_make_no_command_end_with_2() {
    let world = World::new();
    let desk = world.desk("ops4");
    let id = desk.declares("'Gateway errors'");
    for (line, error, remedy) in [
        ("zebra", "unrecognized subcommand 'zebra'", "`warroom -h`"),
        ("note", "were not provided", "`warroom note -h`"),
        ("show ID --zebra", "unexpected argument '--zebra'", "`warroom show -h`"),
        ("set ID zebra 1", "invalid value 'zebra'", "`warroom set -h`"),
        ("set ID near-miss perhaps", "neither yes nor no", "type yes or no"),
        ("set ID users-affected many", "not a number of users", "a whole number"),
        ("link ID", "were not provided", "`warroom link -h`"),
        ("resolve ID", "were not provided", "`warroom resolve -h`"),
        ("stamp ID detected soonish", "`soonish` is not a time", "write it like now"),
        ("note ID x --at 2026-02-30", "`2026-02-30` is not a time", "write it like now"),
        ("redact ID ffff --reason x --instead [] --yes", "--instead: ", "a JSON object"),
    ] {
        refuses(&world, &line.replace("ID", &id), 2, error, remedy);
    }
    let none = desk.types("");
    assert_eq!((none.code, none.out.as_str()), (2, ""));
}

#[test]
fn a_file_that_is_invalid_ends_with_3() {
    let world = World::new();
    world.desk("ops4").declares("'Gateway errors'");
    let plan = world.file("plan.toml", "id = 7\n");
    let line = format!("declare X --plan {plan}");
    refuses(&world, &line, 3, "plan.toml", "mend the file");
    refuses(&world, "declare X --plan zebra", 3, "zebra", "");
    let heads = world.file("heads.json", "{\"heads\": 1}");
    refuses(
        &world,
        &format!("verify --against {heads}"),
        3,
        "heads.json",
        "`warroom verify --json`",
    );
    let settings = world.store().join("warroom.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(&settings, text.replace("format = 1", "format = 99")).unwrap();
    assert_ne!(std::fs::read_to_string(&settings).unwrap(), text, "{text}");
    refuses(&world, "list", 3, "has format 99", "upgrade warroom");
    refuses(&world, "declare X", 3, "has format 99", "upgrade warroom");
    std::fs::write(&settings, "zebra").unwrap();
    refuses(&world, "list", 3, "warroom.toml", "from a backup");
    let full = world.path("full");
    std::fs::create_dir(&full).unwrap();
    std::fs::write(full.join("letter.txt"), "dear").unwrap();
    refuses(&world, "--store full declare X", 3, "full", "an empty or a new folder");
}

#[test]
fn a_folder_that_everybody_may_write_to_ends_with_6() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    let open = world.path("open");
    std::fs::create_dir(&open).unwrap();
    std::fs::set_permissions(&open, std::fs::Permissions::from_mode(0o777)).unwrap();
    refuses(&world, "--store open declare X", 6, "everybody may write to", "chmod o-w 'open'");
    assert_eq!(std::fs::read_dir(&open).unwrap().count(), 0);
}

#[test]
fn a_pipe_where_a_log_should_be_is_not_opened() {
    let world = World::new();
    let desk = world.desk("ops4");
    let id = desk.declares("'Gateway errors'");
    let log = &world.logs()[0];
    std::fs::remove_file(log).unwrap();
    let made = std::process::Command::new("mkfifo").arg(log).status().unwrap();
    assert!(made.success());
    let answer = desk.types(&format!("show {id}"));
    assert_ne!(answer.code, 0);
    assert!(answer.err.contains(".jsonl"), "{}", answer.err);
    assert!(answer.err.contains("try: "), "{}", answer.err);
    let answer = desk.types(&format!("note {id} hello"));
    assert_ne!(answer.code, 0);
    assert!(answer.err.contains("try: "), "{}", answer.err);
}
