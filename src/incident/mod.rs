//! The incident: entries, events, commands, rules, fold and order. Pure: no files, no clock, no terminal.
//!
//! ```text
//! Command ─ decide ─▶ Event ─ (journal) ─▶ Entry ─ fold ─▶ Incident
//!           may refuse                              total
//! ```

mod actions;
pub mod authors;
mod canon;
mod command;
mod decide;
mod entry;
mod event;
mod fold;
mod hlc;
mod id;
mod messages;
mod moments;
mod responding;
mod spelling;
mod state;

pub use actions::{Action, ActionState, Measure, Output, Owed};
pub use authors::{Authorship, Credit, Vouched};
pub use command::{Command, Drafting, Instead, Occasion, Refusal, Sending};
pub use entry::{Entry, LONGEST_LINE, LineError, Place, Seq};
pub use event::{Correction, Decision, Declared, Event, Evidence, Fact, Link, Request};
pub use hlc::Hlc;
pub use id::{EntryId, IdError, IncidentId, LogId, ReplicaId};
pub use messages::{Amended, Approval, Delivered, Draft, Drafted, Messages, Sent, digest, whole};
pub use responding::{Answer, Assessed, Containment, Pause, Response, Ruling, Said, Snooze, Word};
pub use state::{
    Conflict, Declaration, Field, Incident, Item, ItemState, Line, Mark, Offer, Seat, Stamped,
    Standing, Status, Task,
};
