//! Deadlines: from a start, an amount and a calendar to an instant.

#[path = "deadlines/model.rs"]
mod model;
#[path = "deadlines/table.rs"]
mod table;

use chrono::{DateTime, Datelike, Days, NaiveTime, TimeZone, Utc, Weekday};
use chrono_tz::Tz;
use proptest::prelude::*;
use warroom::clocks::{NoDeadline, deadline};
use warroom::plan::{Amount, Calendar, Roll, Unit};

pub fn time(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time in RFC 3339")
}

/// When something is due in a calendar without holidays.
fn due(start: DateTime<Utc>, amount: u32, unit: Unit, zone: Tz) -> Option<DateTime<Utc>> {
    let due = deadline(start, Amount { amount, unit }, &Calendar::mon_fri(zone), Roll::None);
    assert!(matches!(due, Ok(_) | Err(NoDeadline::Beyond)), "{due:?}");
    due.ok().map(|due| due.at)
}

/// Each row: start, amount, zone, the deadline.
fn check(unit: Unit, rows: &[(&str, u32, Tz, &str)]) {
    for &(start, amount, zone, expected) in rows {
        let due = due(time(start), amount, unit, zone);
        assert_eq!(due, Some(time(expected)), "{amount} {unit:?} from {start} in {zone}");
    }
}

use chrono_tz::{
    Africa::Cairo,
    America::{Havana, New_York},
    Australia::Lord_Howe,
    Europe::Berlin,
    Pacific::Apia,
};

#[test]
fn seconds_minutes_and_hours_are_elapsed_time_whatever_the_zone_does() {
    check(Unit::Seconds, &[("2026-11-20T13:51:00Z", 90, Berlin, "2026-11-20T13:52:30Z")]);
    check(Unit::Minutes, &[("2026-11-20T13:51:00.250Z", 15, Berlin, "2026-11-20T14:06:00.250Z")]);
    check(
        Unit::Hours,
        &[
            ("2026-11-20T13:51:00Z", 0, Berlin, "2026-11-20T13:51:00Z"),
            ("2026-03-28T12:00:00Z", 24, Berlin, "2026-03-29T12:00:00Z"),
            ("2026-10-24T12:00:00Z", 72, Berlin, "2026-10-27T12:00:00Z"),
            ("2028-02-28T12:00:00Z", 24, New_York, "2028-02-29T12:00:00Z"),
            ("2026-12-31T23:30:00Z", 1, New_York, "2027-01-01T00:30:00Z"),
        ],
    );
}

#[test]
fn calendar_days_keep_the_time_on_the_wall() {
    check(
        Unit::CalendarDays,
        &[
            // Over a change of the clocks: 23 and 25 hours.
            ("2026-03-28T11:00:00Z", 1, Berlin, "2026-03-29T10:00:00Z"),
            ("2026-10-24T10:00:00Z", 1, Berlin, "2026-10-25T11:00:00Z"),
            ("2026-03-07T17:00:00Z", 1, New_York, "2026-03-08T16:00:00Z"),
            ("2026-10-31T16:00:00Z", 1, New_York, "2026-11-01T17:00:00Z"),
            // 02:30 is left out: 03:30 summer time.
            ("2026-03-28T01:30:00Z", 1, Berlin, "2026-03-29T01:30:00Z"),
            ("2026-03-07T07:30:00Z", 1, New_York, "2026-03-08T07:30:00Z"),
            // 02:00 on the dot is left out too, 03:00 is not.
            ("2026-03-28T01:00:00Z", 1, Berlin, "2026-03-29T01:00:00Z"),
            ("2026-03-28T02:00:00Z", 1, Berlin, "2026-03-29T01:00:00Z"),
            // Half an hour is left out: 02:15 becomes 02:45.
            ("2026-10-02T15:45:00Z", 1, Lord_Howe, "2026-10-03T15:45:00Z"),
            // A whole day is left out: the 30th becomes the 31st.
            ("2011-12-29T22:00:00Z", 1, Apia, "2011-12-30T22:00:00Z"),
            // 02:30 and 01:30 come twice: the first one.
            ("2026-10-24T00:30:00Z", 1, Berlin, "2026-10-25T00:30:00Z"),
            ("2026-10-31T05:30:00Z", 1, New_York, "2026-11-01T05:30:00Z"),
            // From the second 02:30 on, a day later there is only one.
            ("2026-10-25T01:30:00Z", 1, Berlin, "2026-10-26T01:30:00Z"),
            ("2026-10-25T01:30:00Z", 0, Berlin, "2026-10-25T01:30:00Z"),
            ("2026-11-20T13:51:00Z", 15, Tz::UTC, "2026-12-05T13:51:00Z"),
            ("2028-02-28T12:00:00Z", 1, Tz::UTC, "2028-02-29T12:00:00Z"),
            ("2027-02-28T12:00:00Z", 1, Tz::UTC, "2027-03-01T12:00:00Z"),
        ],
    );
}

