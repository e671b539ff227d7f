//! The register: every incident and near miss in a row, and the work that follows them; asked for, sorted,
//! and written out.
//!
//! ```text
//! summaries ─ Query ─▶ Row ─ Sort ─▶ CSV, Markdown, JSON
//!           └ ActionQuery ─▶ Following, in the order in which it is due
//! ```
//!
//! Here is also said which incident somebody means. Nothing here opens a file or asks what time it is.

mod following;
mod guard;
mod naming;
mod query;
mod row;
mod sort;
mod writing;

pub use following::{ActionQuery, Following, following, open_and_overdue};
pub use guard::{guarded, unguarded};
pub use naming::{By, NameError, one_of, with_part};
pub use query::{Query, QueryError};
pub use row::{COLUMNS, Row};
pub use sort::{Sort, SortError};
pub use writing::{csv, markdown};
