//! Summaries of incidents, remembered in the user's cache folder, so that a list costs what changed.
//!
//! The index is derived and may be deleted at any time. It holds summaries, never incidents; each stands
//! beside the files that it was folded from and their lengths, and is made anew when they differ.

use super::folder::Folder;
use super::follow_up::FollowUp;
use super::{Store, StoreError, Told};
use crate::incident::{Entry, EntryId, Hlc, Incident, IncidentId, ItemState, Link, LogId, Status};
use crate::time::{Moment, stamp};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// An incident in a line, as `list --json` and the API give it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Summary {
    /// Its name.
    pub id: IncidentId,
    /// What is wrong.
    pub title: String,
    /// The level.
    pub severity: Option<String>,
    /// The kind.
    pub category: Option<String>,
    /// `open`, `resolved` or `closed`.
    pub status: String,
    /// The stage that it is in.
    pub stage: Option<String>,
    /// Who commands.
    pub commander: Option<String>,
    /// How many people it touched.
    pub users_affected: Option<u64>,
    /// Whether nobody was harmed.
    pub near_miss: bool,
    /// Whether it was over before it was written down.
    pub historic: bool,
    /// When it was declared, where that is known.
    pub declared_at: Option<Moment>,
    /// When it began, where that is known.
    pub began_at: Option<Moment>,
    /// When it was resolved, where that is known.
    pub resolved_at: Option<Moment>,
    /// When it was closed, where it is closed and that is known.
    pub closed_at: Option<Moment>,
    /// Its number in the register that it came from.
    pub number: Option<String>,
    /// The last note, for the register.
    pub last_note: Option<String>,
    /// How many entries it has.
    pub entries: usize,
    /// When its last entry was written.
    pub changed_at: Option<String>,
    /// How bad the level is: 0 is the worst.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rank: Option<usize>,
    /// The system that failed, where that is known.
    #[serde(default)]
    pub system: Option<String>,
    /// The incident that it is a second telling of.
    #[serde(default)]
    pub duplicate_of: Option<IncidentId>,
    /// The plan in force; what was only registered has none.
    #[serde(default)]
    pub plan: Option<String>,
    /// The last decision, in its first line.
    #[serde(default)]
    pub last_decision: Option<String>,
    /// How many lines of the last stage's checklist, where lessons are drawn, are done.
    #[serde(default)]
    pub lessons_done: usize,
    /// How many of them are open.
    #[serde(default)]
    pub lessons_open: usize,
    /// The work that follows.
    #[serde(default)]
    pub actions: Vec<FollowUp>,
}

impl Summary {
    /// The summary of an incident.
    pub fn of(incident: &Incident) -> Summary {
        use crate::incident::Event;
        // What is for lawyers only does not show in a list.
        let told =
            |line: &&crate::incident::Line| line.counts() && !incident.is_privileged(line.entry.id);
        let story: Vec<_> = incident.story().into_iter().filter(told).collect();
        let first_line = |text: &str| text.lines().next().map(str::to_owned);
        let note = story.iter().rev().find_map(|line| match &line.fact.event {
            Event::Noted { text } => first_line(text),
            _ => None,
        });
        let decision = story.iter().rev().find_map(|line| match &line.fact.event {
            Event::DecisionMade(decision) => first_line(&decision.text),
            _ => None,
        });
        let declaration = incident.declaration.as_ref();
        let (lessons_done, lessons_open) = lessons(incident);
        Summary {
            id: incident.id,
            title: incident.title.clone(),
            severity: incident.severity.clone(),
            category: incident.category.clone(),
            status: incident.status.word().to_owned(),
            stage: incident.stage.clone(),
            commander: incident.holder("commander").map(str::to_owned),
            users_affected: incident.users_affected,
            near_miss: incident.near_miss,
            historic: declaration.is_some_and(|declaration| declaration.historic),
            declared_at: declaration.and_then(|declaration| declaration.when),
            began_at: incident.stamp("began"),
            resolved_at: incident.stamp("resolved"),
            closed_at: incident.stamp("closed"),
            number: declaration.and_then(|declaration| declaration.number.clone()),
            last_note: note,
            entries: incident.timeline.len(),
            changed_at: incident.timeline.last().map(|line| stamp(line.entry.at)),
            rank: Some(incident.rank()).filter(|rank| *rank != usize::MAX),
            system: incident.system().map(str::to_owned),
            duplicate_of: incident.links.iter().find_map(|(_, link)| match link {
                Link::DuplicateOf { incident } => Some(*incident),
                _ => None,
            }),
            plan: incident.plan.as_ref().map(|plan| plan.id.clone()),
            last_decision: decision,
            lessons_done,
            lessons_open,
            actions: FollowUp::all(incident),
        }
    }

