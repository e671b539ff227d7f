//! A message in a row: its sign, the time that is left or when it went out, and who is next.

use super::clocks::{sign, words_shade};
use crate::clocks::{countdown_words, moment_words};
use crate::comms::{Item, State};
use crate::text::Shown;
use crate::ui::canvas::Canvas;
use crate::ui::layout::Rect;
use crate::ui::model::Model;
use crate::ui::room::{Room, Urgency, urgency};
use crate::ui::theme::Shade;

/// How urgent a message is: as its clock, while somebody must do something about it.
pub fn urgency_of(model: &Model, room: &Room, item: &Item) -> Urgency {
    match &item.state {
        _ if item.is_late => Urgency::Late,
        State::Sent(_) | State::Told { .. } => Urgency::Met,
        State::NotNeeded { .. } | State::NotApplicable { .. } => Urgency::Off,
        State::NotAssessed { .. } => Urgency::Open,
        State::Armed { .. } => Urgency::Waits,
        _ => {
            let reading = room.readings.iter().find(|r| Some(&r.clock) == item.clock.as_ref());
            let reading = reading.filter(|reading| reading.is_counting());
            let runs = if item.due.is_some() { Urgency::Runs } else { Urgency::Waits };
            reading.map_or(runs, |reading| urgency(reading, model.now))
        }
    }
}

/// The sign before a message: how late it is, else whether somebody is at it.
pub fn sign_of(item: &Item, urgency: Urgency) -> (&'static str, Shade) {
    match &item.state {
        State::Drafted | State::Waits(_) | State::Approved if urgency > Urgency::Late => {
            ("◔", Shade::Warning)
        }
        State::Due if item.due.is_none() => (" ", Shade::Calm),
        _ => sign(urgency),
    }
}

/// What it is: `Status update #3`.
pub fn title_of(item: &Item) -> String {
    if item.repeats { format!("{} #{}", item.title, item.number) } else { item.title.clone() }
}

/// The time of a message, in a column: what is left, how late it is, when it went out.
pub fn time_of(model: &Model, item: &Item) -> Option<String> {
    let zone = model.setting.zone;
    match &item.state {
        State::Sent(gone) => Some(zone.brief(gone.when)),
        State::Told { when, .. } => Some(zone.brief(*when)),
        _ if item.is_open() => item.due.map(|due| countdown_words(due - model.now)),
        _ => None,
    }
}

/// Who is next, or what became of it, in a word or two, and whether that is a gap.
pub fn next_of(item: &Item) -> (String, Shade) {
    let plain = |text: &str| (text.to_owned(), Shade::Calm);
    match &item.state {
        State::Due => match &item.pen {
            Some(pen) => match &pen.name {
                Some(name) => plain(name),
                None if item.due.is_some() => ("∅ nobody".to_owned(), Shade::Nobody),
                None => ("∅ nobody".to_owned(), Shade::Muted),
            },
            None => ("–".to_owned(), Shade::Muted),
        },
        State::Drafted => {
            (format!("draft {}", item.draft.as_ref().map_or(1, |d| d.version)), Shade::Calm)
        }
        State::Waits(roles) => {
            let mut seats = item.approvers.iter().map(|approver| &approver.seat);
            let seat = seats.find(|seat| roles.first() == Some(&seat.role));
            match seat.and_then(|seat| seat.name.as_deref()) {
                Some(name) => (format!("asks {name}"), Shade::Warning),
                None => ("asks ∅".to_owned(), Shade::Nobody),
            }
        }
        State::Approved => ("approved".to_owned(), Shade::Done),
        State::Sent(gone) if gone.unapproved.is_some() => ("unapproved".to_owned(), Shade::Warning),
        State::Sent(gone) => match gone.margin.late_by() {
            Some(_) => ("sent late".to_owned(), Shade::Warning),
            None => ("sent".to_owned(), Shade::Done),
        },
        State::Told { .. } => ("told".to_owned(), Shade::Done),
        State::NotNeeded { .. } => ("not needed".to_owned(), Shade::Muted),
        State::NotApplicable { .. } => ("n/a".to_owned(), Shade::Muted),
        State::NotAssessed { .. } => ("assess".to_owned(), Shade::Muted),
        State::Armed { .. } => ("waits".to_owned(), Shade::Muted),
    }
}

