//! What a plan that can be used still lacks on the day that it is needed.

use super::check::Fault;
use super::{Clock, ClockKind, Exercise, Level, Plan, Role, Template, Unit};
use chrono::{Days, Months, NaiveDate};

/// Returns what is worth mending in a plan that holds together, as it stands on a day: seats that nobody
/// can be called to, levels at which nothing says how soon somebody responds, fields that are asked for in
/// vain, an exercise that is overdue.
///
/// # Examples
///
/// ```
/// use chrono::NaiveDate;
/// use warroom::{catalog, plan};
///
/// let day = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day");
/// let found = plan::advise(&catalog::standard(), day);
/// assert!(found.iter().any(|fault| fault.problem.contains("backup")));
/// ```
pub fn advise(plan: &Plan, day: NaiveDate) -> Vec<Fault> {
    let mut found = Vec::new();
    let mut say = |path: String, problem: String| found.push(Fault { path, problem });
    for (i, role) in plan.roles.iter().enumerate() {
        if let Some((key, problem)) = unreachable(role) {
            say(format!("roles[{i}]{key}"), problem);
        }
    }
    for (i, level) in plan.levels.iter().enumerate() {
        if !plan.clocks.iter().any(|clock| answers(clock, level)) {
            let problem = format!(
                "{} has no response clock, so nobody is late there; add a clock with `kind = \"response\"` for it",
                level.id
            );
            say(format!("levels[{i}]"), problem);
        }
    }
    for (i, template) in plan.templates.iter().enumerate() {
        for (j, gap) in template.fields.iter().enumerate() {
            if !uses(template, &gap.id) {
                let problem = format!(
                    "`{}` is asked for, and no part of the text uses it; write {{{{ {} }}}} or take it out",
                    gap.id, gap.id
                );
                say(format!("templates[{i}].fields[{j}]"), problem);
            }
        }
    }
    if let Some((path, problem)) = unpractised(plan.exercise.as_ref(), day) {
        say(path.to_owned(), problem);
    }
    found
}

/// Why nobody, or only one, can be called to a seat.
fn unreachable(role: &Role) -> Option<(&'static str, String)> {
    let id = &role.id;
    match (&role.contact, &role.backup) {
        (None, None) => Some((
            "",
            format!(
                "{id} has neither contact nor backup, so nobody can be paged; add `contact` and `backup`"
            ),
        )),
        (None, Some(_)) => Some((
            "",
            format!("{id} has a backup and no contact; add `contact`, who is paged first"),
        )),
        (Some(_), None) => {
            Some(("", format!("{id} has no backup, so the seat hangs on one person; add `backup`")))
        }
        (Some(contact), Some(backup)) if contact == backup => Some((
            ".backup",
            format!("the backup of {id} is the contact again; name somebody else"),
        )),
        _ => None,
    }
}

/// Whether a clock says how soon somebody responds at a level.
fn answers(clock: &Clock, level: &Level) -> bool {
    let at_level = clock.levels.is_empty() || clock.levels.contains(&level.id);
    clock.kind == ClockKind::Response && at_level && !clock.off && clock.conditions.is_empty()
}

fn uses(template: &Template, field: &str) -> bool {
    let texts = template.parts.iter().map(|part| &part.text).chain(&template.subject);
    texts.filter_map(|text| super::check::gaps(text).ok()).any(|gaps| gaps.contains(&field))
}

/// Why the plan is out of practice.
fn unpractised(exercise: Option<&Exercise>, day: NaiveDate) -> Option<(&'static str, String)> {
    let Some(exercise) = exercise else {
        let problem = "the plan is never exercised; add [exercise] with `every` and `unit`";
        return Some(("", problem.to_owned()));
    };
    let Some(last) = exercise.last else {
        let problem = "no exercise is on record; play one, and write its day as `last`";
        return Some(("exercise", problem.to_owned()));
    };
    let due = match exercise.unit {
        Unit::Months => last.checked_add_months(Months::new(exercise.every)),
        _ => last.checked_add_days(Days::new(exercise.every.into())),
    }?;
    (due < day).then(|| {
        let problem =
            format!("the next exercise was due on {due}; play one, and write its day as `last`");
        ("exercise.last", problem)
    })
}
