//! Each built-in plan is walked through once: a whole incident from its declaration to the review, told by
//! commands, with what the clocks read at chosen moments written out.
//!
//! ```text
//! Fri 20 Nov 2026
//! 14:00 declare SEV-1 data-leak     the day, then a time and commands, joined by `;`
//!       war-room: 15:00             how a clock reads then, by its id
//!       late: none                  which clocks are late; `running` and `nudges` likewise, in order
//! ```

#[path = "walks/eight_step.rs"]
mod eight_step;
#[path = "walks/first_hour.rs"]
mod first_hour;
#[path = "walks/governance.rs"]
mod governance;
#[path = "walks/register.rs"]
mod register;
#[path = "walks/rhythm.rs"]
mod rhythm;
#[path = "walks/standard.rs"]
mod standard;
#[path = "walks/steps.rs"]
mod steps;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use std::sync::Arc;
use warroom::catalog;
use warroom::clocks::{State, durations, nudges, readings};
use warroom::incident::{Command, Entry, Incident, LogId, Occasion, Place};

/// Walks an incident through a plan, and compares all that the walk says to be so.
#[track_caller]
pub fn walk(plan: &str, story: &str) {
    let mut walk = Walk {
        plan: plan.to_owned(),
        incident: Incident::nothing("AI-261120-7Q2KXM".parse().expect("an id")),
        entries: Vec::new(),
        now: DateTime::<Utc>::MIN_UTC,
        otherwise: Vec::new(),
    };
    for line in story.lines().map(str::trim).filter(|line| !line.is_empty()) {
        walk.goes_on(line);
    }
    assert!(walk.otherwise.is_empty(), "{plan}:\n{}", walk.otherwise.join("\n"));
    let plan = walk.incident.plan.as_deref().expect("a plan is in force");
    let stages = plan.first_track().map(|stage| stage.id.as_str());
    let mut entered = walk.incident.stages.iter().map(|(stage, _)| stage.as_str());
    let missing: Vec<&str> = stages.filter(|stage| !entered.any(|id| id == *stage)).collect();
    assert!(missing.is_empty(), "the walk leaves out {missing:?}");
}

/// An incident on its way.
struct Walk {
    plan: String,
    incident: Incident,
    entries: Vec<Arc<Entry>>,
    now: DateTime<Utc>,
    /// What was otherwise than said.
    otherwise: Vec<String>,
}

impl Walk {
    fn goes_on(&mut self, line: &str) {
        let (first, rest) = line.split_once(' ').expect("a line has two words");
        if let Ok(time) = NaiveTime::parse_from_str(first, "%H:%M") {
            self.now = self.now.date_naive().and_time(time).and_utc();
            for command in rest.split(';').map(str::trim) {
                self.does(command);
            }
        } else if let Ok(day) = NaiveDate::parse_from_str(line, "%a %d %b %Y") {
            assert_eq!(day.format("%a %-d %b %Y").to_string(), line, "that day has another name");
            self.now = day.and_time(NaiveTime::MIN).and_utc();
        } else {
            let (what, words) = line.split_once(": ").expect("`what: words`");
            let says = self.reads(what);
            if says != words {
                let at = self.now.format("%a %-d %b %H:%M");
                self.otherwise.push(format!("{at}  {what}: {says}\n      expected: {words}"));
            }
        }
    }

    /// Does what a line says: `NAME> COMMAND`, or a command of `ops4`.
    fn does(&mut self, line: &str) {
        let (by, words) = line.split_once("> ").unwrap_or(("ops4", line));
        let command = steps::command(words, &self.plan, self.now);
        let on = Occasion::now(by, self.now);
        let facts = match self.incident.decide(command, &on) {
            Ok(facts) => facts,
            Err(refusal) => panic!("{line}: {refusal}; {}", refusal.remedy()),
        };
        for fact in facts {
            let replica = "k3f9q2m1".parse().expect("an id");
            let log = LogId { incident: self.incident.id, replica };
            let last = self.entries.last();
            let place = Place {
                log,
                seq: last.map_or(1, |entry| entry.seq + 1),
                hlc: self.incident.latest().next(self.now),
                at: self.now,
                by,
                prev: last.map_or(log.beginning(), |entry| entry.id),
            };
            let entry = Arc::new(Entry::write(&place, &fact, [7; 16]).expect("it is short"));
            self.entries.push(Arc::clone(&entry));
            self.incident.apply(entry);
        }
    }

