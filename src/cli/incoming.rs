//! What comes in from files: registers of past incidents, and timelines.

use super::desk::Desk;
use super::failure::{Failure, INVALID};
use crate::incident::IncidentId;
use crate::ingest::timeline::{self, About, Told};
use crate::ingest::{Faults, Import, register};
use crate::store::Store;
use chrono::{DateTime, Utc};
use serde_json::json;
use std::path::{Path, PathBuf};

/// The largest file that is read, in bytes.
const LARGEST_FILE: u64 = 64 * 1024 * 1024;

/// A timeline that is to be replayed, and what is said about it.
pub struct Replayed {
    /// The file.
    pub file: PathBuf,
    /// What was wrong; the file's name when nothing is said.
    pub title: Option<String>,
    /// The severity.
    pub sev: Option<String>,
    /// The kind of incident.
    pub category: Option<String>,
}

impl Replayed {
    /// Reads the timeline, as it is seen at `now`.
    pub fn read(&self, now: DateTime<Utc>) -> Result<(Vec<Told>, About), Failure> {
        let told = timeline::read(&text(&self.file)?, &name(&self.file), now)?;
        let stem = || self.file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let about = About {
            title: self.title.clone().unwrap_or_else(stem),
            severity: self.sev.clone(),
            category: self.category.clone(),
        };
        Ok((told, about))
    }
}

/// Registers the incidents of a CSV file, all of them or none.
pub async fn import(desk: &Desk, file: &Path, open: bool) -> Result<(), Failure> {
    let (plan, now) = (desk.plan()?, desk.journal.clock().now());
    let imports = register::read(&text(file)?, &name(file), &desk.writer()?, now, open, &plan)?;
    take_in(desk, imports).await
}

/// Registers one incident from its timeline.
pub async fn replay(desk: &Desk, of: &Replayed) -> Result<(), Failure> {
    let (plan, now) = (desk.plan()?, desk.journal.clock().now());
    let (told, about) = of.read(now)?;
    let import = timeline::historic(&told, &about, &desk.writer()?, now, &plan)?;
    take_in(desk, vec![import]).await
}

/// Writes down what is not there yet.
async fn take_in(desk: &Desk, imports: Vec<Import>) -> Result<(), Failure> {
    let known = desk.journal.store().incidents().await?;
    let purged = desk.journal.store().tombstones().await?;
    let was_purged = |id: IncidentId| purged.iter().any(|stone| stone.incident == id);
    let (mut new, mut old): (Vec<IncidentId>, Vec<IncidentId>) = (Vec::new(), Vec::new());
    let mut gone = 0;
    for import in imports {
        let id = import.id;
        if was_purged(id) {
            gone += 1;
            continue;
        }
        let there = known.binary_search(&id).is_ok()
            && desk.journal.open(id).await?.incident.declaration.is_some();
        if there {
            old.push(id);
            continue;
        }
        let written = desk.journal.write(id, import.wishes).await?;
        desk.count(id, written.entries.len());
        new.push(id);
    }
    if desk.out.json {
        let answer = json!({
            "imported": new.len(), "already_there": old.len(), "purged": gone, "incidents": new,
        });
        return desk.out.json(&answer);
    }
    let s = |many: usize| if many == 1 { "" } else { "s" };
    let mut words = format!("{} incident{} registered", new.len(), s(new.len()));
    if !old.is_empty() {
        words.extend([", ", &old.len().to_string(), " already there and left as they are"]);
    }
    if gone > 0 {
        words.extend([", ", &gone.to_string(), " purged before and left out"]);
    }
    desk.out.say(&words)?;
    if let [id] = new.as_slice() {
        desk.out.say(&id.to_string())?;
    }
    Ok(())
}

/// What messages call a file.
fn name(file: &Path) -> String {
    file.display().to_string()
}

/// The text of a file that is to be read as a whole.
fn text(file: &Path) -> Result<String, Failure> {
    let cannot =
        |error: std::io::Error| Failure::io(&format!("cannot read {}", name(file)), &error);
    let found = file.metadata().map_err(cannot)?;
    if !found.is_file() {
        let what = format!("{} is not a regular file", name(file));
        return Err(Failure::new(INVALID, what, "name a file"));
    }
    if found.len() > LARGEST_FILE {
        let what = format!("{} has {} bytes", name(file), found.len());
        return Err(Failure::new(INVALID, what, "split it into files of at most 64 MiB"));
    }
    let bytes = std::fs::read(file).map_err(cannot)?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at].split(|byte| *byte == b'\n').count();
        Failure::new(INVALID, format!("{}:{line}: not UTF-8", name(file)), "convert it to UTF-8")
    })
}

impl From<Faults> for Failure {
    fn from(faults: Faults) -> Failure {
        Failure::new(
            INVALID,
            faults.to_string(),
            "mend the lines named above; nothing was taken in",
        )
    }
}
