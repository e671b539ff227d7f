//! More of the contract of a store: logs that have split, and what those are told who follow.

use super::contract::{append, here, read};
use super::desk::{Pen, all_at_once, incident, log};
use std::sync::Arc;
use tokio::runtime::Handle;
use warroom::incident::{Entry, EntryId};
use warroom::store::{Appended, Cursor, Head, Scope, Since, Store, StoreError};

/// A log of three entries, and another telling of it from the second on.
fn split() -> (Vec<Entry>, Vec<Entry>) {
    let mut pen = Pen::of(here());
    let first = pen.note("one");
    let mut other = pen.clone();
    let ours = [vec![first], pen.notes(&["ours", "ours again"])].concat();
    (ours, other.notes(&["theirs", "theirs again", "and again"]))
}

async fn heads_of_here<S: Store>(store: &S) -> Vec<Head> {
    let heads = store.heads(Scope::Everything).await.unwrap();
    assert!(heads.iter().all(|(log, _)| *log == here()));
    heads.into_iter().map(|(_, head)| head).collect()
}

pub async fn a_branch_is_kept_beside_its_log<S: Store>(store: S) {
    let (ours, theirs) = split();
    append(&store, &ours).await;
    let done = |entry: &Entry| Appended::Done(Head::of(entry));
    assert_eq!(store.branch(here(), &theirs[..1]).await.unwrap(), done(&theirs[0]));
    // It goes on, also with what is there already; and so does the log.
    assert_eq!(store.branch(here(), &theirs).await.unwrap(), done(&theirs[2]));
    assert_eq!(store.branch(here(), &ours).await.unwrap(), done(&ours[2]));
    let mut ends = vec![Head::of(&ours[2]), Head::of(&theirs[2])];
    ends.sort_unstable();
    assert_eq!(heads_of_here(&store).await, ends);
    let mut all = [ours, theirs].concat();
    all.sort_by_key(|entry| (entry.seq, entry.id));
    assert_eq!(read(&store, here()).await, all);
    assert_eq!(store.read_all(here().incident).await.unwrap().entries.len(), all.len());
}

pub async fn a_log_goes_on_beside_its_branch<S: Store>(store: S) {
    let (ours, theirs) = split();
    append(&store, &ours[..2]).await;
    store.branch(here(), &theirs).await.unwrap();
    assert_eq!(append(&store, &ours).await, Appended::Done(Head::of(&ours[2])));
    assert_eq!(heads_of_here(&store).await.len(), 2);
    assert_eq!(read(&store, here()).await.len(), 6);
}

pub async fn a_branch_may_leave_at_the_very_beginning<S: Store>(store: S) {
    let ours = Pen::of(here()).notes(&["ours", "ours again"]);
    let theirs = Pen::of(here()).notes(&["theirs"]);
    append(&store, &ours).await;
    store.branch(here(), &theirs).await.unwrap();
    assert_eq!(heads_of_here(&store).await.len(), 2);
    assert_eq!(read(&store, here()).await.len(), 3);
}

pub async fn what_continues_nothing_is_no_branch<S: Store>(store: S) {
    let (ours, theirs) = split();
    append(&store, &ours).await;
    let answer = store.branch(here(), &theirs[1..]).await;
    assert!(matches!(answer, Err(StoreError::NoRoot(3))), "{answer:?}");
    let foreign = Pen::of(log(incident("7Q2KXM"), "00000000")).note("foreign");
    let answer = store.branch(here(), &[foreign]).await;
    assert!(matches!(answer, Err(StoreError::NotOneLog)), "{answer:?}");
    assert_eq!(read(&store, here()).await, ours);
}

pub async fn in_a_branch_too_null_never_gives_way_to_full<S: Store>(store: S) {
    let (ours, theirs) = split();
    append(&store, &ours).await;
    store.branch(here(), &theirs).await.unwrap();
    assert_eq!(store.blank(here(), &[theirs[1].id]).await.unwrap(), 1);
    store.branch(here(), &theirs).await.unwrap();
    let left = read(&store, here()).await;
    let blanked: Vec<_> = left.iter().filter(|entry| entry.data().is_none()).collect();
    assert_eq!(blanked, [&theirs[1].blanked()]);
    assert_eq!(left.len(), 6);
}

/// Everything that comes behind a cursor, so many at a time, and the place behind it.
async fn follow<S: Store>(store: &S, mut cursor: Cursor, limit: usize) -> (Vec<Entry>, Cursor) {
    let mut came = Vec::new();
    loop {
        match store.since(Some(&cursor), limit).await.unwrap() {
            Since::Batch(batch) if batch.entries.is_empty() => return (came, batch.next),
            Since::Batch(batch) => {
                assert!(batch.entries.len() <= limit.max(1), "{}", batch.entries.len());
                came.extend(batch.entries);
                cursor = batch.next;
            }
            Since::Reset(_) => panic!("{cursor} was given by this store"),
        }
    }
}

/// A cursor at the end.
async fn the_end<S: Store>(store: &S) -> Cursor {
    match store.since(None, 1).await.unwrap() {
        Since::Reset(cursor) => cursor,
        Since::Batch(batch) => panic!("nobody asked from somewhere: {batch:?}"),
    }
}

