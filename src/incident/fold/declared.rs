//! How the first entries fold: the plan, and what was known at the declaration.

use crate::incident::event::{Correction, Declared, Event};
use crate::incident::state::{Declaration, Field, Incident, Item, ItemState, Line, Mark, Status};
use crate::plan::{self, Category, Plan, Stage, Step};
use crate::time::Moment;

impl Incident {
    /// Puts a plan in force; the first one stays until another one is adopted.
    pub(super) fn pin(&mut self, text: &str) {
        if self.plan.is_none() {
            self.plan = plan::pinned(text);
            self.items = self.plan.as_deref().map(lines_of).unwrap_or_default();
        }
    }

    /// Puts another plan in force. What was done stays on the checklist; open lines are the new plan's.
    pub(super) fn adopt(&mut self, text: &str) {
        let Some(plan) = plan::pinned(text) else { return };
        let old = std::mem::take(&mut self.items);
        self.items = lines_of(&plan);
        for item in old {
            let added = self.marks.keys().all(|field| *field != Field::Item(item.id.clone()))
                && item.id.len() == ENTRY_ID;
            match self.items.iter_mut().find(|new| new.id == item.id) {
                Some(new) => new.state = item.state,
                None if added || item.state != ItemState::Open => self.items.push(item),
                None => {}
            }
        }
        self.plan = Some(plan);
    }

    /// Takes in a declaration. A second one (two desks imported the same row) says again what the
    /// first one said, and that changes nothing; what differs shows as a conflict.
    pub(super) fn declare(&mut self, declared: &Declared, line: &Line) {
        let when = line.fact.happened_at.or((!declared.historic).then(|| line.when()));
        let first = self.timeline.iter().find_map(|line| match &line.fact.event {
            Event::Declared(declared) if line.counts() => Some(declared.clone()),
            _ => None,
        });
        if first.is_none() {
            self.begin(declared, when, line);
        }
        let said = |fact: &Correction| first.iter().any(|first| first.facts().any(|f| f == *fact));
        for fact in declared.facts().filter(|fact| !said(fact)) {
            self.correct(&fact, None, line);
        }
        let level_said = first.as_ref().is_some_and(|first| first.severity == declared.severity);
        if let Some(severity) = declared.severity.as_ref().filter(|_| !level_said) {
            self.set(Field::Severity, None, severity, line);
            self.severity = Some(severity.clone());
            self.levels.push((severity.clone(), when.unwrap_or_else(|| line.when())));
        }
    }

    fn begin(&mut self, declared: &Declared, when: Option<Moment>, line: &Line) {
        self.declaration = Some(Declaration {
            mark: Mark {
                entry: self.first_id(line.entry.id),
                by: line.who().to_owned(),
                at: line.entry.at,
                value: declared.title.clone(),
            },
            when,
            historic: declared.historic,
            number: declared.number.clone(),
            system: declared.system.clone(),
            operator: declared.operator.clone(),
            source: declared.source.clone(),
        });
        if declared.historic {
            self.status = Status::Closed;
        } else if let Some(first) = self.plan.as_ref().and_then(|plan| plan.stages.first()) {
            self.stage = Some(first.id.clone());
            self.stages.push((first.id.clone(), line.when()));
        }
        if let Some(when) = when {
            self.follows("declared", when, line);
        }
    }
}

/// How long the id of a line is that an entry added to a checklist.
const ENTRY_ID: usize = 64;

/// All checklists of a plan, each stage's followed by what a category adds to it.
fn lines_of(plan: &Plan) -> Vec<Item> {
    let item = |stage: &Stage, category: Option<&Category>, step: &Step| Item {
        id: step.id.clone(),
        stage: stage.id.clone(),
        category: category.map(|category| category.id.clone()),
        text: step.text.clone(),
        state: ItemState::Open,
    };
    let containing = plan.containing().map(|stage| stage.id.as_str());
    let mut items = Vec::new();
    for stage in &plan.stages {
        items.extend(stage.steps.iter().map(|step| item(stage, None, step)));
        let takes_more = containing == Some(stage.id.as_str());
        for category in plan.categories.iter().filter(|_| takes_more) {
            items.extend(category.steps.iter().map(|step| item(stage, Some(category), step)));
        }
    }
    items
}

impl Declared {
    /// The facts that can be corrected later.
    fn facts(&self) -> impl Iterator<Item = Correction> {
        [
            Some(Correction::Title(self.title.clone())),
            self.category.clone().map(Correction::Category),
            self.users_affected.map(Correction::UsersAffected),
            self.detected_by.clone().map(Correction::DetectedBy),
            self.public_report.then_some(Correction::PublicReport(true)),
            self.near_miss.then_some(Correction::NearMiss(true)),
        ]
        .into_iter()
        .flatten()
    }
}

impl Correction {
    /// Which thing is corrected, and its value in words.
    pub(in crate::incident) fn parts(&self) -> (Field, String) {
        let yes = |yes: &bool| if *yes { "yes" } else { "no" }.to_owned();
        match self {
            Correction::Title(text) => (Field::Title, text.clone()),
            Correction::Category(id) => (Field::Category, id.clone()),
            Correction::UsersAffected(many) => (Field::UsersAffected, many.to_string()),
            Correction::DetectedBy(how) => (Field::DetectedBy, how.clone()),
            Correction::PublicReport(is) => (Field::PublicReport, yes(is)),
            Correction::NearMiss(is) => (Field::NearMiss, yes(is)),
            Correction::System(name) => (Field::System, name.clone()),
        }
    }
}
