//! What is said to whom: messages from templates, and the wording that harms.
//!
//! Nothing here reads a file, a clock or a channel: a message is a function of the plan, of what the
//! incident knows and of what somebody typed.

mod checking;
mod facts;
mod template;
mod wording;

pub use checking::check;
pub use facts::{facts, time_in_words};
pub use template::{LONGEST_MESSAGE, Missing, Rendered, TemplateError, open_marks, render};
pub use wording::{Finding, Wording, is_outside};
