//! Heads of tar members: each in the one spelling that a bundle has.

use tar::{EntryType, Header};

/// How many bytes tar counts in.
pub const BLOCK: usize = 512;
/// The longest name of a member.
pub const LONGEST_NAME: usize = 100;

/// The head of a regular file that everybody may read, of nobody in particular. Nothing when the name does not
/// fit.
pub fn head(path: &str, size: u64, mtime: u64) -> Option<Header> {
    let mut head = Header::new_ustar();
    if path.len() > LONGEST_NAME || head.set_path(path).is_err() {
        return None;
    }
    head.set_entry_type(EntryType::Regular);
    head.set_size(size);
    head.set_mtime(mtime);
    head.set_mode(0o644);
    head.set_uid(0);
    head.set_gid(0);
    head.set_cksum();
    Some(head)
}

/// How many bytes fill up a member's last block.
pub fn padding(size: usize) -> usize {
    size.next_multiple_of(BLOCK) - size
}
