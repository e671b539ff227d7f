//! Reads holidays from the iCalendar format (RFC 5545): the events of whole days, once or every year.
//!
//! Strict about what it reads: an event that it does not understand is an error with its line and a
//! remedy, because a holiday that is left out without a word moves a deadline. What is no event is passed
//! over.

mod lines;
mod yearly;

use super::error::{CatalogError, Misprint};
use crate::plan::calendar::date;
use chrono::{Datelike, Days, NaiveDate};
use chrono_tz::Tz;
use lines::{Line, lines};
use std::collections::BTreeSet;
use yearly::Yearly;

/// What a file says.
#[derive(Debug, Default)]
pub struct Ics {
    /// The days of its events.
    pub holidays: BTreeSet<NaiveDate>,
    /// Where they are days off, by `X-WR-TIMEZONE`, which many programs write.
    pub zone: Option<Tz>,
}

/// The last year into which an event is repeated that has no end.
const LAST_YEAR: i32 = 2100;
/// The most days of one event.
const MOST_DAYS: u64 = 366;
/// The most days of all events together, counted as often as they are named, and years that are looked at.
const MOST_NAMED: u64 = 20_000;

/// Reads a file, or returns every fault of it; `file` is what messages call it.
pub fn read(text: &str, file: &str) -> Result<Ics, CatalogError> {
    let mut reader = Reader::default();
    for line in lines(text) {
        match line {
            Ok(line) => reader.take(&line),
            Err((at, problem)) => reader.complain(at, problem),
        }
    }
    let ics = reader.finish();
    if ics.1.is_empty() {
        return Ok(ics.0);
    }
    let misprint =
        |(line, problem)| Misprint { file: file.to_owned(), line, path: String::new(), problem };
    Err(CatalogError::Misprints(ics.1.into_iter().map(misprint).collect()))
}

/// Where the reader stands in the file.
#[derive(Default)]
struct Reader {
    found: Ics,
    faults: BTreeSet<(usize, String)>,
    /// The components that are open, the outermost first, each with its line.
    open: Vec<(String, usize)>,
    /// The event that is open.
    event: Option<Event>,
    events: usize,
    named: u64,
    last_line: usize,
}

/// An event, as far as it was read.
#[derive(Default)]
struct Event {
    line: usize,
    start: Option<NaiveDate>,
    /// The first day after it.
    end: Option<(usize, NaiveDate)>,
    days: Option<u64>,
    yearly: Option<Yearly>,
    /// More days on which it begins.
    also: Vec<NaiveDate>,
    /// Days on which it does not, after all.
    not: BTreeSet<NaiveDate>,
    cancelled: bool,
    /// Something in it was wrong, and said.
    faulty: bool,
}

impl Reader {
    fn complain(&mut self, line: usize, problem: impl Into<String>) {
        if let Some(event) = &mut self.event {
            event.faulty = true;
        }
        self.faults.insert((line, problem.into()));
    }

    fn take(&mut self, line: &Line) {
        self.last_line = line.at;
        match line.name.as_str() {
            "BEGIN" => self.begin(line),
            "END" => self.end(line),
            _ if self.open.is_empty() => {
                self.complain(
                    line.at,
                    "this stands in no calendar; the first line is BEGIN:VCALENDAR",
                );
            }
            "X-WR-TIMEZONE" if self.open.len() == 1 => {
                self.found.zone = line.value.trim().parse().ok();
            }
            _ if self.open.last().is_some_and(|(name, _)| name == "VEVENT") => self.property(line),
            _ => {}
        }
    }

    fn begin(&mut self, line: &Line) {
        let name = line.value.trim().to_ascii_uppercase();
        match (self.open.len(), name.as_str()) {
            (0, "VCALENDAR") => {}
            (0, _) => {
                self.complain(line.at, "this is no calendar; the first line is BEGIN:VCALENDAR");
            }
            (_, "VEVENT") => self.event = Some(Event { line: line.at, ..Event::default() }),
            _ => {}
        }
        self.open.push((name, line.at));
    }

    fn end(&mut self, line: &Line) {
        let name = line.value.trim().to_ascii_uppercase();
        match self.open.pop() {
            Some((open, _)) if open == name => {}
            Some((open, at)) => {
                let problem =
                    format!("END:{name} where {open} of line {at} is open; write END:{open} first");
                self.complain(line.at, problem);
            }
            None => self.complain(line.at, format!("END:{name} ends nothing; take it out")),
        }
        if name == "VEVENT"
            && let Some(event) = self.event.take()
        {
            self.events += 1;
            if let Err((at, problem)) = self.note(&event) {
                self.complain(at, problem);
            }
        }
    }

