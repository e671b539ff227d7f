//! How the response folds: stages and their tracks, the classification, decisions about clocks, the
//! record, the ledger.

use crate::incident::event::Event;
use crate::incident::id::EntryId;
use crate::incident::responding::{Containment, Pause, Ruling, Said, Snooze};
use crate::incident::state::{Field, Incident, Line};

impl Incident {
    /// Goes into a stage: of the stages that lead through the incident, or of a second track.
    pub(super) fn enter(&mut self, stage: &str, over: Option<EntryId>, line: &Line) {
        let plan = self.plan.as_deref();
        let track = plan.and_then(|plan| plan.stage_at(stage)?.1.map(str::to_owned));
        if let Some(track) = track {
            self.set(Field::Track(track.clone()), over, stage, line);
            self.response.tracks.insert(track, stage.to_owned());
            return;
        }
        self.set(Field::Stage, over, stage, line);
        self.stage = Some(stage.to_owned());
        self.stages.push((stage.to_owned(), line.when()));
    }

    /// Folds what the response consists of.
    pub(super) fn respond(&mut self, line: &Line) {
        match &line.fact.event {
            Event::Classified { question, answer, reason, over } => {
                self.set(Field::Answer(question.clone()), *over, &answer.to_string(), line);
                let said = said(*answer, reason.as_ref(), line);
                self.response.answers.insert(question.clone(), said);
            }
            Event::ClockWaived { clock, reason, over } => {
                self.rule(clock, Some((Ruling::Waived, "waived")), reason, *over, line);
            }
            Event::ClockRuledOut { clock, reason, over } => {
                self.rule(clock, Some((Ruling::RuledOut, "not applicable")), reason, *over, line);
            }
            Event::ClockRestored { clock, reason, over } => {
                self.rule(clock, None, reason, *over, line);
            }
            Event::ClockPaused { clock, reason, over } => {
                self.set(Field::Pause(clock.clone()), *over, "paused", line);
                let pauses = self.response.pauses.entry(clock.clone()).or_default();
                if pauses.last().is_none_or(|pause| pause.ended.is_some()) {
                    pauses.push(Pause { began: said((), Some(reason), line), ended: None });
                }
            }
            Event::ClockResumed { clock, over } => {
                self.set(Field::Pause(clock.clone()), *over, "running", line);
                let pauses = self.response.pauses.get_mut(clock);
                if let Some(pause) = pauses.and_then(|pauses| pauses.last_mut()) {
                    pause.ended.get_or_insert_with(|| (line.who().to_owned(), line.when()));
                }
            }
            Event::ClockSnoozed { clock, minutes, reason, over } => {
                let words = format!("put off for {minutes} min");
                self.set(Field::Snooze(clock.clone()), *over, &words, line);
                let said = said(*minutes, Some(reason), line);
                self.response.snoozes.insert(clock.clone(), Snooze { said });
            }
            Event::LatenessExplained { clock, reason, over } => {
                self.set(Field::Lateness(clock.clone()), *over, reason, line);
                self.response.lateness.insert(clock.clone(), said((), Some(reason), line));
            }
            Event::Submitted { clock, reference, over } => {
                self.submit(clock, reference.as_ref(), *over, line);
            }
            Event::RecordSet { field, value, over } => {
                self.set(Field::Record(field.clone()), *over, value, line);
                self.response.record.insert(field.clone(), said(value.clone(), None, line));
            }
            Event::ContainmentBegun { verb, what, criteria, evidence_copied } => {
                let id = self.first_id(line.entry.id);
                self.response.containments.push(Containment {
                    id,
                    verb: verb.clone(),
                    what: what.clone(),
                    criteria: criteria.clone(),
                    evidence_copied: *evidence_copied,
                    by: line.who().to_owned(),
                    since: line.when(),
                    verified: None,
                    lifted: None,
                });
            }
            Event::ContainmentVerified { containment, note, over } => {
                let id = self.first_id(*containment);
                self.set(Field::Verified(id), *over, "verified", line);
                let seen = said((), note.as_ref(), line);
                self.contained(id, |containment| containment.verified = Some(seen));
            }
            Event::ContainmentLifted { containment, criteria_met, reason, over } => {
                let id = self.first_id(*containment);
                self.set(Field::Lifted(id), *over, "lifted", line);
                let lifted = said(*criteria_met, Some(reason), line);
                self.contained(id, |containment| containment.lifted = Some(lifted));
            }
            Event::RolePaged { role, person, note } => {
                let call = said(person.clone(), note.as_ref(), line);
                self.response.paged.push((role.clone(), call));
            }
            Event::PlanAdopted { plan, over, .. } => {
                let title = plan.get("title").and_then(|title| title.as_str()).unwrap_or_default();
                self.set(Field::Plan, *over, title, line);
                if let Ok(text) = serde_json::to_string(plan) {
                    self.adopt(&text);
                }
            }
            _ => self.follow(line),
        }
    }

    fn rule(
        &mut self,
        clock: &str,
        ruling: Option<(Ruling, &str)>,
        reason: &String,
        over: Option<EntryId>,
        line: &Line,
    ) {
        let word = ruling.map_or("applies", |(_, word)| word);
        self.set(Field::Ruling(clock.to_owned()), over, word, line);
        match ruling {
            Some((ruling, _)) => {
                let said = said(ruling, Some(reason), line);
                self.response.rulings.insert(clock.to_owned(), said);
            }
            None => {
                self.response.rulings.remove(clock);
            }
        }
    }

    fn submit(
        &mut self,
        clock: &str,
        reference: Option<&String>,
        over: Option<EntryId>,
        line: &Line,
    ) {
        let stamp = format!("{clock}.submitted");
        let when = line.when();
        let words = reference.map_or_else(|| when.to_string(), |r| format!("{when}, {r}"));
        self.set(Field::Stamp(stamp.clone()), over, &words, line);
        self.stamps.insert(stamp, super::stamped(when, line, false));
        let said = said(reference.cloned(), None, line);
        self.response.submitted.insert(clock.to_owned(), said);
    }

    fn contained(&mut self, id: EntryId, change: impl FnOnce(&mut Containment)) {
        let mut ledger = self.response.containments.iter_mut();
        if let Some(containment) = ledger.find(|containment| containment.id == id) {
            change(containment);
        }
    }
}

pub(super) fn said<T>(value: T, reason: Option<&String>, line: &Line) -> Said<T> {
    let reason = reason.filter(|reason| !reason.is_empty()).cloned();
    Said { value, reason, by: line.who().to_owned(), when: line.when() }
}
