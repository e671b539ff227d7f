//! The worker beside a screen: it follows the server, takes in what came and sends what was written.
//!
//! ```text
//!  begin ─▶ meet ─▶ follow ─▶ compare all ─▶ ┌ news came ─▶ take them in ─┐
//!    ▲                                       ├ somebody wrote ─▶ send it  ├─▶ ...
//!    └── a pause, longer each time ◀── failed┴────────────────────────────┘
//! ```

use super::{LAST, Place, Told};
use crate::cli::failure::{FORBIDDEN, Failure, UNREACHABLE};
use crate::cli::linked::Met;
use crate::incident::{Entry, IncidentId};
use crate::store::http::{Http, News, shapes};
use crate::store::{Heads, Scope, Store, StoreError, Tombstone};
use crate::sync::{self, Summary};
use crate::ui::message::Message;
use crate::ui::{Present, Sharing, Trouble};
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::fs::File;
use std::pin::pin;
use std::sync::PoisonError;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

/// How often a screen looks that leaves the syncing to another one of the same user.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How often is asked for the store while another process syncs it, and how many times.
const TURN: (Duration, u32) = (Duration::from_millis(50), 200);
/// How long is waited for a server to say who this desk is.
const TO_MEET: Duration = Duration::from_secs(10);
/// How often a server is asked at most whose it is what came; an approval does not wait for that.
const AUTHORS_EVERY: Duration = Duration::from_secs(20);
/// Of how many incidents it is asked one by one.
const ONE_BY_ONE: usize = 8;
/// How often a screen says that it is there: a server forgets it after a minute.
const HERE_EVERY: Duration = Duration::from_secs(20);

/// What keeps a store and its server the same.
pub(super) struct Worker {
    place: Place,
    told: UnboundedReceiver<Told>,
    screen: UnboundedSender<Message>,
    shown: Option<Sharing>,
    /// What was changed and is not compared yet.
    changed: BTreeSet<IncidentId>,
    /// The ends of logs of which both stores are known to hold the same.
    agreed: BTreeMap<IncidentId, Heads>,
    failures: u32,
    /// Whether somebody was told that the clocks disagree.
    warned: bool,
    /// The incident that this screen shows.
    looks_at: Option<IncidentId>,
    /// Who is there, as the screen was told.
    present: Vec<Present>,
    /// Of which incidents something came since the server was asked whose it is.
    unclear: BTreeSet<IncidentId>,
    /// Whether an approval was among it.
    approved: bool,
    /// What was purged elsewhere, as the screen was told.
    purged: Vec<Tombstone>,
    /// Whether something was refused because it was purged there, and nobody here has heard of that.
    unheard: bool,
}

impl Worker {
    /// One that has nothing to do yet.
    pub(super) fn of(
        place: Place,
        told: UnboundedReceiver<Told>,
        screen: UnboundedSender<Message>,
    ) -> Worker {
        let (shown, changed, agreed) = (None, BTreeSet::new(), BTreeMap::new());
        let (looks_at, present) = (None, Vec::new());
        Worker {
            place,
            told,
            screen,
            shown,
            changed,
            agreed,
            failures: 0,
            warned: false,
            looks_at,
            present,
            unclear: BTreeSet::new(),
            approved: false,
            purged: Vec::new(),
            unheard: false,
        }
    }

    /// Syncs for as long as the screen is open.
    pub(super) async fn work(&mut self) {
        let link = self.place.link.clone();
        self.shows(match link.memory.read().sharing() {
            Sharing::Synced => Sharing::Meeting,
            other => other,
        });
        let _lead = self.lead().await;
        let mut known = None;
        loop {
            let server = match known.take() {
                Some(server) => Ok(server),
                None => link.connect(),
            };
            let failure = match server {
                Ok(server) => {
                    let Err(failure) = self.follow(&server).await;
                    // Whoever refused may want another token.
                    known = Some(server).filter(|_| failure.code == UNREACHABLE);
                    failure
                }
                Err(failure) => failure,
            };
            self.failures = self.failures.saturating_add(1);
            link.failed(&failure, self.place.clock.now());
            self.shows_memory();
            self.shows_present(Vec::new());
            self.rest(sync::pause(self.failures, &*self.place.chance)).await;
        }
    }

