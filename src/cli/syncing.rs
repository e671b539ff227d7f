//! `sync`: two stores come to hold the same, once; the other one in a folder or behind a server.

use super::args::ShareDo;
use super::desk::Desk;
use super::failure::{Failure, INVALID, NOT_FOUND, USAGE};
use super::linked::Link;
use super::out::{self, Out};
use super::purging;
use super::table::counted;
use crate::chance::SystemChance;
use crate::store::folder::Folder;
use crate::store::{Kind, Scope, Store};
use crate::sync::{self, Moved, Progress, Side, Summary, SyncError};
use crate::wire;
use std::io::{self, IsTerminal};
use std::path::Path;
use std::sync::Arc;

/// How many troubles are told in words; the data have all.
const TOLD: usize = 5;

/// Does what a sharing command asks.
pub async fn share(desk: &Desk, command: ShareDo) -> Result<u8, Failure> {
    match command {
        ShareDo::Sync { peer: None } => {
            let nobody = || {
                let what = "nothing says with whom to sync";
                let remedy = "name a folder or the address of a server, or settle one: --server \
                              URL, WARROOM_SERVER, or `url` under [server] in the configuration";
                Failure::new(USAGE, what, remedy)
            };
            with_server(desk, desk.link.as_ref().ok_or_else(nobody)?).await
        }
        ShareDo::Sync { peer: Some(peer) } if peer.contains("://") => {
            let (store, state) = (desk.journal.store(), &desk.folders.state);
            with_server(desk, &Link::at(&peer, &desk.global, store, state)).await
        }
        ShareDo::Sync { peer: Some(peer) } => {
            let theirs = folder(desk, Path::new(&peer))?;
            let summary = {
                let _alone = desk.journal.store().syncing()?;
                carry(desk, &theirs).await?
            };
            told(desk, &peer, &summary).await
        }
        // They need no desk.
        ShareDo::Serve(_) | ShareDo::Migrate(_) | ShareDo::Token { .. } => Ok(0),
    }
}

/// Syncs with a server, and remembers how it went.
async fn with_server(desk: &Desk, link: &Link) -> Result<u8, Failure> {
    let owed = link.memory.read().owed;
    let met = async {
        let server = link.connect()?;
        let now = desk.journal.clock().now();
        let met = link.meet(&server, now).await?;
        if let Some(warning) = link.clock_warning(met.ahead) {
            desk.warn(&warning);
        }
        let store = desk.journal.store();
        let _alone = store.syncing()?;
        let summary = carry(desk, &server).await?;
        link.asks_authors(store, &server, Scope::Everything).await;
        Ok::<_, Failure>(summary)
    };
    let now = || desk.journal.clock().now();
    let summary = met.await.inspect_err(|failure| link.failed(failure, now()))?;
    if summary.troubles.is_empty() {
        link.memory.change(|memory| memory.synced(&owed, now()));
    }
    told(desk, &link.address, &summary).await
}

/// Tells what was done, and asks about what was purged elsewhere.
async fn told(desk: &Desk, peer: &str, summary: &Summary) -> Result<u8, Failure> {
    let code = tell(desk.out, peer, summary)?;
    purging::offer(desk, &summary.purges.waiting).await?;
    Ok(code)
}

async fn carry(desk: &Desk, theirs: &impl Store) -> Result<Summary, Failure> {
    let (ours, now) = (desk.journal.store(), desk.journal.clock().now());
    let mut line = ProgressLine::of(desk.out);
    let done = sync::sync_telling(ours, theirs, now, &mut |progress| line.shows(progress)).await;
    line.goes();
    Ok(done?)
}

/// How far a sync has come, in a line on a terminal that goes when it is done.
struct ProgressLine {
    /// How wide the terminal is; nothing where nobody watches.
    width: Option<usize>,
    shown: String,
}

impl ProgressLine {
    fn of(out: Out) -> ProgressLine {
        let watched = io::stderr().is_terminal() && !out.quiet && !out.json;
        let size = watched.then(crossterm::terminal::size).and_then(Result::ok);
        ProgressLine { width: size.map(|(columns, _)| usize::from(columns)), shown: String::new() }
    }

    fn shows(&mut self, Progress { done, of }: Progress) {
        let Some(width) = self.width else { return };
        // A bar that fills by tenths, so that a slow line is not kept busy with it.
        let tenth = usize::try_from(done * 10 / of.max(1)).unwrap_or(10).min(10);
        let bar = format!("[{}{}]", "#".repeat(tenth), ".".repeat(10 - tenth));
        let text = format!("{bar} {done} of {of} entries");
        let text: String = text.chars().take(width.saturating_sub(1)).collect();
        if text.split(']').next() != self.shown.split(']').next() || done == of {
            out::progress(&text, self.shown.len());
            self.shown = text;
        }
    }

    /// Takes the line away.
    fn goes(&mut self) {
        if !self.shown.is_empty() {
            out::progress("", self.shown.len());
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
        out::complain(&format!("error: and {left} more like these"));
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
