//! The demo: public incidents told as if they happened now, one of them from its own timeline.

use super::derived_id;
use super::timeline::{About, Live, Told, live, read};
use crate::catalog;
use crate::incident::{Command, Decision, Declared};
use crate::journal::Wish;
use crate::time::{Moment, Precision};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

const STORIES: &str = include_str!("../../assets/demo/demo.toml");
/// The timelines that stories name.
const TIMELINES: [(&str, &str); 1] =
    [("telemetry-outage.jsonl", include_str!("../../assets/demo/telemetry-outage.jsonl"))];

/// What the demo's file holds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stories {
    stories: Vec<Story>,
}

/// An incident of the demo.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Story {
    title: String,
    severity: String,
    category: String,
    /// How many minutes before the demo's start it was declared.
    minutes: i64,
    /// Who declared it.
    by: String,
    detected_by: String,
    users_affected: Option<u64>,
    #[serde(default)]
    public_report: bool,
    system: String,
    operator: String,
    source: String,
    /// The file of its timeline.
    timeline: Option<String>,
    happened: Vec<Happened>,
}

/// Something that somebody did.
#[derive(Deserialize)]
struct Happened {
    /// How many minutes after the declaration.
    after: i64,
    by: String,
    #[serde(flatten)]
    deed: Deed,
}

#[derive(Deserialize, Clone)]
#[serde(rename_all = "snake_case")]
enum Deed {
    Seat(String),
    Stage(String),
    Tick(String),
    Note(String),
    Decision(String),
    Stamp(String),
}

/// The demo's incidents, the main one first, all of them under way at `now` and going on after it.
///
/// For each, write what it declares when the clock shows its `start`, and what is due until `now` when
/// the clock shows its time; the rest as the demo goes on. So nothing is marked as written down late.
pub fn stories(now: DateTime<Utc>) -> Vec<Live> {
    let stories: Stories = toml::from_str(STORIES).expect("a test reads the demo's file");
    stories.stories.iter().map(|story| story.live(now)).collect()
}

impl Story {
    fn live(&self, now: DateTime<Utc>) -> Live {
        // Whole minutes, so that times which are known to the minute stay what they are.
        let start = Moment::at(now - TimeDelta::minutes(self.minutes), Precision::Minute);
        let mut live = match &self.timeline {
            Some(file) => self.told_by(file, start.earliest()),
            None => self.declared(start),
        };
        live.id = derived_id(Some(start.earliest()), &self.title);
        for wish in &mut live.declare {
            if let Command::Declare { declared, .. } = &mut wish.command {
                *declared = self.facts();
            }
        }
        let own = self.happened.iter().map(|happened| happened.at(start.earliest()));
        live.due.extend(own);
        live.due.sort_by_key(|(at, _)| *at);
        live
    }

    fn declared(&self, start: Moment) -> Live {
        let plan = Some(catalog::standard().to_pinned());
        let declare = Command::Declare { declared: self.facts(), plan };
        let wish = Wish { happened_at: Some(start), ..Wish::now(&self.by, declare) };
        Live {
            id: derived_id(Some(start.earliest()), &self.title),
            title: self.title.clone(),
            start: start.earliest(),
            declare: vec![wish],
            due: Vec::new(),
        }
    }

    /// The timeline, moved as a whole so that it starts at `start`.
    fn told_by(&self, file: &str, start: DateTime<Utc>) -> Live {
        let text = TIMELINES.iter().find(|(name, _)| *name == file).map_or("", |(_, text)| text);
        let lines =
            read(text, file, DateTime::<Utc>::MAX_UTC).expect("a test reads the demo's timeline");
        let opened = super::timeline::opening(&lines).map_or(start, |told| told.given);
        let moved: Vec<Told> = lines
            .into_iter()
            .map(|told| {
                let given = told.given + (start - opened);
                Told { given, at: Moment::at(given, told.at.precision()), ..told }
            })
            .collect();
        let about = About {
            title: self.title.clone(),
            severity: Some(self.severity.clone()),
            category: Some(self.category.clone()),
        };
        live(&moved, &about, None, &catalog::standard()).expect("a test plays the demo's timeline")
    }

    fn facts(&self) -> Declared {
        Declared {
            title: self.title.clone(),
            severity: Some(self.severity.clone()),
            category: Some(self.category.clone()),
            detected_by: Some(self.detected_by.clone()),
            users_affected: self.users_affected,
            public_report: self.public_report,
            system: Some(self.system.clone()),
            operator: Some(self.operator.clone()),
            source: Some(self.source.clone()),
            ..Declared::default()
        }
    }
}

impl Happened {
    fn at(&self, start: DateTime<Utc>) -> (DateTime<Utc>, Vec<Wish>) {
        let at = start + TimeDelta::minutes(self.after);
        let time = Moment::at(at, Precision::Minute);
        let command = match self.deed.clone() {
            Deed::Seat(role) => Command::Assign { role, person: self.by.clone() },
            Deed::Stage(stage) => Command::EnterStage { stage },
            Deed::Tick(item) => Command::Tick { item },
            Deed::Note(text) => Command::Note { text },
            Deed::Decision(text) => Command::Decide(Decision { text, ..Decision::default() }),
            Deed::Stamp(stamp) => Command::Stamp { stamp, time, note: None },
        };
        (at, vec![Wish { happened_at: Some(time), ..Wish::now(&self.by, command) }])
    }
}
