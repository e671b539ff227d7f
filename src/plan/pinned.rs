//! A plan as it stands in a log: normalised JSON, parsed once a process.

use super::Plan;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// The normalised JSON of a plan: what is pinned into an incident. Equal plans have equal text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pinned(pub Arc<str>);

/// How many plans a process remembers: a room uses a handful, a hostile peer may send many.
const REMEMBERED: usize = 64;

impl Pinned {
    /// The text of a plan, kept once however many incidents pin it.
    pub fn shared(text: &str) -> Pinned {
        static TEXTS: LazyLock<Mutex<HashSet<Arc<str>>>> = LazyLock::new(Mutex::default);

        let mut texts = TEXTS.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = texts.get(text) {
            return Pinned(Arc::clone(known));
        }
        if texts.len() >= REMEMBERED {
            texts.clear();
        }
        let text: Arc<str> = text.into();
        texts.insert(Arc::clone(&text));
        Pinned(text)
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
    static PARSED: LazyLock<Mutex<HashMap<Arc<str>, Arc<Plan>>>> = LazyLock::new(Mutex::default);

    let mut parsed = PARSED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(plan) = parsed.get(text) {
        return Some(Arc::clone(plan));
    }
    let plan: Arc<Plan> = Arc::new(serde_json::from_str(text).ok()?);
    if parsed.len() >= REMEMBERED {
        parsed.clear();
    }
    parsed.insert(Pinned::shared(text).0, Arc::clone(&plan));
    Some(plan)
}
