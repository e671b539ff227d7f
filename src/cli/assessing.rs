//! The severity helper at the command line: what reaches which level, what that comes to, and asking.

use super::args::Assess;
use super::desk::Desk;
use super::failure::{Failure, REFUSED, USAGE};
use super::table::Table;
use crate::incident::Assessed;
use crate::intent::{Suggested, assessed, suggested};
use crate::plan::{Plan, Proposal};
use crate::wire::Proposed;
use serde_json::json;
use std::io::IsTerminal;

/// What somebody accepted.
pub struct Accepted {
    /// The level.
    pub level: String,
    /// Why it is that level.
    pub reason: String,
    /// What was told of each dimension.
    pub assessed: Assessed,
}

/// What was told of each dimension, with the plan's names. Of what is `unknown` nothing is kept.
pub fn told(plan: &Plan, typed: &[String]) -> Result<Assessed, Failure> {
    let told = typed.iter().map(|word| reached(word)).collect::<Result<Vec<_>, _>>()?;
    Ok(assessed(plan, told)?)
}

/// A dimension, and what it reaches.
fn reached(word: &str) -> Result<(&str, &str), Failure> {
    word.split_once('=').ok_or_else(|| {
        let what = format!("`{word}` does not say what a dimension reaches");
        Failure::new(USAGE, what, "write DIMENSION=LEVEL, such as people=1")
    })
}

/// Lists what the helper asks.
pub fn list(desk: &Desk, plan: &Plan) -> Result<(), Failure> {
    if desk.out.json {
        return desk.out.json(&json!({ "dimensions": plan.dimensions }));
    }
    if plan.dimensions.is_empty() {
        return desk.out.line("the plan has no dimensions of impact; set the level with `sev`");
    }
    let mut table = Table::with(desk.out, 0, &[]);
    for dimension in &plan.dimensions {
        table.row(&[&dimension.id], &dimension.title);
        for answer in &dimension.answers {
            table.row(&["", &answer.level], &answer.text);
        }
    }
    table.print()?;
    desk.out.line("write what each reaches: --assess DIMENSION=LEVEL ..., or =unknown")
}

/// Proposes a level, and asks whether it is to be set: a person decides.
pub fn ask(
    desk: &Desk,
    plan: &Plan,
    assess: &Assess,
    assessed: Assessed,
    reason: &str,
) -> Result<Accepted, Failure> {
    let Suggested { proposal, level, reason } = suggested(plan, &assessed, reason)?;
    if !(desk.out.json && assess.yes) {
        tell(desk, plan, &proposal)?;
    }
    if !assess.yes {
        confirm(&level)?;
    }
    Ok(Accepted { level, reason, assessed })
}

fn tell(desk: &Desk, plan: &Plan, proposal: &Proposal) -> Result<(), Failure> {
    if desk.out.json {
        return desk.out.json(&json!({ "proposal": Proposed::of(proposal, false) }));
    }
    let level = proposal.level.as_deref().unwrap_or_default();
    let title = plan.level(level).map_or("", |level| level.title.as_str());
    desk.out.say(&format!("proposed: {level} {title}"))?;
    if desk.out.quiet {
        return Ok(());
    }
    let mut table = Table::with(desk.out, 2, &[]);
    for reached in &proposal.because {
        table.row(&[&reached.level, &reached.title], &reached.text);
    }
    for unknown in &proposal.unknown {
        table.row(&["?", unknown], "not known; it does not count");
    }
    table.print()
}

fn confirm(level: &str) -> Result<(), Failure> {
    let remedy = format!("add --yes when {level} is right, or set another one with `sev`");
    if !std::io::stdin().is_terminal() {
        let what = "nothing is set: a person decides, and there is nobody to ask";
        return Err(Failure::new(REFUSED, what, remedy));
    }
    super::out::complain(&format!("Set {level}? Type y or n:"));
    let mut answer = String::new();
    let read = std::io::stdin().read_line(&mut answer);
    read.map_err(|error| Failure::io("cannot read the answer", &error))?;
    match answer.trim().to_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => Err(Failure::new(REFUSED, "not confirmed; nothing is set", remedy)),
    }
}
