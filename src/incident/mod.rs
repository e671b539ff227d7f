//! The incident: entries, events, commands, rules, fold and order. Pure: no files, no clock, no terminal.
//!
//! ```text
//! Command ─ decide ─▶ Event ─ (journal) ─▶ Entry ─ fold ─▶ Incident
//!           may refuse                              total
//! ```

mod canon;
mod command;
mod decide;
mod entry;
mod event;
mod fold;
mod hlc;
mod id;
mod moments;
mod responding;
mod spelling;
mod state;

pub use command::{Command, Instead, Occasion, Refusal};
pub use entry::{Entry, LONGEST_LINE, LineError, Place, Seq};
pub use event::{Correction, Decision, Declared, Event, Evidence, Fact, Link};
pub use hlc::Hlc;
pub use id::{EntryId, IdError, IncidentId, LogId, ReplicaId};
pub use responding::{Answer, Assessed, Containment, Pause, Response, Ruling, Said, Snooze, Word};
pub use state::{
    Conflict, Declaration, Field, Incident, Item, ItemState, Line, Mark, Offer, Seat, Stamped,
    Standing, Status, Task,
};
