//! The configuration file: strict, with every fault named; and a screen that follows it while it is open.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use warroom::catalog::config_from_toml;

use crate::pty::Terminal;

fn refused(text: &str) -> Vec<String> {
    let error = config_from_toml(text, "config.toml").expect_err("it is wrong");
    error.to_string().lines().map(str::to_owned).collect()
}

#[test]
fn what_a_file_says_is_known_with_its_lines() {
    let text = "as = \"ops4\"\n\ntheme = \"dark\"\nascii = true\n[keys]\nquit = [\"q\", \"ctrl-c\"]\n[log]\nlevel = \"warn\"\n";
    let written = config_from_toml(text, "config.toml").expect("it is right");
    assert_eq!(written.config.handle.as_deref(), Some("ops4"));
    assert_eq!(written.config.keys["quit"], ["q", "ctrl-c"]);
    assert_eq!(written.config.mouse, None);
    let lines: Vec<_> = written.lines.iter().map(|(key, line)| (key.as_str(), *line)).collect();
    assert_eq!(lines, [("as", 1), ("ascii", 4), ("keys.quit", 6), ("log.level", 8), ("theme", 3)]);
    let silent = config_from_toml("bell = false\n", "config.toml").expect("it is right");
    assert_eq!((silent.config.bell, silent.lines["bell"]), (Some(false), 1));
    let empty = config_from_toml("", "config.toml").expect("nothing must be said");
    assert!(empty.lines.is_empty());
}

#[test]
fn every_unknown_key_and_every_wrong_type_is_named_at_once() {
    assert_eq!(
        refused(
            "them = \"dark\"\nascii = \"yes\"\nstore = 3\n[keys]\nquit = \"q\"\nhelp = [1]\n[log]\nlvl = 1\n"
        ),
        [
            "config.toml:1: them: there is no such key; did you mean `theme`?",
            "config.toml:2: ascii: invalid type: string \"yes\", expected a boolean",
            "config.toml:3: store: invalid type: integer `3`, expected a string",
            "config.toml:5: keys.quit: invalid type: string \"q\", expected a sequence",
            "config.toml:6: keys.help[0]: invalid type: integer `1`, expected a string",
            "config.toml:8: log.lvl: there is no such key; did you mean `level`?",
        ]
    );
}

#[test]
fn a_value_that_means_nothing_is_named_with_what_would() {
    assert_eq!(
        refused(
            "zone = \"mars\"\ncolor = \"blue\"\nas = \" \"\n[log]\nlevel = \"loud\"\n[keys]\nquit = [\"\"]\n"
        ),
        [
            "config.toml:1: zone: \"mars\" is none of: utc, local",
            "config.toml:2: color: \"blue\" is none of: auto, always, never",
            "config.toml:3: as: it is empty; take the line out, or say something",
            "config.toml:5: log.level: \"loud\" is none of: off, error, warn, info, debug",
            "config.toml:7: keys.quit: a key is empty; name one, such as \"q\"",
        ]
    );
    assert_eq!(refused("as = \"ops4\ntheme = 1\n").len(), 1, "what is no TOML is told as such");
}

fn write(home: &Path, name: &str, text: &str) {
    let file = home.join(".config/warroom").join(name);
    fs::create_dir_all(file.parent().expect("it has one")).expect("the folder can be made");
    fs::write(file, text).expect("the file can be written");
}

