//! Commands that read: lists, one incident, the timeline, the clocks.

use super::desk::Desk;
use super::failure::Failure;
use crate::clocks::{Reading, State, readings};
use crate::incident::{EntryId, Incident, IncidentId, ItemState, Line};
use crate::store::folder::Watcher;
use crate::store::index::Summary;
use crate::telling::tell;
use crate::text::Shown;
use crate::time::Moment;
use crate::wire::{self, Clock, Entered};
use chrono::{DateTime, Local, Utc};
use std::collections::BTreeSet;
use std::sync::mpsc;

/// Lists incidents.
pub async fn list(desk: &Desk, all: bool, query: Option<&str>) -> Result<(), Failure> {
    let listing = desk.list().await?;
    let wanted: Vec<&Summary> = listing
        .summaries
        .iter()
        .filter(|summary| match query {
            Some(query) => matches(summary, query),
            None => all || summary.is_open(),
        })
        .collect();
    if desk.out.json {
        return desk.out.json(&wire::list("incidents", &wanted));
    }
    for summary in &wanted {
        let text = |text: &Option<String>, width: usize| {
            Shown::of(text.as_deref().unwrap_or("–")).fit(width)
        };
        let state = if summary.is_open() { summary.stage.as_deref() } else { None };
        desk.out.line(&format!(
            "{}  {}  {}  {}  {}",
            summary.id,
            text(&summary.severity, 6),
            Shown::of(state.unwrap_or(&summary.status)).fit(11),
            text(&summary.commander, 10),
            summary.title,
        ))?;
    }
    if wanted.is_empty() {
        let others = listing.summaries.len();
        desk.out.say(&match (query, others) {
            (Some(query), _) => format!("no incident has `{query}` in it"),
            (None, 0) => "no incidents yet; `warroom declare TITLE` opens one".to_owned(),
            (None, many) => format!("no open incidents; {many} are over (--all lists them)"),
        })?;
    }
    Ok(())
}

fn matches(summary: &Summary, query: &str) -> bool {
    let query = query.to_lowercase();
    let known = [
        Some(summary.id.to_string()),
        Some(summary.title.clone()),
        summary.severity.clone(),
        summary.category.clone(),
        Some(summary.status.clone()),
        summary.number.clone(),
    ];
    known.into_iter().flatten().any(|text| text.to_lowercase().contains(&query))
}

/// Shows one incident.
pub async fn show(desk: &Desk, typed: &str) -> Result<(), Failure> {
    let incident = desk.open(desk.named(typed).await?).await?.incident;
    let now = desk.journal.clock().now();
    let readings = readings(&incident, now);
    if desk.out.json {
        return desk.out.json(&wire::Incident::of(&incident, &readings, now));
    }
    let out = desk.out;
    let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| "not set".to_owned());
    out.line(&format!("{}  {}", incident.id, incident.title))?;
    out.line(&format!("severity   {}", or_none(&incident.severity)))?;
    out.line(&format!("category   {}", or_none(&incident.category)))?;
    let stage = incident.stage.as_ref().map(|stage| format!(", stage {stage}"));
    out.line(&format!("status     {}{}", incident.status.word(), stage.unwrap_or_default()))?;
    if let Some(many) = incident.users_affected {
        out.line(&format!("affected   {many} users"))?;
    }
    if let Some(how) = &incident.detected_by {
        out.line(&format!("detected   by {how}"))?;
    }
    let declaration = incident.declaration.as_ref();
    for (word, text) in [
        ("number", declaration.and_then(|d| d.number.as_ref())),
        ("system", declaration.and_then(|d| d.system.as_ref())),
        ("operator", declaration.and_then(|d| d.operator.as_ref())),
        ("source", declaration.and_then(|d| d.source.as_ref())),
    ] {
        if let Some(text) = text {
            out.line(&format!("{word:<10} {text}"))?;
        }
    }
    for (name, stamped) in &incident.stamps {
        out.line(&format!("{:<10} {}", name.replace('_', " "), moment(desk, stamped.time)))?;
    }
    for conflict in &incident.conflicts {
        let (field, sides) = conflict;
        out.line(&format!(
            "CONFLICT   {}: {} by {}, and {} by {}; set it again to settle it",
            field.words(),
            sides.later.value,
            sides.later.by,
            sides.earlier.value,
            sides.earlier.by
        ))?;
    }
    show_seats(desk, &incident)?;
    for reading in &readings {
        out.line(&clock_line(reading, now))?;
    }
    let done = incident.items.iter().filter(|item| item.state != ItemState::Open).count();
    if !incident.items.is_empty() {
        out.line(&format!("checklist  {done} of {}", incident.items.len()))?;
    }
    for item in incident.stage.iter().flat_map(|stage| incident.checklist(stage)) {
        let mark = match item.state {
            ItemState::Open => "[ ]",
            ItemState::Done(..) => "[x]",
            ItemState::Waived(..) => "[-]",
        };
        out.line(&format!("  {mark} {}  ({})", item.text, item.id))?;
    }
    for (index, task) in incident.tasks.iter().enumerate() {
        let state = match (&task.done, &task.acknowledged) {
            (Some(_), _) => "done",
            (None, Some(_)) => "accepted",
            (None, None) => "given",
        };
        out.line(&format!("task {}     {}: {} ({state})", index + 1, task.to, task.text))?;
    }
    Ok(())
}

