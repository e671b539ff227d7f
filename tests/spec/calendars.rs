//! Calendars: what can be written into them, which days they have off, and what is wrong with them.

use chrono::{Datelike, NaiveDate};
use warroom::catalog::{self, CatalogError, calendar_from_ics, calendar_from_toml};
use warroom::plan::calendar::{HolidayRules, windows};
use warroom::plan::{Calendar, Roll, Unit};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn dates(dates: impl IntoIterator<Item = NaiveDate>) -> String {
    dates.into_iter().map(|date| date.to_string()).collect::<Vec<_>>().join(" ")
}

const OFFICE: &str = r#"
id = "office"
zone = "Europe/Berlin"
week = ["mon", "tue-thu"]
hours = ["09:00-12:30", "13:30-24:00"]
holidays = ["2026-12-24", 2026-12-31]
rules = "target"
due_at = "17:00"
"#;

#[test]
fn a_calendar_is_read_from_toml_and_kept_as_json() {
    let office = calendar_from_toml(OFFICE, "office.toml").unwrap();
    assert_eq!(office.week.to_string(), "mon,tue,wed,thu");
    assert_eq!(office.hours, windows("09:00-12:30,13:30-24:00").unwrap());
    assert_eq!(dates(office.holidays.clone()), "2026-12-24 2026-12-31");
    assert_eq!(office.rules, Some(HolidayRules::Target));
    assert_eq!(office.due_at.to_string(), "17:00");
    let kept = serde_json::to_string(&office).unwrap();
    assert_eq!(
        kept,
        r#"{"id":"office","zone":"Europe/Berlin","week":["mon","tue","wed","thu"],"hours":["09:00-12:30","13:30-24:00"],"holidays":["2026-12-24","2026-12-31"],"rules":"target","due_at":"17:00"}"#
    );
    assert_eq!(serde_json::from_str::<Calendar>(&kept).unwrap(), office);
    let least = calendar_from_toml("id = \"x\"\nzone = \"UTC\"", "x.toml").unwrap();
    assert_eq!(least, Calendar { id: "x".to_owned(), ..Calendar::mon_fri(chrono_tz::UTC) });
}

#[test]
fn a_day_is_worked_unless_it_is_a_weekend_or_a_holiday() {
    let office = calendar_from_toml(OFFICE, "office.toml").unwrap();
    for (text, works) in [
        ("2026-12-21", true),
        ("2026-12-24", false),
        ("2026-12-25", false),
        ("2026-12-28", true),
        ("2026-12-30", true),
        ("2026-12-31", false),
        ("2027-01-01", false),
        ("2027-01-04", true),
        ("2027-01-08", false),
    ] {
        assert_eq!(office.is_working(day(text)), works, "{text}");
    }
}

#[test]
fn each_fault_of_a_calendar_is_named_with_its_line_and_a_remedy() {
    for (from, to, line, remedy) in [
        ("Europe/Berlin", "Europe/Berlim", 3, "write an IANA name"),
        ("\"mon\", \"tue-thu\"", "\"mon\", \"tues-thursday\", \"x\"", 4, "write mon-fri"),
        ("\"mon\", \"tue-thu\"", "", 4, "name at least one"),
        ("[\"mon\", \"tue-thu\"]", "5", 4, "working days such as \"mon-fri\""),
        ("09:00-12:30", "09:00-12:60", 5, "write it like 09:00-12:30"),
        ("13:30-24:00", "22:00-06:00", 5, "two windows"),
        ("13:30-24:00", "12:00-24:00", 5, "make them one window"),
        ("2026-12-24", "2026-02-30", 6, "write a day that exists"),
        ("2026-12-31", "2026-12-31T00:00:00", 6, "like 2026-12-25"),
        ("\"target\"", "\"us\"", 7, "`us-federal`"),
        ("17:00", "5pm", 8, "write it like 09:00"),
        ("17:00", "00:00", 8, "write 24:00"),
        ("due_at", "duee_at", 8, "did you mean `due_at`?"),
        ("zone = \"Europe/Berlin\"", "", 1, "zone"),
    ] {
        assert!(OFFICE.contains(from));
        let wrong = calendar_from_toml(&OFFICE.replacen(from, to, 1), "o.toml").unwrap_err();
        let wrong = wrong.to_string();
        assert!(wrong.starts_with(&format!("o.toml:{line}: ")), "{wrong}");
        assert!(wrong.contains(remedy), "{wrong}");
    }
}

