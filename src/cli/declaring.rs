//! `declare` and `sev`: opening an incident, how bad it is, and whether it was there before.

use super::args::Assess;
use super::assessing::{self, Accepted};
use super::desk::Desk;
use super::failure::{Failure, USAGE};
use super::reading::moment;
use super::table::Table;
use super::writing::answer_with;
use crate::incident::{Assessed, Command, Declared, Incident, IncidentId};
use crate::intent::taken_for;
use crate::journal::Wish;
use crate::plan::Plan;
use crate::recurrence::{Recurrence, recurrence};
use crate::wire::{Earlier, Proposed};
use serde_json::{Value, json};

/// Opens an incident, and says whether this kind was there before.
pub async fn declare(desk: &Desk, declared: Declared, assess: &Assess) -> Result<(), Failure> {
    let plan = desk.plan()?;
    let accepted = match assess.assess.as_deref() {
        None => None,
        Some([]) => return assessing::list(desk, &plan),
        Some(_) if declared.severity.is_some() => {
            let what = "--sev sets the level, and --assess proposes one";
            return Err(Failure::new(USAGE, what, "leave one of them out"));
        }
        Some(typed) => {
            let assessed = assessing::told(&plan, typed)?;
            Some(assessing::ask(desk, &plan, assess, assessed, "")?)
        }
    };
    let typed = declared.severity.clone();
    let wish = desk.wish(Command::Note { text: String::new() })?;
    let pinned = Some(plan.to_pinned());
    let with = |command| Wish { command, ..wish.clone() };
    let mut written = desk.declare(declared, pinned, with).await?;
    if let Some(Accepted { level, reason, assessed }) = accepted {
        let wish = with(Command::SetSeverity { level, reason, assessed });
        written = desk.run(written.incident.id, wish).await?;
    }
    let incident = &written.incident;
    let before = before(desk, incident).await?;
    let taken = typed.as_deref().and_then(|typed| taken_for(incident, typed));
    if desk.out.json {
        let mut answer = json!({ "id": incident.id, "recurrence": Earlier::all(before.as_ref()) });
        if let (Some((typed, level)), Some(answer)) = (taken, answer.as_object_mut()) {
            answer.insert("taken_for".to_owned(), json!({ "typed": typed, "severity": level }));
        }
        return desk.out.json(&answer);
    }
    let level = incident.severity.as_deref().unwrap_or("no severity yet");
    desk.out.say(&format!("declared {} {level}: {}", incident.id, incident.title))?;
    if let Some(taken) = taken {
        say_taken(desk, taken)?;
    }
    let empty = incident.empty_seats();
    if !empty.is_empty() {
        let seats: Vec<&str> = empty.iter().map(|role| role.short.as_str()).collect();
        desk.out.say(&format!("empty seats: {}", seats.join(", ")))?;
    }
    match before {
        Some(before) if !desk.out.quiet => tell_before(desk, &before),
        _ => Ok(()),
    }
}

/// Whether this kind of incident was there before.
pub async fn before(desk: &Desk, incident: &Incident) -> Result<Option<Recurrence>, Failure> {
    if incident.category.is_none() {
        return Ok(None);
    }
    Ok(recurrence(incident, &desk.list().await?.summaries))
}

/// Names the earlier incidents, the newest first.
pub fn tell_before(desk: &Desk, before: &Recurrence) -> Result<(), Failure> {
    desk.out.line(&before.words())?;
    let mut table = Table::with(desk.out, 2, &[]);
    for earlier in &before.earlier {
        let when = moment(desk, earlier.when);
        let level = earlier.severity.as_deref().unwrap_or("no level");
        let text = format!("{}\n{}", earlier.title, earlier.words());
        table.row(&[earlier.incident.as_str(), level, &when], &text);
    }
    table.print()?;
    desk.out.line("  preventive actions: not recorded")
}

/// Sets the severity: the level that was typed, or the one that the helper proposes.
pub async fn sev(
    desk: &Desk,
    id: IncidentId,
    level: Option<String>,
    reason: String,
    assess: &Assess,
) -> Result<(), Failure> {
    let nothing = || {
        Failure::new(USAGE, "no level is named", "`warroom sev ID LEVEL`, or --assess to find one")
    };
    let Some(typed) = assess.assess.as_deref() else {
        return set(desk, id, level.ok_or_else(nothing)?, reason, Assessed::new(), None).await;
    };
    let incident = desk.open(id).await?.incident;
    let no_plan = || Plan::default();
    let plan = incident.plan.as_deref().cloned().unwrap_or_else(no_plan);
    if typed.is_empty() {
        return assessing::list(desk, &plan);
    }
    let assessed = assessing::told(&plan, typed)?;
    if let Some(level) = level {
        return set(desk, id, level, reason, assessed, None).await;
    }
    let proposal = crate::plan::propose(&plan, &assessed);
    let Accepted { level, reason, assessed } =
        assessing::ask(desk, &plan, assess, assessed, &reason)?;
    let proposed = json!(Proposed::of(&proposal, true));
    set(desk, id, level, reason, assessed, Some(proposed)).await
}

async fn set(
    desk: &Desk,
    id: IncidentId,
    typed: String,
    reason: String,
    assessed: Assessed,
    proposed: Option<Value>,
) -> Result<(), Failure> {
    let level = typed.clone();
    let wish = desk.wish(Command::SetSeverity { level, reason, assessed })?;
    let written = desk.run(id, wish).await?;
    let taken = taken_for(&written.incident, &typed);
    let mut more = Vec::new();
    more.extend(proposed.map(|proposed| ("proposal", proposed)));
    more.extend(
        taken
            .clone()
            .map(|(typed, level)| ("taken_for", json!({ "typed": typed, "severity": level }))),
    );
    answer_with(desk, &written, more)?;
    taken.map_or(Ok(()), |taken| say_taken(desk, taken))
}

fn say_taken(desk: &Desk, (typed, level): (String, String)) -> Result<(), Failure> {
    desk.out.say(&format!("the plan has no level `{typed}`: it was taken for {level}"))
}
