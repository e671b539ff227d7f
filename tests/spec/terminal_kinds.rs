//! On terminals of every kind: sixteen colours or none, ASCII alone, the console, screen and tmux.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::pty::Terminal;
use super::stream::{Piece, is_ours, looks, pieces, while_taken};
use super::terminal::{around, home, left_as_found};

/// Shows the demo under some settings, walks about in it, and returns what was written while it ran.
fn demo_under(settings: &str) -> Vec<u8> {
    let home = home();
    let command = around(&format!("{settings} warroom demo"));
    let mut terminal = Terminal::running(&command, (160, 45), home.path());
    terminal.until("5 Comms");
    terminal.types("jj\r2zjz4jjG");
    terminal.types("?");
    terminal.until("Say and do");
    terminal.types("\x1b");
    terminal
        .until_that("screen without the help", |screen| !screen.contents().contains("Say and do"));
    terminal.types("q");
    left_as_found(&mut terminal, 0);
    let bytes = while_taken(&terminal.bytes).to_vec();
    is_ours(&bytes);
    bytes
}

/// Colours, of letters and of what lies behind them.
fn colours(bytes: &[u8]) -> Vec<u16> {
    let mut colours = looks(bytes);
    colours.retain(|look| matches!(look, 30..=38 | 40..=48 | 90..=107));
    colours
}

fn letters(bytes: &[u8]) -> String {
    let pieces = pieces(bytes).expect("the stream is ours");
    let text = |piece: &Piece<'_>| match piece {
        Piece::Text(text) => Some((*text).to_owned()),
        _ => None,
    };
    pieces.iter().filter_map(text).collect()
}

#[test]
fn a_terminal_of_sixteen_colours_gets_no_others() {
    for term in ["xterm", "linux", "screen", "tmux"] {
        let bytes = demo_under(&format!("TERM={term}"));
        let colours = colours(&bytes);
        assert!(!colours.is_empty(), "{term} has colours");
        assert!(!colours.contains(&38) && !colours.contains(&48), "{term}: {colours:?}");
    }
}

#[test]
fn whoever_wants_no_colour_gets_none() {
    for settings in ["NO_COLOR=1", "TERM=dumb", "TERM=vt100"] {
        let bytes = demo_under(settings);
        assert!(colours(&bytes).is_empty(), "{settings}");
        assert!(looks(&bytes).contains(&7), "{settings}: the worst is told by reversed letters");
    }
}

#[test]
fn where_utf_8_is_not_spoken_only_ascii_is_written() {
    for settings in ["LANG=C", "LC_ALL=POSIX", "LANG=", "TERM=linux"] {
        let bytes = demo_under(settings);
        assert!(letters(&bytes).is_ascii(), "{settings}");
    }
    assert!(!letters(&demo_under("LANG=C.UTF-8")).is_ascii());
}

#[test]
fn what_others_wrote_reaches_the_terminal_as_text_alone() {
    let home = home();
    let does = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_warroom"));
        command.args(words).env_clear().env("HOME", home.path()).env("USER", "ops4");
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.status().expect("it runs").success()
    };
    // Those that can be typed at a shell.
    let texts: Vec<String> =
        super::terminal_hostile::texts().into_iter().filter(|text| !text.contains('\0')).collect();
    // What no title may hold is refused; the rest has to be shown.
    let declared = texts.iter().filter(|text| {
        let title: String = text.chars().take(60).collect();
        does(&["declare", "--sev", "1", "--", &title])
    });
    assert!(declared.count() > 10);
    let mut terminal = Terminal::running(&around("warroom"), (160, 45), home.path());
    terminal.until("5 Comms");
    terminal.types("jjj\rG\r4zq");
    left_as_found(&mut terminal, 0);
    is_ours(while_taken(&terminal.bytes));
}

/// What tmux is told on the socket of a folder.
fn tmux(socket: &Path, words: &[&str]) -> String {
    let mut command = Command::new("tmux");
    command.arg("-S").arg(socket).args(words).env_remove("TMUX").env("LANG", "C.UTF-8");
    let said = command.output().expect("tmux runs");
    String::from_utf8(said.stdout).expect("tmux speaks UTF-8")
}

/// Whether the shell waits for a line: what is typed before that may still be the program's.
fn is_at_the_shell(screen: &vt100::Screen) -> bool {
    // The last row is tmux's own.
    let contents = screen.contents();
    let above = contents.trim_end().rsplit_once('\n').map_or("", |(above, _)| above.trim_end());
    above.ends_with("at the shell") && above.matches("at the shell").count() > 1
}

