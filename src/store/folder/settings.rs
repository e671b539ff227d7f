//! `warroom.toml`: what kind of store a folder is.

use super::guarded::{self, For, io_error};
use crate::chance::{self, Chance};
use crate::store::{Kind, StoreError};
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// The file's name.
pub(super) const FILE: &str = "warroom.toml";
/// No settings file is longer than this, in bytes.
const LONGEST: u64 = 64 * 1024;

/// What a store says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The store's own name, made when it was.
    pub id: String,
    /// Whether it holds what happened or what was practised.
    pub kind: Kind,
    /// Who may read and write it.
    pub access: Access,
}

/// Who may read and write a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Its owner.
    Private,
    /// The owner's group.
    Group,
}

impl Access {
    /// The rights of a file.
    pub(super) fn file_mode(self) -> u32 {
        match self {
            Access::Private => 0o600,
            Access::Group => 0o660,
        }
    }

    /// The rights of a folder; in a shared one new files belong to the folder's group.
    pub(super) fn folder_mode(self) -> u32 {
        match self {
            Access::Private => 0o700,
            Access::Group => 0o2770,
        }
    }
}

/// Reads the settings of a store; nothing when there is no store yet.
pub(super) fn read(store: &Path) -> Result<Option<Settings>, StoreError> {
    let found = match store.metadata() {
        Ok(found) => found,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(io_error("open", store)(error)),
    };
    if !found.is_dir() {
        let path = store.to_owned();
        return Err(StoreError::Strange { path, found: "a file", wanted: "a folder" });
    }
    if found.mode() & 0o002 != 0 && found.mode() & 0o1000 == 0 {
        return Err(StoreError::OpenToAll(store.to_owned()));
    }
    let path = store.join(FILE);
    let mut file = guarded::open(&path, For::Reading, Access::Private)?;
    if file.is_none() {
        let mut names = store.read_dir().map_err(io_error("list", store))?;
        let hidden = |name: &std::ffi::OsStr| name.as_encoded_bytes().starts_with(b".");
        if names.all(|name| name.is_ok_and(|name| hidden(&name.file_name()))) {
            return Ok(None);
        }
        // Not empty: perhaps somebody made the store between the two looks.
        file = guarded::open(&path, For::Reading, Access::Private)?;
    }
    let Some(file) = file else { return Err(StoreError::NotAStore(store.to_owned())) };
    let mut text = String::new();
    file.take(LONGEST).read_to_string(&mut text).map_err(io_error("read", &path))?;
    parse(&text, store, &path).map(Some)
}

fn parse(text: &str, store: &Path, path: &Path) -> Result<Settings, StoreError> {
    let bad = |problem: String| StoreError::BadSettings { path: path.to_owned(), problem };
    let table: toml::Table = text.parse().map_err(|e: toml::de::Error| {
        let line = e.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
        bad(format!("line {line}: {}", e.message()))
    })?;
    match table.get("format").and_then(toml::Value::as_integer) {
        Some(1) => {}
        Some(format @ 2..) => {
            let format = format.unsigned_abs();
            return Err(StoreError::Newer { path: store.to_owned(), format });
        }
        _ => return Err(bad("`format` is missing or not a number".to_owned())),
    }
    let word = |key: &str| table.get(key).and_then(toml::Value::as_str);
    let id = word("id").ok_or_else(|| bad("`id` is missing".to_owned()))?.to_owned();
    let kind = match word("kind") {
        Some("real") => Kind::Real,
        Some("exercise") => Kind::Exercise,
        _ => return Err(bad("`kind` is neither \"real\" nor \"exercise\"".to_owned())),
    };
    let access = match word("access") {
        Some("private") => Access::Private,
        Some("group") => Access::Group,
        _ => return Err(bad("`access` is neither \"private\" nor \"group\"".to_owned())),
    };
    Ok(Settings { id, kind, access })
}

/// Makes a store in a folder that is empty or missing. Of several who try at once, one wins and all
/// get its settings.
pub(super) fn make(store: &Path, kind: Kind, chance: &dyn Chance) -> Result<Settings, StoreError> {
    use std::io::Write;
    let access = Access::Private;
    guarded::make_folder(store, access)?;
    let mut random = [0; 16];
    chance.fill(&mut random);
    let text = format!(
        "# A store of warroom. Keep this file with the folder `incidents`.\n\
         format = 1\n\
         id = \"{}\"\n\
         # \"real\" or \"exercise\": the two never mix.\n\
         kind = \"{}\"\n\
         # \"private\", or \"group\" for a folder that several users of this machine share.\n\
         access = \"private\"\n",
        chance::letters(&random),
        kind.word(),
    );
    let path = store.join(FILE);
    let mut temporary = tempfile::Builder::new()
        .prefix(".new-")
        .tempfile_in(store)
        .map_err(io_error("write to", store))?;
    let written = temporary.write_all(text.as_bytes());
    written.and_then(|()| temporary.as_file().sync_all()).map_err(io_error("write", &path))?;
    match temporary.persist_noclobber(&path) {
        Ok(_) => {}
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(io_error("put in place", &path)(error.error)),
    }
    guarded::sync_folder(store)?;
    read(store)?.ok_or_else(|| StoreError::NotAStore(store.to_owned()))
}
