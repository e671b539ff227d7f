//! What a bundle leaves out: a privileged entry stays in its chain, and its content does not.

use crate::incident::{Entry, EntryId, Event, Incident};
use std::path::PathBuf;

/// The logs of an incident as they go into a bundle, by their names in it; and the entries whose content was
/// left out. Every other byte is as it was.
pub fn withhold(
    incident: &Incident,
    logs: Vec<(PathBuf, Vec<u8>)>,
    with_privileged: bool,
) -> (Vec<(String, Vec<u8>)>, Vec<EntryId>) {
    let mut hidden = Vec::new();
    let mut hide = |line: &[u8]| -> Vec<u8> {
        let text = line.strip_suffix(b"\n").unwrap_or(line);
        match Entry::read(text) {
            Ok(entry) if !with_privileged && entry.data().is_some() && hides(incident, &entry) => {
                hidden.push(entry.id);
                format!("{}\n", entry.blanked().line()).into_bytes()
            }
            _ => line.to_vec(),
        }
    };
    let logs = logs.into_iter().map(|(file, bytes)| {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let lines = bytes.split_inclusive(|byte| *byte == b'\n');
        (format!("log/{name}"), lines.flat_map(&mut hide).collect())
    });
    (logs.collect(), hidden)
}

/// Whether an entry holds what is privileged: itself, or as the cleaned words of one that is.
fn hides(incident: &Incident, entry: &Entry) -> bool {
    match entry.fact().event {
        Event::Redacted { target, .. } if incident.is_privileged(target) => true,
        _ => incident.is_privileged(entry.id),
    }
}
