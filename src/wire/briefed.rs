//! The shape of a brief, as `catchup --json` prints it.

use super::{Brief, Said};
use crate::incident::IncidentId;
use crate::time::{Moment, stamp};
use serde::Serialize;

/// A brief: `last_looked` is `null` for whom nothing was told before; `changes` are the newest first and
/// `more_changes` says how many are not among them.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Briefed {
    pub incident: IncidentId,
    pub title: String,
    pub last_looked: Option<String>,
    pub changes: Vec<Spoken>,
    pub more_changes: usize,
    pub known: Vec<Spoken>,
    pub people: Vec<Spoken>,
    pub empty_seats: Vec<Spoken>,
    pub decisions: Vec<Spoken>,
    pub tasks: Vec<Spoken>,
    pub due: Vec<Spoken>,
    pub actions: Vec<Spoken>,
}

/// A line of it: `when` it happened or is due, `who` says or does it or what it is about, and whether it
/// is `wrong`: late, empty, in conflict.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Spoken {
    pub when: Option<Moment>,
    pub who: String,
    pub text: String,
    pub wrong: bool,
}

impl Briefed {
    /// The shape of a brief.
    pub fn of(brief: &Brief) -> Briefed {
        let spoken = |lines: &[Said]| -> Vec<Spoken> {
            let one = |said: &Said| Spoken {
                when: said.when,
                who: said.who.clone(),
                text: said.text.clone(),
                wrong: said.wrong,
            };
            lines.iter().map(one).collect()
        };
        Briefed {
            incident: brief.incident,
            title: brief.title.clone(),
            last_looked: brief.looked.map(stamp),
            changes: spoken(&brief.changes),
            more_changes: brief.more,
            known: spoken(&brief.known),
            people: spoken(&brief.people),
            empty_seats: spoken(&brief.empty),
            decisions: spoken(&brief.decisions),
            tasks: spoken(&brief.tasks),
            due: spoken(&brief.due),
            actions: spoken(&brief.actions),
        }
    }
}
