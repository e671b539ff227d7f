//! Pane 3 on the whole screen: every seat with its duty, what its holder may do, and whom to page.

use super::{Block, Piece, Pieces, at, heading, put, wrapped};
use crate::clocks::About;
use crate::incident::Event;
use crate::plan::Role;
use crate::telling::name_of_role;
use crate::text::Shown;
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
        let lines = lines(model, room, role, inside.width);
        blocks.push(Block { above, lines, below: Vec::new() });
    }
    if let Some(first) = blocks.first_mut() {
        let mut above = people(room, inside.width);
        above.append(&mut first.above);
        first.above = above;
    }
    blocks
}

/// Whom this kind of incident pulls in, and who has more to do than one can look after.
fn people(room: &Room, width: u16) -> Vec<Pieces> {
    let incident = &room.incident;
    let plan = incident.plan.as_deref();
    let category = incident.category.as_deref();
    let kind = plan.zip(category).and_then(|(plan, category)| plan.category(category));
    let mut lines = Vec::new();
    if let Some(kind) = kind.filter(|kind| !kind.specialists.is_empty()) {
        let seat = |id: &String| {
            let holder = incident.holder(id).map_or("∅ nobody".to_owned(), str::to_owned);
            format!("{} {holder}", name_of_role(incident, id))
        };
        let seats: Vec<String> = kind.specialists.iter().map(seat).collect();
        let text = format!("{} pulls in: {}", kind.title, seats.join(" · "));
        lines.extend(wrapped(&text, 1, width, 2, Shade::Calm));
    }
    for nudge in room.nudges.iter().filter(|nudge| matches!(nudge.about, About::Person(_))) {
        lines.extend(wrapped(&format!("‼ {}", nudge.text), 1, width, 2, Shade::Warning));
    }
    if !lines.is_empty() {
        lines.push(Vec::new());
    }
    lines
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
    let facts = about(model, room, role);
    let indent = if beside { RIGHT } else { 4 };
    let mut texts = wrapped(&role.duty, indent, width, 2, Shade::Calm);
    for (text, shade) in facts {
        texts.extend(wrapped(&text, indent, width, 3, shade));
    }
    if !beside {
        return std::iter::once(first).chain(texts).collect();
    }
    // The duty stands beside the seat, on the same line.
    let mut texts = texts.into_iter();
    let mut line = vec![Piece::Part(RIGHT, first)];
    line.extend(texts.next().into_iter().flatten().skip(1));
    std::iter::once(line).chain(texts).collect()
}

/// What its holder may do and has done, who usually sits there, whom to page and who was paged.
fn about(model: &Model, room: &Room, role: &Role) -> Vec<(String, Shade)> {
    let incident = &room.incident;
    let mut facts = Vec::new();
    let mut own = Vec::new();
    if !role.may.is_empty() {
        own.push(format!("may {}", role.may.join(", ")));
    }
    if !role.usually.is_empty() {
        own.push(format!("usually {}", role.usually));
    }
    if role.contact.is_none() && role.backup.is_none() && room.is_missing(role) {
        own.push("nobody is named to page".to_owned());
    }
    let pages = [("page", &role.contact), ("backup", &role.backup)];
    own.extend(pages.iter().filter_map(|(name, whom)| Some(format!("{name} {}", whom.as_ref()?))));
    if !role.escalation.is_empty() {
        let name = |id: &String| name_of_role(incident, id);
        let path: Vec<String> = role.escalation.iter().map(name).collect();
        own.push(format!("escalates to {}", path.join(", then ")));
    }
    if !own.is_empty() {
        facts.push((own.join(" · "), Shade::Muted));
    }
    let offer = incident.seats.get(&role.id).and_then(|seat| seat.offer.as_ref());
    facts.extend(offer.map(|offer| {
        let text = format!("{} offered it to {}, who has not accepted yet", offer.by, offer.to);
        (text, Shade::Warning)
    }));
    let paged = incident.response.paged.iter().filter(|(of, _)| *of == role.id);
    facts.extend(paged.map(|(_, said)| {
        let note = said.reason.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
        let text =
            format!("{} was paged by {} {}{note}", said.value, said.by, at(model, said.when));
        (text, Shade::Calm)
    }));
    facts.extend(used(model, room, role).map(|text| (text, Shade::Calm)));
    facts
}

/// When the authority of a seat was used, and for what.
fn used(model: &Model, room: &Room, role: &Role) -> impl Iterator<Item = String> {
    room.incident.timeline.iter().filter(|line| line.counts()).filter_map(|line| {
        match &line.fact.event {
            Event::AuthorityUsed { role: of, authority, text } if *of == role.id => {
                let when = at(model, line.when());
                Some(format!("used by {} {when}: {authority}: {text}", line.who()))
            }
            _ => None,
        }
    })
}

/// Since when, from whom, to whom, and what two people disagree about.
fn seat_facts(model: &Model, room: &Room, role: &Role) -> Vec<(String, Shade)> {
    let Some(seat) = room.incident.seats.get(&role.id) else { return Vec::new() };
    let mut facts = Vec::new();
    if seat.holder.is_some() {
        facts.extend(seat.since.map(|since| (format!("since {}", at(model, since)), Shade::Muted)));
    }
    facts.extend(seat.from.as_ref().map(|from| (format!("↷ from {from}"), Shade::Muted)));
    facts.extend(seat.offer.as_ref().map(|offer| (format!("↷ to {}", offer.to), Shade::Warning)));
    let conflict = room.incident.conflicts.get(&crate::incident::Field::Seat(role.id.clone()));
    facts.extend(conflict.map(|c| (format!("or {}?", c.earlier.value), Shade::Warning)));
    facts
}
