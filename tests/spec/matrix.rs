//! The communications matrix at work: what is due, by which clock, who holds the pen, who must approve,
//! what went out and how late.

use crate::commands::{approve, draft, send};
use crate::world::{Desk, start};
use chrono::{DateTime, TimeDelta, Utc};
use warroom::catalog;
use warroom::clocks::readings;
use warroom::comms::{Item, Margin, State, items};
use warroom::incident::{
    Answer, Authorship, Command, Correction, Declared, Drafting, Sending, Word,
};

/// A story under the standard plan, from its declaration on.
struct Story {
    desk: Desk,
}

impl Story {
    fn at(level: &str) -> Story {
        let mut desk = Desk::new(1, "ops4");
        let declared = Declared {
            title: "Wrong refunds".to_owned(),
            severity: Some(level.to_owned()),
            ..Declared::default()
        };
        let plan = Some(catalog::standard().to_pinned());
        desk.does(Command::Declare { declared, plan });
        Story { desk }
    }

    /// Somebody does something, so many minutes after the declaration.
    #[track_caller]
    fn does(mut self, minutes: i64, by: &str, command: Command) -> Story {
        by.clone_into(&mut self.desk.by);
        self.desk.now = after(minutes);
        self.desk.does(command);
        self
    }

    fn seats(self, role: &str, person: &str) -> Story {
        let (role, person) = (role.to_owned(), person.to_owned());
        self.does(1, "ops4", Command::Assign { role, person })
    }

    fn answers(self, question: &str, word: Word) -> Story {
        let (question, answer) = (question.to_owned(), Answer::Word(word));
        self.does(1, "ops4", Command::Classify { question, answer, reason: None })
    }

    fn items(&self, minutes: i64) -> Vec<Item> {
        let (incident, now) = (self.desk.incident(), after(minutes));
        let read = readings(&incident, now);
        items(&incident, &Authorship::default(), &read.iter().collect::<Vec<_>>(), now)
    }

    #[track_caller]
    fn item(&self, minutes: i64, id: &str) -> Item {
        let found = self.items(minutes).into_iter().find(|item| item.id == id);
        found.unwrap_or_else(|| panic!("no {id}: {:#?}", self.items(minutes)))
    }
}

fn after(minutes: i64) -> DateTime<Utc> {
    // The plan is pinned at 14:00, a minute before the declaration.
    start() + TimeDelta::minutes(1 + minutes)
}

fn waive(item: &str, why: &str) -> Command {
    Command::WaiveMessage { item: item.to_owned(), reason: why.to_owned() }
}

fn unapproved(item: &str, why: &str) -> Command {
    Command::Send(Sending {
        item: item.to_owned(),
        channel: "email".to_owned(),
        unapproved: Some(why.to_owned()),
        ..Sending::default()
    })
}

fn waits(roles: &[&str]) -> State {
    State::Waits(roles.iter().map(|role| (*role).to_owned()).collect())
}

#[test]
fn there_is_one_item_for_each_rule_of_the_level() {
    let items = Story::at("SEV-1").items(1);
    let mut ids: Vec<_> = items.iter().map(|item| item.id.as_str()).collect();
    ids.sort_unstable();
    let expected = [
        "board-sev-1",
        "customers-sev-1",
        "executives-sev-1",
        "internal-sev-1",
        "postmortem-public",
        "public-sev-1",
        "regulators-sev-1",
        "resolution",
    ];
    assert_eq!(ids, expected);
    assert!(items.iter().all(|item| item.asked && item.number == 1));
}

#[test]
fn an_item_says_when_it_is_due_by_which_clock_and_who_holds_the_pen() {
    let story = Story::at("SEV-1").seats("comms-lead", "cs1");
    let item = story.item(5, "internal-sev-1");
    assert_eq!((item.due, item.clock.as_deref()), (Some(after(15)), Some("internal-update")));
    assert_eq!((item.state, item.is_late, item.repeats), (State::Due, false, true));
    let pen = item.pen.expect("a pen");
    assert_eq!((pen.role.as_str(), pen.name.as_deref()), ("comms-lead", Some("cs1")));
    let item = story.item(5, "customers-sev-1");
    assert_eq!(item.due, Some(after(24 * 60)));
    let seat = &item.approvers[0].seat;
    assert_eq!((seat.role.as_str(), seat.name.as_deref()), ("executive-sponsor", None));
}

