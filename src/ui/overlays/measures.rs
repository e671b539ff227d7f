//! Metrics over the whole screen: how long things took, which clocks were met, what came again, with bars.
//!
//! ```text
//!  How long it took      known  median  9 in 10   unknown │ When they were
//!  Time to detect      33, ≈30  ≈1 d    ≈23 d          12 │ 2024-Q1 ▁  ▂▃ █ 2026-Q4
//!  …                                                      │ How bad
//!  Clocks  2 of 7 in time                                 │ SEV-1  21 ━━━━━━━━━━
//!  response  ━━━━━━━━━━─────  2 of 3 in time              │ …
//! ```
//!
//! Where there is less room, one stands below the other.

use crate::metrics::{
    Attained, Figures, Followed, Group, LateBy, Length, Metrics, Punctual, Quarter,
};
use crate::text::Shown;
use crate::ui::canvas::Canvas;
use crate::ui::keymap::Keymap;
use crate::ui::keys::Action;
use crate::ui::layout::Rect;
use crate::ui::panes::full::{Piece, Pieces, column, draw_line, heading, put};
use crate::ui::room::Urgency;
use crate::ui::theme::Shade;

/// From which width on there are two columns.
const WIDE: u16 = 150;
/// The lengths with all that is said of them, in cells.
const LENGTHS: u16 = 80;
/// A bar, in cells.
const BAR: u16 = 16;
/// A name, in cells.
const NAME: u16 = 20;
/// A quarter without incidents, and quarters with more and more of them.
const STEPS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
/// So many quarters are drawn, the newest ones.
const QUARTERS: usize = 48;

/// Metrics that are being read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measures {
    /// What they say.
    pub metrics: Metrics,
    /// How many rows are scrolled away.
    pub top: usize,
}

/// All rows, for an area.
pub fn rows(measures: &Measures, area: Rect) -> Vec<Pieces> {
    let metrics = &measures.metrics;
    if metrics.all.incidents == 0 {
        return vec![vec![
            Piece::Gap(1),
            put("Nothing was declared or registered yet.", Shade::Muted),
        ]];
    }
    let wide = area.width >= WIDE;
    let half = (area.width / 2).max(LENGTHS);
    let mut left = lengths(&metrics.all);
    left.extend(clocks(metrics));
    left.extend(kept(metrics));
    let mut right = when(&metrics.by_quarter);
    right.extend(levels(&metrics.by_severity));
    right.extend(kinds(metrics));
    if !wide {
        left.push(Vec::new());
        left.extend(right);
        return left;
    }
    let height = left.len().max(right.len());
    left.resize_with(height, Vec::new);
    right.resize_with(height, Vec::new);
    let beside = |(left, right): (Pieces, Pieces)| {
        let mut line = vec![Piece::Part(half, left), Piece::Gap(1)];
        line.extend(right);
        line
    };
    left.into_iter().zip(right).map(beside).collect()
}

/// The title of the sheet: how many there are, and how many of which kind.
pub fn title(metrics: &Metrics) -> String {
    let many = metrics.all.incidents;
    let mut title = format!("Metrics of {many} incident{}", if many == 1 { "" } else { "s" });
    for (many, of) in [
        (metrics.historic, "of the past"),
        (metrics.near_misses, "near misses"),
        (metrics.duplicates, "second tellings left out"),
    ] {
        if many > 0 {
            title.extend([", ", &many.to_string(), " ", of]);
        }
    }
    title
}

fn lengths(all: &Group) -> Vec<Pieces> {
    let figure = |width, text: &str, shade| Piece::Figure(width, Shown::of(text), shade);
    let mut lines = vec![vec![
        Piece::Gap(1),
        column(21, "How long it took", Shade::Title),
        figure(9, "known", Shade::Muted),
        figure(17, "median", Shade::Muted),
        figure(12, "9 in 10", Shade::Muted),
        Piece::Gap(3),
        put("not known", Shade::Muted),
    ]];
    for figures in &all.figures {
        let words = |length: Option<Length>| length.map_or("-".to_owned(), Length::words);
        let shade = if figures.recorded > 0 { Shade::Strong } else { Shade::Muted };
        let mut line = vec![
            Piece::Gap(1),
            column(21, figures.title, Shade::Calm),
            figure(9, &known(figures), Shade::Calm),
            figure(17, &words(figures.median), shade),
            figure(12, &words(figures.p90), Shade::Calm),
            Piece::Gap(3),
            put(&figures.not_recorded.to_string(), Shade::Muted),
        ];
        if figures.invalid > 0 {
            line.push(put(&format!(", ‼ {} invalid", figures.invalid), Shade::Warning));
        }
        lines.push(line);
    }
    lines
}

/// In few words: `2 of 6 in time, worst 22 min late`.
fn in_time(of: &Attained) -> String {
    if of.ended() == 0 {
        return "none had to be met".to_owned();
    }
    let late = of.late_by.map(|late| format!(", worst {} late", Length::exact(late.worst).words()));
    format!("{} of {} in time{}", of.in_time, of.ended(), late.unwrap_or_default())
}

