//! Themes by meaning: what a theme file may say, what its faults are called, and what never changes.

use std::fs;
use warroom::catalog::contrasts;
use warroom::catalog::themes::{Colour, ROLES, load_theme, theme_from_toml, theme_ids};
use warroom::ui::canvas::Canvas;
use warroom::ui::model::Model;
use warroom::ui::theme::{Depth, LETTERS, Shade, Theme};
use warroom::ui::view::view;

use crate::pictures::model;
use crate::rooms::{dosages, ranking, vendor};

const DEPTHS: [Depth; 4] = [Depth::Mono, Depth::Sixteen, Depth::Many, Depth::True];

fn refused(text: &str) -> String {
    theme_from_toml(text, "own.toml").expect_err("it is wrong").to_string()
}

fn room() -> Model {
    model(vec![vendor(), ranking(), dosages("AI-261120-XM7Q2K")], (120, 36))
}

/// Every built-in theme at every depth, painted and not.
pub fn every_theme() -> Vec<Theme> {
    let mut themes = Vec::new();
    for theme in theme_ids().into_iter().map(|id| load_theme(id, None).expect("it is right")) {
        for depth in DEPTHS {
            themes.extend([true, false].map(|paint| Theme::of(&theme, depth, paint)));
        }
    }
    themes
}

/// What is left of a stream without the sequences that it may hold: look, place, clear, cursor.
pub fn without_sequences(bytes: &[u8]) -> String {
    let stream = std::str::from_utf8(bytes).expect("it is text");
    let mut parts = stream.split("\x1b[");
    let mut rest = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| c.is_ascii_alphabetic()).expect("a sequence ends");
        let (numbers, after) = part.split_at(end);
        assert!("mHJhl".contains(&after[..1]), "{part:?}");
        assert!(numbers.chars().all(|c| c.is_ascii_digit() || "?;".contains(c)), "{part:?}");
        rest.push_str(&after[1..]);
    }
    rest
}

/// The bytes of a whole frame.
fn frame(theme: Theme) -> (String, String, String) {
    let mut canvas = Canvas::new(0, 0, theme, false);
    view(&room(), &mut canvas);
    let mut bytes = Vec::new();
    canvas.paint(None, &mut bytes).expect("memory takes it");
    (canvas.picture(), canvas.meanings(), String::from_utf8(bytes).expect("it is text"))
}

