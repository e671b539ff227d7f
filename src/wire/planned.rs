//! The shape of a plan in a list, as `plan list --json` prints it.

use crate::plan::Plan;
use serde::Serialize;

/// A plan that can be chosen: `built_in` or the organisation's own, `in_use` where nobody chooses another one. Of one
/// that cannot be read only that is known.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Planned {
    pub id: String,
    pub title: Option<String>,
    pub about: Option<String>,
    pub built_in: bool,
    pub in_use: bool,
    pub levels: Option<usize>,
    pub stages: Option<usize>,
    pub roles: Option<usize>,
    pub clocks: Option<usize>,
}

impl Planned {
    /// The shape of a plan that is called so.
    pub fn of(id: &str, plan: Option<&Plan>, built_in: bool, in_use: bool) -> Planned {
        Planned {
            id: id.to_owned(),
            title: plan.map(|plan| plan.title.clone()),
            about: plan.map(|plan| plan.about.clone()),
            built_in,
            in_use,
            levels: plan.map(|plan| plan.levels.len()),
            stages: plan.map(|plan| plan.stages.len()),
            roles: plan.map(|plan| plan.roles.len()),
            clocks: plan.map(|plan| plan.clocks.len()),
        }
    }
}
