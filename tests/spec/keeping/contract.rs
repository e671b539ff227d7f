//! The contract of a store: one sentence of the prose on `Store`, one function; every store keeps all.

use super::super::serving::desk::Served;
use super::desk::{Pen, all_at_once, incident, log};
use super::following::*;
use super::purged::*;
use std::sync::Arc;
use tokio::runtime::Handle;
use warroom::access::Role;
use warroom::chance::SeededChance;
use warroom::incident::{Entry, EntryId, IncidentId, LogId};
use warroom::store::folder::{Folder, Kind};
use warroom::store::{Appended, Head, LARGEST_EVIDENCE, Memory, Scope, Store, StoreError};

pub fn here() -> LogId {
    log(incident("7Q2KXM"), "k3f9q2m1")
}

fn lines(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(Entry::line).collect()
}

pub async fn read<S: Store>(store: &S, log: LogId) -> Vec<Entry> {
    let told = store.read(log, 1).await.unwrap();
    assert_eq!(told.damage, []);
    told.entries
}

pub async fn append<S: Store>(store: &S, entries: &[Entry]) -> Appended {
    store.append(entries[0].log, entries).await.unwrap()
}

async fn what_was_appended_is_read_byte_for_byte<S: Store>(store: S) {
    let entries = Pen::of(here()).notes(&["one", "„zwei“ \u{1b}[31m\n\u{202e}", "🚨"]);
    let head = Head::of(&entries[2]);
    assert_eq!(append(&store, &entries).await, Appended::Done(head));
    assert_eq!(lines(&read(&store, here()).await), lines(&entries));
}

async fn appending_twice_changes_nothing<S: Store>(store: S) {
    let entries = Pen::of(here()).notes(&["one", "two", "three"]);
    let head = Head::of(&entries[2]);
    for part in [&entries[..], &entries[..], &entries[..1], &entries[1..2], &entries[2..]] {
        assert_eq!(append(&store, part).await, Appended::Done(head));
    }
    assert_eq!(read(&store, here()).await, entries);
}

async fn of_a_tail_that_is_partly_there_the_rest_is_appended<S: Store>(store: S) {
    let entries = Pen::of(here()).notes(&["one", "two", "three", "four"]);
    append(&store, &entries[..2]).await;
    assert_eq!(append(&store, &entries[1..]).await, Appended::Done(Head::of(&entries[3])));
    assert_eq!(read(&store, here()).await, entries);
}

async fn a_tail_that_begins_too_late_is_a_gap_and_changes_nothing<S: Store>(store: S) {
    let entries = Pen::of(here()).notes(&["one", "two", "three"]);
    assert_eq!(append(&store, &entries[1..]).await, Appended::Gap(None));
    assert_eq!(read(&store, here()).await, []);
    append(&store, &entries[..1]).await;
    let head = Head::of(&entries[0]);
    assert_eq!(append(&store, &entries[2..]).await, Appended::Gap(Some(head)));
    assert_eq!(read(&store, here()).await, entries[..1]);
}

async fn a_tail_that_contradicts_is_a_fork_and_changes_nothing<S: Store>(store: S) {
    let mut pen = Pen::of(here());
    let first = pen.note("one");
    let mut other = pen.clone();
    let (ours, theirs) = (pen.note("ours"), other.note("theirs"));
    let after = other.note("after theirs");
    append(&store, &[first.clone(), ours.clone()]).await;
    let fork = |seq| Appended::Fork(seq);
    assert_eq!(append(&store, std::slice::from_ref(&theirs)).await, fork(2));
    assert_eq!(append(&store, &[first.clone(), theirs, after.clone()]).await, fork(2));
    assert_eq!(append(&store, &[after]).await, fork(3));
    assert_eq!(read(&store, here()).await, [first, ours]);
}

async fn what_is_not_one_log_in_order_is_no_append<S: Store>(store: S) {
    let entries = Pen::of(here()).notes(&["one", "two", "three"]);
    let foreign = Pen::of(log(incident("7Q2KXM"), "00000000")).note("foreign");
    let wrong: [&[Entry]; 4] = [
        &[entries[0].clone(), entries[2].clone()],
        &[entries[1].clone(), entries[0].clone()],
        &[entries[0].clone(), entries[0].clone()],
        std::slice::from_ref(&foreign),
    ];
    for entries in wrong {
        let answer = store.append(here(), entries).await;
        assert!(matches!(answer, Err(StoreError::NotOneLog)), "{answer:?}");
    }
    assert_eq!(read(&store, here()).await, []);
    assert!(store.heads(Scope::Everything).await.unwrap().is_empty());
}

