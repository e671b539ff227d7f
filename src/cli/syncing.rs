//! `sync`: two stores come to hold the same, once.

use super::args::ShareDo;
use super::desk::Desk;
use super::failure::{Failure, INVALID, NOT_FOUND, USAGE};
use super::out::Out;
use super::table::counted;
use crate::chance::SystemChance;
use crate::store::Kind;
use crate::store::folder::Folder;
use crate::sync::{self, Moved, Side, Summary, SyncError};
use crate::wire;
use std::path::Path;
use std::sync::Arc;

/// How many troubles are told in words; the data have all.
const TOLD: usize = 5;

/// Does what a sharing command asks.
pub async fn share(desk: &Desk, command: ShareDo) -> Result<u8, Failure> {
    match command {
        ShareDo::Sync { peer } => {
            let theirs = folder(desk, &peer)?;
            let _alone = desk.journal.store().syncing()?;
            let (ours, now) = (desk.journal.store(), desk.journal.clock().now());
            let summary = sync::sync(ours, &theirs, now).await?;
            tell(desk.out, &peer.display().to_string(), &summary)
        }
    }
}

/// The other store, in a folder that must be there: a slip of the finger makes no new one.
fn folder(desk: &Desk, path: &Path) -> Result<Folder, Failure> {
    if !path.exists() {
        let what = format!("there is no folder {}", path.display());
        return Err(Failure::new(
            NOT_FOUND,
            what,
            "check the name; an empty folder becomes a store",
        ));
    }
    if desk.journal.store().is_at(path) {
        let what = format!("{} is the store itself", path.display());
        return Err(Failure::new(USAGE, what, "name the folder of another store"));
    }
    Ok(Folder::at(path, Kind::Real, Arc::new(SystemChance))?)
}

/// Tells what was carried; what could not be is an error, and everything else was done.
fn tell(out: Out, peer: &str, summary: &Summary) -> Result<u8, Failure> {
    if out.json {
        out.json(&wire::synced(peer, summary))?;
    } else {
        for line in words(peer, summary) {
            out.say(&line)?;
        }
    }
    for trouble in summary.troubles.iter().take(TOLD) {
        let whose = match trouble.side {
            Side::Ours => "here",
            Side::Theirs => peer,
        };
        let failure = Failure::from_store(&trouble.error);
        let about = format!("{}, {whose}: {}", trouble.incident, failure.error);
        Failure { error: about, ..failure }.tell();
    }
    let left = summary.troubles.len().saturating_sub(TOLD);
    if left > 0 {
        super::out::complain(&format!("error: and {left} more like these"));
    }
    Ok(summary.troubles.first().map_or(0, |trouble| Failure::from_store(&trouble.error).code))
}

/// A sync in words.
fn words(peer: &str, summary: &Summary) -> Vec<String> {
    let nothing = summary.sent == Moved::default() && summary.received == Moved::default();
    if nothing && summary.troubles.is_empty() {
        return vec![format!("nothing to carry: {peer} holds the same")];
    }
    let mut lines = vec![
        format!("sent      {}", carried(&summary.sent)),
        format!("received  {}", carried(&summary.received)),
    ];
    for (moved, whose) in [(&summary.received, "here"), (&summary.sent, peer)] {
        if moved.blanked > 0 {
            let entries = counted(moved.blanked, "entry", "entries");
            lines.push(format!("redacted  the words of {entries}, {whose}"));
        }
    }
    for log in &summary.split {
        lines.push(format!(
            "split     {} wrote two tellings of {}: a copied store or machine; both are kept",
            log.replica, log.incident
        ));
    }
    lines
}

fn carried(moved: &Moved) -> String {
    let entries = counted(moved.entries, "entry", "entries");
    let incidents = counted(moved.incidents.len(), "incident", "incidents");
    match (moved.entries, moved.files) {
        (0, 0) => "nothing".to_owned(),
        (_, 0) => format!("{entries} of {incidents}"),
        (_, files) => format!("{entries} and {} of {incidents}", counted(files, "file", "files")),
    }
}

impl From<SyncError> for Failure {
    fn from(error: SyncError) -> Failure {
        match error {
            SyncError::Store(error) => error.into(),
            SyncError::Kinds(..) => {
                let remedy =
                    "real incidents and exercises never mix; name a store of the same kind";
                Failure::new(INVALID, error.to_string(), remedy)
            }
        }
    }
}
