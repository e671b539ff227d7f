//! The briefing that goes with a seat when it is handed over: a page of text, made from the entries alone.

use super::{Said, brief};
use crate::clocks::Reading;
use crate::incident::{Answer, Incident, ItemState, Word};
use crate::telling::{contained_how, name_of_role};
use crate::time::{Moment, Precision};
use chrono::{DateTime, Utc};
use std::fmt::Write as _;

/// How many lines each part has at most; the log has all.
const MOST: usize = 12;

/// Writes the briefing for whoever is to take a seat. The same incident at the same time gives the same
/// text; times are in UTC.
pub fn briefing(
    incident: &Incident,
    readings: &[Reading],
    role: &str,
    now: DateTime<Utc>,
) -> String {
    let brief = brief(incident, readings, None, now);
    let plan = incident.plan.as_deref();
    let mut text = format!(
        "Briefing for {}, {}\n{}: {}\n",
        name_of_role(incident, role),
        moment(Moment::second(now)),
        incident.id,
        incident.title
    );
    let seat = plan.and_then(|plan| plan.role(role));
    if let Some(seat) = seat {
        _ = writeln!(text, "The seat: {}", seat.duty);
        if !seat.may.is_empty() {
            _ = writeln!(text, "It may, without asking: {}", seat.may.join(", "));
        }
    }
    let lines = |said: &[Said]| said.iter().map(line).collect::<Vec<_>>();
    part(&mut text, "State", &lines(&brief.known));
    part(&mut text, "In force to contain it", &contained(incident));
    part(&mut text, "Open lines of this stage", &open_lines(incident));
    part(&mut text, "Not yet known", &unanswered(incident));
    part(&mut text, "Due next", &clocks(incident, readings, now));
    part(&mut text, "Open tasks", &lines(&brief.tasks));
    part(&mut text, "Work that follows", &lines(&brief.actions));
    part(&mut text, "Last decisions", &lines(&brief.decisions));
    part(&mut text, "Who does what", &lines(&brief.people));
    part(&mut text, "Empty seats", &brief.empty_seats().into_iter().collect::<Vec<_>>());
    text.truncate(text.trim_end().len());
    text
}

fn part(text: &mut String, name: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    _ = write!(text, "\n{name}\n");
    for line in lines.iter().take(MOST) {
        _ = writeln!(text, "  {line}");
    }
    if let Some(more) = lines.len().checked_sub(MOST).filter(|more| *more > 0) {
        _ = writeln!(text, "  and {more} more");
    }
}

fn line(said: &Said) -> String {
    let when = said.when.map(|when| format!("{} ", moment(when))).unwrap_or_default();
    let who = if said.who.is_empty() { String::new() } else { format!("{}: ", said.who) };
    format!("{when}{who}{}", said.text)
}

fn contained(incident: &Incident) -> Vec<String> {
    let ledger = incident.response.containments.iter().filter(|line| line.lifted.is_none());
    ledger
        .map(|line| {
            let verb = contained_how(incident.plan.as_deref(), &line.verb);
            let checked = if line.verified.is_some() { "verified" } else { "not verified" };
            let until = line.criteria.as_ref().map(|until| format!("; until {until}"));
            let since = moment(line.since);
            format!(
                "{since} {}: {verb} {}, {checked}{}",
                line.by,
                line.what,
                until.unwrap_or_default()
            )
        })
        .collect()
}

fn open_lines(incident: &Incident) -> Vec<String> {
    let Some(stage) = &incident.stage else { return Vec::new() };
    let open = incident.checklist(stage).filter(|item| item.state == ItemState::Open);
    open.map(|item| item.text.clone()).collect()
}

/// Questions whose answer somebody looked for and nobody has.
fn unanswered(incident: &Incident) -> Vec<String> {
    let Some(plan) = &incident.plan else { return Vec::new() };
    let unknown = Answer::Word(Word::Unknown);
    let asked = plan.questions.iter().filter(|question| {
        incident.response.answers.get(&question.id).is_some_and(|said| said.value == unknown)
    });
    let mut lines: Vec<String> = asked.map(|question| question.text.clone()).collect();
    let never = plan.questions.len() - incident.response.answers.len().min(plan.questions.len());
    if never > 0 {
        lines.push(format!("{never} of {} questions were not asked yet", plan.questions.len()));
    }
    lines
}

fn clocks(incident: &Incident, readings: &[Reading], now: DateTime<Utc>) -> Vec<String> {
    let counting = readings.iter().filter(|reading| reading.is_counting());
    counting
        .map(|reading| {
            let due = reading.due.map(|due| moment(Moment::second(due)));
            let owner = reading.owner.as_deref().map(|role| {
                let name = name_of_role(incident, role);
                match incident.holder(role) {
                    Some(holder) => format!(" ({holder})"),
                    None => format!(" (nobody is {name})"),
                }
            });
            let due = due.map(|due| format!("{due} ")).unwrap_or_default();
            format!("{due}{}: {}{}", reading.title, reading.words(now), owner.unwrap_or_default())
        })
        .collect()
}

fn moment(moment: Moment) -> String {
    if moment.precision() <= Precision::Minute {
        moment.earliest().format("%Y-%m-%d %H:%MZ").to_string()
    } else {
        format!("≈{moment}")
    }
}
