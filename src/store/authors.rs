//! Whose log it is, as a server knows it: under whose name it came, and what others carried there.
//!
//! ```text
//! log of ops4        1 2 3 4 5 6
//! pushed by ops4     └─────┘          the owner is ops4: confirmed
//! pushed by cs1              └───┘    carried by cs1 from 5 on: kept, the author unconfirmed,
//!                                     until ops4 pushes the same entries
//! ```

use crate::incident::{Entry, LogId, Seq};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Whose a log is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// Who pushed it first as their own.
    pub owner: Option<String>,
    /// What somebody else brought.
    pub carried: Option<Carried>,
}

/// What somebody else brought of a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// Who.
    pub by: String,
    /// From which number on.
    pub from: Seq,
}

/// Authors, by their logs.
pub type Authors = BTreeMap<LogId, Author>;

impl Author {
    /// Whether a push under a name is the author's own: every entry was written under it.
    pub fn is_own(name: &str, entries: &[Entry]) -> bool {
        entries.iter().all(|entry| entry.by == name)
    }

    /// What a push under a name makes of it. `before` is where the log ended before, `end` where it does now.
    #[must_use]
    pub fn after(&self, name: &str, entries: &[Entry], before: Seq, end: Seq) -> Author {
        let Some(last) = entries.last() else { return self.clone() };
        let may_own = self.owner.as_deref().is_none_or(|owner| owner == name);
        if may_own && Author::is_own(name, entries) {
            // Who has the last entry has those that it continues.
            let behind = |carried: &Carried| Carried {
                by: carried.by.clone(),
                from: carried.from.max(last.seq.saturating_add(1)),
            };
            let carried = self.carried.as_ref().map(behind).filter(|carried| carried.from <= end);
            return Author { owner: Some(name.to_owned()), carried };
        }
        let new = entries.iter().map(|entry| entry.seq).find(|seq| *seq > before);
        let brought = new.map(|from| Carried { by: name.to_owned(), from });
        Author { owner: self.owner.clone(), carried: self.carried.clone().or(brought) }
    }

    /// Whether nobody else brought anything of the log.
    pub fn is_all_of(&self, name: &str) -> bool {
        self.owner.as_deref() == Some(name) && self.carried.is_none()
    }

    /// Whether an entry of the log is known to be by the one whom it names.
    pub fn confirms(&self, entry: &Entry) -> bool {
        let carried = self.carried.as_ref().is_some_and(|carried| carried.from <= entry.seq);
        self.owner.as_deref() == Some(entry.by.as_str()) && !carried
    }
}
