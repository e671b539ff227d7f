//! One log as a file: whole lines in, whole lines out.
//!
//! ```text
//! line\n line\n line\n half a li      readers take the whole lines and never repair;
//! └───────────────────┘└───────┘      whoever appends sets the torn end aside, under the lock
//! ```

use super::Access;
use super::guarded::{self, For, io_error};
use super::own::Own;
use crate::incident::{Entry, EntryId, IncidentId, LogId, Seq};
use crate::store::chain::{continues, in_order};
use crate::store::{Appended, Damage, Head, StoreError, Told};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The largest log that is read, in bytes.
const LARGEST_LOG: u64 = 1 << 30;
/// How long is waited for a lock that somebody else holds.
const PATIENCE: Duration = Duration::from_secs(20);

/// How many folders lead to a log: `STORE/incidents/INCIDENT/log`.
pub(super) const LEVELS: usize = 4;

/// Reads the whole, intact entries of a file that stands among the logs of an incident.
pub(super) fn read(path: &Path, of: IncidentId) -> Result<Told, StoreError> {
    match open(path)? {
        Ok(mut file) => {
            let mut lines = Lines::default();
            lines.add(&from(&mut file, 0, path)?, path, of);
            Ok(lines.told(path))
        }
        Err(told) => Ok(told),
    }
}

/// The whole lines of a log file, byte for byte.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, StoreError> {
    let Some(file) = guarded::open(path, For::Reading, Access::Private)? else {
        return Ok(Vec::new());
    };
    let mut bytes = whole(file, path)?;
    let end = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    bytes.truncate(end);
    Ok(bytes)
}

/// Opens a file to read its lines; in the place of one that cannot be read, what there is to tell.
pub(super) fn open(path: &Path) -> Result<Result<File, Told>, StoreError> {
    match guarded::open(path, For::Reading, Access::Private) {
        Ok(Some(file)) => Ok(Ok(file)),
        Ok(None) => Ok(Err(Told::default())),
        // One file that somebody put there, or made unreadable, does not hide the others.
        Err(error) if is_about_this_file(&error) => {
            let mut what = error.to_string();
            if let Some(cause) = std::error::Error::source(&error) {
                what = format!("{what}: {cause}");
            }
            let damage = vec![Damage { file: path.to_owned(), line: None, what }];
            Ok(Err(Told { entries: Vec::new(), damage }))
        }
        Err(error) => Err(error),
    }
}

/// The lines of a file, read from its beginning on.
#[derive(Default)]
pub(super) struct Lines {
    told: Told,
    /// How many whole lines there are, and where the last one ends.
    count: usize,
    pub(super) end: u64,
    /// Whether the last whole line is the last entry.
    ends_well: bool,
    has_changed_end: bool,
}

impl Lines {
    /// Takes in what stands behind the lines that are known.
    pub(super) fn add(&mut self, bytes: &[u8], path: &Path, of: IncidentId) {
        for line in whole_lines(bytes) {
            self.count += 1;
            self.end += line.len() as u64 + 1;
            let entry = Entry::read(line).map_err(|error| error.to_string()).and_then(|entry| {
                if entry.log.incident == of {
                    Ok(entry)
                } else {
                    Err(format!("the entry belongs to {}", entry.log.incident))
                }
            });
            self.ends_well = entry.is_ok();
            match entry {
                Ok(entry) => self.told.entries.push(entry),
                Err(what) => {
                    let line = Some(self.count);
                    self.told.damage.push(Damage { file: path.to_owned(), line, what });
                }
            }
        }
        self.has_changed_end = is_changed_end(behind_the_lines(bytes));
    }

    /// The whole entries among them.
    pub(super) fn entries(&self) -> &[Entry] {
        &self.told.entries
    }

    /// The last line, when it is an entry.
    pub(super) fn last(&self) -> Option<&str> {
        self.told.entries.last().filter(|_| self.ends_well).map(Entry::line)
    }

    /// What the file tells.
    pub(super) fn told(&self, path: &Path) -> Told {
        let mut told = self.told.clone();
        if self.has_changed_end {
            let line = Some(self.count + 1);
            let what = "the line does not end with a newline: that was changed".to_owned();
            told.damage.push(Damage { file: path.to_owned(), line, what });
        }
        told
    }
}