async fn appending_nothing_says_where_the_log_ends<S: Store>(store: S) {
    assert_eq!(store.append(here(), &[]).await.unwrap(), Appended::Gap(None));
    let entries = Pen::of(here()).notes(&["one"]);
    append(&store, &entries).await;
    let head = Head::of(&entries[0]);
    assert_eq!(store.append(here(), &[]).await.unwrap(), Appended::Done(head));
}

async fn reading_begins_at_a_number<S: Store>(store: S) {
    let entries = Pen::of(here()).notes(&["one", "two", "three"]);
    append(&store, &entries).await;
    for (from, expected) in [(0, 0), (1, 0), (2, 1), (3, 2), (4, 3), (u64::MAX, 3)] {
        let told = store.read(here(), from).await.unwrap();
        assert_eq!(told.entries, entries[expected..], "from {from}");
    }
}

async fn heads_name_the_last_entry_of_each_log<S: Store>(store: S) {
    let (one, two) = (incident("AAAAAA"), incident("BBBBBB"));
    let logs = [log(one, "aaaaaaaa"), log(one, "bbbbbbbb"), log(two, "aaaaaaaa")];
    let mut last = Vec::new();
    for (index, log) in logs.into_iter().enumerate() {
        let entries = Pen::of(log).notes(&["x", "y", "z"][..=index]);
        append(&store, &entries).await;
        last.push((log, Head::of(&entries[index])));
    }
    let of = async |scope| Vec::from_iter(store.heads(scope).await.unwrap());
    assert_eq!(of(Scope::Everything).await, last);
    assert_eq!(of(Scope::Incident(one)).await, last[..2]);
    assert_eq!(of(Scope::Incident(incident("CCCCCC"))).await, []);
}

async fn incidents_are_listed_in_the_order_of_their_ids<S: Store>(store: S) {
    assert_eq!(store.incidents().await.unwrap(), []);
    for letters in ["BBBBBB", "CCCCCC", "AAAAAA"] {
        append(&store, &[Pen::of(log(incident(letters), "aaaaaaaa")).note("x")]).await;
    }
    store.put_evidence(incident("DDDDDD"), b"bytes").await.unwrap();
    let expected = ["AAAAAA", "BBBBBB", "CCCCCC", "DDDDDD"].map(incident);
    assert_eq!(store.incidents().await.unwrap(), expected);
}

async fn an_incident_is_all_its_logs<S: Store>(store: S) {
    let of = incident("7Q2KXM");
    let mut all = Vec::new();
    for replica in ["aaaaaaaa", "bbbbbbbb", "cccccccc"] {
        let entries = Pen::of(log(of, replica)).notes(&["one", "two"]);
        append(&store, &entries).await;
        all.extend(entries);
    }
    append(&store, &[Pen::of(log(incident("AAAAAA"), "aaaaaaaa")).note("elsewhere")]).await;
    let mut told = store.read_all(of).await.unwrap().entries;
    told.sort_by_key(|entry| (entry.log, entry.seq));
    assert_eq!(told, all);
}

async fn what_is_not_there_is_empty_and_no_error<S: Store>(store: S) {
    let nothing = incident("ZZZZZZ");
    assert_eq!(read(&store, log(nothing, "aaaaaaaa")).await, []);
    assert_eq!(store.read_all(nothing).await.unwrap().entries, []);
    assert_eq!(store.blank(log(nothing, "aaaaaaaa"), &[EntryId::of(b"x")]).await.unwrap(), 0);
    assert_eq!(store.get_evidence(nothing, EntryId::of(b"x")).await.unwrap(), None);
    assert_eq!(store.incidents().await.unwrap(), []);
}

