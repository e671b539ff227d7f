//! The line of the stages: those that were entered, the one that it is in with its window, those to come;
//! the second track beside them, and whether this happened before, where there is room.
//!
//! ```text
//!  ✓ detect ── ▶ TRIAGE 1 of 4 · min 5-15 ── contain ── …      phases ▶CONTAIN─assess─…   ↺ 2 before
//! ```

use super::canvas::{Canvas, Row};
use super::layout::Rect;
use super::model::{Model, is_open};
use super::panes::incidents::recurrence_in_short;
use super::room::Room;
use super::theme::Shade;
use crate::incident::Status;
use crate::plan::{Plan, Stage, StageWindow, Unit};
use crate::text::Shown;

/// Draws the line.
pub fn draw(model: &Model, area: Rect, canvas: &mut Canvas) {
    let Some((room, plan)) =
        model.room().and_then(|room| Some((room, room.incident.plan.as_deref()?)))
    else {
        return;
    };
    let main: Vec<&Stage> = plan.first_track().collect();
    let now = room.incident.stage.as_deref();
    let extras = extras(model, room, plan);
    let (spread, counts, shown) = shape(model, room, &main, &extras, usize::from(area.width));
    let mut row = canvas.row(area, 0);
    row.gap(1);
    track(model, room, &main, now, (spread, counts), &mut row);
    for extra in &extras[..shown] {
        row.right(&Shown::fixed(" "), Shade::Calm);
        for (text, shade) in extra.iter().rev() {
            row.right(text, *shade);
        }
        row.right(&Shown::fixed("  "), Shade::Calm);
    }
}

/// Whether the stages stand apart, whether their counts are said, and how much of the rest stands beside
/// them: the first that fits as a whole, nothing is cut.
fn shape(
    model: &Model,
    room: &Room,
    stages: &[&Stage],
    extras: &[Extra],
    room_for: usize,
) -> (bool, bool, usize) {
    let letters: usize = stages.iter().map(|stage| Shown::of(&stage.id).width() + 1).sum();
    let entered = room.incident.stages.len();
    let here =
        stages.iter().find(|stage| Some(stage.id.as_str()) == room.incident.stage.as_deref());
    let counts = here.map_or(0, |stage| Shown::of(&counts_of(model, room, stage).0).width());
    let close = 1 + letters + entered + counts;
    let spread = close + entered + stages.len() * 3;
    for shown in (1..=extras.len()).rev() {
        let width = |extra: &Extra| extra.iter().map(|(text, _)| text.width()).sum::<usize>() + 3;
        let beside: usize = extras[..shown].iter().map(width).sum();
        for (apart, needs) in [(true, spread), (false, close)] {
            if needs + beside <= room_for {
                return (apart, true, shown);
            }
        }
    }
    (spread <= room_for, close <= room_for, 0)
}

/// What stands beside the stages, in parts.
type Extra = Vec<(Shown, Shade)>;

/// How many lines of a stage are done, and its window; and whether that is over.
fn counts_of(model: &Model, room: &Room, stage: &Stage) -> (String, bool) {
    let all = room.incident.checklist(&stage.id).count();
    let open = room.incident.checklist(&stage.id).filter(|i| is_open(&i.state)).count();
    let mut text = format!(" {} of {all}", all - open);
    let over = stage.window.as_ref().is_some_and(|window| is_over(model, room, window));
    if let Some(window) = &stage.window {
        text.extend([" · ", &window_words(window, over)]);
    }
    (text, over)
}

fn track(
    model: &Model,
    room: &Room,
    stages: &[&Stage],
    now: Option<&str>,
    (apart, counts): (bool, bool),
    row: &mut Row<'_>,
) {
    let entered = |id: &str| room.incident.stages.iter().any(|(stage, _)| stage == id);
    for (index, stage) in stages.iter().enumerate() {
        if index > 0 {
            row.say(if apart { " ── " } else { "─" }, Shade::Border);
        }
        let name = Shown::of(&stage.id);
        if Some(stage.id.as_str()) == now {
            let loud = Shown::of(&stage.id.to_uppercase());
            row.say(if apart { "▶ " } else { "▶" }, Shade::Key).put(&loud, Shade::Stage);
            if counts {
                let (text, over) = counts_of(model, room, stage);
                row.put(&Shown::of(&text), if over { Shade::Warning } else { Shade::Muted });
            }
        } else if entered(&stage.id) {
            row.say(if apart { "✓ " } else { "✓" }, Shade::Done).put(&name, Shade::Calm);
        } else {
            row.put(&name, Shade::Muted);
        }
    }
}

