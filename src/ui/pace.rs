//! When the screen has to look at the time again: each second only while a countdown is to be seen.

use super::layout::{Pane, Shape};
use super::model::Model;
use super::room::Room;
use super::tasks;
use crate::clocks::{Reading, next_change};
use chrono::{DateTime, DurationRound, TimeDelta, Utc};

/// When something on the screen changes next by the passing of time alone; nothing when nothing does.
pub fn next_tick(model: &Model) -> Option<DateTime<Utc>> {
    // What is due becomes overdue while nobody presses a key.
    let days = model.shows_actions().then(|| model.overview.next_day(model.now)).flatten();
    let Some(room) = model.room() else { return days };
    let minute = model.now.duration_trunc(TimeDelta::minutes(1)).ok()? + TimeDelta::minutes(1);
    let counted = shown_countdowns(model, room).min();
    // Other rooms are read again on the minute, or when their next clock runs out.
    let others =
        model.rooms.iter().filter_map(|room| room.next()?.due).filter(|due| *due > model.now);
    counted.into_iter().chain(others).chain([minute]).chain(days).min()
}

/// Whether a countdown by the second is on the screen: only then the header shows seconds too.
pub fn shows_seconds(model: &Model) -> bool {
    let second = model.now + TimeDelta::seconds(1);
    model.room().is_some_and(|room| shown_countdowns(model, room).any(|at| at <= second))
}

fn shown_countdowns(model: &Model, room: &Room) -> impl Iterator<Item = DateTime<Utc>> {
    let laid = model.layout();
    let of = move |readings: &[Reading]| next_change(readings, model.now);
    let shows = move |pane: Pane| laid.panes[pane.index()].is_some();
    let line = laid.shape == Shape::Line;
    let clocks = (shows(Pane::Clocks) || shows(Pane::Comms)).then(|| of(&room.readings)).flatten();
    // Two rows an incident say which clock of it runs out next.
    let wide = laid.inside(Pane::Incidents).is_some_and(|inside| inside.width >= 40);
    let listed = model.rooms.iter().take(if line { 1 } else { 60 }).filter(move |_| wide || line);
    let listed = listed.filter_map(move |room| of(room.readings.get(..1).unwrap_or_default()));
    let tasks = room.incident.tasks.iter().filter(move |_| shows(Pane::Comms));
    let tasks = tasks.filter_map(|task| tasks::next_change(task, model.now));
    clocks.into_iter().chain(listed).chain(tasks)
}