    fn property(&mut self, line: &Line) {
        let Some(mut event) = self.event.take() else { return };
        let read = event.read(line);
        self.event = Some(event);
        if let Err(problem) = read {
            self.complain(line.at, problem);
        }
    }

    /// Notes the days of an event.
    fn note(&mut self, event: &Event) -> Result<(), (usize, String)> {
        if event.faulty || event.cancelled {
            return Ok(());
        }
        let wrong = |problem: &str| Err((event.line, problem.to_owned()));
        let Some(start) = event.start else {
            return wrong("this event has no DTSTART; add one such as DTSTART;VALUE=DATE:20261225");
        };
        let days = match event.end {
            Some((at, end)) if end < start => {
                let problem =
                    "the event ends before it begins; DTEND is the day after its last one";
                return Err((at, problem.to_owned()));
            }
            Some((_, end)) => u64::try_from((end - start).num_days()).unwrap_or(0).max(1),
            None => event.days.unwrap_or(1),
        };
        if days > MOST_DAYS {
            return wrong("the event is longer than a year, so it is no holiday; check its DTEND");
        }
        let too_many = "there are too many days in this calendar; keep those that are holidays";
        let starts = match &event.yearly {
            Some(yearly) => {
                self.named += u64::try_from(LAST_YEAR - start.year()).unwrap_or(0);
                if self.named > MOST_NAMED {
                    return wrong(too_many);
                }
                yearly.starts(start, LAST_YEAR)
            }
            None => vec![start],
        };
        let starts = starts.into_iter().chain(event.also.iter().copied());
        for first in starts.filter(|day| !event.not.contains(day)) {
            self.named += days;
            if self.named > MOST_NAMED {
                return wrong(too_many);
            }
            let days = (0..days).filter_map(|n| first.checked_add_days(Days::new(n)));
            self.found.holidays.extend(days);
        }
        Ok(())
    }

    fn finish(mut self) -> (Ics, BTreeSet<(usize, String)>) {
        for (name, at) in std::mem::take(&mut self.open) {
            self.faults.insert((at, format!("{name} has no end; the file may be cut off")));
        }
        if self.events == 0 && self.faults.is_empty() {
            let problem = "there is no event in this calendar; holidays are events of whole days";
            self.faults.insert((self.last_line.max(1), problem.to_owned()));
        }
        (self.found, self.faults)
    }
}

impl Event {
    fn read(&mut self, line: &Line) -> Result<(), String> {
        let no = |problem: &str| Err(problem.to_owned());
        match line.name.as_str() {
            "DTSTART" if self.start.is_some() => return no("a second DTSTART; an event has one"),
            "DTSTART" => self.start = Some(day(line)?),
            "DTEND" => self.end = Some((line.at, day(line)?)),
            "DURATION" => self.days = Some(days_of(&line.value)?),
            "RRULE" if self.yearly.is_some() => {
                return no("a second RRULE; write an event for each");
            }
            "RRULE" => self.yearly = Some(Yearly::read(&line.value)?),
            "RDATE" => self.also.extend(days(line)?),
            "EXDATE" => self.not.extend(days(line)?),
            "RECURRENCE-ID" => {
                return no(
                    "a changed day of a series is not read; write it as an event of its own, and an EXDATE into the series",
                );
            }
            "STATUS" => self.cancelled = line.value.trim().eq_ignore_ascii_case("CANCELLED"),
            _ => {}
        }
        Ok(())
    }
}

/// The day that a property says.
fn day(line: &Line) -> Result<NaiveDate, String> {
    of_basic(&line.value).ok_or_else(|| {
        let (name, value) = (&line.name, line.value.chars().take(40).collect::<String>());
        format!("{value:?} is no whole day, as holidays are; write {name};VALUE=DATE:20261225")
    })
}

fn days(line: &Line) -> Result<Vec<NaiveDate>, String> {
    let of = |value: &str| day(&Line { value: value.to_owned(), ..line.clone() });
    line.value.split(',').map(of).collect()
}

/// A date without hyphens, as this format writes it: `20261225`.
fn of_basic(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    if text.len() != 8 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    date(&format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..])).ok()
}

/// How many days a duration has: `P1D`, `P2W`.
fn days_of(text: &str) -> Result<u64, String> {
    let read = || {
        let text = text.trim().strip_prefix('P')?;
        let (digits, each) = match text.strip_suffix('W') {
            Some(weeks) => (weeks, 7),
            None => (text.strip_suffix('D')?, 1),
        };
        digits.parse::<u64>().ok()?.checked_mul(each).filter(|days| *days > 0)
    };
    read().ok_or_else(|| "this duration is not of whole days; write it like P1D or P1W".to_owned())
}
