//! The words of the specification: a small plan, desks that write, and given/when/then.
//!
//! ```text
//! given([declare(), assign("commander", "ops4")])
//!     .when(resolve("no more bad answers"))
//!     .then([r#"resolved {"reason":"no more bad answers","over":null}"#]);
//! ```
//!
//! Everything is fixed: the clock starts at 14:00 and moves on a minute with each entry, salts are
//! zero. In a fact, `#2` stands for the id of the second entry.

use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;
use warroom::incident::{
    Command, Entry, EntryId, Fact, Hlc, Incident, IncidentId, LogId, Occasion, Place, Refusal,
    ReplicaId,
};
use warroom::plan::{
    Amount, Category, Choice, Clock, ClockKind, CommsRule, Condition, Dimension, Due, Gap, Impact,
    Level, Part, Pinned, Plan, Question, RecordField, Role, Section, Stage, Stamp, Step, Takes,
    Template, Unit, Verb,
};
use warroom::time::Moment;

/// When every story begins.
pub fn start() -> DateTime<Utc> {
    "2026-11-20T14:00:00Z".parse().expect("a time")
}

/// The incident that the stories are about.
pub fn incident_id() -> IncidentId {
    "AI-261120-7Q2KXM".parse().expect("an id")
}

/// A time as people write it in a fact.
pub fn moment(text: &str) -> Moment {
    text.parse().expect("a moment")
}

/// A small plan: three levels, three roles, two stages with two steps each.
pub fn plan() -> Plan {
    let level = |id: &str, title: &str, alias: &str| Level {
        id: id.to_owned(),
        title: title.to_owned(),
        aliases: vec![alias.to_owned()],
        means: "as bad as that".to_owned(),
        ..Level::default()
    };
    let category = |id: &str, title: &str| Category {
        id: id.to_owned(),
        title: title.to_owned(),
        ..Category::default()
    };
    let role = |id: &str, title: &str, alias: &str, required_at: &[&str]| Role {
        id: id.to_owned(),
        title: title.to_owned(),
        short: title.to_owned(),
        aliases: vec![alias.to_owned()],
        duty: "does what the seat asks".to_owned(),
        may: vec!["halt".to_owned()],
        contact: Some("duty1".to_owned()),
        backup: Some("duty2".to_owned()),
        required_at: required_at.iter().map(|&level| level.to_owned()).collect(),
        ..Role::default()
    };
    let step = |id: &str, text: &str| Step { id: id.to_owned(), text: text.to_owned() };
    let stage = |id: &str, title: &str, steps: Vec<Step>| Stage {
        id: id.to_owned(),
        title: title.to_owned(),
        steps,
        ..Stage::default()
    };
    Plan {
        id: "small".to_owned(),
        title: "Small plan".to_owned(),
        zone: "UTC".to_owned(),
        levels: vec![
            level("SEV-1", "critical", "P0"),
            level("SEV-2", "high", "P1"),
            level("SEV-3", "low", "P2"),
        ],
        categories: vec![category("data-leak", "Data leak"), category("jailbreak", "Jailbreak")],
        roles: vec![
            role("commander", "Commander", "ic", &["SEV-1", "SEV-2"]),
            role("comms-lead", "Comms lead", "comms", &["SEV-1"]),
            role("scribe", "Scribe", "notes", &[]),
        ],
        stages: vec![
            stage(
                "triage",
                "Triage",
                vec![
                    step("triage.scope", "Say who is hit"),
                    step("triage.seats", "Fill the seats"),
                ],
            ),
            stage(
                "contain",
                "Contain",
                vec![
                    step("contain.pause", "Pause the model"),
                    step("contain.keys", "Rotate the keys"),
                ],
            ),
        ],
        stamps: vec![Stamp { id: "update_sent".to_owned(), title: "Update sent".to_owned() }],
        detection: vec![Choice {
            id: "user-feedback".to_owned(),
            title: "User feedback".to_owned(),
        }],
        clocks: vec![law()],
        verbs: vec![Verb {
            id: "pause".to_owned(),
            done: "paused".to_owned(),
            what: "a model or a tool".to_owned(),
            lifted: "resumed".to_owned(),
            needs: Some("halt".to_owned()),
        }],
        questions: vec![question("leak", Takes::YesOrNo), question("people", Takes::Number)],
        record: ["system", "model"].map(record_field).into(),
        dimensions: vec![Dimension {
            id: "people".to_owned(),
            title: "Harm to people".to_owned(),
            answers: ["SEV-1", "SEV-3"]
                .map(|level| Impact { level: level.to_owned(), text: "as bad".to_owned() })
                .into(),
        }],
        comms: vec![rule("customers", &["comms-lead", "commander"]), rule("authority", &[])],
        templates: vec![conditions()],
        report: vec![Section {
            id: "root-cause".to_owned(),
            title: "Root cause".to_owned(),
            ask: Some("Why it could happen".to_owned()),
            filled_with: None,
        }],
        ..Plan::default()
    }
}

