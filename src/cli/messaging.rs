//! Messages to people at the command line: what must be said, a draft, its approval, what went out.

use super::args::{CommsDo, Composed, Words};
use super::desk::Desk;
use super::failure::{Failure, REFUSED, USAGE};
use super::out::complain;
use super::writing::{answer, answer_with, input};
use super::{delivering, listing};
use crate::clocks::readings;
use crate::comms::{Item, compose, items, known, open_marks};
use crate::incident::{Command, Drafting, Incident, IncidentId, digest};
use crate::intent::{Composing, Made, Marked, findings, finished, made};
use crate::text::Shown;
use crate::wire;
use serde_json::json;
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
    items(incident, &desk.authors(incident.id), &read.iter().collect::<Vec<_>>(), now)
}

async fn preview(desk: &Desk, of: Composed) -> Result<(), Failure> {
    let id = desk.named(&of.on.id).await?;
    let incident = desk.open(id).await?.incident;
    let made = made(&incident, &composing(&of)?, true, desk.journal.clock().now())?;
    let (subject, text) = (made.message.subject.as_deref(), made.message.text.as_str());
    let found = findings(&incident, &made.audience, subject, text);
    if desk.out.json {
        let shape = wire::Preview {
            item: made.item,
            audience: made.audience,
            template: made.template.map(|template| template.id),
            sha256: digest(subject, text),
            missing: made.message.missing.iter().map(wire::Field::of).collect(),
            wording: wire::Wording::all(subject, text, &found),
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
    made.message.missing.iter().for_each(|missing| complain(&missing.in_words()));
    warn(&found);
    Ok(())
}

async fn draft(desk: &Desk, of: Composed) -> Result<(), Failure> {
    let id = desk.named(&of.on.id).await?;
    let incident = desk.open(id).await?.incident;
    let mut made = made(&incident, &composing(&of)?, false, desk.journal.clock().now())?;
    if !of.unfinished && !made.message.missing.is_empty() && asks(desk) {
        ask(desk, &incident, &mut made)?;
    }
    let (subject, text) = (made.message.subject.clone(), made.message.text.clone());
    if !of.unfinished {
        finished(&made.message)?;
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
    let more = vec![("wording", json!(wire::Wording::all(subject.as_deref(), &text, &found)))];
    answer_with(desk, &written, more)?;
    warn(&found);
    Ok(())
}

async fn approve(desk: &Desk, id: IncidentId, command: Command, item: &str) -> Result<(), Failure> {
    let written = desk.run(id, desk.wish(command)?).await?;
    let rule = written.incident.comms_rule(item).map(|rule| rule.id.clone());
    let authors = desk.authors(id);
    let missing = rule.iter().flat_map(|rule| written.incident.missing_approvals(rule, &authors));
    let missing: Vec<String> = missing.map(str::to_owned).collect();
    answer_with(desk, &written, vec![("waits_for", json!(missing))])?;
    desk.out.say(&match missing.as_slice() {
        [] => "it may go out".to_owned(),
        roles => format!("it waits for the approval of {}", roles.join(" and ")),
    })
}

/// What was typed of a message.
fn composing(of: &Composed) -> Result<Composing, Failure> {
    Ok(Composing {
        item: of.item.clone(),
        template: of.template.clone(),
        fields: typed_fields(&of.fields)?,
        subject: of.words.subject.clone(),
        text: typed(&of.words)?,
        audience: of.audience.clone(),
    })
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

/// Warns of each wording that harms; the message is written all the same.
pub fn warn(found: &[Marked]) {
    for (place, finding) in found {
        complain(&format!(
            "wording: {:?} in the {place} ({}): {}; instead: {}",
            finding.words, finding.rule, finding.why, finding.instead
        ));
    }
}
