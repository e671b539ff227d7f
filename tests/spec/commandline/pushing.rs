//! A desk with a server: what is written is here at once, and there as soon as that can be.

use super::serving::Server;
use super::world::{Desk, World};
use std::io::Read;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Longer than any command takes here, and shorter than anything that waits for a server.
const SOON: Duration = Duration::from_secs(20);

/// A desk whose server is settled by the environment.
pub fn linked<'a>(world: &'a World, user: &str, address: &str, token: &str) -> Desk<'a> {
    world.desk(user).with("WARROOM_SERVER", address).with("WARROOM_TOKEN", token.trim())
}

fn token(keeper: &World, name: &str, role: &str) -> String {
    keeper.desk("keeper").does(&format!("token new --name {name} --role {role}")).out
}

/// Somebody who takes every call and says nothing.
pub struct Silent {
    pub address: String,
    calls: Arc<AtomicUsize>,
}

impl Silent {
    pub fn new() -> Silent {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let calls = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&calls);
        std::thread::spawn(move || {
            let mut held = Vec::new();
            for mut call in listener.incoming().flatten() {
                // Counted when something is asked: then whoever asks waits for the answer.
                _ = call.read(&mut [0; 1024]);
                counted.fetch_add(1, Ordering::SeqCst);
                held.push(call);
            }
        });
        Silent { address, calls }
    }

    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }
}

/// What a desk remembers of its server: the one file of its kind, and what is in it.
fn memory(world: &World) -> (std::path::PathBuf, serde_json::Value) {
    let folder = world.path("state/warroom/servers");
    let files = folder.read_dir().unwrap().map(|file| file.unwrap().path());
    let file = files.into_iter().find(|file| file.extension().is_some_and(|it| it == "json"));
    let file = file.unwrap();
    let text = std::fs::read(&file).unwrap();
    (file, serde_json::from_slice(&text).unwrap())
}

#[test]
fn what_one_desk_writes_another_one_reads() {
    let (keeper, one, two) = (World::new(), World::new(), World::new());
    let tokens = [token(&keeper, "ops4", "responder"), token(&keeper, "cs3", "responder")];
    let server = Server::of(&keeper);
    let ops = linked(&one, "somebody", &server.address, &tokens[0]);
    let cs = linked(&two, "somebody", &server.address, &tokens[1]);
    let id = ops.declares("'Gateway errors' --wait");
    assert_eq!(cs.does("sync").out, "sent      nothing\nreceived  2 entries of 1 incident\n");
    let noted = cs.does(&format!("note {id} 'seen by cs3' --json --wait")).json();
    assert_eq!(noted["entry"]["by"], "cs3", "a token says whose desk it is");
    assert_eq!(ops.does("sync").out, "sent      nothing\nreceived  1 entry of 1 incident\n");
    assert!(ops.does(&format!("log {id}")).out.contains("cs3"));
    assert_eq!(memory(&two).1["owed"], serde_json::json!({}));
}

#[test]
fn whoever_writes_under_another_name_than_the_token_is_told() {
    let (keeper, world) = (World::new(), World::new());
    let token = token(&keeper, "cs3", "responder");
    let server = Server::of(&keeper);
    let desk = linked(&world, "somebody", &server.address, &token);
    desk.does("sync");
    let told = desk.types("declare 'Gateway errors' --as mle2 --json");
    assert_eq!(told.code, 0);
    let warned = "warning: you write as mle2, and your token for ";
    assert!(
        told.err.starts_with(warned) && told.err.ends_with(" is that of cs3\n"),
        "{}",
        told.err
    );
    desk.does("declare 'Gateway errors' --as cs3");
}

