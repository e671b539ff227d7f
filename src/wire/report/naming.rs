//! Roles for names: the one place that knows where in a report people are named.
//!
//! Everything is taken apart field by field, so that a new one cannot be forgotten.

use super::{Action, Approved, Corrected, Decided, Happened, Held, Message, Ran, Report, Sat};
use super::{Seated, Section, Unsent};
use crate::audience::Names;
use crate::wire::clock::{Clock, Condition};
use crate::wire::incident::{Conflict, Evidence, Item, Side, Stamp, Task};
use crate::wire::response::{Asked, Contained, Earlier, Fielded, Paged, Recorded};

impl Report {
    /// The report with people called as `names` say.
    pub(super) fn named(mut self, names: &Names) -> Report {
        text(names, &mut self.title);
        person(names, self.declared_by.as_mut());
        for part in [&mut self.detected_by, &mut self.system, &mut self.operator, &mut self.source]
        {
            some(names, part);
        }
        self.sections.iter_mut().for_each(|section| section.named(names));
        self.timeline.iter_mut().for_each(|happened| happened.named(names));
        for Stamp { time: _, by, recorded_at: _ } in self.stamps.values_mut() {
            person(names, Some(by));
        }
        self.roles.iter_mut().for_each(|seat| seat.named(names));
        self.decisions.iter_mut().for_each(|decision| decision.named(names));
        self.containments.iter_mut().for_each(|line| contained(names, line));
        self.questions.iter_mut().for_each(|asked| answered(names, asked));
        self.clocks.iter_mut().for_each(|Ran { clock, .. }| ran(names, clock));
        if let Some(Recorded { filled: _, of: _, fields }) = &mut self.record {
            for Fielded { field: _, title: _, value, by, at: _, optional: _, note: _ } in fields {
                some(names, value);
                person(names, by.as_mut());
            }
        }
        self.messages.iter_mut().for_each(|message| message.named(names));
        for one in &mut self.unsent {
            let Unsent { item: _, title: _, audience, rule: _, drafted: _, .. } = one;
            text(names, audience);
            person(names, one.waived_by.as_mut());
            some(names, &mut one.reason);
        }
        self.actions.iter_mut().for_each(|action| action.named(names));
        if let Some(Held { by, at: _, reason }) = &mut self.hold {
            person(names, Some(by));
            some(names, reason);
        }
        self.work(names);
        self
    }

    /// What only those inside read today; it is named all the same.
    fn work(&mut self, names: &Names) {
        for one in &mut self.evidence {
            let Evidence { entry: _, name, kept_at, sha256: _, size: _, collected_by } = one;
            text(names, name);
            text(names, kept_at);
            person(names, Some(collected_by));
        }
        for one in &mut self.checklist {
            let Item { item: _, stage: _, text: what, state: _, by, at: _, reason } = one;
            text(names, what);
            person(names, by.as_mut());
            some(names, reason);
        }
        for one in &mut self.tasks {
            let Task { task: _, text: what, to, minutes: _, given_by, given_at: _, .. } = one;
            text(names, what);
            person(names, Some(to));
            person(names, Some(given_by));
        }
        for Paged { role: _, person: whom, by, at: _, note } in &mut self.paged {
            person(names, Some(whom));
            person(names, Some(by));
            some(names, note);
        }
        for Conflict { about, in_force, instead_of } in &mut self.conflicts {
            text(names, about);
            for Side { value, by, at: _, entry: _ } in [in_force, instead_of] {
                text(names, value);
                person(names, Some(by));
            }
        }
        for one in &mut self.recurrence {
            let Earlier { title, system, last_decision, .. } = one;
            text(names, title);
            some(names, system);
            some(names, last_decision);
        }
    }
}

impl Message {
    fn named(&mut self, names: &Names) {
        for part in [&mut self.audience, &mut self.channel, &mut self.text, &mut self.title] {
            text(names, part);
        }
        for part in [&mut self.reference, &mut self.subject, &mut self.unapproved] {
            some(names, part);
        }
        person(names, Some(&mut self.by));
        for Approved { role: _, by, at: _, valid: _, fault } in &mut self.approvals {
            person(names, Some(by));
            some(names, fault);
        }
        for one in &mut self.corrections {
            let Corrected { at: _, by, channel, reference, subject, text: said, sha256: _, reason } =
                one;
            person(names, Some(by));
            for part in [channel, said, reason] {
                text(names, part);
            }
            some(names, reference);
            some(names, subject);
        }
    }
}

impl Action {
    fn named(&mut self, names: &Names) {
        text(names, &mut self.text);
        person(names, Some(&mut self.owner));
        person(names, self.by.as_mut());
        some(names, &mut self.note);
    }
}

impl Section {
    fn named(&mut self, names: &Names) {
        let Section { section: _, title: _, ask: _, filled_with: _, missing: _, text, by, at: _ } =
            self;
        some(names, text);
        person(names, by.as_mut());
    }
}

impl Happened {
    fn named(&mut self, names: &Names) {
        let Happened { entry: _, at: _, who, kind: _, text: said, standing: _, privileged: _ } =
            self;
        person(names, Some(who));
        text(names, said);
    }
}

impl Seated {
    fn named(&mut self, names: &Names) {
        let Seated { role: _, title: _, required: _, holder, history } = self;
        person(names, holder.as_mut());
        for Sat { at: _, how: _, person: who, by } in history {
            person(names, who.as_mut());
            person(names, Some(by));
        }
    }
}

impl Decided {
    fn named(&mut self, names: &Names) {
        let Decided { entry: _, at: _, decider, text: said, reason, options, objections, .. } =
            self;
        person(names, Some(decider));
        text(names, said);
        some(names, reason);
        options.iter_mut().chain(objections).for_each(|said| text(names, said));
    }
}

fn contained(names: &Names, line: &mut Contained) {
    let Contained {
        number: _,
        containment: _,
        verb: _,
        did: _,
        what,
        until,
        evidence_copied: _,
        by,
        since: _,
        verified_by,
        verified_at: _,
        verified_note,
        lifted_by,
        lifted_at: _,
        criteria_met: _,
        lifted_because,
    } = line;
    text(names, what);
    for part in [until, verified_note, lifted_because] {
        some(names, part);
    }
    person(names, Some(by));
    person(names, verified_by.as_mut());
    person(names, lifted_by.as_mut());
}

fn answered(names: &Names, asked: &mut Asked) {
    let Asked { question: _, text: _, takes: _, answer: _, by, at: _, reason, note: _, clocks: _ } =
        asked;
    person(names, by.as_mut());
    some(names, reason);
}

fn ran(names: &Names, clock: &mut Clock) {
    text(names, &mut clock.words);
    person(names, clock.decided_by.as_mut());
    for part in [&mut clock.explained, &mut clock.reason, &mut clock.reference] {
        some(names, part);
    }
    for Condition { by, reason, about: _, must: _, question: _, holds: _, answer: _, at: _ } in
        &mut clock.conditions
    {
        person(names, by.as_mut());
        some(names, reason);
    }
}

fn person(names: &Names, handle: Option<&mut String>) {
    if let Some(handle) = handle {
        *handle = names.person(handle);
    }
}

fn text(names: &Names, text: &mut String) {
    *text = names.text(text);
}

fn some(names: &Names, said: &mut Option<String>) {
    if let Some(said) = said {
        text(names, said);
    }
}
