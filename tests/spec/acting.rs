//! Stories told in commands: what the screen is tested over.

use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::sync::Arc;
use warroom::catalog::standard;
use warroom::chance::{Chance, SeededChance};
use warroom::incident::{
    Command, Declared, Entry, EntryId, Hlc, Incident, LogId, Occasion, Place, Refusal,
};

/// A time of the day on which the stories happen.
pub fn at(time: &str) -> DateTime<Utc> {
    format!("2026-11-20T{time}Z").parse().expect("it is a time of the day")
}

/// An incident in the making, written by several people.
pub struct Story {
    pub incident: Incident,
    logs: BTreeMap<String, (u64, EntryId)>,
    chance: SeededChance,
}

impl Story {
    pub fn of(id: &str) -> Story {
        Story {
            incident: Incident::nothing(id.parse().expect("it is an id")),
            logs: BTreeMap::new(),
            chance: SeededChance::from_seed(7),
        }
    }

    /// Declares the incident with the standard plan.
    pub fn declared(id: &str, when: &str, by: &str, declared: Declared) -> Story {
        let plan = Some(standard().to_pinned());
        Story::of(id).then(when, by, Command::Declare { declared, plan })
    }

    /// Somebody does something at a time of the day.
    #[must_use]
    pub fn then(mut self, when: &str, by: &str, command: Command) -> Story {
        let seen = self.incident.clone();
        self.write(&seen, &Occasion::now(by, at(when)), command)
            .expect("the rules allow the story");
        self
    }

    /// Somebody does something on an occasion that is not plainly now.
    #[must_use]
    pub fn on(mut self, occasion: &Occasion, command: Command) -> Story {
        let seen = self.incident.clone();
        self.write(&seen, occasion, command).expect("the rules allow the story");
        self
    }

    /// Somebody does something who saw the incident as it was then.
    #[must_use]
    pub fn unaware(mut self, seen: &Incident, when: &str, by: &str, command: Command) -> Story {
        self.write(seen, &Occasion::now(by, at(when)), command).expect("the rules allow the story");
        self
    }

    pub fn write(
        &mut self,
        seen: &Incident,
        on: &Occasion,
        command: Command,
    ) -> Result<(), Refusal> {
        for fact in seen.decide(command, on)? {
            let replica = format!("{:0<8}", on.by.to_lowercase());
            let log = LogId {
                incident: self.incident.id,
                replica: replica.parse().expect("eight letters"),
            };
            let (seq, prev) = self.logs.get(&replica).copied().unwrap_or((0, log.beginning()));
            let last = self.incident.timeline.last().map_or(Hlc::default(), |l| l.entry.hlc);
            let place =
                Place { log, seq: seq + 1, hlc: last.next(on.now), at: on.now, by: &on.by, prev };
            let mut salt = [0; 16];
            self.chance.fill(&mut salt);
            let entry = Entry::write(&place, &fact, salt).expect("it is short enough");
            self.logs.insert(replica, (entry.seq, entry.id));
            self.incident.apply(Arc::new(entry));
        }
        Ok(())
    }
}

pub fn note(text: &str) -> Command {
    Command::Note { text: text.to_owned() }
}

pub fn assign(role: &str, person: &str) -> Command {
    Command::Assign { role: role.to_owned(), person: person.to_owned() }
}

pub fn stage(stage: &str) -> Command {
    Command::EnterStage { stage: stage.to_owned() }
}

pub fn tick(item: &str) -> Command {
    Command::Tick { item: item.to_owned() }
}

pub fn stamp(stamp: &str, time: &str) -> Command {
    Command::Stamp { stamp: stamp.to_owned(), time: at_minute(time), note: None }
}

pub fn severity(level: &str, reason: &str) -> Command {
    Command::SetSeverity {
        level: level.to_owned(),
        reason: reason.to_owned(),
        assessed: std::collections::BTreeMap::new(),
    }
}

fn at_minute(time: &str) -> warroom::time::Moment {
    warroom::time::Moment::at(at(time), warroom::time::Precision::Minute)
}