#[test]
fn a_month_ends_on_the_same_day_of_the_next_one_or_on_its_last() {
    check(
        Unit::Months,
        &[
            ("2026-01-15T12:00:00Z", 1, Tz::UTC, "2026-02-15T12:00:00Z"),
            ("2026-01-31T12:00:00Z", 1, Tz::UTC, "2026-02-28T12:00:00Z"),
            ("2028-01-31T12:00:00Z", 1, Tz::UTC, "2028-02-29T12:00:00Z"),
            ("2026-05-31T12:00:00Z", 1, Tz::UTC, "2026-06-30T12:00:00Z"),
            ("2026-12-31T12:00:00Z", 2, Tz::UTC, "2027-02-28T12:00:00Z"),
            ("2028-02-29T12:00:00Z", 12, Tz::UTC, "2029-02-28T12:00:00Z"),
            ("2026-11-30T12:00:00Z", 1, Tz::UTC, "2026-12-30T12:00:00Z"),
            // The last evening of January in New York is February in UTC.
            ("2026-02-01T02:00:00Z", 1, New_York, "2026-03-01T02:00:00Z"),
            // Into a gap and into a fold.
            ("2026-02-28T01:30:00Z", 1, Berlin, "2026-03-28T01:30:00Z"),
            ("2026-01-29T01:30:00Z", 2, Berlin, "2026-03-29T01:30:00Z"),
            ("2026-09-25T00:30:00Z", 1, Berlin, "2026-10-25T00:30:00Z"),
        ],
    );
}

#[test]
fn business_days_end_at_the_end_of_the_last_one() {
    check(
        Unit::BusinessDays,
        &[
            // A Friday: its own day does not count.
            ("2026-11-20T13:51:00Z", 1, Berlin, "2026-11-23T23:00:00Z"),
            ("2026-11-20T13:51:00Z", 5, Berlin, "2026-11-27T23:00:00Z"),
            ("2026-11-20T13:51:00Z", 10, Berlin, "2026-12-04T23:00:00Z"),
            ("2026-11-20T13:51:00Z", 0, Berlin, "2026-11-20T23:00:00Z"),
            // A Saturday and a Sunday count alike; none means the day itself.
            ("2026-11-21T13:51:00Z", 1, Berlin, "2026-11-23T23:00:00Z"),
            ("2026-11-22T13:51:00Z", 1, Berlin, "2026-11-23T23:00:00Z"),
            ("2026-11-22T13:51:00Z", 6, Berlin, "2026-11-30T23:00:00Z"),
            ("2026-11-22T13:51:00Z", 0, Berlin, "2026-11-22T23:00:00Z"),
            // Monday to Friday of one week, and one more.
            ("2026-11-16T09:00:00Z", 4, Berlin, "2026-11-20T23:00:00Z"),
            ("2026-11-16T09:00:00Z", 5, Berlin, "2026-11-23T23:00:00Z"),
            // It is Thursday still in New York, and Friday already in Berlin.
            ("2026-11-19T23:30:00Z", 1, New_York, "2026-11-21T05:00:00Z"),
            ("2026-11-19T23:30:00Z", 1, Berlin, "2026-11-23T23:00:00Z"),
            // The deadline is in summer time, the start was not, and the other way round.
            ("2026-03-27T12:00:00Z", 1, Berlin, "2026-03-30T22:00:00Z"),
            ("2026-10-30T12:00:00Z", 1, New_York, "2026-11-03T05:00:00Z"),
            // Over the end of the year; holidays are not known here.
            ("2026-12-31T12:00:00Z", 1, Tz::UTC, "2027-01-02T00:00:00Z"),
            // Midnight is left out: the day ends when the clocks are moved.
            ("2026-04-22T12:00:00Z", 1, Cairo, "2026-04-23T22:00:00Z"),
            // The next day begins twice: the first beginning ends this one.
            ("2026-10-30T12:00:00Z", 0, Havana, "2026-10-31T04:00:00Z"),
            ("2026-10-31T12:00:00Z", 0, Havana, "2026-11-01T04:00:00Z"),
        ],
    );
}