/// The numbers in the sequences that say how letters look.
fn looks(frame: &str) -> Vec<String> {
    let sequences = frame.split("\x1b[").skip(1);
    let looks = sequences.filter_map(|part| part.split_once('m').map(|(numbers, _)| numbers));
    looks
        .filter(|part| part.chars().all(|c| c.is_ascii_digit() || c == ';'))
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_built_in_theme_gives_every_meaning_a_look() {
    assert_eq!(theme_ids(), ["ansi", "dark", "light", "mono", "high-contrast", "okabe-ito"]);
    for id in theme_ids() {
        let theme = load_theme(id, None).expect("it is right");
        assert_eq!(theme.roles.len(), ROLES.len(), "{id}");
    }
}

#[test]
fn with_a_background_of_its_own_a_theme_can_be_read() {
    let mut known = 0;
    for id in theme_ids() {
        let theme = load_theme(id, None).expect("it is right");
        for contrast in contrasts(&theme) {
            assert!(!contrast.is_too_low(), "{id}: {contrast:?}");
            known += usize::from(contrast.ratio.is_some());
            assert_eq!(contrast.ratio.is_some(), theme.background.is_some(), "{id}: {contrast:?}");
        }
    }
    assert_eq!(known, 4 * ROLES.len());
}

#[test]
fn with_256_colours_it_can_be_read_as_well() {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let rgb = |colour: Option<ratatui::style::Color>| match colour {
        Some(ratatui::style::Color::Indexed(place @ 16..232)) => {
            let part = |of: u8| STEPS[usize::from((place - 16) / of % 6)];
            [part(36), part(6), part(1)]
        }
        Some(ratatui::style::Color::Indexed(place @ 232..)) => [8 + 10 * (place - 232); 3],
        other => panic!("{other:?}"),
    };
    for id in theme_ids() {
        let theme = load_theme(id, None).expect("it is right");
        let Some(needed) = contrasts(&theme).iter().find_map(|c| c.ratio.map(|_| c.needed)) else {
            continue;
        };
        let drawn = Theme::of(&theme, Depth::Many, true);
        for (shade, _) in LETTERS {
            let style = drawn.style(shade);
            let ratio = warroom::catalog::ratio(rgb(style.fg), rgb(style.bg));
            assert!(ratio >= needed, "{id}: {shade:?}: {ratio}");
        }
    }
}

#[test]
fn an_exact_colour_of_ours_says_which_of_the_sixteen_stands_for_it() {
    for id in theme_ids() {
        let theme = load_theme(id, None).expect("it is right");
        let looks = theme.roles.values().flat_map(|look| [look.fg, look.bg]);
        for colour in looks.chain([theme.background]).flatten() {
            assert!(!matches!(colour, Colour::Exact { sixteen: None, .. }), "{id}: {colour:?}");
        }
    }
}

#[test]
fn a_theme_changes_no_word_no_sign_and_no_meaning() {
    let (picture, meanings, _) = frame(Theme::ANSI);
    for id in theme_ids() {
        let theme = load_theme(id, None).expect("it is right");
        for depth in DEPTHS {
            for paint in [true, false] {
                let drawn = frame(Theme::of(&theme, depth, paint));
                assert_eq!((&drawn.0, &drawn.1), (&picture, &meanings), "{id}");
            }
        }
    }
}

#[test]
fn without_colours_no_colour_is_sent() {
    let (.., bytes) = frame(Theme::MONO);
    let looks = looks(&bytes);
    assert!(looks.len() > 20);
    for numbers in looks.iter().flat_map(|look| look.split(';')) {
        assert!(["0", "1", "2", "4", "7"].contains(&numbers), "{looks:?}");
    }
}

#[test]
fn with_sixteen_colours_only_those_are_sent() {
    for id in theme_ids() {
        let theme = load_theme(id, None).expect("it is right");
        let (.., sixteen) = frame(Theme::of(&theme, Depth::Sixteen, true));
        assert!(!sixteen.contains("38;") && !sixteen.contains("48;"), "{id}");
        let (.., many) = frame(Theme::of(&theme, Depth::Many, true));
        assert!(!many.contains("38;2") && !many.contains("48;2"), "{id}");
        let exact = theme.background.is_some();
        assert_eq!(many.contains("48;5"), exact, "{id}");
        let (.., all) = frame(Theme::of(&theme, Depth::True, true));
        assert_eq!(all.contains("48;2"), exact, "{id}");
    }
}

#[test]
fn what_must_differ_differs_in_every_theme_and_without_colours() {
    use Shade::{
        Border, BorderFocus, Calm, Danger, Error, Gauge, GaugeRest, Input, InputFocus, Late, Muted,
        Selected, Sev1, Stage, Strong, Title, TitleFocus, Warning,
    };
    let pairs = [
        (Calm, Selected),
        (Calm, Muted),
        (Calm, Strong),
        (Calm, Warning),
        (Calm, Error),
        (Calm, Stage),
        (Calm, Sev1),
        (Warning, Danger),
        (Danger, Late),
        (Selected, Late),
        (Selected, Sev1),
        (Border, BorderFocus),
        (Title, TitleFocus),
        (Input, InputFocus),
        (Gauge, GaugeRest),
    ];
    for id in theme_ids() {
        let theme = load_theme(id, None).expect("it is right");
        for depth in DEPTHS {
            for paint in [true, false] {
                let theme = Theme::of(&theme, depth, paint);
                for (one, other) in pairs {
                    assert_ne!(
                        theme.style(one),
                        theme.style(other),
                        "{id} {depth:?}: {one:?}, {other:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_painted_background_lies_behind_every_cell_and_costs_nothing_the_second_time() {
    let light = Theme::of(&load_theme("light", None).expect("it is right"), Depth::True, true);
    for (shade, _) in LETTERS {
        assert!(light.style(shade).bg.is_some(), "{shade:?}");
    }
    let mut canvas = Canvas::new(0, 0, light, false);
    view(&room(), &mut canvas);
    let (mut bytes, before) = (Vec::new(), canvas.clone());
    view(&room(), &mut canvas);
    canvas.paint(Some(&before), &mut bytes).expect("memory takes it");
    assert_eq!(bytes, b"");
    canvas.paint(None, &mut bytes).expect("memory takes it");
    let mut terminal =
        vt100::Parser::new(36.try_into().expect("rows"), 120.try_into().expect("columns"), 0);
    terminal.process(&bytes);
    for (row, column) in (0..36).flat_map(|row| (0..120).map(move |column| (row, column))) {
        let cell = terminal.screen().cell(row, column).expect("it is there");
        assert_ne!(cell.bgcolor(), vt100::Color::Default, "{row} {column}");
    }
    let unpainted = Theme::of(&load_theme("light", None).expect("it is right"), Depth::True, false);
    assert_eq!(unpainted.ground(), None);
    assert_eq!(unpainted.style(Shade::Calm).bg, None);
}

#[test]
fn every_fault_of_a_theme_is_named_with_its_line_and_key() {
    let said = refused(
        "variant = \"dusk\"\nbackground = \"bse\"\n[roles]\ncalm = \"txet\"\nwarnin = \"red\"\n\
         late = { fg = \"#12345\", bg = \"red\", modifiers = [\"blink\"] }\nmuted = 3\n\
         done = { fg = \"green\", underline = true }\n[palette]\ntext = \"#ffffff\"\nbase = \"grean\"\n\
         [sixteen]\ntext = \"pink\"\nink = \"black\"\n",
    );
    // What has a wrong type, and what nobody knows, comes first; the rest when those are right.
    assert_eq!(
        said.lines().collect::<Vec<_>>(),
        [
            "own.toml:7: roles.muted: invalid type: integer `3`, expected a colour, or a table with `fg`, `bg` and `modifiers`",
            "own.toml:8: roles.done.underline: there is no such key (one of: fg, bg, modifiers)",
        ]
    );
    let said = refused(
        "variant = \"dusk\"\nbackground = \"bse\"\n[roles]\ncalm = \"txet\"\nwarnin = \"red\"\n\
         late = { fg = \"#12345\", bg = \"red\", modifiers = [\"blink\"] }\n\
         [palette]\ntext = \"#ffffff\"\nbase = \"grean\"\n[sixteen]\ntext = \"pink\"\nink = \"black\"\n",
    );
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 9, "{said}");
    assert_eq!(lines[0], "own.toml:1: variant: one of: dark, light, any, high-contrast");
    assert_eq!(lines[1], "own.toml:2: background: \"bse\" is no colour; did you mean \"base\"?");
    assert_eq!(lines[2], "own.toml:4: roles.calm: \"txet\" is no colour; did you mean \"text\"?");
    assert_eq!(
        lines[3],
        "own.toml:5: roles.warnin: there is no such meaning; did you mean `warning`?"
    );
    assert!(lines[4].starts_with("own.toml:6: roles.late.fg: \"#12345\" is no colour: write"));
    assert!(lines[5].starts_with("own.toml:6: roles.late.modifiers[0]: one of: bold"));
    assert_eq!(
        lines[6],
        "own.toml:9: palette.base: \"grean\" is no colour; did you mean \"green\"?"
    );
    assert!(
        lines[7].starts_with("own.toml:11: sixteen.text: one of the sixteen colours"),
        "{said}"
    );
}

#[test]
fn a_theme_stands_on_another_one_and_changes_its_colours() {
    let home = tempfile::tempdir().expect("a folder of its own");
    let write = |name: &str, text: &str| {
        fs::write(home.path().join(name), text).expect("the file can be written");
    };
    write("house.toml", "inherits = \"dark\"\n[palette]\nred = \"#ff0000\"\n");
    write("mine.toml", "inherits = \"house\"\nname = \"Mine\"\n[roles]\ndone = \"#00ff00\"\n");
    let mine = load_theme("mine", Some(home.path())).expect("it is right");
    let exact = |role: &str| match mine.roles[role].fg.or(mine.roles[role].bg) {
        Some(Colour::Exact { rgb, .. }) => rgb,
        other => panic!("{other:?}"),
    };
    assert_eq!((mine.name.as_str(), mine.variant.word()), ("Mine", "dark"));
    assert_eq!(exact("danger"), [255, 0, 0], "what stands below takes the new palette");
    assert_eq!(exact("done"), [0, 255, 0]);
    assert_eq!(mine.roles.len(), ROLES.len());

    write("one.toml", "inherits = \"two\"\n");
    write("two.toml", "inherits = \"one\"\n");
    let said = load_theme("one", Some(home.path())).expect_err("a circle").to_string();
    assert!(
        said.contains("one.toml:1: inherits:") && said.contains("is there a circle?"),
        "{said}"
    );
    let said = load_theme("dusk", Some(home.path())).expect_err("there is none").to_string();
    assert!(said.contains("no built-in theme is called \"dusk\" (one of: ansi, dark,"), "{said}");
}

#[test]
fn a_meaning_that_a_theme_leaves_out_is_told_apart_without_colour() {
    let theme = theme_from_toml("variant = \"any\"\n[roles]\ndone = \"green\"\n", "own.toml");
    let theme = Theme::of(&theme.expect("it is right"), Depth::Sixteen, true);
    assert_eq!(theme.style(Shade::Selected), Theme::MONO.style(Shade::Selected));
    assert_eq!(theme.style(Shade::Done), Theme::ANSI.style(Shade::Done));
}
