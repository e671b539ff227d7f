//! Commands that read: lists, the timeline, the clocks.

use super::desk::Desk;
use super::failure::Failure;
use super::table::Table;
use crate::incident::{EntryId, Incident, IncidentId, Line};
use crate::register::Query;
use crate::store::Store;
use crate::store::folder::{Change, Watcher};
use crate::store::index::Summary;
use crate::telling::{is_privileged, tell};
use crate::time::{Moment, Precision};
use crate::wire::{self, Entered, PRIVILEGED};
use chrono::Local;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

/// How often is looked at an incident that is not declared yet.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Lists incidents: those that go on, or all, or those that fit a query.
pub async fn list(desk: &Desk, all: bool, typed: &str) -> Result<(), Failure> {
    let query = desk.query(typed)?;
    let listing = desk.list().await?;
    let wanted: Vec<&Summary> =
        listing.summaries.iter().filter(|summary| query.lists(summary, all)).collect();
    if desk.out.json {
        return desk.out.json(&wire::list("incidents", &wanted));
    }
    let mut table = Table::with(desk.out, 0, &[]);
    for summary in &wanted {
        let stage = summary.stage.as_deref().filter(|_| summary.is_open());
        let cells = [
            summary.id.as_str(),
            summary.severity.as_deref().unwrap_or("no level"),
            stage.unwrap_or(&summary.status),
            summary.commander.as_deref().unwrap_or("nobody"),
        ];
        table.row(&cells, &summary.title);
    }
    table.print()?;
    if wanted.is_empty() {
        let others = listing.summaries.len();
        desk.out.say(&match others {
            _ if !query.is_empty() => nothing_fits(&query, typed),
            0 => "no incidents yet; `warroom declare TITLE` opens one".to_owned(),
            1 => "no open incidents; 1 is over (--all lists it)".to_owned(),
            many => format!("no open incidents; {many} are over (--all lists them)"),
        })?;
    }
    Ok(())
}

/// What is said when a query finds nothing.
pub fn nothing_fits(query: &Query, typed: &str) -> String {
    if query.is_words() {
        format!("no incident has `{typed}` in it")
    } else {
        format!("no incident fits `{typed}`")
    }
}

/// What of the timeline is shown.
#[derive(Debug, Clone, Copy)]
pub struct LogOf {
    /// Also incidents that are over.
    pub all: bool,
    /// Go on showing what is written.
    pub follow: bool,
    /// Also what is for lawyers only.
    pub with_privileged: bool,
}

/// Shows the timeline of one incident, or of all that are open.
pub async fn log(desk: &Desk, typed: Option<&str>, of: LogOf) -> Result<(), Failure> {
    let LogOf { all, follow, .. } = of;
    let (tell_change, changes) = mpsc::channel();
    // The watch begins before the first look, so that nothing falls between the two.
    let watcher = follow.then(|| {
        Watcher::of(desk.journal.store(), move |change| {
            _ = tell_change.send(change);
        })
    });
    let mut told: BTreeSet<EntryId> = BTreeSet::new();
    loop {
        let Meant { ids, on_their_way } = meant(desk, typed, all).await?;
        if let Some(watcher) = &watcher {
            watcher.follow(ids.iter().chain(&on_their_way).copied());
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
        print(desk, &lines, typed.is_none() && incidents.len() > 1, of)?;
        if !follow || !changed(&changes, !on_their_way.is_empty()) {
            return Ok(());
        }
    }
}

/// Waits until something changed. A folder that is being made may be watched too late: until the
/// incident in it is declared, it is looked at now and then.
fn changed(changes: &mpsc::Receiver<Change>, look: bool) -> bool {
    let first = if look {
        changes.recv_timeout(LOOK_EVERY).map(|_| ()).or_else(|error| match error {
            RecvTimeoutError::Timeout => Ok(()),
            RecvTimeoutError::Disconnected => Err(()),
        })
    } else {
        changes.recv().map(|_| ()).map_err(|_| ())
    };
    while changes.try_recv().is_ok() {}
    first.is_ok()
}

/// What a command is about.
pub struct Meant {
    /// The incidents.
    pub ids: Vec<IncidentId>,
    /// Those in whose logs nothing is declared yet.
    on_their_way: Vec<IncidentId>,
}

/// The incident that was named, or those that are open, or all.
pub async fn meant(desk: &Desk, typed: Option<&str>, all: bool) -> Result<Meant, Failure> {
    if let Some(typed) = typed {
        return Ok(Meant { ids: vec![desk.named(typed).await?], on_their_way: Vec::new() });
    }
    let listing = desk.list().await?;
    let mut on_their_way = desk.journal.store().incidents().await?;
    on_their_way.retain(|id| listing.summaries.iter().all(|summary| summary.id != *id));
    let meant = listing.summaries.iter().filter(|summary| all || summary.is_open());
    Ok(Meant { ids: meant.map(|summary| summary.id).collect(), on_their_way })
}

fn print(desk: &Desk, lines: &[(&Incident, &Line)], many: bool, how: LogOf) -> Result<(), Failure> {
    let LogOf { follow, with_privileged, .. } = how;
    let ids: BTreeSet<IncidentId> = lines.iter().map(|(incident, _)| incident.id).collect();
    let authors: BTreeMap<_, _> = ids.into_iter().map(|id| (id, desk.authors(id))).collect();
    if desk.out.json {
        let shape = |(of, line): &(&Incident, &Line)| {
            let entered = Entered::of(of, &authors[&of.id], line);
            if with_privileged { entered } else { entered.for_everybody() }
        };
        let shapes: Vec<Entered> = lines.iter().map(shape).collect();
        if follow {
            return shapes.iter().try_for_each(|shape| desk.out.json(shape));
        }
        return desk.out.json(&wire::list("entries", &shapes));
    }
    // Widths that hold for most lines keep the columns in place from one look to the next.
    let mut table = Table::with(desk.out, 0, if many { &[4, 17, 8, 9] } else { &[17, 8, 9] });
    for (incident, line) in lines {
        let mut told = tell(incident, line);
        if !with_privileged && is_privileged(incident, line) {
            PRIVILEGED.clone_into(&mut told.text);
        }
        let (which, when) = (incident.id.short(), moment(desk, line.when()));
        let cells = [which, &when, line.who(), told.kind];
        let mut text = told.text.lines();
        let doubt = authors[&incident.id].doubt(&line.entry).map(|doubt| format!("; {doubt}"));
        let (words, id) = (text.next().unwrap_or_default(), line.entry.id.short());
        let mut first = format!("{words} ({id}{})", doubt.unwrap_or_default());
        for more in text {
            first.push('\n');
            first.push_str(more);
        }
        table.row(if many { &cells } else { &cells[1..] }, &first);
    }
    table.print()
}

/// A moment as this desk wants to see it.
pub fn moment(desk: &Desk, moment: Moment) -> String {
    let exact = moment.precision() <= Precision::Minute;
    if desk.global.local && exact {
        moment.earliest().with_timezone(&Local).format("%Y-%m-%d %H:%M%:z").to_string()
    } else if exact {
        moment.earliest().format("%Y-%m-%d %H:%MZ").to_string()
    } else {
        format!("≈{moment}")
    }
}
