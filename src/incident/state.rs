//! What an incident's entries add up to. State is disposable: it is folded anew whenever it is needed.

use super::actions::Action;
use super::entry::Entry;
use super::event::{Evidence, Fact, Link};
use super::hlc::Hlc;
use super::id::{EntryId, IncidentId};
use super::messages::Messages;
use super::responding::{Response, Said};
use crate::plan::Plan;
use crate::time::Moment;
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// An incident: the fold of its entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incident {
    /// Its name.
    pub id: IncidentId,
    /// The plan in force, pinned in the log; historic incidents have none.
    pub plan: Option<Arc<Plan>>,
    /// How it began; none while only a plan is pinned.
    pub declaration: Option<Declaration>,
    /// What is wrong, in a line.
    pub title: String,
    /// The level, by its id.
    pub severity: Option<String>,
    /// Each level that it had, and since when.
    pub levels: Vec<(String, Moment)>,
    /// The kind, by its id.
    pub category: Option<String>,
    /// How it was noticed.
    pub detected_by: Option<String>,
    /// How many people it touched.
    pub users_affected: Option<u64>,
    /// Whether users reported it in public.
    pub public_report: bool,
    /// Whether nobody was harmed.
    pub near_miss: bool,
    /// Whether it is going on.
    pub status: Status,
    /// The stage that it is in, by its id.
    pub stage: Option<String>,
    /// Each stage that it entered, and when.
    pub stages: Vec<(String, Moment)>,
    /// Who sits where.
    pub seats: BTreeMap<String, Seat>,
    /// All checklists, in the plan's order, then what was added.
    pub items: Vec<Item>,
    /// Tasks given to people, in order.
    pub tasks: Vec<Task>,
    /// Moments that were recorded.
    pub stamps: BTreeMap<String, Stamped>,
    /// What was preserved.
    pub evidence: Vec<(EntryId, Evidence)>,
    /// What it is tied to.
    pub links: Vec<(EntryId, Link)>,
    /// The classification, decisions about clocks, the record, the containment ledger.
    pub response: Response,
    /// What was drafted, approved and sent.
    pub messages: Messages,
    /// The work that follows, in order.
    pub actions: Vec<Action>,
    /// The sections of the report that somebody wrote, by the plan's ids.
    pub sections: BTreeMap<String, Said<String>>,
    /// Who forbade that anything of it is destroyed, and why.
    pub hold: Option<Said<()>>,
    /// Two values for one thing, set by people who had not seen each other's.
    pub conflicts: BTreeMap<Field, Conflict>,
    /// Every entry, in the order of the fold.
    pub timeline: Vec<Line>,
    /// Who set each thing last.
    pub(super) marks: BTreeMap<Field, Mark>,
    /// The first id of entries that had to be written again.
    pub(super) again: HashMap<EntryId, EntryId>,
    /// The entries that are for lawyers only, by their first ids.
    pub(super) privileged: HashSet<EntryId>,
    /// Ids that entries named before the entries of these ids came.
    pub(super) awaited: HashSet<EntryId>,
}

/// How an incident began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// Who declared it, when, in which entry.
    pub mark: Mark,
    /// When it was declared, where that is known.
    pub when: Option<Moment>,
    /// Whether it was over before it was written down.
    pub historic: bool,
    /// Its number in the register that it came from.
    pub number: Option<String>,
    /// The system that failed.
    pub system: Option<String>,
    /// Who runs that system.
    pub operator: Option<String>,
    /// Where the facts come from.
    pub source: Option<String>,
}

/// Who wrote a value, when and in which entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The entry.
    pub entry: EntryId,
    /// The writer.
    pub by: String,
    /// The writer's clock.
    pub at: DateTime<Utc>,
    /// The value, in words.
    pub value: String,
}

/// A thing that has one value at a time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// What is wrong, in a line.
    Title,
    /// The level.
    Severity,
    /// The kind.
    Category,
    /// How it was noticed.
    DetectedBy,
    /// How many people it touched.
    UsersAffected,
    /// Whether users reported it in public.
    PublicReport,
    /// Whether nobody was harmed.
    NearMiss,
    /// Open, resolved or closed.
    Status,
    /// The stage.
    Stage,
    /// The holder of a seat.
    Seat(String),
    /// The state of a checklist line.
    Item(String),
    /// The state of a task.
    Task(EntryId),
    /// A recorded moment.
    Stamp(String),
    /// The system that failed.
    System,
    /// The plan in force.
    Plan,
    /// The stage of a second track.
    Track(String),
    /// The answer to a question.
    Answer(String),
    /// What was decided about a clock.
    Ruling(String),
    /// Whether a clock stands still.
    Pause(String),
    /// Whether a reminder is put off.
    Snooze(String),
    /// Why a clock was not met in time.
    Lateness(String),
    /// A field of the record.
    Record(String),
    /// Whether a containment was seen to work.
    Verified(EntryId),
    /// Whether a containment was lifted.
    Lifted(EntryId),
    /// The draft of a message, or that it is not needed.
    Message(String),
    /// Whether an approval was taken back.
    Approval(EntryId),
    /// What went out in the place of something that was sent.
    Sent(EntryId),
    /// Work that follows.
    Action(EntryId),
    /// A section of the report.
    Section(String),
    /// Whether an entry is for lawyers only.
    Privilege(EntryId),
    /// Whether anything may be destroyed.
    Hold,
}

