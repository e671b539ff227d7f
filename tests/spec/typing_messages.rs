//! Messages to people, typed as keys: what is written, approved, sent is exactly what was on the screen.

use warroom::incident::{Command, Sending};
use warroom::ui::effect::{Effect, Way};
use warroom::ui::message::Message;
use warroom::ui::model::Model;
use warroom::ui::overlays::Overlay;
use warroom::ui::overlays::form::{Form, Trouble};
use warroom::ui::update::update;

use crate::pictures::model;
use crate::pictures_messages::{draft, told};
use crate::typing::{form, press};
use crate::typing_response::{command, fault};

/// Somebody sits in the room of the dosages.
fn seat(me: &str) -> Model {
    let mut model = model(vec![told()], (80, 24));
    me.clone_into(&mut model.setting.me);
    model
}

fn sending(item: &str) -> Sending {
    Sending { item: item.to_owned(), ..Sending::default() }
}

/// The draft of an item, as it stands in the log.
fn draft_of(model: &Model, item: &str) -> String {
    model.room().expect("a room").incident.messages.drafts[item].id.to_string()
}

fn text(form: &Form) -> String {
    form.value("text")
}

const COMPOSE: &str = ":comms-draft internal-sev-1<enter>";

#[test]
fn a_message_is_written_from_its_template_and_saved_with_what_was_typed() {
    let mut model = seat("cs3");
    press(&mut model, COMPOSE);
    let typed = "Doses are wrong<tab>we roll back<tab>all regions<tab>none";
    let Command::Draft(drafting) = command(&mut model, &format!("{typed}<c-d>")) else {
        panic!("no draft")
    };
    assert_eq!(drafting.item, "internal-sev-1");
    assert_eq!(drafting.template.as_deref(), Some("internal-status"));
    assert_eq!(drafting.fields["state"], "Doses are wrong");
    assert_eq!(drafting.fields["blocker"], "none");
    assert!(
        drafting.text.starts_with("Current state\nDoses are wrong\n\nMitigation\nwe roll back")
    );
    // What the incident knows, and when the next one comes, need not be typed.
    assert!(drafting.text.contains("Stage Contain, commander ops4. Next update at 14:47 UTC on"));
    assert!(!drafting.fields.contains_key("commander"), "{:?}", drafting.fields);
    let subject = drafting.subject.expect("a subject");
    assert!(
        subject.contains("SEV-1 Support bot gives wrong dosages: Doses are wrong"),
        "{subject}"
    );
}

#[test]
fn the_text_follows_the_fields_until_somebody_edits_it_by_hand() {
    let mut model = seat("cs3");
    press(&mut model, &format!("{COMPOSE}Doses are wrong"));
    assert!(text(form(&model)).starts_with("Current state\nDoses are wrong\n"));
    let to_text = "<tab>".repeat(form(&model).place("text").expect("a text"));
    press(&mut model, &format!("{to_text} Call us."));
    let edited = text(form(&model));
    assert!(edited.ends_with(" Call us."), "{edited}");
    let back = "<s-tab>".repeat(form(&model).at);
    press(&mut model, &format!("{back} since noon"));
    assert_eq!(text(form(&model)), edited, "what was edited by hand stays");
    assert_eq!(form(&model).value("state"), "Doses are wrong since noon");
    // Emptied, it is the template's again.
    let forth = "<tab>".repeat(form(&model).place("text").expect("a text"));
    press(&mut model, &forth);
    update(&mut model, Message::Edited(String::new()));
    press(&mut model, "<s-tab>");
    assert!(text(form(&model)).starts_with("Current state\nDoses are wrong since noon\n"));
}

#[test]
fn what_is_missing_is_marked_in_the_preview_and_said_with_its_question() {
    let mut model = seat("cs3");
    press(&mut model, ":comms-draft public-sev-1<enter>the dosage answers");
    let preview = form(&model).preview.as_ref().expect("a preview");
    assert!(preview.text.is_empty() || !preview.missing.is_empty() || !preview.text.contains("?]"));
    let mut model = seat("cs3");
    press(&mut model, &format!("{COMPOSE}Doses are wrong"));
    let preview = form(&model).preview.as_ref().expect("a preview");
    assert!(preview.text.contains("[mitigation?]"), "{}", preview.text);
    assert!(preview.missing.contains(&"[mitigation?] How far the mitigation is".to_owned()));
}

#[test]
fn wording_that_harms_is_told_below_the_field_while_somebody_types_for_people_outside() {
    let mut model = seat("cs3");
    press(&mut model, "cfirst public<enter>the bot<tab>it hallucinated");
    let help = &form(&model).fields[form(&model).at].help;
    assert!(
        help.contains("‼ \"hallucinated\": our AI gave wrong information about TOPIC"),
        "{help}"
    );
    press(&mut model, "<c-u>wrong doses were shown");
    let help = &form(&model).fields[form(&model).at].help;
    assert_eq!(help, "What people saw, in plain words");
    press(&mut model, "<tab>the bot<tab>a fix comes soon");
    let preview = form(&model).preview.as_ref().expect("a preview");
    let rules: Vec<_> = preview.findings.iter().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(rules, ["promise-without-time"]);
    // Inside, people may speak as they like.
    let mut model = seat("cs3");
    press(&mut model, &format!("{COMPOSE}it hallucinated"));
    assert!(form(&model).preview.as_ref().expect("a preview").findings.is_empty());
}

