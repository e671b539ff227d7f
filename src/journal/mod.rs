//! From wish to line: decides a command against what is known, stamps its facts and appends them.
//!
//! ```text
//! Command ─▶ turn ─▶ read + fold ─▶ decide ─▶ stamp (seq, hlc, prev, salt) ─▶ append ─▶ Entry
//!               one process of a replica at a time         └ somebody was faster: again ┘
//! ```

mod rehearsal;

pub use rehearsal::rehearse;

use crate::chance::{self, Chance};
use crate::incident::{
    Authorship, Command, Declared, Entry, Event, Incident, IncidentId, LogId, Refusal, Request,
};
use crate::plan::Pinned;
use crate::store::index::{Known, Opened};
use crate::store::{Appended, Head, Replica, Store, StoreError, Turn, removal};
use crate::time::{Clock, Moment};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How often a replica takes a new name or tries again before it gives up.
const TRIES: usize = 8;

/// Writes commands into a store as one replica.
pub struct Journal<S, R> {
    store: S,
    replica: R,
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
    /// What was read last of some incidents.
    known: Mutex<HashMap<IncidentId, Known>>,
    /// Whether it removes nothing, whatever is redacted.
    leaves_words: bool,
}

/// What somebody wants, and on whose word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// What is wanted.
    pub command: Command,
    /// The writer's handle.
    pub by: String,
    /// When it happened, where that is not now.
    pub happened_at: Option<Moment>,
    /// Who said or did it, where the writer is only the scribe.
    pub said_by: Option<String>,
    /// Whether it is for lawyers only.
    pub privileged: bool,
    /// The request that asks for it, where it has a key: then it is done once, however often it comes.
    pub request: Option<Request>,
    /// What is known of who wrote what is there already.
    pub authors: Authorship,
}

impl Wish {
    /// A wish on the writer's own word, now.
    pub fn now(by: &str, command: Command) -> Wish {
        let (happened_at, said_by, request) = (None, None, None);
        let (by, authors) = (by.to_owned(), Authorship::default());
        Wish { command, by, happened_at, said_by, privileged: false, request, authors }
    }
}

/// What became of wishes: the entries, and the incident with them in it.
#[derive(Debug, Clone)]
pub struct Written {
    /// The new entries, in order.
    pub entries: Vec<Arc<Entry>>,
    /// The incident as it is now.
    pub incident: Incident,
    /// A redaction that hides its target everywhere, but could not remove it from the file here.
    pub pending: Option<String>,
    /// Whether they were there before: the same request had come already.
    pub again: bool,
}

/// Why nothing was written, unless it says otherwise.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// A rule forbids it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no such incident here.
    #[error("there is no incident {0}")]
    NoSuchIncident(IncidentId),
    /// The store could not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The key of a request was used for another one.
    #[error("the key `{0}` was used for another request")]
    KeyTaken(String),
    /// The log changed under the writer again and again.
    #[error("somebody else was faster, again and again")]
    Contended,
}

impl JournalError {
    /// What can be done about it.
    pub fn remedy(&self) -> String {
        match self {
            JournalError::Refused(refusal) => refusal.remedy(),
            JournalError::NoSuchIncident(_) => {
                "`warroom list --all` shows what there is".to_owned()
            }
            JournalError::Store(error) => error.remedy(),
            JournalError::KeyTaken(_) => "take a new key for each request".to_owned(),
            JournalError::Contended => "read what is there now, and do it again".to_owned(),
        }
    }
}

impl<S: Store, R: Replica> Journal<S, R> {
    /// A journal that writes into `store` as `replica`.
    pub fn new(
        store: S,
        replica: R,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
    ) -> Journal<S, R> {
        Journal { store, replica, clock, chance, known: Mutex::default(), leaves_words: false }
    }

    /// The store that it writes into.
    pub fn store(&self) -> &S {
        &self.store
    }

    /// The clock that it goes by.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// Random bytes.
    pub fn draw(&self, many: usize) -> Vec<u8> {
        let mut random = vec![0; many];
        self.chance.fill(&mut random);
        random
    }

    /// Reads an incident as it is now.
    pub async fn open(&self, id: IncidentId) -> Result<Opened, StoreError> {
        let told = self.store.read_all(id).await?;
        let now = self.clock.now();
        let known = self.known().remove(&id);
        let known = match known {
            Some(known) => known.again(told, now),
            None => Known::of(id, told, now),
        };
        let opened = known.opened().clone();
        self.remember(id, known);
        Ok(opened)
    }

    fn known(&self) -> MutexGuard<'_, HashMap<IncidentId, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers what was read, so that reading it again costs what is new.
    fn remember(&self, id: IncidentId, what: Known) {
        /// As many as somebody works on at a time; an archive is not kept in memory.
        const REMEMBERED: usize = 16;
        let mut known = self.known();
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(id, what);
    }

    /// Opens a new incident, and says which.
    pub async fn declare(
        &self,
        declared: Declared,
        plan: Option<Pinned>,
        exercise: bool,
        wish: impl Fn(Command) -> Wish,
    ) -> Result<Written, JournalError> {
        let day = self.clock.now().format("%y%m%d").to_string();
        for _ in 0..TRIES {
            let id = IncidentId::new(exercise, &day, &chance::letters(&self.draw(6)))
                .expect("a day and six letters make an id");
            let command = Command::Declare { declared: declared.clone(), plan: plan.clone() };
            match self.write(id, vec![wish(command)]).await {
                // Of a thousand million names one was taken: another is drawn.
                Err(JournalError::Refused(Refusal::AlreadyDeclared(_))) => {}
                done => return done,
            }
        }
        Err(JournalError::Contended)
    }