/// A message outside the matrix.
fn conditions() -> Template {
    Template {
        id: "can".to_owned(),
        title: "Conditions and needs".to_owned(),
        audience: "internal".to_owned(),
        subject: None,
        parts: vec![Part { title: None, text: "{{ conditions }}".to_owned() }],
        fields: vec![Gap { id: "conditions".to_owned(), title: "What is so".to_owned() }],
    }
}

/// A row of the matrix; what goes to the authority meets the clock of the law.
fn rule(audience: &str, approved_by: &[&str]) -> CommsRule {
    CommsRule {
        id: format!("{audience}-notice"),
        audience: audience.to_owned(),
        title: "Notice".to_owned(),
        rule: "at once".to_owned(),
        levels: ["SEV-1", "SEV-2"].map(str::to_owned).into(),
        clock: (audience == "authority").then(|| "law".to_owned()),
        approved_by: approved_by.iter().map(|&role| role.to_owned()).collect(),
        ..CommsRule::default()
    }
}

/// A clock of the law: 72 hours from when somebody became aware, if something leaked.
fn law() -> Clock {
    Clock {
        id: "law".to_owned(),
        title: "Authority told".to_owned(),
        kind: ClockKind::Regulator,
        due: vec![Due {
            starts_at: "aware".to_owned(),
            after: Amount { amount: 72, unit: Unit::Hours },
            conditions: Vec::new(),
        }],
        conditions: vec![Condition { answer: Some("leak".to_owned()), ..Condition::default() }],
        ..Clock::default()
    }
}

fn question(id: &str, takes: Takes) -> Question {
    Question { id: id.to_owned(), text: format!("Is it {id}?"), takes, note: None }
}

fn record_field(id: &str) -> RecordField {
    let (id, title) = (id.to_owned(), id.to_owned());
    RecordField { id, title, note: None, of_domains: false, optional: false }
}

/// The small plan as it is pinned.
pub fn pinned() -> Pinned {
    plan().to_pinned()
}

/// One user on one machine, with what they have seen of the incident.
#[derive(Debug, Clone)]
pub struct Desk {
    /// Who sits there.
    pub by: String,
    /// What the desk's clock shows; it moves on a minute with each entry.
    pub now: DateTime<Utc>,
    /// The entries that the desk has, in the order in which they came.
    pub known: Vec<Arc<Entry>>,
    /// The log that it writes.
    pub log: LogId,
    seq: u64,
    prev: EntryId,
}

impl Desk {
    /// The desk of `by`; each number has a replica of its own.
    pub fn new(number: u8, by: &str) -> Desk {
        let replica: ReplicaId = format!("k3f9q2m{number}").parse().expect("a replica");
        let log = LogId { incident: incident_id(), replica };
        let (seq, prev) = (0, log.beginning());
        Desk { by: by.to_owned(), now: start(), known: Vec::new(), log, seq, prev }
    }

    /// Writes a fact, whatever the rules say.
    pub fn writes(&mut self, fact: impl Into<Fact>) -> Arc<Entry> {
        let seen = self.known.iter().map(|entry| entry.hlc).max();
        let place = Place {
            log: self.log,
            seq: self.seq + 1,
            hlc: seen.map_or(Hlc::at(self.now), |seen| seen.next(self.now)),
            at: self.now,
            by: &self.by,
            prev: self.prev,
        };
        let entry = Entry::write(&place, &fact.into(), [0; 16]).expect("a fact can be written");
        self.seq += 1;
        self.prev = entry.id;
        self.now += TimeDelta::minutes(1);
        let entry = Arc::new(entry);
        self.known.push(Arc::clone(&entry));
        entry
    }

