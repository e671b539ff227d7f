//! Draws a form: labels, answers, the choices of the field that has the keys, what is wrong, a hint.

use super::field::{Answer, Field, Pick, rows_of};
use super::form::{Form, Trouble};
use super::sheet;
use crate::text::Shown;
use crate::ui::canvas::Canvas;
use crate::ui::layout::Rect;
use crate::ui::theme::Shade;

/// How wide the column of labels is.
const LABEL: u16 = 11;
/// How many choices are shown at once.
const MOST_CHOICES: usize = 8;
/// How many rows a text has at least, and at most.
const TEXT_ROWS: (usize, usize) = (4, 12);

/// A row of the form.
#[derive(Default)]
struct Row {
    label: &'static str,
    text: Shown,
    shade: Shade,
    /// What stands at the right of the text, in passing.
    note: Shown,
    /// Whether the row is marked as the one that enter takes.
    selected: bool,
    /// Whether the input's line is drawn through to the end.
    input: bool,
    /// Where the cursor stands.
    cursor: Option<u16>,
    /// Whether the row belongs to what has the keys.
    focus: bool,
}

/// Draws a form over an area.
pub fn draw(form: &Form, canvas: &mut Canvas, area: Rect) {
    let width = area.width.saturating_sub(2).clamp(20, 76).min(area.width);
    let inner = width.saturating_sub(4);
    let rows = rows(form, inner);
    let hint = u16::from(area.height > 6);
    let height = u16::try_from(rows.len()).unwrap_or(u16::MAX).saturating_add(2 + hint);
    let title = if form.is_draft { format!("{} · draft", form.title) } else { form.title.clone() };
    let inside = sheet(canvas, area, width, height, &Shown::of(&title));
    let list = Rect { height: inside.height.saturating_sub(hint), ..inside };
    let last = rows.iter().rposition(|row| row.focus).map_or(0, |at| at + 1);
    let first = rows.iter().position(|row| row.focus).unwrap_or(0);
    let top = last.saturating_sub(usize::from(list.height)).min(first);
    for (index, row) in (0..list.height).zip(rows.iter().skip(top)) {
        draw_row(canvas, list, index, row);
    }
    if hint > 0 && inside.height > 0 {
        let line = Rect { y: inside.bottom() - 1, height: 1, ..inside };
        canvas.row(line, 0).put(&Shown::of(hint_of(form)), Shade::Muted);
    }
}

fn draw_row(canvas: &mut Canvas, area: Rect, index: u16, row: &Row) {
    let mut line = canvas.row(area, index);
    let label = if row.focus { Shade::Key } else { Shade::Muted };
    if !row.label.is_empty() {
        line.column(LABEL, &Shown::fixed(row.label), label);
    }
    let x = line.at().0;
    let rest = Rect { x, width: area.right().saturating_sub(x), ..area };
    let mut line = canvas.row(rest, index).selected(row.selected);
    if let Some(cells) = row.cursor {
        line.cursor(cells);
    }
    line.put(&row.text, row.shade);
    if row.input {
        let free = usize::from(line.left());
        line.put(&Shown::spaces(free), row.shade);
    } else if !row.note.is_empty() {
        line.gap(2).put(&row.note, Shade::Muted);
    }
}

fn hint_of(form: &Form) -> &'static str {
    match form.fields.get(form.at).map(|field| &field.answer) {
        _ if form.sending => "saving …",
        _ if form.fields.is_empty() => "enter does it · esc leaves it",
        Some(Answer::Text(_)) => "ctrl-d saves · tab moves on · esc keeps the draft",
        Some(Answer::Pick(_)) => {
            "type or ↑↓ to choose · enter takes it · tab moves on · esc leaves"
        }
        Some(Answer::Line(_)) if form.at + 1 == form.fields.len() && !form.has_button() => {
            "enter saves · tab moves on · esc keeps the draft"
        }
        _ => "enter goes on · tab moves on · esc keeps the draft",
    }
}

fn rows(form: &Form, width: u16) -> Vec<Row> {
    let mut rows = Vec::new();
    let full = usize::from(width).max(1);
    for about in &form.about {
        let wrapped = Shown::lines(about).into_iter().take(4).flat_map(|line| line.wrap(full));
        rows.extend(wrapped.take(6).map(|text| Row { text, ..Row::default() }));
    }
    if !form.about.is_empty() {
        rows.push(Row::default());
    }
    for (at, field) in form.fields.iter().enumerate() {
        let focus = at == form.at;
        let first = rows.len();
        add_field(&mut rows, field, focus && !form.sending, width.saturating_sub(LABEL));
        if let Some(Trouble::Field(place, fault)) = &form.trouble
            && *place == at
        {
            let room = full.saturating_sub(usize::from(LABEL)).max(1);
            for text in Shown::of(&format!("‼ {fault}")).wrap(room) {
                rows.push(Row { label: " ", text, shade: Shade::Error, ..Row::default() });
            }
        }
        rows[first..].iter_mut().for_each(|row| row.focus = focus);
        rows.push(Row::default());
    }
    if form.has_button() {
        let focus = form.at >= form.fields.len();
        let shade = if focus { Shade::Selected } else { Shade::Calm };
        let text = if form.fields.is_empty() { "[ undo ]" } else { "[ save ]" };
        let label = if form.fields.is_empty() { "" } else { " " };
        rows.push(Row { label, text: Shown::fixed(text), shade, focus, ..Row::default() });
        rows.push(Row::default());
    }
    if let Some(Trouble::Refused(text, remedy)) = &form.trouble {
        let refused = Shown::of(&format!("‼ {text}")).wrap(full).into_iter();
        rows.extend(refused.map(|text| Row { text, shade: Shade::Error, ..Row::default() }));
        let remedy = Shown::of(remedy).wrap(full).into_iter();
        rows.extend(remedy.map(|text| Row { text, ..Row::default() }));
        rows.push(Row::default());
    }
    rows
}

