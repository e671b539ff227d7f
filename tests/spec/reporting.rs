//! The post-incident report: what it says, to whom, and that nothing in it is more than text.

use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use warroom::audience::Audience;
use warroom::clocks::readings;
use warroom::incident::Incident;
use warroom::store::{Head, Heads};
use warroom::wire::report::{Asking, Report};

#[path = "reporting/story.rs"]
pub mod story;

#[path = "reporting/golden.rs"]
mod golden;

#[path = "reporting/hostile.rs"]
mod hostile;

#[path = "reporting/kinds.rs"]
mod kinds;

#[path = "reporting/names.rs"]
mod names;

#[path = "reporting/browser.rs"]
mod browser;

/// The last entry of each log of an incident.
pub fn heads_of(incident: &Incident) -> Heads {
    let mut last = BTreeMap::new();
    for line in &incident.timeline {
        let head = last.entry(line.entry.log).or_insert_with(|| Head::of(&line.entry));
        if line.entry.seq > head.seq {
            *head = Head::of(&line.entry);
        }
    }
    last.into_iter().collect()
}

/// A report on an incident at a time.
pub fn report_for(
    incident: &Incident,
    audience: Audience,
    with_privileged: bool,
    now: DateTime<Utc>,
) -> Report {
    let heads = heads_of(incident);
    let heads = Some(&heads);
    let asking = Asking { audience, with_privileged, heads, recurrence: None, authors: None };
    Report::of(incident, &readings(incident, now), &asking, now)
}
