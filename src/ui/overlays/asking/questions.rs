//! Forms for what is asked about an incident: the classification, and the record.

use super::LATER;
use super::answers::{Fault, fault, optional};
use super::response::of;
use crate::incident::{Answer, Command, Word};
use crate::plan::{Question, RecordField, Takes, spelled_alike};
use crate::ui::doing::Doing;
use crate::ui::overlays::field::{Check, Choice, Field, Pick};
use crate::ui::overlays::form::Form;
use crate::ui::room::Room;
use std::borrow::Cow;

const NO_ADVICE: &str = "The answers arm clocks of the law; that is no legal advice.";

/// Asks all questions of the plan, one after another, or the one that is named.
pub fn classify(room: &Room, subject: &str) -> Result<Form, String> {
    let plan = room.incident.plan.as_deref();
    let all = plan.map_or(&[][..], |plan| plan.questions.as_slice());
    if all.is_empty() {
        return Err("the plan asks no questions".to_owned());
    }
    let one = all.iter().find(|question| spelled_alike(&question.id, subject));
    let mut form = of(Doing::Classify, room, one.map_or("", |q| &q.id), "Classify");
    if let Some(question) = one {
        form = form.saying(in_full(question)).saying(said(room, &question.id));
        form.about.retain(|line| !line.is_empty());
        let field = field(room, question, "answer".into());
        form = form.with(Field { help: String::new(), ..field });
    } else {
        let answered =
            all.iter().filter(|q| room.incident.response.answers.contains_key(&q.id)).count();
        form = form.saying(format!("{answered} of {} answered. {NO_ADVICE}", all.len()));
        for question in all {
            form = form.with(field(room, question, label_of(question).into()));
        }
        let open = |q: &Question| !room.incident.response.answers.contains_key(&q.id);
        form.at = all.iter().position(open).unwrap_or(0);
    }
    Ok(form.with(Field::line("reason", "who says so, or why; for what is answered now", false)))
}

/// A question's name where room is short.
fn label_of(question: &Question) -> String {
    question.id.replace('-', " ")
}

fn in_full(question: &Question) -> String {
    match &question.note {
        Some(note) => format!("{} {note}", question.text),
        None => question.text.clone(),
    }
}

/// What was answered before.
fn said(room: &Room, question: &str) -> String {
    let said = room.incident.response.answers.get(question);
    said.map_or_else(String::new, |said| {
        let why = said.reason.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
        format!("Answered {} by {}{why}", said.value, said.by)
    })
}

fn field(room: &Room, question: &Question, label: Cow<'static, str>) -> Field {
    let now = word_of(room, question);
    let help = format!("{} {}", in_full(question), said(room, &question.id));
    let field = match question.takes {
        Takes::Number => Field {
            check: Check::Count,
            ..Field::line(label, "a number, or ? where nobody knows", false)
        }
        .filled(&now),
        Takes::YesOrNo => {
            let mut choices = vec![
                Choice::new("yes", "yes", ""),
                Choice::new("no", "no", ""),
                Choice {
                    aliases: vec!["?".to_owned(), "unknown".to_owned()],
                    ..Choice::new("unknown", "not yet known", "somebody looked; nobody knows")
                },
            ];
            if now.is_empty() {
                choices.insert(0, Choice::new(LATER, "left open", "y, n or ? answers it"));
            }
            Field::pick(label, "y, n or ?", Pick::among(choices, &now))
        }
    };
    field.helped(help.trim())
}

/// The answer that there is, as it is typed.
fn word_of(room: &Room, question: &Question) -> String {
    match room.incident.response.answers.get(&question.id).map(|said| said.value) {
        None => String::new(),
        Some(Answer::Word(Word::Yes)) => "yes".to_owned(),
        Some(Answer::Word(Word::No)) => "no".to_owned(),
        Some(Answer::Word(Word::Unknown)) => "unknown".to_owned(),
        Some(Answer::Number(many)) => many.to_string(),
    }
}

/// An answer as somebody types it.
pub fn answer_of(typed: &str) -> Result<Answer, String> {
    match typed.trim().to_lowercase().as_str() {
        "yes" | "y" => Ok(Answer::Word(Word::Yes)),
        "no" | "n" => Ok(Answer::Word(Word::No)),
        "unknown" | "?" | "not yet known" => Ok(Answer::Word(Word::Unknown)),
        number => {
            let number = number.parse().map(Answer::Number);
            number.map_err(|_| format!("`{typed}` is neither yes, no, unknown nor a number"))
        }
    }
}

