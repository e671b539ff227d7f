//! Seeing what other processes write: by the file system's own word where it has one, else by looking.

use super::Folder;
use crate::incident::IncidentId;
use crate::store::Store;
use notify::{EventKind, RecursiveMode, Watcher as _};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

/// How often is looked where the file system tells nothing.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// What somebody changed in a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// An incident was added or removed.
    Incidents,
    /// A log of the incident changed.
    Incident(IncidentId),
}

/// Watches a store until it is dropped.
///
/// The folder of incidents and the logs of the incidents that are followed are watched; an archive of
/// thousands costs nothing. An incident that appears is watched until its first entry is there, because
/// its folder is made before its log. On a network file system, and where watching fails, a look every
/// two seconds takes its place.
pub struct Watcher {
    inner: Arc<Mutex<Inner>>,
}

struct Inner {
    store: Folder,
    tell: Arc<dyn Fn(Change) + Send + Sync>,
    native: Option<notify::RecommendedWatcher>,
    /// Keeps the watching thread waiting; it ends with the watcher.
    _heard: Sender<Heard>,
    watched: BTreeSet<PathBuf>,
    followed: BTreeSet<IncidentId>,
    /// Incidents that appeared and have no entry yet.
    newcomers: BTreeSet<IncidentId>,
    seen: Seen,
}

/// What the file system says.
enum Heard {
    Changed(Change),
    /// It could not keep up: anything may have changed.
    Overrun,
}

/// What a look found: which incidents there are, and the files of those that matter.
#[derive(Default, PartialEq)]
struct Seen {
    incidents: Vec<IncidentId>,
    lengths: BTreeMap<IncidentId, Vec<(String, u64)>>,
}

impl Watcher {
    /// Watches a store, and calls `tell` from another thread for each change.
    pub fn of(store: &Folder, tell: impl Fn(Change) + Send + Sync + 'static) -> Watcher {
        let (heard, hear) = channel();
        let native = if is_remote(store.path()) { None } else { native(store, heard.clone()) };
        Watcher::start(store, native, heard, hear, LOOK_EVERY, Arc::new(tell))
    }

    /// Watches a store by nothing but a look every so often, as on a file system that tells nothing.
    pub fn looking(
        store: &Folder,
        every: Duration,
        tell: impl Fn(Change) + Send + Sync + 'static,
    ) -> Watcher {
        let (heard, hear) = channel();
        Watcher::start(store, None, heard, hear, every, Arc::new(tell))
    }

    fn start(
        store: &Folder,
        native: Option<notify::RecommendedWatcher>,
        heard: Sender<Heard>,
        hear: Receiver<Heard>,
        every: Duration,
        tell: Arc<dyn Fn(Change) + Send + Sync>,
    ) -> Watcher {
        let mut inner = Inner {
            store: store.clone(),
            tell,
            native,
            _heard: heard,
            watched: BTreeSet::new(),
            followed: BTreeSet::new(),
            newcomers: BTreeSet::new(),
            seen: Seen::default(),
        };
        inner.watch();
        inner.newcomers = ready(store.incidents()).unwrap_or_default().into_iter().collect();
        inner.forget_newcomers();
        inner.watch();
        inner.seen = inner.look();
        let inner = Arc::new(Mutex::new(inner));
        let weak = Arc::downgrade(&inner);
        let thread = std::thread::Builder::new().name("store-watch".to_owned());
        // Without a thread nothing is told; whoever watches still sees its own writing.
        _ = thread.spawn(move || attend(&weak, &hear, every));
        Watcher { inner }
    }

    /// Says which incidents' logs matter from now on. What was written before this call is not told.
    pub fn follow(&self, incidents: impl IntoIterator<Item = IncidentId>) {
        let mut inner = lock(&self.inner);
        inner.followed = incidents.into_iter().collect();
        inner.forget_newcomers();
        inner.watch();
        // Which incidents there are is not looked at again: one that appeared since is still to be told.
        inner.seen.lengths = inner.look().lengths;
    }
}

fn lock(inner: &Mutex<Inner>) -> std::sync::MutexGuard<'_, Inner> {
    inner.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Tells what is heard, and looks for as long as something cannot be heard.
fn attend(inner: &Weak<Mutex<Inner>>, hear: &Receiver<Heard>, every: Duration) {
    loop {
        let heard = hear.recv_timeout(every);
        let Some(inner) = inner.upgrade() else { return };
        let mut inner = lock(&inner);
        let changes = match heard {
            Ok(Heard::Changed(change)) => inner.heard(change),
            Ok(Heard::Overrun) => {
                let all = inner.followed.iter().map(|id| Change::Incident(*id));
                [Change::Incidents].into_iter().chain(all).collect()
            }
            Err(RecvTimeoutError::Timeout) => inner.look_again(),
            Err(RecvTimeoutError::Disconnected) => return,
        };
        let tell = Arc::clone(&inner.tell);
        drop(inner);
        for change in changes {
            tell(change);
        }
    }
}

impl Inner {
    /// What a change means to whoever watches.
    fn heard(&mut self, change: Change) -> Vec<Change> {
        let mut changes = vec![change];
        if change == Change::Incidents {
            changes.extend(self.welcome());
        } else if let Change::Incident(id) = change {
            // The folder of its logs may be new: whatever came before it was watched is told now.
            let before = self.watched.len();
            self.watch();
            if self.watched.len() == before && !self.matters(id) {
                changes.clear();
            }
        }
        changes
    }

    fn matters(&self, id: IncidentId) -> bool {
        self.followed.contains(&id) || self.newcomers.contains(&id)
    }

