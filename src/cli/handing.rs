//! Handing a seat over: the briefing that goes with the offer, and reading it when the seat is taken.

use super::desk::Desk;
use super::failure::Failure;
use super::writing::answer_with;
use crate::incident::{Command, IncidentId};
use crate::intent::offered_briefing;
use serde_json::json;

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
    let briefing = offered_briefing(&incident, &role);
    let written = desk.run(id, desk.wish(Command::Accept { role })?).await?;
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
