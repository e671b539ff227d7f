//! Gathers what a report says from the incident, its readings and the time.

use super::after::messages_for;
use super::{Action, Decided, Held, Kept, Message, Named, Ran, Report, Sat, Seated, Section, Took};
use super::{Unsent, told};
use crate::audience::{Audience, Names};
use crate::catalog;
use crate::clocks::{Reading, durations};
use crate::incident::{Authorship, Event, Incident, Line};
use crate::metrics::{Outcome, cadences, ended};
use crate::plan::Plan;
use crate::recurrence::Recurrence;
use crate::store::Heads;
use crate::telling::is_privileged;
use crate::time::{Span, stamp};
use crate::wire::incident::{conflicts, item, task};
use crate::wire::{self, Asked, Clock, Contained, Earlier, Evidence, Paged, Recorded, Tie};
use chrono::{DateTime, Utc};

/// What is asked of a report.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asking<'a> {
    /// Who reads it.
    pub audience: Audience,
    /// Whether privileged entries are in it.
    pub with_privileged: bool,
    /// The last entry of each log that it is made from.
    pub heads: Option<&'a Heads>,
    /// Earlier incidents of the same kind.
    pub recurrence: Option<&'a Recurrence>,
    /// What is known of who wrote the entries.
    pub authors: Option<&'a Authorship>,
}

impl Report {
    /// A report on an incident, as it is at `now`. The same entries at the same time give the same report.
    pub fn of(
        incident: &Incident,
        readings: &[Reading],
        asking: &Asking<'_>,
        now: DateTime<Utc>,
    ) -> Report {
        let everything = Report::whole(incident, readings, asking, now);
        let names = Names::of(incident, asking.audience);
        everything.for_audience(asking.audience).named(&names)
    }

    /// Everything that the log says to those who may read it all.
    fn whole(
        incident: &Incident,
        readings: &[Reading],
        asking: &Asking<'_>,
        now: DateTime<Utc>,
    ) -> Report {
        let plan = incident.plan.as_deref();
        let unknown = Authorship::default();
        let authors = asking.authors.unwrap_or(&unknown);
        let shape = wire::Incident::of(incident, authors, readings, asking.recurrence, now);
        let sections = sections(incident);
        let unwritten = sections.iter().filter(|section| section.missing);
        let shown = |line: &&Line| asking.with_privileged || !is_privileged(incident, line);
        Report {
            format: 1,
            incident: incident.id,
            title: shape.title,
            audience: asking.audience.word(),
            with_privileged: asking.with_privileged,
            exercise: incident.id.is_exercise(),
            made_at: stamp(now),
            made_from: asking.heads.map(wire::heads).unwrap_or_default(),
            plan: plan.map(|plan| Named { id: plan.id.clone(), title: plan.title.clone() }),
            severity: incident.severity.as_ref().map(|id| level(plan, id)),
            category: incident.category.as_ref().map(|id| category(plan, id)),
            status: shape.status,
            stage: incident.stage.as_ref().map(|id| stage(plan, id)),
            declared_at: shape.declared_at,
            declared_by: shape.declared_by,
            historic: shape.historic,
            near_miss: shape.near_miss,
            public_report: shape.public_report,
            users_affected: shape.users_affected,
            detected_by: incident.detected_by.as_ref().map(|id| {
                let known = plan.and_then(|plan| plan.detected_by(id));
                known.map_or_else(|| id.clone(), |known| known.title.clone())
            }),
            number: shape.number,
            system: shape.system,
            operator: shape.operator,
            source: shape.source,
            postmortem: incident.severity.as_ref().and_then(|id| {
                plan?.levels.iter().find(|level| level.id == *id)?.postmortem.clone()
            }),
            to_write: unwritten.map(|section| section.section.clone()).collect(),
            sections,
            timeline: told::timeline(incident, asking),
            stamps: shape.stamps,
            durations: took(incident),
            severities: shape.severities,
            stages: shape.stages,
            roles: seated(incident),
            decisions: incident
                .story()
                .into_iter()
                .filter(shown)
                .filter_map(|line| decided(incident, line))
                .collect(),
            containments: Contained::all(incident),
            questions: Asked::all(incident),
            clocks: ran(incident, readings, now),
            cadences: kept(incident, readings),
            record: plan.map(|_| Recorded::of(incident)),
            messages: Message::all(incident, authors),
            unsent: Unsent::all(incident),
            actions: Action::all(incident, now),
            hold: Held::of(incident),
            evidence: evidence(incident, asking),
            checklist: incident.lines().map(item).collect(),
            tasks: incident.tasks.iter().map(task).collect(),
            paged: Paged::all(incident),
            conflicts: conflicts(incident),
            links: shape.links,
            recurrence: Earlier::all(asking.recurrence),
            withheld: if asking.with_privileged {
                0
            } else {
                incident.timeline.iter().filter(|line| is_privileged(incident, line)).count()
            },
        }
    }

