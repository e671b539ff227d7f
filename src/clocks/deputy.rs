//! The deputy: what the dashboard reminds people of by itself, what presses most, and when a bell is due.

use super::reading::{Reading, State};
use super::rules::readings;
use crate::incident::{EntryId, Incident, Status, Task};
use crate::plan::ClockKind;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;

/// From how many open tasks on one person on it is too much, where the plan says nothing.
const SPAN_OF_CONTROL: u32 = 7;
/// How long a reminder stands that nothing answers, such as a time check.
const STANDS: TimeDelta = TimeDelta::minutes(1);

/// A reminder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nudge {
    /// What it is about.
    pub about: About,
    /// In a few words: `Time check`.
    pub title: String,
    /// What to say: `Nobody is commander: take the seat, or give it to somebody`.
    pub text: String,
    /// To whom, where that is one person.
    pub to: Option<String>,
    /// Since when it is so.
    pub since: DateTime<Utc>,
    /// How often it was due by now.
    pub times: u32,
    /// How urgent it is.
    pub pressing: Pressing,
}

/// What a reminder or a ring is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// A clock of the plan, by its id.
    Clock(String),
    /// A task whose minutes are up, by the entry that gave it.
    Task(EntryId),
    /// A person who has too many tasks.
    Person(String),
}

/// How urgent something is, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pressing {
    /// There is time.
    Runs,
    /// The dashboard reminds of it.
    Reminds,
    /// Four fifths of the time are gone.
    AtRisk,
    /// The time is up.
    Late,
}

/// What presses most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worst<'a> {
    /// A clock.
    Clock(&'a Reading),
    /// A reminder.
    Nudge(&'a Nudge),
}

/// Something for which a bell is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ring {
    /// What it is about.
    pub about: About,
    /// In a few words: `Contained`.
    pub title: String,
    /// What it has come to.
    pub pressing: Pressing,
}

/// What the dashboard reminds people of, the most urgent first: the plan's nudges, tasks whose minutes are
/// up, and people with too many tasks. Nothing of what somebody waived, ruled out or put off.
///
/// A nudge that something answers (`until = "commander.seated"`) stands until that happens; any other one,
/// such as a time check, stands for a minute each time.
pub fn nudges(incident: &Incident, readings: &[Reading], now: DateTime<Utc>) -> Vec<Nudge> {
    if !incident.has_clocks() || incident.status == Status::Closed {
        return Vec::new();
    }
    let mut nudges: Vec<Nudge> = Vec::new();
    nudges.extend(readings.iter().filter_map(|reading| of_clock(incident, reading, now)));
    let open = || incident.tasks.iter().filter(|task| task.done.is_none());
    nudges.extend(open().filter(|task| task.due() <= now).map(call_back));
    nudges.extend(too_many(incident, open()));
    nudges.sort_by_key(|nudge| (std::cmp::Reverse(nudge.pressing), nudge.since));
    nudges
}

fn of_clock(incident: &Incident, reading: &Reading, now: DateTime<Utc>) -> Option<Nudge> {
    if reading.kind != ClockKind::Nudge || reading.snoozed_until.is_some() {
        return None;
    }
    let start = reading.counts_from.as_ref()?.1.earliest();
    let (since, pressing) = match reading.state {
        State::Late => (reading.due.unwrap_or(start), Pressing::Late),
        State::Running if reading.only_reminds() && reading.missed > 0 => {
            let clock = incident.plan.as_ref()?.clock(&reading.clock);
            let until = clock.and_then(|clock| clock.until.as_deref());
            let is_answered = until.is_some_and(|until| !matches!(until, "resolved" | "closed"));
            let last = reading.runs_from.unwrap_or(start);
            if !is_answered && now - last >= STANDS {
                return None;
            }
            (if is_answered { start } else { last }, Pressing::Reminds)
        }
        _ => return None,
    };
    let holder = reading.owner.as_deref().and_then(|role| incident.holder(role));
    Some(Nudge {
        about: About::Clock(reading.clock.clone()),
        title: reading.title.clone(),
        text: reading.note.clone().unwrap_or_else(|| reading.title.clone()),
        to: holder.map(str::to_owned),
        since,
        times: reading.missed.max(1),
        pressing,
    })
}

fn call_back(task: &Task) -> Nudge {
    let said_yes = if task.acknowledged.is_some() { "" } else { ", never acknowledged" };
    Nudge {
        about: About::Task(task.id),
        title: "Call back".to_owned(),
        text: format!("{}: {} ({} min are up{said_yes})", task.to, task.text, task.minutes),
        to: Some(task.to.clone()),
        since: task.due(),
        times: 1,
        pressing: Pressing::Late,
    }
}

