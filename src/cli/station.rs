//! The desk that the screen stands on: a journal over a folder store, and news of what others write.

use super::beside::{Bell, Seat};
use super::delivering;
use super::diary;
use super::failure::Failure;
use super::glances::Glances;
use super::measuring;
use super::opening::{self, Known, Opened, lock};
use super::preserving;
use super::vouching::Vouching;
use crate::brief::Seen;
use crate::catalog::{Chosen, Shelf};
use crate::incident::{Command, Declared, Incident, IncidentId};
use crate::journal::{Journal, JournalError, Wish};
use crate::metrics::Metrics;
use crate::plan::Plan;
use crate::store::folder::{Change, Folder, Watcher};
use crate::store::index::Index;
use crate::store::{self, Finding, Replica, Store, StoreError};
use crate::time::Moment;
use crate::ui::{self, Authors, Overview, Proof, Trouble, Way};
use std::collections::{BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;

/// A journal that a screen works with. Files are read and written on threads that may wait.
pub struct Station<R> {
    /// The journal.
    pub journal: Arc<Journal<Folder, R>>,
    seat: Arc<Mutex<Seat>>,
    /// Tells whoever syncs the store what is written here.
    bell: Bell,
    plan: Option<Chosen>,
    shelf: Shelf,
    exercise: bool,
    index: Index,
    known: Arc<Mutex<Known>>,
    /// What is read already, where that was begun.
    begun: Mutex<Option<oneshot::Receiver<Opened>>>,
    glances: Arc<Glances>,
    /// What servers said of whose the logs are, where that is remembered.
    vouching: Option<Vouching>,
    news: tokio::sync::Mutex<News>,
}

struct News {
    changes: UnboundedReceiver<Change>,
    /// Tells the changes, until there is a watcher that does.
    tell: Option<UnboundedSender<Change>>,
    /// Incidents that appeared together; they are told one by one.
    appeared: VecDeque<IncidentId>,
}

impl<R: Replica + 'static> Station<R> {
    /// A station for whoever is called so.
    pub fn new(journal: Journal<Folder, R>, me: &str, cache: Option<&Path>) -> Station<R> {
        let (tell, changes) = unbounded_channel();
        let news = News { changes, tell: Some(tell), appeared: VecDeque::new() };
        Station {
            index: Index::of(journal.store(), cache),
            journal: Arc::new(journal),
            seat: Arc::new(Mutex::new(Seat { name: me.to_owned(), barred: None })),
            bell: Bell::default(),
            plan: None,
            shelf: Shelf::default(),
            exercise: false,
            known: Arc::default(),
            begun: Mutex::default(),
            glances: Arc::new(Glances::of(me, None)),
            vouching: None,
            news: tokio::sync::Mutex::new(news),
        }
    }

    /// Remembers in this folder what whoever sits here has seen, otherwise only as long as it runs; and goes by
    /// what servers said of authors.
    #[must_use]
    pub fn remembering(mut self, state: &Path) -> Station<R> {
        let name = lock(&self.seat).name.clone();
        self.glances = Arc::new(Glances::of(&name, Some(state)));
        self.vouching = Some(Vouching::of(state, self.journal.store()));
        self
    }

    /// Sits where a server has a say in who that is, and tells whoever syncs the store what is written.
    #[must_use]
    pub fn sharing(self, seat: Arc<Mutex<Seat>>, bell: Bell) -> Station<R> {
        Station { seat, bell, ..self }
    }

    /// Under which name is written here now, if anything may be.
    fn writer(&self) -> Result<String, Trouble> {
        let seat = lock(&self.seat);
        seat.barred.clone().map_or_else(|| Ok(seat.name.clone()), Err)
    }

    /// What it declares gets this plan, unless another one is asked for, and may be an exercise.
    #[must_use]
    pub fn declaring(self, plan: Chosen, exercise: bool) -> Station<R> {
        Station { plan: Some(plan), exercise, ..self }
    }

    /// Offers the plans of a shelf too.
    #[must_use]
    pub fn offering(self, shelf: Shelf) -> Station<R> {
        Station { shelf, ..self }
    }

    /// Begins to read what the screen begins with, while everything else is made ready.
    #[must_use]
    pub fn reading(self) -> Station<R> {
        let (tell, answer) = oneshot::channel();
        let (journal, index) = (Arc::clone(&self.journal), self.index.clone());
        let known = Arc::clone(&self.known);
        let thread = std::thread::Builder::new().name("store-read".to_owned());
        // Without a thread it is read when it is asked for.
        let begun = thread.spawn(move || {
            _ = tell.send(opening::open_all(&journal, &index, &known));
        });
        *lock(&self.begun) = begun.ok().map(|_| answer);
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

    /// Begins to watch, and says what came between the reading and now. Watching is made ready when
    /// everything was read and shown, because it costs as much as the reading.
    async fn watch(&self, tell: UnboundedSender<Change>) -> Vec<IncidentId> {
        let known = Arc::clone(&self.known);
        let missed = self.away(move |journal| async move {
            let store = journal.store();
            let watcher = Watcher::of(store, move |change| {
                _ = tell.send(change);
            });
            {
                let mut known = lock(&known);
                known.watcher = Some(watcher);
                known.follow(&[]);
            }
            let there = store.incidents().await?;
            let mut known = lock(&known);
            let grown = std::mem::take(&mut known.read_at).into_iter();
            let grown = grown.filter(|(id, was)| store.lengths(*id).is_ok_and(|is| is != *was));
            let grown: Vec<IncidentId> = grown.map(|(id, _)| id).collect();
            let at_first = std::mem::take(&mut known.at_first);
            let new = there.into_iter().filter(|id| !at_first.contains(id));
            let new: Vec<IncidentId> = new.filter(|id| !known.followed.contains(id)).collect();
            known.follow(&new);
            Ok::<_, StoreError>([grown, new].concat())
        });
        missed.await.unwrap_or_default()
    }

    /// Follows those incidents that were not there before, and says which; also which are not there any more.
    async fn appeared(&self) -> Vec<IncidentId> {
        let there = self.away(|journal| async move { journal.store().incidents().await }).await;
        let Ok(there) = there else { return Vec::new() };
        let there: BTreeSet<IncidentId> = there.into_iter().collect();
        let mut known = self.known();
        let new: Vec<IncidentId> = there.difference(&known.there).copied().collect();
        let gone: Vec<IncidentId> = known.there.difference(&there).copied().collect();
        for id in &gone {
            known.there.remove(id);
            known.followed.remove(id);
        }
        known.follow(&new);
        [new, gone].concat()
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        lock(&self.known)
    }

    async fn opened(&self, id: IncidentId) -> Result<Arc<Incident>, Trouble> {
        let opened = self.away(move |journal| async move { journal.open(id).await }).await?;
        diary::damaged(id.as_str(), opened.damage.len());
        Ok(Arc::new(opened.incident))
    }
}

impl<R: Replica + 'static> ui::Desk for Station<R> {
    async fn load(&self) -> Result<Vec<Arc<Incident>>, Trouble> {
        let begun = lock(&self.begun).take();
        if let Some(answer) = begun
            && let Ok(answer) = answer.await
        {
            return answer;
        }
        let (index, known) = (self.index.clone(), Arc::clone(&self.known));
        self.away(move |journal| async move { opening::open_all(&journal, &index, &known) }).await
    }

    async fn overview(&self) -> Result<Overview, Trouble> {
        let index = self.index.clone();
        self.away(move |journal| async move {
            let now = journal.clock().now();
            let listing = index.list(journal.store(), now).await?;
            let purged = journal.store().heard().await?;
            Ok::<_, StoreError>(Overview { purged, ..Overview::of(&listing.summaries, now) })
        })
        .await
    }

    async fn looks_at(&self, incident: Option<IncidentId>) {
        self.bell.looks_at(incident);
    }

    async fn measure(&self) -> Result<Metrics, Trouble> {
        let index = self.index.clone();
        self.away(move |journal| async move {
            let summaries = index.list(journal.store(), journal.clock().now()).await?.summaries;
            measuring::measured(&journal, &summaries).await
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

    async fn plans(&self) -> Vec<Arc<Plan>> {
        let shelf = self.shelf.clone();
        let own = self.away(move |_| async move {
            let ids = shelf.ids().into_iter().filter(|(_, own)| *own);
            Ok::<_, Trouble>(ids.filter_map(|(id, _)| shelf.load(&id).ok()).collect())
        });
        own.await.unwrap_or_default()
    }

    async fn authors(&self, of: Vec<IncidentId>) -> Authors {
        let Some(vouching) = self.vouching.clone() else { return Authors::new() };
        let read = self.away(move |_| async move { Ok::<_, Trouble>(vouching.read_all(of)) });
        read.await.unwrap_or_default()
    }

    async fn read(&self, incident: IncidentId) -> Result<Arc<Incident>, Trouble> {
        self.opened(incident).await
    }

    async fn declare(
        &self,
        declared: Declared,
        plan: Option<Arc<Plan>>,
    ) -> Result<IncidentId, Trouble> {
        let plan =
            plan.or_else(|| self.plan.as_ref().map(Chosen::plan)).map(|plan| plan.to_pinned());
        let (me, exercise) = (self.writer()?, self.exercise);
        let written = self
            .away(move |journal| async move {
                let wish = |command| Wish::now(&me, command);
                journal.declare(declared, plan, exercise, wish).await
            })
            .await?;
        self.known().follow(&[written.incident.id]);
        self.bell.wrote(written.incident.id, written.entries.len());
        Ok(written.incident.id)
    }

    async fn run(&self, incident: IncidentId, command: Command) -> Result<(), Trouble> {
        self.run_at(incident, command, None).await
    }

    async fn run_at(
        &self,
        incident: IncidentId,
        command: Command,
        when: Option<Moment>,
    ) -> Result<(), Trouble> {
        let wish = Wish { happened_at: when, ..Wish::now(&self.writer()?, command) };
        let vouching = self.vouching.clone();
        let done = self.away(move |journal| async move {
            let authors = vouching.map(|vouching| vouching.read(incident)).unwrap_or_default();
            journal.run(incident, Wish { authors, ..wish }).await
        });
        self.bell.wrote(incident, done.await?.entries.len());
        Ok(())
    }

    async fn preserve(
        &self,
        incident: IncidentId,
        path: PathBuf,
        name: Option<String>,
    ) -> Result<Command, Trouble> {
        let by = self.writer()?;
        self.away(move |journal| async move {
            let file = at_home(&path);
            preserving::copy(journal.store(), incident, &file, name, None, by).await
        })
        .await
    }

    async fn deliver(&self, way: Way, text: String) -> Result<(), Trouble> {
        let done = self.away(move |_| async move {
            match way {
                Way::File(path) => delivering::write(&at_home(&path), &text),
                Way::Command(command) => delivering::hand(&delivering::split(&command)?, &text),
            }
        });
        done.await
    }

    async fn next_change(&self) -> Option<IncidentId> {
        let mut news = self.news.lock().await;
        if let Some(tell) = news.tell.take() {
            news.appeared = self.watch(tell).await.into();
        }
        let id = loop {
            if let Some(id) = news.appeared.pop_front() {
                break id;
            }
            match news.changes.recv().await? {
                Change::Incident(id) => break id,
                Change::Incidents => news.appeared = self.appeared().await.into(),
            }
        };
        self.bell.changed(id);
        Some(id)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::SystemChance;
    use crate::store::LooseReplica;
    use crate::store::folder::Kind;
    use crate::time::SystemClock;
    use crate::ui::Desk as _;

    fn journal(store: &Path, whose: &str) -> Journal<Folder, LooseReplica> {
        let chance = Arc::new(SystemChance);
        let folder = Folder::at(store, Kind::Real, Arc::clone(&chance) as _).unwrap();
        let replica = LooseReplica::named([format!("{whose}0000").parse().unwrap()]);
        Journal::new(folder, replica, Arc::new(SystemClock), chance)
    }

    async fn declares(journal: &Journal<Folder, LooseReplica>, title: &str) -> IncidentId {
        let declared = Declared { title: title.to_owned(), ..Declared::default() };
        let wish = |command| Wish::now("ops4", command);
        journal.declare(declared, None, false, wish).await.unwrap().incident.id
    }

    #[tokio::test]
    async fn what_comes_between_the_reading_and_the_watching_is_told() {
        let store = tempfile::tempdir().unwrap();
        let elsewhere = journal(store.path(), "elsw");
        let ids = [declares(&elsewhere, "first").await, declares(&elsewhere, "second").await];
        for begun in [false, true] {
            let desk = Station::new(journal(store.path(), "desk"), "ops4", None);
            let desk = if begun { desk.reading() } else { desk };
            let listed: Vec<_> = desk.load().await.unwrap().iter().map(|of| of.id).collect();
            assert!(ids.iter().all(|id| listed.contains(id)), "{listed:?}");
            let note = Command::Note { text: "meanwhile".to_owned() };
            elsewhere.run(ids[1], Wish::now("ops4", note)).await.unwrap();
            let third = declares(&elsewhere, "third").await;
            assert_eq!(desk.next_change().await, Some(ids[1]));
            assert_eq!(desk.next_change().await, Some(third));
        }
    }

    #[tokio::test]
    async fn the_plans_of_the_organisation_are_offered_and_what_cannot_be_read_is_left_out() {
        let (store, plans) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let text = Shelf::default().script("rhythm").unwrap().text;
        let own = text.replacen("id = \"rhythm\"", "id = \"house\"", 1);
        std::fs::write(plans.path().join("house.toml"), own).unwrap();
        std::fs::write(plans.path().join("torn.toml"), "id = ").unwrap();
        let desk = Station::new(journal(store.path(), "desk"), "ops4", None);
        assert!(desk.plans().await.is_empty());
        let desk = desk.offering(Shelf::with(plans.path()));
        let ids: Vec<String> = desk.plans().await.iter().map(|plan| plan.id.clone()).collect();
        assert_eq!(ids, ["house"]);
    }
}
