//! What one store has of a log and another lacks; pure.

use crate::incident::{Entry, EntryId};
use crate::store::Head;
use std::collections::BTreeSet;

/// What the ends of a log in two stores say before anything is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    /// Both have the same.
    Same,
    /// Only ours has anything.
    OursOnly,
    /// Only theirs has anything.
    TheirsOnly,
    /// Ours goes on behind the end of theirs, if it holds that end.
    OursLonger(Head),
    /// Theirs goes on behind the end of ours, if it holds that end.
    TheirsLonger(Head),
    /// Only all entries of both can say.
    Unclear,
}

/// Compares the ends of one log in two stores.
pub fn compare(ours: &BTreeSet<Head>, theirs: &BTreeSet<Head>) -> Ends {
    let lone = |ends: &BTreeSet<Head>| match ends.len() {
        1 => ends.first().copied(),
        _ => None,
    };
    if ours == theirs {
        return Ends::Same;
    }
    if theirs.is_empty() {
        return Ends::OursOnly;
    }
    if ours.is_empty() {
        return Ends::TheirsOnly;
    }
    match (lone(ours), lone(theirs)) {
        (Some(our), Some(their)) if our.seq > their.seq => Ends::OursLonger(their),
        (Some(our), Some(their)) if our.seq < their.seq => Ends::TheirsLonger(our),
        _ => Ends::Unclear,
    }
}

/// What goes on behind an end: nothing when these entries, read from the end's number on, do not hold
/// it, for then the log has split.
pub fn behind(end: Head, mut entries: Vec<Entry>) -> Option<Vec<Entry>> {
    let holds = entries.first().is_some_and(|entry| Head::of(entry) == end);
    let straight = entries.windows(2).all(|pair| pair[1].seq != pair[0].seq);
    (holds && straight).then(|| entries.split_off(1))
}

/// The entries that are not there.
pub fn lacking(entries: &[Entry], there: &[Entry]) -> Vec<Entry> {
    let there: BTreeSet<EntryId> = there.iter().map(|entry| entry.id).collect();
    entries.iter().filter(|entry| !there.contains(&entry.id)).cloned().collect()
}

/// Parts entries of one log into chains, in which each continues the one before.
pub fn chains(entries: Vec<Entry>) -> Vec<Vec<Entry>> {
    let mut chains: Vec<Vec<Entry>> = Vec::new();
    for entry in entries {
        let continued = |chain: &&mut Vec<Entry>| {
            chain.last().is_some_and(|last| {
                last.id == entry.prev && last.seq.checked_add(1) == Some(entry.seq)
            })
        };
        match chains.iter_mut().find(continued) {
            Some(chain) => chain.push(entry),
            None => chains.push(vec![entry]),
        }
    }
    chains
}
