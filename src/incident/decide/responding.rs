//! Rules of the response: the classification, decisions about clocks, the record, the ledger, calls,
//! another plan.

use super::checks::{long_text, minutes, one_line, optional_line, reason};
use super::naming::{level, unknown};
use super::{LINE, NAME};
use crate::incident::command::{Command, Occasion, Refusal, one_entry};
use crate::incident::event::Event;
use crate::incident::id::EntryId;
use crate::incident::responding::{Answer, Assessed, Containment, Ruling, Word};
use crate::incident::state::{Field, Incident};
use crate::plan::{self, Clock, ClockKind, Pinned, Plan, Role, Takes, spelled_alike};

/// The longest value of a field of the record, in characters.
const VALUE: usize = 4000;

impl Incident {
    /// The event that a command of the response comes to.
    pub(super) fn responding(&self, command: Command, on: &Occasion) -> Result<Event, Refusal> {
        Ok(match command {
            Command::Classify { question, answer, reason } => {
                self.classifying(&question, answer, reason.as_deref())?
            }
            Command::Rule { clock, ruling, reason } => self.ruling(&clock, ruling, &reason)?,
            Command::PauseClock { clock, reason: why } => {
                let clock = self.clock_named(&clock)?;
                let may = clock.kind != ClockKind::Regulator || self.id.is_exercise();
                if !may {
                    return Err(Refusal::CannotPause(clock.id.clone()));
                }
                self.paused(&clock.id, false)?;
                let over = self.over(&Field::Pause(clock.id.clone()));
                Event::ClockPaused { clock: clock.id.clone(), reason: reason(&why)?, over }
            }
            Command::ResumeClock { clock } => {
                let clock = self.clock_named(&clock)?.id.clone();
                self.paused(&clock, true)?;
                Event::ClockResumed { over: self.over(&Field::Pause(clock.clone())), clock }
            }
            Command::Snooze { clock, minutes: many, reason: why } => {
                minutes(many)?;
                let clock = self.clock_named(&clock)?.id.clone();
                let over = self.over(&Field::Snooze(clock.clone()));
                Event::ClockSnoozed { clock, minutes: many, reason: reason(&why)?, over }
            }
            Command::ExplainLateness { clock, reason: why } => {
                let clock = self.clock_named(&clock)?.id.clone();
                let over = self.over(&Field::Lateness(clock.clone()));
                Event::LatenessExplained { clock, reason: reason(&why)?, over }
            }
            Command::Submit { clock, reference } => {
                self.submitting(&clock, reference.as_deref(), on)?
            }
            Command::SetRecord { field, value } => self.recording(&field, &value)?,
            Command::Contain { verb, what, criteria, evidence_copied } => Event::ContainmentBegun {
                verb: self.verb_named(&verb)?,
                what: one_line("what is contained", &what, LINE)?,
                criteria: optional_line("the criteria", criteria.as_deref(), LINE)?,
                evidence_copied,
            },
            Command::VerifyContainment { containment, note } => {
                let found = self.containment_named(&containment)?;
                if found.verified.is_some() {
                    return Err(Refusal::AlreadySo(format!(
                        "`{}` is verified already",
                        found.what
                    )));
                }
                Event::ContainmentVerified {
                    containment: found.id,
                    note: note.map(|note| long_text("the note", &note)).transpose()?,
                    over: self.over(&Field::Verified(found.id)),
                }
            }
            Command::Lift { containment, criteria_met, reason } => {
                self.lifting(&containment, criteria_met, &reason)?
            }
            Command::UseAuthority { role, authority, text } => {
                self.authorising(&role, &authority, &text, on)?
            }
            Command::Page { role, person, note } => self.paging(&role, person, note)?,
            Command::AdoptPlan { plan, reason: why } => self.adopting(&plan, &why)?,
            other => self.messaging(other, on)?,
        })
    }

    fn classifying(
        &self,
        typed: &str,
        answer: Answer,
        why: Option<&str>,
    ) -> Result<Event, Refusal> {
        let known = || self.known(|plan| plan.questions.iter().map(|q| q.id.clone()).collect());
        let question = self.plan().and_then(|plan| plan.question(typed));
        let question = question.ok_or_else(|| unknown("question", typed, known()))?;
        let takes = match (question.takes, answer) {
            (_, Answer::Word(Word::Unknown))
            | (Takes::YesOrNo, Answer::Word(_))
            | (Takes::Number, Answer::Number(_)) => None,
            (Takes::YesOrNo, Answer::Number(_)) => Some("yes or no"),
            (Takes::Number, Answer::Word(_)) => Some("a number"),
        };
        if let Some(takes) = takes {
            return Err(Refusal::WrongAnswer { question: question.id.clone(), takes });
        }
        let field = Field::Answer(question.id.clone());
        let before = self.response.answers.get(&question.id);
        let same = before.is_some_and(|said| said.value == answer && said.reason.as_deref() == why);
        if same && !self.in_conflict(&field) {
            return Err(Refusal::AlreadySo(format!("the answer is `{answer}` already")));
        }
        let reason = why.filter(|why| !why.trim().is_empty()).map(reason).transpose()?;
        Ok(Event::Classified {
            question: question.id.clone(),
            answer,
            reason,
            over: self.over(&field),
        })
    }

