//! The shape of an incident with everything folded, as `show --json` prints it.

use super::clock::Clock;
use super::following::FollowedUp;
use super::message::{Message, Messages};
use super::response::{Asked, Contained, Earlier, Lasted, Paged, Recorded, Ruled};
use crate::clocks::Reading;
use crate::incident::{
    Authorship, Credit, EntryId, Incident as Folded, IncidentId, ItemState, Link, Task as Given,
};
use crate::recurrence::Recurrence;
use crate::telling::name_of_role;
use crate::time::{Moment, stamp};
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::BTreeMap;

/// One incident with everything folded. All keys are always there; what is not known is `null`.
///
/// | key | is |
/// | --- | --- |
/// | `id`, `title`, `severity`, `category` | its name; what is wrong; the ids of its level and kind in the plan |
/// | `status`, `stage` | `open`, `resolved` or `closed`; the id of the stage that it is in |
/// | `plan` | the id of the plan in force; historic incidents have none |
/// | `declared_at`, `declared_by` | when it was declared, and who did |
/// | `historic`, `near_miss`, `public_report` | over before it was written down; nobody harmed; reported in public |
/// | `users_affected`, `detected_by` | how many people it touched; how it was noticed |
/// | `number`, `system`, `operator`, `source` | from a register: its number there, what failed, whose it is, who says so |
/// | `roles` | every seat of the plan, and who holds it ([`Role`]) |
/// | `stamps` | each recorded moment by its id: `detected`, `contained`, … ([`Stamp`]) |
/// | `stages`, `severities` | each value that was in force, and since when ([`Step`]) |
/// | `checklist`, `tasks` | what is to be done, in order ([`Item`], [`Task`]) |
/// | `evidence`, `links` | what was preserved, what it is tied to ([`Evidence`], [`Tie`]) |
/// | `conflicts` | two values for one thing, until somebody settles it ([`Conflict`]) |
/// | `clocks` | how each clock stands now, the worst first ([`Clock`]) |
/// | `entries` | how many entries it has; `log` gives them ([`Entered`](super::Entered)) |
/// | `unconfirmed` | how many of them somebody else carried to the server, whose authors are unconfirmed ([`Carried`]) |
/// | `questions`, `record` | the classification ([`Asked`]); the record and how complete it is ([`Recorded`]) |
/// | `containments`, `rulings` | the containment ledger ([`Contained`]); what was decided about clocks ([`Ruled`]) |
/// | `tracks`, `assessed` | the stage of each second track; what the severity helper was last told |
/// | `paged`, `durations` | who was called ([`Paged`]); how long things took ([`Lasted`]) |
/// | `messages` | what must be said to whom, what was drafted and what went out ([`Message`]) |
/// | `actions` | the work that follows ([`FollowedUp`]) |
/// | `recurrence` | earlier incidents of the same kind ([`Earlier`]) |
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the table above explains each key")]
pub struct Incident {
    pub id: IncidentId,
    pub title: String,
    pub severity: Option<String>,
    pub category: Option<String>,
    pub status: &'static str,
    pub stage: Option<String>,
    pub plan: Option<String>,
    pub declared_at: Option<Moment>,
    pub declared_by: Option<String>,
    pub historic: bool,
    pub near_miss: bool,
    pub public_report: bool,
    pub users_affected: Option<u64>,
    pub detected_by: Option<String>,
    pub number: Option<String>,
    pub system: Option<String>,
    pub operator: Option<String>,
    pub source: Option<String>,
    pub roles: Vec<Role>,
    pub stamps: BTreeMap<String, Stamp>,
    pub stages: Vec<Step>,
    pub severities: Vec<Step>,
    pub checklist: Vec<Item>,
    pub tasks: Vec<Task>,
    pub evidence: Vec<Evidence>,
    pub links: Vec<Tie>,
    pub conflicts: Vec<Conflict>,
    pub clocks: Vec<Clock>,
    pub entries: usize,
    pub unconfirmed: Vec<Carried>,
    pub questions: Vec<Asked>,
    pub record: Recorded,
    pub containments: Vec<Contained>,
    pub rulings: Vec<Ruled>,
    pub tracks: BTreeMap<String, String>,
    pub assessed: BTreeMap<String, String>,
    pub paged: Vec<Paged>,
    pub durations: Vec<Lasted>,
    pub messages: Vec<Message>,
    pub actions: Vec<FollowedUp>,
    pub recurrence: Vec<Earlier>,
}

/// Entries that name `by`, and that `carried_by` brought to the server: nobody there knows whether they are theirs. Where
/// `carried_by` is `null`, their log has split.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Carried {
    pub by: String,
    #[schema(required = true)]
    pub carried_by: Option<String>,
    pub entries: usize,
}

