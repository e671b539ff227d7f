//! What readings say of who wrote an entry: what servers said of its log, beside the log.

use super::commands::*;
use super::keeping::desk::{Pen, incident, log};
use super::world::*;
use warroom::comms::{State, items};
use warroom::incident::authors::{Author, Carried, splits};
use warroom::incident::{
    Approval, Authorship, Command, Credit, Entry, Event, Incident, Occasion, Sending, Seq, Vouched,
};

const NOTICE: &str = "customers-notice";

fn said(owner: Option<&str>, carried: Option<(&str, Seq)>, until: Seq) -> Vouched {
    let carried = carried.map(|(by, from)| Carried { by: by.to_owned(), from });
    Vouched { author: Author { owner: owner.map(str::to_owned), carried }, until, split: None }
}

/// What servers said of one log.
fn knowing(log: &Entry, said: impl IntoIterator<Item = Vouched>) -> Authorship {
    let mut authors = Authorship::default();
    said.into_iter().for_each(|said| authors.hear(log.log.replica, said));
    authors
}

/// In a word for each entry: who carried it, `yes` where it is confirmed, `?` where nobody said anything.
fn told(entries: &[Entry], authors: &Authorship) -> Vec<String> {
    let word = |entry| match authors.credit(entry) {
        None => "?".to_owned(),
        Some(Credit::Confirmed) => "yes".to_owned(),
        Some(Credit::Carried { by }) => by,
        Some(Credit::Split) => "split".to_owned(),
    };
    entries.iter().map(word).collect()
}

#[test]
fn an_entry_is_known_by_what_the_server_said_of_its_log_as_far_as_both_held_it() {
    // They are by ops4.
    let entries = Pen::of(log(incident("7Q2KXM"), "k3f9q2m1")).notes(&["a", "b", "c", "d"]);
    let of = |said: &[Vouched]| told(&entries, &knowing(&entries[0], said.iter().cloned()));
    assert_eq!(of(&[]), ["?", "?", "?", "?"]);
    assert_eq!(of(&[said(Some("ops4"), None, 3)]), ["yes", "yes", "yes", "?"]);
    assert_eq!(of(&[said(Some("ops4"), Some(("cs1", 2)), 4)]), ["yes", "cs1", "cs1", "cs1"]);
    assert_eq!(of(&[said(None, Some(("cs1", 1)), 2)]), ["cs1", "cs1", "?", "?"]);
    // What the owner of a log brought in another name was carried too.
    assert_eq!(of(&[said(Some("mle2"), None, 1)]), ["mle2", "?", "?", "?"]);
    // A server that says neither says nothing.
    assert_eq!(of(&[said(None, None, 4)]), ["?", "?", "?", "?"]);
}

#[test]
fn one_server_that_has_it_from_its_author_is_enough() {
    let entries = Pen::of(log(incident("7Q2KXM"), "k3f9q2m1")).notes(&["a", "b"]);
    let (theirs, ours) = (said(None, Some(("cs1", 1)), 2), said(Some("ops4"), None, 1));
    for both in [[theirs.clone(), ours.clone()], [ours, theirs]] {
        assert_eq!(told(&entries, &knowing(&entries[0], both)), ["yes", "cs1"]);
    }
}

#[test]
fn of_a_log_with_two_tellings_nothing_is_confirmed_from_where_they_part() {
    let mut pen = Pen::of(log(incident("7Q2KXM"), "k3f9q2m1"));
    let mut entries = pen.notes(&["a"]);
    let mut forger = pen.clone();
    entries.extend(pen.notes(&["b", "c"]));
    assert!(splits(&entries).is_empty());
    entries.push(forger.note("what ops4 never wrote"));
    let split = splits(&entries).get(&entries[0].log.replica).copied();
    assert_eq!(split, Some(2));
    let known = Vouched { split, ..said(Some("ops4"), None, 9) };
    let authors = knowing(&entries[0], [known]);
    assert_eq!(told(&entries, &authors), ["yes", "split", "split", "split"]);
    let doubt = authors.doubt(&entries[3]);
    assert_eq!(doubt.as_deref(), Some("its log has split, author unconfirmed"));
}

