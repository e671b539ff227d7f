//! More of the contract of a store: what was purged is gone, and does not come back.

use super::contract::{append, read};
use super::desk::{Pen, all_at_once, incident, log, noon};
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::runtime::Handle;
use warroom::incident::{Declared, Entry, Event, IncidentId};
use warroom::store::{Appended, Cursor, Head, Last, Scope, Since, Store, StoreError, Tombstone};

/// A declaration, and an end: what goes on is not purged by a server.
pub fn over(pen: &mut Pen) -> Vec<Entry> {
    let declared = Declared { title: "Names leak".to_owned(), ..Declared::default() };
    let closed = Event::Closed { reason: "all said".to_owned(), over: None, without_outputs: None };
    vec![pen.writes(Event::Declared(declared)), pen.writes(closed)]
}

pub fn stone(of: IncidentId) -> Tombstone {
    Tombstone::new(of, noon(), "lgl7", "kept long enough")
}

fn last(entry: &Entry) -> Last {
    Last { replica: entry.log.replica, seq: entry.seq, id: entry.id }
}

pub async fn what_was_purged_is_gone_and_a_tombstone_stands<S: Store>(store: S) {
    let (gone, stays) = (incident("AAAAAA"), incident("BBBBBB"));
    let (mut one, mut two) = (Pen::of(log(gone, "aaaaaaaa")), Pen::of(log(gone, "bbbbbbbb")));
    let first = over(&mut one);
    append(&store, &first).await;
    let second = two.notes(&["a note", "a name"]);
    append(&store, &second).await;
    let kept = over(&mut Pen::of(log(stays, "aaaaaaaa")));
    append(&store, &kept).await;
    let sum = store.put_evidence(gone, b"names").await.unwrap();
    let file = store.put_evidence(stays, b"names").await.unwrap();

    let left = store.purge(&stone(gone)).await.unwrap();
    let heads = BTreeSet::from([last(&first[1]), last(&second[1])]);
    assert_eq!(left, Tombstone { heads, ..stone(gone) });
    assert_eq!(store.tombstones().await.unwrap(), [left]);
    assert_eq!(store.incidents().await.unwrap(), [stays]);
    let heads = store.heads(Scope::Everything).await.unwrap();
    assert_eq!(Vec::from_iter(heads), [(kept[0].log, Head::of(&kept[1]))]);
    assert!(store.heads(Scope::Incident(gone)).await.unwrap().is_empty());
    assert_eq!(read(&store, first[0].log).await, []);
    assert_eq!(store.read_all(gone).await.unwrap().entries, []);
    assert_eq!(store.get_evidence(gone, sum).await.unwrap(), None);
    let evidence = store.evidence(Scope::Everything).await.unwrap();
    assert_eq!(Vec::from_iter(evidence), [(stays, file)]);
    assert!(store.evidence(Scope::Incident(gone)).await.unwrap().is_empty());
    assert_eq!(read(&store, kept[0].log).await, kept);
}

pub async fn what_was_purged_does_not_come_back<S: Store>(store: S) {
    let gone = incident("AAAAAA");
    let mut pen = Pen::of(log(gone, "aaaaaaaa"));
    let entries = over(&mut pen);
    append(&store, &entries).await;
    store.purge(&stone(gone)).await.unwrap();
    let next = pen.note("did not know");
    let other = Pen::of(log(gone, "bbbbbbbb")).notes(&["from a stick"]);
    for again in [&entries[..], &[next], &other] {
        assert_eq!(append(&store, again).await, Appended::Purged);
        let beside = store.branch(again[0].log, again).await.unwrap();
        assert_eq!(beside, Appended::Purged);
    }
    let answer = store.put_evidence(gone, b"names").await;
    assert!(matches!(answer, Err(StoreError::Purged(id)) if id == gone), "{answer:?}");
    assert_eq!(store.blank(entries[0].log, &[entries[0].id]).await.unwrap(), 0);
    assert_eq!(store.incidents().await.unwrap(), []);
    assert_eq!(store.read_all(gone).await.unwrap().entries, []);
    assert!(store.evidence(Scope::Everything).await.unwrap().is_empty());
}

pub async fn the_first_tombstone_stays<S: Store>(store: S) {
    let gone = incident("AAAAAA");
    append(&store, &over(&mut Pen::of(log(gone, "aaaaaaaa")))).await;
    let first = store.purge(&stone(gone)).await.unwrap();
    let again = Tombstone::new(gone, noon(), "ops4", "once more");
    assert_eq!(store.purge(&again).await.unwrap(), first);
    assert_eq!(store.tombstones().await.unwrap(), [first]);
}

