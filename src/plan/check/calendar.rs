//! Checks that a calendar holds together.

use super::Fault;
use crate::plan::Calendar;
use crate::plan::calendar::TimeOfDay;

/// The most windows of a day: one an hour.
const MOST_WINDOWS: usize = 24;
/// The most holidays: more than a century of them.
const MOST_HOLIDAYS: usize = 5_000;

/// Returns every fault of a calendar that stands at `path`: `calendars[0]`, or nothing for a file of its own.
///
/// Each of its values is right, or it could not have been read; what may be wrong is how they go together.
pub fn check_calendar(calendar: &Calendar, path: &str) -> Vec<Fault> {
    let key = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    let mut faults = Vec::new();
    let mut add = |path: String, problem: String| faults.push(Fault { path, problem });
    if calendar.week.is_empty() {
        add(key("week"), "no day is a working day; name at least one, such as \"mon\"".to_owned());
    }
    let hours = &calendar.hours;
    if hours.len() > MOST_WINDOWS {
        let problem =
            format!("{} windows are too many; {MOST_WINDOWS} a day is the most", hours.len());
        add(key("hours"), problem);
    }
    for (i, window) in hours.iter().enumerate().take(MOST_WINDOWS) {
        let overlaps = |other: &&_| window.overlaps(**other);
        if let Some(other) = hours[..i].iter().find(overlaps) {
            let problem =
                format!("{window} overlaps {other}; an hour counts once, so make them one window");
            add(key(&format!("hours[{i}]")), problem);
        }
    }
    let holidays = calendar.holidays.len();
    if holidays > MOST_HOLIDAYS {
        let problem = format!("{holidays} holidays are too many; {MOST_HOLIDAYS} is the most");
        add(key("holidays"), problem);
    }
    if calendar.due_at == TimeOfDay::START {
        let problem =
            "00:00 is the beginning of the last day; write 24:00, or leave it out, for its end";
        add(key("due_at"), problem.to_owned());
    }
    faults
}
