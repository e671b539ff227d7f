//! Several servers over one database, of which any may die: nothing acknowledged is lost, and whoever
//! follows or listens misses nothing.

use super::super::keeping::cluster::{Cluster, says};
use super::super::keeping::desk::{Pen, incident, log};
use rustix::process::Signal;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::{Notify, watch};
use warroom::access::{Grant, Ground, MAIN, Role, Token};
use warroom::chance::SystemChance;
use warroom::incident::{Entry, EntryId};
use warroom::store::http::{Http, News, Secret};
use warroom::store::postgres::{Database, Postgres};
use warroom::store::{Appended, Cursor, Kind, Since, Store, StoreError};
use warroom::time::{Clock, SystemClock};

const WRITERS: usize = 16;
/// How many are acknowledged between two blows.
const BETWEEN: usize = 80;

/// The program as one of several servers.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn over(url: &str, home: &TempDir) -> Server {
        let mut program = Command::new(env!("CARGO_BIN_EXE_warroom"));
        program.args(["serve", "--listen", "127.0.0.1:0"]).env_clear().env("HOME", home.path());
        program.env("WARROOM_DATABASE_URL", url).env("USER", "keeper").stdin(Stdio::null());
        let mut child = program.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on ").unwrap().to_owned();
        Server { child, address }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // SIGKILL: it has no time to say goodbye.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// What those who write and those who follow share.
struct Room {
    token: String,
    addresses: Mutex<Vec<String>>,
    acknowledged: Mutex<Vec<EntryId>>,
    count: AtomicUsize,
    changed: Notify,
    enough: AtomicBool,
    /// That everybody who wrote has stopped: from here on nothing more is acknowledged.
    over: watch::Sender<bool>,
    failures: AtomicUsize,
}

impl Room {
    fn server(&self, number: usize) -> Http {
        let address = self.addresses.lock().unwrap()[number % 2].clone();
        Http::at(&address, Some(Secret::new(&self.token))).unwrap()
    }

    /// Waits until something has changed, or for a moment: whoever was refused asks again.
    async fn moment(&self) {
        self.failures.fetch_add(1, Ordering::Relaxed);
        _ = tokio::time::timeout(Duration::from_millis(20), self.changed.notified()).await;
    }

    /// Waits until so many more are acknowledged.
    async fn goes_on(&self) {
        let wanted = self.count.load(Ordering::Relaxed) + BETWEEN;
        let going = async {
            while self.count.load(Ordering::Relaxed) < wanted {
                _ = tokio::time::timeout(Duration::from_millis(20), self.changed.notified()).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(120), going).await.expect("writing goes on");
    }
}

/// Writes entry after entry, each until it is acknowledged by one of the servers.
async fn writes(room: Arc<Room>, who: usize) {
    let mut pen = Pen::of(log(incident("7Q2KXM"), &format!("w{who:07}")));
    let mut tries = who;
    let mut number = 0;
    let mut server = room.server(tries);
    while !room.enough.load(Ordering::Relaxed) {
        number += 1;
        let entry = pen.note(&format!("{who}/{number}"));
        loop {
            match server.append(entry.log, std::slice::from_ref(&entry)).await {
                Ok(Appended::Done(_)) => break,
                Ok(answer) => panic!("{who}/{number}: {answer:?}"),
                Err(StoreError::Denied { what, .. }) => panic!("{what}"),
                Err(_) => {
                    room.moment().await;
                    tries += 1;
                    server = room.server(tries);
                }
            }
        }
        room.acknowledged.lock().unwrap().push(entry.id);
        room.count.fetch_add(1, Ordering::Relaxed);
        room.changed.notify_waiters();
    }
}

/// What somebody came to know by following.
#[derive(Default)]
struct Followed {
    seen: Vec<EntryId>,
    /// What was read as a whole, at the last reset.
    again: BTreeSet<EntryId>,
    known: usize,
    resets: usize,
    /// How often a stream was opened.
    opened: usize,
}

impl Followed {
    fn takes(&mut self, entries: &[Entry]) {
        let came = entries.iter().map(|entry| entry.id);
        // What was read as a whole may come once more behind the cursor that was given before.
        self.seen.extend(came.filter(|id| !self.again.remove(id)));
    }

