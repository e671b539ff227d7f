//! The order in which entries came to be in a folder, for those who follow it.
//!
//! Many write to a folder, each into a file of its own, and files may be put there by hand. So the order
//! is that of noticing: whoever asks looks which files have grown and writes down, under a lock, which
//! lines are new. What was told once keeps its number.
//!
//! ```text
//! STORE/server/arrivals        warroom-arrivals 1 LIFE
//!                              AI-261120-7Q2KXM k3f9q2m1.jsonl 1 2 0d5e8a11    lines 1 to 2, and the id of
//!                              AI-261120-7Q2KXM k3f9q2m1.jsonl 3 3 77c0ffee    the last of them
//! ```

use super::guarded::{self, For, io_error};
use super::known::outline;
use super::own::Place;
use super::places::Places;
use super::{Access, Folder, log_file};
use crate::chance;
use crate::incident::{Entry, EntryId, IncidentId};
use crate::store::arrival::mark;
use crate::store::{Batch, Cursor, Since, StoreError};
use std::collections::{BTreeSet, HashMap};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

/// The first words of the file.
const FIRST: &str = "warroom-arrivals 1 ";
/// What stands for the id of a line that is damaged.
const DAMAGED: &str = "-";

/// What a process knows of the order.
#[derive(Debug, Default)]
pub(super) struct Arrivals {
    life: String,
    /// The file as it was left: inode and length.
    left: (u64, u64),
    runs: Vec<Run>,
    /// Of each log file: how many of its lines have come, and how it looked then.
    taken: HashMap<(IncidentId, Arc<str>), Taken>,
}

/// Where is looked for what has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// At all files.
    Everywhere,
    /// At those into which this process wrote.
    AtOwn,
}

/// Lines of one file that came together.
#[derive(Debug)]
struct Run {
    /// How many lines came before.
    position: u64,
    incident: IncidentId,
    file: Arc<str>,
    first: u64,
    last: u64,
}

#[derive(Debug)]
struct Taken {
    lines: u64,
    /// The beginning of the id of the last line, and how the file looked when that was last checked.
    mark: String,
    shape: Option<Shape>,
    places: Places,
}

/// Inode, length and when it was changed.
type Shape = [u64; 3];

/// A line in words that the next reader understands.
struct Noticed {
    incident: IncidentId,
    file: Arc<str>,
    first: u64,
    last: u64,
    mark: String,
    shape: Option<Shape>,
    places: Places,
}

impl Arrivals {
    fn end(&self) -> u64 {
        self.runs.last().map_or(0, |run| run.position + run.last - run.first + 1)
    }

    /// Takes in lines that came behind all others.
    fn take(&mut self, of: Noticed) {
        let position = self.end();
        let Noticed { incident, file, first, last, mark, shape, places } = of;
        let taken = Taken { lines: last, mark, shape, places };
        self.taken.insert((incident, Arc::clone(&file)), taken);
        match self.runs.last_mut() {
            Some(run) if run.incident == incident && run.file == file && run.last + 1 == first => {
                run.last = last;
            }
            _ => self.runs.push(Run { position, incident, file, first, last }),
        }
    }

    /// The runs from a position on, the first cut to begin there.
    fn behind(&self, position: u64) -> impl Iterator<Item = (u64, &Run, u64)> {
        let begin = self.runs.partition_point(|run| run.position <= position).saturating_sub(1);
        self.runs[begin..].iter().filter_map(move |run| {
            let skipped = position.saturating_sub(run.position);
            let first = run.first + skipped;
            (first <= run.last).then_some((run.position + skipped, run, first))
        })
    }

    /// Reads the file, unless it is as this process left it. One that cannot be understood is none.
    fn load(&mut self, path: &Path) -> Result<(), StoreError> {
        let file = guarded::open(path, For::Reading, Access::Private)?;
        let Some(mut file) = file else {
            *self = Arrivals::default();
            return Ok(());
        };
        let found = file.metadata().map_err(io_error("look at", path))?;
        if !self.life.is_empty() && self.left == (found.ino(), found.len()) {
            return Ok(());
        }
        let mut text = String::new();
        if file.read_to_string(&mut text).is_err() {
            text.clear();
        }
        // A crash may have left half a line at the end, which nobody was told of.
        let whole = text.rfind('\n').map_or(0, |newline| newline + 1);
        *self = Arrivals::parse(&text[..whole]).unwrap_or_default();
        self.left = (found.ino(), whole as u64);
        Ok(())
    }

    fn parse(text: &str) -> Option<Arrivals> {
        let mut lines = text.lines();
        let life = lines.next()?.strip_prefix(FIRST)?.to_owned();
        let mut arrivals = Arrivals { life, ..Arrivals::default() };
        let mut names: HashMap<String, Arc<str>> = HashMap::new();
        for line in lines {
            // The name of a file may have blanks in it; the rest has not.
            let (incident, rest) = line.split_once(' ')?;
            let mut words = rest.rsplitn(4, ' ');
            let mark = words.next()?.to_owned();
            let (last, first) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
            let name = words.next()?;
            let file = names.entry(name.to_owned()).or_insert_with(|| name.into());
            let (incident, file) = (incident.parse().ok()?, Arc::clone(file));
            let (shape, places) = (None, Places::default());
            arrivals.take(Noticed { incident, file, first, last, mark, shape, places });
        }
        Some(arrivals)
    }
}

