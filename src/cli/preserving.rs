//! Files that are preserved with an incident, from the command line and from the screen alike.

use super::failure::{Failure, NOT_FOUND};
use crate::incident::{Command, EntryId, Evidence, IncidentId};
use crate::store::{LARGEST_EVIDENCE, Store, StoreError};
use std::path::Path;

/// Copies a file into the store, and returns the command that registers it. Where it is kept elsewhere,
/// only its checksum is taken.
pub async fn copy<S: Store>(
    store: &S,
    incident: IncidentId,
    file: &Path,
    name: Option<String>,
    kept_elsewhere: Option<String>,
    collected_by: String,
) -> Result<Command, Failure> {
    let of_file = || file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let name = name.unwrap_or_else(of_file);
    let bytes = read(file)?;
    let size = Some(bytes.len() as u64);
    let (sum, kept_at) = if let Some(kept_at) = kept_elsewhere {
        (EntryId::of(&bytes), kept_at)
    } else {
        let sum = store.put_evidence(incident, &bytes).await?;
        (sum, format!("evidence/{sum}"))
    };
    let sha256 = Some(sum);
    Ok(Command::AddEvidence(Evidence { name, kept_at, sha256, size, collected_by }))
}

/// The bytes of a file that is to be preserved.
fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let cannot =
        |error: std::io::Error| Failure::io(&format!("cannot read {}", file.display()), &error);
    let found = file.metadata().map_err(cannot)?;
    if !found.is_file() {
        let what = format!("{} is not a regular file", file.display());
        return Err(Failure::new(
            NOT_FOUND,
            what,
            "name a file, or only write down where it is kept",
        ));
    }
    if found.len() > LARGEST_EVIDENCE {
        return Err(StoreError::EvidenceTooLarge(found.len()).into());
    }
    std::fs::read(file).map_err(cannot)
}
