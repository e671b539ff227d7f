//! The page of the report: every section of the plan that a person can write, with what is written, by whom,
//! and which of them still waits.

use super::{Block, Piece, Pieces, at, heading, put, wrapped};
use crate::incident::Said;
use crate::plan::Section;
use crate::text::Shown;
use crate::ui::doing::Doing;
use crate::ui::keys::Action;
use crate::ui::layout::Rect;
use crate::ui::model::Model;
use crate::ui::panes::pages::counted;
use crate::ui::room::Room;
use crate::ui::theme::Shade;

/// How far a text stands in.
const INDENT: u16 = 4;
/// The most lines of a text that are shown; the form shows all.
const MOST: usize = 4;

/// The sections that a person can write: those that wait first, then in the plan's order.
pub fn sections(room: &Room) -> Vec<&Section> {
    let report = room.incident.plan.iter().flat_map(|plan| &plan.report);
    let mut sections: Vec<&Section> = report.filter(|section| section.ask.is_some()).collect();
    sections.sort_by_key(|section| group(room, section));
    sections
}

fn group(room: &Room, section: &Section) -> u8 {
    match said(room, section) {
        None if room.incident.is_to_write(section) => 0,
        Some(_) => 1,
        None => 2,
    }
}

fn said<'a>(room: &'a Room, section: &Section) -> Option<&'a Said<String>> {
    room.incident.sections.get(&section.id)
}

/// What is worth counting.
pub fn notes(room: &Room) -> Vec<(String, Shade)> {
    let sections = sections(room);
    let count = |of: u8| sections.iter().filter(|section| group(room, section) == of).count();
    let mut notes = Vec::new();
    counted(&mut notes, count(0), "to be written", Shade::Warning);
    counted(&mut notes, count(1), "written", Shade::Done);
    notes
}

/// The words of a section, for a search and for the clipboard.
pub fn words(room: &Room, at: usize) -> Option<String> {
    let section = *sections(room).get(at)?;
    let text = said(room, section).map_or("to be written", |said| said.value.as_str());
    Some(format!("{}: {text}", section.title))
}

/// The sections with what is written.
pub fn blocks(model: &Model, room: &Room, inside: Rect) -> Vec<Block> {
    let mut before = None;
    let mut blocks: Vec<Block> = Vec::new();
    for section in sections(room) {
        let group = group(room, section);
        let mut above = Vec::new();
        if before != Some(group) {
            if before.is_some() {
                above.push(Vec::new());
            }
            above.push(match group {
                0 => heading("To be written", "what only a person can say"),
                1 => heading("Written", ""),
                _ => heading("Told by the log", "a person may add to it"),
            });
        }
        before = Some(group);
        let lines = of_section(model, room, section, inside.width);
        blocks.push(Block { above, lines, below: Vec::new() });
    }
    if let Some(last) = blocks.last_mut() {
        let way = model.keymap.way_to(Action::Respond(Doing::Section));
        let text = format!(
            "{way} writes a section too. `warroom report {}` prints the report with all that the log knows.",
            room.id().short()
        );
        last.below.push(Vec::new());
        last.below.extend(wrapped(&text, 1, inside.width, 2, Shade::Muted));
    }
    blocks
}

fn of_section(model: &Model, room: &Room, section: &Section, width: u16) -> Vec<Pieces> {
    let (sign, shade, name) = match group(room, section) {
        0 => ("∅", Shade::Nobody, Shade::Strong),
        1 => ("✓", Shade::Done, Shade::Strong),
        _ => ("·", Shade::Muted, Shade::Muted),
    };
    let mut first = vec![Piece::Gap(1), Piece::Column(2, Shown::fixed(sign), shade)];
    let title = Shown::of(&section.title);
    let ask = section.ask.as_deref().unwrap_or_default();
    let Some(said) = said(room, section) else {
        first.push(Piece::Put(title, name));
        let mut lines = vec![first];
        lines.extend(wrapped(ask, INDENT, width, 2, Shade::Muted));
        return lines;
    };
    let by = Shown::of(&format!("{} {}", said.by, at(model, said.when)));
    first.push(Piece::Right(by, Shade::Muted));
    first.push(put(&section.title, name));
    let text: Vec<&str> = said.value.split_whitespace().collect();
    let mut lines = vec![first];
    lines.extend(wrapped(&text.join(" "), INDENT, width, MOST, Shade::Calm));
    lines
}
