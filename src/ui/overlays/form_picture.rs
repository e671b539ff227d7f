//! Draws a form: labels, answers, the choices of the field that has the keys, what is wrong, a hint.

use super::field::Answer;
use super::field_picture::{MOST_CHOICES, Room, Row, TEXT_ROWS, add_field, under};
use super::form::{Form, Purpose, Trouble};
use super::sheet;
use crate::text::Shown;
use crate::ui::canvas::Canvas;
use crate::ui::layout::Rect;
use crate::ui::theme::Shade;

/// How wide the column of labels is, at least.
const LABEL: usize = 11;
/// From how many fields on a form is long: then the key that saves it is named.
const LONG: usize = 8;
/// How many rows say in full what is asked, at most.
const MOST_HELP: usize = 4;
/// How many rows of something to read are shown, at most.
const MOST_PAGE: usize = 24;

/// The fewest rows that a form beside a cell gets, although it covers the cell then.
const BESIDE: u16 = 10;

/// Draws a form over an area; on a small screen it takes all of it.
pub fn draw(form: &Form, canvas: &mut Canvas, area: Rect) {
    draw_at(form, None, canvas, area);
}

/// Draws a form below the cell that it is about, or above it where there is more room.
pub fn draw_beside(form: &Form, cell: (u16, u16), canvas: &mut Canvas, area: Rect) {
    draw_at(form, Some(cell), canvas, area);
}

fn draw_at(form: &Form, cell: Option<(u16, u16)>, canvas: &mut Canvas, area: Rect) {
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
    let below = cell.map(|(_, y)| area.bottom().saturating_sub(y + 1));
    let above = cell.map(|(_, y)| y.saturating_sub(area.y));
    let most = below.max(above).map_or(area.height, |most| most.max(BESIDE).min(area.height));
    // The frame, the row of keys, and a row of air on a screen that has room.
    let fits = usize::from(most).saturating_sub(3);
    let rows = fitting(form, width - 4, fits);
    let height = if small {
        area.height
    } else {
        u16::try_from(rows.len()).unwrap_or(u16::MAX).saturating_add(3)
    };
    let place = match cell.filter(|_| !small) {
        None => area,
        Some((x, y)) => {
            let height = height.min(area.height);
            let top = if below >= above { y + 1 } else { y.saturating_sub(height) };
            Rect {
                x: x.saturating_sub(2).min(area.right().saturating_sub(width)).max(area.x),
                y: top.min(area.bottom().saturating_sub(height)).max(area.y),
                width: width.min(area.width),
                height,
            }
        }
    };
    let inside = sheet(canvas, place, width, height, &title_of(form));
    let list = Rect { height: inside.height.saturating_sub(1), ..inside };
    draw_rows(canvas, list, &rows, label_of(form, width - 4));
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
        page: text,
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

/// How wide the column of labels is: as the longest needs, where that leaves room for the answers.
fn label_of(form: &Form, width: u16) -> u16 {
    let most = usize::from(width) * 3 / 8;
    let longest =
        form.fields.iter().map(|field| Shown::of(&field.label).width() + 2).max().unwrap_or(0);
    u16::try_from(longest.clamp(LABEL, most.max(LABEL))).unwrap_or(0)
}

/// The rows of a form: with air where there is room, with fewer choices where there is none.
fn fitting(form: &Form, width: u16, fits: usize) -> Vec<Row> {
    let label = label_of(form, width);
    let mut room = Room {
        width,
        label,
        choices: MOST_CHOICES,
        text: TEXT_ROWS.0,
        page: 2,
        meaning: true,
        airy: true,
        alone: false,
    };
    // What is to be read gets all the room that the rest leaves.
    let rest = rows(form, room).len().saturating_sub(room.page);
    room.page = fits.saturating_sub(rest).clamp(2, MOST_PAGE);
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
        line.column(label, &row.label.cut(usize::from(label).saturating_sub(1)), shade);
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
    let long = form.shown() > LONG;
    let ways: &[&str] = match form.fields.get(form.at).map(|field| &field.answer) {
        _ if form.sending => &["saving …"],
        _ if form.fields.is_empty() => &["enter does it · esc leaves it"],
        Some(Answer::Text(_)) => &[
            "ctrl-d saves · tab goes on · ctrl-x ctrl-e editor · alt-u undo · esc",
            "ctrl-d saves · tab goes on · esc keeps",
            "ctrl-d saves · esc",
        ],
        Some(Answer::Page(..)) => {
            &["enter takes it · ↑↓ read on · tab moves on · esc leaves", "enter · ↑↓ · esc"]
        }
        // In a long form one need not go to its end.
        Some(Answer::Pick(_) | Answer::Line(_)) if long && !last => &[
            "enter goes on · tab and shift-tab move · ctrl-d saves · esc keeps the draft",
            "enter goes on · ctrl-d saves · esc",
            "enter · ctrl-d · esc",
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
            rows.push(Row { text: Shown::of(&field.label), shade: Shade::Key, ..Row::default() });
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
        if focus && !field.help.is_empty() {
            let width = full.saturating_sub(usize::from(room.label)).max(1);
            let help = Shown::lines(&field.help).into_iter().flat_map(|line| line.wrap(width));
            let help = help.take(MOST_HELP);
            let help = help.map(|text| Row { label: under(room), text, ..Row::default() });
            let below = rows[first..].iter().rposition(|row| row.cursor.is_some());
            let below = below.map_or(rows.len(), |at| first + at + 1);
            rows.splice(below..below, help.collect::<Vec<Row>>());
        }
        rows[first..].iter_mut().for_each(|row| row.focus = focus);
        if room.airy {
            rows.push(Row::default());
        }
    }
    if form.shown() < form.fields.len() && !room.alone {
        let rest = form.fields[form.shown()..].iter().map(|field| &*field.label);
        let rest: Vec<&str> = rest.collect();
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
