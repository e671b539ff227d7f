//! A plan is written by people: what is wrong with a file is named with its line, all of it at once.

use crate::plans::{SMALL, expect_fault, expect_fault_at, line_of, misprints};
use warroom::catalog::{self, CatalogError, Misprint};

#[test]
fn an_unknown_key_is_named_with_the_one_that_was_meant() {
    let nearest = "did you mean `amount`?";
    let text = SMALL.replacen("amount = 1,", "amount = 1, ammount = 3,", 1);
    let found = misprints(&text);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].path, "clocks[0].due[0].ammount");
    assert_eq!(found[0].line, line_of("ammount", &text));
    assert!(found[0].problem.contains(nearest), "{}", found[0]);

    expect_fault("zone = ", "zoone = \"UTC\"\nzone = ", "zoone", "did you mean `zone`?");
    expect_fault_at(
        "dutty",
        "duty = \"Writes\"",
        "duty = \"Writes\"\ndutty = \"x\"",
        "roles[1].dutty",
        "`duty`",
    );
    let steps = "{ id = \"contain.tell\", who = \"ops4\", text = \"Tell it\" }";
    let good = "{ id = \"contain.tell\", text = \"Tell it\" }";
    expect_fault(good, steps, "stages[0].steps[1].who", "(one of: id, text)");
    expect_fault(
        "[[detection]]",
        "[[rollbacks]]\nid = \"x\"\n\n[[detection]]",
        "rollbacks",
        "one of: id,",
    );
}

#[test]
fn a_misspelt_key_and_the_one_it_left_out_are_both_named() {
    let text = SMALL.replacen("amount = 1,", "ammount = 1,", 1);
    let found = misprints(&text);
    let paths: Vec<_> = found.iter().map(|m| (m.path.as_str(), m.line)).collect();
    let line = line_of("ammount", &text);
    assert_eq!(paths, [("clocks[0].due[0]", line), ("clocks[0].due[0].ammount", line)]);
    assert!(found[0].problem.contains("missing field `amount`"), "{}", found[0]);
}

#[test]
fn a_value_of_a_wrong_type_is_named_with_its_line() {
    expect_fault("\"containment\"", "\"containing\"", "clocks[0].kind", "one of `response`, ");
    expect_fault("unit = \"hours\"", "unit = \"hour\"", "clocks[0].due[0].unit", "`hours`");
    expect_fault("duty = \"Writes\"", "duty = 3", "roles[1].duty", "expected a string");
    expect_fault_at(
        "[[roles]]\nid = \"scribe\"",
        "duty = \"Writes\"\n",
        "",
        "roles[1]",
        "missing field `duty`",
    );
    expect_fault_at("id", "title = \"Small plan\"\n", "", "", "missing field `title`");
}

#[test]
fn all_faults_of_a_file_are_named_at_once_in_the_order_of_its_lines() {
    let text = SMALL
        .replacen("title = \"critical\"", "title = 1\ncolour = \"red\"", 1)
        .replacen("short = \"Commander\"", "short = [\"C\"]", 1)
        .replacen("duty = \"Writes\"", "duti = \"Writes\"", 1)
        .replacen("unit = \"hours\"", "unit = \"hour\"", 1)
        .replacen("kind = \"update\"", "kind = \"updates\"", 1)
        .replacen("rule = ", "ruling = 1\nrule = ", 1);
    let found = misprints(&text);
    let expected = [
        ("title = 1", "levels[0].title"),
        ("short = [", "roles[0].short"),
        ("[[roles]]\nid = \"scribe\"", "roles[1]"),
        ("duti", "roles[1].duti"),
        ("unit = \"hour\"", "clocks[0].due[0].unit"),
        ("kind = \"updates\"", "clocks[1].kind"),
        ("ruling", "comms[0].ruling"),
    ];
    for (part, path) in expected {
        let line = line_of(part, &text);
        let has = |m: &Misprint| m.line == line && m.path == path;
        assert!(found.iter().any(has), "{path} at {line}: {found:#?}");
    }
    assert!(found.is_sorted_by_key(|m| m.line), "{found:#?}");

    let text = SMALL
        .replace("[\"SEV-1\"]", "[\"SEV-9\"]")
        .replace("\"declared\"", "\"declard\"")
        .replace("Europe/Paris", "Nowhere");
    let paths: Vec<_> = misprints(&text).into_iter().map(|m| m.path).collect();
    let expected = [
        "zone",
        "roles[0].required_at[0]",
        "clocks[0].due[0].starts_at",
        "clocks[0].levels[0]",
        "clocks[1].due[0].starts_at",
        "comms[0].levels[0]",
    ];
    assert_eq!(paths, expected);
}

