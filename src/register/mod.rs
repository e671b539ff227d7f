//! The register: every incident and near miss in a row, asked for, sorted, and written out.
//!
//! ```text
//! summaries ─ Query ─▶ Row ─ Sort ─▶ CSV, Markdown, JSON
//! ```
//!
//! Nothing here opens a file or asks what time it is.

mod query;

pub use query::{Query, QueryError};
