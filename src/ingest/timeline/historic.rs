//! A timeline as an incident that is over: one import, every line with its own time.

use super::{About, Kind, Told, declared, id_of};
use crate::incident::{Command, Decision, Refusal};
use crate::ingest::Import;
use crate::journal::Wish;
use crate::plan::Plan;
use chrono::{DateTime, Utc};

/// Tells a timeline as one historic incident, or says why it would be refused.
///
/// `by` is who writes it down; whoever a line names is who said it. Names are understood through
/// `plan`, but no plan is pinned. The first line of a kind that records a moment records it; later ones
/// are notes.
pub fn historic(
    lines: &[Told],
    about: &About,
    by: &str,
    now: DateTime<Utc>,
    plan: &Plan,
) -> Result<Import, Refusal> {
    let about = &understood(about, plan)?;
    let source = declared(about, lines, true).source;
    let opened = lines.iter().find(|told| told.kind == Kind::Declared);
    let declare = Command::Declare { declared: declared(about, lines, true), plan: None };
    let declare = match opened {
        Some(told) => told.wish(Some(by), declare),
        None => Wish::now(by, declare),
    };
    let mut stamped = Vec::new();
    let rest = lines
        .iter()
        .map(|told| told.wish(Some(by), command(told, source.as_deref(), &mut stamped)));
    let import = Import {
        id: id_of(about, lines),
        number: None,
        title: about.title.clone(),
        line: 1,
        wishes: [declare].into_iter().chain(rest).collect(),
    };
    import.rehearse(now)?;
    Ok(import)
}

fn command(told: &Told, source: Option<&str>, stamped: &mut Vec<Kind>) -> Command {
    match told.kind {
        Kind::Detected | Kind::Contained | Kind::Resolved if !stamped.contains(&told.kind) => {
            stamped.push(told.kind);
            let note = Some(told.sourced(source));
            Command::Stamp { stamp: told.kind.word().to_owned(), time: told.at, note }
        }
        Kind::Decision => Command::Decide(Decision {
            text: told.sourced(source),
            decider: Some(told.who.clone()),
            ..Decision::default()
        }),
        _ => told.as_note(source),
    }
}

/// The plan's ids for what was typed.
pub(super) fn understood(about: &About, plan: &Plan) -> Result<About, Refusal> {
    let unknown = |what, typed: &str, known: Vec<String>| Refusal::Unknown {
        what,
        typed: typed.to_owned(),
        known,
    };
    let severity = about.severity.as_deref().map(|typed| {
        let known = || plan.levels.iter().map(|level| level.id.clone()).collect();
        let level = plan.level(typed).map(|level| level.id.clone());
        level.ok_or_else(|| unknown("severity", typed, known()))
    });
    let category = about.category.as_deref().map(|typed| {
        let known = || plan.categories.iter().map(|category| category.id.clone()).collect();
        let category = plan.category(typed).map(|category| category.id.clone());
        category.ok_or_else(|| unknown("category", typed, known()))
    });
    Ok(About {
        title: about.title.clone(),
        severity: severity.transpose()?,
        category: category.transpose()?,
    })
}
