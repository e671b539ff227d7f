//! `metrics`: how long things took, whether the clocks were met, what came again.

use super::args::MetricsOf;
use super::desk::Desk;
use super::failure::Failure;
use super::reading::moment;
use super::table::{Table, counted};
use crate::journal::{Journal, JournalError};
use crate::metrics::{self, Case, Figures, Group, Length, Metrics, Punctual};
use crate::recurrence::recurrence;
use crate::store::Replica;
use crate::store::folder::Folder;
use crate::store::index::Summary;
use crate::time::Moment;
use crate::wire;

/// Where no name is known.
const UNKNOWN: &str = "not known";

/// Measures every incident, or those of a time.
pub async fn metrics(desk: &Desk, of: &MetricsOf) -> Result<(), Failure> {
    let since = of.since.as_deref().map(|since| desk.time(since)).transpose()?;
    let summaries = desk.list().await?.summaries;
    let (meant, left_out) = metrics::since(&summaries, since);
    let (mut cases, now) = (Vec::with_capacity(meant.len()), desk.journal.clock().now());
    for summary in meant {
        // One at a time: what was measured of it is small.
        let incident = desk.open(summary.id).await?.incident;
        let before = recurrence(&incident, &summaries).is_some();
        cases.push(Case::of(&incident, before, now));
    }
    let metrics = Metrics::of(&cases);
    if desk.out.json {
        return desk.out.json(&wire::metrics::Metrics::of(&metrics, since, left_out, now));
    }
    print(desk, &metrics, since, left_out, &summaries)
}

/// Measures incidents, one at a time; nothing is warned of.
pub async fn measured<R: Replica>(
    journal: &Journal<Folder, R>,
    summaries: &[Summary],
) -> Result<Metrics, JournalError> {
    let (mut cases, now) = (Vec::with_capacity(summaries.len()), journal.clock().now());
    for summary in summaries {
        let incident = journal.open(summary.id).await?.incident;
        cases.push(Case::of(&incident, recurrence(&incident, summaries).is_some(), now));
    }
    Ok(Metrics::of(&cases))
}

fn print(
    desk: &Desk,
    metrics: &Metrics,
    since: Option<Moment>,
    left_out: usize,
    all: &[Summary],
) -> Result<(), Failure> {
    if metrics.all.incidents == 0 {
        return desk.out.say(match (since, all.len()) {
            (None, _) | (_, 0) => "no incidents yet, and nothing to measure",
            _ => "no incident was declared since then; without --since all are measured",
        });
    }
    desk.out.line(&heading(desk, metrics, since, left_out))?;
    durations(desk, &metrics.all)?;
    groups(desk, "By severity", &metrics.by_severity)?;
    groups(desk, "By category", &metrics.by_category)?;
    groups(desk, "By quarter", &metrics.by_quarter)?;
    clocks(desk, metrics)?;
    comms(desk, metrics)?;
    actions(desk, metrics)?;
    again(desk, metrics)
}

fn heading(desk: &Desk, metrics: &Metrics, since: Option<Moment>, left_out: usize) -> String {
    let mut parts = vec![counted(metrics.all.incidents, "incident", "incidents")];
    parts.extend(
        since.map(|since| format!("since {}", moment(desk, since).trim_start_matches('≈'))),
    );
    for (many, of) in [
        (metrics.historic, "over before they were written down"),
        (metrics.near_misses, "near misses"),
        (metrics.duplicates, "second tellings left out"),
        (left_out, "left out, since nobody knows when they were"),
    ] {
        parts.extend((many > 0).then(|| format!("{many} {of}")));
    }
    parts.join("; ")
}

fn section(desk: &Desk, title: &str) -> Result<(), Failure> {
    desk.out.line("")?;
    desk.out.line(title)
}

