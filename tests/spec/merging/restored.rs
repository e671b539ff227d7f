//! Any history around a server over PostgreSQL, where backups of the server and of desks are put back: what
//! anybody still holds comes back everywhere, once, and whoever follows by cursor misses nothing.
//!
//! What everybody lost who held it is not asked for: no backup and no desk could bring it.

use super::super::any;
use super::super::commands::note;
use super::super::keeping::cluster::{Cluster, creates};
use super::super::world::{incident_id, pinned, start};
use chrono::TimeDelta;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tokio::runtime::Runtime;
use warroom::chance::SeededChance;
use warroom::incident::{Command, Declared, Entry, EntryId, Incident};
use warroom::journal::{Journal, Wish};
use warroom::store::postgres::{Database, Postgres};
use warroom::store::{Cursor, Kind, LooseReplica, Memory, Since, Store, index};
use warroom::sync::{sync, sync_one, take_in};
use warroom::time::{Clock, StandingClock};

#[derive(Debug, Clone)]
enum Step {
    Does {
        who: Index,
        command: Box<Command>,
    },
    Redacts {
        who: Index,
        which: Index,
    },
    /// A desk meets the server.
    Meets {
        who: Index,
    },
    /// Somebody who follows the server by cursor asks what came.
    Follows,
    BacksUp,
    /// The backup of the server, into the same database or one elsewhere; it may write before anybody comes.
    PutsBack {
        elsewhere: bool,
        writes: bool,
    },
    DeskBacksUp {
        who: Index,
    },
    DeskPutBack {
        who: Index,
        writes: bool,
    },
}

fn steps() -> BoxedStrategy<Vec<Step>> {
    let who = any::<Index>;
    let step = prop_oneof![
        3 => (who(), any::commands()).prop_map(|(who, command)| Step::Does { who, command: command.into() }),
        6 => (who(), "[a-z ]{1,9}")
            .prop_map(|(who, text)| Step::Does { who, command: note(&text).into() }),
        1 => (who(), who()).prop_map(|(who, which)| Step::Redacts { who, which }),
        6 => who().prop_map(|who| Step::Meets { who }),
        4 => Just(Step::Follows),
        2 => Just(Step::BacksUp),
        3 => any::<(bool, bool)>()
            .prop_map(|(elsewhere, writes)| Step::PutsBack { elsewhere, writes }),
        1 => who().prop_map(|who| Step::DeskBacksUp { who }),
        2 => (who(), any::<bool>()).prop_map(|(who, writes)| Step::DeskPutBack { who, writes }),
    ];
    vec(step, 16..48).boxed()
}

/// One who writes: a desk into a store of its own, or the server into its room.
struct Party<S> {
    journal: Journal<S, LooseReplica>,
    clock: Arc<StandingClock>,
}

impl<S: Store> Party<S> {
    /// `life` is which start of it this is: one that was put back begins with the name that it had.
    fn over(store: S, number: usize, life: usize, clock: &Arc<StandingClock>) -> Party<S> {
        let names = std::iter::once(format!("aaaaaaa{number}"))
            .chain((0..32).map(|next| format!("b{number}{life:03}{next:03}")));
        let replica = LooseReplica::named(names.map(|name| name.parse().unwrap()));
        let chance = Arc::new(SeededChance::from_seed((number * 1000 + life) as u64));
        let journal = Journal::new(store, replica, Arc::clone(clock) as _, chance);
        Party { journal, clock: Arc::clone(clock) }
    }

    fn store(&self) -> &S {
        self.journal.store()
    }

    async fn does(&self, command: Command) -> Vec<Arc<Entry>> {
        self.clock.advance(TimeDelta::seconds(1));
        let written = self.journal.run(incident_id(), Wish::now("ops4", command)).await;
        written.map(|written| written.entries).unwrap_or_default()
    }

    async fn holds(&self) -> Vec<Entry> {
        holds(self.store()).await
    }
}

async fn holds(store: &impl Store) -> Vec<Entry> {
    let told = store.read_all(incident_id()).await.unwrap();
    assert_eq!(told.damage, []);
    let mut entries = told.entries;
    entries.sort_by_key(|entry| (entry.log, entry.seq, entry.id));
    entries
}

/// What the backup of a database holds: the tables, with the numbers of transactions and of rows.
const KEPT: [&str; 5] =
    ["warroom_entries", "warroom_evidence", "warroom_authors", "warroom_purged", "warroom_life"];

/// The server: a room in a database of its own, and its pen.
struct Server<'a> {
    url: &'a str,
    party: Party<Postgres>,
    lives: usize,
}