/// A window in words: `min 5-15`, `h 0-4`, `day 7-14`, and whether it is over.
fn window_words(window: &StageWindow, over: bool) -> String {
    let unit = match window.unit {
        Unit::Seconds => "s",
        Unit::Minutes => "min",
        Unit::Hours | Unit::BusinessHours => "h",
        Unit::CalendarDays | Unit::BusinessDays => "day",
        Unit::Months => "month",
    };
    let words = format!("{unit} {}-{}", window.from, window.to);
    if over { format!("{words} is over") } else { words }
}

/// Whether the window of the stage that it is in has passed. Clocks of the plan say how late that is; of days
/// and months they alone know the calendar.
fn is_over(model: &Model, room: &Room, window: &StageWindow) -> bool {
    let seconds = match window.unit {
        Unit::Seconds => 1,
        Unit::Minutes => 60,
        Unit::Hours => 3600,
        _ => return false,
    };
    let open = room.incident.status == Status::Open;
    let since = room.since().map(|since| (model.now - since).num_seconds());
    open && since.is_some_and(|since| since > i64::from(window.to) * seconds)
}

/// How many bytes the names of a track begin with alike, up to a hyphen: `phase-`.
fn beginning(stages: &[&Stage]) -> usize {
    let prefix = stages.first().and_then(|first| first.id.split_once('-')).map(|(word, _)| word);
    let Some(prefix) = prefix.map(|word| format!("{word}-")) else { return 0 };
    if stages.iter().all(|stage| stage.id.starts_with(&prefix)) { prefix.len() } else { 0 }
}

/// What stands at the right end, the rightmost and most wanted first.
fn extras(model: &Model, room: &Room, plan: &Plan) -> Vec<Extra> {
    let mut extras: Vec<Extra> = Vec::new();
    let mut tracks: Vec<&str> = Vec::new();
    for name in plan.stages.iter().filter_map(|stage| stage.track.as_deref()) {
        if !tracks.contains(&name) {
            tracks.push(name);
        }
    }
    for name in tracks {
        let now = room.incident.response.tracks.get(name).map(String::as_str);
        let stages: Vec<&Stage> =
            plan.stages.iter().filter(|stage| stage.track.as_deref() == Some(name)).collect();
        let alike = beginning(&stages);
        let mut pieces = vec![(Shown::of(&format!("{name} ")), Shade::Muted)];
        let reached = stages.iter().position(|stage| Some(stage.id.as_str()) == now);
        for (place, stage) in stages.iter().enumerate() {
            if place > 0 {
                pieces.push((Shown::fixed("─"), Shade::Border));
            }
            let id = &stage.id[alike..];
            match reached {
                Some(at) if at == place => {
                    pieces.push((Shown::fixed("▶"), Shade::Key));
                    pieces.push((Shown::of(&id.to_uppercase()), Shade::Stage));
                }
                Some(at) if at > place => pieces.push((Shown::of(id), Shade::Calm)),
                _ => pieces.push((Shown::of(id), Shade::Muted)),
            }
        }
        if let Some(window) = reached.and_then(|at| stages[at].window.as_ref()) {
            let over = is_over(model, room, window);
            let shade = if over { Shade::Warning } else { Shade::Muted };
            pieces.push((Shown::of(&format!(" {}", window_words(window, over))), shade));
        }
        extras.push(pieces);
    }
    // That it came back stands in the pane of incidents too.
    let before = recurrence_in_short(model, room);
    extras.extend(before.map(|text| vec![(Shown::of(&text), Shade::Warning)]));
    extras
}
