//! Reads a small text file that a person named, whatever that name turns out to be.

use super::error::{CatalogError, Misprint};
use rustix::fs::{Mode, OFlags};
use std::collections::BTreeSet;
use std::fs::{DirEntry, File};
use std::io::{self, Read};
use std::path::Path;

/// The most that is read of a file of data.
const LARGEST_FILE: u64 = 1024 * 1024;

/// Whether a name of data means a file: it ends in `.toml` or holds a slash. Other names are looked up.
pub fn is_path(name: &str) -> bool {
    let end = Path::new(name).extension();
    name.contains('/') || end.is_some_and(|end| end.eq_ignore_ascii_case("toml"))
}

/// The names of the data in a folder, sorted; none where the folder cannot be read.
pub fn names_in(folder: &Path) -> BTreeSet<String> {
    let name = |file: io::Result<DirEntry>| {
        let name = file.ok()?.file_name().into_string().ok()?;
        name.strip_suffix(".toml").filter(|name| !name.is_empty()).map(str::to_owned)
    };
    std::fs::read_dir(folder).into_iter().flatten().filter_map(name).collect()
}

/// Returns the text of a regular file; a pipe or a device is refused without waiting for it.
pub fn read(file: &str) -> Result<String, CatalogError> {
    let name = || file.to_owned();
    let unreadable = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => CatalogError::Missing { file: name() },
        _ => CatalogError::Unreadable { file: name(), source },
    };
    // Without NONBLOCK, opening a pipe waits for somebody who writes into it.
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let opened = rustix::fs::open(file, flags, Mode::empty());
    let opened = File::from(opened.map_err(|errno| unreadable(errno.into()))?);
    let about = opened.metadata().map_err(unreadable)?;
    if !about.is_file() {
        return Err(CatalogError::NoFile { file: name() });
    }
    let mut bytes = Vec::new();
    // The file may be longer by now than it said, or (in /proc) say nothing at all.
    opened.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(CatalogError::TooLarge { file: name(), most: LARGEST_FILE });
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = good.split(|byte| *byte == b'\n').count();
        let problem = "this is no UTF-8 text; save the file as UTF-8".to_owned();
        CatalogError::Misprints(vec![Misprint { file: name(), line, path: String::new(), problem }])
    })
}