fn is_about_this_file(error: &StoreError) -> bool {
    match error {
        StoreError::Io { source, .. } => source.kind() == std::io::ErrorKind::PermissionDenied,
        error => matches!(error, StoreError::Strange { .. }),
    }
}

fn whole(file: File, path: &Path) -> Result<Vec<u8>, StoreError> {
    let mut bytes = Vec::new();
    file.take(LARGEST_LOG).read_to_end(&mut bytes).map_err(io_error("read", path))?;
    Ok(bytes)
}

/// The lines that end with a newline, without it.
pub(super) fn whole_lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split_inclusive(|byte| *byte == b'\n').filter_map(|line| line.strip_suffix(b"\n"))
}

/// Holds the lock beside a log until it is dropped.
pub(super) fn lock(path: &Path, access: Access) -> Result<File, StoreError> {
    let held = lock_if_there(path, access)?;
    held.ok_or_else(|| io_error("open", path)(std::io::ErrorKind::NotFound.into()))
}

/// The same; nothing where the folder is not there in which the lock would stand.
pub(super) fn lock_if_there(path: &Path, access: Access) -> Result<Option<File>, StoreError> {
    let Some(file) = guarded::open(path, For::ChangingOrNew, access)? else { return Ok(None) };
    let busy = match file.try_lock() {
        Ok(()) => return Ok(Some(file)),
        Err(std::fs::TryLockError::WouldBlock) => StoreError::Busy(path.to_owned()),
        Err(std::fs::TryLockError::Error(error)) => return Err(io_error("lock", path)(error)),
    };
    // The system lets those who wait in one after the other; asking again and again would be luck.
    // Whoever holds the lock may be stopped for good, so the waiting is a thread's, which can be left.
    let (tell, told) = std::sync::mpsc::channel();
    let waiting = std::thread::Builder::new().name("store-lock".to_owned()).spawn(move || {
        let answer = file.lock().map(|()| file);
        // Nobody waits any more: the lock goes with the file that comes back.
        _ = tell.send(answer);
    });
    waiting.map_err(io_error("lock", path))?;
    match told.recv_timeout(PATIENCE) {
        Ok(answer) => answer.map(Some).map_err(io_error("lock", path)),
        Err(_) => Err(busy),
    }
}

/// Holds the lock beside a log until it is dropped; nothing when somebody else holds it.
pub(super) fn try_lock(path: &Path, access: Access) -> Result<Option<File>, StoreError> {
    let file = guarded::open(path, For::ChangingOrNew, access)?;
    let file = file.ok_or_else(|| io_error("open", path)(std::io::ErrorKind::NotFound.into()))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(std::fs::TryLockError::WouldBlock) => Ok(None),
        Err(std::fs::TryLockError::Error(error)) => Err(io_error("lock", path)(error)),
    }
}

/// What the first line of a file must be: its number, and the entry that it continues.
pub(super) type Root = (Seq, EntryId);

/// Puts entries at the end of the file of their log; the caller holds its lock.
pub(super) fn append(
    path: &Path,
    log: LogId,
    root: Root,
    entries: &[Entry],
    access: Access,
    own: &Own,
) -> Result<Appended, StoreError> {
    in_order(log, entries)?;
    let mut file = match guarded::open(path, For::Changing, access)? {
        Some(file) => file,
        None => guarded::open(path, For::New, access)?
            .ok_or_else(|| io_error("make", path)(std::io::ErrorKind::NotFound.into()))?,
    };
    let result = append_to(&mut file, path, log, root, entries, access, own);
    if !matches!(result, Ok(Appended::Done(_))) && file.metadata().is_ok_and(|it| it.len() == 0) {
        // Nothing was written, so nothing shall be left; an empty log would do no harm.
        _ = std::fs::remove_file(path);
    }
    result
}

