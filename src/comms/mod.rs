//! What is said to whom: messages from templates, and the wording that harms.
//!
//! Nothing here reads a file, a clock or a channel: a message is a function of the plan, of what the
//! incident knows and of what somebody typed.

mod checking;
mod composing;
mod facts;
mod items;
mod matrix;
mod sending;
mod template;
mod wording;
mod words;

pub use checking::check;
pub use composing::{EXERCISE, compose, known};
pub use facts::{facts, time_in_words};
pub use items::{Approver, Drafted, Gone, Holder, Item, State};
pub use matrix::items;
pub use sending::Margin;
pub use template::{LONGEST_MESSAGE, Missing, Rendered, TemplateError, open_marks, render};
pub use wording::{Finding, Wording, is_outside};
pub use words::standing;
