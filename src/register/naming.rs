//! Which incident is meant by what somebody types: any part of its id, or its number in a register.

use crate::incident::IncidentId;
use crate::store::index::Summary;
use std::fmt;

/// What was typed means no incident, or several.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// None has it in its id.
    #[error("no incident has `{0}` in its id")]
    Nobody(String),
    /// More than one is called so.
    #[error("`{typed}` is {by} {} incidents", matches.len())]
    Several {
        /// What was typed.
        typed: String,
        /// What it is of them.
        by: By,
        /// All of them.
        matches: Vec<IncidentId>,
    },
}

/// By what incidents are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// A part of their ids.
    Part,
    /// Their numbers in a register.
    Number,
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            By::Part => "part of the id of",
            By::Number => "the number of",
        })
    }
}

impl NameError {
    /// What can be done about it.
    pub fn remedy(&self) -> String {
        match self {
            NameError::Nobody(_) => "`warroom list --all` shows what there is".to_owned(),
            NameError::Several { matches, .. } => {
                let some: Vec<String> = matches.iter().take(8).map(ToString::to_string).collect();
                format!("type more of it: {}", some.join(", "))
            }
        }
    }
}

/// The incidents that have what was typed in their ids.
pub fn with_part(typed: &str, ids: &[IncidentId]) -> Vec<IncidentId> {
    let wanted = typed.trim().to_ascii_uppercase();
    let has = |id: &&IncidentId| !wanted.is_empty() && id.as_str().contains(&wanted);
    ids.iter().filter(has).copied().collect()
}

/// The incident that is meant by its number, where `parts` by its id are none or several.
pub fn one_of(
    typed: &str,
    parts: Vec<IncidentId>,
    summaries: &[Summary],
) -> Result<IncidentId, NameError> {
    let typed = typed.trim();
    let numbered = |summary: &&Summary| {
        summary.number.as_ref().is_some_and(|number| number.eq_ignore_ascii_case(typed))
    };
    let by_number: Vec<IncidentId> =
        summaries.iter().filter(numbered).map(|summary| summary.id).collect();
    match (by_number.as_slice(), parts.as_slice()) {
        ([id], _) | ([], [id]) => Ok(*id),
        ([], []) => Err(NameError::Nobody(typed.to_owned())),
        ([], _) => {
            Err(NameError::Several { typed: typed.to_owned(), by: By::Part, matches: parts })
        }
        _ => {
            let (typed, by) = (typed.to_owned(), By::Number);
            Err(NameError::Several { typed, by, matches: by_number })
        }
    }
}
