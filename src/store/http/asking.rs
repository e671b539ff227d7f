//! One question to a server and its answer, with everything that can go wrong on the way.

use super::shapes::Problem;
use crate::incident::EntryId;
use crate::store::StoreError;
use reqwest::header::{AUTHORIZATION, HeaderValue, RETRY_AFTER};
use reqwest::{Certificate, Client, Method, RequestBuilder, Response, StatusCode, Url};
use serde::Deserialize;
use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

/// How long is waited for a connection.
const TO_CONNECT: Duration = Duration::from_secs(5);
/// How long is waited for a whole answer.
const TO_ANSWER: Duration = Duration::from_secs(60);
/// How long is waited in all when a server wants to be asked again later, and what each time counts at least.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
const LEAST_PAUSE: Duration = Duration::from_secs(1);
/// How long an answer without an end is listened to before it is asked for anew.
const TO_FLOW: Duration = Duration::from_secs(24 * 60 * 60);
/// Shorter than a server keeps a silent connection.
const IDLE: Duration = Duration::from_secs(5);
/// The longest answer that is read, in bytes: more than evidence and any part of a log.
const LONGEST: usize = 32 * 1024 * 1024;

/// What opens a server: shown to nobody.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// A secret, without the blanks and newlines around it.
    pub fn new(text: &str) -> Secret {
        Secret(text.trim().to_owned())
    }

    /// The sum of it, which opens nothing: what tells whether it is still the same.
    pub fn sum(&self) -> EntryId {
        EntryId::of(self.0.as_bytes())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Why there is no answer.
pub(super) enum Problematic {
    /// The server said what is wrong.
    Told(Box<Problem>),
    /// It could not be asked, or its answer cannot be understood.
    Failed(StoreError),
}

/// A server.
pub(super) struct Peer {
    base: Url,
    secret: Option<Secret>,
    /// The certificates of an authority that this machine does not know.
    authority: Option<PathBuf>,
    client: OnceLock<Client>,
}

impl Peer {
    pub(super) fn at(address: &str, secret: Option<Secret>) -> Result<Peer, StoreError> {
        let no_address =
            |what: String| StoreError::BadAddress { address: address.to_owned(), what };
        let mut base = Url::parse(address).map_err(|error| no_address(error.to_string()))?;
        if !matches!(base.scheme(), "http" | "https") || base.host_str().is_none() {
            return Err(no_address("it does not begin with http:// or https://".to_owned()));
        }
        if !base.username().is_empty() || base.password().is_some() || base.query().is_some() {
            return Err(no_address("a name, a password or a query has no place in it".to_owned()));
        }
        if !base.path().ends_with('/') {
            let path = format!("{}/", base.path());
            base.set_path(&path);
        }
        Ok(Peer { base, secret, authority: None, client: OnceLock::new() })
    }

    pub(super) fn trusts(&mut self, authority: PathBuf) {
        self.authority = Some(authority);
    }

    pub(super) fn address(&self) -> &str {
        self.base.as_str().trim_end_matches('/')
    }

    fn is_near(&self) -> bool {
        let host = self.base.host_str().unwrap_or_default();
        let host = host.trim_start_matches('[').trim_end_matches(']');
        host == "localhost" || host.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
    }

    /// The client, made at the first question.
    fn client(&self) -> Result<&Client, StoreError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        // Only the first one in a process counts; a second one changes nothing.
        _ = rustls::crypto::ring::default_provider().install_default();
        let own = self.authority.as_deref().map(certificates).transpose()?.unwrap_or_default();
        let builder = || {
            let builder = Client::builder()
                .connect_timeout(TO_CONNECT)
                .timeout(TO_ANSWER)
                .pool_idle_timeout(IDLE)
                // Whoever sends us elsewhere would get the secret.
                .redirect(reqwest::redirect::Policy::none())
                .user_agent(concat!("warroom/", env!("CARGO_PKG_VERSION")));
            if self.is_near() { builder.no_proxy() } else { builder }
        };
        let mut client = builder().tls_certs_merge(own.clone()).build();
        if client.is_err() {
            // A machine without certificates of authorities can still speak plain HTTP, and trust those
            // that are named.
            client = builder().tls_certs_only(own).build();
        }
        let client = client.map_err(|error| self.unreachable(error))?;
        Ok(self.client.get_or_init(|| client))
    }

    pub(super) fn unreachable(&self, source: reqwest::Error) -> StoreError {
        let peer = self.address().to_owned();
        let source = source.without_url();
        if is_untrusted(&source) {
            return StoreError::Untrusted { peer, source: Box::new(source) };
        }
        StoreError::Unreachable { peer, source: Box::new(source) }
    }

    /// A server that does not speak any more.
    pub(super) fn gone(&self, what: &str) -> StoreError {
        StoreError::Unreachable { peer: self.address().to_owned(), source: what.into() }
    }

    /// An answer that cannot be understood.
    pub(super) fn strange(&self, what: &dyn fmt::Display) -> StoreError {
        StoreError::StrangeAnswer { peer: self.address().to_owned(), what: what.to_string() }
    }

    /// A problem that the server told.
    pub(super) fn problem(&self, problem: &Problem) -> StoreError {
        let peer = self.address().to_owned();
        let what = if problem.detail.is_empty() { &problem.title } else { &problem.detail };
        match problem.status {
            status @ (401 | 403) => {
                StoreError::Denied { peer, what: what.clone(), known: status == 403 }
            }
            status if status == 429 || status >= 500 || is_busy(problem) => {
                let source = format!("it answered {status}: {what}").into();
                StoreError::Unreachable { peer, source }
            }
            422 if problem.code == "refused" => StoreError::Refused { peer, what: what.clone() },
            status => self.strange(&format!("{status}: {what}")),
        }
    }

    pub(super) fn understood<'a, T: Deserialize<'a>>(
        &self,
        body: &'a [u8],
    ) -> Result<T, StoreError> {
        serde_json::from_slice(body).map_err(|error| self.strange(&error))
    }

    pub(super) async fn get(
        &self,
        path: &str,
        asked: &[(&str, String)],
    ) -> Result<Vec<u8>, StoreError> {
        self.send(Method::GET, path, asked, Vec::new()).await.map_err(|error| match error {
            Problematic::Told(problem) => self.problem(&problem),
            Problematic::Failed(error) => error,
        })
    }

    pub(super) async fn post(&self, path: &str, body: Vec<u8>) -> Result<Vec<u8>, Problematic> {
        self.send(Method::POST, path, &[], body).await
    }

    pub(super) async fn send(
        &self,
        method: Method,
        path: &str,
        asked: &[(&str, String)],
        body: Vec<u8>,
    ) -> Result<Vec<u8>, Problematic> {
        let failed = Problematic::Failed;
        let mut left = LONGEST_WAIT;
        loop {
            let mut request = self.request(method.clone(), path, asked).map_err(failed)?;
            if method != Method::GET {
                request = request.body(body.clone());
            }
            let sent = request.send().await;
            let mut answer = sent.map_err(|error| failed(self.unreachable(error)))?;
            let bytes = self.whole(&mut answer).await.map_err(failed)?;
            match (answer.status(), again_after(&answer)) {
                (status, _) if status.is_success() => return Ok(bytes),
                // Whoever asks too much, or while somebody else writes, is told when to ask again; every question may
                // be repeated. A server without its store is told at once: whoever asks goes on without it.
                (StatusCode::TOO_MANY_REQUESTS | StatusCode::CONFLICT, Some(pause))
                    if pause <= left && !left.is_zero() =>
                {
                    left = left.saturating_sub(pause.max(LEAST_PAUSE));
                    tokio::time::sleep(pause).await;
                }
                (status, _) => return Err(told(status, &bytes)),
            }
        }
    }

    /// Begins an answer that goes on for as long as somebody has something to say.
    pub(super) async fn open(
        &self,
        path: &str,
        headers: &[(&'static str, String)],
    ) -> Result<Response, Problematic> {
        let failed = Problematic::Failed;
        let mut request = self.request(Method::GET, path, &[]).map_err(failed)?.timeout(TO_FLOW);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let mut answer = request.send().await.map_err(|error| failed(self.unreachable(error)))?;
        if answer.status().is_success() {
            return Ok(answer);
        }
        let bytes = self.whole(&mut answer).await.map_err(failed)?;
        Err(told(answer.status(), &bytes))
    }

    /// A question, before it is asked.
    fn request(
        &self,
        method: Method,
        path: &str,
        asked: &[(&str, String)],
    ) -> Result<RequestBuilder, StoreError> {
        let url = self.base.join(path).map_err(|error| self.strange(&error))?;
        let mut request = self.client()?.request(method, url).query(asked);
        if let Some(secret) = &self.secret {
            let value = HeaderValue::from_str(&format!("Bearer {}", secret.0));
            let mut value = value.map_err(|_| self.no_secret())?;
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        Ok(request)
    }

    /// Reads an answer to its end.
    async fn whole(&self, answer: &mut Response) -> Result<Vec<u8>, StoreError> {
        let mut bytes = Vec::new();
        loop {
            match answer.chunk().await {
                Ok(Some(chunk)) if bytes.len() + chunk.len() <= LONGEST => {
                    bytes.extend_from_slice(&chunk);
                }
                Ok(Some(_)) => return Err(self.strange(&"an answer without an end")),
                Ok(None) => return Ok(bytes),
                Err(error) => return Err(self.unreachable(error)),
            }
        }
    }

    fn no_secret(&self) -> StoreError {
        let peer = self.address().to_owned();
        StoreError::Denied {
            peer,
            what: "the token has letters in it that no token has".to_owned(),
            known: false,
        }
    }
}

/// The certificates in a file.
fn certificates(file: &Path) -> Result<Vec<Certificate>, StoreError> {
    let bad = |what: String| StoreError::BadAuthority { file: file.to_owned(), what };
    let text = std::fs::read(file).map_err(|error| bad(error.to_string()))?;
    let found = Certificate::from_pem_bundle(&text).map_err(|error| bad(error.to_string()))?;
    if found.is_empty() {
        return Err(bad("there is none in it".to_owned()));
    }
    Ok(found)
}

/// Whether the other side could be reached, and did not prove who it is.
fn is_untrusted(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(proof) = error.downcast_ref::<rustls::Error>() {
            return matches!(proof, rustls::Error::InvalidCertificate(_));
        }
        // What an error of the system carries is not among its sources.
        let carried = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = match carried {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    false
}

/// After how long a server wants to be asked again, where it says so.
fn again_after(answer: &Response) -> Option<Duration> {
    let seconds = answer.headers().get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// Whether somebody else was writing all the time.
fn is_busy(problem: &Problem) -> bool {
    problem.status == 409 && matches!(problem.code.as_str(), "busy" | "contended" | "still_running")
}

/// What an answer says that is no success.
fn told(status: StatusCode, bytes: &[u8]) -> Problematic {
    let told: Option<Problem> = serde_json::from_slice(bytes).ok();
    let told = told.filter(|problem| problem.status == status.as_u16());
    // Otherwise somebody between us and the server speaks.
    let told = told.unwrap_or_else(|| Problem {
        status: status.as_u16(),
        title: "no answer of warroom".to_owned(),
        ..Problem::default()
    });
    Problematic::Told(Box::new(told))
}

impl fmt::Debug for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Peer({})", self.address())
    }
}
