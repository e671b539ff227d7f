//! How a message stands, in a few words.

use super::items::{Item, State};
use crate::clocks::countdown_words;
use chrono::{DateTime, Utc};

/// How an item stands, in a few words: `LATE 02:14`, `due in 18:53`, `drafted`, `waits: executive-sponsor`,
/// `sent, 03:00 late`. What is late says so before anything else.
pub fn standing(item: &Item, now: DateTime<Utc>) -> String {
    let words = match &item.state {
        State::Due => match item.due {
            Some(due) if item.is_late => return countdown_words(due - now),
            Some(due) => return format!("due in {}", countdown_words(due - now)),
            None if item.optional => "may be said".to_owned(),
            None => "due".to_owned(),
        },
        State::Drafted => "drafted".to_owned(),
        State::Waits(roles) => format!("waits: {}", roles.join(", ")),
        State::Approved => "approved".to_owned(),
        State::Sent(gone) => match gone.margin.late_by() {
            Some(late) => format!("sent, {} late", countdown_words(late)),
            None if gone.margin.due().is_some() => "sent in time".to_owned(),
            None => "sent".to_owned(),
        },
        State::Told { .. } => "told".to_owned(),
        State::NotNeeded { .. } => "not needed".to_owned(),
        State::NotApplicable { .. } => "does not apply".to_owned(),
        State::NotAssessed { asks } => match asks.as_slice() {
            [] => "not assessed".to_owned(),
            [one] => format!("{}?", one.replace('-', " ")),
            [one, more @ ..] => format!("{}? +{}", one.replace('-', " "), more.len()),
        },
        State::Armed { waits_for } => {
            format!("waits for {}", crate::clocks::moment_words(waits_for))
        }
    };
    match item.due.filter(|_| item.is_late) {
        Some(due) => format!("{}, {words}", countdown_words(due - now)),
        None => words,
    }
}