    /// Waits until this is the one screen that syncs; meanwhile says what the other one remembers.
    async fn lead(&mut self) -> Option<File> {
        loop {
            // Where no lock can be had, the one of the store still keeps order.
            match self.place.link.memory.lead() {
                Ok(None) => {}
                Ok(lead) => return lead,
                Err(_) => return None,
            }
            self.rest(LOOK_EVERY).await;
            self.shows_memory();
        }
    }

    /// Waits; what is written here ends it, because whoever writes wants it to go up.
    async fn rest(&mut self, long: Duration) {
        let mut over = pin!(sleep(long));
        loop {
            let told = tokio::select! {
                () = &mut over => return,
                told = self.told.recv() => told,
            };
            match told {
                Some(told @ Told::Wrote(..)) => return self.notes(told),
                Some(told) => self.notes(told),
                None => return over.await,
            }
        }
    }

    /// Notes what was written or changed.
    fn notes(&mut self, told: Told) {
        let id = match told {
            Told::Wrote(id, entries) => {
                let memory = &self.place.link.memory;
                memory.change(|memory| *memory.owed.entry(id).or_default() += entries);
                id
            }
            Told::Changed(id) => id,
            Told::Looks(incident) => {
                self.looks_at = incident;
                return;
            }
        };
        self.changed.insert(id);
    }

    /// Says how both stand as it is remembered; why the server refuses, and what helps, is told once.
    fn shows_memory(&mut self) {
        let remembered = self.place.link.memory.read();
        let sharing = remembered.sharing();
        let was_refused = matches!(self.shown, Some(Sharing::Refused { .. }));
        if let (Sharing::Refused { .. }, Some(trouble), false) =
            (&sharing, remembered.trouble, was_refused)
        {
            let (text, remedy) = (trouble.text, trouble.remedy);
            _ = self.screen.send(Message::Failed { asked: None, text, remedy });
        }
        self.shows(sharing);
    }

    fn shows(&mut self, sharing: Sharing) {
        if self.shown.as_ref() != Some(&sharing) {
            _ = self.screen.send(Message::Shared(sharing.clone()));
            self.shown = Some(sharing);
        }
    }

