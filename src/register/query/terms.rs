//! What one word of a query asks for, and whether an incident has it.

use super::QueryError;
use super::words::Word;
use crate::catalog::meant;
use crate::plan::{Plan, spelled_alike};
use crate::store::index::Summary;
use crate::time::Moment;
use chrono::{DateTime, TimeDelta, Utc};

/// What can stand before a colon, with its other names.
const KEYS: [(Key, &[&str]); 16] = [
    (Key::Severity, &["sev", "severity"]),
    (Key::Category, &["category", "kind"]),
    (Key::Status, &["status"]),
    (Key::Stage, &["stage"]),
    (Key::Assignee, &["assignee", "commander"]),
    (Key::System, &["system"]),
    (Key::Plan, &["plan"]),
    (Key::Number, &["number"]),
    (Key::Id, &["id"]),
    (Key::Title, &["issue", "title"]),
    (Key::Notes, &["notes", "note"]),
    (Key::Users, &["users", "affected"]),
    (Key::Since, &["since"]),
    (Key::Until, &["until"]),
    (Key::NearMiss, &["near-miss"]),
    (Key::Historic, &["historic"]),
];

/// What says that nothing is known.
const NONE: &str = "none";
const STATUSES: [&str; 3] = ["open", "resolved", "closed"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Severity,
    Category,
    Status,
    Stage,
    Assignee,
    System,
    Plan,
    Number,
    Id,
    Title,
    Notes,
    Users,
    Since,
    Until,
    NearMiss,
    Historic,
}

/// What is asked for in one word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::register) enum Term {
    /// Letters that stand anywhere in what an incident is called or filed under; in small letters.
    Letters(String),
    /// One of these.
    AnyOf(Vec<Asked>),
}

/// A value that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::register) enum Asked {
    /// The level of this name, or of this number.
    Level(Option<String>),
    /// The kind: as the plan calls it, or a part of its name.
    Category(Option<Kind>),
    /// One of the three.
    Status(&'static str),
    /// These letters in a field; nothing where the field has to be empty.
    In(Field, Option<String>),
    /// The whole number in a register, or the number at its end.
    Number(String),
    /// A number of people; nothing where it has to be unknown.
    Users(Option<(Compare, u64)>),
    /// Declared, or begun, at that moment or later.
    Since(DateTime<Utc>),
    /// Declared, or begun, before that moment.
    Until(DateTime<Utc>),
    /// Whether nobody was harmed.
    NearMiss(bool),
    /// Whether it was over before it was written down.
    Historic(bool),
}

/// A kind of incident as it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::register) struct Kind {
    id: Option<String>,
    letters: String,
}

/// A field that letters are looked for in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::register) enum Field {
    Stage,
    Assignee,
    System,
    Plan,
    Id,
    Title,
    Notes,
}

/// How two numbers have to stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::register) enum Compare {
    More,
    AtLeast,
    Less,
    AtMost,
    Equal,
}

impl Term {
    /// Understands a word.
    pub(super) fn of(
        word: &Word,
        now: DateTime<Utc>,
        plan: Option<&Plan>,
    ) -> Result<Term, QueryError> {
        let Some(name) = &word.key else { return Ok(Term::of_word(word)) };
        let key = key_called(word, name)?;
        let values: Vec<&str> =
            if word.quoted { vec![&*word.text] } else { word.text.split(',').collect() };
        let asked = values.into_iter().map(|value| {
            if value.trim().is_empty() {
                let problem = format!("nothing stands behind `{}:`", legible(name));
                return Err(QueryError::at(word, problem, wanted(key)));
            }
            asked(key, value.trim(), now, plan).ok_or_else(|| {
                let problem = format!("`{}` is not {}", legible(value), what(key));
                QueryError::at(word, problem, wanted(key))
            })
        });
        Ok(Term::AnyOf(asked.collect::<Result<_, _>>()?))
    }

    /// A word without a key: a state, or letters that are looked for.
    fn of_word(word: &Word) -> Term {
        let text = word.text.as_str();
        let is = |name: &str| !word.quoted && text.eq_ignore_ascii_case(name);
        if let Some(status) = STATUSES.into_iter().find(|status| is(status)) {
            return Term::AnyOf(vec![Asked::Status(status)]);
        }
        if is("historic") {
            return Term::AnyOf(vec![Asked::Historic(true)]);
        }
        if is("near-miss") {
            return Term::AnyOf(vec![Asked::NearMiss(true)]);
        }
        Term::Letters(text.to_lowercase())
    }

