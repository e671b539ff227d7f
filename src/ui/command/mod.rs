//! What is typed on the screen's command line: which action is meant, with which arguments.

pub mod meaning;
pub mod names;
pub mod responding;
mod rows;
pub mod values;
pub mod words;

pub use meaning::{Meant, meant};