#[test]
fn a_slip_in_the_syntax_is_named_with_its_line() {
    for (good, bad) in [
        ("title = \"Scribe\"", "title = Scribe"),
        ("title = \"Scribe\"", "title \"Scribe\""),
        ("title = \"Scribe\"", "title = \"Scribe"),
        ("title = \"Scribe\"", "title = \"Scribe\"\ntitle = \"Scribe\""),
    ] {
        let text = SMALL.replacen(good, bad, 1);
        let found = misprints(&text);
        let line = line_of(
            "title = \"Scribe\"\ntitle",
            &text.replacen(bad, "title = \"Scribe\"\ntitle", 1),
        );
        let near = line..=line + 1;
        assert!(found.iter().any(|m| near.contains(&m.line)), "{bad}: {found:#?}");
        assert!(found.iter().all(|m| m.path.is_empty() && !m.problem.is_empty()), "{found:#?}");
    }
    assert_eq!(misprints("").len(), 1, "an empty file is no plan");
}

#[test]
fn no_text_brings_the_reader_down() {
    let deep = format!("levels = {}{}", "[".repeat(5000), "]".repeat(5000));
    let wrong = "[[levels]]\nid = 1\n".repeat(3000);
    let unknown = "[[levelz]]\nid = 1\n".repeat(3000);
    let quoted = "\"a.b[0]\" = 1\n\"\\u001b\" = { \"\" = [[{ x = 1 }]] }\n".to_owned();
    let dates = "id = 1979-05-27\nlevels.x.y = 1\nzone = inf\n".to_owned();
    for text in
        [deep, wrong, unknown, quoted, dates, "\u{feff}".to_owned() + SMALL, "\0".to_owned()]
    {
        for fault in misprints(&text) {
            assert!(fault.line >= 1 && fault.line <= 1 + text.lines().count(), "{fault}");
        }
    }
    for (at, _) in SMALL.char_indices() {
        if let Err(error) = catalog::plan_from_toml(&SMALL[..at], "cut.toml") {
            assert!(error.to_string().starts_with("cut.toml:"), "{error}");
        }
    }
}

#[test]
fn lines_end_as_they_do_on_any_system() {
    let text = SMALL.replacen("\"declared\"", "\"declard\"", 1).replace('\n', "\r\n");
    assert_eq!(misprints(&text)[0].line, line_of("declard", &text));
}

#[test]
fn a_plan_is_loaded_by_its_id_or_from_a_file() {
    assert_eq!(catalog::load("standard").expect("it is built in").id, "standard");
    assert!(catalog::built_in_ids().contains(&"standard"));
    assert_eq!(catalog::built_in("no-such-plan"), None);
    let unknown = catalog::load("standrad").expect_err("no such plan").to_string();
    assert!(
        unknown.contains("\"standrad\" (one of: standard") && unknown.contains("path"),
        "{unknown}"
    );

    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    std::fs::write(path("small.toml"), SMALL).expect("written");
    assert_eq!(catalog::load(&path("small.toml")).expect("a good plan").id, "small");
    std::fs::write(path("small"), SMALL.replace("Europe/Paris", "Nowhere")).expect("written");
    let wrong = catalog::load(&path("small")).expect_err("a bad zone").to_string();
    assert!(wrong.starts_with(&format!("{}:3: zone: ", path("small"))), "{wrong}");
}

#[test]
fn a_file_that_cannot_be_a_plan_is_refused_by_name() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let refusal = |name: &str| {
        let error = catalog::load(&path(name)).expect_err("refused");
        let said = error.to_string();
        assert!(said.contains(&path(name)), "{said}");
        error
    };
    assert!(matches!(refusal("none.toml"), CatalogError::Missing { .. }));
    std::fs::create_dir(path("folder.toml")).expect("made");
    assert!(matches!(refusal("folder.toml"), CatalogError::NoFile { .. }));
    let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
    let fifo = rustix::fs::FileType::Fifo;
    rustix::fs::mknodat(rustix::fs::CWD, path("pipe.toml"), fifo, mode, 0).expect("made");
    assert!(matches!(refusal("pipe.toml"), CatalogError::NoFile { .. }), "and without waiting");
    std::fs::write(path("large.toml"), "#".repeat(1024 * 1024 + 1)).expect("written");
    assert!(matches!(refusal("large.toml"), CatalogError::TooLarge { .. }));
    std::fs::write(path("latin.toml"), b"id = \"a\"\ntitle = \"\xe9\"\n").expect("written");
    assert!(refusal("latin.toml").to_string().contains("latin.toml:2: this is no UTF-8 text"));
    assert!(matches!(catalog::load("/dev/null"), Err(CatalogError::NoFile { .. })));
}
