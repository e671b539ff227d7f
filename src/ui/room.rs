//! One incident as the screen keeps it: the fold, what its clocks read, and the rows of its timeline.

use crate::clocks::{Nudge, Reading, Ring, State, next_change, nudges, readings, rings};
use crate::comms::{Item, items};
use crate::incident::{Authorship, Field, Incident, IncidentId, Line, Standing, Status};
use crate::plan::{Role, Stage};
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use std::sync::Arc;

/// One incident, with what follows from it at this moment.
#[derive(Debug, Clone)]
pub struct Room {
    /// What its entries add up to.
    pub incident: Arc<Incident>,
    /// What is known of who wrote them.
    pub authors: Arc<Authorship>,
    /// What its clocks read: what is late first, then what runs out first; what does not apply is left out.
    pub readings: Vec<Reading>,
    /// Clocks that nobody has assessed, then those that do not apply, and why.
    pub ended: Vec<Reading>,
    /// What must be said and what was said: what is late first, what is over last.
    pub messages: Vec<Item>,
    /// What the dashboard reminds people of, the most urgent first.
    pub nudges: Vec<Nudge>,
    /// The timeline, the newest first.
    pub story: Vec<Told>,
    /// How many entries stand in it.
    pub entries: usize,
    read_at: Option<DateTime<Utc>>,
    holds_until: Option<DateTime<Utc>>,
    rings: bool,
    told_in_part: bool,
}

/// A row of the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// An entry, by its place in the fold's order.
    Entry(usize),
    /// A clock that was met or ran out, by its place among the readings; drawn in, not written.
    Clock(usize, DateTime<Utc>),
}

/// How urgent a clock is. The look changes in these steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// Too late.
    Late,
    /// The last tenth.
    Last,
    /// The last quarter.
    Soon,
    /// It runs.
    Runs,
    /// It has not begun.
    Waits,
    /// It stands still.
    Paused,
    /// Nobody has assessed whether it applies.
    Open,
    /// It is met.
    Met,
    /// It need not be met: waived, or not applicable.
    Off,
}

/// How urgent a reading is at a moment.
pub fn urgency(reading: &Reading, now: DateTime<Utc>) -> Urgency {
    match reading.state {
        State::Late => Urgency::Late,
        State::Met { .. } => Urgency::Met,
        State::Waived { .. } | State::NotApplicable { .. } => Urgency::Off,
        State::Paused { .. } => Urgency::Paused,
        State::NotAssessed { .. } => Urgency::Open,
        State::Armed { .. } => Urgency::Waits,
        State::Running | State::AtRisk => match reading.used(now) {
            Some(900..) => Urgency::Last,
            Some(750..) => Urgency::Soon,
            _ => Urgency::Runs,
        },
    }
}

impl Room {
    /// Takes in an incident as it stands, of whose authors nothing is known.
    pub fn new(incident: Arc<Incident>, now: DateTime<Utc>) -> Room {
        Room::by(incident, Arc::default(), now)
    }

    /// Takes in an incident as it stands, and what is known of who wrote it.
    pub fn by(incident: Arc<Incident>, authors: Arc<Authorship>, now: DateTime<Utc>) -> Room {
        let mut room = Room {
            incident,
            authors,
            readings: Vec::new(),
            ended: Vec::new(),
            messages: Vec::new(),
            nudges: Vec::new(),
            story: Vec::new(),
            entries: 0,
            read_at: None,
            holds_until: None,
            rings: false,
            told_in_part: false,
        };
        room.read(now);
        room
    }

    /// Its id.
    pub fn id(&self) -> IncidentId {
        self.incident.id
    }

    /// Reads the clocks anew.
    pub fn read(&mut self, now: DateTime<Utc>) {
        let all = readings(&self.incident, now);
        self.messages = items(&self.incident, &self.authors, &all.iter().collect::<Vec<_>>(), now);
        let (ended, found): (_, Vec<Reading>) = all.into_iter().partition(Reading::is_quiet);
        self.ended = ended;
        let same = self.readings.len() == found.len()
            && self.readings.iter().zip(&found).all(|(before, after)| {
                before.clock == after.clock
                    && std::mem::discriminant(&before.state) == std::mem::discriminant(&after.state)
            });
        let before = std::mem::replace(&mut self.readings, found);
        let found = nudges(&self.incident, &self.readings, now);
        let nudged = std::mem::replace(&mut self.nudges, found);
        // What was so when somebody came in rings for nobody.
        if self.read_at.is_some() {
            let now = (self.readings.as_slice(), self.nudges.as_slice());
            self.rings |= !rings((&before, &nudged), now).is_empty();
        }
        self.read_at = Some(now);
        let second = now.trunc_subsecs(0) + TimeDelta::seconds(1);
        self.holds_until = next_change(&self.readings, now).into_iter().chain([second]).min();
        if !same || (self.story.is_empty() && !self.told_in_part) {
            self.tell();
        }
    }

    /// For what a bell is due since an earlier look at the same incident.
    pub fn rings_since(&self, before: &Room) -> Vec<Ring> {
        rings((&before.readings, &before.nudges), (&self.readings, &self.nudges))
    }