    /// Reads as a whole what came before, as whoever has no cursor yet does; again, until it is read.
    async fn begins(&mut self, room: &Room, mut tries: usize, anew: bool) {
        let all = loop {
            if let Ok(all) = room.server(tries).read_all(incident("7Q2KXM")).await {
                break all;
            }
            room.moment().await;
            tries += 1;
        };
        self.resets += usize::from(anew);
        self.seen = all.entries.iter().map(|entry| entry.id).collect();
        self.known = self.seen.len();
        self.again = self.seen.iter().copied().collect();
    }

    fn has_all(&self, room: &Room) -> bool {
        let seen: BTreeSet<&EntryId> = self.seen.iter().collect();
        room.acknowledged.lock().unwrap().iter().all(|id| seen.contains(id))
    }

    fn twice(&self) -> Vec<(usize, usize)> {
        let first = |at: usize| self.seen.iter().position(|id| *id == self.seen[at]);
        let all = 0..self.seen.len();
        all.filter_map(|at| first(at).filter(|first| *first < at).map(|it| (it, at))).collect()
    }
}

/// Follows from an empty room on, until everything that was acknowledged has come.
async fn follows(room: Arc<Room>) -> Followed {
    let mut followed = Followed::default();
    let mut cursor = None;
    let mut tries = 0;
    loop {
        // While somebody writes, what comes last may not have been acknowledged yet.
        let over = *room.over.borrow();
        let server = room.server(tries);
        match server.since(cursor.as_ref(), 100).await {
            Ok(Since::Batch(batch)) => {
                followed.takes(&batch.entries);
                cursor = Some(batch.next);
                if batch.entries.is_empty() {
                    if over && followed.has_all(&room) {
                        return followed;
                    }
                    room.moment().await;
                }
            }
            Ok(Since::Reset(end)) => {
                followed.begins(&room, tries, cursor.is_some()).await;
                cursor = Some(end);
            }
            Err(_) => {
                room.moment().await;
                tries += 1;
            }
        }
    }
}

/// Listens at one of the servers, and at the other one when the line is cut, until all has come.
async fn listens(room: Arc<Room>, mut tries: usize) -> Followed {
    let mut followed = Followed::default();
    let mut cursor: Option<Cursor> = None;
    let mut over = room.over.subscribe();
    loop {
        let server = room.server(tries);
        let mut following = server.follow(cursor.clone());
        let cut = loop {
            let writing = !*over.borrow_and_update();
            if !writing && followed.has_all(&room) {
                return followed;
            }
            let news = tokio::select! {
                _ = over.changed(), if writing => continue,
                news = following.next() => news,
            };
            match news {
                Ok(News::Connected) => followed.opened += usize::from(following.streams()),
                Ok(News::Came(batch)) => followed.takes(&batch.entries),
                Ok(News::Reset(_)) => followed.begins(&room, tries, cursor.is_some()).await,
                Ok(News::Presence(_)) => {}
                Err(error) => break error,
            }
            cursor = following.cursor().cloned();
        };
        assert!(!matches!(cut, StoreError::Denied { .. }), "{cut}");
        room.moment().await;
        tries += 1;
    }
}

/// Two servers over a database, sixteen who write, one who follows by asking and two who listen, and blows;
/// what each of the three came to know.
async fn under_blows(
    url: &str,
    blows: impl AsyncFnOnce(&Room, &mut dyn FnMut(usize)),
) -> [Followed; 3] {
    let home = TempDir::new().unwrap();
    let database = Database::migrated(url, Kind::Real, &SystemChance).await.unwrap();
    let grant = Grant {
        name: "ops4".to_owned(),
        role: Role::Responder,
        room: MAIN.to_owned(),
        expires_at: None,
    };
    let (token, shown) = Token::new(grant, SystemClock.now(), &SystemChance).unwrap();
    Ground::Database(database.clone()).keep(&token).await.unwrap();
    let mut servers = [Server::over(url, &home), Server::over(url, &home)];
    let room = Arc::new(Room {
        token: shown.reveal().to_owned(),
        addresses: Mutex::new(servers.iter().map(|server| server.address.clone()).collect()),
        acknowledged: Mutex::default(),
        count: AtomicUsize::new(0),
        changed: Notify::new(),
        enough: AtomicBool::new(false),
        over: watch::Sender::new(false),
        failures: AtomicUsize::new(0),
    });
    let following = [
        tokio::spawn(follows(Arc::clone(&room))),
        tokio::spawn(listens(Arc::clone(&room), 0)),
        tokio::spawn(listens(Arc::clone(&room), 1)),
    ];
    let writing: Vec<_> =
        (0..WRITERS).map(|who| tokio::spawn(writes(Arc::clone(&room), who))).collect();
    room.goes_on().await;
    let addresses = Arc::clone(&room);
    let mut kill = |number: usize| {
        servers[number].child.kill().unwrap();
        servers[number] = Server::over(url, &home);
        addresses.addresses.lock().unwrap()[number].clone_from(&servers[number].address);
    };
    blows(&room, &mut kill).await;
    room.enough.store(true, Ordering::Relaxed);
    for writer in writing {
        writer.await.unwrap();
    }
    room.over.send_replace(true);
    let following = futures_util::future::join_all(following);
    let known = tokio::time::timeout(Duration::from_secs(120), following).await;
    let known = known.expect("all that was acknowledged comes").into_iter();
    let known: Vec<Followed> = known.map(Result::unwrap).collect();
    assert!(room.failures.load(Ordering::Relaxed) > 0);
    let store = Postgres::room(&database, MAIN);
    let held = store.read_all(incident("7Q2KXM")).await.unwrap();
    assert_eq!(held.damage, []);
    let ids: BTreeSet<EntryId> = held.entries.iter().map(|entry| entry.id).collect();
    assert_eq!(ids.len(), held.entries.len());
    let acknowledged = room.acknowledged.lock().unwrap().clone();
    let lost = acknowledged.iter().filter(|id| !ids.contains(id)).count();
    assert_eq!(lost, 0, "of {}", acknowledged.len());
    for (who, entries) in chains(&held.entries).into_iter().enumerate() {
        let whole = entries.windows(2).all(|pair| pair[1].prev == pair[0].id);
        assert!(whole && entries[0].seq == 1, "{who}");
    }
    for followed in &known {
        let (resets, known) = (followed.resets, followed.known);
        assert_eq!(followed.twice(), [], "{resets} resets, {known} were read as a whole");
        assert_eq!(followed.seen.iter().copied().collect::<BTreeSet<_>>(), ids);
    }
    <[Followed; 3]>::try_from(known).ok().expect("three followed")
}

fn chains(entries: &[Entry]) -> Vec<Vec<&Entry>> {
    let logs: BTreeSet<_> = entries.iter().map(|entry| entry.log).collect();
    assert_eq!(logs.len(), WRITERS);
    let of = |log| entries.iter().filter(|entry| entry.log == log).collect();
    logs.into_iter().map(of).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_are_killed_and_the_database_starts_again_and_nothing_acknowledged_is_lost() {
    let mut cluster = Cluster::with(&[], |_| {});
    let url = cluster.url("postgres");
    let known = under_blows(&url, async |room, kill| {
        kill(0);
        room.goes_on().await;
        for how in [Signal::INT, Signal::QUIT] {
            cluster.stops(how);
            cluster.starts();
            room.goes_on().await;
        }
        kill(1);
        room.goes_on().await;
    })
    .await;
    assert_eq!(known.each_ref().map(|followed| followed.resets), [0; 3]);
    // Each of the two servers was killed under whoever listened there.
    let [_, one, other] = known.map(|followed| followed.opened);
    assert!(one > 1 && other > 1, "{one}, {other}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_synchronous_standby_that_is_promoted_holds_all_that_was_acknowledged() {
    let mut primary = Cluster::with(&[], |_| {});
    let standby = primary.standby();
    says(&primary, "ALTER SYSTEM SET synchronous_standby_names = '*'").await;
    says(&primary, "SELECT pg_reload_conf()").await;
    // From here on a commit waits for the standby; this one too.
    says(
        &primary,
        "DO $$ BEGIN WHILE NOT EXISTS (SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync') \
         LOOP PERFORM pg_sleep(0.01); PERFORM pg_stat_clear_snapshot(); END LOOP; END $$",
    )
    .await;
    let hosts = format!("host={},{}", primary.host(), standby.host());
    let url = format!("{hosts} user=warroom dbname=postgres target_session_attrs=read-write");
    let known = under_blows(&url, async |room, kill| {
        primary.stops(Signal::QUIT);
        standby.promotes();
        room.goes_on().await;
        kill(0);
        room.goes_on().await;
    })
    .await;
    let [_, one, other] = known.map(|followed| followed.opened);
    assert!(one > 1 && other > 0, "{one}, {other}");
}
