//! Texts of several lines: split at line breaks, or wrapped to a width.

use std::borrow::Cow;

use super::shown::Shown;

/// How many lines [`Shown::lines`] gives at most; the last one then says how many are missing.
pub const MOST_LINES: usize = 5_000;
/// After how many bytes [`Shown::lines`] stops looking.
pub const LONGEST_TEXT: usize = 1024 * 1024;

impl Shown {
    /// Makes a text of several lines safe, line by line; no text has no lines.
    ///
    /// A very long text ends in a line that says how many lines were left out.
    pub fn lines(text: &str) -> Vec<Self> {
        let mut shown = Vec::new();
        let mut bytes = 0;
        let mut rest = text.lines();
        while let Some(line) = rest.next() {
            let full = shown.len() + 1 == MOST_LINES || bytes > LONGEST_TEXT;
            let more = if full { rest.clone().count() } else { 0 };
            if full && (more > 0 || bytes > LONGEST_TEXT) {
                let left = more + 1;
                let lines = if left == 1 { "line" } else { "lines" };
                shown.push(Self::of(&format!("… {left} more {lines} left out")));
                return shown;
            }
            bytes += line.len();
            shown.push(Self::of(line));
        }
        shown
    }

    /// Wraps between words; a word that is longer than a row is broken between graphemes.
    ///
    /// Spaces at a break are left out, spaces in front of the first word are kept. No row is wider
    /// than asked for: a wide character in a single column becomes `…`. A width of 0 has no rows.
    pub fn wrap(&self, width: usize) -> Vec<Self> {
        if width == 0 {
            return Vec::new();
        }
        if self.width <= width {
            return vec![self.clone()];
        }
        let mut wrap = Wrap { width, rows: Vec::new(), row: Self::default(), gap: 0 };
        let mut word = Vec::new();
        for piece in self.graphemes() {
            if piece.0 == " " {
                wrap.add(&word);
                word.clear();
                wrap.gap += 1;
            } else {
                word.push(piece);
            }
        }
        wrap.add(&word);
        if !wrap.row.is_empty() || wrap.rows.is_empty() {
            wrap.rows.push(wrap.row);
        }
        wrap.rows
    }
}

/// Rows in the making.
struct Wrap {
    width: usize,
    rows: Vec<Shown>,
    row: Shown,
    /// Spaces seen since the last word.
    gap: usize,
}

impl Wrap {
    fn add(&mut self, word: &[(&str, usize)]) {
        if word.is_empty() {
            return;
        }
        let cells: usize = word.iter().map(|(_, cells)| cells).sum();
        let gap = std::mem::take(&mut self.gap);
        if self.row.width + gap + cells <= self.width {
            self.row.push(&Shown::spaces(gap));
        } else if !self.row.is_empty() {
            self.rows.push(std::mem::take(&mut self.row));
        }
        for &(grapheme, cells) in word {
            let (grapheme, cells) = if cells > self.width { ("…", 1) } else { (grapheme, cells) };
            if self.row.width + cells > self.width {
                self.rows.push(std::mem::take(&mut self.row));
            }
            let piece = Shown { text: Cow::Owned(grapheme.to_owned()), width: cells };
            self.row.push(&piece);
        }
    }
}