    /// Writes the facts of a command that the rules allow; returns the last entry.
    #[track_caller]
    pub fn does(&mut self, command: Command) -> Arc<Entry> {
        let facts = match self.incident().decide(command, &self.occasion()) {
            Ok(facts) => facts,
            Err(refusal) => panic!("refused: {refusal}; {}", refusal.remedy()),
        };
        let written: Vec<_> = facts.into_iter().map(|fact| self.writes(fact)).collect();
        written.into_iter().last().expect("a command comes to a fact")
    }

    /// Takes in all that another desk has and this one has not.
    pub fn hears(&mut self, other: &Desk) {
        for entry in &other.known {
            if !self.known.contains(entry) {
                self.known.push(Arc::clone(entry));
            }
        }
    }

    /// What the desk's entries add up to.
    pub fn incident(&self) -> Incident {
        Incident::of(self.log.incident, self.known.iter().cloned())
    }

    /// Somebody at the desk wants something now.
    pub fn occasion(&self) -> Occasion {
        Occasion::now(&self.by, self.now)
    }
}

/// A story so far: entries that `ops4` wrote by commands.
#[track_caller]
pub fn given(story: impl IntoIterator<Item = Command>) -> Given {
    let mut desk = Desk::new(1, "ops4");
    for command in story {
        desk.does(command);
    }
    Given { occasion: desk.occasion(), desk }
}

/// A story as some desks wrote it.
pub fn given_all(desks: &[&Desk]) -> Given {
    let mut desk = desks[0].clone();
    for other in &desks[1..] {
        desk.hears(other);
    }
    Given { occasion: desk.occasion(), desk }
}

/// A story so far, and who wants something now.
pub struct Given {
    pub desk: Desk,
    pub occasion: Occasion,
}

impl Given {
    /// Somebody else sits down at the desk.
    pub fn by(mut self, by: &str) -> Given {
        by.clone_into(&mut self.occasion.by);
        self
    }

    /// The writer is only the scribe.
    pub fn said_by(mut self, who: &str) -> Given {
        self.occasion.said_by = Some(who.to_owned());
        self
    }

    /// It happened at another time.
    pub fn happened_at(mut self, when: &str) -> Given {
        self.occasion.happened_at = Some(moment(when));
        self
    }

    /// Somebody wants something.
    pub fn when(self, command: Command) -> Outcome {
        let answer = self.desk.incident().decide(command, &self.occasion);
        Outcome { desk: self.desk, answer }
    }

    /// The incident as it stands.
    pub fn incident(&self) -> Incident {
        self.desk.incident()
    }

    /// The beginning of the id of the entry with this number, counted in the order of the fold.
    pub fn entry(&self, number: usize) -> String {
        self.desk.incident().timeline[number - 1].entry.id.to_string()
    }
}

/// What came of a wish.
pub struct Outcome {
    desk: Desk,
    answer: Result<Vec<Fact>, Refusal>,
}

impl Outcome {
    /// It comes to these facts: each its kind and its data without the salt; `#2` is the second entry.
    #[track_caller]
    pub fn then<const N: usize>(self, expected: [&str; N]) {
        let facts = match self.answer {
            Ok(facts) => facts,
            Err(refusal) => panic!("refused: {refusal}; {}", refusal.remedy()),
        };
        let incident = self.desk.incident();
        let mut desk = self.desk;
        let said: Vec<String> = facts
            .into_iter()
            .map(|fact| {
                let entry = desk.writes(fact);
                let data = entry.data().expect("it was just written");
                let salt = r#""salt":"00000000000000000000000000000000","#;
                let mut said = format!("{} {}", entry.kind, data.replacen(salt, "", 1));
                for (index, line) in incident.timeline.iter().enumerate() {
                    said = said.replace(&line.entry.id.to_string(), &format!("#{}", index + 1));
                }
                said
            })
            .collect();
        assert_eq!(said, expected);
    }

    /// It is refused.
    #[track_caller]
    pub fn refused(self, expected: &Refusal) {
        assert_eq!(self.refusal(), *expected);
    }

    /// It is refused with these words: what is wrong, and what would be allowed.
    #[track_caller]
    pub fn refused_saying(self, what: &str, remedy: &str) {
        let refusal = self.refusal();
        assert_eq!((refusal.to_string().as_str(), refusal.remedy().as_str()), (what, remedy));
    }

    /// The refusal itself.
    #[track_caller]
    pub fn refusal(self) -> Refusal {
        match self.answer {
            Ok(facts) => panic!("it was allowed, and came to {facts:?}"),
            Err(refusal) => refusal,
        }
    }
}
