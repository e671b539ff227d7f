//! Two stores come to hold the same: what one has and the other lacks is carried over, both ways.
//!
//! ```text
//!  ours                          theirs
//!  tombstones ──────────────────▶ hear             what was purged on one side moves no more, either way
//!  files ───────────────────────▶ files            first, so that no entry names a file that is missing
//!  heads ───────── compared ───── heads            the truth; equal heads cost nothing more
//!  log tails ───────────────────▶ append           what contradicts is kept beside: branch
//!  redactions in what came ─────▶ blank            and the other way round
//! ```
//!
//! Only its replica makes entries of a log; here they are copied, byte for byte. So there is nothing to
//! merge, and whatever is interrupted goes on where it stopped the next time.

mod difference;
mod live;
mod pause;
mod purges;

pub use live::{push, sync_one, take_in};
pub use pause::pause;
pub use purges::Purges;

use crate::incident::{Entry, EntryId, Incident, IncidentId, Line, LogId, Standing};
use crate::store::index;
use crate::store::{Appended, Head, Heads, Kept, Kind, Scope, Store, StoreError};
use chrono::{DateTime, Utc};
use difference::Ends;
use std::collections::{BTreeMap, BTreeSet};

/// What was carried in one direction.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moved {
    /// How many entries.
    pub entries: usize,
    /// Of which incidents.
    pub incidents: BTreeSet<IncidentId>,
    /// How many files that are kept as evidence.
    pub files: usize,
    /// How many entries lost their content there, because what came asks for it.
    pub blanked: usize,
}

/// One side of a sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The store that is synced.
    Ours,
    /// Its peer.
    Theirs,
}

/// Something that could not be carried; everything else was.
#[derive(Debug)]
pub struct Trouble {
    /// The incident.
    pub incident: IncidentId,
    /// The log, where it is about one.
    pub log: Option<LogId>,
    /// The store that could not read or write.
    pub side: Side,
    /// Why.
    pub error: StoreError,
}

/// What a sync did.
#[derive(Debug, Default)]
pub struct Summary {
    /// From ours to theirs.
    pub sent: Moved,
    /// From theirs to ours.
    pub received: Moved,
    /// Logs that have split in two; both tellings are kept in both stores.
    pub split: BTreeSet<LogId>,
    /// What was said of incidents that were deleted for good; nothing of them was carried.
    pub purges: Purges,
    /// What could not be carried.
    pub troubles: Vec<Trouble>,
}

impl Summary {
    /// Whether one of the stores went away: whoever goes on asking waits for nothing each time.
    fn is_cut_off(&self) -> bool {
        is_gone(&self.troubles)
    }

    /// Whether the peer takes nothing from us. It may still give.
    fn is_denied(&self) -> bool {
        let denied = |trouble: &Trouble| {
            trouble.side == Side::Theirs && matches!(trouble.error, StoreError::Denied { .. })
        };
        self.troubles.iter().any(denied)
    }
}

fn is_gone(troubles: &[Trouble]) -> bool {
    troubles.iter().any(|trouble| matches!(trouble.error, StoreError::Unreachable { .. }))
}

/// Why two stores could not be synced at all, or not to the end.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// What happened and what was practised never mix.
    #[error("one store is for {0} incidents, the other for {1} ones")]
    Kinds(&'static str, &'static str),
    /// One of the stores cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How far a sync has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// How many entries were carried.
    pub done: u64,
    /// How many there are to carry, as far as the ends of the logs say.
    pub of: u64,
}

/// Carries over what one store has and the other lacks, both ways.
///
/// Trouble with one log or file does not keep the others from being carried. `now` is when it happens:
/// what lies far ahead of it is carried, but counts for nothing yet.
///
/// # Errors
///
/// When one of them cannot say what it has, or the two must not mix.
pub async fn sync<A: Store, B: Store>(
    ours: &A,
    theirs: &B,
    now: DateTime<Utc>,
) -> Result<Summary, SyncError> {
    sync_telling(ours, theirs, now, &mut |_| {}).await
}

/// The same, and tells how far it has come.
pub async fn sync_telling<A: Store, B: Store>(
    ours: &A,
    theirs: &B,
    now: DateTime<Utc>,
    tell: &mut (dyn FnMut(Progress) + Send),
) -> Result<Summary, SyncError> {
    carry_over(ours, theirs, (Scope::Everything, Way::Both), now, tell).await
}

