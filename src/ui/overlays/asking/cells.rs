//! Forms for the cells of the register: each asks for one value and comes to an ordinary command.

use super::answers::{Fault, fault, optional};
use super::ending::{WITHOUT, lacking};
use super::{category_choices, level_choices, people_seen, records};
use crate::incident::{Command, Correction, Status};
use crate::plan::Plan;
use crate::ui::model::Model;
use crate::ui::overlays::field::{Choice, Field, Pick};
use crate::ui::overlays::form::{Form, Purpose};
use crate::ui::overlays::register::Cell;
use crate::ui::room::Room;
use std::sync::Arc;

/// What stands before a stage among the states that an incident can go into.
const STAGE: &str = "stage ";
/// The seat that the register calls the assignee.
const COMMANDER: &str = "commander";

/// Opens the form of a cell; or says why the cell stays as it is.
pub fn form(cell: Cell, model: &Model, room: &Room, number: &str) -> Result<Form, String> {
    let incident = &room.incident;
    let new = |purpose| Form::new(purpose, Some(room.id()), &format!("{number}: {}", cell.name()));
    let of_cell = || new(Purpose::Cell(cell));
    let plan = plan_of(room, model);
    let mut form = match cell {
        Cell::Number => return Err("a number stays as it is".to_owned()),
        Cell::Severity => severity(room, &plan, new(Purpose::Severity)),
        Cell::Status => {
            let choices = states(room);
            let now = incident.stage.as_deref().map(|stage| format!("{STAGE}{stage}"));
            let pick = Pick::among(choices, &now.unwrap_or_default());
            of_cell().with(Field::pick("status", "type to find one", pick))
        }
        Cell::Category => {
            let now = incident.category.as_deref();
            let choices = with_own(category_choices(&plan), now);
            let pick = Pick::among(choices, now.unwrap_or_default());
            of_cell().with(Field::pick("category", "type to find one", pick))
        }
        Cell::Assignee => {
            let hint = "a handle; empty for nobody";
            let field = Field::person("assignee", hint, &people_seen(model), false);
            of_cell().with(field.filled(incident.holder(COMMANDER).unwrap_or_default()))
        }
        Cell::Users => {
            let now = incident.users_affected.map(|many| many.to_string()).unwrap_or_default();
            let field = Field::number("users", "how many people it touched", true);
            of_cell().with(field.filled(&now))
        }
        Cell::Issue => {
            let field = Field::line("issue", "what is wrong, in a line", true);
            of_cell().with(field.filled(&incident.title))
        }
        Cell::Notes => Form { title: of_cell().title, ..records::note(room) },
    };
    adapt(cell, &mut form, model);
    Ok(form)
}

/// The plan in force; where none is pinned, because the incident is of the past, the one of this desk.
fn plan_of(room: &Room, model: &Model) -> Arc<Plan> {
    room.incident.plan.clone().unwrap_or_else(|| model.setting.plan.plan())
}

fn severity(room: &Room, plan: &Plan, form: Form) -> Form {
    if let Some(asked) = super::facts::severity(room) {
        return Form { title: form.title, ..asked };
    }
    let now = room.incident.severity.as_deref();
    let pick = Pick::among(with_own(level_choices(plan), now), now.unwrap_or_default());
    form.with(Field::pick("level", "type a number", pick)).with(Field::line(
        "reason",
        "why it changes",
        now.is_some(),
    ))
}

/// The choices, and the value that is there where no plan knows it.
fn with_own(mut choices: Vec<Choice>, now: Option<&str>) -> Vec<Choice> {
    if let Some(now) = now.filter(|now| choices.iter().all(|choice| choice.value != *now)) {
        choices.push(Choice::new(now, now, "as it is"));
    }
    choices
}

/// The states that an incident can go into: a stage of its plan, or its end.
fn states(room: &Room) -> Vec<Choice> {
    let incident = &room.incident;
    let plan = incident.plan.as_deref();
    let stages = plan.into_iter().flat_map(|plan| &plan.stages);
    let stages = stages.map(|s| Choice::new(&format!("{STAGE}{}", s.id), &s.title, &s.goal));
    let resolve = Choice::new("resolve", "Resolve", "the harm is over; the work goes on");
    let close = Choice::new("close", "Close", "the work is over");
    let reopen = |note| Choice::new("reopen", "Reopen", note);
    match incident.status {
        Status::Open => [resolve].into_iter().chain(stages).collect(),
        Status::Resolved => {
            [close, reopen("the harm came back")].into_iter().chain(stages).collect()
        }
        Status::Closed => vec![reopen("it was not over")],
    }
}

/// An end needs a reason, a stage does not.
pub fn adapt(cell: Cell, form: &mut Form, model: &Model) {
    if cell != Cell::Status {
        return;
    }
    let ends = form.value("status");
    let kind = if ends.starts_with(STAGE) || ends.is_empty() { "" } else { &ends };
    if kind == form.variant {
        return;
    }
    form.fields.truncate(1);
    if !kind.is_empty() {
        form.fields.push(Field::line("reason", "how that is known", true));
    }
    if kind == "close" {
        let room = model.about(form.incident);
        form.fields.extend(room.and_then(|room| lacking(&room.incident)));
    }
    kind.clone_into(&mut form.variant);
}

/// The command that the answer of a cell comes to.
pub fn command(cell: Cell, form: &Form) -> Result<Command, Fault> {
    let value = |label| form.value(label);
    Ok(match cell {
        Cell::Number | Cell::Notes | Cell::Severity => {
            return Err((0, "a form of its own asks for it".to_owned()));
        }
        Cell::Status => {
            let (status, reason) = (value("status"), value("reason"));
            match status.strip_prefix(STAGE) {
                Some(stage) => Command::EnterStage { stage: stage.to_owned() },
                None if status == "resolve" => Command::Resolve { reason },
                None if status == "close" => {
                    let without_outputs = optional(form, WITHOUT);
                    Command::Close { reason, without_outputs }
                }
                None => Command::Reopen { reason },
            }
        }
        Cell::Category => Command::Correct(Correction::Category(value("category"))),
        Cell::Assignee => {
            let role = COMMANDER.to_owned();
            match optional(form, "assignee") {
                Some(person) => Command::Assign { role, person },
                None => Command::Release { role },
            }
        }
        Cell::Users => {
            let users = value("users").parse();
            let users = users.map_err(|_| fault(form, "users", "is too large or no number"))?;
            Command::Correct(Correction::UsersAffected(users))
        }
        Cell::Issue => Command::Correct(Correction::Title(value("issue"))),
    })
}
