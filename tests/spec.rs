//! What `warroom` promises, as tests: the names read as sentences.

#[path = "spec/house.rs"]
mod house;
#[path = "spec/text.rs"]
mod text;
