//! The work that follows incidents: how it stands by the days of its zone, its order, what is asked of it.

use crate::commands::*;
use crate::world::*;
use chrono::{DateTime, Utc};
use warroom::incident::{Command, Measure, Output, Owed};
use warroom::register::{ActionQuery, following, open_and_overdue};
use warroom::store::follow_up::{FollowUp, Standing};
use warroom::store::index::Summary;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("it is a time")
}

fn owed(text: &str, owner: &str, due: &str, kind: Output) -> Command {
    let (text, owner) = (text.to_owned(), owner.to_owned());
    Command::AddAction(Owed { text, owner, due: due.parse().expect("it is a day"), kind })
}

const CHECK: Output = Output::Prevention(Measure::Check);
const TEST: Output = Output::Prevention(Measure::Test);

/// Four actions: one done, one dropped, two open.
fn summary() -> Summary {
    let story = given([
        declare(),
        correct(warroom::incident::Correction::Category("data leak".to_owned())),
        owed("Rotate the keys", "dev3", "2026-11-21", Output::Fix),
        owed("Scan answers for keys", "mle2", "2026-11-25", CHECK),
        owed("Red-team the order bot", "mle2", "2026-12-04", TEST),
        owed("Buy a firewall", "ops4", "2026-12-01", CHECK),
        Command::FinishAction { action: "1".to_owned(), note: Some("all 14".to_owned()) },
        Command::DropAction { action: "4".to_owned(), reason: "it helps nobody".to_owned() },
    ]);
    Summary::of(&story.incident())
}

fn texts(query: &str, now: &str) -> Vec<String> {
    let query = ActionQuery::read(query, at(now), None).unwrap_or_else(|e| panic!("{query}: {e}"));
    let all = [summary()];
    let found = following(&all, &query, at(now));
    found.iter().map(|one| one.what.text.clone()).collect()
}

const FRIDAY: &str = "2026-11-27T12:00:00Z";

#[test]
fn what_is_open_comes_first_by_its_day_and_then_what_ended() {
    assert_eq!(
        texts("", FRIDAY),
        ["Scan answers for keys", "Red-team the order bot", "Buy a firewall", "Rotate the keys"]
    );
}

#[test]
fn overdue_is_what_is_open_when_its_day_is_over_in_the_plans_zone() {
    let of = summary();
    let mut scan = of.actions[1].clone();
    assert_eq!(scan.zone, "UTC");
    assert_eq!(scan.standing(at("2026-11-25T23:59:59Z")), Standing::Open(0));
    assert_eq!(scan.standing(at("2026-11-26T00:00:00Z")), Standing::Overdue(1));
    assert_eq!(scan.next_change(at("2026-11-25T12:00:00Z")), Some(at("2026-11-26T00:00:00Z")));
    scan.zone = "America/New_York".to_owned();
    assert_eq!(
        scan.standing(at("2026-11-26T04:59:59Z")),
        Standing::Open(0),
        "it is the 25th there"
    );
    assert_eq!(scan.standing(at("2026-11-26T05:00:00Z")), Standing::Overdue(1));
    assert_eq!(scan.next_change(at("2026-11-26T04:00:00Z")), Some(at("2026-11-26T05:00:00Z")));
    assert_eq!(of.actions[0].next_change(at(FRIDAY)), None, "what is done stays done");
}

#[test]
fn how_it_stands_is_said_in_words() {
    let of = summary();
    let words = |place: usize, now: &str| of.actions[place].words(at(now));
    assert_eq!(words(1, "2026-11-20T12:00:00Z"), "due in 5 days");
    assert_eq!(words(1, "2026-11-24T12:00:00Z"), "due tomorrow");
    assert_eq!(words(1, "2026-11-25T12:00:00Z"), "due today");
    assert_eq!(words(1, "2026-11-26T12:00:00Z"), "1 day overdue");
    assert_eq!(words(1, FRIDAY), "2 days overdue");
    assert_eq!((words(0, FRIDAY), words(3, FRIDAY)), ("done".to_owned(), "dropped".to_owned()));
}

#[test]
fn what_was_done_was_done_in_time_or_some_days_late() {
    let mut done: FollowUp = summary().actions[0].clone();
    let late = |done: &FollowUp| done.was_in_time();
    assert_eq!(late(&done), Some(true));
    done.ended_at = Some("2026-11-23T01:00:00Z".parse().expect("a time"));
    assert_eq!((late(&done), done.standing(at(FRIDAY))), (Some(false), Standing::DoneLate(2)));
    done.zone = "America/New_York".to_owned();
    assert_eq!(done.standing(at(FRIDAY)), Standing::DoneLate(1), "it was the 22nd there");
    done.ended_at = Some("2026-11-21".parse().expect("a day"));
    assert_eq!(late(&done), Some(true), "a day that is known roughly is that day everywhere");
    assert_eq!(late(&summary().actions[1]), None, "what is open is neither");
}

#[test]
fn actions_are_asked_for_by_owner_state_kind_day_and_by_their_incident() {
    let many = |query: &str| texts(query, FRIDAY).len();
    assert_eq!(texts("overdue", FRIDAY), ["Scan answers for keys"]);
    assert_eq!(texts("overdue", "2026-11-25T12:00:00Z"), Vec::<String>::new());
    assert_eq!((many("open"), many("-open"), many("state:done,dropped")), (2, 2, 2));
    assert_eq!((many("owner:mle"), many("owner:ops4,dev3"), many("-owner:mle2")), (2, 2, 2));
    assert_eq!((many("fix"), many("kind:prevention"), many("prevention open")), (1, 3, 2));
    assert_eq!((many("measure:check"), many("measure:test,process")), (2, 1));
    assert_eq!((many("due:today open"), many("due:7d open"), many("due:2026-12-04")), (1, 2, 4));
    assert_eq!(
        (many("keys"), many("\"the keys\""), many("leak")),
        (4, 1, 4),
        "the incident's name"
    );
    assert_eq!((many("sev:2"), many("sev:1"), many("category:leak -done")), (4, 0, 3));
}

#[test]
fn a_wrong_query_is_told_where_and_what_would_be_right() {
    let says = |text: &str, told: &str| {
        let error = ActionQuery::read(text, at(FRIDAY), None).expect_err(text).to_string();
        assert!(error.starts_with(told), "{text}: {error}");
    };
    says("ownr:ops4", "character 1 of the query: no key is called `ownr`; did you mean `owner:`?");
    says(
        "colour:red",
        "character 1 of the query: no key is called `colour`; one of: owner, state,",
    );
    says("open state:late", "character 6 of the query: `late` is not how an action can stand;");
    says("kind:bias", "character 1 of the query: `bias` is not what an action can be for;");
    says("measure:", "character 1 of the query: nothing stands behind `measure:`; write measure:");
    says("due:soon", "character 1 of the query: `soon` is not a day; write a day such as due:");
    says("sev:dire", "character 1 of the query: `dire` is not a severity; write a level such as");
}

#[test]
fn open_and_overdue_ones_are_counted() {
    let of = summary();
    assert_eq!(open_and_overdue(&of.actions, at(FRIDAY)), (2, 1));
    assert_eq!(open_and_overdue(&of.actions, at("2027-01-01T00:00:00Z")), (2, 2));
    assert_eq!(open_and_overdue(&[], at(FRIDAY)), (0, 0));
}