/// Two values of one thing; the later in the order is in force until somebody sets it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The value that lost.
    pub earlier: Mark,
    /// The value in force.
    pub later: Mark,
}

/// Whether an incident goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Status {
    /// It goes on.
    #[default]
    Open,
    /// The harm is over, the work is not.
    Resolved,
    /// All is over.
    Closed,
}

impl Status {
    /// The word on the screen and in files.
    pub fn word(self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::Resolved => "resolved",
            Status::Closed => "closed",
        }
    }
}

/// A seat and who sits in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seat {
    /// Who holds it; none when it is empty.
    pub holder: Option<String>,
    /// Since when.
    pub since: Option<Moment>,
    /// Who held it before, when it was handed over.
    pub from: Option<String>,
    /// The hand-over that waits to be accepted.
    pub offer: Option<Offer>,
}

/// A hand-over that waits to be accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The entry that offers it.
    pub entry: EntryId,
    /// To whom.
    pub to: String,
    /// By whom.
    pub by: String,
    /// The briefing that goes with it.
    pub briefing: Option<String>,
}

/// A line of a checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The step's id in the plan, or the id of the entry that added it.
    pub id: String,
    /// The stage that it belongs to.
    pub stage: String,
    /// The category whose containment it belongs to; none when it belongs to every incident's.
    pub category: Option<String>,
    /// What is to be done.
    pub text: String,
    /// Whether it was.
    pub state: ItemState,
}

/// Whether a checklist line was done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ItemState {
    /// Not yet.
    #[default]
    Open,
    /// Yes, by whom and when.
    Done(String, Moment),
    /// Left out on purpose, by whom and why.
    Waived(String, String),
}

/// Something that somebody was asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// The entry that gave it.
    pub id: EntryId,
    /// What is to be done.
    pub text: String,
    /// By whom.
    pub to: String,
    /// Within how many minutes.
    pub minutes: u32,
    /// Who gave it.
    pub by: String,
    /// When it was given.
    pub given: Moment,
    /// Who said yes, and when.
    pub acknowledged: Option<(String, Moment)>,
    /// Who reported it done, and when.
    pub done: Option<(String, Moment)>,
}

/// A moment that was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamped {
    /// The moment.
    pub time: Moment,
    /// Who recorded it.
    pub by: String,
    /// When it was recorded.
    pub at: DateTime<Utc>,
    /// Whether it follows from another event instead of having been recorded for itself.
    pub follows: bool,
}

/// An entry on the timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The entry.
    pub entry: Arc<Entry>,
    /// What it says, as far as it may be shown.
    pub fact: Fact,
    /// Whether it counts.
    pub standing: Standing,
    pub(super) counts: bool,
}

impl Line {
    /// When it happened: what the timeline is sorted by.
    pub fn when(&self) -> Moment {
        self.fact.happened_at.unwrap_or_else(|| Moment::second(self.entry.at))
    }

    /// Whether it is part of what the incident adds up to: it stands, or what was put in its place
    /// does. What was undone does not count, redacted or not.
    pub fn counts(&self) -> bool {
        self.counts
    }

    /// Who did it, in the words of the log.
    pub fn who(&self) -> &str {
        self.fact.said_by.as_deref().unwrap_or(&self.entry.by)
    }
}

/// Whether an entry counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It counts.
    Stands,
    /// It was undone by that entry.
    Reversed(EntryId),
    /// Its content was removed, by whom and why; what was put in its place may count.
    Redacted {
        /// Who asked for it.
        by: String,
        /// Why.
        reason: String,
    },
    /// Its content is gone, and the entry that says why has not arrived.
    Blank,
    /// The same entry was written before, under that id.
    Again(EntryId),
}

impl Task {
    /// When its minutes are up.
    pub fn due(&self) -> DateTime<Utc> {
        let minutes = chrono::TimeDelta::minutes(i64::from(self.minutes));
        self.given.earliest().checked_add_signed(minutes).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}

impl Incident {
    /// Whether it is declared and goes on: neither closed nor historic nor resolved.
    pub fn is_open(&self) -> bool {
        self.declaration.is_some() && self.status == Status::Open
    }

