//! Playing stories into a throw-away store, as they happened, on a clock of their own.

use super::failure::Failure;
use crate::chance::SystemChance;
use crate::incident::{IncidentId, ReplicaId};
use crate::ingest::timeline::Live;
use crate::journal::{Journal, JournalError, Wish};
use crate::store::LooseReplica;
use crate::store::folder::{Folder, Kind};
use crate::time::{Clock, PlayedClock, StandingClock};
use chrono::{DateTime, Utc};
use std::sync::Arc;
use tempfile::TempDir;

/// A throw-away store with stories in it. It is gone when this is dropped.
pub struct Theatre {
    /// The clock that the screen goes by.
    pub clock: PlayedClock,
    /// The store.
    pub store: Folder,
    _folder: TempDir,
}

impl Theatre {
    /// An empty store on a clock that shows `start` and runs `speed` times as fast.
    pub fn new(start: DateTime<Utc>, speed: u32) -> Result<Theatre, Failure> {
        let folder = tempfile::Builder::new().prefix("warroom-").tempdir();
        let folder =
            folder.map_err(|error| Failure::io("cannot make a throw-away store", &error))?;
        let store = Folder::at(folder.path(), Kind::Exercise, Arc::new(SystemChance))?;
        Ok(Theatre { clock: PlayedClock::starting_at(start, speed), store, _folder: folder })
    }

    /// The journal of whoever sits at the screen.
    pub fn journal(&self) -> Journal<Folder, LooseReplica> {
        let replica = LooseReplica::named(names("desk"));
        let clock = Arc::new(self.clock);
        Journal::new(self.store.clone(), replica, clock, Arc::new(SystemChance))
    }

    /// Writes what has happened by now, each entry at its own time; what comes later is given back in
    /// order.
    pub async fn open(&self, stories: Vec<Live>) -> Result<Player, Failure> {
        let clock = Arc::new(StandingClock::at(self.clock.now()));
        let replica = LooseReplica::named(names("play"));
        let chance = Arc::new(SystemChance);
        let journal = Journal::new(self.store.clone(), replica, Arc::clone(&clock) as _, chance);
        let mut player = Player { journal, clock, due: Vec::new() };
        for story in stories {
            player.due.push((story.start, story.id, story.declare));
            player.due.extend(story.due.into_iter().map(|(at, wishes)| (at, story.id, wishes)));
        }
        // Stable: what happens to one incident at one time stays in its order.
        player.due.sort_by_key(|(at, ..)| *at);
        player.due.reverse();
        player.catch_up(self.clock.now()).await?;
        Ok(player)
    }
}

/// The names of a replica in a throw-away store.
fn names(of: &str) -> impl Iterator<Item = ReplicaId> + use<'_> {
    (0..8).filter_map(move |turn| format!("{of}{turn:04}").parse().ok())
}

/// Plays what is still to come.
pub struct Player {
    journal: Journal<Folder, LooseReplica>,
    clock: Arc<StandingClock>,
    /// The next one stands last.
    due: Vec<(DateTime<Utc>, IncidentId, Vec<Wish>)>,
}

impl Player {
    /// Writes what has happened by `now`.
    async fn catch_up(&mut self, now: DateTime<Utc>) -> Result<(), JournalError> {
        while let Some((at, id, wishes)) = self.due.pop_if(|(at, ..)| *at <= now) {
            self.clock.set(at);
            for wish in wishes {
                match self.journal.run(id, wish).await {
                    // Whoever sits at the screen was faster: the incident is resolved, the seat taken.
                    Ok(_) | Err(JournalError::Refused(_)) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(())
    }

    /// Writes what is due when it is due, until all is told.
    pub async fn play(mut self, clock: PlayedClock) -> Result<(), JournalError> {
        while let Some((at, ..)) = self.due.last() {
            tokio::time::sleep(clock.until(*at)).await;
            self.catch_up(clock.now()).await?;
        }
        Ok(())
    }
}
