//! A server in a test: on a port of its own, over a folder of its own, gone when the test is.

use super::super::keeping::desk::{noon, wait};
use serde_json::Value;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::oneshot;
use warroom::access::{Grant, MAIN, Role, Token, Tokens};
use warroom::chance::SystemChance;
use warroom::server::{Books, Desk, Limits, Plans, Rooms, serve};
use warroom::store::folder::{Folder, Kind};
use warroom::store::http::{Http, Secret};
use warroom::time::StandingClock;

/// A server at work.
pub struct Served {
    folder: TempDir,
    pub address: SocketAddr,
    pub clock: Arc<StandingClock>,
    ends: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
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
        let folder = TempDir::new().unwrap();
        let clock = Arc::new(StandingClock::at(noon()));
        let rooms = Rooms::of(store_in(&folder), Kind::Real, Arc::new(SystemChance));
        let (plans, books) = (Plans::default(), Books::default());
        let desk = Arc::new(Desk { rooms, clock: Arc::clone(&clock) as _, limits, plans, books });
        let (tell, address) = std::sync::mpsc::channel();
        let (ends, end) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            let mut runtime = tokio::runtime::Builder::new_multi_thread();
            let runtime = runtime.worker_threads(2).enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                serve(listener, desk, async { _ = end.await }).await;
            });
        });
        let address = address.recv().unwrap();
        Served { folder, address, clock, ends: Some(ends), thread: Some(thread) }
    }

    /// The store behind it, seen from its own machine.
    pub fn folder(&self) -> Folder {
        store_in(&self.folder)
    }

    /// A new token.
    pub fn token(&self, role: Role, room: &str) -> String {
        let (name, room) = (role.word().to_owned(), room.to_owned());
        let grant = Grant { name, role, room, expires_at: None };
        let (token, shown) = Token::new(grant, noon(), &SystemChance).unwrap();
        Tokens::change(&self.folder(), |tokens| tokens.tokens.push(token)).unwrap();
        shown.reveal().to_owned()
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
        let method = method.parse::<reqwest::Method>().unwrap();
        let (url, body) = (self.url(path), body.to_vec());
        wait(async {
            let client = client();
            let mut request = client.request(method, url).body(body);
            if let Some(token) = token {
                request = request.bearer_auth(token);
            }
            let answer = request.send().await.unwrap();
            let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
            Answer { status, headers, body: answer.bytes().await.unwrap().to_vec() }
        })
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

/// A client that knows nothing of us.
pub fn client() -> reqwest::Client {
    _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(30));
    client.tls_certs_only(std::iter::empty()).build().unwrap()
}
