//! The fold: entries in, incident out. It is total: whatever the log says, happened.
//!
//! There is no `if` here about whether something was allowed; that is `decide`'s business. What a
//! newer version wrote, or what was removed, folds to nothing and stays on the timeline.

use super::entry::Entry;
use super::event::{Correction, Event, Fact};
use super::id::{EntryId, IncidentId};
use super::messages::Messages;
use super::responding::Response;
use super::state::{
    Conflict, Field, Incident, Item, ItemState, Line, Mark, Offer, Seat, Stamped, Standing, Status,
    Task,
};
use crate::time::Moment;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

mod declared;
mod following;
mod responding;
mod retold;

use retold::Retold;
pub(super) use retold::{can_be_redacted, can_be_undone};

impl Incident {
    /// Folds entries, in whatever order they come. Entries of other incidents do not count.
    pub fn of(id: IncidentId, entries: impl IntoIterator<Item = Arc<Entry>>) -> Incident {
        let mut entries: Vec<Arc<Entry>> =
            entries.into_iter().filter(|entry| entry.log.incident == id).collect();
        // Of two copies of an entry the one without content comes first: null never gives way to full.
        entries.sort_by_key(|e| (order(e), e.data().is_some()));
        entries.dedup_by_key(|entry| entry.id);

        let mut told: Vec<(Arc<Entry>, Fact)> =
            entries.into_iter().map(|entry| (Arc::clone(&entry), entry.fact())).collect();
        let retold = Retold::find(&mut told);
        let mut incident = Incident::nothing(id);
        incident.again.clone_from(&retold.again);
        incident.awaited.clone_from(&retold.awaited);
        incident.timeline.reserve(told.len());
        for (entry, fact) in told {
            incident.step(entry, fact, &retold);
        }
        incident
    }

    /// Takes in one more entry. The result is the same as folding all of them together.
    pub fn apply(&mut self, entry: Arc<Entry>) {
        if entry.log.incident != self.id {
            return;
        }
        let last = self.timeline.last().map(|line| order(&line.entry));
        let fact = entry.fact();
        // What comes last and speaks of itself alone is told after the rest. Everything else may
        // change what was told.
        let alone = !matches!(fact.event, Event::Reversed { .. } | Event::Redacted { .. })
            && fact.was.is_none()
            && !self.awaited.contains(&entry.id);
        if alone && last < Some(order(&entry)) {
            self.step(entry, fact, &Retold::default());
        } else {
            let known = self.timeline.drain(..).map(|line| line.entry);
            *self = Incident::of(self.id, known.chain([entry]).collect::<Vec<_>>());
        }
    }

    /// An incident of which nothing is known.
    pub fn nothing(id: IncidentId) -> Incident {
        Incident {
            id,
            plan: None,
            declaration: None,
            title: String::new(),
            severity: None,
            levels: Vec::new(),
            category: None,
            detected_by: None,
            users_affected: None,
            public_report: false,
            near_miss: false,
            status: Status::default(),
            stage: None,
            stages: Vec::new(),
            seats: BTreeMap::new(),
            items: Vec::new(),
            tasks: Vec::new(),
            stamps: BTreeMap::new(),
            evidence: Vec::new(),
            links: Vec::new(),
            response: Response::default(),
            messages: Messages::default(),
            actions: Vec::new(),
            sections: BTreeMap::new(),
            hold: None,
            conflicts: BTreeMap::new(),
            timeline: Vec::new(),
            marks: BTreeMap::new(),
            again: HashMap::new(),
            privileged: HashSet::new(),
            awaited: HashSet::new(),
        }
    }

    fn step(&mut self, entry: Arc<Entry>, fact: Fact, retold: &Retold) {
        let first = self.first_id(entry.id);
        let mut standing = if retold.repeated.contains(&entry.id) {
            Standing::Again(first)
        } else if let Some(undo) = retold.reversed.get(&first) {
            Standing::Reversed(*undo)
        } else if entry.data().is_none() {
            Standing::Blank
        } else {
            Standing::Stands
        };
        let mut counts = standing == Standing::Stands;
        if let Some(removal) = retold.removal(&entry) {
            // What was undone, or is told a second time, does not come back by a redaction.
            let alone = matches!(standing, Standing::Stands | Standing::Blank);
            counts = alone && fact.event != Event::Unknown;
            let (by, reason) = (removal.by.clone(), removal.reason.clone());
            standing = Standing::Redacted { by, reason };
        }
        if fact.privileged {
            self.privileged.insert(first);
        }
        let line = Line { entry, fact, standing, counts };
        if line.counts() {
            self.fold(&line);
        }
        self.timeline.push(line);
    }

