//! What is told of the impact, as an assessment; and the level that it comes to, which a person confirms.

use super::Misfit;
use crate::incident::Assessed;
use crate::plan::{Plan, Proposal, propose};

/// What was told of each dimension, with the plan's names. Of what is `unknown` nothing is kept.
pub fn assessed<'a>(
    plan: &Plan,
    told: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Assessed, Misfit> {
    let mut assessed = Assessed::new();
    for (dimension, level) in told {
        let Some(of) = plan.dimension(dimension) else {
            let known: Vec<&str> = plan.dimensions.iter().map(|of| of.id.as_str()).collect();
            let what = format!("no dimension of impact is called `{dimension}`");
            let remedy = match known.as_slice() {
                [] => "the plan has no dimensions; set the level with `sev`".to_owned(),
                known => format!("one of: {}", known.join(", ")),
            };
            return Err(Misfit::refused(what, remedy));
        };
        if matches!(level.trim().to_lowercase().as_str(), "unknown" | "?") {
            assessed.remove(&of.id);
            continue;
        }
        let Some(level) = plan.nearest_level(level) else {
            let known: Vec<&str> = plan.levels.iter().map(|of| of.id.as_str()).collect();
            let what = format!("no severity is called `{level}`");
            return Err(Misfit::refused(what, format!("one of: {}, unknown", known.join(", "))));
        };
        assessed.insert(of.id.clone(), level.id.clone());
    }
    Ok(assessed)
}

/// What an assessment comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggested {
    /// The level, with what reaches it.
    pub proposal: Proposal,
    /// The level.
    pub level: String,
    /// The reason in somebody's own words; what reaches the level where they said none.
    pub reason: String,
}

/// What an assessment comes to, where anything was told.
pub fn suggested(plan: &Plan, assessed: &Assessed, reason: &str) -> Result<Suggested, Misfit> {
    let proposal = propose(plan, assessed);
    let Some(level) = proposal.level.clone() else {
        let what = "nothing is known of any dimension, so no level can be proposed";
        return Err(Misfit::refused(what, "say what one of them reaches, or set the level"));
    };
    let own = reason.trim();
    let reason = if own.is_empty() { proposal.reason() } else { own.to_owned() };
    Ok(Suggested { proposal, level, reason })
}
