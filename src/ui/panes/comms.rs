//! Pane 5: what must be said next and to whom, and beside or below it the stage's checklist and tasks.
//!
//! ```text
//!  ‼ internal   Status update   LATE 02:14 nobody │ Contain                  2 of 4
//!    customers  Notification      23:18:53 cs3    │ [x] Pause the affected…  mle2
//! ```

use super::{framed, full, has_keys, messages, teach};
use crate::comms::State;
use crate::incident::{Item, ItemState, Task};
use crate::text::Shown;
use crate::ui::canvas::Canvas;
use crate::ui::keys::Action;
use crate::ui::layout::{Pane, Rect};
use crate::ui::looks::box_of;
use crate::ui::model::{Model, Tickable};
use crate::ui::room::Room;
use crate::ui::tasks::{is_late, words};
use crate::ui::theme::Shade;

/// Where the two halves stand.
struct Halves {
    comms: Rect,
    list: Rect,
    /// Whether they stand side by side.
    beside: bool,
}

fn halves(model: &Model, inside: Rect) -> Halves {
    let comms = model.room().map_or(0, |room| room.messages.len());
    // Where nothing must be said, two rows say why.
    let comms = u16::try_from(comms.max(2)).unwrap_or(u16::MAX);
    let list = model.tickable().len() - model.messages_apart();
    let list = u16::try_from(list).unwrap_or(u16::MAX);
    let all = comms.saturating_add(list).saturating_add(2);
    if inside.width >= 60 && all > inside.height || inside.width >= 110 {
        let left = inside.width * 57 / 100;
        let comms = Rect { width: left, ..inside };
        let list = Rect { x: inside.x + left + 1, width: inside.width - left - 1, ..inside };
        return Halves { comms, list, beside: true };
    }
    // Below each other: the checklist keeps at least half of what is short.
    let above = comms
        .saturating_add(1)
        .min((inside.height / 2).max(inside.height.saturating_sub(list + 1)));
    let comms = Rect { height: above.min(comms), ..inside };
    let list = Rect { y: inside.y + above, height: inside.height - above, ..inside };
    Halves { comms, list, beside: false }
}

/// Where the checklist stands, with its heading.
pub(super) fn list(model: &Model, inside: Rect) -> Rect {
    halves(model, inside).list
}

/// Which message the cursor stands on, where they stand apart from the checklist.
pub(super) fn cursor_apart(model: &Model) -> Option<usize> {
    let list = model.tickable().len() - model.messages_apart();
    model.scroll(Pane::Comms).at.checked_sub(list)
}

/// The first message that is drawn, so that the cursor's is.
fn first_apart(model: &Model, area: Rect) -> usize {
    let cursor = cursor_apart(model).unwrap_or(0);
    (cursor + 1).saturating_sub(usize::from(area.height))
}

/// The message that is drawn at a cell, as a row of the pane.
pub(super) fn message_at(model: &Model, inside: Rect, x: u16, y: u16) -> Option<usize> {
    let area = halves(model, inside).comms;
    let place = usize::from(y.checked_sub(area.y)?) + first_apart(model, area);
    let apart = model.messages_apart();
    let here = area.contains((x, y).into()) && place < apart;
    here.then(|| model.tickable().len() - apart + place)
}

/// How many lines of the checklist fit.
pub fn fits(model: &Model, inside: Rect) -> usize {
    usize::from(halves(model, inside).list.height.saturating_sub(1))
}

/// Draws the pane.
pub fn draw(model: &Model, area: Rect, canvas: &mut Canvas) {
    let Some(room) = model.room() else {
        framed(model, Pane::Comms, area, &[], 0, canvas);
        return;
    };
    let messages = &room.messages;
    let open = || messages.iter().filter(|item| item.is_open());
    let late = open().filter(|item| item.is_late).count();
    let due = open().filter(|item| item.due.is_some()).count() - late;
    let waits = open().filter(|item| matches!(item.state, State::Waits(_))).count();
    let mut notes = Vec::new();
    if late > 0 {
        notes.push((format!("{late} late"), Shade::Danger));
    }
    if due > 0 {
        notes.push((format!("{due} due"), Shade::Calm));
    }
    if waits > 0 {
        let waits = if waits == 1 { "1 waits".to_owned() } else { format!("{waits} wait") };
        notes.push((format!("{waits} for approval"), Shade::Warning));
    }
    let overdue = room.incident.tasks.iter().filter(|task| is_late(task, model.now)).count();
    if overdue > 0 {
        let tasks = if overdue == 1 { "task" } else { "tasks" };
        notes.insert(0, (format!("{overdue} {tasks} overdue"), Shade::Danger));
    }
    let space = Rect::new(
        area.x + 1,
        area.y + 1,
        area.width.saturating_sub(2),
        area.height.saturating_sub(2),
    );
    if let Some(blocks) = full::blocks(model, Pane::Comms, space) {
        let inside = full::draw(model, Pane::Comms, &blocks, area, &notes, canvas);
        full::comms::draw_beside(model, room, inside, canvas);
        return;
    }
    let inside = framed(model, Pane::Comms, area, &notes, 0, canvas);
    let halves = halves(model, inside);
    if messages.is_empty() {
        let words = match room.incident.severity {
            None => {
                let press = model.keymap.press(Action::Severity);
                format!("What must be said depends on the severity. {press} to set one.")
            }
            Some(_) => "The plan asks for no message at this level.".to_owned(),
        };
        teach(canvas, halves.comms, &words);
    }
    let (cursor, top) = (cursor_apart(model), first_apart(model, halves.comms));
    let keys = has_keys(model, Pane::Comms);
    let shown = messages.iter().enumerate().skip(top);
    for (index, (place, item)) in (0..halves.comms.height).zip(shown) {
        let here = (cursor == Some(place), keys);
        messages::draw(model, room, item, here, (halves.comms, index), canvas);
    }
    if halves.beside {
        for index in 0..inside.height {
            let line = Rect { x: halves.list.x - 1, width: 1, ..inside };
            canvas.row(line, index).say("│", Shade::Border);
        }
        let hidden = messages.len().saturating_sub(top + usize::from(halves.comms.height));
        if hidden > 0 {
            let line = Rect { y: area.bottom() - 1, height: 1, ..halves.comms };
            canvas
                .row(line, 0)
                .keep_free(1)
                .right(&Shown::of(&format!(" +{hidden} ")), Shade::Muted);
        }
    }
    draw_list(model, room, halves.list, area, canvas);
}

