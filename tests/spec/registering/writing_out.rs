//! CSV, Markdown and the order of rows: what is written out means the same when it comes in again.

use super::{REGISTER, now, taken_in, the_past};
use proptest::prelude::*;
use std::collections::BTreeSet;
use warroom::catalog;
use warroom::ingest::register;
use warroom::register::{Row, Sort, csv, guarded, markdown, unguarded};
use warroom::store::index::Summary;

fn rows(of: &[Summary]) -> Vec<Row> {
    let mut rows: Vec<Row> = of.iter().map(Row::of).collect();
    Sort::default().sort(&mut rows);
    rows
}

fn numbers(sort: &str, rows: &[Row]) -> Vec<String> {
    let mut rows = rows.to_vec();
    Sort::read(sort).expect(sort).sort(&mut rows);
    rows.into_iter().map(|row| row.number).collect()
}

/// Incidents as nobody would call them, in an order of their own.
fn hostile() -> Vec<Summary> {
    let titles = [
        "=HYPERLINK(\"http://evil.example\";\"x\")",
        "+1",
        "-2+3",
        "@SUM(A1)",
        "'=quoted",
        "''@twice",
        "'tis only a quotation",
        "a | pipe, a \"mark\" and a \\ stroke",
        "<script>alert(1)</script>",
        "Not stated",
        "[link](javascript:alert(1)) `code` *bold*",
        "turned \u{202e}round",
        "＝1＋1",
    ];
    let mut past = the_past();
    for (summary, title) in past.iter_mut().zip(titles) {
        title.clone_into(&mut summary.title);
        summary.last_note = Some(format!("{title}\nsecond line"));
        summary.system = Some(title.to_owned());
        summary.commander = Some(title.chars().take(64).collect::<String>().trim().to_owned());
    }
    past.truncate(titles.len());
    past
}

#[test]
fn the_45_incidents_come_out_and_in_again_as_the_same_bytes() {
    let first = csv(&rows(&the_past()));
    let second = csv(&rows(&taken_in(&first)));
    assert_eq!(first.lines().count(), 46);
    assert_eq!(first, second);
    assert_eq!(csv(&rows(&taken_in(&second))), first);
    let ids = |past: &[Summary]| past.iter().map(|one| one.id).collect::<BTreeSet<_>>();
    assert_eq!(ids(&taken_in(&first)), ids(&taken_in(REGISTER)), "they are the same incidents");
}

#[test]
fn a_row_says_what_the_register_knows() {
    let text = csv(&rows(&the_past()));
    let head = "number,id,issue,severity,category,assignee,status,users_affected,system,declared,\
                began,resolved,closed,near_miss,notes\r\n";
    assert!(text.starts_with(head), "{text}");
    let arrest = text.lines().find(|line| line.starts_with("AIR-013,AI-")).expect("it is there");
    assert!(
        arrest.contains(",SEV-1,hallucination-harm,,closed,1,Website support chatbot,,2"),
        "{arrest}"
    );
    assert!(arrest.contains(",no,\"The chatbot said"), "{arrest}");
    assert!(text.lines().all(|line| !line.starts_with("AIR") || line.matches(',').count() >= 14));
}

#[test]
fn hostile_cells_are_text_to_a_spreadsheet_and_come_in_as_they_were() {
    let past = hostile();
    let text = csv(&rows(&past));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    for record in reader.records() {
        for cell in &record.expect("it is CSV") {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝']), "{cell}");
        }
    }
    let again = taken_in(&text);
    assert_eq!(csv(&rows(&again)), text);
    let titles = |of: &[Summary]| of.iter().map(|one| one.title.clone()).collect::<BTreeSet<_>>();
    assert_eq!(titles(&again), titles(&past));
}

#[test]
fn markdown_shows_hostile_cells_as_text_in_their_own_row() {
    let text = markdown(&rows(&hostile()));
    assert_eq!(text.lines().count(), 2 + 13);
    for line in text.lines() {
        let pipes = line.replace("\\\\", "").replace("\\|", "").matches('|').count();
        assert_eq!(pipes, 10, "{line}");
    }
    assert!(!text.contains("<script>") && text.contains("&lt;script&gt;alert(1)"), "{text}");
    assert!(text.contains("\\[link\\](javascript:alert(1)) \\`code\\` \\*bold\\*"), "{text}");
    assert!(
        text.contains("turned <U+202E>round".replace('<', "&lt;").replace('>', "&gt;").as_str())
    );
    assert!(!text.contains("http://"), "no address is a link");
    assert!(text.starts_with(
        "| Number | Issue | Severity | Category | Assignee | Status | Users affected |"
    ));
}

#[test]
fn control_characters_and_further_lines_stay_outside() {
    let mut past = the_past();
    past[0].title = "a\u{1b}[31mb\u{7}\tc\u{9b}d".to_owned();
    past[0].last_note = Some("first\u{0}\r\nsecond".to_owned());
    let row = Row::of(&past[0]);
    assert_eq!((row.issue.as_str(), row.notes.as_deref()), ("a [31mb  c d", Some("first")));
    assert!(!csv(&[row]).replace("\r\n", "").contains(char::is_control));
}

