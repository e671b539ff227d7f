//! What is said to people: drafts, approvals of exact words, what went out and what went out in its place.

use super::commands::*;
use super::world::*;
use warroom::incident::{Authorship, Command, Drafting, Event, Refusal, Sending, digest};

fn text(words: &str) -> String {
    words.to_owned()
}

fn nobody() -> Authorship {
    Authorship::default()
}

fn withdraw(item: &str) -> Command {
    Command::WithdrawApproval { item: text(item), role: None, reason: text("the number is wrong") }
}

fn sent_with(item: &str, change: impl FnOnce(&mut Sending)) -> Command {
    let mut sending = Sending { item: text(item), channel: text("email"), ..Sending::default() };
    change(&mut sending);
    Command::Send(sending)
}

fn correct_sent(words: &str) -> Command {
    Command::CorrectMessage {
        sent: text("1"),
        subject: None,
        text: text(words),
        channel: None,
        reference: None,
        reason: text("the number was wrong"),
    }
}

/// The commander `ops4` and the comms lead `cs1` are seated, and the customers' notice is drafted.
fn drafted() -> Vec<Command> {
    vec![
        declare(),
        assign("ic", "ops4"),
        assign("comms", "cs1"),
        draft("customers-notice", "We know of it."),
    ]
}

/// One desk after another writes into the same log.
fn desk(story: impl IntoIterator<Item = (&'static str, Command)>) -> Desk {
    let mut desk = Desk::new(1, "ops4");
    for (by, command) in story {
        desk.by = text(by);
        desk.does(command);
    }
    desk
}

/// The notice with the approvals of both seats.
fn approved() -> Desk {
    let both = [("ops4", approve("customers-notice")), ("cs1", approve("customers-notice"))];
    desk(drafted().into_iter().map(|command| ("ops4", command)).chain(both))
}

// --- drafts ------------------------------------------------------------------------------------------

#[test]
fn a_draft_keeps_the_words_their_sum_and_whom_they_are_for() {
    let sum = digest(None, "We know of it.");
    given([declare()]).when(draft("Customers notice", " We know of it.\r\n")).then([&format!(
        r#"message_drafted {{"item":"customers-notice","audience":"customers","text":"We know of it.","sha256":"{sum}","over":null}}"#
    )]);
}

#[test]
fn a_message_outside_the_matrix_is_named_by_its_template() {
    let fields = [(text("conditions"), text("keys leak"))].into();
    let drafting = Drafting {
        item: text("can"),
        subject: Some(text(" State ")),
        text: text("keys leak"),
        template: Some(text("Conditions and needs")),
        fields,
        audience: None,
    };
    let sum = digest(Some("State"), "keys leak");
    given([declare()]).when(Command::Draft(drafting)).then([&format!(
        r#"message_drafted {{"item":"can","audience":"internal","subject":"State","text":"keys leak","sha256":"{sum}","template":"can","fields":{{"conditions":"keys leak"}},"over":null}}"#
    )]);
    given([declare()]).when(draft("party", "x")).refused(&unknown(
        "message",
        "party",
        &["customers-notice", "authority-notice", "can"],
    ));
}

#[test]
fn words_that_go_out_hold_no_control_characters_and_are_not_endless() {
    given([declare()]).when(draft("can", "one\n\ttwo \u{1b}[31m")).refused_saying(
        "the text holds the control character U+001B in line 2",
        "take it out; only line breaks and tabs go out to people",
    );
    given([declare()])
        .when(draft("can", &"x".repeat(1 << 20)))
        .refused_saying("the text has 1048576 characters", "use at most 65536 characters");
    given([declare()]).when(draft("can", " \n")).refused(&Refusal::Empty { what: "the text" });
    let fields = [(text("Next Update"), text("x"))].into();
    let drafting = Drafting { item: text("can"), text: text("x"), fields, ..Drafting::default() };
    given([declare()])
        .when(Command::Draft(drafting))
        .refused_saying("no field is called `Next Update`", "one of: a name such as next_update");
    let fields = [(text("conditions"), text("a\u{7}"))].into();
    let drafting = Drafting { item: text("can"), text: text("x"), fields, ..Drafting::default() };
    given([declare()]).when(Command::Draft(drafting)).refused_saying(
        "a field holds the control character U+0007 in line 1",
        "take it out; only line breaks and tabs go out to people",
    );
}

#[test]
fn a_second_draft_replaces_the_first_and_saying_the_same_again_is_refused() {
    let story = given([declare(), draft("can", "one"), draft("can", "two")]).incident();
    let draft_now = &story.messages.drafts["can"];
    assert_eq!((draft_now.version, &*draft_now.says.text), (2, "two"));
    given([declare(), draft("can", "one")])
        .when(draft("can", "one"))
        .refused(&already("the draft of `can` says that already"));
}

#[test]
fn two_drafts_at_once_are_a_conflict_until_somebody_drafts_again() {
    let mut here = Desk::new(1, "ops4");
    here.does(declare());
    let mut there = Desk::new(2, "cs1");
    there.hears(&here);
    here.does(draft("can", "one"));
    there.does(draft("can", "two"));
    here.hears(&there);
    assert_eq!(here.incident().conflicts.len(), 1);
    here.does(draft("can", "both"));
    assert!(here.incident().conflicts.is_empty());
}

// --- approval ----------------------------------------------------------------------------------------

#[test]
fn whoever_holds_a_seat_that_is_asked_approves_these_words() {
    let sum = digest(None, "We know of it.");
    for (by, role) in [("cs1", "comms-lead"), ("ops4", "commander")] {
        given(drafted()).by(by).when(approve("customers-notice")).then([&format!(
            r##"message_approved {{"item":"customers-notice","draft":"#5","sha256":"{sum}","role":"{role}"}}"##
        )]);
    }
}

#[test]
fn whoever_does_not_hold_the_seat_is_refused_with_who_does() {
    given(drafted()).by("dev3").when(approve("customers-notice")).refused_saying(
        "dev3 does not hold `comms-lead`",
        "cs1 holds it; take the seat, or write with --said-by cs1",
    );
    let as_scribe = Command::Approve {
        item: text("customers-notice"),
        role: Some(text("scribe")),
        draft: None,
    };
    given(drafted()).when(as_scribe).refused_saying(
        "`customers-notice` asks for no approval by `scribe`",
        "it asks for: comms-lead, commander",
    );
    given([declare(), assign("ic", "ops4"), draft("can", "x")])
        .when(approve("can"))
        .refused_saying("`can` asks for no approval by `commander`", "it may go out as it is");
}

#[test]
fn only_a_draft_is_approved_once_and_only_the_one_that_was_read() {
    given([declare()]).when(approve("customers-notice")).refused_saying(
        "nobody has drafted `customers-notice`",
        "write it with `comms draft customers-notice`, or send a text with --text",
    );
    let once = drafted().into_iter().chain([approve("customers-notice")]);
    given(once)
        .when(approve("customers-notice"))
        .refused(&already("`commander` has approved `customers-notice` already"));
    let twice = || given(drafted().into_iter().chain([draft("customers-notice", "It is over.")]));
    let read = Some(twice().entry(5));
    let refusal = twice()
        .when(Command::Approve { item: text("customers-notice"), role: None, draft: read })
        .refusal();
    assert_eq!(
        (refusal.to_string(), refusal.remedy()),
        (
            text("`customers-notice` was drafted anew by ops4, at 2026-11-20T14:05:00.000Z"),
            text("read the new draft first")
        )
    );
}

#[test]
fn a_text_that_was_edited_after_approval_needs_a_new_one() {
    let mut desk = approved();
    assert_eq!(
        desk.incident().missing_approvals("customers-notice", &nobody()),
        Vec::<&str>::new()
    );
    desk.does(draft("customers-notice", "We know of it, and more."));
    assert_eq!(
        desk.incident().missing_approvals("customers-notice", &nobody()),
        ["comms-lead", "commander"]
    );
    given_all(&[&desk]).when(send("customers-notice")).refused_saying(
        "`customers-notice` lacks the approval of comms-lead and commander",
        "have it approved, or say with --unapproved why it goes out without",
    );
}

#[test]
fn an_approval_counts_only_if_the_seat_was_held_at_that_place_in_the_order() {
    let mut here = desk(drafted().into_iter().map(|command| ("ops4", command)));
    let mut there = Desk::new(2, "cs1");
    there.hears(&here);
    here.does(assign("comms", "cs3"));
    there.now = here.now;
    there.does(approve("customers-notice"));
    here.hears(&there);
    let incident = here.incident();
    let [given] = &incident.messages.approvals[..] else { panic!("one approval") };
    assert_eq!(given.fault().as_deref(), Some("cs1 did not hold the seat then"));
    assert!(!given.is_valid());
    assert_eq!(incident.missing_approvals("customers-notice", &nobody()).len(), 2);
}

#[test]
fn an_approval_of_other_words_never_counts() {
    let mut desk = desk(drafted().into_iter().map(|command| ("cs1", command)));
    let draft = desk.incident().messages.drafts["customers-notice"].id;
    desk.writes(Event::MessageApproved {
        item: text("customers-notice"),
        draft,
        sha256: digest(None, "Something else."),
        role: text("comms-lead"),
    });
    let given = desk.incident().messages.approvals[0].clone();
    assert_eq!(given.fault().as_deref(), Some("given to another text"));
}

#[test]
fn an_approval_is_taken_back_with_a_reason_by_whoever_gave_it_or_holds_the_seat() {
    let mut desk = approved();
    desk.by = text("cs1");
    desk.does(withdraw("customers-notice"));
    let incident = desk.incident();
    assert_eq!(incident.missing_approvals("customers-notice", &nobody()), ["comms-lead"]);
    let fault = incident.messages.approvals[1].fault();
    assert_eq!(fault.as_deref(), Some("withdrawn by cs1: the number is wrong"));
    given_all(&[&desk]).by("dev3").when(withdraw("customers-notice")).refused_saying(
        "nobody has approved `customers-notice`",
        "`warroom comms list` shows who approved what",
    );
    let role = Some(text("commander"));
    let theirs =
        Command::WithdrawApproval { item: text("customers-notice"), role, reason: text("no") };
    given_all(&[&desk]).by("dev3").when(theirs).refused(&Refusal::NotYours(text("ops4")));
}

// --- what went out -----------------------------------------------------------------------------------

#[test]
fn what_goes_out_keeps_text_channel_audience_and_reference() {
    let desk = approved();
    let sum = digest(None, "We know of it.");
    let sending = sent_with("customers-notice", |sending| sending.reference = Some(text("M-9")));
    given_all(&[&desk]).when(sending).then([&format!(
        r##"message_sent {{"item":"customers-notice","draft":"#5","audience":"customers","channel":"email","reference":"M-9","text":"We know of it.","sha256":"{sum}","over":null}}"##
    )]);
}

#[test]
fn sending_without_approval_needs_a_reason_that_stays() {
    let story = || given(drafted());
    story().when(send("customers-notice")).refused_saying(
        "`customers-notice` lacks the approval of comms-lead and commander",
        "have it approved, or say with --unapproved why it goes out without",
    );
    let mut desk = story().desk;
    desk.does(sent_with("customers-notice", |s| s.unapproved = Some(text("nobody was awake"))));
    let incident = desk.incident();
    let sent = &incident.messages.sent[0];
    assert_eq!(sent.says.unapproved.as_deref(), Some("nobody was awake"));
    assert_eq!(sent.lacked, ["comms-lead", "commander"]);
    let mut fine = approved();
    fine.does(sent_with("customers-notice", |s| s.unapproved = Some(text("in haste"))));
    let incident = fine.incident();
    assert_eq!(incident.messages.sent[0].says.unapproved, None, "it was approved after all");
    assert_eq!(incident.messages.sent[0].approved_by, ["commander", "comms-lead"]);
}

#[test]
fn a_text_that_was_never_drafted_here_can_be_recorded_as_sent() {
    let spoken = |s: &mut Sending| s.text = Some((None, text("It leaks.")));
    let mut desk = given([declare(), stamp("aware", "2026-11-20T14Z")]).desk;
    desk.does(sent_with("authority-notice", spoken));
    let incident = desk.incident();
    assert_eq!(incident.messages.sent[0].says.draft, None);
    assert_eq!(incident.messages.sent[0].number, 1);
}

#[test]
fn what_goes_out_meets_the_clock_of_its_rule_or_the_one_that_is_named() {
    let mut desk = given([declare(), draft("authority-notice", "It leaks.")]).desk;
    desk.does(sent_with("authority-notice", |s| s.reference = Some(text("DPA-7"))));
    let incident = desk.incident();
    assert_eq!(incident.stamp("law.submitted"), Some(moment("2026-11-20T14:03:00Z")));
    assert_eq!(incident.response.submitted["law"].value.as_deref(), Some("DPA-7"));
    let named = sent_with("can", |s| {
        s.text = Some((None, text("x")));
        s.clock = Some(text("LAW"));
    });
    let mut desk = given([declare()]).desk;
    desk.does(named);
    assert!(desk.incident().stamp("law.submitted").is_some());
}

#[test]
fn what_went_out_is_gone_from_the_drafts_cannot_be_undone_and_the_next_one_has_the_next_number() {
    let mut desk = given([declare(), draft("can", "one"), send("can"), draft("can", "two")]).desk;
    assert_eq!(desk.incident().messages.drafts["can"].version, 1);
    desk.does(send("can"));
    let incident = desk.incident();
    assert_eq!(incident.messages.sent[1].number, 2);
    let id = incident.messages.sent[1].id.to_string();
    given_all(&[&desk]).when(undo(&id)).refused(&Refusal::CannotUndo(text("message_sent")));
    given_all(&[&desk]).when(send("can")).refused(&Refusal::NotDrafted(text("can")));
}

#[test]
fn another_text_in_the_place_of_what_went_out_keeps_both() {
    let mut desk = given([declare(), draft("can", "40 keys"), send("can")]).desk;
    given_all(&[&desk])
        .when(correct_sent("40 keys"))
        .refused(&already("what was sent says that already"));
    desk.does(correct_sent("41 keys"));
    let incident = desk.incident();
    let sent = &incident.messages.sent[0];
    assert_eq!(sent.says.text, "40 keys");
    let correction = &sent.corrections[0];
    assert_eq!((&*correction.value.text, &*correction.value.channel), ("41 keys", "email"));
    assert_eq!(correction.reason.as_deref(), Some("the number was wrong"));
}

#[test]
fn a_message_that_is_not_needed_says_who_decided_that_and_why_until_it_is_drafted() {
    let waive = Command::WaiveMessage { item: text("can"), reason: text("nobody asked") };
    let mut desk = given([declare(), waive.clone()]).desk;
    let said = desk.incident().messages.waived["can"].clone();
    assert_eq!((said.by.as_str(), said.reason.as_deref()), ("ops4", Some("nobody asked")));
    given_all(&[&desk]).when(waive).refused(&already("`can` is not needed already"));
    desk.does(draft("can", "x"));
    assert!(desk.incident().messages.waived.is_empty());
}

#[test]
fn messages_still_go_out_when_the_incident_is_closed() {
    given([declare(), resolve("over"), close("done"), draft("can", "x")])
        .when(send("can"))
        .then([&format!(
            r##"message_sent {{"item":"can","draft":"#5","audience":"internal","channel":"email","text":"x","sha256":"{}","over":null}}"##,
            digest(None, "x")
        )]);
}

#[test]
fn an_incident_without_a_plan_has_any_message_that_is_named_in_kebab_case_with_its_audience() {
    let drafting = |item: &str, audience: Option<&str>| {
        let (item, audience) = (text(item), audience.map(text));
        Command::Draft(Drafting { item, audience, text: text("x"), ..Drafting::default() })
    };
    let mut desk = given([declare_historic(), drafting("first-word", Some("press"))]).desk;
    desk.does(send("first-word"));
    assert_eq!(desk.incident().messages.sent[0].says.audience, "press");
    given([declare_historic()])
        .when(drafting("first-word", None))
        .refused(&Refusal::Empty { what: "the audience" });
    given([declare_historic()]).when(drafting("First word", Some("press"))).refused_saying(
        "no message is called `First word`",
        "one of: a name such as first-statement",
    );
}

#[test]
fn a_time_that_a_message_has_set_anew_is_not_undone_behind_it() {
    let mut desk = given([declare(), stamp("update_sent", "2026-11-20T14:00Z")]).desk;
    let before = desk.incident().timeline[2].entry.id.to_string();
    let (mut plan, sum) = (plan(), digest(None, "x"));
    plan.clocks[0].stops_at = Some(text("update_sent"));
    desk.does(Command::AdoptPlan { plan: plan.to_pinned(), reason: text("so") });
    let spoken = sent_with("authority-notice", |s| s.text = Some((None, text("x"))));
    given_all(&[&desk]).when(spoken.clone()).then([&format!(
        r##"message_sent {{"item":"authority-notice","audience":"authority","channel":"email","text":"x","sha256":"{sum}","stamp":"update_sent","over":"#3"}}"##
    )]);
    desk.does(spoken);
    let refusal = given_all(&[&desk]).when(undo(&before)).refusal();
    assert!(matches!(refusal, Refusal::ChangedSince { .. }), "{refusal}");
}

// --- words that are removed --------------------------------------------------------------------------

#[test]
fn words_of_a_message_are_redacted_and_the_approval_of_the_first_words_still_counts() {
    let desk = approved();
    let id = desk.incident().messages.drafts["customers-notice"].id.to_string();
    given_all(&[&desk])
        .when(redact(&id, ""))
        .refused(&Refusal::NeedsInstead(text("message_drafted")));
    let mut desk = desk;
    let instead = format!(
        r#"{{"item":"customers-notice","audience":"customers","text":"[removed]","sha256":"{}","over":null}}"#,
        digest(None, "We know of it.")
    );
    desk.does(redact(&id, &instead));
    let incident = desk.incident();
    assert_eq!(incident.messages.drafts["customers-notice"].says.text, "[removed]");
    assert_eq!(incident.missing_approvals("customers-notice", &nobody()), Vec::<&str>::new());
}
