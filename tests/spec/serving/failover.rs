//! Several servers over one database, of which any may die: nothing acknowledged is lost, and whoever
//! follows or listens misses nothing.

use super::super::keeping::cluster::{Cluster, says};
use super::parties::{Followed, Room, Server, everything, follows, listens, scripts, writes};
use rustix::process::Signal;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tempfile::TempDir;
use warroom::access::{Grant, Ground, MAIN, Role, Token};
use warroom::chance::SystemChance;
use warroom::incident::{Entry, EntryId, Event, LogId};
use warroom::store::Kind;
use warroom::store::postgres::{Database, Postgres};
use warroom::time::{Clock, SystemClock};

const WRITERS: usize = 16;
const SCRIPTS: usize = 4;

/// Two servers over a database, sixteen desks that write, four scripts, one who follows by asking and two who
/// listen, and blows; what each of the three came to know.
async fn under_blows(
    url: &str,
    blows: impl AsyncFnOnce(&Room, &mut dyn FnMut(usize)),
) -> [Followed; 3] {
    let home = TempDir::new().unwrap();
    let database = Database::migrated(url, Kind::Real, &SystemChance).await.unwrap();
    let grant = Grant {
        name: "ops4".to_owned(),
        role: Role::Responder,
        room: MAIN.to_owned(),
        expires_at: None,
    };
    let (token, shown) = Token::new(grant, SystemClock.now(), &SystemChance).unwrap();
    Ground::Database(database.clone()).keep(&token).await.unwrap();
    let mut servers = [Server::over(url, &home), Server::over(url, &home)];
    let room = Room::of(shown.reveal(), &servers);
    let following = [
        tokio::spawn(follows(Arc::clone(&room))),
        tokio::spawn(listens(Arc::clone(&room), 0)),
        tokio::spawn(listens(Arc::clone(&room), 1)),
    ];
    // Whoever listens from an empty room on has nothing to read but what is told.
    room.is_listened_to(2).await;
    let writing: Vec<_> =
        (0..WRITERS).map(|who| tokio::spawn(writes(Arc::clone(&room), who))).collect();
    let asking: Vec<_> =
        (0..SCRIPTS).map(|who| tokio::spawn(scripts(Arc::clone(&room), who))).collect();
    room.goes_on().await;
    let addresses = Arc::clone(&room);
    let mut kill = |number: usize| {
        servers[number].dies();
        servers[number] = Server::over(url, &home);
        addresses.addresses.lock().unwrap()[number].clone_from(&servers[number].address);
    };
    blows(&room, &mut kill).await;
    room.enough.store(true, Ordering::Relaxed);
    for writer in writing {
        writer.await.unwrap();
    }
    let mut noted = BTreeMap::new();
    for script in asking {
        let (id, count) = script.await.unwrap();
        *noted.entry(id).or_insert(0) += count;
    }
    room.over.send_replace(true);
    let following = futures_util::future::join_all(following);
    let known = tokio::time::timeout(Duration::from_secs(120), following).await;
    let known = known.expect("all that was acknowledged comes").into_iter();
    let known: Vec<Followed> = known.map(Result::unwrap).collect();
    assert!(room.failures.load(Ordering::Relaxed) > 0);
    let store = Postgres::room(&database, MAIN);
    let held = everything(&store).await.unwrap();
    let ids: BTreeSet<EntryId> = held.iter().map(|entry| entry.id).collect();
    assert_eq!(ids.len(), held.len());
    let acknowledged = room.acknowledged.lock().unwrap().clone();
    let lost = acknowledged.iter().filter(|id| !ids.contains(id)).count();
    assert_eq!(lost, 0, "of {}", acknowledged.len());
    let logs = chains(&held);
    for (log, entries) in &logs {
        let whole = entries.windows(2).all(|pair| pair[1].prev == pair[0].id);
        assert!(whole && entries[0].seq == 1, "{log:?}");
    }
    // Beside those of the desks there is one log, of both servers, in the one incident that was opened.
    let (id, count) = noted.pop_first().unwrap();
    assert_eq!((logs.len(), noted), (WRITERS + 1, BTreeMap::new()));
    let told: Vec<&Entry> = held.iter().filter(|entry| entry.log.incident == id).collect();
    let texts = told.iter().filter_map(|entry| match entry.fact().event {
        Event::Noted { text } => Some(text),
        _ => None,
    });
    let texts: Vec<String> = texts.collect();
    let once: BTreeSet<&String> = texts.iter().collect();
    assert_eq!((texts.len(), once.len()), (count, count));
    for followed in &known {
        let (resets, known) = (followed.resets, followed.known);
        assert_eq!(followed.twice(), [], "{resets} resets, {known} were read as a whole");
        let seen: BTreeSet<EntryId> = followed.seen.iter().copied().collect();
        let differs: Vec<_> = seen.symmetric_difference(&ids).collect();
        assert!(differs.is_empty(), "{differs:?} of {} and {}", seen.len(), ids.len());
    }
    <[Followed; 3]>::try_from(known).ok().expect("three followed")
}

fn chains(entries: &[Entry]) -> BTreeMap<LogId, Vec<&Entry>> {
    let mut logs: BTreeMap<LogId, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        logs.entry(entry.log).or_default().push(entry);
    }
    logs
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_are_killed_and_the_database_starts_again_and_nothing_acknowledged_is_lost() {
    let mut cluster = Cluster::new();
    let url = cluster.url("postgres");
    let known = under_blows(&url, async |room, kill| {
        kill(0);
        room.goes_on().await;
        for how in [Signal::INT, Signal::QUIT] {
            cluster.stops(how);
            cluster.starts();
            room.goes_on().await;
        }
        kill(1);
        room.goes_on().await;
    })
    .await;
    assert_eq!(known.each_ref().map(|followed| followed.resets), [0; 3]);
    // Each of the two servers was killed under whoever listened there.
    let [_, one, other] = known;
    assert!(one.opened > 1 && other.opened > 1, "{:#?}, {:#?}", one.cuts, other.cuts);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_synchronous_standby_that_is_promoted_holds_all_that_was_acknowledged() {
    let mut primary = Cluster::new();
    let standby = primary.standby();
    says(&primary, "ALTER SYSTEM SET synchronous_standby_names = '*'").await;
    says(&primary, "SELECT pg_reload_conf()").await;
    // From here on a commit waits for the standby; this one too.
    says(
        &primary,
        "DO $$ BEGIN WHILE NOT EXISTS (SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync') \
         LOOP PERFORM pg_sleep(0.01); PERFORM pg_stat_clear_snapshot(); END LOOP; END $$",
    )
    .await;
    let hosts = format!("host={},{}", primary.host(), standby.host());
    let url = format!("{hosts} user=warroom dbname=postgres target_session_attrs=read-write");
    let known = under_blows(&url, async |room, kill| {
        primary.stops(Signal::QUIT);
        standby.promotes();
        room.goes_on().await;
        kill(0);
        room.goes_on().await;
    })
    .await;
    let [_, one, other] = known;
    assert!(one.opened > 1 && other.opened > 0, "{:#?}, {:#?}", one.cuts, other.cuts);
}
