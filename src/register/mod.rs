//! The register: every incident and near miss in a row, asked for, sorted, and written out.
//!
//! ```text
//! summaries ─ Query ─▶ Row ─ Sort ─▶ CSV, Markdown, JSON
//! ```
//!
//! Nothing here opens a file or asks what time it is.

mod guard;
mod query;
mod row;
mod sort;
mod writing;

pub use guard::{guarded, unguarded};
pub use query::{Query, QueryError};
pub use row::{COLUMNS, Row};
pub use sort::{Sort, SortError};
pub use writing::{csv, markdown};
