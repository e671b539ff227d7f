//! In a real pseudo-terminal: whatever ends the program, the terminal is left as it was found.

use super::pty::Terminal;

/// Prints the terminal's settings before and after, and how the program ended.
pub fn around(command: &str) -> String {
    format!(
        "before=$(stty -g); {command}; ended=$?; after=$(stty -g); \
         if [ \"$before\" = \"$after\" ]; then echo same settings; else echo OTHER SETTINGS; fi; \
         echo \"ended with $ended\"; exit 0"
    )
}

/// Nothing that the program switched on is on.
pub fn left_as_found(terminal: &mut Terminal, code: u8) {
    assert_eq!(terminal.end(), 0);
    let screen = terminal.screen();
    let contents = screen.contents();
    assert!(contents.contains("same settings"), "{contents}");
    assert!(contents.contains(&format!("ended with {code}")), "{contents}");
    assert!(!screen.alternate_screen(), "the alternate screen is left");
    assert!(!screen.hide_cursor(), "the cursor is shown");
    assert!(!screen.bracketed_paste(), "pastes are not marked any more");
    assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
}

pub fn home() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder of its own")
}

#[test]
fn it_starts_shows_the_war_room_and_quits() {
    let home = home();
    let mut terminal = Terminal::running(&around("warroom"), (80, 24), home.path());
    terminal.until("declare");
    assert!(terminal.screen().alternate_screen());
    terminal.types("q");
    left_as_found(&mut terminal, 0);
}

#[test]
fn it_follows_the_size_of_the_terminal() {
    let home = home();
    let mut terminal = Terminal::running(&around("warroom demo"), (80, 24), home.path());
    terminal.until("5 Comms");
    for (cols, rows) in [(160, 36), (20, 5), (100, 30)] {
        terminal.resize(cols, rows);
        terminal.until_that("frame of that size", |screen| {
            let last = screen.contents_between(rows - 1, 0, rows - 1, cols);
            screen.size() == (rows.try_into().expect("rows"), cols.try_into().expect("columns"))
                && !last.trim().is_empty()
        });
    }
    terminal.types("q");
    left_as_found(&mut terminal, 0);
}

#[test]
fn a_key_and_a_resize_that_come_together_are_both_obeyed() {
    let home = home();
    let mut terminal = Terminal::running(&around("warroom demo"), (80, 24), home.path());
    terminal.until("5 Comms");
    for n in 0..24_u16 {
        let (cols, rows) = (90 + n, 30 + n);
        terminal.resize(cols, rows);
        terminal.types("?");
        terminal.until("Type to find");
        terminal.types("\x1b");
        terminal.resize(cols + 20, rows + 5);
        terminal.until_that("room of the new size", |screen| {
            let last = screen.contents_between(rows + 4, 0, rows + 4, cols + 20);
            last.contains("q quit") && !screen.contents().contains("Type to find")
        });
    }
    terminal.types("q");
    left_as_found(&mut terminal, 0);
}

#[test]
fn it_asks_the_terminal_nothing() {
    let home = home();
    let mut terminal = Terminal::running(&around("warroom demo"), (160, 36), home.path());
    // Nobody answers here: a program that asked and waited would show nothing.
    terminal.until("5 Comms");
    terminal.types("q");
    left_as_found(&mut terminal, 0);
    for (asks, what) in [
        (&b"\x1b[6n"[..], "where the cursor is"),
        (b"\x1b[c", "what it is"),
        (b"\x1b[>c", "which version it is"),
        (b"\x1b[?u", "which keys it knows"),
        (b"\x1b]11;?", "which colour it has"),
    ] {
        assert!(!terminal.bytes.windows(asks.len()).any(|part| part == asks), "it asks {what}");
    }
}

#[test]
fn a_termination_leaves_the_terminal_as_it_was_found() {
    let home = home();
    let mut terminal = Terminal::running(&around("warroom"), (80, 24), home.path());
    terminal.until("declare");
    terminal.signal("TERM");
    left_as_found(&mut terminal, 143);
}

