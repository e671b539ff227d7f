//! The register: what is asked of it, and that what is written out comes in again.

#[path = "registering/actions.rs"]
mod actions;
#[path = "registering/asking.rs"]
mod asking;
#[path = "registering/writing_out.rs"]
mod writing_out;

use chrono::{DateTime, Utc};
use warroom::catalog;
use warroom::incident::Incident;
use warroom::ingest::register;
use warroom::store::index::Summary;

const REGISTER: &str = include_str!("../data/register.csv");

/// A day after everything in the data.
fn now() -> DateTime<Utc> {
    "2026-11-20T14:29:07Z".parse().expect("it is a time")
}

/// The 45 incidents, as a store lists them.
pub fn the_past() -> Vec<Summary> {
    taken_in(REGISTER)
}

/// The same, in full.
pub fn incidents_of_the_past() -> Vec<Incident> {
    incidents_in(REGISTER)
}

/// What a store would list that took in only this.
fn taken_in(text: &str) -> Vec<Summary> {
    incidents_in(text).iter().map(Summary::of).collect()
}

fn incidents_in(text: &str) -> Vec<Incident> {
    let imports = register::read(text, "x.csv", "ops4", now(), false, &catalog::standard());
    let imports = imports.unwrap_or_else(|faults| panic!("{faults}"));
    imports.iter().map(|import| import.rehearse(now()).expect("it can be written")).collect()
}
