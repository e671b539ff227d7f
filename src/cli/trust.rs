//! `verify` and `where`: what can be trusted, and where it lies.

use super::args::Global;
use super::desk::{Desk, Folders};
use super::diary;
use super::failure::{CHECK, Failure, INVALID};
use super::out::Out;
use super::table::counted;
use crate::store::{self, Finding, Head, Heads};
use crate::wire::{self, LogHead};
use serde::Deserialize;
use serde_json::json;
use std::path::Path;

/// Checks everything, or one incident; says what is damaged with exit code 8.
pub async fn verify(desk: &Desk, id: Option<&str>, against: Option<&Path>) -> Result<u8, Failure> {
    let only = match id {
        Some(typed) => Some(desk.named(typed).await?),
        None => None,
    };
    let saved = against.map(saved_heads).transpose()?;
    let folder = desk.journal.store();
    let mut report = store::verify(folder, only).await?;
    if let Some(saved) = saved {
        report.findings.extend(store::verify_heads(folder, &saved).await?);
    }
    let code = if report.is_damaged() { CHECK } else { 0 };
    if desk.out.json {
        let findings: Vec<_> = report.findings.iter().map(wire::found).collect();
        desk.out.json(&json!({
            "incidents": report.incidents,
            "entries": report.entries,
            "damaged": report.is_damaged(),
            "findings": findings,
            "heads": wire::heads(&report.heads),
        }))?;
        return Ok(code);
    }
    for finding in &report.findings {
        match finding {
            Finding::Damaged(damage) => desk.out.line(&format!("damaged: {damage}"))?,
            Finding::Remark(remark) => desk.out.line(&format!("note: {remark}"))?,
        }
    }
    let counted = format!(
        "{} in {}",
        counted(report.entries, "entry", "entries"),
        counted(report.incidents, "incident", "incidents")
    );
    if code == 0 {
        desk.out.say(&format!("{counted}: all as it was written"))?;
    } else {
        desk.out.line(&format!("intact: {counted}; what is named above is not"))?;
        super::out::complain("error: the store is damaged");
        super::out::complain(
            "try: take the damaged files from a backup or another copy; nothing else is affected",
        );
    }
    Ok(code)
}

/// The heads in a file that `verify --json` wrote.
pub fn saved_heads(file: &Path) -> Result<Heads, Failure> {
    #[derive(Deserialize)]
    struct Saved {
        heads: Vec<LogHead>,
    }
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::io(&format!("cannot read {}", file.display()), &error))?;
    let saved: Saved = serde_json::from_str(&text).map_err(|error| {
        let what = format!("{}: {error}", file.display());
        Failure::new(INVALID, what, "give a file that `warroom verify --json` wrote")
    })?;
    let head = |saved: LogHead| {
        let log = crate::incident::LogId { incident: saved.incident, replica: saved.replica };
        (log, Head { seq: saved.seq, id: saved.id })
    };
    Ok(saved.heads.into_iter().map(head).collect())
}

/// Prints where everything lies, also when the store there does not open.
pub fn locations(global: &Global, out: Out) -> Result<(), Failure> {
    let folders = Folders::of_user()?;
    let path = folders.store_of(global);
    let store = std::path::absolute(&path).unwrap_or(path);
    let exists = store.join("warroom.toml").exists();
    let log = diary::file_in(&folders.state);
    let rows = [
        ("store", &store),
        ("config", &folders.config),
        ("state", &folders.state),
        ("cache", &folders.cache),
        ("log", &log),
    ];
    let rows = rows.map(|(name, path)| (name, path.display().to_string()));
    if out.json {
        let rows = rows.into_iter().map(|(name, path)| (name.to_owned(), path.into()));
        let mut answer: serde_json::Map<_, _> = rows.collect();
        answer.insert("store_exists".to_owned(), exists.into());
        return out.json(&answer);
    }
    for (name, path) in rows {
        let missing = name == "store" && !exists;
        let remark = if missing { "  (made at the first write)" } else { "" };
        out.line(&format!("{name:<8}{path}{remark}"))?;
    }
    Ok(())
}
