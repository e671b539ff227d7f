//! The options that every command takes, and the variables that stand in for them.

use super::world::{World, short};

#[test]
fn a_fact_is_dated_back_and_said_by_somebody_else() {
    let world = World::new();
    let desk = world.desk("ops4");
    let id = desk.declares("'Gateway errors' --at 2026-01-02T03:04Z");
    assert_eq!(desk.sees(&id)["declared_at"], "2026-01-02T03:04Z");
    let words = desk.does(&format!("note {id} hello --at 2026-01-02 --said-by ops9")).out;
    assert!(words.contains(" ops9 note: hello, ≈2026-01-02 ("), "{words}");
    let words = desk.does(&format!("stamp {id} began --at 2026-01-01T10Z")).out;
    assert!(words.contains("time: began, ≈2026-01-01T10Z"), "{words}");
    assert_eq!(desk.sees(&id)["stamps"]["began"]["time"], "2026-01-01T10Z");
}

#[test]
fn who_writes_is_typed_or_in_the_environment_or_the_user() {
    let world = World::new();
    let id = world.desk("ops4").declares("'Gateway errors'");
    let by = |desk: super::world::Desk, more: &str| {
        let entry = desk.does(&format!("note {id} hello --json {more}")).json();
        entry["entry"]["by"].as_str().unwrap().to_owned()
    };
    assert_eq!(by(world.desk("ops4"), ""), "ops4");
    assert_eq!(by(world.desk("ops4").with("WARROOM_AS", "ops5"), ""), "ops5");
    assert_eq!(by(world.desk("ops4").with("WARROOM_AS", "ops5"), "--as ops6"), "ops6");
}

#[test]
fn the_store_is_typed_or_in_the_environment_or_the_users() {
    let world = World::new();
    world.desk("ops4").declares("'In the users store'");
    let elsewhere = world.desk("ops4").with("WARROOM_STORE", "elsewhere");
    elsewhere.declares("'Elsewhere'");
    world.desk("ops4").does("declare 'In a third' --store third");
    assert!(world.desk("ops4").does("list").out.ends_with("In the users store\n"));
    assert!(elsewhere.does("list").out.ends_with("Elsewhere\n"));
    assert!(elsewhere.does("list --store third").out.ends_with("In a third\n"));
    let place = world.desk("ops4").does("--store third where --json").json();
    assert!(place["store"].as_str().unwrap().ends_with("third"), "{place}");
}

#[test]
fn a_path_that_is_not_unicode_stays_as_it_is() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let world = World::new();
    let store = OsStr::from_bytes(b"st\xffore");
    let words = [OsStr::new("--store"), store, OsStr::new("declare"), OsStr::new("Gateway")];
    assert_eq!(world.desk("ops4").runs(&words).code, 0);
    assert!(world.path("").join(store).join("warroom.toml").exists());
    let text = [OsStr::new("declare"), OsStr::from_bytes(b"Gate\xffway")];
    let refused = world.desk("ops4").runs(&text);
    assert_eq!(refused.code, 2, "text is taken exactly, or not at all");
    assert!(refused.err.contains("invalid UTF-8"), "{}", refused.err);
}

#[test]
fn the_plan_is_one_of_the_files_or_a_built_in_one() {
    let world = World::new();
    let plan = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/plans/standard.toml");
    let text = std::fs::read_to_string(plan).unwrap();
    let own = world.file("own.toml", text.replacen("id = \"standard\"", "id = \"own\"", 1));
    let desk = world.desk("ops4");
    let id = desk.declares(&format!("'Gateway errors' --plan {own}"));
    assert_eq!(desk.sees(&id)["plan"], "own");
    let id = world.desk("ops4").with("WARROOM_PLAN", &own).declares("'Gateway errors'");
    assert_eq!(desk.sees(&id)["plan"], "own");
    let id = world.desk("ops4").with("WARROOM_PLAN", &own).declares("Gateway --plan standard");
    assert_eq!(desk.sees(&id)["plan"], "standard");
    std::fs::remove_file(&own).unwrap();
    desk.does("list");
    assert_eq!(desk.does(&format!("clocks {id}")).code, 0, "the plan is in the log");
}

