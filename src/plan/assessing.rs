//! The severity helper: which level the answers about the impact come to. A person decides.

use super::lookup::spelled_alike;
use super::{Dimension, Plan};
use std::collections::BTreeMap;

/// A level that is proposed, and why.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proposal {
    /// The worst level that any dimension reaches; nothing when nothing was answered.
    pub level: Option<String>,
    /// What each answered dimension reaches, the worst first, then in the plan's order.
    pub because: Vec<Reached>,
    /// The titles of the dimensions of which nothing is known; they do not count.
    pub unknown: Vec<String>,
}

/// What one dimension reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// The dimension, by its id.
    pub dimension: String,
    /// Its title: `Harm to people`.
    pub title: String,
    /// The level, by its id.
    pub level: String,
    /// The answer for people: `Somebody is or may be hurt`; the level's title where no answer has that
    /// level.
    pub text: String,
}

impl Proposal {
    /// The reason for the level in a line: what reaches it, and what nobody knows.
    ///
    /// `Harm to people: somebody is hurt; not known: Money`
    pub fn reason(&self) -> String {
        let worst =
            self.because.iter().filter(|reached| Some(&reached.level) == self.level.as_ref());
        let mut parts: Vec<String> =
            worst.map(|reached| format!("{}: {}", reached.title, reached.text)).collect();
        if !self.unknown.is_empty() {
            parts.push(format!("not known: {}", self.unknown.join(", ")));
        }
        parts.join("; ")
    }
}

/// Proposes the worst level that any answered dimension reaches. `assessed` names, for each dimension
/// that was answered, the level it reaches, by the ids of the plan; what the plan does not know counts
/// for nothing.
pub fn propose(plan: &Plan, assessed: &BTreeMap<String, String>) -> Proposal {
    let known = |level: &str| plan.levels.iter().find(|known| known.id == level);
    let mut proposal = Proposal::default();
    for dimension in &plan.dimensions {
        let Some(level) = assessed.get(&dimension.id).and_then(|level| known(level)) else {
            proposal.unknown.push(dimension.title.clone());
            continue;
        };
        let answer = dimension.answers.iter().find(|answer| answer.level == level.id);
        proposal.because.push(Reached {
            dimension: dimension.id.clone(),
            title: dimension.title.clone(),
            level: level.id.clone(),
            text: answer.map_or_else(|| level.title.clone(), |answer| answer.text.clone()),
        });
    }
    proposal.because.sort_by_key(|reached| plan.rank(&reached.level));
    proposal.level = proposal.because.first().map(|reached| reached.level.clone());
    proposal
}

impl Plan {
    /// Finds a dimension of impact by its id or title.
    pub fn dimension(&self, typed: &str) -> Option<&Dimension> {
        let mut dimensions = self.dimensions.iter();
        dimensions.find(|d| spelled_alike(typed, &d.id) || spelled_alike(typed, &d.title))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Impact, Level};

    fn plan() -> Plan {
        let level = |id: &str| Level { id: id.into(), title: "bad".into(), ..Level::default() };
        let answer = |level: &str, text: &str| Impact { level: level.into(), text: text.into() };
        let dimension = |id: &str, title: &str, answers| Dimension {
            id: id.into(),
            title: title.into(),
            answers,
        };
        Plan {
            levels: vec![level("SEV-1"), level("SEV-2"), level("SEV-3")],
            dimensions: vec![
                dimension("money", "Money", vec![answer("SEV-2", "a loss that matters")]),
                dimension("people", "Harm to people", vec![answer("SEV-1", "somebody is hurt")]),
                dimension("reach", "Reach", vec![answer("SEV-3", "one group")]),
            ],
            ..Plan::default()
        }
    }

    fn told(answers: &[(&str, &str)]) -> BTreeMap<String, String> {
        answers.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    }

    #[test]
    fn the_worst_level_that_any_answer_reaches_is_proposed() {
        let all = told(&[("reach", "SEV-3"), ("people", "SEV-1"), ("money", "SEV-2")]);
        let proposal = propose(&plan(), &all);
        assert_eq!(proposal.level.as_deref(), Some("SEV-1"));
        let order: Vec<&str> = proposal.because.iter().map(|r| r.dimension.as_str()).collect();
        assert_eq!(order, ["people", "money", "reach"], "the worst first");
        assert_eq!(proposal.reason(), "Harm to people: somebody is hurt");
    }

    #[test]
    fn what_nobody_knows_does_not_count_and_is_shown() {
        let proposal = propose(&plan(), &told(&[("money", "SEV-3"), ("weather", "SEV-1")]));
        assert_eq!(proposal.level.as_deref(), Some("SEV-3"));
        assert_eq!(proposal.reason(), "Money: bad; not known: Harm to people, Reach");
    }

    #[test]
    fn nothing_is_proposed_where_nothing_was_answered() {
        let proposal = propose(&plan(), &told(&[]));
        assert_eq!((proposal.level, proposal.unknown.len()), (None, 3));
    }
}