/// Which way is carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// From ours to theirs and back.
    Both,
    /// From ours to theirs.
    Up,
}

async fn carry_over<A: Store, B: Store>(
    ours: &A,
    theirs: &B,
    (of, way): (Scope, Way),
    now: DateTime<Utc>,
    tell: &mut (dyn FnMut(Progress) + Send),
) -> Result<Summary, SyncError> {
    let word = |kind: Kind| kind.word();
    let (our_kind, their_kind) = (ours.kind().await?, theirs.kind().await?);
    if our_kind != their_kind {
        return Err(SyncError::Kinds(word(our_kind), word(their_kind)));
    }
    let mut summary = Summary::default();
    let purged = match of {
        Scope::Everything => purges::exchange(ours, theirs, &mut summary).await?,
        // What theirs has purged it does not take, and says so.
        Scope::Incident(_) => purges::known(ours).await?,
    };
    carry_files(ours, theirs, (of, way), &purged, &mut summary).await?;
    let our_heads = by_incident(ours.heads(of).await?);
    let their_heads = by_incident(theirs.heads(of).await?);
    let mut incidents: BTreeSet<IncidentId> =
        our_heads.keys().chain(their_heads.keys()).copied().collect();
    incidents.retain(|id| !purged.contains(id));
    let none = Logs::new();
    let all = incidents
        .iter()
        .map(|id| apart(our_heads.get(id).unwrap_or(&none), their_heads.get(id).unwrap_or(&none)));
    let mut progress = Progress { done: 0, of: all.sum() };
    // The newest first: if it is interrupted, what burns is there.
    for id in incidents.into_iter().rev() {
        let (our, their) = (our_heads.get(&id), their_heads.get(&id));
        if our == their {
            continue;
        }
        if summary.is_cut_off() {
            break;
        }
        let (our, their) = (our.unwrap_or(&none), their.unwrap_or(&none));
        let mut carried = |entries: usize| {
            progress.done += entries as u64;
            tell(progress);
        };
        let carrying = Carrying { ours, theirs, id, way, summary: &mut summary };
        carrying.carry(our, their, now, &mut carried).await;
    }
    Ok(summary)
}

/// How many entries lie between the ends of logs.
fn apart(ours: &Logs, theirs: &Logs) -> u64 {
    let last = |logs: &Logs, log: &LogId| {
        logs.get(log).and_then(|ends| ends.iter().map(|head| head.seq).max()).unwrap_or(0)
    };
    let logs: BTreeSet<&LogId> = ours.keys().chain(theirs.keys()).collect();
    logs.into_iter().map(|log| last(ours, log).abs_diff(last(theirs, log))).sum()
}

/// The ends of an incident's logs.
type Logs = BTreeMap<LogId, BTreeSet<Head>>;

fn by_incident(heads: Heads) -> BTreeMap<IncidentId, Logs> {
    let mut incidents: BTreeMap<IncidentId, Logs> = BTreeMap::new();
    for (log, head) in heads {
        incidents.entry(log.incident).or_default().entry(log).or_default().insert(head);
    }
    incidents
}

/// Carries the files that one has and the other lacks.
async fn carry_files<A: Store, B: Store>(
    ours: &A,
    theirs: &B,
    (of, way): (Scope, Way),
    purged: &BTreeSet<IncidentId>,
    summary: &mut Summary,
) -> Result<(), StoreError> {
    let mut our_files = ours.evidence(of).await?;
    our_files.retain(|(id, _)| !purged.contains(id));
    if way == Way::Up && our_files.is_empty() {
        return Ok(());
    }
    let mut their_files = theirs.evidence(of).await?;
    their_files.retain(|(id, _)| !purged.contains(id));
    let Summary { sent, received, troubles, .. } = summary;
    carry_some(ours, theirs, &our_files, &their_files, (sent, Side::Ours), troubles).await;
    if way == Way::Up {
        return Ok(());
    }
    carry_some(theirs, ours, &their_files, &our_files, (received, Side::Theirs), troubles).await;
    Ok(())
}