fn draw_list(model: &Model, room: &Room, area: Rect, pane: Rect, canvas: &mut Canvas) {
    let mut list = model.tickable();
    list.truncate(list.len() - model.messages_apart());
    let Some(stage) = room.stage() else {
        let press = model.keymap.press(Action::Stage);
        let words = format!("No stage is set. {press} to enter one; it brings its checklist.");
        return teach(canvas, area, &words);
    };
    let items = room.incident.checklist(&stage.id).count();
    let done = room.incident.checklist(&stage.id).filter(|i| i.state != ItemState::Open).count();
    let mut row = canvas.row(area, 0);
    row.gap(1);
    row.right(&Shown::fixed(" "), Shade::Calm);
    let count = Shown::of(&format!("{done} of {items}"));
    row.right(&count, if done == items { Shade::Done } else { Shade::Muted });
    row.put(&Shown::of(&stage.title), Shade::Title);
    if row.left() > 14 {
        row.say(": checklist", Shade::Muted);
    }
    let scroll = model.scroll(Pane::Comms);
    let keys = has_keys(model, Pane::Comms);
    let lines = Rect { y: area.y.saturating_add(1), height: area.height.saturating_sub(1), ..area };
    for (index, (place, line)) in (0..lines.height).zip(list.iter().enumerate().skip(scroll.top)) {
        // The cursor is always to be seen: space ticks from any pane.
        let cursor = place == scroll.at;
        match line {
            Tickable::Item(item) => draw_item(model, item, (cursor, keys), lines, index, canvas),
            Tickable::Task(task) => draw_task(model, task, (cursor, keys), lines, index, canvas),
            Tickable::Message(_) => {}
        }
    }
    let below = list.len().saturating_sub(scroll.top + usize::from(lines.height));
    if below > 0 && area.width > 8 {
        let line = Rect { y: pane.bottom() - 1, height: 1, ..area };
        canvas.row(line, 0).keep_free(1).right(&Shown::of(&format!(" +{below} ")), Shade::Muted);
    }
}

fn draw_item(
    model: &Model,
    item: &Item,
    (cursor, keys): (bool, bool),
    area: Rect,
    index: u16,
    canvas: &mut Canvas,
) {
    let (sign, shade) = box_of(&item.state);
    let mut row = canvas.row(area, index).selected(cursor && keys);
    row.say(if cursor { "▸" } else { " " }, Shade::Key).put(&sign, shade).gap(1);
    row.right(&Shown::fixed(" "), Shade::Calm);
    match &item.state {
        ItemState::Open => {}
        ItemState::Done(by, when) if row.left() >= 44 => {
            row.right(
                &Shown::of(&format!(" {} {}", by, model.setting.zone.brief(*when))),
                Shade::Muted,
            );
        }
        ItemState::Done(by, _) => {
            row.right(&Shown::of(&format!(" {by}")).cut(9), Shade::Muted);
        }
        ItemState::Waived(by, _) => {
            row.right(&Shown::of(&format!(" waived {by}")).cut(14), Shade::Muted);
        }
    }
    let open = item.state == ItemState::Open;
    row.put(&Shown::of(&item.text), if open { Shade::Calm } else { Shade::Muted });
}

fn draw_task(
    model: &Model,
    task: &Task,
    (cursor, keys): (bool, bool),
    area: Rect,
    index: u16,
    canvas: &mut Canvas,
) {
    let late = is_late(task, model.now);
    let mut row = canvas.row(area, index).selected(cursor && keys);
    row.say(if cursor { "▸" } else { " " }, Shade::Key).say("[ ]", Shade::Calm).gap(1);
    row.right(&Shown::fixed(" "), Shade::Calm);
    let words = words(task, model.now);
    let answer = if task.acknowledged.is_some() { "yes" } else { "asked" };
    let (text, shade) = match () {
        () if late && row.left() < 40 => (words.replace("due ", "‼ "), Shade::Late),
        () if late => (format!("‼ {words}"), Shade::Late),
        () if row.left() < 40 => (words, Shade::Muted),
        () => (format!("{answer}, {words}"), Shade::Muted),
    };
    row.right(&Shown::of(&text), shade);
    row.right(&Shown::fixed(" "), Shade::Calm);
    row.put(&Shown::of(&task.to), Shade::Strong).say(": ", Shade::Muted);
    row.put(&Shown::of(&task.text), Shade::Calm);
}
