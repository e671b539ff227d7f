//! Draws one field of a form: its answer as it is typed, what may be chosen, what is to be read.

use super::field::{Answer, Choice, Field, Pick};
use super::wrapped::rows_of;
use crate::text::Shown;
use crate::ui::theme::Shade;

/// How many choices are shown at once.
pub(super) const MOST_CHOICES: usize = 8;
/// How many names are proposed at once.
const MOST_NAMES: usize = 5;
/// How many rows say in full what the choice under the cursor means, at most.
const MOST_MEANING: usize = 3;
/// How many rows a text has at least, and at most.
pub(super) const TEXT_ROWS: (usize, usize) = (4, 12);

/// How much there is room for.
#[derive(Clone, Copy)]
pub(super) struct Room {
    /// Cells from side to side.
    pub(super) width: u16,
    /// Cells of the column of labels; none where labels stand above.
    pub(super) label: u16,
    /// How many choices are shown.
    pub(super) choices: usize,
    /// How many rows of a text are shown at least.
    pub(super) text: usize,
    /// How many rows of something to read are shown.
    pub(super) page: usize,
    /// Whether the choice under the cursor is explained in full where its row is too short.
    pub(super) meaning: bool,
    /// Whether a blank row stands between fields.
    pub(super) airy: bool,
    /// Whether only the field with the keys is shown.
    pub(super) alone: bool,
}

/// A row of the form.
#[derive(Default)]
pub(super) struct Row {
    pub(super) label: Shown,
    pub(super) text: Shown,
    pub(super) shade: Shade,
    /// What stands at the right of the text, in passing.
    pub(super) note: Shown,
    /// Whether the row is marked as the one that enter takes.
    pub(super) selected: bool,
    /// Whether the input's line is drawn through to the end.
    pub(super) input: bool,
    /// Where the cursor stands.
    pub(super) cursor: Option<u16>,
    /// Whether the row belongs to what has the keys.
    pub(super) focus: bool,
}

/// What stands in an empty field. Without colour the brackets say that nobody typed it.
fn hint_in(field: &Field) -> Shown {
    if field.hint.is_empty() {
        return Shown::default();
    }
    Shown::of(&format!("({})", field.hint))
}

/// The label of a row that goes on below the labelled one.
pub(super) fn under(room: Room) -> Shown {
    if room.label == 0 { Shown::default() } else { Shown::fixed(" ") }
}

/// The label of the row that enter takes: a sign, so that it is seen without any colour.
fn pointer(room: Room) -> Shown {
    let before = usize::from(room.label).saturating_sub(2);
    if room.label == 0 {
        Shown::default()
    } else {
        Shown::of(&format!("{}▸", " ".repeat(before)))
    }
}

/// Adds the rows of a field; more of them while it has the keys.
pub(super) fn add_field(rows: &mut Vec<Row>, field: &Field, focus: bool, room: Room) {
    let label = if room.label == 0 { Shown::default() } else { Shown::of(&field.label) };
    let width = room.width.saturating_sub(room.label);
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
            // A line that has not the keys is shown from its beginning.
            let hidden = if focus { (cursor + 1).saturating_sub(usize::from(width)) } else { 0 };
            let cursor = focus.then(|| u16::try_from(cursor - hidden).unwrap_or(u16::MAX));
            let empty = line.is_empty();
            // What is said in full below need not be said in short too.
            let told = focus && field.help.starts_with(&field.hint);
            let text = if empty && told {
                Shown::default()
            } else if empty {
                hint_in(field)
            } else {
                cut_bare(&line.skip(hidden), width)
            };
            let shade = if empty { Shade::Muted } else { shade };
            let input = focus && !empty && field.understood.is_empty();
            let note = Shown::of(&field.understood);
            rows.push(Row { label, text, shade, note, input, cursor, ..Row::default() });
        }
        Answer::Text(area) => {
            let (text, (row, column)) = rows_of(area, usize::from(width));
            let least = if focus { room.text } else { 1 };
            let most = if room.alone { room.text } else { TEXT_ROWS.1 };
            let most = if focus { most } else { TEXT_ROWS.0 };
            let shown = text.len().clamp(least.min(most), most);
            let top = (row + 1).saturating_sub(shown);
            let empty = area.is_empty();
            for index in top..top + shown {
                let label = if index == top { label.clone() } else { under(room) };
                let hint = (empty && index == 0).then(|| hint_in(field));
                let text = hint.or_else(|| text.get(index).cloned()).unwrap_or_default();
                let shade = if empty && index == 0 { Shade::Muted } else { shade };
                let here = focus && index == row;
                let cursor = here.then(|| u16::try_from(column).unwrap_or(u16::MAX));
                rows.push(Row { label, text, shade, cursor, input: focus, ..Row::default() });
            }
        }
        Answer::Pick(pick) => add_pick(rows, field, pick, focus, room),
        Answer::Page(text, top) => {
            let lines = Shown::lines(text).into_iter();
            let all: Vec<Shown> =
                lines.flat_map(|line| line.wrap(usize::from(width).max(1))).collect();
            let top = (*top).min(all.len().saturating_sub(room.page));
            let below = all.len().saturating_sub(top + room.page);
            for (index, text) in all.into_iter().skip(top).take(room.page).enumerate() {
                let last = below > 0 && index + 1 == room.page;
                let more = || Shown::of(&format!("… {} more, ↓", below + 1));
                let (text, shade) = if last { (more(), Shade::Muted) } else { (text, Shade::Calm) };
                let label = if index == 0 { label.clone() } else { under(room) };
                let cursor = (focus && index == 0).then_some(0);
                rows.push(Row { label, text, shade, cursor, ..Row::default() });
            }
        }
        Answer::YesNo(yes) => {
            let text = if *yes { "[x] yes" } else { "[ ] no" };
            let (text, note) = (Shown::fixed(text), Shown::of(&field.hint));
            rows.push(Row {
                label,
                text,
                note,
                shade,
                cursor: focus.then_some(1),
                ..Row::default()
            });
        }
    }
}

