//! Messages to people at the command line: what must be said, a draft, its approval, what went out.

use super::args::{CommsDo, Composed, Words};
use super::desk::Desk;
use super::failure::{Failure, NOT_FOUND, REFUSED, USAGE};
use super::out::complain;
use super::writing::{answer, answer_with, input};
use super::{delivering, listing};
use crate::clocks::readings;
use crate::comms::{
    Finding, Item, Missing, Rendered, Wording, compose, is_outside, items, known, open_marks,
};
use crate::incident::{Command, Drafting, Incident, IncidentId, digest, whole};
use crate::plan::{Plan, Template};
use crate::text::Shown;
use crate::wire;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{IsTerminal, Read};
use std::path::Path;

/// The most that is read from a file or from standard input, in bytes: more than any entry may hold.
const LONGEST_INPUT: u64 = 512 * 1024;

/// Does what was typed about messages.
pub async fn comms(desk: &Desk, what: CommsDo) -> Result<(), Failure> {
    let (on, command) = match what {
        CommsDo::List { on } => return listing::list(desk, desk.named(&on.id).await?).await,
        CommsDo::Preview(of) => return preview(desk, of).await,
        CommsDo::Draft(of) => return draft(desk, of).await,
        CommsDo::Send(of) => return delivering::send(desk, of).await,
        CommsDo::Approve { on, item, role, draft } => {
            let id = desk.named(&on.id).await?;
            return approve(desk, id, Command::Approve { item: item.clone(), role, draft }, &item)
                .await;
        }
        CommsDo::Withdraw { on, item, role, because } => {
            (on, Command::WithdrawApproval { item, role, reason: because.reason })
        }
        CommsDo::Correct { on, which, words, channel, reference, because } => {
            let (subject, text) = (words.subject.clone(), typed(&words)?);
            let Some(text) = text else {
                let remedy = "give the new text with --text or --file";
                return Err(Failure::new(USAGE, "nothing says what went out instead", remedy));
            };
            let (sent, reason) = (which, because.reason);
            (on, Command::CorrectMessage { sent, subject, text, channel, reference, reason })
        }
        CommsDo::Waive { on, item, because } => {
            (on, Command::WaiveMessage { item, reason: because.reason })
        }
    };
    let id = desk.named(&on.id).await?;
    let written = desk.run(id, desk.wish(command)?).await?;
    answer(desk, &written)
}

/// What must be said and what was said about an incident, as it stands now.
pub fn items_now(desk: &Desk, incident: &Incident) -> Vec<Item> {
    let now = desk.journal.clock().now();
    let read = readings(incident, now);
    items(incident, &read.iter().collect::<Vec<_>>(), now)
}

/// A message as it would go out.
struct Made {
    item: String,
    audience: String,
    template: Option<Template>,
    fields: BTreeMap<String, String>,
    message: Rendered,
}

async fn preview(desk: &Desk, of: Composed) -> Result<(), Failure> {
    let id = desk.named(&of.on.id).await?;
    let incident = desk.open(id).await?.incident;
    let made = make(desk, &incident, &of, true)?;
    let (subject, text) = (made.message.subject.as_deref(), made.message.text.as_str());
    let found = findings(&incident, &made.audience, subject, text);
    if desk.out.json {
        let shape = wire::Preview {
            item: made.item,
            audience: made.audience,
            template: made.template.map(|template| template.id),
            sha256: digest(subject, text),
            missing: made.message.missing.iter().map(wire::Field::of).collect(),
            wording: worded(subject, text, &found),
            subject: made.message.subject,
            text: made.message.text,
        };
        return desk.out.json(&json!({ "preview": shape }));
    }
    let mut lines: Vec<Shown> =
        subject.map(|subject| desk.out.shown(&format!("Subject: {subject}"))).into_iter().collect();
    if subject.is_some() {
        lines.push(Shown::default());
    }
    lines.extend(Shown::lines(text));
    desk.out.print(&lines)?;
    made.message.missing.iter().for_each(|missing| complain(&missing_in_words(missing)));
    warn(&found);
    Ok(())
}

async fn draft(desk: &Desk, of: Composed) -> Result<(), Failure> {
    let id = desk.named(&of.on.id).await?;
    let incident = desk.open(id).await?.incident;
    let mut made = make(desk, &incident, &of, false)?;
    if !of.unfinished && !made.message.missing.is_empty() && asks(desk) {
        ask(desk, &incident, &mut made)?;
    }
    let (subject, text) = (made.message.subject.clone(), made.message.text.clone());
    if !of.unfinished {
        refuse_unfinished(&made.message)?;
    }
    let found = findings(&incident, &made.audience, subject.as_deref(), &text);
    let drafting = Drafting {
        item: made.item,
        audience: of.audience.clone(),
        subject: subject.clone(),
        text: text.clone(),
        template: made.template.map(|template| template.id),
        fields: made.fields,
    };
    let written = desk.run(id, desk.wish(Command::Draft(drafting))?).await?;
    let more = vec![("wording", shapes(subject.as_deref(), &text, &found))];
    answer_with(desk, &written, more)?;
    warn(&found);
    Ok(())
}

