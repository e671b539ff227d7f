//! Whose logs they are, as a desk remembers it: carried by somebody else, until the author's own desk syncs.

use super::pushing::linked;
use super::serving::Server;
use super::world::{Desk, World};
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

/// What `log --json` says of the author of each entry.
fn authors(desk: &Desk<'_>, id: &str) -> Vec<Value> {
    let log = desk.does(&format!("log {id} --json")).json();
    log["entries"].as_array().unwrap().iter().map(|entry| entry["author"].clone()).collect()
}

/// A server with a token for each of these.
fn server(keeper: &World, names: [&str; 2]) -> (Server, [String; 2]) {
    let token =
        |name| keeper.desk("keeper").does(&format!("token new --name {name} --role responder")).out;
    let tokens = names.map(token);
    (Server::of(keeper), tokens)
}

/// The desks of ops4 and of cs1, of which only the second one has met the server: it brought there what lay on
/// a stick.
struct Carried {
    ops: World,
    cs: World,
    stick: String,
    tokens: [String; 2],
    server: Server,
    id: String,
    _keeper: World,
}

impl Carried {
    fn new() -> Carried {
        let (keeper, ops, cs) = (World::new(), World::new(), World::new());
        let (server, tokens) = server(&keeper, ["ops4", "cs1"]);
        let stick = ops.path("stick");
        fs::create_dir(&stick).unwrap();
        let stick = stick.to_str().unwrap().to_owned();
        let id = ops.desk("ops4").declares("'Gateway errors'");
        ops.desk("ops4").does(&format!("sync {stick}"));
        cs.desk("cs1").does(&format!("sync {stick}"));
        let carried = Carried { ops, cs, stick, tokens, server, id, _keeper: keeper };
        carried.cs().does("sync");
        carried
    }

    fn ops(&self) -> Desk<'_> {
        linked(&self.ops, "ops4", &self.server.address, &self.tokens[0])
    }

    fn cs(&self) -> Desk<'_> {
        linked(&self.cs, "cs1", &self.server.address, &self.tokens[1])
    }

    /// Where the desk of cs1 remembers it.
    fn file(&self) -> PathBuf {
        let folder = self.cs.path("state/warroom/authors");
        let store = folder.read_dir().unwrap().next().unwrap().unwrap().path();
        store.join(format!("{}.json", self.id))
    }
}

fn by_cs1() -> Value {
    json!({ "carried_by": "cs1", "confirmed": false })
}

fn confirmed() -> Value {
    json!({ "carried_by": null, "confirmed": true })
}

#[test]
fn what_was_carried_by_a_stick_is_said_so_until_its_author_syncs() {
    let at = Carried::new();
    let (cs, id) = (at.cs(), &at.id);
    assert_eq!(authors(&cs, id), [by_cs1(), by_cs1()]);
    let log = cs.does(&format!("log {id}")).out;
    assert_eq!(log.matches("carried by cs1, author unconfirmed").count(), 2, "{log}");
    let shown = cs.does(&format!("show {id}")).out;
    assert!(shown.contains("\nAuthors unconfirmed (until their own desks sync"), "{shown}");
    assert!(shown.contains("\n  ops4  2 entries, carried by cs1\n"), "{shown}");
    let carried = json!([{ "by": "ops4", "carried_by": "cs1", "entries": 2 }]);
    assert_eq!(cs.sees(id)["unconfirmed"], carried);
    // What cs1 writes there is theirs; of what is not there yet nobody has said anything.
    cs.does(&format!("note {id} 'seen here too' --wait"));
    assert_eq!(authors(&cs, id), [by_cs1(), by_cs1(), confirmed()]);
    // The desk that wrote it says nothing before it has met the server.
    assert_eq!(authors(&at.ops(), id), [Value::Null, Value::Null]);
    assert_eq!(at.ops().sees(id)["unconfirmed"], json!([]));
    // Then the author pushes the same, and whoever syncs next knows it.
    at.ops().does("sync");
    assert_eq!(authors(&at.ops(), id), vec![confirmed(); 3]);
    cs.does("sync");
    assert_eq!(authors(&cs, id), vec![confirmed(); 3]);
    let log = cs.does(&format!("log {id}")).out;
    assert!(!log.contains("unconfirmed"), "{log}");
    assert_eq!(cs.sees(id)["unconfirmed"], json!([]));
}