    /// What an audience reads of it.
    fn for_audience(mut self, audience: Audience) -> Report {
        if audience == Audience::Internal {
            return self;
        }
        // The work inside is nobody's business outside, and neither is who doubted what.
        for decision in &mut self.decisions {
            decision.options.clear();
            decision.objections.clear();
        }
        self.evidence = Vec::<Evidence>::new();
        self.checklist.clear();
        self.tasks.clear();
        self.paged.clear();
        self.conflicts.clear();
        self.links = Vec::<Tie>::new();
        self.recurrence.clear();
        self.messages = messages_for(audience, self.messages);
        self.unsent.clear();
        self.hold = None;
        self.actions.retain(|action| action.state != "dropped");
        for action in &mut self.actions {
            action.note = None;
        }
        for seat in &mut self.roles {
            seat.history.retain(|sat| sat.how != "released");
        }
        if audience == Audience::Public {
            self.questions.clear();
            self.clocks.clear();
            self.cadences.clear();
            self.record = None;
            self.source = None;
            self.operator = None;
            self.made_from.clear();
            let empty = |with: &Option<String>| {
                with.as_deref().is_some_and(|with| ["clocks", "record"].contains(&with))
            };
            self.sections.retain(|section| {
                section.ask.is_some() || section.text.is_some() || !empty(&section.filled_with)
            });
        }
        self
    }
}

/// The sections of the plan; the built-in ten where it names none.
fn sections(incident: &Incident) -> Vec<Section> {
    let own = incident.plan.as_deref().map(|plan| plan.report.clone());
    let sections = own.filter(|own| !own.is_empty());
    let sections = sections.unwrap_or_else(|| catalog::standard().report.clone());
    let said = |id: &str| incident.sections.get(id);
    let section = |section: crate::plan::Section| Section {
        missing: incident.is_to_write(&section),
        text: said(&section.id).map(|said| said.value.clone()),
        by: said(&section.id).map(|said| said.by.clone()),
        at: said(&section.id).map(|said| said.when),
        section: section.id,
        title: section.title,
        ask: section.ask,
        filled_with: section.filled_with,
    };
    sections.into_iter().map(section).collect()
}

fn level(plan: Option<&Plan>, id: &str) -> Named {
    let known = plan.and_then(|plan| plan.levels.iter().find(|level| level.id == id));
    named(id, known.map(|level| &level.title))
}

fn category(plan: Option<&Plan>, id: &str) -> Named {
    let known = plan.and_then(|plan| plan.categories.iter().find(|kind| kind.id == id));
    named(id, known.map(|kind| &kind.title))
}

fn stage(plan: Option<&Plan>, id: &str) -> Named {
    named(id, plan.and_then(|plan| plan.stage(id)).map(|stage| &stage.title))
}

fn named(id: &str, title: Option<&String>) -> Named {
    Named { id: id.to_owned(), title: title.map_or(id, |title| title).to_owned() }
}

