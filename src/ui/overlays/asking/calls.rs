//! Forms for calling somebody, using an authority, and putting another plan in force.

use super::answers::{Fault, fault};
use super::people::{is_specialist, role_choices};
use super::response::of;
use super::{LATER, people_seen, plan_choices};
use crate::incident::Command;
use crate::plan::Role;
use crate::ui::doing::Doing;
use crate::ui::model::Model;
use crate::ui::overlays::field::{Choice, Field, Pick};
use crate::ui::overlays::form::Form;
use crate::ui::panes;
use crate::ui::room::Room;

/// Asks who is called for which seat; an empty one that is required is proposed.
pub fn page(room: &Room, model: &Model, role: &str) -> Result<Form, String> {
    let mut choices = role_choices(room, |_| true);
    // What is required and empty first, then whom this kind of incident calls for.
    choices.sort_by_key(|choice| {
        let role = room.roles().iter().find(|role| role.id == choice.value);
        let empty = room.incident.holder(&choice.value).is_none();
        match () {
            () if role.is_some_and(|role| room.is_missing(role)) => 0,
            () if empty && is_specialist(room, &choice.value) => 1,
            () => 2,
        }
    });
    if choices.is_empty() {
        return Err(super::NO_PLAN.to_owned());
    }
    let missing = room.roles().iter().find(|role| room.is_missing(role)).map(|role| &role.id);
    let under = panes::roles::chosen(model).map(|role| role.id.as_str());
    let wanted = [role, missing.map_or("", |role| role), under.unwrap_or_default()];
    let wanted = wanted.into_iter().find(|role| !role.is_empty()).unwrap_or_default();
    let form = of(Doing::Page, room, role, "Call somebody").with(Field::pick(
        "role",
        "type to find one",
        Pick::among(choices, wanted),
    ));
    Ok(Form { at: usize::from(!role.is_empty()), ..form })
}

/// Proposes those whom the plan names for the seat, in the order in which they are called.
pub fn adapt_page(form: &mut Form, room: &Room, model: &Model) {
    let id = form.value("role");
    if id == form.variant {
        return;
    }
    let note = form.value("note");
    let role = room.roles().iter().find(|role| role.id == id);
    let names = role.map(|role| called(role, room)).unwrap_or_default();
    let choices = role.map(|role| proposed(role, room, model)).unwrap_or_default();
    let next = names.iter().find(|(_, note)| !note.contains("called")).or(names.last());
    let hint = next.map_or("a handle; the plan names nobody".to_owned(), |(name, note)| {
        format!("{name}, {note}; or another handle")
    });
    let pick = Pick { choices, free: true, ..Pick::default() };
    let field = Field::pick("person", &hint, pick);
    let next = next.map_or("", |(name, _)| name);
    let field = Field { needed: true, ..field }.otherwise(next);
    form.fields.truncate(1);
    form.fields.push(field);
    form.fields.push(Field::line("note", "what is known, what is wanted", false));
    form.fill(&[("note", &note)]);
    form.about = role.map(|role| about(role, room)).into_iter().collect();
    form.variant = id;
}

/// Who may take a seat: first those whom the plan names for it, then everybody who was seen.
pub fn proposed(role: &Role, room: &Room, model: &Model) -> Vec<Choice> {
    let named = called(role, room);
    let mut choices: Vec<Choice> =
        named.iter().map(|(name, note)| Choice::new(name, name, note)).collect();
    for name in people_seen(model) {
        if choices.iter().all(|choice| choice.value != name) {
            choices.push(Choice::new(&name, &name, ""));
        }
    }
    choices
}

/// Whom the plan names for a seat, and what each is.
fn called(role: &Role, room: &Room) -> Vec<(String, String)> {
    let contact = role.contact.iter().map(|name| (name, "contact"));
    let backup = role.backup.iter().map(|name| (name, "backup"));
    let was_called = |name: &String| {
        let mut paged = room.incident.response.paged.iter();
        paged.any(|(seat, said)| *seat == role.id && said.value == *name)
    };
    let further = role.escalation.iter().filter_map(|next| further(next, room));
    let all = contact.chain(backup).map(|(name, what)| (name.clone(), what.to_owned()));
    let mut names: Vec<(String, String)> = Vec::new();
    for (name, what) in all.chain(further) {
        if names.iter().all(|(known, _)| *known != name) {
            let note = if was_called(&name) { format!("{what}, called") } else { what };
            names.push((name, note));
        }
    }
    names
}

