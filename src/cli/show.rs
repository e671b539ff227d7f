//! `show`: one incident with everything that its entries add up to, the worst first.

pub mod plan;
mod response;

use super::declaring::before;
use super::desk::Desk;
use super::failure::Failure;
use super::following;
use super::reading::moment;
use super::table::{Table, counted};
use super::ticking::{NO_ADVICE, clock_row};
use crate::clocks::{Counts, Reading, State, readings};
use crate::incident::{Incident, ItemState, Link};
use crate::plan::Role;
use crate::store::follow_up::FollowUp;
use crate::telling::{link_in_words, name_of_role};
use crate::wire;
use chrono::{DateTime, Utc};

/// Shows one incident.
pub async fn show(desk: &Desk, typed: &str) -> Result<(), Failure> {
    let incident = desk.open(desk.named(typed).await?).await?.incident;
    let now = desk.journal.clock().now();
    let readings = readings(&incident, now);
    let before = before(desk, &incident).await?;
    let authors = desk.authors(incident.id);
    if desk.out.json {
        let shape = wire::Incident::of(&incident, &authors, &readings, before.as_ref(), now);
        return desk.out.json(&shape);
    }
    head(desk, &incident)?;
    conflicts(desk, &incident)?;
    carried(desk, &wire::Carried::all(&incident, &authors))?;
    seats(desk, &incident)?;
    clocks(desk, &readings, now)?;
    times(desk, &incident)?;
    checklist(desk, &incident)?;
    tasks(desk, &incident)?;
    actions(desk, &incident, now)?;
    response::response(desk, &incident, before.as_ref())?;
    kept(desk, &incident)
}

/// Prints the name of a section, with a blank line before it.
fn section(desk: &Desk, name: &str) -> Result<(), Failure> {
    desk.out.line("")?;
    desk.out.line(name)
}

fn head(desk: &Desk, incident: &Incident) -> Result<(), Failure> {
    let level = incident.severity.as_deref().unwrap_or("no severity yet");
    let category = incident.category.as_deref().unwrap_or("no category yet");
    desk.out.line(&format!("{}  {level}  {category}", incident.id))?;
    let mut title = Table::with(desk.out, 0, &[]);
    title.row(&[], &incident.title);
    title.print()?;
    let mut state = vec![incident.status.word().to_owned()];
    if incident.is_open() {
        state.extend(incident.stage.as_ref().map(|stage| format!("stage {stage}")));
        let tracks = incident.response.tracks.iter();
        state.extend(tracks.map(|(track, stage)| format!("{track} {stage}")));
    }
    let users = |many| counted(usize::try_from(many).unwrap_or(usize::MAX), "user", "users");
    state.extend(incident.users_affected.map(|many| format!("{} affected", users(many))));
    state.extend(incident.detected_by.as_ref().map(|how| format!("detected by {how}")));
    state.extend(incident.near_miss.then(|| "near miss".to_owned()));
    state.extend(incident.public_report.then(|| "reported publicly".to_owned()));
    let declaration = incident.declaration.as_ref();
    state.extend(declaration.filter(|d| d.historic).map(|_| "historic".to_owned()));
    desk.out.line(&state.join(", "))?;
    let mut origin = Table::with(desk.out, 0, &[]);
    for (word, text) in [
        ("number", declaration.and_then(|d| d.number.as_ref())),
        ("system", incident.system().map(str::to_owned).as_ref()),
        ("operator", declaration.and_then(|d| d.operator.as_ref())),
        ("source", declaration.and_then(|d| d.source.as_ref())),
    ] {
        if let Some(text) = text {
            origin.row(&[word], text);
        }
    }
    origin.print()
}

fn conflicts(desk: &Desk, incident: &Incident) -> Result<(), Failure> {
    if incident.conflicts.is_empty() {
        return Ok(());
    }
    section(desk, "Conflicts (set it again to settle it)")?;
    let mut table = Table::with(desk.out, 2, &[]);
    for (field, sides) in &incident.conflicts {
        let (in_force, other) = (&sides.later, &sides.earlier);
        let both =
            format!("{} by {}, and {} by {}", in_force.value, in_force.by, other.value, other.by);
        table.row(&[&field.words()], &both);
    }
    table.print()
}

