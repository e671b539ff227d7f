//! A desk with keys of its own: whatever the screen tells somebody to press does what it says.

use std::collections::BTreeMap;
use std::sync::Arc;

use warroom::incident::{Declared, Incident};
use warroom::ui::canvas::Canvas;
use warroom::ui::effect::Effect;
use warroom::ui::keymap::Keymap;
use warroom::ui::message::Message;
use warroom::ui::model::Model;
use warroom::ui::overlays::Overlay;
use warroom::ui::theme::Theme;
use warroom::ui::update::update;
use warroom::ui::view::view;

use crate::acting::{Story, note};
use crate::pictures::{model, pressed};
use crate::rooms::{dosages, two_commanders};
use crate::typing::press;

/// What was chosen here: every key that the screen speaks of is another one, one action has none.
const CHOSEN: [(&str, &str); 16] = [
    ("declare", "w"),
    ("help", "H"),
    ("quit", "Q"),
    ("sev", "S"),
    ("clock", "C"),
    ("stage", "P"),
    ("assign", "ctrl-r"),
    ("stamp", ""),
    ("note", "A"),
    ("first", "0"),
    ("focus-4", "f"),
    ("classification", "F"),
    ("down", "l"),
    ("ledger", "L"),
    ("up", "K"),
    ("comms-draft", "M"),
];

fn desk(stories: Vec<Story>, size: (u16, u16)) -> Model {
    let list = |key: &str| if key.is_empty() { Vec::new() } else { vec![key.to_owned()] };
    let chosen: BTreeMap<_, _> =
        CHOSEN.iter().map(|(action, key)| ((*action).to_owned(), list(key))).collect();
    let (keymap, problems) = Keymap::of(&chosen);
    assert_eq!(problems, []);
    Model { keymap, ..model(stories, size) }
}

#[track_caller]
fn says(model: &Model, words: &[&str]) {
    let mut canvas = Canvas::new(0, 0, Theme::ANSI, false);
    view(model, &mut canvas);
    let picture = canvas.picture();
    for words in words {
        assert!(picture.contains(words), "`{words}` in\n{picture}");
    }
}

fn without_level() -> Story {
    let declared = Declared { title: "Something is odd".into(), ..Declared::default() };
    Story::declared("AI-261120-QQQQQQ", "14:00:00", "ops4", declared)
}

#[test]
fn an_empty_desk_names_the_keys_of_this_desk() {
    let empty = desk(Vec::new(), (80, 24));
    says(&empty, &["w                         declare", "H shows all keys, Q leaves."]);
    let asked = pressed(empty, "a");
    assert!(asked.overlay.is_none(), "`a` writes no note here");
    let asked = pressed(asked, "A");
    assert_eq!(asked.notice.expect("it is refused").remedy, "w declares one");
}

/// An incident of which nothing is known but that it was declared.
fn blank(size: (u16, u16)) -> Model {
    let mut desk = desk(Vec::new(), size);
    let mut nothing = Incident::nothing("AI-261120-QQQQQQ".parse().expect("it is an id"));
    nothing.declaration = without_level().incident.declaration;
    update(&mut desk, Message::Loaded(vec![Arc::new(nothing)]));
    desk
}

#[test]
fn empty_panes_name_the_keys_of_this_desk() {
    let room = desk(vec![without_level()], (200, 60));
    says(&room, &["A level is set", "on the severity. Press S to set one."]);
    says(&blank((200, 60)), &["Press A to write a note", "Press P to enter one"]);
}

#[test]
fn what_asks_to_be_settled_names_the_key_that_settles_it() {
    says(&desk(vec![two_commanders()], (120, 36)), &["ctrl-r says who it is"]);
}

#[test]
fn what_is_refused_names_the_key_that_helps() {
    let mut room = desk(vec![without_level()], (80, 24));
    press(&mut room, "h");
    let said = room.notice.clone().expect("it is refused").text;
    assert_eq!(said, "nobody holds a role yet; ctrl-r seats somebody");
    let mut empty = blank((80, 24));
    press(&mut empty, "<space>");
    let remedy = empty.notice.clone().expect("it is refused").remedy;
    assert_eq!(remedy, "P enters a stage, which brings its checklist");
    press(&mut room, ":redact<enter>");
    says(&room, &["go to the entry first: f, then l and K"]);
    let mut room = desk(vec![dosages("AI-261120-XM7Q2K")], (80, 24));
    press(&mut room, "5zKKKKKKKKKKKK<space>");
    let remedy = room.notice.clone().expect("a message is not ticked").remedy;
    assert_eq!(remedy, "M writes it");
}

#[test]
fn what_is_read_turns_with_the_keys_of_lists() {
    let mut room = desk(vec![dosages("AI-261120-XM7Q2K")], (80, 24));
    let incident = room.open.expect("one is open");
    update(&mut room, Message::Seen(incident, None));
    says(&room, &["more, l "]);
    press(&mut room, "ll");
    assert!(matches!(&room.overlay, Some(Overlay::Brief(brief)) if brief.top == 2));
    press(&mut room, "K<up>");
    assert!(matches!(&room.overlay, Some(Overlay::Brief(brief)) if brief.top == 0));
    assert!(matches!(press(&mut room, "j")[..], [Effect::Saw { .. }]), "it has no meaning here");
}

#[test]
fn the_timeline_names_the_key_that_follows_again() {
    let mut room = desk(vec![dosages("AI-261120-XM7Q2K")], (80, 24));
    press(&mut room, "fll");
    says(&room, &["0 follows"]);
    let more = dosages("AI-261120-XM7Q2K").then("14:33:00", "cs1", note("one more"));
    update(&mut room, Message::Changed(Arc::new(more.incident)));
    says(&room, &["1 new, 0"]);
}
