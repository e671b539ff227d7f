//! The shape of an entry on the timeline, as `log --json` and the writing commands print it.

use crate::incident::{
    Authorship, Credit, Entry, EntryId, Incident as Folded, IncidentId, Line, Standing,
};
use crate::telling::{is_privileged, tell};
use crate::time::{Moment, stamp};
use serde::Serialize;
use serde_json::Value;

/// An entry on the timeline: `happened_at` is when it happened, `at` the writer's clock; `standing` is
/// `stands`, `undone`, `redacted`, `removed` or `written_twice`; `text` says it for people, `data` holds it
/// without its salt and without the key of a request (and without a plan, which is long: `null` where it is nothing else); `privileged` is what
/// is for lawyers only, and left out unless it was asked for; `author` says whether a server has it from whoever it
/// names, and is `null` where none was asked.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the keys are the documentation of the shape")]
pub struct Entered {
    pub incident: IncidentId,
    pub id: EntryId,
    pub replica: String,
    pub seq: u64,
    pub hlc: String,
    pub at: String,
    pub happened_at: Moment,
    pub by: String,
    pub author: Option<Author>,
    pub said_by: Option<String>,
    pub kind: String,
    pub standing: &'static str,
    pub text: String,
    pub data: Value,
    pub privileged: bool,
}

/// Whether a server has an entry from whoever it names, or who carried it there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Author {
    /// Who carried it there, where that is somebody else.
    pub carried_by: Option<String>,
    /// Whether it came from whoever it names.
    pub confirmed: bool,
}

impl From<Credit> for Author {
    fn from(credit: Credit) -> Author {
        match credit {
            Credit::Confirmed => Author { carried_by: None, confirmed: true },
            Credit::Carried { by } => Author { carried_by: Some(by), confirmed: false },
            Credit::Split => Author { carried_by: None, confirmed: false },
        }
    }
}

/// What stands in the place of words that are for lawyers only.
pub const PRIVILEGED: &str = "(privileged, left out)";

impl Entered {
    /// The shape of an entry on the timeline, with what is known of its author.
    pub fn of(incident: &Folded, authors: &Authorship, line: &Line) -> Entered {
        let entry: &Entry = &line.entry;
        let hidden = matches!(line.standing, Standing::Redacted { .. } | Standing::Blank);
        let data =
            entry.data().filter(|_| !hidden).and_then(|data| serde_json::from_str(data).ok());
        let data = match data {
            // A plan is long, and every incident has one: `show` names it.
            Some(_) if entry.kind == "plan_pinned" => Value::Null,
            Some(Value::Object(mut fields)) => {
                fields.shift_remove("salt");
                // How it was asked for is no part of what it says.
                fields.shift_remove("request");
                Value::Object(fields)
            }
            _ => match serde_json::to_value(&line.fact.event) {
                Ok(Value::Object(mut tagged)) => tagged.shift_remove("data").unwrap_or_default(),
                _ => Value::Null,
            },
        };
        let data = match data {
            Value::Object(mut fields) if entry.kind == "plan_adopted" => {
                fields.shift_remove("plan");
                Value::Object(fields)
            }
            data => data,
        };
        Entered {
            incident: entry.log.incident,
            id: entry.id,
            replica: entry.log.replica.to_string(),
            seq: entry.seq,
            hlc: entry.hlc.to_string(),
            at: stamp(entry.at),
            happened_at: line.when(),
            by: entry.by.clone(),
            author: authors.credit(entry).map(Author::from),
            said_by: line.fact.said_by.clone(),
            kind: entry.kind.clone(),
            standing: standing(line),
            text: tell(incident, line).text,
            data,
            privileged: is_privileged(incident, line),
        }
    }

    /// The shape as it leaves the room: that there is something privileged, and nothing of what it says.
    #[must_use]
    pub fn for_everybody(self) -> Entered {
        if !self.privileged {
            return self;
        }
        Entered { text: PRIVILEGED.to_owned(), data: Value::Null, ..self }
    }
}

/// Whether an entry counts, in a word.
pub(super) fn standing(line: &Line) -> &'static str {
    match line.standing {
        Standing::Stands => "stands",
        Standing::Reversed(_) => "undone",
        Standing::Redacted { .. } => "redacted",
        Standing::Blank => "removed",
        Standing::Again(_) => "written_twice",
    }
}
