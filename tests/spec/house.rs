//! The house is kept: floors, names, sizes, and what only one module may do.
//!
//! Each rule is a function in `house/rules.rs`. The first half of the tests holds the repository
//! against the rules, the second half shows that a rule catches what it is for.

#[path = "house/rules.rs"]
mod rules;
#[path = "house/source.rs"]
mod source;

use std::path::Path;
use std::process::Command;

use source::Source;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the files of the repository: what git knows, or in an unpacked archive everything but the build.
fn files() -> Vec<String> {
    let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(root()).output();
    let mut files = match listed {
        Ok(git) if git.status.success() && !git.stdout.is_empty() => {
            let names = String::from_utf8(git.stdout).expect("our file names are UTF-8");
            names.split_terminator('\0').map(str::to_owned).collect()
        }
        _ => walk(root()),
    };
    files.retain(|file| root().join(file).is_file());
    files
}

fn walk(folder: &Path) -> Vec<String> {
    let mut files = Vec::new();
    for entry in folder.read_dir().expect("the tree can be read").flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if path.is_dir() && name != "target" && name != ".git" {
            files.extend(walk(&path));
        } else if path.is_file() {
            let inside = path.strip_prefix(root()).expect("it was found there");
            files.push(inside.to_string_lossy().replace('\\', "/"));
        }
    }
    files
}

/// Returns the text of a file, or nothing for a picture.
fn read(file: &str) -> Option<String> {
    let bytes = std::fs::read(root().join(file)).expect("the file is there");
    String::from_utf8(bytes).ok()
}

fn sources(folders: &[&str]) -> Vec<Source> {
    let ours = |file: &String| {
        folders.iter().any(|folder| file.starts_with(folder))
            && Path::new(file).extension().is_some_and(|extension| extension == "rs")
    };
    let files = files().into_iter().filter(ours);
    files.map(|file| Source::new(&file, &read(&file).expect("source is UTF-8"))).collect()
}