    /// Watches incidents that appeared; what they hold already is told.
    fn welcome(&mut self) -> Vec<Change> {
        let incidents = ready(self.store.incidents()).unwrap_or_default();
        let known: BTreeSet<IncidentId> = self.seen.incidents.iter().copied().collect();
        self.newcomers.extend(incidents.iter().filter(|id| !known.contains(id)));
        self.watch();
        let changes = incidents.iter().filter(|id| !known.contains(id));
        let changes = changes.map(|id| Change::Incident(*id)).collect();
        self.seen.incidents = incidents;
        changes
    }

    /// An incident whose entries are there is listed like any other, and followed if it matters.
    fn forget_newcomers(&mut self) {
        let store = &self.store;
        let holds = |id: IncidentId| {
            let lengths = store.lengths(id).unwrap_or_default();
            lengths.iter().any(|(_, length)| *length > 0)
        };
        self.newcomers.retain(|id| !holds(*id));
    }

    /// Puts every folder that matters, and exists, under watch.
    fn watch(&mut self) {
        let Some(native) = &mut self.native else { return };
        let incidents = self.store.incidents_folder();
        let logs = self.followed.iter().chain(&self.newcomers).flat_map(|id| {
            // Until there is a folder for logs, the one where it will appear is watched.
            let log = self.store.log_folder(*id);
            let above = log.parent().filter(|_| !log.is_dir()).map(Path::to_owned);
            [Some(log), above].into_iter().flatten()
        });
        let wanted: BTreeSet<_> = logs.chain([incidents]).filter(|path| path.is_dir()).collect();
        for path in self.watched.difference(&wanted) {
            _ = native.unwatch(path);
        }
        let mut failed = false;
        for path in wanted.difference(&self.watched) {
            failed |= native.watch(path, RecursiveMode::NonRecursive).is_err();
        }
        self.watched = wanted;
        if failed {
            self.native = None;
        }
    }

    /// Whether the file system does not tell everything: it cannot, or the store is not there yet.
    fn must_look(&self) -> bool {
        self.native.is_none() || !self.watched.contains(&self.store.incidents_folder())
    }

    fn look(&self) -> Seen {
        let incidents = ready(self.store.incidents()).unwrap_or_default();
        if !self.must_look() {
            return Seen { incidents, lengths: BTreeMap::new() };
        }
        let lengths = |id: &IncidentId| Some((*id, self.store.lengths(*id).ok()?));
        let matter = self.followed.union(&self.newcomers);
        Seen { incidents, lengths: matter.filter_map(lengths).collect() }
    }

    /// Looks whether something changed, where it would not be heard.
    fn look_again(&mut self) -> Vec<Change> {
        if !self.must_look() {
            return Vec::new();
        }
        let mut changes = Vec::new();
        let new = self.welcome();
        if !new.is_empty() {
            changes.push(Change::Incidents);
        }
        changes.extend(new);
        let seen = self.look();
        for (id, lengths) in &seen.lengths {
            let change = Change::Incident(*id);
            if self.seen.lengths.get(id) != Some(lengths) && !changes.contains(&change) {
                changes.push(change);
            }
        }
        self.seen = seen;
        changes
    }
}

/// The folder store's futures are ready at the first poll.
fn ready<T>(future: impl Future<Output = Result<T, crate::store::StoreError>>) -> Option<T> {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match future.as_mut().poll(&mut context) {
        std::task::Poll::Ready(Ok(value)) => Some(value),
        _ => None,
    }
}

fn native(store: &Folder, heard: Sender<Heard>) -> Option<notify::RecommendedWatcher> {
    let incidents = store.incidents_folder();
    notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // Whoever would hear it has gone when the channel is closed.
        let Ok(event) = event else {
            _ = heard.send(Heard::Overrun);
            return;
        };
        if event.need_rescan() {
            _ = heard.send(Heard::Overrun);
        }
        if !matches!(event.kind, EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_))
        {
            return;
        }
        for change in event.paths.iter().filter_map(|path| change_at(&incidents, path)) {
            _ = heard.send(Heard::Changed(change));
        }
    })
    .ok()
}

/// What a changed path means.
fn change_at(incidents: &Path, path: &Path) -> Option<Change> {
    let mut parts = path.strip_prefix(incidents).ok()?.iter();
    let id: IncidentId = parts.next()?.to_str()?.parse().ok()?;
    if parts.next().is_none() {
        return Some(Change::Incidents);
    }
    let is_log = path.extension().is_some_and(|extension| extension == "jsonl");
    let is_folder = parts.next().is_none() && path.ends_with("log");
    (is_log || is_folder).then_some(Change::Incident(id))
}

/// Whether a path lies on a file system whose changes other machines make unseen.
fn is_remote(path: &Path) -> bool {
    const REMOTE: [u32; 11] = [
        0x6969,      // NFS
        0x517b,      // SMB
        0xff53_4d42, // CIFS
        0xfe53_4d42, // SMB 2
        0x6573_5546, // FUSE
        0x0102_1997, // 9P
        0x00c3_6400, // Ceph
        0x5346_414f, // AFS
        0x7375_7245, // Coda
        0x0bd0_0bd0, // Lustre
        0x4750_4653, // GPFS
    ];
    let existing = path.ancestors().find(|path| path.exists());
    let found = existing.and_then(|path| rustix::fs::statfs(path).ok());
    // The type is 32 bits, sign-extended on some systems.
    found.is_some_and(|found| {
        REMOTE.iter().any(|magic| found.f_type.cast_unsigned() & 0xffff_ffff == u64::from(*magic))
    })
}