impl Folder {
    fn arrivals_path(&self) -> PathBuf {
        self.path().join("server").join("arrivals")
    }

    /// The entries that came behind a cursor.
    pub(super) fn came_since(
        &self,
        cursor: Option<&Cursor>,
        limit: usize,
        look: Look,
    ) -> Result<Since, StoreError> {
        self.made()?;
        let path = self.arrivals_path();
        guarded::make_folder(&self.path().join("server"), Access::Private)?;
        let mut arrivals = self.arrivals.lock().unwrap_or_else(PoisonError::into_inner);
        let _held = log_file::lock(&path.with_extension("lock"), Access::Private)?;
        arrivals.load(&path)?;
        self.notice(&mut arrivals, &path, look)?;
        let known = match cursor {
            Some(cursor) => self.stands(&arrivals, cursor)?.then_some(cursor),
            None => None,
        };
        let Some(cursor) = known else {
            return Ok(Since::Reset(self.place(&arrivals, arrivals.end())?));
        };
        let (mut entries, mut places) = (Vec::new(), Vec::new());
        let mut next = u64::try_from(cursor.position).unwrap_or(u64::MAX);
        for (position, run, first) in arrivals.behind(next) {
            let room = (limit.max(1) - entries.len()) as u64;
            let last = run.last.min(first.saturating_add(room).saturating_sub(1));
            for (line, entry) in (position..).zip(self.lines_of(&arrivals, run, first, last)?) {
                let Some(entry) = entry else { continue };
                places.push(Cursor::at(&arrivals.life, u128::from(line) + 1, Some(entry.id)));
                entries.push(entry);
            }
            next = position + (last - first) + 1;
            if entries.len() >= limit.max(1) {
                break;
            }
        }
        Ok(Since::Batch(Batch { entries, places, next: self.place(&arrivals, next)? }))
    }

    /// Whether a cursor stands where this store put it.
    fn stands(&self, arrivals: &Arrivals, cursor: &Cursor) -> Result<bool, StoreError> {
        let inside = u64::try_from(cursor.position).ok().filter(|at| *at <= arrivals.end());
        match inside.filter(|_| cursor.life == arrivals.life) {
            Some(position) => Ok(self.place(arrivals, position)? == *cursor),
            None => Ok(false),
        }
    }

    /// The cursor at a position.
    fn place(&self, arrivals: &Arrivals, position: u64) -> Result<Cursor, StoreError> {
        let Some(before) = position.checked_sub(1) else {
            return Ok(Cursor::beginning(&arrivals.life));
        };
        let last = match arrivals.behind(before).next() {
            Some((_, run, line)) => self.lines_of(arrivals, run, line, line)?.pop().flatten(),
            None => None,
        };
        // A line that is gone or damaged has no id; its mark cannot be that of any entry.
        let last = last.map_or(EntryId([0; 32]), |entry| entry.id);
        Ok(Cursor::at(&arrivals.life, position.into(), Some(last)))
    }

    /// Entries of a run, from a line to a line; nothing where one is damaged or gone.
    fn lines_of(
        &self,
        arrivals: &Arrivals,
        run: &Run,
        first: u64,
        last: u64,
    ) -> Result<Vec<Option<Entry>>, StoreError> {
        let path = self.log_folder(run.incident).join(&*run.file);
        let Ok(mut file) = log_file::open(&path)? else { return Ok(Vec::new()) };
        let inode = file.metadata().map_err(io_error("look at", &path))?.ino();
        let taken = arrivals.taken.get(&(run.incident, Arc::clone(&run.file)));
        let place = taken.and_then(|taken| taken.places.of_lines(inode, first, last));
        let (bytes, skip) = match place {
            Some((from, to, skip)) => (log_file::between(&mut file, from, to, &path)?, skip),
            None => (log_file::from(&mut file, 0, &path)?, first - 1),
        };
        let skip = usize::try_from(skip).unwrap_or(usize::MAX);
        let take = usize::try_from(last - first + 1).unwrap_or(usize::MAX);
        let lines = log_file::whole_lines(&bytes).skip(skip).take(take);
        Ok(lines.map(|line| entry_of(line, run.incident)).collect())
    }

