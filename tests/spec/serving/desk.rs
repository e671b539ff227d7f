//! A server in a test: on a port of its own, over a folder or a database of its own, gone when the test is.

use super::super::keeping::desk::{noon, wait};
use super::documented::undocumented;
use chrono::{DateTime, Utc};
use serde_json::Value;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::oneshot;
use warroom::access::{Grant, Ground, MAIN, Role, Token, Uses};
use warroom::chance::SystemChance;
use warroom::server::{Desk, Limits, Meters, Plans, Rooms, serve};
use warroom::store::folder::{Folder, Kind};
use warroom::store::http::{Http, Secret};
use warroom::store::postgres::Database;
use warroom::time::StandingClock;

/// A server at work.
pub struct Served {
    over: Over,
    pub address: SocketAddr,
    pub clock: Arc<StandingClock>,
    pub meters: Arc<Meters>,
    ends: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// What a server stands over.
#[derive(Clone)]
enum Over {
    Folder(Arc<TempDir>),
    /// How it is reached.
    Database(String),
}

impl Over {
    async fn ground(&self) -> Ground {
        match self {
            Over::Folder(folder) => Ground::Folder(store_in(folder)),
            Over::Database(url) => {
                Ground::Database(Database::migrated(url, Kind::Real, &SystemChance).await.unwrap())
            }
        }
    }
}

/// What a server answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The code of a problem, which comes with everything that a problem has.
    pub fn code(&self) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.json();
        for key in ["type", "title", "detail", "instance", "code", "request_id"] {
            assert!(problem[key].as_str().is_some_and(|text| !text.is_empty()), "{key}: {problem}");
        }
        assert_eq!(problem["status"], self.status);
        assert_eq!(problem["request_id"], self.header("x-request-id"));
        problem["code"].as_str().unwrap().to_owned()
    }
}

impl Served {
    pub fn new() -> Served {
        Served::with(Limits::default())
    }

    pub fn with(limits: Limits) -> Served {
        Served::of(Over::Folder(Arc::new(TempDir::new().unwrap())), limits)
    }

    /// Another server over the same store.
    pub fn beside(&self) -> Served {
        Served::of(self.over.clone(), Limits::default())
    }

    /// A server over a database.
    pub fn over(url: &str) -> Served {
        Served::over_with(url, Limits::default())
    }

    pub fn over_with(url: &str, limits: Limits) -> Served {
        Served::of(Over::Database(url.to_owned()), limits)
    }

    fn of(over: Over, limits: Limits) -> Served {
        let clock = Arc::new(StandingClock::at(noon()));
        let (ground, time) = (over.clone(), Arc::clone(&clock));
        let (tell, told) = std::sync::mpsc::channel();
        let (ends, end) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            let mut runtime = tokio::runtime::Builder::new_multi_thread();
            let runtime = runtime.worker_threads(2).enable_all().build().unwrap();
            runtime.block_on(async {
                let rooms = match ground.ground().await {
                    Ground::Folder(folder) => Rooms::of(folder, Kind::Real, Arc::new(SystemChance)),
                    Ground::Database(database) => Rooms::over(database),
                };
                let desk = Arc::new(Desk::new(rooms, time as _, limits, Plans::default()));
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                let meters = Arc::clone(&desk.meters);
                tell.send((listener.local_addr().unwrap(), meters)).unwrap();
                serve(listener, desk, async { _ = end.await }).await;
            });
        });
        let (address, meters) = told.recv().unwrap();
        Served { over, address, clock, meters, ends: Some(ends), thread: Some(thread) }
    }

    /// The folder behind it, seen from its own machine.
    pub fn folder(&self) -> Folder {
        match &self.over {
            Over::Folder(folder) => store_in(folder),
            Over::Database(_) => panic!("it stands over no folder"),
        }
    }

    /// A new token.
    pub fn token(&self, role: Role, room: &str) -> String {
        let (name, room) = (role.word().to_owned(), room.to_owned());
        let grant = Grant { name, role, room, expires_at: None };
        let (token, shown) = Token::new(grant, noon(), &SystemChance).unwrap();
        self.keeps(&token);
        shown.reveal().to_owned()
    }

    /// Keeps a token where the server looks for them.
    pub fn keeps(&self, token: &Token) {
        let over = self.over.clone();
        elsewhere(async move || over.ground().await.keep(token).await.unwrap());
    }

    /// Takes a token back.
    pub fn revokes(&self, token: &str) {
        let (over, id) = (self.over.clone(), Token::id_in(token).unwrap());
        let taken = elsewhere(async move || over.ground().await.revoke(id, noon()).await.unwrap());
        assert!(taken.is_some_and(|taken| !taken.before));
    }

    /// When tokens were used last, as it is kept.
    pub fn uses(&self) -> Uses {
        let over = self.over.clone();
        elsewhere(async move || over.ground().await.uses().await.unwrap())
    }

    /// Notes a use, as another server does.
    pub fn notes_use(&self, id: &str, at: DateTime<Utc>) {
        let over = self.over.clone();
        elsewhere(async move || over.ground().await.note_use(id, at).await.unwrap());
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The store as somebody elsewhere sees it.
    pub fn store(&self, role: Role) -> Http {
        self.store_of(role, MAIN)
    }

    pub fn store_of(&self, role: Role, room: &str) -> Http {
        Http::at(&self.url(""), Some(Secret::new(&self.token(role, room)))).unwrap()
    }

    /// Asks with a token, or without one.
    pub fn asks(&self, method: &str, path: &str, token: Option<&str>, body: &[u8]) -> Answer {
        let verb = method.parse::<reqwest::Method>().unwrap();
        let (url, body) = (self.url(path), body.to_vec());
        let answer = wait(async {
            let client = client();
            let mut request = client.request(verb, url).body(body);
            if let Some(token) = token {
                request = request.bearer_auth(token);
            }
            let answer = request.send().await.unwrap();
            let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
            // A stream has no end of its own.
            let flows = headers.get("content-type").is_some_and(|it| it == "text/event-stream");
            let body = if flows { Vec::new() } else { answer.bytes().await.unwrap().to_vec() };
            Answer { status, headers, body }
        });
        assert_eq!(undocumented(method, path, &answer), None);
        answer
    }

    pub fn gets(&self, path: &str, token: &str) -> Answer {
        self.asks("GET", path, Some(token), b"")
    }

    /// Tells the server to end, without waiting for it.
    pub fn ends(&mut self) {
        if let Some(ends) = self.ends.take() {
            _ = ends.send(());
        }
    }

    /// Waits until the server has come to its end.
    pub fn ended(&mut self) {
        self.ends();
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.ends();
        if let Some(thread) = self.thread.take() {
            _ = thread.join();
        }
    }
}

fn store_in(folder: &TempDir) -> Folder {
    Folder::at(&folder.path().join("store"), Kind::Real, Arc::new(SystemChance)).unwrap()
}

/// Waits on a thread of its own: whoever asks may be waiting already.
fn elsewhere<T: Send>(what: impl AsyncFnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(|| wait(what())).join().unwrap())
}

/// A client that knows nothing of us.
pub fn client() -> reqwest::Client {
    _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(30));
    client.tls_certs_only(std::iter::empty()).build().unwrap()
}