/// How many are known, and how many of them roughly.
fn known(figures: &Figures) -> String {
    match figures.rough {
        0 => figures.recorded.to_string(),
        rough => format!("{}, ≈{rough}", figures.recorded),
    }
}

fn clocks(metrics: &Metrics) -> Vec<Pieces> {
    let mut lines = vec![Vec::new(), heading("Clocks", &in_time(&metrics.clocks))];
    let attained = |name: &str, of: &Attained| {
        let used = u16::try_from(of.percent().unwrap_or(0) * 10).unwrap_or(1000);
        vec![
            Piece::Gap(1),
            column(NAME, name, Shade::Calm),
            Piece::Gauge(used, BAR, Urgency::Runs),
            Piece::Gap(1),
            put(&in_time(of), if of.running_late > 0 { Shade::Warning } else { Shade::Calm }),
        ]
    };
    for of in &metrics.clocks_by_kind {
        lines.push(attained(of.kind_words().unwrap_or_default(), of));
    }
    if !metrics.cadences.is_empty() {
        lines.extend([Vec::new(), heading("Updates", "sent, and missed")]);
    }
    for cadence in &metrics.cadences {
        let all = (cadence.sent + cadence.missed).max(1);
        let mut words = format!("{} sent, {} missed", cadence.sent, cadence.missed);
        let worst = |late: LateBy| format!(", worst {} late", Length::exact(late.worst).words());
        words.extend(cadence.late_by().map(worst));
        lines.push(vec![
            Piece::Gap(1),
            column(NAME, &cadence.title, Shade::Calm),
            bar(cadence.sent, all),
            Piece::Gap(1),
            put(&words, if cadence.missed > 0 { Shade::Warning } else { Shade::Calm }),
        ]);
    }
    lines
}

/// Notices to others, and the work that follows.
fn kept(metrics: &Metrics) -> Vec<Pieces> {
    let mut lines = Vec::new();
    if metrics.notices.ended() > 0 {
        lines.extend([Vec::new(), heading("Notices to others", &in_time(&metrics.notices))]);
    }
    if metrics.messages != Punctual::default() {
        lines.extend([Vec::new(), heading("Messages", &metrics.messages.words())]);
    }
    let followed = &metrics.followed;
    lines.extend([Vec::new(), heading("Work that follows", "done by its day")]);
    for (name, of) in [("Fixes", &metrics.fixes), ("Preventions", &metrics.preventions)] {
        if *of == Followed::default() {
            continue;
        }
        let used = u16::try_from(of.percent().unwrap_or(0) * 10).unwrap_or(1000);
        lines.push(vec![
            Piece::Gap(1),
            column(NAME, name, Shade::Calm),
            Piece::Gauge(used, BAR, Urgency::Runs),
            Piece::Gap(1),
            put(&of.words(), if of.overdue > 0 { Shade::Warning } else { Shade::Calm }),
        ]);
    }
    let none = metrics.without_actions;
    if *followed == Followed::default() || none > 0 {
        let words = format!("not recorded in {none} of {}", metrics.all.incidents);
        lines.push(vec![Piece::Gap(1), put(&words, Shade::Muted)]);
    }
    lines
}

fn bar(many: u64, of: u64) -> Piece {
    let used = (many * 1000).checked_div(of).unwrap_or(0).min(1000);
    Piece::Gauge(u16::try_from(used).unwrap_or(1000), BAR, Urgency::Runs)
}

/// How many there were in each quarter from the first to the last, as a line of small bars.
fn when(groups: &[Group]) -> Vec<Pieces> {
    let known: Vec<(Quarter, usize)> = groups
        .iter()
        .filter_map(|group| Some((group.name.as_deref()?.parse().ok()?, group.incidents)))
        .collect();
    let (Some((_, last)), Some(most)) =
        (known.first().zip(known.last()), known.iter().map(|of| of.1).max())
    else {
        return Vec::new();
    };
    let first = known[0].0.max(last.0.back(QUARTERS - 1));
    let mut steps = Vec::new();
    let mut quarter = first;
    while quarter <= last.0 {
        let many = known.iter().find(|of| of.0 == quarter).map_or(0, |of| of.1);
        steps.push(Shown::fixed(STEPS[(many * 8).div_ceil(most.max(1)).min(8)]));
        quarter = quarter.next();
    }
    let note = format!("{most} in a quarter at most");
    let mut line = vec![Piece::Gap(1), put(&format!("{first} "), Shade::Muted)];
    line.push(Piece::Put(Shown::concat(&steps), Shade::Gauge));
    line.push(put(&format!(" {}", last.0), Shade::Muted));
    vec![heading("When they were", &note), line, Vec::new()]
}