/// People who have more open tasks than one can look after.
fn too_many<'a>(incident: &Incident, open: impl Iterator<Item = &'a Task>) -> Vec<Nudge> {
    let most = incident.plan.as_ref().and_then(|plan| plan.span_of_control);
    let most = usize::try_from(most.unwrap_or(SPAN_OF_CONTROL)).unwrap_or(usize::MAX);
    let mut given: BTreeMap<&str, Vec<DateTime<Utc>>> = BTreeMap::new();
    for task in open {
        given.entry(&task.to).or_default().push(task.given.earliest());
    }
    let mut nudges = Vec::new();
    for (person, mut given) in given {
        given.sort();
        let Some(since) = given.get(most) else { continue };
        let many = given.len();
        nudges.push(Nudge {
            about: About::Person(person.to_owned()),
            title: "Span of control".to_owned(),
            text: format!("{person} has {many} open tasks, more than {most}: give some away"),
            to: Some(person.to_owned()),
            since: *since,
            times: 1,
            pressing: Pressing::Reminds,
        });
    }
    nudges
}

impl Worst<'_> {
    /// How urgent it is.
    pub fn pressing(&self) -> Pressing {
        match self {
            Worst::Clock(reading) => pressing(reading).unwrap_or(Pressing::Runs),
            Worst::Nudge(nudge) => nudge.pressing,
        }
    }

    /// What it is, in a few words.
    pub fn title(&self) -> &str {
        match self {
            Worst::Clock(reading) => &reading.title,
            Worst::Nudge(nudge) => &nudge.title,
        }
    }
}

/// What presses most in an incident, for its title: the clock that is late the longest; else a reminder or
/// a clock at risk; else the clock that runs out next. Nothing when nothing runs. What somebody put off does
/// not press.
pub fn worst<'a>(readings: &'a [Reading], nudges: &'a [Nudge]) -> Option<Worst<'a>> {
    let clocks = readings.iter().filter(|reading| pressing(reading).is_some()).map(Worst::Clock);
    let nudges = nudges.iter().map(Worst::Nudge);
    // The first of the most urgent: readings and nudges stand in order.
    clocks.chain(nudges).reduce(
        |worst, next| {
            if next.pressing() > worst.pressing() { next } else { worst }
        },
    )
}

/// How urgent a clock is; nothing when no time runs or nobody wants to hear of it.
fn pressing(reading: &Reading) -> Option<Pressing> {
    match reading.state {
        _ if reading.snoozed_until.is_some() => None,
        State::Late => Some(Pressing::Late),
        State::AtRisk => Some(Pressing::AtRisk),
        // Once it has reminded, its nudge stands for it.
        State::Running if !reading.only_reminds() => Some(Pressing::Runs),
        _ => None,
    }
}

/// For what a bell is due between two looks: a clock that has become at risk or late, an interval of a
/// cadence or a reminder that has passed, a task whose minutes are up, somebody with too many tasks. Each
/// look is the readings of one moment and their nudges; between them something may have been written too.
pub fn rings(
    (clocks_before, nudges_before): (&[Reading], &[Nudge]),
    (clocks, nudges): (&[Reading], &[Nudge]),
) -> Vec<Ring> {
    let clock = |reading: &Reading| {
        let before = clocks_before.iter().find(|before| before.clock == reading.clock);
        // While it was put off it was as urgent as it was, only nobody said so.
        let was = before.and_then(urgency).unwrap_or(Pressing::Runs);
        let now = urgency(reading).filter(|_| reading.snoozed_until.is_none())?;
        let again = before.is_some_and(|before| reading.missed > before.missed);
        let again = again || (before.is_none() && reading.missed > 0);
        let worse = now > was && now > Pressing::Runs;
        let pressing = if reading.only_reminds() { Pressing::Reminds } else { now };
        let title = reading.title.clone();
        (worse || again).then_some(Ring {
            about: About::Clock(reading.clock.clone()),
            title,
            pressing,
        })
    };
    let nudge = |nudge: &Nudge| {
        let known = nudges_before.iter().any(|before| before.about == nudge.about);
        let of_clock = matches!(nudge.about, About::Clock(_));
        let title = nudge.title.clone();
        let ring = Ring { about: nudge.about.clone(), title, pressing: nudge.pressing };
        (!of_clock && !known).then_some(ring)
    };
    clocks.iter().filter_map(clock).chain(nudges.iter().filter_map(nudge)).collect()
}

fn urgency(reading: &Reading) -> Option<Pressing> {
    match reading.state {
        State::Late => Some(Pressing::Late),
        State::AtRisk => Some(Pressing::AtRisk),
        State::Running => Some(Pressing::Runs),
        _ => None,
    }
}

/// For what a bell is due between two moments, when nothing was written in between.
pub fn rings_between(
    incident: &Incident,
    before: DateTime<Utc>,
    after: DateTime<Utc>,
) -> Vec<Ring> {
    let look = |at| {
        let readings = readings(incident, at);
        let nudges = nudges(incident, &readings, at);
        (readings, nudges)
    };
    let (clocks_before, nudges_before) = look(before);
    let (clocks, nudges) = look(after);
    rings((&clocks_before, &nudges_before), (&clocks, &nudges))
}