#[test]
fn what_goes_on_keeps_its_stage_and_comes_in_as_past_unless_it_is_opened() {
    let mut past = the_past();
    past.truncate(1);
    (past[0].status, past[0].stage) = ("open".to_owned(), Some("contain".to_owned()));
    past[0].declared_at = Some("2026-11-20T10:00:00Z".parse().expect("a time"));
    (past[0].resolved_at, past[0].number, past[0].near_miss) = (None, None, true);
    past[0].commander = Some("ops4".to_owned());
    let text = csv(&rows(&past));
    let read = |open| {
        let plan = catalog::standard();
        let imports = register::read(&text, "x", "ops4", now(), open, &plan).expect("it is right");
        Summary::of(&imports[0].rehearse(now()).expect("it can be written"))
    };
    let opened = read(true);
    assert_eq!((opened.id, opened.number.clone()), (past[0].id, None));
    assert_eq!(csv(&rows(&[opened])), text, "stage, declaration, seat and near miss are the same");
    let over = Row::of(&read(false));
    assert_eq!((over.status.as_str(), over.declared), ("closed", past[0].declared_at));
}

#[test]
fn levels_and_kinds_of_other_plans_come_in_as_they_were() {
    let mut past = the_past();
    past[0].severity = Some("SEV-0".to_owned());
    past[0].category = Some("safety-violation-of-ours".to_owned());
    past[1].closed_at = Some("2024-05-01".parse().expect("a day"));
    let text = csv(&rows(&past));
    assert_eq!(csv(&rows(&taken_in(&text))), text);
}

#[test]
fn rows_that_cannot_be_meant_are_refused_with_a_remedy() {
    let says = |row: &str, told: &str| {
        let text = format!("number,id,issue,near_miss\n{row}\n");
        let plan = catalog::standard();
        let faults = register::read(&text, "r.csv", "ops4", now(), false, &plan).expect_err(row);
        assert!(faults.to_string().starts_with(told), "{faults}");
    };
    says("1,AI-1,x,no", "r.csv:2: id: `AI-1` is not the id of an incident; one looks like");
    says("1,EX-261120-7Q2KXM,x,no", "r.csv:2: id: `EX-261120-7Q2KXM` is not the id");
    says("1,,x,perhaps", "r.csv:2: near_miss: `perhaps` is neither yes nor no;");
    says(
        "1,AI-261120-7Q2KXM,x,no\n2,AI-261120-7Q2KXM,y,no",
        "r.csv:3: the row cannot be told from line 2;",
    );
}

#[test]
fn a_new_row_without_an_id_may_stand_among_those_that_were_written_out() {
    let text = "number,id,issue\nAIR-1,AI-261120-7Q2KXM,known\n2,,new\n";
    let summaries = taken_in(text);
    assert_eq!(summaries[0].id.as_str(), "AI-261120-7Q2KXM");
    assert_eq!(summaries[1].number.as_deref(), Some("2"));
}

#[test]
fn rows_are_sorted_by_any_column_with_the_unknown_last() {
    let rows = rows(&the_past());
    let first = |sort: &str| numbers(sort, &rows)[0].clone();
    assert_eq!(first("users"), "AIR-039", "64 million");
    assert_eq!(numbers("users", &rows)[..4], ["AIR-039", "AIR-053", "AIR-002", "AIR-046"]);
    assert_eq!(first("number"), "AIR-001");
    assert_eq!(first("began"), first("when"));
    assert_eq!(first("-began"), "AIR-001");
    let by_level = numbers("severity", &rows);
    assert_eq!(by_level.last().map(String::as_str), Some("AIR-003"), "the only SEV-4");
    assert_eq!(first("-severity"), "AIR-003");
    for sort in
        ["issue", "category", "assignee", "-status", "system", "resolved", "closed", "notes"]
    {
        let mut all = numbers(sort, &rows);
        all.sort();
        assert_eq!(all.len(), 45, "{sort}");
        all.dedup();
        assert_eq!(all.len(), 45, "{sort}");
    }
    let told = |sort: &str| Sort::read(sort).expect_err(sort).to_string();
    assert!(told("severty").contains("did you mean `severity`?"));
    assert!(told("colour").contains("one of: when, number, id, issue,"));
}

#[test]
fn a_number_is_sorted_as_a_number() {
    let mut past = the_past();
    for (summary, number) in past.iter_mut().zip(["AIR-10", "air-9", "7", "12"]) {
        summary.number = Some(number.to_owned());
    }
    past.truncate(4);
    assert_eq!(numbers("number", &rows(&past)), ["7", "12", "air-9", "AIR-10"]);
}

proptest! {
    #[test]
    fn an_apostrophe_is_taken_away_exactly_where_it_was_put(text in "'{0,3}[-=+@\t\r\n＝a ]?.{0,5}") {
        let written = guarded(&text);
        prop_assert_eq!(unguarded(&written), text.as_str());
        prop_assert!(!written.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
    }

    #[test]
    fn any_row_comes_in_as_it_was(
        title in "'{0,2}[-=+@|<\"]?[^\\p{C}]{1,40}",
        note in "(?s).{0,60}",
        system in "[-=+@'\", a-z]{0,20}",
        number in "([-=']?[0-9]{1,3})?",
        users: Option<u64>,
        near_miss: bool,
    ) {
        let title = title.trim().to_owned();
        prop_assume!(!title.is_empty());
        let mut one = the_past().swap_remove(0);
        one.title = title.clone();
        (one.last_note, one.system) = (Some(note), Some(system));
        (one.number, one.users_affected, one.near_miss) = (Some(number), users, near_miss);
        let text = csv(&rows(&[one]));
        let again = taken_in(&text);
        prop_assert_eq!(&again[0].title, &title);
        prop_assert_eq!(csv(&rows(&again)), text);
    }
}
