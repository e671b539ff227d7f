//! The shapes of the response: the classification, the record, the ledger, decisions about clocks, calls.

use super::following::Prevented;
use crate::incident::{Answer, EntryId, Incident, IncidentId, Ruling};
use crate::plan::{Plan, Proposal, Takes};
use crate::recurrence::Recurrence;
use crate::telling::contained_how;
use crate::time::{Moment, Span};
use serde::Serialize;

/// A question of the classification: `takes` is `yes_or_no` or `number`; `answer` is `yes`, `no`, `unknown` or
/// a number, and `null` while nobody answered; `clocks` are those that it decides about.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Asked {
    pub question: String,
    pub text: String,
    pub takes: Takes,
    pub answer: Option<Answer>,
    pub by: Option<String>,
    pub at: Option<Moment>,
    pub reason: Option<String>,
    pub note: Option<String>,
    pub clocks: Vec<String>,
}

impl Asked {
    /// The questions of the plan with their answers; then answers to questions that the plan has no more.
    pub fn all(incident: &Incident) -> Vec<Asked> {
        let plan = incident.plan.as_deref();
        let answers = &incident.response.answers;
        let known = plan.into_iter().flat_map(|plan| {
            plan.questions.iter().map(|question| Asked {
                question: question.id.clone(),
                text: question.text.clone(),
                takes: question.takes,
                note: question.note.clone(),
                clocks: decides(plan, &question.id),
                ..Asked::of(answers.get(&question.id))
            })
        });
        let knows = |id: &str| plan.is_some_and(|plan| plan.question(id).is_some());
        let others = answers.iter().filter(|(id, _)| !knows(id)).map(|(id, said)| Asked {
            question: id.clone(),
            text: id.clone(),
            ..Asked::of(Some(said))
        });
        known.chain(others).collect()
    }

    fn of(said: Option<&crate::incident::Said<Answer>>) -> Asked {
        Asked {
            question: String::new(),
            text: String::new(),
            takes: Takes::default(),
            answer: said.map(|said| said.value),
            by: said.map(|said| said.by.clone()),
            at: said.map(|said| said.when),
            reason: said.and_then(|said| said.reason.clone()),
            note: None,
            clocks: Vec::new(),
        }
    }
}

/// The clocks that the answer to a question decides about.
fn decides(plan: &Plan, question: &str) -> Vec<String> {
    let asks = |condition: &crate::plan::Condition| condition.answer.as_deref() == Some(question);
    let of = |clock: &&crate::plan::Clock| {
        let mut dues = clock.due.iter();
        clock.conditions.iter().any(asks) || dues.any(|due| due.conditions.iter().any(asks))
    };
    plan.clocks.iter().filter(of).map(|clock| clock.id.clone()).collect()
}

/// The record of the incident: `filled` of `of` fields of the minimum say something.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Recorded {
    pub filled: usize,
    pub of: usize,
    pub fields: Vec<Fielded>,
}

/// The record of one incident by itself, as `record --json` prints it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Record {
    pub incident: IncidentId,
    #[serde(flatten)]
    pub record: Recorded,
}

impl Record {
    /// The record of an incident.
    pub fn of(incident: &Incident) -> Record {
        Record { incident: incident.id, record: Recorded::of(incident) }
    }
}

/// A field of the record; `optional` ones do not count for the minimum.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Fielded {
    pub field: String,
    pub title: String,
    pub value: Option<String>,
    pub by: Option<String>,
    pub at: Option<Moment>,
    pub optional: bool,
    pub note: Option<String>,
}

