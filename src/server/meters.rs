//! What a server counts of itself, in OpenMetrics: how much, how fast, how full. No name and no secret.

use super::door::{Door, Limits};
use axum::Router;
use axum::http::{Method, header};
use axum::routing::get;
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use std::sync::Arc;
use tokio::net::TcpListener;

/// The upper bounds of the times that are told apart, in seconds.
const TIMES: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];
/// What is said for a path or a method that is not in the table: what a client makes up is no label.
const OTHER: &str = "other";
/// How many read the figures at once.
const READERS: usize = 16;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    path: &'static str,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Took {
    path: &'static str,
}

/// What is counted.
pub struct Meters {
    registry: Registry,
    requests: Family<Answered, Counter>,
    times: Family<Took, Histogram>,
    /// Connections that are open.
    pub connections: Gauge,
    /// Streams that are open.
    pub streams: Gauge,
    /// Appends that were acknowledged.
    pub appends: Counter,
    /// The entries in them.
    pub entries: Counter,
    /// Requests that the store could not carry out.
    pub store_errors: Counter,
}

impl Default for Meters {
    fn default() -> Meters {
        let mut registry = Registry::with_prefix("warroom");
        let requests = Family::<Answered, Counter>::default();
        let times = Family::<Took, Histogram>::new_with_constructor(|| Histogram::new(TIMES));
        let (connections, streams) = (Gauge::default(), Gauge::default());
        let (appends, entries, store_errors) =
            (Counter::default(), Counter::default(), Counter::default());
        registry.register("requests", "Requests that were answered", requests.clone());
        registry.register_with_unit(
            "request_duration",
            "How long answers took to begin",
            Unit::Seconds,
            times.clone(),
        );
        registry.register("connections", "Connections that are open", connections.clone());
        registry.register("streams", "Streams that are open", streams.clone());
        registry.register("appends", "Appends that were acknowledged", appends.clone());
        registry.register("entries", "Entries in acknowledged appends", entries.clone());
        let errors = "Requests that the store could not carry out";
        registry.register("store_errors", errors, store_errors.clone());
        let build = Info::new(vec![("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "Which program this is", build);
        Meters { registry, requests, times, connections, streams, appends, entries, store_errors }
    }
}

impl Meters {
    /// Counts an answer to a request for a path of the table.
    pub fn answered(&self, method: &Method, path: Option<&'static str>, status: u16, seconds: f64) {
        let known = [Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::HEAD];
        let words = ["GET", "POST", "PUT", "DELETE", "HEAD"];
        let place = known.iter().position(|known| known == method);
        let method = place.map_or(OTHER, |place| words[place]);
        let path = path.unwrap_or(OTHER);
        self.requests.get_or_create(&Answered { method, path, status }).inc();
        self.times.get_or_create(&Took { path }).observe(seconds.max(0.0));
    }

    /// All figures as text.
    pub fn text(&self) -> String {
        let mut figures = String::new();
        // A text can always grow.
        _ = text::encode(&mut figures, &self.registry);
        figures
    }
}

/// Counts what is open, for as long as it is held.
pub struct Open(Gauge);

impl Open {
    /// One more.
    pub fn one(gauge: &Gauge) -> Open {
        gauge.inc();
        Open(gauge.clone())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// Tells the figures on a listener of their own until `ends` comes.
pub async fn tell(listener: TcpListener, meters: Arc<Meters>, ends: impl Future<Output = ()>) {
    let content = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    let answer = move || {
        let meters = Arc::clone(&meters);
        async move { ([(header::CONTENT_TYPE, content)], meters.text()) }
    };
    let router = Router::new().route("/metrics", get(answer));
    let limits = Limits { connections: READERS, ..Limits::default() };
    Door { limits, identity: None, open: Gauge::default() }.stands(listener, router, ends).await;
}