impl Server<'_> {
    async fn at(url: &str, clock: &Arc<StandingClock>, life: usize) -> Party<Postgres> {
        // What it draws is what the next life of its database is called.
        let chance = SeededChance::from_seed(life as u64);
        let database = Database::migrated(url, Kind::Real, &chance).await.unwrap();
        Party::over(Postgres::room(&database, "main"), 9, life, clock)
    }

    async fn says(&self, text: &str) {
        let (client, connection) =
            tokio_postgres::connect(self.url, tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        client.batch_execute(text).await.unwrap();
    }

    async fn backs_up(&self) {
        let copy = |table| {
            format!("DROP TABLE IF EXISTS b_{table}; CREATE TABLE b_{table} AS TABLE {table};")
        };
        self.says(&KEPT.map(copy).concat()).await;
    }

    /// Puts the backup back, as a dump is: rows as they were, the next number where it was. Then it starts again.
    async fn puts_back(&mut self, elsewhere: bool) {
        let put = |table| {
            format!(
                "TRUNCATE {table}; INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT * FROM b_{table};"
            )
        };
        let mut text = KEPT.map(put).concat();
        text += "SELECT setval(pg_get_serial_sequence('warroom_entries', 'arrived'), \
                 coalesce((SELECT max(arrived) FROM warroom_entries), 1));";
        if elsewhere {
            // Another machine counts its transactions by itself.
            text += "UPDATE warroom_life SET system = '1'; \
                     UPDATE warroom_entries SET xid = (xid::text::bigint + 1000000)::text::xid8;";
        }
        self.says(&format!("BEGIN; {text} COMMIT")).await;
        self.lives += 1;
        self.party = Server::at(self.url, &self.party.clock, self.lives).await;
    }
}

/// One who follows by cursor, and compares when that means nothing any more.
#[derive(Default)]
struct Follower {
    store: Memory,
    cursor: Option<Cursor>,
    resets: usize,
}

impl Follower {
    async fn follows(&mut self, server: &Postgres, now: chrono::DateTime<chrono::Utc>) {
        loop {
            match server.since(self.cursor.as_ref(), 3).await.unwrap() {
                Since::Reset(end) => {
                    self.resets += usize::from(self.cursor.replace(end).is_some());
                    sync(&self.store, server, now).await.unwrap();
                }
                Since::Batch(batch) => {
                    self.cursor = Some(batch.next);
                    if batch.entries.is_empty() {
                        return;
                    }
                    for id in take_in(&self.store, batch.entries, now).await {
                        sync_one(&self.store, server, id, now).await.unwrap();
                    }
                }
            }
        }
    }
}

/// What happened, over all histories: a property that never saw a backup put back says nothing of it.
#[derive(Debug, Default)]
struct Seen {
    put_back: Cell<usize>,
    lost: Cell<usize>,
    split: Cell<usize>,
    resets: Cell<usize>,
}

fn add(to: &Cell<usize>, more: usize) {
    to.set(to.get() + more);
}

#[test]
fn whatever_backup_is_put_back_what_anybody_holds_is_everywhere_again_once() {
    let (cluster, runtime) = (Cluster::new(), Runtime::new().unwrap());
    let url = runtime.block_on(creates(&cluster, "histories"));
    let config =
        Config { cases: 8, max_shrink_iters: 100, source_file: Some(file!()), ..Config::default() };
    let (desks, seen) = (vec(-8_i64..8, 2..=4), Seen::default());
    let told = TestRunner::new(config).run(&(desks, steps()), |(desks, steps)| {
        runtime.block_on(history(&url, desks, steps, &seen))
    });
    if let Err(failed) = told {
        panic!("{failed}");
    }
    let Seen { put_back, split, resets, .. } = &seen;
    assert!([put_back, split, resets].iter().all(|count| count.get() > 0), "{seen:?}");
}

