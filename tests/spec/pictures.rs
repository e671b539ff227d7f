//! The screen as pictures in two layers: what is written, and below it what each cell means.
//!
//! A changed picture is reviewed like code. `WARROOM_PICTURES=accept` writes what is drawn now.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use warroom::ui::Setting;
use warroom::ui::canvas::Canvas;
use warroom::ui::message::Message;
use warroom::ui::model::Model;
use warroom::ui::theme::{LETTERS, Theme};
use warroom::ui::update::update;
use warroom::ui::view::view;
use warroom::ui::when::Zone;

use crate::acting::{Story, at};
use crate::pictures_panes;
use crate::rooms::{dosages, marks, ranking, two_commanders, vendor};
use crate::typing::keys;
use crate::{pictures_actions, pictures_forms};

/// All pictures that a test compares; another file beside them is one that nobody looks at.
const PICTURES: [&str; 19] = [
    "empty-80x24",
    "loading-80x24",
    "sev1-80x24",
    "sev1-120x36",
    "sev1-160x36",
    "sev1-200x60",
    "zoomed-clocks-80x24",
    "zoomed-timeline-80x24",
    "marks-100x30",
    "help-80x24",
    "declare-80x24",
    "choosing-80x24",
    "refused-80x24",
    "detail-80x24",
    "conflict-80x24",
    "single-60x20",
    "line-19x4",
    "exercise-80x24",
    "ascii-80x24",
];

pub fn model(stories: Vec<Story>, size: (u16, u16)) -> Model {
    let setting = Setting {
        me: "ops4".to_owned(),
        plan: warroom::catalog::Chosen::default(),
        banner: None,
        zone: Zone::of_this_machine(),
    };
    let mut model = Model::new(setting, size, at("14:32:07"));
    let incidents = stories.into_iter().map(|story| Arc::new(story.incident)).collect();
    update(&mut model, Message::Loaded(incidents));
    model
}

pub fn three(size: (u16, u16)) -> Model {
    model(vec![vendor(), ranking(), dosages("AI-261120-XM7Q2K")], size)
}

/// Presses keys; what is asked of the world is left aside.
pub fn pressed(mut model: Model, typed: &str) -> Model {
    for key in keys(typed) {
        update(&mut model, Message::Key(key));
    }
    model
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/spec/screens")
}

#[track_caller]
fn shows_with(name: &str, model: &Model, theme: Theme, ascii: bool) {
    let mut listed = PICTURES
        .iter()
        .chain(pictures_forms::PICTURES)
        .chain(pictures_actions::PICTURES)
        .chain(pictures_panes::PICTURES);
    assert!(listed.any(|listed| *listed == name), "add {name} to the list of pictures");
    let mut canvas = Canvas::new(0, 0, theme, ascii);
    view(model, &mut canvas);
    let drawn = format!("{}\n{}", canvas.picture(), canvas.meanings());
    let file = folder().join(format!("{name}.txt"));
    if std::env::var("WARROOM_PICTURES").is_ok_and(|wish| wish == "accept") {
        std::fs::create_dir_all(folder()).expect("the folder can be made");
        std::fs::write(&file, &drawn).expect("the picture can be written");
    }
    let known = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        known == drawn,
        "{name} looks different; WARROOM_PICTURES=accept takes it as it is now\n{drawn}"
    );
}

#[track_caller]
pub fn shows(name: &str, model: &Model) {
    shows_with(name, model, Theme::ANSI, false);
}

#[test]
fn an_empty_desk_says_what_may_be_done() {
    shows("empty-80x24", &model(Vec::new(), (80, 24)));
}

#[test]
fn the_first_frame_needs_nothing_from_the_store() {
    let mut waiting = model(Vec::new(), (80, 24));
    waiting.loaded = false;
    shows("loading-80x24", &waiting);
}

#[test]
fn the_worst_incident_has_the_screen_at_every_size() {
    for (name, size) in [
        ("sev1-80x24", (80, 24)),
        ("sev1-120x36", (120, 36)),
        ("sev1-160x36", (160, 36)),
        ("sev1-200x60", (200, 60)),
    ] {
        shows(name, &three(size));
    }
}

#[test]
fn a_pane_takes_the_whole_screen_and_shows_what_was_left_out() {
    shows("zoomed-clocks-80x24", &pressed(three((80, 24)), "2zj"));
    shows("zoomed-timeline-80x24", &pressed(three((80, 24)), "4zjj"));
}

#[test]
fn the_timeline_marks_what_is_rough_undone_redacted_and_odd() {
    shows("marks-100x30", &pressed(model(vec![marks()], (100, 30)), "4z"));
}

#[test]
fn the_help_is_drawn_from_the_table_of_keys() {
    shows("help-80x24", &pressed(three((80, 24)), "?"));
}

#[test]
fn a_form_asks_and_a_choice_is_narrowed_down_by_typing() {
    shows("declare-80x24", &pressed(three((80, 24)), "i"));
    shows("choosing-80x24", &pressed(three((80, 24)), "iAgent moves money<enter>a"));
}

#[test]
fn a_refusal_stands_in_the_form_with_what_would_be_allowed() {
    let mut model = pressed(three((80, 24)), "pdiag<enter>");
    update(
        &mut model,
        Message::Failed {
            asked: Some(warroom::ui::effect::Asked::Form),
            text: "the incident is closed".to_owned(),
            remedy: "reopen it first, with a reason".to_owned(),
        },
    );
    shows("refused-80x24", &model);
}

#[test]
fn a_clock_is_explained_in_full() {
    shows("detail-80x24", &pressed(three((80, 24)), "2<enter>"));
}

#[test]
fn two_commanders_are_a_banner_until_somebody_confirms() {
    shows("conflict-80x24", &model(vec![two_commanders()], (80, 24)));
}

#[test]
fn a_small_screen_shows_one_pane_and_a_tiny_one_what_is_worst() {
    shows("single-60x20", &pressed(three((60, 20)), "2"));
    shows("line-19x4", &three((19, 4)));
}

#[test]
fn an_exercise_says_so() {
    shows("exercise-80x24", &model(vec![dosages("EX-261120-XM7Q2K")], (80, 24)));
}

#[test]
fn without_signs_and_colours_everything_is_still_told_apart() {
    shows_with("ascii-80x24", &three((80, 24)), Theme::MONO, true);
    let mut canvas = Canvas::new(0, 0, Theme::MONO, true);
    view(&three((160, 36)), &mut canvas);
    assert!(canvas.picture().is_ascii());
}

#[test]
fn every_picture_is_looked_at_by_a_test() {
    let listed = PICTURES
        .iter()
        .chain(pictures_forms::PICTURES)
        .chain(pictures_actions::PICTURES)
        .chain(pictures_panes::PICTURES);
    let listed: BTreeSet<String> = listed.map(|name| format!("{name}.txt")).collect();
    let kept: BTreeSet<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(kept, listed);
}

#[test]
fn the_letters_of_the_second_layer_are_all_that_it_holds() {
    let mut canvas = Canvas::new(0, 0, Theme::ANSI, false);
    view(&three((80, 24)), &mut canvas);
    let known: Vec<char> = LETTERS.iter().map(|(_, letter)| *letter).chain(['\n']).collect();
    assert!(canvas.meanings().chars().all(|letter| known.contains(&letter)));
}
