//! Between instants and what the clocks on the wall show.

use crate::plan::calendar::TimeOfDay;
use chrono::{
    DateTime, Days, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta,
    TimeZone, Utc,
};
use chrono_tz::{GapInfo, Tz};

/// What the clocks on the wall show. Not `naive_local`, which panics at either end of the calendar.
pub(super) fn local(at: DateTime<Utc>, zone: Tz) -> Option<NaiveDateTime> {
    let utc = at.naive_utc();
    utc.checked_add_offset(zone.offset_from_utc_datetime(&utc).fix())
}

/// How often the clocks on the wall show a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occurs {
    /// Once, as nearly always.
    Once,
    /// Twice: before and after they are set back.
    Twice,
    /// Never: they are set forward over it.
    Never,
}

/// Returns the instant at which the clocks on the wall show `local`: the first one where they show it twice;
/// where they leave it out, as if they had not been changed, so that it is later by what was left out.
/// Nothing at the ends of the calendar.
pub fn instant(local: NaiveDateTime, zone: Tz) -> Option<(DateTime<Utc>, Occurs)> {
    /// How far apart the looks back are. No two changes of a zone's clocks were ever so close.
    const STEP: TimeDelta = TimeDelta::minutes(15);
    /// The longest time ever left out is a day, when islands moved to the other side of the date line.
    const STEPS: i32 = 26 * 4;

    match zone.from_local_datetime(&local) {
        MappedLocalTime::Single(at) => return Some((at.to_utc(), Occurs::Once)),
        MappedLocalTime::Ambiguous(first, _) => return Some((first.to_utc(), Occurs::Twice)),
        MappedLocalTime::None => {}
    }
    let before = (1..=STEPS).find_map(|steps| {
        let earlier = local.checked_sub_signed(STEP * steps)?;
        zone.offset_from_local_datetime(&earlier).latest()
    })?;
    Some((local.checked_sub_offset(before.fix())?.and_utc(), Occurs::Never))
}

/// The instant at which working hours begin or end: the first one where the clocks show it twice; where
/// they leave it out, the instant at which they are changed. So hours in a row never overlap.
pub(super) fn edge(local: NaiveDateTime, zone: Tz) -> Option<DateTime<Utc>> {
    match zone.from_local_datetime(&local).earliest() {
        Some(at) => Some(at.to_utc()),
        None => Some(GapInfo::new(&local, &zone)?.end?.to_utc()),
    }
}

/// A time of a day on the wall; its end is the midnight at which the next one begins.
pub(super) fn time_of(day: NaiveDate, time: TimeOfDay) -> Option<NaiveDateTime> {
    if time.is_end() {
        return Some(day.checked_add_days(Days::new(1))?.and_time(NaiveTime::MIN));
    }
    let time = NaiveTime::from_num_seconds_from_midnight_opt(time.minutes() * 60, 0)?;
    Some(day.and_time(time))
}