impl Recorded {
    /// The record as the plan wants it, with what was written.
    pub fn of(incident: &Incident) -> Recorded {
        let plan = incident.plan.as_deref();
        let record = &incident.response.record;
        let known = plan.into_iter().flat_map(|plan| &plan.record).map(|field| {
            let said = record.get(&field.id);
            // Where the record says nothing, the system is the one that was declared.
            let declared = || incident.system().filter(|_| field.id == "system").map(str::to_owned);
            Fielded {
                field: field.id.clone(),
                title: field.title.clone(),
                value: said.map(|said| said.value.clone()).or_else(declared),
                by: said.map(|said| said.by.clone()),
                at: said.map(|said| said.when),
                optional: field.optional,
                note: field.note.clone(),
            }
        });
        let knows = |id: &str| plan.is_some_and(|plan| plan.record.iter().any(|f| f.id == id));
        let others = record.iter().filter(|(id, _)| !knows(id)).map(|(id, said)| Fielded {
            field: id.clone(),
            title: id.clone(),
            value: Some(said.value.clone()),
            by: Some(said.by.clone()),
            at: Some(said.when),
            optional: true,
            note: None,
        });
        let fields: Vec<Fielded> = known.chain(others).collect();
        let minimum = || fields.iter().filter(|field| !field.optional);
        let filled = minimum().filter(|field| field.value.is_some()).count();
        Recorded { filled, of: minimum().count(), fields }
    }
}

/// A line of the containment ledger: `number` is its place, `did` what was done then.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Contained {
    pub number: usize,
    pub containment: EntryId,
    pub verb: String,
    pub did: String,
    pub what: String,
    pub until: Option<String>,
    pub evidence_copied: Option<bool>,
    pub by: String,
    pub since: Moment,
    pub verified_by: Option<String>,
    pub verified_at: Option<Moment>,
    pub verified_note: Option<String>,
    pub lifted_by: Option<String>,
    pub lifted_at: Option<Moment>,
    pub criteria_met: Option<bool>,
    pub lifted_because: Option<String>,
}

impl Contained {
    /// The ledger, in order.
    pub fn all(incident: &Incident) -> Vec<Contained> {
        let ledger = incident.response.containments.iter().enumerate();
        let one = |(place, line): (usize, &crate::incident::Containment)| {
            let (verified, lifted) = (line.verified.as_ref(), line.lifted.as_ref());
            Contained {
                number: place + 1,
                containment: line.id,
                verb: line.verb.clone(),
                did: contained_how(incident.plan.as_deref(), &line.verb).to_owned(),
                what: line.what.clone(),
                until: line.criteria.clone(),
                evidence_copied: line.evidence_copied,
                by: line.by.clone(),
                since: line.since,
                verified_by: verified.map(|said| said.by.clone()),
                verified_at: verified.map(|said| said.when),
                verified_note: verified.and_then(|said| said.reason.clone()),
                lifted_by: lifted.map(|said| said.by.clone()),
                lifted_at: lifted.map(|said| said.when),
                criteria_met: lifted.map(|said| said.value),
                lifted_because: lifted.and_then(|said| said.reason.clone()),
            }
        };
        ledger.map(one).collect()
    }
}

/// What somebody decided about a clock: `ruling` is `waived` or `not_applicable`.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Ruled {
    pub clock: String,
    pub ruling: &'static str,
    pub reason: Option<String>,
    pub by: String,
    pub at: Moment,
}

impl Ruled {
    /// All decisions that stand.
    pub fn all(incident: &Incident) -> Vec<Ruled> {
        let rulings = incident.response.rulings.iter();
        rulings
            .map(|(clock, said)| Ruled {
                clock: clock.clone(),
                ruling: match said.value {
                    Ruling::Waived => "waived",
                    Ruling::RuledOut => "not_applicable",
                },
                reason: said.reason.clone(),
                by: said.by.clone(),
                at: said.when,
            })
            .collect()
    }
}

/// Somebody was called for a seat.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Paged {
    pub role: String,
    pub person: String,
    pub by: String,
    pub at: Moment,
    pub note: Option<String>,
}