async fn approve(desk: &Desk, id: IncidentId, command: Command, item: &str) -> Result<(), Failure> {
    let written = desk.run(id, desk.wish(command)?).await?;
    let rule = written.incident.comms_rule(item).map(|rule| rule.id.clone());
    let missing = rule.iter().flat_map(|rule| written.incident.missing_approvals(rule));
    let missing: Vec<String> = missing.map(str::to_owned).collect();
    answer_with(desk, &written, vec![("waits_for", json!(missing))])?;
    desk.out.say(&match missing.as_slice() {
        [] => "it may go out".to_owned(),
        roles => format!("it waits for the approval of {}", roles.join(" and ")),
    })
}

/// Makes the message that was typed: a text of one's own, else the template with its fields. What the
/// draft had in its fields stays in them; a preview of which nothing was typed is that of the draft.
fn make(desk: &Desk, incident: &Incident, of: &Composed, shows: bool) -> Result<Made, Failure> {
    let now = desk.journal.clock().now();
    let all = items_now(desk, incident);
    let plan = incident.plan.as_deref();
    let rule = incident.comms_rule(&of.item);
    let item = rule.map(|rule| rule.id.clone());
    let item = item.or_else(|| Some(plan?.template(&of.item)?.id.clone()));
    let item = item.unwrap_or_else(|| of.item.clone());
    if plan.is_some() && !all.iter().any(|known| known.id == item) && rule.is_none() {
        unknown_unless_template(plan, &of.item, &all)?;
    }
    let before = incident.messages.drafts.get(&item);
    let fields = typed_fields(&of.fields)?;
    let typed = typed(&of.words)?;
    let template = template_of(plan, of, &item)?;
    let usual = rule.map(|rule| &rule.audience).or(template.as_ref().map(|of| &of.audience));
    let usual = before.map(|draft| &draft.says.audience).or(usual).cloned().unwrap_or_default();
    let audience = of.audience.clone().unwrap_or(usual);
    if let Some(text) = typed {
        let message = Rendered { subject: of.words.subject.clone(), text, missing: Vec::new() };
        return Ok(Made { item, audience, template, fields, message });
    }
    let untouched = fields.is_empty() && of.template.is_none() && of.words.subject.is_none();
    if let Some(draft) = before.filter(|_| shows && untouched) {
        let (subject, text) = (draft.says.subject.clone(), draft.says.text.clone());
        let message = Rendered { subject, text, missing: Vec::new() };
        let fields = draft.says.fields.clone();
        return Ok(Made { item, audience, template, fields, message });
    }
    let (Some(plan), Some(template)) = (plan, template) else {
        let what = format!("no template says how `{item}` is written");
        return Err(Failure::new(
            USAGE,
            what,
            "give its text with --text or --file, or a --template",
        ));
    };
    let same = before.filter(|draft| draft.says.template.as_ref() == Some(&template.id));
    let mut all_fields = same.map(|draft| draft.says.fields.clone()).unwrap_or_default();
    all_fields.extend(fields);
    let of_item = all.iter().find(|known| known.id == item && known.is_open());
    let mut message =
        compose((incident, plan), &template, &known(incident, of_item, now), &all_fields).map_err(
            |error| {
                let remedy = format!("`warroom comms preview ID {item}` shows what it asks for");
                Failure::new(REFUSED, error.to_string(), remedy)
            },
        )?;
    message.subject = of.words.subject.clone().or(message.subject);
    Ok(Made { item, audience, template: Some(template), fields: all_fields, message })
}

fn unknown_unless_template(plan: Option<&Plan>, typed: &str, all: &[Item]) -> Result<(), Failure> {
    if plan.is_some_and(|plan| plan.template(typed).is_some()) {
        return Ok(());
    }
    let mut ids: Vec<&str> = all.iter().map(|item| item.id.as_str()).collect();
    ids.dedup();
    let templates = plan.into_iter().flat_map(|plan| &plan.templates);
    ids.extend(templates.map(|template| template.id.as_str()));
    let what = format!("no message is called `{typed}`");
    Err(Failure::new(NOT_FOUND, what, format!("one of: {}", ids.join(", "))))
}

fn template_of(
    plan: Option<&Plan>,
    of: &Composed,
    item: &str,
) -> Result<Option<Template>, Failure> {
    let Some(plan) = plan else { return Ok(None) };
    let rule = plan.comms_rule(item);
    let usual = rule.map_or(Some(item), |rule| rule.template.as_deref());
    let Some(wanted) = of.template.as_deref().or(usual) else { return Ok(None) };
    if let Some(template) = plan.template(wanted) {
        return Ok(Some(template.clone()));
    }
    let known: Vec<&str> = plan.templates.iter().map(|template| template.id.as_str()).collect();
    let what = format!("no template is called `{wanted}`");
    Err(Failure::new(NOT_FOUND, what, format!("one of: {}", known.join(", "))))
}