fn append_to(
    file: &mut File,
    path: &Path,
    log: LogId,
    root: Root,
    entries: &[Entry],
    access: Access,
    own: &Own,
) -> Result<Appended, StoreError> {
    let (end, head) = match own.end_of(file, path)? {
        Some((end, head)) => (end, Some(head)),
        None => end_of(file, path, access)?,
    };
    let Some(next) = head.map_or(Some(root.0), |head| head.seq.checked_add(1)) else {
        return Ok(Appended::Fork(Seq::MAX));
    };
    let first = entries.first().map_or(next, |entry| entry.seq);
    if first > next {
        return Ok(Appended::Gap(head));
    }
    let new = if first < next {
        // Some are there already: only the whole log can say whether they are the same.
        let held = read(path, log.incident)?;
        let held: Vec<Entry> = held.entries.into_iter().filter(|e| e.log == log).collect();
        match continues(log, &held, entries)? {
            Ok(new) => new,
            Err(answer) => return Ok(answer),
        }
    } else {
        let prev = head.map_or(root.1, |head| head.id);
        if entries.first().is_some_and(|entry| entry.prev != prev) {
            return Ok(Appended::Fork(first));
        }
        entries
    };
    let Some(last) = new.last() else {
        return Ok(head.map_or(Appended::Gap(None), Appended::Done));
    };
    let mut text = String::new();
    for entry in new {
        text.push_str(entry.line());
        text.push('\n');
    }
    if end == 0 {
        // Before the first byte, so that a log that holds anything can be found after a power loss.
        guarded::sync_way_to(path, LEVELS)?;
    }
    file.seek(SeekFrom::Start(end)).map_err(io_error("write to", path))?;
    if let Err(error) = file.write_all(text.as_bytes()).and_then(|()| file.sync_data()) {
        // Acknowledged means durable. What may lie there half is taken back, or owned up to.
        return match file.set_len(end).and_then(|()| file.sync_data()) {
            Ok(()) => Err(io_error("write to", path)(error)),
            Err(_) => Err(StoreError::MayBeWritten { path: path.to_owned(), source: error }),
        };
    }
    own.left(file, log.incident, path, Head::of(last));
    Ok(Appended::Done(Head::of(last)))
}

/// Reads as much of a file's end as holds its last whole line, and says where that begins.
fn tail(file: &mut File, path: &Path) -> Result<(u64, Vec<u8>), StoreError> {
    let length = file.metadata().map_err(io_error("look at", path))?.len();
    let mut window = 16 * 1024;
    loop {
        let start = length.saturating_sub(window);
        let bytes = from(file, start, path)?;
        // Between two newlines stands the last whole line. What a file system makes of an end after a
        // crash may be longer than any line.
        if start == 0 || bytes.iter().rev().filter(|byte| **byte == b'\n').nth(1).is_some() {
            return Ok((start, bytes));
        }
        window *= 16;
    }
}

/// The last whole line of a file, when it is an entry and nothing behind it is damaged.
pub(super) fn last(path: &Path) -> Result<Option<Entry>, StoreError> {
    let Ok(mut file) = open(path)? else { return Ok(None) };
    let (_, bytes) = tail(&mut file, path)?;
    if is_changed_end(behind_the_lines(&bytes)) {
        return Ok(None);
    }
    let last = whole_lines(&bytes).last();
    Ok(last.and_then(|line| Entry::read(line).ok()))
}

/// Finds where the whole lines end and what the last one is; sets a torn end aside.
fn end_of(file: &mut File, path: &Path, access: Access) -> Result<(u64, Option<Head>), StoreError> {
    let (start, bytes) = tail(file, path)?;
    let torn = behind_the_lines(&bytes);
    if is_changed_end(torn) {
        let what = "it does not end with a newline".to_owned();
        return Err(StoreError::DamagedEnd { path: path.to_owned(), what });
    }
    let whole = bytes.len() - torn.len();
    let end = start + whole as u64;
    if !torn.is_empty() {
        set_aside(path, torn, access)?;
        let cut = file.set_len(end).and_then(|()| file.sync_data());
        cut.map_err(io_error("cut back", path))?;
    }
    let Some(lines) = bytes[..whole].strip_suffix(b"\n") else { return Ok((end, None)) };
    let last = behind_the_lines(lines);
    match Entry::read(last) {
        Ok(entry) => Ok((end, Some(Head::of(&entry)))),
        Err(error) => {
            Err(StoreError::DamagedEnd { path: path.to_owned(), what: error.to_string() })
        }
    }
}