    /// Whether the incident goes on.
    pub fn is_open(&self) -> bool {
        self.status == Status::Open.word()
    }

    /// What incidents are listed by: open ones first, then the worst, then the newest.
    pub fn order(&self) -> impl Ord + use<> {
        let since = self.declared_at.or(self.began_at).map(Moment::earliest);
        let open = self.status != Status::Open.word();
        (open, self.rank.unwrap_or(usize::MAX), std::cmp::Reverse(since), self.id)
    }
}

/// How many lines of the last stage's checklist are done, and how many are open. What was left out on
/// purpose is neither.
fn lessons(incident: &Incident) -> (usize, usize) {
    let last = incident.plan.as_deref().and_then(|plan| plan.first_track().next_back());
    let Some(stage) = last else { return (0, 0) };
    let count = |wanted: fn(&ItemState) -> bool| {
        incident.checklist(&stage.id).filter(|item| wanted(&item.state)).count()
    };
    (count(|state| matches!(state, ItemState::Done(..))), count(|state| *state == ItemState::Open))
}

/// How far ahead of the reader's clock an entry may lie and still count, in milliseconds: a day.
const FARTHEST_AHEAD: i64 = 24 * 60 * 60 * 1000;

/// An incident as it was read: the fold of what counts, and what does not.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The fold.
    pub incident: Incident,
    /// What is damaged.
    pub damage: Vec<super::Damage>,
    /// Entries that lie more than a day ahead of the clock: kept and passed on, not folded.
    pub set_aside: Vec<Arc<Entry>>,
}

/// Folds what was told of an incident, as it is seen at `now`.
pub fn open(id: IncidentId, told: Told, now: DateTime<Utc>) -> Opened {
    let entries = told.entries.into_iter().map(Arc::new);
    let (set_aside, counted): (Vec<_>, Vec<_>) = entries.partition(|entry| is_ahead(entry, now));
    Opened { incident: Incident::of(id, counted), damage: told.damage, set_aside }
}

/// What was told of an incident and what it came to, so that the next reading costs what is new.
#[derive(Debug, Clone)]
pub struct Known {
    opened: Opened,
    /// The entries in the order in which they were told, and whether each had content.
    told: Vec<(EntryId, bool)>,
}

impl Known {
    /// Folds what was told, as [`open`] does.
    pub fn of(id: IncidentId, told: Told, now: DateTime<Utc>) -> Known {
        let order = told.entries.iter().map(shape).collect();
        Known { opened: open(id, told, now), told: order }
    }

    /// The same incident after another reading. The result is that of [`Known::of`].
    #[must_use]
    pub fn again(self, told: Told, now: DateTime<Utc>) -> Known {
        let id = self.opened.incident.id;
        // Entries only ever come to what was told before: if so, that is found again in its order.
        let mut known = self.told.iter().peekable();
        let mut new: Vec<Arc<Entry>> = Vec::new();
        for entry in &told.entries {
            if known.next_if(|known| **known == shape(entry)).is_none() {
                new.push(Arc::new(entry.clone()));
            }
        }
        new.sort_by_key(|entry| place(entry));
        let timeline = &self.opened.incident.timeline;
        let last = timeline.last().map(|line| place(&line.entry));
        // What comes later than all that was known is not among it, and one step each takes it in.
        let later = new.first().is_none_or(|first| last < Some(place(first)));
        let twice = new.windows(2).any(|pair| pair[0].id == pair[1].id);
        let only_adds = known.next().is_none()
            && self.opened.set_aside.is_empty()
            && self.told.len() == timeline.len()
            && (later && !twice)
            && !new.iter().any(|entry| is_ahead(entry, now));
        if !only_adds {
            return Known::of(id, told, now);
        }
        let Opened { mut incident, .. } = self.opened;
        for entry in new {
            incident.apply(entry);
        }
        let order = told.entries.iter().map(shape).collect();
        let opened = Opened { incident, damage: told.damage, set_aside: Vec::new() };
        Known { opened, told: order }
    }

    /// The incident as it was read.
    pub fn opened(&self) -> &Opened {
        &self.opened
    }
}

fn shape(entry: &Entry) -> (EntryId, bool) {
    (entry.id, entry.data().is_some())
}

/// Where an entry stands in the order of its incident.
fn place(entry: &Entry) -> (Hlc, LogId, u64, EntryId) {
    (entry.hlc, entry.log, entry.seq, entry.id)
}

