//! Times, counts and lists in the words of a report.

use super::document::{Said, Tone};
use crate::time::Moment;
use chrono::{DateTime, Utc};

/// What stands where nothing is known.
pub const NOT_RECORDED: &str = "not recorded";

/// A moment, in UTC: to the minute, or as roughly as it is known.
pub fn moment(moment: Moment) -> String {
    if moment.is_rough() {
        format!("≈{moment}")
    } else {
        moment.earliest().format("%Y-%m-%d %H:%M").to_string()
    }
}

/// A moment, or that nobody recorded it.
pub fn moment_or_not(known: Option<Moment>) -> Said {
    known.map_or_else(|| Said::in_tone(Tone::Quiet, NOT_RECORDED), |at| Said::from(moment(at)))
}

/// A time as the formats write it, to the minute.
pub fn time(stamp: &str) -> String {
    let read = stamp.parse::<DateTime<Utc>>();
    read.map_or_else(|_| stamp.to_owned(), |at| moment(Moment::second(at)))
}

/// A number of things: `1 user`, `3 users`.
pub fn many(number: u64, one: &str, more: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { more })
}

/// A number with its thousands apart: `1 200 000`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) && digits.len() > 4 {
            grouped.push('\u{a0}');
        }
        grouped.push(digit);
    }
    grouped
}

/// Yes, no, or that nobody said.
pub fn yes_or_no(said: Option<bool>) -> Said {
    match said {
        Some(true) => Said::from("yes"),
        Some(false) => Said::from("no"),
        None => Said::in_tone(Tone::Quiet, "nobody said"),
    }
}

/// Lines after each other, without those that say nothing.
pub fn lines(parts: impl IntoIterator<Item = Option<String>>) -> String {
    let said: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    said.join("\n")
}

/// The name for people of a word of the files: `not_assessed` is `not assessed`.
pub fn plain(word: &str) -> String {
    word.replace(['_', '-'], " ")
}
