//! Where somebody sits: who they are, which store is open, which incident is meant.

use super::args::Global;
use super::failure::{FORBIDDEN, Failure, NOT_FOUND, UNREACHABLE, USAGE};
use super::linked::{Link, PATIENCE, REST, within};
use super::out::Out;
use super::remembered::Me;
use super::settings::shelf;
use super::table::counted;
use super::vouching::Vouching;
use crate::catalog;
use crate::chance::SystemChance;
use crate::incident::{Authorship, Command, Declared, IncidentId};
use crate::journal::{Journal, JournalError, Wish, Written};
use crate::plan::{Pinned, Plan};
use crate::register::{Query, one_of, with_part};
use crate::store::Store;
use crate::store::folder::{Folder, KeptReplica, Kind};
use crate::store::index::{Index, Listing, Opened};
use crate::time::{self, Moment, SystemClock};
use chrono::{Local, Utc};
use directories::ProjectDirs;
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

/// The folders that belong to this user.
#[derive(Debug, Clone)]
pub struct Folders {
    /// Settings.
    pub config: PathBuf,
    /// The store, unless another one is named.
    pub store: PathBuf,
    /// What this machine must remember: the replica's name, last places.
    pub state: PathBuf,
    /// What can be made anew.
    pub cache: PathBuf,
}

impl Folders {
    /// The user's folders, by the rules of the operating system (XDG on Linux).
    pub fn of_user() -> Result<Folders, Failure> {
        let of = ProjectDirs::from("", "", "warroom").ok_or_else(|| {
            Failure::new(FORBIDDEN, "this user has no home folder", "set HOME, or use --store DIR")
        })?;
        Ok(Folders {
            config: of.config_dir().to_owned(),
            store: of.data_dir().join("store"),
            state: of.state_dir().unwrap_or_else(|| of.data_local_dir()).to_owned(),
            cache: of.cache_dir().to_owned(),
        })
    }

    /// The store that is meant.
    pub fn store_of(&self, global: &Global) -> PathBuf {
        global.store.clone().unwrap_or_else(|| self.store.clone())
    }
}

/// A place to work from.
pub struct Desk {
    /// What was typed for every command.
    pub global: Global,
    /// Where answers go.
    pub out: Out,
    /// The user's folders.
    pub folders: Folders,
    /// Who writes.
    pub name: String,
    /// The journal over the open store.
    pub journal: Journal<Folder, KeptReplica>,
    /// The server that this desk syncs with.
    pub link: Option<Link>,
    /// How many entries of which incidents were written by this command.
    pub wrote: RefCell<BTreeMap<IncidentId, usize>>,
    /// Who this desk is for the server; nothing when that is not known.
    me: OnceCell<Option<Me>>,
    /// What was warned of; nobody needs to be told twice.
    warned: RefCell<BTreeSet<String>>,
}

impl Desk {
    /// Sits down: opens the store, without making one.
    pub fn at(global: Global, out: Out) -> Result<Desk, Failure> {
        let folders = Folders::of_user()?;
        let path = folders.store_of(&global);
        let chance = Arc::new(SystemChance);
        let store = Folder::at(&path, Kind::Real, Arc::clone(&chance) as _)?;
        let replica = KeptReplica::of(&store, &folders.state, Arc::clone(&chance) as _);
        let journal = Journal::new(store, replica, Arc::new(SystemClock), chance);
        let link = Link::of(&global, journal.store(), &folders.state);
        if global.wait.is_some() && link.is_none() {
            let what = "--wait waits for a server, and none is settled";
            return Err(Failure::new(USAGE, what, "name one with --server URL"));
        }
        let token = || link.as_ref().and_then(Link::me).map(|me| me.name);
        let name = global.handle.clone().or_else(token).unwrap_or_else(user_name);
        let (wrote, me, warned) = (RefCell::default(), OnceCell::new(), RefCell::default());
        Ok(Desk { global, out, folders, name, journal, link, wrote, me, warned })
    }

    /// Under which name is written here; whoever may only read on the server writes nothing here either.
    /// A server that was never met is asked who this desk is, for a second at most.
    pub fn writer(&self) -> Result<String, Failure> {
        let Some(link) = &self.link else { return Ok(self.name.clone()) };
        let Some(me) = self.me.get_or_init(|| link.me().or_else(|| self.meets(link))) else {
            return Ok(self.name.clone());
        };
        if let Some(barred) = link.barred(me) {
            return Err(barred);
        }
        match &self.global.handle {
            Some(handle) if *handle != me.name => {
                self.warn(&format!(
                    "you write as {handle}, and your token for {} is that of {}",
                    link.address, me.name
                ));
                Ok(handle.clone())
            }
            Some(handle) => Ok(handle.clone()),
            None => Ok(me.name.clone()),
        }
    }

    /// The first contact with a server, before the first write.
    fn meets(&self, link: &Link) -> Option<Me> {
        let now = self.journal.clock().now();
        let trouble = link.memory.read().trouble;
        if trouble.is_some_and(|trouble| now < trouble.at + REST && trouble.at <= now) {
            return None;
        }
        let server = link.clone();
        let met = within(PATIENCE, move || async move {
            let http = server.connect()?;
            server.meet(&http, now).await
        });
        match met {
            Some(Ok(met)) => {
                if let Some(warning) = link.clock_warning(met.ahead) {
                    self.warn(&warning);
                }
                Some(met.me)
            }
            Some(Err(failure)) => {
                link.failed(&failure, now);
                None
            }
            None => {
                let what = format!("{} gave no answer in time", link.address);
                link.failed(&Failure::new(UNREACHABLE, what, "nothing is lost here"), now);
                None
            }
        }
    }

