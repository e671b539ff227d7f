//! A message to people: made from its template or from a text, looked over, and about to go out.

use super::Misfit;
use crate::clocks::readings;
use crate::comms::{
    Finding, Item, Missing, Rendered, Wording, compose, is_outside, items, known, open_marks,
};
use crate::incident::{Authorship, Event, Incident, Occasion, Refusal, Sending, whole};
use crate::plan::{Plan, Template};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// A message that is being written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Composing {
    /// The message, or a template.
    pub item: String,
    /// Another template than that of the plan for it.
    pub template: Option<String>,
    /// What stands in the fields of the template.
    pub fields: BTreeMap<String, String>,
    /// The subject line.
    pub subject: Option<String>,
    /// A text of one's own.
    pub text: Option<String>,
    /// For whom, where that is not as the plan says.
    pub audience: Option<String>,
}

/// A message as it would go out.
#[derive(Debug, Clone)]
pub struct Made {
    /// Its id.
    pub item: String,
    /// For whom.
    pub audience: String,
    /// The template that it was made from.
    pub template: Option<Template>,
    /// What stands in the fields of the template.
    pub fields: BTreeMap<String, String>,
    /// Its words.
    pub message: Rendered,
}

/// Makes the message that is meant: a text of one's own, else the template with its fields. What the
/// draft had in its fields stays in them; one of which nothing was said is that of the draft, where it only
/// `shows`.
pub fn made(
    incident: &Incident,
    of: &Composing,
    shows: bool,
    now: DateTime<Utc>,
) -> Result<Made, Misfit> {
    let read = readings(incident, now);
    // Which messages there are does not hang on who is known to have approved them.
    let all = items(incident, &Authorship::default(), &read.iter().collect::<Vec<_>>(), now);
    let plan = incident.plan.as_deref();
    let rule = incident.comms_rule(&of.item);
    let item = rule.map(|rule| rule.id.clone());
    let item = item.or_else(|| Some(plan?.template(&of.item)?.id.clone()));
    let item = item.unwrap_or_else(|| of.item.clone());
    if plan.is_some() && !all.iter().any(|known| known.id == item) && rule.is_none() {
        unknown_unless_template(plan, &of.item, &all)?;
    }
    let before = incident.messages.drafts.get(&item);
    let fields = of.fields.clone();
    let template = template_of(plan, of, &item)?;
    let usual = rule.map(|rule| &rule.audience).or(template.as_ref().map(|of| &of.audience));
    let usual = before.map(|draft| &draft.says.audience).or(usual).cloned().unwrap_or_default();
    let audience = of.audience.clone().unwrap_or(usual);
    if let Some(text) = of.text.clone() {
        let message = Rendered { subject: of.subject.clone(), text, missing: Vec::new() };
        return Ok(Made { item, audience, template, fields, message });
    }
    let untouched = fields.is_empty() && of.template.is_none() && of.subject.is_none();
    if let Some(draft) = before.filter(|_| shows && untouched) {
        let (subject, text) = (draft.says.subject.clone(), draft.says.text.clone());
        let message = Rendered { subject, text, missing: Vec::new() };
        let fields = draft.says.fields.clone();
        return Ok(Made { item, audience, template, fields, message });
    }
    let (Some(plan), Some(template)) = (plan, template) else {
        let what = format!("no template says how `{item}` is written");
        return Err(Misfit::unclear(what, "give its text with --text or --file, or a --template"));
    };
    let same = before.filter(|draft| draft.says.template.as_ref() == Some(&template.id));
    let mut all_fields = same.map(|draft| draft.says.fields.clone()).unwrap_or_default();
    all_fields.extend(fields);
    let of_item = all.iter().find(|known| known.id == item && known.is_open());
    let mut message =
        compose((incident, plan), &template, &known(incident, of_item, now), &all_fields).map_err(
            |error| {
                let remedy = format!("`warroom comms preview ID {item}` shows what it asks for");
                Misfit::refused(error.to_string(), remedy)
            },
        )?;
    message.subject = of.subject.clone().or(message.subject);
    Ok(Made { item, audience, template: Some(template), fields: all_fields, message })
}

