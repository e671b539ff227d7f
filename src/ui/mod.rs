//! The screen: five panes over real incidents, drawn from a model that messages change.
//!
//! ```text
//! terminal ─▶ Message ─ update(&mut Model) ─▶ Effect ─▶ shell ─▶ desk ─▶ Message
//!                         Model ─ view(&Model) ─▶ Canvas ─▶ terminal
//! ```
//!
//! `update` never waits, `view` never changes anything, an effect is data. Only `shell` and `run` know
//! a terminal, only `canvas` knows a cell, only `editor` starts another program.

pub mod canvas;
pub mod command;
pub mod copying;
pub mod deputy;
pub mod desk;
pub mod doing;
pub mod editor;
pub mod effect;
pub mod filling;
pub mod keyboard;
pub mod keymap;
pub mod keys;
pub mod layout;
mod listening;
mod lists;
pub mod looking;
pub mod looks;
pub mod message;
pub mod model;
pub mod mouse;
pub mod overlays;
pub mod overview;
pub mod pace;
pub mod panes;
pub mod room;
pub mod run;
pub mod seeking;
pub mod sharing;
pub mod shell;
pub mod stages;
pub mod tasks;
pub mod theme;
pub mod top;
pub mod update;
pub mod view;
pub mod when;
mod wishes;

pub use desk::{Authors, Desk, Proof, Trouble};
pub use effect::Way;
pub use model::Setting;
pub use overview::Overview;
pub use run::open;
pub use sharing::{Present, Sharing};
pub use theme::Look;
