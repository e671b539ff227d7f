//! The work that follows an incident, as lists keep it: each piece by itself, without the incident.

use crate::incident::{Action, ActionState, EntryId, Incident, Output};
use crate::plan::{day_ends, day_in};
use crate::time::Moment;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// A piece of work that follows an incident. Overdue is a reading of it, not a part: see [`FollowUp::standing`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FollowUp {
    /// The entry that added it.
    pub action: EntryId,
    /// What is to be done.
    pub text: String,
    /// By whom.
    pub owner: String,
    /// The day by whose end it is done.
    pub due: NaiveDate,
    /// What it is for.
    #[serde(flatten)]
    pub kind: Output,
    /// `open`, `done` or `dropped`.
    pub state: String,
    /// Who wrote it down, and when.
    pub added_by: String,
    /// When that was.
    pub added_at: Moment,
    /// Who said that it is done, or given up.
    pub ended_by: Option<String>,
    /// When that was.
    pub ended_at: Option<Moment>,
    /// What was said about it then.
    pub said: Option<String>,
    /// The time zone in which its day ends.
    pub zone: String,
}

/// How a piece of work stands at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Its day is over, by so many days, and it is not done.
    Overdue(i64),
    /// It is due in so many days.
    Open(i64),
    /// It was done, on its day or before.
    DoneInTime,
    /// It was done so many days after its day.
    DoneLate(i64),
    /// It was given up.
    Dropped,
}

impl FollowUp {
    /// All that follows an incident, in the order in which it was written down.
    pub fn all(incident: &Incident) -> Vec<FollowUp> {
        let zone = incident.plan.as_ref().map_or("UTC", |plan| plan.zone.as_str());
        incident.actions.iter().map(|action| FollowUp::of(action, zone)).collect()
    }

    fn of(action: &Action, zone: &str) -> FollowUp {
        let ended = match &action.state {
            ActionState::Open => None,
            ActionState::Done(said) | ActionState::Dropped(said) => Some(said),
        };
        FollowUp {
            action: action.id,
            text: action.owed.text.clone(),
            owner: action.owed.owner.clone(),
            due: action.owed.due,
            kind: action.owed.kind,
            state: action.state.word().to_owned(),
            added_by: action.by.clone(),
            added_at: action.since,
            ended_by: ended.map(|said| said.by.clone()),
            ended_at: ended.map(|said| said.when),
            said: ended.and_then(|said| said.reason.clone()),
            zone: zone.to_owned(),
        }
    }

    /// Whether it is still to be done.
    pub fn is_open(&self) -> bool {
        self.state == ActionState::Open.word()
    }

    /// Whether its cause is to be kept from doing it again.
    pub fn prevents(&self) -> bool {
        matches!(self.kind, Output::Prevention(_))
    }

    /// How it stands at a moment, by the days of its zone.
    pub fn standing(&self, now: DateTime<Utc>) -> Standing {
        let days_after = |day: NaiveDate| (day - self.due).num_days();
        match (self.state.as_str(), self.ended_at) {
            ("open", _) => match days_after(day_in(&self.zone, now)) {
                late @ 1.. => Standing::Overdue(late),
                left => Standing::Open(-left),
            },
            ("done", Some(ended)) => {
                // What is known to the day alone is that day, wherever it was.
                let zone = if ended.is_rough() { "UTC" } else { &self.zone };
                match days_after(day_in(zone, ended.earliest())) {
                    late @ 1.. => Standing::DoneLate(late),
                    _ => Standing::DoneInTime,
                }
            }
            ("done", None) => Standing::DoneInTime,
            _ => Standing::Dropped,
        }
    }

    /// Whether its day is over and it is not done.
    pub fn is_overdue(&self, now: DateTime<Utc>) -> bool {
        matches!(self.standing(now), Standing::Overdue(_))
    }

    /// Whether it was done on its day or before; nothing while it is not done.
    pub fn was_in_time(&self) -> Option<bool> {
        // Of what is done the moment that it is looked at says nothing.
        match self.standing(DateTime::<Utc>::UNIX_EPOCH) {
            Standing::DoneInTime => Some(true),
            Standing::DoneLate(_) => Some(false),
            _ => None,
        }
    }

    /// When its standing next changes by the passing of time alone.
    pub fn next_change(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.is_open().then(|| day_ends(&self.zone, day_in(&self.zone, now)))
    }

    /// How it stands, in a few words: `3 days overdue`, `due today`, `done 2 days late`.
    pub fn words(&self, now: DateTime<Utc>) -> String {
        let days = |many: i64| if many == 1 { "1 day".to_owned() } else { format!("{many} days") };
        match self.standing(now) {
            Standing::Overdue(late) => format!("{} overdue", days(late)),
            Standing::Open(0) => "due today".to_owned(),
            Standing::Open(1) => "due tomorrow".to_owned(),
            Standing::Open(left) => format!("due in {}", days(left)),
            Standing::DoneInTime => "done".to_owned(),
            Standing::DoneLate(late) => format!("done {} late", days(late)),
            Standing::Dropped => "dropped".to_owned(),
        }
    }

    /// What lists are sorted by: what is open by its day, the longest overdue first; then what ended, the
    /// newest first.
    pub fn order(&self) -> impl Ord + use<> {
        let ended = self.ended_at.map(|at| Reverse(at.earliest()));
        let open = self.is_open();
        (!open, open.then_some(self.due), ended, self.due, self.action)
    }
}
