//! The one place that draws cells: it takes [`Shown`] only, clips, and remembers what each cell means.
//!
//! Nothing but this module names ratatui's buffer and cells, so nothing from outside can reach a
//! terminal without having been made safe. Beside the cells runs a second layer with the meaning of
//! each, which tests compare as a picture of its own.

mod ink;

use super::theme::{Shade, Theme};
use crate::text::Shown;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use std::io::{self, Write};

/// A frame in the making, or one that was drawn.
#[derive(Debug, Clone)]
pub struct Canvas {
    buffer: Buffer,
    shades: Vec<Shade>,
    /// Cells that lie under a character which begins further left.
    covered: Vec<bool>,
    theme: Theme,
    ascii: bool,
    cursor: Option<(u16, u16)>,
}

impl Canvas {
    /// An empty canvas.
    pub fn new(width: u16, height: u16, theme: Theme, ascii: bool) -> Canvas {
        let area = Rect::new(0, 0, width, height);
        let cells = area.area() as usize;
        Canvas {
            buffer: blank(area, theme),
            shades: vec![Shade::Calm; cells],
            covered: vec![false; cells],
            theme,
            ascii,
            cursor: None,
        }
    }

    /// A canvas of no size that is drawn on in the same way.
    #[must_use]
    pub fn another(&self) -> Canvas {
        Canvas::new(0, 0, self.theme, self.ascii)
    }

    /// The whole of it.
    pub fn area(&self) -> Rect {
        self.buffer.area
    }

    /// Wipes everything, for the next frame; the size may be another.
    pub fn begin(&mut self, width: u16, height: u16) {
        let area = Rect::new(0, 0, width, height);
        let cells = area.area() as usize;
        if self.buffer.area == area && self.theme.ground().is_none() {
            self.buffer.reset();
        } else {
            self.buffer = blank(area, self.theme);
        }
        self.shades.clear();
        self.shades.resize(cells, Shade::Calm);
        self.covered.clear();
        self.covered.resize(cells, false);
        self.cursor = None;
    }