fn unknown_unless_template(plan: Option<&Plan>, typed: &str, all: &[Item]) -> Result<(), Misfit> {
    if plan.is_some_and(|plan| plan.template(typed).is_some()) {
        return Ok(());
    }
    let mut ids: Vec<&str> = all.iter().map(|item| item.id.as_str()).collect();
    ids.dedup();
    let templates = plan.into_iter().flat_map(|plan| &plan.templates);
    ids.extend(templates.map(|template| template.id.as_str()));
    let what = format!("no message is called `{typed}`");
    Err(Misfit::not_found(what, format!("one of: {}", ids.join(", "))))
}

fn template_of(
    plan: Option<&Plan>,
    of: &Composing,
    item: &str,
) -> Result<Option<Template>, Misfit> {
    let Some(plan) = plan else { return Ok(None) };
    let rule = plan.comms_rule(item);
    let usual = rule.map_or(Some(item), |rule| rule.template.as_deref());
    let Some(wanted) = of.template.as_deref().or(usual) else { return Ok(None) };
    if let Some(template) = plan.template(wanted) {
        return Ok(Some(template.clone()));
    }
    let known: Vec<&str> = plan.templates.iter().map(|template| template.id.as_str()).collect();
    let what = format!("no template is called `{wanted}`");
    Err(Misfit::not_found(what, format!("one of: {}", known.join(", "))))
}

/// A message with fields that are missing is not finished.
pub fn finished(message: &Rendered) -> Result<(), Misfit> {
    let text = whole(message.subject.as_deref(), &message.text);
    let marks = open_marks(&text);
    if marks.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = message.missing.iter().map(Missing::in_words).collect();
    let lines = if lines.is_empty() { String::new() } else { format!("\n{}", lines.join("\n")) };
    let what = format!("the message is not finished: {}", marks.join(" "));
    let remedy = "add --field NAME=VALUE for each, or --unfinished to leave the marks in it";
    Err(Misfit::refused(format!("{what}{lines}"), remedy))
}

/// A wording, and where it stands: in the subject or in the text.
pub type Marked = (&'static str, Finding);

/// What people outside should not read in a subject and a text.
pub fn findings(
    incident: &Incident,
    audience: &str,
    subject: Option<&str>,
    text: &str,
) -> Vec<Marked> {
    let Some(plan) = incident.plan.as_deref().filter(|_| is_outside(audience)) else {
        return Vec::new();
    };
    let wording = Wording::of(plan);
    let contained = incident.stamp("contained").is_some();
    let of = |place: &'static str, text: &str| {
        wording.findings(text, contained).into_iter().map(move |finding| (place, finding))
    };
    subject.into_iter().flat_map(|subject| of("subject", subject)).chain(of("text", text)).collect()
}

/// What would go out.
#[derive(Debug, Clone)]
pub struct Leaving {
    /// The draft that it is.
    pub draft: Option<String>,
    /// Who reads it.
    pub audience: String,
    /// Its words.
    pub message: Rendered,
}

/// Checks that it may be written down before anything goes out, and says what that is.
pub fn would_go_out(
    incident: &Incident,
    sending: &Sending,
    on: &Occasion,
) -> Result<Leaving, Refusal> {
    let command = crate::incident::Command::Send(sending.clone());
    let sent = incident.decide(command, on)?.into_iter().find_map(|fact| match fact.event {
        Event::MessageSent(sent) => Some(sent),
        _ => None,
    });
    let sent = sent.expect("sending comes to a message that is sent");
    Ok(Leaving {
        draft: sent.draft.map(|draft| draft.to_string()),
        audience: sent.audience,
        message: Rendered { subject: sent.subject, text: sent.text, missing: Vec::new() },
    })
}