/// The customers' notice is drafted by the commander `ops4` and approved by both seats: `cs1` at a desk of their
/// own, whose log somebody carried.
fn approved() -> (Desk, Authorship) {
    let mut here = Desk::new(1, "ops4");
    let story =
        [declare(), assign("ic", "ops4"), assign("comms", "cs1"), draft(NOTICE, "We know.")];
    story.into_iter().chain([approve(NOTICE)]).for_each(|command| _ = here.does(command));
    let mut there = Desk::new(2, "cs1");
    there.hears(&here);
    there.now = here.now;
    let given = there.does(approve(NOTICE));
    here.hears(&there);
    here.now = there.now;
    (here, knowing(&given, [said(None, Some(("mle2", 1)), 9)]))
}

fn sending(why: Option<&str>) -> Command {
    let unapproved = why.map(str::to_owned);
    let channel = "email".to_owned();
    Command::Send(Sending { item: NOTICE.to_owned(), channel, unapproved, ..Sending::default() })
}

fn faults(incident: &Incident, authors: &Authorship) -> Vec<Option<String>> {
    let given = incident.messages.approvals.iter();
    given.map(|given| incident.fault_of(given, authors)).collect()
}

#[test]
fn an_approval_counts_only_while_nothing_speaks_against_its_author() {
    let (desk, authors) = approved();
    let (incident, nobody) = (desk.incident(), Authorship::default());
    assert_eq!(incident.missing_approvals(NOTICE, &nobody), Vec::<&str>::new());
    assert_eq!(incident.missing_approvals(NOTICE, &authors), ["comms-lead"]);
    let doubt = "approved by cs1 (carried by mle2, author unconfirmed)";
    assert_eq!(faults(&incident, &authors), [None, Some(doubt.to_owned())]);
    // The log is the same, and so is what it adds up to.
    assert!(incident.messages.approvals.iter().all(Approval::is_valid));
    let state = |authors: &Authorship| {
        let item = items(&incident, authors, &[], desk.now).into_iter().find(|it| it.id == NOTICE);
        let item = item.unwrap();
        (item.state, item.approvers[0].fault.clone())
    };
    assert_eq!(state(&nobody), (State::Approved, None));
    let waits = State::Waits(vec!["comms-lead".to_owned()]);
    assert_eq!(state(&authors), (waits, Some(doubt.to_owned())));
}

#[test]
fn what_lacks_a_confirmed_approval_goes_out_only_with_a_reason_that_is_kept() {
    let (mut desk, authors) = approved();
    let decides = |desk: &Desk, authors: &Authorship, why| {
        let on = Occasion { authors: authors.clone(), ..desk.occasion() };
        desk.incident().decide(sending(why), &on)
    };
    let refusal = decides(&desk, &authors, None).unwrap_err();
    assert_eq!(
        (refusal.to_string().as_str(), refusal.remedy().as_str()),
        (
            "`customers-notice` lacks the approval of comms-lead: approved by cs1 (carried by mle2, author \
             unconfirmed)",
            "it counts once its author's own desk has synced; or say with --unapproved why it goes out without"
        )
    );
    let kept = |facts: Vec<warroom::incident::Fact>| match &facts[0].event {
        Event::MessageSent(sent) => sent.unapproved.clone(),
        other => panic!("{other:?}"),
    };
    let why = Some("cs1 said so on the phone");
    assert_eq!(kept(decides(&desk, &authors, why).unwrap()).as_deref(), why);
    // Confirmed, it lacks nothing, and no reason is needed.
    assert_eq!(kept(decides(&desk, &Authorship::default(), why).unwrap()), None);
    // What went out says it too, for as long as it is so.
    desk.does(sending(None));
    let incident = desk.incident();
    let approver = |authors: &Authorship| {
        let item = items(&incident, authors, &[], desk.now).into_iter().find(|it| it.id == NOTICE);
        let approver = item.unwrap().approvers[0].clone();
        (approver.given.map(|(by, _)| by), approver.fault)
    };
    assert_eq!(approver(&Authorship::default()), (Some("cs1".to_owned()), None));
    let doubt = "approved by cs1 (carried by mle2, author unconfirmed)".to_owned();
    assert_eq!(approver(&authors), (None, Some(doubt)));
}

#[test]
fn whoever_approved_at_a_desk_that_nobody_knows_may_approve_again_at_their_own() {
    let (desk, authors) = approved();
    let on = Occasion { by: "cs1".to_owned(), ..desk.occasion() };
    let again = |on: &Occasion| desk.incident().decide(approve(NOTICE), on);
    assert!(again(&on).is_err(), "it was approved already");
    assert!(again(&Occasion { authors, ..on }).is_ok());
}
