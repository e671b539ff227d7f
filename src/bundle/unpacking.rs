//! Opens a bundle that somebody else may have made: nothing is written, and nothing is taken on trust.

use super::{MOST_BYTES, MOST_MEMBERS, archive, seal};
use flate2::read::DeflateDecoder;
use std::collections::BTreeSet;
use std::io::Read;
use tar::{EntryType, Header};

/// What could be read of a bundle, and what is wrong with how it is packed: where, and what.
#[derive(Debug, Default)]
pub struct Unpacked {
    /// The members, in their order.
    pub members: Vec<(String, Vec<u8>)>,
    /// What is wrong; nothing of a member where it is about the file as a whole.
    pub faults: Vec<(Option<String>, String)>,
}

impl Unpacked {
    fn wrong(&mut self, member: Option<&str>, what: impl Into<String>) {
        self.faults.push((member.map(str::to_owned), what.into()));
    }
}

/// Opens a bundle.
pub fn unpack(bytes: &[u8]) -> Unpacked {
    let mut unpacked = Unpacked::default();
    let behind = match seal::opened(bytes) {
        Ok((behind, sealed)) => {
            if let Err(what) = sealed {
                unpacked.wrong(None, what);
            }
            behind
        }
        Err(what) => {
            unpacked.wrong(None, what);
            return unpacked;
        }
    };
    let (tar, broken) = decompressed(behind);
    let end = walk(&tar, &mut unpacked);
    if let Some(what) = broken {
        // Told where it broke: in the member that could not be read to its end.
        unpacked.wrong(end.as_deref(), what);
    }
    unpacked
}

/// The archive, as far as it can be had; and what is wrong with how it was compressed.
fn decompressed(behind: &[u8]) -> (Vec<u8>, Option<String>) {
    let mut tar = Vec::new();
    let mut rest = behind;
    let mut decoder = DeflateDecoder::new(&mut rest);
    let read = decoder.by_ref().take(MOST_BYTES + 1).read_to_end(&mut tar);
    let used = usize::try_from(decoder.total_in()).unwrap_or(usize::MAX);
    if let Err(error) = read {
        return (tar, Some(format!("the compressed bytes are damaged here: {error}")));
    }
    if tar.len() as u64 > MOST_BYTES {
        tar.clear();
        let what = format!("it unpacks to more than {MOST_BYTES} bytes, which no bundle does");
        return (tar, Some(what));
    }
    let mut crc = flate2::Crc::new();
    crc.update(&tar);
    let mut sums = crc.sum().to_le_bytes().to_vec();
    sums.extend_from_slice(&crc.amount().to_le_bytes());
    let after = behind.get(used..).unwrap_or_default();
    let broken = match after.len() {
        8 if after == sums => None,
        8 => Some("the sum at the end of the file is not that of what it unpacks to".to_owned()),
        ..8 => Some("the file ends too early".to_owned()),
        _ => Some("something stands behind the end of the archive".to_owned()),
    };
    (tar, broken)
}

/// Reads member after member; gives back the one that could not be read to its end.
fn walk(tar: &[u8], unpacked: &mut Unpacked) -> Option<String> {
    let mut at = 0;
    let mut names = BTreeSet::new();
    loop {
        let Some(block) = tar.get(at..at + archive::BLOCK) else {
            unpacked.wrong(None, "the archive ends in the middle of a member's head");
            return None;
        };
        if block.iter().all(|byte| *byte == 0) {
            let end = &tar[at..];
            if end.len() != 2 * archive::BLOCK || end.iter().any(|byte| *byte != 0) {
                unpacked.wrong(None, "the end of the archive is not as warroom writes it");
            }
            return None;
        }
        let head = Header::from_byte_slice(block);
        let name = match named(head) {
            Ok(name) => name,
            Err((name, what)) => {
                unpacked.wrong(name.as_deref(), what);
                return None;
            }
        };
        let (Ok(size), Ok(mtime)) = (head.entry_size(), head.mtime()) else {
            unpacked.wrong(Some(&name), "its head does not say how large it is");
            return None;
        };
        let right = archive::head(&name, size, mtime);
        if right.is_none_or(|right| right.as_bytes() != head.as_bytes()) {
            unpacked.wrong(Some(&name), "its head in the archive is not as warroom writes it");
        }
        if !names.insert(name.clone()) {
            unpacked.wrong(Some(&name), "it is there twice");
        }
        if names.len() > MOST_MEMBERS {
            unpacked.wrong(None, format!("it has more than {MOST_MEMBERS} files"));
            return None;
        }
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let start = at + archive::BLOCK;
        let Some(bytes) = start.checked_add(size).and_then(|end| tar.get(start..end)) else {
            unpacked.wrong(Some(&name), "it ends too early");
            return Some(name);
        };
        let end = start + size + archive::padding(size);
        let Some(filling) = tar.get(start + size..end) else {
            unpacked.wrong(Some(&name), "it ends too early");
            return Some(name);
        };
        if filling.iter().any(|byte| *byte != 0) {
            unpacked.wrong(Some(&name), "something stands between it and the next file");
        }
        unpacked.members.push((name, bytes.to_vec()));
        at = end;
    }
}

/// The name of a member that may be there; else what is wrong, in words.
fn named(head: &Header) -> Result<String, (Option<String>, String)> {
    let shown = String::from_utf8_lossy(&head.path_bytes()).into_owned();
    let wrong = |what: &str| Err((Some(shown.clone()), what.to_owned()));
    let kind = head.entry_type();
    if kind == EntryType::Symlink || kind == EntryType::Link {
        return wrong("it is a link; a bundle holds files only");
    }
    if kind != EntryType::Regular {
        return wrong("it is no regular file; a bundle holds files only");
    }
    if shown.starts_with('/') {
        return wrong("its name is absolute; names in a bundle are not");
    }
    if shown.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return wrong("its name leads out of the bundle");
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '~' | '/');
    if !shown.chars().all(plain) {
        return wrong("no file of a bundle is called so");
    }
    Ok(shown)
}
