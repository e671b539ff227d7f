//! Meanings and how they look. Panes speak in meanings; a colour appears nowhere but here.
//!
//! The default theme uses the terminal's own sixteen colours and never paints the background, so it
//! fits dark and light terminals alike. Severity and lateness are dark text on a colour, because red
//! letters are the weakest thing on most palettes. The theme without colour tells the same meanings
//! apart by bold, underlined and reversed text; words and signs say them in any case. Other themes are
//! data: see [`crate::catalog::themes`].

mod colours;
mod depth;
mod look;

use crate::catalog::themes;
use ratatui::style::{Color, Modifier, Style};
use std::sync::{Mutex, PoisonError};

pub use depth::{Depth, Wish};
pub use look::Look;

const BOLD_AND_UNDERLINED: Modifier = Modifier::BOLD.union(Modifier::UNDERLINED);

/// What a cell means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shade {
    /// Plain text.
    #[default]
    Calm,
    /// Said in passing.
    Muted,
    /// Worth the eye.
    Strong,
    /// The name of a pane or an overlay.
    Title,
    /// The name of the pane that has the keys.
    TitleFocus,
    /// A frame.
    Border,
    /// The frame of the pane that has the keys.
    BorderFocus,
    /// The row under the cursor.
    Selected,
    /// Time is getting short; something wants attention.
    Warning,
    /// Time is nearly gone; something is wrong.
    Danger,
    /// Too late.
    Late,
    /// Done, met, well.
    Done,
    /// The worst level.
    Sev1,
    /// The second level.
    Sev2,
    /// The third level.
    Sev3,
    /// Every milder level, or none.
    Sev4,
    /// Two people set one thing: somebody must say what is right.
    Banner,
    /// This is an exercise.
    Exercise,
    /// A key that may be pressed.
    Key,
    /// A seat that nobody holds.
    Nobody,
    /// The stage that the incident is in.
    Stage,
    /// Text in a form.
    Input,
    /// The line of a form that is typed into.
    InputFocus,
    /// A refusal, an error.
    Error,
    /// Written by a machine, or read off a clock.
    Machine,
    /// The used part of a gauge.
    Gauge,
    /// The rest of a gauge.
    GaugeRest,
}

/// All meanings, with the letter that stands for each in the second layer of a picture.
pub const LETTERS: [(Shade, char); 27] = [
    (Shade::Calm, ' '),
    (Shade::Muted, '.'),
    (Shade::Strong, 'b'),
    (Shade::Title, 't'),
    (Shade::TitleFocus, 'T'),
    (Shade::Border, '-'),
    (Shade::BorderFocus, '='),
    (Shade::Selected, 's'),
    (Shade::Warning, 'w'),
    (Shade::Danger, 'D'),
    (Shade::Late, 'L'),
    (Shade::Done, 'd'),
    (Shade::Sev1, '1'),
    (Shade::Sev2, '2'),
    (Shade::Sev3, '3'),
    (Shade::Sev4, '4'),
    (Shade::Banner, 'B'),
    (Shade::Exercise, 'X'),
    (Shade::Key, 'k'),
    (Shade::Nobody, 'n'),
    (Shade::Stage, 'S'),
    (Shade::Input, 'i'),
    (Shade::InputFocus, 'I'),
    (Shade::Error, '!'),
    (Shade::Machine, 'm'),
    (Shade::Gauge, '#'),
    (Shade::GaugeRest, '_'),
];

impl Shade {
    /// The letter in the second layer of a picture.
    pub fn letter(self) -> char {
        LETTERS.iter().find(|(shade, _)| *shade == self).map_or('?', |(_, letter)| *letter)
    }

    /// The badge of a level, by its rank from 0.
    pub fn of_rank(rank: usize) -> Shade {
        match rank {
            0 => Shade::Sev1,
            1 => Shade::Sev2,
            2 => Shade::Sev3,
            _ => Shade::Sev4,
        }
    }

    /// Whether the meaning keeps its look under the cursor.
    pub fn is_badge(self) -> bool {
        use Shade::{Banner, Exercise, Late, Sev1, Sev2, Sev3, Sev4};
        matches!(self, Late | Sev1 | Sev2 | Sev3 | Sev4 | Banner | Exercise)
    }
}

/// How each meaning looks on this terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme(&'static Looks);

/// The styles behind a theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Looks {
    styles: [Style; LETTERS.len()],
    /// What lies behind everything; nothing where the terminal's own background stays.
    ground: Option<Style>,
}

static ANSI: Looks = Looks::made(false);
static MONO: Looks = Looks::made(true);
/// Themes that were read. Each is kept for ever and once: they are few, and small.
static READ: Mutex<Vec<&'static Looks>> = Mutex::new(Vec::new());

impl Looks {
    const fn made(without_colour: bool) -> Looks {
        let mut styles = [Style::new(); LETTERS.len()];
        let mut at = 0;
        while at < LETTERS.len() {
            let shade = LETTERS[at].0;
            styles[at] = if without_colour { mono(shade) } else { ansi(shade) };
            at += 1;
        }
        Looks { styles, ground: None }
    }
}

impl Theme {
    /// The terminal's own sixteen colours, as `themes/ansi.toml` says: the first frame needs no file.
    pub const ANSI: Theme = Theme(&ANSI);
    /// No colour at all, as `themes/mono.toml` says: bold, underlined, reversed.
    pub const MONO: Theme = Theme(&MONO);

