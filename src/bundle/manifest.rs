//! The manifest: what is in a bundle, and what it must add up to.

use crate::incident::{EntryId, IncidentId};
use crate::wire::LogHead;
use serde::{Deserialize, Serialize};

/// The manifest's name in the archive; it stands first.
pub const NAME: &str = "manifest.json";

/// What is in a bundle. Written with two blanks for each level, and read only when it is spelled so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Which format: 1.
    pub format: u64,
    /// The incident.
    pub incident: IncidentId,
    /// When the bundle was made.
    pub made_at: String,
    /// The last entry of each log.
    pub heads: Vec<LogHead>,
    /// Whether privileged entries have their contents.
    pub with_privileged: bool,
    /// What was left out.
    pub withheld: Withheld,
    /// All other members, in their order.
    pub files: Vec<Member>,
}

/// What was left out because it is privileged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withheld {
    /// Entries that are there without their content.
    pub entries: Vec<EntryId>,
    /// The sums of evidence that is not there.
    pub evidence: Vec<EntryId>,
}

/// A file in a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// Its name in the archive.
    pub path: String,
    /// How many bytes it has.
    pub size: u64,
    /// Their sum.
    pub sha256: EntryId,
}

impl Member {
    /// The line of a file.
    pub fn of(path: &str, bytes: &[u8]) -> Member {
        Member { path: path.to_owned(), size: bytes.len() as u64, sha256: EntryId::of(bytes) }
    }
}

impl Manifest {
    /// The manifest as it is written.
    pub fn write(&self) -> Vec<u8> {
        let text = serde_json::to_string_pretty(self).expect("it holds texts, numbers and lists");
        format!("{text}\n").into_bytes()
    }

    /// Reads a manifest, or says what is wrong with it.
    pub fn read(bytes: &[u8]) -> Result<Manifest, String> {
        #[derive(Deserialize)]
        struct Format {
            format: u64,
        }
        let newer = |format: &Format| format.format > 1;
        if let Ok(found) = serde_json::from_slice::<Format>(bytes)
            && newer(&found)
        {
            let format = found.format;
            return Err(format!("it has format {format}; this version knows format 1; upgrade"));
        }
        let read: Manifest = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if read.format != 1 {
            return Err(format!("there is no format {}", read.format));
        }
        if read.write() != bytes {
            return Err("it is not spelled as warroom writes it".to_owned());
        }
        Ok(read)
    }
}