#[test]
fn inside_tmux_the_pane_shows_the_room_and_is_left_clean() {
    let home = home();
    let socket: PathBuf = home.path().join("tmux");
    if Command::new("tmux").arg("-V").output().is_err() {
        // `tests/run` installs tmux, or says that it could not.
        return;
    }
    let script = format!(
        "tmux -u -S {} -f /dev/null new-session 'PS1=\"at the shell \" bash --norc'; echo over",
        socket.display()
    );
    let mut terminal = Terminal::running(&script, (120, 37), home.path());
    terminal.until("at the shell");
    terminal.types("warroom demo\r");
    terminal.until("5 Comms");
    let shown = tmux(&socket, &["capture-pane", "-p"]);
    for pane in ["1 Incidents", "2 Clocks", "3 Roles", "4 Timeline", "5 Comms"] {
        assert!(shown.contains(pane), "{pane} in:\n{shown}");
    }
    let state = ["display-message", "-p", "#{alternate_on} #{cursor_flag} #{mouse_any_flag}"];
    assert_eq!(tmux(&socket, &state).trim(), "1 0 0");
    terminal.types("q");
    terminal.until_that("prompt", is_at_the_shell);
    let left = tmux(&socket, &["capture-pane", "-p"]);
    assert!(left.contains("at the shell warroom demo"), "{left}");
    assert!(!left.contains("Comms") && !left.contains('\u{1b}'), "{left}");
    assert_eq!(tmux(&socket, &state).trim(), "0 1 0");
    terminal.types("exit\r");
    terminal.until("over");
    assert_eq!(terminal.end(), 0);
}

/// Copies the open incident within a tmux of these settings; returns what tmux keeps and what the
/// terminal outside got.
fn copied_within_tmux(settings: &str) -> Option<(String, Vec<u8>)> {
    let home = home();
    let socket: PathBuf = home.path().join("tmux");
    if Command::new("tmux").arg("-V").output().is_err() {
        // `tests/run` installs tmux, or says that it could not.
        return None;
    }
    std::fs::write(home.path().join("tmux.conf"), settings).expect("settings");
    let script = format!(
        "tmux -u -S {} -f tmux.conf new-session 'PS1=\"at the shell \" bash --norc'; echo over",
        socket.display()
    );
    let mut terminal = Terminal::running(&script, (120, 37), home.path());
    terminal.until("at the shell");
    terminal.types("warroom demo\r");
    terminal.until("5 Comms");
    terminal.types("y");
    terminal.until("(OSC 52)");
    terminal.types("q");
    terminal.until_that("prompt", is_at_the_shell);
    let kept = tmux(&socket, &["show-buffer"]);
    // The sequence reached nobody as letters.
    assert!(!tmux(&socket, &["capture-pane", "-p"]).contains("52;c"));
    terminal.types("exit\r");
    terminal.until("over");
    assert_eq!(terminal.end(), 0);
    Some((kept, terminal.bytes))
}

/// What an OSC 52 sequence in a stream put on the clipboard.
fn clipboard(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let copies = text.split("\x1b]52;").skip(1).filter_map(|rest| {
        let (_, rest) = rest.split_once(';')?;
        let copied = rest.split(['\x1b', '\x07']).next()?;
        String::from_utf8(STANDARD.decode(copied).ok()?).ok()
    });
    copies.filter(|copied| !copied.is_empty()).collect()
}

/// The id and the title of an incident, as they are copied.
fn is_an_incident(copied: &str) -> bool {
    let (id, title) = copied.split_once(' ').unwrap_or_default();
    (id.starts_with("AI-") || id.starts_with("EX-")) && !title.is_empty()
}

#[test]
fn a_tmux_that_takes_what_is_copied_keeps_it_and_hands_it_on() {
    let Some((kept, outside)) = copied_within_tmux("set -g set-clipboard on") else { return };
    assert!(is_an_incident(&kept), "{kept:?}");
    assert!(clipboard(&outside).contains(&kept), "{:?}", clipboard(&outside));
}

#[test]
fn a_tmux_that_only_lets_things_through_hands_on_what_is_copied() {
    let settings = "set -g set-clipboard external\nset -g allow-passthrough on\n";
    let Some((kept, outside)) = copied_within_tmux(settings) else { return };
    assert_eq!(kept, "", "it takes nothing from programs itself");
    let outside = clipboard(&outside);
    assert!(outside.len() == 1 && is_an_incident(&outside[0]), "{outside:?}");
}

#[test]
fn a_tmux_that_wants_neither_shows_nothing_of_it() {
    let settings = "set -g set-clipboard off\nset -g allow-passthrough off\n";
    let Some((kept, outside)) = copied_within_tmux(settings) else { return };
    assert_eq!((kept.as_str(), clipboard(&outside)), ("", Vec::new()));
}

#[test]
fn what_is_copied_goes_to_the_terminal_as_base64_and_draws_nothing() {
    let home = home();
    let mut terminal = Terminal::running(&around("warroom demo"), (80, 24), home.path());
    terminal.until("5 Comms");
    terminal.types("y");
    terminal.until("(OSC 52)");
    terminal.types("q");
    left_as_found(&mut terminal, 0);
    let copied = clipboard(&terminal.bytes);
    assert!(copied.len() == 1 && is_an_incident(&copied[0]), "{copied:?}");
    is_ours(while_taken(&terminal.bytes));
}
