//! The severity helper: it asks what is known of the impact and proposes a level, which a person takes or
//! not. It lies over the form that asks for the level, and goes back to it.

use super::LATER;
use crate::incident::Assessed;
use crate::plan::{Dimension, Plan, Proposal, propose};
use crate::ui::model::Model;
use crate::ui::overlays::field::{Answer, Choice, Field, Pick};
use crate::ui::overlays::form::{Form, Purpose};
use std::sync::Arc;

/// What is typed or chosen in place of a level to open the helper.
pub const HELP: &str = "?";

/// The choice that opens the helper; nothing where the plan asks for nothing.
pub fn choice(plan: &Plan) -> Option<Choice> {
    let note = "a few questions about the impact propose a level";
    (!plan.dimensions.is_empty()).then(|| Choice::new(HELP, "? help me choose", note))
}

/// The field in which a form asks for a level.
pub fn level_of(form: &Form) -> Option<usize> {
    match form.purpose {
        Purpose::Declare => form.place("severity"),
        Purpose::Severity => form.place("level"),
        _ => None,
    }
}

/// The plan by whose levels a form asks.
pub fn plan_of(form: &Form, model: &Model) -> Option<Arc<Plan>> {
    match form.purpose {
        Purpose::Declare => Some(super::facts::plan_of(form, model)),
        _ => model.about(form.incident)?.incident.plan.clone(),
    }
}

/// Opens the helper over a form; what was answered before is answered still.
pub fn open(mut above: Form, model: &Model) -> Form {
    let before = above.level_before.clone();
    if let Some(Answer::Pick(pick)) =
        level_of(&above).and_then(|at| above.fields.get_mut(at)).map(|field| &mut field.answer)
    {
        pick.set(&before);
    }
    let plan = plan_of(&above, model);
    let mut form = Form::new(Purpose::Assess, above.incident, "How bad is it?");
    for dimension in plan.iter().flat_map(|plan| &plan.dimensions) {
        form = form.with(field(dimension, above.told.get(&dimension.id)));
    }
    form.above = Some(Box::new(above));
    adapt(&mut form, model);
    form
}

fn field(dimension: &Dimension, told: Option<&String>) -> Field {
    let mut choices = vec![Choice {
        aliases: vec![HELP.to_owned(), "unknown".to_owned()],
        ..Choice::new(LATER, "not known", "it does not count")
    }];
    let answer =
        |answer: &crate::plan::Impact| Choice::new(&answer.level, &answer.level, &answer.text);
    choices.extend(dimension.answers.iter().map(answer));
    let pick = Pick::among(choices, told.map_or(LATER, String::as_str));
    Field::pick(dimension.title.clone(), "type a number", pick)
}

/// What was answered so far, by dimension.
fn told(form: &Form, plan: &Plan) -> Assessed {
    let answers = plan.dimensions.iter().map(|of| (of.id.clone(), form.value(&of.title)));
    answers.filter(|(_, level)| !level.is_empty()).collect()
}

/// Says what the answers come to so far.
pub fn adapt(form: &mut Form, model: &Model) {
    let Some(plan) = form.above.as_ref().and_then(|above| plan_of(above, model)) else { return };
    for field in &mut form.fields {
        if let Answer::Pick(pick) = &field.answer {
            let note = pick.chosen().filter(|choice| !choice.value.is_empty());
            field.understood = note.map(|choice| choice.note.clone()).unwrap_or_default();
        }
    }
    let proposal = propose(&plan, &told(form, &plan));
    let so_far = match &proposal.level {
        Some(level) => format!("So far {level}: {}.", worst(&proposal)),
        None => "So far nothing is known.".to_owned(),
    };
    let rule = "The worst answer counts; what is not known does not. You decide in the end.";
    form.about = vec![rule.to_owned(), so_far];
}

fn worst(proposal: &Proposal) -> String {
    let worst = proposal.because.iter().filter(|of| Some(&of.level) == proposal.level.as_ref());
    let worst: Vec<String> = worst.map(|of| format!("{}: {}", of.title, of.text)).collect();
    worst.join("; ")
}

/// Leaves the helper: the form below it as it was, but the answers are kept.
pub fn leave(form: Form, model: &Model) -> Option<Form> {
    let above = form.above.as_ref()?;
    let told = plan_of(above, model).map(|plan| told(&form, &plan)).unwrap_or_default();
    form.above.map(|above| Form { told, ..*above })
}

/// Takes what is proposed into the form below, where a person decides. The helper stays where nothing is
/// known that a level follows from.
pub fn take(mut form: Form, model: &Model) -> Form {
    let plan = form.above.as_ref().and_then(|above| plan_of(above, model));
    let told = plan.as_deref().map(|plan| told(&form, plan)).unwrap_or_default();
    let proposal = plan.as_deref().map(|plan| propose(plan, &told)).unwrap_or_default();
    let (Some(level), Some(above)) = (proposal.level.clone(), form.above.take()) else {
        form.fault(0, "nothing is known yet that a level follows from".to_owned());
        return form;
    };
    let mut above = *above;
    let at = level_of(&above).unwrap_or(above.at);
    if let Some(field) = above.fields.get_mut(at) {
        field.fill(&level);
    }
    let reason = proposal.reason();
    // A reason that somebody wrote stays; one that came from the helper makes room.
    let before = std::mem::take(&mut above.proposed);
    if let Some(place) = above.place("reason") {
        let value = above.fields[place].value();
        if value.is_empty() || before.is_some_and(|(_, reason)| reason == value) {
            above.fields[place].fill(&reason);
        }
    }
    above.about.retain(|line| !line.starts_with(PROPOSED));
    above.about.push(format!("{PROPOSED}{level}. {reason}"));
    Form { at, trouble: None, told, proposed: Some((level, reason)), ..above }
}

/// How the line begins that says what the helper proposed.
const PROPOSED: &str = "The helper proposes ";

/// What the helper was told, where a level was taken from it; and the reason for the level that is set
/// now.
pub fn assessed(form: &Form, level: &str) -> Option<(Assessed, String)> {
    let (proposed, reason) = form.proposed.as_ref()?;
    let reason = if proposed == level {
        reason.clone()
    } else {
        format!("not {proposed}, which the answers come to ({reason})")
    };
    Some((form.told.clone(), reason))
}
