//! What must be said, to whom, by when: the matrix of the plan as it stands at one moment.

use super::items::{Approver, Drafted, Gone, Holder, Item, State};
use super::sending::margin;
use crate::clocks::{Reading, State as Clock, unless};
use crate::incident::{Approval, Authorship, Incident, Sent};
use crate::plan::{ClockKind, CommsRule, Plan};
use chrono::{DateTime, Utc};

/// What must be said and what was said, as it stands at a moment: what is late first, then what is due
/// first; then what nobody has assessed; then what went out, the latest first; then what is not needed.
///
/// There is one item for each rule of the matrix at the incident's level, also where it does not apply;
/// one for each message that went out, unless that is what its rule asked for; and one for each draft that
/// the matrix does not ask for. `readings` are those of the incident at the same moment; `authors` is what is
/// known of who wrote it.
pub fn items(
    incident: &Incident,
    authors: &Authorship,
    readings: &[&Reading],
    now: DateTime<Utc>,
) -> Vec<Item> {
    let look = Look { incident, authors, readings, now };
    let plan = incident.plan.as_deref();
    let level = incident.severity.as_deref().unwrap_or_default();
    let mut items = Vec::new();
    let rules = plan.map_or(&[][..], |plan| plan.comms.as_slice());
    let asked = |rule: &&CommsRule| rule.levels.iter().any(|known| known == level);
    for rule in rules.iter().filter(asked).filter(|_| incident.has_clocks()) {
        look.of_rule(rule, &mut items);
    }
    let drafts = incident.messages.drafts.keys();
    let apart = drafts.chain(incident.messages.sent.iter().map(|sent| &sent.says.item));
    let mut seen: Vec<String> = items.iter().map(|item: &Item| item.id.clone()).collect();
    for id in apart {
        if !seen.contains(id) {
            seen.push(id.clone());
            look.apart(plan, id, &mut items);
        }
    }
    items.sort_by_key(Item::place);
    items
}

struct Look<'a> {
    incident: &'a Incident,
    authors: &'a Authorship,
    readings: &'a [&'a Reading],
    now: DateTime<Utc>,
}