#[test]
fn several_faults_are_told_at_once() {
    let text = OFFICE
        .replace("09:00-12:30", "9-12")
        .replace("2026-12-24", "Christmas")
        .replace("\"mon\"", "7");
    let wrong = calendar_from_toml(&text, "o.toml").unwrap_err();
    let CatalogError::Misprints(wrong) = wrong else { panic!("{wrong}") };
    let places: Vec<_> = wrong.iter().map(|fault| (fault.line, fault.path.as_str())).collect();
    assert_eq!(places, [(4, "week[0]"), (5, "hours[0]"), (6, "holidays[0]")]);
}

#[test]
fn too_much_of_anything_is_a_fault() {
    let many = vec!["\"09:00-10:00\""; 200].join(",");
    let text = format!("id='x'\nzone='UTC'\nhours=[{many}]");
    let wrong = calendar_from_toml(&text, "x").unwrap_err().to_string();
    assert!(wrong.contains("200 windows are too many; 24 a day is the most"), "{wrong}");
    let first = day("1990-01-01");
    let many: Vec<String> = first.iter_days().take(5001).map(|day| format!("\"{day}\"")).collect();
    let text = format!("id='x'\nzone='UTC'\nholidays=[{}]", many.join(","));
    let wrong = calendar_from_toml(&text, "x").unwrap_err().to_string();
    assert!(wrong.contains("5001 holidays are too many"), "{wrong}");
}

/// The holidays of a year without those that fall on a weekend: `MM-DD`, by date.
fn weekdays_off(rules: HolidayRules, year: i32) -> String {
    let calendar = Calendar { rules: Some(rules), ..Calendar::mon_fri(chrono_tz::UTC) };
    let days =
        calendar.holidays_in(year).into_iter().filter(|day| calendar.week.has(day.weekday()));
    days.map(|day| day.format("%m-%d").to_string()).collect::<Vec<_>>().join(" ")
}

#[test]
fn us_federal_holidays_are_those_that_the_government_lists() {
    for (year, expected) in [
        (2019, "01-01 01-21 02-18 05-27 07-04 09-02 10-14 11-11 11-28 12-25"),
        (2020, "01-01 01-20 02-17 05-25 07-03 09-07 10-12 11-11 11-26 12-25"),
        (2021, "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31"),
        (2022, "01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26"),
        (2023, "01-02 01-16 02-20 05-29 06-19 07-04 09-04 10-09 11-10 11-23 12-25"),
        (2024, "01-01 01-15 02-19 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25"),
        (2025, "01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25"),
        (2026, "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25"),
        (2027, "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31"),
        (2028, "01-17 02-21 05-29 06-19 07-04 09-04 10-09 11-10 11-23 12-25"),
        (2029, "01-01 01-15 02-19 05-28 06-19 07-04 09-03 10-08 11-12 11-22 12-25"),
        (2030, "01-01 01-21 02-18 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25"),
    ] {
        assert_eq!(weekdays_off(HolidayRules::UsFederal, year), expected, "{year}");
    }
    // The day itself is one too, for those who work on weekends; Inauguration Day is none.
    let rules = HolidayRules::UsFederal;
    assert!(rules.has(day("2026-07-04")) && rules.has(day("2027-12-25")));
    assert!(!rules.has(day("2025-01-21")) && !rules.has(day("2021-01-20")));
}

#[test]
fn target_is_closed_on_the_days_that_the_bank_lists() {
    for (year, expected) in [
        (2023, "04-07 04-10 05-01 12-25 12-26"),
        (2024, "01-01 03-29 04-01 05-01 12-25 12-26"),
        (2025, "01-01 04-18 04-21 05-01 12-25 12-26"),
        (2026, "01-01 04-03 04-06 05-01 12-25"),
        (2027, "01-01 03-26 03-29"),
        (2028, "04-14 04-17 05-01 12-25 12-26"),
    ] {
        assert_eq!(weekdays_off(HolidayRules::Target, year), expected, "{year}");
    }
}

#[test]
fn units_and_rolls_have_the_words_that_files_use() {
    for unit in Unit::ALL {
        assert_eq!(serde_json::to_value(unit).unwrap(), unit.word());
    }
    for roll in Roll::ALL {
        assert_eq!(serde_json::to_value(roll).unwrap(), roll.word());
    }
    for rules in HolidayRules::ALL {
        assert_eq!(serde_json::to_value(rules).unwrap(), rules.word());
        assert_eq!(rules.word().parse(), Ok(rules));
    }
}

fn ics(events: &str) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n")
}

fn event(lines: &str) -> String {
    let lines = lines.replace(' ', "\r\n");
    ics(&format!("BEGIN:VEVENT\r\n{lines}\r\nEND:VEVENT\r\n"))
}

