//! Whose log it is, as a server knows it: under whose name it came, and what others carried there; and what a
//! desk that was told so says of its entries.
//!
//! ```text
//! log of ops4        1 2 3 4 5 6
//! pushed by ops4     └─────┘          the owner is ops4: confirmed
//! pushed by cs1              └───┘    carried by cs1 from 5 on: kept, the author unconfirmed,
//!                                     until ops4 pushes the same entries
//! ```

use super::entry::{Entry, Seq};
use super::id::{EntryId, LogId, ReplicaId};
use super::state::Incident;
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

/// What is known of who wrote an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credit {
    /// Whoever it names brought it to a server themselves.
    Confirmed,
    /// Somebody else brought it there.
    Carried {
        /// Who.
        by: String,
    },
    /// Its log was written on twice under one name: nobody can say which telling is its author's.
    Split,
}

impl Credit {
    /// What is to be said of it; nothing where its author is confirmed.
    ///
    /// ```
    /// use warroom::incident::Credit;
    /// let carried = Credit::Carried { by: "cs1".to_owned() };
    /// assert_eq!(carried.doubt().unwrap(), "carried by cs1, author unconfirmed");
    /// ```
    pub fn doubt(&self) -> Option<String> {
        match self {
            Credit::Confirmed => None,
            Credit::Carried { by } => Some(format!("carried by {by}, author unconfirmed")),
            Credit::Split => Some("its log has split, author unconfirmed".to_owned()),
        }
    }
}

/// What servers said of the logs of an incident. It is no part of the log: readings are given it beside the
/// incident, and say nothing of authors where it is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Authorship(BTreeMap<ReplicaId, Vec<Vouched>>);

/// What a server said of a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vouched {
    /// Whose it is there.
    #[serde(flatten)]
    pub author: Author,
    /// The last entry that both held then: of what came later the server said nothing.
    pub until: Seq,
    /// From where on there are two tellings. A server knows logs, and not tellings: what its owner pushed
    /// confirms nothing of either.
    #[serde(default)]
    pub split: Option<Seq>,
}

/// Where logs were written on twice, among these entries: by the first number that two of them have.
pub fn splits<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> BTreeMap<ReplicaId, Seq> {
    let mut seen: BTreeMap<(ReplicaId, Seq), EntryId> = BTreeMap::new();
    let mut splits: BTreeMap<ReplicaId, Seq> = BTreeMap::new();
    for entry in entries {
        let place = (entry.log.replica, entry.seq);
        if *seen.entry(place).or_insert(entry.id) != entry.id {
            let first = splits.entry(place.0).or_insert(place.1);
            *first = place.1.min(*first);
        }
    }
    splits
}

impl Authorship {
    /// What a server knows itself, of all that it has of an incident.
    pub fn of_all(authors: Authors, incident: &Incident) -> Authorship {
        let splits = splits(incident.timeline.iter().map(|line| &*line.entry));
        let said = |(log, author): (LogId, Author)| {
            let split = splits.get(&log.replica).copied();
            (log.replica, vec![Vouched { author, until: Seq::MAX, split }])
        };
        Authorship(authors.into_iter().map(said).collect())
    }

    /// Takes in what one more server said of a log.
    pub fn hear(&mut self, log: ReplicaId, said: Vouched) {
        self.0.entry(log).or_default().push(said);
    }

    /// Whether a server has something of the logs that somebody else carried there.
    pub fn is_in_doubt(&self) -> bool {
        self.0.values().flatten().any(|said| said.author.carried.is_some())
    }

    /// What is known of who wrote an entry; nothing where no server was asked about it. One server that has it
    /// from its author is enough.
    pub fn credit(&self, entry: &Entry) -> Option<Credit> {
        let said = self.0.get(&entry.log.replica)?.iter();
        let mut said = said.filter(|said| entry.seq <= said.until).filter_map(|said| {
            if said.split.is_some_and(|from| from <= entry.seq) {
                return Some(Credit::Split);
            }
            let Author { owner, carried } = &said.author;
            if said.author.confirms(entry) {
                return Some(Credit::Confirmed);
            }
            let carried = carried.as_ref().filter(|carried| carried.from <= entry.seq);
            // What an owner pushed that names another was carried by the owner.
            let by = carried.map(|carried| &carried.by).or(owner.as_ref())?;
            Some(Credit::Carried { by: by.clone() })
        });
        let first = said.next()?;
        Some(said.find(|said| *said == Credit::Confirmed).unwrap_or(first))
    }

    /// What is to be said of the author of an entry; nothing where nothing speaks against it.
    pub fn doubt(&self, entry: &Entry) -> Option<String> {
        self.credit(entry)?.doubt()
    }

    /// The same for an entry of an incident, by its id.
    pub fn doubt_of(&self, incident: &Incident, id: EntryId) -> Option<String> {
        if self.0.is_empty() {
            return None;
        }
        let line = incident.timeline.iter().find(|line| line.entry.id == id)?;
        self.doubt(&line.entry)
    }
}
