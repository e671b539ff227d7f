//! A plan as it stands in a log: normalised JSON, parsed once a process.

use super::Plan;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// The normalised JSON of a plan: what is pinned into an incident. Equal plans have equal text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pinned(pub String);

impl Plan {
    /// Returns the plan as normalised JSON: fields in a fixed order, no spaces, defaults left out.
    pub fn to_pinned(&self) -> Pinned {
        Pinned(serde_json::to_string(self).expect("a plan holds only strings, numbers and lists"))
    }
}

/// Parses a pinned plan, or returns the one that was parsed before from the same text.
///
/// Every incident pins its plan, and parsing one costs more than drawing a screen, so a process
/// remembers what it parsed. The memory changes no answer: the text alone decides it. A text that is
/// no plan (one of a newer version, say) gives none, and the incident then has no plan.
pub fn pinned(text: &str) -> Option<Arc<Plan>> {
    static PARSED: LazyLock<Mutex<HashMap<String, Arc<Plan>>>> = LazyLock::new(Mutex::default);
    /// A room uses a handful of plans; a hostile peer may send many.
    const REMEMBERED: usize = 64;

    let mut parsed = PARSED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(plan) = parsed.get(text) {
        return Some(Arc::clone(plan));
    }
    let plan: Arc<Plan> = Arc::new(serde_json::from_str(text).ok()?);
    if parsed.len() >= REMEMBERED {
        parsed.clear();
    }
    parsed.insert(text.to_owned(), Arc::clone(&plan));
    Some(plan)
}
