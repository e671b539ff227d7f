//! What somebody must know who comes back to an incident, or comes to it: told from the entries alone.
//!
//! A brief is a pure function of the incident, its readings, what the reader has seen and the time.

mod briefing;

pub use briefing::briefing;

use crate::clocks::{Reading, State};
use crate::incident::{Event, Field, Incident, IncidentId, ItemState, Line, Standing, Status};
use crate::store::follow_up::FollowUp;
use crate::telling::{name_of_role, tell};
use crate::time::Moment;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How many changes a brief tells at most; the timeline has all.
const MOST_CHANGES: usize = 12;
/// How many entries it tells to whom nothing was told before.
const FIRST_LOOK: usize = 5;
/// How many decisions, and how many things that are due.
const MOST_OF_EACH: usize = 3;

/// A started minute counts as left.
const STARTED: TimeDelta = TimeDelta::seconds(59);

/// How far somebody has read an incident: the end of each log that was there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Seen {
    /// When that was.
    pub at: Option<DateTime<Utc>>,
    /// The number of the last entry of each log, by its replica.
    pub heads: BTreeMap<String, u64>,
}

/// An incident in a page, in the order in which it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brief {
    /// Which one.
    pub incident: IncidentId,
    /// What is wrong, in a line.
    pub title: String,
    /// When the reader last looked, where they did.
    pub looked: Option<DateTime<Utc>>,
    /// What came since then, the newest first; to whom nothing was told before, the last few entries.
    pub changes: Vec<Said>,
    /// How many entries came since then that are not among the changes.
    pub more: usize,
    /// What is known: severity, stage, who is affected, the last decision, whether it is contained.
    pub known: Vec<Said>,
    /// Who does what.
    pub people: Vec<Said>,
    /// The seats that the level requires and nobody holds, and whom to page where the plan says so.
    pub empty: Vec<Said>,
    /// The last decisions, the newest first.
    pub decisions: Vec<Said>,
    /// What people were asked to do and have not done, what is due first on top.
    pub tasks: Vec<Said>,
    /// What is due next.
    pub due: Vec<Said>,
    /// The work that follows and is not done, what is overdue first.
    pub actions: Vec<Said>,
}

/// A line of a brief.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Said {
    /// When it happened, or is due.
    pub when: Option<Moment>,
    /// Who said or does it, or what it is about: a handle, a role, `severity`.
    pub who: String,
    /// What it says.
    pub text: String,
    /// Whether something is wrong with it: late, empty, in conflict.
    pub wrong: bool,
}

impl Said {
    fn of(who: &str, text: impl Into<String>) -> Said {
        Said { who: who.to_owned(), text: text.into(), ..Said::default() }
    }
}

impl Brief {
    /// The empty seats in a line: `Comms (page cs1), Legal`; nothing when none is empty.
    pub fn empty_seats(&self) -> Option<String> {
        let seat = |said: &Said| match said.text.as_str() {
            "" => said.who.clone(),
            page => format!("{} ({page})", said.who),
        };
        let seats: Vec<String> = self.empty.iter().map(seat).collect();
        (!seats.is_empty()).then(|| seats.join(", "))
    }
}

impl Seen {
    /// All that an incident has at a moment.
    pub fn all_of(incident: &Incident, now: DateTime<Utc>) -> Seen {
        let mut heads: BTreeMap<String, u64> = BTreeMap::new();
        for line in &incident.timeline {
            let head = heads.entry(line.entry.log.replica.to_string()).or_default();
            *head = (*head).max(line.entry.seq);
        }
        Seen { at: Some(now), heads }
    }

    /// Whether an entry was there.
    pub fn has(&self, line: &Line) -> bool {
        let replica = line.entry.log.replica.to_string();
        self.heads.get(&replica).is_some_and(|head| line.entry.seq <= *head)
    }
}

/// Briefs somebody who has seen so much of an incident.
pub fn brief(
    incident: &Incident,
    readings: &[Reading],
    seen: Option<&Seen>,
    now: DateTime<Utc>,
) -> Brief {
    let story = told(incident);
    let new: Vec<&Line> = story
        .iter()
        .rev()
        .copied()
        .filter(|line| seen.is_none_or(|seen| !seen.has(line)))
        .collect();
    let shown = match seen {
        Some(_) => weightiest(&new, MOST_CHANGES),
        None => new.iter().take(FIRST_LOOK).copied().collect(),
    };
    Brief {
        incident: incident.id,
        title: incident.title.clone(),
        looked: seen.and_then(|seen| seen.at),
        more: new.len() - shown.len(),
        changes: shown.into_iter().map(|line| change(incident, line)).collect(),
        known: known(incident),
        people: people(incident),
        empty: empty(incident),
        decisions: decisions(incident, &story),
        tasks: tasks(incident, now),
        due: due(incident, readings, now),
        actions: actions(incident, now),
    }
}