    fn ruling(&self, typed: &str, ruling: Option<Ruling>, why: &str) -> Result<Event, Refusal> {
        let clock = self.clock_named(typed)?.id.clone();
        let field = Field::Ruling(clock.clone());
        let now = self.response.rulings.get(&clock).map(|said| said.value);
        if now == ruling && !self.in_conflict(&field) {
            let word = match ruling {
                Some(Ruling::Waived) => "is waived already",
                Some(Ruling::RuledOut) => "is ruled out already",
                None => "runs as the plan says",
            };
            return Err(Refusal::AlreadySo(format!("`{clock}` {word}")));
        }
        let (reason, over) = (reason(why)?, self.over(&field));
        Ok(match ruling {
            Some(Ruling::Waived) => Event::ClockWaived { clock, reason, over },
            Some(Ruling::RuledOut) => Event::ClockRuledOut { clock, reason, over },
            None => Event::ClockRestored { clock, reason, over },
        })
    }

    /// Refuses what is so already.
    fn paused(&self, clock: &str, wanted: bool) -> Result<(), Refusal> {
        let last = self.response.pauses.get(clock).and_then(|pauses| pauses.last());
        let stands_still = last.is_some_and(|pause| pause.ended.is_none());
        if stands_still == wanted || self.in_conflict(&Field::Pause(clock.to_owned())) {
            return Ok(());
        }
        let word = if wanted { "is not paused" } else { "is paused already" };
        Err(Refusal::AlreadySo(format!("`{clock}` {word}")))
    }

    fn submitting(
        &self,
        typed: &str,
        reference: Option<&str>,
        on: &Occasion,
    ) -> Result<Event, Refusal> {
        let clock = self.clock_named(typed)?.id.clone();
        let reference = optional_line("the reference", reference, LINE)?;
        let field = Field::Stamp(format!("{clock}.submitted"));
        let before = self.response.submitted.get(&clock);
        let same = before.is_some_and(|said| {
            said.value == reference && on.happened_at.is_none_or(|at| at == said.when)
        });
        if same && !self.in_conflict(&field) {
            let when = before.map(|said| said.when.to_string()).unwrap_or_default();
            return Err(Refusal::AlreadySo(format!("`{clock}` was submitted at {when}")));
        }
        Ok(Event::Submitted { clock, reference, over: self.over(&field) })
    }

    fn recording(&self, typed: &str, value: &str) -> Result<Event, Refusal> {
        let known = || self.known(|plan| plan.record.iter().map(|f| f.id.clone()).collect());
        let field = self.plan().and_then(|plan| plan.record_field(typed));
        let field = field.ok_or_else(|| unknown("field of the record", typed, known()))?.id.clone();
        let value = long_text("the value", value)?;
        let length = value.chars().count();
        if length > VALUE {
            return Err(Refusal::TooLong { what: "the value", length, most: VALUE });
        }
        let of = Field::Record(field.clone());
        let same = self.response.record.get(&field).is_some_and(|said| said.value == value);
        if same && !self.in_conflict(&of) {
            return Err(Refusal::AlreadySo(format!("`{field}` says that already")));
        }
        Ok(Event::RecordSet { over: self.over(&of), field, value })
    }

    fn lifting(&self, typed: &str, criteria_met: bool, why: &str) -> Result<Event, Refusal> {
        let found = self.containment_named(typed)?;
        if found.lifted.is_some() && !self.in_conflict(&Field::Lifted(found.id)) {
            return Err(Refusal::AlreadySo(format!("`{}` was lifted already", found.what)));
        }
        let (what, criteria) = (found.what.clone(), found.criteria.clone());
        let reason = match criteria.filter(|_| !criteria_met && why.trim().is_empty()) {
            Some(criteria) => return Err(Refusal::CriteriaNotMet { what, criteria }),
            None if why.trim().is_empty() => String::new(),
            None => reason(why)?,
        };
        let over = self.over(&Field::Lifted(found.id));
        Ok(Event::ContainmentLifted { containment: found.id, criteria_met, reason, over })
    }

    fn authorising(
        &self,
        role: &str,
        authority: &str,
        text: &str,
        on: &Occasion,
    ) -> Result<Event, Refusal> {
        let id = self.role_named(role)?;
        let may = self.role(&id).map(|role| role.may.clone()).unwrap_or_default();
        let Some(authority) = may.iter().find(|may| spelled_alike(may, authority)).cloned() else {
            return Err(Refusal::NoAuthority { role: id, authority: authority.to_owned(), may });
        };
        let who = on.who();
        let holder = self.holder(&id);
        if holder != Some(who) {
            let holder = holder.map(str::to_owned);
            return Err(Refusal::NotHolder { role: id, by: who.to_owned(), holder });
        }
        let text = one_line("what was done", text, LINE)?;
        Ok(Event::AuthorityUsed { role: id, authority, text })
    }

