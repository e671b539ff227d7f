//! Pane 1: the incidents that go on, the worst first.
//!
//! ```text
//! narrow  ▶S1‼7Q2K Support bot gives wr…       wide  ▶ SEV-1  7Q2K  Support bot gives wrong dosages
//!          S2 9XKD Ranking drift after…                CONTAIN · ops4 · ‼ Internal update LATE 02:14
//! ```

use super::{framed, full, has_keys, teach};
use crate::incident::Status;
use crate::recurrence::{Earlier, Recurrence};
use crate::text::Shown;
use crate::ui::canvas::Canvas;
use crate::ui::keys::Action;
use crate::ui::layout::{Pane, Rect};
use crate::ui::model::Model;
use crate::ui::overview::Overview;
use crate::ui::room::{Room, Urgency, urgency};
use crate::ui::theme::Shade;
use chrono::{DateTime, Utc};

/// From which inner width on an incident takes two rows.
const WIDE: u16 = 40;

/// How many rows an incident takes.
pub(super) fn rows_each(model: &Model, inside: Rect) -> u16 {
    let wide = inside.width >= WIDE && inside.height >= 6;
    let roomy = model.rooms.len() * 2 <= usize::from(inside.height);
    if wide || (inside.width >= WIDE && roomy) { 2 } else { 1 }
}

/// How many incidents fit.
pub fn fits(model: &Model, inside: Rect) -> usize {
    usize::from(inside.height / rows_each(model, inside))
}

/// Draws the pane.
pub fn draw(model: &Model, area: Rect, canvas: &mut Canvas) {
    let open = model.rooms.iter().filter(|room| room.incident.status == Status::Open).count();
    let resolved = model.rooms.len() - open;
    let mut notes = vec![(format!("{open} open"), Shade::Calm)];
    if resolved > 0 {
        notes.push((format!("{resolved} resolved"), Shade::Muted));
    }
    let scroll = model.scroll(Pane::Incidents);
    let space =
        Rect { width: area.width.saturating_sub(2), height: area.height.saturating_sub(2), ..area };
    if let Some(blocks) = full::blocks(model, Pane::Incidents, space) {
        full::draw(model, Pane::Incidents, &blocks, area, &notes, canvas);
        return;
    }
    let listed = model.listed();
    let below = listed.len().saturating_sub(scroll.top + fits(model, space));
    let inside = framed(model, Pane::Incidents, area, &notes, below, canvas);
    if model.rooms.is_empty() {
        let press = model.keymap.press(Action::Declare);
        return teach(canvas, inside, &format!("No incident is open. {press} to declare one."));
    }
    if listed.is_empty() {
        return teach(canvas, inside, "No incident has these words.");
    }
    let each = rows_each(model, inside);
    let keys = has_keys(model, Pane::Incidents);
    let shown = listed.iter().enumerate().skip(scroll.top);
    for (index, (place, room)) in (0..inside.height / each).zip(shown) {
        let selected = keys && place == scroll.at;
        if each == 2 {
            wide(model, room, selected, inside, index * 2, canvas);
        } else {
            narrow(model, room, selected, inside, index, canvas);
        }
    }
    let used = each.saturating_mul(u16::try_from(listed.len()).unwrap_or(u16::MAX));
    let free = inside.height.saturating_sub(used);
    let overview = &model.overview;
    if free < 2 || inside.width < 30 {
        return;
    }
    let mut lines = Rect { y: inside.y + used + 1, height: free - 1, ..inside };
    let figures = overview.closed_this_week + overview.near_misses + overview.purged.len();
    if figures + overview.following(model.now).0 > 0 {
        for text in
            counts(model, lines.width.saturating_sub(2)).into_iter().take(lines.height.into())
        {
            canvas.row(lines, 0).gap(1).put(&text, Shade::Muted);
            lines = Rect { y: lines.y + 1, height: lines.height - 1, ..lines };
        }
    }
    if let Some(text) = model.room().and_then(|room| recurrence(model, room)) {
        let texts = Shown::of(&text).wrap(usize::from(lines.width.saturating_sub(2)));
        for (index, text) in (0..lines.height.min(3)).zip(texts) {
            canvas.row(lines, index).gap(1).put(&text, Shade::Warning);
        }
    }
}

