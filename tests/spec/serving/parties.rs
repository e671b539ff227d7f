//! Who writes, asks, follows and listens while servers and databases fall: desks and scripts that come again
//! until they are answered.

use super::super::keeping::desk::{Pen, incident, log};
use super::desk::client;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::{Notify, watch};
use warroom::incident::{Entry, EntryId, IncidentId};
use warroom::store::http::{Http, News, Secret};
use warroom::store::{Appended, Cursor, Since, Store, StoreError};

/// How many are acknowledged between two blows.
const BETWEEN: usize = 80;
/// How long something is waited for at most.
const LONG: Duration = Duration::from_secs(120);

/// The program as one of several servers.
pub struct Server {
    child: Child,
    pub address: String,
}

impl Server {
    pub fn over(url: &str, home: &TempDir) -> Server {
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

impl Server {
    /// SIGKILL: it has no time to say goodbye.
    pub fn dies(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.dies();
    }
}

/// What those who write and those who follow share.
pub struct Room {
    token: String,
    pub addresses: Mutex<Vec<String>>,
    pub acknowledged: Mutex<Vec<EntryId>>,
    count: AtomicUsize,
    changed: Notify,
    pub enough: AtomicBool,
    /// That everybody who wrote has stopped: from here on nothing more is acknowledged.
    pub over: watch::Sender<bool>,
    pub failures: AtomicUsize,
    /// How many listen and have read what was there before.
    begun: AtomicUsize,
}

impl Room {
    pub fn of(token: &str, servers: &[Server]) -> Arc<Room> {
        let addresses = servers.iter().map(|server| server.address.clone()).collect();
        Arc::new(Room {
            token: token.to_owned(),
            addresses: Mutex::new(addresses),
            acknowledged: Mutex::default(),
            count: AtomicUsize::new(0),
            changed: Notify::new(),
            enough: AtomicBool::new(false),
            over: watch::Sender::new(false),
            failures: AtomicUsize::new(0),
            begun: AtomicUsize::new(0),
        })
    }

    fn acknowledges(&self, id: EntryId) {
        self.acknowledged.lock().unwrap().push(id);
        self.count.fetch_add(1, Ordering::Relaxed);
        self.changed.notify_waiters();
    }

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
    pub async fn goes_on(&self) {
        let wanted = self.count.load(Ordering::Relaxed) + BETWEEN;
        self.waits_for(|| self.count.load(Ordering::Relaxed) >= wanted).await;
    }

    /// Waits until so many listen.
    pub async fn is_listened_to(&self, by: usize) {
        self.waits_for(|| self.begun.load(Ordering::Relaxed) >= by).await;
    }

    async fn waits_for(&self, so: impl Fn() -> bool) {
        let waiting = async {
            while !so() {
                _ = tokio::time::timeout(Duration::from_millis(20), self.changed.notified()).await;
            }
        };
        tokio::time::timeout(LONG, waiting).await.expect("it goes on");
    }
}

/// Writes entry after entry, each until it is acknowledged by one of the servers.
pub async fn writes(room: Arc<Room>, who: usize) {
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
        room.acknowledges(entry.id);
    }
}

/// A script asks for something again and again, with one key, until one of the servers says what it came to.
async fn asks(room: &Room, tries: &mut usize, path: &str, key: &str, body: &Value) -> Value {
    let client = client();
    loop {
        let address = room.addresses.lock().unwrap()[*tries % 2].clone();
        let request = client.post(format!("{address}{path}")).bearer_auth(&room.token);
        let request = request.header("idempotency-key", key).body(body.to_string());
        let answer = async {
            let answer = request.send().await?;
            Ok::<_, reqwest::Error>((answer.status().as_u16(), answer.bytes().await?))
        };
        match answer.await {
            Ok((200 | 201, bytes)) => return serde_json::from_slice(&bytes).unwrap(),
            // It is being done, or the store was away, or the server went while it answered.
            Ok((409 | 429 | 503, _)) | Err(_) => {}
            Ok((status, bytes)) => panic!("{key}: {status} {}", String::from_utf8_lossy(&bytes)),
        }
        room.moment().await;
        *tries += 1;
    }
}

/// A script that opens the incident of all scripts, as they all do at once, and notes one thing after the other;
/// the incident, and how often it noted something.
pub async fn scripts(room: Arc<Room>, who: usize) -> (IncidentId, usize) {
    let mut tries = who;
    let body = json!({ "title": "Opened by whoever was first" });
    let opened = asks(&room, &mut tries, "/v1/incidents", "open", &body).await;
    let id: IncidentId = opened["id"].as_str().unwrap().parse().unwrap();
    let path = format!("/v1/incidents/{id}/commands");
    let mut number = 0;
    while !room.enough.load(Ordering::Relaxed) {
        number += 1;
        let key = format!("{who}/{number}");
        let body = json!({ "command": "note", "text": key });
        let done = asks(&room, &mut tries, &path, &key, &body).await;
        assert_eq!(done["entry"]["data"]["text"], key.as_str());
        room.acknowledges(done["entry"]["id"].as_str().unwrap().parse().unwrap());
    }
    (id, number)
}

/// All that a store holds.
pub async fn everything(store: &impl Store) -> Result<Vec<Entry>, StoreError> {
    let mut all = Vec::new();
    for id in store.incidents().await? {
        let told = store.read_all(id).await?;
        assert_eq!(told.damage, []);
        all.extend(told.entries);
    }
    Ok(all)
}

/// What somebody came to know by following.
#[derive(Default)]
pub struct Followed {
    pub seen: Vec<EntryId>,
    /// What was read as a whole, at the last reset.
    again: BTreeSet<EntryId>,
    pub known: usize,
    pub resets: usize,
    /// How often a stream was opened.
    pub opened: usize,
    /// Why what was listened to ended.
    pub cuts: Vec<String>,
}

impl Followed {
    fn takes(&mut self, entries: &[Entry]) {
        let came = entries.iter().map(|entry| entry.id);
        // What was read as a whole may come once more behind the cursor that was given before.
        self.seen.extend(came.filter(|id| !self.again.remove(id)));
    }

