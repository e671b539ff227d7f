//! Any story, on any screen, under any keys: nothing panics, nothing is drawn outside, nothing raw gets out.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use warroom::catalog::themes;
use warroom::incident::{Command, Declared, Incident, Occasion};
use warroom::text::is_safe;
use warroom::ui::canvas::Canvas;
use warroom::ui::message::Message;
use warroom::ui::model::Model;
use warroom::ui::theme::{Depth, Theme};
use warroom::ui::update::update;
use warroom::ui::view::view;

use crate::acting::{Story, assign, at, note};
use crate::any::{commands, text};
use crate::pictures::model;
use crate::rooms::dosages;
use crate::stream;
use crate::typing::keys;

/// Every theme at every depth of colour, with its background and without, with signs and in ASCII.
static LOOKS: LazyLock<Vec<(Theme, bool)>> = LazyLock::new(|| {
    let mut looks = vec![(Theme::ANSI, true), (Theme::MONO, true)];
    for id in themes::theme_ids() {
        let theme = themes::load_theme(id, None).expect("it is built in");
        for depth in [Depth::Mono, Depth::Sixteen, Depth::Many, Depth::True] {
            let ascii = depth == Depth::Sixteen;
            looks.extend([true, false].map(|paint| (Theme::of(&theme, depth, paint), ascii)));
        }
    }
    looks
});

/// Keys that open, move, type and leave, in no order that makes sense.
const KEYS: [&str; 47] = [
    "j",
    "k",
    "G",
    "g",
    "z",
    "f",
    "v",
    "l",
    "?",
    "i",
    "a",
    "d",
    "s",
    "p",
    "r",
    "m",
    "t",
    "h",
    "x",
    "u",
    "T",
    "e",
    "b",
    "y",
    "n",
    "N",
    "/",
    ":",
    "1",
    "2",
    "3",
    "4",
    "5",
    "<tab>",
    "<s-tab>",
    "<enter>",
    "<esc>",
    "<space>",
    "<pgdn>",
    "<pgup>",
    "<up>",
    "<down>",
    "<left>",
    "<home>",
    "<end>",
    "<backspace>",
    "<c-d>",
];

/// Texts that try to drive a terminal.
pub fn hostile() -> Vec<String> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/hostile.json");
    let cases: Vec<serde_json::Value> =
        serde_json::from_str(&std::fs::read_to_string(file).expect("it is there"))
            .expect("it is JSON");
    cases.iter().map(|case| case["text"].as_str().unwrap_or_default().to_owned()).collect()
}

/// A room in which every text that somebody can write is hostile.
pub fn hostile_room(id: &str, text: &str) -> Story {
    let line: String = text.chars().filter(|c| !c.is_control()).take(60).collect();
    let line = if line.trim().is_empty() { "plain".to_owned() } else { line };
    let declared =
        Declared { title: line.clone(), severity: Some("SEV-1".to_owned()), ..Declared::default() };
    let said = if text.trim().is_empty() { "plain" } else { text };
    Story::declared(id, "14:00:00", "ops4", declared)
        .then("14:01:00", "ops4", assign("commander", &line))
        .then("14:02:00", "ops4", note(said))
        .then(
            "14:03:00",
            "ops4",
            Command::AddItem { stage: Some("detect".into()), text: line.clone() },
        )
        .then("14:04:00", "ops4", Command::GiveTask { text: line.clone(), to: line, minutes: 5 })
}

/// A story that follows the rules as far as it can: what is refused is left out.
fn story(id: &str, wanted: Vec<Command>) -> Incident {
    let mut story = dosages(id);
    for (minute, command) in (40..).zip(wanted) {
        let now = at(&format!("14:{:02}:00", 32 + minute % 28));
        let seen = story.incident.clone();
        let by = if minute % 3 == 0 { "ops4" } else { "mle2" };
        _ = story.write(&seen, &Occasion::now(by, now), command);
    }
    story.incident
}