    /// Whether clocks run: it has a plan, is declared, and is not historic.
    pub fn has_clocks(&self) -> bool {
        self.declaration.as_ref().is_some_and(|d| !d.historic) && self.plan.is_some()
    }

    /// Whom a name in a line of escalation means: the holder of that role, else whom the plan names for it;
    /// what is no role is a handle. Nobody where a role has neither.
    pub fn further<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        match self.plan.as_ref().and_then(|plan| plan.role(name)) {
            Some(role) => self.holder(&role.id).or(role.contact.as_deref()),
            None => Some(name),
        }
    }

    /// Who holds a seat.
    pub fn holder(&self, role: &str) -> Option<&str> {
        self.seats.get(role)?.holder.as_deref()
    }

    /// How bad it is: 0 is the worst; unknown levels come last.
    pub fn rank(&self) -> usize {
        self.severity.as_ref().map_or(usize::MAX, |severity| self.rank_of(severity))
    }

    /// The first time at which it had this level or a worse one.
    pub fn at_least_since(&self, level: &str) -> Option<Moment> {
        let rank = self.rank_of(level);
        let bad_enough = self.levels.iter().filter(|(level, _)| self.rank_of(level) <= rank);
        bad_enough.map(|(_, since)| *since).min_by_key(|since| since.earliest())
    }

    /// Without a plan the number at the end of a level's name says how bad it is.
    fn rank_of(&self, level: &str) -> usize {
        match &self.plan {
            Some(plan) => plan.rank(level),
            None => level.rsplit('-').next().and_then(|n| n.parse().ok()).unwrap_or(usize::MAX),
        }
    }

    /// When something happened, where it was recorded.
    pub fn stamp(&self, name: &str) -> Option<Moment> {
        self.stamps.get(name).map(|stamped| stamped.time)
    }

    /// Whether a checklist line belongs to this incident: a line of another category does not, unless
    /// somebody ticked it all the same.
    fn concerns(&self, item: &Item) -> bool {
        item.category.is_none() || item.category == self.category || item.state != ItemState::Open
    }

    /// The checklist lines of all stages that belong to this incident.
    pub fn lines(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| self.concerns(item))
    }

    /// The system that failed, where that is known: as declared or corrected, else from the record.
    pub fn system(&self) -> Option<&str> {
        let declared = self.declaration.as_ref().and_then(|d| d.system.as_deref());
        declared.or_else(|| Some(self.response.record.get("system")?.value.as_str()))
    }

    /// The checklist of a stage.
    pub fn checklist<'a>(&'a self, stage: &'a str) -> impl Iterator<Item = &'a Item> {
        self.lines().filter(move |item| item.stage == stage)
    }

    /// The roles that its level requires and that nobody holds.
    pub fn empty_seats(&self) -> Vec<&crate::plan::Role> {
        let (Some(plan), Some(level)) = (&self.plan, &self.severity) else { return Vec::new() };
        plan.required_at(level).filter(|role| self.holder(&role.id).is_none()).collect()
    }

    /// The latest place in the order among its entries.
    pub fn latest(&self) -> Hlc {
        self.timeline.last().map_or(Hlc::default(), |line| line.entry.hlc)
    }

    /// The timeline as people read it: by when things happened.
    pub fn story(&self) -> Vec<&Line> {
        let mut story: Vec<&Line> = self.timeline.iter().collect();
        story.sort_by_key(|line| (line.when().earliest(), line.entry.hlc, line.entry.log.replica));
        story
    }

    /// The entries that say what the one with this id says: itself, and its repetitions.
    pub fn copies(&self, of: EntryId) -> impl Iterator<Item = &Entry> {
        let first = self.first_id(of);
        let same = move |line: &&Line| self.first_id(line.entry.id) == first;
        self.timeline.iter().filter(same).map(|line| &*line.entry)
    }

    /// The entries that were redacted and whose content is there all the same.
    pub fn still_in_the_file(&self) -> impl Iterator<Item = EntryId> {
        let redacted = |line: &&Line| {
            matches!(line.standing, Standing::Redacted { .. }) && line.entry.data().is_some()
        };
        self.timeline.iter().filter(redacted).map(|line| line.entry.id)
    }

    /// Whether an entry is for lawyers only; its copies are where it is.
    pub fn is_privileged(&self, entry: EntryId) -> bool {
        self.privileged.contains(&self.first_id(entry))
    }

    /// The entry's first id, where it had to be written again.
    pub(super) fn first_id(&self, id: EntryId) -> EntryId {
        self.again.get(&id).copied().unwrap_or(id)
    }
}
