//! Seeing what other processes write: by the file system's own word where it has one, else by looking.

use super::Folder;
use crate::incident::IncidentId;
use crate::store::Store;
use notify::{EventKind, RecursiveMode, Watcher as _};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

/// How often is looked where the file system tells nothing.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// What somebody changed in a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// An incident was added or removed, or got the folder for its logs: follow again to see more of it.
    Incidents,
    /// A log of the incident changed.
    Incident(IncidentId),
}

/// Watches a store until it is dropped.
///
/// The folder of incidents and the logs of the incidents that are followed are watched; an archive of
/// thousands costs nothing. On a network file system, and where watching fails, a look every two
/// seconds takes its place.
pub struct Watcher {
    inner: Arc<Mutex<Inner>>,
}

struct Inner {
    store: Folder,
    tell: Arc<dyn Fn(Change) + Send + Sync>,
    native: Option<notify::RecommendedWatcher>,
    watched: BTreeSet<std::path::PathBuf>,
    followed: BTreeSet<IncidentId>,
    seen: Seen,
}

/// What a look found: each followed incident's files, and which incidents there are.
#[derive(Default, PartialEq)]
struct Seen {
    incidents: Vec<IncidentId>,
    lengths: BTreeMap<IncidentId, Vec<(String, u64)>>,
}

impl Watcher {
    /// Watches a store, and calls `tell` from another thread for each change.
    pub fn of(store: &Folder, tell: impl Fn(Change) + Send + Sync + 'static) -> Watcher {
        let tell: Arc<dyn Fn(Change) + Send + Sync> = Arc::new(tell);
        let native = if is_remote(store.path()) { None } else { native(store, &tell) };
        let mut inner = Inner {
            store: store.clone(),
            tell,
            native,
            watched: BTreeSet::new(),
            followed: BTreeSet::new(),
            seen: Seen::default(),
        };
        inner.watch();
        let inner = Arc::new(Mutex::new(inner));
        let weak = Arc::downgrade(&inner);
        if lock(&inner).must_look() {
            _ = std::thread::Builder::new()
                .name("store-look".to_owned())
                .spawn(move || look(&weak));
        }
        Watcher { inner }
    }

    /// Says which incidents' logs matter from now on. What was written before this call is not told.
    pub fn follow(&self, incidents: impl IntoIterator<Item = IncidentId>) {
        let mut inner = lock(&self.inner);
        inner.followed = incidents.into_iter().collect();
        inner.watch();
        inner.seen = inner.look();
    }
}

fn lock(inner: &Mutex<Inner>) -> std::sync::MutexGuard<'_, Inner> {
    inner.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Looks every two seconds for as long as nothing better is in place.
fn look(inner: &Weak<Mutex<Inner>>) {
    loop {
        std::thread::sleep(LOOK_EVERY);
        let Some(inner) = inner.upgrade() else { return };
        let mut inner = lock(&inner);
        inner.watch();
        let seen = inner.look();
        let mut changes = Vec::new();
        if seen.incidents != inner.seen.incidents {
            changes.push(Change::Incidents);
        }
        for (id, lengths) in &seen.lengths {
            if inner.seen.lengths.get(id) != Some(lengths) {
                changes.push(Change::Incident(*id));
            }
        }
        inner.seen = seen;
        let (tell, done) = (Arc::clone(&inner.tell), !inner.must_look());
        drop(inner);
        for change in changes {
            tell(change);
        }
        if done {
            return;
        }
    }
}

impl Inner {
    /// Puts every folder that matters, and exists, under watch.
    fn watch(&mut self) {
        let Some(native) = &mut self.native else { return };
        let incidents = self.store.incidents_folder();
        // An incident's folder appears before the one for its logs; until that is there, its coming is
        // what is watched for.
        let logs = self.followed.iter().filter_map(|id| {
            let logs = self.store.log_folder(*id);
            let above = logs.parent()?.to_owned();
            [logs, above].into_iter().find(|path| path.is_dir())
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
        if !self.must_look() {
            return Seen::default();
        }
        let lengths = |id: &IncidentId| Some((*id, self.store.lengths(*id).ok()?));
        Seen {
            incidents: ready(self.store.incidents()).unwrap_or_default(),
            lengths: self.followed.iter().filter_map(lengths).collect(),
        }
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

fn native(
    store: &Folder,
    tell: &Arc<dyn Fn(Change) + Send + Sync>,
) -> Option<notify::RecommendedWatcher> {
    let incidents = store.incidents_folder();
    let tell = Arc::clone(tell);
    notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let Ok(event) = event else { return };
        if !matches!(event.kind, EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_))
        {
            return;
        }
        let changes = event.paths.iter().filter_map(|path| change_at(&incidents, path));
        for change in changes {
            tell(change);
        }
    })
    .ok()
}

/// What a changed path means.
fn change_at(incidents: &Path, path: &Path) -> Option<Change> {
    let mut parts = path.strip_prefix(incidents).ok()?.iter();
    let id: IncidentId = parts.next()?.to_str()?.parse().ok()?;
    let (below, deeper) = (parts.next(), parts.next());
    if below.is_none() || (below == Some("log".as_ref()) && deeper.is_none()) {
        return Some(Change::Incidents);
    }
    let is_log = path.extension().is_some_and(|extension| extension == "jsonl");
    is_log.then_some(Change::Incident(id))
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