/// The figures of the whole store: in one line where it fits, otherwise each in its own.
pub(super) fn counts(model: &Model, width: u16) -> Vec<Shown> {
    let Overview { closed_this_week, near_misses, .. } = &model.overview;
    let mut figures = vec![
        format!("closed this week {closed_this_week}"),
        format!("near misses in 12 months {near_misses}"),
    ];
    let (open, overdue) = model.overview.following(model.now);
    if open > 0 {
        let late = if overdue > 0 { format!(", ‼ {overdue} overdue") } else { String::new() };
        figures.push(format!("actions open {open}{late}"));
    }
    figures.extend(purged_elsewhere(model));
    let line = Shown::of(&figures.join(" · "));
    if line.width() <= usize::from(width) {
        return vec![line];
    }
    figures.iter().map(|figure| Shown::of(figure)).collect()
}

/// How much was purged elsewhere and is still here, and what helps.
pub fn purged_elsewhere(model: &Model) -> Option<String> {
    let many = model.overview.purged.len();
    (many > 0).then(|| format!("{many} purged elsewhere: warroom purge --list"))
}

/// What stands before the title of an incident that was purged elsewhere.
pub(super) fn purged_mark(model: &Model, room: &Room, wide: bool) -> &'static str {
    match model.overview.is_purged(room.id()) {
        true if wide => "(purged elsewhere) ",
        true => "(purged) ",
        false => "",
    }
}

/// Whether something of the same kind happened before, and what was done so that it would not again.
pub fn recurrence(model: &Model, room: &Room) -> Option<String> {
    let found = model.overview.before(room)?;
    let last = found.earlier.first()?;
    let plan = room.incident.plan.as_deref();
    let kind = plan.and_then(|plan| plan.category(&found.category));
    let kind = kind.map_or(found.category.as_str(), |kind| kind.title.as_str());
    let count = match found.earlier.len() {
        1 => "once before".to_owned(),
        many => format!("{many} times before"),
    };
    let again = match found.earlier.iter().filter(|earlier| earlier.same_system).count() {
        0 => String::new(),
        many if many == found.earlier.len() => " in this system".to_owned(),
        many => format!(", {many} in this system"),
    };
    let months = found.months;
    let (when, title) = (day_of(model, last), &last.title);
    let actions = actions(&found, model.now);
    Some(format!("↺ {kind}: {count} in {months} months{again} · {actions} · last {when}: {title}"))
}

/// The same, in as few words as stand beside the stages.
pub fn recurrence_in_short(model: &Model, room: &Room) -> Option<String> {
    let found = model.overview.before(room)?;
    let (done, open) = done_and_open(&found);
    let actions = match (open, open + done) {
        (_, 0) => "no action recorded".to_owned(),
        (0, _) => "all actions done".to_owned(),
        (open, all) => format!("{open} of {all} actions open"),
    };
    Some(format!("↺ {} before, {actions}", found.earlier.len()))
}

/// How many actions against it are open and done.
fn actions(found: &Recurrence, now: DateTime<Utc>) -> String {
    let overdue = found.earlier.iter().map(|earlier| earlier.overdue(now)).sum::<usize>();
    let late = if overdue > 0 { format!(", {overdue} overdue") } else { String::new() };
    match done_and_open(found) {
        (0, 0) => "no preventive action recorded".to_owned(),
        (done, 0) => format!("all {done} preventive actions done"),
        (done, open) => format!("{open} of {} preventive actions open{late}", open + done),
    }
}

fn done_and_open(found: &Recurrence) -> (usize, usize) {
    let each = found.earlier.iter().map(Earlier::actions);
    each.fold((0, 0), |(done, open), (more_done, more_open)| (done + more_done, open + more_open))
}

/// The day of an earlier incident.
pub fn day_of(model: &Model, earlier: &Earlier) -> String {
    if earlier.when.is_rough() {
        earlier.when.to_string()
    } else {
        model.setting.zone.day(earlier.when.earliest(), model.now)
    }
}

