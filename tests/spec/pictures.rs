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
use crate::rooms::{dosages, marks, ranking, two_commanders, vendor};
use crate::typing::keys;
use crate::{
    pictures_actions, pictures_elsewhere, pictures_following, pictures_forms, pictures_measures,
    pictures_messages, pictures_register, pictures_response, pictures_sharing,
};
use crate::{pictures_pages, pictures_panes};

/// The two sizes at which every screen is looked at: a terminal over SSH, and one in the room.
pub const SIZES: [(u16, u16); 2] = [(80, 24), (160, 36)];

/// What is compared at both sizes.
const BOTH: &[&str] = &[
    "empty", "loading", "sev1", "marks", "declare", "refused", "detail", "conflict", "exercise",
    "ascii",
];

/// What is compared at a size of its own.
const PICTURES: &[&str] = &[
    "sev1-120x36",
    "sev1-200x60",
    "zoomed-clocks-80x24",
    "zoomed-timeline-80x24",
    "single-60x20",
    "line-19x4",
];

/// All pictures that a test compares; another file beside them is one that nobody looks at.
pub fn listed() -> BTreeSet<String> {
    let alone = [
        PICTURES,
        pictures_actions::PICTURES,
        pictures_forms::PICTURES,
        pictures_messages::PICTURES,
        pictures_panes::PICTURES,
    ];
    let both = [
        BOTH,
        pictures_actions::BOTH,
        pictures_elsewhere::BOTH,
        pictures_following::BOTH,
        pictures_forms::BOTH,
        pictures_measures::BOTH,
        pictures_messages::BOTH,
        pictures_panes::BOTH,
        pictures_register::BOTH,
        pictures_response::BOTH,
        pictures_sharing::BOTH,
    ];
    let both = both.into_iter().flatten();
    let both = both.flat_map(|stem| SIZES.map(|size| named(stem, size)));
    let alone = alone.into_iter().flatten().map(|name| (*name).to_owned());
    let pages = pictures_pages::listed().into_iter();
    let pages = pages.flat_map(|stem| SIZES.map(|size| named(&stem, size)));
    alone.chain(both).chain(pages).collect()
}

fn named(stem: &str, (width, height): (u16, u16)) -> String {
    format!("{stem}-{width}x{height}")
}

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
    assert!(listed().contains(name), "add {name} to the list of pictures");
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

/// Compares what a screen shows at both sizes.
#[track_caller]
pub fn shows_both(stem: &str, model: impl Fn((u16, u16)) -> Model) {
    for size in SIZES {
        shows(&named(stem, size), &model(size));
    }
}

#[test]
fn an_empty_desk_says_what_may_be_done() {
    shows_both("empty", |size| model(Vec::new(), size));
}

#[test]
fn the_first_frame_needs_nothing_from_the_store() {
    shows_both("loading", |size| Model { loaded: false, ..model(Vec::new(), size) });
}

#[test]
fn the_worst_incident_has_the_screen_at_every_size() {
    shows_both("sev1", three);
    shows("sev1-120x36", &three((120, 36)));
    shows("sev1-200x60", &three((200, 60)));
}

#[test]
fn a_pane_takes_the_whole_screen_and_shows_what_was_left_out() {
    shows("zoomed-clocks-80x24", &pressed(three((80, 24)), "2zj"));
    shows("zoomed-timeline-80x24", &pressed(three((80, 24)), "4zjj"));
}

#[test]
fn the_timeline_marks_what_is_rough_undone_redacted_and_odd() {
    shows_both("marks", |size| pressed(model(vec![marks()], size), "4z"));
}

#[test]
fn on_an_empty_desk_one_key_begins_a_declaration() {
    shows_both("declare", |size| pressed(model(Vec::new(), size), "i"));
}

#[test]
fn a_refusal_stands_in_the_form_with_what_would_be_allowed() {
    shows_both("refused", |size| {
        let mut model = pressed(three(size), "pdiag<enter>");
        let failed = Message::Failed {
            asked: Some(warroom::ui::effect::Asked::Form),
            text: "the incident is closed".to_owned(),
            remedy: "reopen it first, with a reason".to_owned(),
        };
        update(&mut model, failed);
        model
    });
}

#[test]
fn a_clock_is_explained_in_full() {
    shows_both("detail", |size| pressed(three(size), "2<enter>"));
}

#[test]
fn two_commanders_are_a_banner_until_somebody_confirms() {
    shows_both("conflict", |size| model(vec![two_commanders()], size));
}

#[test]
fn a_small_screen_shows_one_pane_and_a_tiny_one_what_is_worst() {
    shows("single-60x20", &pressed(three((60, 20)), "2"));
    shows("line-19x4", &three((19, 4)));
}

#[test]
fn an_exercise_says_so() {
    shows_both("exercise", |size| model(vec![dosages("EX-261120-XM7Q2K")], size));
}

#[test]
fn without_signs_and_colours_everything_is_still_told_apart() {
    for size in SIZES {
        shows_with(&named("ascii", size), &three(size), Theme::MONO, true);
        let mut canvas = Canvas::new(0, 0, Theme::MONO, true);
        view(&three(size), &mut canvas);
        assert!(canvas.picture().is_ascii());
    }
}

#[test]
fn every_picture_is_looked_at_by_a_test() {
    let listed: BTreeSet<String> = listed().iter().map(|name| format!("{name}.txt")).collect();
    let kept: BTreeSet<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(kept, listed);
}

/// The variants of an enum, as its source names them.
fn variants(file: &str, name: &str) -> Vec<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(file);
    let source = std::fs::read_to_string(path).expect("the source is there");
    let (_, body) = source.split_once(&format!("pub enum {name} {{\n")).expect("it is an enum");
    let (body, _) = body.split_once("\n}").expect("it ends");
    let lines = body.lines().map(str::trim).filter(|line| line.starts_with(char::is_uppercase));
    lines
        .map(|line| {
            line.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned()
        })
        .collect()
}

/// `AddItem` as `add-item`.
pub fn kebab(name: &str) -> String {
    let mut kebab = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.extend(c.to_lowercase());
    }
    kebab
}

#[test]
fn every_form_every_overlay_and_every_full_pane_is_looked_at_in_both_sizes() {
    let of = |file, name, prefix: &'static str| {
        let variants = variants(file, name).into_iter();
        variants.map(move |variant| format!("{prefix}{}", kebab(&variant)))
    };
    let overlays = of("src/ui/overlays/mod.rs", "Overlay", "").filter(|name| name != "form");
    let forms = of("src/ui/overlays/form.rs", "Purpose", "form-");
    let forms = forms.filter(|name| name != "form-respond");
    let forms = forms.chain(of("src/ui/doing.rs", "Doing", "form-"));
    let panes = of("src/ui/layout.rs", "Pane", "full-");
    let all: Vec<String> = overlays.chain(forms).chain(panes).collect();
    assert!(all.len() > 25, "{all:?}");
    let listed = listed();
    let missing: Vec<String> = all
        .iter()
        .flat_map(|stem| SIZES.map(|size| named(stem, size)))
        .filter(|name| !listed.contains(name))
        .collect();
    assert_eq!(missing, Vec::<String>::new(), "take a picture of each");
}

#[test]
fn the_letters_of_the_second_layer_are_all_that_it_holds() {
    let mut canvas = Canvas::new(0, 0, Theme::ANSI, false);
    view(&three((80, 24)), &mut canvas);
    let known: Vec<char> = LETTERS.iter().map(|(_, letter)| *letter).chain(['\n']).collect();
    assert!(canvas.meanings().chars().all(|letter| known.contains(&letter)));
}