fn took(incident: &Incident) -> Vec<Took> {
    let took = |one: crate::clocks::Duration| {
        let (state, ms) = match one.span {
            Span::NotRecorded => ("not_recorded", None),
            Span::Invalid => ("invalid", None),
            Span::Lasted(lasted, _) => ("lasted", Some(lasted.num_milliseconds())),
        };
        let (span, title, from, to) = (one.id, one.title, one.from, one.to);
        Took { span, title, from, to, state, ms, words: one.words() }
    };
    durations(incident).into_iter().map(took).collect()
}

/// The seats that somebody held or that the level requires, in the plan's order.
fn seated(incident: &Incident) -> Vec<Seated> {
    let plan = incident.plan.as_deref();
    let required: Vec<&str> = match (plan, &incident.severity) {
        (Some(plan), Some(level)) => plan.required_at(level).map(|role| role.id.as_str()).collect(),
        _ => Vec::new(),
    };
    let of_plan = plan.into_iter().flat_map(|plan| &plan.roles).map(|role| role.id.as_str());
    let mut ids: Vec<&str> = of_plan.collect();
    let others = incident.seats.keys().map(String::as_str).filter(|id| !ids.contains(id));
    ids.extend(others.collect::<Vec<_>>());
    let seat = |id: &str| Seated {
        role: id.to_owned(),
        title: plan.and_then(|plan| plan.role(id)).map_or(id, |role| &role.title).to_owned(),
        required: required.contains(&id),
        holder: incident.holder(id).map(str::to_owned),
        history: history(incident, id),
    };
    let mut seats: Vec<Seated> = ids.into_iter().map(seat).collect();
    seats.retain(|seat| seat.required || seat.holder.is_some() || !seat.history.is_empty());
    seats
}

fn history(incident: &Incident, id: &str) -> Vec<Sat> {
    let sat = |line: &&Line| {
        let (how, person) = match &line.fact.event {
            Event::RoleAssigned { role, person, .. } if role == id => ("assigned", Some(person)),
            Event::HandoverAccepted { role, person, .. } if role == id => {
                ("handed_over", Some(person))
            }
            Event::RoleReleased { role, .. } if role == id => ("released", None),
            _ => return None,
        };
        let by = line.who().to_owned();
        Some(Sat { at: line.when(), how, person: person.cloned(), by })
    };
    incident.story().iter().filter(|line| line.counts()).filter_map(sat).collect()
}

fn decided(incident: &Incident, line: &Line) -> Option<Decided> {
    let Event::DecisionMade(decision) = &line.fact.event else { return None };
    line.counts().then(|| Decided {
        entry: line.entry.id,
        at: line.when(),
        decider: decision.decider.clone().unwrap_or_else(|| line.who().to_owned()),
        text: decision.text.clone(),
        reason: decision.reason.clone(),
        options: decision.options.clone(),
        objections: decision.objections.clone(),
        privileged: is_privileged(incident, line),
    })
}

fn ran(incident: &Incident, readings: &[Reading], now: DateTime<Utc>) -> Vec<Ran> {
    let ended = ended(incident, readings, now);
    let ran = |reading: &Reading| {
        let outcome = ended.iter().find(|one| one.clock == reading.clock).map(|one| one.outcome);
        let late = outcome.and_then(Outcome::late_by);
        Ran {
            clock: Clock::of(incident.id, reading, now),
            outcome: outcome.map(Outcome::word),
            late_ms: late.map(|late| late.num_milliseconds()),
            last_day: reading.last_day.filter(|_| reading.by_the_day),
        }
    };
    readings.iter().map(ran).collect()
}

fn kept(incident: &Incident, readings: &[Reading]) -> Vec<Kept> {
    let kept = |one: crate::metrics::Cadence| Kept {
        clock: one.clock,
        title: one.title,
        sent: one.sent,
        missed: one.missed,
    };
    cadences(incident, readings).into_iter().map(kept).collect()
}

fn evidence(incident: &Incident, asking: &Asking<'_>) -> Vec<Evidence> {
    let kept = incident.evidence.iter();
    let kept = kept.filter(|(id, _)| asking.with_privileged || !incident.is_privileged(*id));
    kept.map(|(id, evidence)| Evidence::of(*id, evidence)).collect()
}
