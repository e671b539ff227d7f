//! The response in words: the classification, decisions about clocks, the record, the ledger.

use crate::incident::{Event, Incident};
use crate::plan::Plan;

/// Tells an event of the response; nothing for all others.
pub fn tell(incident: &Incident, event: &Event) -> Option<(&'static str, String)> {
    let plan = incident.plan.as_deref();
    let clock = |id: &str| title_of_clock(plan, id);
    let because = |reason: &Option<String>| {
        reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default()
    };
    Some(match event {
        Event::Classified { question, answer, reason, .. } => {
            let text = plan.and_then(|plan| plan.question(question)).map(|q| q.text.as_str());
            let text = text.unwrap_or(question);
            ("answered", format!("{text} {answer}{}", because(reason)))
        }
        Event::ClockWaived { clock: id, reason, .. } => {
            ("clock", format!("waived: {}: {reason}", clock(id)))
        }
        Event::ClockRuledOut { clock: id, reason, .. } => {
            ("clock", format!("does not apply: {}: {reason}", clock(id)))
        }
        Event::ClockRestored { clock: id, reason, .. } => {
            ("clock", format!("applies again: {}: {reason}", clock(id)))
        }
        Event::ClockPaused { clock: id, reason, .. } => {
            ("clock", format!("paused: {}: {reason}", clock(id)))
        }
        Event::ClockResumed { clock: id, .. } => ("clock", format!("goes on: {}", clock(id))),
        Event::ClockSnoozed { clock: id, minutes, reason, .. } => {
            ("clock", format!("put off for {minutes} min: {}: {reason}", clock(id)))
        }
        Event::LatenessExplained { clock: id, reason, .. } => {
            ("clock", format!("late: {}: {reason}", clock(id)))
        }
        Event::Submitted { clock: id, reference, .. } => {
            let reference = reference.as_ref().map(|r| format!(", reference {r}"));
            ("submit", format!("{}{}", clock(id), reference.unwrap_or_default()))
        }
        Event::RecordSet { field, value, .. } => {
            let title = plan.and_then(|plan| plan.record_field(field)).map(|f| f.title.as_str());
            ("record", format!("{}: {value}", title.unwrap_or(field)))
        }
        Event::ContainmentBegun { verb, what, criteria, evidence_copied } => {
            let mut text = format!("{} {what}", done(plan, verb));
            text.extend(criteria.iter().map(|criteria| format!("; until {criteria}")));
            text.push_str(match evidence_copied {
                Some(true) => "; evidence copied first",
                Some(false) => "; evidence not copied",
                None => "",
            });
            ("contain", text)
        }
        Event::ContainmentVerified { containment, note, .. } => {
            let what = contained(incident, *containment);
            ("contain", format!("verified: {what}{}", because(note)))
        }
        Event::ContainmentLifted { containment, criteria_met, reason, .. } => {
            let what = contained(incident, *containment);
            let met = if *criteria_met { ", criteria met" } else { "" };
            let why = if reason.is_empty() { String::new() } else { format!(": {reason}") };
            ("contain", format!("lifted: {what}{met}{why}"))
        }
        Event::AuthorityUsed { role, authority, text } => {
            let role = super::name_of_role(incident, role);
            ("acted", format!("{role}: {authority}: {text}"))
        }
        Event::RolePaged { role, person, note } => {
            let role = super::name_of_role(incident, role);
            ("paged", format!("{person} for {role}{}", because(note)))
        }
        Event::PlanAdopted { plan, reason, .. } => {
            let title = plan.get("title").and_then(|title| title.as_str()).unwrap_or("?");
            ("plan", format!("now in force: {title}: {reason}"))
        }
        _ => return None,
    })
}

/// The title of a clock with its id where another clock has the same.
pub fn title_of_clock(plan: Option<&Plan>, id: &str) -> String {
    plan.and_then(|plan| plan.clock(id)).map_or_else(|| id.to_owned(), |clock| clock.title.clone())
}

/// What a verb of the ledger has done: `rolled back`.
pub fn done<'a>(plan: Option<&'a Plan>, verb: &'a str) -> &'a str {
    plan.and_then(|plan| plan.verb(verb)).map_or(verb, |verb| &verb.done)
}

fn contained(incident: &Incident, id: crate::incident::EntryId) -> String {
    let mut ledger = incident.response.containments.iter();
    ledger.find(|line| line.id == id).map_or_else(|| id.short(), |line| line.what.clone())
}