#[test]
fn what_is_past_its_time_is_late_and_stands_first() {
    let story = Story::at("SEV-1");
    assert!(!story.item(14, "internal-sev-1").is_late);
    let items = story.items(46);
    let late: Vec<_> =
        items.iter().filter(|item| item.is_late).map(|item| item.id.as_str()).collect();
    assert_eq!(late, ["internal-sev-1", "executives-sev-1"]);
    assert_eq!(items[0].missed, 3);
    assert_eq!((items[0].id.as_str(), &items[0].state), ("internal-sev-1", &State::Due));
}

#[test]
fn a_text_waits_for_the_approval_of_each_seat_and_may_then_go_out() {
    let story = Story::at("SEV-1").seats("executive-sponsor", "ex1").does(
        2,
        "cs1",
        draft("customers-sev-1", "We know of it."),
    );
    let item = story.item(3, "customers-sev-1");
    assert_eq!(item.state, waits(&["executive-sponsor"]));
    let drafted = item.draft.expect("a draft");
    assert_eq!((drafted.version, drafted.by.as_str()), (1, "cs1"));
    let story = story.does(4, "ex1", approve("customers-sev-1"));
    let item = story.item(5, "customers-sev-1");
    assert_eq!(item.state, State::Approved);
    let (by, when) = item.approvers[0].given.clone().expect("an approval");
    assert_eq!((by.as_str(), when.earliest()), ("ex1", after(4)));
    // A text that nobody approves is merely drafted.
    let story = story.does(6, "cs1", draft("internal-sev-1", "We look into it."));
    assert_eq!(story.item(7, "internal-sev-1").state, State::Drafted);
}

#[test]
fn a_text_that_was_edited_after_approval_needs_a_new_one() {
    let story = Story::at("SEV-1")
        .seats("executive-sponsor", "ex1")
        .does(2, "cs1", draft("customers-sev-1", "We know of it."))
        .does(3, "ex1", approve("customers-sev-1"))
        .does(4, "cs1", draft("customers-sev-1", "We know of it!"));
    let item = story.item(5, "customers-sev-1");
    assert_eq!(item.state, waits(&["executive-sponsor"]));
    assert_eq!(item.draft.map(|draft| draft.version), Some(2));
    assert_eq!(item.approvers[0].given, None);
    assert_eq!(item.approvers[0].fault.as_deref(), Some("ex1 approved an earlier text"));
}

#[test]
fn an_approval_that_was_withdrawn_is_told_with_who_and_why() {
    let withdrawn = Command::WithdrawApproval {
        item: "customers-sev-1".to_owned(),
        role: None,
        reason: "the number is wrong".to_owned(),
    };
    let story = Story::at("SEV-1")
        .seats("executive-sponsor", "ex1")
        .does(2, "cs1", draft("customers-sev-1", "We know of it."))
        .does(3, "ex1", approve("customers-sev-1"))
        .does(4, "ex1", withdrawn);
    let item = story.item(5, "customers-sev-1");
    assert_eq!(item.state, waits(&["executive-sponsor"]));
    let fault = item.approvers[0].fault.as_deref();
    assert_eq!(fault, Some("withdrawn by ex1: the number is wrong"));
}

#[test]
fn the_next_one_of_a_cadence_is_due_as_soon_as_one_was_sent() {
    let story = Story::at("SEV-1")
        .does(10, "cs1", draft("internal-sev-1", "One"))
        .does(12, "cs1", send("internal-sev-1"))
        .does(40, "cs1", draft("internal-sev-1", "Two"))
        .does(41, "cs1", send("internal-sev-1"));
    let found = story.items(42);
    let rows: Vec<&Item> = found.iter().filter(|item| item.id == "internal-sev-1").collect();
    let [next, second, first] = rows.as_slice() else { panic!("{rows:#?}") };
    assert_eq!((next.number, next.due, &next.state), (3, Some(after(56)), &State::Due));
    let margin = |item: &Item| match &item.state {
        State::Sent(gone) => gone.margin,
        other => panic!("not sent: {other:?}"),
    };
    assert_eq!((first.number, margin(first)), (1, Margin::Due(after(15), TimeDelta::minutes(3))));
    assert_eq!(
        (second.number, margin(second)),
        (2, Margin::Due(after(27), TimeDelta::minutes(-14)))
    );
    assert_eq!(margin(second).late_by(), Some(TimeDelta::minutes(14)));
    let incident = story.desk.incident();
    assert_eq!(next.next_update(&incident, after(50)), Some(after(65)));
}

