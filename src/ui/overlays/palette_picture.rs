//! How the command line looks: the line, what is wrong with it or how it goes on, and what fits.

use super::palette::{Offer, Palette, usage};
use super::sheet;
use crate::text::Shown;
use crate::ui::canvas::Canvas;
use crate::ui::keyboard::Key;
use crate::ui::keymap::Keymap;
use crate::ui::layout::Rect;
use crate::ui::overlays::field::Answer;
use crate::ui::overlays::wrapped::rows_of;
use crate::ui::theme::Shade;

/// How many rows of offers there are at most; on a high screen a few more.
const OFFERS: u16 = 14;

/// Draws it.
pub fn draw(palette: &Palette, keymap: &Keymap, canvas: &mut Canvas, area: Rect) {
    // Of one size while it is open, so that nothing jumps while somebody types.
    let widest = if area.width >= 120 { 104 } else { 78 };
    let offers = if area.height >= 30 { OFFERS + 6 } else { OFFERS };
    let (width, height) = (area.width.min(widest), area.height.min(offers + 4));
    let inside = sheet(canvas, area, width, height, &Shown::fixed("Command"));
    draw_line(palette, canvas, inside);
    let way = draw_way(palette, canvas, inside);
    let list = Rect {
        y: inside.y.saturating_add(1 + way),
        height: inside.height.saturating_sub(1 + way),
        ..inside
    };
    let fits = usize::from(list.height).max(1);
    let top = (palette.at + 1).saturating_sub(fits);
    let widest = palette.offers.iter().filter_map(|offer| match offer {
        Offer::Word(word, _) => Some(Shown::of(word).width()),
        Offer::Action(_) => None,
    });
    let words = u16::try_from(widest.max().unwrap_or(0).clamp(6, 24)).unwrap_or(24);
    let shown = palette.offers.iter().enumerate().skip(top);
    for (index, (place, offer)) in (0..list.height).zip(shown) {
        let chosen = place == palette.at;
        let mut row = canvas.row(list, index).selected(chosen);
        row.say(if chosen { "▸ " } else { "  " }, Shade::Key);
        match offer {
            Offer::Action(binding) => {
                let keys = keymap.keys_of(binding.action);
                let names: Vec<String> = keys.iter().map(Key::to_string).collect();
                row.right(&Shown::of(&names.join(" ")), Shade::Key);
                row.right(&Shown::fixed(" "), Shade::Calm);
                row.column(15, &Shown::fixed(binding.id), Shade::Strong);
                if row.left() >= 46 {
                    row.column(28, &Shown::fixed(binding.title), Shade::Calm);
                    row.put(&Shown::fixed(binding.arguments), Shade::Muted);
                } else {
                    row.put(&Shown::fixed(binding.title), Shade::Calm);
                }
            }
            Offer::Word(word, note) => {
                let word = Shown::of(word).cut(usize::from(words) + 1);
                row.column(words + 2, &word, Shade::Strong);
                row.put(&Shown::of(note), Shade::Muted);
            }
        }
    }
    let below = palette.offers.len().saturating_sub(top + fits);
    if below > 0 && inside.width > 12 {
        let line = Rect { y: inside.bottom(), height: 1, ..inside };
        canvas.row(line, 0).right(&Shown::of(&format!(" +{below} ")), Shade::Muted);
    }
}

fn draw_line(palette: &Palette, canvas: &mut Canvas, inside: Rect) {
    let mut row = canvas.row(inside, 0);
    row.say(": ", Shade::Key);
    let (x, _) = row.at();
    let line = Rect { x, width: row.left(), height: 1, ..inside };
    let width = usize::from(line.width).max(2);
    let Answer::Line(area) = &palette.line.answer else { return };
    let (rows, (at, column)) = rows_of(area, width);
    let mut row = canvas.row(line, 0);
    if area.is_empty() {
        row.cursor(0);
        row.put(&Shown::of(&palette.line.hint), Shade::Muted);
        return;
    }
    // The part of a long line that is being typed.
    if let Some(text) = rows.get(at) {
        row.cursor(u16::try_from(column).unwrap_or(u16::MAX));
        row.put(text, Shade::InputFocus);
        let free = usize::from(row.left());
        row.put(&Shown::spaces(free), Shade::InputFocus);
    }
}

/// What was wrong, or what may be typed; and how many rows that takes.
fn draw_way(palette: &Palette, canvas: &mut Canvas, inside: Rect) -> u16 {
    let below = Rect {
        x: inside.x.saturating_add(2),
        y: inside.y.saturating_add(1),
        width: inside.width.saturating_sub(2),
        height: inside.height.saturating_sub(1),
    };
    if let Some((fault, remedy)) = palette.trouble.as_ref().filter(|_| !palette.sending) {
        let between = if remedy.is_empty() { "" } else { "; " };
        let said = Shown::of(&format!("‼ {fault}{between}{remedy}"));
        let rows = said.wrap(usize::from(below.width).max(1));
        for (index, text) in (0..below.height.min(4)).zip(&rows) {
            canvas.row(below, index).put(text, Shade::Error);
        }
        return u16::try_from(rows.len()).unwrap_or(u16::MAX).clamp(1, 4);
    }
    let mut row = canvas.row(below, 0);
    if palette.sending {
        row.say("…", Shade::Muted);
    } else if let Some(binding) = palette.action() {
        row.put(&Shown::of(&usage(binding)), Shade::Strong);
        row.put(&Shown::of(&format!("  {}", binding.title)), Shade::Muted);
    } else {
        row.say("enter does it, tab completes, up brings back, esc leaves", Shade::Muted);
    }
    1
}
