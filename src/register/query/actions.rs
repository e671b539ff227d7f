//! What one word of a query to the list of actions asks for. What is no word about actions is one about the
//! incident that they follow.

use super::QueryError;
use super::terms::{self, Term, legible};
use super::words::Word;
use crate::catalog::meant;
use crate::incident::{Measure, Output};
use crate::plan::{Plan, day_in, spelled_alike};
use crate::register::following::Following;
use crate::time::typed_day;
use chrono::{DateTime, NaiveDate, Utc};

/// What can stand before a colon, with its other names.
const KEYS: [(Key, &[&str]); 5] = [
    (Key::Owner, &["owner", "who"]),
    (Key::State, &["state"]),
    (Key::Kind, &["kind", "output"]),
    (Key::Measure, &["measure", "prevents-by"]),
    (Key::Due, &["due"]),
];
const STATES: [&str; 4] = ["overdue", "open", "done", "dropped"];
const KINDS: [&str; 2] = ["fix", "prevention"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Owner,
    State,
    Kind,
    Measure,
    Due,
}

/// What is asked for in one word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::register) enum ActionTerm {
    /// Letters that stand anywhere in what is to be done, by whom, or in the incident's name; small ones.
    Letters(String),
    /// One of these.
    AnyOf(Vec<Asked>),
    /// Something about the incident.
    OfIncident(Term),
}

/// A value that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::register) enum Asked {
    /// These letters in the name of who does it.
    Owner(String),
    /// How it stands.
    State(&'static str),
    /// A fix, or a prevention.
    Kind(&'static str),
    /// How the cause is kept from doing it again.
    Measure(Measure),
    /// Due on that day or before.
    DueBy(NaiveDate),
}

impl ActionTerm {
    /// Understands a word.
    pub(in crate::register) fn of(
        word: &Word,
        now: DateTime<Utc>,
        plan: Option<&Plan>,
    ) -> Result<ActionTerm, QueryError> {
        let Some(name) = &word.key else { return Ok(ActionTerm::of_word(word)) };
        let called = |names: &[&str]| names.iter().any(|known| spelled_alike(known, name));
        let Some((key, _)) = KEYS.iter().find(|(_, names)| called(names)) else {
            return of_incident(word, name, now, plan);
        };
        let zone = plan.map_or("UTC", |plan| plan.zone.as_str());
        let today = day_in(zone, now);
        let values: Vec<&str> =
            if word.quoted { vec![&*word.text] } else { word.text.split(',').collect() };
        let asked = values.into_iter().map(|value| {
            asked(*key, value.trim(), today).ok_or_else(|| {
                let problem = if value.trim().is_empty() {
                    format!("nothing stands behind `{}:`", legible(name))
                } else {
                    format!("`{}` is not {}", legible(value), what(*key))
                };
                QueryError::at(word, problem, wanted(*key))
            })
        });
        Ok(ActionTerm::AnyOf(asked.collect::<Result<_, _>>()?))
    }

    /// A word without a key: how it stands, what it is for, or letters that are looked for.
    fn of_word(word: &Word) -> ActionTerm {
        let is = |name: &&&str| !word.quoted && word.text.eq_ignore_ascii_case(name);
        if let Some(state) = STATES.iter().find(is) {
            return ActionTerm::AnyOf(vec![Asked::State(state)]);
        }
        match KINDS.iter().find(is) {
            Some(kind) => ActionTerm::AnyOf(vec![Asked::Kind(kind)]),
            None => ActionTerm::Letters(word.text.to_lowercase()),
        }
    }

    /// Whether a piece of work has what is asked for.
    pub(in crate::register) fn fits(&self, following: Following<'_>, now: DateTime<Utc>) -> bool {
        let Following { of, what } = following;
        match self {
            ActionTerm::Letters(letters) => {
                [Some(what.text.as_str()), Some(&what.owner), Some(&of.title)]
                    .into_iter()
                    .chain([of.number.as_deref(), Some(of.id.as_str()), of.category.as_deref()])
                    .flatten()
                    .any(|text| text.to_lowercase().contains(letters))
            }
            ActionTerm::AnyOf(asked) => asked.iter().any(|asked| match asked {
                Asked::Owner(letters) => what.owner.to_lowercase().contains(letters),
                Asked::State("overdue") => what.is_overdue(now),
                Asked::State(state) => what.state == *state,
                Asked::Kind(kind) => (*kind == "prevention") == what.prevents(),
                Asked::Measure(measure) => what.kind == Output::Prevention(*measure),
                Asked::DueBy(day) => what.due <= *day,
            }),
            ActionTerm::OfIncident(term) => term.fits(of),
        }
    }
}

fn of_incident(
    word: &Word,
    name: &str,
    now: DateTime<Utc>,
    plan: Option<&Plan>,
) -> Result<ActionTerm, QueryError> {
    if terms::is_key(name) {
        return Ok(ActionTerm::OfIncident(Term::of(word, now, plan)?));
    }
    let own = KEYS.iter().flat_map(|(_, names)| names.iter().copied());
    let names: Vec<&str> = own.chain(terms::names()).collect();
    if let Some(near) = meant(&name.to_lowercase(), &names) {
        let problem = format!("no key is called `{}`", legible(name));
        return Err(QueryError::at(word, problem, format!("did you mean `{near}:`?")));
    }
    // It says which keys there are, and what a colon may mean.
    Term::of(word, now, plan).map(ActionTerm::OfIncident).map_err(|error| {
        let own: Vec<&str> = KEYS.iter().map(|(_, names)| names[0]).collect();
        let remedy = error.remedy.replacen("one of: ", &format!("one of: {}, ", own.join(", ")), 1);
        QueryError { remedy, ..error }
    })
}

/// What a value means behind a key; nothing where it means nothing.
fn asked(key: Key, value: &str, today: NaiveDate) -> Option<Asked> {
    let one_of = |known: &'static [&'static str]| {
        known.iter().copied().find(|word| word.eq_ignore_ascii_case(value))
    };
    if value.is_empty() {
        return None;
    }
    Some(match key {
        Key::Owner => Asked::Owner(value.to_lowercase()),
        Key::State => Asked::State(one_of(&STATES)?),
        Key::Kind => Asked::Kind(one_of(&KINDS)?),
        Key::Measure => {
            let mut all = Measure::ALL.into_iter();
            Asked::Measure(all.find(|measure| measure.word().eq_ignore_ascii_case(value))?)
        }
        Key::Due => Asked::DueBy(typed_day(value, today)?),
    })
}

fn what(key: Key) -> &'static str {
    match key {
        Key::Owner => "a name",
        Key::State => "how an action can stand",
        Key::Kind => "what an action can be for",
        Key::Measure => "a way to prevent something",
        Key::Due => "a day",
    }
}

fn wanted(key: Key) -> &'static str {
    match key {
        Key::Owner => "write a handle such as owner:ops4",
        Key::State => "write state:overdue, state:open, state:done or state:dropped",
        Key::Kind => "write kind:fix or kind:prevention",
        Key::Measure => "write measure:check, measure:monitor, measure:test or measure:process",
        Key::Due => "write a day such as due:2026-12-01, due:today or due:7d: that day or before",
    }
}
