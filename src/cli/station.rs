//! The desk that the screen stands on: a journal over a folder store, and news of what others write.

use super::diary;
use super::failure::Failure;
use super::glances::Glances;
use super::preserving;
use crate::brief::Seen;
use crate::incident::{Command, Declared, Incident, IncidentId, Status};
use crate::journal::{Journal, JournalError, Wish};
use crate::plan::{Pinned, Plan};
use crate::store::folder::{Change, Folder, Watcher};
use crate::store::index::Index;
use crate::store::{self, Finding, Replica, Store, StoreError};
use crate::ui::{self, Overview, Proof, Setting, Trouble};
use futures_util::future::try_join_all;
use std::collections::{BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// How many threads open incidents when the screen begins.
const MOST_HANDS: usize = 4;

/// A journal that a screen works with. Files are read and written on threads that may wait.
pub struct Station<R> {
    /// The journal.
    pub journal: Arc<Journal<Folder, R>>,
    me: String,
    plan: Pinned,
    exercise: bool,
    index: Index,
    watcher: Watcher,
    known: Mutex<Known>,
    glances: Arc<Glances>,
    news: tokio::sync::Mutex<News>,
}

/// Which incidents are known to be there, and whose logs are watched.
#[derive(Default)]
struct Known {
    there: BTreeSet<IncidentId>,
    followed: BTreeSet<IncidentId>,
}

struct News {
    changes: UnboundedReceiver<Change>,
    /// Incidents that appeared together; they are told one by one.
    appeared: VecDeque<IncidentId>,
}

impl<R: Replica + 'static> Station<R> {
    /// A station for whoever sits in this setting.
    /// What it declares is an exercise when it says so.
    pub fn new(
        journal: Journal<Folder, R>,
        setting: &Setting,
        exercise: bool,
        cache: Option<&Path>,
    ) -> Station<R> {
        let (tell, changes) = unbounded_channel();
        let watcher = Watcher::of(journal.store(), move |change| {
            _ = tell.send(change);
        });
        Station {
            index: Index::of(journal.store(), cache),
            journal: Arc::new(journal),
            me: setting.me.clone(),
            plan: setting.plan.to_pinned(),
            exercise,
            watcher,
            known: Mutex::default(),
            glances: Arc::new(Glances::of(&setting.me, None)),
            news: tokio::sync::Mutex::new(News { changes, appeared: VecDeque::new() }),
        }
    }

    /// Remembers in this folder what whoever sits here has seen; otherwise only as long as it runs.
    #[must_use]
    pub fn remembering(mut self, state: &Path) -> Station<R> {
        self.glances = Arc::new(Glances::of(&self.me, Some(state)));
        self
    }

    /// Does something with the journal on a thread that may wait.
    async fn away<T, E, F, W>(&self, what: W) -> Result<T, Trouble>
    where
        T: Send + 'static,
        E: Into<Trouble> + Send + 'static,
        F: Future<Output = Result<T, E>>,
        W: FnOnce(Arc<Journal<Folder, R>>) -> F + Send + 'static,
    {
        let journal = Arc::clone(&self.journal);
        let handle = tokio::runtime::Handle::current();
        let done = tokio::task::spawn_blocking(move || handle.block_on(what(journal))).await;
        match done {
            Ok(answer) => answer.map_err(Into::into),
            Err(fault) => Err(Trouble {
                text: format!("an error in the program: {fault}"),
                remedy: "please report it; nothing else is affected".to_owned(),
            }),
        }
    }

    /// Follows incidents; an archive that is only known to be there costs nothing.
    fn follow(&self, incidents: &[IncidentId]) {
        let mut known = self.known();
        known.there.extend(incidents);
        known.followed.extend(incidents);
        self.watcher.follow(known.followed.iter().copied());
    }

    /// Follows those incidents that were not there before, and says which.
    async fn appeared(&self) -> Vec<IncidentId> {
        let there = self.away(|journal| async move { journal.store().incidents().await }).await;
        let there = there.unwrap_or_default();
        let new: Vec<IncidentId> = {
            let known = self.known();
            there.into_iter().filter(|id| !known.there.contains(id)).collect()
        };
        self.follow(&new);
        new
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens incidents one after the other, in one go.
    async fn opened_all(&self, ids: Vec<IncidentId>) -> Result<Vec<Arc<Incident>>, Trouble> {
        self.away(move |journal| async move {
            let mut opened = Vec::with_capacity(ids.len());
            for id in ids {
                let read = journal.open(id).await?;
                diary::damaged(id.as_str(), read.damage.len());
                opened.push(Arc::new(read.incident));
            }
            Ok::<_, StoreError>(opened)
        })
        .await
    }

    async fn opened(&self, id: IncidentId) -> Result<Arc<Incident>, Trouble> {
        let opened = self.away(move |journal| async move { journal.open(id).await }).await?;
        diary::damaged(id.as_str(), opened.damage.len());
        Ok(Arc::new(opened.incident))
    }
}

impl<R: Replica + 'static> ui::Desk for Station<R> {
    async fn load(&self) -> Result<Vec<Arc<Incident>>, Trouble> {
        let index = self.index.clone();
        let listing =
            self.away(move |journal| async move {
                index.list(journal.store(), journal.clock().now()).await
            })
            .await?;
        let over = Status::Closed.word();
        let going_on = listing.summaries.iter().filter(|summary| summary.status != over);
        let ids: Vec<IncidentId> = going_on.map(|summary| summary.id).collect();
        // Watched first and read then, so that nothing falls between the two.
        self.known().there.extend(listing.summaries.iter().map(|summary| summary.id));
        self.follow(&ids);
        // As many at once as the machine has hands for; more would only stand in each other's way.
        let hands = std::thread::available_parallelism().map_or(1, usize::from).min(MOST_HANDS);
        let each = ids.len().div_ceil(hands).max(1);
        let opened =
            try_join_all(ids.chunks(each).map(|ids| self.opened_all(ids.to_vec()))).await?;
        Ok(opened.into_iter().flatten().collect())
    }

    async fn overview(&self) -> Result<Overview, Trouble> {
        let index = self.index.clone();
        self.away(move |journal| async move {
            let now = journal.clock().now();
            let listing = index.list(journal.store(), now).await?;
            Ok::<_, StoreError>(Overview::of(&listing.summaries, now))
        })
        .await
    }

    async fn seen(&self, incident: IncidentId) -> Option<Seen> {
        let glances = Arc::clone(&self.glances);
        let read = self.away(move |journal| async move {
            Ok::<_, Trouble>(glances.read(journal.store(), incident))
        });
        read.await.ok().flatten()
    }

    async fn saw(&self, incident: IncidentId, seen: Seen) -> Result<(), Trouble> {
        let glances = Arc::clone(&self.glances);
        self.away(move |journal| async move {
            glances.write(journal.store(), incident, &seen).map_err(|error| Trouble {
                text: format!("cannot remember what was seen: {error}"),
                remedy: "the next brief tells it again".to_owned(),
            })
        })
        .await
    }

    async fn verify(&self, incident: IncidentId) -> Result<Proof, Trouble> {
        let report = self
            .away(
                move |journal| async move { store::verify(journal.store(), Some(incident)).await },
            )
            .await?;
        let damaged = report.findings.iter().filter_map(|finding| match finding {
            Finding::Damaged(damage) => Some(damage.to_string()),
            Finding::Remark(_) => None,
        });
        Ok(Proof { entries: report.entries, damage: damaged.collect() })
    }

    async fn read(&self, incident: IncidentId) -> Result<Arc<Incident>, Trouble> {
        self.opened(incident).await
    }

    async fn declare(
        &self,
        declared: Declared,
        plan: Option<Arc<Plan>>,
    ) -> Result<IncidentId, Trouble> {
        let plan = plan.map_or_else(|| self.plan.clone(), |plan| plan.to_pinned());
        let (me, exercise) = (self.me.clone(), self.exercise);
        let written = self
            .away(move |journal| async move {
                let wish = |command| Wish::now(&me, command);
                journal.declare(declared, Some(plan), exercise, wish).await
            })
            .await?;
        self.follow(&[written.incident.id]);
        Ok(written.incident.id)
    }

    async fn run(&self, incident: IncidentId, command: Command) -> Result<(), Trouble> {
        let wish = Wish::now(&self.me, command);
        self.away(move |journal| async move { journal.run(incident, wish).await }).await?;
        Ok(())
    }

    async fn preserve(
        &self,
        incident: IncidentId,
        path: PathBuf,
        name: Option<String>,
    ) -> Result<Command, Trouble> {
        let by = self.me.clone();
        self.away(move |journal| async move {
            let file = at_home(&path);
            preserving::copy(journal.store(), incident, &file, name, None, by).await
        })
        .await
    }

    async fn next_change(&self) -> Option<IncidentId> {
        let mut news = self.news.lock().await;
        loop {
            if let Some(id) = news.appeared.pop_front() {
                return Some(id);
            }
            match news.changes.recv().await? {
                Change::Incident(id) => return Some(id),
                Change::Incidents => news.appeared = self.appeared().await.into(),
            }
        }
    }
}

/// A path as somebody types it where no shell reads it: `~/` is their home.
fn at_home(path: &Path) -> PathBuf {
    let home = std::env::var_os("HOME").filter(|home| !home.is_empty());
    match (path.strip_prefix("~"), home) {
        (Ok(rest), Some(home)) => Path::new(&home).join(rest),
        _ => path.to_owned(),
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Trouble {
        Trouble { text: failure.error, remedy: failure.remedy }
    }
}

impl From<JournalError> for Trouble {
    fn from(error: JournalError) -> Trouble {
        if let JournalError::Store(error) = &error {
            diary::store_failed(&error.to_string());
        }
        Trouble { text: error.to_string(), remedy: error.remedy() }
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Trouble {
        diary::store_failed(&error.to_string());
        Trouble { text: error.to_string(), remedy: error.remedy() }
    }
}
