//! `plan`: response plans, listed, checked, copied, compared, adopted.

use super::args::{Global, PlanDo};
use super::desk::{self, Desk};
use super::failure::{CHECK, Failure, REFUSED, USAGE};
use super::filing;
use super::out::{self, Out};
use super::settings::{self, shelf};
use super::show::plan as shown;
use super::table::{Table, counted};
use super::writing::answer;
use crate::catalog::Misprint;
use crate::incident::Command;
use crate::plan::differences;
use crate::time::{Clock, SystemClock};
use crate::wire::{self, Planned};
use serde_json::json;
use std::io::ErrorKind;
use std::path::PathBuf;

/// Does what was typed about plans.
pub fn plan(global: &Global, out: Out, what: PlanDo) -> Result<u8, Failure> {
    match what {
        PlanDo::List => list(global, out)?,
        PlanDo::Show { plan } => shown::show(out, &*shelf(global).load(&named(global, plan))?)?,
        PlanDo::Check { plans, strict } => return check(global, out, plans, strict),
        PlanDo::New { plan, output, id, yes } => {
            let from = plan.unwrap_or_else(|| desk::DEFAULT_PLAN.to_owned());
            copy(global, out, &Copied { from, output, id, over: yes })?;
        }
        PlanDo::Diff { one, other } => diff(global, out, &one, &other)?,
        PlanDo::Adopt { .. } => {
            let what = "adopting a plan needs a desk";
            return Err(Failure::new(super::failure::INTERNAL, what, "please report this"));
        }
    }
    Ok(0)
}

/// Puts another plan in force for an incident.
pub async fn adopt(desk: &Desk, typed: &str, plan: &str, reason: String) -> Result<(), Failure> {
    let id = desk.named(typed).await?;
    let plan = shelf(&desk.global).load(plan)?.to_pinned();
    let written = desk.run(id, desk.wish(Command::AdoptPlan { plan, reason })?).await?;
    answer(desk, &written)
}

/// The plan that was typed, or the one in use.
fn named(global: &Global, typed: Option<String>) -> String {
    typed.or_else(|| global.plan.clone()).unwrap_or_else(|| desk::DEFAULT_PLAN.to_owned())
}

fn list(global: &Global, out: Out) -> Result<(), Failure> {
    let shelf = shelf(global);
    let used = named(global, None);
    let mut rows = Vec::new();
    let mut table = Table::with(out, 0, &[]);
    let mut ids = shelf.ids();
    if !ids.iter().any(|(id, _)| *id == used) {
        ids.push((used.clone(), true));
    }
    for (id, own) in ids {
        let plan = shelf.load(&id).ok();
        let in_use = id == used;
        let title = plan.as_ref().map_or_else(
            || format!("cannot be read; `warroom plan check {id}` says why"),
            |plan| plan.title.clone(),
        );
        let levels = plan
            .as_ref()
            .map_or(String::new(), |plan| counted(plan.levels.len(), "level", "levels"));
        let clocks = plan
            .as_ref()
            .map_or(String::new(), |plan| counted(plan.clocks.len(), "clock", "clocks"));
        let source = if own { "yours" } else { "built in" };
        table.row(&[if in_use { "*" } else { " " }, &id, source, &levels, &clocks], &title);
        rows.push(Planned::of(&id, plan.as_deref(), !own, in_use));
    }
    if out.json { out.json(&wire::list("plans", &rows)) } else { table.print() }
}

