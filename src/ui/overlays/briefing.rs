//! The brief, over the panes: what changed since this person last looked, and the incident in a page.

use super::page::{self, PageRow, Part};
use crate::brief::{Brief, Said, Seen};
use crate::time::Moment;
use crate::ui::canvas::Canvas;
use crate::ui::keymap::Keymap;
use crate::ui::layout::Rect;
use crate::ui::theme::Shade;
use crate::ui::when::Zone;
use chrono::{DateTime, Utc};

/// A brief that is being read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Briefing {
    /// What it says.
    pub brief: Brief,
    /// What will have been seen when it is closed.
    pub seen: Seen,
    /// When it was made.
    pub now: DateTime<Utc>,
    /// How many rows are scrolled away.
    pub top: usize,
}

/// The rows of a brief in an area.
pub fn rows(briefing: &Briefing, zone: Zone, area: Rect) -> Vec<PageRow> {
    with_parts(briefing, zone, |parts| page::rows(parts, area))
}

/// All of a brief, as a text.
pub fn text(briefing: &Briefing, zone: Zone) -> String {
    with_parts(briefing, zone, |parts| page::text(&title(briefing), parts))
}

fn title(briefing: &Briefing) -> String {
    format!("Brief: {}", briefing.brief.title)
}

fn with_parts<T>(briefing: &Briefing, zone: Zone, take: impl FnOnce(&[Part<'_>]) -> T) -> T {
    let brief = &briefing.brief;
    let heading = heading(briefing, zone);
    let seats = brief.empty_seats().map(|text| {
        let said = Said { who: "nobody is".to_owned(), text, wrong: true, ..Said::default() };
        told(&[said], (true, ""), briefing, zone)
    });
    let sections = [
        ("What we know", told(&brief.known, (true, ""), briefing, zone)),
        ("Empty seats", seats.unwrap_or_default()),
        ("Due next", told(&brief.due, (false, ": "), briefing, zone)),
        ("Open tasks", told(&brief.tasks, (false, ": "), briefing, zone)),
        ("Work that follows", told(&brief.actions, (true, ""), briefing, zone)),
        ("Last decisions", told(&brief.decisions, (false, ": "), briefing, zone)),
        ("Who does what", told(&brief.people, (true, ""), briefing, zone)),
    ];
    let changes = told(&brief.changes, (false, " "), briefing, zone);
    let mut parts = vec![Part::Heading(&heading)];
    parts.extend(changes.iter().map(fact));
    for (name, lines) in sections.iter().filter(|(_, lines)| !lines.is_empty()) {
        parts.extend([Part::Blank, Part::Heading(name)]);
        parts.extend(lines.iter().map(fact));
    }
    take(&parts)
}

fn fact((label, text, shade): &(String, String, Shade)) -> Part<'_> {
    Part::Fact(label, text, *shade)
}

/// The lines of a section: a label, and what it says. The label is the time, or who where `by_who`;
/// otherwise who stands before the text, with `after` between them.
fn told(
    lines: &[Said],
    (by_who, after): (bool, &str),
    briefing: &Briefing,
    zone: Zone,
) -> Vec<(String, String, Shade)> {
    let line = |said: &Said| {
        let when = said.when.map(|when| short(zone, when, briefing.now)).unwrap_or_default();
        let shade = if said.wrong { Shade::Warning } else { Shade::Calm };
        let sign = if said.wrong { "‼ " } else { "" };
        if by_who || when.is_empty() {
            let since = if when.is_empty() { String::new() } else { format!(", since {when}") };
            return (said.who.clone(), format!("{sign}{}{since}", said.text), shade);
        }
        let who = if said.who.is_empty() { String::new() } else { format!("{}{after}", said.who) };
        (when, format!("{sign}{who}{}", said.text), shade)
    };
    lines.iter().map(line).collect()
}

/// A moment in at most eleven cells: the time today, the day and month on another one.
fn short(zone: Zone, when: Moment, now: DateTime<Utc>) -> String {
    let shown = zone.shown(when.earliest());
    if shown.date() == zone.shown(now).date() || when.is_rough() {
        return zone.brief(when);
    }
    format!("{} {}", shown.format("%-d %b"), zone.clock(when.earliest()))
}

fn heading(briefing: &Briefing, zone: Zone) -> String {
    let brief = &briefing.brief;
    let many = brief.changes.len() + brief.more;
    let entries = if many == 1 { "entry" } else { "entries" };
    let last = brief.looked.map(|at| short(zone, Moment::second(at), briefing.now));
    let more = match (brief.more, &last) {
        (0, _) => String::new(),
        (more, Some(_)) => format!("; {more} more on the timeline"),
        (_, None) => "; the last ones".to_owned(),
    };
    match last {
        Some(at) if many == 0 => format!("Nothing new since you last looked, {at}"),
        Some(at) => format!("{many} {entries} since you last looked, {at}{more}"),
        None => format!("You look for the first time: {many} {entries}{more}"),
    }
}

/// Draws it.
pub fn draw(briefing: &Briefing, zone: Zone, keymap: &Keymap, canvas: &mut Canvas, area: Rect) {
    let rows = rows(briefing, zone, area);
    page::draw(&rows, (&title(briefing), briefing.top), keymap, canvas, area);
}
