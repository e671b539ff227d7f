//! Draws a form: labels, answers, the choices of the field that has the keys, what is wrong, a hint.

use super::field::{Answer, Choice, Field, Pick};
use super::form::{Form, Purpose, Trouble};
use super::sheet;
use super::wrapped::rows_of;
use crate::text::Shown;
use crate::ui::canvas::Canvas;
use crate::ui::layout::Rect;
use crate::ui::theme::Shade;

/// How wide the column of labels is, at least and at most.
const LABEL: (usize, usize) = (11, 16);
/// How many choices are shown at once.
const MOST_CHOICES: usize = 8;
/// How many names are proposed at once.
const MOST_NAMES: usize = 5;
/// How many rows say in full what the choice under the cursor means, at most.
const MOST_MEANING: usize = 3;
/// How many rows a text has at least, and at most.
const TEXT_ROWS: (usize, usize) = (4, 12);

/// How much there is room for.
#[derive(Clone, Copy)]
struct Room {
    /// Cells from side to side.
    width: u16,
    /// Cells of the column of labels; none where labels stand above.
    label: u16,
    /// How many choices are shown.
    choices: usize,
    /// How many rows of a text are shown at least.
    text: usize,
    /// Whether the choice under the cursor is explained in full where its row is too short.
    meaning: bool,
    /// Whether a blank row stands between fields.
    airy: bool,
    /// Whether only the field with the keys is shown.
    alone: bool,
}

