//! What a server keeps beside its store, in `STORE/server/`: its owner's alone, and never synced.

use super::guarded::{self, For, io_error};
use super::known::outline;
use super::{Access, Folder, log_file};
use crate::store::StoreError;
use std::io::Read;
use std::path::PathBuf;

/// No such file is longer, in bytes.
const LONGEST: u64 = 16 * 1024 * 1024;

impl Folder {
    /// Where a file of the server's lies.
    pub fn beside_path(&self, name: &str) -> PathBuf {
        self.path().join("server").join(name)
    }

    /// What a file of the server's holds; nothing when there is none.
    pub fn beside(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let path = self.beside_path(name);
        let Some(file) = guarded::open(&path, For::Reading, Access::Private)? else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        file.take(LONGEST).read_to_end(&mut bytes).map_err(io_error("read", &path))?;
        Ok(Some(bytes))
    }

    /// Changes a file of the server's in one step, while nobody else does.
    pub fn change_beside<T>(
        &self,
        name: &str,
        change: impl FnOnce(Option<Vec<u8>>) -> Result<(T, Vec<u8>), StoreError>,
    ) -> Result<T, StoreError> {
        self.made()?;
        let path = self.beside_path(name);
        guarded::make_folder(&self.path().join("server"), Access::Private)?;
        let _held = log_file::lock(&path.with_extension("lock"), Access::Private)?;
        let (answer, bytes) = change(self.beside(name)?)?;
        guarded::replace(&path, &bytes, Access::Private)?;
        Ok(answer)
    }

    /// What tells whether a file of the server's was changed.
    pub fn stamp_beside(&self, name: &str) -> Option<[u64; 3]> {
        self.beside_path(name).symlink_metadata().ok().map(|found| outline(&found))
    }
}