/// The holidays of one event, up to 2029.
fn holidays(lines: &str) -> String {
    let read = calendar_from_ics(&event(lines), "x.ics", Some(chrono_tz::UTC));
    let read = read.expect("it is right");
    dates(read.holidays.into_iter().take_while(|date| *date < day("2029-01-01")))
}

#[test]
fn events_of_whole_days_are_holidays() {
    for (lines, expected) in [
        ("DTSTART;VALUE=DATE:20261225", "2026-12-25"),
        ("dtstart:20261225", "2026-12-25"),
        ("DTSTART;VALUE=DATE:20261225 DTEND;VALUE=DATE:20261226", "2026-12-25"),
        ("DTSTART;VALUE=DATE:20261225 DTEND;VALUE=DATE:20261225", "2026-12-25"),
        ("DTSTART:20261230 DTEND:20270102", "2026-12-30 2026-12-31 2027-01-01"),
        ("DTSTART:20280228 DURATION:P3D", "2028-02-28 2028-02-29 2028-03-01"),
        ("DTSTART:20270102 RRULE:FREQ=YEARLY", "2027-01-02 2028-01-02"),
        (
            "DTSTART:20261225 RRULE:FREQ=YEARLY DTEND:20261227 EXDATE:20271225",
            "2026-12-25 2026-12-26 2028-12-25 2028-12-26",
        ),
        ("DTSTART:20261225 RDATE;VALUE=DATE:20270101,20270106", "2026-12-25 2027-01-01 2027-01-06"),
        ("DTSTART:20261225 STATUS:CANCELLED", ""),
        ("DTSTART:20261225 BEGIN:VALARM DTSTART:nonsense END:VALARM", "2026-12-25"),
    ] {
        assert_eq!(holidays(lines), expected, "{lines}");
    }
}

#[test]
fn a_yearly_event_comes_back_until_the_end_of_the_century() {
    let read = calendar_from_ics(
        &event("DTSTART:20261225 RRULE:FREQ=YEARLY"),
        "x.ics",
        Some(chrono_tz::UTC),
    );
    assert_eq!(read.unwrap().holidays.last(), Some(&day("2100-12-25")));
}

#[test]
fn a_file_may_say_in_which_zone_its_days_are() {
    let text = event("DTSTART:20261225").replacen("VERSION:2.0", "X-WR-TIMEZONE:Asia/Tokyo", 1);
    let read = calendar_from_ics(&text, "plans/days-off.ics", None).unwrap();
    assert_eq!((read.zone, read.id.as_str()), (chrono_tz::Asia::Tokyo, "days-off"));
    let unknown = text.replace("Asia/Tokyo", "Customized Time Zone");
    let wrong = calendar_from_ics(&unknown, "x.ics", None).unwrap_err().to_string();
    assert!(wrong.starts_with("x.ics:1: ") && wrong.contains("--zone"), "{wrong}");
}

