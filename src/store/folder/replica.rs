//! Who writes: the replica of this user, on this machine, for this copy of a store.
//!
//! A replica's name lives in the user's state folder, not in the store, because a store can be copied,
//! restored and carried. Beside the name stands where its log ended in each incident. A log that does
//! not hold that entry any more is not the log that was left (a restored backup, a cloned machine), and
//! writing on would split it in two, so a new name is taken.
//!
//! ```text
//! STATE/replicas/<sum of machine, path, inode>/
//!    name                     k3f9q2m1
//!    AI-261120-7Q2KXM         "k3f9q2m1 12 <id>": where its log ended; also the lock of its turn
//!    AI-261120-7Q2KXM.next    held by the one whose turn is next
//! ```

use super::guarded::{self, For, io_error};
use super::{Access, Folder, log_file};
use crate::chance::{self, Chance};
use crate::incident::{EntryId, IncidentId, ReplicaId};
use crate::store::{Head, Replica, StoreError, Turn};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A replica whose name and last places are kept in the user's state folder.
#[derive(Clone)]
pub struct KeptReplica {
    store: Folder,
    state: PathBuf,
    chance: Arc<dyn Chance>,
}

/// A turn of a [`KeptReplica`]: other processes of the same user wait until it is dropped.
pub struct KeptTurn {
    replica: ReplicaId,
    path: PathBuf,
    file: File,
    last: Option<Head>,
}

impl KeptReplica {
    /// The replica of a store; `state` is the user's state folder.
    pub fn of(store: &Folder, state: &Path, chance: Arc<dyn Chance>) -> KeptReplica {
        KeptReplica { store: store.clone(), state: state.to_owned(), chance }
    }

    /// The folder of this user's state about this copy of the store.
    fn folder(&self) -> Result<PathBuf, StoreError> {
        self.store.made()?;
        let path = self.store.path();
        let full = path.canonicalize().map_err(io_error("find", path))?;
        let found = full.metadata().map_err(io_error("look at", path))?;
        let machine = ["/etc/machine-id", "/var/lib/dbus/machine-id"]
            .iter()
            .find_map(|file| std::fs::read_to_string(file).ok())
            .unwrap_or_default();
        let mut key = machine.trim().as_bytes().to_vec();
        key.push(0);
        key.extend_from_slice(full.as_os_str().as_encoded_bytes());
        key.push(0);
        key.extend_from_slice(&found.ino().to_be_bytes());
        let name = EntryId::of(&key).to_string();
        Ok(self.state.join("replicas").join(&name[..32]))
    }

    /// The replica's name, made at the first call.
    pub fn name(&self) -> Result<ReplicaId, StoreError> {
        let folder = self.folder()?;
        guarded::make_folder(&folder, Access::Private)?;
        let path = folder.join("name");
        let _held = log_file::lock(&folder.join("name.lock"), Access::Private)?;
        if let Some(name) = kept_name(&path)? {
            return Ok(name);
        }
        let name = self.new_name();
        guarded::replace(&path, name.as_str().as_bytes(), Access::Private)?;
        Ok(name)
    }

    /// The last entry that this replica wrote about an incident, and in which log: whatever became of the log since.
    pub fn left(&self, incident: IncidentId) -> Option<(ReplicaId, Head)> {
        let path = self.folder().ok()?.join(incident.as_str());
        let file = guarded::open(&path, For::Reading, Access::Private).ok()??;
        let mut text = String::new();
        file.take(256).read_to_string(&mut text).ok()?;
        place(&text)
    }

    fn new_name(&self) -> ReplicaId {
        let mut random = [0; 8];
        self.chance.fill(&mut random);
        chance::letters(&random).parse().expect("eight letters and digits are a name")
    }
}

fn kept_name(path: &Path) -> Result<Option<ReplicaId>, StoreError> {
    let Some(file) = guarded::open(path, For::Reading, Access::Private)? else { return Ok(None) };
    let mut text = String::new();
    // A file that a crash left empty or torn has no name in it: a new one is taken.
    _ = file.take(64).read_to_string(&mut text);
    Ok(text.parse().ok())
}

impl Replica for KeptReplica {
    type Turn = KeptTurn;

    fn turn(&self, incident: IncidentId) -> Result<KeptTurn, StoreError> {
        let path = self.folder()?.join(incident.as_str());
        self.name()?;
        // Whoever comes back for another turn at once finds the next one in this door, and lines up
        // behind those who wait; without it the system gives the lock to whoever is awake.
        let door = log_file::lock(&path.with_extension("next"), Access::Private)?;
        let mut file = log_file::lock(&path, Access::Private)?;
        drop(door);
        // The name is read again under the lock: whoever held it before may have taken a new one.
        let replica = self.name()?;
        let mut text = String::new();
        _ = file.read_to_string(&mut text);
        let last = place(&text).filter(|(name, _)| *name == replica).map(|(_, head)| head);
        Ok(KeptTurn { replica, path, file, last })
    }

    fn renew(&self, old: ReplicaId) -> Result<(), StoreError> {
        let folder = self.folder()?;
        let path = folder.join("name");
        let _held = log_file::lock(&folder.join("name.lock"), Access::Private)?;
        if kept_name(&path)? == Some(old) {
            guarded::replace(&path, self.new_name().as_str().as_bytes(), Access::Private)?;
        }
        Ok(())
    }
}

/// Reads `NAME SEQ ID`; a torn one is none.
fn place(text: &str) -> Option<(ReplicaId, Head)> {
    let mut words = text.split_ascii_whitespace();
    let name: ReplicaId = words.next()?.parse().ok()?;
    Some((name, Head { seq: words.next()?.parse().ok()?, id: words.next()?.parse().ok()? }))
}

impl Turn for KeptTurn {
    fn replica(&self) -> ReplicaId {
        self.replica
    }

    fn last(&self) -> Option<Head> {
        self.last
    }

    fn wrote(&mut self, head: Head) -> Result<(), StoreError> {
        // Not made durable: after a power loss the log may be ahead of this note, never behind it.
        let text = format!("{} {} {}\n", self.replica, head.seq, head.id);
        let written = self
            .file
            .seek(SeekFrom::Start(0))
            .and_then(|_| self.file.write_all(text.as_bytes()))
            .and_then(|()| self.file.set_len(text.len() as u64));
        written.map_err(io_error("write", &self.path))?;
        self.last = Some(head);
        Ok(())
    }
}
