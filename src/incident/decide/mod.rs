//! The rules: what may be done to an incident, and which events it comes to.
//!
//! Rules live here and nowhere else. They look at the incident as its writer sees it; whoever has not
//! seen another's entry is not refused, and the fold shows the conflict.

mod checks;
mod ending;
mod following;
mod messages;
mod naming;
mod purging;
mod redacting;
mod responding;
mod undoing;

use super::command::{Command, Occasion, Refusal};
use super::entry::fits;
use super::event::{Correction, Declared, Event, Fact, Link};
use super::id::EntryId;
use super::responding::Assessed;
use super::state::{Field, Incident, ItemState, Status};
use crate::plan::{self, Pinned, Plan};
use checks::{long_text, names, one_line, optional_line, reason};

/// The longest title, in characters.
const TITLE: usize = 200;
/// The longest handle of a person, in characters.
const NAME: usize = 64;
/// The longest one-line answer, in characters.
const LINE: usize = 500;

impl Incident {
    /// Says which facts a command comes to, or why it is refused.
    ///
    /// The names in the command are as somebody typed them; the facts hold the plan's ids.
    pub fn decide(&self, command: Command, on: &Occasion) -> Result<Vec<Fact>, Refusal> {
        let on = &understood(on)?;
        let events = match command {
            Command::Declare { declared, plan } => self.declare_it(declared, plan.as_ref())?,
            _ if self.declaration.is_none() => return Err(Refusal::NotDeclared),
            command if self.status == Status::Closed && !self.takes_when_closed(&command) => {
                return Err(Refusal::Closed);
            }
            Command::Redact { entry, reason, instead } => {
                self.redacting(&entry, &reason, instead)?
            }
            command => vec![self.event(command, on)?],
        };
        let facts: Vec<Fact> = events.into_iter().map(|event| on.fact(event)).collect();
        if facts.iter().any(|fact| fact.privileged && !fact.event.is_apart()) {
            return Err(Refusal::CannotBePrivileged);
        }
        match facts.iter().find_map(|fact| fits(fact).err()) {
            Some(length) => Err(Refusal::TooLarge(length)),
            None => Ok(facts),
        }
    }

    /// The one event that a command to a declared incident comes to.
    fn event(&self, command: Command, on: &Occasion) -> Result<Event, Refusal> {
        Ok(match command {
            Command::Correct(to) => self.correction(to)?,
            Command::Link(link) => self.link(link)?,
            Command::Note { text } => Event::Noted { text: long_text("the note", &text)? },
            Command::Decide(decision) => Event::DecisionMade(checks::decision(decision)?),
            Command::Assign { role, person } => {
                let (role, person) =
                    (self.role_named(&role)?, one_line("the name", &person, NAME)?);
                let over = self.over(&Field::Seat(role.clone()));
                if self.holder(&role) == Some(&person)
                    && !self.in_conflict(&Field::Seat(role.clone()))
                {
                    return Err(Refusal::AlreadySo(format!("{person} holds `{role}` already")));
                }
                Event::RoleAssigned { role, person, over }
            }
            Command::Release { role } => {
                let role = self.role_named(&role)?;
                if !self.in_conflict(&Field::Seat(role.clone())) {
                    self.held(&role)?;
                }
                Event::RoleReleased { over: self.over(&Field::Seat(role.clone())), role }
            }
            Command::Handover { role, to, briefing } => {
                let (role, to) = (self.role_named(&role)?, one_line("the name", &to, NAME)?);
                if self.held(&role)? == to {
                    return Err(Refusal::AlreadySo(format!("{to} holds `{role}` already")));
                }
                let briefing = briefing.map(|text| long_text("the briefing", &text)).transpose()?;
                Event::HandoverOffered { role, to, briefing }
            }
            Command::Accept { role } => self.acceptance(&role, on)?,
            Command::SetSeverity { level, reason, assessed } => {
                self.severity(&level, &reason, assessed)?
            }
            Command::EnterStage { stage } => {
                let stage = self.stage_named(&stage)?;
                let field = self.field_of_stage(&stage);
                let now = match &field {
                    Field::Track(track) => self.response.tracks.get(track),
                    _ => self.stage.as_ref(),
                };
                if now == Some(&stage) && !self.in_conflict(&field) {
                    return Err(Refusal::AlreadySo(format!("the stage is `{stage}` already")));
                }
                Event::StageEntered { stage, over: self.over(&field) }
            }
            Command::AddItem { stage, text } => {
                let stage = match stage.as_ref().or(self.stage.as_ref()) {
                    Some(stage) => self.stage_named(stage)?,
                    None => return Err(Refusal::Empty { what: "the stage" }),
                };
                Event::ItemAdded { stage, text: one_line("the line", &text, LINE)? }
            }
            Command::Tick { item } => {
                let (item, over) =
                    self.item_in(&item, |state| !matches!(state, ItemState::Done(..)))?;
                Event::ItemDone { item, over }
            }
            Command::Untick { item } => {
                let (item, over) = self.item_in(&item, |state| *state != ItemState::Open)?;
                Event::ItemUndone { item, over }
            }
            Command::Waive { item, reason: why } => {
                let (item, over) = self.item_in(&item, |s| !matches!(s, ItemState::Waived(..)))?;
                Event::ItemWaived { item, reason: reason(&why)?, over }
            }
            Command::GiveTask { text, to, minutes } => {
                checks::minutes(minutes)?;
                let text = one_line("the task", &text, LINE)?;
                Event::TaskGiven { text, to: one_line("the name", &to, NAME)?, minutes }
            }
            Command::Acknowledge { task } => {
                let (task, over) =
                    self.task_in(&task, |t| t.acknowledged.is_none() && t.done.is_none())?;
                Event::TaskAcknowledged { task, over }
            }
            Command::FinishTask { task } => {
                let (task, over) = self.task_in(&task, |task| task.done.is_none())?;
                Event::TaskDone { task, over }
            }
            Command::Stamp { stamp, time, note } => self.stamping(&stamp, time, note, on)?,
            Command::AddEvidence(evidence) => Event::EvidenceAdded(checks::evidence(evidence)?),
            Command::Resolve { reason } => self.resolving(&reason)?,
            Command::Reopen { reason } => self.reopening(&reason)?,
            Command::Close { reason, without_outputs } => {
                self.closing(&reason, without_outputs.as_deref())?
            }
            Command::Undo { entry } => self.undoing(entry.as_deref(), on)?,
            Command::Declare { .. } | Command::Redact { .. } => {
                unreachable!("a command of its own kind")
            }
            command => self.responding(command, on)?,
        })
    }