#[test]
fn an_incident_is_named_aside() {
    let world = World::new();
    let desk = world.desk("ops4");
    let (one, two) = (desk.declares("'One'"), desk.declares("'Two'"));
    let (a, b) = (short(&one), short(&two));
    let title = |answer: super::world::Answer| {
        answer.json()["title"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(title(desk.does(&format!("-i {a} show --json"))), "One");
    assert_eq!(title(desk.does(&format!("show --json -i{a}"))), "One");
    assert_eq!(title(desk.does(&format!("show --incident={a} --json"))), "One");
    assert!(desk.does(&format!("-i {a} note 'a note'")).out.contains("note: a note"));
    assert_eq!(desk.types(&format!("-i {a} show {b}")).code, 2, "two incidents are one too many");

    let standing = world.desk("ops4").with("WARROOM_INCIDENT", a);
    assert_eq!(title(standing.does("show --json")), "One");
    assert_eq!(title(standing.does(&format!("show --json -i {b}"))), "Two");
    assert_eq!(title(standing.does(&format!("show {b} --json"))), "Two", "what is typed wins");
    assert!(standing.does("note hello").out.starts_with(a));
    assert!(standing.does(&format!("note {b} hello")).out.starts_with(b));
    assert!(standing.does("stamp detected 2026-01-02T03:04Z").out.starts_with(a));
    assert!(!standing.does("log").out.contains("Two"));
    assert!(standing.does("log --all").out.contains("Two"));
    assert!(standing.does("verify").out.contains("2 incidents"));
    assert_eq!(standing.does("list").out.lines().count(), 2);
    assert_eq!(standing.types("note").code, 2);
}

#[test]
fn quiet_says_nothing_on_success_and_still_answers_questions() {
    let world = World::new();
    let desk = world.desk("ops4");
    assert_eq!(desk.does("declare -q --sev 1 'Gateway errors'").out, "");
    assert_eq!(desk.does("list -q").out.lines().count(), 1);
    assert_eq!(desk.does("verify --quiet").out, "");
    let id = desk.does("list --json").json()["incidents"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(desk.does(&format!("-q note {id} hello")).out, "");
    let refused = desk.types(&format!("-q note {id} ''"));
    assert_eq!((refused.code, refused.err.lines().count()), (1, 2));
}

#[test]
fn ascii_leaves_no_other_sign() {
    let world = World::new();
    let desk = world.desk("ops4");
    let id = desk.declares("--sev 1 'Käse → 模型'");
    desk.does(&format!("sev {id} 2 --reason 'fewer users'"));
    // A second may pass between two runs, so what counts down is not compared.
    let without_digits =
        |out: &str| out.replace(|sign: char| sign.is_ascii_digit() || ": ".contains(sign), "");
    for line in ["list", "show ID", "log ID", "clocks", "verify", "where"] {
        let line = line.replace("ID", &id);
        let asked = desk.does(&format!("{line} --ascii")).out;
        assert!(asked.is_ascii(), "{line}");
        let by_environment = world.desk("ops4").with("WARROOM_ASCII", "1").does(&line).out;
        assert_eq!(without_digits(&by_environment), without_digits(&asked));
    }
    assert!(desk.does("list").out.contains("Käse → 模型"));
    let as_data = desk.does("list --json --ascii").json();
    assert_eq!(as_data["incidents"][0]["title"], "Käse → 模型", "data are exact");
}

#[test]
fn times_are_shown_and_read_in_utc_or_in_the_zone_of_the_machine() {
    let world = World::new();
    let desk = world.desk("ops4");
    let id = desk.declares("'Gateway errors' --at 2026-01-02T03:04Z");
    let line = |desk: &super::world::Desk, more: &str| {
        desk.does(&format!("log {id} {more}")).out.lines().next().unwrap()[..22]
            .trim_end()
            .to_owned()
    };
    assert_eq!(line(&desk, ""), "2026-01-02 03:04Z  ops");
    assert_eq!(line(&desk, "--utc"), "2026-01-02 03:04Z  ops");
    assert_eq!(line(&desk, "--local"), "2026-01-02 04:04+01:00");
    let local = world.desk("ops4").with("WARROOM_LOCAL", "1");
    assert_eq!(line(&local, ""), "2026-01-02 04:04+01:00");
    assert_eq!(line(&local, "--utc"), "2026-01-02 03:04Z  ops", "what is typed wins");
    let utc = world.desk("ops4").with("WARROOM_UTC", "yes");
    assert_eq!(line(&utc, "--local"), "2026-01-02 04:04+01:00");
    let off = world.desk("ops4").with("WARROOM_LOCAL", "0");
    assert_eq!(line(&off, ""), "2026-01-02 03:04Z  ops");
    let stamped = desk.does(&format!("stamp {id} began 04:00 --local --json")).json();
    let time = stamped["entry"]["happened_at"].as_str().unwrap();
    assert!(time.ends_with("T03:00Z") || time.ends_with("T02:00Z"), "{time}");
}

#[test]
fn json_is_asked_for_by_the_environment_too() {
    let world = World::new();
    let desk = world.desk("ops4").with("WARROOM_JSON", "1");
    assert_eq!(desk.does("list").out, "{\"incidents\":[]}\n");
    assert!(
        world.desk("ops4").with("WARROOM_JSON", "").does("list").out.starts_with("no incidents")
    );
}

#[test]
fn words_have_no_colours() {
    let world = World::new();
    let desk = world.desk("ops4");
    desk.declares("--sev 1 'Gateway errors'");
    for line in ["list --color always", "clocks --color never", "clocks --color always", "help"] {
        assert!(!desk.does(line).out.contains('\u{1b}'), "{line}");
        let plain = world.desk("ops4").with("NO_COLOR", "1").with("TERM", "dumb");
        assert_eq!(plain.does(line).out.lines().count(), desk.does(line).out.lines().count());
    }
    assert_eq!(desk.types("list --color sometimes").code, 2);
}

#[test]
fn a_dash_reads_standard_input() {
    let world = World::new();
    let id = world.desk("ops4").declares("'Gateway errors'");
    let note = |input: &[u8]| {
        let desk = world.desk("ops4").reading(input);
        desk.types(&format!("note {id} - --json"))
    };
    assert_eq!(note(b"one\ntwo\n").json()["entry"]["data"]["text"], "one\ntwo");
    let decided = world.desk("ops4").reading("wait").does(&format!("decide {id} - --json"));
    assert_eq!(decided.json()["entry"]["data"]["text"], "wait");
    for (input, code, error) in [
        (b"a\xffb".to_vec(), 2, "standard input is not UTF-8"),
        (Vec::new(), 1, "the note is empty"),
        (vec![b'x'; 100_000], 1, "the note has 100000 characters"),
        (vec![b'x'; 4_000_000], 1, "the note has"),
    ] {
        let before = world.kept();
        let refused = note(&input);
        assert_eq!(refused.code, code, "{}", refused.err);
        assert!(refused.err.contains(error), "{}", refused.err);
        assert!(refused.err.contains("\ntry: "), "{}", refused.err);
        assert_eq!(world.kept(), before);
    }
}
