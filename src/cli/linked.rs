//! The server that a desk syncs with: where it is, what opens it, who this desk is there.

use super::args::Global;
use super::failure::{FORBIDDEN, Failure, UNREACHABLE};
use super::remembered::{Me, Memory, Trouble};
use super::secrets::Keeper;
use super::vouching::Vouching;
use crate::chance::SystemChance;
use crate::incident::authors::{self, Authors};
use crate::incident::{IncidentId, LogId, Seq};
use crate::store::folder::{Folder, KeptReplica};
use crate::store::http::Http;
use crate::store::{Appended, Heads, Scope, Store};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

/// How long a command waits for a server that nobody insists on.
pub const PATIENCE: Duration = Duration::from_secs(1);
/// How long a server that could not be reached is left alone.
pub const REST: TimeDelta = TimeDelta::seconds(30);
/// How far the clocks of two machines may be apart before somebody is told.
const CLOCKS_APART: TimeDelta = TimeDelta::seconds(60);

/// A server, as this desk knows it. Nothing is asked, and nothing of the network begins, before it is used.
#[derive(Clone)]
pub struct Link {
    /// Its address.
    pub address: String,
    /// Where the token for it is.
    keeper: Keeper,
    /// The certificates of an authority that this machine does not know.
    authority: Option<PathBuf>,
    /// What is remembered of it.
    pub memory: Memory,
    /// What servers said of whose the logs are.
    pub authors: Vouching,
    /// Who writes here.
    replica: KeptReplica,
}

/// What came of meeting a server.
#[derive(Debug, Clone)]
pub struct Met {
    /// Who this desk is there.
    pub me: Me,
    /// How far the clock here is ahead of the one there.
    pub ahead: Option<TimeDelta>,
}

impl Link {
    /// The server that is settled, if one is.
    pub fn of(global: &Global, store: &Folder, state: &Path) -> Option<Link> {
        let address = global.server.as_deref().filter(|address| !address.trim().is_empty())?;
        Some(Link::at(address, global, store, state))
    }

    /// The server at an address.
    pub fn at(address: &str, global: &Global, store: &Folder, state: &Path) -> Link {
        Link {
            address: address.to_owned(),
            keeper: Keeper::of(global, address),
            authority: global.ca_file.clone(),
            memory: Memory::of(state, store.path(), address),
            authors: Vouching::of(state, store),
            replica: KeptReplica::of(store, state, Arc::new(SystemChance)),
        }
    }

    /// The store behind it.
    pub fn connect(&self) -> Result<Http, Failure> {
        let server = Http::at(&self.address, self.keeper.secret()?)?;
        Ok(match &self.authority {
            Some(file) => server.trusting(file),
            None => server,
        })
    }

    /// Who this desk was there with the token that it has; nothing before they met.
    pub fn me(&self) -> Option<Me> {
        let me = self.memory.read().me?;
        let mark = self.keeper.mark();
        // A token that cannot be read at the moment is taken for the one that it was.
        (mark.is_none() || mark == me.mark).then_some(me)
    }

    /// Asks the server who this desk is, and what time it is there.
    pub async fn meet(&self, server: &Http, now: DateTime<Utc>) -> Result<Met, Failure> {
        let there = server.meta().await?.now.parse::<DateTime<Utc>>().ok();
        let me = server.me().await?;
        let me = Me { name: me.name, role: me.role, room: me.room, mark: self.keeper.mark() };
        self.memory.change(|memory| memory.me = Some(me.clone()));
        Ok(Met { me, ahead: there.map(|there| now - there) })
    }

    /// Asks whose the logs are there and remembers it; says of which incidents that is news. What this desk wrote
    /// and somebody else carried there, it brings once more itself. Whoever calls has the store to themselves.
    pub async fn asks_authors(
        &self,
        store: &Folder,
        server: &Http,
        of: Scope,
    ) -> BTreeSet<IncidentId> {
        let (said, mut news) = self.hears_authors(store, server, of).await;
        let me = self.me().filter(Me::may_write);
        let doubted = said.iter().filter(|(_, author)| author.carried.is_some());
        for (log, author) in doubted.filter(|_| me.is_some()) {
            let name = me.as_ref().map(|me| me.name.as_str()).unwrap_or_default();
            if author.owner.as_deref().is_none_or(|owner| owner == name)
                && self.claims(store, server, *log, name).await.is_some()
            {
                let of = Scope::Incident(log.incident);
                news.extend(self.hears_authors(store, server, of).await.1);
            }
        }
        news
    }

    /// Whether a log is what this desk writes into.
    pub fn is_own(&self, log: LogId) -> bool {
        self.replica.left(log.incident).is_some_and(|(of, _)| of == log.replica)
    }

