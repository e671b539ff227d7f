//! How long keeping takes: a durable append, and the way from one process's append to another's knowledge.
//!
//! `cargo bench --bench keeping` prints both beside their yardsticks. The figures belong to the machine;
//! only the ratios within one run mean something.

use std::error::Error;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::process::Command as Process;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};
use warroom::catalog;
use warroom::chance::SystemChance;
use warroom::incident::{Command, Declared, IncidentId};
use warroom::journal::{Journal, Wish};
use warroom::store::folder::{Folder, KeptReplica, Kind, Watcher};
use warroom::time::SystemClock;

const TIMES: usize = 200;

type Desk = Journal<Folder, KeptReplica>;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().collect();
    // The other process of the second measurement is this program again.
    if let [_, command, store, state, id] = words.as_slice()
        && command == "write-one"
    {
        run(desk(Path::new(store), Path::new(state))?.run(id.parse()?, note()), |_| Ok(()))?;
        return Ok(write!(std::io::stdout(), "{}", of_day().as_nanos())?);
    }
    let folder = tempfile::tempdir()?;
    let (store, state) = (folder.path().join("store"), folder.path().join("state"));
    let desk = desk(&store, &state)?;
    let declared = Declared { title: "Measured".to_owned(), ..Declared::default() };
    let plan = catalog::standard().to_pinned();
    let wish = |command| Wish::now("ops4", command);
    let mut id = None;
    run(desk.declare(declared, Some(plan), false, wish), |written| {
        id = Some(written.incident.id);
        Ok(())
    })?;
    let id = id.ok_or("nothing was declared")?;

    let bare = measure(|| bare_append(&store.join("bare")))?;
    let note = measure(|| run(desk.run(id, note()), |_| Ok(())))?;
    let seen = two_desks(&store, &state, id)?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{:<44} {:>9} {:>9}", "", "median", "p99")?;
    for (what, mut took) in [
        ("write + fdatasync of 300 bytes (yardstick)", bare),
        ("a note: read, fold, decide, append, durable", note),
        ("another process's append, from durable to told", seen),
    ] {
        took.sort();
        let at =
            |share: usize| format!("{:.2?}", took[(took.len() * share / 100).min(took.len() - 1)]);
        writeln!(out, "{what:<44} {:>9} {:>9}", at(50), at(99))?;
    }
    Ok(())
}

fn note() -> Wish {
    Wish::now(
        "ops4",
        Command::Note { text: "three tickets, all with the same wrong answer".repeat(3) },
    )
}

fn desk(store: &Path, state: &Path) -> Result<Desk, Box<dyn Error>> {
    let chance = Arc::new(SystemChance);
    let store = Folder::at(store, Kind::Real, Arc::clone(&chance) as _)?;
    let replica = KeptReplica::of(&store, state, Arc::clone(&chance) as _);
    Ok(Journal::new(store, replica, Arc::new(SystemClock), chance))
}

fn run<T, E: Error + 'static>(
    future: impl Future<Output = Result<T, E>>,
    then: impl FnOnce(T) -> Result<(), Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    then(runtime.block_on(future)?)
}

#[expect(clippy::disallowed_methods, reason = "a bench measures real time")]
fn now() -> Instant {
    Instant::now()
}

fn measure(
    mut what: impl FnMut() -> Result<(), Box<dyn Error>>,
) -> Result<Vec<Duration>, Box<dyn Error>> {
    let once = |_| {
        let start = now();
        what()?;
        Ok(start.elapsed())
    };
    (0..TIMES).map(once).collect()
}

fn bare_append(file: &Path) -> Result<(), Box<dyn Error>> {
    let mut file: File = OpenOptions::new().append(true).create(true).open(file)?;
    file.write_all(&[b'x'; 300])?;
    Ok(file.sync_data()?)
}

/// The wall clock, which two processes share.
#[expect(clippy::disallowed_methods, reason = "a bench measures real time")]
fn of_day() -> Duration {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default()
}

/// Another process writes, and says when its append was durable.
fn two_desks(store: &Path, state: &Path, id: IncidentId) -> Result<Vec<Duration>, Box<dyn Error>> {
    let (tell, told) = channel();
    let folder = Folder::at(store, Kind::Real, Arc::new(SystemChance))?;
    let watcher = Watcher::of(&folder, move |_| {
        _ = tell.send(of_day());
    });
    watcher.follow([id]);
    let mut took = Vec::new();
    for _ in 0..20 {
        while told.try_recv().is_ok() {}
        let (store, state) = (store.display().to_string(), state.display().to_string());
        let mut writer = Process::new(std::env::current_exe()?);
        writer.args(["write-one", &store, &state, id.as_str()]);
        let ended: u64 = String::from_utf8(writer.output()?.stdout)?.parse()?;
        let seen = told.recv_timeout(Duration::from_secs(5))?;
        // The write is told when it is made, which may be before it is durable.
        took.push(seen.saturating_sub(Duration::from_nanos(ended)));
    }
    Ok(took)
}
