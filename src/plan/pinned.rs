//! A plan as it stands in a log: normalised JSON, parsed once a process.

use super::Plan;
use std::cell::OnceCell;
use std::sync::{Arc, Mutex, PoisonError};

/// The normalised JSON of a plan: what is pinned into an incident. Equal plans have equal text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pinned(pub Arc<str>);

/// How many plans a process remembers: a room uses a handful, a hostile peer may send many.
const REMEMBERED: usize = 64;

/// A text, and what it says once somebody asked for that.
struct Known {
    text: Arc<str>,
    plan: OnceCell<Option<Arc<Plan>>>,
}

/// The texts that were seen. To look through a few of them is quicker than to hash one: they are long,
/// and mostly of different lengths.
static KNOWN: Mutex<Vec<Known>> = Mutex::new(Vec::new());

/// The place of a text among those that are known.
fn place_of(text: &str, known: &mut Vec<Known>) -> usize {
    if let Some(place) = known.iter().position(|known| *known.text == *text) {
        return place;
    }
    if known.len() >= REMEMBERED {
        known.clear();
    }
    known.push(Known { text: text.into(), plan: OnceCell::new() });
    known.len() - 1
}

impl Pinned {
    /// The text of a plan, kept once however many incidents pin it.
    pub fn shared(text: &str) -> Pinned {
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let place = place_of(text, &mut known);
        Pinned(Arc::clone(&known[place].text))
    }
}

impl Plan {
    /// Returns the plan as normalised JSON: fields in a fixed order, no spaces, defaults left out.
    pub fn to_pinned(&self) -> Pinned {
        let text = serde_json::to_string(self);
        Pinned(text.expect("a plan holds only strings, numbers and lists").into())
    }
}

/// Parses a pinned plan, or returns the one that was parsed before from the same text.
///
/// Every incident pins its plan, and parsing one costs more than drawing a screen, so a process
/// remembers what it parsed. The memory changes no answer: the text alone decides it. A text that is
/// no plan (one of a newer version, say) gives none, and the incident then has no plan.
pub fn pinned(text: &str) -> Option<Arc<Plan>> {
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let place = place_of(text, &mut known);
    known[place].plan.get_or_init(|| serde_json::from_str(text).ok().map(Arc::new)).clone()
}