    fn fold(&mut self, line: &Line) {
        let when = line.when();
        match &line.fact.event {
            Event::PlanPinned(pinned) => self.pin(&pinned.0),
            Event::Declared(declared) => self.declare(declared, line),
            Event::Corrected { to, over } => self.correct(to, *over, line),
            Event::SeverityChanged { severity, over, assessed, .. } => {
                self.set(Field::Severity, *over, severity, line);
                if !assessed.is_empty() {
                    self.response.assessed.clone_from(assessed);
                }
                self.severity = Some(severity.clone());
                self.levels.push((severity.clone(), when));
            }
            Event::StageEntered { stage, over } => self.enter(stage, *over, line),
            Event::RoleAssigned { role, person, over } => {
                self.seat(role, person, *over, line);
            }
            Event::RoleReleased { role, over } => {
                self.set(Field::Seat(role.clone()), *over, "nobody", line);
                self.seats.insert(role.clone(), Seat::default());
            }
            Event::HandoverOffered { role, to, briefing } => {
                let offer = Offer {
                    entry: self.first_id(line.entry.id),
                    to: to.clone(),
                    by: line.entry.by.clone(),
                    briefing: briefing.clone(),
                };
                self.seats.entry(role.clone()).or_default().offer = Some(offer);
            }
            Event::HandoverAccepted { role, person, over, .. } => {
                let from = self.holder(role).map(str::to_owned);
                self.seat(role, person, *over, line);
                self.seats.entry(role.clone()).or_default().from = from;
            }
            Event::EvidenceAdded(evidence) => {
                self.evidence.push((self.first_id(line.entry.id), evidence.clone()));
            }
            Event::ItemAdded { stage, text } => {
                let id = self.first_id(line.entry.id).to_string();
                let state = ItemState::Open;
                let (stage, text) = (stage.clone(), text.clone());
                self.items.push(Item { id, stage, category: None, text, state });
            }
            Event::ItemDone { item, over } => {
                let state = ItemState::Done(line.who().to_owned(), when);
                self.item(item, *over, "done", state, line);
            }
            Event::ItemUndone { item, over } => {
                self.item(item, *over, "open", ItemState::Open, line);
            }
            Event::ItemWaived { item, reason, over } => {
                let state = ItemState::Waived(line.who().to_owned(), reason.clone());
                self.item(item, *over, "waived", state, line);
            }
            Event::TaskGiven { text, to, minutes } => self.tasks.push(Task {
                id: self.first_id(line.entry.id),
                text: text.clone(),
                to: to.clone(),
                minutes: *minutes,
                by: line.entry.by.clone(),
                given: when,
                acknowledged: None,
                done: None,
            }),
            Event::TaskAcknowledged { task, over } => {
                let yes = (line.who().to_owned(), when);
                self.task(*task, *over, "acknowledged", line, |task| task.acknowledged = Some(yes));
            }
            Event::TaskDone { task, over } => {
                let done = (line.who().to_owned(), when);
                self.task(*task, *over, "done", line, |task| task.done = Some(done));
            }
            Event::StampSet { stamp, time, over, .. } => {
                self.set(Field::Stamp(stamp.clone()), *over, &time.to_string(), line);
                self.stamps.insert(stamp.clone(), stamped(*time, line, false));
            }
            Event::Linked(link) => {
                self.links.push((self.first_id(line.entry.id), link.clone()));
            }
            Event::Resolved { over, .. } => {
                self.status(Status::Resolved, *over, line);
                self.follows("resolved", when, line);
            }
            Event::Closed { over, .. } => {
                self.status(Status::Closed, *over, line);
                self.follows("closed", when, line);
            }
            Event::Reopened { over, .. } => {
                self.status(Status::Open, *over, line);
                // It was not over: also a time that somebody recorded says nothing any more.
                self.stamps.retain(|name, _| !matches!(&**name, "resolved" | "closed"));
            }
            Event::Noted { .. }
            | Event::DecisionMade(_)
            | Event::Redacted { .. }
            | Event::Reversed { .. }
            | Event::Unknown => {}
            _ => self.respond(line),
        }
    }