#[test]
fn a_cadence_that_came_to_its_end_asks_for_no_more() {
    let story = Story::at("SEV-1")
        .does(12, "cs1", draft("internal-sev-1", "One"))
        .does(12, "cs1", send("internal-sev-1"))
        .does(20, "ops4", Command::Resolve { reason: "over".to_owned() });
    let found = story.items(60);
    let rows: Vec<&Item> = found.iter().filter(|item| item.id == "internal-sev-1").collect();
    assert!(matches!(rows.as_slice(), [Item { state: State::Sent(_), .. }]), "{rows:#?}");
}

#[test]
fn what_was_sent_says_how_by_whom_and_whether_it_was_in_time() {
    let story = Story::at("SEV-1")
        .seats("executive-sponsor", "ex1")
        .does(2, "cs1", draft("customers-sev-1", "We know of it."))
        .does(3, "ex1", approve("customers-sev-1"))
        .does(4, "cs1", send("customers-sev-1"));
    let item = story.item(2000, "customers-sev-1");
    let State::Sent(gone) = &item.state else { panic!("{item:?}") };
    assert_eq!((gone.by.as_str(), gone.channel.as_str(), gone.place), ("cs1", "email", 1));
    assert_eq!(gone.when.earliest(), after(4));
    assert_eq!(gone.margin.due(), Some(after(24 * 60)));
    assert_eq!((gone.margin.late_by(), item.is_late, &gone.unapproved), (None, false, &None));
    assert_eq!(item.approvers[0].given.as_ref().map(|(by, _)| by.as_str()), Some("ex1"));
    assert_eq!(story.items(2000).iter().filter(|i| i.id == "customers-sev-1").count(), 1);
}

#[test]
fn what_went_out_without_approval_says_whose_was_lacking_and_why() {
    let story = Story::at("SEV-1").does(2, "cs1", draft("customers-sev-1", "We know of it.")).does(
        4,
        "cs1",
        unapproved("customers-sev-1", "nobody could be reached"),
    );
    let State::Sent(gone) = story.item(5, "customers-sev-1").state else { panic!("not sent") };
    let (lacked, why) = gone.unapproved.expect("a reason");
    assert_eq!(
        (lacked, why.as_str()),
        (vec!["executive-sponsor".to_owned()], "nobody could be reached")
    );
}

#[test]
fn a_new_draft_after_sending_is_a_message_of_its_own() {
    let story = Story::at("SEV-1")
        .does(2, "cs1", draft("board-sev-1", "One"))
        .does(3, "cs1", send("board-sev-1"))
        .does(4, "cs1", draft("board-sev-1", "Two"));
    let found = story.items(5);
    let states: Vec<_> = found
        .iter()
        .filter(|item| item.id == "board-sev-1")
        .map(|item| (item.number, item.state.word()))
        .collect();
    assert_eq!(states, [(2, "drafted"), (1, "sent")]);
}

#[test]
fn what_is_not_needed_says_who_decided_it_and_why_until_somebody_writes_it() {
    let story = Story::at("SEV-1").does(2, "lgl", waive("board-sev-1", "not material"));
    let (by, why) = ("lgl".to_owned(), "not material".to_owned());
    assert_eq!(story.item(3, "board-sev-1").state, State::NotNeeded { by, why });
    let story = story.does(4, "cs1", draft("board-sev-1", "It is, after all."));
    assert_eq!(story.item(5, "board-sev-1").state, State::Drafted);
}

#[test]
fn a_condition_says_whether_a_message_applies() {
    let story = Story::at("SEV-2");
    let asks = vec!["customer-harm".to_owned()];
    assert_eq!(story.item(2, "public-sev-2").state, State::NotAssessed { asks: asks.clone() });
    assert_eq!(story.item(2, "customers-sev-2").state, State::NotAssessed { asks });
    let story = story.answers("customer-harm", Word::No);
    let State::NotApplicable { why } = story.item(2, "public-sev-2").state else { panic!("it is") };
    assert_eq!(why, "customer harm: no, by ops4");
    let story = story.answers("customer-harm", Word::Yes);
    assert_eq!(story.item(2, "public-sev-2").state, State::Due);
    assert_eq!(story.item(2, "customers-sev-2").due, Some(after(72 * 60)));
    // A flag of the incident may be the condition.
    let story = Story::at("SEV-3");
    let State::NotApplicable { why } = story.item(2, "public-sev-3").state else { panic!("it is") };
    assert_eq!(why, "no public report");
    let story = story.does(2, "ops4", Command::Correct(Correction::PublicReport(true)));
    assert_eq!(story.item(3, "public-sev-3").state, State::Due);
}