/// Fields as they were typed: `next_update=15:00 UTC`; a value of `-` is standard input.
fn typed_fields(typed: &[String]) -> Result<BTreeMap<String, String>, Failure> {
    let mut fields = BTreeMap::new();
    for pair in typed {
        let Some((name, value)) = pair.split_once('=') else {
            let what = format!("`{pair}` is no field");
            return Err(Failure::new(USAGE, what, "write --field name=value"));
        };
        let value = if value == "-" { input()? } else { value.to_owned() };
        fields.insert(name.trim().replace('-', "_"), value);
    }
    Ok(fields)
}

/// The text that was typed or lies in a file.
pub fn typed(words: &Words) -> Result<Option<String>, Failure> {
    match (&words.text, &words.file) {
        (Some(text), _) if text == "-" => input().map(Some),
        (Some(text), _) => Ok(Some(text.clone())),
        (None, Some(file)) => read(file).map(Some),
        (None, None) => Ok(None),
    }
}

fn read(file: &Path) -> Result<String, Failure> {
    let shown = file.display();
    let cannot = |error| Failure::io(&format!("cannot read {shown}"), &error);
    let mut bytes = Vec::new();
    let opened = File::open(file).map_err(cannot)?;
    opened.take(LONGEST_INPUT).read_to_end(&mut bytes).map_err(cannot)?;
    String::from_utf8(bytes)
        .map_err(|_| Failure::new(USAGE, format!("{shown} is not UTF-8"), "convert it to UTF-8"))
}

/// Whether there is somebody to ask.
fn asks(desk: &Desk) -> bool {
    !desk.out.json && std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Asks for each field that is missing; an empty answer leaves it.
fn ask(desk: &Desk, incident: &Incident, made: &mut Made) -> Result<(), Failure> {
    let (Some(plan), Some(template)) = (incident.plan.as_deref(), &made.template) else {
        return Ok(());
    };
    for missing in made.message.missing.clone() {
        complain(&format!("{}?", missing.title));
        let mut line = String::new();
        let read = std::io::stdin().read_line(&mut line);
        read.map_err(|error| Failure::io("cannot read the answer", &error))?;
        made.fields.insert(missing.name, line.trim().to_owned());
    }
    made.fields.retain(|_, value| !value.is_empty());
    let known = known(incident, None, desk.journal.clock().now());
    let subject = made.message.subject.take();
    made.message = compose((incident, plan), template, &known, &made.fields)
        .map_err(|error| Failure::new(REFUSED, error.to_string(), "answer it otherwise"))?;
    let open = subject.as_ref().is_none_or(|subject| !open_marks(subject).is_empty());
    if !open {
        made.message.subject = subject;
    }
    Ok(())
}

/// A message with fields that are missing is not finished.
pub fn refuse_unfinished(message: &Rendered) -> Result<(), Failure> {
    let text = whole(message.subject.as_deref(), &message.text);
    let marks = open_marks(&text);
    if marks.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = message.missing.iter().map(missing_in_words).collect();
    let lines = if lines.is_empty() { String::new() } else { format!("\n{}", lines.join("\n")) };
    let what = format!("the message is not finished: {}", marks.join(" "));
    let remedy = "add --field NAME=VALUE for each, or --unfinished to leave the marks in it";
    Err(Failure::new(REFUSED, format!("{what}{lines}"), remedy))
}

fn missing_in_words(missing: &Missing) -> String {
    format!("missing: {} ({})", missing.name, missing.title)
}

/// What people outside should not read in a subject and a text, with the place: the subject or the text.
pub fn findings(
    incident: &Incident,
    audience: &str,
    subject: Option<&str>,
    text: &str,
) -> Vec<(&'static str, Finding)> {
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

fn worded(
    subject: Option<&str>,
    text: &str,
    found: &[(&'static str, Finding)],
) -> Vec<wire::Wording> {
    let shape = |(place, finding): &(&'static str, Finding)| {
        let of = if *place == "subject" { subject.unwrap_or_default() } else { text };
        wire::Wording::of(place, of, finding)
    };
    found.iter().map(shape).collect()
}

/// Findings as data.
pub fn shapes(subject: Option<&str>, text: &str, found: &[(&'static str, Finding)]) -> Value {
    json!(worded(subject, text, found))
}

/// Warns of each wording that harms; the message is written all the same.
pub fn warn(found: &[(&'static str, Finding)]) {
    for (place, finding) in found {
        complain(&format!(
            "wording: {:?} in the {place} ({}): {}; instead: {}",
            finding.words, finding.rule, finding.why, finding.instead
        ));
    }
}