fn levels(groups: &[Group]) -> Vec<Pieces> {
    let mut lines = vec![heading("How bad", "medians: to detect, to contain, in all")];
    let most = groups.iter().map(|group| group.incidents).max().unwrap_or(1);
    for group in groups {
        let medians = ["detect", "contain", "whole"].map(|id| {
            let figures = group.figures.iter().find(|figures| figures.id == id);
            figures.and_then(|figures| figures.median).map_or("-".to_owned(), Length::words)
        });
        lines.push(counted(group, most, &medians.join(", "), Shade::Calm));
    }
    lines.push(Vec::new());
    lines
}

fn kinds(metrics: &Metrics) -> Vec<Pieces> {
    let groups = &metrics.by_category;
    let mut lines = vec![heading("What it was", "and how many had an earlier one of their kind")];
    let most = groups.iter().map(|group| group.incidents).max().unwrap_or(1);
    for group in groups {
        let kind = metrics.again.iter().find(|of| Some(&of.category) == group.name.as_ref());
        let (words, shade) = match kind.map_or(0, |kind| kind.again) {
            0 => (String::new(), Shade::Calm),
            again => (format!("{again} came again"), Shade::Warning),
        };
        lines.push(counted(group, most, &words, shade));
    }
    lines
}

fn counted(group: &Group, most: usize, words: &str, shade: Shade) -> Pieces {
    let name = group.name.as_deref().unwrap_or("not known");
    let many = Shown::of(&group.incidents.to_string());
    vec![
        Piece::Gap(1),
        column(NAME, name, Shade::Calm),
        Piece::Figure(4, many, Shade::Strong),
        Piece::Gap(1),
        bar(group.incidents as u64, most as u64),
        Piece::Gap(1),
        put(words, shade),
    ]
}

/// The same as a text, without bars: what is copied.
pub fn text(metrics: &Metrics) -> String {
    let mut lines = vec![title(metrics), String::new()];
    let words = |length: Option<Length>| length.map_or("-".to_owned(), Length::words);
    for figures in &metrics.all.figures {
        let invalid = match figures.invalid {
            0 => String::new(),
            many => format!(", {many} invalid"),
        };
        lines.push(format!(
            "{}: median {}, 9 in 10 {}; {} known, {} not known{invalid}",
            figures.title,
            words(figures.median),
            words(figures.p90),
            known(figures),
            figures.not_recorded,
        ));
    }
    lines.push(format!("Clocks: {}", in_time(&metrics.clocks)));
    for of in &metrics.clocks_by_kind {
        lines.push(format!("{}: {}", of.kind_words().unwrap_or_default(), in_time(of)));
    }
    for cadence in &metrics.cadences {
        let (sent, missed) = (cadence.sent, cadence.missed);
        lines.push(format!("{}: {sent} sent, {missed} missed", cadence.title));
    }
    lines.push(format!("Notices to others: {}", in_time(&metrics.notices)));
    lines.push(format!("Messages: {}", metrics.messages.words()));
    lines.push(format!("Fixes: {}", metrics.fixes.words()));
    lines.push(format!("Preventions: {}", metrics.preventions.words()));
    lines.push(format!("No action written down: {}", metrics.without_actions));
    for groups in [&metrics.by_severity, &metrics.by_category, &metrics.by_quarter] {
        let named = |group: &Group| {
            let name = group.name.as_deref().unwrap_or("not known");
            format!("{name} {}", group.incidents)
        };
        lines.push(groups.iter().map(named).collect::<Vec<String>>().join(", "));
    }
    let again = metrics.again.iter().filter(|kind| kind.again > 0);
    lines.extend(again.map(|kind| format!("{}: {} came again", kind.category, kind.again)));
    lines.join("\n")
}

/// Draws it over an area.
pub fn draw(measures: &Measures, keymap: &Keymap, canvas: &mut Canvas, area: Rect) {
    canvas.clear(area);
    let inside = canvas.frame(area, Shade::BorderFocus);
    let rows = rows(measures, area);
    if area.width > 6 {
        let line = Rect { x: area.x + 2, width: area.width - 4, height: 1, ..area };
        let mut row = canvas.row(line, 0);
        let title = Shown::of(&title(&measures.metrics));
        row.say(" ", Shade::TitleFocus).put(&title, Shade::TitleFocus).say(" ", Shade::TitleFocus);
    }
    let fits = usize::from(inside.height);
    let top = measures.top.min(rows.len().saturating_sub(fits));
    for (index, row) in (0..inside.height).zip(rows.iter().skip(top)) {
        draw_line(row, canvas.row(inside, index));
    }
    let below = rows.len().saturating_sub(top + fits);
    if below > 0 && inside.width > 12 {
        let line = Rect { y: inside.bottom(), height: 1, ..inside };
        let down = keymap.way_to(Action::Down);
        canvas.row(line, 0).right(&Shown::of(&format!(" {below} more, {down} ")), Shade::Muted);
    }
}