#[test]
fn authorities_are_told_by_the_clock_that_runs_out_first() {
    let story = Story::at("SEV-1");
    let State::NotAssessed { asks } = story.item(2, "regulators-sev-1").state else {
        panic!("it is")
    };
    assert!(asks.contains(&"personal-data".to_owned()), "{asks:?}");
    let time = "2026-11-20T14:01Z".parse().expect("a time");
    let aware = Command::Stamp { stamp: "aware".to_owned(), time, note: None };
    let story = story
        .answers("personal-data", Word::Yes)
        .answers("people-in-eu", Word::Yes)
        .does(1, "ops4", aware);
    let item = story.item(2, "regulators-sev-1");
    assert_eq!((item.clock.as_deref(), item.due), (Some("gdpr-33"), Some(after(72 * 60))));
    let to = Command::Send(Sending {
        item: "regulators-sev-1".to_owned(),
        text: Some((None, "We notify you.".to_owned())),
        channel: "portal".to_owned(),
        clock: Some("gdpr-33".to_owned()),
        ..Sending::default()
    });
    let story = story.does(60, "lgl", to);
    let found = story.items(61);
    let sent = found.iter().filter(|item| item.id == "regulators-sev-1");
    assert!(sent.clone().any(|item| matches!(item.state, State::Sent(_))), "{found:#?}");
    let open: Vec<_> = sent.filter(|item| item.is_open()).map(|item| &item.clock).collect();
    assert!(open.iter().all(|clock| clock.as_deref() != Some("gdpr-33")), "{open:?}");
}

#[test]
fn a_message_to_some_does_not_say_that_others_on_the_same_clock_were_told() {
    let story = Story::at("SEV-2")
        .does(2, "ops4", draft("executives-sev-2", "We know of it."))
        .does(3, "ops4", send("executives-sev-2"));
    assert!(matches!(story.item(4, "executives-sev-2").state, State::Sent(_)));
    let board = story.item(4, "board-sev-2");
    assert_eq!((board.state.word(), board.due, board.is_late), ("due", Some(after(60)), false));
    assert!(story.item(61, "board-sev-2").is_late);
}

#[test]
fn a_stamp_that_was_set_by_hand_says_that_people_were_told_and_by_whose_word() {
    let time = "2026-11-20T14:20Z".parse().expect("a time");
    let told = Command::Stamp { stamp: "executives_told".to_owned(), time, note: None };
    let story = Story::at("SEV-2").does(25, "ops4", told);
    assert_eq!(
        story.item(30, "executives-sev-2").state,
        State::Told { by: "ops4".to_owned(), when: time }
    );
}

#[test]
fn what_the_matrix_does_not_ask_for_is_there_once_somebody_wrote_it() {
    let can = Command::Draft(Drafting {
        item: "can".to_owned(),
        text: "Keys leak. We rotate them. We need an hour.".to_owned(),
        ..Drafting::default()
    });
    let story = Story::at("SEV-1").does(2, "ops4", can);
    let item = story.item(3, "can");
    assert_eq!((item.asked, item.title.as_str()), (false, "Conditions, actions, needs"));
    assert_eq!((item.audience.as_str(), item.state), ("internal", State::Drafted));
    let story = story.does(4, "ops4", send("can"));
    assert!(matches!(story.item(5, "can").state, State::Sent(_)));
}

#[test]
fn a_message_of_another_level_stays_in_the_list_once_it_was_written() {
    let lowered = Command::SetSeverity {
        level: "SEV-3".to_owned(),
        reason: "fewer people".to_owned(),
        assessed: warroom::incident::Assessed::default(),
    };
    let story = Story::at("SEV-1")
        .does(2, "cs1", draft("internal-sev-1", "One"))
        .does(3, "cs1", send("internal-sev-1"))
        .does(4, "cs1", draft("public-sev-1", "We know of it."))
        .does(5, "ops4", lowered);
    assert!(matches!(story.item(6, "internal-sev-1").state, State::Sent(_)));
    let public = story.item(6, "public-sev-1");
    assert_eq!((public.asked, public.state), (false, waits(&["legal-lead"])));
    assert!(story.items(6).iter().any(|item| item.id == "internal-sev-3" && item.asked));
}