    /// A row of an area to be written from left to right; outside the canvas, or below the area, it
    /// takes nothing.
    pub fn row(&mut self, area: Rect, index: u16) -> Row<'_> {
        let area = area.intersection(self.area());
        let inside = index < area.height;
        let (x, end) = if inside { (area.left(), area.right()) } else { (0, 0) };
        Row { y: area.y.saturating_add(index), x, end, selected: false, canvas: self }
    }

    /// Wipes an area.
    pub fn clear(&mut self, area: Rect) {
        for y in area.top()..area.bottom() {
            for x in area.left()..area.right() {
                self.set(x, y, " ", 1, Shade::Calm);
            }
        }
    }

    /// Draws a rounded frame around an area, and returns what is inside.
    pub fn frame(&mut self, area: Rect, shade: Shade) -> Rect {
        if area.width < 2 || area.height < 2 {
            return Rect { width: 0, height: 0, ..area };
        }
        let (right, bottom) = (area.right() - 1, area.bottom() - 1);
        let signs = if self.ascii {
            ["+", "+", "+", "+", "-", "|"]
        } else {
            ["╭", "╮", "╰", "╯", "─", "│"]
        };
        for x in area.left() + 1..right {
            self.set(x, area.y, signs[4], 1, shade);
            self.set(x, bottom, signs[4], 1, shade);
        }
        for y in area.top() + 1..bottom {
            self.set(area.x, y, signs[5], 1, shade);
            self.set(right, y, signs[5], 1, shade);
        }
        self.set(area.x, area.y, signs[0], 1, shade);
        self.set(right, area.y, signs[1], 1, shade);
        self.set(area.x, bottom, signs[2], 1, shade);
        self.set(right, bottom, signs[3], 1, shade);
        Rect::new(area.x + 1, area.y + 1, area.width - 2, area.height - 2)
    }

    /// Puts the terminal's cursor somewhere: where text is typed.
    pub fn place_cursor(&mut self, x: u16, y: u16) {
        if self.area().contains((x, y).into()) {
            self.cursor = Some((x, y));
        }
    }

    /// Where text is typed.
    pub fn cursor(&self) -> Option<(u16, u16)> {
        self.cursor
    }

    /// What is written, row by row, without blanks at the end of a row.
    pub fn picture(&self) -> String {
        let width = usize::from(self.area().width);
        let mut text = String::new();
        for y in 0..usize::from(self.area().height) {
            let cells = (y * width..(y + 1) * width).filter(|cell| !self.covered[*cell]);
            let row: String = cells.map(|cell| self.buffer.content[cell].symbol()).collect();
            text.push_str(row.trim_end());
            text.push('\n');
        }
        text
    }

    /// What each cell means, row by row, as the letters of [`super::theme::LETTERS`].
    pub fn meanings(&self) -> String {
        let (mut text, width) = (String::new(), usize::from(self.area().width));
        for row in self.shades.chunks(width.max(1)) {
            let row: String = row.iter().map(|shade| shade.letter()).collect();
            text.push_str(row.trim_end());
            text.push('\n');
        }
        text
    }

    /// Writes what a terminal that shows `before` needs to show this. The same picture costs nothing.
    pub fn paint(&self, before: Option<&Canvas>, out: &mut Vec<u8>) -> io::Result<()> {
        let blank;
        let start = out.len();
        let before = match before {
            Some(before) if before.area() == self.area() => before,
            _ => {
                out.write_all(b"\x1b[0m\x1b[2J")?;
                // Cleared, a terminal shows its own background, whatever the theme paints.
                blank = Canvas::new(self.area().width, self.area().height, Theme::MONO, self.ascii);
                &blank
            }
        };
        ink::write(before.buffer.diff_iter(&self.buffer), out)?;
        if out.len() > start || self.cursor != before.cursor {
            match self.cursor {
                Some((x, y)) => write!(out, "\x1b[{};{}H\x1b[?25h", y + 1, x + 1)?,
                None if before.cursor.is_some() => out.write_all(b"\x1b[?25l")?,
                None => {}
            }
        }
        Ok(())
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that fills cells; all it gets is `Shown`"
    )]
    fn set(&mut self, x: u16, y: u16, symbol: &str, width: u16, shade: Shade) {
        let area = self.area();
        if x.saturating_add(width) > area.right() || y >= area.bottom() {
            return;
        }
        let index = usize::from(y) * usize::from(area.width) + usize::from(x);
        let last = index + usize::from(width.max(1)) - 1;
        // Half of a wide character cannot stay, neither its left nor its right one.
        let start = (0..=index).rev().find(|cell| !self.covered[*cell]).unwrap_or(index);
        let end = (last + 1..self.covered.len()).find(|cell| !self.covered[*cell]);
        for cell in (start..index).chain(last + 1..end.unwrap_or(self.covered.len())) {
            self.covered[cell] = false;
            self.buffer.content[cell].set_symbol(" ");
        }
        let style = self.theme.style(shade);
        for cell in index..=last {
            self.covered[cell] = cell > index;
            self.shades[cell] = shade;
            self.buffer.content[cell] = Cell::EMPTY;
            self.buffer.content[cell].set_style(style);
        }
        self.buffer.content[index].set_symbol(symbol);
    }

    /// Writes a text, cut to `most` cells, and returns how many it took.
    fn write(&mut self, x: u16, y: u16, most: u16, text: &Shown, shade: Shade) -> u16 {
        let plain;
        let text = if self.ascii {
            plain = text.ascii();
            &plain
        } else {
            text
        };
        let fits = text.width() <= usize::from(most);
        let room = if fits { most } else { most.saturating_sub(1) };
        let mut used = 0_u16;
        for (grapheme, width) in text.graphemes() {
            let width = u16::try_from(width).unwrap_or(u16::MAX);
            if width == 0 || used.saturating_add(width) > room {
                break;
            }
            self.set(x + used, y, grapheme, width, shade);
            used += width;
        }
        if !fits && used < most {
            self.set(x + used, y, if self.ascii { "~" } else { "…" }, 1, shade);
            used += 1;
        }
        used
    }
}

/// Cells in which nothing is written.
fn blank(area: Rect, theme: Theme) -> Buffer {
    let mut cell = Cell::EMPTY;
    if let Some(ground) = theme.ground() {
        cell.set_style(ground);
    }
    Buffer::filled(area, cell)
}

/// A row that is written from left to right, and at its right end.
pub struct Row<'c> {
    canvas: &'c mut Canvas,
    y: u16,
    x: u16,
    end: u16,
    selected: bool,
}

