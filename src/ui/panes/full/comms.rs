//! Pane 5 on the whole screen: what must be said with its rules, every task, the checklists of all stages.

use super::{Block, Piece, Pieces, at, heading, put, wrapped};
use crate::clocks::Reading;
use crate::incident::{Item, ItemState, Task};
use crate::plan::CommsRule;
use crate::telling::name_of_role;
use crate::text::Shown;
use crate::time::Moment;
use crate::ui::canvas::Canvas;
use crate::ui::layout::{Pane, Rect};
use crate::ui::looks::box_of;
use crate::ui::model::{Model, Tickable};
use crate::ui::panes::clocks::{sign, words_shade};
use crate::ui::panes::comms::{cursor_apart, rules};
use crate::ui::panes::has_keys;
use crate::ui::room::{Room, Urgency, urgency};
use crate::ui::tasks::{is_late, words};
use crate::ui::theme::Shade;

/// From which width of the screen on what must be said stands beside the list.
pub const BESIDE: u16 = 138;

/// Where the list stands in the pane.
pub fn list(inside: Rect) -> Rect {
    if inside.width + 2 < BESIDE {
        return inside;
    }
    let left = inside.width * 9 / 20;
    Rect { x: inside.x + left + 1, width: inside.width - left - 1, ..inside }
}

/// What must be said, where it stands beside the list.
pub fn draw_beside(model: &Model, room: &Room, inside: Rect, canvas: &mut Canvas) {
    let list = list(inside);
    if list == inside {
        return;
    }
    let area = Rect { width: list.x - inside.x - 1, ..inside };
    for index in 0..inside.height {
        let line = Rect { x: list.x - 1, width: 1, ..inside };
        canvas.row(line, index).say("│", Shade::Border);
    }
    let mut lines = vec![heading("What must be said", &level(room))];
    let cursor = cursor_apart(model).filter(|_| has_keys(model, Pane::Comms));
    let mut selected = 0..0;
    for (place, (rule, reading)) in rules(model, room).into_iter().enumerate() {
        let first = lines.len();
        lines.extend(of_rule(model, room, rule, reading, area.width));
        if cursor == Some(place) {
            selected = first..lines.len();
        }
    }
    // As far down as the cursor's message needs.
    let top = selected.end.saturating_sub(usize::from(area.height));
    for (index, (place, line)) in (0..area.height).zip(lines.iter().enumerate().skip(top)) {
        super::draw_line(line, canvas.row(area, index).selected(selected.contains(&place)));
    }
}

fn level(room: &Room) -> String {
    let level = room.incident.severity.as_deref();
    level.map_or_else(|| "no severity is set".to_owned(), |level| format!("at {level}"))
}

/// What the cursor can stand on: what must be said where there is no room beside, tasks, checklists.
pub fn blocks(model: &Model, room: &Room, area: Rect) -> Vec<Block> {
    let known = rules(model, room);
    let mut before = String::new();
    let mut blocks: Vec<Block> = Vec::new();
    let list = model.tickable().len() - model.rules_apart();
    for line in model.tickable().into_iter().take(list) {
        let (group, name, note, lines) = match line {
            Tickable::Rule(rule) => {
                let reading = known.iter().find(|(of, _)| of.id == rule.id).and_then(|(_, r)| *r);
                let lines = of_rule(model, room, rule, reading, area.width);
                ("rules".to_owned(), "What must be said".to_owned(), level(room), lines)
            }
            Tickable::Task(task) => {
                let open = room.incident.tasks.iter().filter(|task| task.done.is_none());
                let late = open.filter(|task| is_late(task, model.now)).count();
                let note = if late > 0 { format!("{late} overdue") } else { String::new() };
                ("tasks".to_owned(), "Tasks".to_owned(), note, of_task(model, task, area.width))
            }
            Tickable::Item(item) => {
                let (name, note) = stage(room, &item.stage);
                (format!("stage {}", item.stage), name, note, of_item(model, item, area.width))
            }
        };
        let mut above = Vec::new();
        if group != before {
            if !blocks.is_empty() {
                above.push(Vec::new());
            }
            above.push(heading(&name, &note));
            before = group;
        }
        blocks.push(Block { above, lines, below: Vec::new() });
    }
    let done: Vec<&Task> = room.incident.tasks.iter().filter(|task| task.done.is_some()).collect();
    if let Some(last) = blocks.last_mut().filter(|_| !done.is_empty()) {
        last.below.extend([Vec::new(), heading("Tasks that are done", "")]);
        last.below.extend(done.into_iter().map(|task| of_done(model, task)));
    }
    blocks
}

