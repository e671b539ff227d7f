//! The response in `show`: what was classified, recorded, contained and decided, and how long things took.

use super::section;
use crate::cli::declaring::tell_before;
use crate::cli::desk::Desk;
use crate::cli::failure::Failure;
use crate::cli::reading::moment;
use crate::cli::responding::{complete, in_force, ledger_rows, record_rows};
use crate::cli::table::{Table, counted};
use crate::incident::Incident;
use crate::recurrence::Recurrence;
use crate::telling::{name_of_role, title_of_clock};
use crate::wire::{Asked, Contained, Lasted, Recorded, Ruled};

/// Shows the response.
pub fn response(
    desk: &Desk,
    incident: &Incident,
    before: Option<&Recurrence>,
) -> Result<(), Failure> {
    if let Some(before) = before {
        section(desk, "It was there before")?;
        tell_before(desk, before)?;
    }
    ledger(desk, incident)?;
    classification(desk, incident)?;
    rulings(desk, incident)?;
    record(desk, incident)?;
    paged(desk, incident)?;
    durations(desk, incident)
}

fn ledger(desk: &Desk, incident: &Incident) -> Result<(), Failure> {
    let ledger = Contained::all(incident);
    if ledger.is_empty() {
        return Ok(());
    }
    section(desk, &format!("Containment: {}", in_force(&ledger)))?;
    ledger_rows(desk, &ledger)
}

/// Only what was answered; how many questions are open is a number.
fn classification(desk: &Desk, incident: &Incident) -> Result<(), Failure> {
    let asked = Asked::all(incident);
    let answered: Vec<&Asked> = asked.iter().filter(|one| one.answer.is_some()).collect();
    if answered.is_empty() {
        return Ok(());
    }
    let (some, all) = (answered.len(), asked.len());
    section(desk, &format!("Classification: {some} of {all} answered"))?;
    let mut table = Table::with(desk.out, 2, &[]);
    for one in answered {
        let answer = one.answer.map(|answer| answer.to_string()).unwrap_or_default();
        let who = one.by.as_deref().unwrap_or_default();
        let why = one.reason.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
        table.row(&[&answer], &format!("{} ({who}{why})", one.text));
    }
    table.print()
}

fn rulings(desk: &Desk, incident: &Incident) -> Result<(), Failure> {
    let ruled = Ruled::all(incident);
    if ruled.is_empty() {
        return Ok(());
    }
    section(desk, "Decided about clocks")?;
    let mut table = Table::with(desk.out, 2, &[]);
    for one in &ruled {
        let word = one.ruling.replace('_', " ");
        let title = title_of_clock(incident.plan.as_deref(), &one.clock);
        let why = one.reason.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
        let when = moment(desk, one.at);
        table.row(&[&word, &one.clock], &format!("{title} ({}, {when}{why})", one.by));
    }
    table.print()
}

fn record(desk: &Desk, incident: &Incident) -> Result<(), Failure> {
    let record = Recorded::of(incident);
    if record.of == 0 {
        return Ok(());
    }
    section(desk, &format!("R{}", &complete(&record)[1..]))?;
    record_rows(desk, &record, false)
}

fn paged(desk: &Desk, incident: &Incident) -> Result<(), Failure> {
    if incident.response.paged.is_empty() {
        return Ok(());
    }
    section(desk, "Called")?;
    let mut table = Table::with(desk.out, 2, &[]);
    for (role, said) in &incident.response.paged {
        let note = said.reason.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
        let text = format!("{} by {}{note}", said.value, said.by);
        table.row(&[&moment(desk, said.when), &name_of_role(incident, role)], &text);
    }
    table.print()
}

/// How long things took, where it is known or cannot be right.
fn durations(desk: &Desk, incident: &Incident) -> Result<(), Failure> {
    let lasted = Lasted::all(incident);
    let known: Vec<&Lasted> = lasted.iter().filter(|one| one.state != "not_recorded").collect();
    if known.is_empty() {
        return Ok(());
    }
    section(desk, "How long it took")?;
    let mut table = Table::with(desk.out, 2, &[]);
    for one in known {
        let text = match one.ms {
            Some(ms) => format!("{} (from {} to {})", long(ms), one.from, one.to),
            None => format!("invalid: {} lies before {}", one.to, one.from),
        };
        table.row(&[&one.span.replace('_', " ")], &text);
    }
    table.print()
}

/// A span in its two largest units: `2 h 10 min`.
fn long(ms: i64) -> String {
    let minutes = ms / 60_000;
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    match (days, hours, rest) {
        (0, 0, 0) => format!("{} s", ms / 1000),
        (0, 0, rest) => format!("{rest} min"),
        (0, hours, rest) => format!("{hours} h {rest} min"),
        (days, hours, _) => {
            let days = counted(usize::try_from(days).unwrap_or(usize::MAX), "day", "days");
            format!("{days} {hours} h")
        }
    }
}