#[test]
fn what_the_calendar_cannot_hold_has_no_deadline() {
    let edges = [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC, time("9999-12-31T23:59:59Z")];
    for zone in [Tz::UTC, Berlin, New_York, Apia] {
        for unit in Unit::ALL {
            for start in edges {
                for amount in [0, 1, 5, 1_000_000, u32::MAX - 1, u32::MAX] {
                    if let Some(due) = due(start, amount, unit, zone) {
                        assert!(due >= start, "{amount} {unit:?} {zone}");
                    }
                }
            }
        }
        let at = |unit, amount| due(edges[2], amount, unit, zone);
        assert!(at(Unit::Months, 1).is_some(), "the year 10000 is no obstacle");
        assert_eq!(at(Unit::Months, u32::MAX), None);
        assert_eq!(at(Unit::CalendarDays, u32::MAX), None);
        assert_eq!(at(Unit::BusinessDays, u32::MAX), None);
        assert_eq!(at(Unit::BusinessHours, u32::MAX), None);
    }
}

/// Counts working days one at a time.
fn counted(start: DateTime<Utc>, many: u32, zone: Tz) -> DateTime<Utc> {
    let mut day = start.with_timezone(&zone).date_naive();
    let mut left = many;
    while left > 0 {
        day = day + Days::new(1);
        if !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            left -= 1;
        }
    }
    let next = (day + Days::new(1)).and_time(NaiveTime::MIN);
    zone.from_local_datetime(&next).earliest().expect("a midnight that exists").to_utc()
}

proptest! {
    #[test]
    fn business_days_are_what_one_counts_on_ones_fingers(
        seconds in 0_i64..4_000_000_000,
        many in 0_u32..400,
        zone in prop::sample::select(vec![Tz::UTC, Berlin, New_York]),
    ) {
        let start = DateTime::from_timestamp(seconds, 0).unwrap();
        let due = due(start, many, Unit::BusinessDays, zone);
        prop_assert_eq!(due, Some(counted(start, many, zone)));
    }

    #[test]
    fn more_time_never_ends_sooner(
        seconds in -60_000_000_000_i64..250_000_000_000,
        many in any::<u32>(),
        unit in prop::sample::select(Unit::ALL.to_vec()),
        zone in prop::sample::select(chrono_tz::TZ_VARIANTS.to_vec()),
    ) {
        let start = DateTime::from_timestamp(seconds, 0).unwrap();
        let at = |amount| due(start, amount, unit, zone);
        let many = many >> (many % 32);
        if let (Some(sooner), Some(later)) = (at(many), at(many.saturating_add(1))) {
            prop_assert!(sooner <= later, "{sooner} {later}");
            prop_assert!(sooner >= start);
        }
    }
}
