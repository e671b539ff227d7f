//! Pane 5 on the whole screen: what must be said with its rules, every task, the checklists of all stages.

use super::{Block, Piece, Pieces, at, heading, put, wrapped};
use crate::comms::{Holder, Item as Message, State};
use crate::incident::{Item, ItemState, Task};
use crate::telling::name_of_role;
use crate::text::Shown;
use crate::time::Moment;
use crate::ui::canvas::Canvas;
use crate::ui::layout::{Pane, Rect};
use crate::ui::looks::box_of;
use crate::ui::model::{Model, Tickable};
use crate::ui::panes::clocks::words_shade;
use crate::ui::panes::comms::cursor_apart;
use crate::ui::panes::has_keys;
use crate::ui::panes::messages::{
    instead_of_time, next_of, sign_of, time_of, title_of, urgency_of,
};
use crate::ui::room::Room;
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
    for (place, item) in room.messages.iter().enumerate() {
        let first = lines.len();
        lines.extend(of_message(model, room, item, area.width));
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
    let mut before = String::new();
    let mut blocks: Vec<Block> = Vec::new();
    let list = model.tickable().len() - model.messages_apart();
    for line in model.tickable().into_iter().take(list) {
        let (group, name, note, lines) = match line {
            Tickable::Message(item) => {
                let lines = of_message(model, room, item, area.width);
                ("messages".to_owned(), "What must be said".to_owned(), level(room), lines)
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

fn of_message(model: &Model, room: &Room, item: &Message, width: u16) -> Vec<Pieces> {
    let urgency = urgency_of(model, room, item);
    let (sign, sign_shade) = sign_of(item, urgency);
    let (next, next_shade) = next_of(item);
    let first = vec![
        Piece::Gap(1),
        Piece::Column(2, Shown::fixed(sign), sign_shade),
        Piece::Column(12, Shown::of(&item.audience).cut(11), Shade::Strong),
        Piece::Right(Shown::of(&next).cut(16), next_shade),
        Piece::Right(
            Shown::of(&time_of(model, item).unwrap_or_default()).pad_left(10),
            words_shade(urgency),
        ),
        put(&title_of(item), Shade::Calm),
    ];
    let mut lines = vec![first];
    for (text, shade) in about(model, room, item) {
        lines.extend(wrapped(&text, 15, width, 2, shade));
    }
    lines
}

/// What stands below a message: its rule, who writes and approves, how it went out.
fn about(model: &Model, room: &Room, item: &Message) -> Vec<(String, Shade)> {
    let zone = model.setting.zone;
    let seat = |seat: &Holder| {
        let role = name_of_role(&room.incident, &seat.role);
        format!("{role}: {}", seat.name.as_deref().unwrap_or("∅ nobody"))
    };
    let mut facts = Vec::new();
    facts.extend(Some(item.rule.clone()).filter(|rule| !rule.is_empty()));
    if let Some(due) = item.due.filter(|_| item.is_open()) {
        facts.push(format!("due {} {}", zone.day(due, model.now), zone.clock(due)));
    }
    if item.missed > 1 {
        facts.push(format!("{} missed", item.missed));
    }
    let mut lines = vec![(facts.join(" · "), Shade::Muted)];
    match &item.state {
        State::Sent(gone) => {
            let mut facts = vec![format!("by {}, {}", gone.by, gone.channel)];
            facts.extend(gone.reference.iter().map(|reference| format!("reference {reference}")));
            if let Some(late) = gone.margin.late_by() {
                facts.push(format!("{} late", crate::clocks::countdown_words(late)));
            }
            if gone.corrections > 0 {
                facts.push("corrected since".to_owned());
            }
            lines = vec![(facts.join(" · "), Shade::Muted)];
            if let Some((lacked, why)) = &gone.unapproved {
                let lacked: Vec<String> =
                    lacked.iter().map(|role| name_of_role(&room.incident, role)).collect();
                let text = format!("‼ without the approval of {}: {why}", lacked.join(", "));
                lines.push((text, Shade::Warning));
            }
        }
        State::NotNeeded { .. }
        | State::NotApplicable { .. }
        | State::NotAssessed { .. }
        | State::Armed { .. } => {
            lines.push((instead_of_time(item), Shade::Muted));
        }
        _ => {
            let mut people: Vec<String> =
                item.pen.iter().map(|pen| format!("pen: {}", seat(pen))).collect();
            people.extend(item.draft.as_ref().map(|draft| {
                format!("draft {} by {} {}", draft.version, draft.by, zone.brief(draft.when))
            }));
            lines.push((people.join(" · "), Shade::Muted));
            for approver in &item.approvers {
                lines.push(match (&approver.given, &approver.fault) {
                    (Some((by, when)), _) => {
                        (format!("✓ approved by {by} {}", zone.brief(*when)), Shade::Done)
                    }
                    (None, Some(fault)) => {
                        (format!("‼ to approve: {}; {fault}", seat(&approver.seat)), Shade::Warning)
                    }
                    (None, None) => (format!("to approve: {}", seat(&approver.seat)), Shade::Muted),
                });
            }
        }
    }
    lines.retain(|(text, _)| !text.is_empty());
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