pub async fn a_follower_is_told_what_comes_in_the_order_in_which_it_came<S: Store>(store: S) {
    let before = Pen::of(log(incident("AAAAAA"), "aaaaaaaa")).notes(&["before"]);
    append(&store, &before).await;
    let cursor = the_end(&store).await;
    assert_eq!(follow(&store, cursor.clone(), 10).await, (vec![], cursor.clone()));
    let (mut one, mut two) = (Pen::of(here()), Pen::of(log(incident("AAAAAA"), "bbbbbbbb")));
    let mut came = Vec::new();
    for part in [one.notes(&["1", "2"]), two.notes(&["3"]), one.notes(&["4"])] {
        append(&store, &part).await;
        // Looked at in between, so that a store that notices late has noticed.
        follow(&store, cursor.clone(), 10).await;
        came.extend(part);
    }
    for limit in [0, 1, 3, 100] {
        assert_eq!(follow(&store, cursor.clone(), limit).await.0, came, "{limit} at a time");
    }
    let (_, end) = follow(&store, cursor, 100).await;
    let last = one.note("5");
    append(&store, std::slice::from_ref(&last)).await;
    assert_eq!(follow(&store, end, 100).await.0, [last]);
}

pub async fn a_follower_is_told_of_branches_and_of_nothing_twice<S: Store>(store: S) {
    let cursor = the_end(&store).await;
    let (ours, theirs) = split();
    append(&store, &ours).await;
    follow(&store, cursor.clone(), 10).await;
    store.branch(here(), &theirs).await.unwrap();
    append(&store, &ours).await;
    store.branch(here(), &theirs).await.unwrap();
    assert_eq!(follow(&store, cursor, 10).await.0, [ours, theirs].concat());
}

pub async fn a_follower_is_told_of_a_removed_content_only_that_it_was<S: Store>(store: S) {
    let cursor = the_end(&store).await;
    let entries = Pen::of(here()).notes(&["keep", "a secret"]);
    append(&store, &entries).await;
    let (_, behind) = follow(&store, cursor.clone(), 10).await;
    store.blank(here(), &[entries[1].id]).await.unwrap();
    let expected = [entries[0].clone(), entries[1].blanked()];
    assert_eq!(follow(&store, cursor, 10).await.0, expected);
    assert_eq!(follow(&store, behind, 10).await.0, []);
}

pub async fn a_cursor_that_this_store_did_not_give_is_answered_with_one_at_the_end<S: Store>(
    store: S,
) {
    let entries = Pen::of(here()).notes(&["one", "two", "three"]);
    let cursor = the_end(&store).await;
    append(&store, &entries).await;
    let (_, end) = follow(&store, cursor, 1).await;
    let text = end.to_string();
    let ends: Vec<&str> = text.split('-').collect();
    for strange in [
        format!("another-{}-{}", ends[1], ends[2]),
        format!("{}-4-{}", ends[0], ends[2]),
        format!("{}-18446744073709551615-{}", ends[0], ends[2]),
        // As many came before, but others: the store was put back from a backup and went on.
        format!("{}-{}-abcdef01", ends[0], ends[1]),
        format!("{}-0-{}", ends[0], ends[2]),
    ] {
        let strange: Cursor = strange.parse().unwrap();
        assert_eq!(store.since(Some(&strange), 9).await.unwrap(), Since::Reset(end.clone()));
    }
    for no_cursor in ["", "a", "a-1", "a-b-c", "a-1-2-3", "A-1-00000000", "a-1-000000001", "a--1-0"]
    {
        assert!(no_cursor.parse::<Cursor>().is_err(), "{no_cursor}");
    }
}

pub async fn of_many_who_append_at_once_a_follower_misses_nothing<S: Store + 'static>(store: S) {
    let store = Arc::new(store);
    let cursor = the_end(&*store).await;
    let appending = (0..4).map(|who| {
        let (store, handle) = (Arc::clone(&store), Handle::current());
        std::thread::spawn(move || {
            handle.block_on(async {
                let mut pen = Pen::of(log(incident("7Q2KXM"), &format!("aaaaaaa{who}")));
                for text in ["1", "2", "3", "4", "5", "6", "7", "8"] {
                    append(&*store, &[pen.note(text)]).await;
                }
            });
        })
    });
    let follower = {
        let (store, mut cursor, handle) = (Arc::clone(&store), cursor, Handle::current());
        std::thread::spawn(move || {
            handle.block_on(async {
                let mut came = Vec::new();
                while came.len() < 32 {
                    let (more, next) = follow(&*store, cursor, 5).await;
                    came.extend(more);
                    cursor = next;
                }
                came
            })
        })
    };
    all_at_once(appending);
    let came = follower.join().unwrap();
    let mut ids: Vec<EntryId> = came.iter().map(|entry| entry.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((came.len(), ids.len()), (32, 32));
    let one = log(incident("7Q2KXM"), "aaaaaaa0");
    let of_one: Vec<u64> = came.iter().filter(|e| e.log == one).map(|e| e.seq).collect();
    assert_eq!(of_one, (1..=8).collect::<Vec<u64>>());
}
