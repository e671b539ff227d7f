//! A register as CSV: what each row becomes, and what is said about a wrong one.

use super::{is_refused, now, plan, printed};
use proptest::prelude::*;
use std::collections::BTreeSet;
use warroom::incident::{Command, Decision, Event, Incident, Refusal, Status};
use warroom::ingest::{Faults, Import, register, rehearse};
use warroom::journal::Wish;

const REGISTER: &str = include_str!("../../data/register.csv");

fn read(text: &str) -> Result<Vec<Import>, Faults> {
    register::read(text, "register.csv", "ops4", now(), false, &plan())
}

fn read_open(text: &str) -> Result<Vec<Import>, Faults> {
    register::read(text, "register.csv", "ops4", now(), true, &plan())
}

fn numbered(number: &str) -> Incident {
    let imports = read(REGISTER).expect("the register is right");
    let import = imports.iter().find(|import| import.number.as_deref() == Some(number));
    import.expect("the register has it").rehearse(now()).expect("it can be written")
}

fn stamp(incident: &Incident, name: &str) -> String {
    incident.stamp(name).map(|time| time.to_string()).unwrap_or_default()
}

fn notes(incident: &Incident) -> Vec<String> {
    let events = incident.timeline.iter().map(|line| line.fact.event.clone());
    events
        .filter_map(|event| match event {
            Event::Noted { text } => Some(text),
            _ => None,
        })
        .collect()
}

#[test]
fn all_rows_of_a_real_register_become_historic_incidents() {
    let imports = read(REGISTER).unwrap();
    assert_eq!(imports.len(), 45);
    for import in &imports {
        let incident = import.rehearse(now()).unwrap();
        assert_eq!(incident.status, Status::Closed, "{}", import.title);
        assert!(incident.plan.is_none() && !incident.has_clocks());
        assert_eq!(incident.stamp("declared"), None, "nobody knows when it was declared");
        assert!(incident.conflicts.is_empty());
        assert!(plan().level(incident.severity.as_deref().unwrap()).is_some());
    }
    let ids: BTreeSet<_> = imports.iter().map(|import| import.id).collect();
    assert_eq!(ids.len(), 45);
}

#[test]
fn times_keep_the_precision_at_which_they_are_given() {
    let leak = numbered("AIR-017");
    assert_eq!(stamp(&leak, "began"), "2023-03-20T08:00Z");
    assert_eq!(stamp(&leak, "detected"), "2023-03-20");
    assert_eq!(stamp(&leak, "resolved"), "2023-03-24");
    assert_eq!(stamp(&numbered("AIR-057"), "began"), "2026-03-30T22:36:48Z");
}

#[test]
fn a_blank_cell_stays_unknown() {
    let outage = numbered("AIR-026");
    assert_eq!(outage.detected_by, None, "`Not stated` is blank");
    assert_eq!((outage.users_affected, outage.stamp("detected")), (None, None));
    assert_eq!(outage.holder("commander"), None);
}

#[test]
fn every_cell_of_a_row_is_kept() {
    let arrest = numbered("AIR-013");
    let declaration = arrest.declaration.clone().unwrap();
    assert_eq!(declaration.number.as_deref(), Some("AIR-013"));
    assert_eq!(declaration.system.as_deref(), Some("Website support chatbot"));
    assert_eq!(declaration.operator.as_deref(), Some("Air Canada"));
    assert_eq!(declaration.source.as_deref(), Some("https://caim.horizonomega.org/incidents/14"));
    assert_eq!(arrest.category.as_deref(), Some("hallucination-harm"));
    assert_eq!(arrest.users_affected, Some(1));
    assert_eq!(arrest.detected_by.as_deref(), Some("Customer refund claim refused"));
    let notes = notes(&arrest);
    assert_eq!(notes[0], "Containment: Tribunal ordered damages", "without a time it is a note");
    assert!(notes[1].starts_with("The chatbot said bereavement fares"), "{notes:?}");
}

#[test]
fn the_way_of_containing_stands_with_its_time() {
    let imports = read(REGISTER).unwrap();
    let stamps: Vec<_> = imports[0].wishes.iter().map(|wish| wish.command.clone()).collect();
    let note = stamps.into_iter().find_map(|command| match command {
        Command::Stamp { stamp, note, .. } if stamp == "contained" => note,
        _ => None,
    });
    assert!(note.unwrap().starts_with("Use ended by July 2020"));
}