impl Row<'_> {
    /// Marks the row as the one under the cursor, if it is: plain text on it looks selected.
    #[must_use]
    pub fn selected(mut self, yes: bool) -> Self {
        self.selected = yes;
        if yes {
            for x in self.x..self.end {
                self.canvas.set(x, self.y, " ", 1, Shade::Selected);
            }
        }
        self
    }

    /// How many cells are left.
    pub fn left(&self) -> u16 {
        self.end.saturating_sub(self.x)
    }

    /// Whether signs are spelled in ASCII, so that lines of two weights look alike.
    pub fn is_ascii(&self) -> bool {
        self.canvas.ascii
    }

    /// Where the next text goes.
    pub fn at(&self) -> (u16, u16) {
        (self.x, self.y)
    }

    /// Writes a text; what does not fit ends in `…`.
    pub fn put(&mut self, text: &Shown, shade: Shade) -> &mut Self {
        let shade = self.shade(shade);
        self.x += self.canvas.write(self.x, self.y, self.left(), text, shade);
        self
    }

    /// Writes words of our own.
    pub fn say(&mut self, words: &'static str, shade: Shade) -> &mut Self {
        self.put(&Shown::fixed(words), shade)
    }

    /// Leaves cells free.
    pub fn gap(&mut self, cells: u16) -> &mut Self {
        self.x = self.x.saturating_add(cells).min(self.end);
        self
    }

    /// Writes a text into a column, and goes to the column's end.
    pub fn column(&mut self, width: u16, text: &Shown, shade: Shade) -> &mut Self {
        let width = width.min(self.left());
        let shade = self.shade(shade);
        self.canvas.write(self.x, self.y, width, text, shade);
        self.gap(width)
    }

    /// Writes a text at the right side of a column, and goes to the column's end.
    pub fn figure(&mut self, width: u16, text: &Shown, shade: Shade) -> &mut Self {
        let width = width.min(self.left());
        let free = width.saturating_sub(u16::try_from(text.width()).unwrap_or(u16::MAX));
        let shade = self.shade(shade);
        self.canvas.write(self.x + free, self.y, width - free, text, shade);
        self.gap(width)
    }

    /// Writes a text at the right end; the row ends before it from now on.
    pub fn right(&mut self, text: &Shown, shade: Shade) -> &mut Self {
        let width = u16::try_from(text.width()).unwrap_or(u16::MAX).min(self.left());
        let shade = self.shade(shade);
        self.end -= width;
        self.canvas.write(self.end, self.y, width, text, shade);
        self
    }

    /// Ends the row earlier, by so many cells.
    pub fn keep_free(&mut self, cells: u16) -> &mut Self {
        self.end = self.end.saturating_sub(cells).max(self.x);
        self
    }

    /// Goes to the end, and takes back so many cells that were kept free.
    pub fn give_back(&mut self, cells: u16) -> &mut Self {
        self.x = self.end;
        self.end = self.end.saturating_add(cells);
        self
    }

    /// Puts the terminal's cursor so many cells from here.
    pub fn cursor(&mut self, cells: u16) {
        let x = self.x.saturating_add(cells).min(self.end.saturating_sub(1));
        if self.end > 0 {
            self.canvas.place_cursor(x, self.y);
        }
    }

    fn shade(&self, shade: Shade) -> Shade {
        if self.selected && !shade.is_badge() { Shade::Selected } else { shade }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canvas() -> Canvas {
        Canvas::new(8, 2, Theme::ANSI, false)
    }

    #[test]
    fn a_text_is_cut_at_the_edge_of_its_row() {
        let mut canvas = canvas();
        canvas.row(Rect::new(2, 0, 4, 2), 0).put(&Shown::of("timeline"), Shade::Strong);
        canvas.row(Rect::new(2, 0, 4, 2), 2).say("below", Shade::Strong);
        canvas.row(Rect::new(20, 9, 4, 2), 0).say("outside", Shade::Strong);
        assert_eq!(canvas.picture(), "  tim…\n\n");
        assert_eq!(canvas.meanings(), "  bbbb\n\n");
    }

    #[test]
    fn half_of_a_wide_character_does_not_stay() {
        let mut canvas = canvas();
        canvas.row(canvas.area(), 0).put(&Shown::of("漢字"), Shade::Calm);
        canvas.row(Rect::new(1, 0, 2, 1), 0).say("ab", Shade::Calm);
        assert_eq!(canvas.picture(), " ab\n\n");
    }

    #[test]
    fn the_same_picture_costs_no_byte() {
        let mut canvas = canvas();
        canvas.row(canvas.area(), 0).say("calm", Shade::Muted);
        let mut bytes = Vec::new();
        canvas.paint(Some(&canvas.clone()), &mut bytes).unwrap();
        assert_eq!(bytes, b"");
        canvas.paint(None, &mut bytes).unwrap();
        assert!(bytes.starts_with(b"\x1b[0m\x1b[2J") && bytes.len() > 10);
    }

    #[test]
    fn words_at_the_right_end_leave_the_rest_to_the_left() {
        let mut canvas = canvas();
        let area = canvas.area();
        canvas
            .row(area, 0)
            .right(&Shown::of("12"), Shade::Muted)
            .put(&Shown::of("clocks!"), Shade::Calm);
        assert_eq!(canvas.picture(), "clock…12\n\n");
    }
}
