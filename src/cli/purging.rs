//! `purge`: incidents that are over, deleted for good; what was purged elsewhere, deleted here too.

use super::args::PurgeOf;
use super::desk::Desk;
use super::failure::{FORBIDDEN, Failure, USAGE};
use super::reading::moment;
use super::table::{Table, counted};
use super::writing::confirm;
use crate::incident::{Incident, IncidentId};
use crate::store::index::Summary;
use crate::store::removal::{self, PurgeError};
use crate::store::{Head, Scope, Store, Tombstone};
use crate::time::Moment;
use crate::wire::{Going, Purged, Staying};
use serde_json::json;

/// Deletes what is meant, or lists what was deleted.
pub async fn purge(desk: &Desk, of: &PurgeOf) -> Result<(), Failure> {
    if of.list {
        return list(desk).await;
    }
    let stones = meant(desk, of).await?;
    let several = of.id.is_none();
    delete(desk, stones, &How { several, dry_run: of.dry_run, yes: of.yes }).await
}

/// Asks on a terminal whether what was purged elsewhere goes here too; says elsewhere how to say so.
pub async fn offer(desk: &Desk, waiting: &[Tombstone]) -> Result<(), Failure> {
    use std::io::IsTerminal;
    if waiting.is_empty() || desk.out.json {
        return Ok(());
    }
    let many = counted(waiting.len(), "incident was", "incidents were");
    desk.out.say(&format!(
        "purged    {many} purged elsewhere; `warroom purge --accept` deletes what is here"
    ))?;
    if !std::io::stdin().is_terminal() {
        return Ok(());
    }
    let asked = delete(desk, waiting.to_vec(), &How { several: true, dry_run: false, yes: false });
    match asked.await {
        // Whoever says no has said it: they are asked again the next time.
        Err(failure) if failure.error.starts_with("not confirmed") => Ok(()),
        done => done,
    }
}

/// What is to be deleted: the tombstones that will stand for it.
async fn meant(desk: &Desk, of: &PurgeOf) -> Result<Vec<Tombstone>, Failure> {
    let store = desk.journal.store();
    if of.accept {
        let heard = store.heard().await?;
        let Some(typed) = &of.id else { return Ok(heard) };
        let id = desk.named(typed).await?;
        return match heard.into_iter().find(|stone| stone.incident == id) {
            Some(stone) => Ok(vec![stone]),
            None => Err(Failure::new(
                USAGE,
                format!("nobody elsewhere has purged {id}"),
                "purge it here with a --reason; `warroom purge --list` lists what waits",
            )),
        };
    }
    let reason = Incident::reason_to_purge(of.reason.as_deref().unwrap_or_default())?;
    let ids = match (&of.id, &of.closed_before) {
        (Some(typed), _) => vec![desk.named(typed).await?],
        (None, Some(day)) => over_before(desk, day).await?,
        (None, None) => {
            let remedy = "give an ID, or --closed-before DAY, or --accept";
            return Err(Failure::new(USAGE, "no incident is named", remedy));
        }
    };
    let now = desk.journal.clock().now();
    Ok(ids.into_iter().map(|id| Tombstone::new(id, now, &desk.name, &reason)).collect())
}

/// The incidents that were over before a day. One of the past counts by its end, not by its import.
async fn over_before(desk: &Desk, day: &str) -> Result<Vec<IncidentId>, Failure> {
    let limit = desk.time(day)?.earliest();
    let ended = |summary: &Summary| summary.closed_at.or(summary.resolved_at).map(Moment::end);
    let listing = desk.list().await?;
    let over = listing.summaries.iter().filter(|it| it.status == "closed");
    Ok(over.filter(|it| ended(it).is_some_and(|end| end <= limit)).map(|it| it.id).collect())
}

struct How {
    /// Whether one that stays is told and the others go all the same.
    several: bool,
    dry_run: bool,
    yes: bool,
}

