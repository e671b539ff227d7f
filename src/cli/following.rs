//! The work that follows incidents: written down, changed, ended, and listed across all of them.

use super::args::{ActionDo, FollowDo, How};
use super::desk::Desk;
use super::failure::{Failure, USAGE};
use super::table::{Table, counted};
use super::writing::answer;
use crate::incident::{Command, Incident, Measure, Output, Owed};
use crate::intent::day;
use crate::register::{ActionQuery, Following, following, open_and_overdue};
use crate::store::follow_up::{FollowUp, Standing};
use crate::store::index::Summary;
use crate::wire::{self, FollowedUp};
use chrono::{DateTime, Utc};

/// Does what was asked about the work that follows.
pub async fn follow(desk: &Desk, what: FollowDo) -> Result<(), Failure> {
    match what {
        FollowDo::Action { what } => action(desk, what).await,
        FollowDo::Actions { query } => actions(desk, &query.join(" ")).await,
    }
}

async fn action(desk: &Desk, what: ActionDo) -> Result<(), Failure> {
    let (on, command) = match what {
        ActionDo::List { on } => {
            let id = desk.named(&on.id).await?;
            return list(desk, &desk.open(id).await?.incident);
        }
        ActionDo::Add { on, text, owner, due, prevent, .. } => {
            let id = desk.named(&on.id).await?;
            let incident = desk.open(id).await?.incident;
            let due = day(&incident, &due, desk.journal.clock().now())?;
            let kind = match prevent {
                None => Output::Fix,
                Some(How::Check) => Output::Prevention(Measure::Check),
                Some(How::Monitor) => Output::Prevention(Measure::Monitor),
                Some(How::Test) => Output::Prevention(Measure::Test),
                Some(How::Process) => Output::Prevention(Measure::Process),
            };
            (on, Command::AddAction(Owed { text, owner, due, kind }))
        }
        ActionDo::Change { on, which, text, owner, due } => {
            let id = desk.named(&on.id).await?;
            let incident = desk.open(id).await?.incident;
            let due =
                due.map(|due| day(&incident, &due, desk.journal.clock().now())).transpose()?;
            (on, Command::ChangeAction { action: which.action, text, owner, due })
        }
        ActionDo::Done { on, which, note } => {
            (on, Command::FinishAction { action: which.action, note })
        }
        ActionDo::Drop { on, which, because } => {
            (on, Command::DropAction { action: which.action, reason: because.reason })
        }
        ActionDo::Reopen { on, which, because } => {
            (on, Command::ReopenAction { action: which.action, reason: because.reason })
        }
    };
    let id = desk.named(&on.id).await?;
    let written = desk.run(id, desk.wish(command)?).await?;
    answer(desk, &written)
}

/// Lists the work that follows all incidents: what is open by its day, the longest overdue first.
async fn actions(desk: &Desk, typed: &str) -> Result<(), Failure> {
    let now = desk.journal.clock().now();
    let query = ActionQuery::read(typed, now, desk.plan().ok().as_deref()).map_err(|error| {
        let what = format!("character {} of the query: {}", error.at, error.problem);
        Failure::new(USAGE, what, error.remedy)
    })?;
    let summaries = desk.list().await?.summaries;
    let found = following(&summaries, &query, now);
    if desk.out.json {
        let shapes: Vec<FollowedUp> = found.iter().map(|one| FollowedUp::of(*one, now)).collect();
        return desk.out.json(&wire::list("actions", &shapes));
    }
    let mut table = Table::with(desk.out, 0, &[]);
    for Following { of, what } in &found {
        let called = of.number.as_deref().unwrap_or(of.id.short());
        add(&mut table, Some(called), what, now);
    }
    table.print()?;
    let there = summaries.iter().any(|of| !of.actions.is_empty());
    desk.out.say(&match found.is_empty() {
        true if there => format!("no action fits `{typed}`"),
        true => "no actions yet; `warroom action add ID TEXT` writes one down".to_owned(),
        false => count(found.iter().map(|one| one.what), found.len(), now),
    })
}

/// Lists the work that follows one incident, by the numbers by which it is named.
fn list(desk: &Desk, incident: &Incident) -> Result<(), Failure> {
    let now = desk.journal.clock().now();
    if desk.out.json {
        return desk.out.json(&wire::list("actions", &FollowedUp::all(incident, now)));
    }
    let all = Summary::of(incident).actions;
    numbered(desk, &all, 0, now)?;
    desk.out.say(&if all.is_empty() {
        format!("no actions yet; `warroom action add {} TEXT` writes one down", incident.id.short())
    } else {
        count(&all, all.len(), now)
    })
}

/// Prints the work that follows one incident, each piece with its number.
pub fn numbered(
    desk: &Desk,
    all: &[FollowUp],
    indent: usize,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let mut table = Table::with(desk.out, indent, &[]);
    for (number, what) in (1_usize..).zip(all) {
        add(&mut table, Some(&number.to_string()), what, now);
    }
    table.print()
}

fn add(table: &mut Table, called: Option<&str>, what: &FollowUp, now: DateTime<Utc>) {
    let sign = match what.standing(now) {
        Standing::Overdue(_) => "‼",
        Standing::Open(_) => " ",
        Standing::DoneInTime | Standing::DoneLate(_) => "✓",
        Standing::Dropped => "–",
    };
    let (due, words) = (what.due.to_string(), what.words(now));
    let said = what.said.as_ref().map(|said| format!(": {said}")).unwrap_or_default();
    let cells = [sign, called.unwrap_or_default(), &due, &words, &what.owner];
    table.row(&cells, &format!("{} ({}){said}", what.text, what.kind));
}

/// In words: `5 actions, 3 open, 1 overdue`.
fn count<'a>(
    work: impl IntoIterator<Item = &'a FollowUp>,
    many: usize,
    now: DateTime<Utc>,
) -> String {
    let (open, overdue) = open_and_overdue(work, now);
    let late = if overdue > 0 { format!(", {overdue} overdue") } else { String::new() };
    format!("{}, {open} open{late}", counted(many, "action", "actions"))
}