#[test]
fn two_desks_agree_on_the_ids() {
    let ids = |imports: Vec<Import>| imports.into_iter().map(|i| i.id).collect::<Vec<_>>();
    let here = ids(read(REGISTER).unwrap());
    let later = "2027-01-01T00:00:00Z".parse().unwrap();
    let there = register::read(REGISTER, "copy.csv", "mle2", later, true, &plan()).unwrap();
    assert_eq!(here, ids(there));
    let imports = read("title,started\nA,2024-05-01\nB,\n").unwrap();
    assert!(imports[0].id.as_str().starts_with("AI-240501-"), "{}", imports[0].id);
    assert!(imports[1].id.as_str().starts_with("AI-000000-"), "{}", imports[1].id);
}

#[test]
fn a_register_of_seven_columns_is_understood() {
    let text = "\u{feff}Number,Issue,SEVERITY,Assignee,Status,Users Affected,notes\r\n\
        7,Bot invents a policy,2,ops4,Diagnose,120,\"line one\r\nline two\"\r\n\
        8,Scores drift,,,closed,,\r\n";
    let imports = read(text).unwrap();
    assert_eq!(imports.iter().map(|i| i.line).collect::<Vec<_>>(), [2, 4]);
    let first = imports[0].rehearse(now()).unwrap();
    assert_eq!(first.severity.as_deref(), Some("SEV-2"));
    assert_eq!((first.holder("commander"), first.users_affected), (Some("ops4"), Some(120)));
    assert_eq!(first.stamp("acknowledged"), None, "nobody knows since when the seat was held");
    assert_eq!(notes(&first), ["Status in the register: diagnose", "line one\r\nline two"]);
    assert_eq!(first.status, Status::Closed);

    let open = read_open(text).unwrap();
    let first = open[0].rehearse(now()).unwrap();
    assert!(first.is_open() && first.has_clocks());
    assert_eq!(first.stage.as_deref(), Some("diagnose"));
    assert_eq!(open[1].rehearse(now()).unwrap().status, Status::Closed);
}

#[test]
fn rows_that_are_not_over_can_be_opened() {
    let open: Vec<Incident> =
        read_open(REGISTER).unwrap().iter().map(|i| i.rehearse(now()).unwrap()).collect();
    let running: Vec<&Incident> = open.iter().filter(|incident| incident.is_open()).collect();
    assert_eq!((open.len(), running.len()), (45, 19), "as many as have no time of resolving");
    assert!(running.iter().all(|incident| incident.stamp("resolved").is_none()));
    let benefits = running.iter().find(|i| i.title.contains("childcare")).unwrap();
    assert_eq!(stamp(benefits, "declared"), "2018-09-01", "when it was detected");
    assert!(benefits.has_clocks());
}

#[test]
fn each_fault_names_its_line_its_column_and_a_remedy() {
    let wrong = |column: &str, cell: &str, says: &str| {
        let text = format!("title,notes,{column}\nfine,\"on two\nlines\",\nbad,,{cell}\n");
        is_refused(read(&text), &format!("register.csv:4: {column}: {says}"));
    };
    wrong("started", "2024-02-30", "`2024-02-30` is not a time; write it like");
    wrong("detected", "12.5.2024", "`12.5.2024` is not a time;");
    wrong("resolved", "2031-01-01", "2031-01-01 lies in the future;");
    wrong("severity", "SEV-9", "no severity is called `SEV-9`; one of: SEV-1,");
    wrong("category", "gremlins", "no category is called `gremlins`; one of: hallucination-harm,");
    wrong("users affected", "\"1,200\"", "`1,200` is not a number of people;");
    wrong("users_affected", "-3", "`-3` is not a number of people;");
    wrong("status", "somewhere", "no status is called `somewhere`; one of: open,");
    wrong("source_checked", "maybe", "`maybe` is neither yes nor no;");
    wrong("system", &"x".repeat(501), "it has 501 characters; use at most 500");
    wrong("assignee", "\"two\nlines\"", "`two\\nlines` holds a line break");
}

#[test]
fn a_title_is_needed_on_one_line_and_not_too_long() {
    is_refused(read("id,title\n1,\n"), "register.csv:2: title: it is empty;");
    let long = format!("id,issue\n\n\n1,{}\n", "é".repeat(201));
    is_refused(read(&long), "register.csv:4: issue: it has 201 characters;");
    is_refused(
        read("title\n\"a\u{1b}[31m\nb\"\n"),
        "register.csv:2: title: `a\\u{1b}[31m\\nb` holds",
    );
}