async fn delete(desk: &Desk, stones: Vec<Tombstone>, how: &How) -> Result<(), Failure> {
    owned(desk)?;
    let (mut going, mut staying) = (Vec::new(), Vec::new());
    for stone in stones {
        match look(desk, &stone).await? {
            Ok(goes) => going.push((goes, stone)),
            Err(stays) if how.several => staying.push(stays),
            Err(Staying { error, remedy, .. }) => {
                return Err(Failure::new(super::failure::REFUSED, error, remedy));
            }
        }
    }
    if !desk.out.json {
        tell(desk, &going, &staying)?;
    }
    let mut purged = Vec::new();
    if !how.dry_run && !going.is_empty() {
        let many = counted(going.len(), "incident", "incidents");
        confirm(how.yes, "a purge", &format!("Delete {many} for good?"))?;
        for (_, stone) in &going {
            let now = desk.journal.clock().now();
            purged.push(removal::purge(desk.journal.store(), stone, now).await?);
            desk.vouching().forget(stone.incident);
        }
        // The cache forgets what is not there any more.
        desk.list().await?;
    }
    if desk.out.json {
        let going: Vec<Going> = going.into_iter().map(|(goes, _)| goes).collect();
        let purged: Vec<Purged> = purged.iter().map(Purged::from).collect();
        return desk.out.json(&json!({ "going": going, "staying": staying, "purged": purged }));
    }
    let many = counted(purged.len(), "incident", "incidents");
    match (going.is_empty(), how.dry_run) {
        (true, _) => desk.out.say("nothing goes"),
        (false, true) => desk.out.say("nothing was deleted: this was a dry run"),
        (false, false) => desk.out.say(&format!("{many} purged")),
    }
}

/// Whose files they are may have them deleted; others who share the store may not.
fn owned(desk: &Desk) -> Result<(), Failure> {
    let store = desk.journal.store();
    if store.is_ours() {
        return Ok(());
    }
    let what = format!("{} is somebody else's store", store.path().display());
    Err(Failure::new(FORBIDDEN, what, "ask its owner to purge"))
}

/// What goes with an incident, or why it stays.
async fn look(desk: &Desk, stone: &Tombstone) -> Result<Result<Going, Staying>, Failure> {
    let (id, store) = (stone.incident, desk.journal.store());
    let incident = desk.journal.open(id).await?.incident;
    if let Err(refusal) = incident.may_be_purged() {
        let (error, remedy) = (format!("{id}: {refusal}"), refusal.remedy());
        return Ok(Err(Staying { id, error, remedy }));
    }
    let files = store.evidence(Scope::Incident(id)).await?.len();
    let entries = incident.timeline.iter().map(|line| &line.entry);
    let unknown = |entry: &&std::sync::Arc<crate::incident::Entry>| {
        !stone.heads.is_empty() && !stone.knew(entry.log, Head::of(entry))
    };
    let unknown_there = entries.clone().filter(unknown).count();
    let (title, entries) = (incident.title.clone(), entries.count());
    Ok(Ok(Going { id, title, entries, files, unknown_there }))
}

fn tell(desk: &Desk, going: &[(Going, Tombstone)], staying: &[Staying]) -> Result<(), Failure> {
    let mut table = Table::with(desk.out, 0, &[]);
    for (goes, stone) in going {
        let entries = counted(goes.entries, "entry", "entries");
        let files = counted(goes.files, "file", "files");
        let mut text = goes.title.clone();
        if !stone.heads.is_empty() {
            let when = moment(desk, Moment::second(stone.at));
            text = format!("{text}\npurged by {}, {when}: {}", stone.by, stone.reason);
        }
        if goes.unknown_there > 0 {
            let unknown = counted(goes.unknown_there, "entry was", "entries were");
            text = format!("{text}\n{unknown} not known there");
        }
        table.row(&["goes", goes.id.as_str(), &entries, &files], &text);
    }
    for stays in staying {
        table.row(&["stays", stays.id.as_str()], &format!("{}; {}", stays.error, stays.remedy));
    }
    table.print()
}

async fn list(desk: &Desk) -> Result<(), Failure> {
    let store = desk.journal.store();
    let (purged, waiting) = (store.tombstones().await?, store.heard().await?);
    if desk.out.json {
        let shapes = |stones: &[Tombstone]| stones.iter().map(Purged::from).collect::<Vec<_>>();
        let answer = json!({ "purged": shapes(&purged), "waiting": shapes(&waiting) });
        return desk.out.json(&answer);
    }
    let mut table = Table::with(desk.out, 0, &[]);
    for (word, stones) in [("purged", &purged), ("waiting", &waiting)] {
        for stone in stones {
            let when = moment(desk, Moment::second(stone.at));
            let id = stone.incident.as_str();
            table.row(&[word, id, &when, &stone.by], &stone.reason);
        }
    }
    if purged.is_empty() && waiting.is_empty() {
        return desk.out.line("nothing was purged");
    }
    table.print()
}

impl From<PurgeError> for Failure {
    fn from(error: PurgeError) -> Failure {
        match error {
            PurgeError::Refused(refusal) => refusal.into(),
            PurgeError::Store(error) => error.into(),
        }
    }
}