    /// Meets the server and keeps both the same until one of them is gone.
    async fn follow(&mut self, server: &Http) -> Result<Infallible, Failure> {
        let now = self.place.clock.now();
        let met =
            timeout(TO_MEET, self.place.link.meet(server, now)).await.unwrap_or_else(|_| {
                let what = format!("{} gave no answer in time", self.place.link.address);
                Err(Failure::new(UNREACHABLE, what, "nothing is lost here"))
            })?;
        self.met(&met);
        let mut following = server.follow(None);
        // What the server was told, and since when it is.
        let mut said = None;
        let mut again = interval(HERE_EVERY);
        // After a while in which nothing came it asks at once.
        let mut asking = interval(AUTHORS_EVERY);
        asking.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let mut asks = false;
            let news = tokio::select! {
                news = following.next() => Some(news?),
                _ = again.tick() => {
                    said = None;
                    asks = self.waits_for_author();
                    None
                }
                _ = asking.tick(), if !self.unclear.is_empty() => {
                    asks = true;
                    None
                }
                Some(told) = self.told.recv() => {
                    self.notes(told);
                    None
                }
            };
            while let Ok(told) = self.told.try_recv() {
                self.notes(told);
            }
            match news {
                // What came before it was listened to is found by comparing.
                Some(News::Connected | News::Reset(_)) => self.compare_all(server).await?,
                Some(News::Came(batch)) => self.take_in(batch.entries).await?,
                Some(News::Presence(present)) => self.shows_present(present),
                None => {}
            }
            self.compare_changed(server).await?;
            if std::mem::take(&mut self.unheard) {
                self.compare_all(server).await?;
            }
            if asks || self.approved {
                self.asks_authors(server).await?;
            }
            if said != Some(self.looks_at) {
                said = Some(self.looks_at);
                self.is_here(server).await;
            }
            self.failures = 0;
        }
    }

    /// Says that somebody looks at the incident here, and hears who else does. A server that knows nothing
    /// of it, or has no room for more, keeps nothing else from working.
    async fn is_here(&mut self, server: &Http) {
        if let Ok(Ok(present)) = timeout(TO_MEET, server.is_here(self.looks_at)).await {
            self.shows_present(present);
        }
    }

    fn shows_present(&mut self, present: Vec<shapes::Present>) {
        let present = present.into_iter();
        let present = present.map(|it| Present { name: it.name, looks_at: it.incident });
        let present: Vec<Present> = present.collect();
        if self.present != present {
            _ = self.screen.send(Message::Present(present.clone()));
            self.present = present;
        }
    }

    /// Takes in who the server says this desk is.
    fn met(&mut self, met: &Met) {
        let link = &self.place.link;
        let warning = link.clock_warning(met.ahead).filter(|_| !self.warned);
        if let Some(warning) = warning {
            self.warned = true;
            let remedy = "the order of what is written goes by them".to_owned();
            _ = self.screen.send(Message::Failed { asked: None, text: warning, remedy });
        }
        let mut seat = self.place.seat.lock().unwrap_or_else(PoisonError::into_inner);
        seat.barred = link.barred(&met.me).map(Trouble::from);
        if !self.place.named && seat.name != met.me.name {
            seat.name.clone_from(&met.me.name);
            _ = self.screen.send(Message::Named(seat.name.clone()));
        }
    }

    /// Waits until no other process syncs the store.
    async fn alone(&self) -> Result<File, Failure> {
        for _ in 0..TURN.1 {
            if let Some(held) = self.place.store.try_syncing()? {
                return Ok(held);
            }
            sleep(TURN.0).await;
        }
        Err(StoreError::Busy(self.place.store.path().join("sync.lock")).into())
    }

    async fn compare_all(&mut self, server: &Http) -> Result<(), Failure> {
        let _alone = self.alone().await?;
        let owed = self.place.link.memory.read().owed;
        self.agreed.clear();
        self.changed.clear();
        let now = self.place.clock.now();
        let mut summary = sync::sync(&self.place.store, server, now).await?;
        self.shows_purged(std::mem::take(&mut summary.purges.waiting));
        self.settle(summary, &owed)?;
        self.hears_authors(server, Scope::Everything).await;
        Ok(())
    }

    /// Tells what was purged elsewhere and is still here.
    fn shows_purged(&mut self, waiting: Vec<Tombstone>) {
        if self.purged != waiting {
            _ = self.screen.send(Message::Purged(waiting.clone()));
            self.purged = waiting;
        }
    }

    /// Asks whose it is what came.
    async fn asks_authors(&mut self, server: &Http) -> Result<(), Failure> {
        let _alone = self.alone().await?;
        if self.unclear.len() > ONE_BY_ONE {
            self.hears_authors(server, Scope::Everything).await;
        }
        while let Some(id) = self.unclear.pop_last() {
            self.hears_authors(server, Scope::Incident(id)).await;
        }
        self.approved = false;
        Ok(())
    }

    /// Hears whose the logs are, and tells the screen what is new about them.
    async fn hears_authors(&mut self, server: &Http, of: Scope) {
        if of == Scope::Everything {
            self.unclear.clear();
        }
        let link = &self.place.link;
        let news = link.asks_authors(&self.place.store, server, of).await;
        if !news.is_empty() {
            let news = link.authors.read_all(news.into_iter().collect());
            _ = self.screen.send(Message::Authors(news));
        }
    }

    /// An author who confirms what was carried sends nothing that would be told: it is asked now and then,
    /// while somebody looks at it.
    fn waits_for_author(&mut self) -> bool {
        let authors = &self.place.link.authors;
        let doubted = self.looks_at.filter(|id| authors.read(*id).is_in_doubt());
        self.unclear.extend(doubted);
        doubted.is_some()
    }

    /// Compares what was changed since it was last known to be the same.
    async fn compare_changed(&mut self, server: &Http) -> Result<(), Failure> {
        let mut alone = None;
        // The newest first.
        while let Some(id) = self.changed.pop_last() {
            let here = self.place.store.heads(Scope::Incident(id)).await?;
            if self.agreed.get(&id) == Some(&here) {
                // It went up before it was told that it was written.
                if self.place.link.memory.read().owed.contains_key(&id) {
                    self.place.link.memory.change(|memory| _ = memory.owed.remove(&id));
                }
                continue;
            }
            if alone.is_none() {
                alone = Some(self.alone().await?);
            }
            let owed = self.place.link.memory.read().owed;
            let owed: BTreeMap<_, _> = owed.into_iter().filter(|(of, _)| *of == id).collect();
            let now = self.place.clock.now();
            let summary = sync::sync_one(&self.place.store, server, id, now).await?;
            let wrote = owed.get(&id).copied().unwrap_or_default();
            if summary.received.entries > 0 || summary.sent.entries > wrote {
                self.unclear.insert(id);
            }
            let is_purged = |it: &sync::Trouble| matches!(it.error, StoreError::Purged(_));
            self.unheard |= summary.troubles.iter().any(is_purged);
            self.settle(summary, &owed)?;
            let here = self.place.store.heads(Scope::Incident(id)).await?;
            self.agreed.insert(id, here);
        }
        Ok(())
    }

    /// Takes in what came; what does not fit is compared.
    async fn take_in(&mut self, entries: Vec<Entry>) -> Result<(), Failure> {
        let _alone = self.alone().await?;
        let store = self.place.store.clone();
        let ids: BTreeSet<IncidentId> = entries.iter().map(|entry| entry.log.incident).collect();
        // What this desk wrote comes back too, and nobody else's name is on it.
        let link = &self.place.link;
        let strange = entries.iter().filter(|entry| !link.is_own(entry.log));
        self.approved |= strange.clone().any(|entry| entry.kind == "message_approved");
        self.unclear.extend(strange.map(|entry| entry.log.incident));
        let mut same = Vec::new();
        for id in ids {
            let here = store.heads(Scope::Incident(id)).await?;
            if self.agreed.get(&id) == Some(&here) || here.is_empty() {
                same.push(id);
            }
        }
        let unclear = sync::take_in(&store, entries, self.place.clock.now()).await;
        for id in same.into_iter().filter(|id| !unclear.contains(id)) {
            self.agreed.insert(id, store.heads(Scope::Incident(id)).await?);
        }
        self.changed.extend(unclear);
        Ok(())
    }

    /// Remembers how a comparison went, and says so.
    fn settle(
        &mut self,
        summary: Summary,
        owed: &BTreeMap<IncidentId, usize>,
    ) -> Result<(), Failure> {
        let link = &self.place.link;
        let barred = link.me().is_some_and(|me| !me.may_write());
        // Whoever only reads there is not told each time that nothing is taken, and nobody of what was
        // purged there: `warroom sync` names it.
        let told = |error: &StoreError| match error {
            StoreError::Denied { .. } => !barred,
            error => !matches!(error, StoreError::Purged(_)),
        };
        let mut troubles = summary.troubles.into_iter().map(|trouble| trouble.error);
        let trouble = troubles.find(told).map(Failure::from);
        let now = self.place.clock.now();
        match trouble {
            Some(failure) if matches!(failure.code, UNREACHABLE | FORBIDDEN) => {
                return Err(failure);
            }
            // One log that cannot be carried keeps no other from it.
            Some(failure) => link.failed(&failure, now),
            None => _ = link.memory.change(|memory| memory.synced(owed, now)),
        }
        self.shows_memory();
        Ok(())
    }

    /// The last try, when the screen was left.
    pub(super) async fn last(&mut self) {
        while let Ok(told) = self.told.try_recv() {
            self.notes(told);
        }
        let link = self.place.link.clone();
        let owed = link.memory.read().owed;
        if owed.is_empty() {
            return;
        }
        self.changed.extend(owed.keys());
        self.agreed.clear();
        let sent = async {
            let server = link.connect()?;
            self.compare_changed(&server).await
        };
        if let Ok(Err(failure)) = timeout(LAST, sent).await {
            link.failed(&failure, self.place.clock.now());
        }
    }
}