#[test]
fn a_message_is_written_in_ones_own_editor() {
    let mut model = seat("cs3");
    press(&mut model, COMPOSE);
    let to_text = "<tab>".repeat(form(&model).place("text").expect("a text"));
    let effects = press(&mut model, &format!("{to_text}<c-x><c-e>"));
    assert!(
        matches!(&effects[..], [Effect::Edit(text)] if text.contains("[state?]")),
        "{effects:?}"
    );
    update(&mut model, Message::Edited("All is well.\n".to_owned()));
    let Command::Draft(drafting) = command(&mut model, "<c-d>") else { panic!("no draft") };
    assert_eq!(drafting.text, "All is well.");
}

#[test]
fn what_was_typed_stays_when_the_composer_is_left_and_another_message_is_written() {
    let mut model = seat("cs3");
    press(&mut model, &format!("{COMPOSE}Doses are wrong<esc>"));
    press(&mut model, ":comms-draft board-sev-1<enter>The board knows<esc>");
    press(&mut model, COMPOSE);
    assert!(form(&model).is_draft);
    assert_eq!(form(&model).value("state"), "Doses are wrong");
    press(&mut model, "<esc>:comms-draft board-sev-1<enter>");
    assert_eq!(form(&model).value("state"), "The board knows");
}

#[test]
fn a_field_with_a_control_character_is_refused_by_name_and_nothing_is_lost() {
    let mut model = seat("cs3");
    press(&mut model, &format!("{COMPOSE}Doses "));
    update(&mut model, Message::Paste("are\u{1b}[31m wrong".to_owned()));
    press(&mut model, "!");
    assert!(
        fault(&model).contains("`state` holds the control character U+001B"),
        "{}",
        fault(&model)
    );
    assert!(form(&model).value("state").contains("wrong!"));
}

#[test]
fn a_text_of_a_mebibyte_is_cut_with_a_word_or_refused_and_nothing_is_lost() {
    let mut model = seat("cs3");
    press(&mut model, COMPOSE);
    let to_text = "<tab>".repeat(form(&model).place("text").expect("a text"));
    press(&mut model, &to_text);
    update(&mut model, Message::Paste("x".repeat(1024 * 1024)));
    assert!(fault(&model).contains("64 KB fit at once"), "{}", fault(&model));
    let effects = press(&mut model, "<c-d>");
    assert_eq!(effects, [], "{:?}", form(&model).trouble);
    assert!(form(&model).trouble.is_some());
    assert!(text(form(&model)).len() > 64 * 1024);
}

#[test]
fn an_approval_names_the_draft_that_was_read_and_the_seat() {
    let mut model = seat("ex1");
    let draft = Some(draft_of(&model, "customers-sev-1"));
    let approved = command(&mut model, ":comms-approve customers-sev-1<enter><enter><enter>");
    let (item, role) = ("customers-sev-1".to_owned(), Some("executive-sponsor".to_owned()));
    assert_eq!(approved, Command::Approve { item, role, draft });
}

#[test]
fn who_does_not_hold_the_seat_is_refused_beside_it() {
    let mut model = seat("cs3");
    let effects = press(&mut model, ":comms-approve customers-sev-1<enter><enter><enter>");
    assert_eq!(effects, []);
    assert!(fault(&model).contains("cs3 does not hold `executive-sponsor`"), "{}", fault(&model));
}

#[test]
fn a_draft_that_changed_under_the_eyes_of_whoever_approves_it_is_not_approved() {
    let mut model = seat("ex1");
    press(&mut model, ":comms-approve customers-sev-1<enter>");
    let anew = told().then("14:31:00", "cs3", draft("customers-sev-1", "Nothing was wrong."));
    update(&mut model, Message::Changed(std::sync::Arc::new(anew.incident)));
    let effects = press(&mut model, "<enter><enter>");
    assert_eq!(effects, [], "{:?}", form(&model).trouble);
    let Some(Trouble::Refused(what, _) | Trouble::Field(_, what)) = &form(&model).trouble else {
        panic!("it is approved")
    };
    assert!(what.contains("was drafted anew by cs3"), "{what}");
}

#[test]
fn a_message_is_marked_as_sent_with_its_way_and_its_reference() {
    let mut model = seat("cs3");
    let draft = Some(draft_of(&model, "public-sev-1"));
    let effects = press(
        &mut model,
        ":comms-send public-sev-1<enter><enter>status page<enter>INC-7<enter><c-d>",
    );
    let [Effect::RunEach { commands, when: None, .. }] = &effects[..] else {
        panic!("{effects:?}; {:?}", form(&model).trouble)
    };
    let (channel, reference) = ("status page".to_owned(), Some("INC-7".to_owned()));
    let expected = Sending { draft, channel, reference, ..sending("public-sev-1") };
    assert_eq!(commands[..], [Command::Send(expected)]);
}

