//! `sync`: two stores come to hold the same, once; the other one in a folder or behind a server.

use super::args::ShareDo;
use super::desk::Desk;
use super::failure::{FORBIDDEN, Failure, INVALID, NOT_FOUND, USAGE};
use super::out::Out;
use super::purging;
use super::table::counted;
use crate::chance::SystemChance;
use crate::store::folder::Folder;
use crate::store::http::{Http, Secret};
use crate::store::{Kind, Store};
use crate::sync::{self, Moved, Side, Summary, SyncError};
use crate::wire;
use chrono::{DateTime, Utc};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

/// How many troubles are told in words; the data have all.
const TOLD: usize = 5;

/// How far the clocks of two machines may be apart before somebody is told, in seconds.
const CLOCKS_APART: i64 = 60;

/// Does what a sharing command asks.
pub async fn share(desk: &Desk, command: ShareDo) -> Result<u8, Failure> {
    match command {
        ShareDo::Sync { peer, token_file } if peer.contains("://") => {
            let server = Http::at(&peer, secret(token_file.as_deref())?)?;
            compare_clocks(desk, &peer, &server.meta().await?.now);
            carry(desk, &peer, &server).await
        }
        ShareDo::Sync { peer, .. } => {
            let theirs = folder(desk, Path::new(&peer))?;
            carry(desk, &peer, &theirs).await
        }
        // They need no desk.
        ShareDo::Serve(_) | ShareDo::Migrate(_) | ShareDo::Token { .. } => Ok(0),
    }
}

async fn carry(desk: &Desk, peer: &str, theirs: &impl Store) -> Result<u8, Failure> {
    let (ours, now) = (desk.journal.store(), desk.journal.clock().now());
    let _alone = ours.syncing()?;
    let summary = sync::sync(ours, theirs, now).await?;
    let code = tell(desk.out, peer, &summary)?;
    purging::offer(desk, &summary.purges.waiting).await?;
    Ok(code)
}

/// The token for a server: from a file, from the environment, or from what the system hands a service.
fn secret(file: Option<&Path>) -> Result<Option<Secret>, Failure> {
    let handed = std::env::var_os("CREDENTIALS_DIRECTORY")
        .map(|folder| Path::new(&folder).join("warroom-token"))
        .filter(|file| file.exists());
    if let Some(file) = file {
        return read_secret(file).map(Some);
    }
    if let Some(token) = std::env::var("WARROOM_TOKEN").ok().filter(|token| !token.is_empty()) {
        return Ok(Some(Secret::new(&token)));
    }
    handed.as_deref().map(read_secret).transpose()
}

fn read_secret(file: &Path) -> Result<Secret, Failure> {
    let failed = |error| Failure::io(&format!("cannot read {}", file.display()), &error);
    let rights = file.metadata().map_err(failed)?.permissions().mode();
    if rights & 0o007 != 0 {
        let what = format!("everybody on this machine may read the token in {}", file.display());
        return Err(Failure::new(FORBIDDEN, what, format!("chmod 600 '{}'", file.display())));
    }
    std::fs::read_to_string(file).map(|text| Secret::new(&text)).map_err(failed)
}

/// Warns when the clocks of the two machines disagree: the order of what is written goes by them.
fn compare_clocks(desk: &Desk, peer: &str, theirs: &str) {
    let Ok(theirs) = theirs.parse::<DateTime<Utc>>() else { return };
    let ahead = (desk.journal.clock().now() - theirs).num_seconds();
    if ahead.abs() > CLOCKS_APART {
        let (seconds, way) = (ahead.abs(), if ahead > 0 { "ahead of" } else { "behind" });
        super::out::complain(&format!(
            "warning: the clock here is {seconds} s {way} that of {peer}; set it right"
        ));
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
    let nothing = summary.sent == Moved::default()
        && summary.received == Moved::default()
        && summary.purges.told.is_empty()
        && summary.purges.refused.is_empty();
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
    let purges = &summary.purges;
    if !purges.told.is_empty() {
        let many = counted(purges.told.len(), "incident was", "incidents were");
        lines.push(format!("purged    {many} purged here; {peer} was told"));
    }
    if let Some((id, error)) = purges.refused.first() {
        let more = match purges.refused.len() - 1 {
            0 => String::new(),
            more => format!(" (and {more} more)"),
        };
        lines.push(format!("not purged there: {id}{more}: {error}; {}", error.remedy()));
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