fn stage(room: &Room, id: &str) -> (String, String) {
    let plan = room.incident.plan.as_deref();
    let title = plan.and_then(|plan| plan.stage(id)).map_or(id, |stage| &stage.title).to_owned();
    let all = room.incident.checklist(id).count();
    let done = room.incident.checklist(id).filter(|i| i.state != ItemState::Open).count();
    let here = room.incident.stage.as_deref() == Some(id);
    (title, format!("{done} of {all}{}", if here { ", the present stage" } else { "" }))
}

fn of_rule(
    model: &Model,
    room: &Room,
    rule: &CommsRule,
    reading: Option<&Reading>,
    width: u16,
) -> Vec<Pieces> {
    let urgency = reading.map_or(Urgency::Waits, |reading| urgency(reading, model.now));
    let (sign, sign_shade) = reading.map_or((" ", Shade::Calm), |_| sign(urgency));
    let mut first = vec![
        Piece::Gap(1),
        Piece::Column(2, Shown::fixed(sign), sign_shade),
        Piece::Column(12, Shown::of(&rule.audience).cut(11), Shade::Strong),
    ];
    let words = reading.map_or_else(Shown::default, |reading| Shown::of(&reading.words(model.now)));
    first.push(Piece::Right(words.pad_left(10), words_shade(urgency)));
    if let Some(owner) = &rule.owner {
        let role = name_of_role(&room.incident, owner);
        let (holder, shade) = match room.incident.holder(owner) {
            Some(holder) => (format!("{role}: {holder}"), Shade::Muted),
            None if urgency < Urgency::Waits => (format!("{role}: ∅ nobody"), Shade::Nobody),
            None => (format!("{role}: ∅ nobody"), Shade::Muted),
        };
        first.push(Piece::Right(Shown::of(&holder).cut(22), shade));
    }
    first.push(put(&rule.title, Shade::Calm));
    let mut facts = vec![rule.rule.clone()];
    if let Some(due) = reading.filter(|r| r.is_counting()).and_then(|r| r.due) {
        let zone = model.setting.zone;
        facts.push(format!("due {} {}", zone.day(due, model.now), zone.clock(due)));
    }
    let mut lines = vec![first];
    lines.extend(wrapped(&facts.join(" · "), 15, width, 2, Shade::Muted));
    lines
}

fn of_task(model: &Model, task: &Task, width: u16) -> Vec<Pieces> {
    let late = is_late(task, model.now);
    let (sign, shade) = if late { ("‼", Shade::Danger) } else { (" ", Shade::Calm) };
    let state = if late { Shade::Late } else { Shade::Strong };
    let first = vec![
        Piece::Column(1, Shown::fixed(sign), shade),
        put("[ ] ", Shade::Calm),
        Piece::Right(Shown::of(&words(task, model.now)), state),
        put(&task.to, Shade::Strong),
        put(": ", Shade::Muted),
        put(&task.text, Shade::Calm),
    ];
    let answer = match &task.acknowledged {
        Some((by, when)) => format!("{by} said yes {}", at(model, *when)),
        None => format!("{} has not said yes", task.to),
    };
    let due = at(model, Moment::second(task.due()));
    let text = format!(
        "{answer} · due {due} · {} min · asked by {} {}",
        task.minutes,
        task.by,
        at(model, task.given)
    );
    let mut lines = vec![first];
    lines.extend(wrapped(&text, 5, width, 2, Shade::Muted));
    lines
}

fn of_done(model: &Model, task: &Task) -> Pieces {
    let mut line = vec![Piece::Gap(1), put("[x] ", Shade::Done)];
    if let Some((by, when)) = &task.done {
        let said = format!("{by} {}", at(model, *when));
        line.push(Piece::Right(Shown::of(&said), Shade::Muted));
    }
    line.push(put(&format!("{}: {}", task.to, task.text), Shade::Muted));
    line
}

fn of_item(model: &Model, item: &Item, width: u16) -> Vec<Pieces> {
    let (sign, shade) = box_of(&item.state);
    let open = item.state == ItemState::Open;
    let text_shade = if open { Shade::Calm } else { Shade::Muted };
    let mut texts = wrapped(&item.text, 5, width.saturating_sub(16), 3, text_shade).into_iter();
    let mut first = vec![Piece::Gap(1), Piece::Put(sign, shade), Piece::Gap(1)];
    let mut lines = Vec::new();
    match &item.state {
        ItemState::Open => {}
        ItemState::Done(by, when) => {
            let said = format!("{by} {}", at(model, *when));
            first.push(Piece::Right(Shown::of(&said), Shade::Muted));
        }
        ItemState::Waived(by, why) => {
            first.push(Piece::Right(Shown::of(&format!("waived {by}")), Shade::Muted));
            lines.extend(wrapped(&format!("because {why}"), 5, width, 3, Shade::Warning));
        }
    }
    // The first row of the text stands beside its box.
    first.extend(texts.next().into_iter().flatten().skip(1));
    let mut all = vec![first];
    all.extend(texts);
    all.extend(lines);
    all
}