async fn history(
    url: &str,
    hours: Vec<i64>,
    steps: Vec<Step>,
    seen: &Seen,
) -> Result<(), TestCaseError> {
    let clock = |hours| Arc::new(StandingClock::at(start() + TimeDelta::hours(hours)));
    let mut desks: Vec<Party<Memory>> = hours
        .into_iter()
        .enumerate()
        .map(|(number, hours)| Party::over(Memory::default(), number, 0, &clock(hours)))
        .collect();
    let mut lives = 0;
    let party = Server::at(url, &clock(0), 0).await;
    let mut server = Server { url, party, lives: 0 };
    server.says(&KEPT.map(|table| format!("TRUNCATE {table};")).concat()).await;
    server.party = Server::at(url, &server.party.clock, 0).await;
    let mut follower = Follower::default();
    let mut saved: BTreeMap<EntryId, Arc<Entry>> = BTreeMap::new();
    let declared = Declared { title: "Answers leak".to_owned(), ..Declared::default() };
    let declare = Command::Declare { declared, plan: Some(pinned()) };
    saved.extend(desks[0].does(declare).await.into_iter().map(|entry| (entry.id, entry)));
    // The first backups are those of the moment at which everybody had heard of it.
    let mut kept: Vec<Memory> = Vec::new();
    for desk in &desks {
        meets(desk, &server, seen).await;
        kept.push(copy(desk.store()).await);
    }
    server.backs_up().await;
    let many = desks.len();
    for step in steps {
        let mut put_back = false;
        // Whoever is none of the desks is the server.
        let new = match step {
            Step::Does { who, command } => match who.index(many * 2) {
                who if who >= many => server.party.does(*command).await,
                who => desks[who].does(*command).await,
            },
            Step::Redacts { who, which } => {
                let there = who.get(&desks).holds().await;
                if there.is_empty() {
                    continue;
                }
                let entry = which.get(&there).id.to_string();
                let (reason, instead) = ("a name".to_owned(), None);
                who.get(&desks).does(Command::Redact { entry, reason, instead }).await
            }
            Step::Meets { who } => {
                meets(who.get(&desks), &server, seen).await;
                continue;
            }
            Step::Follows => {
                follower.follows(server.party.store(), server.party.clock.now()).await;
                continue;
            }
            Step::BacksUp => {
                server.backs_up().await;
                continue;
            }
            Step::DeskBacksUp { who } => {
                let who = who.index(many);
                kept[who] = copy(desks[who].store()).await;
                continue;
            }
            Step::PutsBack { elsewhere, writes } => {
                server.puts_back(elsewhere).await;
                put_back = true;
                if writes { server.party.does(note("after the backup")).await } else { Vec::new() }
            }
            Step::DeskPutBack { who, writes } => {
                let who = who.index(many);
                lives += 1;
                let clock = Arc::clone(&desks[who].clock);
                desks[who] = Party::over(copy(&kept[who]).await, who, lives, &clock);
                put_back = true;
                if writes { desks[who].does(note("after the backup")).await } else { Vec::new() }
            }
        };
        if put_back {
            // What nobody holds any more is lost with whoever was put back: nothing can bring it.
            let mut there: BTreeSet<EntryId> = BTreeSet::new();
            for desk in &desks {
                there.extend(desk.holds().await.iter().map(|entry| entry.id));
            }
            there.extend(server.party.holds().await.iter().map(|entry| entry.id));
            there.extend(holds(&follower.store).await.iter().map(|entry| entry.id));
            let before = saved.len();
            saved.retain(|id, _| there.contains(id));
            add(&seen.put_back, 1);
            add(&seen.lost, before - saved.len());
        }
        saved.extend(new.into_iter().map(|entry| (entry.id, entry)));
    }
    follower.follows(server.party.store(), server.party.clock.now()).await;
    sync(&follower.store, server.party.store(), server.party.clock.now()).await.unwrap();
    for _ in 0..2 {
        for desk in &desks {
            meets(desk, &server, seen).await;
        }
    }
    follower.follows(server.party.store(), server.party.clock.now()).await;
    add(&seen.resets, follower.resets);
    all_is_there(&desks, &server, &follower, &saved).await
}

/// All that a desk holds, as its backup does.
async fn copy(of: &Memory) -> Memory {
    let copy = Memory::default();
    sync(&copy, of, start()).await.unwrap();
    copy
}

async fn meets(desk: &Party<Memory>, server: &Server<'_>, seen: &Seen) {
    let now = desk.clock.now().max(server.party.clock.now());
    let summary = sync(desk.store(), server.party.store(), now).await.unwrap();
    assert!(summary.troubles.is_empty(), "{:?}", summary.troubles);
    add(&seen.split, summary.split.len());
}

async fn all_is_there(
    desks: &[Party<Memory>],
    server: &Server<'_>,
    follower: &Follower,
    saved: &BTreeMap<EntryId, Arc<Entry>>,
) -> Result<(), TestCaseError> {
    let now = desks.iter().map(|desk| desk.clock.now()).max().unwrap();
    let first = server.party.holds().await;
    let ids: Vec<EntryId> = first.iter().map(|entry| entry.id).collect();
    for (id, entry) in saved {
        prop_assert_eq!(ids.iter().filter(|other| *other == id).count(), 1);
        let held = first.iter().find(|held| held.id == *id).unwrap();
        let whole = held.line() == entry.line();
        prop_assert!(whole || held.line() == entry.blanked().line(), "{}", held.line());
    }
    prop_assert_eq!(ids.len(), saved.len(), "nothing was made up");
    let told = server.party.store().read_all(incident_id()).await.unwrap();
    let incident = index::open(incident_id(), told, now).incident;
    // Under a hold who heard of the removal first has no bytes, and whoever heard of the hold first has them.
    let bytes = |entries: Vec<Entry>| -> Vec<Entry> {
        let held = incident.hold.is_some();
        entries.iter().map(|it| if held { it.blanked() } else { it.clone() }).collect()
    };
    let same = |mut told: Incident| {
        for line in told.timeline.iter_mut().filter(|_| incident.hold.is_some()) {
            line.entry = Arc::new(line.entry.blanked());
        }
        told
    };
    for store in desks.iter().map(Party::store).chain([&follower.store]) {
        prop_assert_eq!(bytes(holds(store).await), bytes(first.clone()));
        let told = store.read_all(incident_id()).await.unwrap();
        let theirs = index::open(incident_id(), told, now).incident;
        prop_assert_eq!(same(theirs), same(incident.clone()));
        let again = sync(store, server.party.store(), now).await.unwrap();
        prop_assert_eq!((again.sent.entries, again.received.entries), (0, 0));
    }
    Ok(())
}
