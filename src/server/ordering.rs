//! What is asked over the API, as a command of the incident.

use super::asked::Asked;
use super::incidents::meant;
use super::orders::{self, Order};
use super::problem::Problem;
use crate::incident::{
    Assessed, Command, Decision, Drafting, EntryId, Evidence, Incident, Link, Occasion, Output,
    Owed, Ruling, Sending,
};
use crate::intent::{self, Composing, findings, finished, made, would_go_out};
use crate::journal::{Wish, Written};
use crate::plan::Plan;
use crate::store::Store;
use crate::time::{self, Moment};
use crate::wire::Wording;
use chrono::Utc;
use serde_json::{Value, json};
use std::sync::Arc;

/// What an answer says beside the entry.
type More = Box<dyn Fn(&Written) -> Option<Value> + Send + Sync>;

/// A command, and what its answer says.
pub struct Ordered {
    pub command: Command,
    pub privileged: bool,
    pub more: Vec<(&'static str, More)>,
}

impl From<Command> for Ordered {
    fn from(command: Command) -> Ordered {
        Ordered { command, privileged: false, more: Vec::new() }
    }
}

/// A plan by its id, the one in use where none is named.
pub async fn plan(
    asked: &Asked,
    id: Option<String>,
    pointer: &'static str,
) -> Result<Arc<Plan>, Problem> {
    let desk = Arc::clone(&asked.desk);
    let plan = super::lists::away(move || match id {
        Some(id) => desk.plans.of(&id),
        None => Ok(desk.plans.chosen.plan()),
    });
    plan.await.map_err(|problem| {
        let detail = problem.detail.clone();
        orders::unprocessable(pointer, &detail)
    })
}

/// What an order comes to for an incident as it stands.
#[expect(clippy::too_many_lines, reason = "one line for each order")]
pub async fn ordered(
    asked: &Asked,
    incident: &Incident,
    order: Order,
    wish: &Wish,
) -> Result<Ordered, Problem> {
    let now = asked.desk.clock.now();
    let wrong = |pointer: &'static str| move |misfit| Problem::misfit(pointer, &misfit);
    let command = match order {
        Order::Note { text, privileged } => {
            return Ok(Ordered { privileged, ..Command::Note { text }.into() });
        }
        Order::Decide { text, option, by, reason, objection, privileged } => {
            let (options, decider, objections) = (option, by, objection);
            let decision = Decision { text, options, decider, reason, objections };
            return Ok(Ordered { privileged, ..Command::Decide(decision).into() });
        }
        Order::Evidence { reference, sha256, name, privileged } => {
            let evidence = evidence(asked, incident, (reference, sha256, name), wish).await?;
            return Ok(Ordered { privileged, ..Command::AddEvidence(evidence).into() });
        }
        Order::Set { field, value } => {
            let fact = intent::correction(&field, value.typed());
            Command::Correct(fact.map_err(wrong("/value"))?)
        }
        Order::Link { duplicate_of, to, alert } => Command::Link(match (duplicate_of, to, alert) {
            (Some(typed), None, None) => {
                Link::DuplicateOf { incident: meant(asked, &typed).await? }
            }
            (None, Some(typed), None) => Link::Incident { incident: meant(asked, &typed).await? },
            (None, None, Some(alert)) => Link::Alert { source: alert.source, key: alert.key },
            _ => return Err(one_of("duplicate_of, to or alert")),
        }),
        Order::Sev { level, reason } => {
            let typed = level.clone();
            let assessed = Assessed::new();
            let taken: More = Box::new(move |written| {
                let (typed, level) = intent::taken_for(&written.incident, &typed)?;
                Some(json!({ "typed": typed, "severity": level }))
            });
            let command = Command::SetSeverity { level, reason, assessed };
            return Ok(Ordered { more: vec![("taken_for", taken)], ..command.into() });
        }
        Order::Stage { stage } => Command::EnterStage { stage },
        Order::Stamp { name, time, note } => {
            let time = match time {
                Some(typed) => time::typed(&typed, now, &Utc)
                    .map_err(|error| orders::unprocessable("/time", &error.to_string()))?,
                None => wish.happened_at.unwrap_or_else(|| Moment::second(now)),
            };
            Command::Stamp { stamp: name, time, note }
        }
        Order::Record { field, value } => Command::SetRecord { field, value },
        Order::Classify { question, answer, reason } => {
            Command::Classify { question, answer, reason }
        }
        Order::Assign { role, person } => Command::Assign { role, person },
        Order::Release { role } => Command::Release { role },
        Order::Handover { role, to } => {
            let briefing = Some(intent::briefing_for(incident, &role, now));
            Command::Handover { role, to, briefing }
        }
        Order::Accept { role } => {
            let briefing = json!(intent::offered_briefing(incident, &role));
            let more: More = Box::new(move |_| Some(briefing.clone()));
            return Ok(Ordered {
                more: vec![("briefing", more)],
                ..Command::Accept { role }.into()
            });
        }
        Order::Tick { item } => Command::Tick { item },
        Order::Untick { item } => Command::Untick { item },
        Order::Waive { item, reason } => intent::waiving(incident, item, reason),
        Order::Item { text, stage } => Command::AddItem { stage, text },
        Order::Task { text, to, minutes } => Command::GiveTask { text, to, minutes },
        Order::Ack { task } => Command::Acknowledge { task },
        Order::Done { task } => Command::FinishTask { task },
        Order::Contain { verb, what, until, evidence_copied, verified, note } => {
            match (verb, what, verified) {
                (Some(verb), Some(what), None) if note.is_none() => {
                    Command::Contain { verb, what, criteria: until, evidence_copied }
                }
                (None, None, Some(containment)) if until.is_none() && evidence_copied.is_none() => {
                    Command::VerifyContainment { containment, note }
                }
                _ => {
                    return Err(one_of(
                        "verb with what (and until, evidence_copied), or verified (and note)",
                    ));
                }
            }
        }
        Order::Lift { which, criteria_met, reason } => {
            Command::Lift { containment: which, criteria_met, reason }
        }
        Order::Submit { clock, reference } => Command::Submit { clock, reference },
        Order::Snooze { clock, minutes, reason } => Command::Snooze { clock, minutes, reason },
        Order::Pause { clock, reason } => Command::PauseClock { clock, reason },
        Order::Resume { clock } => Command::ResumeClock { clock },
        Order::Clock { clock, applies_not, applies, late_because, reason } => {
            match (applies_not, applies, late_because, reason) {
                (true, false, None, Some(reason)) => {
                    Command::Rule { clock, ruling: Some(Ruling::RuledOut), reason }
                }
                (false, true, None, Some(reason)) => Command::Rule { clock, ruling: None, reason },
                (false, false, Some(reason), None) => Command::ExplainLateness { clock, reason },
                _ => {
                    return Err(one_of(
                        "applies_not or applies, each with reason, or late_because",
                    ));
                }
            }
        }
        Order::Page { role, name, note } => Command::Page { role, person: name, note },
        Order::Authority { role, authority, text } => {
            Command::UseAuthority { role, authority, text }
        }
        Order::CommsDraft { item, template, field, subject, text, audience, unfinished } => {
            let fields = field.into_iter().map(|(name, value)| (name.replace('-', "_"), value));
            let fields = fields.collect();
            let of = Composing { item, template, fields, subject, text, audience };
            let made = made(incident, &of, false, now).map_err(wrong("/item"))?;
            if !unfinished {
                finished(&made.message).map_err(wrong("/field"))?;
            }
            let (subject, text) = (made.message.subject, made.message.text);
            let more = wording(incident, &made.audience, subject.as_deref(), &text);
            let drafting = Drafting {
                item: made.item,
                audience: of.audience,
                subject,
                text,
                template: made.template.map(|template| template.id),
                fields: made.fields,
            };
            return Ok(Ordered { more, ..Command::Draft(drafting).into() });
        }
        Order::CommsApprove { item, role, draft } => {
            let (of, authors) = (item.clone(), wish.authors.clone());
            let waits: More = Box::new(move |written| {
                let rule = written.incident.comms_rule(&of).map(|rule| rule.id.clone());
                let missing = |rule: String| written.incident.missing_approvals(&rule, &authors);
                Some(json!(rule.map(missing).unwrap_or_default()))
            });
            let command = Command::Approve { item, role, draft };
            return Ok(Ordered { more: vec![("waits_for", waits)], ..command.into() });
        }
        Order::CommsWithdraw { item, role, reason } => {
            Command::WithdrawApproval { item, role, reason }
        }
        Order::CommsSend {
            item,
            channel,
            reference,
            audience,
            unapproved,
            clock,
            draft,
            subject,
            text,
            unfinished,
        } => {
            if text.is_none() && subject.is_some() {
                let detail = "a draft goes out with the subject it has; draft it anew, or give the whole text";
                return Err(orders::unprocessable("/subject", detail));
            }
            let text = text.map(|text| (subject, text));
            let mut sending =
                Sending { item, draft, text, channel, audience, reference, clock, unapproved };
            let on = Occasion {
                by: wish.by.clone(),
                now,
                happened_at: wish.happened_at,
                said_by: wish.said_by.clone(),
                privileged: false,
                authors: wish.authors.clone(),
            };
            let gone = would_go_out(incident, &sending, &on)
                .map_err(|refusal| Problem::refused(&refusal))?;
            sending.draft = gone.draft.or(sending.draft);
            if !unfinished {
                finished(&gone.message).map_err(wrong("/unfinished"))?;
            }
            let (subject, text) = (gone.message.subject.as_deref(), &gone.message.text);
            let more = wording(incident, &gone.audience, subject, text);
            return Ok(Ordered { more, ..Command::Send(sending).into() });
        }
        Order::CommsCorrect { which, subject, text, channel, reference, reason } => {
            Command::CorrectMessage { sent: which, subject, text, channel, reference, reason }
        }
        Order::CommsWaive { item, reason } => Command::WaiveMessage { item, reason },
        Order::ActionAdd { text, owner, due, fix, prevent } => {
            let kind = match (fix, prevent) {
                (true, None) => Output::Fix,
                (false, Some(measure)) => Output::Prevention(measure),
                _ => return Err(one_of("fix or prevent")),
            };
            let due = intent::day(incident, &due, now).map_err(wrong("/due"))?;
            Command::AddAction(Owed { text, owner, due, kind })
        }
        Order::ActionChange { action, text, owner, due } => {
            let due = due.map(|due| intent::day(incident, &due, now)).transpose();
            Command::ChangeAction { action, text, owner, due: due.map_err(wrong("/due"))? }
        }
        Order::ActionDone { action, note } => Command::FinishAction { action, note },
        Order::ActionDrop { action, reason } => Command::DropAction { action, reason },
        Order::ActionReopen { action, reason } => Command::ReopenAction { action, reason },
        Order::Resolve { reason } => Command::Resolve { reason },
        Order::Reopen { reason } => Command::Reopen { reason },
        Order::Close { reason, without_outputs } => Command::Close { reason, without_outputs },
        Order::Undo { entry } => Command::Undo { entry },
        Order::Redact { entry, reason, instead } => Command::Redact { entry, reason, instead },
        Order::Privilege { entry, reason, lift } => {
            Command::SetPrivilege { entry, privileged: !lift, reason }
        }
        Order::Hold { reason, lift: false } => Command::Hold { reason },
        Order::Hold { reason, lift: true } => Command::LiftHold { reason },
        Order::PlanAdopt { plan: id, reason } => {
            let plan = plan(asked, Some(id), "/plan").await?.to_pinned();
            Command::AdoptPlan { plan, reason }
        }
        Order::Report { write, text } => Command::WriteSection { section: write, text },
    };
    Ok(command.into())
}

/// Fields of which just one way is wanted.
fn one_of(which: &str) -> Problem {
    orders::unprocessable("/command", &format!("give one of: {which}"))
}

/// What people outside should not read, as the answer says it.
fn wording(
    incident: &Incident,
    audience: &str,
    subject: Option<&str>,
    text: &str,
) -> Vec<(&'static str, More)> {
    let found = findings(incident, audience, subject, text);
    let shapes = json!(Wording::all(subject, text, &found));
    vec![("wording", Box::new(move |_| Some(shapes.clone())))]
}

/// Something preserved: where it is kept elsewhere, or a file that is kept with the incident.
async fn evidence(
    asked: &Asked,
    incident: &Incident,
    (reference, sum, name): (Option<String>, Option<String>, Option<String>),
    wish: &Wish,
) -> Result<Evidence, Problem> {
    let collected_by = wish.said_by.clone().unwrap_or_else(|| wish.by.clone());
    let (kept_at, sha256, size) = match (reference, sum) {
        (Some(kept_at), None) => (kept_at, None, None),
        (None, Some(sum)) => {
            let (_, room) = asked.holder()?;
            let wrong = |detail: &str| orders::unprocessable("/sha256", detail);
            let sum: EntryId = sum.parse().map_err(|_| wrong("it is no sum of a file"))?;
            let bytes = room.get_evidence(incident.id, sum).await?.ok_or_else(|| {
                wrong("no such file is kept with the incident; put it to /v1/evidence/SUM first")
            })?;
            (format!("evidence/{sum}"), Some(sum), Some(bytes.len() as u64))
        }
        _ => return Err(one_of("ref or sha256")),
    };
    let name = name.unwrap_or_else(|| kept_at.clone());
    Ok(Evidence { name, kept_at, sha256, size, collected_by })
}
