//! A desk in memory, and stories told in commands: the rooms that the screen is tested over.

use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use warroom::catalog::standard;
use warroom::chance::{Chance, SeededChance};
use warroom::incident::{
    Command, Declared, Entry, EntryId, Hlc, Incident, IncidentId, LogId, Occasion, Place, Refusal,
};
use warroom::time::Clock;
use warroom::ui::{Desk, Trouble};

/// A time of the day on which the stories happen.
pub fn at(time: &str) -> DateTime<Utc> {
    format!("2026-11-20T{time}Z").parse().unwrap()
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
            incident: Incident::nothing(id.parse().unwrap()),
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
        self.write(&seen, &Occasion::now(by, at(when)), command).unwrap();
        self
    }

    /// Somebody does something on an occasion that is not plainly now.
    #[must_use]
    pub fn on(mut self, occasion: &Occasion, command: Command) -> Story {
        let seen = self.incident.clone();
        self.write(&seen, occasion, command).unwrap();
        self
    }

    /// Somebody does something who saw the incident as it was then.
    #[must_use]
    pub fn unaware(mut self, seen: &Incident, when: &str, by: &str, command: Command) -> Story {
        self.write(seen, &Occasion::now(by, at(when)), command).unwrap();
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
            let log = LogId { incident: self.incident.id, replica: replica.parse().unwrap() };
            let (seq, prev) = self.logs.get(&replica).copied().unwrap_or((0, log.beginning()));
            let last = self.incident.timeline.last().map_or(Hlc::default(), |l| l.entry.hlc);
            let place =
                Place { log, seq: seq + 1, hlc: last.next(on.now), at: on.now, by: &on.by, prev };
            let mut salt = [0; 16];
            self.chance.fill(&mut salt);
            let entry = Entry::write(&place, &fact, salt).unwrap();
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
    Command::SetSeverity { level: level.to_owned(), reason: reason.to_owned() }
}

fn at_minute(time: &str) -> warroom::time::Moment {
    warroom::time::Moment::at(at(time), warroom::time::Precision::Minute)
}

/// A desk without a store.
pub struct MemoryDesk {
    stories: Mutex<BTreeMap<IncidentId, Story>>,
    me: String,
    clock: Arc<dyn Clock>,
    news: tokio::sync::Mutex<tokio::sync::mpsc::UnboundedReceiver<IncidentId>>,
    tell: tokio::sync::mpsc::UnboundedSender<IncidentId>,
}

impl MemoryDesk {
    pub fn over(stories: Vec<Story>, me: &str, clock: Arc<dyn Clock>) -> MemoryDesk {
        let stories = stories.into_iter().map(|story| (story.incident.id, story)).collect();
        let (tell, news) = tokio::sync::mpsc::unbounded_channel();
        MemoryDesk {
            stories: Mutex::new(stories),
            me: me.to_owned(),
            clock,
            news: tokio::sync::Mutex::new(news),
            tell,
        }
    }
}

impl Desk for MemoryDesk {
    async fn load(&self) -> Result<Vec<Arc<Incident>>, Trouble> {
        let stories = self.stories.lock().unwrap();
        Ok(stories.values().map(|story| Arc::new(story.incident.clone())).collect())
    }

    async fn read(&self, incident: IncidentId) -> Result<Arc<Incident>, Trouble> {
        Ok(Arc::new(self.stories.lock().unwrap()[&incident].incident.clone()))
    }

    async fn declare(&self, declared: Declared) -> Result<IncidentId, Trouble> {
        let mut stories = self.stories.lock().unwrap();
        let mut story = Story::of(&format!("AI-261120-ZZZZ{:02}", stories.len()));
        let plan = Some(standard().to_pinned());
        let seen = story.incident.clone();
        let on = Occasion::now(&self.me, self.clock.now());
        story.write(&seen, &on, Command::Declare { declared, plan })?;
        let id = story.incident.id;
        stories.insert(id, story);
        Ok(id)
    }

    async fn run(&self, incident: IncidentId, command: Command) -> Result<(), Trouble> {
        let mut stories = self.stories.lock().unwrap();
        let story = stories.get_mut(&incident).unwrap();
        let seen = story.incident.clone();
        story.write(&seen, &Occasion::now(&self.me, self.clock.now()), command)?;
        let _ = self.tell.send(incident);
        Ok(())
    }

    async fn next_change(&self) -> Option<IncidentId> {
        self.news.lock().await.recv().await
    }
}
