//! What is told to those who listen, as it is sent; and what of it is about one incident.

use crate::incident::IncidentId;
use crate::store::http::shapes::{Present, PresentAnswer};
use crate::store::{Batch, Cursor};
use axum::body::Bytes;

/// How many bytes a part has at most, unless one entry alone has more.
const PART: usize = 64 * 1024;

/// Something that everybody hears who listens in a room.
#[derive(Debug, Clone)]
pub(super) enum Told {
    /// Entries as they are sent, with the place before and the place behind them.
    Entries { from: Cursor, to: Cursor, part: Part },
    /// The order of arrival began anew.
    Reset(Cursor),
    /// Who is there.
    Presence(There),
    /// Nothing has come for a while; the line is still there.
    Silence,
    /// Time to ask whether whoever listens still may.
    Recheck,
}

/// Entries as they are sent, each with its place.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// All of them.
    pub bytes: Bytes,
    /// The incident of each, and where it ends in the bytes.
    ends: Vec<(IncidentId, usize)>,
}

impl Part {
    /// As much of a batch as is sent at once, from an entry on.
    pub fn of(batch: &Batch, from: usize) -> Part {
        let (mut bytes, mut ends) = (Vec::new(), Vec::new());
        for (entry, place) in batch.entries[from..].iter().zip(&batch.places[from..]) {
            if !ends.is_empty() && bytes.len() + entry.line().len() > PART {
                break;
            }
            frame(&mut bytes, Some(place), "entry", entry.line());
            ends.push((entry.log.incident, bytes.len()));
        }
        Part { bytes: Bytes::from(bytes), ends }
    }

    /// How many entries it holds.
    pub fn count(&self) -> usize {
        self.ends.len()
    }

    /// What of it is of one incident, and whether its last entry is.
    pub fn about(&self, one: IncidentId) -> (Bytes, bool) {
        let starts = std::iter::once(0).chain(self.ends.iter().map(|(_, end)| *end));
        let each = starts.zip(&self.ends).filter(|(_, (of, _))| *of == one);
        let bytes: Vec<u8> =
            each.flat_map(|(start, (_, end))| &self.bytes[start..*end]).copied().collect();
        (Bytes::from(bytes), self.ends.last().is_some_and(|(of, _)| *of == one))
    }
}

/// Who is there, and how that is sent.
#[derive(Debug, Clone, Default)]
pub(super) struct There {
    /// Nothing as long as nobody was there.
    pub bytes: Bytes,
    present: Vec<Present>,
}

impl There {
    pub fn new(answer: PresentAnswer) -> There {
        let mut bytes = Vec::new();
        let data = serde_json::to_string(&answer).unwrap_or_default();
        frame(&mut bytes, None, "presence", &data);
        There { bytes: Bytes::from(bytes), present: answer.present }
    }

    /// Those who look at one incident.
    pub fn about(&self, one: IncidentId) -> There {
        let present: Vec<Present> =
            self.present.iter().filter(|there| there.incident == Some(one)).cloned().collect();
        There::new(PresentAnswer { present })
    }

    /// Whether it says the same as another one.
    pub fn is_as(&self, other: &There) -> bool {
        self.present == other.present
    }

    /// Whether nobody is there.
    pub fn is_empty(&self) -> bool {
        self.present.is_empty()
    }
}

/// Writes an event.
fn frame(bytes: &mut Vec<u8>, id: Option<&Cursor>, event: &str, data: &str) {
    if let Some(id) = id {
        bytes.extend_from_slice(format!("id: {id}\n").as_bytes());
    }
    for part in ["event: ", event, "\ndata: ", data, "\n\n"] {
        bytes.extend_from_slice(part.as_bytes());
    }
}

/// The order of arrival began anew, or somebody begins to listen: the heads say what came before.
pub(super) fn reset(at: &Cursor) -> Bytes {
    let mut bytes = Vec::new();
    frame(&mut bytes, Some(at), "reset", &format!("{{\"cursor\":\"{at}\"}}"));
    Bytes::from(bytes)
}

/// A place alone: it is no event, and whoever comes back comes back with it.
pub(super) fn place(at: &Cursor) -> Bytes {
    Bytes::from(format!("id: {at}\n\n"))
}
