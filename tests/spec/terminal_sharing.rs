//! Screens that share a server, in real terminals: what one writes the other shows, and nothing waits for it.

use crate::commandline::pushing::Silent;
use crate::commandline::serving::Server;
use crate::commandline::world::World;
use crate::pty::Terminal;
use std::path::Path;

/// A screen of somebody with a token, after something that was typed before.
fn screen(before: &str, server: &str, token: &str, home: &Path) -> Terminal {
    let script = format!(
        "export WARROOM_SERVER={server} WARROOM_TOKEN={}; {before} warroom; exit $?",
        token.trim()
    );
    let mut terminal = Terminal::running(&script, (160, 36), home);
    terminal.until(" q quit");
    terminal
}

fn note(terminal: &mut Terminal, text: &str) {
    terminal.types("a");
    terminal.until("ctrl-x");
    terminal.types(&format!("{text}\x04"));
    terminal.until("note saved");
}

fn token(keeper: &World, name: &str, role: &str) -> String {
    keeper.desk("keeper").does(&format!("token new --name {name} --role {role}")).out
}

#[test]
fn two_screens_see_each_others_notes_and_what_was_written_offline_goes_up_once() {
    let keeper = World::new();
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (ops, cs) = (token(&keeper, "ops4", "responder"), token(&keeper, "cs3", "responder"));
    let server = Server::of(&keeper);
    let address = server.address.clone();
    let before = "warroom declare --sev 2 'Gateway errors' >/dev/null;";
    let mut ops = screen(before, &address, &ops, one.path());
    ops.until("⇅ synced");
    let mut cs = screen("", &address, &cs, two.path());
    cs.until("⇅ synced");
    cs.until("Gateway errors");
    note(&mut ops, "three tickets");
    cs.until("three tickets");
    note(&mut cs, "seen by us too");
    ops.until("seen by us too");
    ops.until("cs3");

    server.ends();
    ops.until("⇅ offline since ");
    note(&mut ops, "while it was away");
    ops.until(", 1 to send");
    let server = Server::at(&keeper, address.strip_prefix("http://").unwrap());
    ops.until("⇅ synced");
    cs.until("while it was away");
    for mut terminal in [ops, cs] {
        terminal.types("q");
        assert_eq!(terminal.end(), 0);
    }
    server.ends();
    let log = keeper.desk("keeper").does("log").out;
    for text in ["three tickets", "seen by us too", "while it was away"] {
        assert_eq!(log.matches(text).count(), 1, "{text}");
    }
    assert_eq!(keeper.desk("keeper").does("verify").code, 0);
}

#[test]
fn of_two_screens_of_one_user_one_syncs_and_the_other_takes_over_when_that_is_left() {
    let keeper = World::new();
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (ops, cs) = (token(&keeper, "ops4", "responder"), token(&keeper, "cs3", "responder"));
    let server = Server::of(&keeper);
    let before = "warroom declare --sev 2 'Gateway errors' >/dev/null;";
    let mut first = screen(before, &server.address, &ops, one.path());
    first.until("⇅ synced");
    let mut second = screen("", &server.address, &ops, one.path());
    second.until("⇅ synced");
    let mut other = screen("", &server.address, &cs, two.path());
    note(&mut second, "by the second");
    other.until("by the second");
    first.types("q");
    assert_eq!(first.end(), 0);
    note(&mut second, "on its own");
    other.until("on its own");
}

#[test]
fn whoever_may_only_read_there_is_refused_on_the_screen_too() {
    let keeper = World::new();
    let home = tempfile::tempdir().unwrap();
    let (ops, lgl) = (token(&keeper, "ops4", "responder"), token(&keeper, "lgl7", "viewer"));
    let server = Server::of(&keeper);
    let writer = tempfile::tempdir().unwrap();
    let before = "warroom declare --sev 2 'Gateway errors' >/dev/null;";
    let mut ops = screen(before, &server.address, &ops, writer.path());
    ops.until("⇅ synced");
    let mut reader = screen("", &server.address, &lgl, home.path());
    reader.until("Gateway errors");
    reader.until("⇅ synced");
    reader.types("a");
    reader.until("ctrl-x");
    reader.types("hello\x04");
    reader.until("lgl7 is there as viewer");
    reader.types("\x1bq");
}

#[test]
fn a_server_that_never_answers_keeps_no_screen_from_opening_writing_and_leaving() {
    let home = tempfile::tempdir().unwrap();
    let silent = Silent::new();
    let before = "WARROOM_SERVER= warroom declare --sev 2 'Gateway errors' >/dev/null;";
    let mut terminal = screen(before, &silent.address, "wr_x", home.path());
    terminal.until("⇅ connecting");
    note(&mut terminal, "all the same");
    terminal.types("q");
    assert_eq!(terminal.end(), 0);
    assert!(String::from_utf8_lossy(&terminal.bytes).contains("kept here, 1 entry to send"));
}