#[test]
fn a_hang_up_leaves_the_terminal_as_it_was_found() {
    let home = home();
    let mut terminal = Terminal::running(&around("warroom"), (80, 24), home.path());
    terminal.until("declare");
    terminal.signal("HUP");
    left_as_found(&mut terminal, 129);
}

#[test]
fn control_c_leaves_the_terminal_as_it_was_found() {
    let home = home();
    let mut terminal = Terminal::running(&around("warroom"), (80, 24), home.path());
    terminal.until("declare");
    terminal.types("\x03");
    left_as_found(&mut terminal, 130);
}

#[test]
fn a_panic_leaves_the_terminal_as_it_was_found_and_says_what_happened() {
    let home = home();
    let command = around("WARROOM_PANIC_AT_KEY=Z warroom");
    let mut terminal = Terminal::running(&command, (80, 24), home.path());
    terminal.until("declare");
    terminal.types("Z");
    left_as_found(&mut terminal, 70);
    let contents = terminal.screen().contents();
    assert!(contents.contains("asked to panic at this key"), "{contents}");
}

#[test]
fn what_is_declared_on_the_screen_is_in_the_store() {
    let home = home();
    let script = around("warroom; warroom list");
    let mut terminal = Terminal::running(&script, (100, 30), home.path());
    terminal.until("declare");
    terminal.types("i");
    terminal.until("Declare an incident");
    terminal.types("Bot tells secrets\r");
    terminal.types("\r\r");
    terminal.until("1 Incidents");
    terminal.until("Bot tells secrets");
    terminal.types("q");
    left_as_found(&mut terminal, 0);
    assert!(terminal.screen().contents().contains("Bot tells secrets"));
}

#[test]
fn what_one_process_writes_another_ones_screen_shows() {
    let home = home();
    let mut terminal = Terminal::running(
        &around("warroom declare --sev 1 'First of all' >/dev/null; warroom"),
        (120, 36),
        home.path(),
    );
    terminal.until("First of all");
    let mut other = Terminal::running(
        "id=$(warroom list --json | grep -o 'AI-[0-9A-Z-]*' | head -1); \
         warroom note $id 'from next door'; warroom declare --sev 2 'A second one'",
        (80, 24),
        home.path(),
    );
    assert_eq!(other.end(), 0);
    terminal.until("from next door");
    terminal.until("A second one");
    terminal.types("q");
    left_as_found(&mut terminal, 0);
}

#[test]
fn a_suspended_program_gives_the_terminal_back_and_takes_it_again() {
    let home = home();
    // Job control needs an interactive shell.
    let script = "set -m; stty -g > before; warroom & fg %1 >/dev/null; stty -g > during; \
                  echo suspended; read -r _; fg %1 >/dev/null; stty -g > after; \
                  cmp before during && cmp before after && echo same settings; echo ended with $?";
    let mut terminal = Terminal::running(script, (80, 24), home.path());
    terminal.until("declare");
    terminal.types("\x1a");
    terminal.until_that("shell", |screen| !screen.alternate_screen());
    terminal.until("suspended");
    terminal.types("\r");
    terminal.until_that("screen", vt100::Screen::alternate_screen);
    terminal.until("declare");
    terminal.types("q");
    left_as_found(&mut terminal, 0);
}

#[test]
fn a_replay_fills_the_screen_as_it_happened_and_leaves_nothing_behind() {
    let home = home();
    let timeline = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/data/replay-openai-2024-12-11-telemetry-outage.jsonl"
    );
    let command =
        format!("warroom replay {timeline} --speed 3600 --sev 1 --title 'Cluster outage'");
    let script = around(&format!("mkdir tmp; TMPDIR=$PWD/tmp {command}; ls -A tmp; warroom list"));
    let mut terminal = Terminal::running(&script, (120, 36), home.path());
    terminal.until("REPLAY");
    terminal.until("Cluster outage");
    // An hour a second: what was resolved after four hours shows by itself.
    terminal.until("RESOLVED");
    terminal.types("q");
    left_as_found(&mut terminal, 0);
    assert!(terminal.screen().contents().contains("no incidents yet"));
    assert!(!terminal.screen().contents().contains("warroom-"), "the throw-away store is gone");
}