fn add_pick(rows: &mut Vec<Row>, field: &Field, pick: &Pick, focus: bool, room: Room) {
    let label = if room.label == 0 { Shown::default() } else { Shown::of(&field.label) };
    let matching = pick.matching();
    let typed = Shown::of(&pick.typed);
    if !focus {
        let chosen = pick.chosen().map(|choice| Shown::of(&choice.title));
        let text = chosen.unwrap_or_else(|| typed.clone());
        let (text, shade) =
            if text.is_empty() { (hint_in(field), Shade::Muted) } else { (text, Shade::Input) };
        let note = Shown::of(&field.understood);
        rows.push(Row { label, text, shade, note, ..Row::default() });
        return;
    }
    let cursor = Some(u16::try_from(typed.width()).unwrap_or(u16::MAX));
    let (text, shade) = if typed.is_empty() {
        (hint_in(field), Shade::Muted)
    } else {
        (typed.clone(), Shade::InputFocus)
    };
    rows.push(Row { label, text, shade, cursor, input: !typed.is_empty(), ..Row::default() });
    let most = if pick.free { room.choices.min(MOST_NAMES) } else { room.choices };
    // Where any answer is allowed, the first one is what was typed.
    let at = pick.at.checked_sub(usize::from(pick.free));
    let top = (at.unwrap_or(0) + 1).saturating_sub(most);
    let titles = pick.choices.iter().map(|choice| Shown::of(&choice.title).width());
    let column = titles.max().unwrap_or(0).min(match room.width {
        ..=60 => 26,
        61..=90 => 40,
        _ => 64,
    });
    for (index, choice) in matching.iter().enumerate().skip(top).take(most) {
        let more = index + 1 == top + most && matching.len() > index + 1;
        let note = if more && Some(index) != at {
            format!("… {} more", matching.len() - index - 1)
        } else {
            choice.note.clone()
        };
        let selected = Some(index) == at;
        rows.push(Row {
            label: if selected { pointer(room) } else { under(room) },
            text: Shown::of(&choice.title).fit(column),
            note: Shown::of(&note),
            selected,
            ..Row::default()
        });
    }
    let left = usize::from(room.width.saturating_sub(room.label)).max(1);
    if room.meaning && !pick.free {
        add_meaning(rows, &matching, at, (column, left), room);
    }
    if matching.is_empty() && !pick.free {
        rows.push(Row {
            label: under(room),
            text: Shown::fixed("nothing matches"),
            shade: Shade::Error,
            ..Row::default()
        });
    }
}

/// What the choice under the cursor means, in full, where any of them is too long for its row. As many
/// rows as the longest takes, so that nothing jumps when the cursor moves.
fn add_meaning(
    rows: &mut Vec<Row>,
    matching: &[&Choice],
    at: Option<usize>,
    (column, left): (usize, usize),
    room: Room,
) {
    let is_long =
        |choice: &&&Choice| Shown::of(&choice.note).width() > left.saturating_sub(column + 2);
    let wrapped = |choice: &Choice| Shown::of(&choice.note).wrap(left);
    let most = matching.iter().filter(is_long).map(|choice| wrapped(choice).len()).max();
    let Some(most) = most.map(|most| most.min(MOST_MEANING)) else { return };
    let chosen = at.and_then(|at| matching.get(at)).filter(is_long).map(|choice| wrapped(choice));
    let mut texts = chosen.unwrap_or_default().into_iter();
    rows.push(Row::default());
    for _ in 0..most {
        let text = texts.next().unwrap_or_default();
        rows.push(Row { label: under(room), text, ..Row::default() });
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