/// Who comes after the contact and the backup, and as what.
fn further(next: &str, room: &Room) -> Option<(String, String)> {
    let role = room.roles().iter().find(|role| role.id == next);
    let what = role.map_or_else(String::new, |role| format!(": {}", role.short));
    Some((room.incident.further(next)?.to_owned(), format!("next in line{what}")))
}

/// Whom the plan names for a seat, in a sentence.
fn line_of(role: &Role, room: &Room) -> String {
    let name = |id: &String| {
        let role = room.roles().iter().find(|role| role.id == *id);
        role.map_or_else(|| id.clone(), |role| role.short.clone())
    };
    let then: Vec<String> = role.escalation.iter().map(name).collect();
    let contact = role.contact.as_ref().map(|name| format!("contact {name}"));
    let backup = role.backup.as_ref().map(|name| format!("backup {name}"));
    let word = if contact.is_some() || backup.is_some() { "then " } else { "" };
    let then = (!then.is_empty()).then(|| format!("{word}{}", then.join(", ")));
    let parts: Vec<String> = contact.into_iter().chain(backup).chain(then).collect();
    if parts.is_empty() { String::new() } else { format!(" To call: {}.", parts.join(", ")) }
}

/// What a seat is for, and who holds it.
pub fn about(role: &Role, room: &Room) -> String {
    let level = room.incident.severity.as_deref().unwrap_or("the level");
    let holder = match room.incident.holder(&role.id) {
        Some(holder) => format!("{holder} holds it"),
        None if room.is_missing(role) => format!("nobody holds it, and {level} requires it"),
        None => "nobody holds it".to_owned(),
    };
    let may = match role.may.as_slice() {
        [] => String::new(),
        may => format!(" It may, without asking: {}.", may.join(", ")),
    };
    let named = line_of(role, room);
    format!("{}: {holder}. {}.{may}{named}", role.title, role.duty.trim_end_matches('.'))
}

/// Asks which authority of a seat was used, and what was done; a seat of one's own is proposed.
pub fn authority(room: &Room, me: &str, role: &str) -> Result<Form, String> {
    let may = |id: &str| room.roles().iter().any(|role| role.id == id && !role.may.is_empty());
    let mut choices = role_choices(room, may);
    if choices.is_empty() {
        return Err("the plan gives no seat an authority".to_owned());
    }
    choices.sort_by_key(|choice| room.incident.holder(&choice.value) != Some(me));
    let form = of(Doing::Authority, room, role, "Use an authority").with(Field::pick(
        "role",
        "type to find one",
        Pick::among(choices, role),
    ));
    Ok(Form { at: usize::from(!role.is_empty()), ..form })
}

/// Offers what the seat may do.
pub fn adapt_authority(form: &mut Form, room: &Room) {
    let id = form.value("role");
    if id == form.variant {
        return;
    }
    let done = form.value("done");
    let role = room.roles().iter().find(|role| role.id == id);
    let may = role.map(|role| role.may.clone()).unwrap_or_default();
    let choices = may.iter().map(|may| Choice::new(may, may, "")).collect();
    form.fields.truncate(1);
    form.fields.push(Field::pick("authority", "type to find one", Pick::among(choices, "")));
    form.fields.push(Field::line("done", "what was done, to what", true));
    form.fill(&[("done", &done)]);
    form.variant = id;
}

/// Asks which plan is in force from now on, and why.
pub fn adopt(room: &Room, model: &Model) -> Result<Form, String> {
    let now = room.incident.plan.as_deref();
    let choices = plan_choices(model, now.map_or("", |plan| &plan.id));
    if choices.is_empty() {
        return Err("there is no other plan".to_owned());
    }
    let form = of(Doing::Adopt, room, "", "Adopt another plan");
    let form = match now {
        Some(plan) => form.saying(format!("In force is: {}.", plan.title)),
        None => form.saying("No plan is in force.".to_owned()),
    };
    Ok(form
        .with(Field::pick("plan", "type to find one", Pick::among(choices, LATER)))
        .with(Field::line("reason", "why this plan from now on", true)))
}

/// What the answers come to.
pub fn adopted(form: &Form, model: &Model) -> Result<Command, Fault> {
    let id = form.value("plan");
    let plan = model.plan_named(&id);
    let plan = plan.ok_or_else(|| fault(form, "plan", "there is no such plan"))?.to_pinned();
    Ok(Command::AdoptPlan { plan, reason: form.value("reason") })
}
