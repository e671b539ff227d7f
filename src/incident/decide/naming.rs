//! What a typed name means: a level, a role, a stage, a checklist line, a task.

use super::checks::{one_line, optional_line};
use super::{LINE, TITLE};
use crate::incident::command::{Refusal, one_entry};
use crate::incident::event::Declared;
use crate::incident::id::EntryId;
use crate::incident::state::{Field, Incident, Item, ItemState, Task};
use crate::plan::{Plan, STAMPS, spelled_alike};

/// The longest name that is taken as it stands where no plan says which names there are.
const FREE_NAME: usize = 120;

/// A declaration with the plan's names.
pub(super) fn declaration(plan: Option<&Plan>, declared: Declared) -> Result<Declared, Refusal> {
    let about =
        |text: Option<String>| optional_line("a field of the declaration", text.as_deref(), LINE);
    Ok(Declared {
        title: one_line("the title", &declared.title, TITLE)?,
        severity: declared.severity.map(|typed| level(plan, &typed)).transpose()?,
        category: declared.category.map(|typed| category(plan, &typed)).transpose()?,
        detected_by: declared.detected_by.map(|typed| detection(plan, &typed)).transpose()?,
        number: about(declared.number)?,
        system: about(declared.system)?,
        operator: about(declared.operator)?,
        source: about(declared.source)?,
        ..declared
    })
}

/// A level's id.
pub(in crate::incident) fn level(plan: Option<&Plan>, typed: &str) -> Result<String, Refusal> {
    let Some(plan) = plan else { return one_line("the severity", typed, FREE_NAME) };
    let known = || plan.levels.iter().map(|level| level.id.clone()).collect();
    plan.nearest_level(typed)
        .map(|level| level.id.clone())
        .ok_or_else(|| unknown("severity", typed, known()))
}

/// A category's id.
pub(super) fn category(plan: Option<&Plan>, typed: &str) -> Result<String, Refusal> {
    let Some(plan) = plan else { return one_line("the category", typed, FREE_NAME) };
    let known = || plan.categories.iter().map(|category| category.id.clone()).collect();
    let category = plan.category(typed).map(|category| category.id.clone());
    category.ok_or_else(|| unknown("category", typed, known()))
}

/// How it was noticed: one of the plan's ways, or a text of one's own.
pub(super) fn detection(plan: Option<&Plan>, typed: &str) -> Result<String, Refusal> {
    match plan.and_then(|plan| plan.detected_by(typed)) {
        Some(way) => Ok(way.id.clone()),
        None => one_line("how it was detected", typed, FREE_NAME),
    }
}

/// A role where no plan says which roles there are.
fn free_role(typed: &str) -> Result<String, Refusal> {
    let like = || vec!["a name such as commander or technical-lead".to_owned()];
    kebab("the role", typed)?.ok_or_else(|| unknown("role", typed, like()))
}

/// A message where no plan says which there are.
pub(super) fn free_name(what: &'static str, typed: &str) -> Result<String, Refusal> {
    let like = || vec!["a name such as first-statement".to_owned()];
    kebab(what, typed)?.ok_or_else(|| unknown("message", typed, like()))
}

/// A name in kebab-case, where it is one.
fn kebab(what: &'static str, typed: &str) -> Result<Option<String>, Refusal> {
    let name = one_line(what, typed, FREE_NAME)?;
    let is_kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let fits = name.chars().all(is_kebab) && !name.starts_with('-') && !name.ends_with('-');
    Ok(fits.then_some(name))
}

pub(super) fn unknown(what: &'static str, typed: &str, known: Vec<String>) -> Refusal {
    Refusal::Unknown { what, typed: typed.to_owned(), known }
}

impl Incident {
    /// A role's id; without a plan any name in kebab-case.
    pub(super) fn role_named(&self, typed: &str) -> Result<String, Refusal> {
        let Some(plan) = &self.plan else { return free_role(typed) };
        let known = || plan.roles.iter().map(|role| role.id.clone()).collect();
        plan.role(typed).map(|role| role.id.clone()).ok_or_else(|| unknown("role", typed, known()))
    }

    /// A stage's id.
    pub(super) fn stage_named(&self, typed: &str) -> Result<String, Refusal> {
        let Some(plan) = &self.plan else { return Err(unknown("stage", typed, Vec::new())) };
        let known = || plan.stages.iter().map(|stage| stage.id.clone()).collect();
        plan.stage(typed).map(|s| s.id.clone()).ok_or_else(|| unknown("stage", typed, known()))
    }