/// What somebody else brought to the server.
fn carried(desk: &Desk, all: &[wire::Carried]) -> Result<(), Failure> {
    if all.is_empty() {
        return Ok(());
    }
    section(desk, "Authors unconfirmed (until their own desks sync; `warroom log` says which)")?;
    let mut table = Table::with(desk.out, 2, &[]);
    for one in all {
        let entries = counted(one.entries, "entry", "entries");
        let why = match &one.carried_by {
            Some(by) => format!("carried by {by}"),
            None => "of a log that has split".to_owned(),
        };
        table.row(&[&one.by], &format!("{entries}, {why}"));
    }
    table.print()
}

/// Empty seats first: they are what somebody must do something about.
fn seats(desk: &Desk, incident: &Incident) -> Result<(), Failure> {
    let empty = incident.empty_seats();
    let held: Vec<_> = incident.seats.iter().filter(|(_, seat)| seat.holder.is_some()).collect();
    if empty.is_empty() && held.is_empty() {
        return Ok(());
    }
    section(desk, "Seats")?;
    let mut table = Table::with(desk.out, 2, &[]);
    if !empty.is_empty() {
        let names: Vec<String> = empty.iter().map(|role| empty_seat(role)).collect();
        table.row(&["EMPTY"], &names.join(", "));
    }
    // In the order of the plan; a seat that the plan does not know comes last.
    let order: Vec<&str> =
        incident.plan.iter().flat_map(|plan| &plan.roles).map(|role| role.id.as_str()).collect();
    let mut held = held;
    held.sort_by_key(|(id, _)| order.iter().position(|known| known == id).unwrap_or(usize::MAX));
    for (id, seat) in held {
        let mut text = seat.holder.clone().unwrap_or_default();
        if let Some(since) = seat.since {
            text = format!("{text} since {}", moment(desk, since));
        }
        if let Some(from) = &seat.from {
            text = format!("{text}, from {from}");
        }
        if let Some(offer) = &seat.offer {
            text = format!("{text}; offered to {}", offer.to);
        }
        let may = incident.plan.as_ref().and_then(|plan| plan.role(id)).map(|role| &role.may);
        if let Some(may) = may.filter(|may| !may.is_empty()) {
            text = format!("{text}; may {}", may.join(", "));
        }
        table.row(&[&name_of_role(incident, id)], &text);
    }
    table.print()
}

/// An empty seat, and whom to call for it: `Comms (page cs1, then cs2)`.
fn empty_seat(role: &Role) -> String {
    let whom: Vec<&str> = [&role.contact, &role.backup]
        .into_iter()
        .flatten()
        .chain(&role.escalation)
        .map(String::as_str)
        .collect();
    match whom.as_slice() {
        [] => role.short.clone(),
        whom => format!("{} (page {})", role.short, whom.join(", then ")),
    }
}

/// What runs or waits, the worst first; what is over is only counted.
fn clocks(desk: &Desk, readings: &[Reading], now: DateTime<Utc>) -> Result<(), Failure> {
    if readings.is_empty() {
        return Ok(());
    }
    section(desk, "Clocks")?;
    let mut table = Table::with(desk.out, 0, &[]);
    let waits = |reading: &&Reading| {
        let stands = matches!(reading.state, State::Armed { .. } | State::Paused { .. });
        reading.is_counting() || stands
    };
    for reading in readings.iter().filter(waits) {
        clock_row(desk, &mut table, None, reading, now);
    }
    table.print()?;
    let counts = Counts::of(readings);
    let rest = [
        (counts.met, "met"),
        (counts.waived, "waived"),
        (counts.not_assessed, "not assessed"),
        (counts.not_applicable, "not applicable"),
    ];
    let rest: Vec<String> = rest
        .into_iter()
        .filter(|(many, _)| *many > 0)
        .map(|(many, word)| format!("{many} {word}"))
        .collect();
    if !rest.is_empty() {
        desk.out.line(&format!("   {}; `warroom clocks` lists them", rest.join(", ")))?;
    }
    if readings.iter().any(|reading| reading.legal && waits(&reading)) {
        desk.out.line(&format!("   {NO_ADVICE}"))?;
    }
    Ok(())
}