/// Why there is no time: the rule in words, or what decides about it.
pub fn instead_of_time(item: &Item) -> String {
    match &item.state {
        State::NotNeeded { by, why } => format!("{by}: {why}"),
        State::NotApplicable { why } => why.clone(),
        State::NotAssessed { asks } => match asks.as_slice() {
            [] => item.rule.clone(),
            [one] => format!("{}?", one.replace('-', " ")),
            [one, more @ ..] => format!("{}? +{}", one.replace('-', " "), more.len()),
        },
        State::Armed { waits_for } => format!("after {}", moment_words(waits_for)),
        _ if item.rule.is_empty() => item.title.clone(),
        _ => item.rule.clone(),
    }
}

/// Draws a message in a row.
pub fn draw(
    model: &Model,
    room: &Room,
    item: &Item,
    (cursor, keys): (bool, bool),
    (area, index): (Rect, u16),
    canvas: &mut Canvas,
) {
    let urgency = urgency_of(model, room, item);
    let (sign, sign_shade) = sign_of(item, urgency);
    let mut row = canvas.row(area, index).selected(cursor && keys);
    if cursor {
        row.say("▸", Shade::Key);
    } else {
        row.gap(1);
    }
    row.say(sign, sign_shade).gap(1);
    let wide = row.left() >= 60;
    let over = matches!(urgency, Urgency::Met | Urgency::Off | Urgency::Open);
    let audience = if over { Shade::Muted } else { Shade::Strong };
    row.column(if wide { 12 } else { 11 }, &Shown::of(&item.audience), audience);
    let (next, next_shade) = next_of(item);
    let time_width = if row.left() >= 40 { 12 } else { 11 };
    let next_width = if row.left() >= 40 { 12 } else { 9 };
    let calm = if over { Shade::Muted } else { Shade::Calm };
    let Some(time) = time_of(model, item) else {
        // Without a time the rule in words is all there is to say.
        let room = row.left().saturating_sub(next_width + 1);
        let why = instead_of_time(item);
        let text = if room >= 40 { format!("{}: {why}", title_of(item)) } else { why };
        row.column(room, &Shown::of(&text), Shade::Muted).gap(1);
        row.put(&Shown::of(&next), next_shade);
        return;
    };
    let mut title = row.left().saturating_sub(time_width + next_width + 2);
    if title < 14 {
        // Half a word says less than none.
        row.gap(title);
        title = 0;
    }
    let text = match () {
        () if title >= 36 && !item.rule.is_empty() && item.is_open() => {
            format!("{}, {}", title_of(item), item.rule)
        }
        () => title_of(item),
    };
    row.column(title, &Shown::of(&text), calm).gap(1);
    let time_shade = if over { Shade::Muted } else { words_shade(urgency) };
    row.figure(time_width, &Shown::of(&time), time_shade).gap(1);
    row.put(&Shown::of(&next), next_shade);
}

/// The words of a message, for a search and for the clipboard: its text, where it has one.
pub fn words(model: &Model, room: &Room, item: &Item) -> String {
    let messages = &room.incident.messages;
    let written = match &item.state {
        State::Sent(gone) => messages
            .sent
            .iter()
            .find(|sent| sent.id == gone.entry)
            .map(|sent| crate::incident::whole(sent.says.subject.as_deref(), &sent.says.text)),
        _ if item.draft.is_some() => messages
            .drafts
            .get(&item.id)
            .map(|draft| crate::incident::whole(draft.says.subject.as_deref(), &draft.says.text)),
        _ => None,
    };
    written.unwrap_or_else(|| {
        let standing = crate::comms::standing(item, model.now);
        format!("{}: {}, {}: {standing}", item.audience, title_of(item), item.rule)
    })
}
