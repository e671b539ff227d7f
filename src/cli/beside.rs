//! What runs beside an open screen: it keeps the store and its server the same. The screen hears of it by
//! messages and never waits for it.
//!
//! ```text
//!  begin ─▶ meet ─▶ follow ─▶ compare all ─▶ ┌ news came ─▶ take them in ─┐
//!    ▲                                       ├ somebody wrote ─▶ send it  ├─▶ ...
//!    └── a pause, longer each time ◀── failed┴────────────────────────────┘
//! ```

use super::failure::{FORBIDDEN, Failure, UNREACHABLE};
use super::linked::{Link, Met};
use super::remembered::{Memory, Remembered};
use crate::chance::Chance;
use crate::incident::{Entry, IncidentId};
use crate::store::folder::Folder;
use crate::store::http::{Http, News};
use crate::store::{Heads, Scope, Store, StoreError};
use crate::sync::{self, Summary};
use crate::time::Clock;
use crate::ui::message::Message;
use crate::ui::{Sharing, Trouble};
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::fs::File;
use std::pin::pin;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{oneshot, watch};
use tokio::time::{sleep, timeout};

/// How often a screen looks that leaves the syncing to another one of the same user.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How often is asked for the store while another process syncs it, and how many times.
const TURN: (Duration, u32) = (Duration::from_millis(50), 200);
/// How long is waited for a server to say who this desk is.
const TO_MEET: Duration = Duration::from_secs(10);
/// How long leaving waits for what is still to be sent.
const LAST: Duration = Duration::from_secs(1);

/// What whoever works beside the screen is told.
#[derive(Debug, Clone, Copy)]
enum Told {
    /// This screen wrote so many entries.
    Wrote(IncidentId, usize),
    /// Somebody changed an incident, here or elsewhere.
    Changed(IncidentId),
}

/// Who sits here, as far as the server has a say in it.
#[derive(Debug, Clone)]
pub struct Seat {
    /// Under which name is written.
    pub name: String,
    /// Why nothing may be written.
    pub barred: Option<Trouble>,
}

/// The worker beside a screen.
pub struct Beside {
    tell: UnboundedSender<Told>,
    leave: oneshot::Sender<()>,
    ended: std::sync::mpsc::Receiver<()>,
    memory: Memory,
}

/// What tells the worker beside a screen what is written; one for a screen without a server tells nobody.
#[derive(Clone, Default)]
pub struct Bell(Option<UnboundedSender<Told>>);

impl Bell {
    /// This screen wrote entries.
    pub fn wrote(&self, id: IncidentId, entries: usize) {
        self.tell(Told::Wrote(id, entries));
    }

    /// An incident was changed by somebody.
    pub fn changed(&self, id: IncidentId) {
        self.tell(Told::Changed(id));
    }

    fn tell(&self, what: Told) {
        // Who has ended has nothing left to do.
        _ = self.0.as_ref().map(|worker| worker.send(what));
    }
}

/// What the worker needs.
pub struct Place {
    /// The server.
    pub link: Link,
    /// The store.
    pub store: Folder,
    /// Who sits at the screen.
    pub seat: Arc<Mutex<Seat>>,
    /// Whether somebody said under which name to write.
    pub named: bool,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// For how long to pause.
    pub chance: Arc<dyn Chance>,
}

impl Beside {
    /// Begins when the first frame is shown.
    pub fn begin(
        place: Place,
        mut shown: watch::Receiver<bool>,
        screen: UnboundedSender<Message>,
    ) -> Beside {
        let (tell, told) = unbounded_channel();
        let (tell_end, ended) = channel();
        let (leave, left) = oneshot::channel::<()>();
        let memory = place.link.memory.clone();
        let thread = std::thread::Builder::new().name("server".to_owned());
        // Without a thread the store is not synced, and everything else works.
        _ = thread.spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let Ok(runtime) = runtime else { return };
            runtime.block_on(async {
                let mut worker = Worker::of(place, told, screen);
                let work = async {
                    _ = shown.wait_for(|shown| *shown).await;
                    worker.work().await;
                };
                // What is cut off here waits for an answer: what is written in the store is written at once.
                tokio::select! {
                    () = work => {}
                    _ = left => {}
                }
                worker.last().await;
            });
            runtime.shutdown_background();
            _ = tell_end.send(());
        });
        Beside { tell, leave, ended, memory }
    }

    /// What tells it what is written.
    pub fn bell(&self) -> Bell {
        Bell(Some(self.tell.clone()))
    }

    /// Ends with one last try, for a moment at most; says how many entries are still to be sent.
    pub fn end(self) -> usize {
        _ = self.leave.send(());
        _ = self.ended.recv_timeout(LAST + Duration::from_millis(200));
        self.memory.read().owed.values().sum()
    }
}

struct Worker {
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
}

impl Worker {
    fn of(place: Place, told: UnboundedReceiver<Told>, screen: UnboundedSender<Message>) -> Worker {
        let (shown, changed, agreed) = (None, BTreeSet::new(), BTreeMap::new());
        Worker { place, told, screen, shown, changed, agreed, failures: 0, warned: false }
    }

    /// Syncs for as long as the screen is open.
    async fn work(&mut self) {
        let link = self.place.link.clone();
        self.shows(match of_memory(&link.memory.read()) {
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
        };
        self.changed.insert(id);
    }

    /// Says how both stand as it is remembered; why the server refuses, and what helps, is told once.
    fn shows_memory(&mut self) {
        let remembered = self.place.link.memory.read();
        let sharing = of_memory(&remembered);
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
        loop {
            let news = tokio::select! {
                news = following.next() => Some(news?),
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
                Some(News::Presence(_)) | None => {}
            }
            self.compare_changed(server).await?;
            self.failures = 0;
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
        let summary = sync::sync(&self.place.store, server, now).await?;
        self.settle(summary, &owed)
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
            let owed = owed.into_iter().filter(|(of, _)| *of == id).collect();
            let now = self.place.clock.now();
            let summary = sync::sync_one(&self.place.store, server, id, now).await?;
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
    async fn last(&mut self) {
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

/// What a screen says by what is remembered.
pub fn of_memory(remembered: &Remembered) -> Sharing {
    let to_send = remembered.owed.values().sum();
    match &remembered.trouble {
        Some(trouble) if trouble.refused => Sharing::Refused { why: trouble.text.clone(), to_send },
        Some(trouble) => Sharing::Offline { since: trouble.since, to_send },
        None if remembered.synced_at.is_some() => Sharing::Synced,
        None => Sharing::Meeting,
    }
}
