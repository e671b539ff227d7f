//! One thing in full: an entry, a clock, a role.

use super::sheet;
use crate::clocks::Reading;
use crate::incident::Line;
use crate::plan::Role;
use crate::telling::name_of_role;
use crate::text::Shown;
use crate::ui::canvas::Canvas;
use crate::ui::layout::Rect;
use crate::ui::looks::look;
use crate::ui::room::Room;
use crate::ui::theme::Shade;
use crate::ui::when::Zone;
use chrono::{DateTime, Utc};

/// One thing in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// Its name.
    pub title: String,
    /// What is known of it: a label, and what it says.
    pub facts: Vec<(&'static str, String)>,
    /// A text of several lines.
    pub text: String,
    /// How many rows are scrolled away.
    pub top: usize,
}

/// An entry in full.
pub fn of_entry(room: &Room, line: &Line, zone: Zone, now: DateTime<Utc>) -> Detail {
    let told = look(room, line, now);
    let entry = &line.entry;
    let mut facts = vec![("when", zone.full(line.when())), ("who", line.who().to_owned())];
    if line.who() != entry.by {
        facts.push(("written by", entry.by.clone()));
    }
    if line.fact.happened_at.is_some() {
        facts.push(("written at", zone.full(crate::time::Moment::second(entry.at))));
    }
    facts.extend(told.mark.map(|mark| ("note", mark)));
    facts.push((
        "entry",
        format!("{} · {} {} · {}", entry.id.short(), entry.log.replica, entry.seq, entry.kind),
    ));
    Detail { title: told.kind.to_owned(), facts, text: told.text, top: 0 }
}

/// A clock in full.
pub fn of_clock(room: &Room, reading: &Reading, zone: Zone, now: DateTime<Utc>) -> Detail {
    let mut facts = vec![("state", reading.words(now)), ("rule", reading.rule.clone())];
    if let Some((from, when)) = &reading.counts_from {
        facts.push(("from", format!("{}, {}", from.replace('_', " "), zone.full(*when))));
    }
    if let Some(due) = reading.due {
        facts.push(("due", zone.full(crate::time::Moment::second(due))));
    }
    if let Some(owner) = &reading.owner {
        let holder = room.incident.holder(owner).unwrap_or("nobody");
        facts.push(("answers", format!("{} ({holder})", name_of_role(&room.incident, owner))));
    }
    facts.extend(reading.recipient.clone().map(|who| ("told", who)));
    if reading.missed > 0 {
        facts.push(("missed", format!("{} in a row", reading.missed)));
    }
    let plan = room.incident.plan.as_deref();
    let clock = plan.and_then(|plan| plan.clock(&reading.clock));
    facts.extend(clock.and_then(|clock| clock.source.clone()).map(|source| ("source", source)));
    let text = clock.and_then(|clock| clock.note.clone()).unwrap_or_default();
    Detail { title: reading.title.clone(), facts, text, top: 0 }
}

/// A role in full.
pub fn of_role(room: &Room, role: &Role, zone: Zone) -> Detail {
    let seat = room.incident.seats.get(&role.id);
    let holder = seat.and_then(|seat| seat.holder.clone());
    let mut facts = vec![("holder", holder.unwrap_or_else(|| "nobody".to_owned()))];
    if let Some(seat) = seat {
        facts.extend(seat.since.map(|since| ("since", zone.full(since))));
        facts.extend(seat.from.clone().map(|from| ("from", from)));
        let offer = seat.offer.as_ref();
        facts.extend(offer.map(|offer| ("offered", format!("to {} by {}", offer.to, offer.by))));
    }
    let lists = [("may", &role.may), ("required at", &role.required_at)];
    facts.extend(
        lists.into_iter().filter(|(_, l)| !l.is_empty()).map(|(name, l)| (name, l.join(", "))),
    );
    facts.extend(
        [("page", &role.contact), ("backup", &role.backup)]
            .into_iter()
            .filter_map(|(name, handle)| handle.clone().map(|handle| (name, handle))),
    );
    if !role.usually.is_empty() {
        facts.push(("usually", role.usually.clone()));
    }
    Detail { title: role.title.clone(), facts, text: role.duty.clone(), top: 0 }
}

/// Draws it.
pub fn draw(detail: &Detail, canvas: &mut Canvas, area: Rect) {
    const LABEL: u16 = 12;
    let width = area.width.saturating_sub(4).clamp(20, 90).min(area.width);
    let inner = usize::from(width.saturating_sub(4)).max(1);
    let mut rows: Vec<(&'static str, Shown, Shade)> = Vec::new();
    for line in Shown::lines(&detail.text) {
        rows.extend(line.wrap(inner).into_iter().map(|row| ("", row, Shade::Strong)));
    }
    if !rows.is_empty() {
        rows.push(("", Shown::default(), Shade::Calm));
    }
    for (label, text) in &detail.facts {
        let room = inner.saturating_sub(usize::from(LABEL)).max(1);
        let wrapped = Shown::of(text).wrap(room).into_iter().enumerate();
        rows.extend(wrapped.map(|(at, row)| (if at == 0 { label } else { " " }, row, Shade::Calm)));
    }
    let height = u16::try_from(rows.len()).unwrap_or(u16::MAX).saturating_add(2).max(3);
    let inside = sheet(canvas, area, width, height, &Shown::of(&detail.title));
    let top = detail.top.min(rows.len().saturating_sub(usize::from(inside.height)));
    for (index, (label, text, shade)) in (0..inside.height).zip(rows.iter().skip(top)) {
        let mut row = canvas.row(inside, index);
        if !label.is_empty() {
            row.column(LABEL, &Shown::fixed(label), Shade::Muted);
        }
        row.put(text, *shade);
    }
}
