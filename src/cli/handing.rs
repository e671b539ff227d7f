//! Handing a seat over: the briefing that goes with the offer, and reading it when the seat is taken.

use super::desk::Desk;
use super::failure::Failure;
use super::writing::answer_with;
use crate::brief::briefing;
use crate::clocks::readings;
use crate::incident::{Command, Incident, IncidentId};
use serde_json::json;

/// The briefing for whoever is to take a seat; nothing where no such seat is known.
pub async fn briefing_for(
    desk: &Desk,
    id: IncidentId,
    role: &str,
) -> Result<Option<String>, Failure> {
    let incident = desk.open(id).await?.incident;
    let now = desk.journal.clock().now();
    let role = seat(&incident, role);
    Ok(Some(briefing(&incident, &readings(&incident, now), &role, now)))
}

/// The id of a seat that was typed.
fn seat(incident: &Incident, typed: &str) -> String {
    let role = incident.plan.as_ref().and_then(|plan| plan.role(typed));
    role.map_or_else(|| typed.to_owned(), |role| role.id.clone())
}

/// Prints the briefing that would go with an offer.
pub fn preview(desk: &Desk, briefing: Option<&str>) -> Result<(), Failure> {
    if desk.out.json {
        return desk.out.json(&json!({ "briefing": briefing }));
    }
    lines(desk, briefing.unwrap_or_default())
}

/// Takes a seat that was offered, and prints the briefing that came with it.
pub async fn accept(desk: &Desk, id: IncidentId, role: String) -> Result<(), Failure> {
    let incident = desk.open(id).await?.incident;
    let offer = incident.seats.get(&seat(&incident, &role)).and_then(|seat| seat.offer.clone());
    let written = desk.run(id, desk.wish(Command::Accept { role })?).await?;
    let briefing = offer.and_then(|offer| offer.briefing);
    answer_with(desk, &written, vec![("briefing", json!(briefing))])?;
    match briefing {
        Some(text) if !desk.out.json && !desk.out.quiet => {
            desk.out.line("")?;
            lines(desk, &text)
        }
        _ => Ok(()),
    }
}

fn lines(desk: &Desk, text: &str) -> Result<(), Failure> {
    desk.out.print(&crate::text::Shown::lines(text))
}