/// The level as a badge: `SEV-1`, or `S1` where room is short.
pub fn badge(room: &Room, short: bool) -> (Shown, Shade) {
    let level = room.incident.severity.as_deref();
    let shade = level.map_or(Shade::Sev4, |_| Shade::of_rank(room.incident.rank()));
    let text = match level {
        Some(level) if short => match level.strip_prefix("SEV-") {
            Some(number) => format!("S{number}"),
            None => level.chars().take(2).collect(),
        },
        Some(level) => level.to_owned(),
        None if short => "S?".to_owned(),
        None => "SEV-?".to_owned(),
    };
    (Shown::of(&text), shade)
}

fn marker(model: &Model, room: &Room) -> &'static str {
    if model.open == Some(room.id()) { "▶" } else { " " }
}

fn sign(model: &Model, room: &Room) -> (&'static str, Shade) {
    match room.next().map(|reading| urgency(reading, model.now)) {
        Some(Urgency::Late) => ("‼", Shade::Danger),
        Some(Urgency::Last) => ("!", Shade::Warning),
        _ => (" ", Shade::Calm),
    }
}

fn narrow(
    model: &Model,
    room: &Room,
    selected: bool,
    inside: Rect,
    index: u16,
    canvas: &mut Canvas,
) {
    let (level, shade) = badge(room, true);
    let (sign, sign_shade) = sign(model, room);
    let over = room.incident.status != Status::Open;
    let mut row = canvas.row(inside, index).selected(selected);
    row.say(marker(model, room), Shade::Strong)
        .column(2, &level, shade)
        .say(sign, sign_shade)
        .column(5, &Shown::of(&model.name(room.id())), Shade::Strong)
        .say(purged_mark(model, room, false), Shade::Warning)
        .put(&Shown::of(&room.incident.title), if over { Shade::Muted } else { Shade::Calm });
}

fn wide(model: &Model, room: &Room, selected: bool, inside: Rect, index: u16, canvas: &mut Canvas) {
    let (level, shade) = badge(room, false);
    let over = room.incident.status != Status::Open;
    let here = model.open == Some(room.id());
    let title = match (over, here) {
        (true, _) => Shade::Muted,
        (_, true) => Shade::Strong,
        _ => Shade::Calm,
    };
    let mut row = canvas.row(inside, index).selected(selected);
    row.say(marker(model, room), Shade::Strong).gap(1).put(&level, shade).gap(1);
    row.put(&Shown::of(&model.name(room.id())), Shade::Strong).gap(1);
    row.say(purged_mark(model, room, true), Shade::Warning);
    row.put(&Shown::of(&room.incident.title), title);

    let mut row = canvas.row(inside, index + 1);
    row.gap(2);
    let next = room.next().map(|next| (next, urgency(next, model.now)));
    if let Some((next, urgency)) = next {
        // Times stand below each other, as in the pane of clocks.
        let shade = match urgency {
            Urgency::Late => Shade::Late,
            Urgency::Last => Shade::Danger,
            _ => Shade::Calm,
        };
        row.right(&Shown::of(&next.words(model.now)), shade).right(&Shown::fixed(" "), Shade::Calm);
    }
    if over {
        row.put(&Shown::of(room.incident.status.word()), Shade::Done);
    } else if let Some(stage) = room.stage() {
        row.put(&Shown::of(&stage.id), Shade::Muted);
    } else {
        row.say("no stage", Shade::Muted);
    }
    row.say(" · ", Shade::Muted);
    match room.incident.holder("commander") {
        Some(holder) => row.put(&Shown::of(holder).cut(10), Shade::Calm),
        None => row.say("∅ nobody", Shade::Nobody),
    };
    if let Some((next, urgency)) = next {
        row.say(" · ", Shade::Muted);
        let title = Shown::of(&next.title);
        match urgency {
            Urgency::Late => row.say("‼ ", Shade::Danger).put(&title, Shade::Calm),
            Urgency::Last => row.say("! ", Shade::Danger).put(&title, Shade::Calm),
            _ => row.put(&title, Shade::Muted),
        };
    }
}
