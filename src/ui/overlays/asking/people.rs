//! Forms for who does what: seats and tasks.

use super::calls;
use crate::incident::Task;
use crate::ui::layout::Pane;
use crate::ui::model::{Model, Tickable};
use crate::ui::overlays::field::{Answer, Choice, Field, Pick};
use crate::ui::overlays::form::{Form, Purpose};
use crate::ui::room::Room;

/// Asks who takes which role.
pub fn assign(room: &Room, role: &str, me: &str, people: &[String]) -> Option<Form> {
    let hint = format!("{me}, or another handle");
    let form = Form::new(Purpose::Assign, Some(room.id()), "Seat somebody")
        .with(Field::pick(
            "role",
            "type to find one",
            Pick::among(role_choices(room, |_| true), role),
        ))
        .with(Field::person("person", &hint, people, true).otherwise(me));
    (!room.roles().is_empty()).then_some(form)
}

/// Says what the seat that is chosen is for, and proposes those whom the plan names for it.
pub fn adapt(form: &mut Form, role: String, model: &Model) {
    let Some(room) = model.room().filter(|_| role != form.variant) else { return };
    let Some(seat) = room.roles().iter().find(|seat| seat.id == role) else { return };
    form.about = vec![calls::about(seat, room)];
    let place = form.place("person");
    if let Some(Answer::Pick(pick)) = place.map(|place| &mut form.fields[place].answer) {
        pick.choices = calls::proposed(seat, room, model);
        pick.at = 0;
    }
    form.variant = role;
}

/// Asks which seat becomes empty.
pub fn release(room: &Room, role: &str) -> Option<Form> {
    let held = role_choices(room, |role| room.incident.holder(role).is_some());
    let some = !held.is_empty();
    let form = Form::new(Purpose::Release, Some(room.id()), "Release a seat")
        .saying("Nobody holds it then; to give it to somebody, hand it over.".to_owned())
        .with(Field::pick("role", "type to find one", Pick::among(held, role)));
    some.then_some(form)
}

/// Asks what somebody is to do within which time.
pub fn task(room: &Room, people: &[String]) -> Form {
    Form::new(Purpose::Task, Some(room.id()), "Task")
        .with(Field::line("task", "what is to be done", true))
        .with(Field::person("who", "a handle", people, true))
        .with(Field::number("minutes", "15, or another number", true).otherwise("15"))
}

/// Asks which task somebody says yes to; one's own come first.
pub fn acknowledge(room: &Room, model: &Model) -> Option<Form> {
    let waits = |task: &Task| task.done.is_none() && task.acknowledged.is_none();
    let pick = tasks(room, model, waits)?;
    let form = Form::new(Purpose::Acknowledge, Some(room.id()), "Acknowledge a task");
    Some(form.with(Field::pick("task", "type to find one", pick)))
}

/// Asks which task is done; one's own come first.
pub fn finish(room: &Room, model: &Model) -> Option<Form> {
    let pick = tasks(room, model, |task| task.done.is_none())?;
    let form = Form::new(Purpose::Finish, Some(room.id()), "Finish a task");
    Some(form.with(Field::pick("task", "type to find one", pick)))
}

fn tasks(room: &Room, model: &Model, wanted: impl Fn(&Task) -> bool) -> Option<Pick> {
    let mut tasks: Vec<&Task> = room.incident.tasks.iter().filter(|task| wanted(task)).collect();
    tasks.sort_by_key(|task| task.to != model.setting.me);
    let choice = |task: &&Task| {
        let note = match &task.acknowledged {
            Some(_) => format!("{}, in {} min", task.to, task.minutes),
            None => format!("{}, in {} min, no yes yet", task.to, task.minutes),
        };
        Choice::new(&task.id.to_string(), &task.text, &note)
    };
    let choices: Vec<Choice> = tasks.iter().map(choice).collect();
    let under = match model.tickable().get(model.scroll(Pane::Comms).at) {
        Some(Tickable::Task(task)) => task.id.to_string(),
        _ => String::new(),
    };
    (!choices.is_empty()).then(|| Pick::among(choices, &under))
}

/// Whether the plan pulls a role in for this kind of incident.
pub(super) fn is_specialist(room: &Room, role: &str) -> bool {
    let incident = &room.incident;
    let plan = incident.plan.as_deref();
    let kind = plan.and_then(|plan| plan.category(incident.category.as_deref()?));
    kind.is_some_and(|kind| kind.specialists.iter().any(|of| of == role))
}

pub(super) fn role_choices(room: &Room, wanted: impl Fn(&str) -> bool) -> Vec<Choice> {
    let roles = room.roles().iter().filter(|role| wanted(&role.id));
    roles
        .map(|role| {
            let holder = room.incident.holder(&role.id);
            let note = match holder {
                Some(holder) => holder.to_owned(),
                None if room.is_missing(role) => "nobody, and required".to_owned(),
                None if is_specialist(room, &role.id) => {
                    "nobody; this kind calls for it".to_owned()
                }
                None => "nobody".to_owned(),
            };
            Choice { aliases: role.aliases.clone(), ..Choice::new(&role.id, &role.title, &note) }
        })
        .collect()
}
