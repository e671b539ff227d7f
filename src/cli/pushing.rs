//! What was written goes to the server before a command ends: for a second at most, unless somebody insists.
//!
//! Written is written: without `--wait` a server that is away, or refuses, is no error.

use super::desk::Desk;
use super::failure::{FORBIDDEN, Failure, UNREACHABLE};
use super::linked::{Link, PATIENCE, REST, within};
use super::out;
use super::table::counted;
use crate::incident::IncidentId;
use crate::store::folder::Folder;
use crate::store::{Scope, StoreError};
use crate::sync;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::time::Duration;

/// How long is waited before another try, when somebody insists: first, and at most.
const AGAIN: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(2));

/// What became of a push.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pushed {
    /// It is there.
    There,
    /// Another process syncs this store now.
    Busy,
}

/// Brings what a command wrote to the server, after its answer; the answer stays what it was.
pub fn after(desk: &Desk, done: Result<u8, Failure>) -> Result<u8, Failure> {
    let Some(link) = &desk.link else { return done };
    let wrote = desk.wrote.take();
    if wrote.is_empty() && desk.global.wait.is_none() {
        return done;
    }
    let remembered = link.memory.change(|memory| {
        for (id, entries) in &wrote {
            *memory.owed.entry(*id).or_default() += entries;
        }
    });
    if remembered.owed.is_empty() {
        return done;
    }
    let now = desk.journal.clock().now();
    if let Some(seconds) = desk.global.wait {
        let until = now + TimeDelta::seconds(i64::from(seconds));
        return match insist(desk, link, &remembered.owed, until) {
            Ok(()) => done,
            Err(failure) => done.and(Err(failure)),
        };
    }
    let resting = remembered.trouble.filter(|trouble| now < trouble.at + REST && trouble.at <= now);
    let failure = match resting {
        Some(trouble) => Failure::new(0, trouble.text, trouble.remedy),
        None => match push(desk, link, &remembered.owed, PATIENCE) {
            Ok(_) => return done,
            Err(failure) => failure,
        },
    };
    if std::io::stderr().is_terminal() && !desk.out.quiet && !desk.out.json {
        let entries = counted(remembered.owed.values().sum(), "entry", "entries");
        out::complain(&format!("kept here, {entries} to send: {}", failure.error));
    }
    done
}

/// Tries until it is there, or until the time is up.
fn insist(
    desk: &Desk,
    link: &Link,
    owed: &BTreeMap<IncidentId, usize>,
    until: DateTime<Utc>,
) -> Result<(), Failure> {
    let mut nap = AGAIN.0;
    loop {
        let left = (until - desk.journal.clock().now()).to_std().unwrap_or_default();
        let why = match push(desk, link, owed, left.max(AGAIN.0)) {
            Ok(Pushed::There) => return Ok(()),
            Ok(Pushed::Busy) => "another process is syncing this store".to_owned(),
            Err(failure) if failure.code == FORBIDDEN => {
                let what = format!("written here, and not there: {}", failure.error);
                return Err(Failure { error: what, ..failure });
            }
            Err(failure) => failure.error,
        };
        if left <= nap {
            let what = format!("written here, and not yet on {}: {why}", link.address);
            let remedy = "it goes up with what is written next, or with `warroom sync`; do not \
                          write it again";
            return Err(Failure::new(UNREACHABLE, what, remedy));
        }
        std::thread::sleep(nap);
        nap = (nap * 2).min(AGAIN.1);
    }
}

/// Brings up what is owed, and remembers how it went.
fn push(
    desk: &Desk,
    link: &Link,
    owed: &BTreeMap<IncidentId, usize>,
    long: Duration,
) -> Result<Pushed, Failure> {
    let now = desk.journal.clock().now();
    let (store, owed) = (desk.journal.store().clone(), owed.clone());
    let server = link.clone();
    let pushed = within(long, move || carry_up(store, server, owed, now));
    let pushed = pushed.unwrap_or_else(|| {
        let what = format!("{} gave no answer in time", link.address);
        Err(Failure::new(UNREACHABLE, what, "it goes up later; nothing is lost here"))
    });
    match &pushed {
        Ok(_) => {}
        Err(failure) => link.failed(failure, desk.journal.clock().now()),
    }
    pushed
}

async fn carry_up(
    store: Folder,
    link: Link,
    owed: BTreeMap<IncidentId, usize>,
    now: DateTime<Utc>,
) -> Result<Pushed, Failure> {
    let Some(_alone) = store.try_syncing()? else { return Ok(Pushed::Busy) };
    let server = link.connect()?;
    if link.me().is_none() {
        link.meet(&server, now).await?;
    }
    let mut trouble = None;
    // The newest first: if it is interrupted, what burns is there.
    for (id, entries) in owed.into_iter().rev() {
        let summary = sync::push(&store, &server, id, now).await?;
        // Whoever carried what others wrote, or waits for an author, wants to know whose the server takes it for.
        if summary.sent.entries > entries || link.authors.read(id).is_in_doubt() {
            link.asks_authors(&store, &server, Scope::Incident(id)).await;
        }
        let error = summary.troubles.into_iter().next().map(|trouble| trouble.error);
        let purged = matches!(error, Some(StoreError::Purged(_)));
        // What was purged there is not brought again and again.
        if error.is_none() || purged {
            link.memory.change(|memory| memory.paid(&BTreeMap::from([(id, entries)])));
        }
        let failure = error.map(Failure::from);
        if let Some(failure) = failure {
            if matches!(failure.code, UNREACHABLE | FORBIDDEN) {
                return Err(failure);
            }
            trouble = trouble.or(Some(failure));
        }
    }
    if let Some(failure) = trouble {
        return Err(failure);
    }
    link.memory.change(|memory| memory.synced(&BTreeMap::new(), now));
    Ok(Pushed::There)
}
