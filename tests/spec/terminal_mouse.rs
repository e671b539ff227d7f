//! The mouse in a real pseudo-terminal: asked for only when switched on, and left alone again however
//! the program gives the terminal back.

use vt100::{MouseProtocolEncoding, MouseProtocolMode};

use super::pty::Terminal;
use super::stream::{is_ours, while_taken};
use super::terminal::{around, home, left_as_found};

const ON: &[u8] = b"\x1b[?1000h\x1b[?1006h";
const OFF: &[u8] = b"\x1b[?1006l\x1b[?1000l";

fn count(bytes: &[u8], what: &[u8]) -> usize {
    bytes.windows(what.len()).filter(|part| *part == what).count()
}

fn is_on(screen: &vt100::Screen) -> bool {
    screen.mouse_protocol_mode() == MouseProtocolMode::PressRelease
        && screen.mouse_protocol_encoding() == MouseProtocolEncoding::Sgr
}

fn is_off(screen: &vt100::Screen) -> bool {
    screen.mouse_protocol_mode() == MouseProtocolMode::None
        && screen.mouse_protocol_encoding() == MouseProtocolEncoding::Default
}

/// A room in which the mouse was switched on by hand.
fn with_mouse(command: &str, home: &std::path::Path) -> Terminal {
    let mut terminal = Terminal::running(&around(command), (80, 24), home);
    terminal.until("5 Comms");
    assert!(is_off(terminal.screen()), "nobody asked for it");
    terminal.types(":mouse on\r");
    terminal.until("the mouse selects");
    terminal.until_that("mouse", is_on);
    terminal
}

#[test]
fn the_mouse_is_asked_for_by_the_switch_and_given_back_by_it() {
    let home = home();
    let mut terminal = with_mouse("warroom demo", home.path());
    // A click on the frame of pane 3 and the wheel over the timeline, as terminals report them.
    terminal.types("\x1b[<0;5;10M\x1b[<0;5;10m");
    terminal.types("z");
    terminal.until_that("roles alone", |screen| !screen.contents().contains("4 Timeline"));
    terminal.until("3 Roles");
    terminal.types("z");
    terminal.until("4 Timeline");
    terminal.types("\x1b[<65;50;12M");
    terminal.until("g follows");
    terminal.types(":mouse off\r");
    terminal.until("left to the terminal");
    terminal.until_that("terminal's own mouse", is_off);
    terminal.types("q");
    left_as_found(&mut terminal, 0);
    assert!(is_off(terminal.screen()));
    assert_eq!((count(&terminal.bytes, ON), count(&terminal.bytes, OFF)), (1, 1));
    is_ours(while_taken(&terminal.bytes));
}

#[test]
fn whoever_wants_it_always_has_it_from_the_first_frame_on() {
    let home = home();
    let config = home.path().join("config.toml");
    std::fs::write(&config, "mouse = true\n").expect("a configuration");
    let command = around("warroom --config config.toml demo");
    let mut terminal = Terminal::running(&command, (80, 24), home.path());
    terminal.until("5 Comms");
    terminal.until_that("mouse", is_on);
    terminal.types("q");
    left_as_found(&mut terminal, 0);
    assert!(is_off(terminal.screen()));
}

#[test]
fn leaving_gives_the_mouse_back_whatever_the_reason() {
    for (reason, code) in [("q", 0), ("\x03", 130), ("TERM", 143), ("HUP", 129)] {
        let home = home();
        let mut terminal = with_mouse("warroom demo", home.path());
        if reason.len() > 1 {
            terminal.signal(reason);
        } else {
            terminal.types(reason);
        }
        left_as_found(&mut terminal, code);
        assert!(is_off(terminal.screen()), "{reason:?}");
        assert_eq!(count(&terminal.bytes, OFF), 1, "{reason:?}");
    }
}

#[test]
fn a_panic_gives_the_mouse_back() {
    let home = home();
    let mut terminal = with_mouse("WARROOM_PANIC_AT_KEY=Z warroom demo", home.path());
    terminal.types("Z");
    left_as_found(&mut terminal, 70);
    assert!(is_off(terminal.screen()));
}

#[test]
fn a_suspended_program_has_no_mouse_and_a_continued_one_has_it_again() {
    let home = home();
    let mut terminal = with_mouse("warroom demo", home.path());
    let program = terminal.program();
    for round in 1..=2 {
        terminal.signal("TSTP");
        terminal.until_that("shell", |screen| !screen.alternate_screen() && is_off(screen));
        terminal.until_stopped(program);
        assert_eq!(count(&terminal.bytes, OFF), round);
        terminal.signal("CONT");
        terminal.until_that("screen", |screen| screen.alternate_screen() && is_on(screen));
        terminal.until("5 Comms");
    }
    // What was switched off stays off.
    terminal.types(":mouse off\r");
    terminal.until_that("terminal's own mouse", is_off);
    terminal.signal("TSTP");
    terminal.until_stopped(program);
    terminal.signal("CONT");
    terminal.until_that("screen", vt100::Screen::alternate_screen);
    terminal.until("5 Comms");
    assert!(is_off(terminal.screen()));
    terminal.types("q");
    left_as_found(&mut terminal, 0);
    assert_eq!(count(&terminal.bytes, ON), 3);
}
