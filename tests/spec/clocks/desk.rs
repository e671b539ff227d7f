//! Somebody who declares an incident with some clocks and then says what happens.

use crate::deadlines::time;
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;
use warroom::clocks::{Reading, readings};
use warroom::incident::{
    Answer, Command, Declared, Entry, Fact, Incident, LogId, Occasion, Place, Ruling, Word,
};
use warroom::plan::{
    Amount, Clock, ClockKind, Due, Level, Plan, Question, Role, Stage, Stamp, Take, Takes, Unit,
};
use warroom::time::Moment;

/// The time of day on the day of the incident, a Friday; a day later from `24:00` on.
pub fn at(clock: &str) -> DateTime<Utc> {
    let parts: Vec<i64> = clock.split(':').map(|part| part.parse().expect("a number")).collect();
    let seconds = parts[0] * 3600 + parts[1] * 60 + parts.get(2).unwrap_or(&0);
    time("2026-11-20T00:00:00Z") + TimeDelta::seconds(seconds)
}

pub fn clock(kind: ClockKind, id: &str, levels: &[&str], due: &[(&str, u32, Unit)]) -> Clock {
    let due = due.iter().map(|&(starts_at, amount, unit)| Due {
        starts_at: starts_at.to_owned(),
        after: Amount { amount, unit },
        conditions: Vec::new(),
    });
    Clock {
        id: id.to_owned(),
        title: id.to_owned(),
        kind,
        due: due.collect(),
        levels: levels.iter().map(|&level| level.to_owned()).collect(),
        owner: Some("commander".to_owned()),
        ..Clock::default()
    }
}

pub fn stops(clock: Clock, stamp: &str) -> Clock {
    Clock { stops_at: Some(stamp.to_owned()), ..clock }
}

/// An update every so many minutes at some levels, until the harm is over.
pub fn cadence(levels: &[&str], minutes: u32) -> Clock {
    let due = [("declared", minutes, Unit::Minutes), ("update_sent", minutes, Unit::Minutes)];
    Clock {
        take: Take::Latest,
        stops_at: Some("update_sent".to_owned()),
        repeat: true,
        until: Some("resolved".to_owned()),
        ..clock(ClockKind::Update, "update", levels, &due)
    }
}

pub fn plan(clocks: Vec<Clock>) -> Plan {
    let levels = ["SEV-1", "SEV-2", "SEV-3"].map(|id| Level {
        id: id.to_owned(),
        title: id.to_owned(),
        ..Level::default()
    });
    let stamps = ["update_sent", "room_open", "report_filed"]
        .map(|id| Stamp { id: id.to_owned(), title: id.to_owned() });
    let commander = Role {
        id: "commander".to_owned(),
        title: "Commander".to_owned(),
        short: "Commander".to_owned(),
        ..Role::default()
    };
    Plan {
        id: "test".to_owned(),
        title: "Test".to_owned(),
        zone: "Europe/Berlin".to_owned(),
        levels: levels.into(),
        stages: ["triage", "contain", "review"].map(stage).into(),
        questions: vec![
            question("personal-data", Takes::YesOrNo),
            question("people", Takes::Number),
        ],
        roles: vec![commander],
        stamps: stamps.into(),
        clocks,
        ..Plan::default()
    }
}

fn stage(id: &str) -> Stage {
    Stage { id: id.to_owned(), title: id.to_owned(), ..Stage::default() }
}

fn question(id: &str, takes: Takes) -> Question {
    Question { id: id.to_owned(), text: format!("{id}?"), takes, note: None }
}

/// Somebody who declares an incident at 13:00 and then says what happens.
pub struct Desk {
    pub incident: Incident,
    entries: Vec<Arc<Entry>>,
}

impl Desk {
    /// Nothing has happened.
    pub fn idle() -> Desk {
        let incident = Incident::nothing("AI-261120-7Q2KXM".parse().expect("an id"));
        Desk { incident, entries: Vec::new() }
    }

    pub fn declares(level: Option<&str>, clocks: Vec<Clock>) -> Desk {
        Desk::declares_by(&plan(clocks), level)
    }

    pub fn declares_by(plan: &Plan, level: Option<&str>) -> Desk {
        let mut desk = Desk::idle();
        let declared = Declared {
            title: "Wrong dosages".to_owned(),
            severity: level.map(str::to_owned),
            ..Declared::default()
        };
        desk.says("13:00", Command::Declare { declared, plan: Some(plan.to_pinned()) });
        desk
    }

    pub fn says(&mut self, clock: &str, command: Command) {
        let on = Occasion::now("ops4", at(clock));
        for fact in self.incident.decide(command, &on).expect("it is allowed") {
            self.writes(on.now, &fact);
        }
    }

