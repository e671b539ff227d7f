//! The title of a real pseudo-terminal: what presses most while the program runs, and its own again after.

use super::pty::Terminal;
use super::stream::{Piece, is_ours, pieces, while_taken};
use super::terminal::{around, home, left_as_found};

/// The titles that were sent, in order.
fn titles(bytes: &[u8]) -> Vec<String> {
    let pieces = pieces(while_taken(bytes)).expect("the stream is ours");
    let title = |piece: &Piece<'_>| match piece {
        Piece::System(text) => text.strip_prefix("2;").map(str::to_owned),
        _ => None,
    };
    pieces.iter().filter_map(title).collect()
}

/// Whether a sequence was sent.
fn sent(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|part| part == what)
}

#[test]
fn the_title_names_what_presses_and_is_given_back() {
    let home = home();
    let script = "export TERM=xterm-256color; warroom declare --sev 1 'First of all' >/dev/null; ";
    let mut terminal =
        Terminal::running(&format!("{script}{}", around("warroom")), (80, 24), home.path());
    terminal.until("First of all");
    terminal.types("q");
    left_as_found(&mut terminal, 0);
    is_ours(while_taken(&terminal.bytes));
    let titles = titles(&terminal.bytes);
    let last = titles.last().expect("a title was sent");
    assert!(last.starts_with("SEV-1 ") && last.ends_with(" · warroom"), "{titles:?}");
    assert!(sent(&terminal.bytes, b"\x1b[22;2t") && sent(&terminal.bytes, b"\x1b[23;2t"));
}

#[test]
fn a_console_that_would_write_the_title_on_the_screen_gets_none() {
    let home = home();
    let script = "export TERM=linux; ";
    let mut terminal =
        Terminal::running(&format!("{script}{}", around("warroom")), (80, 24), home.path());
    terminal.until("declare");
    terminal.types("q");
    left_as_found(&mut terminal, 0);
    assert!(titles(&terminal.bytes).is_empty());
    assert!(!sent(&terminal.bytes, b"\x1b[22;2t"));
}
