//! Cells as bytes for a terminal: where to go, how it looks, what stands there, and nothing twice.
//!
//! The sixteen colours are named by their own numbers (`31`, `94`), which every terminal with colours
//! knows; a terminal that is said to have sixteen gets no `38;5` and no `38;2`.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};
use std::io::{self, Write};

/// The weights, with the number that switches each on.
const WEIGHTS: [(Modifier, u8); 5] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::REVERSED, 7),
];

/// How the terminal writes at the moment.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Pen {
    fg: Color,
    bg: Color,
    weight: Modifier,
}

const PLAIN: Pen = Pen { fg: Color::Reset, bg: Color::Reset, weight: Modifier::empty() };

/// Writes cells to a terminal whose pen is plain, and leaves it so.
pub fn write<'c>(
    cells: impl Iterator<Item = (u16, u16, &'c Cell)>,
    out: &mut Vec<u8>,
) -> io::Result<()> {
    let (mut pen, mut next, mut row) = (PLAIN, None, None);
    for (x, y, cell) in cells {
        if next != Some((x, y)) {
            if row == Some(y) {
                write!(out, "\x1b[{}G", x + 1)?;
            } else {
                write!(out, "\x1b[{};{}H", y + 1, x + 1)?;
            }
        }
        row = Some(y);
        // Where terminals disagree about how far a character goes, the next one is told its place.
        next = goes_one_cell(cell.symbol()).then_some((x + 1, y));
        let wanted = Pen { fg: cell.fg, bg: cell.bg, weight: cell.modifier };
        if wanted != pen {
            change(pen, wanted, out)?;
            pen = wanted;
        }
        out.write_all(cell.symbol().as_bytes())?;
    }
    if pen != PLAIN {
        out.write_all(b"\x1b[0m")?;
    }
    Ok(())
}

/// Whether every terminal goes on by one cell for it.
fn goes_one_cell(symbol: &str) -> bool {
    let mut letters = symbol.chars();
    let first = letters.next().unwrap_or_default();
    // Frames and gauges count as one: where they do not, no picture holds.
    (first.is_ascii() || ('\u{2500}'..'\u{25a0}').contains(&first)) && letters.next().is_none()
}

/// Takes another pen; it begins anew where something must be switched off.
fn change(from: Pen, to: Pen, out: &mut Vec<u8>) -> io::Result<()> {
    let takes_away = !to.weight.contains(from.weight)
        || (to.fg == Color::Reset && from.fg != Color::Reset)
        || (to.bg == Color::Reset && from.bg != Color::Reset);
    let from = if takes_away { PLAIN } else { from };
    out.write_all(b"\x1b[")?;
    let mut first = !takes_away;
    if takes_away {
        out.write_all(b"0")?;
    }
    let mut put = |code: std::fmt::Arguments<'_>, out: &mut Vec<u8>| {
        if !std::mem::take(&mut first) {
            out.write_all(b";")?;
        }
        out.write_fmt(code)
    };
    for (weight, code) in WEIGHTS {
        if to.weight.contains(weight) && !from.weight.contains(weight) {
            put(format_args!("{code}"), out)?;
        }
    }
    for (colour, before, ground) in [(to.fg, from.fg, 0), (to.bg, from.bg, 10)] {
        if colour == before {
            continue;
        }
        match colour {
            Color::Rgb(red, green, blue) => {
                put(format_args!("{};2;{red};{green};{blue}", 38 + ground), out)?;
            }
            Color::Indexed(place) => put(format_args!("{};5;{place}", 38 + ground), out)?,
            own => put(format_args!("{}", number(own) + ground), out)?,
        }
    }
    out.write_all(b"m")
}

/// The number of one of the sixteen as the colour of letters.
fn number(own: Color) -> u8 {
    match own {
        Color::Black => 30,
        Color::Red => 31,
        Color::Green => 32,
        Color::Yellow => 33,
        Color::Blue => 34,
        Color::Magenta => 35,
        Color::Cyan => 36,
        Color::Gray => 37,
        Color::DarkGray => 90,
        Color::LightRed => 91,
        Color::LightGreen => 92,
        Color::LightYellow => 93,
        Color::LightBlue => 94,
        Color::LightMagenta => 95,
        Color::LightCyan => 96,
        Color::White => 97,
        Color::Reset | Color::Rgb(..) | Color::Indexed(_) => 39,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Style;

    fn written(styles: &[Style]) -> String {
        let cells: Vec<Cell> = styles
            .iter()
            .map(|style| {
                let mut cell = Cell::new("x");
                cell.set_style(*style);
                cell
            })
            .collect();
        let mut out = Vec::new();
        write((0..).zip(&cells).map(|(x, cell)| (x, 0, cell)), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn placed(cells: &[(u16, u16, &'static str)]) -> String {
        let cells: Vec<_> = cells.iter().map(|(x, y, said)| (*x, *y, Cell::new(said))).collect();
        let mut out = Vec::new();
        write(cells.iter().map(|(x, y, cell)| (*x, *y, cell)), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_place_is_told_as_shortly_as_can_be_and_again_after_what_terminals_disagree_about() {
        let cells = [(3, 0, "a"), (4, 0, "b"), (9, 0, "c"), (0, 1, "d")];
        assert_eq!(placed(&cells), "\x1b[1;4Hab\x1b[10Gc\x1b[2;1Hd");
        assert_eq!(placed(&[(0, 0, "漢"), (2, 0, "a")]), "\x1b[1;1H漢\x1b[3Ga");
        assert_eq!(placed(&[(0, 0, "é"), (1, 0, "─"), (2, 0, "─")]), "\x1b[1;1Hé\x1b[2G──");
    }

    #[test]
    fn only_what_changes_is_told_and_the_sixteen_by_their_own_numbers() {
        let plain = Style::new();
        assert_eq!(written(&[plain, plain]), "\x1b[1;1Hxx");
        let cyan = plain.fg(Color::Cyan);
        assert_eq!(
            written(&[cyan, cyan.bold(), cyan]),
            "\x1b[1;1H\x1b[36mx\x1b[1mx\x1b[0;36mx\x1b[0m"
        );
        assert_eq!(written(&[plain.bg(Color::LightRed).black()]), "\x1b[1;1H\x1b[30;101mx\x1b[0m");
        let exact = plain.fg(Color::Rgb(1, 2, 3)).bg(Color::Indexed(74));
        assert_eq!(written(&[exact]), "\x1b[1;1H\x1b[38;2;1;2;3;48;5;74mx\x1b[0m");
    }
}