    /// What servers said of whose the logs are.
    pub fn vouching(&self) -> Vouching {
        Vouching::of(&self.folders.state, self.journal.store())
    }

    /// What is known of who wrote the entries of an incident.
    pub fn authors(&self, id: IncidentId) -> Authorship {
        self.vouching().read(id)
    }

    /// Runs a command against an incident.
    pub async fn run(&self, id: IncidentId, wish: Wish) -> Result<Written, JournalError> {
        let wish = Wish { authors: self.authors(id), ..wish };
        let written = self.journal.run(id, wish).await?;
        self.count(id, written.entries.len());
        Ok(written)
    }

    /// Declares an incident.
    pub async fn declare(
        &self,
        declared: Declared,
        plan: Option<Pinned>,
        wish: impl Fn(Command) -> Wish,
    ) -> Result<Written, JournalError> {
        let written = self.journal.declare(declared, plan, false, wish).await?;
        self.count(written.incident.id, written.entries.len());
        Ok(written)
    }

    /// Notes that entries were written.
    pub fn count(&self, id: IncidentId, entries: usize) {
        *self.wrote.borrow_mut().entry(id).or_default() += entries;
    }

    /// The plan for new incidents.
    pub fn plan(&self) -> Result<Arc<Plan>, Failure> {
        planned(&self.global).map(|chosen| chosen.plan())
    }

    /// A query to the list of incidents. A plan that cannot be read knows no other names.
    pub fn query(&self, typed: &str) -> Result<Query, Failure> {
        let plan = self.plan().ok();
        Query::read(typed, self.journal.clock().now(), plan.as_deref()).map_err(|error| {
            let what = format!("character {} of the query: {}", error.at, error.problem);
            Failure::new(USAGE, what, error.remedy)
        })
    }

    /// A wish of whoever sits here, with what was said about when and by whom.
    pub fn wish(&self, command: Command) -> Result<Wish, Failure> {
        Ok(Wish {
            happened_at: self.global.at.as_deref().map(|at| self.time(at)).transpose()?,
            said_by: self.global.said_by.clone(),
            ..Wish::now(&self.writer()?, command)
        })
    }

    /// A typed time.
    pub fn time(&self, typed: &str) -> Result<Moment, Failure> {
        let now = self.journal.clock().now();
        let moment = if self.global.local {
            time::typed(typed, now, &Local)
        } else {
            time::typed(typed, now, &Utc)
        };
        moment.map_err(|error| {
            let text = error.to_string();
            let (problem, remedy) = text.split_once("; ").unwrap_or((&text, "write it otherwise"));
            Failure::new(USAGE, problem, remedy)
        })
    }

    /// Warns of something, once.
    pub fn warn(&self, of: &str) {
        if self.warned.borrow_mut().insert(of.to_owned()) {
            super::out::complain(&format!("warning: {of}"));
        }
    }

    /// What there is in the store.
    pub async fn list(&self) -> Result<Listing, Failure> {
        let index = Index::of(self.journal.store(), Some(&self.folders.cache));
        let listing = index.list(self.journal.store(), self.journal.clock().now()).await?;
        super::diary::damaged("store", listing.damaged);
        if listing.damaged > 0 {
            self.warn(&format!(
                "{} left out; `warroom verify` names what is damaged",
                counted(listing.damaged, "damaged line or file was", "damaged lines or files were")
            ));
        }
        Ok(listing)
    }

    /// The incident that is meant by any part of its id, or by its number in a register.
    pub async fn named(&self, typed: &str) -> Result<IncidentId, Failure> {
        let ids = self.journal.store().incidents().await?;
        let parts = with_part(typed, &ids);
        if let [id] = parts.as_slice() {
            return Ok(*id);
        }
        one_of(typed, parts, &self.list().await?.summaries)
            .map_err(|error| Failure::new(NOT_FOUND, error.to_string(), error.remedy()))
    }

    /// An incident as it is now; damage is complained about.
    pub async fn open(&self, id: IncidentId) -> Result<Opened, Failure> {
        let opened = self.journal.open(id).await?;
        for damage in opened.damage.iter().take(5) {
            self.warn(&damage.to_string());
        }
        for entry in &opened.set_aside {
            self.warn(&format!(
                "entry {} by {} lies more than a day in the future and does not count",
                entry.id.short(),
                entry.by
            ));
        }
        if opened.incident.declaration.is_none() {
            let what = format!("{id} is not declared");
            return Err(Failure::new(NOT_FOUND, what, "`warroom list --all` shows what there is"));
        }
        Ok(opened)
    }
}

/// The plan that is used where nobody chose one.
pub const DEFAULT_PLAN: &str = "standard";

/// The plan for new incidents.
pub fn planned(global: &Global) -> Result<catalog::Chosen, Failure> {
    match &global.plan {
        Some(named) => Ok(shelf(global).choose(named)?),
        None => Ok(shelf(global).choose(DEFAULT_PLAN)?),
    }
}

/// The user's name on this machine.
pub fn user_name() -> String {
    let named = ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
    named
        .filter(|name| !name.trim().is_empty())
        .unwrap_or_else(|| format!("uid{}", rustix::process::getuid().as_raw()))
}