#[test]
fn whoever_may_only_read_there_writes_nothing_here_and_offline_neither() {
    for role in ["viewer", "auditor"] {
        let (keeper, world) = (World::new(), World::new());
        let token = token(&keeper, "lgl7", role);
        let server = Server::of(&keeper);
        let desk = linked(&world, "somebody", &server.address, &token);
        let refused = |told: super::world::Answer| {
            assert_eq!((told.code, told.out.as_str()), (6, ""), "{}", told.err);
            assert!(told.err.contains(&format!("lgl7 is there as {role} on ")), "{}", told.err);
            assert!(told.err.contains("\ntry: ask whoever keeps the server"), "{}", told.err);
        };
        desk.does("sync");
        refused(desk.types("declare 'Gateway errors'"));
        server.ends();
        refused(desk.types("declare 'Gateway errors'"));
        assert_eq!(world.logs().len(), 0);
        assert_eq!(desk.does("list").code, 0, "reading goes on");
        // Another token is another desk; who that is cannot be asked now, and nobody is kept from writing.
        desk.with("WARROOM_TOKEN", "wr_another").does("declare 'Gateway errors'");
    }
}

#[test]
fn a_server_that_never_answers_holds_a_command_up_for_a_moment_and_is_then_left_alone() {
    let world = World::new();
    let silent = Silent::new();
    let desk = linked(&world, "ops4", &silent.address, "wr_x");
    #[expect(clippy::disallowed_methods, reason = "a real program is waited for in real time")]
    let start = Instant::now();
    let id = desk.declares("'Gateway errors'");
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
    desk.does(&format!("note {id} hello"));
    desk.does(&format!("note {id} hello"));
    // On a machine that is very busy the first call itself may come too late.
    assert!(silent.calls() <= 1, "for half a minute nobody calls again");
    let (file, remembered) = memory(&world);
    assert_eq!(remembered["owed"][&id], 4);
    assert!(remembered["trouble"]["text"].as_str().unwrap().contains("no answer in time"));
    // Half a minute later.
    let mut older = remembered.clone();
    older["trouble"]["at"] = "2026-01-01T00:00:00Z".into();
    std::fs::write(&file, older.to_string()).unwrap();
    desk.does(&format!("note {id} hello"));
    assert_ne!(memory(&world).1["trouble"]["at"], older["trouble"]["at"], "it is tried again");
    let calls = silent.calls();
    for line in ["list", "show ID", "log", "verify", "comms list ID", "action list ID"] {
        std::fs::write(&file, older.to_string()).unwrap();
        desk.does(&line.replace("ID", &id));
    }
    assert_eq!(silent.calls(), calls, "whoever only reads calls nobody");
}

#[test]
fn whoever_waits_is_told_when_it_is_not_there_and_what_is_owed_goes_up_once() {
    let (keeper, world, other) = (World::new(), World::new(), World::new());
    let token = token(&keeper, "ops4", "responder");
    let server = Server::of(&keeper);
    let address = server.address.clone();
    let desk = linked(&world, "ops4", &address, &token);
    let id = desk.declares("'Gateway errors' --wait");
    server.ends();
    desk.does(&format!("note {id} 'while it is away'"));
    let told = desk.types(&format!("note {id} 'this too' --wait=1"));
    assert_eq!(told.code, 7, "{}", told.err);
    assert!(told.out.contains("note: this too"), "the answer comes first: {}", told.out);
    assert!(told.err.starts_with("error: written here, and not yet on http://"), "{}", told.err);
    assert!(told.err.contains("do not write it again"), "{}", told.err);
    assert_eq!(memory(&world).1["owed"][&id], 2);
    let listen = address.strip_prefix("http://").unwrap();
    let server = Server::at(&keeper, listen);
    desk.does(&format!("note {id} 'it is back' --wait"));
    assert_eq!(memory(&world).1["owed"], serde_json::json!({}));
    let reader = linked(&other, "ops4", &server.address, &token);
    assert_eq!(reader.does("sync").out, "sent      nothing\nreceived  5 entries of 1 incident\n");
    assert_eq!(desk.does("sync").out, format!("nothing to carry: {address} holds the same\n"));
}

