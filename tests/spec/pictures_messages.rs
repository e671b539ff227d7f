//! Messages to people, at both sizes: what must be said, the composer, and what is done about a message.

use warroom::incident::{Assessed, Command, Drafting, Sending};
use warroom::ui::model::Model;

use crate::acting::{Story, assign};
use crate::pictures::{model, pressed, shows, shows_both};
use crate::rooms::dosages;

/// What is compared here at both sizes.
pub const BOTH: &[&str] = &[
    "messages",
    "messages-full",
    "message-waits",
    "message-sent",
    "compose",
    "compose-wide",
    "compose-text",
    "compose-customers",
    "form-compose",
    "form-approve",
    "form-withdraw",
    "form-send",
    "form-send-command",
    "form-send-unapproved",
    "form-amend",
    "form-unneeded",
];

/// What is compared at one size.
pub const PICTURES: &[&str] = &["messages-200x60", "compose-read-80x24"];

/// A draft of a text of one's own.
pub fn draft(item: &str, text: &str) -> Command {
    let (item, text) = (item.to_owned(), text.to_owned());
    Command::Draft(Drafting { item, text, ..Drafting::default() })
}

fn sent(item: &str, channel: &str, unapproved: Option<&str>) -> Command {
    let (item, channel) = (item.to_owned(), channel.to_owned());
    let unapproved = unapproved.map(str::to_owned);
    Command::Send(Sending { item, channel, unapproved, ..Sending::default() })
}

fn approve(item: &str) -> Command {
    Command::Approve { item: item.to_owned(), role: None, draft: None }
}

/// The room of the dosages with messages in every state.
pub fn told() -> Story {
    let waive = |item: &str, reason: &str| Command::WaiveMessage {
        item: item.to_owned(),
        reason: reason.to_owned(),
    };
    dosages("AI-261120-XM7Q2K")
        .then("14:16:10", "ops4", assign("comms-lead", "cs3"))
        .then("14:16:20", "ops4", assign("executive-sponsor", "ex1"))
        .then("14:18:00", "cs3", draft("internal-sev-1", "Doses are wrong. We roll back."))
        .then("14:19:00", "cs3", sent("internal-sev-1", "chat", None))
        .then("14:21:10", "cs3", draft("customers-sev-1", "Some answers about doses were wrong."))
        .then("14:22:00", "cs3", draft("public-sev-1", "We know of wrong answers about doses."))
        .then("14:23:00", "lgl", approve("public-sev-1"))
        .then("14:24:10", "ops4", draft("executives-sev-1", "Wrong doses. Rolling back."))
        .then("14:25:00", "ops4", sent("executives-sev-1", "phone", None))
        .then("14:26:10", "ex1", waive("board-sev-1", "not material"))
}

/// The same, where the public was told before legal agreed.
fn unapproved() -> Story {
    told()
        .then("14:27:10", "cs3", draft("public-sev-1", "Doses were wrong. Ask your doctor."))
        .then("14:28:00", "cs3", sent("public-sev-1", "status page", Some("people come to harm")))
}

/// What keys make of the room; somebody else than `ops4` may sit there.
fn at(size: (u16, u16), me: &str, typed: &str) -> Model {
    let mut model = model(vec![told()], size);
    me.clone_into(&mut model.setting.me);
    pressed(model, typed)
}

#[test]
fn what_must_be_said_stands_with_its_state() {
    shows_both("messages", |size| at(size, "cs3", "5"));
    shows_both("messages-full", |size| at(size, "cs3", "5z"));
    shows("messages-200x60", &at((200, 60), "cs3", ""));
}

#[test]
fn a_message_is_read_in_full_with_its_words_its_approvals_and_how_it_went_out() {
    shows_both("message-waits", |size| at(size, "cs3", "5zjj<enter>"));
    shows_both("message-sent", |size| {
        let model = model(vec![unapproved()], size);
        let at = model.room().expect("a room").messages.iter().position(|item| {
            matches!(item.state, warroom::comms::State::Sent(_)) && item.audience == "public"
        });
        let down = "j".repeat(at.expect("it was sent"));
        pressed(model, &format!("5zg{down}<enter>"))
    });
}

#[test]
fn a_message_is_written_with_its_preview_beside_it_or_in_place_of_the_form() {
    let typed = ":comms-draft internal-sev-1<enter>Doses are wrong<tab>";
    shows_both("compose", |size| at(size, "cs3", &format!("{typed}we roll back in eu-west")));
    // To people outside the wording is looked at while somebody types.
    let outside = ":comms-draft first-statement<enter>the dosage answers<tab>the model hallucinated<tab>all of them<tab>Ask your doctor soon";
    shows_both("compose-wide", |size| at(size, "cs3", outside));
    shows_both("compose-text", |size| at(size, "cs3", &format!("{outside}<tab><tab><tab>")));
    shows("compose-read-80x24", &at((80, 24), "cs3", &format!("{outside}<tab><tab><tab><tab>")));
    shows_both("compose-customers", |size| at(size, "cs3", ":comms-draft customers-sev-1<enter>"));
}

#[test]
fn what_is_done_about_a_message_is_asked_for() {
    shows_both("form-compose", |size| at(size, "cs3", "c"));
    shows_both("form-approve", |size| at(size, "ex1", ":comms-approve<enter>"));
    shows_both("form-withdraw", |size| at(size, "lgl", ":comms-withdraw<enter>"));
    shows_both("form-send", |size| at(size, "cs3", ":comms-send public-sev-1<enter>"));
    shows_both("form-send-command", |size| {
        at(size, "cs3", ":comms-send public-sev-1<enter>hand<enter>post-status --page 7<tab>")
    });
    shows_both("form-send-unapproved", |size| {
        at(size, "cs3", ":comms-send customers-sev-1<enter><enter>email<enter><enter><enter>")
    });
    shows_both("form-amend", |size| at(size, "cs3", ":comms-correct internal-sev-1<enter>"));
    shows_both("form-unneeded", |size| at(size, "ex1", ":comms-waive<enter>"));
}

#[test]
fn every_state_has_a_word_of_its_own_and_none_rests_on_colour() {
    let lowered = Command::SetSeverity {
        level: "SEV-2".to_owned(),
        reason: "fewer people".to_owned(),
        assessed: Assessed::new(),
    };
    let room = warroom::ui::room::Room::new(
        std::sync::Arc::new(unapproved().then("14:30:00", "ops4", lowered).incident),
        crate::acting::at("14:32:07"),
    );
    let mut words: Vec<String> =
        room.messages.iter().map(|item| warroom::ui::panes::messages::next_of(item).0).collect();
    words.sort();
    words.dedup();
    assert!(words.len() >= 6, "{words:?}");
    assert!(words.iter().all(|word| !word.is_empty()), "{words:?}");
}
