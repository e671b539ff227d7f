//! Opening and making files and folders so that nobody who shares the machine can lead us astray.
//!
//! Nothing is opened through a link at its last step, nothing but a regular file is read, and a pipe
//! or a device in a file's place is refused at once instead of waited for.

use super::Access;
use crate::store::StoreError;
use rustix::fs::OFlags;
use std::fs::{DirBuilder, File, Metadata, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, FileTypeExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

/// Turns an error of the operating system into one that names the place.
pub(super) fn io_error(
    doing: &'static str,
    path: &Path,
) -> impl FnOnce(io::Error) -> StoreError + use<> {
    let path = path.to_owned();
    move |source| StoreError::Io { doing, path, source }
}

/// What a file is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum For {
    /// Reading; it must exist.
    Reading,
    /// Reading and writing; it must exist.
    Changing,
    /// Reading and writing; it is made when it is missing.
    ChangingOrNew,
    /// Writing; it must not exist.
    New,
}

/// Opens a regular file; nothing when it must exist and does not.
pub(super) fn open(path: &Path, purpose: For, access: Access) -> Result<Option<File>, StoreError> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let flags = i32::try_from(flags.bits()).expect("open flags are small numbers");
    let mut options = OpenOptions::new();
    options.read(true).custom_flags(flags).mode(access.file_mode());
    match purpose {
        For::Reading => {}
        For::Changing => _ = options.write(true),
        For::ChangingOrNew => _ = options.write(true).create(true),
        For::New => _ = options.write(true).create_new(true),
    }
    let file = match options.open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        // What a link, a folder or a pipe without a reader answers when it is opened as a file.
        Err(error) => match path.symlink_metadata() {
            Ok(found) if !found.is_file() => return Err(strange(path, &found)),
            _ => return Err(io_error("open", path)(error)),
        },
    };
    let found = file.metadata().map_err(io_error("look at", path))?;
    if !found.is_file() {
        return Err(strange(path, &found));
    }
    if purpose != For::Reading && access == Access::Group {
        widen(&file, &found, access).map_err(io_error("set the rights of", path))?;
    }
    Ok(Some(file))
}

/// Gives a shared file the rights that the umask took, where it is ours to give.
fn widen(file: &File, found: &Metadata, access: Access) -> io::Result<()> {
    if found.permissions().mode() & 0o777 == access.file_mode() {
        return Ok(());
    }
    match file.set_permissions(Permissions::from_mode(access.file_mode())) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        done => done,
    }
}

fn strange(path: &Path, found: &Metadata) -> StoreError {
    let kind = found.file_type();
    let found = if kind.is_symlink() {
        "a link"
    } else if kind.is_dir() {
        "a folder"
    } else if kind.is_fifo() {
        "a named pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    };
    StoreError::Strange { path: path.to_owned(), found, wanted: "a regular file" }
}

/// Makes a folder and what is missing above it, each durable in the one that holds it.
pub(super) fn make_folder(path: &Path, access: Access) -> Result<(), StoreError> {
    if path.is_dir() {
        return Ok(());
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    if let Some(parent) = parent {
        make_folder(parent, access)?;
    }
    match DirBuilder::new().mode(access.folder_mode()).create(path) {
        Ok(()) if access == Access::Group => {
            std::fs::set_permissions(path, Permissions::from_mode(access.folder_mode()))
                .map_err(io_error("set the rights of", path))?;
        }
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => {}
        Err(error) => return Err(io_error("make the folder", path)(error)),
    }
    sync_folder(parent.unwrap_or(Path::new(".")))
}

/// Makes the names in a folder durable.
pub(super) fn sync_folder(path: &Path) -> Result<(), StoreError> {
    let folder = File::open(path).map_err(io_error("open", path))?;
    folder.sync_all().map_err(io_error("make durable", path))
}

/// Makes durable the names that lead from the top of a store down to a file: the folders that hold it
/// and those above, `levels` of them. A folder that is there may have been made by somebody who died
/// before making it durable.
pub(super) fn sync_way_to(path: &Path, levels: usize) -> Result<(), StoreError> {
    path.ancestors().skip(1).take(levels).try_for_each(sync_folder)
}

/// What the names of files begin with that are on their way to the place `path`.
fn on_the_way_to(path: &Path) -> String {
    format!(".new-{}-", path.file_name().unwrap_or_default().to_string_lossy())
}

/// Removes what somebody who died on the way left of a file that was to be replaced. The caller holds
/// the lock that goes with it, so nobody is on the way now.
pub(super) fn remove_left_overs(path: &Path) {
    let names = path.parent().and_then(|folder| folder.read_dir().ok());
    let begins = on_the_way_to(path);
    for name in names.into_iter().flatten().flatten() {
        if name.file_name().as_encoded_bytes().starts_with(begins.as_bytes()) {
            // What cannot be removed does no harm to the log; the next one tries again.
            _ = std::fs::remove_file(name.path());
        }
    }
}

/// Puts a file in place in one step: a reader sees the old one or the new one, whole.
pub(super) fn replace(path: &Path, bytes: &[u8], access: Access) -> Result<(), StoreError> {
    use std::io::Write;
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut temporary = tempfile::Builder::new()
        .prefix(&on_the_way_to(path))
        .permissions(Permissions::from_mode(access.file_mode()))
        .tempfile_in(folder)
        .map_err(io_error("write to", folder))?;
    let mut written = Ok(());
    if access == Access::Group {
        // The umask took what others of the group need.
        let rights = Permissions::from_mode(access.file_mode());
        written = temporary.as_file().set_permissions(rights);
    }
    let written = written
        .and_then(|()| temporary.write_all(bytes))
        .and_then(|()| temporary.as_file().sync_all());
    written.map_err(io_error("write", path))?;
    temporary.persist(path).map_err(|error| io_error("put in place", path)(error.error))?;
    sync_folder(folder)
}