impl Look<'_> {
    /// An item of the matrix, and what was sent of it.
    fn of_rule(&self, rule: &CommsRule, items: &mut Vec<Item>) {
        let sent: Vec<(usize, &Sent)> = self.sent(&rule.id).collect();
        let reading = self.reading(rule);
        let repeats = reading.is_some_and(|reading| self.repeats(reading));
        let before =
            reading.filter(|_| repeats).map_or(sent.len(), |reading| self.turns(reading).count());
        let mut item = self.blank(rule, reading, repeats, before);
        item.asked = true;
        let standing = self.standing(rule, reading, !sent.is_empty());
        // A new draft makes needed what was sent or waived before.
        let next = match standing {
            _ if item.draft.is_some() => Some(self.written(rule)),
            State::Due if sent.is_empty() || repeats || is_owed(rule, reading) => Some(State::Due),
            // What came to an end is told by what was sent.
            State::Due | State::NotApplicable { .. } | State::Told { .. } if !sent.is_empty() => {
                None
            }
            other => Some(other),
        };
        if let Some(state) = next {
            item.state = state;
            item.is_late &= item.is_open();
            items.push(item);
        }
        for (place, gone) in sent {
            items.push(self.gone(Some(rule), place, gone));
        }
    }

    /// A message that the matrix does not ask for at this level.
    fn apart(&self, plan: Option<&Plan>, id: &str, items: &mut Vec<Item>) {
        let rule = plan.and_then(|plan| plan.comms_rule(id));
        if self.incident.messages.drafts.contains_key(id) {
            let rule = rule.cloned().unwrap_or_else(|| self.bare(id));
            let mut item = self.blank(&rule, None, false, self.sent(id).count());
            item.state = self.written(&rule);
            items.push(item);
        }
        for (place, gone) in self.sent(id) {
            items.push(self.gone(rule, place, gone));
        }
    }

    /// What is known of a message that is no rule of the matrix.
    fn bare(&self, id: &str) -> CommsRule {
        let template = self.incident.plan.as_deref().and_then(|plan| plan.template(id));
        let audience = self.incident.messages.drafts.get(id).map(|draft| &draft.says.audience);
        let sent = self.incident.messages.sent.iter().find(|sent| sent.says.item == id);
        let audience = audience.or(sent.map(|sent| &sent.says.audience));
        CommsRule {
            id: id.to_owned(),
            title: template.map_or_else(|| id.to_owned(), |template| template.title.clone()),
            audience: audience.cloned().unwrap_or_default(),
            template: template.map(|template| template.id.clone()),
            ..CommsRule::default()
        }
    }

    fn blank(
        &self,
        rule: &CommsRule,
        reading: Option<&Reading>,
        repeats: bool,
        sent: usize,
    ) -> Item {
        let draft = self.incident.messages.drafts.get(&rule.id);
        let due = reading.filter(|reading| !reading.counts_up).and_then(|reading| reading.due);
        Item {
            id: rule.id.clone(),
            audience: draft.map_or(&rule.audience, |draft| &draft.says.audience).clone(),
            title: rule.title.clone(),
            rule: rule.rule.clone(),
            asked: false,
            optional: rule.optional,
            number: u32::try_from(sent + 1).unwrap_or(u32::MAX),
            repeats,
            template: rule.template.clone(),
            pen: rule.owner.as_deref().map(|role| self.holder(role)),
            approvers: rule.approved_by.iter().map(|role| self.approver(&rule.id, role)).collect(),
            clock: reading.map(|reading| reading.clock.clone()),
            due,
            is_late: due.is_some_and(|due| due <= self.now),
            missed: reading.filter(|_| repeats).map_or(0, |reading| reading.missed),
            draft: draft.map(|draft| Drafted {
                entry: draft.id,
                version: draft.version,
                by: draft.by.clone(),
                when: draft.when,
            }),
            state: State::Due,
        }
    }

    fn gone(&self, rule: Option<&CommsRule>, place: usize, sent: &Sent) -> Item {
        let bare = self.bare(&sent.says.item);
        let rule = rule.unwrap_or(&bare);
        let reading = self.reading(rule);
        let repeats = reading.is_some_and(|reading| self.repeats(reading));
        let clock = reading.and_then(|r| self.incident.plan.as_deref()?.clock(&r.clock));
        let margin = margin(self.incident, clock, reading, sent);
        let mut item = self.blank(rule, reading, repeats, 0);
        item.audience.clone_from(&sent.says.audience);
        (item.number, item.missed, item.draft, item.is_late) = (sent.number, 0, None, false);
        if let Some(reading) = reading.filter(|_| repeats) {
            let turn = self.turns(reading).position(|turn| turn.id == sent.id);
            item.number = turn.and_then(|turn| u32::try_from(turn + 1).ok()).unwrap_or(sent.number);
        }
        item.due = margin.due();
        for approver in &mut item.approvers {
            let given = sent.approved_by.contains(&approver.seat.role);
            let of = |a: &&Approval| {
                a.item == sent.says.item
                    && a.sha256 == sent.says.sha256
                    && a.role == approver.seat.role
            };
            let found = self.incident.messages.approvals.iter().find(of).filter(|_| given);
            approver.fault = found.and_then(|given| self.incident.fault_of(given, self.authors));
            let counts = found.filter(|_| approver.fault.is_none());
            approver.given = counts.map(|given| (given.by.clone(), given.when));
        }
        item.state = State::Sent(Gone {
            entry: sent.id,
            place: place + 1,
            by: sent.by.clone(),
            when: sent.when,
            channel: sent.says.channel.clone(),
            reference: sent.says.reference.clone(),
            margin,
            unapproved: sent.says.unapproved.clone().map(|why| (sent.lacked.clone(), why)),
            corrections: sent.corrections.len(),
        });
        item
    }

    /// How a rule stands of which nothing is drafted.
    fn standing(&self, rule: &CommsRule, reading: Option<&Reading>, was_sent: bool) -> State {
        if let Some(said) = self.incident.messages.waived.get(&rule.id) {
            let why = said.reason.clone().unwrap_or_default();
            return State::NotNeeded { by: said.by.clone(), why };
        }
        if let Some(state) = unless(&rule.conditions, self.incident) {
            return of_clock(&state);
        }
        let Some(reading) = reading else { return self.of_laws(rule) };
        match &reading.state {
            Clock::Met { at, .. } if !was_sent && self.is_told(rule, reading) => {
                State::Told { by: self.stamped(reading).unwrap_or_default(), when: *at }
            }
            state => of_clock(state),
        }
    }

    /// How a rule stands of whose clocks none runs: as the authorities' clocks do, where it means them.
    fn of_laws(&self, rule: &CommsRule) -> State {
        let laws: Vec<&Reading> = self.laws(rule).collect();
        let is_over = |reading: &&Reading| matches!(reading.state, Clock::NotApplicable { .. });
        let is_open = |reading: &&Reading| matches!(reading.state, Clock::NotAssessed { .. });
        let met = laws.iter().find_map(|reading| match reading.state {
            Clock::Met { at, .. } => Some((self.stamped(reading).unwrap_or_default(), at)),
            _ => None,
        });
        if let Some((by, when)) = met {
            return State::Told { by, when };
        }
        if laws.is_empty() || !laws.iter().all(|reading| is_over(reading) || is_open(reading)) {
            return State::Due;
        }
        if laws.iter().all(is_over) {
            return State::NotApplicable { why: "no authority's clock applies".to_owned() };
        }
        State::NotAssessed { asks: asked_by(laws.into_iter()) }
    }

    fn written(&self, rule: &CommsRule) -> State {
        let missing = self.incident.missing_approvals(&rule.id, self.authors);
        if rule.approved_by.is_empty() {
            State::Drafted
        } else if missing.is_empty() {
            State::Approved
        } else {
            State::Waits(missing.into_iter().map(str::to_owned).collect())
        }
    }

    /// The clock of a rule; of authorities, each of which has its own, the one that runs out first.
    fn reading(&self, rule: &CommsRule) -> Option<&Reading> {
        match &rule.clock {
            Some(clock) => self.readings.iter().find(|reading| reading.clock == *clock).copied(),
            None => self
                .laws(rule)
                .filter(|reading| reading.is_counting())
                .min_by_key(|reading| reading.due.unwrap_or(DateTime::<Utc>::MAX_UTC)),
        }
    }

    /// The clocks of the law, where a rule means them all.
    fn laws<'a>(&'a self, rule: &CommsRule) -> impl Iterator<Item = &'a Reading> + Clone {
        let means_them = rule.clock.is_none() && rule.audience == "regulators";
        let readings = self.readings.iter().copied().filter(move |_| means_them);
        readings.filter(|reading| reading.kind == ClockKind::Regulator)
    }

    /// Whether a clock that was met says that these people were told: it was written down by hand, and is
    /// not the doing of a message to others.
    fn is_told(&self, rule: &CommsRule, reading: &Reading) -> bool {
        let clock = self.incident.plan.as_deref().and_then(|plan| plan.clock(&reading.clock));
        let Some(stamp) = clock.and_then(|clock| clock.stops_at.as_ref()) else { return true };
        let mut sent = self.incident.messages.sent.iter();
        !sent.any(|sent| sent.says.stamp.as_ref() == Some(stamp) && sent.says.item != rule.id)
    }

    fn stamped(&self, reading: &Reading) -> Option<String> {
        let clock = self.incident.plan.as_deref()?.clock(&reading.clock)?;
        let stamp = clock.stops_at.clone();
        let stamp = stamp.unwrap_or_else(|| format!("{}.submitted", clock.id));
        Some(self.incident.moment(&stamp)?.by)
    }

    fn repeats(&self, reading: &Reading) -> bool {
        let clock = self.incident.plan.as_deref().and_then(|plan| plan.clock(&reading.clock));
        clock.is_some_and(|clock| clock.repeat)
    }

    /// What was sent of a cadence, whatever the level was then.
    fn turns<'a>(&'a self, reading: &Reading) -> impl Iterator<Item = &'a Sent> {
        let clock = self.incident.plan.as_deref().and_then(|plan| plan.clock(&reading.clock));
        let stamp = clock.and_then(|clock| clock.stops_at.as_deref());
        let sent = self.incident.messages.sent.iter();
        sent.filter(move |sent| stamp.is_some() && sent.says.stamp.as_deref() == stamp)
    }

    fn sent(&self, id: &str) -> impl Iterator<Item = (usize, &Sent)> {
        let all = self.incident.messages.sent.iter().enumerate();
        let id = id.to_owned();
        all.filter(move |(_, sent)| sent.says.item == id)
    }

    fn holder(&self, role: &str) -> Holder {
        Holder { role: role.to_owned(), name: self.incident.holder(role).map(str::to_owned) }
    }

    /// A seat that must approve an item: whether it has, and why what it gave does not count.
    fn approver(&self, item: &str, role: &str) -> Approver {
        let seat = self.holder(role);
        let mut given = self.incident.approvals_of(item, self.authors);
        let found = given.find(|given| given.role == role);
        let given = found.map(|given| (given.by.clone(), given.when));
        let draft = self.incident.messages.drafts.get(item).filter(|_| given.is_none());
        let of = |a: &&Approval| a.item == item && a.role == role;
        let last = self.incident.messages.approvals.iter().rfind(of);
        let fault = draft.zip(last).filter(|(draft, last)| {
            // What was approved and sent is over.
            draft.id == last.draft
                || !self.sent(item).any(|(_, s)| s.says.draft == Some(last.draft))
        });
        let fault =
            fault.and_then(|(draft, last)| match self.incident.fault_of(last, self.authors) {
                Some(fault) => Some(fault),
                None if draft.id == last.draft => None,
                None => Some(format!("{} approved an earlier text", last.by)),
            });
        Approver { seat, given, fault }
    }
}

/// Whether something is still to be said though a message of the rule went out: the clock of another
/// authority runs.
fn is_owed(rule: &CommsRule, reading: Option<&Reading>) -> bool {
    rule.clock.is_none() && reading.is_some_and(Reading::is_counting)
}

/// The state of a clock as that of a message nobody has written.
fn of_clock(state: &Clock) -> State {
    match state {
        Clock::NotAssessed { asks } => State::NotAssessed { asks: asks.clone() },
        Clock::NotApplicable { why, .. } => State::NotApplicable { why: why.clone() },
        Clock::Waived { by, why, .. } => State::NotNeeded { by: by.clone(), why: why.clone() },
        Clock::Armed { waits_for } => State::Armed { waits_for: waits_for.clone() },
        _ => State::Due,
    }
}

fn asked_by<'a>(readings: impl Iterator<Item = &'a Reading>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for reading in readings {
        if let Clock::NotAssessed { asks } = &reading.state {
            all.extend(asks.iter().filter(|ask| !all.contains(ask)).cloned().collect::<Vec<_>>());
        }
    }
    all
}