impl Carried {
    /// What was carried of an incident: by whom, in whose name, and how much.
    pub fn all(incident: &Folded, authors: &Authorship) -> Vec<Carried> {
        let mut carried: BTreeMap<(String, Option<String>), usize> = BTreeMap::new();
        for line in &incident.timeline {
            let carrier = match authors.credit(&line.entry) {
                None | Some(Credit::Confirmed) => continue,
                Some(Credit::Carried { by }) => Some(by),
                Some(Credit::Split) => None,
            };
            *carried.entry((line.entry.by.clone(), carrier)).or_default() += 1;
        }
        let shape = |((by, carried_by), entries)| Carried { by, carried_by, entries };
        carried.into_iter().map(shape).collect()
    }
}

/// A seat: `role` is the id in the plan, `title` its name; `required` whether the present level asks for it;
/// `from` who handed it over, `offered_to` who is asked to take it, with the `briefing`. `contact`, `backup` and
/// `escalation` are whom to call, `may` what the holder may do without asking.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Role {
    pub role: String,
    pub title: String,
    pub holder: Option<String>,
    pub since: Option<Moment>,
    pub required: bool,
    pub from: Option<String>,
    pub offered_to: Option<String>,
    pub briefing: Option<String>,
    pub duty: Option<String>,
    pub contact: Option<String>,
    pub backup: Option<String>,
    pub escalation: Vec<String>,
    pub may: Vec<String>,
}

/// A recorded moment: `time` as exactly as it is known, who recorded it, and when that was.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Stamp {
    pub time: Moment,
    pub by: String,
    pub recorded_at: String,
}

/// A value and since when it was in force.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Step {
    pub value: String,
    pub since: Moment,
}

/// A checklist line: `item` is the plan's id or that of the entry that added it; `state` is `open`, `done`
/// or `waived`, `by` and `at` say who and when, `reason` why it was waived.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Item {
    pub item: String,
    pub stage: String,
    pub text: String,
    pub state: &'static str,
    pub by: Option<String>,
    pub at: Option<Moment>,
    pub reason: Option<String>,
}

/// A task that was given: `task` is the id of its entry.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Task {
    pub task: EntryId,
    pub text: String,
    pub to: String,
    pub minutes: u32,
    pub given_by: String,
    pub given_at: Moment,
    pub acknowledged_at: Option<Moment>,
    pub done_at: Option<Moment>,
}

/// Something preserved: `kept_at` is a place of any kind, `evidence/…` one in the incident's own folder.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Evidence {
    pub entry: EntryId,
    pub name: String,
    pub kept_at: String,
    pub sha256: Option<EntryId>,
    pub size: Option<u64>,
    pub collected_by: String,
}

/// What the incident is tied to.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Tie {
    pub entry: EntryId,
    #[serde(flatten)]
    pub link: Link,
}

/// Two values for one thing.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Conflict {
    pub about: String,
    pub in_force: Side,
    pub instead_of: Side,
}

/// One side of a conflict.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Side {
    pub value: String,
    pub by: String,
    pub at: String,
    pub entry: EntryId,
}

impl Evidence {
    /// The shape of something preserved.
    pub(super) fn of(entry: EntryId, evidence: &crate::incident::Evidence) -> Evidence {
        Evidence {
            entry,
            name: evidence.name.clone(),
            kept_at: evidence.kept_at.clone(),
            sha256: evidence.sha256,
            size: evidence.size,
            collected_by: evidence.collected_by.clone(),
        }
    }
}