#[track_caller]
fn nothing_wrong(wrong: impl IntoIterator<Item = String>) {
    let wrong: Vec<String> = wrong.into_iter().collect();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

const SHIPPED: &[&str] = &["src/"];
const ALL: &[&str] = &["src/", "tests/", "benches/", "examples/"];

#[test]
fn a_module_uses_only_what_stands_on_lower_floors() {
    nothing_wrong(sources(SHIPPED).iter().flat_map(rules::uses_only_lower_floors));
}

#[test]
fn every_file_begins_by_saying_what_it_is_for() {
    nothing_wrong(sources(ALL).iter().flat_map(rules::says_what_it_is_for));
}

#[test]
fn no_file_is_longer_than_a_thought() {
    let code = |file: &String| {
        let extension = Path::new(file).extension().and_then(|extension| extension.to_str());
        matches!(extension, Some("rs" | "py" | "sh")) || file == "tests/run" || file == ".ci/run"
    };
    let files = files().into_iter().filter(code);
    nothing_wrong(files.flat_map(|file| {
        let text = read(&file).expect("source is UTF-8");
        rules::is_not_too_long(&file, &text)
    }));
}

#[test]
fn nothing_shipped_unwraps() {
    nothing_wrong(sources(SHIPPED).iter().flat_map(rules::does_not_unwrap));
}

#[test]
fn nothing_is_unsafe() {
    nothing_wrong(sources(ALL).iter().flat_map(rules::is_safe));
}

#[test]
fn only_time_asks_what_time_it_is() {
    nothing_wrong(sources(SHIPPED).iter().flat_map(rules::is_told_the_time));
}

#[test]
fn only_the_canvas_touches_cells_and_lines() {
    nothing_wrong(sources(SHIPPED).iter().flat_map(rules::draws_through_the_canvas));
}

#[test]
fn colours_stand_in_the_theme_alone() {
    nothing_wrong(sources(SHIPPED).iter().flat_map(rules::leaves_colours_to_the_theme));
}

#[test]
fn a_name_says_what_is_inside() {
    nothing_wrong(
        sources(ALL).iter().flat_map(|file| rules::has_a_name_that_says_something(&file.path)),
    );
}

#[test]
fn no_file_names_the_machine_it_was_written_on() {
    let texts = files().into_iter().filter_map(|file| read(&file).map(|text| (file, text)));
    nothing_wrong(texts.flat_map(|(file, text)| rules::names_no_machine(&file, &text)));
}

#[test]
fn no_test_file_is_forgotten() {
    let files = sources(&["tests/"]);
    let named = |name: &str| files.iter().any(|file| file.text.contains(name));
    nothing_wrong(files.iter().filter_map(|file| {
        let inside = file.path.strip_prefix("tests/spec/")?;
        let module = inside.rsplit('/').next()?.strip_suffix(".rs")?;
        let found = named(&format!("{inside}\"]")) || named(&format!("mod {module};"));
        (!found).then(|| format!("{}: no `mod` line names it; add one to tests/spec.rs", file.path))
    }));
}

#[test]
fn the_documents_are_there() {
    let documents =
        ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"];
    let missing = documents.iter().filter(|document| !root().join(document).is_file());
    nothing_wrong(missing.map(|document| format!("{document} is missing; write it")));
}

#[test]
fn the_versions_of_the_dependencies_are_kept() {
    let kept = files().iter().any(|file| file == "Cargo.lock");
    assert!(
        kept,
        "Cargo.lock is not tracked; `git add Cargo.lock`, so that everybody builds the same"
    );
}

#[test]
fn the_build_machine_runs_what_everybody_runs() {
    let text = read(".ci/run").expect("it is a script");
    let calls = text.lines().any(|line| line.trim() == "exec bash tests/run");
    assert!(
        calls,
        ".ci/run does not call tests/run; put every check there, so that it can be run at home"
    );
}

/// What a rule says about a file that would stand at `path`.
fn said(rule: fn(&Source) -> Vec<String>, path: &str, text: &str) -> String {
    rule(&Source::new(path, text)).join("\n")
}

#[test]
fn a_use_of_the_same_or_a_higher_floor_is_caught() {
    let rule = rules::uses_only_lower_floors;
    let path = "src/clocks/deadline.rs";
    assert_eq!(
        said(rule, path, "use crate::{plan::Plan, incident, clocks::zone}; // crate::ui"),
        ""
    );
    assert!(
        said(rule, path, "\nuse crate::{plan::Plan,\n store::{Log, Head}};")
            .starts_with("src/clocks/deadline.rs:2: `clocks` (floor 2) uses `store`")
    );
    assert!(said(rule, path, "fn f(d: &crate::ui::Desk) {}").contains("uses `ui` (floor 6)"));
    assert!(said(rule, path, "use super::super::store::Log;").contains("uses `store`"));
    assert!(said(rule, "src/clocks/mod.rs", "use super::store::Log;").contains("uses `store`"));
    assert_eq!(said(rule, path, "use super::{store, text::Shown};"), "");
    assert!(said(rule, path, "use crate::Plan;").contains("in no module of the table"));
    assert!(said(rule, "src/gadgets.rs", "").contains("stands on no floor"));
    assert_eq!(said(rule, "src/main.rs", "use warroom::{cli, server};"), "");
    assert!(said(rule, "src/main.rs", "use warroom::gadgets;").contains("in no module"));
    assert_eq!(said(rule, "src/lib.rs", "pub mod plan;"), "");
}

#[test]
fn a_file_without_a_purpose_is_caught() {
    assert_eq!(said(rules::says_what_it_is_for, "src/a.rs", "//! Says it.\n"), "");
    for text in ["", "// Not this.", "//! \n", "use a;\n//! Late."] {
        assert!(
            said(rules::says_what_it_is_for, "src/a.rs", text).contains("src/a.rs:1"),
            "{text:?}"
        );
    }
}

#[test]
fn a_long_file_is_caught() {
    assert!(rules::is_not_too_long("a.py", &"x\n".repeat(rules::LONGEST_FILE)).is_empty());
    assert_eq!(rules::is_not_too_long("a.py", &"x\n".repeat(rules::LONGEST_FILE + 1)).len(), 1);
}

#[test]
fn an_unwrap_is_caught_but_not_in_tests_comments_or_longer_names() {
    let rule = rules::does_not_unwrap;
    assert!(said(rule, "src/a.rs", "fn a() {\n b().unwrap();\n}").contains("src/a.rs:2"));
    assert_eq!(
        said(rule, "src/a.rs", "// .unwrap()\nfn a() { b().unwrap_or(1); \".unwrap()\" }"),
        ""
    );
    assert_eq!(said(rule, "src/a.rs", "#[cfg(test)]\nmod tests { fn a() { b().unwrap(); } }"), "");
}

#[test]
fn an_unsafe_block_is_caught() {
    assert!(said(rules::is_safe, "src/a.rs", "unsafe { a() }").contains("src/a.rs:1"));
    assert_eq!(said(rules::is_safe, "src/a.rs", "let unsafe_code = 1; // unsafe"), "");
}

#[test]
fn a_look_at_the_clock_is_caught() {
    let rule = rules::is_told_the_time;
    for call in
        ["std::time::SystemTime::now()", "Utc::now()", "chrono::Local::now()", "Instant::now()"]
    {
        assert!(said(rule, "src/ui/run.rs", call).contains("src/ui/run.rs:1"), "{call}");
        assert_eq!(said(rule, "src/time.rs", call), "");
        assert_eq!(said(rule, "src/time/wall.rs", call), "");
    }
    assert_eq!(said(rule, "src/ui/run.rs", "clock.now()"), "");
}

#[test]
fn a_cell_outside_the_canvas_is_caught() {
    let rule = rules::draws_through_the_canvas;
    for import in [
        "use ratatui::buffer::Buffer;",
        "use ratatui::{layout::Rect, text::{Line, Text}};",
        "use ratatui::prelude::*;",
        "use ratatui::text::*;",
        "use ratatui::{text, layout};",
        "fn f(s: ratatui::text::Span) {}",
    ] {
        assert!(said(rule, "src/ui/panes/room.rs", import).contains("room.rs:1"), "{import}");
        assert_eq!(said(rule, "src/ui/canvas.rs", import), "");
    }
    assert_eq!(said(rule, "src/ui/panes/room.rs", "use ratatui::layout::{Layout, Rect};"), "");
}

#[test]
fn a_colour_outside_the_theme_is_caught() {
    let rule = rules::leaves_colours_to_the_theme;
    assert!(said(rule, "src/ui/panes/room.rs", "let c = Color::Red;").contains("room.rs:1"));
    for path in
        ["src/ui/theme.rs", "src/ui/theme/base16.rs", "src/ui/theme_file.rs", "src/ui/canvas.rs"]
    {
        assert_eq!(said(rule, path, "let c = Color::Red;"), "");
    }
}

#[test]
fn an_empty_name_is_caught() {
    for path in ["src/utils.rs", "src/core/log.rs", "tests/spec/common.rs", "src/ui/manager.rs"] {
        assert_eq!(rules::has_a_name_that_says_something(path).len(), 1, "{path}");
    }
    assert!(rules::has_a_name_that_says_something("src/score.rs").is_empty());
}

#[test]
fn a_path_of_a_machine_is_caught() {
    let text = format!("fine\nsee {}work/notes", '/');
    assert!(rules::names_no_machine("README.md", &text)[0].starts_with("README.md:2"));
    assert!(rules::names_no_machine("README.md", "see src/text").is_empty());
}