    /// A stamp's id.
    pub(super) fn stamp_named(&self, typed: &str) -> Result<String, Refusal> {
        let known: Vec<&str> = match &self.plan {
            Some(plan) => plan.stamp_ids().collect(),
            None => STAMPS.to_vec(),
        };
        let stamp = known.iter().find(|id| spelled_alike(id, typed));
        stamp.map(|id| (*id).to_owned()).ok_or_else(|| {
            unknown("time", typed, known.iter().map(|id| (*id).to_owned()).collect())
        })
    }

    /// A checklist line that is not yet in the state asked for, and the entry that set its state.
    pub(super) fn item_in(
        &self,
        typed: &str,
        open: impl Fn(&ItemState) -> bool,
    ) -> Result<(String, Option<EntryId>), Refusal> {
        let item = self.item_named(typed)?;
        let field = Field::Item(item.id.clone());
        if !open(&item.state) && !self.in_conflict(&field) {
            let state = match &item.state {
                ItemState::Open => "open".to_owned(),
                ItemState::Done(by, _) => format!("done, by {by}"),
                ItemState::Waived(by, _) => format!("waived, by {by}"),
            };
            return Err(Refusal::AlreadySo(format!("`{}` is {state}", item.text)));
        }
        Ok((item.id.clone(), self.over(&field)))
    }

    /// The checklist line that somebody means: by its id, by its number in the current stage, or by
    /// a part of its id or text that no other line has.
    fn item_named(&self, typed: &str) -> Result<&Item, Refusal> {
        let typed = typed.trim();
        if let Some(item) = self.items.iter().find(|item| spelled_alike(&item.id, typed)) {
            return Ok(item);
        }
        if let (Ok(number), Some(stage)) = (typed.parse::<usize>(), &self.stage)
            && let Some(item) = number.checked_sub(1).and_then(|n| self.checklist(stage).nth(n))
        {
            return Ok(item);
        }
        let wanted = typed.to_lowercase();
        let matches: Vec<&Item> = self
            .items
            .iter()
            .filter(|i| i.id.contains(&wanted) || i.text.to_lowercase().contains(&wanted))
            .filter(|_| !wanted.is_empty())
            .collect();
        one_of("checklist line", typed, &matches, |item| item.id.clone())
    }

    /// A task that is not yet in the state asked for, and the entry that set its state.
    pub(super) fn task_in(
        &self,
        typed: &str,
        open: impl Fn(&Task) -> bool,
    ) -> Result<(EntryId, Option<EntryId>), Refusal> {
        let task = self.task_named(typed)?;
        let field = Field::Task(task.id);
        if !open(task) && !self.in_conflict(&field) {
            let state = if task.done.is_some() { "done" } else { "acknowledged" };
            return Err(Refusal::AlreadySo(format!("`{}` is {state} already", task.text)));
        }
        Ok((task.id, self.over(&field)))
    }

    /// The task that somebody means: by its number, by the beginning of its id, or by a part of its
    /// text that no other task has.
    fn task_named(&self, typed: &str) -> Result<&Task, Refusal> {
        let typed = typed.trim();
        let by_number = typed.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        if let Some(task) = by_number.and_then(|number| self.tasks.get(number)) {
            return Ok(task);
        }
        match one_entry("task", typed, self.tasks.iter().map(|task| task.id)) {
            Ok(id) => {
                if let Some(task) = self.tasks.iter().find(|task| task.id == id) {
                    return Ok(task);
                }
            }
            Err(ambiguous @ Refusal::Ambiguous { .. }) => return Err(ambiguous),
            Err(_) => {}
        }
        let wanted = typed.to_lowercase();
        let matches: Vec<&Task> = self
            .tasks
            .iter()
            .filter(|task| !wanted.is_empty() && task.text.to_lowercase().contains(&wanted))
            .collect();
        one_of("task", typed, &matches, |task| task.id.short())
    }
}

pub(super) fn one_of<'a, T>(
    what: &'static str,
    typed: &str,
    matches: &[&'a T],
    name: impl Fn(&T) -> String,
) -> Result<&'a T, Refusal> {
    match matches {
        [] => Err(Refusal::NotFound { what, typed: typed.to_owned() }),
        [one] => Ok(one),
        many => Err(Refusal::Ambiguous {
            what,
            typed: typed.to_owned(),
            matches: many.iter().map(|one| name(one)).collect(),
        }),
    }
}
