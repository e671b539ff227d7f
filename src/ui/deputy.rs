//! What the dashboard reminds people of: one line of it, the title of the terminal, and when the bell rings.
//! Nothing of it is about what somebody waived or put off.

use super::model::Model;
use super::room::Room;
use super::theme::Shade;
use crate::clocks::{Nudge, Pressing, Worst, worst};
use crate::incident::Status;
use crate::text::Shown;
use chrono::{DateTime, TimeDelta, Utc};

/// The longest title, in cells: tabs and window lists show no more.
const LONGEST: usize = 72;

/// What presses most of what the dashboard reminds people of, about the incident that is open: the part of
/// a line that names it, and the part that says what to do.
pub fn reminder(room: &Room) -> Option<(String, Shade)> {
    let nudge = room.nudges.first()?;
    let Nudge { text, title, to, times, pressing, .. } = nudge;
    let whom = to.as_ref().filter(|to| !text.contains(to.as_str()));
    let whom = whom.map(|to| format!("{to}: ")).unwrap_or_default();
    let again = if *times > 1 { format!(" ({times} times)") } else { String::new() };
    // The title repeats what the text says, but for a check that is asked of somebody.
    let name = if *pressing == Pressing::Reminds && to.is_some() {
        format!("{title}, ")
    } else {
        String::new()
    };
    let more = match room.nudges.len() - 1 {
        0 => String::new(),
        more => format!(" · {more} more"),
    };
    let late = *pressing == Pressing::Late;
    let shade = if late { Shade::Warning } else { Shade::Machine };
    Some((format!("{name}{whom}{text}{again}{more}"), shade))
}

/// The incident that presses most, and with what: the worst level of those that press alike.
fn most_pressing(model: &Model) -> Option<(&Room, Option<Worst<'_>>)> {
    let open = model.rooms.iter().filter(|room| room.incident.status == Status::Open);
    open.map(|room| (room, worst(&room.readings, &room.nudges))).reduce(|most, next| {
        let pressing = |worst: &Option<Worst<'_>>| worst.as_ref().map(Worst::pressing);
        let (before, after) = (pressing(&most.1), pressing(&next.1));
        // What only runs presses nobody: then the worst incident names the screen.
        if after > before && after > Some(Pressing::Runs) { next } else { most }
    })
}

/// The title of the terminal: the worst of all, without anything that changes by the second.
///
/// `SEV-1 7Q2K LATE 12 min: Internal update · warroom`
pub fn title(model: &Model) -> Shown {
    let Some((room, worst)) = most_pressing(model) else {
        return Shown::fixed("warroom");
    };
    let level = room.incident.severity.as_deref().unwrap_or("SEV-?");
    let what = match &worst {
        None => room.incident.title.clone(),
        Some(worst) => match worst.pressing() {
            Pressing::Late => format!("{}: {}", late(since(worst), model.now), worst.title()),
            Pressing::AtRisk => format!("at risk: {}", worst.title()),
            Pressing::Reminds => worst.title().to_owned(),
            Pressing::Runs => format!("next: {}", worst.title()),
        },
    };
    let exercise = room.id().is_exercise().then_some("EXERCISE");
    let apart = model.setting.banner.or(exercise);
    let apart = apart.map(|word| format!("{word} ")).unwrap_or_default();
    let text = format!("{apart}{level} {} {what}", model.name(room.id()));
    Shown::join(&[Shown::of(&text).cut(LONGEST), Shown::fixed("warroom")], &Shown::fixed(" · "))
}

fn since(worst: &Worst<'_>) -> Option<DateTime<Utc>> {
    match worst {
        Worst::Clock(reading) => reading.late_since(),
        Worst::Nudge(nudge) => Some(nudge.since),
    }
}

/// How late something is, to the minute, the hour or the day.
fn late(since: Option<DateTime<Utc>>, now: DateTime<Utc>) -> String {
    let late = since.map_or(TimeDelta::zero(), |since| now - since);
    match late.num_minutes() {
        ..1 => "LATE".to_owned(),
        minutes @ 1..120 => format!("LATE {minutes} min"),
        minutes @ 120..2880 => format!("LATE {} h", minutes / 60),
        minutes => format!("LATE {} days", minutes / 1440),
    }
}

/// Whether a bell is due for anything since the last time that this was asked.
pub fn rings(model: &mut Model) -> bool {
    let mut due = false;
    for room in &mut model.rooms {
        due |= room.takes_ring();
    }
    due && model.bell
}
