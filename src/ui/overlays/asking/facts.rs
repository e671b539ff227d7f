//! Forms for what is known of an incident: its declaration, its level, its stage, a corrected fact.

use super::{LATER, category_choices, detection_choices, level_choices};
use crate::catalog::built_in_ids;
use crate::ui::model::{Model, is_open};
use crate::ui::overlays::field::{Choice, Field, Pick};
use crate::ui::overlays::form::{Form, Purpose};
use crate::ui::room::Room;

/// Asks what is known of a new incident: three answers at once, the others where there is time.
pub fn declare(model: &Model) -> Form {
    let plan = model.setting.plan.plan();
    let later = |note| Choice::new(LATER, "not known yet", note);
    let mut kinds = vec![later("")];
    kinds.extend(category_choices(&plan));
    let mut levels = vec![later("most clocks wait for a level")];
    levels.extend(level_choices(&plan));
    let mut ways = vec![later("")];
    ways.extend(detection_choices(&plan));
    let mut form = Form::new(Purpose::Declare, None, "Declare an incident")
        .with(Field::line("title", "what is wrong, in a line", true))
        .with(Field::pick("category", "type to find one", Pick::among(kinds, LATER)))
        .with(Field::pick("severity", "type a number", Pick::among(levels, LATER)))
        .folding()
        .with(Field::pick("noticed", "by whom or what", Pick::among(ways, LATER)))
        .with(Field::time("began", "like 14:05, 2h ago, 2026-11-20T14:05Z", false))
        .with(Field::time("detected", "like 14:05 or 10m ago", false))
        .with(Field::yes_no("near miss", "nobody was harmed"));
    // This desk's plan, and those that are built in.
    let mut plans = vec![Choice::new(LATER, &plan.title, "the plan of this desk")];
    let others = built_in_ids().into_iter().filter(|id| *id != plan.id);
    plans.extend(others.map(|id| Choice::new(id, id, "built in")));
    if plans.len() > 1 {
        form = form.with(Field::pick("plan", "type to find one", Pick::among(plans, LATER)));
    }
    form
}

/// Asks for a level and why.
pub fn severity(room: &Room) -> Option<Form> {
    let plan = room.incident.plan.as_deref()?;
    let now = room.incident.severity.as_deref().unwrap_or_default();
    let form = Form::new(Purpose::Severity, Some(room.id()), "Severity");
    let form = if now.is_empty() { form } else { form.saying(format!("It is {now}.")) };
    Some(
        form.with(Field::pick("level", "type a number", Pick::among(level_choices(plan), now)))
            .with(Field::line("reason", "why it changes", !now.is_empty())),
    )
}

/// Asks for a stage; the next one is proposed.
pub fn stage(room: &Room) -> Option<Form> {
    let plan = room.incident.plan.as_deref()?;
    let choices: Vec<Choice> =
        plan.stages.iter().map(|s| Choice::new(&s.id, &s.title, &s.goal)).collect();
    let now = plan.stages.iter().position(|s| Some(&s.id) == room.incident.stage.as_ref());
    let next = now.map_or(0, |at| (at + 1).min(plan.stages.len().saturating_sub(1)));
    let next = plan.stages.get(next).map_or("", |stage| stage.id.as_str());
    let mut form = Form::new(Purpose::Stage, Some(room.id()), "Stage");
    if let Some(stage) = room.stage() {
        let left = room.incident.checklist(&stage.id).filter(|item| is_open(&item.state));
        form = form.saying(format!(
            "It is in {}; {} lines are not ticked.",
            stage.title,
            left.count()
        ));
    }
    Some(form.with(Field::pick("stage", "type to find one", Pick::among(choices, next))))
}

/// Asks which fact is wrong; what is asked next depends on it.
pub fn correct(room: &Room) -> Form {
    let incident = &room.incident;
    let yes = |is: bool| if is { "yes" } else { "no" };
    let users = incident.users_affected.map_or("not known".to_owned(), |many| many.to_string());
    let is = |text: &Option<String>| text.clone().unwrap_or_else(|| "not known".to_owned());
    // As the plan calls them, where it does.
    let plan = incident.plan.as_deref();
    let kind = plan
        .zip(incident.category.as_deref())
        .and_then(|(plan, id)| plan.category(id).map(|category| category.title.clone()));
    let way = plan
        .zip(incident.detected_by.as_deref())
        .and_then(|(plan, id)| plan.detected_by(id).map(|way| way.title.clone()));
    let facts = [
        ("title", "title", incident.title.clone()),
        ("category", "category", kind.unwrap_or_else(|| is(&incident.category))),
        ("system", "system that failed", incident.system().unwrap_or("not known").to_owned()),
        ("users_affected", "users affected", users),
        ("detected_by", "how it was noticed", way.unwrap_or_else(|| is(&incident.detected_by))),
        ("public_report", "reported in public", yes(incident.public_report).to_owned()),
        ("near_miss", "near miss", yes(incident.near_miss).to_owned()),
    ];
    let choices =
        facts.iter().map(|(id, title, now)| Choice::new(id, title, &format!("is {now}"))).collect();
    Form::new(Purpose::Correct, Some(room.id()), "Correct a fact")
        .saying("What was said before stays on the timeline.".to_owned())
        .with(Field::pick("fact", "type to find one", Pick::among(choices, "")))
}

/// What is asked about a fact, with the value that it has.
pub fn value_of(fact: &str, model: &Model) -> Vec<Field> {
    let Some(room) = model.room() else { return Vec::new() };
    let incident = &room.incident;
    let plan = incident.plan.as_deref();
    let is = |text: &Option<String>| text.clone().unwrap_or_default();
    let yes = |is: bool| if is { "yes" } else { "no" };
    let free = |hint, choices: Vec<Choice>, now: &str| {
        let pick = Pick { free: true, ..Pick::among(choices, "") };
        let field = Field { needed: true, ..Field::pick("value", hint, pick) };
        field.filled(now)
    };
    vec![match fact {
        "title" => Field::line("value", "what is wrong, in a line", true).filled(&incident.title),
        "category" => match plan {
            Some(plan) => {
                let pick = Pick::among(category_choices(plan), &is(&incident.category));
                Field::pick("value", "type to find one", pick)
            }
            None => free("a kind", Vec::new(), &is(&incident.category)),
        },
        "system" => Field::line("value", "the product or workflow, by its name", true)
            .filled(incident.system().unwrap_or_default()),
        "users_affected" => {
            let now = incident.users_affected.map(|many| many.to_string()).unwrap_or_default();
            Field::number("value", "how many people it touched", true).filled(&now)
        }
        "detected_by" => {
            let ways = plan.map(detection_choices).unwrap_or_default();
            free("by whom or what", ways, &is(&incident.detected_by))
        }
        "public_report" => {
            Field::yes_no("value", "users told of it in public").filled(yes(incident.public_report))
        }
        "near_miss" => Field::yes_no("value", "nobody was harmed").filled(yes(incident.near_miss)),
        _ => return Vec::new(),
    }]
}