/// The timeline without what was written twice, and without the plan, which every incident has.
fn told(incident: &Incident) -> Vec<&Line> {
    let mut story = incident.story();
    story.retain(|line| {
        let twice = matches!(line.standing, Standing::Again(_));
        !twice && !matches!(line.fact.event, Event::PlanPinned(_))
    });
    story
}

/// The lines that matter most, in the order in which they stood.
fn weightiest<'a>(lines: &[&'a Line], most: usize) -> Vec<&'a Line> {
    let mut places: Vec<usize> = (0..lines.len()).collect();
    places.sort_by_key(|place| (weight(&lines[*place].fact.event), *place));
    places.truncate(most);
    places.sort_unstable();
    places.into_iter().map(|place| lines[place]).collect()
}

/// What changes the situation comes before what is said about it, and that before what was ticked off.
fn weight(event: &Event) -> u8 {
    match event {
        Event::Declared(_)
        | Event::SeverityChanged { .. }
        | Event::StageEntered { .. }
        | Event::DecisionMade(_)
        | Event::Resolved { .. }
        | Event::Reopened { .. }
        | Event::Closed { .. } => 0,
        Event::RoleAssigned { .. }
        | Event::RoleReleased { .. }
        | Event::HandoverAccepted { .. }
        | Event::Corrected { .. }
        | Event::StampSet { .. }
        | Event::MessageSent(_)
        | Event::MessageCorrected(_)
        | Event::TaskGiven { .. }
        | Event::ItemWaived { .. } => 1,
        Event::ItemDone { .. } | Event::ItemUndone { .. } => 3,
        _ => 2,
    }
}

fn change(incident: &Incident, line: &Line) -> Said {
    let told = tell(incident, line);
    let when = Some(line.when());
    let text = format!("{}: {}", told.kind, told.text);
    Said { when, who: line.who().to_owned(), text, wrong: false }
}

fn known(incident: &Incident) -> Vec<Said> {
    let mut known = Vec::new();
    let plan = incident.plan.as_deref();
    match &incident.severity {
        Some(level) => {
            let since = incident.levels.last().map(|(_, since)| *since);
            known.push(Said { when: since, ..Said::of("severity", level) });
        }
        None => known.push(Said { wrong: true, ..Said::of("severity", "not set") }),
    }
    if incident.status != Status::Open {
        known.push(Said::of("status", incident.status.word()));
    }
    if let Some(stage) = &incident.stage {
        let title = plan.and_then(|plan| plan.stage(stage)).map(|stage| stage.title.clone());
        let items: Vec<_> = incident.checklist(stage).collect();
        let done = items.iter().filter(|item| item.state != ItemState::Open).count();
        let since = incident.stages.last().map(|(_, since)| *since);
        let text =
            format!("{}, {done} of {} steps done", title.as_ref().unwrap_or(stage), items.len());
        known.push(Said { when: since, ..Said::of("stage", text) });
    }
    if let Some(category) = &incident.category {
        let title = plan
            .and_then(|plan| plan.categories.iter().find(|known| known.id == *category))
            .map_or(category, |known| &known.title);
        known.push(Said::of("kind", title.as_str()));
    }
    let users = incident.users_affected.map_or_else(
        || "how many users is not known yet".to_owned(),
        |many| format!("{many} {}", if many == 1 { "user" } else { "users" }),
    );
    known.push(Said::of("affected", users));
    known.push(match incident.stamp("contained") {
        Some(at) => Said { when: Some(at), ..Said::of("contained", "yes") },
        None => Said { wrong: true, ..Said::of("contained", "not yet") },
    });
    for (field, conflict) in &incident.conflicts {
        let about = match field {
            Field::Seat(role) => name_of_role(incident, role),
            field => field.words(),
        };
        let (now, other) = (&conflict.later, &conflict.earlier);
        let text =
            format!("{about}: {} by {}, and {} by {}", now.value, now.by, other.value, other.by);
        known.push(Said { wrong: true, ..Said::of("conflict", text) });
    }
    known
}

