//! A PostgreSQL of a test's own: in a folder of its own, reached by a socket in it, gone when the test is.

use rustix::process::Signal;
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
    settings: Vec<String>,
    child: Option<Child>,
}

impl Cluster {
    /// One that is quick, because it waits for no disk: it outlives its own crash, not that of the machine.
    pub fn new() -> Cluster {
        Cluster::with(&["fsync=off"], |_| {})
    }

    /// One with settings; `prepared` puts files of its own into its folder of data.
    pub fn with(settings: &[&str], prepared: impl FnOnce(&Path)) -> Cluster {
        let mut cluster = Cluster::begun(settings);
        let data = cluster.data();
        ends_well(program("initdb", cluster.folder.path()).arg("-D").arg(&data).args([
            "-U",
            "warroom",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        ]));
        prepared(&data);
        cluster.starts();
        cluster
    }

    /// One that follows this one, and may be promoted.
    pub fn standby(&self) -> Cluster {
        let mut cluster = Cluster::begun(&["fsync=off"]);
        let mut copying = program("pg_basebackup", cluster.folder.path());
        copying.args(["-R", "-X", "stream", "-c", "fast", "--no-sync", "-U", "warroom", "-D"]);
        ends_well(copying.arg(cluster.data()).arg("-h").arg(self.folder.path()));
        cluster.starts();
        cluster
    }

    fn begun(settings: &[&str]) -> Cluster {
        let folder = TempDir::new().unwrap();
        if rustix::process::getuid().is_root() {
            chown(folder.path(), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        let settings = settings.iter().map(|&setting| setting.to_owned()).collect();
        Cluster { folder, settings, child: None }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Starts it, and waits until it lets connections in.
    pub fn starts(&mut self) {
        let mut starting = program("postgres", self.folder.path());
        starting.arg("-D").arg(self.data()).arg("-k").arg(self.folder.path());
        for setting in ["listen_addresses=", "max_connections=200"] {
            starting.args(["-c", setting]);
        }
        for setting in &self.settings {
            starting.args(["-c", setting]);
        }
        let mut child = starting.stderr(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap());
        let mut log = String::new();
        while !log.contains("ready to accept") {
            assert!(said.read_line(&mut log).unwrap() > 0, "{log}");
        }
        // It would stop when nobody takes what it says.
        std::thread::spawn(move || _ = said.read_to_end(&mut Vec::new()));
        self.child = Some(child);
    }

    /// Stops it: INT lets it write down what it has, QUIT is a crash.
    pub fn stops(&mut self, how: Signal) {
        let Some(mut child) = self.child.take() else { return };
        _ = rustix::process::kill_process(rustix::process::Pid::from_child(&child), how);
        _ = child.wait();
    }

    /// Makes a standby the one to write to.
    pub fn promotes(&self) {
        let mut promoting = program("pg_ctl", self.folder.path());
        ends_well(promoting.args(["promote", "-w", "-D"]).arg(self.data()));
    }

    /// Where its socket is.
    pub fn host(&self) -> String {
        self.folder.path().display().to_string()
    }

    /// How a database of it is reached.
    pub fn url(&self, database: &str) -> String {
        format!("host={} user=warroom dbname={database}", self.host())
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
        // At once, without a last checkpoint: nobody needs what is in it.
        self.stops(Signal::QUIT);
    }
}

fn ends_well(command: &mut Command) {
    let done = command.output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// Gives a file to whoever the database server runs as, for them alone.
pub fn hands_over(file: &Path) {
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(file, mode).unwrap();
    if rustix::process::getuid().is_root() {
        chown(file, Some(NOBODY), Some(NOBODY)).unwrap();
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
