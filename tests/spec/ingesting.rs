//! What comes in as a file: registers and timelines, whole or not at all, and the demo's stories.

#[path = "ingesting/registers.rs"]
mod registers;
#[path = "ingesting/stories.rs"]
mod stories;
#[path = "ingesting/timelines.rs"]
mod timelines;

use chrono::{DateTime, Utc};
use warroom::catalog;
use warroom::ingest::Faults;
use warroom::plan::Plan;

/// A day after everything in the data.
fn now() -> DateTime<Utc> {
    "2026-11-20T14:29:07Z".parse().expect("it is a time")
}

fn plan() -> std::sync::Arc<Plan> {
    catalog::standard()
}

/// The faults as they are printed.
fn printed<T: std::fmt::Debug>(read: Result<T, Faults>) -> Vec<String> {
    read.expect_err("something is wrong").to_string().lines().map(str::to_owned).collect()
}

/// Whether the only fault begins like this.
fn is_refused<T: std::fmt::Debug>(read: Result<T, Faults>, beginning: &str) {
    let faults = printed(read);
    assert!(faults.len() == 1 && faults[0].starts_with(beginning), "{beginning}: {faults:#?}");
    assert!(faults[0].contains([';', ',']), "no remedy: {}", faults[0]);
}
