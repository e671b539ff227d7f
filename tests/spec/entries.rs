//! The entry in format 1: one spelling, byte for byte, and sums that notice every change.

use super::any;
use super::world::*;
use proptest::prelude::*;
use warroom::incident::{
    Entry, EntryId, Event, Fact, Hlc, LONGEST_LINE, LineError, LogId, Place, Request,
};
use warroom::plan::Pinned;

fn log() -> LogId {
    Desk::new(1, "ops4").log
}

fn place(log: LogId) -> Place<'static> {
    let hlc = "01a1f95c6fb0-0000".parse().expect("a place in the order");
    let at = "2026-11-20T14:29:07.120Z".parse().expect("a time");
    Place { log, seq: 1, hlc, at, by: "ops4", prev: log.beginning() }
}

fn written(event: Event) -> Entry {
    Entry::write(&place(log()), &event.into(), *b"0123456789abcdef").expect("it can be written")
}

fn noted(text: &str) -> Event {
    Event::Noted { text: text.to_owned() }
}

/// A line with other content or another head, with all sums right: what a careful stranger would send.
pub fn forged(line: &str, change: impl Fn(&str) -> String) -> String {
    let (head, rest) = line.split_once(r#","id":""#).expect("an id");
    let data = &rest[64 + r#"","data":"#.len()..rest.len() - 1];
    let old = EntryId::of(data.as_bytes()).to_string();
    let changed = change(&format!("{head}\n{data}"));
    let (head, data) = changed.split_once('\n').expect("a head and data");
    let head = head.replace(&old, &EntryId::of(data.as_bytes()).to_string());
    let id = EntryId::of(head.as_bytes());
    format!(r#"{head},"id":"{id}","data":{data}}}"#)
}

#[test]
fn a_line_is_written_in_one_spelling() {
    let entry = written(noted("keys \"leak\"\n☂"));
    assert_eq!(
        entry.line(),
        concat!(
            r#"{"v":1,"incident":"AI-261120-7Q2KXM","replica":"k3f9q2m1","seq":1,"#,
            r#""hlc":"01a1f95c6fb0-0000","at":"2026-11-20T14:29:07.120Z","by":"ops4","#,
            r#""kind":"noted","#,
            r#""hash":"02064ab41862131919810848b692a17e4661f03ba51aeefc958a09d4efadeee3","#,
            r#""prev":"df3c5b1d394ea8f3b93e51bb23a17aebb9f9931764b3142a28735ccad89c5f07","#,
            r#""id":"1ace0cd651a02fd7a2c7a515febb699c432d445b0ba76c4d2b9e7828b52ecceb","#,
            r#""data":{"salt":"30313233343536373839616263646566","text":"keys \"leak\"\n☂"}}"#,
        )
    );
}

#[test]
fn the_sums_are_those_that_the_format_promises() {
    let entry = written(noted("x"));
    let data = r#"{"salt":"30313233343536373839616263646566","text":"x"}"#;
    assert_eq!(entry.data(), Some(data));
    assert_eq!(entry.hash, EntryId::of(data.as_bytes()));
    let (head, _) = entry.line().split_once(r#","id""#).expect("an id");
    assert_eq!(entry.id, EntryId::of(head.as_bytes()));
    assert_eq!(entry.prev, EntryId::of(b"AI-261120-7Q2KXM:k3f9q2m1"));
}

#[test]
fn what_was_written_reads_back_the_same() {
    let entry = written(noted("keys \"leak\"\n☂ \u{1b}[31m\0"));
    assert_eq!(Entry::read(entry.line().as_bytes()), Ok(entry));
}

#[test]
fn a_clock_finer_than_milliseconds_is_cut_off() {
    let mut place = place(log());
    place.at = "2026-11-20T14:29:07.120999Z".parse().expect("a time");
    let entry = Entry::write(&place, &noted("x").into(), [0; 16]).expect("it can be written");
    assert_eq!(entry.at.to_rfc3339(), "2026-11-20T14:29:07.120+00:00");
    assert_eq!(Entry::read(entry.line().as_bytes()), Ok(entry));
}

#[test]
fn a_plan_is_pinned_without_salt_so_that_equal_plans_have_equal_sums() {
    let write = |salt| {
        let fact: Fact = Event::PlanPinned(pinned()).into();
        Entry::write(&place(log()), &fact, salt).expect("it can be written")
    };
    assert_eq!(write([1; 16]), write([2; 16]));
    assert_eq!(write([0; 16]).data(), Some(&*pinned().0));
    assert_eq!(write([0; 16]).fact(), Event::PlanPinned(pinned()).into());
}

#[test]
fn what_could_not_be_read_is_not_written() {
    let write = |place: &Place<'_>, event: Event| Entry::write(place, &event.into(), [0; 16]);
    assert_eq!(write(&place(log()), Event::Unknown), Err(LineError::Unsayable));
    let long = write(&place(log()), noted(&"x".repeat(LONGEST_LINE)));
    assert!(matches!(long, Err(LineError::TooLong(bytes)) if bytes > LONGEST_LINE), "{long:?}");
    let no_plan = |text: &str| write(&place(log()), Event::PlanPinned(Pinned(text.into())));
    for text in ["", "[]", "{ }", "null}", r#"{"salt":"00000000000000000000000000000000"}"#] {
        assert!(no_plan(text).is_err(), "{text}");
    }
    let uncounted = Place { seq: 0, ..place(log()) };
    assert!(write(&uncounted, noted("x")).is_err());
    for at in ["+10000-01-01T00:00:00Z", "-0001-01-01T00:00:00Z"] {
        let at = at.parse().expect("a time");
        assert!(write(&Place { at, ..place(log()) }, noted("x")).is_err());
    }
}

#[test]
fn a_line_is_256_kib_long_at_most() {
    let room = LONGEST_LINE - written(noted("")).line().len();
    let longest = written(noted(&"x".repeat(room)));
    assert_eq!(longest.line().len(), LONGEST_LINE);
    let longer = forged(longest.line(), |line| line.replace("xx\"}", "xxx\"}"));
    assert_eq!(Entry::read(longer.as_bytes()), Err(LineError::TooLong(LONGEST_LINE + 1)));
}

/// What is replaced in a line, and by what: each another spelling of the same, or no format 1 at all.
const OTHER_SPELLINGS: &[(&str, &str)] = &[
    // the head
    (r#"{"v":1"#, r#"{ "v":1"#),
    (r#"{"v":1"#, r#"{"v": 1"#),
    (r#"{"v":1"#, r#"{"v":01"#),
    (r#"{"v":1"#, r#"{"v":1.0"#),
    (r#"{"v":1"#, r#"{"v":1e0"#),
    (r#"{"v":1"#, r#"{"v":+1"#),
    (r#"{"v":1"#, r#"{"v":0"#),
    (r#"{"v":1"#, r#"{"v":"1""#),
    (r#"{"v":1"#, r#"{"v":null"#),
    (r#"{"v":1,"#, r#"{"v":1,"v":1,"#),
    (r#"{"v":1,"#, "{"),
    (r#"{"v":1,"#, r#"{"v":1,"x":1,"#),
    (
        r#""incident":"AI-261120-7Q2KXM","replica":"k3f9q2m1""#,
        r#""replica":"k3f9q2m1","incident":"AI-261120-7Q2KXM""#,
    ),
    ("AI-261120-7Q2KXM", "ai-261120-7q2kxm"),
    ("AI-261120-7Q2KXM", "AI-261120-7Q2KXI"),
    ("AI-261120-7Q2KXM", "AI-26112-7Q2KXM"),
    ("AI-261120-7Q2KXM", "XX-261120-7Q2KXM"),
    ("AI-261120-7Q2KXM", r"\u0041I-261120-7Q2KXM"),
    (r#""incident":"AI-261120-7Q2KXM""#, r#""incident":null"#),
    ("k3f9q2m1", "K3F9Q2M1"),
    ("k3f9q2m1", "k3f9q2m"),
    (r#""seq":1"#, r#""seq":01"#),
    (r#""seq":1"#, r#""seq":0"#),
    (r#""seq":1"#, r#""seq":-1"#),
    (r#""seq":1"#, r#""seq":1.0"#),
    (r#""seq":1"#, r#""seq":"1""#),
    (r#""seq":1"#, r#""seq":null"#),
    (r#""seq":1"#, r#""seq":"#),
    (r#""seq":1"#, r#""seq":18446744073709551616"#),
    ("01a1f95c6fb0-0000", "01A1F95C6FB0-0000"),
    ("01a1f95c6fb0-0000", "1a1f95c6fb0-0000"),
    ("01a1f95c6fb0-0000", "01a1f95c6fb0-000"),
    ("01a1f95c6fb0-0000", "01a1f95c6fb00000"),
    ("01a1f95c6fb0-0000", "+1a1f95c6fb0-0000"),
    ("14:29:07.120Z", "14:29:07Z"),
    ("14:29:07.120Z", "14:29:07.12Z"),
    ("14:29:07.120Z", "14:29:07.120000Z"),
    ("14:29:07.120Z", "14:29:07.120+00:00"),
    ("14:29:07.120Z", "14:29:07.120z"),
    ("14:29:07.120Z", "14:29:60.120Z"),
    ("T14:29:07.120Z", " 14:29:07.120Z"),
    ("2026-11-20T", "2026-02-30T"),
    ("2026-11-20T", "+12026-11-20T"),
    ("2026-11-20T", "-2026-11-20T"),
    (r#""by":"ops4""#, r#""by":"\u006fps4""#),
    (r#""by":"ops4""#, r#""by": "ops4""#),
    (r#""by":"ops4""#, r#""by":null"#),
    (r#""by":"ops4""#, r#""by":"\ud800""#),
    (r#""by":"ops4""#, "\"by\":\"op\ts4\""),
    (r#""by":"ops4","#, ""),
    (r#""kind":"noted""#, r#""kind":"Noted""#),
    (r#""kind":"noted""#, r#""kind":"noted ""#),
    (r#""kind":"noted""#, r#""kind":"""#),
    (r#""kind":"noted""#, r#""kind":null"#),
    (r#""kind":"noted""#, r#""kind":"noted","also":"x""#),
    // the content
    (r#"{"salt":"30"#, r#"{ "salt":"30"#),
    (r#"{"salt":"30"#, r#"{"salt": "30"#),
    (r#"{"salt":"30"#, r#"{"salt":"3"#),
    (r#"{"salt":"30"#, r#"{"salt":"3A"#),
    (r#"{"salt":"30"#, r#"{"salt":"3g"#),
    (r#"{"salt":"30"#, r#"{"Salt":"30"#),
    (
        r#"{"salt":"30313233343536373839616263646566","text":"ab/","#,
        r#"{"text":"ab/","salt":"30313233343536373839616263646566","#,
    ),
    (r#"{"salt":"30313233343536373839616263646566","text""#, r#"{"text""#),
    (r#"{"salt":"30313233343536373839616263646566""#, r#"{"salt":null"#),
    (r#""text":"ab/""#, r#""text":"ab/","text":"ab/""#),
    (r#""text":"ab/""#, r#""text":"a\u0062/""#),
    (r#""text":"ab/""#, r#""text":"ab\/""#),
    (r#""text":"ab/""#, r#""text":"\u0009""#),
    (r#""text":"ab/""#, r#""text":"\u001B""#),
    (r#""text":"ab/""#, r#""text":"\ud800""#),
    (r#""text":"ab/""#, "\"text\":\"a\tb\""),
    (r#""to":"dev3""#, r#""to":"dev3" "#),
    (r#""minutes":30"#, r#""minutes":30.0"#),
    (r#""minutes":30"#, r#""minutes":3e1"#),
    (r#""minutes":30"#, r#""minutes":030"#),
    (r#""minutes":30"#, r#""minutes":-0"#),
    (r#""minutes":30"#, r#""minutes":0.5"#),
    (r#""minutes":30"#, r#""minutes":18446744073709551616"#),
    (r#""minutes":30"#, r#""minutes":NaN"#),
    (r#""minutes":30"#, r#""minutes":30,"more":[1,{"x":1.5}]"#),
    (r#""minutes":30"#, r#""minutes":30,"more":{"$serde_json::private::RawValue":"1"}"#),
    (r#""minutes":30}"#, r#""minutes":30,}"#),
    (r#""minutes":30}"#, r#""minutes":30}}"#),
    (r#""minutes":30}"#, r#""minutes":30} "#),
    (r#""minutes":30}"#, r#""minutes":30"#),
];

#[test]
fn every_other_spelling_is_refused_even_when_its_sums_are_right() {
    let (text, to) = ("ab/".to_owned(), "dev3".to_owned());
    let line = written(Event::TaskGiven { text, to, minutes: 30 }).line().to_owned();
    let line = forged(&line, |line| line.replace("task_given", "noted"));
    assert!(Entry::read(line.as_bytes()).is_ok(), "the line itself is fine");
    for (from, to) in OTHER_SPELLINGS {
        assert!(line.contains(from), "{from} is not in {line}");
        let other = forged(&line, |line| line.replacen(from, to, 1));
        let read = Entry::read(other.as_bytes());
        assert!(matches!(read, Err(LineError::NotCanonical(_))), "{from} → {to}: {read:?}");
    }
}

#[test]
fn the_sums_and_what_follows_them_have_one_spelling_too() {
    let line = written(noted("x")).line().to_owned();
    let id = written(noted("x")).id.to_string();
    for (from, to) in [
        (id.clone(), id.to_uppercase()),
        (id.clone(), id[1..].to_owned()),
        (r#","id":"#.to_owned(), r#", "id":"#.to_owned()),
        (r#","data":"#.to_owned(), r#","data": "#.to_owned()),
        (r#","data":{"#.to_owned(), r#","data":null,"data":{"#.to_owned()),
        (r#"x"}}"#.to_owned(), r#"x"}} "#.to_owned()),
        (r#"x"}}"#.to_owned(), "x\"}}\n".to_owned()),
        (r#"x"}}"#.to_owned(), "x\"}}\r".to_owned()),
        (r#"x"}}"#.to_owned(), r#"x"},"more":1}"#.to_owned()),
        (r#"x"}}"#.to_owned(), r#"x"}"#.to_owned()),
    ] {
        let other = line.replacen(&from, &to, 1);
        let read = Entry::read(other.as_bytes());
        assert!(matches!(read, Err(LineError::NotCanonical(_))), "{from} → {to}: {read:?}");
    }
    let data_at = line.find(r#"{"salt""#).expect("data");
    for data in ["", "[]", "\"x\"", "1", "true", "{}", "nul", "null ", " null"] {
        let other = format!("{}{data}}}", &line[..data_at]);
        let read = Entry::read(other.as_bytes());
        assert!(matches!(read, Err(LineError::NotCanonical(_))), "{data}: {read:?}");
    }
}

#[test]
fn a_line_of_a_newer_version_is_named_as_such() {
    for version in [2, 10, u64::MAX] {
        let line = format!(r#"{{"v":{version},"whatever":true}}"#);
        assert_eq!(Entry::read(line.as_bytes()), Err(LineError::Newer(version)));
    }
    let words = LineError::Newer(2).to_string();
    assert_eq!(
        words,
        "the line has format 2, which a newer version of warroom wrote; upgrade to read it"
    );
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let mut line = written(noted("x")).line().as_bytes().to_vec();
    let x = line.len() - 4;
    assert_eq!(line[x], b'x');
    line[x] = 0xff;
    assert_eq!(Entry::read(&line), Err(LineError::NotUtf8));
}

#[test]
fn only_a_plan_stands_without_salt_and_it_always_does() {
    let plan = written(Event::PlanPinned(pinned())).line().to_owned();
    let note = written(noted("x")).line().to_owned();
    let unsalted = forged(&plan, |line| line.replace("plan_pinned", "noted"));
    let salted = forged(&note, |line| line.replace("noted", "plan_pinned"));
    for line in [unsalted, salted] {
        let read = Entry::read(line.as_bytes());
        assert!(matches!(read, Err(LineError::NotCanonical(_))), "{read:?}");
    }
}

#[test]
fn a_blanked_line_keeps_its_place_and_its_sums_and_says_nothing() {
    let full = written(noted("x"));
    let blank = full.blanked();
    assert!(blank.line().ends_with(r#","data":null}"#));
    assert_eq!(Entry::read(blank.line().as_bytes()).as_ref(), Ok(&blank));
    assert_eq!(
        (blank.id, blank.hash, blank.prev, blank.seq),
        (full.id, full.hash, full.prev, full.seq)
    );
    assert_eq!(blank.kind, "noted");
    assert_eq!(blank.data(), None);
    assert_eq!(blank.fact(), Event::Unknown.into());
    assert_eq!(blank.blanked(), blank);
}

#[test]
fn a_kind_that_is_not_known_here_is_kept_as_it_was_written() {
    let line = forged(written(noted("x")).line(), |line| line.replace("noted", "model_paused"));
    let entry = Entry::read(line.as_bytes()).expect("a line of a newer version of the program");
    assert_eq!(entry.kind, "model_paused");
    assert_eq!(entry.line(), line);
    assert_eq!(entry.fact(), Event::Unknown.into());
    for kind in ["unknown", "Unknown"] {
        let line = forged(written(noted("x")).line(), |line| line.replace("noted", kind));
        let said = Entry::read(line.as_bytes()).map(|entry| entry.fact().event);
        assert!(matches!(said, Ok(Event::Unknown) | Err(LineError::NotCanonical(_))), "{said:?}");
    }
}

#[test]
fn fields_that_a_newer_version_adds_do_not_hide_what_is_known() {
    let more = forged(written(noted("x")).line(), |line| {
        line.replace(r#""text":"x""#, r#""text":"x","mood":["calm",{"n":1}]"#)
    });
    let entry = Entry::read(more.as_bytes()).expect("a line of a newer version of the program");
    assert_eq!(entry.fact(), noted("x").into());
}

#[test]
fn an_event_that_lacks_a_field_is_unknown_instead_of_guessed() {
    let less = forged(written(noted("x")).line(), |line| line.replace(r#","text":"x""#, ""));
    let entry = Entry::read(less.as_bytes()).expect("the spelling is right");
    assert_eq!(entry.fact(), Event::Unknown.into());
}

#[test]
fn a_change_of_any_single_bit_is_refused() {
    let fact = Fact {
        event: noted("keys \"leak\"\n☂"),
        happened_at: Some(moment("2026-11-20T13Z")),
        said_by: Some("dev3".to_owned()),
        privileged: true,
        was: Some(EntryId([7; 32])),
        request: Some(Request { key: "a key".to_owned(), sum: EntryId([8; 32]) }),
    };
    let entry = Entry::write(&place(log()), &fact, [7; 16]).expect("it can be written");
    for line in [entry.line().to_owned(), entry.blanked().line().to_owned()] {
        for bit in 0..line.len() * 8 {
            let mut bytes = line.clone().into_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let read = Entry::read(&bytes);
            assert!(read.is_err(), "bit {} of byte {} in {line}", bit % 8, bit / 8);
        }
    }
}

#[test]
fn each_log_begins_with_a_sum_of_its_own() {
    assert_ne!(Desk::new(1, "ops4").log.beginning(), Desk::new(2, "ops4").log.beginning());
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = Entry::read(&bytes);
    }

    #[test]
    fn no_damage_to_a_line_makes_the_reader_panic(
        fact in any::facts(), at in any::<prop::sample::Index>(), with in any::<String>(), cut in 0_usize..40,
    ) {
        let entry = Entry::write(&place(log()), &fact, [3; 16]).expect("it can be written");
        let line = entry.line().as_bytes();
        let at = at.index(line.len());
        let end = (at + cut).min(line.len());
        let damaged = [&line[..at], with.as_bytes(), &line[end..]].concat();
        let read = Entry::read(&damaged);
        prop_assert!(damaged == line || read.is_err(), "{read:?}");
    }

    #[test]
    fn any_fact_is_written_and_read_and_says_the_same(fact in any::facts(), by in any::text()) {
        let place = Place { by: &by, ..place(log()) };
        let entry = Entry::write(&place, &fact, [3; 16]).expect("it can be written");
        let read = Entry::read(entry.line().as_bytes());
        prop_assert_eq!(read.as_ref(), Ok(&entry));
        prop_assert_eq!(entry.fact(), fact);
        prop_assert_eq!(&entry.by, &by);
        let blank = entry.blanked();
        prop_assert_eq!(Entry::read(blank.line().as_bytes()), Ok(blank));
    }

    #[test]
    fn a_place_in_the_order_has_one_spelling(text in "[0-9a-fA-F+]{12}-[0-9a-f]{4}") {
        if let Ok(hlc) = text.parse::<Hlc>() {
            prop_assert_eq!(hlc.to_string(), text);
        }
    }
}
