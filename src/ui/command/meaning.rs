//! From an action and the words after its name to what is done: at once, or by a form that is filled in
//! as far as the words go.

use super::words::{because, first};
use crate::incident::{Assessed, Command, Decision, Evidence, Link, Status};
use crate::time::typed;
use crate::ui::keys::{Action, Binding, When};
use crate::ui::model::Model;
use crate::ui::overlays::asking::{self, Ask, impact, incident_meant};
use crate::ui::overlays::form::Form;
use crate::ui::room::Room;

/// What a typed line comes to.
#[derive(Debug)]
pub enum Meant {
    /// The same as the action's key.
    Act(Action),
    /// A command for the incident that is open.
    Run(Command),
    /// A form, filled in as far as the words go.
    Ask(Form),
    /// Look for these words in the pane.
    Filter(String),
    /// The help, for these words.
    Help(String),
    /// The register, for this query.
    Register(String),
    /// The work that follows all incidents, for this query.
    Actions(String),
    /// Listen to the mouse, or not.
    Mouse(bool),
}

/// What an action comes to with these words after its name, or what is wrong with them.
pub fn meant(model: &Model, binding: &Binding, rest: &str) -> Result<Meant, String> {
    let rest = rest.trim();
    if binding.when == When::InRoom && model.room().is_none() {
        return Err("no incident is open; `declare` opens one".to_owned());
    }
    if rest.is_empty() {
        return without_words(model, binding);
    }
    let text = || rest.to_owned();
    let (word, more) = first(rest);
    let (named, more_text) = (|| word.to_owned(), || more.to_owned());
    let room = model.room();
    Ok(match binding.action {
        Action::Declare => ask(model, Ask::Declare, &[("title", rest)])?,
        Action::Note => Meant::Run(Command::Note { text: text() }),
        Action::Decide => {
            let (what, why) = because(rest);
            let (text, reason) = (what.to_owned(), why.map(str::to_owned));
            Meant::Run(Command::Decide(Decision { text, reason, ..Decision::default() }))
        }
        Action::Severity if rest == impact::HELP => {
            let helper = impact::open(asking::form(Ask::Severity, model, &[])?, model);
            if helper.fields.is_empty() {
                return Err("the plan asks nothing about the impact; name a level".to_owned());
            }
            Meant::Ask(helper)
        }
        // The first level needs no reason; every other does.
        Action::Severity
            if more.is_empty() && room.is_some_and(|room| room.incident.severity.is_some()) =>
        {
            ask(model, Ask::Severity, &[("level", word)])?
        }
        Action::Severity => Meant::Run(Command::SetSeverity {
            level: named(),
            reason: more_text(),
            assessed: Assessed::new(),
        }),
        Action::Stage => Meant::Run(Command::EnterStage { stage: text() }),
        Action::Assign if more.is_empty() => ask(model, Ask::Assign, &[("role", word)])?,
        Action::Assign => Meant::Run(Command::Assign { role: named(), person: more_text() }),
        Action::Handover if more.is_empty() => ask(model, Ask::Handover, &[("role", word)])?,
        Action::Handover => {
            let plan = room.and_then(|room| room.incident.plan.as_deref());
            let role = plan.and_then(|plan| plan.role(word)).map_or(word, |role| &role.id);
            let briefing = room.map(|room| asking::briefing_of(room, role, model.now));
            Meant::Run(Command::Handover { role: named(), to: more_text(), briefing })
        }
        // What was written for whoever takes the seat is read before it is taken.
        Action::Accept if room.is_some_and(|room| asking::is_briefed(room, model, rest)) => {
            ask(model, Ask::Handover, &[("role", rest)])?
        }
        Action::Accept => Meant::Run(Command::Accept { role: text() }),
        Action::Release => Meant::Run(Command::Release { role: text() }),
        Action::Tick => Meant::Run(Command::Tick { item: text() }),
        Action::Untick => Meant::Run(Command::Untick { item: text() }),
        Action::Waive if more.is_empty() => {
            let line =
                line_named(model, word).ok_or_else(|| format!("no open line is `{word}`"))?;
            ask(model, Ask::Waive, &[("line", &line)])?
        }
        Action::Waive => Meant::Run(Command::Waive { item: named(), reason: more_text() }),
        Action::Item => Meant::Run(Command::AddItem { stage: None, text: text() }),
        Action::Task => task(model, word, more)?,
        Action::Ack => Meant::Run(Command::Acknowledge { task: text() }),
        Action::Done => Meant::Run(Command::FinishTask { task: text() }),
        Action::Stamp if more.is_empty() => ask(model, Ask::Stamp, &[("what", word)])?,
        Action::Stamp => {
            let zone = model.setting.zone.offset(model.now);
            let time = typed(more, model.now, &zone).map_err(|error| error.to_string())?;
            Meant::Run(Command::Stamp { stamp: named(), time, note: None })
        }
        Action::Evidence if more.is_empty() => ask(model, Ask::Evidence, &[("where", word)])?,
        Action::Evidence => Meant::Run(Command::AddEvidence(Evidence {
            name: more_text(),
            kept_at: named(),
            sha256: None,
            size: None,
            collected_by: model.setting.me.clone(),
        })),
        Action::Respond(doing) => super::responding::meant(model, doing, rest)?,
        Action::Correct => ask(model, Ask::Correct, &[("fact", word), ("value", more)])?,
        Action::Link => link(model, word, more)?,
        Action::Redact => ask(model, Ask::Redact, &[("reason", rest)])?,
        Action::End => Meant::Run(Command::Resolve { reason: text() }),
        Action::Reopen => Meant::Run(Command::Reopen { reason: text() }),
        Action::Close => close(model, rest)?,
        Action::Undo => Meant::Run(Command::Undo { entry: Some(text()) }),
        Action::Filter => Meant::Filter(text()),
        Action::Help => Meant::Help(text()),
        Action::Register => Meant::Register(text()),
        Action::Actions => Meant::Actions(text()),
        Action::Mouse => match rest {
            "on" => Meant::Mouse(true),
            "off" => Meant::Mouse(false),
            _ => return Err(format!("`{rest}` is neither on nor off")),
        },
        _ => return Err(format!("`{}` takes nothing after its name", binding.id)),
    })
}

