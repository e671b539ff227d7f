//! A terminal war room for AI incidents, as a library: see `ARCHITECTURE.md` for the map.

pub mod chance;
pub mod plan;
pub mod text;
pub mod time;

pub mod catalog;
pub mod incident;

pub mod clocks;
pub mod store;
pub mod telling;

pub mod access;
pub mod audience;
pub mod brief;
pub mod comms;
pub mod journal;
pub mod metrics;
pub mod recurrence;
pub mod register;
pub mod sync;

pub mod intent;
pub mod wire;

pub mod ingest;

pub mod bundle;
pub mod report;

pub mod ui;

pub mod cli;
pub mod server;