fn times(desk: &Desk, incident: &Incident) -> Result<(), Failure> {
    if incident.stamps.is_empty() {
        return Ok(());
    }
    section(desk, "Times")?;
    let mut stamps: Vec<_> = incident.stamps.iter().collect();
    stamps.sort_by_key(|(_, stamped)| (stamped.time.earliest(), stamped.at));
    let mut table = Table::with(desk.out, 2, &[]);
    for (name, stamped) in stamps {
        table.row(&[&name.replace('_', " ")], &moment(desk, stamped.time));
    }
    table.print()
}

fn checklist(desk: &Desk, incident: &Incident) -> Result<(), Failure> {
    let Some(stage) = &incident.stage else { return Ok(()) };
    let of_stage: Vec<_> = incident.checklist(stage).collect();
    if of_stage.is_empty() {
        return Ok(());
    }
    let done = of_stage.iter().filter(|item| item.state != ItemState::Open).count();
    let all = incident.lines().filter(|item| item.state != ItemState::Open).count();
    let (here, there) = (of_stage.len(), incident.lines().count());
    section(
        desk,
        &format!("Checklist: {stage}, {done} of {here} ({all} of {there} in all stages)"),
    )?;
    let mut table = Table::with(desk.out, 2, &[3, 2]);
    for (index, item) in of_stage.iter().enumerate() {
        let (mark, who) = match &item.state {
            ItemState::Open => ("[ ]", String::new()),
            ItemState::Done(by, _) => ("[x]", format!(" ({by})")),
            ItemState::Waived(by, why) => ("[-]", format!(" (waived by {by}: {why})")),
        };
        table.row(&[mark, &(index + 1).to_string()], &format!("{}{who}", item.text));
    }
    table.print()
}

fn tasks(desk: &Desk, incident: &Incident) -> Result<(), Failure> {
    if incident.tasks.is_empty() {
        return Ok(());
    }
    section(desk, "Tasks")?;
    let mut table = Table::with(desk.out, 2, &[]);
    for (index, task) in incident.tasks.iter().enumerate() {
        let state = match (&task.done, &task.acknowledged) {
            (Some(_), _) => "done",
            (None, Some(_)) => "accepted",
            (None, None) => "given",
        };
        let when = moment(desk, task.given);
        let text = format!("{} (within {} min of {when})", task.text, task.minutes);
        table.row(&[&(index + 1).to_string(), state, &task.to], &text);
    }
    table.print()
}

/// The work that follows, and what the incident has not yielded.
fn actions(desk: &Desk, incident: &Incident, now: DateTime<Utc>) -> Result<(), Failure> {
    let all = FollowUp::all(incident);
    if all.is_empty() {
        return Ok(());
    }
    let missing = incident.missing_outputs();
    let lacks = match missing.as_slice() {
        [] => String::new(),
        missing => format!(": {} is missing", missing.join(" and ")),
    };
    section(desk, &format!("Work that follows{lacks}"))?;
    following::numbered(desk, &all, 2, now)
}

/// Evidence and links.
fn kept(desk: &Desk, incident: &Incident) -> Result<(), Failure> {
    if !incident.evidence.is_empty() {
        section(desk, "Evidence")?;
        let mut table = Table::with(desk.out, 2, &[]);
        for (entry, evidence) in &incident.evidence {
            let mut text = evidence.name.clone();
            if evidence.kept_at != text {
                text = format!("{text} ({})", evidence.kept_at);
            }
            if incident.is_privileged(*entry) {
                wire::PRIVILEGED.clone_into(&mut text);
            }
            table.row(&[&entry.short()], &text);
        }
        table.print()?;
    }
    if !incident.links.is_empty() {
        section(desk, "Links")?;
        let mut table = Table::with(desk.out, 2, &[]);
        for (entry, link) in &incident.links {
            let link: &Link = link;
            table.row(&[&entry.short()], &link_in_words(link));
        }
        table.print()?;
    }
    Ok(())
}
