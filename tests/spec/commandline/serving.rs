//! `serve` and `sync URL`: the program as a server, and desks that reach it.

use super::world::World;
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
        let desk = world.desk("keeper");
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
