//! Pane 3 on the whole screen: every seat with its duty, what its holder may do, and whom to page.

use super::{Block, Piece, Pieces, heading, put, wrapped};
use crate::plan::Role;
use crate::text::Shown;
use crate::time::Moment;
use crate::ui::layout::Rect;
use crate::ui::model::Model;
use crate::ui::panes::roles::ordered;
use crate::ui::room::Room;
use crate::ui::theme::Shade;

/// From which width on the duty stands beside the seat.
const BESIDE: u16 = 140;
/// Where it begins then.
const RIGHT: u16 = 68;

/// The roles: what is required and empty first, then what is held, then what may stay empty.
pub fn blocks(model: &Model, room: &Room, inside: Rect) -> Vec<Block> {
    let roles = ordered(room, 0);
    let level = room.incident.severity.as_deref().unwrap_or("the level");
    // Blank lines between the seats stand only where all fit with them.
    let each = if inside.width >= BESIDE { 3 } else { 5 };
    let airy = roles.len() * each + 3 <= usize::from(inside.height);
    let group = |role: &Role| match (room.is_missing(role), room.incident.holder(&role.id)) {
        (true, _) => 0,
        (false, Some(_)) => 1,
        (false, None) => 2,
    };
    let mut before = None;
    let mut blocks = Vec::with_capacity(roles.len());
    for role in roles {
        let group = group(role);
        let mut above = Vec::new();
        if before != Some(group) {
            if before.is_some() {
                above.push(Vec::new());
            }
            above.push(match group {
                0 => vec![
                    Piece::Gap(1),
                    put(&format!("‼ Required by {level}, and nobody holds it"), Shade::Danger),
                ],
                1 => heading("Held", ""),
                _ => heading("May stay empty", ""),
            });
        } else if airy {
            above.push(Vec::new());
        }
        before = Some(group);
        blocks.push(Block {
            above,
            lines: lines(model, room, role, inside.width),
            below: Vec::new(),
        });
    }
    blocks
}

fn lines(model: &Model, room: &Room, role: &Role, width: u16) -> Vec<Pieces> {
    let seat = room.incident.seats.get(&role.id);
    let missing = room.is_missing(role);
    let title = if width >= 60 { &role.title } else { &role.short };
    let title_width = if width >= 60 { 28 } else { 13 };
    let mut first = vec![
        Piece::Gap(2),
        Piece::Column(
            title_width,
            Shown::of(title).cut(usize::from(title_width) - 1),
            Shade::Strong,
        ),
    ];
    match seat.and_then(|seat| seat.holder.as_deref()) {
        Some(holder) => first.push(put(holder, Shade::Strong)),
        None if missing => first.extend([put("∅ nobody", Shade::Nobody), put(" ‼", Shade::Danger)]),
        None => first.push(put("∅ nobody", Shade::Muted)),
    }
    let facts = seat_facts(model, room, role);
    let beside = width >= BESIDE;
    for (text, shade) in facts {
        first.extend([put(" · ", Shade::Muted), put(&text, shade)]);
    }
    let mut more = Vec::new();
    if !role.may.is_empty() {
        more.push(format!("may {}", role.may.join(", ")));
    }
    if !role.usually.is_empty() {
        more.push(format!("usually {}", role.usually));
    }
    let pages = [("page", &role.contact), ("backup", &role.backup)];
    more.extend(pages.iter().filter_map(|(name, whom)| Some(format!("{name} {}", whom.as_ref()?))));
    let indent = if beside { RIGHT } else { 4 };
    let mut texts = wrapped(&role.duty, indent, width, 2, Shade::Calm);
    texts.extend(wrapped(&more.join(" · "), indent, width, 2, Shade::Muted));
    if !beside {
        return std::iter::once(first).chain(texts).collect();
    }
    // The duty stands beside the seat, on the same line.
    let mut texts = texts.into_iter();
    let mut line = vec![Piece::Part(RIGHT, first)];
    line.extend(texts.next().into_iter().flatten().skip(1));
    std::iter::once(line).chain(texts).collect()
}

/// Since when, from whom, to whom, and what two people disagree about.
fn seat_facts(model: &Model, room: &Room, role: &Role) -> Vec<(String, Shade)> {
    let Some(seat) = room.incident.seats.get(&role.id) else { return Vec::new() };
    let zone = model.setting.zone;
    let since = |at: Moment| {
        let day = zone.shown(at.earliest()).date() == zone.shown(model.now).date();
        if day || at.is_rough() {
            format!("since {}", zone.brief(at))
        } else {
            format!("since {} {}", zone.day(at.earliest(), model.now), zone.clock(at.earliest()))
        }
    };
    let mut facts = Vec::new();
    if seat.holder.is_some() {
        facts.extend(seat.since.map(|at| (since(at), Shade::Muted)));
    }
    facts.extend(seat.from.as_ref().map(|from| (format!("↷ from {from}"), Shade::Muted)));
    facts.extend(
        seat.offer.as_ref().map(|offer| (format!("↷ offered to {}", offer.to), Shade::Warning)),
    );
    let conflict = room.incident.conflicts.get(&crate::incident::Field::Seat(role.id.clone()));
    facts.extend(conflict.map(|c| (format!("or {}?", c.earlier.value), Shade::Warning)));
    facts
}