/// What an action comes to when nothing is typed after its name.
fn without_words(model: &Model, binding: &Binding) -> Result<Meant, String> {
    let room = model.room();
    Ok(match binding.action {
        Action::Untick => return Err(needs(binding, binding.arguments)),
        Action::Accept => {
            let me = &model.setting.me;
            let offered = |room: &Room| {
                let mut seats = room.incident.seats.values();
                seats.any(|seat| seat.offer.as_ref().is_some_and(|offer| offer.to == *me))
            };
            if !room.is_some_and(offered) {
                return Err("no seat was offered to you".to_owned());
            }
            Meant::Act(Action::Handover)
        }
        Action::End | Action::Reopen | Action::Close => {
            ask(model, Ask::End, &[("what", binding.id)])?
        }
        action => Meant::Act(action),
    })
}

fn needs(binding: &Binding, what: &str) -> String {
    format!("`{}` needs {what}", binding.id)
}

/// The end of the work; what it has not yielded is asked about.
fn close(model: &Model, reason: &str) -> Result<Meant, String> {
    let lacks = |room: &Room| {
        let resolved = room.incident.status == Status::Resolved;
        resolved && !room.incident.missing_outputs().is_empty()
    };
    if model.room().is_some_and(lacks) {
        return ask(model, Ask::End, &[("what", "close"), ("reason", reason)]);
    }
    let reason = reason.to_owned();
    Ok(Meant::Run(Command::Close { reason, without_outputs: None }))
}

/// Somebody is asked to do something; the minutes may be left out.
fn task(model: &Model, to: &str, more: &str) -> Result<Meant, String> {
    let (number, text) = first(more);
    let (minutes, text) = match number.parse() {
        Ok(minutes) => (minutes, text),
        Err(_) => (15, more),
    };
    if text.is_empty() {
        return ask(model, Ask::Task, &[("who", to)]);
    }
    Ok(Meant::Run(Command::GiveTask { text: text.to_owned(), to: to.to_owned(), minutes }))
}

/// An incident is tied to another one, or to an alert; what is missing is asked for.
fn link(model: &Model, word: &str, more: &str) -> Result<Meant, String> {
    let (second, rest) = first(more);
    Ok(Meant::Run(Command::Link(match (word, second, rest) {
        ("alert", source, "") => {
            return ask(model, Ask::Link, &[("kind", "alert"), ("source", source)]);
        }
        ("alert", source, key) => Link::Alert { source: source.to_owned(), key: key.to_owned() },
        ("duplicate", "", _) => return ask(model, Ask::Link, &[("kind", "duplicate")]),
        ("duplicate", id, "") => Link::DuplicateOf { incident: incident_meant(id, model)? },
        (id, "", _) => Link::Incident { incident: incident_meant(id, model)? },
        (_, _, _) => return Err("one incident, or an alert's system and key".to_owned()),
    })))
}

/// The id of the checklist line that is the one with that number, or that is called so.
fn line_named(model: &Model, word: &str) -> Option<String> {
    let incident = &model.room()?.incident;
    let stage = incident.stage.as_deref().unwrap_or_default();
    let number = word.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let by_number = number.and_then(|place| incident.checklist(stage).nth(place));
    let by_id = || incident.items.iter().find(|item| item.id == word);
    by_number.or_else(by_id).map(|item| item.id.clone())
}

/// A form with these answers; it begins at the first question that has none.
fn ask(model: &Model, ask: Ask, answers: &[(&str, &str)]) -> Result<Meant, String> {
    let mut form = asking::form(ask, model, answers)?;
    let given = |label: &str| answers.iter().any(|(of, answer)| *of == label && !answer.is_empty());
    for field in form.fields.iter().filter(|field| given(&field.label)) {
        if let Some(fault) = field.fault() {
            return Err(format!("{}: {fault}", field.label));
        }
    }
    form.at = form.fields.iter().position(|field| !given(&field.label)).unwrap_or(0);
    Ok(Meant::Ask(form))
}