fn add_field(rows: &mut Vec<Row>, field: &Field, focus: bool, width: u16) {
    let label = field.label;
    let shade = if focus { Shade::InputFocus } else { Shade::Input };
    match &field.answer {
        Answer::Line(area) => {
            let line = Shown::of(area.lines().first().map_or("", String::as_str));
            let before: String = area
                .lines()
                .first()
                .map_or("", String::as_str)
                .chars()
                .take(area.cursor().1)
                .collect();
            let cursor = Shown::of(&before).width();
            let hidden = (cursor + 1).saturating_sub(usize::from(width));
            let cursor = focus.then(|| u16::try_from(cursor - hidden).unwrap_or(u16::MAX));
            let empty = line.is_empty();
            let text =
                if empty { Shown::of(&field.hint) } else { cut_bare(&line.skip(hidden), width) };
            let shade = if empty { Shade::Muted } else { shade };
            rows.push(Row { label, text, shade, cursor, input: focus && !empty, ..Row::default() });
        }
        Answer::Text(area) => {
            let (text, (row, column)) = rows_of(area, usize::from(width));
            let shown = text.len().clamp(TEXT_ROWS.0, TEXT_ROWS.1);
            let top = (row + 1).saturating_sub(shown);
            let empty = area.is_empty();
            for index in top..top + shown {
                let label = if index == top { label } else { " " };
                let hint = (empty && index == 0).then(|| Shown::of(&field.hint));
                let text = hint.or_else(|| text.get(index).cloned()).unwrap_or_default();
                let shade = if empty && index == 0 { Shade::Muted } else { shade };
                let here = focus && index == row;
                let cursor = here.then(|| u16::try_from(column).unwrap_or(u16::MAX));
                rows.push(Row { label, text, shade, cursor, input: focus, ..Row::default() });
            }
        }
        Answer::Pick(pick) => add_pick(rows, field, pick, focus),
    }
}

fn add_pick(rows: &mut Vec<Row>, field: &Field, pick: &Pick, focus: bool) {
    let label = field.label;
    let matching = pick.matching();
    if !focus {
        let text =
            pick.chosen().map_or_else(|| Shown::of(&pick.typed), |choice| Shown::of(&choice.title));
        rows.push(Row { label, text, shade: Shade::Input, ..Row::default() });
        return;
    }
    let typed = Shown::of(&pick.typed);
    let cursor = Some(u16::try_from(typed.width()).unwrap_or(u16::MAX));
    let (text, shade) = if typed.is_empty() {
        (Shown::of(&field.hint), Shade::Muted)
    } else {
        (typed.clone(), Shade::InputFocus)
    };
    rows.push(Row { label, text, shade, cursor, input: !typed.is_empty(), ..Row::default() });
    let top = (pick.at + 1).saturating_sub(MOST_CHOICES);
    let titles = pick.choices.iter().map(|choice| Shown::of(&choice.title).width());
    let column = titles.max().unwrap_or(0).min(32);
    for (index, choice) in matching.iter().enumerate().skip(top).take(MOST_CHOICES) {
        let more = index + 1 == top + MOST_CHOICES && matching.len() > index + 1;
        let note = if more && index != pick.at {
            format!("… {} more", matching.len() - index - 1)
        } else {
            choice.note.clone()
        };
        rows.push(Row {
            label: " ",
            text: Shown::of(&choice.title).fit(column),
            note: Shown::of(&note),
            selected: index == pick.at,
            ..Row::default()
        });
    }
    if matching.is_empty() {
        rows.push(Row {
            label: " ",
            text: Shown::fixed("nothing matches"),
            shade: Shade::Error,
            ..Row::default()
        });
    }
}

/// Cuts without a sign, for text that is being typed.
fn cut_bare(text: &Shown, width: u16) -> Shown {
    let (mut kept, mut used) = (String::new(), 0);
    for (grapheme, cells) in text.graphemes() {
        if used + cells > usize::from(width) {
            break;
        }
        kept.push_str(grapheme);
        used += cells;
    }
    Shown::of(&kept)
}
