//! Where the lines of a log file begin: so that what came is read from its place, and not the file before it.

use super::log_file;

/// Of so many lines one is remembered.
const EVERY: u64 = 32;

/// Where lines begin in one file, as far as it was read.
#[derive(Debug, Clone, Default)]
pub(super) struct Places {
    inode: u64,
    lines: u64,
    /// Where the last whole line begins, and where it ends.
    last: u64,
    end: u64,
    /// Where every so many-th line begins, the first one too.
    some: Vec<u64>,
}

impl Places {
    /// Nothing has been read of this file.
    pub(super) fn of(inode: u64) -> Places {
        Places { inode, ..Places::default() }
    }

    /// Takes in the whole lines that stand behind those that are known.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        for line in log_file::whole_lines(bytes) {
            if self.lines.is_multiple_of(EVERY) {
                self.some.push(self.end);
            }
            self.last = self.end;
            self.lines += 1;
            self.end += line.len() as u64 + 1;
        }
    }

    /// Where the last line begins, if it still can stand in a file with this inode and length.
    pub(super) fn last_in(&self, inode: u64, length: u64) -> Option<u64> {
        (self.lines > 0 && self.inode == inode && length >= self.end).then_some(self.last)
    }

    /// Where the last line ends.
    pub(super) fn end(&self) -> u64 {
        self.end
    }

    /// From where to where lines stand, from 1, and how many others stand before them there.
    pub(super) fn of_lines(&self, inode: u64, first: u64, last: u64) -> Option<(u64, u64, u64)> {
        if inode != self.inode || first == 0 || last > self.lines {
            return None;
        }
        let mark = |line: u64| usize::try_from((line - 1) / EVERY).ok();
        let from = *self.some.get(mark(first)?)?;
        let to = self.some.get(mark(last)? + 1).copied().unwrap_or(self.end);
        Some((from, to, (first - 1) % EVERY))
    }
}
