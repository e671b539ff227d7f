//! Calendars: those that are built in, and those in files, as TOML or as iCalendar.

use super::error::{CatalogError, Misprint};
use super::file;
use super::ics;
use super::keys::keys_of;
use super::written::{self, Kind};
use crate::plan::calendar::HolidayRules;
use crate::plan::{Calendar, check_calendar};
use chrono_tz::Tz;
use std::path::Path;

/// Returns a calendar by the id of a built-in one, or from a file: what ends in `.ics` or `.toml`, or
/// holds a slash. A file in the iCalendar format may not say where its days are days off; then they are so
/// in `zone`.
pub fn load_calendar(id_or_path: &str, zone: Option<Tz>) -> Result<Calendar, CatalogError> {
    let end = Path::new(id_or_path).extension();
    if end.is_some_and(|end| end.eq_ignore_ascii_case("ics")) {
        return calendar_from_ics(&file::read(id_or_path)?, id_or_path, zone);
    }
    if file::is_path(id_or_path) {
        let mut calendar = calendar_from_toml(&file::read(id_or_path)?, id_or_path)?;
        let beside = Path::new(id_or_path).parent().unwrap_or(Path::new("."));
        take_over_holidays(&mut calendar, beside)?;
        return Ok(calendar);
    }
    let mut built_in = Calendar::built_in().into_iter();
    built_in.find(|calendar| calendar.id.eq_ignore_ascii_case(id_or_path)).ok_or_else(|| {
        CatalogError::Unknown {
            what: "calendar",
            name: id_or_path.to_owned(),
            known: HolidayRules::ALL.map(HolidayRules::word).into(),
        }
    })
}

/// Reads a calendar from TOML; `file` is what messages call it. The file that its `ics` names is not read.
pub fn calendar_from_toml(text: &str, file: &str) -> Result<Calendar, CatalogError> {
    let keys = |table: &str| if table.is_empty() { keys_of::<Calendar>() } else { &[] };
    let check = |calendar: &Calendar| check_calendar(calendar, "");
    written::read(text, file, &Kind { keys, check: &check, optional: false })
}

/// Reads a calendar from the iCalendar format: Monday to Friday, without the days of its events. Its zone is
/// the one that the file names, or else `zone`.
pub fn calendar_from_ics(
    text: &str,
    file: &str,
    zone: Option<Tz>,
) -> Result<Calendar, CatalogError> {
    let read = ics::read(text, file)?;
    let Some(zone) = read.zone.or(zone) else {
        let problem = "this calendar names no time zone that is known; say which with --zone, such as Europe/Paris";
        let (file, path) = (file.to_owned(), String::new());
        return Err(CatalogError::Misprints(vec![Misprint {
            file,
            line: 1,
            path,
            problem: problem.to_owned(),
        }]));
    };
    let id = Path::new(file).file_stem().map_or(file.into(), |stem| stem.to_string_lossy());
    Ok(Calendar { id: id.into_owned(), holidays: read.holidays, ..Calendar::mon_fri(zone) })
}

/// Reads the file that a calendar names for its holidays, and puts them among its own. The name is seen from
/// the folder `beside`, in which the calendar's own file lies.
pub fn take_over_holidays(calendar: &mut Calendar, beside: &Path) -> Result<(), CatalogError> {
    let Some(named) = calendar.ics.take() else { return Ok(()) };
    let path = beside.join(&named).to_string_lossy().into_owned();
    calendar.holidays.append(&mut ics::read(&file::read(&path)?, &path)?.holidays);
    Ok(())
}
