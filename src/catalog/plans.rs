//! Response plans: those that are built in, and those in files.

use super::error::{CatalogError, Misprint};
use super::keys::keys_of;
use super::places::Places;
use super::sets;
use super::shelf::Shelf;
use super::written::{self, Kind};
use crate::plan::{
    Amount, Calendar, Category, Choice, Clock, CommsRule, Condition, Dimension, Due, Exercise, Gap,
    Impact, Level, Part, Plan, Question, RecordField, Role, Section, Stage, StageWindow, Stamp,
    Step, Template, Verb, WordingRule, check, spelled_alike,
};
use std::path::Path;
use std::sync::{Arc, LazyLock, OnceLock};

/// A built-in plan, parsed when somebody first asks for it.
struct BuiltIn {
    id: &'static str,
    text: &'static str,
    parsed: OnceLock<Arc<Plan>>,
}

/// The built-in plans, the default first.
static BUILT_IN: LazyLock<Vec<BuiltIn>> = LazyLock::new(|| {
    [
        ("standard", include_str!("../../assets/plans/standard.toml")),
        ("register", include_str!("../../assets/plans/register.toml")),
        ("first-hour", include_str!("../../assets/plans/first-hour.toml")),
        ("eight-step", include_str!("../../assets/plans/eight-step.toml")),
        ("governance", include_str!("../../assets/plans/governance.toml")),
        ("rhythm", include_str!("../../assets/plans/rhythm.toml")),
    ]
    .map(|(id, text)| BuiltIn { id, text, parsed: OnceLock::new() })
    .into()
});

/// Returns the ids of the built-in plans, the default first.
pub fn built_in_ids() -> Vec<&'static str> {
    BUILT_IN.iter().map(|plan| plan.id).collect()
}

/// Returns a built-in plan.
///
/// # Panics
///
/// If the built-in text is wrong, which a test of every built-in plan rules out.
pub fn built_in(id: &str) -> Option<Arc<Plan>> {
    let plan = BUILT_IN.iter().find(|plan| spelled_alike(plan.id, id))?;
    let parse = || match plan_from_toml(plan.text, plan.id) {
        Ok(plan) => Arc::new(plan),
        Err(error) => panic!("a built-in plan is wrong: {error}"),
    };
    Some(Arc::clone(plan.parsed.get_or_init(parse)))
}

/// Returns the plan that is used where nobody chose one.
///
/// # Panics
///
/// As [`built_in`].
pub fn standard() -> Arc<Plan> {
    built_in("standard").expect("it is in the list above")
}

/// The plan that new incidents get: a built-in one is read when somebody first needs it, for reading
/// one with all its checks costs more than a screen's first frame.
#[derive(Debug, Clone)]
pub enum Chosen {
    /// A plan that was read already.
    Read(Arc<Plan>),
    /// A built-in one, by its id.
    BuiltIn(&'static str),
}

impl Chosen {
    /// The plan.
    pub fn plan(&self) -> Arc<Plan> {
        match self {
            Chosen::Read(plan) => Arc::clone(plan),
            Chosen::BuiltIn(id) => built_in(id).unwrap_or_else(standard),
        }
    }

    /// Its id.
    pub fn id(&self) -> &str {
        match self {
            Chosen::Read(plan) => &plan.id,
            Chosen::BuiltIn(id) => id,
        }
    }
}

impl Default for Chosen {
    fn default() -> Chosen {
        Chosen::BuiltIn(BUILT_IN[0].id)
    }
}

/// Returns the id and the text of a built-in plan.
pub fn built_in_text(id: &str) -> Option<(&'static str, &'static str)> {
    let plan = BUILT_IN.iter().find(|plan| spelled_alike(plan.id, id))?;
    Some((plan.id, plan.text))
}

/// Returns a plan by the id of a built-in one, or from a file: what ends in `.toml` or holds a slash.
pub fn load(id_or_path: &str) -> Result<Arc<Plan>, CatalogError> {
    Shelf::default().load(id_or_path)
}

/// Reads a plan from TOML; `file` is what messages call it. Sets in files are looked for where the
/// program was started.
pub fn plan_from_toml(text: &str, file: &str) -> Result<Plan, CatalogError> {
    plan_beside(text, file, Path::new("."))
}

/// Reads a plan that looks for sets and calendars in a folder.
pub(super) fn plan_beside(text: &str, file: &str, beside: &Path) -> Result<Plan, CatalogError> {
    plan_with_places(text, file, beside).map(|(plan, _)| plan)
}

/// Reads a plan, and where its keys stand in the text.
pub(super) fn plan_with_places(
    text: &str,
    file: &str,
    beside: &Path,
) -> Result<(Plan, Places), CatalogError> {
    let check = |plan: &Plan| {
        let mut whole = plan.clone();
        match sets::take_in(&mut whole, beside) {
            Ok(()) => check(&whole),
            Err(fault) => vec![fault],
        }
    };
    let kind = Kind { keys, check: &check, optional: false };
    let (mut plan, places) = written::read_with_places(text, file, &kind)?;
    sets::take_in(&mut plan, beside).map_err(|fault| {
        CatalogError::Misprints(vec![Misprint {
            file: file.to_owned(),
            line: 1,
            path: fault.path,
            problem: fault.problem,
        }])
    })?;
    Ok((plan, places))
}

/// The keys of each table of a plan, by its path without numbers.
pub(super) fn keys(table: &str) -> &'static [&'static str] {
    match table {
        "" => keys_of::<Plan>(),
        "levels[]" => keys_of::<Level>(),
        "categories[]" => keys_of::<Category>(),
        "roles[]" => keys_of::<Role>(),
        "stages[]" => keys_of::<Stage>(),
        "stages[].steps[]" | "categories[].steps[]" => keys_of::<Step>(),
        "stamps[]" => keys_of::<Stamp>(),
        "detection[]" | "domains[]" | "exercise.scenarios[]" => keys_of::<Choice>(),
        "clocks[]" => keys_of::<Clock>(),
        "clocks[].due[]" => keys_of::<Due>(),
        "clocks[].lasts" => keys_of::<Amount>(),
        "clocks[].if[]" | "clocks[].due[].if[]" | "comms[].if[]" => keys_of::<Condition>(),
        "comms[]" => keys_of::<CommsRule>(),
        "stages[].window" => keys_of::<StageWindow>(),
        "verbs[]" => keys_of::<Verb>(),
        "questions[]" => keys_of::<Question>(),
        "record[]" => keys_of::<RecordField>(),
        "dimensions[]" => keys_of::<Dimension>(),
        "dimensions[].answers[]" => keys_of::<Impact>(),
        "templates[]" => keys_of::<Template>(),
        "templates[].parts[]" => keys_of::<Part>(),
        "templates[].fields[]" => keys_of::<Gap>(),
        "wording[]" => keys_of::<WordingRule>(),
        "report[]" => keys_of::<Section>(),
        "calendars[]" => keys_of::<Calendar>(),
        "exercise" => keys_of::<Exercise>(),
        _ => &[],
    }
}