    fn correct(&mut self, to: &Correction, over: Option<EntryId>, line: &Line) {
        let (field, value) = to.parts();
        self.set(field, over, &value, line);
        match to.clone() {
            Correction::Title(title) => self.title = title,
            Correction::Category(category) => self.category = Some(category),
            Correction::UsersAffected(many) => self.users_affected = Some(many),
            Correction::DetectedBy(how) => self.detected_by = Some(how),
            Correction::PublicReport(yes) => self.public_report = yes,
            Correction::NearMiss(yes) => self.near_miss = yes,
            Correction::System(system) => {
                if let Some(declaration) = &mut self.declaration {
                    declaration.system = Some(system);
                }
            }
        }
    }

    fn seat(&mut self, role: &str, person: &str, over: Option<EntryId>, line: &Line) {
        // Who sat where long ago is known, since when often not: the import's time says nothing.
        let is_historic = self.declaration.as_ref().is_some_and(|d| d.historic);
        let since = line.fact.happened_at.or((!is_historic).then(|| line.when()));
        self.set(Field::Seat(role.to_owned()), over, person, line);
        let seat = Seat { holder: Some(person.to_owned()), since, ..Seat::default() };
        self.seats.insert(role.to_owned(), seat);
        if let ("commander", Some(since)) = (role, since) {
            self.follows("acknowledged", since, line);
        }
    }

    fn item(&mut self, id: &str, over: Option<EntryId>, word: &str, state: ItemState, line: &Line) {
        self.set(Field::Item(id.to_owned()), over, word, line);
        if let Some(item) = self.items.iter_mut().find(|item| item.id == id) {
            item.state = state;
        }
    }

    fn task(
        &mut self,
        id: EntryId,
        over: Option<EntryId>,
        word: &str,
        line: &Line,
        change: impl FnOnce(&mut Task),
    ) {
        let id = self.first_id(id);
        self.set(Field::Task(id), over, word, line);
        if let Some(task) = self.tasks.iter_mut().find(|task| task.id == id) {
            change(task);
        }
    }

    fn status(&mut self, status: Status, over: Option<EntryId>, line: &Line) {
        self.set(Field::Status, over, status.word(), line);
        self.status = status;
    }

    /// A moment that follows from an event; one that somebody recorded stays.
    fn follows(&mut self, name: &str, when: Moment, line: &Line) {
        self.stamps.entry(name.to_owned()).or_insert_with(|| stamped(when, line, true));
    }

    /// Notes who set a thing, and whether they had seen the value that they replaced.
    fn set(&mut self, field: Field, over: Option<EntryId>, value: &str, line: &Line) {
        let mark = Mark {
            entry: self.first_id(line.entry.id),
            by: line.entry.by.clone(),
            at: line.entry.at,
            value: value.to_owned(),
        };
        let over = over.map(|id| self.first_id(id));
        let earlier = self.marks.insert(field.clone(), mark.clone());
        match earlier {
            Some(earlier) if Some(earlier.entry) == over => {
                self.conflicts.remove(&field);
            }
            Some(earlier) if earlier.value != mark.value => {
                self.conflicts.insert(field, Conflict { earlier, later: mark });
            }
            // A third one agrees without having seen the conflict: nobody has settled it yet.
            Some(_) => {
                if let Some(conflict) = self.conflicts.get_mut(&field) {
                    conflict.later = mark;
                }
            }
            None => {}
        }
    }
}

fn stamped(time: Moment, line: &Line, follows: bool) -> Stamped {
    Stamped { time, by: line.entry.by.clone(), at: line.entry.at, follows }
}

/// The one order of an incident's entries. The id decides only between two branches of one log.
fn order(entry: &Entry) -> (super::hlc::Hlc, super::id::ReplicaId, u64, EntryId) {
    (entry.hlc, entry.log.replica, entry.seq, entry.id)
}
