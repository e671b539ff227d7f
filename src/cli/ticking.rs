//! `clocks`: what is due, by when, counted from what; once, or anew each second.

use super::desk::Desk;
use super::failure::Failure;
use super::reading::{meant, moment};
use super::table::{Table, counted};
use crate::clocks::{Reading, State, moment_words, place, readings};
use crate::incident::IncidentId;
use crate::text::Shown;
use crate::time::{Moment, Precision};
use crate::wire::{self, Clock};
use chrono::{DateTime, TimeDelta, Utc};
use std::io::IsTerminal;
use std::time::Duration;

/// What is said below clocks of the law.
pub const NO_ADVICE: &str =
    "No legal advice: compare it with its source, as of the day it was checked.";

/// The clocks of one incident, or of all that are open, as they read at one moment.
struct Looked {
    now: DateTime<Utc>,
    /// Whether there is more than one incident.
    many: bool,
    /// Whether somebody asked for this incident: then nothing is left out.
    named: bool,
    read: Vec<(IncidentId, Reading)>,
}

/// Shows the clocks of one incident, or of all that are open; with `watch` until somebody stops it.
pub async fn clocks(desk: &Desk, typed: Option<&str>, watch: bool) -> Result<(), Failure> {
    let mut drawn = 0;
    loop {
        let looked = look(desk, typed).await?;
        if desk.out.json {
            let shapes: Vec<Clock> =
                looked.read.iter().map(|(id, read)| Clock::of(*id, read, looked.now)).collect();
            desk.out.json(&wire::list("clocks", &shapes))?;
        } else if watch {
            drawn = redraw(desk, &looked, drawn)?;
        } else {
            desk.out.print(&lines(desk, &looked))?;
        }
        if !watch {
            return Ok(());
        }
        // The words change on the second.
        let past = u64::from(desk.journal.clock().now().timestamp_subsec_millis() % 1000);
        std::thread::sleep(Duration::from_millis(1000 - past.min(999)));
    }
}

async fn look(desk: &Desk, typed: Option<&str>) -> Result<Looked, Failure> {
    let now = desk.journal.clock().now();
    let ids = meant(desk, typed, false).await?.ids;
    let many = ids.len() > 1;
    let mut read: Vec<(IncidentId, Reading)> = Vec::new();
    for id in ids {
        let incident = desk.open(id).await?.incident;
        read.extend(readings(&incident, now).into_iter().map(|reading| (id, reading)));
    }
    // Each incident's stand in order; together the same order holds.
    read.sort_by_key(|(_, reading)| place(reading));
    Ok(Looked { now, many, named: typed.is_some(), read })
}

fn lines(desk: &Desk, looked: &Looked) -> Vec<Shown> {
    let mut table = Table::with(desk.out, 0, &[]);
    let open = |reading: &Reading| matches!(reading.state, State::NotAssessed { .. });
    let mut left_out = 0;
    for (id, reading) in &looked.read {
        if open(reading) && !looked.named {
            left_out += 1;
            continue;
        }
        clock_row(desk, &mut table, Some(*id).filter(|_| looked.many), reading, looked.now);
    }
    let mut lines = table.lines();
    let mut say = |text: &str| lines.push(desk.out.shown(text));
    if left_out > 0 {
        let many = counted(left_out, "clock", "clocks");
        say(&format!("{many} not assessed: `warroom classify ID` asks what decides about them"));
    }
    if looked.read.iter().any(|(_, reading)| reading.legal && (looked.named || !open(reading))) {
        say(NO_ADVICE);
    }
    if looked.read.is_empty() && !desk.out.quiet {
        say("no clock runs");
    }
    lines
}

/// Draws over what was drawn before, where that is a terminal; as much as it has room for.
fn redraw(desk: &Desk, looked: &Looked, before: usize) -> Result<usize, Failure> {
    let mut lines = lines(desk, looked);
    let size = std::io::stdout().is_terminal().then(crossterm::terminal::size);
    let Some(Ok((_, rows))) = size else {
        lines.push(Shown::default());
        desk.out.print(&lines)?;
        return Ok(0);
    };
    let room = usize::from(rows).saturating_sub(2).max(1);
    if lines.len() > room {
        let hidden = lines.len() - room + 1;
        lines.truncate(room - 1);
        lines.push(desk.out.shown(&format!("and {hidden} more lines")));
    }
    if before > 0 {
        // Up to where the last drawing began, and clear what is below.
        desk.out.raw(format!("\u{1b}[{before}A\u{1b}[J").as_bytes())?;
    }
    desk.out.print(&lines)?;
    Ok(lines.len())
}

/// Adds a clock to a table: its sign, what is left, what it is; its rule, and when it is due or how it
/// ended. Of a clock of the law, also what it counts from, who is told, and where it stands.
pub fn clock_row(
    desk: &Desk,
    table: &mut Table,
    of: Option<IncidentId>,
    reading: &Reading,
    now: DateTime<Utc>,
) {
    let words = reading.words(now);
    let (sign, left) = match reading.state {
        State::Late => ("‼", words.as_str()),
        State::AtRisk => ("◔", words.as_str()),
        State::Running => (" ", words.as_str()),
        State::Paused { .. } => ("¦", "paused"),
        State::Armed { .. } => (" ", "waits"),
        State::NotAssessed { .. } => ("?", "open"),
        State::Met { .. } => ("✓", "met"),
        State::Waived { .. } => ("–", "waived"),
        State::NotApplicable { .. } => (" ", "–"),
    };
    // With more than a day left, the words of some clocks are a date already.
    let far = reading.left(now).is_some_and(|left| left >= TimeDelta::days(1));
    let dated = reading.by_the_day && far;
    let more = match reading.due.filter(|_| reading.is_counting()) {
        Some(_) if dated => String::new(),
        Some(due) => format!(", {}", moment(desk, Moment::at(due, Precision::Minute))),
        None if reading.is_counting() => String::new(),
        None => format!("; {words}"),
    };
    let which = of.as_ref().map_or("", IncidentId::short);
    let cells = [which, sign, left, &reading.title];
    let mut text = format!("{}{more}", reading.rule);
    if let Some(why) = reading.explained.as_ref().and_then(|said| said.reason.as_ref()) {
        text = format!("{text}; late because {why}");
    }
    if let Some(until) = reading.snoozed_until.filter(|_| reading.is_counting()) {
        let until = moment(desk, Moment::at(until, Precision::Minute));
        text = format!("{text}; reminders put off until {until}");
    }
    if let Some(reference) = &reading.reference {
        text = format!("{text}; reference {reference}");
    }
    if reading.legal && !reading.is_quiet() {
        text = format!("{text}\n{}", grounds(desk, reading));
    }
    table.row(if of.is_some() { &cells } else { &cells[1..] }, &text);
}

/// What a clock of the law rests on.
fn grounds(desk: &Desk, reading: &Reading) -> String {
    let mut parts = Vec::new();
    if let Some((name, at)) = &reading.counts_from {
        parts.push(format!("from {}, {}", moment_words(name), moment(desk, *at)));
    }
    parts.extend(reading.recipient.iter().map(|recipient| format!("to {recipient}")));
    parts.extend(reading.source.clone());
    parts.push(match reading.checked {
        Some(day) => format!("checked {day}"),
        None => "never checked".to_owned(),
    });
    parts.push(wire::NO_ADVICE.to_owned());
    parts.join("; ")
}
