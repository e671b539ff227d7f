//! What can be done and with which key, drawn from the table that makes the keys work; typing finds.

use super::sheet;
use crate::text::Shown;
use crate::ui::canvas::Canvas;
use crate::ui::keyboard::{Code, Key};
use crate::ui::keymap::Keymap;
use crate::ui::keys::{Binding, TABLE};
use crate::ui::layout::Rect;
use crate::ui::theme::Shade;

/// The help while it is open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Help {
    /// What is looked for.
    pub typed: String,
    /// How many rows are scrolled away.
    pub top: usize,
}

/// A row of the help.
enum Row {
    Heading(&'static str),
    Key(&'static Binding),
    Blank,
}

impl Help {
    /// The help for some words.
    pub fn about(words: &str) -> Help {
        Help { typed: words.trim().chars().take(40).collect(), top: 0 }
    }

    /// Takes a key on a screen of that width and height; nothing is left when the key closes it.
    pub fn key(mut self, key: Key, keymap: &Keymap, (width, height): (u16, u16)) -> Option<Help> {
        let rows = columns(&self, keymap, width).iter().map(Vec::len).max().unwrap_or(0);
        let most = rows.saturating_sub(usize::from(height.saturating_sub(7)));
        match (key.code, key.typed()) {
            (Code::Esc, _) if !self.typed.is_empty() => self = Help::default(),
            (Code::Esc | Code::Enter, _) | (_, Some('?')) => return None,
            _ if key == Key::ctrl('c') => return None,
            (Code::Down, _) => self.top = (self.top + 1).min(most),
            (Code::Up, _) => self.top = self.top.min(most).saturating_sub(1),
            (Code::PageDown, _) => self.top = (self.top + 10).min(most),
            (Code::PageUp, _) => self.top = self.top.min(most).saturating_sub(10),
            (Code::End, _) => self.top = most,
            (Code::Home, _) => self.top = 0,
            (Code::Backspace, _) => {
                self.typed.pop();
                self.top = 0;
            }
            (_, Some(c)) if self.typed.len() < 40 => {
                self.typed.push(c);
                self.top = 0;
            }
            _ => {}
        }
        Some(self)
    }

    /// Whether an action is among what is looked for.
    fn shows(&self, binding: &Binding, keymap: &Keymap) -> bool {
        let text = format!("{} {} {}", binding.id, binding.title, names_of(binding, keymap));
        let text = text.to_lowercase();
        self.typed.to_lowercase().split_whitespace().all(|word| text.contains(word))
    }
}

/// As many columns as there is room for, filled one after the other; else one below the other.
fn columns(help: &Help, keymap: &Keymap, width: u16) -> Vec<Vec<Row>> {
    let group = |index: usize| {
        let (heading, bindings) = TABLE[index];
        let mut rows: Vec<Row> =
            bindings.iter().filter(|b| help.shows(b, keymap)).map(Row::Key).collect();
        if !rows.is_empty() {
            rows.insert(0, Row::Heading(heading));
        }
        rows
    };
    let spaced = |mut first: Vec<Row>, second: Vec<Row>| {
        if !first.is_empty() && !second.is_empty() {
            first.push(Row::Blank);
        }
        first.extend(second);
        first
    };
    match width {
        ..76 => vec![spaced(spaced(group(0), group(1)), spaced(group(2), group(3)))],
        76..130 => vec![spaced(group(0), group(3)), spaced(group(2), group(1))],
        _ => vec![group(0), spaced(group(1), group(3)), group(2)],
    }
}

/// Draws the help.
pub fn draw(help: &Help, keymap: &Keymap, canvas: &mut Canvas, area: Rect) {
    let all = columns(&Help::default(), keymap, area.width);
    let columns = columns(help, keymap, area.width);
    let most = |columns: &[Vec<Row>]| columns.iter().map(Vec::len).max().unwrap_or(0);
    let rows = most(&columns);
    // As high as all of it, whatever is looked for: so nothing jumps.
    let height = u16::try_from(most(&all) + 4).unwrap_or(u16::MAX);
    let width = match columns.len() {
        1 => area.width.min(62),
        2 => area.width.min(104),
        _ => area.width.min(156),
    };
    let whole = sheet(canvas, area, width, height, &Shown::fixed("Keys"));
    draw_line(help, canvas, whole);
    let inside =
        Rect { y: whole.y.saturating_add(2), height: whole.height.saturating_sub(2), ..whole };
    let fits = usize::from(inside.height);
    let top = help.top.min(rows.saturating_sub(fits));
    let each = inside.width / u16::try_from(columns.len()).unwrap_or(1).max(1);
    for (column, x) in columns.iter().zip((inside.x..).step_by(usize::from(each.max(1)))) {
        let names = column.iter().filter_map(|row| match row {
            Row::Key(binding) => Some(Shown::of(&names_of(binding, keymap)).width()),
            _ => None,
        });
        let keys = u16::try_from(names.max().unwrap_or(0) + 1).unwrap_or(u16::MAX);
        let column_area = Rect { x, width: each.saturating_sub(1), ..inside };
        for (index, line) in (0..inside.height).zip(column.iter().skip(top)) {
            draw_row(canvas, column_area, index, line, keymap, keys);
        }
    }
    if rows == 0 {
        canvas.row(inside, 0).say("Nothing that can be done is called so.", Shade::Muted);
    }
    if rows > top + fits && inside.width > 12 {
        let line = Rect { y: inside.bottom(), height: 1, ..inside };
        canvas
            .row(line, 0)
            .right(&Shown::of(&format!(" {} more, ↓ ", rows - top - fits)), Shade::Muted);
    }
}

fn draw_line(help: &Help, canvas: &mut Canvas, area: Rect) {
    let mut row = canvas.row(area, 0);
    if help.typed.is_empty() {
        row.say("Type to find; esc closes.", Shade::Muted);
        return;
    }
    row.say("find ", Shade::Muted).put(&Shown::of(&help.typed), Shade::InputFocus);
    row.cursor(0);
}

/// The keys of an action, or what is typed when it has none.
fn names_of(binding: &Binding, keymap: &Keymap) -> String {
    let keys = keymap.keys_of(binding.action);
    let names: Vec<String> = keys.iter().map(Key::to_string).collect();
    if names.is_empty() { format!(":{}", binding.id) } else { names.join(" ") }
}

fn draw_row(canvas: &mut Canvas, area: Rect, index: u16, line: &Row, keymap: &Keymap, keys: u16) {
    let mut row = canvas.row(area, index);
    match line {
        Row::Heading(heading) => {
            row.put(&Shown::fixed(heading), Shade::Title);
        }
        Row::Key(binding) => {
            row.column(keys, &Shown::of(&names_of(binding, keymap)), Shade::Key);
            row.put(&Shown::fixed(binding.title), Shade::Calm);
        }
        Row::Blank => {}
    }
}
