//! A log is a chain: what continues it, what contradicts it, where it ends, also where it has split.

use super::{Appended, Head, StoreError};
use crate::incident::{Entry, EntryId, LogId, Seq};
use std::collections::{BTreeMap, BTreeSet};

/// Says what appending `entries` to a log that holds `held` comes to; the new ones are returned.
///
/// # Errors
///
/// When the entries are not of one log and in order.
pub(super) fn continues<'a>(
    log: LogId,
    held: &[Entry],
    entries: &'a [Entry],
) -> Result<Result<&'a [Entry], Appended>, StoreError> {
    in_order(log, entries)?;
    let at = |seq: Seq| held.iter().find(|entry| entry.seq == seq);
    let mut new = entries;
    while let Some((first, rest)) = new.split_first() {
        match at(first.seq) {
            Some(known) if known.id == first.id => new = rest,
            Some(_) => return Ok(Err(Appended::Fork(first.seq))),
            None => break,
        }
    }
    let head = held.last().map(Head::of);
    let Some(first) = new.first() else {
        return Ok(Err(head.map_or(Appended::Gap(None), Appended::Done)));
    };
    let (seq, prev) =
        head.map_or((1, log.beginning()), |head| (head.seq.saturating_add(1), head.id));
    Ok(if first.seq > seq {
        Err(Appended::Gap(head))
    } else if first.seq < seq || first.prev != prev {
        Err(Appended::Fork(first.seq))
    } else {
        Ok(new)
    })
}

/// Checks that entries are of one log and follow each other.
pub(super) fn in_order(log: LogId, entries: &[Entry]) -> Result<(), StoreError> {
    let follow = |pair: &[Entry]| {
        Some(pair[1].seq) == pair[0].seq.checked_add(1) && pair[1].prev == pair[0].id
    };
    let one_log = entries.iter().all(|entry| entry.log == log);
    if one_log && entries.windows(2).all(follow) { Ok(()) } else { Err(StoreError::NotOneLog) }
}

/// The places of entries, for [`rooted`].
pub(super) fn places<'a>(entries: impl Iterator<Item = &'a Entry>) -> BTreeSet<(Seq, EntryId)> {
    entries.map(|entry| (entry.seq, entry.id)).collect()
}

/// Says which entries of a branch are new, where `held` is what is there.
///
/// # Errors
///
/// When one is of another log, or continues nothing that is there.
pub(super) fn rooted(
    log: LogId,
    held: BTreeSet<(Seq, EntryId)>,
    entries: &[Entry],
) -> Result<Vec<&Entry>, StoreError> {
    let mut there = held;
    let mut new = Vec::new();
    for entry in entries {
        if entry.log != log {
            return Err(StoreError::NotOneLog);
        }
        let begins = entry.seq == 1 && entry.prev == log.beginning();
        if !begins && !there.contains(&(entry.seq - 1, entry.prev)) {
            return Err(StoreError::NoRoot(entry.seq));
        }
        if there.insert((entry.seq, entry.id)) {
            new.push(entry);
        }
    }
    Ok(new)
}

/// Finds the ends of chains among each chain's last entry: what no other chain holds or continues.
pub(super) fn ends(chains: &[Vec<&Entry>]) -> BTreeSet<Head> {
    let last = |chain: &Vec<&Entry>| chain.last().map(|entry| Head::of(entry));
    let is_end = |head: &Head| {
        !chains.iter().any(|chain| {
            let before = chain.iter().rev().skip(1).any(|entry| entry.id == head.id);
            before || chain.iter().any(|entry| entry.prev == head.id)
        })
    };
    let ends: BTreeSet<Head> = chains.iter().filter_map(last).collect();
    if chains.len() < 2 { ends } else { ends.into_iter().filter(is_end).collect() }
}

/// The ends of logs whose entries stand in several files, each in the order of its numbers.
pub(super) fn ends_of_files<'a>(
    files: impl Iterator<Item = &'a [Entry]>,
) -> BTreeSet<(LogId, Head)> {
    let mut chains: BTreeMap<LogId, Vec<Vec<&Entry>>> = BTreeMap::new();
    for file in files {
        let mut of_file: BTreeMap<LogId, Vec<&Entry>> = BTreeMap::new();
        for entry in file {
            of_file.entry(entry.log).or_default().push(entry);
        }
        for (log, mut chain) in of_file {
            chain.sort_by_key(|entry| (entry.seq, entry.id));
            chains.entry(log).or_default().push(chain);
        }
    }
    let ends = chains
        .into_iter()
        .flat_map(|(log, chains)| ends(&chains).into_iter().map(move |end| (log, end)));
    ends.collect()
}
