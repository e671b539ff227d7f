//! What `warroom` promises, as tests: the names read as sentences.

#[path = "spec/text.rs"]
mod text;