/// What may come to the screen beside keys.
#[derive(Debug, Clone)]
enum Comes {
    Key(&'static str),
    Paste(String),
    Size(u16, u16),
    Later(i64),
    News(Vec<Command>),
}

fn sizes() -> impl Strategy<Value = (u16, u16)> {
    let usual = select(vec![(1, 1), (20, 5), (19, 4), (80, 24), (400, 120), (400, 3), (2, 120)]);
    prop_oneof![2 => (1_u16..=400, 1_u16..=120), 1 => (1_u16..100, 1_u16..40), 1 => usual]
}

fn comes() -> impl Strategy<Value = Comes> {
    let anything = prop_oneof![text(), select(hostile())];
    prop_oneof![
        12 => select(KEYS.to_vec()).prop_map(Comes::Key),
        2 => anything.prop_map(Comes::Paste),
        1 => sizes().prop_map(|(width, height)| Comes::Size(width, height)),
        1 => (-100_i64..200_000).prop_map(Comes::Later),
        1 => vec(commands(), 0..3).prop_map(Comes::News),
    ]
}

fn take_in(model: &mut Model, comes: Comes) {
    match comes {
        Comes::Key(key) => {
            for key in keys(key) {
                update(model, Message::Key(key));
            }
        }
        Comes::Paste(text) => drop(update(model, Message::Paste(text))),
        Comes::Size(width, height) => drop(update(model, Message::Resize(width, height))),
        Comes::Later(seconds) => {
            let now = model.now + chrono::TimeDelta::seconds(seconds);
            update(model, Message::Tick(now));
        }
        Comes::News(more) => {
            let incident = Arc::new(story("AI-261120-XM7Q2K", more));
            update(model, Message::Changed(incident));
        }
    }
}

/// Holds a frame against what is promised of every frame, and what it sends against what is ours.
fn is_sound(canvas: &Canvas, before: Option<&Canvas>, ascii: bool) -> Result<(), TestCaseError> {
    let area = canvas.area();
    let picture = canvas.picture();
    prop_assert_eq!(picture.lines().count(), usize::from(area.height));
    for row in picture.lines() {
        prop_assert!(is_safe(row), "{:?}", row);
        prop_assert!(!ascii || row.is_ascii(), "{:?}", row);
        let width = unicode_width::UnicodeWidthStr::width(row);
        prop_assert!(width <= usize::from(area.width), "{}: {:?}", width, row);
    }
    let mut bytes = Vec::new();
    canvas.paint(before, &mut bytes).expect("memory takes bytes");
    if let Err(what) = stream::check(&bytes) {
        return Err(TestCaseError::fail(what));
    }
    for piece in stream::pieces(&bytes).unwrap_or_default() {
        if let stream::Piece::Control(place, 'H') = piece {
            let numbers: Vec<u16> = place.split(';').filter_map(|n| n.parse().ok()).collect();
            let [y, x] = numbers[..] else { return Err(TestCaseError::fail("no place")) };
            let inside = (1..=area.height).contains(&y) && (1..=area.width).contains(&x);
            prop_assert!(inside, "row {} of {}, column {} of {}", y, area.height, x, area.width);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 96,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_story_is_drawn_safely_on_any_screen_under_any_keys(
        size in sizes(),
        (theme, ascii) in select(LOOKS.clone()),
        first in vec(commands(), 0..12),
        said in select(hostile()),
        all in vec(comes(), 0..14),
    ) {
        let mut model = model(vec![hostile_room("AI-261120-QQ0B4M", &said)], size);
        update(&mut model, Message::Changed(Arc::new(story("AI-261120-XM7Q2K", first))));
        let mut canvas = Canvas::new(0, 0, theme, ascii);
        view(&model, &mut canvas);
        is_sound(&canvas, None, ascii)?;
        for one in all {
            let before = canvas.clone();
            take_in(&mut model, one);
            view(&model, &mut canvas);
            is_sound(&canvas, Some(&before), ascii)?;
        }
    }
}
