//! The report as a whole: its head, the sections of the plan, what else the log says, what is still to write.

use super::annex;
use super::document::{Block, Document, Part, Said, Tone};
use super::parts::{self, Topic};
use super::words::{many, moment, moment_or_not, time};
use crate::wire::report::{Report, Section};

/// The section whose text stands over the report, in place of the incident's title.
const TITLE: &str = "title";

/// Makes the document of a report.
pub fn document(report: &Report) -> Document {
    let topic = |section: &Section| section.filled_with.as_deref().and_then(Topic::of);
    let taken: Vec<Topic> = report.sections.iter().filter_map(topic).collect();
    // The title stands over everything.
    let sections = report.sections.iter().filter(|section| section.section != TITLE);
    let mut parts: Vec<Part> = sections.map(|section| part(report, section, &taken)).collect();
    parts.extend(annex::parts(report, &taken));
    parts.extend(to_write(report));
    Document {
        kind: kind(report),
        title: title(report),
        banners: banners(report),
        level: level(report),
        facts: facts(report),
        parts,
        made: made(report),
    }
}

fn part(report: &Report, section: &Section, taken: &[Topic]) -> Part {
    let mut part = Part::new(&section.section, section.title.as_str());
    if let Some(text) = &section.text {
        part.written(text);
    } else if let Some(ask) = section.ask.as_ref().filter(|_| section.missing) {
        part.blocks.push(Block::Missing(ask.clone()));
    }
    if let Some(topic) = section.filled_with.as_deref().and_then(Topic::of) {
        parts::fill(&mut part, report, topic, taken);
    }
    part
}

fn kind(report: &Report) -> String {
    let for_whom = match report.audience {
        "public" => ", for the public",
        "regulator" => ", for the authority",
        _ => "",
    };
    format!("Post-incident report{for_whom}")
}

fn title(report: &Report) -> String {
    let written = report.sections.iter().find(|section| section.section == TITLE);
    let written = written.and_then(|section| section.text.as_deref()).map(str::trim);
    written.filter(|text| !text.is_empty()).unwrap_or(&report.title).to_owned()
}

fn banners(report: &Report) -> Vec<String> {
    let mut banners = Vec::new();
    if report.exercise {
        banners.push("EXERCISE: nothing of this happened".to_owned());
    }
    if report.with_privileged {
        banners
            .push("Privileged and confidential: holds what legal marked as privileged".to_owned());
    }
    banners
}

fn level(report: &Report) -> Option<(String, usize)> {
    let level = report.severity.as_ref()?;
    let said = match level.title.as_str() {
        title if title == level.id => title.to_owned(),
        title => format!("{} {title}", level.id),
    };
    // Levels are called by a number where they can be; the colour only repeats the word.
    let number = level.id.rsplit('-').next().and_then(|number| number.parse::<usize>().ok());
    Some((said, number.unwrap_or(2).saturating_sub(1)))
}

fn facts(report: &Report) -> Vec<(String, Said)> {
    let mut facts: Vec<(String, Said)> = Vec::new();
    let mut fact = |word: &str, said: Said| facts.push((word.to_owned(), said));
    fact("Incident", Said::from(report.incident.as_str()));
    fact("Status", Said::from(report.status));
    if let Some(kind) = &report.category {
        fact("Kind", Said::from(kind.title.as_str()));
    }
    if let Some(system) = &report.system {
        fact("System", Said::from(system.as_str()));
    }
    fact(
        "Users affected",
        report.users_affected.map_or_else(
            || Said::in_tone(Tone::Quiet, "not known"),
            |number| Said::from(many(number, "user", "users")),
        ),
    );
    if report.near_miss {
        fact("Near miss", Said::from("yes: nobody was harmed"));
    }
    if report.historic {
        fact("Registered", Said::from("afterwards: it was over when it was written down"));
    }
    for (word, name) in [
        ("Began", "began"),
        ("Detected", "detected"),
        ("Declared", "declared"),
        ("Contained", "contained"),
        ("Resolved", "resolved"),
    ] {
        let declared = report.declared_at.filter(|_| name == "declared");
        let known = report.stamps.get(name).map(|stamp| stamp.time);
        fact(word, moment_or_not(declared.or(known)));
    }
    if let Some(how) = &report.detected_by {
        fact("Noticed by", Said::from(how.as_str()));
    }
    if let Some(plan) = &report.plan {
        fact("Plan", Said::from(plan.title.as_str()));
    }
    if let Some(postmortem) = &report.postmortem {
        fact("Review asked for", Said::from(postmortem.as_str()));
    }
    for ran in &report.clocks {
        let of_paper = matches!(
            ran.clock.kind,
            crate::plan::ClockKind::Document | crate::plan::ClockKind::Review
        );
        if !of_paper || ran.clock.legal || annex::is_beside_the_point(ran) {
            continue;
        }
        let due = annex::due(ran);
        let met = ran.clock.met_at.map_or("open".to_owned(), |at| {
            let late = if ran.outcome == Some("late") { ", late" } else { "" };
            format!("{}{late}", moment(at))
        });
        let due = due.map_or_else(|| ran.clock.words.clone(), |due| format!("due {due}"));
        let said = Said::in_tone(parts::tone_of(ran), format!("{met} ({due})"));
        fact(&ran.clock.title, said);
    }
    facts
}

/// What a person has still to write, in one place at the end.
fn to_write(report: &Report) -> Option<Part> {
    let missing = report.sections.iter().filter(|section| section.missing);
    let points: Vec<Said> = missing
        .map(|section| {
            let ask = section.ask.as_deref().unwrap_or_default();
            Said::from(format!("{}: {ask}", section.title))
        })
        .collect();
    if points.is_empty() {
        return None;
    }
    let mut part = Part::new("to-be-written", "Still to be written");
    part.say("What only a person can say:");
    part.blocks.push(Block::List(points));
    Some(part)
}

fn made(report: &Report) -> Vec<String> {
    let mut made = vec![format!(
        "Made at {} UTC by warroom from the log of {}. All times are UTC.",
        time(&report.made_at),
        report.incident
    )];
    for head in &report.made_from {
        made.push(format!("Log {}: up to entry {}, id {}", head.replica, head.seq, head.id));
    }
    if report.withheld > 0 {
        let many = many(report.withheld as u64, "privileged entry was", "privileged entries were");
        made.push(format!("{many} left out."));
    }
    made
}
