//! Entries that other entries take out of the story or change, found before the story is told.

use crate::incident::command::Instead;
use crate::incident::entry::{Entry, fact_of};
use crate::incident::event::{Event, Fact};
use crate::incident::id::EntryId;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Whether an entry of this kind can be taken back at all. What begins an incident, what removed
/// something, what left the house, who approved it, which plan was adopted and what lawyers asked for stay.
pub(in crate::incident) fn can_be_undone(kind: &str) -> bool {
    !matches!(
        kind,
        "plan_pinned"
            | "declared"
            | "redacted"
            | "submitted"
            | "plan_adopted"
            | "message_approved"
            | "approval_withdrawn"
            | "message_sent"
            | "message_corrected"
            | "entry_privileged"
            | "privilege_lifted"
            | "hold_set"
            | "hold_lifted"
    )
}

/// Whether the content of an entry of this kind can be removed. What holds no words of people stays,
/// and so does what says why something else was removed.
pub(in crate::incident) fn can_be_redacted(kind: &str) -> bool {
    !matches!(kind, "plan_pinned" | "redacted" | "reversed" | "message_approved")
}

/// What a redaction says.
pub(super) struct Removal {
    /// Who removed the content.
    pub by: String,
    /// Why.
    pub reason: String,
    instead: Option<Instead>,
}

/// What the whole set of entries says about single ones of them.
#[derive(Default)]
pub(super) struct Retold {
    /// Which entry undid it, by the first id of both.
    pub reversed: HashMap<EntryId, EntryId>,
    /// The second and later tellings of an entry that had to be written again.
    pub repeated: HashSet<EntryId>,
    /// The first id of entries that had to be written again.
    pub again: HashMap<EntryId, EntryId>,
    /// Ids that were named before their entries came: these change what was already told.
    pub awaited: HashSet<EntryId>,
    removals: HashMap<EntryId, Removal>,
}

impl Retold {
    /// Looks through entries in their order, and puts what stands instead of redacted ones in place.
    pub fn find(told: &mut [(Arc<Entry>, Fact)]) -> Retold {
        let mut retold = Retold::default();
        retold.find_removals(told);
        retold.find_repetitions(told);
        retold.find_undone(told);
        retold
    }

    /// The redaction that hides an entry. Whoever redacts an entry names each copy of it; one that
    /// comes later is hidden all the same.
    pub fn removal(&self, entry: &Entry) -> Option<&Removal> {
        if !can_be_redacted(&entry.kind) {
            return None;
        }
        self.removals.get(&entry.id).or_else(|| self.removals.get(&self.first_id(entry.id)))
    }

    fn first_id(&self, id: EntryId) -> EntryId {
        self.again.get(&id).copied().unwrap_or(id)
    }

    fn find_removals(&mut self, told: &mut [(Arc<Entry>, Fact)]) {
        for (entry, fact) in told.iter() {
            if let Event::Redacted { target, reason, instead } = &fact.event {
                let (by, reason) = (entry.by.clone(), reason.clone());
                let removal = Removal { by, reason, instead: instead.clone() };
                self.removals.insert(*target, removal);
            }
        }
        self.awaited.extend(self.removals.keys());
        self.put_in_place(told);
    }

    /// A redacted entry says the same before its line is blanked and after.
    fn put_in_place(&self, told: &mut [(Arc<Entry>, Fact)]) {
        for (entry, fact) in told {
            if let Some(removal) = self.removal(entry) {
                let instead = removal.instead.clone();
                *fact = instead
                    .map_or_else(|| Event::Unknown.into(), |data| fact_of(&entry.kind, data));
            }
        }
    }

    fn find_repetitions(&mut self, told: &mut [(Arc<Entry>, Fact)]) {
        for (entry, fact) in told.iter() {
            if let Some(was) = fact.was {
                self.again.insert(entry.id, self.first_id(was));
            }
        }
        self.awaited.extend(self.again.values());
        for (entry, _) in told.iter() {
            self.awaited.remove(&entry.id);
        }
        if self.again.is_empty() {
            return;
        }
        let present: HashSet<EntryId> = told.iter().map(|(entry, _)| entry.id).collect();
        let mut seen = HashSet::new();
        for (entry, _) in told.iter() {
            let first = self.first_id(entry.id);
            if first != entry.id && (present.contains(&first) || !seen.insert(first)) {
                self.repeated.insert(entry.id);
            }
        }
        self.put_in_place(told);
    }

    /// From the last to the first: an undo that was itself undone has no effect. Only what stands
    /// earlier can be undone, so there are no circles.
    fn find_undone(&mut self, told: &[(Arc<Entry>, Fact)]) {
        let place: HashMap<EntryId, usize> = told
            .iter()
            .enumerate()
            .filter(|(_, (entry, _))| !self.repeated.contains(&entry.id))
            .map(|(index, (entry, _))| (self.first_id(entry.id), index))
            .collect();
        for (index, (entry, fact)) in told.iter().enumerate().rev() {
            let Event::Reversed { target } = fact.event else { continue };
            let target = self.first_id(target);
            let earlier = place.get(&target).filter(|&&of_target| of_target < index);
            let counts = !self.repeated.contains(&entry.id)
                && !self.reversed.contains_key(&self.first_id(entry.id));
            if counts && earlier.is_some_and(|&at| can_be_undone(&told[at].0.kind)) {
                self.reversed.insert(target, entry.id);
            }
        }
    }
}