/// A row of the form.
#[derive(Default)]
struct Row {
    label: Shown,
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

/// Draws a form over an area; on a small screen it takes all of it.
pub fn draw(form: &Form, canvas: &mut Canvas, area: Rect) {
    let whole = canvas.area();
    let small = whole.width < 80 || whole.height < 24;
    let area = if small { whole } else { area };
    let alone = area.width < 36 || area.height < 12;
    if alone {
        return draw_alone(form, canvas, area);
    }
    // On a wide screen what stands beside a choice is read to its end.
    let widest = if area.width >= 120 { 104 } else { 76 };
    let width = if small { area.width } else { (area.width - 2).clamp(20, widest) };
    // The frame, the row of keys, and a row of air on a screen that has room.
    let fits = usize::from(area.height).saturating_sub(3);
    let rows = fitting(form, width - 4, fits);
    let height = if small {
        area.height
    } else {
        u16::try_from(rows.len()).unwrap_or(u16::MAX).saturating_add(3)
    };
    let inside = sheet(canvas, area, width, height, &title_of(form));
    let list = Rect { height: inside.height.saturating_sub(1), ..inside };
    draw_rows(canvas, list, &rows, label_of(form));
    if inside.height > 0 {
        let line = Rect { y: inside.bottom() - 1, height: 1, ..inside };
        canvas.row(line, 0).put(&hint_of(form, inside.width), Shade::Muted);
    }
}

/// One field at a time, without a frame: its name, its answer, what is wrong, the keys.
fn draw_alone(form: &Form, canvas: &mut Canvas, area: Rect) {
    canvas.clear(area);
    let all = form.fields.len() + usize::from(form.has_button());
    let mut row = canvas.row(area, 0);
    row.right(&Shown::of(&format!(" {}/{all}", form.at.min(all) + 1)), Shade::Muted);
    row.put(&title_of(form), Shade::TitleFocus);
    let hint = u16::from(area.height > 3);
    let list = Rect { y: area.y + 1, height: area.height.saturating_sub(1 + hint), ..area };
    let choices = usize::from(list.height).saturating_sub(2).max(1);
    let text = usize::from(list.height).saturating_sub(1).max(1);
    let room = Room {
        width: area.width,
        label: 0,
        choices,
        text,
        meaning: false,
        airy: false,
        alone: true,
    };
    draw_rows(canvas, list, &rows(form, room), 0);
    if hint > 0 {
        let line = Rect { y: area.bottom() - 1, height: 1, ..area };
        canvas.row(line, 0).put(&hint_of(form, area.width), Shade::Muted);
    }
}

fn title_of(form: &Form) -> Shown {
    Shown::of(&if form.is_draft { format!("{} · draft", form.title) } else { form.title.clone() })
}

fn label_of(form: &Form) -> u16 {
    let longest = form.fields.iter().map(|field| field.label.len() + 2).max().unwrap_or(0);
    u16::try_from(longest.clamp(LABEL.0, LABEL.1)).unwrap_or(0)
}

/// The rows of a form: with air where there is room, with fewer choices where there is none.
fn fitting(form: &Form, width: u16, fits: usize) -> Vec<Row> {
    let label = label_of(form);
    let mut room = Room {
        width,
        label,
        choices: MOST_CHOICES,
        text: TEXT_ROWS.0,
        meaning: true,
        airy: true,
        alone: false,
    };
    let mut drawn = rows(form, room);
    if drawn.len() > fits {
        room.meaning = false;
        drawn = rows(form, room);
    }
    if drawn.len() > fits {
        room.airy = false;
        drawn = rows(form, room);
    }
    if drawn.len() > fits {
        let over = drawn.len() - fits;
        room.choices = room.choices.saturating_sub(over).max(4);
        room.text = 2;
        drawn = rows(form, room);
    }
    drawn
}

/// Draws as many rows as there is room for: those around the field that has the keys.
fn draw_rows(canvas: &mut Canvas, list: Rect, rows: &[Row], label: u16) {
    let last = rows.iter().rposition(|row| row.focus).map_or(0, |at| at + 1);
    let first = rows.iter().position(|row| row.focus).unwrap_or(0);
    let cursor = rows.iter().rposition(|row| row.cursor.is_some()).unwrap_or(first);
    let fits = usize::from(list.height);
    // The row that is typed into is there in any case.
    let top = last.saturating_sub(fits).min(first).max((cursor + 1).saturating_sub(fits));
    // What stands below the last field is worth more than air above the first.
    let top =
        if rows.len() - last.min(rows.len()) <= 6 && rows.len() - first.min(rows.len()) <= fits {
            rows.len().saturating_sub(fits).min(first).max(top)
        } else {
            top
        };
    for (index, row) in (0..list.height).zip(rows.iter().skip(top)) {
        draw_row(canvas, list, index, row, label);
    }
}

fn draw_row(canvas: &mut Canvas, area: Rect, index: u16, row: &Row, label: u16) {
    let mut line = canvas.row(area, index);
    let shade = if row.focus { Shade::Key } else { Shade::Muted };
    if !row.label.is_empty() {
        line.column(label, &row.label, shade);
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

/// The keys that may be pressed, in full or in short.
fn hint_of(form: &Form, width: u16) -> Shown {
    let last = form.at + 1 >= form.shown() && !form.has_button();
    let ways: &[&str] = match form.fields.get(form.at).map(|field| &field.answer) {
        _ if form.sending => &["saving …"],
        _ if form.fields.is_empty() => &["enter does it · esc leaves it"],
        Some(Answer::Text(_)) => &[
            "ctrl-d saves · tab goes on · ctrl-x ctrl-e editor · alt-u undo · esc",
            "ctrl-d saves · tab goes on · esc keeps",
            "ctrl-d saves · esc",
        ],
        Some(Answer::Pick(pick)) if !pick.free => &[
            "type or ↑↓ to choose · enter takes it · tab moves on · esc leaves",
            "↑↓ choose · enter · tab · esc",
            "↑↓ · enter · esc",
        ],
        Some(Answer::YesNo(_)) if last => {
            &["y or n · enter saves · esc keeps the draft", "y or n · enter"]
        }
        Some(Answer::YesNo(_)) => {
            &["y or n · enter goes on · esc keeps the draft", "y or n · enter"]
        }
        Some(Answer::Pick(_)) if !last => &[
            "type a name, or ↓ for one of these · enter goes on · esc keeps the draft",
            "type or ↓ · enter · tab · esc",
            "type or ↓ · enter",
        ],
        Some(Answer::Line(_) | Answer::Pick(_)) if last => {
            &["enter saves · tab moves on · esc keeps the draft", "enter saves · esc"]
        }
        _ => &["enter goes on · tab moves on · esc keeps the draft", "enter · tab · esc"],
    };
    let fits = |words: &&&str| Shown::of(words).width() <= usize::from(width);
    Shown::of(ways.iter().find(fits).or(ways.last()).unwrap_or(&""))
}

fn rows(form: &Form, room: Room) -> Vec<Row> {
    let mut rows = Vec::new();
    let full = usize::from(room.width).max(1);
    for about in form.about.iter().filter(|_| !room.alone || form.fields.is_empty()) {
        let wrapped = Shown::lines(about).into_iter().take(4).flat_map(|line| line.wrap(full));
        rows.extend(wrapped.take(6).map(|text| Row { text, ..Row::default() }));
    }
    if !rows.is_empty() {
        rows.push(Row::default());
    }
    for (at, field) in form.fields.iter().enumerate().take(form.shown()) {
        let focus = at == form.at;
        if room.alone && !focus {
            continue;
        }
        let first = rows.len();
        if room.label == 0 {
            rows.push(Row { text: Shown::fixed(field.label), shade: Shade::Key, ..Row::default() });
        }
        add_field(&mut rows, field, focus && !form.sending, room);
        if let Some(Trouble::Field(place, fault)) = &form.trouble
            && *place == at
        {
            let width = full.saturating_sub(usize::from(room.label)).max(1);
            let fault: Vec<Row> = Shown::of(&format!("‼ {fault}"))
                .wrap(width)
                .into_iter()
                .map(|text| Row { label: under(room), text, shade: Shade::Error, ..Row::default() })
                .collect();
            // Right below what is typed, above the choices that there are.
            let below = rows[first..].iter().rposition(|row| row.cursor.is_some());
            let below = below.map_or(rows.len(), |at| first + at + 1);
            rows.splice(below..below, fault);
        }
        rows[first..].iter_mut().for_each(|row| row.focus = focus);
        if room.airy {
            rows.push(Row::default());
        }
    }
    if form.shown() < form.fields.len() && !room.alone {
        let rest: Vec<&str> = form.fields[form.shown()..].iter().map(|field| field.label).collect();
        let text = Shown::of(&format!("tab: {}", rest.join(", ")));
        rows.push(Row { label: under(room), text, shade: Shade::Muted, ..Row::default() });
        if room.airy {
            rows.push(Row::default());
        }
    }
    if form.has_button() && (!room.alone || form.at >= form.fields.len()) {
        let focus = form.at >= form.fields.len();
        let shade = if focus { Shade::Selected } else { Shade::Calm };
        let text = match form.purpose {
            Purpose::Undo(_) => "[ undo ]",
            Purpose::Redact(_) => "[ redact ]",
            _ => "[ save ]",
        };
        let label = if form.fields.is_empty() { Shown::default() } else { under(room) };
        rows.push(Row { label, text: Shown::fixed(text), shade, focus, ..Row::default() });
        if room.airy {
            rows.push(Row::default());
        }
    }
    if let Some(Trouble::Refused(text, remedy)) = &form.trouble {
        if !room.airy && !room.alone {
            rows.push(Row::default());
        }
        let refused = Shown::of(&format!("‼ {text}")).wrap(full).into_iter();
        rows.extend(refused.map(|text| Row { text, shade: Shade::Error, ..Row::default() }));
        let remedy = Shown::of(remedy).wrap(full).into_iter();
        rows.extend(remedy.map(|text| Row { text, ..Row::default() }));
        rows.push(Row::default());
    }
    rows
}

/// What stands in an empty field. Without colour the brackets say that nobody typed it.
fn hint_in(field: &Field) -> Shown {
    if field.hint.is_empty() {
        return Shown::default();
    }
    Shown::of(&format!("({})", field.hint))
}

/// The label of a row that goes on below the labelled one.
fn under(room: Room) -> Shown {
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

fn add_field(rows: &mut Vec<Row>, field: &Field, focus: bool, room: Room) {
    let label = if room.label == 0 { Shown::default() } else { Shown::fixed(field.label) };
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
            let hidden = (cursor + 1).saturating_sub(usize::from(width));
            let cursor = focus.then(|| u16::try_from(cursor - hidden).unwrap_or(u16::MAX));
            let empty = line.is_empty();
            let text = if empty { hint_in(field) } else { cut_bare(&line.skip(hidden), width) };
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
    let label = if room.label == 0 { Shown::default() } else { Shown::fixed(field.label) };
    let matching = pick.matching();
    let typed = Shown::of(&pick.typed);
    if !focus {
        let chosen = pick.chosen().map(|choice| Shown::of(&choice.title));
        let text = chosen.unwrap_or_else(|| typed.clone());
        let (text, shade) =
            if text.is_empty() { (hint_in(field), Shade::Muted) } else { (text, Shade::Input) };
        rows.push(Row { label, text, shade, ..Row::default() });
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