    /// Looks which files have grown, and writes down what is new. What was told must still be there:
    /// otherwise this is not the store that was followed, and it begins another life.
    fn notice(&self, arrivals: &mut Arrivals, path: &Path, look: Look) -> Result<(), StoreError> {
        let own = self.own.grown();
        if arrivals.life.is_empty() {
            return self.begin_anew(arrivals, path);
        }
        let files = match look {
            Look::Everywhere => self.all_files()?,
            Look::AtOwn => own.into_iter().filter(|(of, _)| !self.is_purged(*of)).collect(),
        };
        let Some(new) = grown(arrivals, files)? else { return self.begin_anew(arrivals, path) };
        if new.is_empty() {
            return Ok(());
        }
        let mut text = String::new();
        for noticed in new {
            text.push_str(&line_of(&noticed));
            arrivals.take(noticed);
        }
        let Some(mut file) = guarded::open(path, For::Changing, Access::Private)? else {
            return self.begin_anew(arrivals, path);
        };
        let end = arrivals.left.1;
        let written = file
            .set_len(end)
            .and_then(|()| file.seek(SeekFrom::Start(end)))
            .and_then(|_| file.write_all(text.as_bytes()))
            // A number that was told and lost would be given to another entry.
            .and_then(|()| file.sync_data());
        if let Err(error) = written {
            *arrivals = Arrivals::default();
            return Err(io_error("write", path)(error));
        }
        arrivals.left.1 = end + text.len() as u64;
        Ok(())
    }

    fn all_files(&self) -> Result<BTreeSet<Place>, StoreError> {
        let mut all = BTreeSet::new();
        for of in self.incident_ids()? {
            let files = log_file::log_files(&self.log_folder(of))?;
            all.extend(files.into_iter().map(|file| (of, file)));
        }
        Ok(all)
    }

    /// Begins another life: all that is here comes anew, and whoever follows compares the heads.
    fn begin_anew(&self, arrivals: &mut Arrivals, path: &Path) -> Result<(), StoreError> {
        let mut random = [0; 16];
        self.chance.fill(&mut random);
        *arrivals = Arrivals { life: chance::letters(&random), ..Arrivals::default() };
        let mut text = format!("{FIRST}{}\n", arrivals.life);
        for noticed in grown(arrivals, self.all_files()?)?.unwrap_or_default() {
            text.push_str(&line_of(&noticed));
            arrivals.take(noticed);
        }
        guarded::replace(path, text.as_bytes(), Access::Private)?;
        let found = path.symlink_metadata().map_err(io_error("look at", path))?;
        arrivals.left = (found.ino(), found.len());
        Ok(())
    }
}

/// What is new in the files; nothing when something that was told is not there any more.
fn grown(
    arrivals: &mut Arrivals,
    files: BTreeSet<Place>,
) -> Result<Option<Vec<Noticed>>, StoreError> {
    let mut new = Vec::new();
    for (incident, path) in files {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        if name.contains('\n') {
            continue;
        }
        let key = (incident, Arc::from(name));
        let shape = path.symlink_metadata().ok().map(|found| outline(&found));
        let taken = arrivals.taken.get_mut(&key);
        if taken.as_ref().is_some_and(|taken| taken.shape == shape && shape.is_some()) {
            continue;
        }
        let Ok(mut file) = log_file::open(&path)? else { continue };
        let found = file.metadata().map_err(io_error("look at", &path))?;
        // Where the file is the one that it was, it is read from its last known line on.
        let known = taken.as_ref().and_then(|taken| {
            let from = taken.places.last_in(found.ino(), found.len())?;
            Some((from, taken.places.clone()))
        });
        let (bytes, places, had) = if let Some((from, mut places)) = known {
            let bytes = log_file::from(&mut file, from, &path)?;
            let behind = usize::try_from(places.end() - from).unwrap_or(usize::MAX);
            places.add(bytes.get(behind..).unwrap_or_default());
            (bytes, places, 1)
        } else {
            let bytes = log_file::from(&mut file, 0, &path)?;
            let mut places = Places::of(found.ino());
            places.add(&bytes);
            (bytes, places, taken.as_ref().map_or(0, |taken| taken.lines))
        };
        let lines: Vec<&[u8]> = log_file::whole_lines(&bytes).collect();
        let before = taken.as_ref().map_or(0, |taken| taken.lines);
        if let Some(taken) = taken {
            let last = usize::try_from(had).ok().and_then(|had| lines.get(had - 1));
            if last.map(|line| mark_of(line, incident)) != Some(taken.mark.clone()) {
                return Ok(None);
            }
            (taken.shape, taken.places) = (shape, places.clone());
        }
        let came = (lines.len() as u64).saturating_sub(had);
        if let (true, Some(line)) = (came > 0, lines.last()) {
            let (file, mark) = (key.1, mark_of(line, incident));
            let (first, last) = (before + 1, before + came);
            new.push(Noticed { incident, file, first, last, mark, shape, places });
        }
    }
    Ok(Some(new))
}

fn line_of(noticed: &Noticed) -> String {
    let Noticed { incident, file, first, last, mark, .. } = noticed;
    format!("{incident} {file} {first} {last} {mark}\n")
}

fn entry_of(line: &[u8], of: IncidentId) -> Option<Entry> {
    Entry::read(line).ok().filter(|entry| entry.log.incident == of)
}

fn mark_of(line: &[u8], of: IncidentId) -> String {
    entry_of(line, of).map_or_else(|| DAMAGED.to_owned(), |entry| mark(entry.id))
}