    fn paging(
        &self,
        role: &str,
        person: Option<String>,
        note: Option<String>,
    ) -> Result<Event, Refusal> {
        let role = self.role_named(role)?;
        // The contact first, and whoever comes after those that were called already.
        let called = self.response.paged.iter().filter(|(seat, _)| *seat == role);
        let called: Vec<&str> = called.map(|(_, said)| said.value.as_str()).collect();
        let next = || {
            let known = self.role(&role)?;
            let further = known.escalation.iter().filter_map(|name| self.further(name));
            let first = known.contact.iter().chain(&known.backup).map(String::as_str);
            let all: Vec<&str> = first.chain(further).collect();
            let new = all.iter().find(|name| !called.contains(name));
            new.or(all.last()).map(|name| (*name).to_owned())
        };
        let person =
            person.or_else(next).ok_or_else(|| Refusal::NoContact { role: role.clone() })?;
        let note = note.map(|note| long_text("the note", &note)).transpose()?;
        Ok(Event::RolePaged { role, person: one_line("the name", &person, NAME)?, note })
    }

    fn adopting(&self, pinned: &Pinned, why: &str) -> Result<Event, Refusal> {
        let plan = plan::pinned(&pinned.0).ok_or(Refusal::BadPlan)?;
        if self.plan.as_ref() == Some(&plan) && !self.in_conflict(&Field::Plan) {
            return Err(Refusal::AlreadySo(format!("`{}` is in force already", plan.title)));
        }
        let reason = reason(why)?;
        let text = plan.to_pinned().0;
        let plan = serde_json::from_str(&text).map_err(|_| Refusal::BadPlan)?;
        Ok(Event::PlanAdopted { plan, reason, over: self.over(&Field::Plan) })
    }

    /// What the severity helper was told, with the plan's names.
    pub(super) fn assessment(&self, told: Assessed) -> Result<Assessed, Refusal> {
        let one = |(dimension, reached): (String, String)| {
            let known =
                || self.known(|plan| plan.dimensions.iter().map(|d| d.id.clone()).collect());
            let named = |plan: &Plan| {
                let mut dimensions = plan.dimensions.iter();
                dimensions.find(|d| spelled_alike(&d.id, &dimension)).map(|d| d.id.clone())
            };
            let id = self.plan().and_then(named);
            let id = id.ok_or_else(|| unknown("dimension of impact", &dimension, known()))?;
            Ok((id, level(self.plan(), &reached)?))
        };
        told.into_iter().map(one).collect()
    }

    pub(super) fn clock_named(&self, typed: &str) -> Result<&Clock, Refusal> {
        let known =
            || self.known(|plan| plan.clocks.iter().map(|clock| clock.id.clone()).collect());
        let mut clocks = self.plan().into_iter().flat_map(|plan| &plan.clocks);
        let clock = clocks.find(|clock| spelled_alike(&clock.id, typed));
        clock.ok_or_else(|| unknown("clock", typed, known()))
    }

    fn verb_named(&self, typed: &str) -> Result<String, Refusal> {
        let known = || self.known(|plan| plan.verbs.iter().map(|verb| verb.id.clone()).collect());
        let verb = self.plan().and_then(|plan| plan.verb(typed));
        verb.map(|verb| verb.id.clone()).ok_or_else(|| unknown("containment", typed, known()))
    }

    /// The line of the ledger that somebody means: by its number, its id, or a part of what it contains.
    fn containment_named(&self, typed: &str) -> Result<&Containment, Refusal> {
        let ledger = &self.response.containments;
        let typed = typed.trim();
        let number = typed.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        if let Some(found) = number.and_then(|number| ledger.get(number)) {
            return Ok(found);
        }
        let wanted = typed.to_lowercase();
        let named = |found: &&Containment| found.what.to_lowercase().contains(&wanted);
        let matches: Vec<&Containment> =
            ledger.iter().filter(|_| !wanted.is_empty()).filter(named).collect();
        if let [found] = matches[..] {
            return Ok(found);
        }
        let ids: Vec<EntryId> = ledger.iter().map(|found| found.id).collect();
        let id = one_entry("containment", typed, ids.into_iter())?;
        let found = ledger.iter().find(|found| found.id == id);
        found.ok_or_else(|| Refusal::NotFound { what: "containment", typed: typed.to_owned() })
    }

    fn role(&self, id: &str) -> Option<&Role> {
        self.plan()?.roles.iter().find(|role| role.id == id)
    }

    fn known(&self, names: impl Fn(&Plan) -> Vec<String>) -> Vec<String> {
        self.plan().map(names).unwrap_or_default()
    }
}
