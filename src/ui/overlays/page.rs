//! Rows that are only read: laid out for a width, drawn in a box, turned with keys.

use super::sheet;
use crate::text::Shown;
use crate::ui::canvas::Canvas;
use crate::ui::keyboard::{Code, Key};
use crate::ui::keymap::Keymap;
use crate::ui::keys::Action;
use crate::ui::layout::Rect;
use crate::ui::theme::Shade;

/// The column of labels, in cells.
const LABEL: u16 = 12;
/// No line of text is wider.
const WIDEST: u16 = 90;

/// Up to here the box is as wide as the screen, so that a sum of 64 digits stands on one row.
const NARROW: u16 = 84;

/// Something to be read: it has as many rows as its width makes of it.
pub enum Part<'a> {
    /// A text of several lines.
    Text(&'a str, Shade),
    /// A label, and what it says.
    Fact(&'a str, &'a str, Shade),
    /// The name of what follows.
    Heading(&'a str),
    /// Nothing.
    Blank,
}

/// A row that fits.
pub struct PageRow {
    label: Shown,
    text: Shown,
    shade: Shade,
}

fn width(area: Rect) -> u16 {
    if area.width <= NARROW { area.width } else { area.width.saturating_sub(4).min(WIDEST) }
}

/// Lays parts out for an area.
pub fn rows(parts: &[Part<'_>], area: Rect) -> Vec<PageRow> {
    let inner = usize::from(width(area).saturating_sub(4)).max(1);
    let beside = inner.saturating_sub(usize::from(LABEL)).max(1);
    let mut rows = Vec::new();
    let mut add = |label: Shown, text: Shown, shade| rows.push(PageRow { label, text, shade });
    for part in parts {
        match part {
            Part::Text(text, shade) => {
                let lines = Shown::lines(text);
                lines.iter().flat_map(|line| line.wrap(inner)).for_each(|row| {
                    add(Shown::default(), row, *shade);
                });
            }
            Part::Fact(label, text, shade) => {
                let mut label = Some(Shown::of(label).cut(usize::from(LABEL) - 1));
                let lines = Shown::lines(text);
                for row in lines.iter().flat_map(|line| line.wrap(beside)) {
                    // A blank label keeps the rows below each other.
                    add(label.take().unwrap_or(Shown::fixed(" ")), row, *shade);
                }
            }
            Part::Heading(name) => add(Shown::default(), Shown::of(name), Shade::Title),
            Part::Blank => add(Shown::default(), Shown::default(), Shade::Calm),
        }
    }
    rows
}

/// The same as a text, each line whole: what is copied of it.
pub fn text(title: &str, parts: &[Part<'_>]) -> String {
    let mut text = format!("{title}\n");
    for part in parts {
        match part {
            Part::Text(said, _) | Part::Heading(said) | Part::Fact("", said, _) => {
                text.push_str(said);
            }
            Part::Fact(label, said, _) => text.extend([label, ": ", said]),
            Part::Blank => {}
        }
        text.push('\n');
    }
    text
}

/// How many rows fit into the box for an area.
fn fits(area: Rect) -> usize {
    usize::from(area.height.saturating_sub(2))
}

/// Draws rows in a box.
pub fn draw(
    rows: &[PageRow],
    (title, top): (&str, usize),
    keymap: &Keymap,
    canvas: &mut Canvas,
    area: Rect,
) {
    let height = u16::try_from(rows.len()).unwrap_or(u16::MAX).saturating_add(2).max(3);
    let inside = sheet(canvas, area, width(area), height, &Shown::of(title));
    let fits = usize::from(inside.height);
    let top = top.min(rows.len().saturating_sub(fits));
    for (index, page) in (0..inside.height).zip(rows.iter().skip(top)) {
        let mut row = canvas.row(inside, index);
        if !page.label.is_empty() {
            row.column(LABEL, &page.label, Shade::Muted);
        }
        row.put(&page.text, page.shade);
    }
    let below = rows.len().saturating_sub(top + fits);
    if below > 0 && inside.width > 12 {
        let line = Rect { y: inside.bottom(), height: 1, ..inside };
        let down = keymap.way_to(Action::Down);
        canvas.row(line, 0).right(&Shown::of(&format!(" {below} more, {down} ")), Shade::Muted);
    }
}

/// Where a box stands after a key; nothing when the key closes it. The keys of lists turn it, whichever
/// they are on this desk, and those with a name of their own do in any case.
pub fn turned(key: Key, keymap: &Keymap, (top, rows): (usize, usize), area: Rect) -> Option<usize> {
    let page = fits(area).max(1);
    let most = rows.saturating_sub(page);
    let top = top.min(most);
    let action = match key.code {
        Code::Down => Some(Action::Down),
        Code::Up => Some(Action::Up),
        Code::PageDown | Code::Char(' ') => Some(Action::PageDown),
        Code::PageUp => Some(Action::PageUp),
        Code::End => Some(Action::Last),
        Code::Home => Some(Action::First),
        _ => keymap.action(key).map(|binding| binding.action),
    };
    match action? {
        Action::Down => Some((top + 1).min(most)),
        Action::Up => Some(top.saturating_sub(1)),
        Action::PageDown => Some((top + page).min(most)),
        Action::PageUp => Some(top.saturating_sub(page)),
        Action::Last => Some(most),
        Action::First => Some(0),
        _ => None,
    }
}
