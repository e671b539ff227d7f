//! A PostgreSQL of a test's own: in a folder of its own, reached by a socket in it, gone when the test is.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// Whom a database server runs as where the test runs as root, which it refuses to.
const NOBODY: u32 = 65534;

/// A database server at work.
pub struct Cluster {
    folder: TempDir,
    child: Child,
}

impl Cluster {
    pub fn new() -> Cluster {
        let folder = TempDir::new().unwrap();
        if rustix::process::getuid().is_root() {
            chown(folder.path(), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        let data = folder.path().join("data");
        let made = program("initdb", folder.path())
            .arg("-D")
            .arg(&data)
            .args(["-U", "warroom", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"])
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let mut child = program("postgres", folder.path())
            .arg("-D")
            .arg(&data)
            .args(["-c", "listen_addresses=", "-F", "-c", "max_connections=200", "-k"])
            .arg(folder.path())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap());
        let mut log = String::new();
        while !log.contains("ready to accept connections") {
            assert!(said.read_line(&mut log).unwrap() > 0, "{log}");
        }
        // It would stop when nobody takes what it says.
        std::thread::spawn(move || _ = said.read_to_end(&mut Vec::new()));
        Cluster { folder, child }
    }

    /// How a database of it is reached.
    pub fn url(&self, database: &str) -> String {
        format!("host={} user=warroom dbname={database}", self.folder.path().display())
    }
}

/// A database of a cluster that is there for one thing alone.
pub async fn creates(cluster: &Cluster, name: &str) -> String {
    says(cluster, &format!("CREATE DATABASE {name}")).await;
    cluster.url(name)
}

/// Says something to the database past the store.
pub async fn says(cluster: &Cluster, text: &str) {
    let (client, connection) =
        tokio_postgres::connect(&cluster.url("postgres"), tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client.batch_execute(text).await.unwrap();
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let id = rustix::process::Pid::from_child(&self.child);
        // At once, without a last checkpoint: nobody needs what is in it.
        _ = rustix::process::kill_process(id, rustix::process::Signal::QUIT);
        _ = self.child.wait();
    }
}

/// A program of PostgreSQL, wherever this machine keeps it.
fn program(name: &str, folder: &Path) -> Command {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut places: Vec<PathBuf> = std::env::split_paths(&path).collect();
    if let Ok(versions) = Path::new("/usr/lib/postgresql").read_dir() {
        places.extend(versions.flatten().map(|version| version.path().join("bin")));
    }
    let found = places.into_iter().map(|place| place.join(name)).find(|file| file.is_file());
    let mut command =
        Command::new(found.expect("PostgreSQL is needed for this; tests/run installs it"));
    command.env_clear().env("PATH", path).env("LC_ALL", "C").current_dir(folder);
    command.stdin(Stdio::null()).stdout(Stdio::null());
    if rustix::process::getuid().is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    command
}