    /// How something stands, in words.
    fn reads(&self, what: &str) -> String {
        let read = readings(&self.incident, self.now);
        let listed = |is: &dyn Fn(&State) -> bool| {
            let those = read.iter().filter(|r| is(&r.state) && !r.only_reminds());
            joined(those.map(|reading| reading.clock.as_str()))
        };
        let of = |id: &str| {
            read.iter().find(|reading| reading.clock == id).unwrap_or_else(|| panic!("no {id}"))
        };
        if let Some(id) = what.strip_prefix("due ") {
            let due = of(id).due.unwrap_or_else(|| panic!("{id} has no deadline"));
            return due.format("%a %-d %b %Y %H:%M").to_string();
        }
        if let Some(id) = what.strip_prefix("missed ") {
            return of(id).missed.to_string();
        }
        if let Some(id) = what.strip_prefix("took ") {
            let took = durations(&self.incident);
            let took = took.iter().find(|duration| duration.id == id).expect("it is measured");
            return took.words();
        }
        match what {
            "late" => listed(&|state| *state == State::Late),
            "running" => listed(&|state| matches!(state, State::Running | State::AtRisk)),
            "nudges" => {
                let said = nudges(&self.incident, &read, self.now);
                joined(said.iter().map(|nudge| nudge.title.as_str()))
            }
            "empty" => joined(self.incident.empty_seats().iter().map(|role| role.id.as_str())),
            "level" => self.incident.severity.clone().unwrap_or_default(),
            "stage" => self.incident.stage.clone().unwrap_or_default(),
            "phase" => self.incident.response.tracks["phases"].clone(),
            "status" => self.incident.status.word().to_owned(),
            "contained" => self.ledger(),
            "record" => self.record(),
            "first steps" => {
                let plan = self.incident.plan.as_deref().expect("a plan");
                let stage = plan.containing().expect("a stage contains").id.as_str();
                let lines = self.incident.checklist(stage).filter(|item| item.category.is_some());
                joined(lines.map(|item| item.id.as_str()))
            }
            id if read.iter().any(|reading| reading.clock == id) => of(id).words(self.now),
            _ => "not of this level".to_owned(),
        }
    }

    fn ledger(&self) -> String {
        let line = |one: &warroom::incident::Containment| {
            let end = match (&one.lifted, &one.verified) {
                (Some(_), _) => "lifted",
                (None, Some(_)) => "verified",
                (None, None) => "not verified",
            };
            format!("{} {}, {end}", one.verb, one.what)
        };
        let lines: Vec<String> = self.incident.response.containments.iter().map(line).collect();
        joined(lines.iter().map(String::as_str))
    }

    /// How complete the record is.
    fn record(&self) -> String {
        let plan = self.incident.plan.as_deref().expect("a plan");
        let least: Vec<_> = plan.record.iter().filter(|field| !field.optional).collect();
        let filled = least.iter().filter(|f| self.incident.response.record.contains_key(&f.id));
        format!("{} of {}", filled.count(), least.len())
    }
}

fn joined<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let words: Vec<&str> = words.collect();
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}

#[test]
#[should_panic(expected = "Fri 20 Nov 14:05  contain: 3:55:00")]
fn a_walk_notices_what_is_otherwise_than_it_says() {
    let story = "
        Fri 20 Nov 2026
        14:00 declare SEV-1 privacy
              contain: 4:00:00
        14:05 stage assess; stage remediate; stage learn
              contain: 4:00:00
    ";
    walk("rhythm", story);
}

#[test]
fn every_built_in_plan_is_walked() {
    let walks = ["register", "first-hour", "eight-step", "governance", "rhythm", "standard"];
    let mut ids = catalog::built_in_ids();
    ids.sort_unstable();
    let mut walked = walks.to_vec();
    walked.sort_unstable();
    assert_eq!(ids, walked);
}

/// For the steps: a command is refused where it is misspelt, not silently left out.
#[test]
#[should_panic(expected = "no such step")]
fn a_step_that_nobody_knows_ends_the_walk() {
    let _: Command = steps::command("dance", "rhythm", DateTime::<Utc>::MIN_UTC);
}