fn show_seats(desk: &Desk, incident: &Incident) -> Result<(), Failure> {
    let empty = incident.empty_seats();
    let roles = incident.plan.iter().flat_map(|plan| &plan.roles);
    for role in roles {
        let required = empty.iter().any(|r| r.id == role.id);
        match incident.holder(&role.id) {
            Some(holder) => desk.out.line(&format!("seat       {}: {holder}", role.title))?,
            None if required => desk.out.line(&format!("seat       {}: NOBODY", role.title))?,
            None => {}
        }
    }
    Ok(())
}

/// Shows the timeline of one incident, or of all that are open.
pub async fn log(desk: &Desk, typed: Option<&str>, all: bool, follow: bool) -> Result<(), Failure> {
    let (tell_change, changes) = mpsc::channel();
    // The watch begins before the first look, so that nothing falls between the two.
    let watcher = follow.then(|| {
        Watcher::of(desk.journal.store(), move |change| {
            _ = tell_change.send(change);
        })
    });
    let mut told: BTreeSet<EntryId> = BTreeSet::new();
    loop {
        let ids = meant(desk, typed, all).await?;
        if let Some(watcher) = &watcher {
            watcher.follow(ids.iter().copied());
        }
        let mut incidents = Vec::new();
        for id in ids {
            incidents.push(desk.open(id).await?.incident);
        }
        let mut lines: Vec<(&Incident, &Line)> = incidents
            .iter()
            .flat_map(|incident| incident.story().into_iter().map(move |line| (incident, line)))
            .filter(|(_, line)| !told.contains(&line.entry.id))
            .collect();
        lines.sort_by_key(|(_, line)| (line.when().earliest(), line.entry.hlc));
        told.extend(lines.iter().map(|(_, line)| line.entry.id));
        print(desk, &lines, incidents.len() > 1, follow)?;
        if !follow || changes.recv().is_err() {
            return Ok(());
        }
        while changes.try_recv().is_ok() {}
    }
}

/// The incidents whose timeline is meant.
async fn meant(desk: &Desk, typed: Option<&str>, all: bool) -> Result<Vec<IncidentId>, Failure> {
    if let Some(typed) = typed {
        return Ok(vec![desk.named(typed).await?]);
    }
    let listing = desk.list().await?;
    let meant = listing.summaries.iter().filter(|summary| all || summary.is_open());
    Ok(meant.map(|summary| summary.id).collect())
}

fn print(
    desk: &Desk,
    lines: &[(&Incident, &Line)],
    many: bool,
    follow: bool,
) -> Result<(), Failure> {
    if desk.out.json {
        let shapes: Vec<Entered> = lines.iter().map(|(of, line)| Entered::of(of, line)).collect();
        if follow {
            return shapes.iter().try_for_each(|shape| desk.out.json(shape));
        }
        return desk.out.json(&wire::list("entries", &shapes));
    }
    for (incident, line) in lines {
        let told = tell(incident, line);
        let which = if many { format!("{} ", incident.id.short()) } else { String::new() };
        let mut text = Shown::lines(&told.text).into_iter();
        let first = text.next().unwrap_or_else(|| Shown::fixed(""));
        desk.out.line(&format!(
            "{which}{} {} {} {first} ({})",
            moment(desk, line.when()),
            Shown::of(line.who()).fit(10),
            Shown::of(told.kind).fit(9),
            line.entry.id.short(),
        ))?;
        for more in text {
            desk.out.line(&format!("{:40}{more}", ""))?;
        }
    }
    Ok(())
}

/// Shows the clocks of one incident, or of all that are open.
pub async fn clocks(desk: &Desk, typed: Option<&str>) -> Result<(), Failure> {
    let now = desk.journal.clock().now();
    let ids = meant(desk, typed, false).await?;
    let many = ids.len() > 1;
    let mut read: Vec<(IncidentId, Reading)> = Vec::new();
    for id in ids {
        let incident = desk.open(id).await?.incident;
        read.extend(readings(&incident, now).into_iter().map(|reading| (id, reading)));
    }
    // Late ones first, then by what runs out; what is over keeps its place behind.
    read.sort_by_key(|(_, reading)| (!reading.is_counting(), reading.due));
    if desk.out.json {
        let shapes: Vec<Clock> =
            read.iter().map(|(id, reading)| Clock::of(*id, reading, now)).collect();
        return desk.out.json(&wire::list("clocks", &shapes));
    }
    for (id, reading) in &read {
        let which = if many { format!("{} ", id.short()) } else { String::new() };
        desk.out.line(&format!("{which}{}", clock_line(reading, now)))?;
    }
    if read.is_empty() {
        desk.out.say("no clock runs")?;
    }
    Ok(())
}

fn clock_line(reading: &Reading, now: DateTime<Utc>) -> String {
    let sign = match reading.state {
        State::Late => "‼",
        State::AtRisk => "◔",
        State::Met { .. } => "✓",
        _ => " ",
    };
    format!(
        "{sign} {} {} {}",
        Shown::of(&reading.title).fit(28),
        Shown::of(&reading.rule).fit(16),
        reading.words(now)
    )
}

/// A moment as this desk wants to see it.
fn moment(desk: &Desk, moment: Moment) -> String {
    let exact = moment.precision() <= crate::time::Precision::Minute;
    if desk.global.local && exact {
        moment.earliest().with_timezone(&Local).format("%Y-%m-%d %H:%M%:z").to_string()
    } else if exact {
        moment.earliest().format("%Y-%m-%d %H:%MZ").to_string()
    } else {
        format!("≈{moment}")
    }
}
