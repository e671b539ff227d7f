//! A timeline as it happens: what stands at the start, and what is due when.

use super::historic::understood;
use super::{About, Kind, Told, declared, id_of, opening};
use crate::incident::{Command, Decision, Incident, IncidentId, Refusal};
use crate::ingest::rehearse;
use crate::journal::Wish;
use crate::plan::Plan;
use crate::time::Moment;
use chrono::{DateTime, Utc};

/// An incident that is played: `declare` is written when the clock shows `start`, then each of `due`
/// when its time has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Live {
    /// Its name.
    pub id: IncidentId,
    /// What is wrong, in a line.
    pub title: String,
    /// When it was declared.
    pub start: DateTime<Utc>,
    /// The declaration, and what had happened before.
    pub declare: Vec<Wish>,
    /// What happens after, in order.
    pub due: Vec<(DateTime<Utc>, Vec<Wish>)>,
}

impl Live {
    /// Plays it to the end without writing anything, or says what would be refused.
    pub fn rehearse(&self) -> Result<Incident, Refusal> {
        self.rehearse_until(DateTime::<Utc>::MAX_UTC)
    }

    /// Plays what is due until `end` without writing anything, each at its time.
    pub fn rehearse_until(&self, end: DateTime<Utc>) -> Result<Incident, Refusal> {
        let mut incident = Incident::nothing(self.id);
        rehearse(&mut incident, &self.declare, self.start)?;
        for (at, wishes) in self.due.iter().take_while(|(at, _)| *at <= end) {
            rehearse(&mut incident, wishes, *at)?;
        }
        Ok(incident)
    }
}

/// Tells a timeline as it happens, or says why it would be refused.
///
/// It starts where it was declared, else detected, else at its first line; what lies before is written
/// at the start, with the time at which it happened. Whoever declared it takes the commander's seat.
/// `by` writes everything down; without it everybody writes for themselves.
///
/// Communications also count as an internal update, where the plan records these. A timeline names no
/// stages, so these follow from it: triage at the start, contain at the first decision, remediate when
/// it is contained, learn when it is resolved; a stage that the plan does not have is left out.
pub fn live(lines: &[Told], about: &About, by: Option<&str>, plan: &Plan) -> Result<Live, Refusal> {
    let about = understood(about, plan)?;
    let mut lines = lines.to_vec();
    lines.sort_by_key(|told| told.given);
    let Some(opened) = opening(&lines).cloned() else {
        return Err(Refusal::Empty { what: "the timeline" });
    };
    let start = opened.given;
    let declared = declared(&about, &lines, false);
    let mut player = Player {
        plan,
        by,
        source: declared.source.clone(),
        stage: 0,
        stamps: Vec::new(),
        is_resolved: false,
    };
    let declare = Command::Declare { declared, plan: Some(plan.to_pinned()) };
    let mut at_start = vec![opened.wish(by, declare)];
    if let Some(role) = plan.role("commander") {
        let person = opened.who.clone();
        at_start.push(opened.wish(by, Command::Assign { role: role.id.clone(), person }));
    }
    at_start.extend(player.enter("triage", &opened));
    let (before, after): (Vec<&Told>, Vec<&Told>) = lines
        .iter()
        .filter(|told| opened.kind != Kind::Declared || told.line != opened.line)
        .partition(|told| told.given < start);
    at_start.extend(before.into_iter().flat_map(|told| player.wishes(told)));
    if opened.kind == Kind::Declared {
        at_start.push(opened.wish(by, opened.as_note(player.source.as_deref())));
    }
    let live = Live {
        id: id_of(&about, &lines),
        title: about.title,
        start,
        declare: at_start,
        due: after.into_iter().map(|told| (told.given, player.wishes(told))).collect(),
    };
    live.rehearse()?;
    Ok(live)
}

/// What was played so far.
struct Player<'a> {
    plan: &'a Plan,
    by: Option<&'a str>,
    source: Option<String>,
    /// The stage, by its place in the plan.
    stage: usize,
    stamps: Vec<(&'static str, Moment)>,
    is_resolved: bool,
}

impl Player<'_> {
    fn wishes(&mut self, told: &Told) -> Vec<Wish> {
        let source = self.source.clone();
        let said = |command| told.wish(self.by, command);
        let note = || said(told.as_note(source.as_deref()));
        match told.kind {
            Kind::Detected | Kind::Contained if !self.has(told.kind.word()) => {
                let stamp = told.kind.word();
                self.stamps.push((stamp, told.at));
                let (time, note) = (told.at, Some(told.sourced(source.as_deref())));
                let stamp = said(Command::Stamp { stamp: stamp.to_owned(), time, note });
                let next = (told.kind == Kind::Contained).then_some("remediate");
                let next = next.and_then(|stage| self.enter(stage, told));
                [stamp].into_iter().chain(next).collect()
            }
            Kind::Decision => {
                let decision =
                    Decision { text: told.sourced(source.as_deref()), ..Decision::default() };
                let decided = said(Command::Decide(decision));
                self.enter("contain", told).into_iter().chain([decided]).collect()
            }
            Kind::Resolved if !self.is_resolved => {
                self.is_resolved = true;
                let resolved = said(Command::Resolve { reason: told.sourced(source.as_deref()) });
                [resolved].into_iter().chain(self.enter("learn", told)).collect()
            }
            Kind::Comms => [note()].into_iter().chain(self.update(told)).collect(),
            _ => vec![note()],
        }
    }

    fn has(&self, stamp: &str) -> bool {
        self.stamps.iter().any(|(name, _)| *name == stamp)
    }

    /// The internal update that goes with a communication.
    fn update(&mut self, told: &Told) -> Option<Wish> {
        let stamp = "update_sent";
        let last = self.stamps.iter().rfind(|(name, _)| *name == stamp);
        if self.plan.stamp(stamp).is_none() || last.is_some_and(|(_, at)| *at == told.at) {
            return None;
        }
        self.stamps.push((stamp, told.at));
        let command = Command::Stamp { stamp: stamp.to_owned(), time: told.at, note: None };
        Some(told.wish(self.by, command))
    }

    /// The step into a stage that lies ahead.
    fn enter(&mut self, stage: &str, told: &Told) -> Option<Wish> {
        let place = self.plan.first_track().position(|known| known.id == stage)?;
        if place <= self.stage {
            return None;
        }
        self.stage = place;
        Some(told.wish(self.by, Command::EnterStage { stage: stage.to_owned() }))
    }
}