async fn blanking_removes_the_content_and_nothing_else<S: Store>(store: S) {
    let mut pen = Pen::of(here());
    let entries = pen.notes(&["keep", "a secret", "keep too"]);
    append(&store, &entries).await;
    let ids = [entries[1].id, EntryId::of(b"no entry")];
    assert_eq!(store.blank(here(), &ids).await.unwrap(), 1);
    let left = read(&store, here()).await;
    let secret = entries[1].blanked();
    assert_eq!(lines(&left), [entries[0].line(), secret.line(), entries[2].line()]);
    assert!(secret.line().ends_with(r#","data":null}"#) && secret.id == entries[1].id);
    // Twice is once, and the log goes on.
    assert_eq!(store.blank(here(), &ids).await.unwrap(), 0);
    assert_eq!(read(&store, here()).await, left);
    let next = pen.note("next");
    let done = Appended::Done(Head::of(&next));
    assert_eq!(append(&store, &[next]).await, done);
}

async fn null_never_gives_way_to_full<S: Store>(store: S) {
    let entries = Pen::of(here()).notes(&["one", "a secret"]);
    append(&store, &entries).await;
    store.blank(here(), &[entries[1].id]).await.unwrap();
    assert_eq!(append(&store, &entries).await, Appended::Done(Head::of(&entries[1])));
    assert_eq!(read(&store, here()).await[1].data(), None);
}

async fn evidence_is_kept_under_its_sum_with_one_incident<S: Store>(store: S) {
    let (of, other) = (incident("AAAAAA"), incident("BBBBBB"));
    let bytes: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    for _ in 0..2 {
        assert_eq!(store.put_evidence(of, &bytes).await.unwrap(), EntryId::of(&bytes));
    }
    let sum = EntryId::of(&bytes);
    assert_eq!(store.get_evidence(of, sum).await.unwrap(), Some(bytes));
    assert_eq!(store.get_evidence(other, sum).await.unwrap(), None);
    let empty = store.put_evidence(of, b"").await.unwrap();
    assert_eq!(store.get_evidence(of, empty).await.unwrap(), Some(Vec::new()));
}

async fn evidence_is_named_where_it_is_kept<S: Store>(store: S) {
    let (one, two) = (incident("AAAAAA"), incident("BBBBBB"));
    assert!(store.evidence(Scope::Everything).await.unwrap().is_empty());
    let first = store.put_evidence(one, b"first").await.unwrap();
    let second = store.put_evidence(two, b"second").await.unwrap();
    let kept = async |scope| Vec::from_iter(store.evidence(scope).await.unwrap());
    assert_eq!(kept(Scope::Everything).await, [(one, first), (two, second)]);
    assert_eq!(kept(Scope::Incident(two)).await, [(two, second)]);
    assert_eq!(kept(Scope::Incident(incident("CCCCCC"))).await, []);
}

async fn evidence_has_a_largest_size<S: Store>(store: S) {
    let largest = usize::try_from(LARGEST_EVIDENCE).unwrap();
    let bytes = vec![0; largest + 1];
    let of = incident("AAAAAA");
    let sum = store.put_evidence(of, &bytes[..largest]).await.unwrap();
    assert_eq!(store.get_evidence(of, sum).await.unwrap().unwrap().len(), largest);
    let answer = store.put_evidence(of, &bytes).await;
    assert!(matches!(answer, Err(StoreError::EvidenceTooLarge(_))), "{answer:?}");
}

async fn of_many_who_append_the_same_each_entry_is_there_once<S: Store + 'static>(store: S) {
    let entries = Arc::new(Pen::of(here()).notes(&["1", "2", "3", "4", "5", "6", "7", "8"]));
    let store = Arc::new(store);
    let appending = (0..8).map(|_| {
        let (store, entries) = (Arc::clone(&store), Arc::clone(&entries));
        let handle = Handle::current();
        std::thread::spawn(move || {
            handle.block_on(async {
                for upto in 1..=entries.len() {
                    let answer = append(&*store, &entries[..upto]).await;
                    assert!(matches!(answer, Appended::Done(_)), "{answer:?}");
                }
            });
        })
    });
    all_at_once(appending);
    assert_eq!(read(&*store, here()).await, *entries);
}

async fn of_many_who_append_at_once_to_their_own_logs_nothing_is_lost<S: Store + 'static>(
    store: S,
) {
    let of: IncidentId = incident("7Q2KXM");
    let store = Arc::new(store);
    let appending = (0..8).map(|who| {
        let (store, handle) = (Arc::clone(&store), Handle::current());
        std::thread::spawn(move || {
            handle.block_on(async {
                let mut pen = Pen::of(log(of, &format!("aaaaaaa{who}")));
                for text in ["1", "2", "3", "4", "5", "6", "7", "8"] {
                    let entry = pen.note(text);
                    let done = Appended::Done(Head::of(&entry));
                    assert_eq!(append(&*store, &[entry]).await, done);
                }
            });
        })
    });
    all_at_once(appending);
    assert_eq!(store.read_all(of).await.unwrap().entries.len(), 64);
    let heads = store.heads(Scope::Everything).await.unwrap();
    assert!(heads.len() == 8 && heads.iter().all(|(_, head)| head.seq == 8), "{heads:?}");
}