    /// Without an answer what was known stays, and it is asked the next time.
    async fn hears_authors(
        &self,
        store: &Folder,
        server: &Http,
        of: Scope,
    ) -> (Authors, BTreeSet<IncidentId>) {
        let (Ok(said), Ok(heads)) = (server.authors(of).await, store.heads(of).await) else {
            return Default::default();
        };
        let splits = splits_of(store, &heads).await;
        let address = self.address.trim_end_matches('/');
        let news = self.authors.take_in(address, of, &said, (&heads, &splits));
        (said, news)
    }

    /// Pushes the last entry once more that this desk wrote into a log under that name: whoever has it has
    /// those that it continues. Only what the desk remembers to have written is its own, whatever a log says.
    async fn claims(&self, store: &Folder, server: &Http, log: LogId, name: &str) -> Option<()> {
        let (_, last) = self.replica.left(log.incident).filter(|(of, _)| *of == log.replica)?;
        let told = store.read(log, 1).await.ok()?.entries;
        // Back from there, entry by entry: what contradicts the log beside it is somebody else's.
        let mut at = last.id;
        let chain = told.iter().rev().filter(|entry| {
            let is_next = entry.id == at;
            at = if is_next { entry.prev } else { at };
            is_next
        });
        let mine = chain.into_iter().find(|entry| entry.by == name)?;
        match server.append(log, std::slice::from_ref(mine)).await {
            Ok(Appended::Done(_)) => Some(()),
            _ => None,
        }
    }

    /// Notes that the server could not be reached, or refused.
    pub fn failed(&self, failure: &Failure, at: DateTime<Utc>) {
        let Failure { code, error: text, remedy } = failure.clone();
        let refused = code != UNREACHABLE;
        self.memory.change(|memory| {
            let before = memory.trouble.take().filter(|before| before.refused == refused);
            let since = before.map_or(at, |before| before.since);
            memory.trouble = Some(Trouble { since, at, text, remedy, refused });
        });
    }

    /// Why nothing may be written here, for whoever may only read there.
    pub fn barred(&self, me: &Me) -> Option<Failure> {
        if me.may_write() {
            return None;
        }
        let (role, name) = (&me.role, &me.name);
        let what = format!("{name} is there as {role} on {}, which writes nothing", self.address);
        let remedy = "ask whoever keeps the server for a token with the role responder; then \
                      `warroom sync` asks again who you are";
        Some(Failure::new(FORBIDDEN, what, remedy))
    }

    /// What to say when the clocks of the two machines disagree: the order of what is written goes by them.
    pub fn clock_warning(&self, ahead: Option<TimeDelta>) -> Option<String> {
        let ahead = ahead.filter(|ahead| ahead.abs() > CLOCKS_APART)?;
        let way = if ahead > TimeDelta::zero() { "ahead of" } else { "behind" };
        let (seconds, peer) = (ahead.abs().num_seconds(), &self.address);
        Some(format!("the clock here is {seconds} s {way} that of {peer}; set it right"))
    }
}

/// Where the logs split that have more than one end.
async fn splits_of(store: &Folder, heads: &Heads) -> BTreeMap<LogId, Seq> {
    let (mut once, mut splits) = (BTreeSet::new(), BTreeMap::new());
    for (log, _) in heads.iter().filter(|(log, _)| !once.insert(*log)) {
        // Of one that cannot be read as a whole nothing is confirmed.
        let told = store.read(*log, 1).await.unwrap_or_default();
        let from = authors::splits(&told.entries).get(&log.replica).copied();
        splits.insert(*log, from.unwrap_or(1));
    }
    splits
}

/// Does something with the network on a thread of its own, and waits at most so long for it; nothing when
/// that was too short. What is not done then is left behind: looking up a name cannot be called back.
pub fn within<T, W, F>(long: Duration, what: W) -> Option<Result<T, Failure>>
where
    T: Send + 'static,
    W: FnOnce() -> F + Send + 'static,
    F: Future<Output = Result<T, Failure>>,
{
    let (tell, told) = channel();
    let thread = std::thread::Builder::new().name("server".to_owned());
    let begun = thread.spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let done = match runtime {
            Ok(runtime) => {
                let done = runtime.block_on(what());
                runtime.shutdown_background();
                done
            }
            Err(error) => Err(Failure::io("cannot start", &error)),
        };
        // Whoever waited may have left.
        _ = tell.send(done);
    });
    match begun {
        Ok(_) => told.recv_timeout(long).ok(),
        Err(error) => Some(Err(Failure::io("cannot start", &error))),
    }
}
