//! `comms list`: what must be said, to whom, by when; and what went out.

use super::desk::Desk;
use super::failure::Failure;
use super::messaging::items_now;
use super::reading::moment;
use super::table::Table;
use crate::clocks::readings;
use crate::comms::{Item, State, standing};
use crate::incident::IncidentId;
use crate::wire::Messages;

/// Lists the messages of an incident.
pub async fn list(desk: &Desk, id: IncidentId) -> Result<(), Failure> {
    let incident = desk.open(id).await?.incident;
    let now = desk.journal.clock().now();
    if desk.out.json {
        let (authors, readings) = (desk.authors(id), readings(&incident, now));
        return desk.out.json(&Messages::of(&incident, &authors, &readings, now));
    }
    let items = items_now(desk, &incident);
    let mut table = Table::with(desk.out, 0, &[]);
    for item in &items {
        let sign = sign(item);
        let standing = standing(item, now);
        table.row(&[sign, &standing, &item.audience, &item.id], &told(desk, item));
    }
    table.print()?;
    if items.is_empty() {
        desk.out.say(match incident.severity {
            None => "no level is set; it decides what must be said",
            Some(_) => "the plan asks for no message at this level",
        })?;
    }
    Ok(())
}

fn sign(item: &Item) -> &'static str {
    match &item.state {
        _ if item.is_late => "‼",
        State::Sent(_) | State::Told { .. } => "✓",
        State::Waits(_) | State::Drafted | State::Approved => "◔",
        _ => " ",
    }
}

/// What it is, who holds the pen, who must approve, how it went out.
fn told(desk: &Desk, item: &Item) -> String {
    let number = if item.repeats { format!(" #{}", item.number) } else { String::new() };
    let mut text = format!("{}{number}", item.title);
    if !item.rule.is_empty() && !matches!(item.state, State::Sent(_)) {
        text = format!("{text}, {}", item.rule);
    }
    if let Some(pen) = item.pen.as_ref().filter(|_| item.is_open()) {
        let name = pen.name.as_deref().unwrap_or("nobody");
        text = format!("{text}\npen: {} ({name})", pen.role);
    }
    if let Some(draft) = &item.draft {
        let when = moment(desk, draft.when);
        text = format!("{text}\ndraft {} by {}, {when}", draft.version, draft.by);
    }
    for approver in item.approvers.iter().filter(|_| item.is_open()) {
        let (seat, who) = (&approver.seat.role, approver.seat.name.as_deref().unwrap_or("nobody"));
        text = match (&approver.given, &approver.fault) {
            (Some((by, when)), _) => {
                format!("{text}\napproved by {by} as {seat}, {}", moment(desk, *when))
            }
            (None, Some(fault)) => format!("{text}\nto approve: {seat} ({who}); {fault}"),
            (None, None) => format!("{text}\nto approve: {seat} ({who})"),
        };
    }
    match &item.state {
        State::Sent(gone) => {
            text = format!("{text}\nby {}, {}, {}", gone.by, gone.channel, moment(desk, gone.when));
            for approver in &item.approvers {
                if let Some((by, _)) = &approver.given {
                    text = format!("{text}\napproved by {by} as {}", approver.seat.role);
                }
            }
            if let Some(reference) = &gone.reference {
                text = format!("{text}, reference {reference}");
            }
            if let Some((lacked, why)) = &gone.unapproved {
                text = format!("{text}\nwithout the approval of {}: {why}", lacked.join(" and "));
            }
            if gone.corrections > 0 {
                text = format!("{text}\ncorrected: another text went out in its place");
            }
        }
        State::Told { by, when } => {
            text = format!(
                "{text}\nwritten down by {by}: told {}; its text is not here",
                moment(desk, *when)
            );
        }
        State::NotNeeded { by, why } => text = format!("{text}\n{by}: {why}"),
        State::NotApplicable { why } => text = format!("{text}\n{why}"),
        _ => {}
    }
    text
}
