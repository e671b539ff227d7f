//! The house rules as functions: each takes a file and returns what is wrong with it, place and remedy.

use super::source::{Named, Source};

/// Which module stands on which floor; a module uses only what stands lower.
pub const FLOORS: &[&[&str]] = &[
    &["plan", "time", "text", "chance"],
    &["incident", "catalog"],
    &["clocks", "store", "telling"],
    &[
        "access",
        "audience",
        "brief",
        "comms",
        "metrics",
        "journal",
        "recurrence",
        "register",
        "sync",
        "notify",
    ],
    &["ingest", "intent", "wire"],
    &["bundle", "drill", "report"],
    &["ui"],
    &["server", "cli"],
    &["main"],
];
/// How many lines a file has at most.
pub const LONGEST_FILE: usize = 500;
/// Names that say nothing about what is inside.
const EMPTY_NAMES: &[&str] =
    &["utils", "util", "helpers", "helper", "common", "misc", "manager", "core"];
/// Who asks the machine what time it is.
const CLOCKS: &[&str] = &["SystemTime::now", "Utc::now", "Local::now", "Instant::now"];
/// What only the canvas may take from ratatui, because it takes any text.
const CELLS: &[&str] = &["Buffer", "Span", "Line", "Cell", "prelude"];
/// What would betray the machine on which something was written; in pieces, so that this file may stand here.
const MACHINE: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("shared/", "spec"),
    concat!("/tmp/", "wt"),
];

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|modules| modules.contains(&module))
}

fn inside(file: &Source, room: &str) -> bool {
    file.path == format!("{room}.rs") || file.path.starts_with(&format!("{room}/"))
}

/// A module imports only from lower floors.
pub fn uses_only_lower_floors(file: &Source) -> Vec<String> {
    let Some(module) = file.module().filter(|module| *module != "lib") else { return Vec::new() };
    let table = "tests/spec/house/rules.rs";
    let Some(own) = floor(module) else {
        return vec![format!(
            "{}: `{module}` stands on no floor; give it one in {table}",
            file.path
        )];
    };
    let root = if module == "main" { "warroom" } else { "crate" };
    let mut wrong = Vec::new();
    for named in file.paths(root).into_iter().chain(climbing(file)) {
        let other = &named.words.get(1).map_or("", String::as_str);
        let place = format!("{}:{}", file.path, named.line);
        match floor(other) {
            _ if *other == module => {}
            Some(floor) if floor < own => {}
            Some(floor) => wrong.push(format!(
                "{place}: `{module}` (floor {own}) uses `{other}` (floor {floor}); move what both need lower, or hand the value in"
            )),
            None => wrong.push(format!(
                "{place}: `{root}::{other}` is in no module of the table; name it by its module, or add the module in {table}"
            )),
        }
    }
    wrong
}

/// Paths that climb out of their module by `super`, as if they were written with `crate`.
fn climbing(file: &Source) -> Vec<Named> {
    let depth = file.path.trim_end_matches("/mod.rs").matches('/').count();
    let mut paths = file.paths("super");
    paths.retain_mut(|named| {
        let up = named.words.iter().take_while(|word| *word == "super").count();
        named.words.drain(..up - 1);
        // Inside a block of tests, `super` is the file itself: only what has a floor is meant.
        up >= depth && named.words.get(1).is_some_and(|word| floor(word).is_some())
    });
    paths
}

/// A file says first what it is for.
pub fn says_what_it_is_for(file: &Source) -> Vec<String> {
    let first = file.text.lines().next().unwrap_or_default();
    let said = first.strip_prefix("//! ").is_some_and(|said| !said.trim().is_empty());
    if said {
        Vec::new()
    } else {
        vec![format!("{}:1: begin with `//!` and one sentence", file.path)]
    }
}

/// A file is one thought.
pub fn is_not_too_long(path: &str, text: &str) -> Vec<String> {
    let lines = text.lines().count();
    if lines <= LONGEST_FILE {
        return Vec::new();
    }
    vec![format!("{path}: {lines} lines; look for the two thoughts in it ({LONGEST_FILE} at most)")]
}

/// Nothing shipped unwraps.
pub fn does_not_unwrap(file: &Source) -> Vec<String> {
    let shipped = file.shipped();
    let lines = Source::lines_with(&shipped, "unwrap");
    let code: Vec<&str> = shipped.lines().collect();
    lines
        .into_iter()
        .filter(|line| code[line - 1].contains("unwrap()"))
        .map(|line| {
            format!(
                "{}:{line}: no `unwrap`: return an error, or `expect(\"why it cannot happen\")`",
                file.path
            )
        })
        .collect()
}

/// Nothing is unsafe.
pub fn is_safe(file: &Source) -> Vec<String> {
    let lines = Source::lines_with(&file.code, "unsafe");
    lines
        .into_iter()
        .map(|line| format!("{}:{line}: no `unsafe`; `rustix` has safe calls", file.path))
        .collect()
}

/// Only `time` asks what time it is.
pub fn is_told_the_time(file: &Source) -> Vec<String> {
    if inside(file, "src/time") {
        return Vec::new();
    }
    CLOCKS
        .iter()
        .flat_map(|clock| {
            Source::lines_with(&file.code, clock).into_iter().map(move |line| (clock, line))
        })
        .map(|(clock, line)| {
            format!("{}:{line}: `{clock}`; take the time from a `time::Clock`", file.path)
        })
        .collect()
}

/// Only the canvas touches cells and lines.
pub fn draws_through_the_canvas(file: &Source) -> Vec<String> {
    if inside(file, "src/ui/canvas") {
        return Vec::new();
    }
    let banned = |words: &[String]| {
        words.iter().any(|word| CELLS.contains(&word.as_str()))
            || words.last().is_some_and(|last| last == "text" || last == "buffer")
            || (words.last().is_some_and(|last| last == "*")
                && words.iter().any(|word| word == "text" || word == "buffer"))
    };
    ["ratatui", "ratatui_core"]
        .iter()
        .flat_map(|root| file.paths(root))
        .filter(|named| banned(&named.words))
        .map(|named| {
            let path = named.words.join("::");
            format!(
                "{}:{}: `{path}` takes any text; draw through `ui::canvas`, which takes `Shown`",
                file.path, named.line
            )
        })
        .collect()
}

/// Panes speak in meanings, themes in colours.
pub fn leaves_colours_to_the_theme(file: &Source) -> Vec<String> {
    let at_home = file.path.starts_with("src/ui/theme") || inside(file, "src/ui/canvas");
    if at_home {
        return Vec::new();
    }
    let named = Source::lines_with(&file.code, "Color").into_iter();
    let lines = file.code.lines().collect::<Vec<_>>();
    named
        .filter(|line| lines[line - 1].contains("Color::"))
        .map(|line| format!("{}:{line}: a colour; ask the theme for a meaning", file.path))
        .collect()
}

/// A name says what is inside.
pub fn has_a_name_that_says_something(path: &str) -> Vec<String> {
    path.split('/')
        .map(|part| part.split('.').next().unwrap_or_default())
        .filter(|part| EMPTY_NAMES.contains(part))
        .map(|part| format!("{path}: `{part}` says nothing; name it for what it is about"))
        .collect()
}

/// A file speaks of the project alone.
pub fn names_no_machine(path: &str, text: &str) -> Vec<String> {
    text.lines()
        .enumerate()
        .flat_map(|(at, line)| {
            MACHINE.iter().filter(|word| line.contains(**word)).map(move |word| (at + 1, word))
        })
        .map(|(line, word)| {
            format!("{path}:{line}: `{word}` means nothing on another machine; leave it out")
        })
        .collect()
}
