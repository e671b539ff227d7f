//! The type [`Shown`]: one line of text that a terminal may be given.

use std::borrow::Cow;
use std::fmt;

use unicode_segmentation::UnicodeSegmentation;

use super::clean::clean;
use super::hidden::{grapheme_width, is_safe};

/// One line of text that is safe to draw, with its width in cells.
///
/// There is no way to make one from text that was not cleaned, and none to get at a `str` by
/// accident: [`as_str`](Self::as_str) says what it does. Cleaning twice changes nothing (up to the
/// length limit), so `Shown::of(&format!("{title} · {age}"))` is fine.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shown {
    pub(super) text: Cow<'static, str>,
    pub(super) width: usize,
}

impl Shown {
    /// Makes any text safe, as one line: line breaks become `⏎`, a tab four spaces, what must not be drawn a mark.
    ///
    /// Control characters are shown as `^[`, other hidden characters as `<U+202E>`. Emoji sequences
    /// and right-to-left letters stay. At most [`LONGEST_LINE`](super::LONGEST_LINE) bytes are looked at.
    pub fn of(text: &str) -> Self {
        Self::of_clean(clean(text).into_owned())
    }

    /// Takes a text of our own, which must be safe already.
    pub fn fixed(text: &'static str) -> Self {
        debug_assert!(is_safe(text), "not safe to draw: {text:?}");
        Self { text: Cow::Borrowed(text), width: measure(text) }
    }

    /// Returns as many spaces as asked for.
    pub fn spaces(width: usize) -> Self {
        Self { text: Cow::Owned(" ".repeat(width)), width }
    }

    pub(super) fn of_clean(text: String) -> Self {
        let width = measure(&text);
        Self { text: Cow::Owned(text), width }
    }

    /// Returns the width in terminal cells, counted as ratatui counts.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Returns whether there is nothing to draw.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Returns the safe text, for a canvas, a terminal line or a test.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the graphemes, each with its width in cells; a canvas draws one at a time.
    pub fn graphemes(&self) -> impl Iterator<Item = (&str, usize)> {
        self.text.graphemes(true).map(|grapheme| (grapheme, grapheme_width(grapheme)))
    }

    /// Cuts to a width; what was cut ends in `…`. A wide character that does not fit may leave a cell free.
    #[must_use]
    pub fn cut(&self, width: usize) -> Self {
        if self.width <= width {
            return self.clone();
        }
        if width == 0 {
            return Self::default();
        }
        let mut used = 0;
        let mut end = 0;
        for (grapheme, cells) in self.graphemes() {
            if used + cells >= width {
                break;
            }
            used += cells;
            end += grapheme.len();
        }
        Self { text: Cow::Owned(format!("{}…", &self.text[..end])), width: used + 1 }
    }

    /// Leaves out the first cells, for scrolling sideways. Half of a wide character becomes a space.
    #[must_use]
    pub fn skip(&self, width: usize) -> Self {
        let mut gone = 0;
        let mut start = 0;
        for (grapheme, cells) in self.graphemes() {
            if gone >= width {
                break;
            }
            gone += cells;
            start += grapheme.len();
        }
        let halves = gone.saturating_sub(width);
        let text = format!("{}{}", " ".repeat(halves), &self.text[start..]);
        Self { text: Cow::Owned(text), width: self.width - gone + halves }
    }

    /// Adds spaces at the end up to a width.
    #[must_use]
    pub fn pad(&self, width: usize) -> Self {
        let mut padded = self.clone();
        padded.push(&Self::spaces(width.saturating_sub(self.width)));
        padded
    }

    /// Adds spaces in front up to a width: for figures in a column.
    #[must_use]
    pub fn pad_left(&self, width: usize) -> Self {
        let mut padded = Self::spaces(width.saturating_sub(self.width));
        padded.push(self);
        padded
    }

    /// Cuts or pads, so that the width is exactly the one asked for.
    #[must_use]
    pub fn fit(&self, width: usize) -> Self {
        self.cut(width).pad(width)
    }

    /// Adds another text at the end.
    pub fn push(&mut self, other: &Self) {
        if self.is_empty() {
            *self = other.clone();
        } else if !other.is_empty() {
            self.text.to_mut().push_str(&other.text);
            self.width += other.width;
        }
    }

    /// Repeats the text: for rules and bars.
    #[must_use]
    pub fn repeat(&self, times: usize) -> Self {
        Self { text: Cow::Owned(self.text.repeat(times)), width: self.width * times }
    }

    /// Puts texts one after the other with something between them.
    pub fn join<'a>(parts: impl IntoIterator<Item = &'a Self>, between: &Self) -> Self {
        let mut joined = Self::default();
        for (at, part) in parts.into_iter().enumerate() {
            if at > 0 {
                joined.push(between);
            }
            joined.push(part);
        }
        joined
    }

    /// Puts texts one after the other.
    pub fn concat<'a>(parts: impl IntoIterator<Item = &'a Self>) -> Self {
        Self::join(parts, &Self::default())
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn measure(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.graphemes(true).map(grapheme_width).sum() }
}
