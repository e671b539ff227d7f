//! What comes from outside as a file: a register of incidents, the timeline of one, the demo's stories.
//!
//! ```text
//! text ─ read ─▶ checked rows ─▶ wishes ─ rehearse ─▶ Import, Live ─▶ (journal)
//!         └ everything that is wrong with the text, at once ─▶ Faults
//! ```
//!
//! Nothing here opens a file or asks what time it is. Whatever is handed back was rehearsed, so that
//! the first write happens only when the last one will be taken too.

mod fault;

pub mod demo;
pub mod register;
pub mod timeline;

pub use fault::{Fault, Faults};

use crate::chance::{self, SeededChance};
use crate::incident::{EntryId, Incident, IncidentId, LogId, Refusal};
use crate::journal::{self, Wish};
use crate::store::Head;
use chrono::{DateTime, Utc};

/// One incident from a file, as the wishes that write it down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Its name. It follows from the file's content alone, so that two desks agree and a second import
    /// of the same content finds the first.
    pub id: IncidentId,
    /// The number that it has in the register.
    pub number: Option<String>,
    /// What was wrong, in a line.
    pub title: String,
    /// The line of the file on which it begins, counted from 1.
    pub line: u64,
    /// What to write, in one append.
    pub wishes: Vec<Wish>,
}

impl Import {
    /// Says what the incident will be, or why it would be refused.
    pub fn rehearse(&self, now: DateTime<Utc>) -> Result<Incident, Refusal> {
        let mut incident = Incident::nothing(self.id);
        rehearse(&mut incident, &self.wishes, now)?;
        Ok(incident)
    }
}

/// Moves an incident on as if wishes had been written at `now`, or says why one would be refused.
pub fn rehearse(
    incident: &mut Incident,
    wishes: &[Wish],
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    let replica = "00000000".parse().expect("eight digits make the id of a replica");
    let log = LogId { incident: incident.id, replica };
    let head = incident.timeline.last().map(|line| Head::of(&line.entry));
    let chance = SeededChance::default();
    journal::rehearse(incident, log, head, wishes, now, &chance).map(drop)
}

/// The id that follows from a day, where one is known, and from whatever tells this incident from others.
fn derived_id(day: Option<DateTime<Utc>>, from: &str) -> IncidentId {
    let day = day.map_or_else(|| "000000".to_owned(), |day| day.format("%y%m%d").to_string());
    let sum = EntryId::of(from.as_bytes()).0;
    IncidentId::new(false, &day, &chance::letters(&sum[..6]))
        .expect("a day and six letters make an id")
}
