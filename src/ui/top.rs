//! The lines above the panes: what is worst, the stages, what asks to be settled; and the one line that
//! is all a very small screen shows.

use super::canvas::{Canvas, Row};
use super::keys::Action;
use super::layout::Rect;
use super::looks::field_words;
use super::model::Model;
use super::panes::incidents::badge;
use super::room::{Room, Urgency, urgency};
use super::theme::Shade;
use super::{pace, sharing, when};
use crate::incident::{Field, Status};
use crate::text::Shown;

/// From which width on the header has room for more.
pub const WIDE: u16 = 140;

/// What is worst, since when, who commands, what time it is.
pub fn header(model: &Model, area: Rect, canvas: &mut Canvas) {
    let wide = area.width >= WIDE;
    let zone = model.setting.zone;
    let mut row = canvas.row(area, 0);
    row.right(&Shown::fixed(" "), Shade::Calm);
    let time = if wide {
        let format = if pace::shows_seconds(model) { "%H:%M:%S" } else { "%H:%M" };
        format!("{} {}", zone.shown(model.now).format(format), zone.name(model.now))
    } else {
        zone.clock(model.now) + &zone.mark(model.now)
    };
    row.right(&Shown::of(&time), Shade::Strong).right(&Shown::fixed("  "), Shade::Calm);
    if wide && let Some((words, shade)) = sharing::line(model, true, usize::from(area.width) / 3) {
        row.right(&words, shade).right(&Shown::fixed("   "), Shade::Calm);
    }
    apart(model, &mut row);
    let Some(room) = model.room() else {
        row.gap(1).say("warroom", Shade::Title);
        if model.loaded {
            row.say("  no incident is open", Shade::Muted);
        } else {
            row.say("  reading the store …", Shade::Muted);
        }
        return;
    };
    if area.width >= 50 {
        commander(room, wide, &mut row);
    }
    if area.width >= 64 {
        age(model, room, wide, &mut row);
    }
    let (level, shade) = badge(room, false);
    row.gap(1).say(" ", shade).put(&level, shade).say(" ", shade).gap(1);
    row.put(&Shown::of(&model.name(room.id())), Shade::Strong).gap(if wide { 2 } else { 1 });
    if room.incident.status != Status::Open {
        row.put(&Shown::of(&room.incident.status.word().to_uppercase()), Shade::Done).gap(1);
    }
    if model.overview.is_purged(room.id()) {
        row.say("PURGED ELSEWHERE", Shade::Warning).gap(1);
    }
    row.put(&Shown::of(&room.incident.title), Shade::Strong);
}

/// Says what is not for real.
fn apart(model: &Model, row: &mut Row<'_>) {
    if let Some(word) = apart_word(model, model.room()) {
        row.right(&Shown::of(&format!(" {word} ")), Shade::Exercise)
            .right(&Shown::fixed("  "), Shade::Calm);
    }
}

fn apart_word(model: &Model, room: Option<&Room>) -> Option<&'static str> {
    let exercise = room.is_some_and(|room| room.id().is_exercise());
    model.setting.banner.or(exercise.then_some("EXERCISE"))
}

fn commander(room: &Room, wide: bool, row: &mut Row<'_>) {
    match room.incident.holder("commander") {
        Some(holder) => {
            row.right(&Shown::of(holder).cut(16), Shade::Strong);
        }
        None => {
            row.right(&Shown::fixed("∅ nobody ‼"), Shade::Nobody);
        }
    }
    let label = if wide { "commander " } else { "IC " };
    row.right(&Shown::fixed(label), Shade::Muted);
    row.right(&Shown::fixed(if wide { "   " } else { "  " }), Shade::Calm);
}

fn age(model: &Model, room: &Room, wide: bool, row: &mut Row<'_>) {
    let Some(since) = room.since() else { return };
    let age = when::age(model.now - since);
    let historic = room.incident.declaration.as_ref().is_some_and(|d| d.historic);
    let text = match () {
        () if historic => "historic".to_owned(),
        () if wide => format!("open {age}"),
        () => format!("+{age}"),
    };
    row.right(&Shown::of(&text), Shade::Calm);
    row.right(&Shown::fixed(if wide { "   " } else { "  " }), Shade::Calm);
}

/// Two people set one thing at once: who set what, and what settles it.
pub fn banner(model: &Model, area: Rect, canvas: &mut Canvas) {
    let Some(room) = model.room() else { return };
    let Some((field, conflict)) = room.conflict() else { return };
    let more = room.incident.conflicts.len() - 1;
    let zone = model.setting.zone;
    let side = |mark: &crate::incident::Mark| {
        let by = if mark.by == mark.value { String::new() } else { format!(" by {}", mark.by) };
        format!("{}{by} {}", mark.value, zone.clock(mark.at))
    };
    let by = |action, what| format!("{} says {what} it is", model.keymap.way_to(action));
    let (what, remedy) = match field {
        Field::Seat(role) if role == "commander" => {
            ("Two commanders".to_owned(), by(Action::Assign, "who"))
        }
        Field::Seat(_) => {
            (format!("Two for {}", field_words(room, field)), by(Action::Assign, "who"))
        }
        Field::Severity => ("Two severities".to_owned(), by(Action::Severity, "which")),
        Field::Stage => ("Two stages".to_owned(), by(Action::Stage, "which")),
        Field::Stamp(_) => {
            (format!("Two times for {}", field_words(room, field)), by(Action::Stamp, "which"))
        }
        _ => {
            let what = format!("Two values for {}", field_words(room, field));
            (what, "set it again to settle it".to_owned())
        }
    };
    let more = if more > 0 { format!(" · {more} more") } else { String::new() };
    let (earlier, later) = (side(&conflict.earlier), side(&conflict.later));
    let text = format!(" ‼ {what}: {earlier}, {later} (counts for now) · {remedy}{more} ");
    let mut row = canvas.row(area, 0);
    row.put(&Shown::of(&text), Shade::Banner);
    let free = usize::from(row.left());
    row.put(&Shown::spaces(free), Shade::Banner);
}

/// One line that says what is worst.
pub fn worst(model: &Model, area: Rect, canvas: &mut Canvas) {
    let mut row = canvas.row(area, 0);
    let Some(room) = model.rooms.first() else {
        row.say(if model.loaded { "all calm" } else { "reading …" }, Shade::Muted);
        return;
    };
    if area.width >= 16
        && let Some(word) = apart_word(model, Some(room))
    {
        row.put(&Shown::of(&word[..2]), Shade::Exercise).gap(1);
    }
    let (level, shade) = badge(room, area.width < 30);
    row.put(&level, shade).gap(1);
    row.put(&Shown::of(&model.name(room.id())), Shade::Strong).gap(1);
    match room.next() {
        Some(next) => {
            let words = Shown::of(&next.words(model.now));
            let late = urgency(next, model.now) == Urgency::Late;
            row.put(&words, if late { Shade::Late } else { Shade::Strong }).gap(1);
            row.put(&Shown::of(&next.title), Shade::Calm);
        }
        None => {
            row.put(&Shown::of(&room.incident.title), Shade::Calm);
        }
    }
}