/// The answers that are new; those that say the same as before are left aside, unless one question was
/// asked for: then its reason may be new.
pub fn answers(form: &Form, room: &Room) -> Result<Vec<Command>, Fault> {
    let all = room.incident.plan.as_deref().map_or(&[][..], |plan| plan.questions.as_slice());
    let reason = optional(form, "reason");
    let mut commands = Vec::new();
    for question in all {
        let label = if form.subject == question.id { "answer".into() } else { label_of(question) };
        let Some(typed) = form.place(&label).and_then(|_| optional(form, &label)) else { continue };
        let answer = answer_of(&typed).map_err(|why| fault(form, &label, &why))?;
        let before = room.incident.response.answers.get(&question.id);
        let same = before.is_some_and(|said| said.value == answer);
        if !same || (form.subject == question.id && reason.is_some()) {
            let (question, reason) = (question.id.clone(), reason.clone());
            commands.push(Command::Classify { question, answer, reason });
        }
    }
    if commands.is_empty() {
        return Err((form.at.min(form.fields.len() - 1), "nothing is answered anew".to_owned()));
    }
    Ok(commands)
}

/// Asks for all fields of the record, or the one that is named.
pub fn record(room: &Room, subject: &str) -> Result<Form, String> {
    let plan = room.incident.plan.as_deref();
    let all = plan.map_or(&[][..], |plan| plan.record.as_slice());
    if all.is_empty() {
        return Err("the plan has no record".to_owned());
    }
    let one = plan.and_then(|plan| plan.record_field(subject));
    let filled = |field: &RecordField| room.incident.response.record.contains_key(&field.id);
    let title = one.map_or_else(|| "AI record".to_owned(), |field| field.title.clone());
    let form = of(Doing::Record, room, one.map_or("", |field| &field.id), &title);
    if let Some(field) = one {
        let mut form = form.saying(help_of(room, field));
        form.about.retain(|line| !line.is_empty());
        let value = value_of(room, field);
        return Ok(form.with(Field::text("value", "what is known of it", true).filled(&value)));
    }
    let least = || all.iter().filter(|field| !field.optional);
    let done = least().filter(|field| filled(field)).count();
    let mut form = form.saying(format!("{done} of {} filled.", least().count()));
    for field in all {
        let value = value_of(room, field);
        let hint = field.note.as_deref().unwrap_or(if field.optional { "optional" } else { "" });
        let asked = if value.contains('\n') {
            Field::text(field.title.clone(), hint, false)
        } else {
            Field::line(field.title.clone(), hint, false)
        };
        form = form.with(asked.filled(&value).helped(&help_of(room, field)));
    }
    form.at = all.iter().position(|field| !filled(field)).unwrap_or(0);
    Ok(form)
}

/// What belongs into a field, and who wrote what is there.
fn help_of(room: &Room, field: &RecordField) -> String {
    let domains = room.incident.plan.as_deref().map_or(&[][..], |plan| plan.domains.as_slice());
    let note = match domains {
        [_, ..] if field.of_domains => {
            let names: Vec<&str> = domains.iter().map(|domain| domain.id.as_str()).collect();
            format!("One or more of: {}; commas between them", names.join(", "))
        }
        _ => field.note.clone().unwrap_or_default(),
    };
    match room.incident.response.record.get(&field.id) {
        Some(said) if note.is_empty() => format!("Written by {}", said.by),
        Some(said) => format!("{note}. Written by {}", said.by),
        None => note,
    }
}

fn value_of(room: &Room, field: &RecordField) -> String {
    let said = room.incident.response.record.get(&field.id);
    said.map(|said| said.value.clone()).unwrap_or_default()
}

/// The fields that say something new.
pub fn values(form: &Form, room: &Room) -> Result<Vec<Command>, Fault> {
    let plan = room.incident.plan.as_deref();
    let mut commands = Vec::new();
    for field in plan.map_or(&[][..], |plan| plan.record.as_slice()) {
        let label = if form.subject == field.id { "value" } else { &field.title };
        let Some(asked) = form.place(label).map(|place| &form.fields[place]) else { continue };
        let value = asked.value();
        if !asked.is_touched() || value == value_of(room, field) {
            continue;
        }
        if value.is_empty() {
            let why = "what was written can be replaced or undone, not emptied";
            return Err(fault(form, label, why));
        }
        let value = in_domains(room, field, value).map_err(|why| fault(form, label, &why))?;
        commands.push(Command::SetRecord { field: field.id.clone(), value });
    }
    if commands.is_empty() {
        return Err((form.at.min(form.fields.len() - 1), "nothing is new".to_owned()));
    }
    Ok(commands)
}

/// A value in the spelling of the plan's domains, where the field is chosen among them.
fn in_domains(room: &Room, field: &RecordField, value: String) -> Result<String, String> {
    let domains = room.incident.plan.as_deref().map_or(&[][..], |plan| plan.domains.as_slice());
    if !field.of_domains || domains.is_empty() {
        return Ok(value);
    }
    let known = |typed: &str| {
        let named = |name: &str| spelled_alike(name, typed);
        domains.iter().find(|domain| named(&domain.id) || named(&domain.title))
    };
    let names = value.split([',', ';', '\n']).map(str::trim).filter(|name| !name.is_empty());
    let names: Result<Vec<String>, String> = names
        .map(|name| match known(name) {
            Some(domain) => Ok(domain.id.clone()),
            None => Err(format!("no domain of the plan is called `{name}`")),
        })
        .collect();
    names.map(|names| names.join(", "))
}