    /// Reads as a whole what came before, as whoever has no cursor yet does; again, until it is read.
    async fn begins(&mut self, room: &Room, mut tries: usize, anew: bool) {
        self.seen = loop {
            if let Ok(all) = everything(&room.server(tries)).await {
                break all.iter().map(|entry| entry.id).collect();
            }
            room.moment().await;
            tries += 1;
        };
        self.resets += usize::from(anew);
        self.known = self.seen.len();
        self.again = self.seen.iter().copied().collect();
    }

    fn has_all(&self, room: &Room) -> bool {
        let seen: BTreeSet<&EntryId> = self.seen.iter().collect();
        room.acknowledged.lock().unwrap().iter().all(|id| seen.contains(id))
    }

    pub fn twice(&self) -> Vec<(usize, usize)> {
        let first = |at: usize| self.seen.iter().position(|id| *id == self.seen[at]);
        let all = 0..self.seen.len();
        all.filter_map(|at| first(at).filter(|first| *first < at).map(|it| (it, at))).collect()
    }
}

/// Follows from an empty room on, until everything that was acknowledged has come.
pub async fn follows(room: Arc<Room>) -> Followed {
    let mut followed = Followed::default();
    let mut cursor = None;
    let mut tries = 0;
    loop {
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
pub async fn listens(room: Arc<Room>, mut tries: usize) -> Followed {
    let mut followed = Followed::default();
    let mut cursor: Option<Cursor> = None;
    let mut over = room.over.subscribe();
    loop {
        let server = room.server(tries);
        let mut following = server.follow(cursor.clone()).giving_up_after(LONG);
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
                Ok(News::Connected) => followed.opened += 1,
                Ok(News::Came(batch)) => followed.takes(&batch.entries),
                Ok(News::Reset(_)) => {
                    followed.begins(&room, tries, cursor.is_some()).await;
                    room.begun.fetch_add(1, Ordering::Relaxed);
                    room.changed.notify_waiters();
                }
                Ok(News::Presence(_)) => {}
                Err(error) => break error,
            }
            cursor = following.cursor().cloned();
        };
        assert!(!matches!(cut, StoreError::Denied { .. }), "{cut}");
        followed.cuts.push(format!("{}: {cut}: {:?}", tries % 2, std::error::Error::source(&cut)));
        room.moment().await;
        tries += 1;
    }
}
