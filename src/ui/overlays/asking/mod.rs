//! Which form asks for what. One door, [`form`], opens each of them, empty or with answers in it.

mod answers;
mod calls;
mod cells;
mod clocks;
mod ending;
mod facts;
mod following;
mod handing;
pub mod impact;
mod ledger;
mod messages;
mod people;
mod questions;
mod records;
mod response;
mod sections;

use super::field::{Choice, Field, Pick};
use super::form::{Form, Purpose};
use crate::catalog::built_in_ids;
use crate::incident::Command;
use crate::plan::{Level, Plan};
use crate::ui::doing::{Doing, RESPONSE};
use crate::ui::keys::{Action, Binding};
use crate::ui::model::Model;
use crate::ui::panes;
use crate::ui::room::Room;
use std::collections::BTreeSet;

pub use answers::{done_words, effect, incident_meant, place_of};
pub use cells::form as cell;
pub use clocks::minutes_typed;
pub use handing::{is_briefed, written as briefing_of};
pub use questions::answer_of;

/// Nothing was chosen yet, and that is fine.
const LATER: &str = "";

/// Why a form that chooses from the plan cannot be opened.
const NO_PLAN: &str = "no plan is pinned to this incident";

/// A form that can be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named as the command that it comes to")]
pub enum Ask {
    Declare,
    Note,
    Decide,
    Severity,
    Stage,
    Assign,
    Release,
    /// Offer a seat, or take the one that was offered to this desk.
    Handover,
    Task,
    Acknowledge,
    Finish,
    Stamp,
    Evidence,
    Link,
    AddItem,
    Waive,
    Correct,
    /// Resolve, close or reopen, as the incident stands.
    End,
    Undo,
    Redact,
    /// Do something about the response.
    Respond(Doing),
    /// Choose a form that has no key.
    More,
}

/// The forms that have no key of their own, with what is typed to find them and what they do.
const WITHOUT_KEY: [(Ask, &str, &str); 8] = [
    (Ask::Correct, "correct a fact", "title, category, users, how it was noticed"),
    (Ask::AddItem, "add a checklist line", "to this stage or another one"),
    (Ask::Waive, "waive a checklist line", "leave it out on purpose, with a reason"),
    (Ask::Release, "release a seat", "so that nobody holds it"),
    (Ask::Acknowledge, "acknowledge a task", "say yes to it"),
    (Ask::Finish, "finish a task", "report it as done"),
    (Ask::Link, "link", "another incident, or an alert"),
    (Ask::Redact, "redact an entry", "remove its words for good"),
];

impl Ask {
    /// The form that an action of the table of keys opens.
    pub fn of(action: Action) -> Option<Ask> {
        Some(match action {
            Action::Declare => Ask::Declare,
            Action::Note => Ask::Note,
            Action::Decide => Ask::Decide,
            Action::Severity => Ask::Severity,
            Action::Stage => Ask::Stage,
            Action::Assign => Ask::Assign,
            Action::Handover => Ask::Handover,
            Action::Task => Ask::Task,
            Action::Release => Ask::Release,
            Action::Ack => Ask::Acknowledge,
            Action::Done => Ask::Finish,
            Action::Item => Ask::AddItem,
            Action::Waive => Ask::Waive,
            Action::Correct => Ask::Correct,
            Action::Link => Ask::Link,
            Action::Redact => Ask::Redact,
            Action::Stamp => Ask::Stamp,
            Action::Evidence => Ask::Evidence,
            Action::End => Ask::End,
            Action::Undo => Ask::Undo,
            Action::Respond(doing) => Ask::Respond(doing),
            Action::More => Ask::More,
            _ => return None,
        })
    }

    /// The form that was chosen among those without a key.
    pub fn named(name: &str) -> Option<Ask> {
        let of_response = || without_key().find(|row| row.id == name);
        let named = WITHOUT_KEY.iter().find(|(_, of, _)| *of == name).map(|(ask, _, _)| *ask);
        named.or_else(|| Ask::of(of_response()?.action))
    }
}