pub async fn what_never_was_here_can_be_purged_and_does_not_come<S: Store>(store: S) {
    assert_eq!(store.tombstones().await.unwrap(), []);
    let never = incident("CCCCCC");
    let entries = over(&mut Pen::of(log(never, "aaaaaaaa")));
    let elsewhere = Tombstone { heads: BTreeSet::from([last(&entries[1])]), ..stone(never) };
    assert_eq!(store.purge(&elsewhere).await.unwrap(), elsewhere);
    assert_eq!(append(&store, &entries).await, Appended::Purged);
    assert_eq!(store.incidents().await.unwrap(), []);
    store.purge(&stone(incident("AAAAAA"))).await.unwrap();
    let stones = store.tombstones().await.unwrap();
    assert_eq!(stones, [stone(incident("AAAAAA")), elsewhere]);
}

pub async fn what_is_heard_of_a_purge_waits_or_is_done<S: Store>(store: S) {
    let here = incident("AAAAAA");
    let entries = over(&mut Pen::of(log(here, "aaaaaaaa")));
    append(&store, &entries).await;
    let elsewhere = Tombstone { heads: BTreeSet::from([last(&entries[0])]), ..stone(here) };
    for _ in 0..2 {
        store.hear(&elsewhere).await.unwrap();
    }
    let (waiting, done) = (store.heard().await.unwrap(), store.tombstones().await.unwrap());
    if done.is_empty() {
        assert_eq!(waiting, std::slice::from_ref(&elsewhere));
        assert_eq!(read(&store, entries[0].log).await, entries);
        // Nothing keeps it from being taken in meanwhile but whoever carries it.
        store.purge(&elsewhere).await.unwrap();
    } else {
        assert_eq!(waiting, []);
    }
    assert_eq!(store.heard().await.unwrap(), []);
    let heads = BTreeSet::from([last(&entries[0]), last(&entries[1])]);
    assert_eq!(store.tombstones().await.unwrap(), [Tombstone { heads, ..stone(here) }]);
    assert_eq!(read(&store, entries[0].log).await, []);
    store.hear(&elsewhere).await.unwrap();
    assert_eq!(store.heard().await.unwrap(), []);
    // Of what is not here nobody has to be asked.
    store.hear(&stone(incident("BBBBBB"))).await.unwrap();
    assert_eq!(store.heard().await.unwrap(), []);
    assert_eq!(store.tombstones().await.unwrap()[1], stone(incident("BBBBBB")));
}

pub async fn whoever_follows_is_given_nothing_of_what_was_purged<S: Store>(store: S) {
    let (gone, stays) = (incident("AAAAAA"), incident("BBBBBB"));
    let end = async |of: Option<&Cursor>| match store.since(of, 100).await.unwrap() {
        Since::Reset(cursor) => (vec![], cursor),
        Since::Batch(batch) => (batch.entries, batch.next),
    };
    let (_, start) = end(None).await;
    let mut pen = Pen::of(log(stays, "aaaaaaaa"));
    append(&store, &[pen.note("before")]).await;
    append(&store, &over(&mut Pen::of(log(gone, "aaaaaaaa")))).await;
    append(&store, &[pen.note("behind")]).await;
    let (came, behind) = end(Some(&start)).await;
    assert_eq!(came.len(), 4);
    store.purge(&stone(gone)).await.unwrap();
    for cursor in [&start, &behind] {
        let (came, _) = end(Some(cursor)).await;
        assert!(came.iter().all(|entry| entry.log.incident == stays), "{came:?}");
    }
    // And what comes then is told to whoever asked after it.
    let (_, now) = end(Some(&behind)).await;
    let next = pen.note("after");
    append(&store, std::slice::from_ref(&next)).await;
    let (came, _) = end(Some(&now)).await;
    assert_eq!(came, [next]);
}

pub async fn of_many_who_write_while_it_is_purged_nothing_is_left<S: Store + 'static>(store: S) {
    let gone = incident("7Q2KXM");
    append(&store, &over(&mut Pen::of(log(gone, "k3f9q2m1")))).await;
    let store = Arc::new(store);
    let working = (0..8).map(|who| {
        let (store, handle) = (Arc::clone(&store), Handle::current());
        std::thread::spawn(move || {
            handle.block_on(async {
                if who == 7 {
                    store.purge(&stone(gone)).await.unwrap();
                    return;
                }
                let mut pen = Pen::of(log(gone, &format!("aaaaaaa{who}")));
                for number in 0_u32.. {
                    match append(&*store, &[pen.note("still here")]).await {
                        Appended::Done(_) => {}
                        Appended::Purged => break,
                        other => panic!("{other:?}"),
                    }
                    match store.put_evidence(gone, &number.to_be_bytes()).await {
                        Ok(_) => {}
                        Err(StoreError::Purged(_)) => break,
                        Err(error) => panic!("{error}"),
                    }
                }
            });
        })
    });
    all_at_once(working);
    assert_eq!(store.incidents().await.unwrap(), []);
    assert_eq!(store.read_all(gone).await.unwrap().entries, []);
    assert!(store.evidence(Scope::Everything).await.unwrap().is_empty());
    assert!(store.heads(Scope::Everything).await.unwrap().is_empty());
}
