//! The table of deadlines: each of its lines holds.

use super::time;
use chrono::{DateTime, FixedOffset, NaiveDate};
use warroom::clocks::{Deadline, NoDeadline, deadline};
use warroom::plan::calendar::{date, windows, zone};
use warroom::plan::{Amount, Calendar, Roll, Unit};

/// A calendar as the table writes it: a zone, and what differs from whole days from Monday to Friday.
fn calendar(text: &str) -> Calendar {
    let mut words = text.split_whitespace();
    let named = words.next().expect("a zone stands first");
    let mut calendar = Calendar::mon_fri(zone(named).expect("a zone"));
    for word in words {
        match word.split_once('=') {
            Some(("week", week)) => calendar.week = week.parse().expect("a week"),
            Some(("hours", hours)) => calendar.hours = windows(hours).expect("hours"),
            Some(("due_at", time)) => calendar.due_at = time.parse().expect("a time"),
            Some(("off", days)) => {
                calendar.holidays.extend(days.split(',').map(|day| date(day).expect("a day")));
            }
            _ => calendar.rules = Some(word.parse().expect("rules")),
        }
    }
    calendar
}

fn amount(text: &str) -> Amount {
    let (many, word) = text.split_once(' ').expect("a number and a unit");
    let unit = Unit::ALL.into_iter().find(|unit| unit.word() == word).expect("a unit");
    Amount { amount: many.parse().expect("a number"), unit }
}

/// What a line expects: when it is due, on which day, on which day of the week; or nothing.
fn expected(due: &str, day: Option<&str>) -> Option<(DateTime<FixedOffset>, NaiveDate, String)> {
    let (day, weekday) = day.map(|day| day.split_once(' ').expect("a date and its day"))?;
    let due = due.parse().expect("a time");
    Some((due, day.parse().expect("a date"), weekday.to_owned()))
}

#[test]
fn every_line_of_the_table_holds() {
    let lines = include_str!("table.txt").lines().enumerate();
    let rows: Vec<(usize, Vec<&str>)> = lines
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(at, line)| (at + 1, line.split('|').map(str::trim).collect()))
        .collect();
    assert!(rows.len() > 200, "{}", rows.len());
    let mut wrong = Vec::new();
    for (at, row) in rows {
        let roll = if row[3] == "noon" { Roll::NextWorkingNoon } else { Roll::None };
        let calendar = calendar(row[2]);
        let due = deadline(time(row[0]), amount(row[1]), &calendar, roll);
        let expected = expected(row[4], row.get(5).copied());
        let found = due.clone().map(|Deadline { at, last_day }| {
            let local = at.with_timezone(&calendar.zone);
            (local.fixed_offset(), last_day, last_day.format("%a").to_string())
        });
        // Two times are equal at any offset; here the offset counts too.
        let same = match (&found, &expected) {
            (Ok(found), Some(expected)) => {
                found == expected && found.0.offset() == expected.0.offset()
            }
            (Err(NoDeadline::Beyond), None) => row[4] == "beyond",
            _ => false,
        };
        if !same {
            wrong.push(format!("line {at}: {}: {found:?} instead of {}", row.join(" | "), row[4]));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}
