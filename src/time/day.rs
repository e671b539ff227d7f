//! A day to come, as people type it.

use chrono::{Days, Months, NaiveDate};

/// Understands a day: `2026-12-01`, `today`, `tomorrow`, `14d`, `in 2w`, `3 months`.
///
/// ```
/// let today = "2026-11-20".parse().unwrap();
/// let day = |text| warroom::time::typed_day(text, today).map(|day| day.to_string());
/// assert_eq!(day("in 2w").as_deref(), Some("2026-12-04"));
/// assert_eq!(day("2026-12-01").as_deref(), Some("2026-12-01"));
/// assert_eq!(day("soon"), None);
/// ```
pub fn typed_day(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let text = text.trim().to_lowercase();
    let text = text.strip_prefix("in ").unwrap_or(&text).trim();
    match text {
        "today" => return Some(today),
        "tomorrow" => return today.succ_opt(),
        _ => {}
    }
    if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return Some(day);
    }
    let digits = text.trim_end_matches(|c: char| c.is_alphabetic() || c == ' ');
    let many: u32 = digits.parse().ok()?;
    match text[digits.len()..].trim() {
        "d" | "day" | "days" => today.checked_add_days(Days::new(many.into())),
        "w" | "week" | "weeks" => today.checked_add_days(Days::new(u64::from(many) * 7)),
        "month" | "months" => today.checked_add_months(Months::new(many)),
        _ => None,
    }
}

/// What a day may look like, for whoever typed something else.
pub const DAYS: &str = "write a day such as 2026-12-01, tomorrow, 14d, 2w or 3 months";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_to_come_is_understood_as_people_type_it() {
        let today = "2026-11-20".parse().unwrap();
        for (text, day) in [
            ("today", Some("2026-11-20")),
            ("Tomorrow", Some("2026-11-21")),
            ("14d", Some("2026-12-04")),
            ("in 2 weeks", Some("2026-12-04")),
            ("3 months", Some("2027-02-20")),
            ("2026-12-01", Some("2026-12-01")),
            ("2026-02-30", None),
            ("14", None),
            ("-3d", None),
            ("99999999999d", None),
            ("", None),
        ] {
            let found = typed_day(text, today).map(|day| day.to_string());
            assert_eq!(found.as_deref(), day, "{text:?}");
        }
    }
}
