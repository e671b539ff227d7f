//! Business days and hours against a slow model that walks, and any calendar against its promises.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Timelike, Utc, Weekday};
use chrono_tz::{
    Africa::Cairo, America::New_York, Asia::Kathmandu, Australia::Lord_Howe, Europe::Berlin, Tz,
};
use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use warroom::clocks::{NoDeadline, deadline};
use warroom::plan::calendar::{HolidayRules, Week, Window, windows};
use warroom::plan::{Amount, Calendar, Roll, Unit};

/// Days from 2026 to 2028, near the changes of the clocks and the ends of years now and then.
fn days() -> BoxedStrategy<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day");
    let known =
        ["2026-03-08", "2026-03-29", "2026-04-24", "2026-10-04", "2026-10-25", "2026-11-01"];
    let known = known.map(|day| day.parse().expect("a day"));
    prop_oneof![
        2 => (0_u64..1000).prop_map(move |n| first + Days::new(n)),
        1 => select(known.to_vec()),
    ]
    .boxed()
}

fn weeks() -> BoxedStrategy<Week> {
    let days = btree_set(0_u8..7, 0..=7);
    days.prop_map(|days| Week::of(days.into_iter().filter_map(|n| Weekday::try_from(n).ok())))
        .boxed()
}

/// Windows that do not end or begin while clocks are changed, which is between 01:00 and 05:00, or at midnight.
fn hours() -> BoxedStrategy<Vec<Window>> {
    let some = [
        "",
        "00:00-24:00",
        "09:00-17:00",
        "09:00-12:30,13:30-17:00",
        "22:00-24:00,00:00-06:00",
        "05:01-05:02",
        "08:00-10:00,10:00-12:00,13:45-14:00,20:15-24:00",
        "00:00-23:00",
    ];
    let read =
        |text: &str| if text.is_empty() { Vec::new() } else { windows(text).expect("windows") };
    select(some.to_vec()).prop_map(read).boxed()
}

fn calendars() -> BoxedStrategy<Calendar> {
    let zones = select(vec![Tz::UTC, New_York, Berlin, Lord_Howe, Cairo, Kathmandu]);
    let rules = option::of(select(HolidayRules::ALL.to_vec()));
    (zones, weeks(), hours(), btree_set(days(), 0..30), rules)
        .prop_map(|(zone, week, hours, holidays, rules)| Calendar {
            week,
            hours,
            holidays,
            rules,
            ..Calendar::mon_fri(zone)
        })
        .boxed()
}

/// When somebody has worked so many minutes since `start`, one minute at a time; nothing when that is later
/// than `end`.
fn worked(
    calendar: &Calendar,
    start: DateTime<Utc>,
    many: u32,
    end: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let mut works_on = (NaiveDate::MIN, false);
    let (mut at, mut left) = (start, many);
    while left > 0 && at < end {
        let local = at.with_timezone(&calendar.zone).naive_local();
        if works_on.0 != local.date() {
            works_on = (local.date(), calendar.is_working(local.date()));
        }
        let minute = local.hour() * 60 + local.minute();
        let open = |w: &Window| (w.opens().minutes()..w.closes().minutes()).contains(&minute);
        let in_hours = calendar.hours.is_empty() || calendar.hours.iter().any(open);
        left -= u32::from(works_on.1 && in_hours);
        at += TimeDelta::minutes(1);
    }
    (left == 0).then_some(at)
}

/// The `many`th working day after `day`, one day at a time.
fn nth_day(calendar: &Calendar, day: NaiveDate, many: u32) -> NaiveDate {
    let later = day.iter_days().skip(1).filter(|day| calendar.is_working(*day));
    [day].into_iter().chain(later).nth(many as usize).expect("there is always another one")
}

