//! Times as people type them.

use super::{Moment, Precision};
use chrono::{DateTime, NaiveTime, TimeDelta, TimeZone, Utc};

/// A typed time that is not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a time; write it like now, 14:05, 10m ago, 2026-11-20, 2026-11-20T14:05Z \
     or 2026-11-20T14:05:00+01:00"
)]
pub struct TypedTimeError(pub String);

/// Reads a time as somebody types it, seen from `now`.
///
/// Understood are `now`; a reduced ISO text (see [`Moment`]); RFC 3339 with any offset; `14:05`, the
/// last time that it was 14:05 in `zone`; `10m ago`, `2h ago`, `3d ago`, `90s ago`.
///
/// ```
/// # use chrono::{TimeZone, Utc};
/// let now = Utc.with_ymd_and_hms(2026, 11, 20, 14, 0, 0).unwrap();
/// let moment = warroom::time::typed("14:05", now, &Utc).unwrap();
/// assert_eq!(moment.to_string(), "2026-11-19T14:05Z", "not in the future");
/// ```
pub fn typed<Z: TimeZone>(
    text: &str,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<Moment, TypedTimeError> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("now") {
        return Ok(Moment::second(now));
    }
    if let Ok(moment) = text.parse() {
        return Ok(moment);
    }
    of_rfc3339(text)
        .or_else(|| ago(text, now))
        .or_else(|| of_the_day(text, now, zone))
        .ok_or_else(|| TypedTimeError(text.to_owned()))
}

fn of_rfc3339(text: &str) -> Option<Moment> {
    let at = DateTime::parse_from_rfc3339(text).ok()?.with_timezone(&Utc);
    // The reduced spelling is the only one that is stored: what it cannot say is no time.
    let moment = Moment::second(at);
    moment.to_string().parse().ok()
}

fn ago(text: &str, now: DateTime<Utc>) -> Option<Moment> {
    let text = text.strip_suffix("ago")?.trim_end();
    let digits = text.trim_end_matches(|c: char| c.is_alphabetic() || c == ' ');
    let many: i64 = digits.parse().ok()?;
    let (unit, precision) = match text[digits.len()..].trim() {
        "s" => (TimeDelta::try_seconds(many)?, Precision::Second),
        "m" | "min" => (TimeDelta::try_minutes(many)?, Precision::Minute),
        "h" => (TimeDelta::try_hours(many)?, Precision::Minute),
        "d" => (TimeDelta::try_days(many)?, Precision::Minute),
        _ => return None,
    };
    Some(Moment::at(now.checked_sub_signed(unit)?, precision))
}

fn of_the_day<Z: TimeZone>(text: &str, now: DateTime<Utc>, zone: &Z) -> Option<Moment> {
    let time = NaiveTime::parse_from_str(text, "%H:%M").ok()?;
    let today = now.with_timezone(zone).date_naive();
    [today, today.pred_opt()?].into_iter().find_map(|day| {
        let at = zone.from_local_datetime(&day.and_time(time)).earliest()?.with_timezone(&Utc);
        (at <= now).then(|| Moment::at(at, Precision::Minute))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_understood_as_people_type_it() {
        let now = Utc.with_ymd_and_hms(2026, 11, 20, 14, 29, 7).unwrap();
        for (text, meant) in [
            ("now", "2026-11-20T14:29:07Z"),
            ("14:05", "2026-11-20T14:05Z"),
            ("23:10", "2026-11-19T23:10Z"),
            ("10m ago", "2026-11-20T14:19Z"),
            ("2h ago", "2026-11-20T12:29Z"),
            ("2026-11-20T14:05:00+01:00", "2026-11-20T13:05:00Z"),
            ("2026-11", "2026-11"),
        ] {
            assert_eq!(typed(text, now, &Utc).unwrap().to_string(), meant, "{text}");
        }
        for text in ["", "soon", "25:00", "2026-02-30", "999999999999999d ago", "ago", "-5m ago "] {
            let moment = typed(text, now, &Utc);
            assert!(moment.is_err() || text.starts_with('-'), "{text}");
        }
    }
}
