//! Screens that share a server, in real terminals: what one writes the other shows, and nothing waits for it.

use crate::commandline::pushing::{Silent, linked};
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
    cs.until("also here: ops4");
    ops.until("also here: cs3");
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

/// The screen shows a text sooner or later, after keys that are typed again and again.
fn until_typing(terminal: &mut Terminal, keys: &str, text: &str) {
    for _ in 0..40 {
        terminal.types(keys);
        terminal.until("hash");
        if terminal.screen().contents().contains(text) {
            return;
        }
        terminal.types("\x1b");
        terminal.silence(std::time::Duration::from_millis(800));
    }
    panic!("{text} never came:\n{}", terminal.screen().contents());
}

#[test]
fn what_a_stick_brought_is_marked_until_its_author_meets_the_server() {
    let (keeper, author) = (World::new(), World::new());
    let (ops, cs) = (token(&keeper, "ops4", "responder"), token(&keeper, "cs1", "responder"));
    let server = Server::of(&keeper);
    let stick = author.path("stick");
    std::fs::create_dir(&stick).unwrap();
    author.desk("ops4").declares("--sev 2 'Gateway errors'");
    author.desk("ops4").does(&format!("sync {}", stick.display()));
    let home = tempfile::tempdir().unwrap();
    let before = format!("WARROOM_SERVER= warroom sync {} >/dev/null;", stick.display());
    let mut screen = screen(&before, &server.address, &cs, home.path());
    screen.until("(unconfirmed)");
    screen.types("4G\r");
    screen.until("carried by cs1, author unconfirmed");
    screen.types("\x1b");
    // The author's desk meets the server: nothing new is there for cs1 but that.
    let known = linked(&author, "ops4", &server.address, &ops).does("sync").out;
    assert!(known.starts_with("nothing to carry"), "{known}");
    until_typing(&mut screen, "G\r", "confirmed by the server");
    screen.types("\x1b");
    screen.until_that("the entry closes", |screen| !screen.contents().contains("hash"));
    screen.types("q");
    assert_eq!(screen.end(), 0);
}

#[test]
fn an_open_screen_says_what_was_purged_elsewhere_and_forgets_it_when_it_is_gone_here_too() {
    let (keeper, home) = (World::new(), World::new());
    let cs = token(&keeper, "cs3", "responder");
    let server = Server::of(&keeper);
    let desk = linked(&home, "cs3", &server.address, &cs);
    let id = desk.declares("--sev 2 'Gateway errors' --wait");
    desk.declares("--sev 3 'Wrong answers' --wait");
    let address = server.address.strip_prefix("http://").unwrap().to_owned();
    server.ends();
    let at_server = keeper.desk("keeper");
    at_server.does(&format!("resolve {id} --reason over"));
    at_server.does(&format!("close {id} --reason over --without-outputs none"));
    at_server.does(&format!("purge {id} --reason 'request 41' --yes"));
    let server = Server::at(&keeper, &address);
    let folders = ["DATA", "STATE", "CACHE", "CONFIG"];
    let folder = |name: &str| format!("XDG_{name}_HOME=$HOME/{}", name.to_lowercase());
    let before = format!("export {};", folders.map(folder).join(" "));
    let mut screen = screen(&before, &server.address, &cs, &home.path(""));
    screen.until("1 purged elsewhere");
    screen.until("PURGED ELSEWHERE");
    screen.types("1z");
    screen.until("was purged elsewhere by keeper");
    screen.until("request 41");
    let at_home = home.desk("cs3");
    at_home.does(&format!("resolve {id} --reason over"));
    at_home.does(&format!("close {id} --reason over --without-outputs none"));
    at_home.does("purge --accept --yes");
    screen.until_that("nothing is said of it any more", |screen| {
        let shown = screen.contents();
        !shown.to_lowercase().contains("purged") && shown.contains("Wrong answers")
    });
    screen.types("q");
    assert_eq!(screen.end(), 0);
}
