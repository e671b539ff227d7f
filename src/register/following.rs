//! The work that follows incidents, across all of them: what is asked for, in the order in which it is due.

use super::QueryError;
use super::query::{ActionTerm, split};
use crate::plan::Plan;
use crate::store::follow_up::{FollowUp, Standing};
use crate::store::index::Summary;
use chrono::{DateTime, Utc};

/// A piece of work, and the incident that it follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Following<'a> {
    /// The incident.
    pub of: &'a Summary,
    /// What is to be done.
    pub what: &'a FollowUp,
}

/// A question to the list of actions, understood: `overdue owner:ops4 kind:prevention category:bias -word`.
///
/// ```
/// # use chrono::{TimeZone, Utc};
/// use warroom::register::ActionQuery;
/// let now = Utc.with_ymd_and_hms(2026, 11, 20, 14, 0, 0).unwrap();
/// assert!(ActionQuery::read("open owner:ops4 due:7d sev:1 \"eval run\"", now, None).is_ok());
/// let error = ActionQuery::read("ownr:ops4", now, None).unwrap_err();
/// assert!(error.to_string().contains("did you mean `owner:`"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ActionQuery {
    terms: Vec<(bool, ActionTerm)>,
}

impl ActionQuery {
    /// Understands a query as it is asked at `now`. `plan` knows other names of levels and categories.
    pub fn read(
        text: &str,
        now: DateTime<Utc>,
        plan: Option<&Plan>,
    ) -> Result<ActionQuery, QueryError> {
        let words = split(text)?;
        let terms = words.iter().map(|word| Ok((word.negated, ActionTerm::of(word, now, plan)?)));
        Ok(ActionQuery { terms: terms.collect::<Result<_, QueryError>>()? })
    }

    /// Whether it asks for nothing, so that everything fits.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether a piece of work fits at a moment.
    pub fn fits(&self, following: Following<'_>, now: DateTime<Utc>) -> bool {
        self.terms.iter().all(|(negated, term)| term.fits(following, now) != *negated)
    }
}

/// All work that fits, what is open first and by its day, then what ended.
pub fn following<'a>(
    summaries: &'a [Summary],
    query: &ActionQuery,
    now: DateTime<Utc>,
) -> Vec<Following<'a>> {
    let all =
        summaries.iter().flat_map(|of| of.actions.iter().map(move |what| Following { of, what }));
    let mut found: Vec<Following<'a>> =
        all.filter(|following| query.fits(*following, now)).collect();
    found.sort_by_key(|following| following.what.order());
    found
}

/// How many pieces of work are open, and how many of them are overdue.
pub fn open_and_overdue<'a>(
    work: impl IntoIterator<Item = &'a FollowUp>,
    now: DateTime<Utc>,
) -> (usize, usize) {
    let open = work.into_iter().filter(|what| what.is_open());
    open.fold((0, 0), |(open, overdue), what| {
        let late = matches!(what.standing(now), Standing::Overdue(_));
        (open + 1, overdue + usize::from(late))
    })
}