pub(super) fn from(file: &mut File, start: u64, path: &Path) -> Result<Vec<u8>, StoreError> {
    let mut read = || {
        let there = file.metadata()?.len().saturating_sub(start).min(LARGEST_LOG);
        // One more than is there, so that its end is seen without making room for more.
        let mut bytes = Vec::with_capacity(usize::try_from(there).unwrap_or(0) + 1);
        file.seek(SeekFrom::Start(start))?;
        file.take(LARGEST_LOG).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    read().map_err(io_error("read", path))
}

/// What stands in a file from one place to another, as far as it is there.
pub(super) fn between(
    file: &mut File,
    start: u64,
    end: u64,
    path: &Path,
) -> Result<Vec<u8>, StoreError> {
    let mut read = || {
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(start))?;
        file.take(end.saturating_sub(start)).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    read().map_err(io_error("read", path))
}

/// Keeps a torn end under a name made from its content, so that doing it twice is once.
fn set_aside(path: &Path, torn: &[u8], access: Access) -> Result<(), StoreError> {
    let name = format!("torn-{}", &EntryId::of(torn).to_string()[..8]);
    let aside = path.with_extension(name);
    if aside.exists() {
        return Ok(());
    }
    guarded::replace(&aside, torn, access)
}

/// Removes the contents of entries from a file; the caller holds the log's lock. Lines that are not
/// meant and damaged ones stay as they are; a torn end, which nobody was told of, goes too.
pub(super) fn blank(path: &Path, entries: &[EntryId], access: Access) -> Result<usize, StoreError> {
    let Some(file) = guarded::open(path, For::Reading, access)? else { return Ok(0) };
    // A copy that somebody was making of this file would keep what is to be removed.
    guarded::remove_left_overs(path);
    let bytes = whole(file, path)?;
    let mut kept = Vec::with_capacity(bytes.len());
    let mut blanked = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let entry = line.strip_suffix(b"\n").map(Entry::read);
        match entry {
            Some(Ok(entry)) if entries.contains(&entry.id) && entry.data().is_some() => {
                kept.extend_from_slice(entry.blanked().line().as_bytes());
                kept.push(b'\n');
                blanked += 1;
            }
            None if !is_changed_end(line) => {}
            _ => kept.extend_from_slice(line),
        }
    }
    if blanked > 0 {
        guarded::replace(path, &kept, access)?;
    }
    Ok(blanked)
}

/// What stands in a file behind its last whole line.
pub(super) fn torn_end(path: &Path) -> Result<Vec<u8>, StoreError> {
    let Ok(Some(file)) = guarded::open(path, For::Reading, Access::Private) else {
        return Ok(Vec::new());
    };
    Ok(behind_the_lines(&whole(file, path)?).to_vec())
}

fn behind_the_lines(bytes: &[u8]) -> &[u8] {
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    &bytes[whole..]
}

/// Whether an end without a newline is more than what a crash leaves: an entry with something else in
/// the newline's place. It was saved, so it is damage, and not to be set aside.
pub(super) fn is_changed_end(torn: &[u8]) -> bool {
    torn.split_last().is_some_and(|(_, line)| Entry::read(line).is_ok())
}

/// Removes the torn ends of a log that were set aside; the caller holds its lock.
pub(super) fn remove_set_aside(path: &Path) {
    let of_it = |file: &Path| is_set_aside(file) && file.file_stem() == path.file_stem();
    let folder = path.parent().unwrap_or(Path::new("."));
    for file in files(folder, of_it).unwrap_or_default() {
        // What cannot be removed is still named by `verify`.
        _ = std::fs::remove_file(file);
    }
}

/// Whether a file is a torn end that was set aside.
pub(super) fn is_set_aside(path: &Path) -> bool {
    path.extension().is_some_and(|name| name.as_encoded_bytes().starts_with(b"torn-"))
}

/// The files that hold logs of an incident: every `*.jsonl`, whatever its name.
pub(super) fn log_files(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let is_log = |path: &Path| path.extension().is_some_and(|extension| extension == "jsonl");
    files(folder, is_log)
}

/// The files in a folder that are meant, in the order of their names.
pub(super) fn files(
    folder: &Path,
    meant: impl Fn(&Path) -> bool,
) -> Result<Vec<PathBuf>, StoreError> {
    let names = match folder.read_dir() {
        Ok(names) => names,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(io_error("list", folder)(error)),
    };
    let mut files = Vec::new();
    for name in names {
        let path = name.map_err(io_error("list", folder))?.path();
        if meant(&path) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
