//! `serve` and `sync URL`: the program as a server, and desks that reach it.

use super::super::keeping::cluster::Cluster;
use super::super::keeping::desk::wait;
use super::super::serving::certificates::{Authority, believing};
use super::tokens::TOLD;
use super::world::{Desk, World, keys};
use rustix::process::Signal;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Stdio};

/// The program as a server.
pub struct Server {
    child: Child,
    out: BufReader<ChildStdout>,
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
        Server::told(desk, listen, &[])
    }

    fn told(desk: &Desk, listen: &str, more: &[&str]) -> Server {
        let words = ["serve", "--listen", listen, "--log-format", "json"];
        let mut program = desk.program(&[&words[..], more].concat());
        program.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = program.spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on ").unwrap().to_owned();
        Server { child, out, address }
    }

    fn signals(&self, signal: Signal) {
        let id = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(id, signal).unwrap();
    }

    /// Ends it as the system does; what it wrote to standard error, and its code.
    pub fn ends(mut self) -> (String, Option<i32>) {
        self.signals(Signal::TERM);
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
    assert!(told.err.contains("--behind-proxy") && told.err.contains("--tls-cert"), "{}", told.err);
    // With a certificate it is: the next thing that is missing is the database.
    let [cert, key] = Authority::new().writes("localhost", &world.path(""), ["c.pem", "k.pem"]);
    let with = format!("--tls-cert {} --tls-key {}", cert.display(), key.display());
    let nobody = "--database-url 'host=127.0.0.1 port=1'";
    assert_eq!(
        world.desk("keeper").types(&format!("serve --listen 0.0.0.0:0 {with} {nobody}")).code,
        7
    );
    let told = world.desk("keeper").types("serve --tls-cert c.pem");
    assert_eq!(told.code, 2);
    let told = world.desk("keeper").types("serve --tls-cert c.pem --tls-key c.pem");
    assert_eq!(told.code, 3);
    assert!(told.err.contains("c.pem holds no private key"), "{}", told.err);
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
    assert_eq!((keys(&row), &row["state"]), (TOLD.to_vec(), &"good".into()));
    // It was used a moment ago, which is noted beside the answer.
    while kept().does("token list --json").json()["tokens"][0]["last_used_at"].is_null() {}
    assert!(kept().does("token list").out.contains("  cs3  last used 2"));
    let id = row["id"].as_str().unwrap();
    kept().does(&format!("token revoke {id}"));
    assert_eq!(kept().types(&format!("token revoke {id}")).code, 1);
    assert_eq!(kept().types("token revoke zzzzzzzz").code, 4);
    for address in [&first.address, &second.address] {
        // Within a second; before that a server may still know it from a moment ago.
        let refused = (0..200).any(|_| cs.types(&format!("sync {address}")).code == 6);
        assert!(refused, "{address}");
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

#[test]
fn a_server_shows_its_certificate_and_at_sighup_the_renewed_one() {
    let world = World::new();
    let (first, second) = (Authority::new(), Authority::new());
    let files = ["c.pem", "k.pem"];
    first.writes("127.0.0.1", &world.path(""), files);
    let mut server = Server::told(
        &world.desk("keeper"),
        "127.0.0.1:0",
        &["--tls-cert", "c.pem", "--tls-key", "k.pem"],
    );
    assert!(server.address.starts_with("https://"), "{}", server.address);
    let address = format!("{}/livez", server.address);
    let lives = |authority: &Authority| {
        let request = believing(authority).get(&address);
        wait(async { request.send().await.is_ok_and(|answer| answer.status() == 200) })
    };
    assert!(lives(&first) && !lives(&second));
    second.writes("127.0.0.1", &world.path(""), files);
    server.signals(Signal::HUP);
    let (mut said, mut told) = (BufReader::new(server.child.stderr.take().unwrap()), String::new());
    while !told.contains("the certificate was read again") {
        assert!(said.read_line(&mut told).unwrap() > 0, "{told}");
    }
    assert!(lives(&second) && !lives(&first));
    server.signals(Signal::TERM);
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}

#[test]
fn figures_are_told_where_that_is_asked_and_traces_are_logged() {
    let world = World::new();
    let mut server =
        Server::told(&world.desk("keeper"), "127.0.0.1:0", &["--metrics-listen", "127.0.0.1:0"]);
    let mut line = String::new();
    server.out.read_line(&mut line).unwrap();
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let figures = wait(async {
        let client = super::super::serving::desk::client();
        for trace in [trace, "xyzzy"] {
            let request = client.get(format!("{}/livez", server.address));
            request.header("traceparent", trace).send().await.unwrap();
        }
        let at = line.trim().strip_prefix("metrics on ").unwrap();
        client.get(at).send().await.unwrap().text().await.unwrap()
    });
    let wanted = "warroom_requests_total{method=\"GET\",path=\"/livez\",status=\"200\"} 2";
    assert!(figures.contains(wanted), "{figures}");
    let (said, _) = server.ends();
    assert!(said.contains(trace) && !said.contains("xyzzy"), "{said}");
}
