//! The log file: when the screen was opened and closed, what the disk refused, what was damaged.
//!
//! It holds no text that somebody wrote, never reaches the screen, and is the owner's alone. When it is
//! full it becomes `warroom.log.old`, and a new one begins.

use super::desk::Folders;
use crate::time::{Clock, SystemClock};
use crate::ui::{Look, Setting};
use rustix::fs::{Mode, OFlags};
use std::fmt;
use std::fs::{self, DirBuilder, File};
use std::io::{self, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use tracing::{Level, error, info, warn};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::FormatTime;

/// How large the file gets before another one begins.
const LARGEST: u64 = 1024 * 1024;

/// Where the log is written.
pub fn file_in(state: &Path) -> PathBuf {
    state.join("warroom.log")
}

/// How much is written; nothing when the log is off.
fn level_of(word: Option<&str>) -> Option<Level> {
    Some(match word {
        Some("off") => return None,
        Some("error") => Level::ERROR,
        Some("warn") => Level::WARN,
        Some("debug") => Level::DEBUG,
        _ => Level::INFO,
    })
}

/// Writes the log to standard error for the rest of the program, as whoever keeps a server expects.
pub fn aloud(level: Option<&str>, json: bool) {
    let Some(level) = level_of(level) else { return };
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_timer(Wall)
        .with_target(false)
        .with_ansi(false)
        .with_writer(io::stderr);
    _ = if json {
        tracing::subscriber::set_global_default(subscriber.json().flatten_event(true).finish())
    } else {
        tracing::subscriber::set_global_default(subscriber.finish())
    };
}

/// Takes up the log for the rest of the program; nothing is made before there is something to write.
pub fn keep(level: Option<&str>) {
    let Some(level) = level_of(level) else { return };
    let Ok(folders) = Folders::of_user() else { return };
    let diary = Diary { path: file_in(&folders.state), open: Mutex::new(None) };
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_timer(Wall)
        .with_target(false)
        .with_writer(diary)
        .finish();
    // Somebody who logs already, such as a test, goes on doing so.
    _ = tracing::subscriber::set_global_default(subscriber);
}

/// Notes that a screen was opened.
pub fn opened(setting: &Setting, look: Look) {
    let (version, process) = (env!("CARGO_PKG_VERSION"), std::process::id());
    let room = setting.banner.unwrap_or("store");
    info!(version, process, room, plan = setting.plan.id(), ascii = look.ascii, "screen opened");
}

/// Notes that the screen was closed.
pub fn closed(code: &io::Result<u8>) {
    let process = std::process::id();
    match code {
        Ok(code) => info!(process, code, "screen closed"),
        Err(error) => error!(process, %error, "the screen cannot go on"),
    }
}

/// Notes what the store could not do.
pub fn store_failed(what: &str) {
    error!(process = std::process::id(), what, "the store failed");
}

/// Notes how much was damaged.
pub fn damaged(of: &str, many: usize) {
    if many > 0 {
        warn!(of, many, "damaged lines or files were left out");
    }
}

/// The time of a line.
struct Wall;

impl FormatTime for Wall {
    fn format_time(&self, to: &mut Writer<'_>) -> fmt::Result {
        write!(to, "{}", SystemClock.now().format("%Y-%m-%dT%H:%M:%S%.3fZ"))
    }
}

struct Diary {
    path: PathBuf,
    open: Mutex<Option<(File, u64)>>,
}

impl<'a> MakeWriter<'a> for Diary {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line(self)
    }
}

/// A line that is about to be written.
struct Line<'a>(&'a Diary);

impl Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A log that cannot be written must not stop anything, and a panic while it is held must not hang.
        if let Ok(mut open) = self.0.open.try_lock() {
            _ = append(&self.0.path, &mut open, bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn append(path: &Path, open: &mut Option<(File, u64)>, bytes: &[u8]) -> io::Result<()> {
    let more = bytes.len() as u64;
    if open.as_ref().is_some_and(|(_, size)| size + more > LARGEST) {
        *open = None;
    }
    let (file, size) = match open {
        Some(open) => open,
        None => open.insert(begin(path, more)?),
    };
    file.write_all(bytes)?;
    *size += more;
    Ok(())
}

/// Opens the file; one that is full is put aside first.
fn begin(path: &Path, more: u64) -> io::Result<(File, u64)> {
    if let Some(folder) = path.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    let open = || -> io::Result<(File, u64)> {
        let flags = OFlags::WRONLY | OFlags::APPEND | OFlags::CREATE;
        let flags = flags | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = File::from(rustix::fs::open(path, flags, Mode::RUSR | Mode::WUSR)?);
        let about = file.metadata()?;
        if !about.is_file() {
            return Err(io::Error::other("no regular file"));
        }
        Ok((file, about.len()))
    };
    let (file, size) = open()?;
    if size + more <= LARGEST {
        return Ok((file, size));
    }
    fs::rename(path, path.with_extension("log.old"))?;
    open()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_full_log_is_put_aside_and_both_are_the_owners_alone() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("state/warroom.log");
        let mut open = None;
        let line = vec![b'x'; 300_000];
        for _ in 0..4 {
            append(&path, &mut open, &line).unwrap();
        }
        assert_eq!(fs::metadata(&path).unwrap().len(), 300_000);
        let old = home.path().join("state/warroom.log.old");
        assert_eq!(fs::metadata(&old).unwrap().len(), 900_000);
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!([mode(&path), mode(&old)], [0o600, 0o600]);
        assert_eq!(mode(path.parent().unwrap()), 0o700);
    }
}
