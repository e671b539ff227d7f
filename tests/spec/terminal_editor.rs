//! What a form reaches outside of the screen for, in a real pseudo-terminal: somebody's own editor has
//! the terminal to itself and what it wrote comes back, and a file is copied into the store.

use super::pty::Terminal;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// A script that does as an editor does: it has the whole terminal, reads keys, and writes the file.
const EDITOR: &str = "#!/bin/bash
stty -g > settings
echo \"this is the editor, with: $(cat \"$2\")\"
read -r line
echo \"$1 $line\" >> \"$2\"
exit ${ENDS:-0}
";

fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a folder of its own");
    let script = home.path().join("my editor");
    std::fs::write(&script, EDITOR).expect("a script");
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o700)).expect("it can run");
    home
}

fn noted(home: &Path, command: &str) -> Terminal {
    let script = format!(
        "stty -g > before; warroom declare 'First of all' >/dev/null; {command} warroom; warroom log $(warroom list --json | grep -o 'AI-[0-9A-Z-]*' | head -1)"
    );
    let mut terminal = Terminal::running(&script, (100, 30), home);
    terminal.until("5 Comms");
    terminal.types("a");
    terminal.until("ctrl-x ctrl-e");
    terminal.types("half a thought");
    terminal.until("half a thought");
    terminal.types("\x18\x05");
    terminal
}

#[test]
fn a_note_is_written_in_an_editor_that_has_the_terminal_to_itself() {
    let home = home();
    let mut terminal = noted(home.path(), "EDITOR='\"./my editor\" -w'");
    terminal.until("this is the editor, with: half a thought");
    assert!(!terminal.screen().alternate_screen() && !terminal.screen().hide_cursor());
    let settings = |name: &str| std::fs::read_to_string(home.path().join(name)).expect("settings");
    assert_eq!(
        settings("settings"),
        settings("before"),
        "it finds the terminal as the shell left it"
    );
    // Every key that is typed now is the editor's: none opens a form, none is missing.
    terminal.types("and a whole dose of it\r");
    terminal.until_that("screen", vt100::Screen::alternate_screen);
    terminal.until("-w and a whole dose of it");
    terminal.types("\x04");
    terminal.until("note saved");
    terminal.types("q");
    assert_eq!(terminal.end(), 0);
    assert!(terminal.screen().contents().contains("half a thought"));
}

#[test]
fn an_editor_that_fails_loses_nothing() {
    let home = home();
    let mut terminal = noted(home.path(), "ENDS=3 VISUAL='\"./my editor\" -w'");
    terminal.until("this is the editor");
    terminal.types("lost?\r");
    terminal.until_that("screen", vt100::Screen::alternate_screen);
    terminal.until("what was written is in");
    terminal.until("half a thought");
    terminal.types("\x04");
    terminal.until("note saved");
    terminal.types("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn without_an_editor_it_says_which_variable_names_one() {
    let home = home();
    let mut terminal = noted(home.path(), "");
    terminal.until("set VISUAL or EDITOR");
    terminal.types("\x04");
    terminal.until("note saved");
    terminal.types("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_file_is_copied_into_the_store_or_the_form_says_why_not() {
    let home = tempfile::tempdir().expect("a folder of its own");
    std::fs::write(home.path().join("trace.json"), "{\"answer\":42}").expect("a file");
    let script = "warroom declare 'First of all' >/dev/null; warroom; \
                  find . -path '*evidence*' -type f | grep -c .; warroom verify";
    let mut terminal = Terminal::running(script, (100, 30), home.path());
    terminal.until("5 Comms");
    terminal.types("e");
    terminal.until("it stays where it is");
    terminal.types("copied\r~/no-such-file\r\r\r");
    terminal.until("cannot read");
    // The form stands with all that was typed: one word is mended.
    terminal.types("\x1b[Z\x1b[Z\x15~/trace.json\x04");
    terminal.until("evidence kept");
    terminal.until("trace.json");
    terminal.types("q");
    assert_eq!(terminal.end(), 0);
    let screen = terminal.screen().contents();
    assert!(screen.lines().any(|line| line.trim() == "1"), "{screen}");
}