#[test]
fn the_header_is_checked() {
    is_refused(read(""), "register.csv:1: the file is empty;");
    is_refused(read(" \n\n"), "register.csv:1: the file is empty;");
    is_refused(read("id,severity\n"), "register.csv:1: there is no column `title`");
    is_refused(read("title,colour\n"), "register.csv:1: colour: no column is called `colour`;");
    is_refused(read("title,Issue\n"), "register.csv:1: Issue: the column is there twice;");
    is_refused(read("title,\nx,y\n"), "register.csv:1: column 2 has no name;");
    is_refused(read("id;title\n1;x\n"), "register.csv:1: there are no commas;");
    assert_eq!(read("title\n").unwrap(), [], "no rows are no fault");
}

#[test]
fn malformed_rows_are_found() {
    is_refused(read("id,title\n1,x,y\n"), "register.csv:2: the row has 3 cells, the header 2;");
    is_refused(read("id,title\n1,x\n\n2\n"), "register.csv:4: the row has 1 cells");
    is_refused(
        read("id,title\n1,\"x\n2,y\n3,z\n"),
        "register.csv:2: a cell begins with a quotation",
    );
    is_refused(read("id,title\n1,\"x\"y\n"), "register.csv:2: a cell goes on behind");
}

#[test]
fn rows_that_cannot_be_told_apart_are_found() {
    is_refused(
        read("id,title\n1,x\n1,y\n"),
        "register.csv:3: id: `1` is the number of line 2 too;",
    );
    is_refused(read("title\nx\ny\nx\n"), "register.csv:4: the row cannot be told from line 2;");
}

#[test]
fn a_row_is_not_open_and_resolved_at_once() {
    let text = "title,status,resolved\nx,open,2024-05-01\n";
    is_refused(read(text), "register.csv:2: status: it is open, but has a time");
}

#[test]
fn one_bad_row_keeps_all_others_out_and_all_faults_are_told_together() {
    let mut text = REGISTER.replace("2012-10-01", "2012-13-01").replace(",64000000,", ",many,");
    assert_eq!(printed(read(&text)).len(), 2);
    for row in 0..30 {
        text.extend([&format!("row {row}"), ",soon,,,,x,,,,,,,,,,\n"]);
    }
    let faults = printed(read(&text));
    assert_eq!(faults.len(), 21);
    assert!(faults[0].starts_with("register.csv:2: started: `2012-13-01`"), "{}", faults[0]);
    assert_eq!(faults[20], "and 12 more");
    assert_eq!(read(&text).unwrap_err().0.len(), 32);
}

#[test]
fn a_historic_incident_takes_everything_but_an_end_and_a_stage() {
    let mut incident = numbered("AIR-013");
    let mut says = |command| rehearse(&mut incident, &[Wish::now("ops4", command)], now());
    let seat = |role: &str| Command::Assign { role: role.to_owned(), person: "mle2".to_owned() };
    assert_eq!(says(seat("technical-lead")), Ok(()), "without a plan any name in kebab-case");
    assert!(matches!(says(seat("Tech lead")), Err(Refusal::Unknown { .. })));
    let task = Command::GiveTask { text: "x".to_owned(), to: "mle2".to_owned(), minutes: 5 };
    assert_eq!(says(task), Ok(()));
    assert_eq!(
        says(Command::Decide(Decision { text: "x".to_owned(), ..Decision::default() })),
        Ok(())
    );
    let reason = || "x".to_owned();
    assert_eq!(says(Command::Resolve { reason: reason() }), Err(Refusal::Closed));
    assert_eq!(says(Command::EnterStage { stage: reason() }), Err(Refusal::Closed));
    assert!(says(Command::Reopen { reason: reason() }).is_err());
    assert!(says(Command::Close { reason: reason(), without_outputs: None }).is_err());
    assert_eq!(incident.seats["technical-lead"].since, None, "nobody knows since when");
}

proptest! {
    #[test]
    fn any_text_gives_an_answer(text in "(?s).{0,200}", rows in "([a-z0-9:,\"\n\r-]|2024-0){0,120}") {
        let _ = read(&text);
        let header = "id,title,started,severity,status,users affected,how detected,containment";
        for open in [false, true] {
            let _ = register::read(&format!("{header}\n{rows}"), "x", "ops4", now(), open, &plan());
        }
    }

    #[test]
    fn whatever_is_taken_can_be_written(title in ".{1,250}", note in "(?s).{0,80}", open: bool) {
        let mut csv = csv::Writer::from_writer(Vec::new());
        csv.write_record(["title", "notes", "assignee"]).unwrap();
        csv.write_record([title.as_str(), &note, "ops4"]).unwrap();
        let text = String::from_utf8(csv.into_inner().unwrap()).unwrap();
        if let Ok(imports) = register::read(&text, "x", "ops4", now(), open, &plan()) {
            for import in imports {
                prop_assert!(import.rehearse(now()).is_ok());
            }
        }
    }
}
