//! Pane 3: who sits where, and what nobody holds.
//!
//! ```text
//!  Commander   ops4         since 13:51
//!  Comms       ∅ nobody  ‼  page: cs1
//!  Trust       cs3          ↷ from cs1
//! ```

use super::{framed, full, has_keys, teach};
use crate::incident::Field;
use crate::plan::Role;
use crate::text::Shown;
use crate::ui::canvas::Canvas;
use crate::ui::layout::{Pane, Rect};
use crate::ui::model::Model;
use crate::ui::room::Room;
use crate::ui::sharing;
use crate::ui::theme::Shade;

/// The roles in the order in which they are drawn: the plan's, and where not all fit, what is required
/// and empty before what is held, and that before what may stay empty; the first role stays first,
/// unless none fits at all.
pub fn ordered(room: &Room, fits: usize) -> Vec<&Role> {
    let mut roles: Vec<&Role> = room.roles().iter().collect();
    if roles.len() > fits && roles.len() > 1 {
        roles[usize::from(fits > 0)..].sort_by_key(|role| {
            let held = room.incident.holder(&role.id).is_some();
            if room.is_missing(role) { 0 } else { 2 - usize::from(held) }
        });
    }
    roles
}

/// The role under the cursor.
pub fn chosen(model: &Model) -> Option<&Role> {
    let room = model.room()?;
    let fits = model.layout().inside(Pane::Roles).map_or(0, |inside| usize::from(inside.height));
    let fits = if model.is_full(Pane::Roles) { 0 } else { fits };
    ordered(room, fits).get(model.scroll(Pane::Roles).at).copied()
}

/// Draws the pane.
pub fn draw(model: &Model, area: Rect, canvas: &mut Canvas) {
    let room = model.room();
    let missing = room.map_or(0, |room| room.roles().iter().filter(|r| room.is_missing(r)).count());
    let notes = match missing {
        0 => Vec::new(),
        _ => vec![(format!("{missing} empty"), Shade::Warning)],
    };
    let space =
        Rect { width: area.width.saturating_sub(2), height: area.height.saturating_sub(2), ..area };
    if let Some(blocks) = full::blocks(model, Pane::Roles, space) {
        full::draw(model, Pane::Roles, &blocks, area, &notes, canvas);
        return;
    }
    let scroll = model.scroll(Pane::Roles);
    let fits = usize::from(area.height.saturating_sub(2));
    let roles = room.map_or_else(Vec::new, |room| ordered(room, fits));
    let below = roles.len().saturating_sub(scroll.top + fits);
    let inside = framed(model, Pane::Roles, area, &notes, below, canvas);
    company(model, area, below, canvas);
    let Some(room) = room else { return };
    if roles.is_empty() {
        return teach(canvas, inside, "No plan is pinned: there are no seats.");
    }
    let keys = has_keys(model, Pane::Roles);
    for (index, (place, role)) in (0..inside.height).zip(roles.iter().enumerate().skip(scroll.top))
    {
        draw_row(model, room, role, keys && place == scroll.at, inside, index, canvas);
    }
}

/// Says in the frame who else looks at this incident.
fn company(model: &Model, area: Rect, below: usize, canvas: &mut Canvas) {
    let Some(company) = sharing::company(model).filter(|_| area.width >= 20) else { return };
    let line = Rect { x: area.x + 2, y: area.bottom() - 1, width: area.width - 4, height: 1 };
    // The number of the rows below stands at the end of the same line.
    let kept = if below > 0 { 7 } else { 2 };
    let cells = usize::from(line.width).saturating_sub(kept);
    let mut row = canvas.row(line, 0);
    row.say(" ", Shade::Border).put(&company.cut(cells), Shade::Muted).say(" ", Shade::Border);
}

fn draw_row(
    model: &Model,
    room: &Room,
    role: &Role,
    selected: bool,
    inside: Rect,
    index: u16,
    canvas: &mut Canvas,
) {
    let seat = room.incident.seats.get(&role.id);
    let holder = seat.and_then(|seat| seat.holder.as_deref());
    let missing = room.is_missing(role);
    let mut row = canvas.row(inside, index).selected(selected);
    let (title, width) = if row.left() >= 60 { (&role.title, 26) } else { (&role.short, 12) };
    row.gap(1).column(
        width,
        &Shown::of(title),
        if holder.is_none() && !missing { Shade::Muted } else { Shade::Calm },
    );
    let wide = row.left() >= 24;
    match holder {
        Some(holder) => {
            let shown = Shown::of(holder);
            let width = if wide { 12 } else { u16::try_from(shown.width()).unwrap_or(u16::MAX) };
            row.column(width, &shown, Shade::Strong).gap(1);
        }
        None if missing => {
            row.say("∅ nobody", Shade::Nobody).gap(1).say("‼", Shade::Danger).gap(if wide {
                3
            } else {
                1
            });
        }
        None => {
            row.say("∅ nobody", Shade::Muted).gap(if wide { 5 } else { 2 });
        }
    }
    let conflict = room.incident.conflicts.get(&Field::Seat(role.id.clone()));
    if let Some(conflict) = conflict {
        row.put(&Shown::of(&format!("or {}?", conflict.earlier.value)), Shade::Warning);
    } else if let Some(offer) = seat.and_then(|seat| seat.offer.as_ref()) {
        row.put(&Shown::of(&format!("↷ to {}", offer.to)), Shade::Warning);
    } else if let Some(from) = seat.and_then(|seat| seat.from.as_deref()) {
        row.put(&Shown::of(&format!("↷ from {from}")), Shade::Muted);
    } else if let Some(contact) = role.contact.as_deref().filter(|_| holder.is_none()) {
        row.put(
            &Shown::of(&format!("page: {contact}")),
            if missing { Shade::Calm } else { Shade::Muted },
        );
    } else if let Some(since) = seat.and_then(|seat| seat.since).filter(|_| wide) {
        row.put(&Shown::of(&format!("since {}", model.setting.zone.brief(since))), Shade::Muted);
    } else if wide && missing {
        row.say("required", Shade::Muted);
    }
}
