//! Data that is written as TOML: what is built in, and what an organisation writes itself.
//!
//! What is wrong with a file is reported all at once, each fault with the file, the line and the key.

mod calendars;
mod config;
mod contrast;
mod error;
mod file;
mod ics;
mod keys;
mod places;
mod plans;
mod sets;
mod shelf;
mod theme_file;
pub mod themes;
mod written;

pub use calendars::{calendar_from_ics, calendar_from_toml, load_calendar, take_over_holidays};
pub use config::{Config, Log, Written, config_from_file, config_from_toml};
pub use contrast::{Contrast, contrasts, ratio};
pub use error::{CatalogError, Misprint};
pub use file::{is_path, names_in};
pub use keys::meant;
pub use places::key_in;
pub use plans::{Chosen, built_in, built_in_ids, built_in_text, load, plan_from_toml, standard};
pub use sets::{Set, set_from_toml, set_ids};
pub use shelf::{Inspection, Script, Shelf};
