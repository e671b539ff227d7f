//! Makes a bundle: the same contents always come to the same bytes.

use super::manifest::{self, Manifest, Member, Withheld};
use super::{MOST_BYTES, MOST_MEMBERS, archive, seal};
use crate::incident::{EntryId, IncidentId};
use crate::store::Heads;
use crate::time::stamp;
use crate::wire;
use chrono::{DateTime, Utc};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use std::io::Write;

/// What goes into a bundle.
#[derive(Debug, Clone)]
pub struct Contents {
    /// The incident.
    pub incident: IncidentId,
    /// When the bundle is made.
    pub made_at: DateTime<Utc>,
    /// When the incident last changed: the time of all files.
    pub changed_at: DateTime<Utc>,
    /// The last entry of each log.
    pub heads: Heads,
    /// Whether privileged entries have their contents.
    pub with_privileged: bool,
    /// What was left out.
    pub withheld: Withheld,
    /// All files but the manifest, by their names: `report.md`, `log/k3f9q2m1.jsonl`.
    pub files: Vec<(String, Vec<u8>)>,
}

/// A bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// The file.
    pub bytes: Vec<u8>,
    /// The sum of the manifest: kept elsewhere, it proves the whole.
    pub manifest: EntryId,
}

/// More than a bundle takes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TooLarge {
    /// Together.
    #[error("the files have {0} bytes together; a bundle has at most {MOST_BYTES}")]
    Bytes(u64),
    /// So many.
    #[error("there are {0} files; a bundle has at most {MOST_MEMBERS}")]
    Files(usize),
    /// A name.
    #[error("`{0}` is too long for the name of a file in a bundle")]
    Name(String),
}

/// Makes a bundle.
pub fn pack(contents: &Contents) -> Result<Packed, TooLarge> {
    let whole = contents.files.iter().map(|(_, bytes)| bytes.len() as u64).sum();
    if whole > MOST_BYTES / 2 {
        return Err(TooLarge::Bytes(whole));
    }
    if contents.files.len() >= MOST_MEMBERS {
        return Err(TooLarge::Files(contents.files.len()));
    }
    let manifest = Manifest {
        format: 1,
        incident: contents.incident,
        made_at: stamp(contents.made_at),
        heads: wire::heads(&contents.heads),
        with_privileged: contents.with_privileged,
        withheld: contents.withheld.clone(),
        files: contents.files.iter().map(|(path, bytes)| Member::of(path, bytes)).collect(),
    };
    let manifest = manifest.write();
    let sum = EntryId::of(&manifest);
    let mtime = u64::try_from(contents.changed_at.timestamp()).unwrap_or(0);
    let mut tar: Vec<u8> = Vec::new();
    let first = (manifest::NAME.to_owned(), manifest);
    for (path, bytes) in std::iter::once(&first).chain(&contents.files) {
        let head = archive::head(path, bytes.len() as u64, mtime)
            .ok_or_else(|| TooLarge::Name(path.clone()))?;
        tar.extend_from_slice(head.as_bytes());
        tar.extend_from_slice(bytes);
        tar.resize(tar.len() + archive::padding(bytes.len()), 0);
    }
    tar.resize(tar.len() + 2 * archive::BLOCK, 0);
    Ok(Packed { bytes: seal::sealed(&compressed(&tar)), manifest: sum })
}

/// What stands behind the head of a gzip file: the bytes compressed, their CRC-32, how many they were.
fn compressed(tar: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    let packed = encoder.write_all(tar).and_then(|()| encoder.finish());
    let mut packed = packed.expect("memory takes everything");
    let mut crc = flate2::Crc::new();
    crc.update(tar);
    packed.extend_from_slice(&crc.sum().to_le_bytes());
    packed.extend_from_slice(&crc.amount().to_le_bytes());
    packed
}
