//! Files that somebody asked for, and those of the user's state: each is written whole, or what was there stays.

use serde::Serialize;
use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Writes a file that is not there yet, with the folders that lead to it; one that is there stays as it is,
/// and the error is [`io::ErrorKind::AlreadyExists`].
pub fn create(file: &Path, text: &str) -> io::Result<()> {
    fs::create_dir_all(folder_of(file))?;
    whole(file, text.as_bytes())?.persist_noclobber(file).map_err(|error| error.error)?;
    Ok(())
}

/// Writes a file in the place of the one that may be there; whoever could read that can read this. Through
/// a link it is the file behind it.
pub fn replace(file: &Path, content: impl AsRef<[u8]>) -> io::Result<()> {
    let file = fs::canonicalize(file).unwrap_or_else(|_| PathBuf::from(file));
    let temporary = whole(&file, content.as_ref())?;
    if let Ok(before) = fs::metadata(&file) {
        temporary.as_file().set_permissions(before.permissions())?;
    }
    temporary.persist(&file).map_err(|error| error.error)?;
    Ok(())
}

/// Remembers something in a file of the user's state, with the folders that lead to it, for its owner alone. It
/// need not survive the machine: what is lost is asked for or read again.
pub fn remember(file: &Path, what: &impl Serialize) -> io::Result<()> {
    let folder = folder_of(file);
    fs::create_dir_all(folder)?;
    let mut temporary = NamedTempFile::new_in(folder)?;
    temporary.write_all(&serde_json::to_vec(what)?)?;
    temporary.persist(file).map_err(|error| error.error)?;
    Ok(())
}

/// The content on disk, in the folder where the file will be, under another name.
fn whole(file: &Path, content: &[u8]) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    // Whoever asked decides by the mask who may read it, as for any file.
    let temporary = builder.permissions(Permissions::from_mode(0o666)).tempfile_in(folder_of(file));
    let mut temporary = temporary?;
    temporary.write_all(content)?;
    temporary.as_file().sync_all()?;
    Ok(temporary)
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &Path) -> String {
        fs::read_to_string(file).expect("it is there")
    }

    #[test]
    fn what_is_there_is_not_created_again() {
        let folder = tempfile::tempdir().expect("a folder of its own");
        let file = folder.path().join("deep/plan.toml");
        create(&file, "one").expect("it is new");
        let again = create(&file, "two").expect_err("it is there");
        assert_eq!((again.kind(), read(&file)), (io::ErrorKind::AlreadyExists, "one".to_owned()));
        assert_eq!(fs::read_dir(file.parent().expect("a folder")).expect("it is read").count(), 1);
    }

    #[test]
    fn what_is_behind_a_link_is_replaced_and_the_link_and_the_rights_stay() {
        let folder = tempfile::tempdir().expect("a folder of its own");
        let (file, link) = (folder.path().join("plan.toml"), folder.path().join("link.toml"));
        fs::write(&file, "one").expect("it is written");
        fs::set_permissions(&file, Permissions::from_mode(0o640)).expect("it is ours");
        std::os::unix::fs::symlink(&file, &link).expect("it is linked");
        replace(&link, "two").expect("it is replaced");
        assert_eq!(read(&file), "two");
        let mode = fs::metadata(&file).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
        assert!(fs::symlink_metadata(&link).expect("it is there").is_symlink());
    }
}
