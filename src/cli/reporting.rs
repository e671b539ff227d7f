//! `report`: the post-incident report, as Markdown, HTML or JSON.

use super::args::{ReportFormat, ReportOf};
use super::bundling;
use super::declaring::before;
use super::desk::Desk;
use super::failure::{Failure, REFUSED, USAGE};
use super::filing;
use super::out::complain;
use super::writing::{answer, text_or_input};
use crate::audience::Audience;
use crate::clocks::readings;
use crate::incident::{Command, Incident};
use crate::report::{document, html, markdown};
use crate::store::{Heads, Scope, Store};
use crate::ui::desk::Trouble;
use crate::ui::editor;
use crate::wire::report::{Asking, Report};
use std::io::IsTerminal;
use std::path::Path;

/// Prints the report, or writes it into a file.
pub async fn report(desk: &Desk, of: &ReportOf) -> Result<(), Failure> {
    if let Some(section) = &of.write {
        return write(desk, of, section).await;
    }
    let audience = Audience::from(of.audience);
    if of.with_privileged && audience != Audience::Internal {
        let what = format!("what is privileged is not for the {audience}");
        return Err(Failure::new(USAGE, what, "leave out --with-privileged or --audience"));
    }
    if let Some(file) = &of.bundle {
        return bundling::bundle(desk, of, file).await;
    }
    let format = format_of(desk, of)?;
    let report = made(desk, of).await?;
    let file = of.output.as_deref().filter(|file| *file != Path::new("-"));
    let text = match (format, file) {
        (ReportFormat::Json, None) => return desk.out.json(&report),
        (ReportFormat::Json, Some(_)) => data(&report)?,
        (ReportFormat::Md, _) => markdown(&document(&report)),
        (ReportFormat::Html, _) => html(&document(&report)),
    };
    let Some(file) = file else { return desk.out.file(&text) };
    filing::replace(file, &text)
        .map_err(|error| Failure::io(&format!("cannot write {}", file.display()), &error))?;
    let open = match report.to_write.len() {
        0 => "every section is written".to_owned(),
        1 => "1 section is still to be written".to_owned(),
        more => format!("{more} sections are still to be written"),
    };
    desk.out.say(&format!("report on {} written to {}; {open}", report.incident, file.display()))
}

/// Writes a section: what was typed, what comes in, or what somebody's editor leaves.
async fn write(desk: &Desk, of: &ReportOf, section: &str) -> Result<(), Failure> {
    let id = desk.named(&of.on.id).await?;
    let text = match &of.text {
        Some(text) => text_or_input(text.clone())?,
        None => edited(&desk.open(id).await?.incident, section)?,
    };
    let command = Command::WriteSection { section: section.to_owned(), text };
    let written = desk.run(id, desk.wish(command)?).await?;
    answer(desk, &written)
}

/// The text of a section as somebody left it in their editor.
fn edited(incident: &Incident, typed: &str) -> Result<String, Failure> {
    if !std::io::stdin().is_terminal() {
        let what = "there is no text, and nobody to write one";
        return Err(Failure::new(USAGE, what, "give the text after the section, or - to read it"));
    }
    let section = incident.plan.as_ref().and_then(|plan| plan.section(typed));
    if let Some(ask) = section.and_then(|section| section.ask.as_deref()) {
        complain(ask);
    }
    let before = section.and_then(|section| incident.sections.get(&section.id));
    let before = before.map_or("", |said| &said.value);
    let troubled = |trouble: Trouble| Failure::new(REFUSED, trouble.text, trouble.remedy);
    let words = editor::words(|name| std::env::var(name).ok()).map_err(troubled)?;
    let text = editor::edit(before, &words).map_err(troubled)?;
    Ok(text.trim_end().to_owned())
}

/// The report as it is now.
async fn made(desk: &Desk, of: &ReportOf) -> Result<Report, Failure> {
    let id = desk.named(&of.on.id).await?;
    let incident = desk.open(id).await?.incident;
    let heads: Heads = desk.journal.store().heads(Scope::Incident(id)).await?;
    let now = desk.journal.clock().now();
    let before = before(desk, &incident).await?;
    let authors = desk.authors(id);
    let asking = Asking {
        audience: of.audience.into(),
        with_privileged: of.with_privileged,
        heads: Some(&heads),
        recurrence: before.as_ref(),
        authors: Some(&authors),
    };
    Ok(Report::of(&incident, &readings(&incident, now), &asking, now))
}

/// A report as the text of a JSON file.
pub fn data(report: &Report) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(report)
        .map_err(|error| Failure::internal("cannot write the report as JSON", &error))?;
    Ok(format!("{text}\n"))
}

/// As what the report is wanted: as was said, or as the file is called.
fn format_of(desk: &Desk, of: &ReportOf) -> Result<ReportFormat, Failure> {
    let end = of.output.as_deref().and_then(Path::extension).and_then(|end| end.to_str());
    let called = match end.map(str::to_lowercase).as_deref() {
        Some("md" | "markdown") => Some(ReportFormat::Md),
        Some("html" | "htm") => Some(ReportFormat::Html),
        Some("json") => Some(ReportFormat::Json),
        _ => None,
    };
    let to_file = of.output.as_deref().is_some_and(|file| file != Path::new("-"));
    let asked = desk.out.json.then_some(ReportFormat::Json);
    match of.format.or(called).or(asked) {
        None if to_file => Err(Failure::new(
            USAGE,
            "a file is written as md, html or json",
            "say which with --format, or by how the file's name ends",
        )),
        format => Ok(format.unwrap_or(ReportFormat::Md)),
    }
}