    /// Does what one command asks.
    pub async fn run(&self, id: IncidentId, wish: Wish) -> Result<Written, JournalError> {
        self.write(id, vec![wish]).await
    }

    /// Does what several commands ask, all of it or nothing, in one append.
    pub async fn write(&self, id: IncidentId, wishes: Vec<Wish>) -> Result<Written, JournalError> {
        let mut slower_at = None;
        for _ in 0..TRIES {
            let mut turn = self.replica.turn(id)?;
            let log = LogId { incident: id, replica: turn.replica() };
            let opened = self.open(id).await?;
            // A clock that was days ahead left entries that do not count; going on behind them would
            // break the order of that log.
            let ahead = opened.set_aside.iter().any(|entry| entry.log == log);
            let mut known = opened.set_aside;
            known.extend(opened.incident.timeline.iter().map(|line| Arc::clone(&line.entry)));
            let own = known.iter().filter(|entry| entry.log == log);
            let was_left_here = turn.last().is_none_or(|last| {
                own.clone().any(|entry| entry.seq == last.seq && entry.id == last.id)
            });
            if ahead || !was_left_here {
                self.replica.renew(turn.replica())?;
                continue;
            }
            let head = own.max_by_key(|entry| entry.seq).map(|entry| Head::of(entry));
            let mut incident = opened.incident;
            let asked = wishes.first().and_then(|wish| Some((&wish.by, wish.request.as_ref()?)));
            let before = asked.map(|(by, request)| done_before(&incident, by, request));
            if let Some(entries) = before.transpose()?.flatten() {
                return Ok(Written { entries, incident, pending: None, again: true });
            }
            let now = self.clock.now();
            let entries = rehearse(&mut incident, log, head, &wishes, now, &*self.chance).map_err(
                |refusal| match refusal {
                    Refusal::NotDeclared => JournalError::NoSuchIncident(id),
                    refusal => refusal.into(),
                },
            )?;
            let lines: Vec<Entry> = entries.iter().map(|entry| Entry::clone(entry)).collect();
            match self.store.append(log, &lines).await {
                Ok(Appended::Done(head)) => {
                    // What was appended is durable, and saying otherwise would have it written twice.
                    // A place that is behind the log costs nothing: the entry it names is still there.
                    _ = turn.wrote(head);
                    let pending = self.carry_out(&incident, &entries).await;
                    return Ok(Written { entries, incident, pending, again: false });
                }
                // Somebody else who writes under this name was faster: what they wrote is read, and decided
                // upon anew. A log that ends where it did and takes nothing is not what was read.
                Ok(Appended::Fork(_) | Appended::Gap(_))
                    if self.replica.is_shared() && slower_at != Some(head) =>
                {
                    slower_at = Some(head);
                }
                // The log is not what was read (a copy of it lies beside it, or somebody put an older
                // one in its place): another name keeps it from splitting in two.
                Ok(Appended::Fork(_) | Appended::Gap(_)) | Err(StoreError::DamagedEnd { .. }) => {
                    self.replica.renew(turn.replica())?;
                }
                Ok(Appended::Purged) => return Err(StoreError::Purged(id).into()),
                Err(error) => return Err(error.into()),
            }
        }
        Err(JournalError::Contended)
    }

    /// What the store holds of an incident is removed by whoever keeps it, who knows who may ask for that.
    #[must_use]
    pub fn leaving_words(self) -> Journal<S, R> {
        Journal { leaves_words: true, ..self }
    }

    /// Removes from this store what new entries redacted; under a hold nothing, and what waited for its end
    /// once it is lifted.
    async fn carry_out(&self, incident: &Incident, entries: &[Arc<Entry>]) -> Option<String> {
        let asks = |entry: &Arc<Entry>| match entry.fact().event {
            // A hold that was set by mistake is undone.
            Event::Redacted { .. } | Event::HoldLifted { .. } | Event::Reversed { .. } => true,
            _ => false,
        };
        let waits = || incident.still_in_the_file().next().is_some();
        if self.leaves_words || !entries.iter().any(asks) || !waits() {
            return None;
        }
        if let Err(held @ Refusal::Held { .. }) = incident.may_be_purged() {
            return Some(held.to_string());
        }
        let done = removal::carry_out_known(&self.store, incident, |_, _, _| true).await;
        done.err().map(|error| error.to_string())
    }
}

/// What a request of somebody with a key came to, if it came before.
pub fn done_before(
    incident: &Incident,
    by: &str,
    request: &Request,
) -> Result<Option<Vec<Arc<Entry>>>, JournalError> {
    let mut entries = Vec::new();
    for line in incident.timeline.iter().filter(|line| line.entry.by == by) {
        match &line.fact.request {
            Some(before) if before == request => entries.push(Arc::clone(&line.entry)),
            Some(before) if before.key == request.key => {
                return Err(JournalError::KeyTaken(request.key.clone()));
            }
            _ => {}
        }
    }
    Ok((!entries.is_empty()).then_some(entries))
}