fn people(incident: &Incident) -> Vec<Said> {
    let order: Vec<&str> =
        incident.plan.iter().flat_map(|plan| &plan.roles).map(|role| role.id.as_str()).collect();
    let mut seats: Vec<_> = incident.seats.iter().collect();
    seats.sort_by_key(|(id, _)| order.iter().position(|known| known == id).unwrap_or(usize::MAX));
    let said = |(id, seat): (&String, &crate::incident::Seat)| {
        let holder = seat.holder.clone()?;
        let offer = seat.offer.as_ref().map(|offer| format!(", offered to {}", offer.to));
        let text = format!("{}{}", name_of_role(incident, id), offer.unwrap_or_default());
        Some(Said { when: seat.since, ..Said::of(&holder, text) })
    };
    seats.into_iter().filter_map(said).collect()
}

fn empty(incident: &Incident) -> Vec<Said> {
    let page = |role: &&crate::plan::Role| {
        let whom = [&role.contact, &role.backup].into_iter().flatten().next();
        let text = whom.map_or_else(String::new, |whom| format!("page {whom}"));
        Said { wrong: true, ..Said::of(&role.short, text) }
    };
    incident.empty_seats().iter().map(page).collect()
}

fn decisions(incident: &Incident, story: &[&Line]) -> Vec<Said> {
    // A briefing is written into the log for everybody.
    let told = story.iter().rev().filter(|line| !incident.is_privileged(line.entry.id));
    let decided = told.filter_map(|line| match &line.fact.event {
        Event::DecisionMade(decision) if line.counts() => {
            let who = decision.decider.as_deref().unwrap_or(line.who());
            let why = decision.reason.as_ref().map(|why| format!("; because {why}"));
            let text = format!("{}{}", decision.text, why.unwrap_or_default());
            Some(Said { when: Some(line.when()), ..Said::of(who, text) })
        }
        _ => None,
    });
    decided.take(MOST_OF_EACH).collect()
}

fn tasks(incident: &Incident, now: DateTime<Utc>) -> Vec<Said> {
    let mut open: Vec<_> = incident
        .tasks
        .iter()
        .filter(|task| task.done.is_none())
        .map(|task| (task.due(), task))
        .collect();
    open.sort_by_key(|(due, _)| *due);
    let said = |(due, task): (DateTime<Utc>, &crate::incident::Task)| {
        let late = due <= now;
        let how = match (late, task.acknowledged.is_some()) {
            (true, _) => format!("time was up {} ago", minutes(now - due)),
            (false, true) => format!("{} left", minutes(due - now + STARTED)),
            (false, false) => format!("{} left, has not said yes", minutes(due - now + STARTED)),
        };
        let when = Some(Moment::second(due));
        let text = format!("{} ({how})", task.text);
        Said { when, wrong: late, ..Said::of(&task.to, text) }
    };
    open.into_iter().map(said).collect()
}

fn actions(incident: &Incident, now: DateTime<Utc>) -> Vec<Said> {
    let mut open: Vec<FollowUp> = FollowUp::all(incident);
    open.retain(FollowUp::is_open);
    open.sort_by_key(FollowUp::order);
    let said = |what: &FollowUp| {
        let text = format!("{} ({}, {}, {})", what.text, what.kind, what.words(now), what.due);
        Said { wrong: what.is_overdue(now), ..Said::of(&what.owner, text) }
    };
    open.iter().map(said).collect()
}

fn minutes(span: TimeDelta) -> String {
    match span.num_minutes() {
        minutes @ ..120 => format!("{minutes} min"),
        minutes => format!("{} h", minutes / 60),
    }
}

fn due(incident: &Incident, readings: &[Reading], now: DateTime<Utc>) -> Vec<Said> {
    let counting = readings.iter().filter(|reading| reading.is_counting());
    let said = |reading: &Reading| {
        let owner = reading.owner.as_deref().map(|role| match incident.holder(role) {
            Some(holder) => holder.to_owned(),
            None => format!("nobody is {}", name_of_role(incident, role)),
        });
        let late = matches!(reading.state, State::Late);
        let owner = owner.map(|owner| format!(" ({owner})")).unwrap_or_default();
        let text = format!("{}: {}{owner}", reading.title, reading.words(now));
        let when = reading.due.map(Moment::second);
        Said { when, who: String::new(), text, wrong: late }
    };
    counting.take(MOST_OF_EACH).map(said).collect()
}