async fn carry_some<A: Store, B: Store>(
    from: &A,
    to: &B,
    here: &Kept,
    there: &Kept,
    (moved, side): (&mut Moved, Side),
    troubles: &mut Vec<Trouble>,
) {
    for (incident, sum) in here.difference(there) {
        if is_gone(troubles) {
            return;
        }
        let mut trouble = |side, error| {
            troubles.push(Trouble { incident: *incident, log: None, side, error });
        };
        match from.get_evidence(*incident, *sum).await {
            Ok(Some(bytes)) => match to.put_evidence(*incident, &bytes).await {
                Ok(_) => {
                    moved.files += 1;
                    moved.incidents.insert(*incident);
                }
                Err(error) => {
                    let denied = matches!(error, StoreError::Denied { .. });
                    trouble(side.other(), error);
                    if denied {
                        return;
                    }
                }
            },
            // What does not have the sum that it is named by is damaged, and `verify` says so.
            Ok(None) => {}
            Err(error) => trouble(side, error),
        }
    }
}

impl Side {
    fn other(self) -> Side {
        match self {
            Side::Ours => Side::Theirs,
            Side::Theirs => Side::Ours,
        }
    }
}

/// What a side lacks of a log.
struct Tail {
    log: LogId,
    entries: Vec<Entry>,
}

/// One incident on its way, in both directions.
struct Carrying<'a, A, B> {
    ours: &'a A,
    theirs: &'a B,
    id: IncidentId,
    way: Way,
    summary: &'a mut Summary,
}

impl<A: Store, B: Store> Carrying<'_, A, B> {
    async fn carry(
        mut self,
        ours: &Logs,
        theirs: &Logs,
        now: DateTime<Utc>,
        tell: &mut (dyn FnMut(usize) + Send),
    ) {
        let (mut up, mut down) = (Vec::new(), Vec::new());
        let (none, logs) = (BTreeSet::new(), ours.keys().chain(theirs.keys()));
        for log in logs.copied().collect::<BTreeSet<LogId>>() {
            let ends = |logs: &Logs| logs.get(&log).unwrap_or(&none).clone();
            match self.missing(log, &ends(ours), &ends(theirs)).await {
                Ok((to_theirs, to_ours)) => {
                    up.extend((!to_theirs.is_empty()).then_some(Tail { log, entries: to_theirs }));
                    down.extend((!to_ours.is_empty()).then_some(Tail { log, entries: to_ours }));
                }
                Err((side, error)) => self.trouble(Some(log), side, error),
            }
        }
        let denied = self.summary.is_denied();
        let Summary { sent, received, troubles, .. } = self.summary;
        if !denied {
            put(self.theirs, up, now, (sent, Side::Theirs), troubles, tell).await;
        }
        put(self.ours, down, now, (received, Side::Ours), troubles, tell).await;
    }

    fn trouble(&mut self, log: Option<LogId>, side: Side, error: StoreError) {
        self.summary.troubles.push(Trouble { incident: self.id, log, side, error });
    }

    /// What theirs lacks of a log, and what ours does.
    async fn missing(
        &mut self,
        log: LogId,
        ours: &BTreeSet<Head>,
        theirs: &BTreeSet<Head>,
    ) -> Result<(Vec<Entry>, Vec<Entry>), (Side, StoreError)> {
        let our = async |from| match self.ours.read(log, from).await {
            Ok(told) => Ok(told.entries),
            Err(error) => Err((Side::Ours, error)),
        };
        let their = async |from| match self.theirs.read(log, from).await {
            Ok(told) => Ok(told.entries),
            Err(error) => Err((Side::Theirs, error)),
        };
        match difference::compare(ours, theirs) {
            Ends::TheirsOnly | Ends::TheirsLonger(_) if self.way == Way::Up => {
                return Ok((Vec::new(), Vec::new()));
            }
            Ends::Same => return Ok((Vec::new(), Vec::new())),
            Ends::OursOnly => return Ok((our(1).await?, Vec::new())),
            Ends::TheirsOnly => return Ok((Vec::new(), their(1).await?)),
            Ends::OursLonger(end) => {
                if let Some(tail) = difference::behind(end, our(end.seq).await?) {
                    return Ok((tail, Vec::new()));
                }
            }
            Ends::TheirsLonger(end) => {
                if let Some(tail) = difference::behind(end, their(end.seq).await?) {
                    return Ok((Vec::new(), tail));
                }
            }
            Ends::Unclear => {}
        }
        let (our, their) = (our(1).await?, their(1).await?);
        let (up, mut down) = (difference::lacking(&our, &their), difference::lacking(&their, &our));
        if !up.is_empty() && !down.is_empty() {
            self.summary.split.insert(log);
        }
        if self.way == Way::Up {
            down.clear();
        }
        Ok((up, down))
    }
}