/// What can be done about the response and has no key.
fn without_key() -> impl Iterator<Item = &'static Binding> {
    RESPONSE.iter().filter(|row| row.keys.is_empty())
}

/// The form that a form leads to in place of a command: a choice of what to do, or of a question.
pub fn next(form: &Form, model: &Model) -> Option<Form> {
    match form.purpose {
        Purpose::Respond(doing) => response::next(doing, form, model),
        _ => None,
    }
}

/// The field whose answer comes to a command, where a form comes to several.
pub fn place_of_command(form: &Form, command: &Command, model: &Model) -> Option<usize> {
    response::label_of(form, command, model)
}

/// Opens the form that does something about one row of a page: a question, a field of the record, a line
/// of the ledger, a clock or a seat, by its id.
pub fn about(doing: Doing, model: &Model, subject: &str) -> Result<Form, String> {
    let room = model.room().ok_or("no incident is open")?;
    let mut form = response::form(doing, model, room, subject)?;
    adapt(&mut form, model);
    Ok(form)
}

/// Opens the form that does something about the work that follows an incident, which need not be the one
/// that the screen is about.
pub fn about_action(
    doing: Doing,
    model: &Model,
    room: &Room,
    subject: &str,
) -> Result<Form, String> {
    following::form(doing, model, room, subject)
}

/// Opens a form with some answers in it, by the labels of its fields; or says why it makes no sense now.
pub fn form(ask: Ask, model: &Model, given: &[(&str, &str)]) -> Result<Form, String> {
    let mut form = match (ask, model.room()) {
        (Ask::Declare, _) => facts::declare(model),
        (_, None) => return Err("no incident is open".to_owned()),
        (ask, Some(room)) => in_room(ask, model, room)?,
    };
    form.fill(given);
    adapt(&mut form, model);
    form.fill(given);
    Ok(form)
}

fn in_room(ask: Ask, model: &Model, room: &Room) -> Result<Form, String> {
    let me = model.setting.me.as_str();
    let people = people_seen(model);
    let role = panes::roles::chosen(model).map(|role| role.id.clone()).unwrap_or_default();
    let why = str::to_owned;
    match ask {
        Ask::Declare => Ok(facts::declare(model)),
        Ask::Note => Ok(records::note(room)),
        Ask::Decide => Ok(records::decide(room, me, &people)),
        Ask::Severity => facts::severity(room).ok_or_else(|| why(NO_PLAN)),
        Ask::Stage => facts::stage(room).ok_or_else(|| why(NO_PLAN)),
        Ask::Assign => people::assign(room, &role, me, &people).ok_or_else(|| why(NO_PLAN)),
        Ask::Release => people::release(room, &role).ok_or_else(|| why("nobody holds a role")),
        Ask::Handover => handing::handover(room, &role, me, &people).ok_or_else(|| {
            let way = model.keymap.way_to(Action::Assign);
            format!("nobody holds a role yet; {way} seats somebody")
        }),
        Ask::Task => Ok(people::task(room, &people)),
        Ask::Acknowledge => {
            people::acknowledge(room, model).ok_or_else(|| why("no task waits for a yes"))
        }
        Ask::Finish => people::finish(room, model).ok_or_else(|| why("there is no open task")),
        Ask::Stamp => Ok(records::stamp(room)),
        Ask::Evidence => Ok(records::evidence(room, me, &people)),
        Ask::Link => Ok(records::link(room)),
        Ask::AddItem => Ok(records::item(room)),
        Ask::Waive => records::waive(room, model).ok_or_else(|| why("no checklist line is open")),
        Ask::Correct => Ok(facts::correct(room)),
        Ask::End => Ok(ending::end(&room.incident)),
        Ask::Undo => {
            ending::undo(room, model).ok_or_else(|| why("there is nothing of yours to undo"))
        }
        Ask::Redact => ending::redact(room, model),
        Ask::Respond(doing) => response::form(doing, model, room, ""),
        Ask::More => {
            let choice = |(_, name, note): &(Ask, &str, &str)| Choice::new(name, name, note);
            let respond = without_key().map(|row| Choice::new(row.id, row.id, row.title));
            let choices = WITHOUT_KEY.iter().map(choice).chain(respond);
            let pick = Pick::among(choices.collect(), "");
            Ok(Form::new(Purpose::More, Some(room.id()), "More").with(Field::pick(
                "what",
                "type to find one",
                pick,
            )))
        }
    }
}