    pub fn writes(&mut self, now: DateTime<Utc>, fact: &Fact) {
        let log = LogId { incident: self.incident.id, replica: "k3f9q2m1".parse().expect("an id") };
        let last = self.entries.last();
        let place = Place {
            log,
            seq: last.map_or(1, |entry| entry.seq + 1),
            hlc: self.incident.latest().next(now),
            at: now,
            by: "ops4",
            prev: last.map_or(log.beginning(), |entry| entry.id),
        };
        let entry = Arc::new(Entry::write(&place, fact, [7; 16]).expect("it is short"));
        self.entries.push(Arc::clone(&entry));
        self.incident.apply(entry);
    }

    /// A moment, recorded when it happens.
    pub fn stamps(&mut self, clock: &str, stamp: &str) {
        self.records(clock, stamp, clock);
    }

    /// A moment, recorded at one time of day for another.
    pub fn records(&mut self, written: &str, stamp: &str, happened: &str) {
        let time = Moment::second(at(happened));
        self.says(written, Command::Stamp { stamp: stamp.to_owned(), time, note: None });
    }

    pub fn level(&mut self, clock: &str, level: &str, reason: &str) {
        let (level, reason) = (level.to_owned(), reason.to_owned());
        self.says(
            clock,
            Command::SetSeverity { level, reason, assessed: std::collections::BTreeMap::new() },
        );
    }

    pub fn answers(&mut self, clock: &str, question: &str, answer: Word, reason: Option<&str>) {
        let (question, reason) = (question.to_owned(), reason.map(str::to_owned));
        self.says(clock, Command::Classify { question, answer: Answer::Word(answer), reason });
    }

    pub fn counts(&mut self, clock: &str, question: &str, many: u64) {
        let (question, answer) = (question.to_owned(), Answer::Number(many));
        self.says(clock, Command::Classify { question, answer, reason: None });
    }

    pub fn rules(&mut self, time: &str, clock: &str, ruling: Option<Ruling>, reason: &str) {
        let (clock, reason) = (clock.to_owned(), reason.to_owned());
        self.says(time, Command::Rule { clock, ruling, reason });
    }

    pub fn pauses(&mut self, time: &str, clock: &str, reason: &str) {
        let (clock, reason) = (clock.to_owned(), reason.to_owned());
        self.says(time, Command::PauseClock { clock, reason });
    }

    pub fn resumes(&mut self, time: &str, clock: &str) {
        self.says(time, Command::ResumeClock { clock: clock.to_owned() });
    }

    pub fn snoozes(&mut self, time: &str, clock: &str, minutes: u32) {
        let (clock, reason) = (clock.to_owned(), "in a call".to_owned());
        self.says(time, Command::Snooze { clock, minutes, reason });
    }

    pub fn submits(&mut self, time: &str, clock: &str) {
        self.says(time, Command::Submit { clock: clock.to_owned(), reference: None });
    }

    pub fn seats(&mut self, time: &str, person: &str) {
        let (role, person) = ("commander".to_owned(), person.to_owned());
        self.says(time, Command::Assign { role, person });
    }

    pub fn enters(&mut self, time: &str, stage: &str) {
        self.says(time, Command::EnterStage { stage: stage.to_owned() });
    }

    /// How one clock of several stands.
    #[track_caller]
    pub fn reading(&self, id: &str, time: &str) -> Reading {
        let mut readings = self.readings(time).into_iter();
        readings.find(|reading| reading.clock == id).unwrap_or_else(|| panic!("no clock {id}"))
    }

    /// The words of one clock of several.
    #[track_caller]
    pub fn says_of(&self, id: &str, time: &str) -> String {
        self.reading(id, time).words(at(time))
    }

    pub fn resolves(&mut self, clock: &str) {
        self.says(clock, Command::Resolve { reason: "no more wrong answers".to_owned() });
    }

    pub fn closes(&mut self, clock: &str) {
        self.says(
            clock,
            Command::Close {
                reason: "all is said".to_owned(),
                without_outputs: Some("nothing to mend".to_owned()),
            },
        );
    }

    pub fn readings(&self, clock: &str) -> Vec<Reading> {
        readings(&self.incident, at(clock))
    }

    pub fn words(&self, clock: &str) -> Vec<String> {
        self.readings(clock).iter().map(|reading| reading.words(at(clock))).collect()
    }

    /// The words of the only clock.
    pub fn says_its_clock(&self, clock: &str) -> String {
        let words = self.words(clock);
        assert_eq!(words.len(), 1, "{words:?}");
        words[0].clone()
    }
}