    /// Takes the place of what was known of the same incident before; a bell may be due for the difference.
    pub(super) fn succeeds(&mut self, before: &Room) {
        self.rings |= before.rings || !self.rings_since(before).is_empty();
    }

    /// Whether a bell was due since the last time that this was asked.
    pub(super) fn takes_ring(&mut self) -> bool {
        std::mem::take(&mut self.rings)
    }

    /// Reads the clocks anew where they say something else by now, and each second: not for every key.
    pub fn read_in_turn(&mut self, now: DateTime<Utc>) {
        let holds = self.read_at.is_some_and(|at| at <= now)
            && self.holds_until.is_some_and(|until| now < until);
        if !holds {
            self.read(now);
        }
    }

    /// Reads the clocks anew where something may have changed that is not a countdown.
    pub fn read_if_needed(&mut self, now: DateTime<Utc>) {
        let old = self.read_at.is_none_or(|at| now - at > TimeDelta::seconds(30) || now < at);
        let ran_out = self.next().is_some_and(|r| {
            !matches!(r.state, State::Late) && r.due.is_some_and(|due| due <= now)
        });
        if old || ran_out {
            self.read(now);
        }
    }

    /// Tells of everything again, after only a part was told.
    pub(super) fn tell_all(&mut self) {
        if self.told_in_part {
            self.tell();
        }
    }

    /// Tells only of these rows.
    pub(super) fn tell_only(&mut self, rows: Vec<Told>) {
        self.story = rows;
        self.told_in_part = true;
    }

    fn tell(&mut self) {
        self.told_in_part = false;
        let incident = &self.incident;
        let mut rows: Vec<(DateTime<Utc>, Told)> = Vec::with_capacity(incident.timeline.len() + 8);
        for (place, line) in incident.timeline.iter().enumerate() {
            if !matches!(line.standing, Standing::Again(_)) {
                rows.push((line.when().earliest(), Told::Entry(place)));
            }
        }
        self.entries = rows.len();
        for (place, reading) in self.readings.iter().enumerate() {
            let at = match reading.state {
                State::Met { at, .. } => Some(at.earliest()),
                State::Late => reading.due,
                _ => None,
            };
            rows.extend(at.map(|at| (at, Told::Clock(place, at))));
        }
        rows.sort_by_key(|(at, _)| *at);
        self.story = rows.into_iter().rev().map(|(_, row)| row).collect();
    }

    /// The entry of a row.
    pub fn line(&self, place: usize) -> Option<&Line> {
        self.incident.timeline.get(place)
    }

    /// A clock by its place: what counts, waits or was met, then what does not apply any more.
    pub fn clock(&self, place: usize) -> Option<&Reading> {
        self.readings.iter().chain(&self.ended).nth(place)
    }

    /// The clock that runs out next, or has run out.
    pub fn next(&self) -> Option<&Reading> {
        self.readings.first().filter(|reading| reading.is_counting())
    }

    /// How many clocks are late.
    pub fn late(&self) -> usize {
        self.readings.iter().filter(|r| matches!(r.state, State::Late)).count()
    }

    /// Since when it is open.
    pub fn since(&self) -> Option<DateTime<Utc>> {
        let declaration = self.incident.declaration.as_ref()?;
        Some(declaration.when.map_or(declaration.mark.at, crate::time::Moment::earliest))
    }

    /// Where it stands in the list: what goes on before what is over, the worst level first, the
    /// oldest first. Time alone never moves it.
    pub fn order(&self) -> (bool, usize, Option<DateTime<Utc>>, IncidentId) {
        let over = self.incident.status != Status::Open;
        (over, self.incident.rank(), self.since(), self.incident.id)
    }

    /// The roles, in the plan's order.
    pub fn roles(&self) -> &[Role] {
        self.incident.plan.as_ref().map_or(&[], |plan| plan.roles.as_slice())
    }

    /// Whether the level requires a role and nobody holds it.
    pub fn is_missing(&self, role: &Role) -> bool {
        let severity = self.incident.severity.as_deref();
        let required = severity.is_some_and(|level| role.required_at.iter().any(|l| l == level));
        required && self.incident.holder(&role.id).is_none()
    }

    /// Where a stage stands in the plan; what the plan does not know comes last.
    pub fn stage_place(&self, stage: &str) -> usize {
        let stages = self.incident.plan.as_ref().map_or(&[][..], |plan| plan.stages.as_slice());
        stages.iter().position(|known| known.id == stage).unwrap_or(usize::MAX)
    }

    /// The stage that it is in.
    pub fn stage(&self) -> Option<&Stage> {
        let id = self.incident.stage.as_ref()?;
        self.incident.plan.as_ref()?.stages.iter().find(|stage| stage.id == *id)
    }

    /// The conflict that somebody must settle first: two commanders before anything else.
    pub fn conflict(&self) -> Option<(&Field, &crate::incident::Conflict)> {
        let conflicts = &self.incident.conflicts;
        let command = Field::Seat("commander".to_owned());
        conflicts.get_key_value(&command).or_else(|| conflicts.iter().next())
    }
}