fn is_ahead(entry: &Entry, now: DateTime<Utc>) -> bool {
    entry.hlc.ahead_of(now) > FARTHEST_AHEAD
}

/// What the cache holds of one incident. Only what is whole is remembered: what is damaged may be
/// mended, and what lies ahead of the clock begins to count, without a change of any file.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Row {
    files: Vec<(String, u64)>,
    /// When their folder last took in or lost a file, if it rested when it was looked at: as long as it
    /// says the same these are its files, and only their lengths need to be asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    settled: Option<i64>,
    /// None while nothing is declared.
    summary: Option<Summary>,
}

/// How long a folder has to rest: more than any file system takes for one moment.
const REST: TimeDelta = TimeDelta::seconds(2);

impl Row {
    fn is_about(&self, id: IncidentId) -> bool {
        self.summary.as_ref().is_none_or(|summary| summary.id == id)
    }
}

/// The file in the cache folder.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Cached {
    version: u32,
    rows: BTreeMap<IncidentId, Row>,
}

/// Changes when rows mean something else; an older cache is then made anew.
const VERSION: u32 = 6;

/// The index of one store.
#[derive(Debug, Clone)]
pub struct Index {
    file: Option<PathBuf>,
}

/// What there is in a store.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    /// Every declared incident, open ones first, then by severity, then the newest.
    pub summaries: Vec<Summary>,
    /// How many lines or files are damaged.
    pub damaged: usize,
}

impl Index {
    /// The index of a store, kept in the user's cache folder. Without a folder nothing is remembered.
    pub fn of(store: &Folder, cache: Option<&Path>) -> Index {
        let name = store.settings().map(|settings| format!("index-{}.json", settings.id));
        Index { file: cache.zip(name).map(|(cache, name)| cache.join(name)) }
    }

    /// Lists a store's incidents as they are seen at `now`.
    pub async fn list(&self, store: &Folder, now: DateTime<Utc>) -> Result<Listing, StoreError> {
        let mut cached = self.read();
        let mut rows = BTreeMap::new();
        let mut summaries = Vec::new();
        let mut damaged = 0;
        let mut changed = false;
        let rested = (now - REST).timestamp_nanos_opt().unwrap_or_default();
        for id in store.incidents().await? {
            let known = cached.rows.remove(&id).filter(|row| row.is_about(id));
            // Before the reading: what is written in between is then read again, not missed.
            let settled = store.log_folder_changed(id).filter(|at| *at < rested);
            if let Some(row) = &known
                && settled.is_some()
                && row.settled == settled
                && store.has_lengths(id, &row.files)
            {
                summaries.extend(row.summary.clone());
                rows.extend(known.map(|row| (id, row)));
                continue;
            }
            let files = store.lengths(id)?;
            if let Some(row) = known.filter(|row| row.files == files) {
                summaries.extend(row.summary.clone());
                changed |= row.settled != settled;
                rows.insert(id, Row { settled, ..row });
                continue;
            }
            let opened = open(id, store.read_all(id).await?, now);
            let declared = opened.incident.declaration.is_some();
            let summary = declared.then(|| Summary::of(&opened.incident));
            summaries.extend(summary.clone());
            damaged += opened.damage.len();
            if opened.damage.is_empty() && opened.set_aside.is_empty() {
                changed = true;
                rows.insert(id, Row { files, settled, summary });
            }
        }
        summaries.sort_by_key(Summary::order);
        if changed || !cached.rows.is_empty() {
            self.write(&Cached { version: VERSION, rows });
        }
        Ok(Listing { summaries, damaged })
    }

    fn read(&self) -> Cached {
        let text = self.file.as_ref().and_then(|file| std::fs::read(file).ok());
        let cached: Option<Cached> = text.and_then(|text| serde_json::from_slice(&text).ok());
        cached.filter(|cached| cached.version == VERSION).unwrap_or_default()
    }

    /// Remembers what was found. A cache that cannot be written costs time, not an answer.
    fn write(&self, cached: &Cached) {
        let Some(file) = &self.file else { return };
        let Some(folder) = file.parent() else { return };
        _ = std::fs::create_dir_all(folder);
        let Ok(mut temporary) = tempfile::NamedTempFile::new_in(folder) else { return };
        // In one write: word by word it would be thousands.
        let Ok(bytes) = serde_json::to_vec(cached) else { return };
        if temporary.write_all(&bytes).is_ok() {
            _ = temporary.persist(file);
        }
    }
}