    /// A theme for a terminal with so many colours; its own background is painted when it has one and
    /// somebody wants it. Without colours every theme is [`Theme::MONO`].
    pub fn of(theme: &themes::Theme, depth: Depth, paint: bool) -> Theme {
        if depth == Depth::Mono {
            return Theme::MONO;
        }
        let background = theme.background.filter(|_| paint);
        let background = background.and_then(|colour| colours::colour_of(colour, depth));
        let letters = theme.roles.get("calm").map(|calm| colours::style_of(calm, depth));
        let ground = background.map(|colour| letters.unwrap_or_default().bg(colour));
        let mut looks = Looks { ground, ..MONO };
        for (place, role) in themes::ROLES.into_iter().enumerate() {
            // What a theme leaves out keeps the look that needs no colour.
            let own = theme.roles.get(role).map(|look| colours::style_of(look, depth));
            let own = own.unwrap_or(MONO.styles[place]);
            looks.styles[place] = ground.unwrap_or_default().patch(own);
        }
        let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(same) = read.iter().find(|same| ***same == looks) {
            return Theme(same);
        }
        let kept: &'static Looks = Box::leak(Box::new(looks));
        read.push(kept);
        Theme(kept)
    }

    /// How a meaning looks.
    pub fn style(self, shade: Shade) -> Style {
        self.0.styles[shade as usize]
    }

    /// What lies behind everything, where the theme paints it.
    pub fn ground(self) -> Option<Style> {
        self.0.ground
    }
}

const fn ansi(shade: Shade) -> Style {
    let plain = Style::new();
    // Not bold: many terminals draw bold black as grey, and the contrast is gone.
    let badge = plain.fg(Color::Black);
    match shade {
        Shade::Calm | Shade::Input => plain,
        Shade::Muted => plain.add_modifier(Modifier::DIM),
        Shade::Strong | Shade::Title | Shade::Nobody => plain.add_modifier(Modifier::BOLD),
        Shade::TitleFocus | Shade::Key => plain.fg(Color::Cyan).add_modifier(Modifier::BOLD),
        Shade::Border | Shade::GaugeRest => plain.fg(Color::DarkGray),
        Shade::BorderFocus | Shade::Gauge => plain.fg(Color::Cyan),
        Shade::Selected => plain.add_modifier(Modifier::REVERSED),
        Shade::Warning => plain.fg(Color::Yellow).add_modifier(Modifier::BOLD),
        Shade::Danger | Shade::Error => plain.fg(Color::LightRed).add_modifier(Modifier::BOLD),
        Shade::Late | Shade::Sev1 => badge.bg(Color::LightRed),
        Shade::Sev2 => badge.bg(Color::LightYellow),
        Shade::Sev3 => badge.bg(Color::LightCyan),
        Shade::Sev4 => badge.bg(Color::Gray),
        Shade::Banner => badge.bg(Color::Yellow),
        Shade::Exercise => badge.bg(Color::LightMagenta),
        Shade::Done => plain.fg(Color::Green),
        Shade::Stage => plain.fg(Color::Cyan).add_modifier(BOLD_AND_UNDERLINED),
        Shade::InputFocus => plain.add_modifier(Modifier::UNDERLINED),
        Shade::Machine => plain.fg(Color::Magenta),
    }
}

const fn mono(shade: Shade) -> Style {
    let plain = Style::new();
    match shade {
        Shade::Calm
        | Shade::Input
        | Shade::Border
        | Shade::Done
        | Shade::Machine
        | Shade::Gauge => plain,
        Shade::Muted | Shade::GaugeRest => plain.add_modifier(Modifier::DIM),
        Shade::Strong
        | Shade::Title
        | Shade::Nobody
        | Shade::Key
        | Shade::BorderFocus
        | Shade::Warning => plain.add_modifier(Modifier::BOLD),
        Shade::TitleFocus | Shade::Stage | Shade::Danger | Shade::Error => {
            plain.add_modifier(BOLD_AND_UNDERLINED)
        }
        Shade::InputFocus => plain.add_modifier(Modifier::UNDERLINED),
        Shade::Selected => plain.add_modifier(Modifier::REVERSED),
        Shade::Late
        | Shade::Sev1
        | Shade::Sev2
        | Shade::Sev3
        | Shade::Sev4
        | Shade::Banner
        | Shade::Exercise => plain.add_modifier(Modifier::REVERSED.union(Modifier::BOLD)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_meaning_has_a_letter_and_a_name_of_its_own() {
        for (index, (shade, letter)) in LETTERS.iter().enumerate() {
            // Styles are found by this place, and a theme's looks by the name that stands there.
            assert_eq!(*shade as usize, index);
            let name = themes::ROLES[index].replace('_', "");
            assert_eq!(format!("{shade:?}").to_lowercase(), name);
            assert_eq!(shade.letter(), *letter);
            assert!(LETTERS[..index].iter().all(|(_, other)| other != letter), "{shade:?}");
        }
    }

    #[test]
    fn without_colour_no_colour_is_named() {
        for (shade, _) in LETTERS {
            let style = Theme::MONO.style(shade);
            assert_eq!((style.fg, style.bg), (None, None), "{shade:?}");
        }
    }

    #[test]
    fn the_two_themes_that_need_no_file_are_the_ones_in_the_files() {
        let of = |id: &str| themes::load_theme(id, None).unwrap();
        for depth in [Depth::Sixteen, Depth::Many, Depth::True] {
            assert_eq!(Theme::of(&of("ansi"), depth, true), Theme::ANSI);
            assert_eq!(Theme::of(&of("mono"), depth, true), Theme::MONO);
            assert_ne!(Theme::of(&of("dark"), depth, true), Theme::of(&of("dark"), depth, false));
        }
        assert_eq!(Theme::of(&of("dark"), Depth::Mono, true), Theme::MONO);
    }
}