/// Looks plans through. Faults keep a plan from being used; what is merely worth mending fails the check
/// only where that was asked for.
fn check(global: &Global, out: Out, plans: Vec<String>, strict: bool) -> Result<u8, Failure> {
    let names = if plans.is_empty() { vec![named(global, None)] } else { plans };
    let day = SystemClock.now().date_naive();
    let (mut faults, mut advice, mut checked) = (Vec::new(), Vec::new(), Vec::new());
    for name in &names {
        let mut found = shelf(global).inspect(name, day)?;
        let wrong = found.plan.as_ref().map(crate::comms::check).unwrap_or_default();
        found
            .faults
            .extend(wrong.into_iter().map(|fault| found.misprint(fault)).collect::<Vec<_>>());
        if let (true, Some(plan)) = (found.faults.is_empty(), &found.plan) {
            let clocks = counted(plan.clocks.len(), "clock", "clocks");
            let stages = counted(plan.stages.len(), "stage", "stages");
            checked.push(format!("{name}: can be used: {stages}, {clocks}"));
        }
        faults.extend(found.faults);
        advice.extend(found.advice);
    }
    let failed = !faults.is_empty() || strict && !advice.is_empty();
    let code = if failed { CHECK } else { 0 };
    if out.json {
        let row = |misprint: &Misprint| {
            json!({
                "file": misprint.file,
                "line": misprint.line,
                "key": misprint.path,
                "problem": misprint.problem,
            })
        };
        let rows = |of: &[Misprint]| of.iter().map(row).collect::<Vec<_>>();
        let found = json!({ "faults": rows(&faults), "advice": rows(&advice) });
        return out.json(&found).map(|()| code);
    }
    for fault in &faults {
        out.line(&fault.to_string())?;
    }
    for hint in &advice {
        out.line(&format!("advice: {hint}"))?;
    }
    for line in &checked {
        out.say(line)?;
    }
    if !faults.is_empty() {
        let many = counted(faults.len(), "fault", "faults");
        out::complain(&format!("error: {many}; no incident can get such a plan"));
        out::complain("try: mend the lines that are named, and check again");
    } else if failed {
        out::complain(&format!("error: {} and --strict", counted(advice.len(), "hint", "hints")));
        out::complain("try: mend the lines that are named, or leave --strict out");
    }
    Ok(code)
}

/// What is copied, and where to.
struct Copied {
    from: String,
    output: Option<PathBuf>,
    id: Option<String>,
    over: bool,
}

fn copy(global: &Global, out: Out, of: &Copied) -> Result<(), Failure> {
    let script = shelf(global).script(&of.from)?;
    let stem = of.output.as_ref().and_then(|file| file.file_stem()).and_then(|stem| stem.to_str());
    let id = of.id.as_deref().or(stem).map_or_else(|| format!("our-{}", of.from), str::to_owned);
    let is_kebab = id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if id.is_empty() || !is_kebab {
        let what = format!("`{id}` is no id for a plan");
        return Err(Failure::new(USAGE, what, "use small letters, digits and dashes, with --id"));
    }
    let file = match &of.output {
        Some(file) => file.clone(),
        None => settings::plans_folder(global)?.join(format!("{id}.toml")),
    };
    let text = retitled(&script.text, &id, &script.name);
    let shown = file.display().to_string();
    let is_there = of.over && file.exists();
    let write = if is_there { filing::replace } else { filing::create };
    write(&file, &text).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            let remedy = "choose another --id or --output, or add --yes to write over it";
            Failure::new(REFUSED, format!("{shown} is there already"), remedy)
        }
        _ => Failure::io(&format!("cannot write {shown}"), &error),
    })?;
    if out.json {
        return out.json(&json!({ "file": shown, "id": id }));
    }
    out.say(&format!("written: {shown}"))?;
    let which = if of.output.is_some() { &shown } else { &id };
    out.say(&format!("edit it, then `warroom plan check {which}`; `--plan {which}` uses it"))
}

/// The text with another id, and a few words on how to go on at its head.
fn retitled(text: &str, id: &str, from: &str) -> String {
    let head = format!(
        "# A copy of the plan `{from}`, to make your own of.\n\
         #\n\
         # Change what you like: `warroom plan check {id}` names every fault with its line, and says what is\n\
         # still missing, such as whom to page. `warroom plan diff {from} {id}` shows what you changed. An open\n\
         # incident keeps the plan that it began with, until somebody adopts another one.\n#\n"
    );
    let mut done = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        let is_id = !done && line.trim_start().starts_with("id") && line.contains('=');
        done |= is_id;
        lines.push(if is_id { format!("id = \"{id}\"") } else { line.to_owned() });
    }
    format!("{head}{}\n", lines.join("\n"))
}

fn diff(global: &Global, out: Out, one: &str, other: &str) -> Result<(), Failure> {
    let shelf = shelf(global);
    let found = differences(&*shelf.load(one)?, &*shelf.load(other)?);
    if out.json {
        let row = |of: &crate::plan::Difference| json!({ "path": of.path, "one": of.one, "other": of.other });
        let rows: Vec<_> = found.iter().map(row).collect();
        return out.json(&json!({ "differences": rows }));
    }
    let mut table = Table::with(out, 0, &[]);
    for difference in &found {
        let (sign, text) = match (&difference.one, &difference.other) {
            (Some(one), Some(other)) => ("~", format!("{one} → {other}")),
            (Some(one), None) => ("-", one.clone()),
            (None, other) => ("+", other.clone().unwrap_or_default()),
        };
        table.row(&[sign, &difference.path], &text);
    }
    table.print()?;
    if found.is_empty() {
        out.say(&format!("{one} and {other} say the same"))?;
    }
    Ok(())
}
