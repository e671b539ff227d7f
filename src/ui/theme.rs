//! Meanings and how they look. Panes speak in meanings; a colour appears nowhere but here.
//!
//! The default theme uses the terminal's own sixteen colours and never paints the background, so it
//! fits dark and light terminals alike. Severity and lateness are dark text on a colour, because red
//! letters are the weakest thing on most palettes. The theme without colour tells the same meanings
//! apart by bold, underlined and reversed text; words and signs say them in any case.

use ratatui::style::{Color, Modifier, Style};

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

/// How each meaning looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    colours: bool,
}

impl Theme {
    /// The terminal's own sixteen colours.
    pub const ANSI: Theme = Theme { colours: true };
    /// No colour at all: bold, underlined, reversed.
    pub const MONO: Theme = Theme { colours: false };

    /// How a meaning looks.
    pub fn style(self, shade: Shade) -> Style {
        if self.colours { ansi(shade) } else { mono(shade) }
    }
}

fn ansi(shade: Shade) -> Style {
    let plain = Style::new();
    // Not bold: many terminals draw bold black as grey, and the contrast is gone.
    let badge = |colour: Color| plain.fg(Color::Black).bg(colour);
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
        Shade::Late | Shade::Sev1 => badge(Color::LightRed),
        Shade::Sev2 => badge(Color::LightYellow),
        Shade::Sev3 => badge(Color::LightCyan),
        Shade::Sev4 => badge(Color::Gray),
        Shade::Banner => badge(Color::Yellow),
        Shade::Exercise => badge(Color::LightMagenta),
        Shade::Done => plain.fg(Color::Green),
        Shade::Stage => plain.fg(Color::Cyan).add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
        Shade::InputFocus => plain.add_modifier(Modifier::UNDERLINED),
        Shade::Machine => plain.fg(Color::Magenta),
    }
}

fn mono(shade: Shade) -> Style {
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
            plain.add_modifier(Modifier::BOLD | Modifier::UNDERLINED)
        }
        Shade::InputFocus => plain.add_modifier(Modifier::UNDERLINED),
        Shade::Selected => plain.add_modifier(Modifier::REVERSED),
        Shade::Late
        | Shade::Sev1
        | Shade::Sev2
        | Shade::Sev3
        | Shade::Sev4
        | Shade::Banner
        | Shade::Exercise => plain.add_modifier(Modifier::REVERSED | Modifier::BOLD),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_meaning_has_a_letter_of_its_own() {
        for (index, (shade, letter)) in LETTERS.iter().enumerate() {
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
}
