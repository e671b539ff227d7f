//! What can be typed about a deadline that is to be calculated.

use crate::plan::calendar::{DateError, TimeOfDay, UnknownZone, Week, date, zone};
use crate::plan::{Roll, Unit};
use chrono::NaiveDate;
use chrono_tz::Tz;
use clap::Args;

const UNITS: &str = "Seconds, minutes, hours, calendar_days, business_hours, business_days, months";
const ROLLS: &str = "Where a deadline on a day off goes: none, next_working_noon";

/// From what on, how much time, and in which calendar.
#[derive(Debug, Args)]
pub struct DueOf {
    /// From when on: 2026-11-20T14:05:00Z, with another offset, or a local time with --zone
    #[arg(long, value_name = "TIME")]
    pub from: String,
    /// How many
    #[arg(long, value_name = "N")]
    pub amount: u32,
    /// Of what: `business_days` and the like
    #[arg(long, value_parser = unit, help = UNITS)]
    pub unit: Unit,
    /// The time zone of days and hours: Europe/Paris; UTC if left out
    #[arg(long, value_parser = of_zone)]
    pub zone: Option<Tz>,
    /// The working days: mon-fri, sun-thu, mon-sat, every, or mon,tue,sat
    #[arg(long, value_name = "DAYS")]
    pub week: Option<Week>,
    /// The working hours: 09:00-12:30,13:30-17:00; the whole day if left out
    #[arg(long, value_name = "FROM-TO,...")]
    pub hours: Option<String>,
    /// A day off (may be repeated)
    #[arg(long, value_name = "DATE", value_delimiter = ',', value_parser = of_date)]
    pub holiday: Vec<NaiveDate>,
    /// Days off and hours: us-federal, target, one of the plan, or a file: .ics, .toml
    #[arg(long, value_name = "ID|FILE")]
    pub calendar: Option<String>,
    /// When on its last day something is due in business days; 24:00 if left out
    #[arg(long, value_name = "HH:MM")]
    pub due_at: Option<TimeOfDay>,
    /// Where a deadline on a day off goes
    #[arg(long, value_parser = roll, default_value = "none", hide_default_value = true, help = ROLLS)]
    pub roll: Roll,
}

/// A word of several, with hyphens or underscores.
fn one_of<T: Copy>(typed: &str, all: &[T], word: impl Fn(T) -> &'static str) -> Result<T, String> {
    let typed = typed.trim().to_lowercase().replace('-', "_");
    let found = all.iter().copied().find(|value| word(*value) == typed);
    let words = || all.iter().map(|value| word(*value)).collect::<Vec<_>>().join(", ");
    found.ok_or_else(|| format!("write one of: {}", words()))
}

fn unit(typed: &str) -> Result<Unit, String> {
    one_of(typed, &Unit::ALL, Unit::word)
}

fn roll(typed: &str) -> Result<Roll, String> {
    one_of(typed, &Roll::ALL, Roll::word)
}

fn of_zone(typed: &str) -> Result<Tz, UnknownZone> {
    zone(typed)
}

fn of_date(typed: &str) -> Result<NaiveDate, DateError> {
    date(typed.trim())
}
