//! One thing in full: an entry, a clock, a role, a checklist line, a task, a message.

use super::page::{self, PageRow, Part};
use crate::clocks::Reading;
use crate::comms::{Gone, Holder, Item as Message, State, standing};
use crate::incident::{Incident, IncidentId, Item, ItemState, Line, Standing, Task, whole};
use crate::plan::Role;
use crate::telling::name_of_role;
use crate::time::{Moment, stamp};
use crate::ui::canvas::Canvas;
use crate::ui::desk::Proof;
use crate::ui::keymap::Keymap;
use crate::ui::layout::Rect;
use crate::ui::looks::look;
use crate::ui::panes::full::reasons;
use crate::ui::room::Room;
use crate::ui::tasks;
use crate::ui::theme::Shade;
use crate::ui::when::Zone;
use chrono::{DateTime, Utc};

/// The label under which stands whether a log is intact.
const CHAIN: &str = "chain";

/// One thing in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// Its name.
    pub title: String,
    /// What is known of it: a label, and what it says.
    pub facts: Vec<(&'static str, String)>,
    /// A text of several lines.
    pub text: String,
    /// How many rows are scrolled away.
    pub top: usize,
    /// The incident whose logs are checked meanwhile.
    pub checked: Option<IncidentId>,
}

impl Detail {
    fn of(title: &str, text: String, facts: Vec<(&'static str, String)>) -> Detail {
        Detail { title: title.to_owned(), facts, text, top: 0, checked: None }
    }

    /// Says what a check of the logs found.
    pub fn prove(&mut self, proof: &Proof) {
        let counted = |many: usize| if many == 1 { "entry" } else { "entries" };
        let words = match proof.damage.as_slice() {
            [] => {
                format!("intact: {} {} as written", proof.entries, counted(proof.entries))
            }
            found => format!("DAMAGED: {}", found.join("\n")),
        };
        if let Some(fact) = self.facts.iter_mut().find(|(label, _)| *label == CHAIN) {
            fact.1 = words;
        }
    }
}

/// An entry in full.
pub fn of_entry(room: &Room, line: &Line, zone: Zone, now: DateTime<Utc>) -> Detail {
    let told = look(room, line, now);
    let entry = &line.entry;
    let mut facts = vec![("when", zone.full(line.when())), ("who", line.who().to_owned())];
    if line.who() != entry.by {
        facts.push(("written by", entry.by.clone()));
    }
    let credit = room.authors.credit(entry);
    facts.extend(credit.map(|credit| {
        let known = credit.doubt().unwrap_or_else(|| "confirmed by the server".to_owned());
        ("author", known)
    }));
    if line.fact.happened_at.is_some() {
        facts.push(("written at", zone.full(Moment::second(entry.at))));
    }
    facts.extend(told.mark.map(|mark| ("note", mark)));
    let standing = match &line.standing {
        Standing::Stands => None,
        Standing::Reversed(by) => Some(format!("undone by {}", by.short())),
        Standing::Redacted { by, reason } => Some(format!("removed by {by}: {reason}")),
        Standing::Blank => Some("removed; the reason has not arrived yet".to_owned()),
        Standing::Again(first) => Some(format!("written before as {}", first.short())),
    };
    facts.extend(standing.map(|standing| ("standing", standing)));
    facts.push(("kind", entry.kind.clone()));
    facts.push(("log", format!("{}, number {}", entry.log.replica, entry.seq)));
    facts.push(("clock", format!("{} · {}", stamp(entry.at), entry.hlc)));
    facts.push(("id", entry.id.to_string()));
    facts.push(("hash", entry.hash.to_string()));
    facts.push(("prev", entry.prev.to_string()));
    facts.push((CHAIN, "is being checked …".to_owned()));
    Detail { checked: Some(room.id()), ..Detail::of(told.kind, told.text, facts) }
}

/// A clock in full.
pub fn of_clock(room: &Room, reading: &Reading, zone: Zone, now: DateTime<Utc>) -> Detail {
    let mut facts = vec![("state", reading.words(now)), ("rule", reading.rule.clone())];
    if let Some((from, when)) = &reading.counts_from {
        facts.push(("from", format!("{}, {}", from.replace('_', " "), zone.full(*when))));
    }
    if let Some(due) = reading.due {
        facts.push(("due", zone.full(Moment::second(due))));
    }
    if let Some(owner) = &reading.owner {
        let holder = room.incident.holder(owner).unwrap_or("nobody");
        facts.push(("answers", format!("{} ({holder})", name_of_role(&room.incident, owner))));
    }
    facts.extend(reasons::facts(&room.incident, reading, zone));
    if reading.missed > 0 {
        facts.push(("missed", format!("{} in a row", reading.missed)));
    }
    let plan = room.incident.plan.as_deref();
    let clock = plan.and_then(|plan| plan.clock(&reading.clock));
    let text = clock.and_then(|clock| clock.note.clone()).unwrap_or_default();
    Detail::of(&reading.title, text, facts)
}

/// A role in full.
pub fn of_role(room: &Room, role: &Role, zone: Zone) -> Detail {
    let seat = room.incident.seats.get(&role.id);
    let holder = seat.and_then(|seat| seat.holder.clone());
    let mut facts = vec![("holder", holder.unwrap_or_else(|| "nobody".to_owned()))];
    if let Some(seat) = seat {
        facts.extend(seat.since.map(|since| ("since", zone.full(since))));
        facts.extend(seat.from.clone().map(|from| ("from", from)));
        let offer = seat.offer.as_ref();
        facts.extend(offer.map(|offer| ("offered", format!("to {} by {}", offer.to, offer.by))));
    }
    let lists = [("may", &role.may), ("required at", &role.required_at)];
    facts.extend(
        lists.into_iter().filter(|(_, l)| !l.is_empty()).map(|(name, l)| (name, l.join(", "))),
    );
    facts.extend(
        [("page", &role.contact), ("backup", &role.backup)]
            .into_iter()
            .filter_map(|(name, handle)| handle.clone().map(|handle| (name, handle))),
    );
    if !role.usually.is_empty() {
        facts.push(("usually", role.usually.clone()));
    }
    Detail::of(&role.title, role.duty.clone(), facts)
}

/// A checklist line in full.
pub fn of_item(room: &Room, item: &Item, zone: Zone) -> Detail {
    let plan = room.incident.plan.as_deref();
    let stage = plan.and_then(|plan| plan.stage(&item.stage));
    let mut facts = vec![("stage", stage.map_or(item.stage.clone(), |stage| stage.title.clone()))];
    match &item.state {
        ItemState::Open => facts.push(("state", "open".to_owned())),
        ItemState::Done(by, at) => {
            facts.push(("state", format!("done by {by}, {}", zone.full(*at))));
        }
        ItemState::Waived(by, why) => {
            facts.extend([("state", format!("left out on purpose by {by}")), ("why", why.clone())]);
        }
    }
    facts.push(("step", item.id.clone()));
    Detail::of("Checklist line", item.text.clone(), facts)
}

/// A task in full.
pub fn of_task(task: &Task, zone: Zone, now: DateTime<Utc>) -> Detail {
    let said = |said: &Option<(String, Moment)>| {
        said.as_ref().map_or("not yet".to_owned(), |(by, at)| format!("{by}, {}", zone.full(*at)))
    };
    let facts = vec![
        ("for", task.to.clone()),
        ("due", format!("{} ({})", zone.full(Moment::second(task.due())), tasks::words(task, now))),
        ("within", format!("{} min", task.minutes)),
        ("given", format!("by {}, {}", task.by, zone.full(task.given))),
        ("said yes", said(&task.acknowledged)),
        ("done", said(&task.done)),
        ("entry", task.id.to_string()),
    ];
    Detail::of("Task", task.text.clone(), facts)
}

/// A message in full: its text, when it is due, who writes and approves it, how it went out.
pub fn of_message(room: &Room, item: &Message, zone: Zone, now: DateTime<Utc>) -> Detail {
    let incident = &room.incident;
    let seat = |seat: &Holder| {
        let role = name_of_role(incident, &seat.role);
        format!("{role} ({})", seat.name.as_deref().unwrap_or("nobody"))
    };
    let mut facts = vec![("to", item.audience.clone())];
    facts.extend(Some(("rule", item.rule.clone())).filter(|(_, rule)| !rule.is_empty()));
    facts.push(("state", standing(item, now)));
    if let Some(due) = item.due {
        let was = if item.is_open() { "due" } else { "was due" };
        facts.push((was, zone.full(Moment::second(due))));
    }
    facts.extend(item.clock.clone().map(|clock| ("clock", clock)));
    facts.extend(item.pen.as_ref().map(|pen| ("writes", seat(pen))));
    let mut text = String::new();
    if let Some(draft) = item.draft.as_ref().and_then(|_| incident.messages.drafts.get(&item.id)) {
        text = whole(draft.says.subject.as_deref(), &draft.says.text);
        facts.push((
            "draft",
            format!("{} by {}, {}", draft.version, draft.by, zone.full(draft.when)),
        ));
        facts.push(("sha256", draft.says.sha256.to_string()));
    }
    for approver in &item.approvers {
        let state = match (&approver.given, &approver.fault) {
            (Some((by, when)), _) => format!("approved by {by}, {}", zone.full(*when)),
            (None, Some(fault)) => format!("does not count: {fault}"),
            (None, None) => "not approved".to_owned(),
        };
        facts.push(("approves", format!("{}: {state}", seat(&approver.seat))));
    }
    match &item.state {
        State::Sent(gone) => {
            facts.extend(of_sent(incident, gone, zone));
            let sent = incident.messages.sent.iter().find(|sent| sent.id == gone.entry);
            if let Some(sent) = sent {
                text = whole(sent.says.subject.as_deref(), &sent.says.text);
                for said in &sent.corrections {
                    let with = whole(said.value.subject.as_deref(), &said.value.text);
                    let by =
                        format!("{}, {}: {}", said.by, zone.full(said.when), said.value.reason);
                    facts.extend([("corrected", by), ("instead", with)]);
                }
            }
        }
        State::Told { by, when } => {
            facts.push(("told", format!("{}, written down by {by}", zone.full(*when))));
        }
        State::NotNeeded { by, why } => facts.push(("not needed", format!("{by}: {why}"))),
        State::NotApplicable { why } => facts.push(("why", why.clone())),
        _ => {}
    }
    Detail::of(&item.title, text, facts)
}

fn of_sent(incident: &Incident, gone: &Gone, zone: Zone) -> Vec<(&'static str, String)> {
    let mut facts = vec![("sent", format!("{}, by {}", zone.full(gone.when), gone.by))];
    facts.push(("by way of", gone.channel.clone()));
    facts.extend(gone.reference.clone().map(|reference| ("reference", reference)));
    if let Some((lacked, why)) = &gone.unapproved {
        let lacked: Vec<String> = lacked.iter().map(|role| name_of_role(incident, role)).collect();
        facts.push(("unapproved", format!("{}: {why}", lacked.join(", "))));
    }
    facts
}

fn parts(detail: &Detail) -> Vec<Part<'_>> {
    let mut parts = Vec::with_capacity(detail.facts.len() + 2);
    if !detail.text.is_empty() {
        parts.extend([Part::Text(&detail.text, Shade::Strong), Part::Blank]);
    }
    parts.extend(detail.facts.iter().map(|(label, text)| {
        let damaged = *label == CHAIN && text.starts_with("DAMAGED");
        Part::Fact(label, text, if damaged { Shade::Danger } else { Shade::Calm })
    }));
    parts
}

/// The rows of one thing in an area.
pub fn rows(detail: &Detail, area: Rect) -> Vec<PageRow> {
    page::rows(&parts(detail), area)
}

/// All that it says, as a text.
pub fn text(detail: &Detail) -> String {
    page::text(&detail.title, &parts(detail))
}

/// Draws it.
pub fn draw(detail: &Detail, keymap: &Keymap, canvas: &mut Canvas, area: Rect) {
    page::draw(&rows(detail, area), (&detail.title, detail.top), keymap, canvas, area);
}
