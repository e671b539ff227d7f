//! Turns changed cells into the fewest bytes that every terminal understands.
//!
//! The sixteen colours are named as a terminal of 1990 knows them (`31`, `97`), not by number in a palette
//! of 256: it is shorter, and the Linux console shows it. A look that only adds to the one before is
//! added; any other begins from plain. Underlines have no colour of their own here.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};
use std::io::{self, Write};

/// How the terminal would draw the next letter.
type Look = (Color, Color, Modifier);

const PLAIN: Look = (Color::Reset, Color::Reset, Modifier::empty());

/// What sets each modifier.
const MODIFIERS: [(Modifier, u8); 9] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::SLOW_BLINK, 5),
    (Modifier::RAPID_BLINK, 6),
    (Modifier::REVERSED, 7),
    (Modifier::HIDDEN, 8),
    (Modifier::CROSSED_OUT, 9),
];

/// Writes cells at their places. The look is plain before and after.
pub(super) fn write_cells<'c>(
    cells: impl Iterator<Item = (u16, u16, &'c Cell)>,
    out: &mut Vec<u8>,
) -> io::Result<()> {
    let mut look = PLAIN;
    // Where the next letter goes by itself; unknown where terminals disagree about what was drawn last.
    let mut next = None;
    let mut line = None;
    for (x, y, cell) in cells {
        if next != Some((x, y)) {
            match line == Some(y) {
                true if x == 0 => out.push(b'\r'),
                true => write!(out, "\x1b[{}G", x + 1)?,
                false => write!(out, "\x1b[{};{}H", y + 1, x + 1)?,
            }
        }
        let wanted = (cell.fg, cell.bg, cell.modifier);
        if wanted != look {
            change(look, wanted, out)?;
            look = wanted;
        }
        out.extend_from_slice(cell.symbol().as_bytes());
        line = Some(y);
        next = is_one_cell(cell.symbol()).then_some((x + 1, y));
    }
    if look != PLAIN {
        out.extend_from_slice(b"\x1b[0m");
    }
    Ok(())
}

/// Whether every terminal moves on by one cell for it.
fn is_one_cell(symbol: &str) -> bool {
    let mut letters = symbol.chars();
    letters
        .next()
        .is_some_and(|letter| letter.is_ascii() || ('\u{2500}'..'\u{25a0}').contains(&letter))
        && letters.next().is_none()
}

fn change(from: Look, to: Look, out: &mut Vec<u8>) -> io::Result<()> {
    let afresh = !to.2.contains(from.2);
    let (fg, bg, modifier) = if afresh { PLAIN } else { from };
    out.extend_from_slice(b"\x1b[");
    let start = out.len();
    if afresh {
        out.extend_from_slice(b"0;");
    }
    for (one, code) in MODIFIERS {
        if to.2.contains(one) && !modifier.contains(one) {
            write!(out, "{code};")?;
        }
    }
    if to.0 != fg {
        colour(to.0, 0, out)?;
    }
    if to.1 != bg {
        colour(to.1, 10, out)?;
    }
    if out.len() > start {
        out.pop();
    }
    out.push(b'm');
    Ok(())
}

/// Names a colour: of the letters, or ten higher of what lies behind them.
fn colour(colour: Color, higher: u8, out: &mut Vec<u8>) -> io::Result<()> {
    let code = match colour {
        Color::Black => 30,
        Color::Red => 31,
        Color::Green => 32,
        Color::Yellow => 33,
        Color::Blue => 34,
        Color::Magenta => 35,
        Color::Cyan => 36,
        Color::Gray => 37,
        Color::Reset => 39,
        Color::DarkGray => 90,
        Color::LightRed => 91,
        Color::LightGreen => 92,
        Color::LightYellow => 93,
        Color::LightBlue => 94,
        Color::LightMagenta => 95,
        Color::LightCyan => 96,
        Color::White => 97,
        Color::Indexed(of_256) => return write!(out, "{};5;{of_256};", 38 + higher),
        Color::Rgb(red, green, blue) => {
            return write!(out, "{};2;{red};{green};{blue};", 38 + higher);
        }
    };
    write!(out, "{};", code + higher)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Style;

    fn written(cells: &[(u16, u16, &'static str, Style)]) -> String {
        let made: Vec<(u16, u16, Cell)> = cells
            .iter()
            .map(|(x, y, symbol, style)| {
                let mut cell = Cell::new(symbol);
                cell.set_style(*style);
                (*x, *y, cell)
            })
            .collect();
        let mut out = Vec::new();
        write_cells(made.iter().map(|(x, y, cell)| (*x, *y, cell)), &mut out).unwrap();
        String::from_utf8(out).unwrap().replace('\u{1b}', "^")
    }

    #[test]
    fn letters_that_stand_together_are_written_together() {
        let plain = Style::new();
        let cells =
            [(3, 0, "a", plain), (4, 0, "b", plain), (9, 0, "c", plain), (0, 1, "d", plain)];
        assert_eq!(written(&cells), "^[1;4Hab^[10Gc^[2;1Hd");
    }

    #[test]
    fn after_what_terminals_disagree_about_the_place_is_said_again() {
        let plain = Style::new();
        assert_eq!(written(&[(0, 0, "漢", plain), (2, 0, "a", plain)]), "^[1;1H漢^[3Ga");
        assert_eq!(written(&[(0, 0, "é", plain), (1, 0, "a", plain)]), "^[1;1Hé^[2Ga");
    }

    #[test]
    fn a_look_is_added_to_or_begun_afresh() {
        let bold = Style::new().add_modifier(Modifier::BOLD);
        let red = bold.fg(Color::LightRed);
        let badge = Style::new().fg(Color::Black).bg(Color::Gray);
        let cells = [(0, 0, "a", bold), (1, 0, "b", red), (2, 0, "c", badge)];
        assert_eq!(written(&cells), "^[1;1H^[1ma^[91mb^[0;30;47mc^[0m");
        let cells = [(0, 0, "a", badge), (1, 0, "b", Style::new())];
        assert_eq!(written(&cells), "^[1;1H^[30;47ma^[39;49mb");
    }

    #[test]
    fn colours_beyond_sixteen_are_numbered() {
        let style = Style::new().fg(Color::Indexed(202)).bg(Color::Rgb(1, 2, 3));
        assert_eq!(written(&[(0, 0, "a", style)]), "^[1;1H^[38;5;202;48;2;1;2;3ma^[0m");
    }
}
