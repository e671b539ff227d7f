//! What somebody asks a list of incidents for: `sev:1,2 category:bias open since:30d -pilot`.
//!
//! Terms stand between blanks, and an incident has to fit all of them. Of values between commas one has to
//! fit. A dash before a term turns it round.

mod actions;
mod terms;
mod words;

use crate::plan::Plan;
use crate::store::index::Summary;
use chrono::{DateTime, Utc};
use terms::Term;
use words::Word;

pub(super) use actions::ActionTerm;
pub(super) use words::split;

/// A question to a list of incidents, understood.
///
/// ```
/// # use chrono::{TimeZone, Utc};
/// use warroom::register::Query;
/// let now = Utc.with_ymd_and_hms(2026, 11, 20, 14, 0, 0).unwrap();
/// assert!(Query::read("sev:1,2 -near-miss since:30d \"wrong answers\"", now, None).is_ok());
/// let error = Query::read("sevv:1", now, None).unwrap_err();
/// assert!(error.to_string().contains("did you mean `sev:`"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    terms: Vec<(bool, Term)>,
}

/// A place in a query that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("character {at} of the query: {problem}; {remedy}")]
pub struct QueryError {
    /// Where, in characters, counted from 1.
    pub at: usize,
    /// What is wrong there.
    pub problem: String,
    /// What would be right.
    pub remedy: String,
}

impl Query {
    /// Understands a query as it is asked at `now`. `plan` knows other names of levels and categories.
    pub fn read(text: &str, now: DateTime<Utc>, plan: Option<&Plan>) -> Result<Query, QueryError> {
        let words = words::split(text)?;
        let terms = words.iter().map(|word| Ok((word.negated, Term::of(word, now, plan)?)));
        Ok(Query { terms: terms.collect::<Result<_, QueryError>>()? })
    }

    /// Whether it asks for nothing, so that everything fits.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether it asks for letters alone.
    pub fn is_words(&self) -> bool {
        self.terms.iter().all(|(negated, term)| !negated && matches!(term, Term::Letters(_)))
    }

    /// Whether an incident stands in the list that is asked for: without a question those that go on, or `all`.
    pub fn lists(&self, summary: &Summary, all: bool) -> bool {
        if self.is_empty() { all || summary.is_open() } else { self.fits(summary) }
    }

    /// Whether an incident fits.
    pub fn fits(&self, summary: &Summary) -> bool {
        self.terms.iter().all(|(negated, term)| term.fits(summary) != *negated)
    }
}

impl QueryError {
    fn at(word: &Word, problem: impl Into<String>, remedy: impl Into<String>) -> QueryError {
        QueryError { at: word.at, problem: problem.into(), remedy: remedy.into() }
    }
}