#[test]
fn a_screen_follows_the_file_and_keeps_what_it_had_when_the_file_is_wrong() {
    let home = tempfile::tempdir().expect("a folder of its own");
    write(home.path(), "config.toml", "theme = \"ansi\"\n");
    let mut terminal = Terminal::running("warroom demo; exit $?", (120, 36), home.path());
    terminal.until("5 Comms");
    let corner = |screen: &vt100::Screen| screen.cell(2, 2).map(vt100::Cell::bgcolor);
    assert_eq!(corner(terminal.screen()), Some(vt100::Color::Default));

    write(home.path(), "config.toml", "theme = \"light\"\nzone = \"local\"\n");
    terminal.until("the configuration was read again");
    let paper = Some(vt100::Color::Idx(231));
    terminal.until_that("paper", |screen| corner(screen) == paper);

    write(home.path(), "config.toml", "\ntheme = \"dark\"\nascci = true\n");
    terminal.until("config.toml:3: ascci: there is no such key; did you mean `ascii`?");
    assert_eq!(corner(terminal.screen()), paper, "the old one is kept");
    write(home.path(), "config.toml", "theme = \"dusk\"\n");
    terminal.until("no built-in theme is called \"dusk\"");
    assert_eq!(corner(terminal.screen()), paper);

    write(home.path(), "config.toml", "ascii = true\n");
    terminal.until_that("ASCII", |screen| screen.contents().is_ascii());
    terminal.types("j");
    terminal.signal("USR1");
    terminal.until("the configuration was read again");
    terminal.types("q");
    assert_eq!(terminal.end(), 0);

    let log = home.path().join(".local/state/warroom/warroom.log");
    let text = fs::read_to_string(&log).expect("the log is there");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 2, "{text}");
    assert!(
        lines[0].contains("INFO screen opened") && lines[0].contains("room=\"DEMO\""),
        "{text}"
    );
    assert!(lines[1].contains("INFO screen closed") && lines[1].contains("code=0"), "{text}");
    assert_eq!(fs::metadata(&log).expect("it is there").permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_theme_of_ones_own_is_followed_too_and_a_wrong_one_does_not_keep_anybody_out() {
    let home = tempfile::tempdir().expect("a folder of its own");
    write(home.path(), "config.toml", "theme = \"mine\"\n");
    write(home.path(), "themes/mine.toml", "inherits = \"dark\"\nbackground = \"bsae\"\n");
    let mut terminal = Terminal::running("warroom demo; exit $?", (160, 36), home.path());
    terminal.until("themes/mine.toml:2: background: \"bsae\" is no colour");
    terminal.until("5 Comms");
    let corner = |screen: &vt100::Screen| screen.cell(2, 2).map(vt100::Cell::bgcolor);
    assert_eq!(corner(terminal.screen()), Some(vt100::Color::Default));
    write(home.path(), "themes/mine.toml", "inherits = \"dark\"\nbackground = \"#0000ff\"\n");
    terminal.until_that("blue", |screen| corner(screen) == Some(vt100::Color::Idx(21)));
    terminal.types("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_folder_of_themes_that_is_made_later_is_followed_too() {
    let home = tempfile::tempdir().expect("a folder of its own");
    write(home.path(), "config.toml", "theme = \"ansi\"\n");
    let mut terminal = Terminal::running("warroom demo; exit $?", (120, 36), home.path());
    terminal.until("5 Comms");
    write(home.path(), "themes/mine.toml", "inherits = \"dark\"\nbackground = \"#0000ff\"\n");
    write(home.path(), "config.toml", "theme = \"mine\"\n");
    let corner = |screen: &vt100::Screen| screen.cell(2, 2).map(vt100::Cell::bgcolor);
    terminal.until_that("blue", |screen| corner(screen) == Some(vt100::Color::Idx(21)));
    write(home.path(), "themes/mine.toml", "inherits = \"dark\"\nbackground = \"#00ff00\"\n");
    terminal.until_that("green", |screen| corner(screen) == Some(vt100::Color::Idx(46)));
    terminal.types("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_panic_stands_in_the_log_by_its_place_and_without_its_words() {
    let home = tempfile::tempdir().expect("a folder of its own");
    let script = "WARROOM_PANIC_AT_KEY=Z warroom; exit $?";
    let mut terminal = Terminal::running(script, (80, 24), home.path());
    terminal.until("declare");
    terminal.types("Z");
    assert_eq!(terminal.end(), 70);
    let log = home.path().join(".local/state/warroom/warroom.log");
    let text = fs::read_to_string(log).expect("the log is there");
    let last = text.lines().last().expect("it says something");
    assert!(last.contains("ERROR panicked at=\"src/ui/run.rs:"), "{text}");
    assert!(!text.contains("asked to panic"), "{text}");
}

#[test]
fn a_terminal_without_colours_gets_none_whatever_the_theme_and_one_with_sixteen_no_others() {
    for (variables, mono) in [
        ("NO_COLOR=1", true),
        ("TERM=dumb", true),
        ("WARROOM_COLOR=never", true),
        ("TERM=screen", false),
        ("TERM=linux", false),
        ("NO_COLOR=1 TERM=xterm WARROOM_COLOR=always", false),
    ] {
        let home = tempfile::tempdir().expect("a folder of its own");
        write(home.path(), "config.toml", "theme = \"okabe-ito\"\n");
        let script = format!("export {variables}; warroom demo; exit $?");
        let mut terminal = Terminal::running(&script, (120, 36), home.path());
        terminal.until("5 Comms");
        terminal.types("q");
        assert_eq!(terminal.end(), 0);
        let text = String::from_utf8(terminal.bytes).expect("it is text");
        assert!(!text.contains("38;") && !text.contains("48;"), "{variables}");
        let parts = text.split("\x1b[").filter_map(|part| part.split_once('m'));
        let looks: Vec<&str> = parts.map(|(numbers, _)| numbers).collect();
        let numbers = looks.iter().filter(|n| n.chars().all(|c| c.is_ascii_digit() || c == ';'));
        let coloured = numbers.flat_map(|n| n.split(';')).any(|number| number.len() > 1);
        assert_eq!(coloured, !mono, "{variables}");
    }
}
