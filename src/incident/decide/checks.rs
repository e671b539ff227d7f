//! Checks of typed text: not empty, not too long, on one line where it has to be.

use super::{LINE, NAME};
use crate::incident::command::Refusal;
use crate::incident::event::{Decision, Evidence};

pub(super) use super::naming as names;

/// The longest text that is written in an editor, in characters.
const TEXT: usize = 64 * 1024;
/// The longest reason, in characters.
const REASON: usize = 2000;
/// The longest time that a task may be given: a week, in minutes.
const WEEK: u32 = 7 * 24 * 60;

/// A text on one line, without blanks around it.
pub(super) fn one_line(what: &'static str, text: &str, most: usize) -> Result<String, Refusal> {
    let text = long_enough(what, text, most)?;
    if text.chars().any(char::is_control) {
        return Err(Refusal::NotOneLine { what });
    }
    Ok(text)
}

/// As [`one_line`], where nothing is fine too.
pub(super) fn optional_line(
    what: &'static str,
    text: Option<&str>,
    most: usize,
) -> Result<Option<String>, Refusal> {
    text.map(|text| one_line(what, text, most)).transpose()
}

/// A text of several lines, without blanks around it.
pub(super) fn long_text(what: &'static str, text: &str) -> Result<String, Refusal> {
    long_enough(what, text, TEXT)
}

/// A text that goes out to people: of the control characters it holds line breaks and tabs only.
pub(super) fn words_that_go_out(what: &'static str, text: &str) -> Result<String, Refusal> {
    let text = long_text(what, &text.replace("\r\n", "\n"))?;
    for (line, number) in text.lines().zip(1..) {
        if let Some(found) = line.chars().find(|c| c.is_control() && *c != '\t') {
            return Err(Refusal::ControlCharacter { what, code: found.into(), line: number });
        }
    }
    Ok(text)
}

/// A reason: required, and short enough to be read.
pub(super) fn reason(text: &str) -> Result<String, Refusal> {
    long_enough("the reason", text, REASON)
}

fn long_enough(what: &'static str, text: &str, most: usize) -> Result<String, Refusal> {
    let text = text.trim();
    let length = text.chars().count();
    if length == 0 {
        return Err(Refusal::Empty { what });
    }
    if length > most {
        return Err(Refusal::TooLong { what, length, most });
    }
    Ok(text.to_owned())
}

/// A number of minutes that a task may be given.
pub(super) fn minutes(minutes: u32) -> Result<(), Refusal> {
    if !(1..=WEEK).contains(&minutes) {
        let (what, got) = ("the number of minutes", u64::from(minutes));
        return Err(Refusal::OutOfRange { what, got, least: 1, most: u64::from(WEEK) });
    }
    Ok(())
}

/// A decision whose parts are all readable.
pub(super) fn decision(decision: Decision) -> Result<Decision, Refusal> {
    let lines = |what, texts: Vec<String>| {
        texts.iter().map(|text| one_line(what, text, LINE)).collect::<Result<Vec<_>, _>>()
    };
    Ok(Decision {
        text: long_text("the decision", &decision.text)?,
        options: lines("an option", decision.options)?,
        decider: optional_line("the decider", decision.decider.as_deref(), NAME)?,
        reason: decision.reason.as_deref().map(reason).transpose()?,
        objections: lines("an objection", decision.objections)?,
    })
}

/// A piece of evidence whose parts are all readable.
pub(super) fn evidence(evidence: Evidence) -> Result<Evidence, Refusal> {
    let Evidence { name, kept_at, sha256, size, collected_by } = evidence;
    Ok(Evidence {
        name: one_line("the evidence's name", &name, LINE)?,
        kept_at: one_line("the place where it is kept", &kept_at, LINE)?,
        collected_by: one_line("the collector", &collected_by, NAME)?,
        sha256,
        size,
    })
}