    fn declare_it(
        &self,
        declared: Declared,
        pinned: Option<&Pinned>,
    ) -> Result<Vec<Event>, Refusal> {
        if self.declaration.is_some() {
            return Err(Refusal::AlreadyDeclared(self.id));
        }
        let given = match pinned {
            Some(pinned) => Some(plan::pinned(&pinned.0).ok_or(Refusal::BadPlan)?),
            None => None,
        };
        // A plan that is pinned already stays: the desk stopped between the plan and the declaration.
        let plan = self.plan.clone().or(given);
        let declared = names::declaration(plan.as_deref(), declared)?;
        let pinning = plan.filter(|_| self.plan.is_none() && !declared.historic);
        let pinning = pinning.map(|plan| Event::PlanPinned(plan.to_pinned()));
        Ok(pinning.into_iter().chain([Event::Declared(declared)]).collect())
    }

    fn correction(&self, to: Correction) -> Result<Event, Refusal> {
        let plan = self.plan();
        let to = match to {
            Correction::Title(title) => Correction::Title(one_line("the title", &title, TITLE)?),
            Correction::Category(typed) => Correction::Category(names::category(plan, &typed)?),
            Correction::DetectedBy(typed) => {
                Correction::DetectedBy(names::detection(plan, &typed)?)
            }
            Correction::System(name) => Correction::System(one_line("the system", &name, LINE)?),
            plain @ (Correction::UsersAffected(_)
            | Correction::PublicReport(_)
            | Correction::NearMiss(_)) => plain,
        };
        let (field, value) = to.parts();
        let same = self.marks.get(&field).is_some_and(|mark| mark.value == value);
        if same && !self.in_conflict(&field) {
            return Err(Refusal::AlreadySo(format!("it is `{value}` already")));
        }
        Ok(Event::Corrected { to, over: self.over(&field) })
    }

    fn link(&self, link: Link) -> Result<Event, Refusal> {
        match &link {
            Link::DuplicateOf { incident } | Link::Incident { incident }
                if *incident == self.id =>
            {
                return Err(Refusal::Itself);
            }
            Link::Alert { source, key } => {
                one_line("the alert's source", source, LINE)?;
                one_line("the alert's key", key, LINE)?;
            }
            _ => {}
        }
        if self.links.iter().any(|(_, known)| *known == link) {
            return Err(Refusal::AlreadySo("the link is there already".to_owned()));
        }
        Ok(Event::Linked(link))
    }

