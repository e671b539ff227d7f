//! `serve` and `sync URL`: the program as a server, and desks that reach it.

use super::super::keeping::cluster::Cluster;
use super::world::{Desk, World, keys};
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Stdio};

/// The program as a server.
pub struct Server {
    child: Child,
    pub address: String,
}

impl Server {
    pub fn of(world: &World) -> Server {
        Server::at(world, "127.0.0.1:0")
    }

    /// On an address that it had before, or on a free port.
    pub fn at(world: &World, listen: &str) -> Server {
        Server::kept_by(&world.desk("keeper"), listen)
    }

    fn kept_by(desk: &Desk, listen: &str) -> Server {
        let words = ["serve", "--listen", listen, "--log-format", "json"];
        let mut program = desk.program(&words);
        program.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = program.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on ").unwrap().to_owned();
        Server { child, address }
    }

    /// Ends it as the system does; what it wrote to standard error, and its code.
    pub fn ends(mut self) -> (String, Option<i32>) {
        let id = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(id, rustix::process::Signal::TERM).unwrap();
        let mut said = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (said, self.child.wait().unwrap().code())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

#[test]
fn two_desks_meet_over_a_server() {
    let (keeper, one, two) = (World::new(), World::new(), World::new());
    let token = keeper.desk("keeper").does("token new --name cs3 --role responder").out;
    let server = Server::of(&keeper);
    let (ops, cs) = (one.desk("ops4"), two.desk("cs3").with("WARROOM_TOKEN", token.trim()));
    let file = one.file("token", &token);
    std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let id = ops.declares("'Gateway errors xyzzy'");
    let sync = format!("sync {} --token-file {file}", server.address);
    assert_eq!(ops.does(&sync).out, "sent      2 entries of 1 incident\nreceived  nothing\n");
    let told = cs.does(&format!("sync {}", server.address));
    assert_eq!(told.out, "sent      nothing\nreceived  2 entries of 1 incident\n");
    cs.does(&format!("note {id} 'seen by cs3'"));
    cs.does(&format!("sync {}", server.address));
    ops.does(&sync);
    assert!(ops.does(&format!("log {id}")).out.contains("seen by cs3"));

    let address = server.address.clone();
    let (said, code) = server.ends();
    assert_eq!(code, Some(0), "{said}");
    let (_, secret) = token.trim().rsplit_once('_').unwrap();
    assert!(!said.contains(secret) && !said.contains("xyzzy"), "{said}");
    let lines: Vec<serde_json::Value> =
        said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let answered = lines.iter().find(|line| line["path"] == "/v1/entries").unwrap();
    assert!(answered["status"].is_u64() && answered["request_id"].is_string(), "{answered}");
    let told = cs.types(&format!("sync {address}"));
    assert_eq!(told.code, 7, "{}", told.err);
    assert!(
        told.err.contains("cannot reach") && told.err.contains("nothing is lost"),
        "{}",
        told.err
    );
}

#[test]
fn without_a_token_or_with_one_that_others_may_read_nobody_gets_in() {
    let (keeper, world) = (World::new(), World::new());
    let server = Server::of(&keeper);
    let desk = world.desk("ops4");
    let told = desk.types(&format!("sync {}", server.address));
    assert_eq!(told.code, 6, "{}", told.err);
    assert!(told.err.contains("warroom token new"), "{}", told.err);
    let file = world.file("token", "wr_x");
    std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    let told = desk.types(&format!("sync {} --token-file {file}", server.address));
    assert_eq!(told.code, 6);
    assert!(told.err.contains("chmod 600"), "{}", told.err);
    let (said, _) = server.ends();
    assert!(said.contains("no token opens this server"), "{said}");
}

#[test]
fn nothing_plain_is_offered_to_other_machines_unless_a_proxy_is_before_it() {
    let world = World::new();
    let told = world.desk("keeper").types("serve --listen 0.0.0.0:0");
    assert_eq!(told.code, 2);
    assert!(told.err.contains("--behind-proxy"), "{}", told.err);
}

#[test]
fn two_desks_meet_over_two_servers_over_one_database() {
    let (cluster, keeper, one, two) = (Cluster::new(), World::new(), World::new(), World::new());
    let kept = || keeper.desk("keeper").with("WARROOM_DATABASE_URL", &cluster.url("postgres"));
    let told = kept().types("token list");
    assert_eq!(told.code, 1);
    assert!(told.err.contains("warroom migrate"), "{}", told.err);
    assert_eq!(kept().types("serve --listen 127.0.0.1:0 --no-migrate").code, 1);
    assert_eq!(kept().does("migrate").out, "the database is ready\n");
    assert_eq!(kept().does("migrate --json").json(), serde_json::json!({ "ready": true }));
    let token = kept().does("token new --name cs3 --role responder").out;
    let (first, second) =
        (Server::kept_by(&kept(), "127.0.0.1:0"), Server::kept_by(&kept(), "127.0.0.1:0"));
    let ops = one.desk("ops4").with("WARROOM_TOKEN", token.trim());
    let cs = two.desk("cs3").with("WARROOM_TOKEN", token.trim());
    let id = ops.declares("'Gateway errors xyzzy'");
    let told = ops.does(&format!("sync {}", first.address)).out;
    assert_eq!(told, "sent      2 entries of 1 incident\nreceived  nothing\n");
    let told = cs.does(&format!("sync {}", second.address)).out;
    assert_eq!(told, "sent      nothing\nreceived  2 entries of 1 incident\n");
    assert!(cs.does(&format!("show {id}")).out.contains("xyzzy"));

    let row = kept().does("token list --json").json()["tokens"][0].clone();
    let names = ["id", "name", "role", "room", "state", "made_at", "expires_at", "revoked_at"];
    assert_eq!((keys(&row), &row["state"]), (names.to_vec(), &"good".into()));
    let id = row["id"].as_str().unwrap();
    kept().does(&format!("token revoke {id}"));
    assert_eq!(kept().types(&format!("token revoke {id}")).code, 1);
    assert_eq!(kept().types("token revoke zzzzzzzz").code, 4);
    for address in [&first.address, &second.address] {
        assert_eq!(cs.types(&format!("sync {address}")).code, 6);
    }
    let (said, code) = first.ends();
    assert!(code == Some(0) && !said.contains("xyzzy"), "{said}");
    second.ends();
    // Nothing of it lies in the keeper's own folders.
    assert!(!keeper.store().exists());
}

#[test]
fn a_database_that_is_none_or_is_gone_is_told_without_its_password() {
    let world = World::new();
    for (address, code) in [
        ("postgres://ops4:xyzzy@127.0.0.1:1/warroom", 7),
        ("postgres://ops4:xyzzy@[nowhere", 2),
        ("host=127.0.0.1 port=1 password=xyzzy", 7),
    ] {
        for words in ["migrate", "serve --listen 127.0.0.1:0", "token list"] {
            let told = world.desk("keeper").with("WARROOM_DATABASE_URL", address).types(words);
            assert_eq!(told.code, code, "{words} {address}: {}", told.err);
            assert!(told.err.contains("try: ") && !told.err.contains("xyzzy"), "{}", told.err);
        }
    }
    let told = world.desk("keeper").types("migrate");
    assert_eq!(told.code, 2);
    assert!(told.err.contains("WARROOM_DATABASE_URL"), "{}", told.err);
}
