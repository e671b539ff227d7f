//! The timeline of one incident as JSON lines: read, and told as something over or as it happens.

mod fields;
mod historic;
mod live;

pub use historic::historic;
pub use live::{Live, live};

use super::fault::{Faults, Found};
use crate::incident::{Command, Declared, IncidentId};
use crate::journal::Wish;
use crate::time::Moment;
use chrono::{DateTime, Utc};
use fields::{Pairs, told};

/// The longest line, in bytes.
const LONGEST_LINE: usize = 256 * 1024;
/// A line of a timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The line of the file, counted from 1.
    pub line: u64,
    /// The time as it is written, finer than anybody knows where the precision is coarse. It gives the
    /// lines their order.
    pub given: DateTime<Utc>,
    /// The time as exactly as it is known.
    pub at: Moment,
    /// What kind of thing happened.
    pub kind: Kind,
    /// Who did or said it: a handle or a role.
    pub who: String,
    /// What happened.
    pub text: String,
    /// Who was told; communications have one, and nothing else does.
    pub audience: Option<String>,
    /// Where the fact comes from.
    pub source: Option<String>,
}

/// What kind of thing a line tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Somebody or something noticed.
    Detected,
    /// The incident was declared.
    Declared,
    /// Something worth knowing.
    Note,
    /// A decision.
    Decision,
    /// Nothing bad comes out any more.
    Contained,
    /// Somebody outside was told.
    Comms,
    /// The harm is over.
    Resolved,
    /// What was found out afterwards.
    Postmortem,
    /// What will be changed.
    ActionItem,
}

impl Kind {
    const ALL: [(Kind, &str); 9] = [
        (Kind::Detected, "detected"),
        (Kind::Declared, "declared"),
        (Kind::Note, "note"),
        (Kind::Decision, "decision"),
        (Kind::Contained, "contained"),
        (Kind::Comms, "comms"),
        (Kind::Resolved, "resolved"),
        (Kind::Postmortem, "postmortem"),
        (Kind::ActionItem, "action_item"),
    ];

    fn of_word(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|(_, known)| *known == word).map(|(kind, _)| kind)
    }

    /// The word in the file: `action_item`.
    pub fn word(self) -> &'static str {
        Kind::ALL.into_iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }
}

/// What whoever plays a timeline says about it; names are as they were typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    /// What is wrong, in a line.
    pub title: String,
    /// The level.
    pub severity: Option<String>,
    /// The kind.
    pub category: Option<String>,
}

/// Reads a timeline, or says everything that is wrong with it.
///
/// Each line is a JSON object with `at` (RFC 3339 or a reduced ISO time), `kind`, `who` and `text`;
/// `precision` says how exactly `at` is known, `audience` who a communication is for, `source` where the
/// fact comes from. `file` is what messages call the text.
pub fn read(text: &str, file: &str, now: DateTime<Utc>) -> Result<Vec<Told>, Faults> {
    let mut found = Found::nothing(file);
    let mut all = Vec::new();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (number, line) in (1..).zip(text.lines()) {
        if line.len() > LONGEST_LINE {
            let problem = format!(
                "the line has {} bytes; split it, at most {LONGEST_LINE} are read",
                line.len()
            );
            found.add(number, problem);
        } else if line.trim().is_empty() {
            found.add(number, "the line is empty; remove it");
        } else {
            match serde_json::from_str::<Pairs>(line) {
                Ok(pairs) => all.extend(told(number, pairs.0, now, &mut found)),
                Err(error) => {
                    let problem =
                        format!("this is no JSON object ({error}); write one object on each line");
                    found.add(number, problem);
                }
            }
        }
    }
    if all.is_empty() && found.is_nothing() {
        found.add(1, "the file is empty; write one JSON object on each line");
    }
    found.or(all)
}

/// The line that opened the incident: where it was declared, else detected, else the first one.
pub(super) fn opening(lines: &[Told]) -> Option<&Told> {
    let of = |kind| lines.iter().find(|told| told.kind == kind);
    of(Kind::Declared).or_else(|| of(Kind::Detected)).or_else(|| lines.first())
}

/// The facts of the declaration, the source being that of the opening line.
fn declared(about: &About, lines: &[Told], historic: bool) -> Declared {
    Declared {
        title: about.title.clone(),
        severity: about.severity.clone(),
        category: about.category.clone(),
        source: opening(lines).and_then(|told| told.source.clone()),
        historic,
        ..Declared::default()
    }
}

/// The id follows from the title and from what the lines say.
fn id_of(about: &About, lines: &[Told]) -> IncidentId {
    let mut from = about.title.trim().to_owned();
    for told in lines {
        let Told { at, kind, who, text, .. } = told;
        for part in ["\n", &at.to_string(), " ", kind.word(), " ", who, ": ", text] {
            from.push_str(part);
        }
    }
    super::derived_id(opening(lines).map(|told| told.at.earliest()), &from)
}

impl Told {
    /// A wish on the word of whoever the line names, written down by `by` or by themselves.
    fn wish(&self, by: Option<&str>, command: Command) -> Wish {
        Wish {
            happened_at: Some(self.at),
            said_by: by.is_some().then(|| self.who.clone()),
            ..Wish::now(by.unwrap_or(&self.who), command)
        }
    }

    /// The text, with the source where it is not the one of the declaration.
    fn sourced(&self, declared: Option<&str>) -> String {
        match self.source.as_deref().filter(|source| Some(*source) != declared) {
            Some(source) => format!("{} (source: {source})", self.text),
            None => self.text.clone(),
        }
    }

    /// The line as words: who was told, and what kind of afterthought it is.
    fn as_note(&self, declared: Option<&str>) -> Command {
        let text = self.sourced(declared);
        let text = match (self.kind, &self.audience) {
            (Kind::Comms, Some(audience)) => format!("To {audience}: {text}"),
            (Kind::Postmortem, _) => format!("Post-mortem: {text}"),
            (Kind::ActionItem, _) => format!("Action: {text}"),
            _ => text,
        };
        Command::Note { text }
    }
}
