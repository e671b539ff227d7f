//! Forms for what is known of an incident: its declaration, its level, its stage, a corrected fact.

use super::{LATER, category_choices, detection_choices, impact, level_choices, plan_ids};
use crate::plan::Plan;
use crate::ui::model::{Model, is_open};
use crate::ui::overlays::field::{Answer, Choice, Field, Pick};
use crate::ui::overlays::form::{Form, Purpose};
use crate::ui::room::Room;
use std::sync::Arc;

/// Asks what is known of a new incident: three answers at once, the others where there is time.
pub fn declare(model: &Model) -> Form {
    let own = model.setting.plan.plan();
    let [kinds, levels, ways] = choices_of(&own);
    // Built-in ones are not read before one is chosen.
    let title = |id: &str| match model.plans.iter().find(|plan| plan.id == id) {
        _ if id == own.id => of_desk(&own),
        Some(plan) => {
            let note = format!("{id}, the organisation's own");
            Choice { aliases: vec![id.to_owned()], ..Choice::new(id, &plan.title, &note) }
        }
        None => Choice::new(id, id, "built in"),
    };
    let plans = plan_ids(model).iter().map(|id| title(id)).collect();
    Form::new(Purpose::Declare, None, "Declare an incident")
        .with(Field::line("title", "what is wrong, in a line", true))
        .with(Field::pick("category", "type to find one", Pick::among(kinds, LATER)))
        .with(Field::pick("severity", hint_of(&own), Pick::among(levels, LATER)))
        .folding()
        .with(Field::pick("noticed", "by whom or what", Pick::among(ways, LATER)))
        .with(Field::time("began", "like 14:05, 2h ago, 2026-11-20T14:05Z", false))
        .with(Field::time("detected", "when somebody noticed, like 14:05 or 10m ago", false))
        .with(Field::time("aware", "when it was clear what it is: the law counts from here", false))
        .with(Field::time("contained", "where it does no further harm already", false))
        .with(Field::yes_no("near miss", "nobody was harmed"))
        .with(Field::line("system", "the product or workflow that failed", false))
        .with(Field::pick("plan", "type to find one", Pick::among(plans, &own.id)))
}

/// The stamps that a declaration asks for.
pub const STAMPS_ASKED: [&str; 4] = ["began", "detected", "aware", "contained"];

fn of_desk(plan: &Plan) -> Choice {
    let aliases = vec![plan.id.clone()];
    Choice { aliases, ..Choice::new(&plan.id, &plan.title, "the plan of this desk") }
}

/// What is typed to find a level.
fn hint_of(plan: &Plan) -> &'static str {
    if plan.dimensions.is_empty() { "type a number" } else { "type a number, or ? for help" }
}

/// The kinds, levels and ways of detection that a plan offers.
fn choices_of(plan: &Plan) -> [Vec<Choice>; 3] {
    let later = |note| vec![Choice::new(LATER, "not known yet", note)];
    let (mut kinds, mut ways) = (later(""), later(""));
    let mut levels = later("most clocks wait for a level");
    kinds.extend(category_choices(plan));
    levels.extend(level_choices(plan));
    levels.extend(impact::choice(plan));
    ways.extend(detection_choices(plan));
    [kinds, levels, ways]
}

/// The plan that a declaration chooses.
pub fn plan_of(form: &Form, model: &Model) -> Arc<Plan> {
    model.plan_named(&form.value("plan")).unwrap_or_else(|| model.setting.plan.plan())
}

/// Offers the kinds, levels and ways of the plan that is chosen; what was chosen before stays where the
/// plan knows it.
pub fn adapt(form: &mut Form, model: &Model) {
    let id = form.value("plan");
    let had = if form.variant.is_empty() { model.setting.plan.id() } else { &form.variant };
    if id == had || form.place("plan").is_none_or(|at| form.fields[at].fault().is_some()) {
        return;
    }
    let plan = plan_of(form, model);
    for (label, choices) in ["category", "severity", "noticed"].into_iter().zip(choices_of(&plan)) {
        let Some(place) = form.place(label) else { continue };
        let value = form.value(label);
        if let Answer::Pick(pick) = &mut form.fields[place].answer {
            let known = choices.iter().any(|choice| choice.value == value);
            *pick = Pick::among(choices, LATER);
            if known {
                pick.set(&value);
            } else {
                pick.typed = value;
            }
        }
    }
    form.variant = id;
}

/// Asks for a level and why.
pub fn severity(room: &Room) -> Option<Form> {
    let plan = room.incident.plan.as_deref()?;
    let now = room.incident.severity.as_deref().unwrap_or_default();
    let form = Form::new(Purpose::Severity, Some(room.id()), "Severity");
    let mut levels = level_choices(plan);
    levels.extend(impact::choice(plan));
    let form = if now.is_empty() { form } else { form.saying(format!("It is {now}.")) };
    Some(
        form.with(Field::pick("level", hint_of(plan), Pick::among(levels, now))).with(Field::line(
            "reason",
            "why it changes",
            !now.is_empty(),
        )),
    )
}

/// Asks for a stage; the next one is proposed.
pub fn stage(room: &Room) -> Option<Form> {
    let plan = room.incident.plan.as_deref()?;
    let choices: Vec<Choice> =
        plan.stages.iter().map(|s| Choice::new(&s.id, &s.title, &s.goal)).collect();
    let now = plan.first_track().position(|s| Some(&s.id) == room.incident.stage.as_ref());
    let next = plan.first_track().nth(now.map_or(0, |at| at + 1));
    let next = next.or(plan.first_track().last()).map_or("", |stage| stage.id.as_str());
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
