//! Forms for what is done about the response: which there are, what follows from a first answer, and what
//! the answers come to.

use super::answers::{Fault, optional, time};
use super::{calls, clocks, following, ledger, messages, questions, sections};
use crate::incident::Command;
use crate::time::Moment;
use crate::ui::doing::Doing;
use crate::ui::effect::{Asked, Effect};
use crate::ui::model::Model;
use crate::ui::overlays::form::{Form, Purpose};
use crate::ui::room::Room;

/// Asks what is needed; `subject` is the row that it is about, by its id, or nothing.
pub fn form(doing: Doing, model: &Model, room: &Room, subject: &str) -> Result<Form, String> {
    match doing {
        Doing::Classify => questions::classify(room, subject),
        Doing::Record => questions::record(room, subject),
        Doing::Contain => ledger::contain(room, subject),
        Doing::Verify => ledger::verify(room, model, subject),
        Doing::Lift => ledger::lift(room, model, subject),
        Doing::Page => calls::page(room, model, subject),
        Doing::Authority => calls::authority(room, &model.setting.me, subject),
        Doing::Adopt => calls::adopt(room, model),
        Doing::Section => sections::write(room, subject),
        doing if doing.follows() => following::form(doing, model, room, subject),
        doing if messages::is_about(doing) => messages::form(doing, room, model, subject),
        doing => clocks::form(doing, room, model, subject),
    }
}

/// An empty form of this kind, about that row.
pub fn of(doing: Doing, room: &Room, subject: &str, title: &str) -> Form {
    let form = Form::new(Purpose::Respond(doing), Some(room.id()), title);
    Form { subject: subject.to_owned(), ..form }
}

/// Brings the fields that depend on another answer in line with it.
pub fn adapt(doing: Doing, form: &mut Form, model: &Model) {
    if doing.follows() {
        return following::adapt(doing, form, model);
    }
    let Some(room) = model.room() else { return };
    match doing {
        Doing::Lift => ledger::adapt(form, room),
        Doing::Page => calls::adapt_page(form, room, model),
        Doing::Authority => calls::adapt_authority(form, room),
        Doing::Classify
        | Doing::Record
        | Doing::Contain
        | Doing::Verify
        | Doing::Adopt
        | Doing::Section => {}
        doing if messages::is_about(doing) => messages::adapt(doing, form, room, model),
        doing => clocks::adapt(doing, form, room, model),
    }
}

/// The form that a form leads to in place of a command.
pub fn next(doing: Doing, form: &Form, model: &Model) -> Option<Form> {
    let room = model.room()?;
    if doing == Doing::Compose {
        return messages::next(form, room, model);
    }
    if doing != Doing::Clock {
        return None;
    }
    let question = clocks::question_of(form, room)?;
    questions::classify(room, &question).ok()
}

/// The field whose answer comes to a command, where a form comes to several.
pub fn label_of(form: &Form, command: &Command, model: &Model) -> Option<usize> {
    let plan = model.room()?.incident.plan.as_deref()?;
    match command {
        Command::SetRecord { field, .. } => form.place(&plan.record_field(field)?.title),
        Command::Classify { question, .. } => form.place(&question.replace('-', " ")),
        _ => None,
    }
}

/// What the answers come to, or which of them makes no sense and why.
pub fn effect(doing: Doing, form: &Form, model: &Model) -> Result<Effect, Fault> {
    if let Some(incident) = form.incident.filter(|_| doing.follows()) {
        let command = following::command(doing, form, model)?;
        return Ok(Effect::Run { incident, command, asked: Asked::Form });
    }
    let room = model.room().filter(|room| Some(room.id()) == form.incident);
    let room = room.ok_or((0, "the incident is not open any more".to_owned()))?;
    let mut commands = match doing {
        Doing::Classify => questions::answers(form, room)?,
        Doing::Record => questions::values(form, room)?,
        Doing::Contain => vec![ledger::contained(form)],
        Doing::Verify => {
            let note = optional(form, "note");
            vec![Command::VerifyContainment { containment: form.value("which"), note }]
        }
        Doing::Lift => vec![ledger::lifted(form)],
        Doing::Page => vec![Command::Page {
            role: form.value("role"),
            person: optional(form, "person"),
            note: optional(form, "note"),
        }],
        Doing::Authority => vec![Command::UseAuthority {
            role: form.value("role"),
            authority: form.value("authority"),
            text: form.value("done"),
        }],
        Doing::Adopt => vec![calls::adopted(form, model)?],
        Doing::Section => vec![sections::written(form)],
        Doing::Send => return messages::sending(form, room, model),
        doing if messages::is_about(doing) => {
            let command = messages::command(doing, form, room);
            return Ok(Effect::Run { incident: room.id(), command, asked: Asked::Form });
        }
        doing => vec![clocks::command(doing, form, room, model)?],
    };
    let (incident, asked) = (room.id(), Asked::Form);
    let when = if form.place("when").is_some() && !matches!(commands[..], [Command::Stamp { .. }]) {
        not_now(form, model)?
    } else {
        None
    };
    if commands.len() == 1 && when.is_none() {
        let command = commands.remove(0);
        return Ok(Effect::Run { incident, command, asked });
    }
    Ok(Effect::RunEach { incident, commands, when, asked })
}

/// When it happened, where somebody said another time than now.
fn not_now(form: &Form, model: &Model) -> Result<Option<Moment>, Fault> {
    if form.value("when") == "now" { Ok(None) } else { time(form, "when", model) }
}
