//! For whom something is told: who reads names, and who reads the roles of those people instead.

use crate::incident::{Event, Incident};
use crate::plan::spelled_alike;
use std::collections::BTreeMap;
use std::fmt;

/// Who reads a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Audience {
    /// Whoever took part, and auditors: everything but what is privileged.
    #[default]
    Internal,
    /// Everybody: roles for names; no notes, no evidence, no objections, nothing of the work inside.
    Public,
    /// An authority: roles for names, with clocks, record and measures.
    Regulator,
}

impl Audience {
    /// The word on the command line and in files.
    pub fn word(self) -> &'static str {
        match self {
            Audience::Internal => "internal",
            Audience::Public => "public",
            Audience::Regulator => "regulator",
        }
    }

    /// Whether a message to somebody is nothing new to this audience.
    pub fn has_read(self, to: &str) -> bool {
        match self {
            Audience::Internal => true,
            Audience::Public => matches!(to, "customers" | "public" | "users"),
            Audience::Regulator => matches!(to, "customers" | "public" | "users" | "regulators"),
        }
    }

    /// Whether people are named.
    pub fn reads_names(self) -> bool {
        self == Audience::Internal
    }
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// What somebody is called who never held a seat.
pub const NO_ROLE: &str = "a responder";

/// What people are called: by their handles, or by the seats that they held.
///
/// A name is found wherever it stands as a whole word, in any case: in `ops4's`, in `@ops4`, in `OPS4`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// The role of each person, by the handle in lower case; nobody is in it where names are read.
    roles: BTreeMap<String, String>,
}

impl Names {
    /// The names in an incident, as an audience reads them.
    pub fn of(incident: &Incident, audience: Audience) -> Names {
        if audience.reads_names() {
            return Names::default();
        }
        let plan = incident.plan.as_deref();
        let mut roles: BTreeMap<String, String> = BTreeMap::new();
        let mut held: BTreeMap<String, usize> = BTreeMap::new();
        for (person, role) in people(incident) {
            let person = person.trim().to_lowercase();
            let is_role = plan.is_some_and(|plan| {
                let known = |name: &str| spelled_alike(name, &person);
                plan.roles
                    .iter()
                    .any(|role| known(&role.id) || known(&role.title) || known(&role.short))
            });
            if person.is_empty() || is_role {
                continue;
            }
            // Of several seats the one that the plan names first.
            let seats = plan.into_iter().flat_map(|plan| &plan.roles);
            let place = role.and_then(|role| seats.clone().position(|seat| seat.id == role));
            let called = match (role, place) {
                (Some(_), Some(place)) => plan.map(|plan| plan.roles[place].title.clone()),
                (role, _) => role.map(str::to_owned),
            };
            let place = place.unwrap_or(if role.is_some() { usize::MAX - 1 } else { usize::MAX });
            let before = held.get(&person).copied();
            if before.is_none_or(|before| place < before) {
                held.insert(person.clone(), place);
                roles.insert(person, called.unwrap_or_else(|| NO_ROLE.to_owned()));
            }
        }
        Names { roles }
    }

    /// What a person is called.
    pub fn person(&self, handle: &str) -> String {
        let role = self.roles.get(&handle.trim().to_lowercase());
        role.cloned().unwrap_or_else(|| self.text(handle))
    }

    /// A text with the people in it called so.
    pub fn text(&self, text: &str) -> String {
        if self.roles.is_empty() {
            return text.to_owned();
        }
        let mut said = String::with_capacity(text.len());
        let mut rest = text;
        let mut inside = false;
        while let Some(first) = rest.chars().next() {
            let found = (!inside).then(|| self.at_the_start(rest)).flatten();
            if let Some((length, role)) = found {
                said.push_str(role);
                rest = &rest[length..];
                inside = false;
                continue;
            }
            inside = is_of_word(first);
            said.push(first);
            rest = &rest[first.len_utf8()..];
        }
        said
    }

    /// The longest name with which a text begins, and the role of who is called so.
    fn at_the_start(&self, text: &str) -> Option<(usize, &str)> {
        let longest = self.roles.iter().filter_map(|(person, role)| {
            let length = begins_with(text, person)?;
            let ends = text[length..].chars().next().is_none_or(|next| !is_of_word(next));
            ends.then_some((length, role.as_str()))
        });
        longest.max_by_key(|(length, _)| *length)
    }
}

/// How many bytes of a text say a name that is written in lower case.
fn begins_with(text: &str, name: &str) -> Option<usize> {
    let mut name = name.chars();
    let mut awaited = name.next();
    for (at, c) in text.char_indices() {
        if awaited.is_none() {
            return Some(at);
        }
        for lower in c.to_lowercase() {
            if awaited != Some(lower) {
                return None;
            }
            awaited = name.next();
        }
    }
    awaited.is_none().then_some(text.len())
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Everybody whom the incident names, each with a seat that they held, sat for or were called to.
fn people(incident: &Incident) -> Vec<(&str, Option<&str>)> {
    let mut people: Vec<(&str, Option<&str>)> = Vec::new();
    for line in &incident.timeline {
        people.push((&line.entry.by, None));
        people.extend(line.fact.said_by.as_deref().map(|who| (who, None)));
        match &line.fact.event {
            Event::RoleAssigned { role, person, .. }
            | Event::HandoverAccepted { role, person, .. }
            | Event::RolePaged { role, person, .. } => people.push((person, Some(role))),
            Event::HandoverOffered { role, to, .. } => people.push((to, Some(role))),
            Event::DecisionMade(decision) => {
                people.extend(decision.decider.as_deref().map(|who| (who, None)));
            }
            Event::EvidenceAdded(evidence) => people.push((&evidence.collected_by, None)),
            Event::TaskGiven { to, .. } => people.push((to, None)),
            Event::ActionAdded(owed) => people.push((&owed.owner, None)),
            Event::ActionChanged { owner: Some(owner), .. } => people.push((owner, None)),
            _ => {}
        }
    }
    for (role, seat) in &incident.seats {
        people.extend(seat.holder.as_deref().map(|who| (who, Some(role.as_str()))));
    }
    for role in incident.plan.iter().flat_map(|plan| &plan.roles) {
        let called = [&role.contact, &role.backup].into_iter().flatten().chain(&role.escalation);
        people.extend(called.map(|who| (who.as_str(), Some(role.id.as_str()))));
    }
    people
}