#[test]
fn it_is_known_without_the_server_too_and_a_file_that_is_not_whole_says_nothing() {
    let mut at = Carried::new();
    let (id, file) = (at.id.clone(), at.file());
    let whole = fs::read(&file).unwrap();
    // The server goes; whoever reads needs none, and neither needs to have one settled.
    let at_home = at.cs.desk("cs1");
    at.server = {
        let (address, keeper) = (at.server.address.clone(), World::new());
        at.server.ends();
        assert_eq!(authors(&at_home, &id), [by_cs1(), by_cs1()], "{address}");
        Server::of(&keeper)
    };
    for torn in [&whole[..whole.len() / 2], b"", b"[]", b"\xff\x00", b"{\"x\":{\"y\":1}}"] {
        fs::write(&file, torn).unwrap();
        assert_eq!(authors(&at_home, &id), [Value::Null, Value::Null]);
        at_home.does(&format!("show {id}"));
    }
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    assert_eq!(authors(&at_home, &id), [Value::Null, Value::Null]);
}

#[test]
fn what_was_torn_is_asked_again_at_the_next_sync() {
    let at = Carried::new();
    fs::write(at.file(), "{").unwrap();
    assert_eq!(authors(&at.cs(), &at.id), [Value::Null, Value::Null]);
    at.cs().does("sync");
    assert_eq!(authors(&at.cs(), &at.id), [by_cs1(), by_cs1()]);
}

#[test]
fn what_comes_by_a_stick_behind_what_the_server_knew_is_not_taken_for_confirmed() {
    let at = Carried::new();
    at.ops().does("sync");
    at.cs().does("sync");
    assert_eq!(authors(&at.cs(), &at.id), vec![confirmed(); 2]);
    let (ops, cs) = (at.ops.desk("ops4"), at.cs.desk("cs1"));
    ops.does(&format!("note {} 'written offline'", at.id));
    ops.does(&format!("sync {}", at.stick));
    cs.does(&format!("sync {}", at.stick));
    assert_eq!(authors(&cs, &at.id), [confirmed(), confirmed(), Value::Null]);
    // A command of its own brings it up with what it wrote, and says at once who carried it.
    at.cs().does(&format!("note {} 'and seen' --wait", at.id));
    assert_eq!(authors(&cs, &at.id), [confirmed(), confirmed(), by_cs1(), confirmed()]);
}

#[test]
fn an_approval_that_was_carried_does_not_count_and_says_so() {
    let (keeper, lawyer, desk) = (World::new(), World::new(), World::new());
    let (server, tokens) = server(&keeper, ["lgl7", "cs1"]);
    let stick = desk.path("stick");
    fs::create_dir(&stick).unwrap();
    let stick = stick.to_str().unwrap();
    let (lgl, cs) = (lawyer.desk("lgl7"), desk.desk("cs1"));
    let id = cs.declares("--sev SEV-1 --category bias 'Wrong answers'");
    cs.does(&format!("assign {id} legal-lead lgl7"));
    cs.does(&format!("comms draft {id} public-sev-1 --text 'We know of it.'"));
    cs.does(&format!("sync {stick}"));
    lgl.does(&format!("sync {stick}"));
    lgl.does(&format!("comms approve {id} public-sev-1 --role legal-lead"));
    lgl.does(&format!("sync {stick}"));
    cs.does(&format!("sync {stick}"));
    let listed = |desk: &Desk<'_>| desk.does(&format!("comms list {id}")).out;
    assert!(listed(&cs).contains("approved by lgl7 as legal-lead"), "{}", listed(&cs));
    // The server has it from cs1, and not from whom it names.
    let cs = linked(&desk, "cs1", &server.address, &tokens[1]);
    cs.does("sync");
    let doubt = "approved by lgl7 (carried by cs1, author unconfirmed)";
    assert!(
        listed(&cs)
            .replace("\n  ", " ")
            .contains("to approve: legal-lead (lgl7); approved by lgl7"),
        "{}",
        listed(&cs)
    );
    let items = cs.does(&format!("comms list {id} --json")).json();
    let items = items["items"].as_array().unwrap();
    let item = items.iter().find(|item| item["item"] == "public-sev-1").unwrap();
    let legal = item["approvals"].as_array().unwrap().iter().find(|it| it["role"] == "legal-lead");
    assert_eq!(legal.unwrap()["fault"], doubt);
    assert_eq!(legal.unwrap()["by"], Value::Null);
    let refused = cs.types(&format!("comms send {id} public-sev-1 --channel email --unfinished"));
    assert_eq!((refused.code, refused.out.as_str()), (1, ""), "{}", refused.err);
    assert!(refused.err.contains(doubt), "{}", refused.err);
    assert!(refused.err.contains("\ntry: it counts once its author's own desk"), "{}", refused.err);
    // The lawyer's desk meets the server: now it counts.
    linked(&lawyer, "lgl7", &server.address, &tokens[0]).does("sync");
    cs.does("sync");
    assert!(listed(&cs).contains("approved by lgl7 as legal-lead"), "{}", listed(&cs));
}