impl Incident {
    /// The shape of an incident, with what is known of who wrote it and its clocks as they read at `now`.
    pub fn of(
        incident: &Folded,
        authors: &Authorship,
        readings: &[Reading],
        recurrence: Option<&Recurrence>,
        now: DateTime<Utc>,
    ) -> Incident {
        let declaration = incident.declaration.as_ref();
        let said = |pick: fn(&crate::incident::Declaration) -> &Option<String>| {
            declaration.and_then(|declaration| pick(declaration).clone())
        };
        let steps = |steps: &[(String, Moment)]| {
            let step =
                |(value, since): &(String, Moment)| Step { value: value.clone(), since: *since };
            steps.iter().map(step).collect()
        };
        Incident {
            id: incident.id,
            title: incident.title.clone(),
            severity: incident.severity.clone(),
            category: incident.category.clone(),
            status: incident.status.word(),
            stage: incident.stage.clone(),
            plan: incident.plan.as_ref().map(|plan| plan.id.clone()),
            declared_at: declaration.and_then(|declaration| declaration.when),
            declared_by: declaration.map(|declaration| declaration.mark.by.clone()),
            historic: declaration.is_some_and(|declaration| declaration.historic),
            near_miss: incident.near_miss,
            public_report: incident.public_report,
            users_affected: incident.users_affected,
            detected_by: incident.detected_by.clone(),
            number: said(|d| &d.number),
            system: incident.system().map(str::to_owned),
            operator: said(|d| &d.operator),
            source: said(|d| &d.source),
            roles: roles(incident),
            stamps: incident
                .stamps
                .iter()
                .map(|(name, stamped)| {
                    let (by, recorded_at) = (stamped.by.clone(), stamp(stamped.at));
                    (name.clone(), Stamp { time: stamped.time, by, recorded_at })
                })
                .collect(),
            stages: steps(&incident.stages),
            severities: steps(&incident.levels),
            checklist: incident.lines().map(item).collect(),
            tasks: incident.tasks.iter().map(task).collect(),
            // What is for lawyers only is in the log, and leaves the room only when it is asked for.
            evidence: incident
                .evidence
                .iter()
                .filter(|(entry, _)| !incident.is_privileged(*entry))
                .map(|(entry, evidence)| Evidence::of(*entry, evidence))
                .collect(),
            links: incident
                .links
                .iter()
                .map(|(entry, link)| Tie { entry: *entry, link: link.clone() })
                .collect(),
            conflicts: conflicts(incident),
            clocks: readings.iter().map(|reading| Clock::of(incident.id, reading, now)).collect(),
            entries: incident.timeline.len(),
            unconfirmed: Carried::all(incident, authors),
            questions: Asked::all(incident),
            record: Recorded::of(incident),
            containments: Contained::all(incident),
            rulings: Ruled::all(incident),
            tracks: incident.response.tracks.clone(),
            assessed: incident.response.assessed.clone(),
            paged: Paged::all(incident),
            durations: Lasted::all(incident),
            messages: Messages::of(incident, authors, readings, now).items,
            actions: FollowedUp::all(incident, now),
            recurrence: Earlier::all(recurrence),
        }
    }
}

fn roles(incident: &Folded) -> Vec<Role> {
    let required: Vec<&str> = match (&incident.plan, &incident.severity) {
        (Some(plan), Some(level)) => plan.required_at(level).map(|role| role.id.as_str()).collect(),
        _ => Vec::new(),
    };
    let of_plan = incident.plan.iter().flat_map(|plan| &plan.roles).map(|role| role.id.as_str());
    let mut ids: Vec<&str> = of_plan.collect();
    let others = incident.seats.keys().map(String::as_str).filter(|id| !ids.contains(id));
    let others: Vec<&str> = others.collect();
    ids.extend(others);
    ids.into_iter()
        .map(|id| {
            let seat = incident.seats.get(id);
            let offer = seat.and_then(|seat| seat.offer.as_ref());
            let of_plan = incident.plan.as_ref().and_then(|plan| plan.role(id));
            Role {
                role: id.to_owned(),
                title: name_of_role(incident, id),
                holder: seat.and_then(|seat| seat.holder.clone()),
                since: seat.and_then(|seat| seat.since),
                required: required.contains(&id),
                from: seat.and_then(|seat| seat.from.clone()),
                offered_to: offer.map(|offer| offer.to.clone()),
                briefing: offer.and_then(|offer| offer.briefing.clone()),
                duty: of_plan.map(|role| role.duty.clone()),
                contact: of_plan.and_then(|role| role.contact.clone()),
                backup: of_plan.and_then(|role| role.backup.clone()),
                escalation: of_plan.map(|role| role.escalation.clone()).unwrap_or_default(),
                may: of_plan.map(|role| role.may.clone()).unwrap_or_default(),
            }
        })
        .collect()
}

pub(super) fn item(item: &crate::incident::Item) -> Item {
    let (state, by, at, reason) = match &item.state {
        ItemState::Open => ("open", None, None, None),
        ItemState::Done(by, at) => ("done", Some(by.clone()), Some(*at), None),
        ItemState::Waived(by, why) => ("waived", Some(by.clone()), None, Some(why.clone())),
    };
    let (id, stage, text) = (item.id.clone(), item.stage.clone(), item.text.clone());
    Item { item: id, stage, text, state, by, at, reason }
}

pub(super) fn task(task: &Given) -> Task {
    Task {
        task: task.id,
        text: task.text.clone(),
        to: task.to.clone(),
        minutes: task.minutes,
        given_by: task.by.clone(),
        given_at: task.given,
        acknowledged_at: task.acknowledged.as_ref().map(|(_, at)| *at),
        done_at: task.done.as_ref().map(|(_, at)| *at),
    }
}

pub(super) fn conflicts(incident: &Folded) -> Vec<Conflict> {
    let side = |mark: &crate::incident::Mark| Side {
        value: mark.value.clone(),
        by: mark.by.clone(),
        at: stamp(mark.at),
        entry: mark.entry,
    };
    let conflict = |(field, conflict): (&crate::incident::Field, &crate::incident::Conflict)| {
        let (in_force, instead_of) = (side(&conflict.later), side(&conflict.earlier));
        Conflict { about: field.words(), in_force, instead_of }
    };
    incident.conflicts.iter().map(conflict).collect()
}
