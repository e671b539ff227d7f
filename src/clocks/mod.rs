//! What is due, by when, counted from what: readings of an incident's clocks at one moment.
//!
//! A clock is data of the plan; a [`Reading`] is a pure function of the incident, its plan and the
//! time. Nothing is written when a clock runs out, so two desks cannot write the same thing twice.
//!
//! ```text
//! moment ─ if, amount, calendar, roll ─▶ deadline ┐
//! moment ─ if, amount, calendar, roll ─▶ deadline ┴ earliest, latest ─▶ due ─ pauses ─▶ due
//! answers, facts, moments, rulings, level, status, the day ─▶ applies? ─ met? ─ due, now ─▶ State
//! ```

mod conditions;
mod counts;
mod deadline;
mod deputy;
mod durations;
mod endings;
mod pausing;
mod reading;
mod rules;
mod starts;
mod timing;
mod wall;
mod words;
mod working;

pub use conditions::{Held, unless};
pub use counts::Counts;
pub use deadline::{Deadline, NoDeadline, deadline};
pub use deputy::{About, Nudge, Pressing, Ring, Worst, nudges, rings, rings_between, worst};
pub use durations::{Duration, durations, span_words};
pub use reading::{Reading, State};
pub use rules::{place, readings};
pub use wall::{Occurs, instant};
pub use words::{countdown_words, moment_words, next_change, rule};
