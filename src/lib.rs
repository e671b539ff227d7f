//! A terminal war room for AI incidents, as a library: see `ARCHITECTURE.md` for the map.

pub mod plan;
pub mod text;