    fn acceptance(&self, role: &str, on: &Occasion) -> Result<Event, Refusal> {
        let role = self.role_named(role)?;
        let who = on.who();
        let offer = self.seats.get(&role).and_then(|seat| seat.offer.as_ref());
        match offer {
            Some(offer) if offer.to == who => Ok(Event::HandoverAccepted {
                person: who.to_owned(),
                offer: offer.entry,
                over: self.over(&Field::Seat(role.clone())),
                role,
            }),
            _ => {
                let to = offer.map(|offer| offer.to.clone());
                Err(Refusal::NotOffered { role, by: who.to_owned(), to })
            }
        }
    }

    fn severity(&self, level: &str, why: &str, assessed: Assessed) -> Result<Event, Refusal> {
        let severity = names::level(self.plan(), level)?;
        if self.severity.as_ref() == Some(&severity) && !self.in_conflict(&Field::Severity) {
            return Err(Refusal::AlreadySo(format!("the severity is {severity} already")));
        }
        // The first level needs no reason; a change of mind does.
        let reason = match &self.severity {
            None if why.trim().is_empty() => String::new(),
            _ => reason(why)?,
        };
        let assessed = self.assessment(assessed)?;
        let over = self.over(&Field::Severity);
        Ok(Event::SeverityChanged { severity, reason, assessed, over })
    }

    fn held(&self, role: &str) -> Result<&str, Refusal> {
        self.holder(role).ok_or_else(|| Refusal::SeatEmpty { role: role.to_owned() })
    }

    /// The entry whose value is replaced when a thing is set now.
    fn over(&self, field: &Field) -> Option<EntryId> {
        self.marks.get(field).map(|mark| mark.entry)
    }

    fn in_conflict(&self, field: &Field) -> bool {
        self.conflicts.contains_key(field)
    }

    fn plan(&self) -> Option<&Plan> {
        self.plan.as_deref()
    }

    /// A historic incident was closed before it was written down, so it is told in full afterwards.
    fn takes_when_closed(&self, command: &Command) -> bool {
        let is_historic = self.declaration.as_ref().is_some_and(|d| d.historic);
        let ends = matches!(command, Command::Resolve { .. } | Command::EnterStage { .. });
        (is_historic && !ends) || is_taken_when_closed(command)
    }
}

/// The occasion with its names checked.
fn understood(on: &Occasion) -> Result<Occasion, Refusal> {
    one_line("the writer's name", &on.by, NAME)?;
    let said_by = optional_line("the name of who said it", on.said_by.as_deref(), NAME)?;
    match on.happened_at {
        Some(then) if then.earliest() > on.now => Err(Refusal::InFuture(then)),
        _ => Ok(Occasion { said_by, ..on.clone() }),
    }
}

impl Occasion {
    fn fact(&self, event: Event) -> Fact {
        let happened_at = match &event {
            Event::PlanPinned(_) => return event.into(),
            // On the timeline a moment stands where it was, not where it was written down.
            Event::StampSet { time, .. } if *time != self.when() => {
                self.happened_at.or(Some(*time))
            }
            _ => self.happened_at,
        };
        let (said_by, privileged) = (self.said_by.clone(), self.privileged);
        Fact { event, happened_at, said_by, privileged, was: None, request: None }
    }
}

/// What may still be said of a closed incident: words, proof, links and corrections, messages, the work that
/// follows and the report.
fn is_taken_when_closed(command: &Command) -> bool {
    matches!(
        command,
        Command::Note { .. }
            | Command::Correct(_)
            | Command::SetSeverity { .. }
            | Command::Link(_)
            | Command::AddEvidence(_)
            | Command::Stamp { .. }
            | Command::Classify { .. }
            | Command::Submit { .. }
            | Command::SetRecord { .. }
            | Command::ExplainLateness { .. }
            | Command::Rule { .. }
            | Command::Draft(_)
            | Command::Approve { .. }
            | Command::WithdrawApproval { .. }
            | Command::Send(_)
            | Command::CorrectMessage { .. }
            | Command::WaiveMessage { .. }
            | Command::AddAction(_)
            | Command::ChangeAction { .. }
            | Command::FinishAction { .. }
            | Command::DropAction { .. }
            | Command::ReopenAction { .. }
            | Command::WriteSection { .. }
            | Command::SetPrivilege { .. }
            | Command::Hold { .. }
            | Command::LiftHold { .. }
            | Command::Redact { .. }
            | Command::Undo { .. }
            | Command::Reopen { .. }
            | Command::Close { .. }
    )
}