#[test]
fn sending_without_approval_needs_a_reason() {
    let mut model = seat("cs3");
    let effects = press(&mut model, ":comms-send customers-sev-1<enter><enter>email<enter><c-d>");
    assert_eq!(effects, []);
    assert_eq!(fault(&model), "is needed");
    assert_eq!(form(&model).fields[form(&model).at].label, "without approval");
    let effects = press(&mut model, "nobody answers<c-d>");
    let [Effect::RunEach { commands, .. }] = &effects[..] else { panic!("{effects:?}") };
    let Command::Send(sent) = &commands[0] else { panic!("{commands:?}") };
    assert_eq!(sent.unapproved.as_deref(), Some("nobody answers"));
}

#[test]
fn what_is_copied_is_not_sent_yet_and_the_form_asks_by_which_way_it_went() {
    let mut model = seat("cs3");
    let effects = press(&mut model, ":comms-send public-sev-1<enter>copy<c-d>");
    assert_eq!(effects, [Effect::Copy("We know of wrong answers about doses.".to_owned())]);
    assert!(matches!(model.overlay, Some(Overlay::Form(_))));
    assert_eq!(form(&model).value("how"), "sent");
    assert!(form(&model).place("channel").is_some());
}

#[test]
fn a_message_goes_to_a_file_or_to_a_command_first_and_is_written_down_then() {
    for (typed, way, channel) in [
        (
            "write<enter>~/statement.txt",
            Way::File("~/statement.txt".into()),
            "file ~/statement.txt",
        ),
        ("hand<enter>/bin/post --page 7", Way::Command("/bin/post --page 7".to_owned()), "post"),
    ] {
        let mut model = seat("cs3");
        let effects = press(&mut model, &format!(":comms-send public-sev-1<enter>{typed}<c-d>"));
        let [Effect::Deliver { way: found, text, command: Command::Send(sent), .. }] = &effects[..]
        else {
            panic!("{effects:?}; {:?}", form(&model).trouble)
        };
        assert_eq!((found, text.as_str()), (&way, "We know of wrong answers about doses."));
        assert_eq!(sent.channel, channel);
    }
    // What may not go out reaches nobody.
    let mut model = seat("cs3");
    let typed = ":comms-send customers-sev-1<enter>hand<enter>post<enter><c-d>";
    assert_eq!(press(&mut model, typed), []);
}

#[test]
fn a_message_with_marks_of_missing_fields_is_not_sent() {
    let unfinished = told().then("14:30:00", "cs3", draft("internal-sev-1", "State: [state?]"));
    let mut model = model(vec![unfinished], (80, 24));
    model.setting.me = "cs3".to_owned();
    let typed = ":comms-send internal-sev-1<enter><enter>chat<enter><c-d>";
    assert_eq!(press(&mut model, typed), []);
    assert!(fault(&model).contains("[state?] is missing in it"), "{}", fault(&model));
}

#[test]
fn approvals_are_withdrawn_messages_waived_and_what_was_sent_is_corrected() {
    let mut model = seat("lgl");
    let (item, reason) = ("public-sev-1".to_owned(), "too early".to_owned());
    let withdrawn = command(&mut model, ":comms-withdraw public-sev-1<enter>too early<enter>");
    assert_eq!(withdrawn, Command::WithdrawApproval { item, role: None, reason });
    let mut model = seat("cs3");
    let (item, reason) = ("regulators-sev-1".to_owned(), "no duty".to_owned());
    let waived = command(&mut model, ":comms-waive regulators-sev-1 no duty<enter>");
    assert_eq!(waived, Command::WaiveMessage { item, reason });
    let mut model = seat("cs3");
    press(&mut model, ":comms-correct internal-sev-1<enter>a word was wrong<tab><tab>");
    update(&mut model, Message::Edited("Doses were wrong. We rolled back.".to_owned()));
    let Command::CorrectMessage { text, reason, channel, .. } = command(&mut model, "<c-d>") else {
        panic!("no correction")
    };
    assert_eq!(
        (text.as_str(), reason.as_str()),
        ("Doses were wrong. We rolled back.", "a word was wrong")
    );
    assert_eq!(channel, None);
}

#[test]
fn the_text_of_a_message_is_copied_from_the_pane() {
    let mut model = seat("cs3");
    let at = model.room().expect("a room").messages.iter().position(|i| i.id == "customers-sev-1");
    press(&mut model, &format!("5z{}", "j".repeat(at.expect("it is there"))));
    let effects = press(&mut model, "y");
    assert_eq!(effects, [Effect::Copy("Some answers about doses were wrong.".to_owned())]);
    // The key of the composer writes the message under the cursor.
    press(&mut model, "c");
    assert_eq!(form(&model).subject, "customers-sev-1");
}
