//! `due`: the deadline calculator, over the same code as the clocks.

use super::args::{DueOf, Global};
use super::desk::planned;
use super::failure::{Failure, REFUSED, USAGE};
use super::out::{self, Out};
use crate::catalog::load_calendar;
use crate::clocks::{Deadline, Occurs, deadline, instant};
use crate::plan::calendar::windows;
use crate::plan::{Amount, Calendar, check_calendar};
use crate::time::{Clock, Moment, SystemClock};
use chrono::{
    DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, Timelike, Utc,
};
use chrono_tz::Tz;
use serde_json::json;

/// Says when something is due.
pub fn due(global: &Global, out: Out, of: &DueOf) -> Result<(), Failure> {
    let calendar = calendar(global, of)?;
    let zone_known = of.zone.is_some() || of.calendar.is_some();
    let start = start(&of.from, Some(calendar.zone).filter(|_| zone_known), out.quiet)?;
    let amount = Amount { amount: of.amount, unit: of.unit };
    let due = deadline(start, amount, &calendar, of.roll).map_err(|error| {
        let remedy = "ask for less time, or for a calendar with more working days";
        Failure::new(REFUSED, error.to_string(), remedy)
    })?;
    answer(out, due, calendar.zone)
}

/// The calendar that is meant: one that is named, or Monday to Friday, with what else was typed.
fn calendar(global: &Global, of: &DueOf) -> Result<Calendar, Failure> {
    let mut calendar = match &of.calendar {
        Some(named) => match of_plan(global, named)? {
            Some(calendar) => calendar,
            None => load_calendar(named, of.zone)?,
        },
        None => Calendar::mon_fri(of.zone.unwrap_or(Tz::UTC)),
    };
    calendar.zone = of.zone.unwrap_or(calendar.zone);
    calendar.week = of.week.unwrap_or(calendar.week);
    calendar.due_at = of.due_at.unwrap_or(calendar.due_at);
    calendar.holidays.extend(&of.holiday);
    if let Some(hours) = &of.hours {
        calendar.hours = windows(hours).map_err(|error| {
            let text = error.to_string();
            let (problem, remedy) =
                text.split_once("; ").unwrap_or((&text, "write them otherwise"));
            Failure::new(USAGE, format!("--hours: {problem}"), remedy)
        })?;
    }
    if let Some(fault) = check_calendar(&calendar, "").first() {
        let (problem, remedy) =
            fault.problem.split_once("; ").unwrap_or((&fault.problem, "type it otherwise"));
        return Err(Failure::new(USAGE, format!("{}: {problem}", fault.path), remedy));
    }
    Ok(calendar)
}

/// A calendar of the plan for new incidents, where one is called so.
fn of_plan(global: &Global, named: &str) -> Result<Option<Calendar>, Failure> {
    if named.contains(['.', '/']) {
        return Ok(None);
    }
    let plan = planned(global)?.plan();
    Ok(plan.calendars.iter().find(|calendar| calendar.id == named).cloned())
}

/// The instant that was typed: with its offset, or as the clocks on the wall of a zone show it.
fn start(typed: &str, zone: Option<Tz>, quiet: bool) -> Result<DateTime<Utc>, Failure> {
    let typed = typed.trim();
    if typed.eq_ignore_ascii_case("now") {
        return Ok(SystemClock.now());
    }
    if let Some(at) = with_offset(typed) {
        return Ok(at);
    }
    let local = on_the_wall(typed).ok_or_else(|| {
        let problem = format!("`{typed}` is not a time");
        let remedy =
            "write it like 2026-11-20T14:05:00Z, or 2026-11-20T14:05 with --zone Europe/Paris";
        Failure::new(USAGE, problem, remedy)
    })?;
    let zone = zone.ok_or_else(|| {
        let problem = format!("`{typed}` is no instant as long as its time zone is not known");
        let remedy = format!("add --zone Europe/Paris, or write it with its offset: {typed}Z");
        Failure::new(USAGE, problem, remedy)
    })?;
    let beyond = || {
        Failure::new(USAGE, format!("`{typed}` lies beyond the calendar"), "write a nearer time")
    };
    let (at, occurs) = instant(local, zone).ok_or_else(beyond)?;
    let meant = at.with_timezone(&zone).to_rfc3339_opts(SecondsFormat::AutoSi, false);
    let note = match occurs {
        Occurs::Once => return Ok(at),
        Occurs::Twice => {
            format!("the clocks in {zone} show {typed} twice: the first is meant, {meant}")
        }
        Occurs::Never => format!("the clocks in {zone} leave {typed} out: {meant} is meant"),
    };
    if !quiet {
        out::complain(&format!("note: {note}"));
    }
    Ok(at)
}

fn with_offset(typed: &str) -> Option<DateTime<Utc>> {
    let full = DateTime::parse_from_rfc3339(typed).ok();
    // Without seconds, as this program writes times that are known to the minute.
    let short = || DateTime::parse_from_str(typed, "%Y-%m-%dT%H:%M%:z").ok();
    let moment = || typed.ends_with('Z').then(|| typed.parse::<Moment>().ok()).flatten();
    full.or_else(short).map(|at| at.to_utc()).or_else(|| Some(moment()?.earliest()))
}

/// A time without an offset; a date alone is its beginning.
fn on_the_wall(typed: &str) -> Option<NaiveDateTime> {
    let whole =
        ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M"];
    let time = whole.iter().find_map(|form| NaiveDateTime::parse_from_str(typed, form).ok());
    let day = || NaiveDate::parse_from_str(typed, "%Y-%m-%d").ok();
    let local = time.or_else(|| Some(day()?.and_time(NaiveTime::MIN)))?;
    (0..=9999).contains(&local.year()).then_some(local)
}

fn answer(out: Out, due: Deadline, zone: Tz) -> Result<(), Failure> {
    let is_written = |year: i32| (0..=9999).contains(&year);
    // At the ends of the calendar there may be no local time.
    let local = is_written(due.at.year()).then(|| due.at.with_timezone(&zone));
    let local = local.filter(|local| is_written(local.year())).ok_or_else(|| {
        let problem =
            "the deadline lies outside of the years 0 to 9999 that times are written with";
        Failure::new(REFUSED, problem, "ask for less time")
    })?;
    let utc = due.at.to_rfc3339_opts(SecondsFormat::AutoSi, true);
    if out.json {
        let due_local = local.to_rfc3339_opts(SecondsFormat::AutoSi, false);
        let last_day = due.last_day.to_string();
        return out.json(&json!({ "due": utc, "due_local": due_local, "last_day": last_day }));
    }
    let day = due.last_day.format("%a %-d %b %Y");
    let time = match local.time() {
        NaiveTime::MIN if local.date_naive() > due.last_day => "24:00".to_owned(),
        time if time.second() == 0 && time.nanosecond() == 0 => time.format("%H:%M").to_string(),
        time => time.format("%H:%M:%S%.f").to_string(),
    };
    out.line(&format!("due {day}, {time} in {zone} ({})", local.format("%:z")))?;
    out.line(&format!("    {utc}"))
}