/// Brings the fields that depend on another answer in line with it.
pub fn adapt(form: &mut Form, model: &Model) {
    let kind = form.fields.first().map(Field::value).unwrap_or_default();
    let fields = match form.purpose {
        Purpose::Correct if kind != form.variant => facts::value_of(&kind, model),
        Purpose::Link if kind != form.variant => records::ends_of(&kind, model),
        Purpose::Handover if kind != form.variant => return handing::adapt(form, kind, model),
        Purpose::Accept if kind != form.variant => {
            let (about, fields) = handing::of_offer(&kind, model);
            form.about = vec![about];
            fields
        }
        Purpose::Assess => return impact::adapt(form, model),
        Purpose::Declare => return facts::adapt(form, model),
        Purpose::Assign => return people::adapt(form, kind, model),
        Purpose::Respond(doing) => return response::adapt(doing, form, model),
        Purpose::Cell(cell) => return cells::adapt(cell, form, model),
        _ => return,
    };
    form.variant = kind;
    form.fields.truncate(1);
    form.fields.extend(fields);
}

/// Everybody who was seen in an incident, this desk's own name first.
fn people_seen(model: &Model) -> Vec<String> {
    let mut seen = BTreeSet::new();
    for incident in model.rooms.iter().map(|room| &room.incident) {
        seen.extend(incident.timeline.iter().map(|line| line.who().to_owned()));
        seen.extend(incident.seats.values().filter_map(|seat| seat.holder.clone()));
        seen.extend(incident.tasks.iter().map(|task| task.to.clone()));
    }
    let me = model.setting.me.clone();
    seen.remove(&me);
    std::iter::once(me).chain(seen).collect()
}

/// The plans that can be chosen: the default first, then this desk's own and the other built-in ones.
fn plan_choices(model: &Model, but: &str) -> Vec<Choice> {
    let plans = plan_ids(model).into_iter().filter(|id| id != but);
    let plans = plans.filter_map(|id| model.plan_named(&id));
    plans.map(|plan| Choice::new(&plan.id, &plan.title, &plan.about)).collect()
}

/// The ids of the plans that can be chosen: the default, this desk's, the organisation's, the others.
fn plan_ids(model: &Model) -> Vec<String> {
    let built_in = built_in_ids();
    let default = built_in.iter().take(1).copied();
    let own = model.plans.iter().map(|plan| plan.id.as_str());
    let all = default.chain([model.setting.plan.id()]).chain(own).chain(built_in.iter().copied());
    let mut ids: Vec<String> = Vec::new();
    for id in all {
        if ids.iter().all(|known| known != id) {
            ids.push(id.to_owned());
        }
    }
    ids
}

fn level_choices(plan: &Plan) -> Vec<Choice> {
    // Names of other scales, such as P4, find the level that they are taken for.
    let scales = ["P", "S", "SEV-", "SEV", ""];
    let others = || (0..=4).flat_map(|n| scales.map(|scale| format!("{scale}{n}")));
    let choice = |level: &Level| Choice {
        aliases: {
            let taken = others().filter(|name| plan.nearest_level(name) == Some(level));
            level.aliases.iter().cloned().chain(taken).collect()
        },
        ..Choice::new(&level.id, &format!("{} {}", level.id, level.title), &level.means)
    };
    plan.levels.iter().map(choice).collect()
}

fn category_choices(plan: &Plan) -> Vec<Choice> {
    let choice = |category: &crate::plan::Category| Choice {
        aliases: category.aliases.clone(),
        ..Choice::new(&category.id, &category.title, &category.means)
    };
    plan.categories.iter().map(choice).collect()
}

fn detection_choices(plan: &Plan) -> Vec<Choice> {
    let choice = |way: &crate::plan::Choice| Choice::new(&way.id, &way.title, "");
    plan.detection.iter().map(choice).collect()
}
