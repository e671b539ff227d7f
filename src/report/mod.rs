//! The post-incident report for people: a small tree of headings, texts, tables and lists, and its writers.
//!
//! ```text
//! incident, readings, now, audience ─▶ wire::report::Report ─▶ Document ─▶ Markdown
//!                                       └▶ JSON                       └──▶ HTML, one file
//! ```
//!
//! Nothing is read and nothing is kept here. Texts in a [`Document`] are as they were written; a writer
//! makes each of them safe for what it writes.

mod annex;
mod document;
mod html;
mod markdown;
mod parts;
mod sent;
mod whole;
mod words;

pub use document::{Block, Document, Part, Said, Table, Tone};
pub use html::html;
pub use markdown::markdown;
pub use whole::document;
