//! `catchup`: what changed since somebody last looked, and an incident in a page.

use super::desk::Desk;
use super::failure::Failure;
use super::glances::Glances;
use super::reading::moment;
use super::table::{Table, counted};
use crate::brief::{Brief, Said, Seen, brief};
use crate::clocks::readings;
use crate::incident::IncidentId;
use crate::time::Moment;
use crate::wire::{self, Briefed};

/// Briefs whoever sits here about one incident, or about all that are open; then they have looked.
pub async fn catchup(desk: &Desk, typed: Option<&str>) -> Result<(), Failure> {
    let ids: Vec<IncidentId> = if let Some(typed) = typed {
        vec![desk.named(typed).await?]
    } else {
        let listing = desk.list().await?;
        listing.summaries.iter().filter(|s| s.is_open()).map(|s| s.id).collect()
    };
    let glances = Glances::of(&desk.name, Some(&desk.folders.state));
    let (store, now) = (desk.journal.store(), desk.journal.clock().now());
    let mut briefs = Vec::with_capacity(ids.len());
    let mut looked = Vec::with_capacity(ids.len());
    for id in ids {
        let incident = desk.open(id).await?.incident;
        let seen = glances.read(store, id);
        briefs.push(brief(&incident, &readings(&incident, now), seen.as_ref(), now));
        looked.push((id, Seen::all_of(&incident, now)));
    }
    if desk.out.json {
        let shapes: Vec<Briefed> = briefs.iter().map(Briefed::of).collect();
        desk.out.json(&wire::list("briefs", &shapes))?;
    } else {
        print(desk, &briefs)?;
    }
    // Only what was printed was seen.
    for (id, seen) in looked {
        let kept = glances.write(store, id, &seen);
        kept.map_err(|error| Failure::io("cannot remember what was seen", &error))?;
    }
    Ok(())
}

fn print(desk: &Desk, briefs: &[Brief]) -> Result<(), Failure> {
    if briefs.is_empty() {
        return desk.out.say("no incident is open; there is nothing to catch up with");
    }
    for (place, brief) in briefs.iter().enumerate() {
        if place > 0 {
            desk.out.line("")?;
        }
        desk.out.line(&format!("{}  {}", brief.incident, brief.title))?;
        section(desk, &changes_heading(desk, brief), &brief.changes)?;
        section(desk, "What we know", &brief.known)?;
        section(desk, "Who does what", &brief.people)?;
        let empty =
            brief.empty_seats().map(|seats| Said { text: seats, wrong: true, ..Said::default() });
        section(desk, "Empty seats", empty.as_slice())?;
        section(desk, "Last decisions", &brief.decisions)?;
        section(desk, "Open tasks", &brief.tasks)?;
        section(desk, "Due next", &brief.due)?;
        section(desk, "Work that follows", &brief.actions)?;
    }
    Ok(())
}

fn changes_heading(desk: &Desk, brief: &Brief) -> String {
    let many = brief.changes.len() + brief.more;
    let entries = counted(many, "entry", "entries");
    let more = match brief.more {
        0 => String::new(),
        more => format!("; `warroom log` has the other {more}"),
    };
    match brief.looked {
        Some(_) if many == 0 => "Nothing new since you last looked".to_owned(),
        Some(at) => {
            format!("{entries} since you last looked, {}{more}", moment(desk, Moment::second(at)))
        }
        None => format!("You look for the first time: {entries}{more}"),
    }
}

fn section(desk: &Desk, name: &str, lines: &[Said]) -> Result<(), Failure> {
    if lines.is_empty() && !name.contains("you last looked") {
        return Ok(());
    }
    desk.out.line("")?;
    desk.out.line(name)?;
    let mut table = Table::with(desk.out, 2, &[]);
    for said in lines {
        let when = said.when.map_or_else(String::new, |when| moment(desk, when));
        let sign = if said.wrong { "‼" } else { " " };
        table.row(&[sign, &when, &said.who], &said.text);
    }
    table.print()
}
