//! What runs beside an open screen: it keeps the store and its server the same. The screen hears of it by
//! messages and never waits for it.

mod worker;

use super::linked::Link;
use super::remembered::Memory;
use crate::chance::Chance;
use crate::incident::IncidentId;
use crate::store::folder::Folder;
use crate::time::Clock;
use crate::ui::Trouble;
use crate::ui::message::Message;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::sync::{oneshot, watch};
use worker::Worker;

/// How long leaving waits for what is still to be sent.
const LAST: Duration = Duration::from_secs(1);

/// What whoever works beside the screen is told.
#[derive(Debug, Clone, Copy)]
enum Told {
    /// This screen wrote so many entries.
    Wrote(IncidentId, usize),
    /// Somebody changed an incident, here or elsewhere.
    Changed(IncidentId),
    /// This screen looks at an incident, or at none.
    Looks(Option<IncidentId>),
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

    /// The screen shows an incident, or none.
    pub fn looks_at(&self, incident: Option<IncidentId>) {
        self.tell(Told::Looks(incident));
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