impl Paged {
    /// All calls, in order.
    pub fn all(incident: &Incident) -> Vec<Paged> {
        let paged = incident.response.paged.iter();
        paged
            .map(|(role, said)| Paged {
                role: role.clone(),
                person: said.value.clone(),
                by: said.by.clone(),
                at: said.when,
                note: said.reason.clone(),
            })
            .collect()
    }
}

/// An earlier incident of the same kind, and what was made of it: `lessons_done` and `lessons_open` are
/// lines of its last stage; `preventive_actions` are `null` where nobody wrote any down ([`Prevented`]).
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Earlier {
    pub incident: IncidentId,
    pub title: String,
    pub severity: Option<String>,
    pub status: String,
    pub at: Moment,
    pub system: Option<String>,
    pub same_system: bool,
    pub last_decision: Option<String>,
    pub lessons_done: usize,
    pub lessons_open: usize,
    pub preventive_actions: Option<Vec<Prevented>>,
}

impl Earlier {
    /// The earlier incidents, the newest first; none where it did not happen before.
    pub fn all(recurrence: Option<&Recurrence>) -> Vec<Earlier> {
        let earlier = recurrence.into_iter().flat_map(|recurrence| &recurrence.earlier);
        earlier
            .map(|one| Earlier {
                incident: one.incident,
                title: one.title.clone(),
                severity: one.severity.clone(),
                status: one.status.clone(),
                at: one.when,
                system: one.system.clone(),
                same_system: one.same_system,
                last_decision: one.decision.clone(),
                lessons_done: one.lessons_done,
                lessons_open: one.lessons_open,
                preventive_actions: Some(&one.preventions)
                    .filter(|all| !all.is_empty())
                    .map(|all| all.iter().map(Prevented::of).collect()),
            })
            .collect()
    }
}

/// How long something took: `from` and `to` are stamps; `ms` is `null` unless `state` is `lasted`, else it
/// is `not_recorded` or `invalid` (the end lies before the start).
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Lasted {
    pub span: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    pub state: &'static str,
    pub ms: Option<i64>,
}

/// What is measured of every incident.
const SPANS: [(&str, &str, &str); 5] = [
    ("detection_latency", "began", "detected"),
    ("time_to_declare", "detected", "declared"),
    ("time_to_respond", "declared", "acknowledged"),
    ("time_to_contain", "declared", "contained"),
    ("time_to_resolve", "declared", "resolved"),
];

impl Lasted {
    /// What is measured of every incident, whether it is known or not.
    pub fn all(incident: &Incident) -> Vec<Lasted> {
        SPANS
            .iter()
            .map(|(span, from, to)| {
                let (state, ms) = match Span::between(incident.stamp(from), incident.stamp(to)) {
                    Span::NotRecorded => ("not_recorded", None),
                    Span::Invalid => ("invalid", None),
                    Span::Lasted(lasted, _) => ("lasted", Some(lasted.num_milliseconds())),
                };
                Lasted { span, from, to, state, ms }
            })
            .collect()
    }
}

/// What the severity helper proposes: `because` the worst first, `unknown` the dimensions of which nobody
/// knows anything; `set` whether somebody accepted it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Proposed {
    pub level: Option<String>,
    pub reason: String,
    pub because: Vec<Reached>,
    pub unknown: Vec<String>,
    pub set: bool,
}

/// What one dimension reaches.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Reached {
    pub dimension: String,
    pub title: String,
    pub level: String,
    pub text: String,
}

impl Proposed {
    /// The shape of a proposal.
    pub fn of(proposal: &Proposal, set: bool) -> Proposed {
        let reached = |reached: &crate::plan::Reached| Reached {
            dimension: reached.dimension.clone(),
            title: reached.title.clone(),
            level: reached.level.clone(),
            text: reached.text.clone(),
        };
        Proposed {
            level: proposal.level.clone(),
            reason: proposal.reason(),
            because: proposal.because.iter().map(reached).collect(),
            unknown: proposal.unknown.clone(),
            set,
        }
    }
}