#[test]
fn what_is_wrong_with_an_ics_file_is_named_with_its_line_and_a_remedy() {
    for (text, line, remedy) in [
        ("", 1, "holidays are events of whole days"),
        ("hello", 1, "each one is NAME:VALUE"),
        ("SUMMARY:x\n", 1, "the first line is BEGIN:VCALENDAR"),
        ("BEGIN:VEVENT\nEND:VEVENT\n", 1, "the first line is BEGIN:VCALENDAR"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261225\n", 1, "the file may be cut off"),
        ("BEGIN:VCALENDAR\nEND:VEVENT\n", 2, "write END:VCALENDAR first"),
        ("BEGIN:VCALENDAR\nEND:VCALENDAR\nEND:VCALENDAR\n", 3, "take it out"),
        (&ics(""), 3, "holidays are events of whole days"),
        (&event("SUMMARY:Christmas"), 3, "add one such as DTSTART;VALUE=DATE:20261225"),
        (&event("DTSTART:20261225T090000Z"), 4, "write DTSTART;VALUE=DATE:20261225"),
        (&event("DTSTART:20270229"), 4, "is no whole day"),
        (&event("DTSTART:20261225 DTEND:20261224"), 5, "the day after its last one"),
        (&event("DTSTART:20261225 DTEND:99991224"), 3, "check its DTEND"),
        (&event("DTSTART:20261225 DURATION:PT1H"), 5, "write it like P1D"),
        (&event("DTSTART:20261225 RRULE:FREQ=DAILY"), 5, "list its days as events"),
        (&event("DTSTART:20261225 RECURRENCE-ID:20261225"), 5, "an EXDATE into the series"),
        (&event("DTSTART:20261225 DTSTART:20261226"), 5, "an event has one"),
        (&event("SUMMARY:a\r\n\tb DTSTART:x"), 6, "is no whole day"),
    ] {
        let wrong = calendar_from_ics(text, "x.ics", Some(chrono_tz::UTC)).unwrap_err().to_string();
        assert!(wrong.starts_with(&format!("x.ics:{line}: ")), "{text:?}: {wrong}");
        assert!(wrong.contains(remedy), "{wrong}");
    }
}

#[test]
fn every_fault_of_an_ics_file_is_told() {
    let one = "BEGIN:VEVENT\r\nDTSTART:x\r\nEND:VEVENT\r\n";
    let wrong = calendar_from_ics(&ics(&one.repeat(3)), "x.ics", Some(chrono_tz::UTC));
    let Err(CatalogError::Misprints(wrong)) = wrong else { panic!("{wrong:?}") };
    assert_eq!(wrong.iter().map(|fault| fault.line).collect::<Vec<_>>(), [4, 7, 10]);
}

#[test]
fn an_ics_file_that_never_ends_is_refused_in_time() {
    let never =
        "BEGIN:VEVENT\nDTSTART:00010101\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\nEND:VEVENT\n";
    let long = "BEGIN:VEVENT\nDTSTART:00010101\nDURATION:P366D\nRRULE:FREQ=YEARLY\nEND:VEVENT\n";
    let deep = format!("BEGIN:VCALENDAR\n{}", "BEGIN:VEVENT\n".repeat(50_000));
    for text in [ics(&never.repeat(8_000)), ics(&long.repeat(8_000)), deep] {
        assert!(calendar_from_ics(&text, "x.ics", Some(chrono_tz::UTC)).is_err());
    }
}

#[test]
fn a_calendar_is_found_by_its_id_or_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    std::fs::write(path("off.ics"), event("DTSTART:20261224 DTEND:20261226")).unwrap();
    let toml = "id = 'desk'\nzone = 'UTC'\nholidays = ['2026-12-31']\nics = 'off.ics'\n";
    std::fs::write(path("desk.toml"), toml).unwrap();
    std::fs::write(path("gone.toml"), toml.replace("off", "gone")).unwrap();

    let load = |name: &str| catalog::load_calendar(name, Some(chrono_tz::UTC));
    let desk = load(&path("desk.toml")).unwrap();
    assert_eq!(dates(desk.holidays), "2026-12-24 2026-12-25 2026-12-31");
    assert_eq!(desk.ics, None, "nothing that is kept names a file");
    assert_eq!(load(&path("off.ics")).unwrap().holidays.len(), 2);
    assert_eq!(load("us-federal").unwrap().zone, chrono_tz::America::New_York);
    assert_eq!(load("TARGET").unwrap().rules, Some(HolidayRules::Target));
    let wrong = |name: &str| load(name).unwrap_err().to_string();
    assert!(
        wrong("us").contains("no built-in calendar is called \"us\" (one of: us-federal, target)")
    );
    assert!(wrong(&path("gone.toml")).contains("there is no file"));
    assert!(matches!(load(&path("none.ics")), Err(CatalogError::Missing { .. })));
}

#[test]
fn a_plan_keeps_the_holidays_that_its_calendars_name_a_file_for() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_string_lossy().into_owned()
    };
    file("off.ics", &event("DTSTART:20261224 DTEND:20261226"));
    let standard = include_str!("../../assets/plans/standard.toml");
    let with = |more: &str| format!("{standard}\n[[calendars]]\n{more}\n");
    let office = "id = 'office'\nzone = 'Europe/Berlin'\nics = 'off.ics'";
    let plan = catalog::load(&file("plan.toml", &with(office))).unwrap();
    assert_eq!(plan.calendars.len(), 1);
    assert_eq!(dates(plan.calendars[0].holidays.clone()), "2026-12-24 2026-12-25");
    assert!(!plan.to_pinned().0.contains("\"ics\":"), "a plan that is pinned names no file");

    let wrong =
        |more: &str| catalog::load(&file("wrong.toml", &with(more))).unwrap_err().to_string();
    let line = standard.lines().count() + 5;
    let gone = wrong(&office.replace("off", "gone"));
    assert!(gone.contains(&format!("wrong.toml:{line}: calendars[0].ics: ")), "{gone}");
    assert!(gone.contains("there is no file"), "{gone}");
    let twice = wrong(&format!("{office}\n[[calendars]]\n{office}"));
    assert!(twice.contains("calendars[1].id"), "{twice}");
    let loud = wrong(&office.replace("office", "The Office"));
    assert!(loud.contains("calendars[0].id: ") && loud.contains("hyphens"), "{loud}");
}