    /// Whether an incident has what is asked for.
    pub(super) fn fits(&self, summary: &Summary) -> bool {
        match self {
            Term::Letters(letters) => {
                [Some(summary.id.as_str()), Some(&summary.title), Some(&summary.status)]
                    .into_iter()
                    .chain([summary.severity.as_deref(), summary.category.as_deref()])
                    .chain([summary.stage.as_deref(), summary.number.as_deref()])
                    .chain([summary.commander.as_deref(), summary.system.as_deref()])
                    .flatten()
                    .any(|text| text.to_lowercase().contains(letters))
            }
            Term::AnyOf(asked) => asked.iter().any(|asked| asked.fits(summary)),
        }
    }
}

impl Asked {
    fn fits(&self, summary: &Summary) -> bool {
        let has = |field: &Option<String>, letters: &Option<String>| match (field, letters) {
            (Some(text), Some(letters)) => text.to_lowercase().contains(letters),
            (field, None) => field.is_none(),
            (None, Some(_)) => false,
        };
        match self {
            Asked::Level(None) => summary.severity.is_none(),
            Asked::Level(Some(level)) => summary.severity.as_ref().is_some_and(|severity| {
                spelled_alike(severity, level) || is_digits(level) && ends_in(severity, level)
            }),
            Asked::Category(None) => summary.category.is_none(),
            Asked::Category(Some(kind)) => summary.category.as_ref().is_some_and(|category| {
                kind.id.as_ref() == Some(category)
                    || category.to_lowercase().contains(&kind.letters)
            }),
            Asked::Status(status) => summary.status == *status,
            Asked::In(Field::Id, letters) => has(&Some(summary.id.to_string()), letters),
            Asked::In(Field::Title, letters) => has(&Some(summary.title.clone()), letters),
            Asked::In(Field::Stage, letters) => has(&summary.stage, letters),
            Asked::In(Field::Assignee, letters) => has(&summary.commander, letters),
            Asked::In(Field::System, letters) => has(&summary.system, letters),
            Asked::In(Field::Plan, letters) => has(&summary.plan, letters),
            Asked::In(Field::Notes, letters) => has(&summary.last_note, letters),
            Asked::Number(number) => match &summary.number {
                Some(known) => {
                    spelled_alike(known, number) || is_digits(number) && ends_in(known, number)
                }
                None => spelled_alike(summary.id.as_str(), number),
            },
            Asked::Users(None) => summary.users_affected.is_none(),
            Asked::Users(Some((compare, many))) => {
                summary.users_affected.is_some_and(|users| match compare {
                    Compare::More => users > *many,
                    Compare::AtLeast => users >= *many,
                    Compare::Less => users < *many,
                    Compare::AtMost => users <= *many,
                    Compare::Equal => users == *many,
                })
            }
            Asked::Since(from) => when(summary).is_some_and(|when| when >= *from),
            Asked::Until(end) => when(summary).is_some_and(|when| when < *end),
            Asked::NearMiss(is) => summary.near_miss == *is,
            Asked::Historic(is) => summary.historic == *is,
        }
    }
}

/// When an incident was declared, or else began.
fn when(summary: &Summary) -> Option<DateTime<Utc>> {
    summary.declared_at.or(summary.began_at).map(Moment::earliest)
}

/// Whether something about incidents is called so before a colon.
pub(super) fn is_key(name: &str) -> bool {
    names().any(|known| spelled_alike(known, name))
}

/// All that can stand before a colon.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    KEYS.iter().flat_map(|(_, names)| names.iter().copied())
}

fn key_called(word: &Word, name: &str) -> Result<Key, QueryError> {
    let called = |names: &[&str]| names.iter().any(|known| spelled_alike(known, name));
    if let Some((key, _)) = KEYS.iter().find(|(_, names)| called(names)) {
        return Ok(*key);
    }
    let quote = "put words that hold a colon in quotation marks";
    if name.is_empty() {
        return Err(QueryError::at(word, "nothing stands before the colon", quote));
    }
    let names: Vec<&str> = names().collect();
    let problem = format!("no key is called `{}`", legible(name));
    let remedy = if let Some(near) = meant(&name.to_lowercase(), &names) {
        format!("did you mean `{near}:`? Else {quote}")
    } else {
        let usual: Vec<&str> = KEYS.iter().map(|(_, names)| names[0]).collect();
        format!("one of: {}; {quote}", usual.join(", "))
    };
    Err(QueryError::at(word, problem, remedy))
}

