//! How long something is put off, as people type it.

use chrono::{DateTime, NaiveTime, TimeDelta, TimeZone, Utc};

/// Until when something is put off that somebody types, seen from `now`: a number of minutes, `45 min`,
/// `2h`, `1d`; `15:20`, the next time that it is 15:20 in `zone`; or RFC 3339. Nothing when it is not
/// understood or not in the future.
///
/// ```
/// # use chrono::{TimeZone, Utc};
/// let now = Utc.with_ymd_and_hms(2026, 11, 20, 14, 0, 0).unwrap();
/// let until = warroom::time::typed_until("until 13:30", now, &Utc).unwrap();
/// assert_eq!(until.to_rfc3339(), "2026-11-21T13:30:00+00:00", "tomorrow");
/// ```
pub fn typed_until<Z: TimeZone>(text: &str, now: DateTime<Utc>, zone: &Z) -> Option<DateTime<Utc>> {
    let text = text.trim();
    let text = text.strip_prefix("until ").or_else(|| text.strip_prefix("for ")).unwrap_or(text);
    let until = span(text)
        .and_then(|span| now.checked_add_signed(span))
        .or_else(|| of_the_day(text, now, zone))
        .or_else(|| Some(DateTime::parse_from_rfc3339(text).ok()?.with_timezone(&Utc)));
    until.filter(|until| *until > now)
}

fn span(text: &str) -> Option<TimeDelta> {
    let digits = text.trim_end_matches(|c: char| c.is_alphabetic() || c == ' ');
    let many: i64 = digits.parse().ok()?;
    match text[digits.len()..].trim() {
        "" | "m" | "min" | "minutes" => TimeDelta::try_minutes(many),
        "h" | "hours" => TimeDelta::try_hours(many),
        "d" | "days" => TimeDelta::try_days(many),
        _ => None,
    }
}

fn of_the_day<Z: TimeZone>(text: &str, now: DateTime<Utc>, zone: &Z) -> Option<DateTime<Utc>> {
    let time = NaiveTime::parse_from_str(text, "%H:%M").ok()?;
    let today = now.with_timezone(zone).date_naive();
    [today, today.succ_opt()?].into_iter().find_map(|day| {
        let at = zone.from_local_datetime(&day.and_time(time)).earliest()?.with_timezone(&Utc);
        (at > now).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_to_come_is_understood_as_people_type_it() {
        let now = Utc.with_ymd_and_hms(2026, 11, 20, 14, 29, 7).unwrap();
        for (text, minutes) in [
            ("30", Some(30)),
            ("45 min", Some(45)),
            ("for 2h", Some(120)),
            ("1d", Some(1440)),
            ("14:40", Some(10)),
            ("until 14:28", Some(23 * 60 + 58)),
            ("2026-11-20T15:00:00+00:00", Some(30)),
            ("0", None),
            ("-5", None),
            ("soon", None),
            ("2026-11-20T14:00:00Z", None),
            ("999999999999999999", None),
            ("", None),
        ] {
            let until = typed_until(text, now, &Utc).map(|until| (until - now).num_minutes());
            assert_eq!(until, minutes, "{text}");
        }
    }
}
