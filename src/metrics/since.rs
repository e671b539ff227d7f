//! Which incidents are measured.

use crate::store::index::Summary;
use crate::time::Moment;

/// Those that were declared from then on (where nobody knows that: that began), and how many are left out
/// because nobody knows either. Without a time all of them.
pub fn since(summaries: &[Summary], since: Option<Moment>) -> (Vec<&Summary>, usize) {
    let Some(since) = since else { return (summaries.iter().collect(), 0) };
    let when = |summary: &Summary| summary.declared_at.or(summary.began_at);
    let left_out = summaries.iter().filter(|summary| when(summary).is_none()).count();
    let is_later = |when: Moment| when.earliest() >= since.earliest();
    let meant = summaries.iter().filter(|summary| when(summary).is_some_and(is_later));
    (meant.collect(), left_out)
}