/// Puts what came into a store, and removes there what came with a wish to have it removed.
async fn put<S: Store>(
    store: &S,
    mut tails: Vec<Tail>,
    now: DateTime<Utc>,
    (moved, side): (&mut Moved, Side),
    troubles: &mut Vec<Trouble>,
    tell: &mut (dyn FnMut(usize) + Send),
) {
    // What says why something was removed comes before what was removed, where that can be.
    let redacts = |tail: &Tail| tail.entries.iter().any(|entry| entry.kind == "redacted");
    tails.sort_by_key(|tail| (!redacts(tail), tail.log));
    let mut came = None;
    for Tail { log, entries } in tails {
        for chain in difference::chains(entries) {
            match put_chain(store, log, &chain).await {
                Ok(()) => {
                    moved.entries += chain.len();
                    tell(chain.len());
                    moved.incidents.insert(log.incident);
                    came = Some(log.incident);
                }
                Err(error) => {
                    let (incident, log) = (log.incident, Some(log));
                    troubles.push(Trouble { incident, log, side, error });
                }
            }
        }
    }
    let Some(incident) = came else { return };
    match carry_out_redactions(store, incident, now, |_, _, _| true).await {
        Ok(blanked) => moved.blanked += blanked.unwrap_or_default(),
        Err(error) => troubles.push(Trouble { incident, log: None, side, error }),
    }
}

/// Puts a chain where it belongs: behind its log, or beside it when the two contradict each other.
async fn put_chain<S: Store>(store: &S, log: LogId, chain: &[Entry]) -> Result<(), StoreError> {
    match store.append(log, chain).await {
        Ok(Appended::Done(_)) => Ok(()),
        Ok(Appended::Purged) => Err(StoreError::Purged(log.incident)),
        Ok(Appended::Gap(_) | Appended::Fork(_)) | Err(StoreError::DamagedEnd { .. }) => {
            store.branch(log, chain).await.map(|_| ())
        }
        Err(error) => Err(error),
    }
}

/// Whether somebody may have the words of others removed: the commander, and legal.
pub fn may_redact(incident: &Incident, who: &str) -> bool {
    let decides = |role: &str| role == "commander" || role.starts_with("legal");
    incident.seats.keys().any(|role| decides(role) && incident.holder(role) == Some(who))
}

/// Removes from a store what the redactions of an incident ask to be removed; says how much, or nothing
/// where no entry asks for it. `may` says
/// of a line whether whoever asked for its removal may have it removed here.
pub async fn carry_out_redactions<S: Store>(
    store: &S,
    id: IncidentId,
    now: DateTime<Utc>,
    may: impl Fn(&Incident, &Line, &str) -> bool,
) -> Result<Option<usize>, StoreError> {
    if store.carries_out_redactions() {
        return Ok(Some(0));
    }
    let told = store.read_all(id).await?;
    if !told.entries.iter().any(|entry| entry.kind == "redacted") {
        return Ok(None);
    }
    let full: BTreeSet<EntryId> =
        told.entries.iter().filter(|it| it.data().is_some()).map(|it| it.id).collect();
    let incident = index::open(id, told, now).incident;
    // Under a hold what was removed is hidden; the bytes stay until it is lifted.
    if incident.hold.is_some() {
        return Ok(Some(0));
    }
    let removed = incident.timeline.iter().filter(|line| match &line.standing {
        Standing::Redacted { by, .. } => may(&incident, line, by),
        _ => false,
    });
    let mut unwanted: BTreeMap<LogId, Vec<EntryId>> = BTreeMap::new();
    for copy in removed.flat_map(|line| incident.copies(line.entry.id)) {
        if full.contains(&copy.id) {
            unwanted.entry(copy.log).or_default().push(copy.id);
        }
    }
    let mut blanked = 0;
    for (log, entries) in unwanted {
        blanked += store.blank(log, &entries).await?;
    }
    Ok(Some(blanked))
}
