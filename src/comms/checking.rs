//! Whether the messages and the rules of wording of a plan can be used, so that nobody finds out during
//! an incident.

use super::template::{TemplateError, names_of, render};
use super::wording::Wording;
use crate::plan::{Fault, Plan, Template};
use std::collections::BTreeMap;

/// What is wrong with the templates and the rules of wording of a plan that holds together.
pub fn check(plan: &Plan) -> Vec<Fault> {
    let mut faults: Vec<Fault> = Vec::new();
    for (i, template) in plan.templates.iter().enumerate() {
        if let Err(error) = trial(plan, template) {
            let (key, problem) = told(&error);
            faults.push(Fault { path: format!("templates[{i}]{key}"), problem });
        }
    }
    faults.extend(Wording::faults(plan));
    faults
}

/// Makes the message twice, with nothing said and with everything said in a few lines: a branch may not
/// be closed, and a loop may only turn when there are lines.
fn trial(plan: &Plan, template: &Template) -> Result<(), TemplateError> {
    let none = BTreeMap::new();
    render(plan, template, &none, &none)?;
    let all =
        names_of(plan, template)?.into_iter().map(|name| (name, "one\ntwo\nthree".to_owned()));
    render(plan, template, &all.collect(), &none).map(drop)
}

/// The key in the template that an error is about, and the problem in words.
fn told(error: &TemplateError) -> (String, String) {
    let key = |part: &str| match part.strip_prefix("part ").and_then(|n| n.parse::<usize>().ok()) {
        Some(number) => format!(".parts[{}]", number.saturating_sub(1)),
        None => format!(".{part}"),
    };
    match error {
        TemplateError::Unreadable { part, problem, .. } => (key(part), problem.clone()),
        TemplateError::Unknown { part, .. }
        | TemplateError::TooLong { part, .. }
        | TemplateError::TooMuchWork { part, .. } => (key(part), error.to_string()),
        _ => (String::new(), error.to_string()),
    }
}
