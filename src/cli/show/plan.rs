//! A plan, shown: what is read before one uses it, and looked up while one does.

use crate::cli::failure::Failure;
use crate::cli::out::Out;
use crate::cli::table::{Table, counted};
use crate::clocks::{moment_words, rule};
use crate::plan::{Clock, Plan, Role, Stage};
use serde_json::json;

/// Shows a plan with everything that it takes in.
pub fn show(out: Out, plan: &Plan) -> Result<(), Failure> {
    if out.json {
        return out.json(&json!({ "plan": plan }));
    }
    out.line(&format!("{}  {}", plan.id, plan.title))?;
    let mut about = Table::with(out, 2, &[]);
    if !plan.about.is_empty() {
        about.row(&[], &plan.about);
    }
    about.print()?;
    part(
        out,
        "Levels",
        plan.levels.iter().map(|level| {
            let names = format!("{} {}", level.title, level.aliases.join(" "));
            (vec![level.id.clone(), names.trim().to_owned()], level.means.clone())
        }),
    )?;
    part(
        out,
        "Categories",
        plan.categories.iter().map(|category| {
            (vec![category.id.clone(), category.title.clone()], category.means.clone())
        }),
    )?;
    part(
        out,
        "Roles",
        plan.roles.iter().map(|role| (vec![role.id.clone(), required(role)], duty(role))),
    )?;
    part(
        out,
        "Stages",
        plan.stages
            .iter()
            .map(|stage| (vec![stage.id.clone(), window(stage), steps(stage)], stage.goal.clone())),
    )?;
    part(
        out,
        "Clocks",
        plan.clocks
            .iter()
            .map(|clock| (vec![clock.id.clone(), at_levels(&clock.levels)], deadline(clock))),
    )?;
    part(
        out,
        "What is said to whom",
        plan.comms.iter().map(|rule| {
            (
                vec![rule.audience.clone(), at_levels(&rule.levels)],
                format!("{}: {}", rule.title, rule.rule),
            )
        }),
    )?;
    part(
        out,
        "Questions",
        plan.questions.iter().map(|question| (vec![question.id.clone()], question.text.clone())),
    )?;
    part(
        out,
        "Record",
        plan.record.iter().map(|field| (vec![field.id.clone()], field.title.clone())),
    )?;
    part(
        out,
        "Templates",
        plan.templates.iter().map(|template| {
            (vec![template.id.clone(), template.audience.clone()], template.title.clone())
        }),
    )?;
    let more = [
        counted(plan.verbs.len(), "way to contain", "ways to contain"),
        counted(plan.wording.len(), "wording rule", "wording rules"),
        counted(plan.report.len(), "section of the report", "sections of the report"),
    ];
    out.line(&format!("\n{}", more.join(", ")))?;
    if let Some(exercise) = &plan.exercise {
        let amount = crate::plan::Amount { amount: exercise.every, unit: exercise.unit };
        let last = exercise
            .last
            .map_or_else(|| "none on record".to_owned(), |day| format!("the last one on {day}"));
        out.line(&format!("exercised every {amount}, {last}"))?;
    }
    Ok(())
}

/// A heading, and rows under it; nothing where there are none.
fn part(
    out: Out,
    heading: &str,
    rows: impl Iterator<Item = (Vec<String>, String)>,
) -> Result<(), Failure> {
    let mut table = Table::with(out, 2, &[]);
    let mut any = false;
    for (cells, text) in rows {
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        table.row(&cells, &text);
        any = true;
    }
    if !any {
        return Ok(());
    }
    out.raw(b"\n")?;
    out.line(heading)?;
    table.print()
}

fn at_levels(levels: &[String]) -> String {
    if levels.is_empty() { "all levels".to_owned() } else { levels.join(" ") }
}

fn required(role: &Role) -> String {
    if role.required_at.is_empty() {
        return "when needed".to_owned();
    }
    role.required_at.join(" ")
}

fn duty(role: &Role) -> String {
    let mut text = format!("{}: {}", role.title, role.duty);
    if !role.may.is_empty() {
        text = format!("{text}; may {}", role.may.join(", "));
    }
    let contacts: Vec<&str> = role.contact.iter().chain(&role.backup).map(String::as_str).collect();
    if !contacts.is_empty() {
        text = format!("{text}; page {}", contacts.join(", then "));
    }
    text
}

fn window(stage: &Stage) -> String {
    stage.window.map_or_else(String::new, |window| {
        let to = crate::plan::Amount { amount: window.to, unit: window.unit };
        format!("{} to {to}", window.from)
    })
}

fn steps(stage: &Stage) -> String {
    counted(stage.steps.len(), "step", "steps")
}

fn deadline(clock: &Clock) -> String {
    let due = clock.due.iter().map(|due| {
        let from = moment_words(&due.starts_at);
        format!("{} from {from}", rule(clock, due.after))
    });
    let due = due.collect::<Vec<_>>().join(", or ");
    let to = clock.recipient.as_ref().map(|to| format!("; to {to}")).unwrap_or_default();
    let source = clock.source.as_ref().map(|source| format!("; {source}")).unwrap_or_default();
    let off = if clock.off { "; off until somebody has checked it" } else { "" };
    format!("{}: {due}{to}{source}{off}", clock.title)
}