proptest! {
    #[test]
    fn business_hours_are_the_minutes_in_which_somebody_works(
        day in days(),
        minute in 0_i64..1440,
        many in 0_u32..60,
        calendar in calendars(),
    ) {
        prop_assume!(!calendar.week.is_empty());
        let start = day.and_time(chrono::NaiveTime::MIN).and_utc() + TimeDelta::minutes(minute);
        let amount = Amount { amount: many, unit: Unit::BusinessHours };
        let due = deadline(start, amount, &calendar, Roll::None).unwrap().at;
        // A week of one minute a day would be walked for years.
        let end = start + TimeDelta::days(45);
        match worked(&calendar, start, many * 60, end) {
            Some(at) => prop_assert_eq!(due, at),
            None => prop_assert!(due > end),
        }
    }

    #[test]
    fn business_days_are_counted_one_by_one(
        day in days(),
        hour in 0_i64..24,
        many in 0_u32..900,
        calendar in calendars(),
    ) {
        prop_assume!(!calendar.week.is_empty());
        let start = day.and_time(chrono::NaiveTime::MIN).and_utc() + TimeDelta::hours(hour);
        let today = start.with_timezone(&calendar.zone).date_naive();
        let amount = Amount { amount: many, unit: Unit::BusinessDays };
        let due = deadline(start, amount, &calendar, Roll::None).unwrap();
        prop_assert_eq!(due.last_day, nth_day(&calendar, today, many));
        let after = due.at.with_timezone(&calendar.zone).date_naive();
        prop_assert_eq!(after, due.last_day + Days::new(1));
    }

    #[test]
    fn a_rolled_deadline_is_on_a_working_day_and_never_sooner(
        day in days(),
        minute in 0_i64..1440,
        many in 0_u32..2000,
        unit in select(Unit::ALL.to_vec()),
        calendar in calendars(),
    ) {
        prop_assume!(!calendar.week.is_empty());
        let start = day.and_time(chrono::NaiveTime::MIN).and_utc() + TimeDelta::minutes(minute);
        let amount = Amount { amount: many, unit };
        let stays = deadline(start, amount, &calendar, Roll::None).unwrap();
        let rolls = deadline(start, amount, &calendar, Roll::NextWorkingNoon).unwrap();
        prop_assert!(calendar.is_working(rolls.last_day));
        if calendar.is_working(stays.last_day) {
            prop_assert_eq!(rolls, stays);
        } else {
            prop_assert_eq!(rolls.last_day, nth_day(&calendar, stays.last_day, 1));
            prop_assert!(rolls.at > stays.at);
            prop_assert_eq!(rolls.at.with_timezone(&calendar.zone).hour(), 12);
        }
    }

    #[test]
    fn anything_has_a_deadline_after_its_start_or_a_reason_why_not(
        seconds in -8_000_000_000_000_i64..8_000_000_000_000,
        nanos in 0_u32..2_000_000_000,
        many in any::<u32>(),
        shift in 0_u32..32,
        unit in select(Unit::ALL.to_vec()),
        roll in select(Roll::ALL.to_vec()),
        zone in select(chrono_tz::TZ_VARIANTS.to_vec()),
        near in any::<bool>(),
        overlapping in vec((0_u32..1439, 1_u32..1440), 0..4),
        calendar in calendars(),
    ) {
        // Years up to 255 000 either way, or those of the last and the next century; leap seconds too.
        let seconds = if near { seconds / 2000 } else { seconds };
        let Some(start) = DateTime::from_timestamp(seconds, nanos)
            .or_else(|| DateTime::from_timestamp(seconds, nanos % 1_000_000_000)) else { return Ok(()) };
        let clock = |minutes: u32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let windows = overlapping.iter().map(|(from, long)| {
            format!("{}-{}", clock(*from), clock((from + long).min(1440)))
        });
        let hours: Vec<Window> = windows.map(|window| window.parse().unwrap()).collect();
        let calendar = Calendar { zone, hours, ..calendar };
        let amount = |n| Amount { amount: n, unit };
        let many = many >> shift;
        match deadline(start, amount(many), &calendar, roll) {
            Ok(due) => {
                let whole = start.with_nanosecond(start.nanosecond() % 1_000_000_000).unwrap();
                prop_assert!(due.at >= whole, "{} {start}", due.at);
                prop_assert!(due.at.nanosecond() < 1_000_000_000);
                let later = deadline(start, amount(many.saturating_add(1)), &calendar, roll);
                // One that goes to noon may pass one that stays in the morning.
                let sooner = later.is_ok_and(|later| later.at < due.at);
                prop_assert!(!sooner || roll == Roll::NextWorkingNoon);
            }
            Err(NoDeadline::NoWorkingDay(_)) => prop_assert!(calendar.week.is_empty()),
            Err(NoDeadline::Beyond) => {
                let later = deadline(start, amount(many.saturating_add(1)), &calendar, roll);
                // After the year 9999 a deadline stays or goes nowhere.
                let may_stay = roll == Roll::NextWorkingNoon || !(1..=9999).contains(&start.year());
                prop_assert!(later.is_err() || may_stay);
            }
        }
    }
}

#[test]
fn a_week_without_working_days_has_no_deadline_but_elapsed_ones() {
    let calendar = Calendar { week: Week::of([]), ..Calendar::mon_fri(Berlin) };
    let start = super::time("2026-11-20T14:00:00Z");
    let due = |amount, unit, roll| deadline(start, Amount { amount, unit }, &calendar, roll);
    let nobody_works = Err(NoDeadline::NoWorkingDay("mon-fri".to_owned()));
    for unit in [Unit::BusinessDays, Unit::BusinessHours] {
        assert_eq!(due(1, unit, Roll::None), nobody_works);
        assert!(due(0, unit, Roll::None).is_ok());
    }
    assert_eq!(due(1, Unit::Hours, Roll::NextWorkingNoon), nobody_works);
    assert!(due(1, Unit::Hours, Roll::None).is_ok());
}

#[test]
fn a_calendar_of_nothing_but_holidays_is_counted_beyond_them() {
    let first = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day");
    let holidays = first.iter_days().take(5000).collect();
    let calendar = Calendar { holidays, ..Calendar::mon_fri(Berlin) };
    let one = Amount { amount: 1, unit: Unit::BusinessDays };
    let due = deadline(super::time("2026-11-20T14:00:00Z"), one, &calendar, Roll::None);
    assert_eq!(due.unwrap().last_day.to_string(), "2039-09-12");
}
