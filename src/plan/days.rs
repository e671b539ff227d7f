//! Days on the wall of a time zone: which one it is at a moment, and when one ends.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// A day that does not begin at midnight, because the clocks were changed then, begins within this many
/// steps of half an hour.
const STEPS: i32 = 6;

/// The day that it is somewhere at a moment; a zone that nobody knows is taken for UTC.
///
/// ```
/// use chrono::{NaiveDate, TimeZone, Utc};
/// use warroom::plan::{day_ends, day_in};
/// let night = Utc.with_ymd_and_hms(2026, 11, 20, 23, 30, 0).unwrap();
/// let friday = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
/// assert_eq!(day_in("UTC", night), friday);
/// assert_eq!(day_in("Europe/Berlin", night), friday.succ_opt().unwrap());
/// assert_eq!(day_ends("Europe/Berlin", friday).to_rfc3339(), "2026-11-20T23:00:00+00:00");
/// ```
pub fn day_in(zone: &str, at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&zone_called(zone)).date_naive()
}

/// The moment at which a day is over somewhere: the first one of the next day.
pub fn day_ends(zone: &str, day: NaiveDate) -> DateTime<Utc> {
    let zone = zone_called(zone);
    let next = day.checked_add_days(Days::new(1)).unwrap_or(day).and_time(NaiveTime::MIN);
    let mut tried = (0..=STEPS).map(|half_hours| next + TimeDelta::minutes(30) * half_hours);
    let begins = tried.find_map(|wall| zone.from_local_datetime(&wall).earliest());
    begins.map_or_else(|| next.and_utc(), |begins| begins.with_timezone(&Utc))
}

fn zone_called(zone: &str) -> Tz {
    zone.parse().unwrap_or(Tz::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_where_the_next_one_begins_on_the_wall() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let ends = |zone, text| day_ends(zone, day(text)).to_rfc3339();
        assert_eq!(ends("America/New_York", "2026-11-01"), "2026-11-02T05:00:00+00:00");
        assert_eq!(ends("America/New_York", "2026-10-31"), "2026-11-01T04:00:00+00:00");
        // In Havana the clocks go from 00:00 to 01:00 in spring.
        assert_eq!(ends("America/Havana", "2026-03-07"), "2026-03-08T05:00:00+00:00");
        assert_eq!(ends("Nowhere/Land", "2026-03-07"), "2026-03-08T00:00:00+00:00");
        assert_eq!(
            day_in("Pacific/Kiritimati", day_ends("UTC", day("2026-03-07"))),
            day("2026-03-08")
        );
    }
}
