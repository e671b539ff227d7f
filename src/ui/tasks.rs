//! How much time a task has left, in words, and when the words change.

use super::when;
use crate::incident::Task;
use chrono::{DateTime, TimeDelta, Utc};

/// Whether a task's minutes are up and it is not done.
pub fn is_late(task: &Task, now: DateTime<Utc>) -> bool {
    task.done.is_none() && task.due() <= now
}

/// The time of a task in words: `12 min left`, and when it is up `due 03:10 ago`.
pub fn words(task: &Task, now: DateTime<Utc>) -> String {
    if task.done.is_some() {
        return "done".to_owned();
    }
    let left = task.due() - now;
    if left <= TimeDelta::zero() {
        return format!("due {} ago", when::face(-left));
    }
    // A started minute counts as left.
    match (left.num_seconds() + 59) / 60 {
        minutes @ ..100 => format!("{minutes} min left"),
        minutes @ ..2880 => format!("{} h left", minutes / 60),
        minutes => format!("{} days left", minutes / 1440),
    }
}

/// When the words of a task change next by the passing of time.
pub fn next_change(task: &Task, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if task.done.is_some() {
        return None;
    }
    let left = task.due() - now;
    if left > TimeDelta::zero() {
        let minutes = (left.num_seconds() + 59) / 60 - 1;
        return Some((task.due() - TimeDelta::minutes(minutes)).max(now + TimeDelta::seconds(1)));
    }
    // What is late for days is told by the hour.
    let late = -left.num_seconds();
    let step = if late < when::IN_DAYS { 1 } else { 3600 };
    Some(task.due() + TimeDelta::seconds((late / step + 1) * step))
}
