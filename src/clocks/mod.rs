//! What is due, by when, counted from what: readings of an incident's clocks at one moment.
//!
//! A clock is data of the plan; a [`Reading`] is a pure function of the incident, its plan and the
//! time. Nothing is written when a clock runs out, so two desks cannot write the same thing twice.
//!
//! ```text
//! stamp ─ amount, calendar, roll ─▶ deadline ┐
//! stamp ─ amount, calendar, roll ─▶ deadline ┴ earliest, latest ─▶ due ─ now, stamps, level, status ─▶ State
//! ```

mod conditions;
mod counts;
mod deadline;
mod endings;
mod pausing;
mod reading;
mod rules;
mod starts;
mod timing;
mod wall;
mod words;
mod working;

pub use conditions::Held;
pub use counts::Counts;
pub use deadline::{Deadline, NoDeadline, deadline};
pub use reading::{Reading, State};
pub use rules::readings;
pub use wall::{Occurs, instant};
pub use words::{moment_words, next_change};
