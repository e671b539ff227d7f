//! Colours for terminals that have fewer of them.

use super::depth::Depth;
use crate::catalog::themes::{Colour, Look, Weight};
use ratatui::style::{Color, Modifier, Style};

/// The sixteen as most terminals show them at first; where nobody says otherwise, the nearest is taken.
const XTERM: [[u8; 3]; 16] = [
    [0, 0, 0],
    [205, 0, 0],
    [0, 205, 0],
    [205, 205, 0],
    [0, 0, 238],
    [205, 0, 205],
    [0, 205, 205],
    [229, 229, 229],
    [127, 127, 127],
    [255, 0, 0],
    [0, 255, 0],
    [255, 255, 0],
    [92, 92, 255],
    [255, 0, 255],
    [0, 255, 255],
    [255, 255, 255],
];

/// The same in the words of the drawing library, which calls the light ones of grey `Gray` and `White`.
const OWN: [Color; 16] = [
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];

/// The steps of the cube of 216.
const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// A look as a style for a depth that has colours.
pub fn style_of(look: &Look, depth: Depth) -> Style {
    let mut style = Style::new();
    style.fg = look.fg.and_then(|colour| colour_of(colour, depth));
    style.bg = look.bg.and_then(|colour| colour_of(colour, depth));
    for weight in &look.weights {
        style = style.add_modifier(match weight {
            Weight::Bold => Modifier::BOLD,
            Weight::Dim => Modifier::DIM,
            Weight::Italic => Modifier::ITALIC,
            Weight::Underlined => Modifier::UNDERLINED,
            Weight::Reversed => Modifier::REVERSED,
        });
    }
    style
}

/// A colour for a depth; none where there are none.
pub fn colour_of(colour: Colour, depth: Depth) -> Option<Color> {
    let own = |place: u8| OWN[usize::from(place % 16)];
    match (colour, depth) {
        (_, Depth::Mono) => None,
        (Colour::Own(place), _) => Some(own(place)),
        (Colour::Exact { rgb: [red, green, blue], .. }, Depth::True) => {
            Some(Color::Rgb(red, green, blue))
        }
        (Colour::Exact { rgb, .. }, Depth::Many) => Some(Color::Indexed(nearest_of_many(rgb))),
        (Colour::Exact { rgb, sixteen }, Depth::Sixteen) => {
            Some(own(sixteen.unwrap_or_else(|| nearest(rgb, XTERM.into_iter().zip(0..)))))
        }
    }
}

/// The nearest of the cube and the greys. The first sixteen are left out: nobody knows what they look like.
fn nearest_of_many(rgb: [u8; 3]) -> u8 {
    let cube = (0..216_u8).map(|place| {
        let part = |of: u8| STEPS[usize::from(place / of % 6)];
        ([part(36), part(6), part(1)], 16 + place)
    });
    let greys = (0..24_u8).map(|place| ([8 + 10 * place; 3], 232 + place));
    nearest(rgb, cube.chain(greys))
}

fn nearest(rgb: [u8; 3], among: impl Iterator<Item = ([u8; 3], u8)>) -> u8 {
    let far = |other: [u8; 3]| -> u32 {
        rgb.iter().zip(other).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
    };
    among.min_by_key(|(other, _)| far(*other)).map_or(0, |(_, place)| place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_colours_are_the_nearest_ones() {
        let sky = Colour::Exact { rgb: [0x56, 0xb4, 0xe9], sixteen: Some(14) };
        assert_eq!(colour_of(sky, Depth::True), Some(Color::Rgb(0x56, 0xb4, 0xe9)));
        assert_eq!(colour_of(sky, Depth::Many), Some(Color::Indexed(74)));
        assert_eq!(colour_of(sky, Depth::Sixteen), Some(Color::LightCyan));
        assert_eq!(colour_of(sky, Depth::Mono), None);
        let grey = Colour::Exact { rgb: [120, 121, 119], sixteen: None };
        assert_eq!(colour_of(grey, Depth::Many), Some(Color::Indexed(243)));
        assert_eq!(colour_of(grey, Depth::Sixteen), Some(Color::DarkGray));
        assert_eq!(colour_of(Colour::Own(1), Depth::True), Some(Color::Red));
    }
}
