//! Response plans: those that are built in, and those in files.

use super::error::CatalogError;
use super::file;
use super::keys::keys_of;
use super::written::{self, Kind};
use crate::plan::{
    Category, Choice, Clock, CommsRule, Due, Level, Plan, Role, Stage, Stamp, Step, check, pinned,
    spelled_alike,
};
use std::path::Path;
use std::sync::Arc;

/// The built-in plans as they are pinned, the default first. Each is made of the TOML file of the same
/// name, which a test holds it against: reading that file with all its checks costs a start too much.
const BUILT_IN: [(&str, &str); 1] =
    [("standard", include_str!("../../assets/plans/standard.json"))];

/// Returns the ids of the built-in plans, the default first.
pub fn built_in_ids() -> Vec<&'static str> {
    BUILT_IN.iter().map(|(id, _)| *id).collect()
}

/// Returns a built-in plan.
///
/// # Panics
///
/// If the built-in text is wrong, which a test of every built-in plan rules out.
pub fn built_in(id: &str) -> Option<Arc<Plan>> {
    let (_, text) = BUILT_IN.iter().find(|(known, _)| spelled_alike(known, id))?;
    Some(pinned(text).expect("a built-in plan is pinned as this version writes it"))
}

/// Returns the plan that is used where nobody chose one.
///
/// # Panics
///
/// As [`built_in`].
pub fn standard() -> Arc<Plan> {
    built_in("standard").expect("it is in the list above")
}

/// Returns a plan by the id of a built-in one, or from a file: what ends in `.toml` or holds a slash.
pub fn load(id_or_path: &str) -> Result<Arc<Plan>, CatalogError> {
    let is_toml =
        Path::new(id_or_path).extension().is_some_and(|end| end.eq_ignore_ascii_case("toml"));
    if is_toml || id_or_path.contains('/') {
        let text = file::read(id_or_path)?;
        return plan_from_toml(&text, id_or_path).map(Arc::new);
    }
    built_in(id_or_path).ok_or_else(|| CatalogError::Unknown {
        what: "plan",
        name: id_or_path.to_owned(),
        known: built_in_ids(),
    })
}

/// Reads a plan from TOML; `file` is what messages call it.
pub fn plan_from_toml(text: &str, file: &str) -> Result<Plan, CatalogError> {
    written::read(text, file, &Kind { keys, check: &check, optional: false })
}

fn keys(table: &str) -> &'static [&'static str] {
    match table {
        "" => keys_of::<Plan>(),
        "levels[]" => keys_of::<Level>(),
        "categories[]" => keys_of::<Category>(),
        "roles[]" => keys_of::<Role>(),
        "stages[]" => keys_of::<Stage>(),
        "stages[].steps[]" => keys_of::<Step>(),
        "stamps[]" => keys_of::<Stamp>(),
        "detection[]" => keys_of::<Choice>(),
        "clocks[]" => keys_of::<Clock>(),
        "clocks[].due[]" => keys_of::<Due>(),
        "comms[]" => keys_of::<CommsRule>(),
        _ => &[],
    }
}