/// The sentences, for every store: one list, so that none is held against a part of them.
macro_rules! with_sentences {
    ($then:ident $($with:tt)*) => {
        $then! { $($with)* {
            what_was_appended_is_read_byte_for_byte,
            appending_twice_changes_nothing,
            of_a_tail_that_is_partly_there_the_rest_is_appended,
            a_tail_that_begins_too_late_is_a_gap_and_changes_nothing,
            a_tail_that_contradicts_is_a_fork_and_changes_nothing,
            what_is_not_one_log_in_order_is_no_append,
            appending_nothing_says_where_the_log_ends,
            reading_begins_at_a_number,
            heads_name_the_last_entry_of_each_log,
            incidents_are_listed_in_the_order_of_their_ids,
            an_incident_is_all_its_logs,
            what_is_not_there_is_empty_and_no_error,
            blanking_removes_the_content_and_nothing_else,
            null_never_gives_way_to_full,
            evidence_is_kept_under_its_sum_with_one_incident,
            evidence_is_named_where_it_is_kept,
            evidence_has_a_largest_size,
            a_branch_is_kept_beside_its_log,
            a_log_goes_on_beside_its_branch,
            a_branch_may_leave_at_the_very_beginning,
            what_continues_nothing_is_no_branch,
            in_a_branch_too_null_never_gives_way_to_full,
            a_follower_is_told_what_comes_in_the_order_in_which_it_came,
            a_follower_is_told_of_branches_and_of_nothing_twice,
            a_follower_is_told_of_a_removed_content_only_that_it_was,
            a_cursor_that_this_store_did_not_give_is_answered_with_one_at_the_end,
            of_many_who_append_at_once_a_follower_misses_nothing,
            of_many_who_append_the_same_each_entry_is_there_once,
            of_many_who_append_at_once_to_their_own_logs_nothing_is_lost,
            what_was_purged_is_gone_and_a_tombstone_stands,
            what_was_purged_does_not_come_back,
            the_first_tombstone_stays,
            what_is_heard_of_a_purge_waits_or_is_done,
            what_never_was_here_can_be_purged_and_does_not_come,
            whoever_follows_is_given_nothing_of_what_was_purged,
            of_many_who_write_while_it_is_purged_nothing_is_left,
        } }
    };
}

/// Holds kinds of stores against every sentence, each in a test of its own. The expression makes an empty
/// store and what keeps it alive.
macro_rules! each_alone {
    ([$($kind:ident: $new:expr;)*] { $($sentence:ident,)* }) => {
        each_alone! { @ [$($kind: $new;)*] [$($sentence)*] }
    };
    (@ [] $sentences:tt) => {};
    (@ [$kind:ident: $new:expr; $($rest:tt)*] [$($sentence:ident)*]) => {
        mod $kind {
            use super::*;
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $sentence() {
                let (store, _alive) = $new;
                super::$sentence(store).await;
            })*
        }
        each_alone! { @ [$($rest)*] [$($sentence)*] }
    };
}

/// Holds a store against every sentence, one after the other, where a store is too dear to be made for each.
macro_rules! all_at_a_time {
    ({ $($sentence:ident,)* }) => {
        /// `new` makes an empty store.
        pub async fn every_sentence<S: Store + 'static>(new: impl AsyncFn() -> S) {
            $(
                let store = new().await;
                $sentence(store).await;
            )*
        }
    };
}

with_sentences! { all_at_a_time }

with_sentences! {
    each_alone [
        memory: (Memory::default(), ());
        folder: {
            let alive = tempfile::TempDir::new().unwrap();
            let chance = Arc::new(SeededChance::from_seed(1));
            (Folder::at(&alive.path().join("store"), Kind::Real, chance).unwrap(), alive)
        };
        http: {
            let served = Served::new();
            (served.store(Role::Admin), served)
        };
    ]
}
