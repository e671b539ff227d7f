//! What a plan that can be used still lacks on the day that it is needed.

use super::check::Fault;
use super::gaps::names;
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
    texts.filter_map(|text| names(text).ok()).any(|names| names.contains(&field))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Due, Gap, Part};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    /// A plan about which there is nothing to say on 20 November.
    fn ready() -> Plan {
        let text = |text: &str| text.to_owned();
        let person = |name: &str| Some(name.to_owned());
        let (contact, backup) = (person("ops4"), person("ops7"));
        let gap = Gap { id: text("next_update"), title: text("When is the next update?") };
        let part = Part { title: None, text: text("We write again at {{ next_update }}.") };
        Plan {
            levels: vec![Level { id: text("SEV-1"), ..Level::default() }],
            roles: vec![Role { id: text("commander"), contact, backup, ..Role::default() }],
            clocks: vec![Clock {
                id: text("response"),
                due: Vec::<Due>::new(),
                ..Clock::default()
            }],
            templates: vec![Template {
                id: text("first"),
                title: text("First statement"),
                audience: text("customers"),
                subject: None,
                parts: vec![part],
                fields: vec![gap],
            }],
            exercise: Some(Exercise {
                every: 3,
                unit: Unit::Months,
                last: Some(day("2026-08-20")),
                scenarios: Vec::new(),
            }),
            ..Plan::default()
        }
    }

    /// What is said once something was changed, as `path: problem`.
    fn said(change: impl FnOnce(&mut Plan)) -> Vec<String> {
        let mut plan = ready();
        change(&mut plan);
        let found = advise(&plan, day("2026-11-20")).into_iter();
        found.map(|fault| format!("{}: {}", fault.path, fault.problem)).collect()
    }

    fn only(said: &[String], path: &str, part: &str) {
        let is_it = |line: &String| line.starts_with(&format!("{path}: ")) && line.contains(part);
        assert!(said.len() == 1 && said.iter().all(is_it), "{path}, {part}: {said:?}");
    }

    #[test]
    fn nothing_is_said_about_a_plan_that_is_ready() {
        assert_eq!(said(|_| ()), Vec::<String>::new());
    }

    #[test]
    fn a_seat_that_hangs_on_one_person_or_on_nobody_is_named() {
        let role = |change: fn(&mut Role)| said(|plan| change(&mut plan.roles[0]));
        only(&role(|role| role.backup = None), "roles[0]", "no backup");
        only(&role(|role| role.contact = None), "roles[0]", "no contact");
        only(
            &role(|role| (role.contact, role.backup) = (None, None)),
            "roles[0]",
            "nobody can be paged",
        );
        only(
            &role(|role| role.backup.clone_from(&role.contact)),
            "roles[0].backup",
            "the contact again",
        );
    }

    #[test]
    fn a_level_at_which_nobody_is_late_is_named() {
        let clock = |change: fn(&mut Clock)| said(|plan| change(&mut plan.clocks[0]));
        let part = "SEV-1 has no response clock";
        only(&clock(|clock| clock.kind = ClockKind::Containment), "levels[0]", part);
        only(&clock(|clock| clock.levels = vec!["SEV-2".to_owned()]), "levels[0]", part);
        only(&clock(|clock| clock.off = true), "levels[0]", part);
    }

    #[test]
    fn a_field_that_is_asked_for_in_vain_is_named() {
        let found =
            said(|plan| plan.templates[0].parts[0].text = "We write again soon.".to_owned());
        only(&found, "templates[0].fields[0]", "no part of the text uses it");
        let in_subject = said(|plan| {
            let template = &mut plan.templates[0];
            template.subject = Some(std::mem::take(&mut template.parts[0].text));
        });
        assert_eq!(in_subject, Vec::<String>::new());
    }

    #[test]
    fn an_exercise_is_overdue_on_the_day_after_it_was_due() {
        let last = |text: &str| {
            let last = Some(day(text));
            said(|plan| plan.exercise.iter_mut().for_each(|exercise| exercise.last = last))
        };
        only(&last("2026-08-19"), "exercise.last", "was due on 2026-11-19");
        assert_eq!(last("2026-08-20"), Vec::<String>::new());
        let never = said(|plan| plan.exercise.iter_mut().for_each(|exercise| exercise.last = None));
        only(&never, "exercise", "no exercise is on record");
        only(&said(|plan| plan.exercise = None), "", "never exercised");
        let in_days = said(|plan| {
            let every_week =
                Exercise { every: 7, unit: Unit::CalendarDays, ..ready().exercise.expect("one") };
            plan.exercise = Some(every_week);
        });
        only(&in_days, "exercise.last", "was due on 2026-08-27");
    }
}