#[test]
fn whoever_waits_for_a_server_that_refuses_is_told_at_once() {
    let (keeper, world) = (World::new(), World::new());
    let server = Server::of(&keeper);
    let desk = linked(&world, "ops4", &server.address, "wr_nobody");
    let told = desk.types("declare 'Gateway errors' --wait=600");
    assert_eq!(told.code, 6, "{}", told.err);
    assert!(told.err.starts_with("error: written here, and not there: "), "{}", told.err);
    assert!(told.err.contains("--token-file"), "{}", told.err);
    assert_eq!(world.logs().len(), 1);
    let alone = world.desk("ops4").types("declare 'Gateway errors' --wait");
    assert_eq!(alone.code, 2);
    assert!(alone.err.contains("--server URL"), "{}", alone.err);
    assert_eq!(world.logs().len(), 1);
}

#[test]
fn where_another_process_syncs_the_store_a_command_leaves_it_to_that() {
    let world = World::new();
    let silent = Silent::new();
    world.desk("ops4").declares("'Makes the store'");
    let held = std::fs::File::create(world.store().join("sync.lock")).unwrap();
    held.lock().unwrap();
    let desk = linked(&world, "ops4", &silent.address, "wr_x");
    let id = desk.declares("'Gateway errors'");
    let told = desk.types(&format!("note {id} hello --wait=1"));
    assert_eq!(told.code, 7);
    assert!(told.err.contains("another process is syncing this store"), "{}", told.err);
    drop(held);
}

#[test]
fn who_this_desk_is_and_what_time_it_is_there_are_asked_before_the_first_write() {
    // Its clock stands at another day.
    let served = super::super::serving::desk::Served::new();
    let token = served.token(warroom::access::Role::Viewer, "main");
    // Whoever has no second to spare for an answer asks again at another desk.
    let told = (0..20).find_map(|_| {
        let world = World::new();
        let told =
            linked(&world, "ops4", &served.url(""), &token).types("declare 'Gateway errors'");
        (told.code != 0).then_some(told)
    });
    let told = told.unwrap();
    assert_eq!(told.code, 6, "{}", told.err);
    let (first, rest) = told.err.split_once('\n').unwrap();
    assert!(first.starts_with("warning: the clock here is "), "{first}");
    assert!(first.ends_with("; set it right"), "{first}");
    assert!(rest.starts_with("error: viewer is there as viewer on http://"), "{rest}");
}

#[test]
fn without_a_server_sync_says_how_to_settle_one() {
    let world = World::new();
    let told = world.desk("ops4").types("sync");
    assert_eq!(told.code, 2);
    assert!(told.err.contains("WARROOM_SERVER"), "{}", told.err);
    let none = world.desk("ops4").with("WARROOM_SERVER", "");
    assert_eq!(none.types("sync").code, 2, "an empty one is none");
}

#[test]
fn the_demo_meets_no_server() {
    let home = tempfile::tempdir().unwrap();
    let silent = Silent::new();
    let script = format!("WARROOM_SERVER={} warroom demo; exit $?", silent.address);
    let mut terminal = crate::pty::Terminal::running(&script, (120, 36), home.path());
    terminal.until("5 Comms");
    terminal.types("q");
    assert_eq!((terminal.end(), silent.calls()), (0, 0));
}

#[test]
fn on_a_terminal_a_sync_shows_how_far_it_is_and_a_write_that_it_waits() {
    let home = tempfile::tempdir().unwrap();
    let script = "mkdir stick; warroom declare 'Gateway errors'; warroom sync stick; \
                  WARROOM_SERVER=http://127.0.0.1:1 warroom declare 'Another'; exit $?";
    let mut terminal = crate::pty::Terminal::running(script, (60, 24), home.path());
    assert_eq!(terminal.end(), 0);
    let said = String::from_utf8_lossy(&terminal.bytes).into_owned();
    assert!(said.contains("\r[##########] 2 of 2 entries\r"), "{said}");
    assert!(terminal.screen().contents().contains("sent      2 entries of 1 incident"));
    assert!(!terminal.screen().contents().contains("[##"), "the line goes");
    assert!(said.contains("kept here, 2 entries to send: "), "{said}");
}
