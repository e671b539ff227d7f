//! The head of the gzip file: fixed but for the sum of everything behind it.

use crate::incident::EntryId;

/// Magic, deflate, a comment, no time, no level, no operating system.
const HEAD: [u8; 10] = [0x1f, 0x8b, 0x08, 0x10, 0, 0, 0, 0, 0, 0xff];
/// How the comment begins.
const WORD: &[u8] = b"sha256:";
/// How many bytes a written sum has.
const SUM: usize = 64;
/// How many bytes come before the compressed ones.
pub const LENGTH: usize = HEAD.len() + WORD.len() + SUM + 1;

/// Puts the head before the compressed bytes, which end with gzip's own sum and size.
pub fn sealed(behind: &[u8]) -> Vec<u8> {
    let sum = EntryId::of(behind).to_string();
    let mut bytes = Vec::with_capacity(LENGTH + behind.len());
    for part in [&HEAD, WORD, sum.as_bytes(), b"\0", behind] {
        bytes.extend_from_slice(part);
    }
    bytes
}

/// What is behind the head, and whether the head is the one that belongs to it; in words what is wrong.
pub fn opened(bytes: &[u8]) -> Result<(&[u8], Result<(), String>), String> {
    if !bytes.starts_with(&HEAD[..3]) {
        return Err("it does not begin as a gzip file does".to_owned());
    }
    if bytes.len() < LENGTH {
        return Err("it ends in its head".to_owned());
    }
    let (head, behind) = bytes.split_at(LENGTH);
    let right = sealed(behind);
    if head == &right[..LENGTH] {
        return Ok((behind, Ok(())));
    }
    let said = &head[HEAD.len() + WORD.len()..LENGTH - 1];
    let what = if head.starts_with(&HEAD) && head[HEAD.len()..].starts_with(WORD) {
        format!(
            "the head of the file says sha256 {}, what is behind it has {}",
            String::from_utf8_lossy(said),
            EntryId::of(behind)
        )
    } else {
        "the head of the file is not as warroom writes it".to_owned()
    };
    Ok((behind, Err(what)))
}