/// What a value means behind a key; nothing where it means nothing.
fn asked(key: Key, value: &str, now: DateTime<Utc>, plan: Option<&Plan>) -> Option<Asked> {
    let letters = Some(value.to_lowercase()).filter(|letters| letters != NONE);
    let within = |field| Some(Asked::In(field, letters.clone()));
    Some(match key {
        Key::Severity if letters.is_none() => Asked::Level(None),
        Key::Severity => {
            let known = plan.and_then(|plan| plan.level(value)).map(|level| level.id.clone());
            let is_named = || value.ends_with(|c: char| c.is_ascii_digit());
            Asked::Level(Some(known.or_else(|| is_named().then(|| value.to_owned()))?))
        }
        Key::Category => Asked::Category(letters.map(|letters| Kind {
            id: plan.and_then(|plan| plan.category(value)).map(|category| category.id.clone()),
            letters,
        })),
        Key::Status => {
            let status = STATUSES.into_iter().find(|status| status.eq_ignore_ascii_case(value));
            Asked::Status(status?)
        }
        Key::Stage => return within(Field::Stage),
        Key::Assignee => return within(Field::Assignee),
        Key::System => return within(Field::System),
        Key::Plan => return within(Field::Plan),
        Key::Id => return within(Field::Id),
        Key::Title => return within(Field::Title),
        Key::Notes => return within(Field::Notes),
        Key::Number => Asked::Number(value.to_owned()),
        Key::Users if letters.is_none() => Asked::Users(None),
        Key::Users => Asked::Users(Some(amount(value)?)),
        Key::Since => Asked::Since(match ago(value, now) {
            Some(from) => from,
            None => value.parse::<Moment>().ok()?.earliest(),
        }),
        Key::Until => Asked::Until(match ago(value, now) {
            Some(end) => end,
            None => value.parse::<Moment>().ok()?.end(),
        }),
        Key::NearMiss => Asked::NearMiss(yes(value)?),
        Key::Historic => Asked::Historic(yes(value)?),
    })
}

fn amount(value: &str) -> Option<(Compare, u64)> {
    let signs = [
        (">=", Compare::AtLeast),
        ("<=", Compare::AtMost),
        (">", Compare::More),
        ("<", Compare::Less),
        ("=", Compare::Equal),
    ];
    let signed =
        signs.into_iter().find_map(|(sign, as_it)| Some((as_it, value.strip_prefix(sign)?)));
    let (compare, digits) = signed.unwrap_or((Compare::Equal, value));
    Some((compare, digits.parse().ok().filter(|_| is_digits(digits))?))
}

/// So long before now: `12h`, `30d`, `6w`, `1y`.
fn ago(value: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let unit = value.chars().next_back()?;
    let digits = value.strip_suffix(unit).filter(|digits| is_digits(digits))?;
    let many: i64 = digits.parse().ok()?;
    let span = match unit.to_ascii_lowercase() {
        'h' => TimeDelta::try_hours(many),
        'd' => TimeDelta::try_days(many),
        'w' => TimeDelta::try_weeks(many),
        'y' => TimeDelta::try_days(many.checked_mul(365)?),
        _ => None,
    };
    now.checked_sub_signed(span?)
}

fn yes(value: &str) -> Option<bool> {
    match value.to_lowercase().as_str() {
        "yes" | "true" => Some(true),
        "no" | "false" => Some(false),
        _ => None,
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether the number at the end of a name is this one; zeros before it do not count.
fn ends_in(name: &str, number: &str) -> bool {
    let head = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let tail = name[head.len()..].trim_start_matches('0');
    head.len() < name.len() && tail == number.trim_start_matches('0')
}

/// What a value of a key is, for who wrote another.
fn what(key: Key) -> &'static str {
    match key {
        Key::Severity => "a severity",
        Key::Status => "a status",
        Key::Users => "a number of people",
        Key::Since | Key::Until => "a time",
        Key::NearMiss | Key::Historic => "yes or no",
        _ => "a value",
    }
}

/// What would be right behind a key.
fn wanted(key: Key) -> &'static str {
    match key {
        Key::Severity => "write a level such as sev:1 or sev:1,2, or sev:none",
        Key::Category => "write a kind of incident such as category:bias, or category:none",
        Key::Status => "write status:open, status:resolved or status:closed",
        Key::Stage => "write a stage such as stage:contain",
        Key::Assignee => "write a handle such as assignee:ops4, or assignee:none",
        Key::System => "write a part of its name such as system:chatbot, or system:none",
        Key::Plan => "write a part of a plan's id such as plan:standard, or plan:none",
        Key::Number => "write a number such as number:17",
        Key::Id => "write a part of an id such as id:7Q2K",
        Key::Title => "write a part of a title such as issue:refund",
        Key::Notes => "write a part of a note such as notes:vendor, or notes:none",
        Key::Users => "write a number such as users:>100, users:<=5 or users:12, or users:none",
        Key::Since => "write since:30d (also h, w, y) or a day such as since:2026-01-31",
        Key::Until => "write until:30d (also h, w, y) or a day such as until:2026-01-31",
        Key::NearMiss => "write near-miss:yes or near-miss:no",
        Key::Historic => "write historic:yes or historic:no",
    }
}

/// A typed text as it is repeated in a message.
pub(super) fn legible(text: &str) -> String {
    const MOST: usize = 40;
    let mut shown = String::new();
    for c in text.chars().take(MOST) {
        if c.is_control() {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    if text.chars().nth(MOST).is_some() {
        shown.push('…');
    }
    shown
}
