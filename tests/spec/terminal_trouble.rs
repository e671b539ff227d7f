//! A terminal that changes its size, is taken away, or breaks: the program goes on, or ends by itself.

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use std::io::Read;
use std::sync::mpsc::channel;
use std::time::Duration;

use super::pty::Terminal;
use super::stream::{is_ours, while_taken};
use super::terminal::{around, home, left_as_found};

#[test]
fn whatever_size_it_was_given_the_old_one_shows_the_old_picture() {
    let home = home();
    let mut terminal = Terminal::running(&around("warroom"), (80, 24), home.path());
    terminal.until("? shows all keys");
    let before = terminal.screen().contents();
    for (cols, rows) in [(20, 5), (400, 120), (1, 1), (80, 24)] {
        terminal.resize(cols, rows);
        terminal.until_that("frame of that size", |screen| {
            !screen.contents_between(0, 0, 0, cols).trim().is_empty()
        });
    }
    terminal.until_that("old picture", |screen| screen.contents() == before);
    terminal.types("q");
    left_as_found(&mut terminal, 0);
    is_ours(while_taken(&terminal.bytes));
}

#[test]
fn a_huge_terminal_is_filled_to_its_last_row_and_a_tiny_one_says_what_is_worst() {
    let home = home();
    let mut terminal = Terminal::running(&around("warroom demo"), (80, 24), home.path());
    terminal.until("5 Comms");
    terminal.resize(400, 120);
    terminal.until_that("room of 400 by 120", |screen| {
        screen.contents().contains("5 Comms")
            && screen.contents_between(119, 0, 119, 400).contains("help")
    });
    terminal.resize(20, 4);
    terminal.until_that("line", |screen| {
        let contents = screen.contents();
        contents.contains("S1") && !contents.contains("Comms")
    });
    terminal.types("q");
    left_as_found(&mut terminal, 0);
}

#[test]
fn stopped_from_outside_it_gives_the_terminal_back_and_continued_it_takes_it_again() {
    let home = home();
    let mut terminal = Terminal::running(&around("warroom"), (80, 24), home.path());
    terminal.until("? shows all keys");
    let before = terminal.screen().contents();
    let program = terminal.program();
    for _ in 0..2 {
        terminal.signal("TSTP");
        terminal.until_that("shell", |screen| !screen.alternate_screen() && !screen.hide_cursor());
        terminal.until_stopped(program);
        terminal.signal("CONT");
        terminal.until_that("screen", |screen| screen.contents() == before);
        assert!(terminal.screen().alternate_screen());
    }
    terminal.types("q");
    left_as_found(&mut terminal, 0);
}

#[test]
fn held_for_a_while_by_a_signal_that_nobody_hears_it_goes_on_as_before() {
    let home = home();
    let mut terminal = Terminal::running(&around("warroom"), (80, 24), home.path());
    terminal.until("? shows all keys");
    let program = terminal.program();
    terminal.signal("STOP");
    terminal.until_stopped(program);
    terminal.types("i");
    terminal.signal("CONT");
    terminal.until("Declare an incident");
    terminal.types("\x1b");
    terminal.until_that("closed form", |screen| !screen.contents().contains("Declare an"));
    terminal.types("q");
    left_as_found(&mut terminal, 0);
}

/// Takes the terminal away while the program draws on it, and returns the code that it ends with.
fn code_after_the_terminal_is_gone(script: &str) -> u32 {
    let home = home();
    let size = PtySize { rows: 45, cols: 160, pixel_width: 0, pixel_height: 0 };
    let pty = native_pty_system().openpty(size).expect("a pseudo-terminal");
    let mut command = CommandBuilder::new("bash");
    command.args(["--norc", "-c", &script.replace("warroom", env!("CARGO_BIN_EXE_warroom"))]);
    command.env_clear();
    for (name, value) in [("TERM", "xterm-256color"), ("LANG", "C.UTF-8"), ("USER", "ops4")] {
        command.env(name, value);
    }
    command.env("PATH", std::env::var("PATH").unwrap_or_default());
    command.env("HOME", home.path());
    command.cwd(home.path());
    let mut child = pty.slave.spawn_command(command).expect("a program");
    drop(pty.slave);
    let mut from = pty.master.try_clone_reader().expect("the terminal can be read");
    let (tell, told) = channel();
    let reading = std::thread::spawn(move || {
        let (mut all, mut bytes) = (Vec::new(), [0; 4096]);
        while let Ok(read @ 1..) = from.read(&mut bytes) {
            all.extend_from_slice(&bytes[..read]);
            if all.windows(5).any(|part| part == b"Comms") {
                return tell.send(()).expect("the test waits for it");
            }
        }
    });
    told.recv_timeout(Duration::from_secs(20)).expect("the room is shown");
    reading.join().expect("it has only read");
    drop(pty.master);
    // Whoever is waited for leaves no zombie; a program that does not end would be ended by the test's own limit.
    let (tell, ended) = channel();
    std::thread::spawn(move || tell.send(child.wait()));
    let status = ended.recv_timeout(Duration::from_secs(20)).expect("it ends by itself");
    status.expect("it can be waited for").exit_code()
}

#[test]
fn a_terminal_that_is_gone_ends_the_program() {
    assert_eq!(code_after_the_terminal_is_gone("exec warroom demo"), 129);
}

#[test]
fn a_write_that_fails_ends_the_program() {
    // The first process of the terminal hears of its end and keeps it to itself; the program only
    // finds that nobody takes what it writes, and that nobody types.
    let script = "trap '' HUP; setsid --wait warroom demo; code=$?; exit $code";
    assert_eq!(code_after_the_terminal_is_gone(script), 129);
}