fn durations(desk: &Desk, all: &Group) -> Result<(), Failure> {
    section(desk, "How long it took")?;
    let mut table = Table::with(desk.out, 2, &[]);
    table.row(&["", "known", "median", "90 in 100 at most"], "not known");
    for figures in &all.figures {
        let words = |length: Option<Length>| length.map_or("-".to_owned(), Length::words);
        let (median, p90) = (words(figures.median), words(figures.p90));
        table.row(&[figures.title, &known(figures), &median, &p90], &unknown(figures));
    }
    table.print()
}

fn known(figures: &Figures) -> String {
    match figures.rough {
        0 => figures.recorded.to_string(),
        rough => format!("{}, {rough} roughly", figures.recorded),
    }
}

fn unknown(figures: &Figures) -> String {
    match figures.invalid {
        0 => figures.not_recorded.to_string(),
        invalid => format!("{}, {invalid} invalid", figures.not_recorded),
    }
}

fn groups(desk: &Desk, title: &str, groups: &[Group]) -> Result<(), Failure> {
    section(desk, &format!("{title}: medians, and of how many that are known"))?;
    let mut table = Table::with(desk.out, 2, &[]);
    for group in groups {
        let name = group.name.as_deref().unwrap_or(UNKNOWN);
        let medians = group.figures.iter().filter_map(|figures| {
            Some(format!("{} {} ({})", figures.id, figures.median?.words(), known(figures)))
        });
        let medians: Vec<String> = medians.collect();
        let medians =
            if medians.is_empty() { "nothing recorded".into() } else { medians.join("; ") };
        table.row(&[name, &group.incidents.to_string()], &medians);
    }
    table.print()
}

fn clocks(desk: &Desk, metrics: &Metrics) -> Result<(), Failure> {
    section(desk, &format!("Clocks: {}", metrics.clocks.words()))?;
    let mut table = Table::with(desk.out, 2, &[]);
    for clock in &metrics.clocks_by_id {
        table.row(&[clock.clock.as_deref().unwrap_or_default()], &clock.words());
    }
    table.print()
}

fn comms(desk: &Desk, metrics: &Metrics) -> Result<(), Failure> {
    section(desk, &format!("Notices to others: {}", metrics.notices.words()))?;
    let mut table = Table::with(desk.out, 2, &[]);
    if metrics.messages != Punctual::default() {
        table.row(&["messages"], &metrics.messages.words());
    }
    for cadence in &metrics.cadences {
        let late = cadence.late_by().map(|late| {
            format!("; {}, {}", counted(cadence.late.len(), "came late", "came late"), late.words())
        });
        let mut times = format!("sent {}, missed {}", times(cadence.sent), times(cadence.missed));
        times.extend(late);
        table.row(&[&cadence.clock], &times);
    }
    table.print()
}

fn actions(desk: &Desk, metrics: &Metrics) -> Result<(), Failure> {
    section(desk, &format!("Work that follows: {}", metrics.followed.words()))?;
    let mut table = Table::with(desk.out, 2, &[]);
    if metrics.without_actions < metrics.all.incidents {
        table.row(&["fixes"], &metrics.fixes.words());
        table.row(&["preventions"], &metrics.preventions.words());
    }
    let without = counted(metrics.without_actions, "incident", "incidents");
    table.row(&["not recorded"], &format!("in {without}"));
    table.print()
}

fn times(many: u64) -> String {
    if many == 1 { "once".to_owned() } else { format!("{many} times") }
}

fn again(desk: &Desk, metrics: &Metrics) -> Result<(), Failure> {
    let came: Vec<_> = metrics.again.iter().filter(|kind| kind.again > 0).collect();
    if came.is_empty() {
        return section(desk, "What came again: nothing");
    }
    section(desk, "What came again")?;
    let mut table = Table::with(desk.out, 2, &[]);
    for kind in came {
        let words = format!("{} of {} had an earlier one", kind.again, kind.incidents);
        table.row(&[&kind.category], &words);
    }
    table.print()
}
