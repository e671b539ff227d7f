//! The page of the containment ledger: what was done to what, by whom and since when, whether the evidence
//! was copied first, whether somebody saw that it works, and what must be so before it is lifted.

use super::{Block, Piece, Pieces, at, heading, put, wrapped};
use crate::incident::Containment;
use crate::telling::contained_how;
use crate::text::Shown;
use crate::ui::doing::Doing;
use crate::ui::keys::Action;
use crate::ui::layout::Rect;
use crate::ui::model::Model;
use crate::ui::panes::pages::counted;
use crate::ui::room::Room;
use crate::ui::theme::Shade;

/// From which width on what is said of a line stands beside it.
const BESIDE: u16 = 130;

/// The lines: what is in force and nobody has seen to work, what is in force, what was lifted.
pub fn lines(room: &Room) -> Vec<&Containment> {
    let mut lines: Vec<&Containment> = room.incident.response.containments.iter().collect();
    lines.sort_by_key(|line| group(line));
    lines
}

fn group(line: &Containment) -> u8 {
    match (&line.lifted, &line.verified) {
        (None, None) => 0,
        (None, Some(_)) => 1,
        (Some(_), _) => 2,
    }
}

/// What is worth counting.
pub fn notes(room: &Room) -> Vec<(String, Shade)> {
    let lines = lines(room);
    let count = |of: u8| lines.iter().filter(|line| group(line) == of).count();
    let mut notes = Vec::new();
    counted(&mut notes, count(0) + count(1), "in force", Shade::Calm);
    counted(&mut notes, count(0), "not verified", Shade::Warning);
    counted(&mut notes, count(2), "lifted", Shade::Muted);
    notes
}

/// The words of a line, for a search and for the clipboard.
pub fn words(model: &Model, room: &Room, place: usize) -> Option<String> {
    let line = *lines(room).get(place)?;
    let facts: Vec<String> = facts(model, room, line).into_iter().map(|(text, _)| text).collect();
    Some(format!("{}: {}: {}", how(room, line), line.what, facts.join("; ")))
}

fn how<'a>(room: &'a Room, line: &'a Containment) -> &'a str {
    contained_how(room.incident.plan.as_deref(), &line.verb)
}

/// The lines with what is known of each.
pub fn blocks(model: &Model, room: &Room, inside: Rect) -> Vec<Block> {
    let mut before = None;
    let mut blocks: Vec<Block> = Vec::new();
    for line in lines(room) {
        let group = group(line);
        let mut above = Vec::new();
        if before != Some(group) {
            if before.is_some() {
                above.push(Vec::new());
            }
            above.push(match group {
                0 => heading("In force, not verified", "nobody has seen yet that it works"),
                1 => heading("In force", "somebody saw that it works"),
                _ => heading("Lifted", ""),
            });
        } else if inside.height >= 30 {
            above.push(Vec::new());
        }
        before = Some(group);
        let lines = of_line(model, room, line, inside.width);
        blocks.push(Block { above, lines, below: Vec::new() });
    }
    if let Some(last) = blocks.last_mut() {
        let way = model.keymap.way_to(Action::Respond(Doing::Contain));
        let text = format!("{way} writes another line.");
        last.below.push(Vec::new());
        last.below.extend(wrapped(&text, 1, inside.width, 2, Shade::Muted));
    }
    blocks
}

fn of_line(model: &Model, room: &Room, line: &Containment, width: u16) -> Vec<Pieces> {
    let (sign, shade) = match group(line) {
        0 => ("!", Shade::Warning),
        1 => ("✓", Shade::Done),
        _ => ("–", Shade::Muted),
    };
    let over = line.lifted.is_some();
    let beside = width >= BESIDE;
    let left = if beside { width * 9 / 20 } else { width };
    let since = format!("{} since {}", line.by, at(model, line.since));
    let since_width = u16::try_from(Shown::of(&since).width()).unwrap_or(u16::MAX);
    let how = how(room, line);
    let text = format!("{how}: {}", line.what);
    let space = left.saturating_sub(since_width.min(left / 2) + 2);
    let calm = if over { Shade::Muted } else { Shade::Strong };
    let mut texts = wrapped(&text, 3, space, 3, calm).into_iter();
    let mut first = vec![Piece::Gap(1), Piece::Column(2, Shown::fixed(sign), shade)];
    let mut rest: Pieces = texts.next().into_iter().flatten().skip(1).collect();
    // The verb stands out from what it was done to.
    if let Some(Piece::Put(row, _)) = rest.first()
        && let Some(what) = row.as_str().strip_prefix(how)
    {
        let what = put(what, if over { Shade::Muted } else { Shade::Calm });
        rest = vec![put(how, calm), what];
    }
    first.push(Piece::Part(space.saturating_sub(3), rest));
    first.push(Piece::Figure(left.saturating_sub(space + 1), Shown::of(&since), Shade::Muted));
    let head: Vec<Pieces> = std::iter::once(first).chain(texts).collect();
    let facts = facts(model, room, line);
    if !beside {
        let facts = facts.iter().flat_map(|(text, shade)| wrapped(text, 3, width, 3, *shade));
        return head.into_iter().chain(facts).collect();
    }
    let facts: Vec<Pieces> = facts
        .iter()
        .flat_map(|(text, shade)| wrapped(text, 0, width - left - 3, 3, *shade))
        .collect();
    let rows = facts.len().max(head.len());
    let (mut head, mut facts) = (head.into_iter(), facts.into_iter());
    (0..rows)
        .map(|_| {
            let mut line = vec![Piece::Part(left, head.next().unwrap_or_default()), Piece::Gap(3)];
            line.extend(facts.next().into_iter().flatten());
            line
        })
        .collect()
}

/// What is known of a line, each in a sentence.
fn facts(model: &Model, room: &Room, line: &Containment) -> Vec<(String, Shade)> {
    let over = line.lifted.is_some();
    let calm = if over { Shade::Muted } else { Shade::Calm };
    let mut facts = vec![match line.evidence_copied {
        Some(true) => ("evidence was copied first".to_owned(), calm),
        Some(false) => ("evidence was NOT copied first".to_owned(), Shade::Warning),
        None => ("whether evidence was copied first, nobody said".to_owned(), Shade::Muted),
    }];
    facts.push(match &line.verified {
        Some(said) => {
            let note = said.reason.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
            (format!("verified by {} {}{note}", said.by, at(model, said.when)), calm)
        }
        None if over => ("nobody verified it".to_owned(), Shade::Muted),
        None => ("not verified".to_owned(), Shade::Warning),
    });
    if let Some(said) = &line.lifted {
        let met = match (&line.criteria, said.value) {
            (_, true) => ", criteria met",
            (Some(_), false) => ", criteria NOT met",
            (None, false) => "",
        };
        let why = said.reason.as_ref().filter(|why| !why.is_empty());
        let why = why.map(|why| format!(": {why}")).unwrap_or_default();
        let lifted = room.incident.plan.as_deref().and_then(|plan| plan.verb(&line.verb));
        let lifted = lifted.map_or("lifted", |verb| &verb.lifted);
        let shade = if said.value || line.criteria.is_none() { calm } else { Shade::Warning };
        let text = format!("{lifted} by {} {}{met}{why}", said.by, at(model, said.when));
        facts.push((text, shade));
    }
    facts.push(match &line.criteria {
        Some(criteria) if over => (format!("criteria were: {criteria}"), Shade::Muted),
        Some(criteria) => (format!("lift only when: {criteria}"), calm),
        None if over => return facts,
        None => ("no criteria for lifting it are written down".to_owned(), Shade::Muted),
    });
    facts
}
